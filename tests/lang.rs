//! The feature programs: `main` returns 0, or the number of the check that failed. In every mode, and compiled by the
//! C compiler of this machine, which shows that the programs themselves are right.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use plugvisor::{CallError, Engine, Mode, Runtime, TrapKind, Value};
use plugvisor_tests::{GCC, for_each_mode};

/// A program of one or several files.
struct Program {
    name: String,
    files: Vec<(PathBuf, String)>,
}

impl Program {
    fn read(name: &str, mut paths: Vec<PathBuf>) -> Self {
        paths.sort();
        let files = paths.into_iter().map(|path| {
            let source = fs::read_to_string(&path).unwrap();
            (path, source)
        });
        Self { name: name.to_owned(), files: files.collect() }
    }

    fn has_float(&self) -> bool {
        self.files.iter().any(|(_, source)| source.contains("float") || source.contains("double"))
    }
}

fn plugins(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("plugins").join(folder)
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// The programs of one file, then those of several.
fn programs() -> Vec<Program> {
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let mut programs: Vec<_> =
        entries(&plugins("lang")).into_iter().map(|path| Program::read(&name(&path), vec![path])).collect();
    assert!(programs.len() >= 60, "only {} programs found", programs.len());
    let several = entries(&plugins("files"));
    assert!(several.len() >= 3);
    programs.extend(several.into_iter().map(|path| Program::read(&name(&path), entries(&path))));
    programs
}

/// Runs a program: a note if this host can't run it in this mode, an error if it fails.
fn run(engine: &Engine, mode: Mode, program: &Program, backwards: bool) -> Result<Option<String>, String> {
    let mut modules = Vec::new();
    for (path, source) in &program.files {
        let name = path.file_name().unwrap().to_string_lossy();
        modules.push(engine.compile(&name, source).map_err(|error| error.to_string())?);
    }
    if backwards {
        modules.reverse();
    }
    let mut runtime = Runtime::builder(engine).mode(mode).build().map_err(|error| error.to_string())?;
    runtime.link_all(&modules.iter().collect::<Vec<_>>()).map_err(|error| error.to_string())?;
    match runtime.call("main", &[]) {
        Ok(Some(Value::I32(0))) => Ok(None),
        Ok(Some(Value::I32(check))) => Err(format!("check {check} failed")),
        Ok(other) => Err(format!("returned {other:?}")),
        Err(CallError::Trap(trap)) if mode == Mode::Segmented && program.has_float() => match &trap.kind {
            TrapKind::Emulation { detail } => Ok(Some(detail.clone())),
            _ => Err(trap.to_string()),
        },
        Err(error) => Err(error.to_string()),
    }
}

#[test]
fn feature_programs_return_0_in_every_mode() {
    let programs = programs();
    for_each_mode(|engine, mode| {
        let (mut failed, mut skipped) = (Vec::new(), Vec::new());
        for program in &programs {
            let started = std::time::Instant::now();
            match run(engine, mode, program, false) {
                Ok(None) => {}
                Ok(Some(reason)) => skipped.push((&program.name, reason)),
                Err(error) => failed.push(format!("{mode}: {}: {error}", program.name)),
            }
            if started.elapsed().as_millis() > 500 {
                eprintln!("  {} took {:.1?}", program.name, started.elapsed());
            }
        }
        if let Some((_, reason)) = skipped.first() {
            let names: Vec<_> = skipped.iter().map(|(name, _)| name.as_str()).collect();
            eprintln!("SKIPPED in mode {mode} on this host, {reason}: {}", names.join(", "));
        }
        assert!(failed.is_empty(), "{}", failed.join("\n"));
        assert!(skipped.len() < programs.len() / 2, "{} skipped", skipped.len());
    });
}

#[test]
fn files_can_be_linked_in_any_order() {
    let programs = programs();
    for_each_mode(|engine, mode| {
        for program in programs.iter().filter(|program| program.files.len() > 1) {
            if let Err(error) = run(engine, mode, program, true) {
                panic!("{mode}: {} backwards: {error}", program.name);
            }
        }
    });
}

#[test]
fn functions_of_later_files_are_found_when_those_are_linked() {
    let program = Program::read("calls", entries(&plugins("files/calls")));
    for_each_mode(|engine, mode| {
        let mut runtime = Runtime::builder(engine).mode(mode).build().unwrap();
        for (path, source) in program.files.iter().rev() {
            runtime.create(&path.file_name().unwrap().to_string_lossy(), source).unwrap();
        }
        assert_eq!(runtime.unresolved(), [""; 0]);
        assert_eq!(runtime.call("main", &[]).unwrap(), Some(Value::I32(0)));
    });
}

#[test]
fn feature_programs_agree_with_the_c_compiler() {
    let folder = scratch();
    if !gcc(&folder.0, &[plugins("lang").join("for.c")]).is_ok_and(|status| status == 0) {
        eprintln!("SKIPPED: `gcc -m32` does not work here; install gcc-multilib to check the programs against it");
        return;
    }
    let mut failed = Vec::new();
    for program in programs() {
        let paths: Vec<_> = program.files.iter().map(|(path, _)| path.clone()).collect();
        match gcc(&folder.0, &paths) {
            Ok(0) => {}
            Ok(status) => failed.push(format!("{}: {status}", program.name)),
            Err(error) => failed.push(format!("{}: {error}", program.name)),
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Compiles and runs natively.
fn gcc(folder: &Path, paths: &[PathBuf]) -> Result<i32, String> {
    let binary = folder.join("program");
    let output = Command::new("gcc")
        .args(GCC)
        .args(paths)
        .arg("-o")
        .arg(&binary)
        .arg("-lm")
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let status = Command::new(binary).status().map_err(|error| error.to_string())?;
    status.code().ok_or_else(|| status.to_string())
}

/// A folder that goes when it is dropped.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A new folder for binaries.
fn scratch() -> Folder {
    let path = std::env::temp_dir().join(format!("plugvisor-lang-{}", std::process::id()));
    fs::create_dir_all(&path).unwrap();
    Folder(path)
}

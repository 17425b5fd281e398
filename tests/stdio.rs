//! `<stdio.h>` and the strtod family against the C library of the machine: the same programs, compiled by gcc for 32
//! bits and run here, must print the same.
//!
//! `PLUGVISOR_STDIO_CASES` says how many cases of each kind; some thousand unless set.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use plugvisor::{Engine, Header, Headers, Mode, Preprocessing, Runtime, Value};
use plugvisor_tests::available;

const CASES: i32 = 4000;
/// The same in a machine that some hosts interpret.
const SEGMENTED_CASES: i32 = 40;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("library")
}

/// What gcc's program prints; `None` if there is no gcc for 32 bits.
fn native(name: &str, args: [i32; 3]) -> Option<String> {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("stdio-{name}-{}", std::process::id()));
    let built = Command::new("gcc")
        .args(["-m32", "-malign-double", "-O1", "-w", "-o"])
        .arg(&program)
        .args([folder().join(format!("{name}.c")), folder().join("main.c")])
        .output();
    if !built.is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: gcc -m32 builds nothing here");
        return None;
    }
    let output = Command::new(&program).args(args.map(|arg| arg.to_string())).output().unwrap();
    fs::remove_file(&program).unwrap();
    Some(String::from_utf8(output.stdout).unwrap())
}

/// The folder of the programs.
#[derive(Debug)]
struct Beside;

impl Headers for Beside {
    fn open(&self, name: &str, angled: bool, _includer: &str) -> Option<Header> {
        let text = (!angled).then(|| fs::read_to_string(folder().join(name)).ok()).flatten()?;
        Some(Header { name: name.to_owned(), text: text.into() })
    }
}

/// What the program prints here.
fn plugin(engine: &Engine, mode: Mode, name: &str, args: [i32; 3]) -> String {
    let text = Arc::new(Mutex::new(Vec::new()));
    let printed = text.clone();
    let mut runtime = Runtime::builder(engine)
        .mode(mode)
        .stdout(move |bytes: &[u8]| printed.lock().unwrap().extend_from_slice(bytes))
        .build()
        .unwrap();
    let source = fs::read_to_string(folder().join(format!("{name}.c"))).unwrap();
    let preprocessing = Preprocessing::new().headers(Arc::new(Beside));
    let module = runtime.compile_with(&format!("{name}.c"), &source, &preprocessing).unwrap();
    runtime.link(&module).unwrap();
    runtime.call("run", &args.map(Value::I32)).unwrap_or_else(|error| panic!("{mode}: {name}: {error}"));
    drop(runtime);
    String::from_utf8(Arc::into_inner(text).unwrap().into_inner().unwrap()).unwrap()
}

fn compare(name: &str, seed: i32) {
    let cases = std::env::var("PLUGVISOR_STDIO_CASES").map_or(CASES, |cases| cases.parse().unwrap());
    let engine = Engine::new();
    for (mode, args) in [
        (Mode::Long, [cases, seed, 1]),
        (Mode::Interp, [cases / 8, seed, 1]),
        (Mode::Segmented, [SEGMENTED_CASES, seed, 0]),
    ] {
        // What gives doubles back can't run where KVM interprets.
        if (mode == Mode::Segmented && name == "numbers") || !available(&engine, mode) {
            continue;
        }
        let Some(expected) = native(name, args) else { return };
        let got = plugin(&engine, mode, name, args);
        for (number, (expected, got)) in (1..).zip(expected.lines().zip(got.lines())) {
            assert_eq!(got, expected, "{mode}: line {number} of {name}");
        }
        assert_eq!(got.len(), expected.len(), "{mode}: {name}");
    }
}

#[test]
fn formats_are_glibcs() {
    compare("format", 1);
}

#[test]
fn scanning_is_glibcs() {
    compare("scan", 2);
}

#[test]
fn numbers_are_glibcs() {
    compare("numbers", 3);
}

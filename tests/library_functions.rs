//! The C library agrees with that of the machine that tests: the same programs run in every mode and, compiled by its
//! C compiler, as a process, and tell the same numbers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use plugvisor::{Engine, Mode, Ptr, Runtime, TrapKind};
use plugvisor_tests::for_each_mode;

/// The data model of plugins, calls where the compiler knows the function.
const GCC: [&str; 8] =
    ["-m32", "-malign-double", "-fwrapv", "-fsigned-char", "-fno-builtin", "-O1", "-w", "-D_FORTIFY_SOURCE=0"];

/// What the program is to a process.
const PROCESS: &str = "
    #include <stdio.h>
    #include <stdlib.h>
    void run(int rounds, int longest);
    void emit(int value) { printf(\"%d\\n\", value); }
    int main(int argc, char **argv) { run(atoi(argv[1]), atoi(argv[2])); return 0; }";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("plugins/library")
}

/// A program with the header that all of them include.
fn source(name: &str) -> String {
    let read = |name: &str| fs::read_to_string(folder().join(name)).unwrap();
    read(&format!("{name}.c")).replace("#include \"test.h\"", &read("test.h"))
}

/// The numbers that a process tells.
fn expected(name: &str, source: &str, rounds: i32, longest: i32) -> Vec<i32> {
    let scratch = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let path = |suffix: &str| scratch.join(format!("library-{name}-{rounds}{suffix}"));
    let (program, process, binary) = (path(".c"), path("-main.c"), path(""));
    fs::write(&program, source).unwrap();
    fs::write(&process, PROCESS).unwrap();
    let status = Command::new("cc").args(GCC).args([&program, &process]).arg("-o").arg(&binary).status().unwrap();
    assert!(status.success(), "{name} does not compile");
    let mut command = Command::new(binary);
    let output = command.args([rounds.to_string(), longest.to_string()]).env("TZ", "UTC").output().unwrap();
    assert!(output.status.success(), "{name} failed: {output:?}");
    String::from_utf8(output.stdout).unwrap().lines().map(|line| line.parse().unwrap()).collect()
}

fn runtime(engine: &Engine, mode: Mode, told: &Arc<Mutex<Vec<i32>>>) -> Runtime {
    let told = told.clone();
    Runtime::builder(engine)
        .mode(mode)
        .builtin_oneway("emit", move |value: i32| told.lock().unwrap().push(value))
        .build()
        .unwrap()
}

/// Runs a program for so many rounds, fewer where an instruction takes a microsecond.
fn compare(name: &str, [many, few]: [i32; 2]) {
    let source = source(name);
    for_each_mode(|engine, mode| {
        let (rounds, longest) = if mode == Mode::Segmented { (few, 120) } else { (many, 4000) };
        let expected = expected(name, &source, rounds, longest);
        let told = Arc::default();
        let mut runtime = runtime(engine, mode, &told);
        runtime.create(name, &source).unwrap_or_else(|error| panic!("{mode}: {error}"));
        let run = runtime.func::<(i32, i32), ()>("run").unwrap();
        run.call(&mut runtime, (rounds, longest)).unwrap_or_else(|error| panic!("{mode}: {error}"));
        let told = told.lock().unwrap();
        let differs = told.iter().zip(&expected).position(|(a, b)| a != b);
        assert_eq!(
            differs,
            None,
            "{mode}: {name}: number {} is {:?}, not {:?}",
            differs.unwrap_or(0),
            differs.map(|at| &told[at.saturating_sub(6)..=at]),
            differs.map(|at| &expected[at.saturating_sub(6)..=at])
        );
        assert_eq!(told.len(), expected.len(), "{mode}: {name}");
    });
}

#[test]
fn memory() {
    compare("memory", [600, 6]);
}

#[test]
fn strings() {
    compare("strings", [300, 3]);
}

#[test]
fn characters() {
    compare("ctype", [1000, 10]);
}

#[test]
fn numbers() {
    compare("numbers", [600, 6]);
}

#[test]
fn sorting() {
    compare("sort", [100, 2]);
}

#[test]
fn random_numbers() {
    compare("random", [400, 4]);
}

#[test]
fn heap() {
    compare("heap", [3000, 20]);
}

#[test]
fn calendar() {
    compare("calendar", [300, 1]);
}

/// The end of the data segment is the end of what can be read: the functions that read vectors stay in front of it.
#[test]
fn reading_up_to_the_end_of_memory() {
    const SOURCE: &str = "
        #include <string.h>
        int each(char *s, char *t) {
            return strlen(s) + 100 * (strchr(s, 'y') == 0) + 200 * (strcmp(s, s) == 0) + 400 * (strchr(s, 0) == s + strlen(s))
                + 1000 * (memchr(s, 'q', strlen(s) + 1) == 0) + 2000 * (memcmp(s, s, strlen(s) + 1) == 0)
                + 4000 * (strnlen(s, 1000) == strlen(s)) + 8000 * (memchr(s, 0, 0xffffffff) == s + strlen(s))
                + 16000 * (strcmp(strcpy(t, s), s) == 0) + 32000 * (strncmp(t, s, 100) == 0)
                + 64000 * (memcpy(t, s, strlen(s) + 1) == t) + 128000 * (memmove(t + 1, s, strlen(s) + 1) == t + 1);
        }";
    for_each_mode(|engine, mode| {
        let mut runtime = Runtime::builder(engine).mode(mode).memory(2 << 20).stack(64 << 10).build().unwrap();
        runtime.create("end.c", SOURCE).unwrap();
        let each = runtime.func::<(Ptr, Ptr), i32>("each").unwrap();
        let room = runtime.alloc(200).unwrap();
        let end = guest_abi::layout::DATA_BASE + runtime.memory_size();
        let lengths: &[usize] =
            if mode == Mode::Segmented { &[0, 1, 17] } else { &[0, 1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 64, 70] };
        for &length in lengths {
            let at = Ptr(end - length as u32 - 1);
            let text: Vec<u8> = std::iter::repeat_n(b'x', length).chain([0]).collect();
            runtime.write(at, &text).unwrap();
            let result = each.call(&mut runtime, (at, room.ptr())).unwrap_or_else(|error| panic!("{mode}: {error}"));
            assert_eq!(result, 255_700 + length as i32, "{mode}: {length}");
        }
        // What has no end is read up to there and is a trap then.
        runtime.write(Ptr(end - 3), b"xxx").unwrap();
        let error = each.call(&mut runtime, (Ptr(end - 3), room.ptr())).unwrap_err();
        assert_eq!(error.trap().map(|trap| &trap.kind), Some(&TrapKind::OutOfSegment), "{mode}: {error}");
    });
}

/// Each header can be included alone, first, and twice, without a word of the compiler.
#[test]
fn headers_stand_alone() {
    let engine = Engine::builder().mode(Mode::Interp).build();
    // But for the one that only says what there is not.
    let headers: Vec<&str> =
        clib::headers().iter().map(|(name, _)| *name).filter(|name| *name != "complex.h").collect();
    for name in &headers {
        let source = format!("#include <{name}>\n#include <{name}>\nint used_{}(void) {{ return 1; }}\n", name.len());
        let module = engine.compile("header.c", &source).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(module.warnings().is_none_or(|warnings| warnings.is_empty()), "{name}: {:?}", module.warnings());
        // It defines nothing and asks for nothing by itself.
        let symbols = &module.object(guest_abi::Isa::Portable).unwrap().symbols;
        assert_eq!(symbols.len(), 1, "{name}: {symbols:?}");
    }
    let all: String = headers.iter().rev().map(|name| format!("#include <{name}>\n")).collect();
    engine.compile("headers.c", &format!("{all} int f(void) {{ return 1; }}")).unwrap();
}

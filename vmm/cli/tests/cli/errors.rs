//! Each way to fail: one clear message, a status of its own.

use std::time::{Duration, Instant};

use super::bench::{Bench, modes};

#[test]
fn usage() {
    let bench = Bench::with("main.c", "int main(void) { return 0; }");
    for (line, part) in [
        ("", "Usage"),
        ("fly", "unrecognized subcommand 'fly'"),
        ("run", "<FILE>..."),
        ("run --mode fast main.c", "segmented"),
        ("run --deadline 2 main.c", "a duration needs a unit"),
        ("run --deadline 0s main.c", "must not be zero"),
        ("run --memory lots main.c", "expected a size"),
        ("run --memory 5GiB main.c", "--memory 5 GiB is out of range"),
        ("run --memory 0 main.c", "--memory 0 bytes is out of range"),
        ("run --mode interp --memory 16MiB --stack 64MiB main.c", "stack"),
        ("run --mode interp --stack 1GiB main.c", "stack"),
        ("run --wings main.c", "--wings"),
        ("run -o out main.c", "-o writes the last +N buffer"),
    ] {
        bench.vmm(line).fails(2, &[part]);
    }
}

#[test]
fn files_that_cannot_be_read() {
    let bench = Bench::new();
    std::fs::create_dir(bench.path("dir")).unwrap();
    bench.vmm("run none.c").fails(125, &["error: cannot read none.c: No such file or directory", "help:"]);
    bench.vmm("run dir").fails(125, &["cannot read dir: Is a directory"]);
    bench.vmm("check none.c").fails(125, &["none.c"]);
    bench.vmm("disasm none.c").fails(125, &["none.c"]);
    bench.vmm("run /dev/zero").fails(125, &["/dev/zero is too large: the limit is 16 MiB"]);
    bench.file("huge.c", vec![b' '; (16 << 20) + 1]);
    bench.vmm("run huge.c").fails(125, &["too large"]);
}

#[test]
fn files_that_are_not_c() {
    let bench = Bench::with("latin.c", b"/* \xe9 */\nchar *s = \"caf\xe9\"; x\xe9;\n");
    bench.vmm("run latin.c").fails(120, &["latin.c:2:", "caf\u{fffd}"]);
    bench.file("nul.c", b"int main(void) { return 0; }\0");
    bench.vmm("check nul.c").fails(120, &["nul.c:1:"]);
    bench.file("binary", (0..=127).collect::<Vec<u8>>());
    bench.vmm("check binary").fails(120, &["binary:"]);
    bench.file("empty.c", "");
    bench.vmm("run --mode interp empty.c").fails(121, &["there is no function `main`", "help:"]);
    bench.vmm("check empty.c").prints("");
}

#[test]
fn source_errors_are_all_shown_with_their_places() {
    let bench = Bench::with("a.c", "int f(void) { return x; }\nint g(void) { return 1 }\n");
    bench.file("b.c", "int h(void) { int *p = 1.5; return 0; }");
    let end = bench.vmm("run --mode interp a.c b.c");
    end.fails(120, &["a.c:1:", "`x`", "a.c:2:", "b.c:1:", "^"]);
    assert_eq!(end.stdout, "");
    assert!(!end.stderr.contains('\x1b'), "no colours in a pipe");
    let coloured = bench.vmm("--color always run --mode interp a.c");
    assert!(coloured.stderr.contains('\x1b'));
}

#[test]
fn link_errors_name_symbol_and_place() {
    let bench = Bench::with("a.c", "int missing(int);\nint main(void) {\n    return missing(1);\n}\n");
    let run = |files: &str| bench.vmm(&format!("run --mode interp {files}"));
    run("a.c").fails(121, &["`missing`", "a.c:"]);
    bench.file("v.c", "extern int nowhere;\nint main(void) { return nowhere; }\n");
    run("v.c").fails(121, &["nowhere", "v.c:"]);
    bench.file("b.c", "int main(void) { return 0; }\n");
    run("a.c b.c").fails(121, &["main", "a.c:", "b.c:"]);
    bench.file("c.c", "double missing(double x) { return x; }\n");
    run("a.c c.c").fails(121, &["missing", "a.c:1", "c.c:1"]);
    // The library's names are a program's to define.
    bench.file("p.c", "int printf(int x) { return x; }\nint main(void) { return printf(3); }\n");
    assert_eq!(run("p.c").status, 3);
    run("--call nothing b.c").fails(121, &["there is no function `nothing`", "main"]);
    run("--call printf b.c").fails(121, &["there is no function `printf`"]);
    bench.file("d.c", "int counter; static int hidden(void) { return 1; }\n");
    run("--call counter d.c").fails(121, &["`counter` is a variable"]);
    run("--call hidden d.c").fails(121, &["there is no function `hidden`"]);
    bench.file("m.c", "int main(double x) { return 0; }\n");
    run("m.c").fails(121, &["int main(double)", "int main(int, char **)"]);
}

#[test]
fn traps_say_what_and_where() {
    let source = "int puts(const char *); int *null;\n\
                  int zero;\n\
                  void poke(void) {\n    *null = 1;\n}\n\
                  int main(int argc, char **argv) {\n\
                  \x20   puts(\"before\");\n\
                  \x20   if (argv[1][0] == 'n') poke();\n\
                  \x20   if (argv[1][0] == 'd') return 1 / zero;\n\
                  \x20   if (argv[1][0] == 'w') *(char *)0x50000000 = 1;\n\
                  \x20   return 0;\n\
                  }\n";
    let bench = Bench::with("trap.c", source);
    for mode in modes() {
        for (arg, parts) in [
            ("n", &["error: trap: null pointer", "poke (trap.c:4"][..]),
            ("d", &["division", "main (trap.c:9"]),
            ("w", &["0x50000000", "main (trap.c:10"]),
        ] {
            let end = bench.vmm(&format!("run --mode {mode} trap.c -- {arg}"));
            end.fails(122, parts);
            assert_eq!(end.stdout, "before\n", "{mode}");
        }
    }
}

#[test]
fn stack_overflow_is_a_trap() {
    let bench =
        Bench::with("deep.c", "int deep(int n) { return deep(n + 1) + n; }\nint main(void) { return deep(0); }");
    for mode in modes() {
        bench
            .vmm(&format!("run --mode {mode} --stack 256KiB deep.c"))
            .fails(122, &["stack overflow", "deep (deep.c:1"]);
    }
}

#[test]
fn deadlines_pass() {
    let bench = Bench::with("loop.c", "#include <stdio.h>\nint main(void) { puts(\"on\"); for (;;) ; return 0; }");
    for mode in modes() {
        let start = Instant::now();
        let end = bench.vmm(&format!("run --mode {mode} --deadline 300ms loop.c"));
        end.fails(123, &["error: deadline: `main` was stopped after 300ms", "help:"]);
        assert_eq!(end.stdout, "on\n");
        let took = start.elapsed();
        assert!(took >= Duration::from_millis(300) && took < Duration::from_secs(20), "{mode}: {took:?}");
    }
    let bench = Bench::with("quick.c", "int main(void) { return 1; }");
    assert_eq!(bench.vmm("run --mode interp --deadline 10s quick.c").status, 1);
}

/// What the process can't have is an error like any other.
#[test]
fn memory_that_the_host_does_not_give() {
    let bench = Bench::with("main.c", "int main(void) { return 0; }");
    let script = format!("ulimit -v 600000; exec {} run --mode interp --memory 1GiB main.c", env!("CARGO_BIN_EXE_vmm"));
    let mut shell = std::process::Command::new("sh");
    let output = shell.args(["-c", &script]).current_dir(bench.path("")).output().unwrap();
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code().is_some(), "{:?}: {message}", output.status);
    assert!(message.contains("error: the host gives this process no 1073741824 bytes"), "{message}");
}

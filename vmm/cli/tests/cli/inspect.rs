//! `vmm check`, `vmm disasm`, help and version.

use super::bench::{Bench, sample};

const ADD: &str = "int printf(const char *, ...);\n\
                   int counter;\n\
                   int add(int a, int b)\n\
                   {\n\
                   \x20   counter++;\n\
                   \x20   return a + b;\n\
                   }\n\
                   void show(int x) { printf(\"%d\\n\", x); }\n";

#[test]
fn check_is_quiet_when_all_is_well() {
    let bench = Bench::with("add.c", ADD);
    bench.vmm("check add.c").prints("");
    bench.vmm("check add.c add.c").prints("");
    let plugin = sample("tests/plugins/grayscale.c");
    bench.vmm(&format!("check {plugin}")).prints("");
}

#[test]
fn check_shows_every_file() {
    let bench = Bench::with("a.c", "int f(void) { return y; }");
    bench.file("b.c", ADD).file("c.c", "int g(void) { return 2 +; }");
    let end = bench.vmm("check a.c b.c c.c");
    end.fails(120, &["a.c:1:", "c.c:1:"]);
    assert!(!end.stderr.contains("b.c"));
    assert_eq!(end.stdout, "");
    bench.vmm_with("check -", b"int f(").fails(120, &["<stdin>:1:"]);
}

#[test]
fn check_speaks_json() {
    let bench = Bench::with("a.c", "int f(void) { return 1 / 0; }\nint g(void) { return y; }");
    bench.file("w.c", "int f(void) { return 1 / 0; }");
    let end = bench.vmm("check --json a.c");
    end.fails(120, &[]);
    assert_eq!(end.stderr, "");
    let lines: Vec<_> = end.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{}", end.stdout);
    assert!(lines[0].starts_with(r#"{"severity":"warning","code":"W0403","message":"division by zero","file":"a.c""#));
    assert!(lines[1].contains(r#""code":"E0415""#) && lines[1].contains(r#""line":2,"column":22"#), "{}", lines[1]);
    let end = bench.vmm("check --json -w a.c");
    assert_eq!(end.stdout.lines().count(), 1, "{}", end.stdout);
    let end = bench.vmm("check --json w.c");
    assert!(end.stderr.is_empty() && end.stdout.lines().count() == 1, "{}", end.stdout);
    bench.vmm("check --json -w w.c").prints("");
    bench.vmm("check -w w.c").prints("");
    bench.vmm("check -E --json w.c").fails(2, &["--json"]);
}

#[test]
fn check_explains_codes() {
    let bench = Bench::with("a.c", "");
    let end = bench.vmm("check --explain E0207");
    assert!(end.stdout.starts_with("E0207: ") && end.stdout.contains("```c\n"), "{}", end.stdout);
    assert_eq!(bench.vmm("check --explain w0202").stderr, "");
    bench.vmm("check --explain E9999").fails(2, &["there is no error or warning `E9999`", "help:"]);
    bench.vmm("check").fails(2, &["<FILE>..."]);
}

#[test]
fn disasm_shows_source_and_code() {
    let bench = Bench::with("add.c", ADD);
    for (mode, parts) in [
        ("long", &["<add>:", "add.c:6:      return a + b;", "ret", "counter", "<show>:", "printf"][..]),
        ("segmented", &["<add>:", "add.c:6:      return a + b;", "ret", "counter", "printf"]),
    ] {
        let end = bench.vmm(&format!("disasm --mode {mode} add.c"));
        assert_eq!((end.status, end.stderr.as_str()), (0, ""));
        for part in parts {
            assert!(end.stdout.contains(part), "{mode}: no {part:?} in:\n{}", end.stdout);
        }
        assert!(!end.stdout.contains('\x1b'));
        // Each line with code: offset, bytes, text.
        let is_code = |line: &&str| {
            line.split_once(":  ")
                .is_some_and(|(at, _)| line.starts_with("   ") && u32::from_str_radix(at.trim(), 16).is_ok())
        };
        let code = end.stdout.lines().filter(is_code).count();
        assert!(code > 8, "{}", end.stdout);
    }
    assert_eq!(bench.vmm("disasm add.c").stdout, bench.vmm("disasm --mode long add.c").stdout);
    assert!(bench.vmm("--color always disasm add.c").stdout.contains('\x1b'));
}

#[test]
fn disasm_shows_the_ir() {
    let bench = Bench::with("add.c", ADD);
    let end = bench.vmm("disasm --ir add.c");
    assert_eq!(end.status, 0, "{}", end.stderr);
    assert!(end.stdout.contains("add"), "{}", end.stdout);
    assert_eq!(end.stdout, bench.vmm("disasm --mode interp add.c").stdout);
    assert_eq!(end.stdout, bench.vmm("disasm --mode long --ir add.c").stdout);
}

#[test]
fn disasm_of_a_broken_file() {
    let bench = Bench::with("bad.c", "int f(void) { return }");
    let end = bench.vmm("disasm bad.c");
    end.fails(120, &["bad.c:1:"]);
    assert_eq!(end.stdout, "");
}

#[test]
fn help_is_the_reference() {
    let bench = Bench::new();
    let help = bench.vmm("--help").stdout;
    for part in ["Usage", "Examples:", "Exit status:", "120 ", "121 ", "122 ", "123 ", "124 ", "125 ", "126 ", "doctor"]
    {
        assert!(help.contains(part), "no {part:?} in:\n{help}");
    }
    let run = bench.vmm("run --help").stdout;
    for part in ["--mode", "--deadline", "--memory", "--stack", "--call", "--output", "@FILE", "+N", "s:TEXT", "124 "] {
        assert!(run.contains(part), "no {part:?} in:\n{run}");
    }
    assert_eq!(bench.vmm("--version").stdout, format!("vmm {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn levels() {
    let bench = Bench::with("add.c", ADD);
    bench.file("main.c", "int main(int argc, char **argv) { int x = argc; x += x; return x + 2; }");
    for level in ["", "-O0", "-O", "-O1", "-O2", "-O3"] {
        assert_eq!(bench.vmm(&format!("run --mode interp {level} main.c")).status, 4, "{level}");
        bench.vmm(&format!("check {level} add.c")).prints("");
    }
    // What follows -- is the program's.
    assert_eq!(bench.vmm("run --mode interp main.c -- -O -O").status, 8);
    bench.file("loop.c", "int f(int *p) { int s = 0; for (int i = 0; i < 9; i++) s += p[i] / 3; return s; }");
    let code = |level| bench.vmm(&format!("disasm {level} loop.c")).stdout;
    assert_eq!(code("-O1"), code(""));
    assert_eq!(code("-O"), code("-O1"));
    assert_eq!(code("-O3"), code("-O2"));
    assert_ne!(code("-O0"), code("-O1"));
    bench.vmm("disasm -Os add.c").fails(2, &["there is no level for small code"]);
    bench.vmm("check -O7 add.c").fails(2, &["`7` is no optimisation level"]);
    bench.vmm("check -Ofast add.c").fails(2, &["-O2"]);
}

/// A file of which every level makes something else.
const LOAD: &str = "int f(int *p)\n{\n    int y = *p;\n    return 1;\n}\n";

#[test]
fn disasm_interleaves_source_ir_and_code() {
    let bench = Bench::with("load.c", LOAD);
    let end = bench.vmm("disasm --interleave load.c");
    assert_eq!((end.status, end.stderr.as_str()), (0, ""));
    let at = |part: &str| end.stdout.find(part).unwrap_or_else(|| panic!("no {part:?} in:\n{}", end.stdout));
    assert!(at("<f>:") < at("load.c:4:      return 1;"), "{}", end.stdout);
    assert!(at("load.c:4:") < at("  |     return v"), "{}", end.stdout);
    assert!(at("  |     return v") < at(" ret\n"), "{}", end.stdout);
    assert!(end.stdout.contains("int.i32 1"), "{}", end.stdout);
    // The load is gone, but for -O0.
    assert!(!end.stdout.contains("load.i32"), "{}", end.stdout);
    assert!(bench.vmm("disasm -O0 --interleave load.c").stdout.contains("load.i32"));
    assert!(bench.vmm("disasm --interleave --mode segmented load.c").stdout.contains("  |     return v"));
    // A pass that made a line stands beside it.
    bench.file(
        "add.c",
        "int f(int *p) { int n = 0; for (int i = 0; i < 9; i++) { if (p) n += p[i]; else return 3; } return n; }",
    );
    assert!(bench.vmm("disasm -O2 --interleave add.c").stdout.lines().any(|line| line.contains("; ")));
    bench.vmm("disasm --interleave --ir load.c").fails(2, &["--ir"]);
}

#[test]
fn disasm_prints_what_passes_change() {
    let bench = Bench::with("load.c", LOAD);
    let end = bench.vmm("disasm --print-passes=dce load.c");
    assert_eq!(end.status, 0, "{}", end.stderr);
    assert!(end.stdout.starts_with("; dce changed f\n"), "{}", end.stdout);
    assert!(end.stdout.lines().any(|line| line.starts_with("- ") && line.contains("load.i32")), "{}", end.stdout);
    assert!(bench.vmm("disasm --print-passes load.c").stdout.contains("; dce changed f\n"));
    bench.vmm("disasm -O0 --print-passes load.c").prints("");
    bench.vmm("disasm --print-passes --no-pass dce load.c");
    assert!(!bench.vmm("disasm --print-passes --no-pass dce load.c").stdout.contains("; dce changed"));
    bench.vmm("disasm --print-passes=none load.c").fails(2, &["the passes are", "dce"]);
    bench.vmm("run --no-pass none load.c").fails(2, &["the passes are"]);
    assert!(bench.vmm("disasm --print-passes=dce --ir load.c").stdout.contains("\nfunction %f"));
}

#[test]
fn check_tells_what_took_its_time() {
    let bench = Bench::with("add.c", ADD);
    let end = bench.vmm("check --time-passes=2 add.c");
    assert_eq!((end.status, end.stderr.as_str()), (0, ""));
    for part in
        ["add.c: 2 compilations", "phase", "share", "parse", "lower", "dce", "select", "allocate", "emit", "other"]
    {
        assert!(end.stdout.contains(part), "no {part:?} in:\n{}", end.stdout);
    }
    assert!(!bench.vmm("check -O0 --time-passes=1 add.c").stdout.contains("dce"));
    assert!(!bench.vmm("check --no-pass dce --time-passes=1 add.c").stdout.contains("dce"));
    bench.file("bad.c", "int f(void) { return }");
    let end = bench.vmm("check --time-passes bad.c");
    end.fails(120, &["bad.c:1:"]);
    assert_eq!(end.stdout, "");
}

#[test]
fn remarks_are_asked_for() {
    let bench = Bench::with("add.c", ADD);
    bench.vmm("check -O2 add.c").prints("");
    assert_eq!(bench.vmm("check -O2 --remarks add.c").status, 0);
    assert_eq!(bench.vmm("run --mode interp --remarks --call add add.c -- 2 3").stdout, "5\n");
    // A pass that has nothing to tell of.
    bench.vmm("check --remarks=dce add.c").prints("");
    let end = bench.vmm("check -O2 --remarks --json add.c");
    assert_eq!(end.stderr, "");
    assert!(
        end.stdout
            .lines()
            .all(|line| line.contains(r#""severity":"remark""#) || line.contains(r#""severity":"missed""#))
    );
}

//! `vmm run --call`: arguments of every kind, results, buffers.

use super::bench::{Bench, modes};

#[test]
fn integers_of_every_type() {
    let source = "
        int add(int a, int b) { return a + b; }
        unsigned top(void) { return 0xffffffffu; }
        long long mul(long long a, unsigned b) { return a * b; }
        unsigned long long all(void) { return ~0ull; }
        char narrow(char c) { return c + 1; }
        unsigned char byte(unsigned char c) { return c + 1; }
        short half(short s) { return s - 1; }
        _Bool both(_Bool a, _Bool b) { return a && b; }
        void nothing(int x) { x++; }
    ";
    let bench = Bench::with("f.c", source);
    for mode in modes() {
        for (call, result) in [
            ("add f.c -- 2 0x28", "42\n"),
            ("add f.c -- -5 3", "-2\n"),
            ("add f.c -- 0xffffffff 0", "-1\n"),
            ("top f.c", "4294967295\n"),
            ("mul f.c -- -5000000000 3", "-15000000000\n"),
            ("all f.c", "18446744073709551615\n"),
            ("narrow f.c -- 127", "-128\n"),
            ("byte f.c -- 255", "0\n"),
            ("half f.c -- -32768", "32767\n"),
            ("both f.c -- 1 1", "1\n"),
            ("nothing f.c -- 1", ""),
        ] {
            bench.vmm(&format!("run --mode {mode} --call {call}")).prints(result);
        }
    }
}

#[test]
fn floating_numbers() {
    let source = "
        double half(double x) { return x / 2; }
        float third(float x) { return x / 3; }
        double mix(int a, double b, long long c, float d) { return a + b + c + d; }
    ";
    let bench = Bench::with("f.c", source);
    // IA-32 floating point is not run everywhere.
    for mode in modes().into_iter().filter(|&mode| mode != "segmented") {
        for (call, result) in [
            ("half f.c -- 1", "0.5\n"),
            ("half f.c -- -3e8", "-150000000.0\n"),
            ("half f.c -- 1e300", "5e299\n"),
            ("half f.c -- inf", "inf\n"),
            ("half f.c -- nan", "NaN\n"),
            ("third f.c -- 1", "0.33333334\n"),
            ("mix f.c -- 1 0.5 -3 0.25", "-1.25\n"),
        ] {
            bench.vmm(&format!("run --mode {mode} --call {call}")).prints(result);
        }
    }
}

#[test]
fn files_buffers_and_texts() {
    let source = "
        unsigned sum(const unsigned char *p, unsigned n) { unsigned s = 0; while (n--) s += *p++; return s; }
        int upper(const char *from, int n, char *to, int room) {
            int i;
            if (n > room) return -1;
            for (i = 0; i < n; i++) to[i] = from[i] >= 'a' && from[i] <= 'z' ? from[i] - 32 : from[i];
            return n;
        }
        int length(const char *s) { int n = 0; while (s[n]) n++; return n; }
        int lies(char *p, unsigned n) { return n + 1; }
        int fails(char *p, unsigned n) { return -7; }
        double odd(char *p, unsigned n) { return 1; }
        void *where(char *p, unsigned n) { return n ? 0 : p; }
    ";
    let bench = Bench::with("f.c", source);
    bench.file("data", [1, 2, 3, 250]).file("text", "hello, World").file("empty", "");
    for mode in modes() {
        let run = |call: &str| bench.vmm(&format!("run --mode {mode} --call {call}"));
        run("sum f.c -- @data").prints("256\n");
        run("sum f.c -- @empty").prints("0\n");
        run("sum f.c -- +1MiB").prints("0\n");
        run("length f.c -- s:plug").prints("4\n");
        run("length f.c -- s:").prints("0\n");
        run("upper -o out f.c -- @text +64").prints("12\n");
        assert_eq!(bench.read("out").unwrap(), b"HELLO, WORLD", "{mode}");
    }
    let run = |call: &str| bench.vmm(&format!("run --mode interp --call {call}"));
    assert_eq!(bench.vmm_with("run --mode interp --call sum f.c -- @-", &[7; 10]).stdout, "70\n");
    run("fails -o none f.c -- +8").fails(126, &["`fails` returned -7", "nothing was written"]);
    run("lies -o none f.c -- +8").fails(126, &["returned 9", "more than the buffer's 8 bytes"]);
    run("odd -o none f.c -- +8").fails(126, &["not a length"]);
    assert_eq!(bench.read("none"), None);
    run("sum -o none f.c -- @data").fails(2, &["-o writes the last +N buffer"]);
    run("upper -o no/such/dir f.c -- @text +64").fails(125, &["cannot write no/such/dir"]);
    run("where f.c -- +8").prints("0x0\n");
    run("sum f.c -- @missing").fails(125, &["cannot read missing: No such file or directory"]);
}

#[test]
fn large_files_get_the_memory_that_they_need() {
    let source = "unsigned last(const unsigned char *p, unsigned n) { return p[n - 1] + n; }";
    let bench = Bench::with("f.c", source);
    bench.file("big", vec![1; 30 << 20]);
    bench.vmm("run --mode interp --call last f.c -- @big").prints("31457281\n");
    bench.vmm("run --mode interp --memory 16MiB --call last f.c -- @big").fails(125, &["--memory"]);
}

#[test]
fn what_does_not_fit_shows_the_prototype() {
    let source = "int f(int a, char c, double d) { return 0; } int g(char *p, unsigned n) { return 0; } int h(void) { return 0; }";
    let bench = Bench::with("f.c", source);
    let run = |call: &str| bench.vmm(&format!("run --mode interp --call {call}"));
    let prototype = "int f(int, char, double)";
    run("f f.c").fails(2, &["`f` takes 3 arguments, but got 0", prototype]);
    run("f f.c -- 1 2 3 4").fails(2, &["got 4", prototype]);
    run("f f.c -- 1 300 3").fails(2, &["`300` does not fit `char`, which holds -128 to 127", prototype]);
    run("f f.c -- 1.5 0 3").fails(2, &["not a whole number", prototype]);
    run("f f.c -- x 0 3").fails(2, &["`x` is not a number", prototype]);
    run("f f.c -- 99999999999 0 3").fails(2, &["does not fit `int`"]);
    run("g f.c -- 0").fails(2, &["int g(void *, unsigned)"]);
    run("g f.c -- +8 5").fails(2, &["got 3", "address and length"]);
    run("g f.c -- +many 5").fails(2, &["bad buffer size"]);
    run("h f.c -- 1").fails(2, &["`h` takes 0 arguments, but got 1", "int h(void)"]);
}

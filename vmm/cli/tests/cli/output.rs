//! The C library's streams are those of the command.

use std::io::Read as _;
use std::process::Stdio;

use super::bench::{Bench, modes};

#[test]
fn golden() {
    let source = r#"
        #include <stdio.h>
        int main(void) {
            int n;
            n = printf("%d %5d|%-5d|%05d %+d %x %#X %o\n", 1, 2, 3, 4, 5, 255, 255, 8);
            printf("%d\n", n);
            printf("%lld %llu %hhd %hu\n", -5000000000ll, ~0ull, 300, 70000);
            printf("%s|%10s|%-10s|%.2s|%c%c\n", "text", "right", "left", "cut", 'o', 'k');
            printf("%*d|%-*d|%.*s\n", 6, 7, 6, 7, 3, "abcdef");
            printf("%p %s %%\n", (void *)0, (char *)0);
            putchar('A');
            putchar('\n');
            puts("put");
            printf("");
            return putchar(256 + '!') == '!' ? 0 : 1;
        }
    "#;
    let expected = "1     2|3    |00004 +5 ff 0XFF 10\n\
                    34\n\
                    -5000000000 18446744073709551615 44 4464\n\
                    text|     right|left      |cu|ok\n\
                    \x20    7|7     |abc\n\
                    (nil) (null) %\n\
                    A\n\
                    put\n\
                    !";
    let bench = Bench::with("main.c", source);
    for mode in modes() {
        bench.vmm(&format!("run --mode {mode} main.c")).prints(expected);
    }
}

#[test]
fn floating_golden() {
    let source = r#"
        #include <stdio.h>
        int main(void) {
            float f = 0.1f;
            printf("%f %.2f %e %g %g %a\n", 1.5, 2.675, 12345.678, 0.0001, 1e20, 1.0);
            printf("%.17g %.0f %.0f %.20f\n", f, 0.5, 1.5, 0.1);
            printf("%f %F %g\n", 1.0 / 0.0, -1.0 / 0.0, 0.0);
            return 0;
        }
    "#;
    let expected = "1.500000 2.67 1.234568e+04 0.0001 1e+20 0x1p+0\n\
                    0.10000000149011612 0 2 0.10000000000000000555\n\
                    inf -INF 0\n";
    let bench = Bench::with("main.c", source);
    for mode in modes().into_iter().filter(|&mode| mode != "segmented") {
        bench.vmm(&format!("run --mode {mode} main.c")).prints(expected);
    }
}

#[test]
fn wild_pointers_end_the_upcall() {
    for (call, part) in [
        (r#"printf("%s", (char *)12345)"#, "null pointer: read of address 0x3039"),
        (r#"printf("%s", (char *)0x7fffffff)"#, "outside the plugin's segments: read of address 0x7fffffff"),
        (r#"printf((char *)8, 1)"#, "null pointer: read of address 0x8"),
        (r#"printf("%n", (int *)0)"#, "null pointer: write of address 0x0"),
        (r#"puts((char *)16)"#, "null pointer: read of address 0x10"),
        (r#"fwrite((void *)0x60000000, 1, 100000, stdout)"#, "0x60000000"),
    ] {
        let source = format!("#include <stdio.h>\nint main(void) {{ puts(\"first\"); {call}; return 0; }}");
        let bench = Bench::with("main.c", source);
        let end = bench.vmm("run --mode interp main.c");
        end.fails(122, &[part]);
        assert_eq!(end.stdout, "first\n");
    }
}

#[test]
fn input_is_the_commands() {
    let source = r#"
        #include <stdio.h>
        int main(void) {
            int a, b, c;
            char line[40];
            if (scanf("%d %d", &a, &b) != 2) return 9;
            while ((c = getchar()) != '\n') if (c == EOF) return 8;
            if (!fgets(line, sizeof line, stdin)) return 7;
            printf("%d %s", a + b, line);
            fprintf(stderr, "%s", "to stderr\n");
            return getchar() == EOF && feof(stdin) ? 0 : 6;
        }"#;
    let bench = Bench::with("main.c", source);
    for mode in modes() {
        let end = bench.vmm_with(&format!("run --mode {mode} main.c"), b"20 22 rest\na line\n");
        assert_eq!((end.status, &*end.stdout, &*end.stderr), (0, "42 a line\n", "to stderr\n"), "{mode}");
    }
}

#[test]
fn constructors_and_destructors() {
    let source = r#"
        #include <stdio.h>
        #include <stdlib.h>
        __attribute__((destructor)) static void last(void) { puts("last"); }
        __attribute__((destructor)) static void late(void) { puts("late"); }
        __attribute__((constructor)) static void first(void) { puts("first"); }
        static void own(void) { puts("own"); }
        int main(void) { puts("main"); return atexit(own); }"#;
    Bench::with("main.c", source).vmm("run --mode interp main.c").prints("first\nmain\nown\nlate\nlast\n");
}

#[test]
fn exit_and_abort() {
    let source = r#"
        #include <stdio.h>
        #include <stdlib.h>
        #include <assert.h>
        void deep(int n) {
            if (n == 0) exit(7);
            if (n == 99) abort();
            if (n == 77) assert(n == 78 && "numbers are right");
            deep(n - 1);
        }
        int main(int argc, char **argv) {
            printf("partial");
            deep(atoi(argv[1]));
            return 1;
        }"#;
    let bench = Bench::with("main.c", source);
    for mode in modes() {
        let end = bench.vmm(&format!("run --mode {mode} main.c -- 5"));
        assert_eq!((end.status, &*end.stdout, &*end.stderr), (7, "partial", ""), "{mode}");
        let end = bench.vmm(&format!("run --mode {mode} main.c -- 99"));
        end.fails(122, &["abort", "deep (main.c:7"]);
        assert_eq!(end.stdout, "partial", "{mode}");
        let end = bench.vmm(&format!("run --mode {mode} main.c -- 77"));
        end.fails(122, &["main.c:8: deep: Assertion `n == 78 && \"numbers are right\"' failed.", "deep (main.c:8"]);
        assert_eq!(end.stdout, "partial", "{mode}");
    }
}

#[test]
fn what_was_printed_comes_out_whatever_happens() {
    let source = r#"
        #include <stdio.h>
        int main(int argc, char **argv) {
            printf("no newline");
            if (argc > 1) *(int *)0 = 1;
            for (;;) {}
        }"#;
    let bench = Bench::with("main.c", source);
    for mode in modes() {
        let end = bench.vmm(&format!("run --mode {mode} main.c -- x"));
        assert_eq!((end.status, &*end.stdout), (122, "no newline"), "{mode}");
        let end = bench.vmm(&format!("run --mode {mode} --deadline 200ms main.c"));
        assert_eq!((end.status, &*end.stdout), (123, "no newline"), "{mode}");
    }
}

#[test]
fn large_output_arrives_whole() {
    let source =
        "#include <stdio.h>\nint main(void) { int i; for (i = 0; i < 200000; i++) printf(\"%d\\n\", i); return 0; }";
    let expected: String = (0..200_000).map(|i| format!("{i}\n")).collect();
    let end = Bench::with("main.c", source).vmm("run --mode interp main.c");
    assert!(end.stdout == expected, "{} bytes of {}", end.stdout.len(), expected.len());
}

#[test]
fn a_reader_that_goes_away_is_not_an_error_message() {
    let bench = Bench::with("main.c", "#include <stdio.h>\nint main(void) { for (;;) puts(\"y\"); return 0; }");
    let mut command = bench.command(["run", "--mode", "interp", "--deadline", "60s", "main.c"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut start = [0; 4];
    child.stdout.as_mut().unwrap().read_exact(&mut start).unwrap();
    assert_eq!(&start, b"y\ny\n");
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(141));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn a_closed_standard_error_does_not_change_the_status() {
    let bench = Bench::with("bad.c", "int main(void) { return x; }");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = bench.command(["run", "--mode", "interp", "bad.c"]).stderr(full).output().unwrap();
    assert_eq!(output.status.code(), Some(120));
}

#[test]
fn a_full_device_is_an_error() {
    let bench = Bench::with("main.c", "#include <stdio.h>\nint main(void) { puts(\"lost\"); return 0; }");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = bench.command(["run", "--mode", "interp", "main.c"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(125));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write to the standard output"));
}

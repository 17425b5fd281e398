//! `vmm run`: status, argv, several files, standard input.

use super::bench::{Bench, modes};

#[test]
fn the_value_of_main_is_the_exit_status() {
    for (body, status) in [("return 0;", 0), ("return 42;", 42), ("return 263;", 7), ("return -1;", 255)] {
        let bench = Bench::with("main.c", format!("int main(void) {{ {body} }}"));
        assert_eq!(bench.vmm("run --mode interp main.c").status, status, "{body}");
    }
    let bench = Bench::with("main.c", "#include <stdio.h>\nvoid main(void) { puts(\"done\"); }");
    bench.vmm("run -w --mode interp main.c").prints("done\n");
}

#[test]
fn main_gets_its_arguments() {
    let source = r#"
        #include <stdio.h>
        int main(int argc, char **argv) {
            int i;
            for (i = 0; i < argc; i++)
                printf("%d <%s>\n", i, argv[i]);
            return argv[argc] == 0 ? argc : 99;
        }
    "#;
    let bench = Bench::with("main.c", source);
    for mode in modes() {
        let mut command = bench.command(["run", "--mode", mode, "main.c", "--", "one", "", "two words", "-x", "+5"]);
        let end = super::bench::end(command.output().unwrap());
        assert_eq!(end.stdout, "0 <main.c>\n1 <one>\n2 <>\n3 <two words>\n4 <-x>\n5 <+5>\n", "{mode}: {}", end.stderr);
        assert_eq!(end.status, 6);
    }
    assert_eq!(bench.vmm("run --mode interp main.c").stdout, "0 <main.c>\n");
}

#[test]
fn main_without_parameters_ignores_arguments() {
    let bench = Bench::with("main.c", "int main(void) { return 3; }");
    assert_eq!(bench.vmm("run --mode interp main.c -- a b").status, 3);
}

#[test]
fn files_are_linked_together_in_any_order() {
    let bench = Bench::with("main.c", "int twice(int); int calls; int main(void) { return twice(20) + calls; }");
    bench.file("twice.c", "extern int calls; int twice(int x) { calls++; return 2 * x; }");
    for mode in modes() {
        assert_eq!(bench.vmm(&format!("run --mode {mode} main.c twice.c")).status, 41, "{mode}");
        assert_eq!(bench.vmm(&format!("run --mode {mode} twice.c main.c")).status, 41, "{mode}");
    }
}

#[test]
fn the_standard_input_is_a_file() {
    let bench = Bench::new();
    let end = bench
        .vmm_with("run --mode interp -", b"#include <stdio.h>\nint main(int n, char **v) { puts(v[0]); return 5; }");
    assert_eq!((end.status, end.stdout.as_str()), (5, "<stdin>\n"), "{}", end.stderr);
    let end = bench.vmm_with("run --mode interp -", b"int main(void) { return x; }");
    end.fails(120, &["<stdin>:1:", "x"]);
}

#[test]
fn plugins_make_plugins() {
    let source = r#"
        int create(const char *name, const char *source);
        void *lookup(const char *name);
        int delete(const char *name);
        int main(void) {
            int (*f)(int);
            if (create("triple", "int triple(int x) { return 3 * x; }") != 0)
                return 1;
            f = (int (*)(int))lookup("triple");
            if (f == 0 || f(14) != 42)
                return 2;
            if (delete("triple") != 0 || lookup("triple") != 0)
                return 3;
            return create("bad", "int bad(void) { return 1 }") == -1 ? 0 : 4;
        }
    "#;
    let bench = Bench::with("main.c", source);
    for mode in modes() {
        let end = bench.vmm(&format!("run --mode {mode} main.c"));
        assert_eq!(end.status, 0, "{mode}: {}", end.stderr);
        // What the last create() had against its text is worth knowing.
        assert!(end.stderr.contains("warning: create() failed") && end.stderr.contains("bad:1:"), "{}", end.stderr);
    }
}

#[test]
fn memory_and_stack_can_be_set() {
    let source = "int deep(int n) { volatile char pad[1000]; pad[0] = 0; if (n) pad[0] = deep(n - 1); return pad[0]; }
                  int main(void) { return deep(1000); }";
    let bench = Bench::with("main.c", source);
    bench.vmm("run --mode interp --stack 256KiB main.c").fails(122, &["stack"]);
    bench.vmm("run --mode interp --memory 16MiB main.c").fails(122, &["stack"]);
    bench.vmm("run --mode interp --stack 4MiB main.c").prints("");
    bench.vmm("run --mode interp main.c").prints("");
    let bench = Bench::with("big.c", "static char big[20000000]; int main(void) { big[19999999] = 1; return 0; }");
    bench.vmm("run --mode interp --memory 16MiB big.c").fails(121, &["data"]);
    bench.vmm("run --mode interp --memory 32MiB big.c").prints("");
    bench.vmm("run --mode interp big.c").prints("");
}

#[test]
fn headers_lie_beside_the_source_or_in_directories() {
    let bench = Bench::with(
        "main.c",
        "#include \"mine.h\"\n#include <far.h>\n#include <stdio.h>\n#include \"stdlib.h\"\n\
         int main(void) { printf(\"%d %d %d\\n\", MINE, FAR, SIZE); exit(EXIT_SUCCESS); }\n",
    );
    bench.file("mine.h", "#define MINE 1\n").file("sub/far.h", "#include \"near.h\"\n#define FAR NEAR\n");
    bench.file("sub/near.h", "#define NEAR 2\n");
    bench.vmm("run --mode interp -I sub -D SIZE=3 main.c").prints("1 2 3\n");
    bench.vmm("run --mode interp -Isub -DSIZE main.c").prints("1 2 1\n");
    bench.vmm("run --mode interp -I sub -D SIZE main.c -U SIZE").fails(120, &["SIZE", "main.c:5:"]);
    bench.vmm("run --mode interp -D SIZE main.c").fails(120, &["far.h", "main.c:2:"]);
    bench.vmm("run --mode interp -I nowhere main.c").fails(2, &["-I nowhere is not a directory"]);
    bench.vmm("run --mode interp -D 1X main.c").fails(2, &["`1X` can't be the name of a macro"]);
    let end = bench.vmm("check -E -I sub -D SIZE=7 main.c");
    assert!(end.stdout.contains("7") && !end.stdout.contains("SIZE"), "{}", end.stdout);
}

#[test]
fn a_program_has_memory_and_stack_as_elsewhere() {
    let source = r#"
        #include <stdlib.h>
        int deep(int n) {
            volatile char frame[100];
            frame[n % 100] = (char)n;
            return n ? deep(n - 1) + frame[n % 100] - (char)n : 0;
        }
        int main(void) {
            char *a = malloc(300u << 20), *b = malloc(300u << 20);
            if (!a || !b) return 1;
            a[0] = a[(300u << 20) - 1] = b[0] = 1;
            if (malloc(800u << 20)) return 2;
            free(a);
            free(b);
            return deep(40000);
        }"#;
    let bench = Bench::with("main.c", source);
    for mode in modes() {
        if mode != "segmented" {
            assert_eq!(bench.vmm(&format!("run --mode {mode} main.c")).status, 0, "{mode}");
        }
    }
}

#[test]
fn variables_and_parameters_are_bound() {
    let source = "int width, table[2]; double scale; int f(int x, int by) { return x * by + width + table[1] + (int)(scale * 2); }";
    let bench = Bench::with("f.c", source);
    bench.file("table", [1, 0, 0, 0, 0, 1, 0, 0]).file("g.c", "extern int width; int g(void) { return width; }");
    let run = "run --mode interp --call f f.c";
    bench.vmm(&format!("{run} -- 3 4")).prints("12\n");
    bench.vmm(&format!("{run} --bind width=1000 -- 3 4")).prints("1012\n");
    bench.vmm(&format!("{run} --bind f.by=0x10 --bind scale=0.5 --bind table=@table -- 3 4")).prints("305\n");
    bench.vmm("run --mode interp --call g f.c g.c --bind width=-7").prints("-7\n");
    bench.vmm(&format!("{run} --bind height=1 -- 3 4")).fails(2, &["--bind height=1: the files define no `height`"]);
    bench.vmm(&format!("{run} --bind f.z=1 -- 3 4")).fails(120, &["E0902", "`f.z` can't be bound"]);
    bench.vmm(&format!("{run} --bind width=wide -- 3 4")).fails(2, &["`wide` is not a number", "help:"]);
    bench.vmm(&format!("{run} --bind width -- 3 4")).fails(2, &["help:"]);
    bench.vmm(&format!("{run} --bind table=@none -- 3 4")).fails(125, &["none"]);
    bench.vmm("check --bind width=1 f.c g.c").prints("");
    bench.vmm("check --bind height=1 f.c g.c").fails(2, &["`height`"]);
    bench.file("set.c", "int width; void set(int n) { width = n; }");
    bench.vmm("check --bind width=1 set.c").fails(120, &["set.c:1:36", "E0903"]);
    assert!(bench.vmm("disasm --ir --bind width=77 f.c").stdout.contains("int.i32 77"));
    bench.vmm("disasm --bind height=77 f.c").fails(2, &["`height`"]);
}

//! The C library of plugins: a first program, and moving memory beside the library of this machine.

use std::hint::black_box;

use criterion::{BatchSize, Criterion};
use plugvisor::{Engine, Mode, Ptr, Runtime};
use plugvisor_benches::rivals::compiled::Rival;
use plugvisor_benches::summary::Summary;

const HELLO: &str = "#include <stdio.h>\nint main(void) { printf(\"hello\\n\"); return 0; }\n";

const MEMORY: &str = "
    #include <string.h>
    void copy(char *to, const char *from, unsigned n, int rounds) { while (rounds--) memcpy(to, from, n); }
    void fill(char *to, const char *from, unsigned n, int rounds) { while (rounds--) memset(to, rounds, n); }
    int compare(char *to, const char *from, unsigned n, int rounds) {
        int sum = 0;
        while (rounds--) sum += memcmp(to, from, n);
        return sum;
    }";

/// Calls in one upcall, so that its crossing does not count.
const ROUNDS: i32 = 20_000;

pub(crate) fn run(criterion: &mut Criterion, summary: &mut Summary) {
    hello(criterion, summary);
    memory(criterion, summary);
    strings(criterion, summary);
}

/// From the text of `printf("hello\n")` to a function that can be called, its members of the library linked.
fn hello(criterion: &mut Criterion, summary: &mut Summary) {
    let mut group = criterion.benchmark_group("library");
    let engine = Engine::new();
    for mode in Mode::CONCRETE {
        if let Err(error) = Runtime::builder(&engine).mode(mode).build() {
            summary.remark(format!("the library in {mode}: {error}"));
            continue;
        }
        let id = format!("hello {mode}");
        group.bench_function(&id, |b| {
            b.iter_batched(
                || Runtime::builder(&engine).mode(mode).build().unwrap(),
                |mut runtime| {
                    runtime.create("hello.c", HELLO).unwrap();
                    runtime
                },
                BatchSize::PerIteration,
            );
        });
        summary.row(format!("compile and link printf(\"hello\\n\"), {mode}"), format!("library/{id}"));
    }
    group.finish();
}

fn memory(criterion: &mut Criterion, summary: &mut Summary) {
    let engine = Engine::new();
    let Ok(mut runtime) = Runtime::builder(&engine).mode(Mode::Long).build() else { return };
    runtime.create("memory.c", MEMORY).unwrap();
    let buffer = runtime.alloc(4 << 20).unwrap();
    let (to, from) = (buffer.ptr(), buffer.ptr().offset(2 << 20));
    let mut group = criterion.benchmark_group("memory");
    let mut ours = vec![0u8; 2 << 20];
    let theirs = vec![0u8; 2 << 20];
    for n in [8usize, 32, 100, 1000, 100_000] {
        let rounds = if n > 10_000 { ROUNDS / 100 } else { ROUNDS };
        for name in ["copy", "fill", "compare"] {
            let host = format!("glibc {name} {n}");
            group.bench_function(&host, |b| {
                b.iter(|| {
                    for round in 0..rounds {
                        let (to, from) = (&mut ours[..black_box(n)], &theirs[..black_box(n)]);
                        match name {
                            "copy" => to.copy_from_slice(from),
                            "fill" => to.fill(round as u8),
                            _ => {
                                black_box(*to == *from);
                            }
                        }
                        black_box(&to);
                    }
                    ours.fill(0);
                });
            });
            let guest = format!("plugin {name} {n}");
            if name == "compare" {
                let function = runtime.func::<(Ptr, Ptr, u32, i32), i32>(name).unwrap();
                runtime.write(to, &theirs).unwrap();
                group.bench_function(&guest, |b| {
                    b.iter(|| function.call(&mut runtime, (to, from, n as u32, rounds)).unwrap());
                });
            } else {
                let function = runtime.func::<(Ptr, Ptr, u32, i32), ()>(name).unwrap();
                group.bench_function(&guest, |b| {
                    b.iter(|| function.call(&mut runtime, (to, from, n as u32, rounds)).unwrap());
                });
            }
            summary.beside(
                format!("{name} {n} bytes"),
                format!("memory/{guest}"),
                "glibc",
                format!("memory/{host}").as_str(),
            );
            summary.per(f64::from(rounds), "call");
        }
    }
    group.finish();
}

/// A function of plugins, and the same text with the C library of this machine.
const STRINGS: &str = include_str!("rivals/strings.c");

/// Calls in one round of either.
const CALLS: u32 = 1000;

fn strings(criterion: &mut Criterion, summary: &mut Summary) {
    let engine = Engine::new();
    let Ok(mut runtime) = Runtime::builder(&engine).mode(Mode::Long).build() else { return };
    runtime.create("strings.c", STRINGS).unwrap();
    let run = runtime.func::<(Ptr, u32, u32), ()>("run").unwrap();
    let mut group = criterion.benchmark_group("strings");
    for name in ["memmove", "memchr", "strlen", "strchr", "strrchr", "strcmp", "strncmp", "strcpy", "strstr"] {
        let text = runtime.alloc_from(format!("{name}\0").as_bytes()).unwrap();
        for n in [8u32, 32, 100, 1000, 100_000] {
            let (host, guest) = (format!("cc {name} {n}"), format!("plugin {name} {n}"));
            group.bench_function(&guest, |b| b.iter(|| run.call(&mut runtime, (text.ptr(), n, CALLS)).unwrap()));
            match Rival::build("strings", "strings.c", &["-O1", "-fno-builtin"], format!("{name}:{n}").as_ref()) {
                Ok(rival) => {
                    group.bench_function(&host, |b| b.iter_custom(|rounds| rival.run(rounds)));
                    let (ours, theirs) = (format!("strings/{guest}"), format!("strings/{host}"));
                    summary.beside(format!("{name} {n} bytes"), ours, "glibc", &theirs);
                }
                Err(why) => {
                    summary.remark(format!("strings by cc: {why}"));
                    summary.row(format!("{name} {n} bytes"), format!("strings/{guest}"));
                }
            }
            summary.per(f64::from(CALLS), "call");
        }
    }
    group.finish();
}

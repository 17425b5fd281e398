//! Whatever stands in a source, the preprocessor ends, soon, and in bounded memory.

use jit::{Header, Headers, Options, check, preprocess};
use std::borrow::Cow;
use std::fmt::Write;
use std::sync::Arc;

/// Every header includes itself twice, or is as large as it says.
#[derive(Debug)]
struct Endless;

impl Headers for Endless {
    fn open(&self, name: &str, _: bool, _: &str) -> Option<Header> {
        let text = match name {
            "two.h" => "#include <two.h>\n#include <two.h>\n".to_owned(),
            "large.h" => format!("/*{}*/", "x".repeat(16 << 20)),
            _ => {
                let level: u32 = name.parse().ok()?;
                if level == 0 { "x".into() } else { format!("#include <{}>\n", level - 1).repeat(20) }
            }
        };
        Some(Header { name: name.to_owned(), text: Cow::Owned(text) })
    }
}

/// What is said about a source, on a stack as small as that of a spawned thread.
fn said(source: String) -> String {
    let run = move || {
        let options = Options { headers: Some(Arc::new(Endless)), ..Options::default() };
        let alone = preprocess("a.c", &source, &options, false).err().map_or(String::new(), |e| e.to_string());
        alone + &check("a.c", &source, &options).to_string()
    };
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(run).expect("a thread can be started");
    thread.join().expect("the preprocessor must not panic")
}

#[track_caller]
fn refuses(source: String, message: &str) {
    let start: String = source.chars().take(60).collect();
    let text = said(source);
    assert!(text.contains(message), "`{start}...` should give `{message}`, but gives:\n{text:.2000}");
}

/// `#define A0 ...`, each macro twice as much as the one before.
fn doubling(levels: u32, first: &str, body: impl Fn(u32) -> String) -> String {
    let mut text = format!("{first}\n");
    for i in 1..levels {
        let _ = writeln!(text, "#define A{i}{}", body(i - 1));
    }
    text
}

#[test]
fn bombs() {
    let too_much = "macros expand to too much";
    refuses(doubling(64, "#define A0 x", |i| format!(" A{i} A{i}")) + "A63", too_much);
    refuses(doubling(64, "#define A0", |i| format!(" A{i} A{i}")) + "A63", too_much);
    refuses(doubling(64, "#define A0(x) x", |i| format!("(x) A{i}(x x)")) + "A63(1)", too_much);
    refuses(doubling(64, "#define A0(x) x x", |i| format!("(x) A{i}(A{i}(x))")) + "A63(1)", too_much);
    let strings = doubling(64, "#define S(x) #x\n#define A0(x) S(x)", |i| format!("(x) A{i}(A0(x))"));
    refuses(strings + "A63(\"\\\\\")", "macros ");
    let paste =
        doubling(64, "#define P(a, b) a##b\n#define Q(a) P(a, a)\n#define A0(x) Q(x)", |i| format!("(x) A{i}(Q(x))"));
    refuses(paste + "A63(xyz)", "macros ");
    refuses(doubling(64, "#define A0 0", |i| format!(" (A{i} + A{i})")) + "\n#if A63\n#endif\n", too_much);
    refuses(doubling(64, "#define A0 0", |i| format!(" (A{i} + A{i})")) + "\n#if A63\n#endif\nint a;", too_much);
}

#[test]
fn nesting() {
    let n = 20_000;
    let calls = |n| format!("#define F(x) x\n{}1{}", "F(".repeat(n), ")".repeat(n));
    refuses(calls(200), "nested too deeply");
    refuses(calls(n), "macros expand to too much");
    refuses(format!("#define F(x) x\n{}", "F(".repeat(n)), "unterminated call of macro `F`");
    refuses("#if 1\n".repeat(n), "conditionals are nested too deeply");
    refuses(format!("#if 0\n{}", "#if 1\n".repeat(n)), "conditionals are nested too deeply");
    refuses(format!("#if 0\n{}", "x\n".repeat(n)), "`#endif` is missing");
    refuses(format!("{}int a;\n{}", "#if 0\n".repeat(n), "#endif\n".repeat(n)), "conditionals are nested too deeply");
    refuses(format!("#if {}1\n#endif\n", "(".repeat(n)), "the expression is nested too deeply");
    refuses(format!("#if {}1\n#endif\n", "- ".repeat(n)), "the expression is nested too deeply");
    refuses(format!("#if {}1\n#endif\n", "1 ? ".repeat(n)), "the expression is nested too deeply");
    refuses(format!("#define F({}) 1\n", (0..n).map(|i| format!("a{i}")).collect::<Vec<_>>().join(",")), "parameters");
}

#[test]
fn deep_calls_in_deep_expressions_fit_a_small_stack() {
    let (calls, parens) = (100, 120);
    let argument = format!("{}1{}", "F(".repeat(calls), ")".repeat(calls));
    let source =
        format!("#define F(x) (x)\nint f(void) {{ return {}{argument}{}; }}", "(".repeat(parens), ")".repeat(parens));
    assert_eq!(said(source), "");
}

#[test]
fn includes() {
    refuses("#include <two.h>\n".into(), "files include each other too deeply");
    refuses("#include <9>\n".into(), "too many files are included");
    refuses("#include <large.h>\n".repeat(40), "included files are too large");
}

#[test]
fn floods() {
    let mut defines = String::new();
    for i in 0..100_000 {
        let _ = writeln!(defines, "#define M{i} M{}", i + 1);
    }
    // A chain of expansions, each inside of the one before.
    assert_eq!(said(defines + "int M0;"), "");
    assert_eq!(said("#define X\n#undef X\n".repeat(50_000)), "");
    refuses("#define X 1\n#define X 2\n".repeat(50_000), "defined twice");
    refuses("#foo\n".repeat(100_000), "stopped after 20 errors");
    refuses("#define P(a,b) a##b\nP(+,1)\n".repeat(50_000), "stopped after 20 errors");
    refuses(format!("#error {}\n", "x".repeat(1 << 20)), "xxx");
    assert_eq!(said(format!("int a{};", "\\\n".repeat(500_000))), "");
    assert_eq!(said(format!("int {};", "a\\\n".repeat(100))), "");
    assert_eq!(said(format!("#define S(x) #x\nchar *a = S({});", "a ".repeat(200_000))), "");
    let args = (0..50_000).map(|i| i.to_string()).collect::<Vec<_>>().join(",");
    assert_eq!(said(format!("#define V(...) __VA_ARGS__\nint a[] = {{ V(V(V({args}))) }};")), "");
}

/// xorshift64* (Vigna 2016): the mutants are the same on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % n
    }
}

#[test]
fn mutants_do_not_panic() {
    let sources = [
        include_str!("standard.c"),
        include_str!("variadic.c"),
        include_str!("stringize.c"),
        include_str!("paste.c"),
        include_str!("rescan.c"),
        include_str!("conditionals.c"),
        include_str!("lines.c"),
    ];
    let pieces = [
        "#",
        "##",
        "(",
        ")",
        ",",
        "\n",
        "\\\n",
        "\n#if 1\n",
        "\n#endif\n",
        "\n#define x ",
        "__VA_ARGS__",
        "\"",
        "'",
        "/*",
        "//",
        "é",
        "\0",
        "#include <1>\n",
        "__LINE__",
        "_Pragma(",
        "??=",
        "%:",
    ];
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let options = Options { headers: Some(Arc::new(Endless)), ..Options::default() };
    for round in 0..1500 {
        let mut text = sources[round % sources.len()].to_owned();
        for _ in 0..=random.below(4) {
            let boundary = |text: &str, mut at: usize| {
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                at
            };
            let (a, b) = (random.below(text.len().max(1)), random.below(text.len().max(1)));
            let (a, b) = (boundary(&text, a.min(b)), boundary(&text, a.max(b)));
            match random.below(4) {
                0 => text.replace_range(a..b.min(boundary(&text, (a + 8).min(text.len()))).max(a), ""),
                1 => text.insert_str(a, pieces[random.below(pieces.len())]),
                2 => text.truncate(b),
                _ => {
                    let piece = text[a..b.min(boundary(&text, (a + 30).min(text.len()))).max(a)].to_owned();
                    text.insert_str(b, &piece);
                }
            }
        }
        let _ = preprocess("a.c", &text, &options, round % 2 == 0);
        let _ = check("a.c", &text, &options).to_string();
    }
}

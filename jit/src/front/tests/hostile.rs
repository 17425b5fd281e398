//! Hostile sources: whatever is thrown at the compiler, it says no in a bounded time and does not fall over.

use super::{accept, builtins, parse};
use crate::{Options, compile};
use guest_abi::Isa;

/// Runs on a stack as small as that of a spawned thread, which is what services run on.
fn on_small_stack(source: String) -> String {
    let compile = move || {
        let options = Options { isa: Isa::Portable, predeclared: builtins(), ..Options::default() };
        match compile("test.c", &source, &options) {
            Ok(_) => String::new(),
            Err(diags) => diags.to_string(),
        }
    };
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(compile).expect("a thread can be started");
    thread.join().expect("the compiler must not panic")
}

fn refuses(source: String, message: &str) {
    let shown: String = source.chars().take(60).collect();
    let text = on_small_stack(source);
    assert!(text.contains(message), "`{shown}...` should give `{message}`, but gives:\n{text}");
}

fn repeat(before: &str, middle: &str, between: &str, after: &str, n: usize) -> String {
    format!("{}{between}{}", before.to_owned() + &middle.repeat(n), after.repeat(n))
}

#[test]
fn nesting_is_limited() {
    let n = 100_000;
    let deep = "nested too deeply";
    let body = |open: &str, mid: &str, close: &str| format!("int f(int x) {{ {} }}", repeat("", open, mid, close, n));
    refuses(body("(", "1", ")"), deep);
    refuses(body("{", ";", "}"), deep);
    refuses(body("-~", "1", ""), deep);
    refuses(body("*&", "x", ""), deep);
    refuses(body("(int)", "1", ""), deep);
    refuses(body("sizeof ", "1", ""), deep);
    refuses(body("x = ", "1", ""), deep);
    refuses(body("x ? ", "1", " : 2"), deep);
    refuses(body("x ? 1 : ", "1", ""), deep);
    refuses(body("f(", "1", ")"), deep);
    refuses(body("x[", "1", "]"), deep);
    refuses(body("if (x) ", ";", ""), deep);
    refuses(body("while (x) ", ";", ""), deep);
    refuses(body("do ", ";", " while (x);"), deep);
    refuses(body("for (;;) ", ";", ""), deep);
    refuses(body("switch (x) ", ";", ""), deep);
    refuses(body("if (x) ; else while (x) ", ";", ""), deep);
    refuses(repeat("int a = ", "{", "1", "}", n), deep);
    refuses(repeat("int a[] = ", "{", "1", "}", n), deep);
    refuses(repeat("int ", "(*", "x", ")", n), deep);
    refuses(repeat("int f", "(int (*g)", "", ")", n), deep);
    refuses(repeat("", "struct { ", "int x;", "} a;", n), deep);
    refuses(format!("int {} x;", "*".repeat(n)), "type is nested too deeply");
    refuses(format!("int x{};", "[1]".repeat(n)), "type is nested too deeply");
    refuses(repeat("", "typeof(", "int", ") x;", n), deep);
    refuses(repeat("int x ", "__attribute__((aligned(", "4", ")))", n), deep);
    refuses(body("_Alignof(int[", "1", "])"), deep);
    // All precedence levels between each pair of parentheses: the deepest parser stack for its nesting.
    refuses(body("1||1&&1|1^1&1==1<1<<1+1*-(", "1", ")"), deep);
}

#[test]
fn deep_but_allowed_nesting_fits_a_small_stack() {
    // Just below the limit each of these takes the deepest recursion that parser and lowering can be made to do.
    let n = 250;
    let wraps = [
        ("int f(int x) { return ", "1||1&&x|x^x&x==x<x<<x+x*-(", "x", ")", "; }"),
        ("int f(int x) { return ", "f(x+", "x", ")", "; }"),
        ("int f(int x) { ", "{ if (x) while (x) {", ";", "} }", " return 0; }"),
        ("int f(int x) { ", "switch (x) { case 1: ", ";", "}", " return 0; }"),
    ];
    for (before, open, middle, close, after) in wraps {
        let mut n = n;
        loop {
            let text = on_small_stack(repeat(before, open, middle, close, n) + after);
            if text.is_empty() {
                break;
            }
            let too_much = text.contains("nested too deeply") || text.contains("expression is too complex");
            assert!(too_much && n > 60, "{text}");
            n -= 1;
        }
    }
    let chain = format!("int f(int x) {{ return x{}; }}", " + x".repeat(400));
    assert_eq!(on_small_stack(chain), "");
}

#[test]
fn long_chains_are_limited_or_flat() {
    let n = 50_000;
    for operator in ["+", "&&", "||", ",", "^", "<"] {
        let operand = format!(" {operator} x");
        assert_eq!(on_small_stack(format!("int f(int x) {{ return x{}; }}", operand.repeat(n))), "");
    }
    refuses(format!("int f(int x) {{ return x{}; }}", " + x ? 1".repeat(n)), "too");
    refuses(
        format!("struct s {{ struct s *p; }}; int f(struct s *x) {{ return !x{}; }}", "->p".repeat(n)),
        "too complex",
    );
    // `else if` is no nesting.
    assert_eq!(on_small_stack(format!("void f(int x) {{ {} ; }}", "if (x) ; else ".repeat(2_000))), "");
    let many = format!("void f(int x) {{ {} }}", "x++;".repeat(20_000));
    assert_eq!(on_small_stack(many), "");
}

#[test]
fn sizes_are_limited() {
    refuses("char a[4294967296];".into(), "too large");
    refuses("char a[1073741824];".into(), "too large");
    refuses("int a[65536][65536];".into(), "too large");
    refuses("struct { char a[200000000], b[200000000]; } s;".into(), "too large");
    refuses("char a[200000000]; char b[200000000];".into(), "too much data");
    refuses("char a[200000000] = { [199999999] = 1 };".into(), "too large");
    refuses("int f(void) { char a[20000000]; return 0; }".into(), "too large for any stack");
    refuses("int f(int n) { char a[1 << 20]; a[n] = 1; return a[0]; }".into(), "too large for any stack");
    assert_eq!(on_small_stack("int f(int n) { char a[1000000]; a[n] = 1; return a[0]; }".into()), "");
    refuses(format!("int f({});", vec!["int"; 128].join(",")), "more than 127 parameters");
    refuses(format!("int {};", "a".repeat(300)), "identifier is too long");
    refuses(" ".repeat(17 << 20), "source text is too large");
    refuses("int a[-1];".into(), "array length is -1");
    let mut chain = "struct s0 { int x; };".to_owned();
    for i in 1..5000 {
        chain += &format!("struct s{i} {{ struct s{} m; }};", i - 1);
    }
    refuses(chain, "nested too deeply");
    let mut chain = "typedef int t0;".to_owned();
    for i in 1..5000 {
        chain += &format!("typedef t{} *t{i};", i - 1);
    }
    refuses(chain, "nested too deeply");
}

#[test]
fn blocks_nest_as_deeply_as_the_standard_asks_for() {
    // C99 5.2.4.1: 127 levels of blocks, 63 of parentheses; generated code has more.
    let blocks = format!("int f(int x) {{ {} x++; {} return x; }}", "{".repeat(200), "}".repeat(200));
    assert_eq!(on_small_stack(blocks), "");
    let chain = format!("int f(int x) {{ return {} 0; }}", "x ? 1 : ".repeat(200));
    assert_eq!(on_small_stack(chain), "");
}

#[test]
fn giving_up_is_the_only_error() {
    let deep = format!("static int g(void); int f(void) {{ g(); {} }}", "{".repeat(1000));
    let text = on_small_stack(deep);
    assert_eq!(text.matches("error[").count(), 1, "{text}");
}

#[test]
fn many_labels_take_linear_time() {
    use std::fmt::Write;
    let (mut defined, mut missing) = (String::new(), String::new());
    for i in 0..100_000 {
        write!(defined, "l{i}: x += {i};").expect("a string");
        write!(missing, "goto l{i};").expect("a string");
    }
    // Quadratic time would be minutes.
    assert_eq!(on_small_stack(format!("int f(int x) {{ {defined} return x; }}")), "");
    refuses(format!("int f(int x) {{ {missing} return x; }}"), "stopped after 20 errors");
}

#[test]
fn jumps_out_of_many_arrays_take_linear_time() {
    use std::fmt::Write;
    let mut arrays = String::new();
    for i in 0..10_000 {
        write!(arrays, "int a{i}[n];").expect("a string");
    }
    // Each jump leaves all of them.
    let jumps = "if (n) goto out; if (n) break;".repeat(20_000);
    assert_eq!(on_small_stack(format!("int f(int n) {{ for (;;) {{ {arrays} {jumps} }} out: return n; }}")), "");
    refuses(format!("int f(int n) {{ goto in; {arrays} in: return n; }}"), "jumps past the declaration");
    refuses(format!("int f(int n, int a{}) {{ return n; }}", "[n]".repeat(200)), "nested too deeply");
}

#[test]
fn the_number_of_errors_is_limited() {
    let text = on_small_stack("int f(void) { return x; }\n".repeat(10_000));
    assert!(text.contains("stopped after 20 errors") || text.matches("error").count() <= 50, "{text}");
    let (_, diags) = parse(&"void f(void) { y1 = 1; y2 = 2; y3 = 3; }\n@ $ int 5;".repeat(1000));
    assert!(diags.iter().count() <= 21);
    assert!(diags.to_string().contains("stopped after 20 errors"));
}

#[test]
fn one_very_long_line_renders() {
    let (_, diags) = parse(&format!("int x = {};", "y + ".repeat(100_000)));
    assert!(diags.has_errors());
    assert!(diags.to_string().len() < 100_000);
}

#[test]
fn large_tables_are_fine() {
    let table: Vec<String> = (0..50_000).map(|i| i.to_string()).collect();
    let unit = accept(&format!("int t[] = {{ {} }};", table.join(",")));
    assert_eq!(unit.data[0].init[4 * 777..][..4], 777u32.to_le_bytes());
}

/// Tokens as a mutator sees them: words, numbers, strings and single characters.
fn pieces(source: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let len = if word(c) {
            rest.find(|c| !word(c)).unwrap_or(rest.len())
        } else if c.is_whitespace() {
            rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len())
        } else {
            c.len_utf8()
        };
        out.push(&rest[..len]);
        rest = &rest[len..];
    }
    out
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
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let golden = concat!(
        include_str!("errors/several.c"),
        include_str!("errors/types.c"),
        include_str!("errors/initialisers.c"),
        include_str!("errors/statements.c"),
        include_str!("errors/declarations.c"),
    );
    let sources: Vec<&str> = super::accept::PROGRAMS.iter().copied().chain([golden]).collect();
    let all: Vec<Vec<&str>> = sources.iter().map(|s| pieces(s)).collect();
    let (mut mutants, mut accepted) = (0, 0);
    for (source, tokens) in sources.iter().zip(&all) {
        for end in (0..source.len()).step_by(7).filter(|&end| source.is_char_boundary(end)) {
            parse(&source[..end]);
            mutants += 1;
        }
        for _ in 0..1500 {
            let mut mutant = tokens.clone();
            for _ in 0..=random.below(3) {
                let (i, j) = (random.below(mutant.len()), random.below(mutant.len()));
                match random.below(5) {
                    0 => drop(mutant.remove(i)),
                    1 => mutant.insert(i, mutant[j]),
                    2 => mutant.swap(i, j),
                    3 => mutant[i] = mutant[j],
                    _ => {
                        let other = &all[random.below(all.len())];
                        mutant.insert(i, other[random.below(other.len())]);
                    }
                }
            }
            let text = mutant.concat();
            let (unit, diags) = parse(&text);
            assert_eq!(unit.is_none(), diags.has_errors());
            let _ = diags.to_string();
            mutants += 1;
            if unit.is_some() {
                accepted += 1;
                // What the front end lets through, the rest of the compiler has to take.
                let options =
                    Options { isa: Isa::Portable, predeclared: builtins(), verify: true, ..Options::default() };
                if let Err(diags) = compile("test.c", &text, &options) {
                    panic!("{diags}\n{text}");
                }
            }
        }
    }
    assert!(mutants > 5000 && accepted > 200, "{accepted} of {mutants}");
}

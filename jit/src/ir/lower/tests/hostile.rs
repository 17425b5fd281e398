//! Large and odd sources: time, memory and stack stay bounded.

use super::module;
use crate::ir::Terminator;
use std::fmt::Write;
use std::thread;

/// Compiles on a thread with the 2 MiB stack of a host's worker thread.
fn on_a_small_stack(source: String) {
    let run = move || {
        module("hostile.c", &source);
    };
    thread::Builder::new().stack_size(2 << 20).spawn(run).expect("a thread").join().expect("it compiles");
}

#[test]
fn deep_expressions_and_statements() {
    // As deep as the parser allows.
    let depth = 45;
    let parens = format!("int f(int x) {{ return {}x{}; }}", "-(1 + ".repeat(depth), ")".repeat(depth));
    on_a_small_stack(parens);
    let logic = format!("int f(int x) {{ return {}x{}; }}", "(x && (x || ".repeat(depth / 2), "))".repeat(depth / 2));
    on_a_small_stack(logic);
    let loops = format!("void f(int x) {{ {} x--; {} }}", "while (x) {".repeat(depth), "}".repeat(depth));
    on_a_small_stack(loops);
    let calls = format!("int f(int x) {{ return {}x{}; }}", "f(".repeat(depth), ")".repeat(depth));
    on_a_small_stack(calls);
    let ternary = format!("int f(int x) {{ return {}x{}; }}", "(x ? ".repeat(depth), " : 1)".repeat(depth));
    on_a_small_stack(ternary);
}

#[test]
fn many_blocks_in_a_row() {
    let body = "if (x & 1) y++; ".repeat(10_000);
    on_a_small_stack(format!("int f(int x, int y) {{ {body} return x + y; }}"));
    let mut arms = String::new();
    for i in 0..10_000 {
        let _ = write!(arms, "if (x == {i}) y = {}; else ", i * 7);
    }
    on_a_small_stack(format!("int f(int x, int y) {{ {arms} y = 1; return y; }}"));
}

/// Every label is jumped to from everywhere, and every variable written in between: without a limit this takes the
/// product of both in block parameters.
#[test]
fn many_variables_in_many_blocks() {
    let (vars, labels) = (2_000, 2_000);
    let mut source = String::from("int f(int x) { int ");
    for i in 0..vars {
        let _ = write!(source, "{}v{i} = x", if i == 0 { "" } else { ", " });
    }
    source.push_str("; ");
    for i in 0..labels {
        let _ = write!(source, "l{i}: if (x == {i}) goto l{}; v{}++; ", (i * 7 + 3) % labels, i % vars);
    }
    source.push_str("return 0");
    for i in 0..vars {
        let _ = write!(source, " ^ (v{i} & 1)");
        if i % 50 == 49 {
            source.push_str("; return 0");
        }
    }
    source.push_str("; }");
    on_a_small_stack(source);
}

#[test]
fn a_large_switch() {
    let mut cases = String::new();
    for i in 0..5_000 {
        let _ = write!(cases, "case {}: x += {i}; break; ", i * 3);
    }
    let source = format!("int f(int x) {{ switch (x) {{ {cases} default: x = 0; }} return x; }}");
    let module = module("switch.c", &source);
    let Terminator::Switch { cases, .. } = &module.functions[0].blocks[0].term else { panic!("a switch") };
    assert_eq!(cases.len(), 5_000);
}

#[test]
fn many_calls_with_variable_arguments_share_their_cells() {
    let calls = "p(\"\", 1, 2.5, 3LL); p(\"\", x, p(\"\", x, x)); ".repeat(100);
    let source = format!("int p(const char *, ...); int f(int x) {{ {calls} return 0; }}");
    let module = module("calls.c", &source);
    let slots = &module.functions[0].slots;
    assert_eq!(slots.iter().map(|s| s.size).collect::<Vec<_>>(), [24]);
}

#[test]
fn the_same_source_gives_the_same_text() {
    let source = "struct s { int a, b; } g; int f(int x, double d) { static int n; char buf[8] = \"ab\"; \
        for (int i = 0; i < x; i++) { g.a += buf[i & 1] * d; if (g.a > 100 && n++) break; } return g.b ? n : -x; }";
    assert_eq!(module("a.c", source).to_string(), module("a.c", source).to_string());
}

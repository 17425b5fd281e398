//! `cargo bench -- growth`, also a part of `cargo bench -- compile`: how the time of a compilation grows with the text, on generated ones of the shapes on which
//! compilers are known to become quadratic.

use std::fmt::Write as _;

use jit::OptLevel;
use plugvisor_benches::cores::{Cores, Pinned};
use plugvisor_benches::curves::{Curve, Curves};
use plugvisor_benches::rivals::compiled::scratch;
use plugvisor_benches::rivals::timed::Timed;

use crate::compile::{compile, libtcc, ways};
use crate::own::Own;

/// Bytes of the texts, about.
const SIZES: [usize; 5] = [16 << 10, 64 << 10, 256 << 10, 512 << 10, 1 << 20];
/// Compilations of each, of which the fastest counts: large ones take long, and noise only adds.
const TURNS: usize = 5;
/// Nanoseconds after which no text is compiled once more.
const ENOUGH: f64 = 5e8;
/// Nanoseconds after which no larger text of the shape is tried.
const TOO_LONG: f64 = 4e9;

/// Makes a text of at least so many bytes.
type Shape = fn(usize) -> String;

const SHAPES: [(&str, Shape); 8] = [
    ("many functions", many_functions),
    ("calls of small functions", calls),
    ("one huge function", huge_function),
    ("straight line", straight_line),
    ("deep nests", deep_nests),
    ("giant switch", giant_switch),
    ("giant initialiser", giant_initialiser),
    ("gotos", gotos),
];

/// A text that `part` adds to, by number, until it is long enough.
fn repeat(size: usize, head: &str, foot: &str, mut part: impl FnMut(&mut String, usize)) -> String {
    let mut text = head.to_owned();
    let mut i = 0;
    while text.len() + foot.len() < size {
        part(&mut text, i);
        i += 1;
    }
    text + foot
}

/// At 1 MB, 10,000 of them.
fn many_functions(size: usize) -> String {
    repeat(size, "", "", |text, i| {
        let _ = write!(
            text,
            "int f{i}(int *p, int n)\n{{\n    int i, sum = {i};\n    for (i = 0; i < n; i++)\n        sum += p[i];\n    return sum;\n}}\n"
        );
    })
}

/// Each calls the one before twice: inlining without bounds would be exponential.
fn calls(size: usize) -> String {
    repeat(size, "static int f(int x) { return x; }\nstatic int g0(int x) { return f(x); }\n", "", |text, i| {
        let _ = writeln!(text, "int g{}(int x)\n{{\n    return g{i}(x + {i}) ^ g{i}(x);\n}}", i + 1);
    })
}

fn huge_function(size: usize) -> String {
    let head = "int table[256];\nint huge(int a, int b, int *p)\n{\n    int i, x = 0, y = 1;\n";
    repeat(size, head, "    return x + y;\n}\n", |text, i| {
        let k = i % 200;
        let _ = write!(
            text,
            "    if (a > {i}) {{\n        x += p[{k}] * b;\n        table[x & 255] = y;\n    }} else {{\n        y ^= x << {};\n    }}\n    for (i = 0; i < {k}; i++)\n        y += table[i] + x;\n",
            i % 31
        );
    })
}

/// One block, and a thousand variables of which each is used again later.
fn straight_line(size: usize) -> String {
    let mut head = String::from("int line(int a)\n{\n    int v0 = a");
    for i in 1..1000 {
        let _ = write!(head, ", v{i} = a + {i}");
    }
    head.push_str(";\n");
    repeat(size, &head, "    return v0;\n}\n", |text, i| {
        let (a, b, c) = (i % 1000, i * 7 % 1000, i * 331 % 1000);
        let _ = writeln!(text, "    v{a} = v{b} * {i} + (v{c} ^ v{a});");
    })
}

/// Loops and branches in each other, as deep as the parser allows with a margin, again and again in one function.
fn deep_nests(size: usize) -> String {
    const DEPTH: usize = 100;
    repeat(size, "int nest(int a, int b)\n{\n    int x = 0;\n", "    return x;\n}\n", |text, i| {
        for depth in 0..DEPTH {
            let head = if depth % 2 == 0 { "while (a-- > " } else { "if (b != " };
            let _ = write!(text, "{head}{}) {{ x += a; ", i + depth);
        }
        text.push_str(&"}".repeat(DEPTH));
        text.push('\n');
    })
}

fn giant_switch(size: usize) -> String {
    repeat(size, "int giant(int a, int b)\n{\n    switch (a) {\n", "    }\n    return b;\n}\n", |text, i| {
        // Dense ranges with gaps between them.
        let _ = writeln!(text, "    case {}:\n        b += {i};\n        break;", i + i / 50 * 1000);
    })
}

fn giant_initialiser(size: usize) -> String {
    let head = "struct item { int number; const char *name; double value; };\nstruct item items[] = {\n";
    repeat(size, head, "};\nint first(void)\n{\n    return items[0].number;\n}\n", |text, i| {
        let _ = writeln!(text, "    {{ {i}, \"name {i}\", {i}.5 }},");
    })
}

/// Jumps to and fro that no structured program has.
fn gotos(size: usize) -> String {
    // A line has about this many bytes; jumps go to lines that there are.
    let lines = size / 64;
    let mut i = 0;
    let mut text = String::from("int jumps(int a, int b, int x)\n{\n");
    while i < lines {
        let to = i * 7919 % lines;
        let _ = writeln!(text, "l{i}:\n    a += b;\n    b ^= x + {i};\n    if (b & {}) goto l{to};", i % 255 + 1);
        i += 1;
    }
    text + "    return a;\n}\n"
}

pub(crate) fn run(own: &Own) {
    let Some(topic) = own.topic("compile growth") else { return };
    let (sizes, turns) = if topic.brief { (&SIZES[..1], 1) } else { (&SIZES[..], TURNS) };
    let program = libtcc();
    let _pinned = Cores::pick().and_then(|cores| Pinned::to(cores.here));
    let mut curves = Curves::default();
    for (shape, make) in SHAPES {
        let mut of_shape: Vec<Curve> = ways()
            .into_iter()
            .map(|way| Curve { shape: shape.to_owned(), way: way.name, points: Vec::new() })
            .collect();
        for &size in sizes {
            let text = make(size);
            let file = scratch().join("growth.c");
            std::fs::write(&file, &text).expect("the temporary folder is writable");
            let mut libtcc = program.as_ref().ok().and_then(|program| Timed::start(program, &[&file]).ok());
            let mut once = |way: usize| match way.checked_sub(1) {
                None => libtcc.as_mut().and_then(|libtcc| Some(libtcc.run(1).ok()?.0)),
                Some(level) => compile("growth.c", &text, OptLevel::ALL[level]),
            };
            let mut best = vec![f64::INFINITY; of_shape.len()];
            for _ in 0..turns {
                for (way, best) in best.iter_mut().enumerate() {
                    let slow = of_shape[way].points.last().is_some_and(|point| point.1 > TOO_LONG);
                    if !slow && (best.is_infinite() || *best < ENOUGH) {
                        *best = best.min(once(way).unwrap_or(f64::INFINITY));
                    }
                }
            }
            for (curve, best) in of_shape.iter_mut().zip(best) {
                if best.is_finite() {
                    curve.points.push((text.len(), best));
                } else if curve.way != "libtcc" || program.is_ok() {
                    eprintln!("not measured: {shape}, {size} bytes, {}: it is refused or takes too long", curve.way);
                }
            }
        }
        curves.curves.extend(of_shape.into_iter().filter(|curve| !curve.points.is_empty()));
    }
    println!("time per byte of generated sources, in ns\n{}", curves.table());
    own.save("growth", &curves.json(), |format| curves.plot(format));
}

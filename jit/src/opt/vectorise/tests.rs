//! Loops over many lengths, places and overlaps: with vectors and without the memory is the same afterwards.

use crate::ir::vector::{Features, needs};
use crate::ir::{Module, verify};
use crate::opt::{Job, OptLevel, optimise};
use crate::testing::native::{self, Call, Outcome, call};
use crate::{Options, compile};
use guest_abi::Isa;

/// A buffer that functions walk over, and a way to fill and look at it.
const HEAD: &str = "
    typedef unsigned char u8; typedef unsigned short u16; typedef signed char s8; typedef unsigned u32;
    u8 bytes[1024]; float floats[256]; double doubles[256];
    u8 other[1024];
    void fill(int seed) {
        for (int i = 0; i < 1024; i++) { seed = seed * 1103515245 + 12345; bytes[i] = seed >> 16; other[i] = seed >> 8; }
        for (int i = 0; i < 256; i++) { floats[i] = (bytes[i] - 100) * 0.75f; doubles[i] = (other[i] - 90) * 1.25; }
    }
";

fn module(source: &str) -> Module {
    let options = Options { isa: Isa::Portable, level: OptLevel::O0, ..Options::default() };
    let unit = compile("loops.c", &format!("{HEAD}{source}"), &options).unwrap_or_else(|errors| panic!("{errors}"));
    Module::clone(&unit.ir.expect("the portable target has IR"))
}

fn optimised(module: &Module, vectors: Features) -> Module {
    let mut module = module.clone();
    let job = Job {
        isa: Isa::Amd64,
        level: OptLevel::O2,
        vectors,
        without: &[],
        replaceable: false,
        verify: true,
        observer: None,
        cancelled: &|| false,
    };
    optimise(&mut module, &job).unwrap_or_else(|stopped| panic!("{stopped:?}"));
    verify(&module).unwrap_or_else(|errors| panic!("{errors}"));
    module
}

fn has_vectors(module: &Module, name: &str) -> bool {
    let of = |symbol: usize| module.symbols[symbol].name == name;
    module.functions.iter().any(|f| of(f.symbol.0 as usize) && needs(f).is_some())
}

/// Compiles `f` in both ways and makes the calls; `vectors` says at which features it shall have vectors.
fn check(source: &str, calls: &[Vec<u64>], vectors: &[Features]) {
    let plain = module(source);
    let calls: Vec<Call> =
        calls.iter().enumerate().flat_map(|(i, args)| [call("fill", &[i as u64]), call("f", args)]).collect();
    let expected: Vec<Outcome> = native::run_interp(&plain, &calls);
    for features in [Features::Sse2, Features::Avx2] {
        let module = optimised(&plain, features);
        assert_eq!(has_vectors(&module, "f"), vectors.contains(&features), "{features:?}: {source}\n{module}");
        let outcomes = native::run_interp(&module, &calls);
        for ((call, outcome), expected) in calls.iter().zip(&outcomes).zip(&expected) {
            assert_eq!(outcome, expected, "{features:?}: {call:?} of {source}\n{module}");
        }
        if features == Features::Avx2 && !std::is_x86_feature_detected!("avx2") {
            eprintln!("SKIPPED: this processor has no AVX2");
            continue;
        }
        native::compare(Isa::Amd64, &module, &calls);
    }
}

const BOTH: &[Features] = &[Features::Sse2, Features::Avx2];
const NEW: &[Features] = &[Features::Avx2];
const NONE: &[Features] = &[];

/// Lengths, with distances between source and target.
fn lengths() -> Vec<Vec<u64>> {
    let mut calls: Vec<Vec<u64>> = (0..35).map(|n| vec![2 * n, 300, 1]).collect();
    for distance in [0, 1, 2, 7, 8, 15, 16, 31, 32, 33, 64] {
        calls.extend([(distance, 0), (0, distance)].map(|(a, b)| vec![51, a, b]));
    }
    calls.extend([vec![u32::MAX.into(), 0, 0], vec![0x8000_0000, 5, 0]]);
    calls
}

#[test]
fn maps_of_bytes() {
    let map = |expression: &str| {
        format!(
            "void f(int n, int a, int b) {{ u8 *d = bytes + a, *s = bytes + b;
             for (int i = 0; i < n; i++) d[i] = {expression}; }}"
        )
    };
    check(&map("s[i]"), &lengths(), BOTH);
    check(&map("s[i] + 3"), &lengths(), BOTH);
    check(&map("s[i] ^ 0x55"), &lengths(), BOTH);
    check(&map("(s[i] >> 2) + 5 * (s[i] >> 3)"), &lengths(), BOTH);
    check(&map("s[i] * s[i] >> 8"), &lengths(), BOTH);
    check(&map("s[i] > 100 ? 255 : s[i]"), &lengths(), BOTH);
    check(&map("(s[i] * 257 + 128) >> 9"), &lengths(), NEW);
    check(&map("i + a"), &lengths(), BOTH);
    check(&map("s[i] == 7"), &lengths(), BOTH);
    check(&map("(s8)s[i] < 3 ? ~s[i] : -s[i]"), &lengths(), BOTH);
}

#[test]
fn pointers_that_run() {
    let source = "void f(int n, int a, int b) { u8 *d = bytes + a, *s = bytes + b, *e = s + n;
        while (s < e) *d++ = *s++ + 1; }";
    check(source, &lengths(), BOTH);
    let source = "void f(int n, int a, int b) { u8 *d = bytes + a, *s = other + b; n &= 255;
        while (n--) *d++ = *s++ | 1; }";
    check(source, &lengths(), BOTH);
}

#[test]
fn pixels() {
    let calls: Vec<Vec<u64>> = (0..110).map(|n| vec![n, n % 5, 3]).collect();
    let gray = "int f(int n, int a, int b) { u8 *src = bytes + a, *end = src + n, *out = other;
        for (; end - src >= 3; src += 3) *out++ = (src[0] >> 2) + 5 * (src[1] >> 3) + (src[2] >> 3);
        return out - other + b; }";
    check(gray, &calls, BOTH);
    let weights = "void f(int n, int a, int b) { u8 *p = bytes + a;
        for (int i = 0; i < n; i++) other[i] = (77 * p[4 * i] + 150 * p[4 * i + 1] + 29 * p[4 * i + 2]) >> 8; }";
    check(weights, &calls, BOTH);
    let last = "void f(int n, int a, int b) { u8 *p = bytes + a;
        for (int i = 0; i < n; i++) other[i] = p[2 * i + 1] & 0xf0; }";
    check(last, &calls, BOTH);
    let map = |body: &str| {
        format!("void f(int n, int a, int b) {{ u8 *p = bytes + a; for (int i = 0; i < n; i++) {body}; }}")
    };
    for step in 2..=4 {
        // Lanes of one byte and of two.
        check(&map(&format!("other[i] = p[{step} * i + 1] ^ p[{step} * i]")), &calls, BOTH);
        check(&map(&format!("other[i] = p[{step} * i + 1] + p[{step} * i] >> 1")), &calls, BOTH);
        check(&map(&format!("other[i] = p[{step} * i + {step} - 1]")), &calls, BOTH);
    }
    let calls = &calls[..50];
    check(&map("((int *)other)[i] = p[4 * i + 3] - (p[4 * i + 1] << 20)"), calls, BOTH);
    check(&map("((int *)other)[i] = p[3 * i + 2] - (p[3 * i + 1] << 20)"), calls, NEW);
}

#[test]
fn sums() {
    let calls: Vec<Vec<u64>> = (0..50).map(|n| vec![n, n % 5, 3]).collect();
    let sum = |op: &str, expression: &str| {
        format!(
            "int f(int n, int a, int b) {{ u8 *s = bytes + a; for (int i = 0; i < n; i++) b {op} {expression}; return b; }}"
        )
    };
    check(&sum("+=", "s[i]"), &calls, BOTH);
    check(&sum("-=", "((s8 *)s)[i]"), &calls, BOTH);
    check(&sum("^=", "s[i] << 9"), &calls, BOTH);
    check(&sum("&=", "s[i] | ~63"), &calls, BOTH);
    check(&sum("|=", "i"), &calls, BOTH);
    check(&sum("+=", "s[i] > 9 ? s[i] : 1"), &calls, BOTH);
    check(&sum("+=", "s[i] * s[i]"), &calls, NEW);
    let source =
        "float f(int n, int a, int b) { float sum = 0; for (int i = 0; i < n; i++) sum += floats[i]; return sum; }";
    check(source, &calls, NONE);
}

#[test]
fn floats() {
    let calls: Vec<Vec<u64>> = (0..50).map(|n| vec![n, n % 5, 3]).collect();
    let map = |body: &str| format!("void f(int n, int a, int b) {{ for (int i = 0; i < n; i++) {body}; }}");
    check(&map("floats[i] = floats[i] * 1.5f + b"), &calls, BOTH);
    check(&map("doubles[i] = doubles[i] * doubles[i] - a"), &calls, BOTH);
    check(&map("doubles[i] = floats[i]"), &calls, BOTH);
    check(&map("floats[i] = doubles[i] / 3"), &calls, BOTH);
    check(&map("floats[i] = bytes[i] * 0.5f"), &calls, BOTH);
    check(&map("doubles[i] = ((int *)bytes)[i]"), &calls, BOTH);
    check(&map("((int *)bytes)[i] = floats[i] * 1e8f"), &calls, BOTH);
    check(&map("((int *)bytes)[i] = doubles[i] * 1e8"), &calls, BOTH);
    check(&map("bytes[i] = floats[i]"), &calls, BOTH);
    check(&map("floats[i] = floats[i] < 3 ? -floats[i] : 0"), &calls, NONE);
    check(&map("doubles[i] = doubles[i] >= 3 ? doubles[i] : 1"), &calls, NONE);
}

#[test]
fn wider_integers() {
    let map = |body: &str| {
        format!(
            "void f(int n, int a, int b) {{ int *w = (int *)bytes, *v = (int *)other; u16 *h = (u16 *)other;
             short *t = (short *)bytes; for (int i = 0; i < n; i++) {body}; }}"
        )
    };
    let calls: Vec<Vec<u64>> = (0..50).map(|n| vec![n, n % 5, 3]).collect();
    check(&map("w[i] = v[i] + a"), &calls, BOTH);
    check(&map("w[i] = v[i] >> 3 ^ w[i]"), &calls, BOTH);
    check(&map("w[i] = v[i] > w[i] ? v[i] : w[i]"), &calls, BOTH);
    check(&map("w[i] = (u32)v[i] > (u32)w[i] ? v[i] - 1 : w[i]"), &calls, BOTH);
    check(&map("t[i] = h[i] * 3 + t[i]"), &calls, BOTH);
    check(&map("w[i] = h[i]"), &calls, BOTH);
    check(&map("t[i] = (t[i] + t[i]) >> 1"), &calls, BOTH);
    check(&map("t[i] = w[128 + i]"), &calls, BOTH);
    check(&map("bytes[i] = v[i]"), &calls, BOTH);
    check(&map("w[i] = v[i] * 3"), &calls, NEW);
    check(&map("w[i] = v[i] + v[i + 1] + v[i + 2]"), &calls, BOTH);
    check(&map("w[i + 1] = w[i]"), &calls, BOTH);
    check(&map("w[2 * i] = v[i]"), &calls, NONE);
}

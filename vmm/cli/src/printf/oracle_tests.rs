//! The formatter against the C library of the machine: thousands of directives, byte for byte.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::format;
use super::tests::Guest;

/// Reads cases from stdin, answers with a length and the bytes of each.
const ORACLE: &str = r#"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static char out[1 << 16], fmt[1 << 12];
static const char *texts[] = { 0, "", "x", "hello, world", "tab\tand\xff\x01 bytes" };
#define SHOW(arg) (c.stars == 0 ? snprintf(out, sizeof out, fmt, arg) \
                 : c.stars == 1 ? snprintf(out, sizeof out, fmt, c.star[0], arg) \
                 : snprintf(out, sizeof out, fmt, c.star[0], c.star[1], arg))
int main(void) {
    struct { unsigned kind, stars; int star[2]; unsigned long long cell; unsigned len, zero; } c;
    while (fread(&c, sizeof c, 1, stdin) == 1) {
        int n = 0;
        double d;
        memset(fmt, 0, sizeof fmt);
        if (fread(fmt, 1, c.len, stdin) != c.len) return 1;
        memcpy(&d, &c.cell, 8);
        switch (c.kind) {
        case 'w': n = SHOW((unsigned)c.cell); break;
        case 'q': n = SHOW(c.cell); break;
        case 'd': n = SHOW(d); break;
        case 's': n = SHOW(texts[c.cell]); break;
        case 'p': n = SHOW((void *)(size_t)c.cell); break;
        }
        fwrite(&n, 4, 1, stdout);
        fwrite(out, 1, n, stdout);
    }
    return 0;
}
"#;

/// The same texts as in [`ORACLE`]; 0 is the null pointer.
const TEXTS: [&[u8]; 5] = [b"", b"", b"x", b"hello, world", b"tab\tand\xff\x01 bytes"];

struct Case {
    kind: u8,
    stars: Vec<i32>,
    cell: u64,
    format: String,
}

/// A pseudo-random sequence: xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators").
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[(self.next() % from.len() as u64) as usize]
    }
}

const INTEGERS: [u64; 16] = [
    0,
    1,
    7,
    8,
    9,
    42,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0x8000,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    0x7fff_ffff_ffff_ffff,
    0xffff_ffff_ffff_ffff,
];

/// Numbers where rounding, exponents and style changes go wrong.
fn doubles() -> Vec<f64> {
    let mut values = vec![
        0.0,
        0.5,
        1.0,
        1.5,
        2.5,
        3.5,
        0.25,
        0.125,
        0.375,
        0.05,
        0.15,
        0.1,
        0.3,
        9.5,
        99.5,
        999_999.5,
        999_999.4,
        9.999_995,
        0.000_123_45,
        0.000_099_995,
        0.000_1,
        1e5,
        1e6,
        1e15,
        1e16,
        1e17,
        123_456_789.0,
        1e21,
        1e22,
        1e23,
        1e100,
        1e-5,
        1e-10,
        1e-100,
        1e300,
        1e-300,
        5e-324,
        3e-323,
        4.94e-322,
        1.0 / 3.0,
        2.0 / 3.0,
        std::f64::consts::PI,
        1.999_999_999_999_999_8,
        4_503_599_627_370_496.5,
        9_007_199_254_740_993.0,
    ];
    values.extend([f64::MAX, f64::MIN_POSITIVE, f64::MIN_POSITIVE / 2.0, f64::EPSILON, f64::INFINITY, f64::NAN]);
    values.extend((0..16).map(|i| 1.0 + f64::from(i) / 16.0));
    values.extend((0..40).map(|i| (f64::from(i) + 0.5) / 8.0));
    let negative: Vec<f64> = values.iter().map(|v| -v).collect();
    values.extend(negative);
    values
}

fn flags(random: &mut Random) -> String {
    let bits = random.next();
    "-+ #0".chars().enumerate().filter(|(i, _)| bits >> (8 * i) & 3 == 0).map(|(_, c)| c).collect()
}

/// `width.precision`, now and then by `*`.
fn field(random: &mut Random, precisions: &[u32]) -> (String, Vec<i32>) {
    let mut stars = Vec::new();
    let mut text = String::new();
    match random.next() % 4 {
        0 => text += &random.pick(&[1, 5, 12, 30]).to_string(),
        1 => {
            text.push('*');
            stars.push(random.pick(&[0, 3, -3, 14, -20]));
        }
        _ => {}
    }
    match random.next() % 8 {
        0 | 1 => {}
        2 => text.push('.'),
        3 => {
            text += ".*";
            stars.push(random.pick(&[0, -1, 2, 9, 17]));
        }
        _ => text += &format!(".{}", random.pick(precisions)),
    }
    (text, stars)
}

fn cases() -> Vec<Case> {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut cases = Vec::new();
    let mut add = |random: &mut Random, kind, cell, precisions: &[u32], length: &str, conversion| {
        let flags = flags(random);
        let (field, stars) = field(random, precisions);
        cases.push(Case { kind, stars, cell, format: format!("<%{flags}{field}{length}{conversion}>") });
    };
    for _ in 0..6000 {
        let conversion = random.pick(&['d', 'i', 'u', 'o', 'x', 'X']);
        let length = random.pick(&["", "hh", "h", "l", "z", "t", "ll", "j"]);
        let kind = if matches!(length, "ll" | "j") { b'q' } else { b'w' };
        let cell = if random.next() & 1 == 0 { random.pick(&INTEGERS) } else { random.next() };
        add(&mut random, kind, cell, &[0, 1, 3, 8, 20], length, conversion);
    }
    let doubles = doubles();
    let precisions = [0, 1, 2, 3, 5, 6, 10, 12, 13, 14, 15, 16, 17, 18, 25, 60, 340, 1000, 1074, 1200, 5000];
    for i in 0..16_000 {
        let value = match i % 4 {
            0 | 1 => random.pick(&doubles),
            2 => ((random.next() as i64) >> 20) as f64 / 1e6,
            // Any bit pattern but a signalling NaN, which the call itself would change.
            _ => match f64::from_bits(random.next()) {
                v if v.is_nan() => f64::NAN,
                v => v,
            },
        };
        let conversion = random.pick(&['f', 'F', 'e', 'E', 'g', 'G', 'a', 'A']);
        let length = random.pick(&["", "", "l"]);
        add(&mut random, b'd', value.to_bits(), &precisions, length, conversion);
    }
    for _ in 0..1000 {
        let text = random.next() % TEXTS.len() as u64;
        add(&mut random, b's', text, &[0, 1, 3, 5, 6, 7, 100], "", 's');
        let byte = random.next() % 256;
        add(&mut random, b'w', byte, &[0, 1], "", 'c');
        let address = random.pick(&[0, 1, 0x20_0000, 0x8000_0001, 0xffff_ffff]);
        add(&mut random, b'p', address, &[0, 1, 8, 12], "", 'p');
    }
    cases
}

/// Builds the oracle; `None` where there is no C compiler.
fn build(dir: &Path) -> Option<std::path::PathBuf> {
    let source = dir.join("oracle.c");
    std::fs::write(&source, ORACLE).unwrap();
    let program = dir.join("oracle");
    // With the target's data model where the machine has it: then `long` and pointers are 4 bytes as well.
    [&["-m32", "-malign-double"][..], &[]].into_iter().find_map(|model| {
        let built = Command::new("cc").args(model).args(["-w", "-o"]).arg(&program).arg(&source).output().ok()?;
        built.status.success().then(|| program.clone())
    })
}

fn answers(program: &Path, cases: &[Case]) -> Vec<Vec<u8>> {
    let mut input = Vec::new();
    for case in cases {
        let star = |i: usize| case.stars.get(i).copied().unwrap_or(0);
        let words = [u32::from(case.kind), case.stars.len() as u32, star(0) as u32, star(1) as u32];
        input.extend(words.into_iter().flat_map(u32::to_le_bytes));
        input.extend(case.cell.to_le_bytes());
        input.extend((case.format.len() as u64).to_le_bytes());
        input.extend(case.format.as_bytes());
    }
    let mut child = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let feeder = std::thread::spawn(move || stdin.write_all(&input).unwrap());
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    assert!(output.status.success());
    let mut rest = &output.stdout[..];
    let mut answers = Vec::new();
    while let Some((len, tail)) = rest.split_first_chunk::<4>() {
        let (text, tail) = tail.split_at(u32::from_le_bytes(*len) as usize);
        answers.push(text.to_vec());
        rest = tail;
    }
    answers
}

/// What our formatter makes of a case.
fn ours(case: &Case) -> Vec<u8> {
    let texts: Vec<&[u8]> = std::iter::once(case.format.as_bytes()).chain(TEXTS).collect();
    let (mut guest, addresses) = Guest::new(3, &texts);
    guest.close();
    for (i, &star) in case.stars.iter().enumerate() {
        guest.set(i, u64::from(star as u32) | 0xabcd << 32);
    }
    let cell = match case.kind {
        b's' if case.cell == 0 => 0,
        b's' => u64::from(addresses[1 + case.cell as usize]),
        _ => case.cell,
    };
    guest.set(case.stars.len(), cell);
    format(&guest, addresses[0], Guest::CELLS).unwrap_or_else(|e| panic!("{}: {e}", case.format))
}

/// glibc loses a zero of `%#g` where rounding carries into a new digit: 99.5 with `%#.2g` is `1.0e+02` by C99
/// (7.19.6.1: the zeros are not removed), glibc 2.36 prints `1.e+02`.
fn is_known_bug(case: &Case, ours: &[u8], answer: &[u8]) -> bool {
    let without_zeros = |text: &[u8]| text.iter().copied().filter(|b| !matches!(b, b'0' | b' ')).collect::<Vec<_>>();
    case.format.contains('#')
        && case.format.to_ascii_lowercase().contains('g')
        && answer.contains(&b'e')
        && without_zeros(ours) == without_zeros(answer)
}

#[test]
fn agrees_with_the_c_library() {
    let dir = std::env::temp_dir().join(format!("plugvisor-printf-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let cases = cases();
    let Some(program) = build(&dir) else {
        eprintln!("SKIPPED agrees_with_the_c_library: no C compiler (cc) on this machine");
        return;
    };
    let answers = answers(&program, &cases);
    std::fs::remove_dir_all(&dir).unwrap();
    assert_eq!(answers.len(), cases.len());
    let mut wrong = Vec::new();
    for (case, answer) in cases.iter().zip(&answers) {
        let ours = ours(case);
        if ours != *answer && !is_known_bug(case, &ours, answer) {
            wrong.push(format!(
                "{} {:?} {:#x} ({:e})\n  ours {}\n  cc   {}",
                case.format,
                case.stars,
                case.cell,
                f64::from_bits(case.cell),
                String::from_utf8_lossy(&ours),
                String::from_utf8_lossy(answer)
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} differ:\n{}",
        wrong.len(),
        cases.len(),
        wrong[..wrong.len().min(20)].join("\n")
    );
}

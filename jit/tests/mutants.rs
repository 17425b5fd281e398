//! Mutants of programs, the same on every run: whatever the compiler makes of them, it does not panic, its messages
//! can be read, the instruction sets agree about what is a program, and what it accepts passes its own verifiers.
//! `jit/fuzz` goes on from there for as long as one lets it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use guest_abi::Isa;
use jit::testing::Lcg;
use jit::{Header, Headers, Options, check, compile, preprocess};

/// Mutants of each program.
const MUTANTS: usize = 50;

/// Lines that programs hardly have, for mutants to take pieces from.
const SPICE: &str = "
#define M(a, ...) a ## __VA_ARGS__ #a M(a) x
#define N M(N, N)
#if defined(N) && __LINE__ > 1 || 1 ? 2 : 3
#elif 0
#else
#endif
#include \"self.h\"
#undef M
#line 7 \"x\"
_Pragma(\"once\") __VA_ARGS__ __COUNTER__ __FILE__ %: ## ??= \\
struct { int a : 3, : 0; long long b : 40; } v = { .a = 1, [2] = 3 };
typedef int t; extern t f(t, ...); static inline t g(t x) { va_list l; __builtin_va_start(l, x); return ({ x; }); }
goto *&&l; l: switch (x) { case 1 ... 3: default: break; } (int[]){ 1, 2 }[0]; sizeof(int[x]); a ?: b; typeof(x) y;
_Generic(x, int: 1, default: 2) _Static_assert(1, \"\"); __attribute__((packed, aligned(16))) 0x1p-3f 1e999 '\\x' L\"\\u1234\"
";

/// A header that includes itself, with and without an end.
#[derive(Debug)]
struct Itself;

impl Headers for Itself {
    fn open(&self, name: &str, _angled: bool, _includer: &str) -> Option<Header> {
        let text = match name {
            "self.h" => "#ifndef DEPTH\n#define DEPTH\n#include \"self.h\"\nint once;\n#endif\n#include \"self.h\"\n",
            _ => return None,
        };
        Some(Header { name: name.to_owned(), text: text.into() })
    }
}

fn options(isa: Isa) -> Options {
    Options { isa, headers: Some(Arc::new(Itself)), verify: true, ..Options::default() }
}

/// Words, numbers, blanks and single characters.
fn pieces(source: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let len = match c {
            c if word(c) => rest.find(|c| !word(c)).unwrap_or(rest.len()),
            _ => c.len_utf8(),
        };
        out.push(&rest[..len]);
        rest = &rest[len..];
    }
    out
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "c") {
            into.push(path);
        }
    }
    into.sort();
}

#[test]
fn mutants_are_compiled_or_refused() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut paths = Vec::new();
    for folder in ["tests/plugins", "jit/tests/files", "jit/tests/ir"] {
        collect(&root.join(folder), &mut paths);
    }
    let mut sources: Vec<String> = paths.iter().map(|path| fs::read_to_string(path).expect("text")).collect();
    sources.push(SPICE.to_owned());
    let spice = pieces(SPICE);
    let all: Vec<Vec<&str>> = sources.iter().map(|source| pieces(source)).collect();
    let mut random = Lcg::new(4);
    let (mut mutants, mut accepted) = (0, 0);
    for tokens in &all {
        for _ in 0..MUTANTS {
            let mut mutant = tokens.clone();
            for _ in 0..=random.below(4) {
                if mutant.is_empty() {
                    break;
                }
                let mut place = |len: usize| random.below(len as u64) as usize;
                let (i, j) = (place(mutant.len()), place(mutant.len()));
                match place(8) {
                    0 => drop(mutant.remove(i)),
                    1 => mutant.insert(i, mutant[j]),
                    2 => mutant.swap(i, j),
                    3 => mutant[i] = mutant[j],
                    4 => mutant.truncate(i),
                    5 => {
                        let other = &all[place(all.len())];
                        mutant.insert(i, other[place(other.len())]);
                    }
                    6 => drop(mutant.drain(i.min(j)..(i.max(j) + 1).min(i.min(j) + 20))),
                    _ => {
                        let start = place(spice.len());
                        let end = (start + 1 + place(12)).min(spice.len());
                        mutant.splice(i..i, spice[start..end].iter().copied());
                    }
                }
            }
            let text = mutant.concat();
            mutants += 1;
            if let Err(diagnostics) = preprocess("mutant.c", &text, &options(Isa::Amd64), true) {
                assert!(!diagnostics.to_string().is_empty());
            }
            let diagnostics = check("mutant.c", &text, &options(Isa::Amd64));
            let shown = diagnostics.to_string();
            assert_eq!(diagnostics.has_errors(), shown.contains("error"), "{shown}\n{text}");
            if diagnostics.has_errors() {
                continue;
            }
            accepted += 1;
            for isa in [Isa::Amd64, Isa::Ia32, Isa::Portable] {
                if let Err(diagnostics) = compile("mutant.c", &text, &options(isa)) {
                    let shown = diagnostics.to_string();
                    let limit = shown.contains("too large") || shown.contains("too much");
                    assert!(limit, "{isa:?} refuses what was checked:\n{shown}\n{text}");
                }
            }
        }
    }
    assert!(mutants > 1000 && accepted > 100, "{accepted} of {mutants}");
}

//! Each `*.c` has beside it in `*.i` what `gcc -E -P -std=gnu99` makes of it. The tokens have to be the same; white
//! space counts only inside of literals. With `BLESS=1` the files are made anew, for which GCC is needed.

use jit::{Options, preprocess};
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// Operators of several characters.
const OPERATORS: &[&str] = &[
    "%:%:", "<<=", ">>=", "...", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "*=", "/=", "%=",
    "+=", "-=", "&=", "^=", "|=", "##", "<:", ":>", "<%", "%>", "%:",
];

/// Splits preprocessed text into tokens.
fn tokens(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let bytes = rest.as_bytes();
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
        let second_is_digit = bytes.get(1).is_some_and(u8::is_ascii_digit);
        let len = if first.is_ascii_digit() || (first == '.' && second_is_digit) {
            let mut len = 1;
            while let Some(&b) = bytes.get(len) {
                let sign = matches!(b, b'+' | b'-') && matches!(bytes[len - 1], b'e' | b'E' | b'p' | b'P');
                if !sign && !word(b as char) && b != b'.' {
                    break;
                }
                len += 1;
            }
            len
        } else if first == '"' || first == '\'' || rest.starts_with("L\"") || rest.starts_with("L'") {
            let start = usize::from(first == 'L');
            let mut len = start + 1;
            while len < bytes.len() && bytes[len] != bytes[start] {
                len += if bytes[len] == b'\\' { 2 } else { 1 };
            }
            len + 1
        } else if word(first) {
            rest.find(|c| !word(c)).unwrap_or(rest.len())
        } else {
            OPERATORS.iter().find(|op| rest.starts_with(**op)).map_or(first.len_utf8(), |op| op.len())
        };
        out.push(&rest[..len]);
        rest = rest[len..].trim_start();
    }
    out
}

#[test]
fn tokens_are_those_of_gcc() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/preprocess");
    let mut sources: Vec<_> = fs::read_dir(&dir)
        .expect("the folder is part of the repository")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "c"))
        .collect();
    sources.sort();
    assert!(sources.len() >= 8, "the golden sources are missing");
    for path in sources {
        let golden = path.with_extension("i");
        let name = path.file_name().and_then(|n| n.to_str()).expect("a file has a name");
        if env::var_os("BLESS").is_some() {
            let gcc = Command::new("gcc").args(["-E", "-P", "-w", "-std=gnu99", name]).current_dir(&dir).output();
            fs::write(&golden, gcc.expect("blessing needs gcc").stdout).expect("the folder can be written");
        }
        let source = fs::read_to_string(&path).expect("golden sources are UTF-8");
        let ours = preprocess(name, &source, &Options::default(), false).unwrap_or_else(|errors| panic!("{errors}"));
        let theirs = fs::read_to_string(&golden).expect("each source has its golden file");
        let (ours, theirs) = (tokens(&ours), tokens(&theirs));
        let same = ours.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
        let around = |t: &[&str]| t[same.saturating_sub(5).min(t.len())..(same + 5).min(t.len())].join(" ");
        assert!(ours == theirs, "{name}: ours is\n  {}\nand that of gcc\n  {}", around(&ours), around(&theirs));
    }
}

#[test]
fn output_is_the_same_when_it_is_preprocessed_again() {
    let source = "#define PLUS +\n#define E\n#define F(x) -x\n+PLUS -F(-1) 1E E x.E.y L E\"s\" <E< 1.E E+1\n";
    let options = Options::default();
    let once = preprocess("a.c", source, &options, false).expect("nothing is wrong");
    let twice = preprocess("a.c", &once, &options, false).expect("nothing is wrong");
    assert_eq!(tokens(&once), tokens(&twice));
    assert_eq!(tokens(&once)[..6], ["+", "+", "-", "-", "-", "1"]);
}

#[test]
fn line_markers_tell_where_lines_are() {
    let source = "a\n\n\nb\n\n\n\n\n\n\n\n\n\n\n\nc\n";
    let text = preprocess("a.c", source, &Options::default(), true).expect("nothing is wrong");
    assert_eq!(text, "# 1 \"a.c\"\na\n\n\nb\n# 16 \"a.c\"\nc\n");
}

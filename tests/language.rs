//! LANGUAGE.md says what the plugin language is, one statement after the other, each with a name: `chapter.name`.
//! Here every statement has a test of that name, and every test a statement.
//!
//! What programs may rely on is tested by `plugins/language/CHAPTER.c`, in every engine and, unless the file's first
//! line is `// not for gcc`, compiled by the C compiler of this machine. Its tests are functions that begin so:
//!
//! | `int test_NAME(void) {` | returns 0, or the line of the check that failed |
//! | `int own_NAME(void) {` | the same, of what gcc does otherwise |
//! | `int trap_NAME(void) { // words` | traps with these words; gcc compiles it, but it is not called there |
//! | `int prints_NAME(void) { // "text\n"` | returns 0 and has written this to its standard output |
//! | `int exits_NAME(void) { // 3` | exits with this status |
//!
//! What is refused or warned of is tested by `plugins/language/CHAPTER.refused`. A line `//// NAME: words` starts a
//! source text that is refused with these words, `//// NAME warns: words` one that compiles with that warning, and
//! `//// NAME compiles` one that just compiles. `{{3:x@,}}` in it stands for `x0,x1,x2,`, with `\n` for a new line.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};

use plugvisor::{CallError, Engine, Error, Mode, Runtime, TrapKind, Value};
use plugvisor_tests::{GCC, for_each_mode};

/// Names of the tests by chapter.
type Chapters = BTreeMap<String, BTreeSet<String>>;

/// What the programs find on their standard input.
const INPUT: &[u8] = b"first line\n42 -7 0x1f 3.5 word\nlast";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("plugins/language")
}

/// The files of an extension, by chapter.
fn files(extension: &str) -> BTreeMap<String, String> {
    let paths = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let chosen = paths.filter(|path| path.extension().is_some_and(|e| e == extension));
    chosen
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap()))
        .collect()
}

/// What a test expects.
#[derive(Debug, Clone, PartialEq)]
enum Expected<'a> {
    /// Zero; not for gcc if it is our own.
    Zero {
        own: bool,
    },
    Trap(&'a str),
    Prints(String),
    Exits(i32),
}

/// A test in a program.
struct Test<'a> {
    name: &'a str,
    function: &'a str,
    expected: Expected<'a>,
}

/// The tests that a program defines, in its order.
fn tests(source: &str) -> Vec<Test<'_>> {
    let mut all = Vec::new();
    for line in source.lines() {
        let Some((function, rest)) = line.strip_prefix("int ").and_then(|l| l.split_once("(void) {")) else { continue };
        let Some((kind, name)) = function.split_once('_') else { continue };
        let words = rest.strip_prefix(" // ").unwrap_or_default();
        let expected = match kind {
            "test" => Expected::Zero { own: false },
            "own" => Expected::Zero { own: true },
            "trap" => Expected::Trap(words),
            "prints" => Expected::Prints(unquote(words)),
            "exits" => Expected::Exits(words.parse().unwrap()),
            _ => continue,
        };
        assert!(!matches!(expected, Expected::Trap("")), "`{function}` has no words");
        all.push(Test { name, function, expected });
    }
    all
}

/// The text of a simple string literal.
fn unquote(literal: &str) -> String {
    let inner = literal.strip_prefix('"').and_then(|l| l.strip_suffix('"')).unwrap_or_else(|| panic!("{literal}"));
    inner.replace("\\n", "\n").replace("\\t", "\t").replace("\\\"", "\"")
}

/// What is to become of a source text.
#[derive(PartialEq)]
enum Verdict {
    Refused,
    Warned,
    Compiles,
}

struct Text<'a> {
    name: &'a str,
    verdict: Verdict,
    words: &'a str,
    source: String,
}

fn texts(text: &str) -> Vec<Text<'_>> {
    let mut all: Vec<Text<'_>> = Vec::new();
    for line in text.lines() {
        if let Some(head) = line.strip_prefix("//// ") {
            let (name, verdict, words) = if let Some(name) = head.strip_suffix(" compiles") {
                (name, Verdict::Compiles, "")
            } else {
                let (name, words) = head.split_once(": ").unwrap_or_else(|| panic!("`{line}` names no words"));
                match name.strip_suffix(" warns") {
                    Some(name) => (name, Verdict::Warned, words),
                    None => (name, Verdict::Refused, words),
                }
            };
            all.push(Text { name, verdict, words, source: String::new() });
        } else if let Some(last) = all.last_mut() {
            repeat(line, &mut last.source);
            last.source.push('\n');
        }
    }
    all
}

/// Writes out what stands between `{{N:` and `}}` N times, `@` as the number of the repetition.
fn repeat(line: &str, out: &mut String) {
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("{{") {
        let (inner, behind) = after.split_once("}}").unwrap_or_else(|| panic!("`{line}` lacks }}}}"));
        let (count, piece) = inner.split_once(':').unwrap_or_else(|| panic!("`{line}` lacks a count"));
        // A piece may itself be a brace.
        let (piece, behind) =
            behind.strip_prefix('}').map_or((piece.to_owned(), behind), |b| (format!("{piece}}}"), b));
        let piece = piece.replace("\\n", "\n");
        out.push_str(before);
        for i in 0..count.parse::<usize>().unwrap() {
            if piece.contains('@') { *out += &piece.replace('@', &i.to_string()) } else { *out += &piece }
        }
        rest = behind;
    }
    out.push_str(rest);
}

/// The names that LANGUAGE.md gives to its statements: `chapter.name` in items of lists and rows of tables.
fn statements(chapters: &Chapters) -> Chapters {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../LANGUAGE.md")).unwrap();
    let mut all = Chapters::new();
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let item = |line: &&str| ["- ", "  ", "| "].iter().any(|start| line.starts_with(start));
    // What stands between backquotes is every other piece.
    for code in text.lines().filter(item).flat_map(|line| line.split('`').skip(1).step_by(2)) {
        let Some((chapter, name)) = code.split_once('.') else { continue };
        if chapters.contains_key(chapter) && plain(name) && name != "h" {
            let new = all.entry(chapter.to_owned()).or_default().insert(name.to_owned());
            assert!(new, "two statements are called `{code}`");
        }
    }
    all
}

#[test]
fn every_statement_has_a_test_and_every_test_a_statement() {
    let mut tested = Chapters::new();
    for (chapter, source) in files("c") {
        for test in tests(&source) {
            let new = tested.entry(chapter.clone()).or_default().insert(test.name.to_owned());
            assert!(new, "two tests are called `{chapter}.{}`", test.name);
        }
    }
    for (chapter, text) in files("refused") {
        tested.entry(chapter).or_default().extend(texts(&text).into_iter().map(|r| r.name.to_owned()));
    }
    let stated = statements(&tested);
    let names = |all: &Chapters| -> BTreeSet<String> {
        all.iter().flat_map(|(chapter, names)| names.iter().map(move |name| format!("{chapter}.{name}"))).collect()
    };
    let (stated, tested) = (names(&stated), names(&tested));
    let untested: Vec<_> = stated.difference(&tested).collect();
    let unstated: Vec<_> = tested.difference(&stated).collect();
    assert!(untested.is_empty(), "statements without a test: {untested:#?}");
    assert!(unstated.is_empty(), "tests without a statement: {unstated:#?}");
    assert!(!stated.is_empty());
}

/// A runtime whose standard output is kept, and whose standard input is [`INPUT`].
fn runtime(engine: &Engine, mode: Mode) -> (Runtime, Arc<Mutex<Vec<u8>>>) {
    let printed = Arc::new(Mutex::new(Vec::new()));
    let (sink, unread) = (printed.clone(), Mutex::new(INPUT));
    let runtime = Runtime::builder(engine)
        .mode(mode)
        .stdout(move |bytes: &[u8]| sink.lock().unwrap().extend_from_slice(bytes))
        .stdin(move |buffer: &mut [u8]| unread.lock().unwrap().read(buffer))
        .build()
        .unwrap();
    (runtime, printed)
}

/// Runs the tests of a chapter: what failed, and the names of those that this host can't run in this mode.
fn run(engine: &Engine, mode: Mode, chapter: &str, source: &str) -> (Vec<String>, Vec<String>) {
    let (mut failed, mut skipped) = (Vec::new(), Vec::new());
    let (mut runtime, printed) = runtime(engine, mode);
    if let Err(error) = runtime.create(&format!("{chapter}.c"), source) {
        return (vec![format!("{chapter}.c: {error}")], skipped);
    }
    for test in tests(source) {
        let called = runtime.call(test.function, &[]);
        let output = String::from_utf8_lossy(&std::mem::take(&mut *printed.lock().unwrap())).into_owned();
        let emulation = |error: &CallError| matches!(error.trap().map(|t| &t.kind), Some(TrapKind::Emulation { .. }));
        let wrong = match (&test.expected, called) {
            (_, Err(error)) if mode == Mode::Segmented && emulation(&error) => {
                skipped.push(format!("{chapter}.{}", test.name));
                continue;
            }
            (Expected::Zero { .. } | Expected::Prints(_), Ok(Some(Value::I32(line)))) if line != 0 => {
                Some(format!("line {line}"))
            }
            (Expected::Zero { .. }, Ok(_)) => None,
            (Expected::Prints(text), Ok(_)) => (output != *text).then(|| format!("printed {output:?}")),
            (Expected::Trap(words), Err(CallError::Trap(trap))) => {
                (!trap.to_string().contains(words)).then(|| trap.to_string())
            }
            (Expected::Exits(status), Err(CallError::Exit { status: found })) => {
                (found & 0xff != *status).then(|| format!("exited with {found}"))
            }
            (_, other) => Some(format!("{other:?}")),
        };
        failed.extend(wrong.map(|wrong| format!("{chapter}.{}: {wrong}", test.name)));
    }
    (failed, skipped)
}

#[test]
fn the_statements_hold_in_every_mode() {
    let files = files("c");
    for_each_mode(|engine, mode| {
        let (mut failed, mut skipped, mut count) = (Vec::new(), Vec::new(), 0);
        for (chapter, source) in &files {
            let started = std::time::Instant::now();
            let (wrong, left_out) = run(engine, mode, chapter, source);
            failed.extend(wrong);
            skipped.extend(left_out);
            count += tests(source).len();
            if started.elapsed().as_millis() > 2000 {
                eprintln!("  {chapter} took {:.1?}", started.elapsed());
            }
        }
        if !skipped.is_empty() {
            eprintln!("SKIPPED in mode {mode}, which has no floating point on this host: {}", skipped.join(", "));
        }
        assert!(failed.is_empty(), "{mode}: {}", failed.join("\n"));
        assert!(skipped.len() < count / 2, "{} of {count} skipped", skipped.len());
    });
}

#[test]
fn what_is_excluded_is_refused_with_the_words_that_are_stated() {
    let mut wrong = Vec::new();
    for (chapter, text) in files("refused") {
        for case in texts(&text) {
            let name = format!("{chapter}.{}", case.name);
            let said = match (&case.verdict, Engine::new().compile(&name, &case.source)) {
                (Verdict::Warned, Ok(module)) => module.warnings().map(ToString::to_string).unwrap_or_default(),
                (Verdict::Compiles, Ok(_)) => continue,
                (Verdict::Refused, Err(Error::Compile(error))) => error.to_string(),
                (_, Ok(_)) => "it was accepted".to_owned(),
                (_, Err(error)) => format!("it was refused: {error}"),
            };
            if !said.contains(case.words) || case.words.is_empty() {
                let said: String = said.chars().take(1000).collect();
                wrong.push(format!("{name}: expected `{}`, found\n{said}", case.words));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Runs a program with an argument on [`INPUT`].
fn with_input(program: &Path, argument: &str) -> Output {
    let mut command = Command::new(program);
    if !argument.is_empty() {
        command.arg(argument);
    }
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    // A program that doesn't read it may have ended already.
    let _ = child.stdin.take().unwrap().write_all(INPUT);
    child.wait_with_output().unwrap()
}

/// A program that runs the tests of a chapter, or the one that its argument names.
fn driver(chapter: &str, source: &str) -> String {
    let mut text = format!("#line 1 \"{chapter}.c\"\n{source}\nextern int printf(const char *, ...);\n");
    text +=
        "extern int strcmp(const char *, const char *);\nint main(int argc, char **argv) {\nint line, failed = 0;\n";
    for Test { name, function, expected } in tests(source) {
        let call = format!("if (argc > 1 && !strcmp(argv[1], \"{name}\")) return {function}();\n");
        let check =
            format!("if (argc == 1 && (line = {function}())) printf(\"{name}: line %d\\n\", line), failed = 1;\n");
        match expected {
            Expected::Zero { own: false } => text += &check,
            Expected::Prints(_) | Expected::Exits(_) => text += &call,
            Expected::Zero { own: true } | Expected::Trap(_) => {}
        }
    }
    text + "return failed; }\n"
}

#[test]
fn the_statements_hold_for_the_c_compiler() {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (main, binary) = (scratch.join("language.c"), scratch.join("language"));
    fs::write(&main, "int main(void) { return 0; }").unwrap();
    // Newer ones take C23 unless told otherwise, and refuse what older ones only warn of.
    let compiles = |main: &Path| {
        let mut gcc = Command::new("gcc");
        gcc.args(GCC).args(["-std=gnu17", "-fpermissive"]).arg(main).arg("-o").arg(&binary).arg("-lm").output()
    };
    if !compiles(&main).is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: `gcc -m32` does not work here; install gcc-multilib to check the statements against it");
        return;
    }
    let mut wrong = Vec::new();
    for (chapter, source) in files("c").into_iter().filter(|(_, source)| !source.starts_with("// not for gcc")) {
        fs::write(&main, driver(&chapter, &source)).unwrap();
        let built = compiles(&main).unwrap();
        if !built.status.success() {
            wrong.push(format!("{chapter}: {}", String::from_utf8_lossy(&built.stderr)));
            continue;
        }
        let output = with_input(&binary, "");
        if !output.status.success() {
            wrong.push(format!("{chapter}: {:?} {}", output.status, String::from_utf8_lossy(&output.stdout)));
        }
        for test in tests(&source) {
            let (text, status) = match &test.expected {
                Expected::Prints(text) => (text.as_str(), 0),
                Expected::Exits(status) => ("", *status),
                _ => continue,
            };
            let output = with_input(&binary, test.name);
            if output.stdout != text.as_bytes() || output.status.code() != Some(status) {
                wrong.push(format!("{chapter}.{}: {output:?}", test.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

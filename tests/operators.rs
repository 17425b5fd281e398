//! The operator matrix: every operator over every pair of arithmetic types, over values at the edges.
//!
//! The interpreter, `long` mode, `segmented` mode (integers: some hosts' KVM can't run IA-32 floating point) and the
//! C compiler of the machine must agree on every pair.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use plugvisor::{Engine, Mode, Ptr, Runtime};
use plugvisor_tests::available;
use plugvisor_tests::operator_source::{CAST, OPERATORS, Operator, TYPES, Type};

/// Hashes by function and right type.
type Hashes = BTreeMap<String, Vec<u32>>;

fn operators() -> impl Iterator<Item = Operator> {
    OPERATORS.into_iter().chain([CAST])
}

fn int_types() -> Vec<Type> {
    TYPES.into_iter().filter(Type::is_int).collect()
}

/// Runs one operator in a fresh runtime.
fn run(engine: &Engine, mode: Mode, operator: &Operator, types: &[Type], all: &mut Hashes) {
    let mut runtime = Runtime::builder(engine).mode(mode).build().unwrap();
    let name = format!("{}.c", operator.id);
    runtime.create(&name, &operator.source(types)).unwrap_or_else(|error| panic!("{mode}: {error}"));
    let out = runtime.alloc(4 * types.len() as u32).unwrap();
    for left in types {
        let name = operator.function(left);
        let function = runtime.func::<(Ptr,), ()>(&name).unwrap();
        runtime.bytes_mut(&out).fill(0);
        function.call(&mut runtime, (out.ptr(),)).unwrap_or_else(|error| panic!("{mode} {name}: {error}"));
        let words = runtime.bytes(&out).chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
        all.insert(name, words.collect());
    }
}

fn run_all(engine: &Engine, mode: Mode, types: &[Type]) -> Hashes {
    let mut all = Hashes::new();
    operators().for_each(|operator| run(engine, mode, &operator, types, &mut all));
    all
}

fn compare(what: &str, types: &[Type], expected: &Hashes, found: &Hashes) {
    let mut report = String::new();
    let mut wrong = 0;
    for (function, hashes) in expected {
        for ((right, a), b) in types.iter().zip(hashes).zip(&found[function]) {
            if a != b {
                wrong += 1;
                if wrong <= 20 {
                    let _ = writeln!(report, "  {function} with {}: {a:08x} and {b:08x}", right.name);
                }
            }
        }
    }
    assert!(wrong == 0, "{what} disagree on {wrong} pairs:\n{report}");
    assert!(
        expected.values().flatten().filter(|&&hash| hash > 1).count() > 1000,
        "{what}: hardly anything was computed"
    );
}

#[test]
fn engines_agree_on_every_operator() {
    let engine = Engine::new();
    let oracle = run_all(&engine, Mode::Interp, &TYPES);
    if available(&engine, Mode::Long) {
        compare("interp and long", &TYPES, &oracle, &run_all(&engine, Mode::Long, &TYPES));
    }
    match c_compiler(&TYPES) {
        Ok(found) => compare("interp and the C compiler", &TYPES, &oracle, &found),
        Err(why) => eprintln!("SKIPPED the comparison with the C compiler: {why}"),
    }
}

#[test]
fn segmented_agrees_on_every_integer_operator() {
    let engine = Engine::new();
    if available(&engine, Mode::Segmented) {
        let types = int_types();
        let oracle = run_all(&engine, Mode::Interp, &types);
        compare("interp and segmented", &types, &oracle, &run_all(&engine, Mode::Segmented, &types));
    }
}

/// Compiles the same text with `gcc -m32 -malign-double`, which has the plugins' data model, and runs it.
fn c_compiler(types: &[Type]) -> Result<Hashes, String> {
    let folder = std::env::temp_dir().join(format!("plugvisor-operators-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let result = c_compiler_in(&folder, types);
    let _ = std::fs::remove_dir_all(&folder);
    result
}

fn c_compiler_in(folder: &Path, types: &[Type]) -> Result<Hashes, String> {
    let mut main = String::from("#include <stdio.h>\n#include <string.h>\nstatic unsigned out[32];\n");
    let mut body = String::new();
    let mut files = vec![folder.join("main.c")];
    for operator in operators() {
        let file = folder.join(format!("{}.c", operator.id));
        std::fs::write(&file, operator.source(types)).map_err(|error| error.to_string())?;
        files.push(file);
        for left in types {
            let name = operator.function(left);
            let _ = writeln!(main, "void {name}(unsigned *);");
            let _ = writeln!(
                body,
                "memset(out, 0, sizeof out); {name}(out); printf(\"{name}\"); \
                 for (i = 0; i < {}; i++) printf(\" %u\", out[i]); puts(\"\");",
                types.len()
            );
        }
    }
    let _ = writeln!(main, "int main(void) {{ int i; {body} return 0; }}");
    std::fs::write(&files[0], main).map_err(|error| error.to_string())?;
    let program = folder.join("matrix");
    let output = Command::new("gcc")
        .args(["-m32", "-malign-double", "-fwrapv", "-msse2", "-mfpmath=sse", "-w", "-o"])
        .arg(&program)
        .args(&files)
        .output()
        .map_err(|error| format!("gcc can't be run: {error}"))?;
    if !output.status.success() {
        return Err(format!("gcc -m32 does not work here:\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    let output = Command::new(&program).output().map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(text
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            Some((words.next()?.to_owned(), words.filter_map(|word| word.parse().ok()).collect()))
        })
        .collect())
}

//! File tests: `jit/tests/files/*/*.{c,ir}` say at their head what to make of them, and at their end what should come
//! out. With `PLUGVISOR_BLESS=1` in the environment the ends are written anew; read the difference before you commit
//! it.
//!
//! A head is lines `// test STAGE` and `// call FUNCTION(ARGUMENTS)`, in IR text with `;` instead of `//`. Stages:
//! `preprocess`, `check` (diagnostics), `lower` (IR, constants folded), `opt PASS PASS..` (IR after passes of the
//! optimiser), `isa amd64`, `isa ia32` (listing), and `run`, which makes the calls in the interpreter, and
//! natively on both instruction sets, of the module as it is and after the passes of each stage `opt`; results must be
//! the same.
//! The end has for each stage a line `//# STAGE` and then lines that begin with `//|`.
//! Everything is compiled with the verifiers of IR and register allocation.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use guest_abi::{Isa, Ty};
use jit::ir::{self, Module};
use jit::isa::disasm::disasm;
use jit::isa::emit_checked;
use jit::opt::run_pass;
use jit::testing::native::{Call, Outcome, loader, run_interp, run_native};
use jit::{Header, Headers, OptLevel, Options, check, compile, preprocess};
use linker::object::{Signature, SymbolKind};

/// A file, cut into its parts.
struct File {
    name: String,
    /// `//` or `;`.
    comment: &'static str,
    /// The text that is compiled, the head included.
    source: String,
    stages: Vec<String>,
    calls: Vec<String>,
    /// Everything from the first line of results on.
    results: String,
}

impl File {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).expect("a readable file");
        let comment = if path.extension().is_some_and(|end| end == "ir") { ";" } else { "//" };
        let mark = format!("\n{comment}#");
        let end = text.find(&mark).map_or(text.len(), |at| at + 1);
        let (source, results) = (text[..end].to_owned(), text[end..].to_owned());
        let head = |word: &str| {
            let start = format!("{comment} {word} ");
            source.lines().filter_map(|line| line.strip_prefix(&start).map(str::to_owned)).collect::<Vec<_>>()
        };
        let (stages, calls) = (head("test"), head("call"));
        let name = path.file_name().expect("a file name").to_string_lossy().into_owned();
        assert!(!stages.is_empty(), "{name} says nothing to test");
        Self { name, comment, source, stages, calls, results }
    }

    /// What the file should end with.
    fn made(&self) -> String {
        let mut text = String::new();
        for stage in &self.stages {
            let _ = writeln!(text, "{}# {stage}", self.comment);
            for line in self.stage(stage).lines() {
                let _ = writeln!(text, "{}", format!("{}| {line}", self.comment).trim_end());
            }
        }
        text
    }

    fn stage(&self, stage: &str) -> String {
        match stage {
            "preprocess" => match preprocess(&self.name, &self.source, &options(Isa::Amd64), false) {
                Ok(text) => {
                    text.lines().filter(|line| !line.is_empty()).fold(String::new(), |all, line| all + line + "\n")
                }
                Err(diagnostics) => diagnostics.to_string(),
            },
            "check" => check(&self.name, &self.source, &options(Isa::Amd64)).to_string(),
            "lower" => self.module().to_string(),
            stage if stage.starts_with("opt ") => self.optimised(&stage["opt ".len()..]),
            "isa amd64" => listing(&self.module(), Isa::Amd64),
            "isa ia32" => listing(&self.module(), Isa::Ia32),
            "run" => self.run(),
            other => panic!("{}: `{other}` is not a stage", self.name),
        }
    }

    /// The IR after the passes of these names, separated by blanks.
    fn optimised(&self, passes: &str) -> String {
        self.optimise(passes).to_string()
    }

    fn optimise(&self, passes: &str) -> Module {
        let mut module = Module::clone(&self.module());
        for pass in passes.split(' ') {
            run_pass(&mut module, pass, Isa::Amd64).unwrap_or_else(|error| panic!("{}: {error}", self.name));
            ir::verify(&module).unwrap_or_else(|errors| panic!("{} after {pass}: {errors}", self.name));
        }
        module
    }

    fn module(&self) -> Arc<Module> {
        if self.comment == ";" {
            let module = ir::parse(&self.source).unwrap_or_else(|error| panic!("{}: {error}", self.name));
            ir::verify(&module).unwrap_or_else(|errors| panic!("{}: {errors}", self.name));
            return Arc::new(module);
        }
        let options = Options { level: OptLevel::O0, ..options(Isa::Portable) };
        let unit = compile(&self.name, &self.source, &options);
        let unit = unit.unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
        unit.ir.expect("the portable target has IR")
    }

    /// Makes the calls everywhere; what the interpreter says.
    fn run(&self) -> String {
        let module = self.module();
        let calls: Vec<(Call, Signature)> = self.calls.iter().map(|text| parse_call(text, &module)).collect();
        let plain: Vec<Call> = calls.iter().map(|(call, _)| call.clone()).collect();
        let expected = run_interp(&module, &plain);
        self.compare(&module, &calls, &plain, &expected);
        for passes in self.stages.iter().filter_map(|stage| stage.strip_prefix("opt ")) {
            let optimised = self.optimise(passes);
            assert_eq!(run_interp(&optimised, &plain), expected, "{}: interpreted after {passes}", self.name);
            self.compare(&optimised, &calls, &plain, &expected);
        }
        let mut out = String::new();
        for ((text, (_, signature)), outcome) in self.calls.iter().zip(&calls).zip(expected) {
            let _ = writeln!(out, "{text} = {}", show(outcome, signature));
        }
        out
    }

    /// Makes the calls natively, with these results.
    fn compare(&self, module: &Module, calls: &[(Call, Signature)], plain: &[Call], expected: &[Outcome]) {
        for isa in [Isa::Amd64, Isa::Ia32] {
            let object = emit_checked(module, isa).unwrap_or_else(|error| panic!("{}: {isa:?}: {error}", self.name));
            let Some(loader) = loader(isa) else { continue };
            let native = run_native(loader, &object, plain);
            for (((text, (_, signature)), native), expected) in self.calls.iter().zip(calls).zip(native).zip(expected) {
                let (native, expected) = (show(native, signature), show(*expected, signature));
                assert_eq!(native, expected, "{}: {text} on {isa:?} and in the interpreter", self.name);
            }
        }
    }
}

/// Headers for the tests of `#include`.
#[derive(Debug)]
struct TestHeaders;

impl Headers for TestHeaders {
    fn open(&self, name: &str, _angled: bool, _includer: &str) -> Option<Header> {
        let text = match name {
            "guarded.h" => "#ifndef GUARDED_H\n#define GUARDED_H\n#define GUARDED 1\nint guarded;\n#endif\n",
            "plain.h" => "PLAIN\n",
            "nested.h" => "#include \"guarded.h\"\nint nested = GUARDED;\n",
            _ => return None,
        };
        Some(Header { name: name.to_owned(), text: text.into() })
    }
}

fn options(isa: Isa) -> Options {
    Options { isa, headers: Some(Arc::new(TestHeaders)), verify: true, ..Options::default() }
}

fn listing(module: &Module, isa: Isa) -> String {
    let object = emit_checked(module, isa).unwrap_or_else(|error| panic!("{}: {error}", module.name));
    let (mut text, mut function) = (String::new(), None);
    for line in disasm(&object) {
        if line.function != function {
            function = line.function;
            let name = function.map_or("(constants)", |symbol| object.symbols[symbol.0 as usize].name.as_str());
            let _ = writeln!(text, "{name}:");
        }
        let bytes: String = line.bytes.iter().map(|byte| format!("{byte:02x} ")).collect();
        let what = if line.function.is_some() { line.text } else { bytes };
        let _ = writeln!(text, "{:4x}  {what}", line.offset);
    }
    text
}

/// `f(1, -2, 0.5)`.
fn parse_call(text: &str, module: &Module) -> (Call, Signature) {
    let (name, rest) = text.split_once('(').expect("a call has parentheses");
    let symbol = module.symbols.iter().find(|symbol| symbol.name == name);
    let Some(SymbolKind::Function(signature)) = symbol.map(|symbol| &symbol.kind) else {
        panic!("no function `{name}`")
    };
    let args = rest.trim_end_matches(')').split(',').map(str::trim).filter(|arg| !arg.is_empty());
    let args: Vec<u64> = args.zip(&signature.params).map(|(arg, &ty)| word(arg, ty)).collect();
    assert_eq!(args.len(), signature.params.len(), "{text}");
    (Call { function: name.to_owned(), args }, signature.clone())
}

fn word(text: &str, ty: Ty) -> u64 {
    match ty {
        Ty::F32 => u64::from(text.parse::<f32>().expect("a number").to_bits()),
        Ty::F64 => text.parse::<f64>().expect("a number").to_bits(),
        _ => {
            let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
            let value = match digits.strip_prefix("0x") {
                Some(hex) => u64::from_str_radix(hex, 16).expect("a number"),
                None => digits.parse().expect("a number"),
            };
            let value = if negative { value.wrapping_neg() } else { value };
            if ty.size() == 8 { value } else { value & ((1 << (8 * ty.size())) - 1) }
        }
    }
}

fn show(outcome: Outcome, signature: &Signature) -> String {
    let Outcome::Returned(word, _) = outcome else { return format!("{outcome:?}") };
    match signature.result {
        None => "(nothing)".to_owned(),
        Some(Ty::F32) => format!("{:?}", f32::from_bits(word as u32)),
        Some(Ty::F64) => format!("{:?}", f64::from_bits(word)),
        Some(Ty::I8) => (word as i8).to_string(),
        Some(Ty::I16) => (word as i16).to_string(),
        Some(Ty::I32) => (word as i32).to_string(),
        Some(Ty::I64) => (word as i64).to_string(),
        Some(Ty::U64) => word.to_string(),
        Some(Ty::Ptr) => format!("{:#x}", word as u32),
        Some(ty) => (word & ((1 << (8 * ty.size())) - 1)).to_string(),
    }
}

fn paths(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            paths(&path, into);
        } else {
            into.push(path);
        }
    }
}

#[test]
fn files_make_what_they_say() {
    let bless = std::env::var_os("PLUGVISOR_BLESS").is_some_and(|value| value == "1");
    let mut files = Vec::new();
    paths(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files"), &mut files);
    files.sort();
    assert!(files.len() >= 30, "only {} files", files.len());
    let mut failed = Vec::new();
    for path in files {
        let file = File::read(&path);
        let made = file.made();
        if bless {
            fs::write(&path, file.source + &made).expect("the file can be written");
        } else if made != file.results {
            failed.push(format!("{}: expected\n{}\nmade\n{made}", file.name, file.results));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

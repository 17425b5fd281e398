//! Makes the seed corpora: `corpus/TARGET/` out of the repository's plugins, the tests' IR and random modules.
//!
//! It is a target that ends before it fuzzes: what is compiled for coverage has to be linked with libFuzzer.

#![no_main]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jit::testing::generate;
use jit::{Options, compile};
use plugvisor_jit_fuzz::ISAS;

libfuzzer_sys::fuzz_target!(init: leave(), |_bytes: &[u8]| {});

fn leave() {
    std::process::exit(i32::from(write_all().is_err()));
}

fn write_all() -> io::Result<()> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.join("../..");
    let mut sources = Vec::new();
    for folder in ["tests/plugins", "jit/src/front/tests", "jit/tests", "vmm/examples"] {
        collect(&root.join(folder), "c", &mut sources)?;
    }
    let mut corpus = Corpus { folder: here.join("corpus"), count: 0 };
    for path in &sources {
        let text = fs::read_to_string(path)?;
        for target in ["front", "compile", "run"] {
            corpus.add(target, text.as_bytes())?;
        }
        for isa in ISAS {
            let options = Options { isa, ..Options::default() };
            let Ok(unit) = compile("seed.c", &text, &options) else { continue };
            let bytes = postcard::to_allocvec(&unit.object).map_err(io::Error::other)?;
            corpus.add("object", &bytes)?;
            if let Some(ir) = unit.ir {
                corpus.add("ir_text", ir.to_string().as_bytes())?;
            }
        }
    }
    let mut modules = Vec::new();
    collect(&root.join("jit/tests"), "ir", &mut modules)?;
    for path in modules {
        corpus.add("ir_text", &fs::read(path)?)?;
    }
    for seed in 0..20 {
        let options = generate::Options { size: 5 + seed as u32, functions: 2, floats: true };
        corpus.add("ir_text", generate::module(seed, &options).to_string().as_bytes())?;
    }
    println!("{} seeds in {}", corpus.count, corpus.folder.display());
    Ok(())
}

/// The folder of all corpora.
struct Corpus {
    folder: PathBuf,
    count: u32,
}

impl Corpus {
    fn add(&mut self, target: &str, bytes: &[u8]) -> io::Result<()> {
        let folder = self.folder.join(target);
        fs::create_dir_all(&folder)?;
        self.count += 1;
        fs::write(folder.join(format!("seed-{:04}", self.count)), bytes)
    }
}

/// All files below a folder whose names end so.
fn collect(folder: &Path, extension: &str, into: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, extension, into)?;
        } else if path.extension().is_some_and(|found| found == extension) {
            into.push(path);
        }
    }
    Ok(())
}

//! Seeds to programs.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::process::{Ended, limited, run};

/// The version that [`super::expected`] is for.
pub const VERSION: &str = "csmith 2.3.0";

/// What every program has.
const ALWAYS: [&str; 2] = ["--concise", "--no-hash-value-printf"];

/// What some have in addition; the seed picks one.
const VARIATIONS: [&[&str]; 12] = [
    &[],
    &[],
    &["--inline-function"],
    &["--float", "--strict-float"],
    &["--builtins"],
    &["--max-array-dim", "2", "--max-array-len-per-dim", "40"],
    &["--max-expr-complexity", "25", "--max-block-depth", "3"],
    &["--max-pointer-depth", "5", "--max-struct-nested-level", "5"],
    &["--max-struct-fields", "25", "--max-union-fields", "10"],
    &["--max-block-size", "6", "--max-funcs", "15"],
    &["--fresh-array-ctrl-var-names", "--no-volatile-pointers"],
    &["--const-as-condition"],
];

/// The command line of csmith for a seed.
#[must_use]
pub fn options(seed: u64) -> Vec<String> {
    let variation = VARIATIONS[(seed % VARIATIONS.len() as u64) as usize];
    let seed = ["--seed".to_owned(), seed.to_string()];
    ALWAYS.iter().chain(variation).map(|&option| option.to_owned()).chain(seed).collect()
}

/// Which csmith there is here; `None` if none.
#[must_use]
pub fn installed() -> Option<String> {
    let output = Command::new("csmith").arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(if output.stdout.is_empty() { &output.stderr } else { &output.stdout });
    text.lines().next().map(str::to_owned)
}

/// The program of a seed.
///
/// # Errors
/// csmith could not make it.
pub fn program(seed: u64) -> Result<String, String> {
    // It writes a file into the current folder with some options.
    let scratch = super::Scratch::new();
    generate(seed, scratch.path())
}

fn generate(seed: u64, folder: &Path) -> Result<String, String> {
    // With some seeds it would go on for minutes.
    let mut command = limited("csmith", 5);
    command.args(options(seed)).current_dir(folder);
    match run(&mut command, Duration::from_secs(120)).map_err(|error| error.to_string())? {
        Ended::Well(text) => Ok(text),
        Ended::Badly(error) => Err(format!("csmith: {error}")),
        Ended::TimedOut => Err("csmith takes too long".to_owned()),
    }
}

//! The GNU C library's functions and libquadmath's, in a process of their own.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};

use super::cases;

/// What it found of a function's results.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The greatest error in units of the last place.
    pub error: f64,
    /// The arguments, in hexadecimal.
    pub at: String,
    /// Results with a greater error than one unit, of another class, or with another errno.
    pub wrong: u64,
}

/// The program that examines.
#[derive(Debug)]
pub struct Reference {
    program: PathBuf,
}

impl Reference {
    /// Compiles it. `None`, with a message, if there is no gcc with libquadmath here.
    #[must_use]
    pub fn new() -> Option<Self> {
        let program = std::env::temp_dir().join(format!("plugvisor-math-{}", std::process::id()));
        let text = [include_str!("prelude.c"), &cases::table(), &cases::references(), include_str!("reference.c")];
        let compile = || -> std::io::Result<bool> {
            let mut gcc = Command::new("gcc")
                .args(["-O1", "-fno-builtin", "-ffp-contract=off", "-w", "-x", "c", "-", "-o"])
                .arg(&program)
                .args(["-lquadmath", "-lm"])
                .stdin(Stdio::piped())
                .spawn()?;
            if let Some(mut stdin) = gcc.stdin.take() {
                stdin.write_all(text.concat().as_bytes())?;
            }
            Ok(gcc.wait()?.success())
        };
        if compile().unwrap_or(false) {
            Some(Self { program })
        } else {
            eprintln!("SKIPPED: there is no gcc with libquadmath here, so nothing tells how right <math.h> is");
            None
        }
    }

    /// Starts to examine a function by its number.
    ///
    /// # Errors
    /// If the process can't be started.
    pub fn start(&self, number: usize) -> std::io::Result<Examiner> {
        let mut child =
            Command::new(&self.program).arg(number.to_string()).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let stdin = child.stdin.take();
        Ok(Examiner { child, stdin })
    }
}

impl Drop for Reference {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.program);
    }
}

/// A process that reads records.
#[derive(Debug)]
pub struct Examiner {
    child: Child,
    stdin: Option<ChildStdin>,
}

impl Examiner {
    /// Hands records on.
    ///
    /// # Errors
    /// If the process has ended.
    pub fn feed(&mut self, records: &[u8]) -> std::io::Result<()> {
        self.stdin.as_mut().map_or(Ok(()), |stdin| stdin.write_all(records))
    }

    /// What came of it.
    ///
    /// # Errors
    /// If the process did not say.
    pub fn finish(mut self) -> std::io::Result<Report> {
        drop(self.stdin.take());
        let output = self.child.wait_with_output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let words: Vec<&str> = text.split_whitespace().collect();
        let report = match words[..] {
            [error, x, y, wrong] => error.parse().ok().zip(wrong.parse().ok()).map(|(error, wrong)| Report {
                error,
                at: format!("{x}, {y}"),
                wrong,
            }),
            _ => None,
        };
        report.ok_or_else(|| std::io::Error::other(format!("the reference said `{text}`, {}", output.status)))
    }
}

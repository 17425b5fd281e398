//! Rivals as processes that wait: for each number on standard input they do so many rounds of their work, and print the
//! nanoseconds that took and a checksum. So they can be measured in turns with others.

use std::fmt::Display;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A process that times its own work.
pub struct Timed {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

fn text(error: impl Display) -> String {
    error.to_string()
}

impl Timed {
    /// Starts a program.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(program: &Path, arguments: &[&Path]) -> Result<Self, String> {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(text)?;
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().ok_or("no output")?);
        Ok(Self { child, input, output })
    }

    /// Nanoseconds for so many rounds, and their checksum.
    ///
    /// # Errors
    /// When the process has died.
    pub fn run(&mut self, rounds: u32) -> Result<(f64, u32), String> {
        let input = self.input.as_mut().ok_or("no input")?;
        writeln!(input, "{rounds}").map_err(text)?;
        let mut line = String::new();
        self.output.read_line(&mut line).map_err(text)?;
        let (time, sum) = line.trim().split_once(' ').ok_or("the process has died")?;
        Ok((time.parse().map_err(text)?, sum.parse().map_err(text)?))
    }
}

impl Drop for Timed {
    fn drop(&mut self) {
        // It ends with its input.
        self.input = None;
        let _ = self.child.wait();
    }
}

/// Compiles C files with a compiler and flags to a program.
///
/// # Errors
/// What the compiler said, or that there is none.
pub fn build(compiler: &str, flags: &[&str], files: &[&Path], program: &Path) -> Result<(), String> {
    let mut command = Command::new(compiler);
    let output = command.args(files).arg("-o").arg(program).args(flags).output();
    let output = output.map_err(|error| format!("no {compiler}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(said.lines().find(|line| line.contains("error")).unwrap_or("the compiler failed").to_owned())
}

//! Rivals written in C: built by the machine's C compiler, run as processes. They time themselves, so the cost of
//! starting them does not count.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// A rival that could be built.
pub struct Rival {
    program: PathBuf,
    input: PathBuf,
}

impl Rival {
    /// Builds `benches/rivals/SOURCE` with `cc FLAGS`; its first argument will be `input`.
    ///
    /// The error says what is missing, for the table.
    pub fn build(name: &str, source: &str, flags: &[&str], input: &Path) -> Result<Self, String> {
        let program = scratch().join(name);
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("rivals").join(source);
        let output = Command::new("cc")
            .arg(source)
            .arg("-o")
            .arg(&program)
            .args(flags)
            .output()
            .map_err(|error| format!("no C compiler: {error}"))?;
        if !output.status.success() {
            let text = String::from_utf8_lossy(&output.stderr);
            return Err(text.lines().find(|line| line.contains("error")).unwrap_or("cc failed").to_string());
        }
        Ok(Self { program, input: input.to_path_buf() })
    }

    /// Runs `rounds` rounds and gives the time that they took together.
    pub fn run(&self, rounds: u64) -> Duration {
        let output = Command::new(&self.program).arg(&self.input).arg(rounds.to_string()).output();
        let output = output.expect("the rival was just built");
        assert!(output.status.success(), "{} failed", self.program.display());
        let text = String::from_utf8_lossy(&output.stdout);
        Duration::from_nanos(text.trim().parse().expect("rivals print nanoseconds"))
    }
}

/// A folder for what the benchmarks build.
pub fn scratch() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("plugvisor-benches-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the temporary folder is writable");
    folder
}

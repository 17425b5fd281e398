//! What is kept of a failure: enough to see it, and to reduce it.

use std::fmt;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use jit::OptLevel;

use super::{Mode, Sums, gcc, generate};

/// How an engine was wrong.
#[derive(Debug, Clone)]
pub enum What {
    /// Another checksum.
    Differs(Sums),
    /// The compiler refused it.
    Rejected(String),
    /// A trap, a failure of the runtime, a panic.
    Broke(String),
}

/// An engine that was wrong, and about what.
#[derive(Debug, Clone)]
pub struct Failure {
    /// csmith's seed, if the program is csmith's.
    pub seed: Option<u64>,
    /// The first engine that was wrong.
    pub mode: Mode,
    /// At this level.
    pub level: OptLevel,
    /// How.
    pub what: What,
    /// The program as csmith made it.
    pub source: String,
    /// The program as it was compiled.
    pub text: String,
    /// What gcc came to.
    pub expected: Sums,
}

impl Failure {
    /// One line that stays the same while the program is reduced.
    #[must_use]
    pub fn kind(&self) -> String {
        match &self.what {
            What::Differs(_) => "another checksum".to_owned(),
            What::Rejected(message) => {
                // Names of variables change.
                let line = message.lines().find(|line| line.contains("error")).unwrap_or("refused");
                line.split('`').next().unwrap_or(line).trim().to_owned()
            }
            What::Broke(message) => message.split([':', '0', '`']).next().unwrap_or("broke").trim().to_owned(),
        }
    }

    /// Writes program, options, sums and a script for `creduce` or `cvise` into a new folder below `folder`.
    ///
    /// # Errors
    /// Files can't be written.
    pub fn save(&self, folder: &Path, command: &Path) -> io::Result<PathBuf> {
        let name = self.seed.map_or("program".to_owned(), |seed| format!("seed-{seed}"));
        let folder = folder.join(name);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("original.c"), &self.source)?;
        fs::write(folder.join("program.c"), &self.text)?;
        fs::write(folder.join("expected.txt"), gcc::show(&self.expected))?;
        if let What::Differs(sums) = &self.what {
            fs::write(folder.join(format!("{}.txt", self.mode)), gcc::show(sums))?;
        }
        fs::write(folder.join("report.txt"), self.to_string())?;
        let script = folder.join("interesting.sh");
        let (command, mode, level, kind) = (command.display(), self.mode, self.level, self.kind());
        fs::write(
            &script,
            format!(
                "#!/bin/sh\n# Ends with 0 while program.c still shows the failure. In an empty folder with a copy of \
                 program.c:\n#     cvise {}/interesting.sh program.c\n\
                 exec {command} --interesting program.c --mode {mode} --level {level} --kind '{kind}'\n",
                folder.display()
            ),
        )?;
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755))?;
        Ok(folder)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(seed) = self.seed {
            writeln!(f, "csmith {}", generate::options(seed).join(" "))?;
        }
        match &self.what {
            What::Differs(sums) => {
                writeln!(
                    f,
                    "{} -O{}: checksum {:X}, expected {:X}",
                    self.mode, self.level, sums.last, self.expected.last
                )?;
                let first = sums.steps.iter().zip(&self.expected.steps).position(|(ours, theirs)| ours.1 != theirs.1);
                if let Some(step) = first {
                    let (name, sum) = &self.expected.steps[step];
                    writeln!(f, "first at step {step}, `{name}`: {:X}, expected {sum:X}", sums.steps[step].1)?;
                }
                Ok(())
            }
            What::Rejected(message) => {
                writeln!(f, "{} -O{}: refused", self.mode, self.level)?;
                let error = message.find("error").unwrap_or(0);
                message[error..].lines().take(12).try_for_each(|line| writeln!(f, "    {line:.160}"))
            }
            What::Broke(message) => {
                message.lines().take(12).try_for_each(|line| writeln!(f, "{} -O{}: {line:.300}", self.mode, self.level))
            }
        }
    }
}

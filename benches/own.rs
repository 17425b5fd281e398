//! Benchmarks that measure in turns by themselves, without criterion: which of them are asked for, and their files.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use plugvisor_benches::picture::{Format, PlotError};

/// What is asked for on the command line, as criterion understands it.
pub(crate) struct Own {
    /// Nothing shall be measured, only listed.
    list: bool,
    /// Everything shall be tried once.
    brief: bool,
    filter: Option<String>,
}

/// How a benchmark shall be run.
pub(crate) struct Topic {
    /// It shall only be tried.
    pub(crate) brief: bool,
}

impl Own {
    pub(crate) fn from_args() -> Self {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
        let filter = arguments.iter().find(|argument| !argument.starts_with('-')).cloned();
        Self { list: has("--list"), brief: has("--test"), filter }
    }

    /// Whether a benchmark is asked for: its name holds the filter, if there is one.
    pub(crate) fn topic(&self, name: &str) -> Option<Topic> {
        if self.list {
            println!("{name}: benchmark");
            return None;
        }
        let wanted = self.filter.as_ref().is_none_or(|filter| name.contains(filter.as_str()));
        wanted.then_some(Topic { brief: self.brief })
    }

    /// Writes JSON and pictures beside what criterion writes.
    pub(crate) fn save(&self, name: &str, json: &str, plot: impl Fn(Format) -> Result<Vec<u8>, PlotError>) {
        let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
        let target = target.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"));
        let folder = target.join("plugvisor-benches");
        let write = |ending: &str, bytes: &[u8]| {
            let file = folder.join(name).with_extension(ending);
            match std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&file, bytes)) {
                Ok(()) => println!("written: {}", file.display()),
                Err(error) => eprintln!("{}: {error}", file.display()),
            }
        };
        write("json", json.as_bytes());
        for (ending, format) in [("svg", Format::Svg), ("png", Format::Png)] {
            match plot(format) {
                Ok(bytes) => write(ending, &bytes),
                Err(error) => eprintln!("no picture of {name}: {error}"),
            }
        }
    }
}

/// An error as text.
pub(crate) fn words(error: impl Display) -> String {
    error.to_string()
}

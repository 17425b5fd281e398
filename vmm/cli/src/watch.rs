//! What the compiler does, as its observer sees it: passes that changed something, remarks, times.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jit::opt::{Observer, Remark};
use jit::{Diagnostics, ir};

use crate::diff;
use crate::files::Source;
use crate::options::Sources;
use crate::style::Style;

/// What is to be seen.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wants {
    /// Remarks, of this pass or of all of them (empty).
    pub(crate) remarks: Option<String>,
    /// Texts before and after a pass, of this one or of all of them (empty).
    pub(crate) changes: Option<String>,
    /// Times.
    pub(crate) times: bool,
    /// The optimised module.
    pub(crate) module: bool,
}

impl Wants {
    /// What can be asked for wherever sources are compiled.
    pub(crate) fn of(sources: &Sources) -> Self {
        Self { remarks: sources.remarks.clone(), ..Self::default() }
    }

    /// Whether anything is to be seen.
    pub(crate) fn any(&self) -> bool {
        self.remarks.is_some() || self.changes.is_some() || self.times || self.module
    }
}

/// Is the pass the one that was asked for, or was none named?
fn asked(wanted: &Option<String>, pass: &str) -> bool {
    wanted.as_ref().is_some_and(|name| name.is_empty() || name == pass)
}

/// Observes the compilation of one file.
#[derive(Debug)]
pub(crate) struct Watch {
    wants: Wants,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    remarks: Vec<Remark>,
    changes: Vec<Change>,
    times: HashMap<&'static str, (Duration, u64)>,
    files: Vec<String>,
    module: Option<ir::Module>,
}

/// What a pass did to a function.
#[derive(Debug)]
struct Change {
    pass: &'static str,
    function: String,
    before: String,
    after: String,
}

impl Watch {
    pub(crate) fn new(wants: Wants) -> Self {
        Self { wants, seen: Mutex::default() }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What passes had to tell, with the source.
    pub(crate) fn remarks(&self, source: &Source) -> Diagnostics {
        let seen = self.seen();
        let text = |name: &String| match name {
            name if *name == source.name => source.text.clone(),
            name => fs::read(name).map(jit::text_of).unwrap_or_default(),
        };
        let files: Vec<_> = seen.files.iter().map(|name| (name.clone(), text(name))).collect();
        Diagnostics::of_remarks(&files, &seen.remarks)
    }

    /// The differences that passes made, one after the other.
    pub(crate) fn changes(&self, style: Style) -> String {
        let mut text = String::new();
        for change in self.seen().changes.iter().filter(|change| asked(&self.wants.changes, change.pass)) {
            let title = format!("; {} changed {}", change.pass, change.function);
            let _ = writeln!(text, "{}", style.strong(&title));
            text += &diff::diff(&change.before, &change.after, style);
            text.push('\n');
        }
        text
    }

    /// For each line of a function's text, without the numbers of values, the last pass that brought it in.
    pub(crate) fn origins(&self, function: &str) -> HashMap<String, &'static str> {
        let mut origins = HashMap::new();
        for change in self.seen().changes.iter().filter(|change| change.function == function) {
            let before: Vec<String> = change.before.lines().map(nameless).collect();
            let before: std::collections::HashSet<&String> = before.iter().collect();
            let fresh = change.after.lines().map(nameless).filter(|line| !before.contains(line));
            origins.extend(fresh.map(|line| (line, change.pass)));
        }
        origins
    }

    /// The optimised module.
    pub(crate) fn module(&self) -> Option<ir::Module> {
        self.seen().module.take()
    }

    /// Time and number of calls by phase.
    pub(crate) fn times(&self) -> HashMap<&'static str, (Duration, u64)> {
        self.seen().times.clone()
    }
}

/// A line without the numbers of values and blocks, which passes change wherever they like.
pub(crate) fn nameless(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut word = String::new();
    for c in line.trim().chars().chain([' ']) {
        if c.is_ascii_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        let stem = word.trim_end_matches(|c: char| c.is_ascii_digit());
        text += if matches!(stem, "v" | "block") { stem } else { &word };
        text.push(c);
        word.clear();
    }
    text
}

impl Observer for Watch {
    fn wants_texts(&self, pass: &'static str, _function: &str) -> bool {
        // Who looks at the whole wants to know where each line comes from.
        self.wants.module || asked(&self.wants.changes, pass)
    }

    fn changed(&self, pass: &'static str, function: &str, before: &str, after: &str) {
        if before != after {
            let [function, before, after] = [function, before, after].map(str::to_owned);
            self.seen().changes.push(Change { pass, function, before, after });
        }
    }

    fn optimised(&self, module: &ir::Module) {
        let mut seen = self.seen();
        seen.files.clone_from(&module.files);
        seen.module = self.wants.module.then(|| module.clone());
    }

    fn wants_times(&self) -> bool {
        self.wants.times
    }

    fn took(&self, phase: &'static str, time: Duration) {
        let mut seen = self.seen();
        let (total, calls) = seen.times.entry(phase).or_default();
        *total += time;
        *calls += 1;
    }

    fn wants_remarks(&self) -> bool {
        self.wants.remarks.is_some()
    }

    fn remark(&self, remark: &Remark) {
        if asked(&self.wants.remarks, remark.pass) {
            self.seen().remarks.push(remark.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_without_numbers() {
        assert_eq!(nameless("    v12: i32 = add v3, v4 @5:16").trim_end(), "v: i32 = add v, v @5:16");
        assert_eq!(nameless("jump block7(v1)"), nameless("jump block8(v2)"));
        assert_ne!(nameless("v1: i32 = int.i32 5"), nameless("v1: i32 = int.i32 6"));
    }
}

//! Files that sources include: beside them, and in the directories of `-I`.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use plugvisor::{Header, Headers, Preprocessing};

use crate::bind;
use crate::failure::{Failure, Status};
use crate::files::MAX_SOURCE;
use crate::options::Sources;

/// The files of a command line.
#[derive(Debug)]
struct Includes {
    dirs: Vec<PathBuf>,
}

impl Includes {
    /// Where a file can be, in order.
    fn places<'a>(&'a self, angled: bool, includer: &'a str) -> impl Iterator<Item = &'a Path> {
        let beside = (!angled).then(|| Path::new(includer).parent().unwrap_or(Path::new("")));
        beside.into_iter().chain(self.dirs.iter().map(PathBuf::as_path))
    }
}

impl Headers for Includes {
    fn open(&self, name: &str, angled: bool, includer: &str) -> Option<Header> {
        self.places(angled, includer).find_map(|dir| {
            let path = dir.join(name);
            // Devices and pipes may have no end.
            let is_small = fs::metadata(&path).is_ok_and(|meta| meta.is_file() && meta.len() <= MAX_SOURCE);
            let text = is_small.then(|| fs::read(&path).ok().map(jit::text_of)).flatten()?;
            Some(Header { name: path.display().to_string(), text: Cow::Owned(text) })
        })
    }

    fn names(&self) -> Vec<String> {
        let entries = self.places(false, "").filter_map(|dir| {
            let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
            fs::read_dir(dir).ok()
        });
        let names = entries.flatten().filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        names.filter(|name| name.ends_with(".h")).collect()
    }

    fn searched(&self, angled: bool, includer: &str) -> Vec<String> {
        let show = |dir: &Path| if dir.as_os_str().is_empty() { ".".to_owned() } else { dir.display().to_string() };
        self.places(angled, includer).map(show).collect()
    }
}

/// What sources are read with.
pub(crate) fn preprocessing(sources: &Sources) -> Result<Preprocessing, Failure> {
    if let Some(dir) = sources.include.iter().find(|dir| !dir.is_dir()) {
        let message = format!("-I {} is not a directory", dir.display());
        return Err(Failure::new(Status::Usage, message));
    }
    let includes = Includes { dirs: sources.include.clone() };
    let mut preprocessing = Preprocessing::new().opt_level(sources.level).headers(std::sync::Arc::new(includes));
    for define in &sources.define {
        let (name, body) = define.split_once('=').unwrap_or((define, "1"));
        macro_name(name)?;
        preprocessing = preprocessing.define(name, body);
    }
    for binding in &sources.bind {
        preprocessing = bind::apply(preprocessing.bind_elsewhere(true), binding)?;
    }
    for name in &sources.no_pass {
        preprocessing = preprocessing.without_pass(name);
    }
    for name in &sources.undefine {
        macro_name(name)?;
        preprocessing = preprocessing.undefine(name);
    }
    Ok(preprocessing)
}

/// Whether a macro can have this name, with parameters or without.
fn macro_name(text: &str) -> Result<(), Failure> {
    let name = text.split_once('(').map_or(text, |(name, _)| name);
    let is_letter = |c: char| c == '_' || c.is_alphanumeric();
    if name.starts_with(|c: char| is_letter(c) && !c.is_ascii_digit()) && name.chars().all(is_letter) {
        return Ok(());
    }
    Err(Failure::new(Status::Usage, format_args!("`{text}` can't be the name of a macro"))
        .help("write -D NAME, -D NAME=VALUE or -U NAME"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_macros() {
        for name in ["A", "_x1", "F(a, b)"] {
            assert!(macro_name(name).is_ok(), "{name}");
        }
        for name in ["", "1a", "a-b", "(x)", "a b"] {
            assert!(macro_name(name).is_err(), "{name}");
        }
    }
}

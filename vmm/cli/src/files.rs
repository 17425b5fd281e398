//! Files that the command line names.

use std::fs::File;
use std::io::{self, Read, Write as _};
use std::path::Path;

use crate::failure::{Failure, Status};

/// Longest source text.
pub(crate) const MAX_SOURCE: u64 = 16 << 20;
/// Longest data file: the largest memory that a runtime can have.
pub(crate) const MAX_DATA: u64 = 1 << 30;

/// A source text with the name that messages call it by.
#[derive(Debug)]
pub(crate) struct Source {
    /// The path, or `<stdin>`.
    pub name: String,
    /// The text.
    pub text: String,
}

/// Reads a source text; `-` is the standard input.
pub(crate) fn source(path: &Path) -> Result<Source, Failure> {
    let name = display(path);
    Ok(Source { text: jit::text_of(read(path, MAX_SOURCE)?), name })
}

/// Reads a whole file; `-` is the standard input.
pub(crate) fn read(path: &Path, max: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let done = if is_stdin(path) {
        io::stdin().lock().take(max + 1).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(max + 1).read_to_end(&mut bytes))
    };
    match done {
        Ok(_) if bytes.len() as u64 > max => Err(Failure::new(
            Status::Io,
            format_args!("{} is too large: the limit is {}", display(path), crate::units::show_size(max)),
        )),
        Ok(_) => Ok(bytes),
        Err(error) => Err(unreadable(path, &error)),
    }
}

/// Writes a whole file.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    File::create(path).and_then(|mut file| file.write_all(bytes)).map_err(|e| unwritable(path, &e))
}

/// The failure of reading a file.
pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let failure = Failure::new(Status::Io, format_args!("cannot read {}: {}", display(path), plain(error)));
    match error.kind() {
        io::ErrorKind::NotFound => failure.help("check the path; `-` reads the standard input"),
        io::ErrorKind::IsADirectory => failure.help("name a file inside of it"),
        _ => failure,
    }
}

/// The failure of writing a file.
pub(crate) fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let failure = Failure::new(Status::Io, format_args!("cannot write {}: {}", display(path), plain(error)));
    match error.kind() {
        io::ErrorKind::NotFound => failure.help("the directory must exist"),
        _ => failure,
    }
}

/// A path as messages show it.
pub(crate) fn display(path: &Path) -> String {
    if is_stdin(path) { "<stdin>".to_owned() } else { path.display().to_string() }
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The error without Rust's `(os error 2)`.
pub(crate) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    match text.rfind(" (os error ") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}

//! The headers of csmith's programs, and our preprocessor over them.

use std::sync::Arc;

use jit::{Header, Headers, Options};

/// The folder with our `csmith.h`.
pub(super) const OURS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/csmith/include");

/// Where csmith's own headers are.
pub(super) const CSMITH: &str = "/usr/include/csmith";

/// Reads them from there.
#[derive(Debug)]
struct Folders;

impl Headers for Folders {
    fn open(&self, name: &str, _angled: bool, _includer: &str) -> Option<Header> {
        [OURS, CSMITH].iter().find_map(|folder| {
            let text = std::fs::read_to_string(format!("{folder}/{name}")).ok()?;
            Some(Header { name: name.to_owned(), text: text.into() })
        })
    }
}

/// Replaces directives and macros, and csmith's headers by ours.
///
/// # Errors
/// The diagnostics.
pub fn preprocess(source: &str) -> Result<String, String> {
    let options = Options { headers: Some(Arc::new(Folders)), ..Options::default() };
    jit::preprocess("csmith.c", source, &options, false).map_err(|diagnostics| diagnostics.to_string())
}

//! Golden tests of the messages: each `errors/*.c` has the rendered diagnostics beside it in `*.txt`. After a change
//! of the messages run the test with `BLESS=1` and read the difference.

use super::{TestLibrary, builtins};
use crate::{Library, Options, compile};
use std::fs;
use std::path::Path;
use std::sync::Arc;

#[test]
fn messages() {
    compare("errors", &Options { predeclared: builtins(), ..Options::default() }, 20);
}

#[test]
fn messages_about_the_library() {
    let library: Option<Arc<dyn Library>> = Some(Arc::new(TestLibrary));
    compare("library", &Options { predeclared: builtins(), library, ..Options::default() }, 0);
}

/// Compares the messages about all sources in a folder, of which there are at least so many.
pub(super) fn compare(folder: &str, options: &Options, at_least: usize) {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/front/tests").join(folder);
    let mut sources: Vec<_> = fs::read_dir(&dir)
        .expect("the folder is part of the repository")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "c"))
        .collect();
    sources.sort();
    assert!(sources.len() > at_least, "the golden sources are missing");
    let mut wrong = Vec::new();
    for path in sources {
        let source = fs::read_to_string(&path).expect("golden sources are UTF-8");
        let name = path.file_name().and_then(|n| n.to_str()).expect("a file has a name");
        let text = match compile(name, &source, options) {
            Ok(unit) => unit.warnings.to_string(),
            Err(diags) => diags.to_string(),
        };
        let golden = path.with_extension("txt");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&golden, &text).expect("the folder can be written");
        } else if fs::read_to_string(&golden).unwrap_or_default() != text {
            wrong.push(format!("=== {name}\n{text}"));
        }
    }
    assert!(wrong.is_empty(), "messages differ; BLESS=1 accepts them:\n{}", wrong.join("\n"));
}

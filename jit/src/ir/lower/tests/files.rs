//! IR files: `jit/tests/ir/NAME.c` is lowered to exactly the text in `NAME.ir`. With `PLUGVISOR_BLESS=1` in the
//! environment the texts are written anew; read the difference before you commit it.

use super::module;
use crate::ir::parse;
use std::fs;
use std::path::Path;

#[test]
fn sources_are_lowered_to_the_expected_ir() {
    let bless = std::env::var_os("PLUGVISOR_BLESS").is_some_and(|v| v == "1");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ir");
    let mut paths: Vec<_> = fs::read_dir(folder).expect("the folder").map(|e| e.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "c"));
    paths.sort();
    assert!(!paths.is_empty());
    let mut failed = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let source = fs::read_to_string(&path).expect("a source");
        let text = module(&name, &source).to_string();
        let again = parse(&text).unwrap_or_else(|error| panic!("{name}: {error}\n{text}"));
        assert_eq!(again.to_string(), text, "{name}: the text of the parsed text differs");
        let expected = path.with_extension("ir");
        if bless {
            fs::write(&expected, &text).expect("the expected text");
        } else if fs::read_to_string(&expected).ok().as_deref() != Some(&text) {
            failed.push(format!("{name}: now\n{text}"));
        }
    }
    assert!(failed.is_empty(), "not as expected; see the head of this file\n{}", failed.join("\n"));
}

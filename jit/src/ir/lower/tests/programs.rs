//! The feature programs in `tests/plugins/lang`: `main` returns 0, or the number of the check that failed.

use super::compile;
use crate::interp::Event;
use crate::testing::Machine;
use std::fs;
use std::path::Path;

#[test]
fn all_feature_programs_return_0() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/plugins/lang");
    let mut names: Vec<_> = fs::read_dir(folder).expect("the folder").map(|e| e.expect("an entry").path()).collect();
    names.sort();
    assert!(names.len() >= 60, "only {} programs found", names.len());
    let mut failed = Vec::new();
    for path in names {
        let source = fs::read_to_string(&path).expect("a program");
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        match compile(&name, &source) {
            Ok(module) => {
                let mut machine = Machine::new();
                machine.load_module(&module).unwrap_or_else(|error| panic!("{name}: {error}"));
                match machine.call("main", &[]) {
                    Event::Returned(0) => {}
                    other => failed.push(format!("{name}: {other:?}")),
                }
            }
            Err(error) => failed.push(error),
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

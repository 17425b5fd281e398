//! Hostile sources are compiled or refused: no panic, no stack overflow, a bounded amount of memory. Times are for the
//! command `hostile` of this package, with an optimised compiler.

use std::collections::BTreeSet;
use std::process::Command;

use plugvisor_tests::hostile_sources::cases;

/// KiB of memory that a source of a quarter of the usual size may take.
const PEAK: u64 = 512 << 10;

/// Bytes of each source: enough to overflow a stack, little enough for a test run.
const SIZE: usize = 1 << 18;

#[test]
fn hostile_sources_are_compiled_or_refused() {
    let mut names = BTreeSet::new();
    let mut bad = Vec::new();
    for (i, case) in cases().enumerate() {
        assert!(names.insert(case.name) || i > 0);
        // The front end is the same for all: each source is compiled for one of the three here.
        let isa = ["amd64", "ia32", "portable"][i % 3];
        let command = env!("CARGO_BIN_EXE_hostile");
        let output = Command::new(command)
            .args(["--one", case.name, "--isa", isa, "--size", &SIZE.to_string()])
            .output()
            .expect("the command runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let fields: Vec<&str> = text.trim_end().splitn(3, ' ').collect();
        let fine = match fields[..] {
            [_, peak, outcome] if output.status.success() => {
                let refused = outcome.starts_with("error") && !outcome.contains("internal error");
                peak.parse::<u64>().is_ok_and(|peak| peak < PEAK) && (refused || outcome.starts_with("compiled"))
            }
            _ => false,
        };
        if !fine {
            let said = String::from_utf8_lossy(&output.stderr);
            bad.push(format!(
                "{} for {isa}: {}, {text} {}",
                case.name,
                output.status,
                said.lines().next().unwrap_or("")
            ));
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
    assert!(names.len() > 150, "{}", names.len());
}

//! csmith's random programs: every engine comes to gcc's checksum.
//!
//! gcc's checksums of fixed seeds are in a table; for a few of them gcc is asked again. `PLUGVISOR_CSMITH_PROGRAMS`
//! sets how many programs of the table are run; the command `csmith` of this package makes runs of any length.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jit::OptLevel;
use plugvisor_tests::csmith::{Engines, Expected, Mode, Settings, VERSION, Verdict, examine, expected, installed};

/// Programs in a test run.
const PROGRAMS: usize = 60;

/// Every so manieth is compared with gcc, too.
const GCC: usize = 20;

#[test]
fn engines_come_to_the_checksums_of_gcc() {
    let version = installed().unwrap_or_default();
    if !version.starts_with(VERSION) {
        let required = std::env::var("PLUGVISOR_REQUIRE_CSMITH").is_ok_and(|value| value == "1");
        assert!(!required, "{VERSION} is required here, but there is `{version}`");
        eprintln!("SKIPPED: {VERSION} is not installed here, so its programs were not run");
        return;
    }
    let count = std::env::var("PLUGVISOR_CSMITH_PROGRAMS").map_or(PROGRAMS, |count| count.parse().unwrap());
    let table = expected();
    // Spread over the table, for programs of all kinds.
    let step = (table.len() / count.max(1)).max(1);
    let programs: Vec<Expected> = table.iter().copied().step_by(step).take(count).collect();
    let (next, failures, segmented) = (AtomicUsize::new(0), Mutex::new(Vec::new()), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from).min(4) {
            scope.spawn(|| {
                let mut engines = Engines::new(false);
                engines.segmented_limit = Duration::from_secs(30);
                let modes = Mode::ALL.into_iter().filter(|&mode| engines.available(mode)).collect();
                let mut all = Settings { modes, levels: Vec::new(), engines };
                let modes = all.modes.clone();
                while let Some(program) = programs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    all.modes.clone_from(&modes);
                    all.modes.retain(|&mode| mode != Mode::Segmented || program.short);
                    // One level each, in turn.
                    all.levels = vec![OptLevel::ALL[program.seed as usize % OptLevel::ALL.len()]];
                    // The compiler's own checks are dear; some programs get them.
                    all.engines.verify = program.seed % 4 == 0;
                    match examine(program.seed, Some(program.sum), &all) {
                        Ok(Verdict::Agreed { not_here, .. }) => {
                            let ran = all.modes.contains(&Mode::Segmented) && not_here.is_empty();
                            segmented.fetch_add(usize::from(ran), Ordering::Relaxed);
                        }
                        Ok(other) => failures.lock().unwrap().push(format!("seed {}: {other:?}", program.seed)),
                        Err(error) => failures.lock().unwrap().push(format!("seed {}: {error}", program.seed)),
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    eprintln!("{} programs, {} of them in segmented mode", programs.len(), segmented.into_inner());
}

#[test]
fn the_table_is_what_gcc_says() {
    let gcc = std::process::Command::new("gcc").args(["-m32", "-E", "-"]).stdin(std::process::Stdio::null()).output();
    if installed().is_none_or(|version| !version.starts_with(VERSION)) || !gcc.is_ok_and(|gcc| gcc.status.success()) {
        eprintln!("SKIPPED: {VERSION} or `gcc -m32` is not installed here");
        return;
    }
    let settings = Settings { modes: Vec::new(), levels: Vec::new(), engines: Engines::new(false) };
    let table = expected();
    assert!(table.len() >= PROGRAMS, "{} programs", table.len());
    for program in table.iter().step_by(table.len().div_ceil(PROGRAMS / GCC)) {
        match examine(program.seed, None, &settings) {
            Ok(Verdict::Agreed { sum, .. }) => assert_eq!(sum, program.sum, "seed {}", program.seed),
            other => panic!("seed {}: {other:?}", program.seed),
        }
    }
}

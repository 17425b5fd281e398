//! Many of everything, and the process stays as large as it was.

use std::fs;
use std::sync::{Mutex, PoisonError};

use plugvisor::{CallError, Engine, Mode, Ptr, Runtime, TrapKind};
use plugvisor_tests::{available, runtime_with};

/// One test at a time, since each looks at the whole process.
static ALONE: Mutex<()> = Mutex::new(());

/// What the process holds.
#[derive(Debug, Clone, Copy)]
struct Holdings {
    descriptors: usize,
    threads: usize,
    /// Bytes of memory that are really there.
    resident: usize,
    /// Bytes of address space.
    mapped: usize,
}

fn holdings() -> Holdings {
    let statm = fs::read_to_string("/proc/self/statm").unwrap();
    let mut pages = statm.split(' ').map(|field| field.parse::<usize>().unwrap() * 4096);
    Holdings {
        mapped: pages.next().unwrap(),
        resident: pages.next().unwrap(),
        descriptors: fs::read_dir("/proc/self/fd").unwrap().count(),
        threads: fs::read_dir("/proc/self/task").unwrap().count(),
    }
}

/// Runs `work` for some rounds to warm up, then for all rounds, and compares what the process holds.
fn stays_flat(mode: Mode, rounds: usize, mut work: impl FnMut(usize)) {
    let warm_up = rounds / 10;
    (0..warm_up).for_each(&mut work);
    let before = holdings();
    (warm_up..rounds).for_each(&mut work);
    let after = holdings();
    const SLACK: usize = 6 << 20;
    assert_eq!(after.descriptors, before.descriptors, "{mode}: {before:?} {after:?}");
    assert!(after.threads <= before.threads, "{mode}: {before:?} {after:?}");
    assert!(after.resident < before.resident + SLACK, "{mode}: {before:?} {after:?}");
    assert!(after.mapped < before.mapped + 4 * SLACK, "{mode}: {before:?} {after:?}");
}

/// Runs a test in every mode, with the fraction of rounds that it shall do there: all, but for `segmented`, which
/// some hosts interpret.
fn in_modes(test: impl Fn(&Engine, Mode, usize)) {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let engine = Engine::new();
    for (mode, fraction) in [(Mode::Long, 1), (Mode::Segmented, 20), (Mode::Interp, 1)] {
        if available(&engine, mode) {
            test(&engine, mode, fraction);
        }
    }
}

#[test]
fn ten_thousand_plugins_come_and_go() {
    in_modes(|engine, mode, fraction| {
        let mut r = Runtime::builder(engine).mode(mode).memory(2 << 20).build().unwrap();
        let text = "int table[100] = { 1, 2, 3 }; static int hidden(int x) { return x + table[2]; }";
        let module = engine.compile("p.c", &format!("{text} int f(int x) {{ return hidden(x); }}")).unwrap();
        stays_flat(mode, 10_000 / fraction, |round| {
            // Most from a module, some through the compiler, each with another name.
            let name = if round % 8 == 0 {
                let name = format!("f{round}");
                r.create("p.c", &format!("{text} int {name}(int x) {{ return hidden(x); }}")).unwrap();
                name
            } else {
                r.link(&module).unwrap();
                "f".to_owned()
            };
            if round % 50 == 0 {
                let f = r.func::<(i32,), i32>(&name).unwrap();
                assert_eq!(f.call(&mut r, (round as i32,)).unwrap(), round as i32 + 3);
            }
            r.delete(&name).unwrap();
        });
        assert_eq!(r.names(), ["create", "delete", "lookup"]);
    });
}

#[test]
fn a_thousand_runtimes_come_and_go() {
    in_modes(|engine, mode, fraction| {
        let module = engine.compile("f.c", "int n; int f(int x) { return n += x; }").unwrap();
        stays_flat(mode, 1000 / fraction, |round| {
            let deadline = std::time::Duration::from_secs(60);
            let mut r = Runtime::builder(engine).mode(mode).memory(2 << 20).deadline(deadline).build().unwrap();
            r.link(&module).unwrap();
            let f = r.func::<(i32,), i32>("f").unwrap();
            assert_eq!(f.call(&mut r, (round as i32,)).unwrap(), round as i32);
        });
    });
}

#[test]
fn a_hundred_thousand_traps() {
    in_modes(|engine, mode, fraction| {
        let mut r = runtime_with(engine, mode, "int f(int *p) { return *p; } int ok(int x) { return x + 1; }");
        let f = r.func::<(Ptr,), i32>("f").unwrap();
        let ok = r.func::<(i32,), i32>("ok").unwrap();
        stays_flat(mode, 100_000 / fraction, |round| {
            match f.call(&mut r, (Ptr(round as u32),)) {
                Err(CallError::Trap(trap)) => assert_eq!(trap.kind, TrapKind::NullPointer),
                other => panic!("{mode}: {other:?}"),
            }
            if round % 100 == 0 {
                assert_eq!(ok.call(&mut r, (round as i32,)).unwrap(), round as i32 + 1);
            }
        });
    });
}

//! Running the same test in every mode.

use plugvisor::{Engine, Error, Mode, Policy, Runtime};

/// Whether a runtime of this mode can be built here. Says so loudly if not; with `PLUGVISOR_REQUIRE_KVM=1` in the
/// environment it is a failure then.
pub fn available(engine: &Engine, mode: Mode) -> bool {
    match Runtime::builder(engine).mode(mode).build() {
        Ok(_) => true,
        Err(error @ (Error::NoKvm { .. } | Error::Kvm { .. })) => {
            let required = std::env::var("PLUGVISOR_REQUIRE_KVM").is_ok_and(|value| value == "1");
            assert!(!required, "mode {mode} is required here, but: {error}");
            eprintln!("SKIPPED in mode {mode}: {error}");
            false
        }
        Err(error) => panic!("mode {mode}: {error}"),
    }
}

/// Runs a test in `long`, `segmented` and `interp`. Programs must be small: some hosts interpret `segmented` at a
/// microsecond per instruction, and without floating point.
pub fn for_each_mode(test: impl Fn(&Engine, Mode)) {
    for_modes(&Mode::CONCRETE, test);
}

/// Runs a test in `long` and `interp`: for floating point, which not every host runs in `segmented`, and for what
/// takes more than some ten thousand instructions.
pub fn for_fast_modes(test: impl Fn(&Engine, Mode)) {
    for_modes(&[Mode::Long, Mode::Interp], test);
}

/// Runs a test like [`for_each_mode`], in the guests with each policy by which upcalls may cross.
pub fn for_each_crossing(test: impl Fn(&Engine, Mode)) {
    for_crossings(&Mode::CONCRETE, test);
}

/// Runs a test like [`for_fast_modes`], in the guest with each policy by which upcalls may cross.
pub fn for_fast_crossings(test: impl Fn(&Engine, Mode)) {
    for_crossings(&[Mode::Long, Mode::Interp], test);
}

fn for_crossings(modes: &[Mode], test: impl Fn(&Engine, Mode)) {
    for policy in [Policy::Sync, Policy::Resident, Policy::Adaptive] {
        let engine = Engine::builder().policy(policy).build();
        for &mode in modes {
            let crosses = mode != Mode::Interp || policy == Policy::default();
            if crosses && available(&engine, mode) {
                eprintln!("mode {mode}, policy {policy:?}");
                test(&engine, mode);
            }
        }
    }
}

fn for_modes(modes: &[Mode], test: impl Fn(&Engine, Mode)) {
    let engine = Engine::new();
    for &mode in modes {
        if available(&engine, mode) {
            eprintln!("mode {mode}");
            test(&engine, mode);
        }
    }
}

/// A runtime with a plugin in it.
///
/// # Panics
/// If it can't be built or the plugin has errors.
#[must_use]
pub fn runtime_with(engine: &Engine, mode: Mode, source: &str) -> Runtime {
    let mut runtime = Runtime::builder(engine).mode(mode).build().unwrap_or_else(|error| panic!("{mode}: {error}"));
    runtime.create("test.c", source).unwrap_or_else(|error| panic!("{mode}: {error}"));
    runtime
}

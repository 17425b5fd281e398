//! `clock_ns` is the host's monotonic clock in every mode: inside brackets of the host's own, and never going back.

use std::time::{Duration, Instant};

use guest_abi::layout::{CODE_BASE, FUNCTION_TAG, SLOT_SIZE, SLOTS_OFFSET};
use plugvisor::{Engine, GuestLibrary, Mode, Runtime, TrapKind};
use plugvisor_tests::{for_each_crossing, for_each_mode};

fn with_clock(engine: &Engine, mode: Mode) -> Runtime {
    let mut runtime = Runtime::builder(engine).mode(mode).guest_library(GuestLibrary::Clock).build().unwrap();
    let source = "
        long long now(void) { return clock_ns(); }
        int back(int n) {
            long long last = clock_ns(), time;
            int wrong = 0;
            while (n--) {
                time = clock_ns();
                if (time < last) wrong++;
                last = time;
            }
            return wrong;
        }
        long long spin(long long ns) {
            long long end = clock_ns() + ns, time;
            while ((time = clock_ns()) < end) ;
            return time;
        }";
    runtime.create("clock.c", source).unwrap();
    runtime
}

#[test]
fn it_is_the_hosts_clock() {
    for_each_crossing(|engine, mode| {
        let mut runtime = with_clock(engine, mode);
        let now = runtime.func::<(), i64>("now").unwrap();
        // The interpreter's is the host's own, asked in between.
        let mut host = with_clock(engine, Mode::Interp);
        let ask = host.func::<(), i64>("now").unwrap();
        for round in 0..400 {
            if round % 40 == 0 {
                std::thread::sleep(Duration::from_millis(round / 20));
            }
            let before = ask.call(&mut host, ()).unwrap();
            let time = now.call(&mut runtime, ()).unwrap();
            let after = ask.call(&mut host, ()).unwrap();
            assert!((before..=after).contains(&time), "{mode}: {time} is not in {before}..={after}, round {round}");
        }
    });
}

#[test]
fn it_runs_as_fast_as_an_instant() {
    for_each_mode(|engine, mode| {
        let mut runtime = with_clock(engine, mode);
        let now = runtime.func::<(), i64>("now").unwrap();
        let mut read = || {
            let before = Instant::now();
            let time = now.call(&mut runtime, ()).unwrap();
            (before, time, Instant::now())
        };
        let first = read();
        for _ in 0..20 {
            std::thread::sleep(Duration::from_millis(3));
            let last = read();
            let passed = Duration::from_nanos((last.1 - first.1) as u64);
            assert!(passed >= last.0 - first.2 && passed <= last.2 - first.0, "{mode}: {passed:?}");
        }
    });
}

#[test]
fn it_never_goes_back() {
    for_each_crossing(|engine, mode| {
        let mut runtime = with_clock(engine, mode);
        let back = runtime.func::<i32, i32>("back").unwrap();
        let now = runtime.func::<(), i64>("now").unwrap();
        let spin = runtime.func::<i64, i64>("spin").unwrap();
        let count = if mode == Mode::Segmented { 200 } else { 20_000 };
        let mut last = 0;
        for _ in 0..10 {
            assert_eq!(back.call(&mut runtime, count).unwrap(), 0, "{mode}");
            // Longer than one line of the clock reaches.
            let time = spin.call(&mut runtime, 15_000_000).unwrap();
            assert!(time > last, "{mode}");
            last = now.call(&mut runtime, ()).unwrap();
            assert!(last >= time, "{mode}: back from {time} to {last}");
        }
    });
}

#[test]
fn it_is_a_built_in_like_others() {
    for_each_mode(|engine, mode| {
        let mut runtime = with_clock(engine, mode);
        assert!(runtime.delete("clock_ns").is_err(), "{mode}");
        assert!(runtime.replace("mine.c", "long long clock_ns(void) { return 0; }").is_err(), "{mode}");
        runtime
            .create("p.c", "long long (*read)(void) = clock_ns; long long by_pointer(void) { return read(); }")
            .unwrap();
        assert!(runtime.func::<(), i64>("by_pointer").unwrap().call(&mut runtime, ()).unwrap() > 0, "{mode}");
        // Many runtimes, each with a clock of its own, tell one time.
        let mut other = with_clock(engine, mode);
        for _ in 0..10 {
            let first = runtime.func::<(), i64>("now").unwrap().call(&mut runtime, ()).unwrap();
            let second = other.func::<(), i64>("now").unwrap().call(&mut other, ()).unwrap();
            let third = runtime.func::<(), i64>("now").unwrap().call(&mut runtime, ()).unwrap();
            assert!(first <= second && second <= third, "{mode}: {first} {second} {third}");
        }
    });
}

#[test]
fn a_plugin_can_not_set_it() {
    for_each_mode(|engine, mode| {
        let mut runtime = with_clock(engine, mode);
        let source = "
            unsigned peek(unsigned at) { return *(unsigned *)at; }
            void poke(unsigned at) { *(unsigned *)at += 1; }";
        runtime.create("attack.c", source).unwrap();
        let peek = runtime.func::<u32, u32>("peek").unwrap();
        let poke = runtime.func::<u32, ()>("poke").unwrap();
        let slot = runtime.lookup("clock_ns").unwrap().address().0 & !FUNCTION_TAG;
        let entry = CODE_BASE + SLOTS_OFFSET + slot * SLOT_SIZE;
        // In `long` mode code is readable, and so the slot leads to the function with the line in front of it.
        let line = match peek.call(&mut runtime, entry) {
            Ok(code) => code - guest_abi::clock::SIZE,
            Err(error) => {
                assert_ne!(mode, Mode::Long, "{error}");
                entry
            }
        };
        for at in (line..line + 64).step_by(4) {
            let error = poke.call(&mut runtime, at).unwrap_err();
            let kind = error.trap().map(|trap| &trap.kind);
            assert_eq!(kind, Some(&TrapKind::OutOfSegment), "{mode}: {error}");
        }
        let now = runtime.func::<(), i64>("now").unwrap();
        assert!(now.call(&mut runtime, ()).unwrap() <= now.call(&mut runtime, ()).unwrap(), "{mode}");
    });
}

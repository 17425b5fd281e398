//! A plugin that runs too long is stopped, and only that one.

use std::io::{Read as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use guest_abi::Isa;
use plugvisor::{BoxError, CallError, Caller, Engine, Error, Mode, Preprocessing, Runtime, Value};
use plugvisor_tests::for_each_crossing;
use vmm_sys_util::signal::{SIGRTMAX, block_signal};

const SOURCE: &str = "
    volatile int n;
    int spin(void) { for (;;) n++; return 0; }
    int tight(void) { for (;;) ; return 0; }
    int forever(int x) { return forever(x + 1) ? 1 : 0; }
    int quick(int x) { return x + 1; }
    int nested(void) { return call_spin(); }
    int slow(void) { return nap(); }";

fn runtime(engine: &Engine, mode: Mode, deadline: impl Into<Option<Duration>>) -> Runtime {
    let mut r = Runtime::builder(engine)
        .mode(mode)
        .deadline(deadline)
        .builtin("call_spin", |caller: &mut Caller<'_>| -> Result<i32, BoxError> {
            Ok(caller.func::<(), i32>("spin")?.call(caller, ())?)
        })
        .builtin("nap", |_: &mut Caller<'_>| {
            std::thread::sleep(Duration::from_millis(60));
            7
        })
        .build()
        .unwrap();
    r.create("test.c", SOURCE).unwrap();
    r
}

fn expect_deadline(r: &mut Runtime, name: &str, after: Duration) {
    let start = Instant::now();
    match r.call(name, &[]) {
        Err(CallError::Deadline { function, after: allowed }) => {
            assert_eq!((function.as_str(), allowed), (name, after));
        }
        other => panic!("{}: expected a deadline, got {other:?}", r.mode()),
    }
    assert!(start.elapsed() >= after, "{}: stopped early", r.mode());
    assert!(start.elapsed() < after + Duration::from_secs(10), "{}: stopped after {:?}", r.mode(), start.elapsed());
}

#[test]
fn endless_loops_are_stopped_and_the_runtime_goes_on() {
    for_each_crossing(|engine, mode| {
        let after = Duration::from_millis(30);
        let mut r = runtime(engine, mode, after);
        for round in 0..3 {
            expect_deadline(&mut r, "spin", after);
            expect_deadline(&mut r, "tight", after);
            assert_eq!(r.call("quick", &[Value::I32(round)]).unwrap(), Some(Value::I32(round + 1)), "{mode}");
        }
    });
}

#[test]
fn nested_upcalls_share_the_outermost_deadline() {
    for_each_crossing(|engine, mode| {
        let after = Duration::from_millis(40);
        let mut r = runtime(engine, mode, after);
        expect_deadline(&mut r, "nested", after);
        assert_eq!(r.call("quick", &[Value::I32(1)]).unwrap(), Some(Value::I32(2)), "{mode}");
    });
}

#[test]
fn time_spent_in_built_ins_counts() {
    for_each_crossing(|engine, mode| {
        let after = Duration::from_millis(20);
        let mut r = runtime(engine, mode, after);
        expect_deadline(&mut r, "slow", after);
        r.set_deadline(Duration::from_secs(20));
        assert_eq!(r.call("slow", &[]).unwrap(), Some(Value::I32(7)), "{mode}");
        r.set_deadline(None);
        assert_eq!(r.call("slow", &[]).unwrap(), Some(Value::I32(7)), "{mode}");
    });
}

#[test]
fn a_late_kick_does_not_hit_the_next_upcall() {
    for_each_crossing(|engine, mode| {
        // Deadlines of about the time that an upcall takes, so that many end while the supervisor kicks.
        let mut r = runtime(engine, mode, None);
        let quick = r.func::<(i32,), i32>("quick").unwrap();
        let start = Instant::now();
        quick.call(&mut r, (0,)).unwrap();
        let usual = start.elapsed();
        let mut late = 0;
        for round in 0..200u32 {
            r.set_deadline(usual * (round % 8) / 4);
            match quick.call(&mut r, (1,)) {
                Ok(result) => assert_eq!(result, 2),
                Err(CallError::Deadline { .. }) => late += 1,
                Err(error) => panic!("{mode}: {error}"),
            }
            r.set_deadline(Duration::from_secs(60));
            assert_eq!(quick.call(&mut r, (2,)).unwrap(), 3, "{mode}: round {round}");
        }
        eprintln!("{mode}: {late} of 200 were late");
    });
}

#[test]
fn one_runtimes_deadline_is_nothing_to_another() {
    for_each_crossing(|engine, mode| {
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let after = Duration::from_millis(25);
                let mut r = runtime(engine, mode, after);
                for _ in 0..4 {
                    expect_deadline(&mut r, "spin", after);
                }
            });
            scope.spawn(|| {
                let mut r = runtime(engine, mode, Duration::from_secs(60));
                let quick = r.func::<(i32,), i32>("quick").unwrap();
                let start = Instant::now();
                while start.elapsed() < Duration::from_millis(150) {
                    assert_eq!(quick.call(&mut r, (5,)).unwrap(), 6, "{mode}");
                }
            });
        });
    });
}

/// As in a service that handles signals in a thread of its own.
#[test]
fn signals_that_the_caller_blocks_do_not_keep_a_deadline_from_coming() {
    for_each_crossing(|engine, mode| {
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for number in 1..=SIGRTMAX() {
                    // Some can't be blocked.
                    let _ = block_signal(number);
                }
                let after = Duration::from_millis(30);
                let mut r = runtime(engine, mode, after);
                expect_deadline(&mut r, "tight", after);
            });
        });
    });
}

#[test]
fn a_deadline_does_not_interrupt_what_a_built_in_waits_for() {
    for_each_crossing(|engine, mode| {
        let after = Duration::from_millis(20);
        let mut r = Runtime::builder(engine)
            .mode(mode)
            .deadline(after)
            .builtin("receive", |_: &mut Caller<'_>| -> Result<i32, BoxError> {
                let (mut reader, mut writer) = std::io::pipe()?;
                let sender = std::thread::spawn(move || {
                    std::thread::sleep(Duration::from_millis(80));
                    writer.write_all(&[1])
                });
                let count = reader.read(&mut [0])?;
                sender.join().unwrap()?;
                Ok(count as i32)
            })
            .build()
            .unwrap();
        r.create("test.c", "int f(void) { return receive(); }").unwrap();
        expect_deadline(&mut r, "f", after);
    });
}

#[test]
fn deadlines_of_nothing_and_of_ages() {
    for_each_crossing(|engine, mode| {
        let mut r = runtime(engine, mode, Duration::MAX);
        assert_eq!(r.call("quick", &[Value::I32(1)]).unwrap(), Some(Value::I32(2)), "{mode}");
        expect_deadline_in(&mut r, "tight", Duration::ZERO);
        expect_deadline_in(&mut r, "tight", Duration::from_nanos(1));
        r.set_deadline(Duration::MAX);
        assert_eq!(r.call("quick", &[Value::I32(1)]).unwrap(), Some(Value::I32(2)), "{mode}");
    });
}

fn expect_deadline_in(r: &mut Runtime, name: &str, after: Duration) {
    r.set_deadline(after);
    expect_deadline(r, name, after);
}

#[test]
fn the_compiler_is_cancelled_by_the_deadline() {
    for_each_crossing(|engine, mode| {
        let after = Duration::from_millis(20);
        let mut r = Runtime::builder(engine)
            .mode(mode)
            .deadline(after)
            .builtin("compile", |caller: &mut Caller<'_>| -> Result<i32, BoxError> {
                loop {
                    match caller.create("more.c", "int more(int x) { return x + 1; }") {
                        Ok(()) => caller.delete("more")?,
                        Err(Error::Compile(error)) if error.diagnostics().iter().any(|e| e.code == "E0901") => {
                            return Ok(1);
                        }
                        Err(other) => return Err(other.into()),
                    }
                }
            })
            .build()
            .unwrap();
        r.create("test.c", "int f(void) { return compile(); }").unwrap();
        expect_deadline(&mut r, "f", after);
        // Outside of an upcall there is no deadline.
        r.create("more.c", "int more(int x) { return x + 1; }").unwrap();
        assert_eq!(r.call("more", &[Value::I32(1)]).unwrap(), Some(Value::I32(2)), "{mode}");
    });
}

#[test]
fn a_host_cancels_what_it_compiles() {
    let flag = Arc::new(AtomicBool::new(true));
    let preprocessing = Preprocessing::new().cancel(flag.clone());
    let r = Runtime::builder(&Engine::new()).mode(Mode::Interp).build().unwrap();
    let source = "#include <stdio.h>\nint f(void) { return puts(\"f\"); }";
    let error = r.compile_with("f.c", source, &preprocessing).unwrap_err().to_string();
    assert!(error.contains("error[E0901]: the compilation was cancelled"), "{error}");
    flag.store(false, Ordering::Relaxed);
    let module = r.compile_with("f.c", source, &preprocessing).unwrap();
    flag.store(true, Ordering::Relaxed);
    // Nothing cancels what is compiled for other modes later.
    assert!(module.object(Isa::Ia32).is_ok());
}

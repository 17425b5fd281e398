//! A plugin that runs too long is stopped, and only that one.

use std::time::{Duration, Instant};

use plugvisor::{BoxError, CallError, Caller, Engine, Mode, Runtime, Value};
use plugvisor_tests::for_each_mode;

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
    for_each_mode(|engine, mode| {
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
    for_each_mode(|engine, mode| {
        let after = Duration::from_millis(40);
        let mut r = runtime(engine, mode, after);
        expect_deadline(&mut r, "nested", after);
        assert_eq!(r.call("quick", &[Value::I32(1)]).unwrap(), Some(Value::I32(2)), "{mode}");
    });
}

#[test]
fn time_spent_in_built_ins_counts() {
    for_each_mode(|engine, mode| {
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
    for_each_mode(|engine, mode| {
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
    for_each_mode(|engine, mode| {
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

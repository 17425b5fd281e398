//! Submission rings: everything that is pushed is executed once and completes once, in order, whatever goes wrong.

use std::cell::Cell;
use std::collections::VecDeque;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use guest_abi::layout::{CODE_BASE, GATE_OFFSET};
use guest_abi::ring as abi;
use plugvisor::{
    BatchError, CallError, Caller, Engine, Error, Mode, Module, PushError, Ring, RingCompletion, Runtime,
    RuntimeBuilder, TrapKind, Value,
};
use plugvisor_tests::{for_each_crossing, for_fast_crossings, native};

/// Knuth's MMIX generator.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32 % limit
    }
}

const SOURCE: &str = "
    static int calls;
    int count(void) { return ++calls; }
    int sub(int a, int b) { calls++; return a - b; }
    int div(int a, int b) { calls++; return a / b; }
    void nothing(int a) { calls += a; }
    int spin(int n) { volatile int i; for (i = 0; i < n; i++) ; return n; }
    int forever(void) { volatile int i = 0; for (;;) i++; return i; }
";

fn build(builder: RuntimeBuilder, source: &str) -> Runtime {
    let mut runtime = builder.build().unwrap();
    runtime.create("test.c", source).unwrap();
    runtime
}

fn fresh(engine: &Engine, mode: Mode) -> Runtime {
    build(Runtime::builder(engine).mode(mode), SOURCE)
}

/// Takes everything out, in order.
fn drain(ring: &mut Ring<'_>) -> Vec<RingCompletion> {
    std::iter::from_fn(|| ring.wait()).collect()
}

/// Takes everything out by polling alone.
fn poll_all(ring: &mut Ring<'_>) -> Vec<RingCompletion> {
    let mut all = Vec::new();
    while !ring.is_empty() {
        all.extend(ring.poll());
    }
    all
}

fn int(completion: &RingCompletion) -> i32 {
    match completion.result {
        Ok(Some(Value::I32(value))) => value,
        ref other => panic!("{other:?}"),
    }
}

/// How many calls a mode can afford.
fn many(mode: Mode) -> u32 {
    if mode == Mode::Segmented { 150 } else { 20_000 }
}

#[test]
fn completions_come_in_order_across_many_turns_of_the_ring() {
    for_each_crossing(|engine, mode| {
        let mut runtime = fresh(engine, mode);
        let sub = runtime.func::<(i32, i32), i32>("sub").unwrap();
        for depth in [1, 2, 8, 64] {
            let mut ring = runtime.ring(depth).unwrap();
            assert_eq!(ring.depth(), depth);
            let (mut pushed, mut taken) = (0, 0);
            let mut random = Random(depth as u64);
            while taken < many(mode) / 4 {
                for _ in 0..random.below(depth as u32 + 2) {
                    match ring.push(&sub, (pushed as i32, 7), u64::from(pushed)) {
                        Ok(()) => pushed += 1,
                        Err(PushError::Full) => assert_eq!(ring.len(), depth),
                        Err(error) => panic!("{error}"),
                    }
                }
                if random.below(3) != 0 {
                    ring.submit();
                }
                for _ in 0..random.below(depth as u32 + 2) {
                    let done = if random.below(2) == 0 { ring.poll() } else { ring.wait() };
                    let Some(done) = done else { break };
                    assert_eq!(done.tag, u64::from(taken));
                    assert_eq!(done.done, 1);
                    assert_eq!(done.value::<i32>().unwrap(), taken as i32 - 7);
                    taken += 1;
                }
                assert_eq!(ring.len() as u32, pushed - taken);
            }
            taken += drain(&mut ring).len() as u32;
            assert_eq!(taken, pushed);
        }
    });
}

#[test]
fn every_call_is_made_once() {
    for_each_crossing(|engine, mode| {
        let mut runtime = fresh(engine, mode);
        let count = runtime.func::<(), i32>("count").unwrap();
        let mut ring = runtime.ring(16).unwrap();
        let mut expected = 0;
        for round in 0..many(mode) / 10 {
            for tag in 0..1 + round % 16 {
                ring.push(&count, (), u64::from(tag)).unwrap();
            }
            ring.submit();
            ring.submit();
            for done in poll_all(&mut ring) {
                expected += 1;
                assert_eq!(int(&done), expected);
            }
        }
        drop(ring);
        assert_eq!(count.call(&mut runtime, ()).unwrap(), expected + 1);
    });
}

#[test]
fn nothing_runs_before_it_is_submitted_and_wait_submits() {
    for_each_crossing(|engine, mode| {
        let mut runtime = fresh(engine, mode);
        let count = runtime.func::<(), i32>("count").unwrap();
        let mut ring = runtime.ring(4).unwrap();
        assert!(ring.is_empty() && ring.poll().is_none() && ring.wait().is_none());
        ring.push(&count, (), 1).unwrap();
        for _ in 0..100 {
            assert!(ring.poll().is_none());
        }
        assert_eq!(count.call(&mut ring.runtime(), ()).unwrap(), 1);
        assert_eq!(int(&ring.wait().unwrap()), 2);
    });
}

#[test]
fn a_full_ring_takes_nothing_and_depths_are_rounded_up() {
    for_each_crossing(|engine, mode| {
        let mut runtime = fresh(engine, mode);
        for depth in [0, abi::MAX_DEPTH as usize + 1, usize::MAX] {
            assert!(matches!(runtime.ring(depth), Err(Error::Setting(_))), "{depth}");
        }
        let count = runtime.func::<(), i32>("count").unwrap();
        let mut ring = runtime.ring(5).unwrap();
        assert_eq!(ring.depth(), 8);
        for tag in 0..8 {
            ring.push(&count, (), tag).unwrap();
        }
        assert!(ring.is_full() && matches!(ring.push(&count, (), 8), Err(PushError::Full)));
        assert!(matches!(ring.push_values("count", &[], 8), Err(PushError::Full)));
        ring.submit();
        assert!(matches!(ring.push(&count, (), 8), Err(PushError::Full)));
        assert_eq!(ring.wait().unwrap().tag, 0);
        ring.push(&count, (), 8).unwrap();
        let values: Vec<i32> = drain(&mut ring).iter().map(int).collect();
        assert_eq!(values, [2, 3, 4, 5, 6, 7, 8, 9]);
    });
}

#[test]
fn rings_give_their_memory_back() {
    for_each_crossing(|engine, mode| {
        let mut runtime = build(Runtime::builder(engine).mode(mode).memory(2 << 20).stack(64 << 10), SOURCE);
        let sub = runtime.func::<(i32, i32), i32>("sub").unwrap();
        for i in 0..50 {
            let mut ring = runtime.ring(4096).unwrap();
            ring.push(&sub, (i, 1), 0).unwrap();
            assert_eq!(int(&ring.wait().unwrap()), i - 1);
        }
        if mode != Mode::Interp {
            assert!(matches!(runtime.ring(32768), Err(Error::OutOfMemory { .. })));
        }
        assert_eq!(sub.call(&mut runtime, (5, 4)).unwrap(), 1);
    });
}

/// A function of each type that returns its first parameter, whatever lies in the upper bits.
#[test]
fn every_type_goes_there_and_back() {
    for_fast_crossings(|engine, mode| {
        let cases: [(&str, &[Value]); 13] = [
            ("_Bool", &[Value::Bool(true), Value::Bool(false)]),
            ("signed char", &[Value::I32(-128), Value::I32(127)]),
            ("unsigned char", &[Value::U32(255), Value::U32(0)]),
            ("short", &[Value::I32(-32768), Value::I32(32767)]),
            ("unsigned short", &[Value::U32(65535)]),
            ("int", &[Value::I32(i32::MIN), Value::I32(-1)]),
            ("unsigned", &[Value::U32(u32::MAX)]),
            ("long long", &[Value::I64(i64::MIN), Value::I64(-2)]),
            ("unsigned long long", &[Value::U64(u64::MAX)]),
            ("float", &[Value::F32(-0.5), Value::F32(f32::MAX)]),
            ("double", &[Value::F64(1e300), Value::F64(-0.0)]),
            ("void *", &[Value::Ptr(plugvisor::Ptr(0x1234_5678))]),
            ("int *", &[Value::Ptr(plugvisor::Ptr(u32::MAX))]),
        ];
        let mut runtime = Runtime::builder(engine).mode(mode).build().unwrap();
        for (i, (ty, _)) in cases.iter().enumerate() {
            let source = format!(
                "{ty} f{i}({ty} x) {{ return x; }}\n{ty} g{i}(char p, {ty} x, char q, {ty} y) {{ return p ? x : y; }}"
            );
            runtime.create(&format!("f{i}.c"), &source).unwrap();
        }
        let mut ring = runtime.ring(64).unwrap();
        let mut expected = VecDeque::new();
        for (i, (_, values)) in cases.iter().enumerate() {
            for &value in *values {
                ring.push_values(&format!("f{i}"), &[value], 0).unwrap();
                expected.push_back(value);
                for p in [0, 1] {
                    let other = values[values.len() - 1];
                    ring.push_values(&format!("g{i}"), &[Value::I32(p), value, Value::I32(-1), other], 0).unwrap();
                    expected.push_back(if p == 1 { value } else { other });
                }
            }
            for done in drain(&mut ring) {
                assert_eq!(done.result.unwrap(), expected.pop_front());
            }
        }
        assert!(expected.is_empty());
    });
}

#[test]
fn results_have_the_handles_type() {
    for_each_crossing(|engine, mode| {
        let mut runtime = fresh(engine, mode);
        let nothing = runtime.func::<(i32,), ()>("nothing").unwrap();
        let unsigned = runtime.func::<(i32, i32), u32>("sub").unwrap();
        let mut ring = runtime.ring(8).unwrap();
        ring.push(&nothing, (1,), 0).unwrap();
        ring.push(&unsigned, (1, 2), 0).unwrap();
        ring.push(&unsigned, (1, 2), 7).unwrap();
        ring.wait().unwrap().value::<()>().unwrap();
        assert_eq!(ring.wait().unwrap().value::<u32>().unwrap(), u32::MAX);
        let wrong = ring.wait().unwrap().value::<i64>().unwrap_err();
        assert!(matches!(wrong, CallError::Setup(Error::Signature { .. })), "{wrong}");
    });
}

/// Whatever is pushed, submitted and polled in whatever order gives what direct calls give.
#[test]
fn random_interleavings_agree_with_direct_calls() {
    const SOURCE: &str = "
        static unsigned state = 1;
        unsigned two(unsigned a, unsigned b) { state = state * 31 + a; return state ^ b; }
        unsigned six(unsigned char a, unsigned b, short c, unsigned long long d, char e, unsigned f) {
            state = state * 31 + a + b; return (unsigned)(state ^ c ^ d ^ (d >> 32) ^ e ^ f);
        }
        unsigned sixteen(unsigned a, unsigned b, unsigned c, unsigned d, unsigned e, unsigned f, unsigned g, unsigned h,
                         unsigned i, unsigned j, unsigned k, unsigned l, unsigned m, unsigned n, unsigned o, unsigned p) {
            state = state * 31 + p; return state ^ (a + 3 * b + 5 * c + 7 * d + 11 * e + 13 * f + 17 * g + 19 * h)
                ^ (i + 3 * j + 5 * k + 7 * l + 11 * m + 13 * n + 17 * o + 19 * p);
        }
        unsigned crash(unsigned a, unsigned b) { state = state * 31 + a; return state / b; }
    ";
    for_each_crossing(|engine, mode| {
        let (mut subject, mut oracle) = (
            build(Runtime::builder(engine).mode(mode), SOURCE),
            build(Runtime::builder(engine).mode(Mode::Interp), SOURCE),
        );
        let mut random = Random(mode as u64 + 1);
        let mut ring = subject.ring(16).unwrap();
        let mut expected: VecDeque<Result<Option<Value>, TrapKind>> = VecDeque::new();
        for step in 0..many(mode) / 2 {
            let (name, count) = [("two", 2), ("six", 6), ("sixteen", 16), ("crash", 2)][random.below(4) as usize];
            let args: Vec<Value> = (0..count)
                .map(|i| {
                    let word = random.below(1 << 31);
                    let divisor = name == "crash" && i == 1;
                    match (name, i) {
                        ("six", 3) => Value::U64(u64::from(word) << 20 | 5),
                        ("six", 0) => Value::U32(word & 0xff),
                        ("six", 2 | 4) => Value::I32(word as i32 & 0x7f),
                        _ => Value::U32(if divisor && word.is_multiple_of(8) { 0 } else { word }),
                    }
                })
                .collect();
            match ring.push_values(name, &args, u64::from(step)) {
                Ok(()) => {
                    expected.push_back(oracle.call(name, &args).map_err(|error| error.trap().unwrap().kind.clone()))
                }
                Err(PushError::Full) => {}
                Err(error) => panic!("{error}"),
            }
            if random.below(4) == 0 {
                ring.submit();
            }
            let done = match random.below(8) {
                0 => ring.wait(),
                1..4 => ring.poll(),
                _ => None,
            };
            if let Some(done) = done {
                assert_eq!(
                    done.result.map_err(|error| error.trap().unwrap().kind.clone()),
                    expected.pop_front().unwrap()
                );
            }
        }
        for done in drain(&mut ring) {
            assert_eq!(done.result.map_err(|error| error.trap().unwrap().kind.clone()), expected.pop_front().unwrap());
        }
        assert!(expected.is_empty());
    });
}

#[test]
fn a_trap_is_its_entrys_and_those_behind_it_go_on() {
    for_each_crossing(|engine, mode| {
        let mut runtime = fresh(engine, mode);
        let div = runtime.func::<(i32, i32), i32>("div").unwrap();
        let count = runtime.func::<(), i32>("count").unwrap();
        let mut ring = runtime.ring(32).unwrap();
        let divisors = [1, 0, 2, 3, 0, 0, 4, 0];
        for round in 0..3 {
            for (tag, &divisor) in divisors.iter().enumerate() {
                ring.push(&div, (12, divisor), tag as u64).unwrap();
            }
            for (tag, (done, divisor)) in drain(&mut ring).into_iter().zip(divisors).enumerate() {
                assert_eq!(done.tag, tag as u64);
                if divisor != 0 {
                    assert_eq!((done.done, int(&done)), (1, 12 / divisor));
                    continue;
                }
                assert_eq!(done.done, 0);
                let error = done.result.unwrap_err();
                let trap = error.trap().unwrap();
                assert_eq!(trap.kind, TrapKind::IntegerDivision);
                let location = trap.location.as_ref().unwrap();
                assert_eq!((location.function.as_str(), location.line), ("div", 5), "round {round}");
            }
        }
        drop(ring);
        assert_eq!(count.call(&mut runtime, ()).unwrap(), 25, "each call was made once");
    });
}

#[test]
fn handles_are_as_for_direct_calls() {
    for_each_crossing(|engine, mode| {
        let mut runtime = fresh(engine, mode);
        let mut other = fresh(engine, mode);
        let foreign = other.func::<(), i32>("count").unwrap();
        let sub = runtime.func::<(i32, i32), i32>("sub").unwrap();
        let count = runtime.func::<(), i32>("count").unwrap();
        let mut ring = runtime.ring(8).unwrap();
        let refused = |result: Result<(), PushError>| match result.unwrap_err() {
            PushError::Call(error) => error,
            other => panic!("{other}"),
        };
        assert!(matches!(refused(ring.push(&foreign, (), 0)), CallError::WrongRuntime { .. }));
        assert!(matches!(
            refused(ring.push_values("sub", &[Value::I64(1)], 0)),
            CallError::Setup(Error::Signature { .. })
        ));
        assert!(matches!(refused(ring.push_values("none", &[], 0)), CallError::Setup(Error::NotFound { .. })));
        // What was pushed stays what it is.
        ring.push(&sub, (5, 3), 0).unwrap();
        ring.runtime().replace("sub.c", "int sub(int a, int b) { return a * b; }").unwrap();
        ring.push(&sub, (5, 3), 1).unwrap();
        ring.runtime().delete("sub").unwrap();
        assert!(matches!(refused(ring.push(&sub, (5, 3), 2)), CallError::Deleted { .. }));
        ring.runtime().create("sub.c", "long long sub(int a) { return a; }").unwrap();
        assert!(matches!(refused(ring.push(&sub, (5, 3), 2)), CallError::Setup(Error::Signature { .. })));
        ring.runtime().delete("sub").unwrap();
        // Something else takes its place.
        ring.runtime().create("filler.c", "int filler(int a, int b) { return a - b + 1000; }").unwrap();
        ring.push(&count, (), 2).unwrap();
        assert_eq!(drain(&mut ring).iter().map(int).collect::<Vec<_>>(), [2, 15, 2]);
        ring.runtime().create("sub.c", "int sub(int a, int b) { return a + b; }").unwrap();
        ring.push(&sub, (5, 3), 3).unwrap();
        assert_eq!(int(&ring.wait().unwrap()), 8);
    });
}

/// A built-in with which plugins call back, and which calls plugins.
fn with_callbacks(engine: &Engine, mode: Mode) -> RuntimeBuilder {
    Runtime::builder(engine)
        .mode(mode)
        .builtin("host_add", |_: &mut Caller<'_>, a: i32, b: i32| a.wrapping_add(b))
        .builtin("host_nested", |caller: &mut Caller<'_>, n: i32| -> Result<i32, CallError> {
            caller.func::<(i32,), i32>("down")?.call(caller, (n - 1,))
        })
        .builtin("host_error", |_: &mut Caller<'_>| Err::<(), _>(std::io::Error::other("no")))
        .builtin("host_panic", |_: &mut Caller<'_>, n: i32| -> i32 { panic!("panic {n}") })
        .builtin("host_delete", |caller: &mut Caller<'_>| -> Result<(), Error> {
            caller.delete("victim")?;
            caller.create("filler.c", "int filler(int a) { return a + 1000; }")
        })
}

const CALLBACKS: &str = "
    int plus(int a) { return host_add(a, 1) + host_add(a, 2); }
    int down(int n) { return n <= 0 ? 0 : n + host_nested(n); }
    int error(void) { host_error(); return 1; }
    int panic(int n) { return host_panic(n); }
    int victim(int a) { return a + 1; }
    int murder(void) { host_delete(); return 0; }
";

#[test]
fn callbacks_are_served_and_may_nest() {
    for_each_crossing(|engine, mode| {
        let mut runtime = build(with_callbacks(engine, mode), CALLBACKS);
        let plus = runtime.func::<(i32,), i32>("plus").unwrap();
        let down = runtime.func::<(i32,), i32>("down").unwrap();
        let add = runtime.func::<(i32, i32), i32>("host_add").unwrap();
        let mut ring = runtime.ring(16).unwrap();
        for round in 0..if mode == Mode::Segmented { 4 } else { 300 } {
            for i in 0..4 {
                ring.push(&plus, (i,), 0).unwrap();
                ring.push(&down, (i,), 0).unwrap();
                ring.push(&add, (i, round), 0).unwrap();
            }
            ring.submit();
            let results = if round % 2 == 0 { drain(&mut ring) } else { poll_all(&mut ring) };
            for (i, done) in (0..).zip(results.chunks(3)) {
                let values: Vec<i32> = done.iter().map(int).collect();
                assert_eq!(values, [2 * i + 3, i * (i + 1) / 2, i + round]);
            }
        }
    });
}

#[test]
fn a_built_ins_error_and_panic_are_their_entrys() {
    for_each_crossing(|engine, mode| {
        let mut runtime = build(with_callbacks(engine, mode), CALLBACKS);
        let plus = runtime.func::<(i32,), i32>("plus").unwrap();
        let error = runtime.func::<(), i32>("error").unwrap();
        let panic = runtime.func::<(i32,), i32>("panic").unwrap();
        let mut ring = runtime.ring(16).unwrap();
        for _ in 0..3 {
            ring.push(&plus, (1,), 1).unwrap();
            ring.push(&error, (), 2).unwrap();
            ring.push(&panic, (7,), 3).unwrap();
            ring.push(&plus, (2,), 4).unwrap();
            ring.submit();
            assert_eq!(int(&ring.wait().unwrap()), 5);
            let failed = ring.wait().unwrap();
            assert_eq!(failed.tag, 2);
            let failed = failed.result.unwrap_err();
            assert!(failed.downcast_ref::<std::io::Error>().is_some(), "{failed}");
            let caught = catch_unwind(AssertUnwindSafe(|| ring.wait())).unwrap_err();
            assert_eq!(caught.downcast_ref::<String>().unwrap(), "panic 7");
            let done = ring.wait().unwrap();
            assert_eq!((done.tag, int(&done)), (4, 7));
            assert!(ring.is_empty());
        }
        // A panic that nobody waits for is dropped with the ring.
        ring.push(&panic, (8,), 0).unwrap();
        ring.push(&plus, (1,), 0).unwrap();
        ring.submit();
        let _ = ring.runtime();
        drop(ring);
        assert_eq!(plus.call(&mut runtime, (1,)).unwrap(), 5);
    });
}

#[test]
fn what_is_deleted_while_it_waits_is_still_called() {
    for_each_crossing(|engine, mode| {
        let mut runtime = build(with_callbacks(engine, mode), "int murder(void) { host_delete(); return 0; }");
        for _ in 0..5 {
            runtime.create("victim.c", "int victim(int a) { return a + 1; }").unwrap();
            let victim = runtime.func::<(i32,), i32>("victim").unwrap();
            let murder = runtime.func::<(), i32>("murder").unwrap();
            let mut ring = runtime.ring(8).unwrap();
            ring.push(&victim, (1,), 0).unwrap();
            ring.push(&murder, (), 0).unwrap();
            ring.push(&victim, (2,), 0).unwrap();
            assert_eq!(drain(&mut ring).iter().map(int).collect::<Vec<_>>(), [2, 0, 3]);
            assert!(matches!(ring.push(&victim, (3,), 0), Err(PushError::Call(CallError::Deleted { .. }))));
            drop(ring);
            runtime.delete("filler").unwrap();
        }
    });
}

#[test]
fn each_entry_has_the_deadline_for_itself() {
    for_each_crossing(|engine, mode| {
        const AFTER: Duration = Duration::from_millis(150);
        let mut runtime = build(Runtime::builder(engine).mode(mode).deadline(AFTER), SOURCE);
        // As many turns as take a good half of the deadline.
        let spin = runtime.func::<(i32,), i32>("spin").unwrap();
        let mut turns = 64;
        loop {
            let start = Instant::now();
            spin.call(&mut runtime, (turns,)).unwrap();
            if start.elapsed() > AFTER / 4 {
                break;
            }
            turns *= 2;
        }
        let forever = runtime.func::<(), i32>("forever").unwrap();
        let count = runtime.func::<(), i32>("count").unwrap();
        let mut ring = runtime.ring(16).unwrap();
        for _ in 0..6 {
            ring.push(&spin, (turns,), 0).unwrap();
        }
        ring.push(&forever, (), 1).unwrap();
        ring.push(&count, (), 2).unwrap();
        ring.push(&forever, (), 3).unwrap();
        ring.push(&count, (), 4).unwrap();
        let all = drain(&mut ring);
        assert!(all[..6].iter().all(|done| int(done) == turns));
        for (at, calls) in [(6, 1), (8, 2)] {
            let late = all[at].result.as_ref().unwrap_err();
            assert!(
                matches!(late, CallError::Deadline { function, after } if function == "forever" && *after == AFTER),
                "{late}"
            );
            assert_eq!(int(&all[at + 1]), calls);
        }
        drop(ring);
        assert_eq!(count.call(&mut runtime, ()).unwrap(), 3);
    });
}

#[test]
fn a_deadline_holds_in_callbacks_too() {
    for_each_crossing(|engine, mode| {
        const AFTER: Duration = Duration::from_millis(200);
        let builder = Runtime::builder(engine)
            .mode(mode)
            .deadline(AFTER)
            .builtin("host_sleep", |_: &mut Caller<'_>, ms: i32| std::thread::sleep(Duration::from_millis(ms as u64)))
            .builtin("host_nested", |caller: &mut Caller<'_>| -> Result<i32, CallError> {
                caller.func::<(), i32>("forever")?.call(caller, ())
            });
        let source = "
            int forever(void) { volatile int i = 0; for (;;) i++; return i; }
            int nap(int ms) { host_sleep(ms); return ms; }
            int nest(void) { return host_nested(); }
        ";
        let mut runtime = build(builder, source);
        let nap = runtime.func::<(i32,), i32>("nap").unwrap();
        let nest = runtime.func::<(), i32>("nest").unwrap();
        let mut ring = runtime.ring(8).unwrap();
        for (tag, ms) in [(0, 1), (1, 500), (2, 2)] {
            ring.push(&nap, (ms,), tag).unwrap();
        }
        ring.push(&nest, (), 3).unwrap();
        ring.push(&nap, (3,), 4).unwrap();
        for done in drain(&mut ring) {
            match done.tag {
                1 | 3 => assert!(matches!(done.result, Err(CallError::Deadline { .. })), "{done:?}"),
                _ => assert!(done.result.is_ok(), "{done:?}"),
            }
        }
    });
}

#[test]
fn a_ring_dropped_in_flight_leaves_the_runtime_usable() {
    for_each_crossing(|engine, mode| {
        let mut runtime = build(with_callbacks(engine, mode), &format!("{SOURCE}{CALLBACKS}"));
        let sub = runtime.func::<(i32, i32), i32>("sub").unwrap();
        let forever = runtime.func::<(), i32>("forever").unwrap();
        let plus = runtime.func::<(i32,), i32>("plus").unwrap();
        for round in 0..8 {
            let mut ring = runtime.ring(8).unwrap();
            if round % 2 == 0 {
                ring.push(&sub, (1, 2), 0).unwrap();
                ring.push(&plus, (1,), 0).unwrap();
            }
            if round / 2 % 2 == 0 {
                ring.push(&forever, (), 0).unwrap();
            }
            ring.push(&plus, (1,), 0).unwrap();
            ring.submit();
            if round % 2 == 0 && round / 2 % 2 == 1 {
                ring.poll();
            }
            if round / 4 == 0 {
                drop(ring)
            } else {
                mem::forget(ring)
            }
            assert_eq!(sub.call(&mut runtime, (7, 3)).unwrap(), 4);
            assert_eq!(plus.call(&mut runtime, (1,)).unwrap(), 5);
        }
        runtime.create("more.c", "int more(void) { return 5; }").unwrap();
        assert_eq!(runtime.call("more", &[]).unwrap(), Some(Value::I32(5)));
        runtime.delete("more").unwrap();
    });
}

#[test]
fn memory_is_shared_while_the_ring_is_there() {
    for_each_crossing(|engine, mode| {
        let mut runtime = build(
            Runtime::builder(engine).mode(mode),
            "unsigned total(const unsigned char *p, int n) { unsigned t = 0; while (n--) t += *p++; return t; }
             void fill(unsigned char *p, int n, int c) { while (n--) *p++ = c; }",
        );
        let total = runtime.func::<(plugvisor::Ptr, i32), u32>("total").unwrap();
        let fill = runtime.func::<(plugvisor::Ptr, i32, i32), ()>("fill").unwrap();
        let buffer = runtime.alloc(16).unwrap();
        let mut ring = runtime.ring(4).unwrap();
        for round in 0..10u8 {
            ring.write(buffer.ptr(), &[round; 16]).unwrap();
            ring.push(&total, (buffer.ptr(), 16), 0).unwrap();
            assert_eq!(ring.wait().unwrap().value::<u32>().unwrap(), 16 * u32::from(round));
            ring.push(&fill, (buffer.ptr(), 16, i32::from(round) + 1), 0).unwrap();
            ring.wait().unwrap().value::<()>().unwrap();
            let mut bytes = [0; 16];
            ring.read(buffer.ptr(), &mut bytes).unwrap();
            assert_eq!(bytes, [round + 1; 16]);
        }
        assert!(matches!(ring.read(plugvisor::Ptr(4), &mut [0]), Err(Error::Bounds { .. })));
        let another = ring.runtime().alloc_from(&[1; 8]).unwrap();
        ring.push(&total, (another.ptr(), 8), 0).unwrap();
        assert_eq!(ring.wait().unwrap().value::<u32>().unwrap(), 8);
    });
}

/// A plugin that scribbles over the ring it is called through: its own calls suffer, nobody else.
#[test]
fn a_forged_ring_harms_nobody_else() {
    for_each_crossing(|engine, mode| {
        if mode == Mode::Interp {
            // Its ring is out of a plugin's reach.
            return;
        }
        let source = "
            int poke(unsigned at, unsigned value) { *(unsigned *)at = value; return 1; }
            int twice(int x) { return 2 * x; }
        ";
        let builder = Runtime::builder(engine).mode(mode).deadline(Duration::from_millis(100));
        let mut runtime = build(builder, source);
        let mut neighbour = fresh(engine, mode);
        let poke = runtime.func::<(u32, u32), i32>("poke").unwrap();
        let twice = runtime.func::<(i32,), i32>("twice").unwrap();
        let secret = neighbour.func::<(), i32>("count").unwrap();
        const DEPTH: u32 = 8;
        let bytes = abi::ENTRIES + DEPTH * abi::ENTRY_SIZE + 64;
        let values = [0, 1, 8, 16, 7, 8 * 8, 9 * 8, 0x8000_0000, u32::MAX, 0u32.wrapping_sub(8)];
        let mut random = Random(3);
        for round in 0..if mode == Mode::Segmented { 20 } else { 80 } {
            // The ring takes the first place that is free, as this does.
            let place = runtime.alloc(4096).unwrap();
            runtime.free(place).unwrap();
            let at = match round % 4 {
                0 => abi::HEAD,
                1 => abi::TAIL,
                2 => abi::LINGER,
                _ => random.below(bytes / 4) * 4,
            };
            let value = if round < 40 { values[round as usize / 4] } else { random.below(1 << 31) };
            let mut ring = runtime.ring(DEPTH as usize).unwrap();
            ring.push(&twice, (1,), 0).unwrap();
            ring.push(&poke, (place.ptr().0 + at, value), 1).unwrap();
            ring.push(&twice, (2,), 2).unwrap();
            ring.submit();
            ring.push(&twice, (3,), 3).unwrap();
            // Each completes once and in order, with whatever its own namespace made of it.
            let tags: Vec<u64> = drain(&mut ring).iter().map(|done| done.tag).collect();
            assert_eq!(tags, [0, 1, 2, 3], "{mode}: {value:#x} at {at}");
            drop(ring);
            // Another ring works.
            let mut ring = runtime.ring(DEPTH as usize).unwrap();
            for x in 0..8 {
                ring.push(&twice, (x,), 0).unwrap();
            }
            let results: Vec<i32> = drain(&mut ring).iter().map(int).collect();
            assert_eq!(results, [0, 2, 4, 6, 8, 10, 12, 14], "{mode}: {value:#x} at {at}");
            drop(ring);
            assert_eq!(secret.call(&mut neighbour, ()).unwrap(), round + 1);
        }
    });
}

#[test]
fn batches_pass_through_the_ring_in_their_turn() {
    for_each_crossing(|engine, mode| {
        let mut runtime = fresh(engine, mode);
        let div = runtime.func::<(i32, i32), i32>("div").unwrap();
        let nothing = runtime.func::<(i32,), ()>("nothing").unwrap();
        let count = runtime.func::<(), i32>("count").unwrap();
        let pairs: Vec<u8> = (0..16i32).flat_map(|i| [100 + i, i - 7].map(i32::to_le_bytes)).flatten().collect();
        let (input, output) = (runtime.alloc_from(&pairs).unwrap(), runtime.alloc(64).unwrap());
        let mut ring = runtime.ring(8).unwrap();
        for (count, what) in [(17, "input"), (u32::MAX, "input")] {
            let error = ring.push_map(&div, &input, &output, count, 0).unwrap_err();
            assert!(
                matches!(error, PushError::Batch(BatchError::Size { what: found, .. }) if found == what),
                "{error}"
            );
        }
        for _ in 0..3 {
            ring.push_map(&div, &input, &output, 7, 0).unwrap();
            ring.push(&div, (9, 3), 1).unwrap();
            ring.push_map(&div, &input, &output, 16, 2).unwrap();
            ring.push_map(&nothing, &input, &output, 16, 3).unwrap();
            ring.push_map(&count, &input, &output, 5, 4).unwrap();
            ring.push_map(&count, &input, &output, 0, 5).unwrap();
            ring.push(&div, (9, 0), 6).unwrap();
            ring.submit();
            let all = drain(&mut ring);
            let done: Vec<u32> = all.iter().map(|done| done.done).collect();
            assert_eq!(done, [7, 1, 7, 16, 5, 0, 0]);
            for done in &all {
                match done.tag {
                    1 => assert_eq!(int(done), 3),
                    2 | 6 => {
                        let trap = done.result.as_ref().unwrap_err().trap().unwrap();
                        assert_eq!(trap.kind, TrapKind::IntegerDivision);
                    }
                    _ => assert_eq!(*done.result.as_ref().unwrap(), None),
                }
            }
            let mut results = [0; 28];
            ring.read(output.ptr(), &mut results).unwrap();
            // `count` wrote over the first five.
            let expected: Vec<u8> = (5..7i32).flat_map(|i| ((100 + i) / (i - 7)).to_le_bytes()).collect();
            assert_eq!(results[20..], expected);
        }
    });
}

#[test]
fn async_and_one_way_built_ins_work_in_a_ring() {
    for_each_crossing(|engine, mode| {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let sink = seen.clone();
        let builder = Runtime::builder(engine)
            .mode(mode)
            .builtin_async("later", |_: &mut Caller<'_>, x: i32| async move { x + 1 })
            .builtin_oneway("emit", move |x: i32| sink.lock().unwrap().push(x));
        let mut runtime = build(builder, "int f(int x) { emit(x); return later(x); } void g(int x) { emit(x); }");
        let f = runtime.func::<(i32,), i32>("f").unwrap();
        let g = runtime.func::<(i32,), ()>("g").unwrap();
        let mut ring = runtime.ring(8).unwrap();
        for x in 0..20 {
            ring.push(&f, (x,), 0).unwrap();
            ring.push(&g, (x + 100,), 1).unwrap();
            for done in drain(&mut ring) {
                assert!(done.tag == 1 || int(&done) == x + 1);
            }
        }
        let _ = ring.runtime();
        let expected: Vec<i32> = (0..20).flat_map(|x| [x, x + 100]).collect();
        assert_eq!(*seen.lock().unwrap(), expected);
    });
}

/// Machine code that leaves the runner by the gate, with and without claiming that its entries are executed.
#[test]
fn leaving_the_runner_is_a_trap_of_the_entry() {
    /// One byte of the gate in so many is tried by each policy, another one by each: many lead to an endless loop, which
    /// takes a deadline or two.
    const STEP: u32 = 5;
    let (turn, left) = (Cell::new(0), Cell::new(0));
    for_each_crossing(|engine, mode| {
        if mode == Mode::Interp {
            return;
        }
        turn.set(turn.get() + 1);
        let builder = Runtime::builder(engine).mode(mode).deadline(Duration::from_millis(100));
        let mut runtime = build(builder, "int twice(int x) { return 2 * x; }");
        let twice = runtime.func::<(i32,), i32>("twice").unwrap();
        let base = if mode == Mode::Long { CODE_BASE } else { 0 };
        let place = runtime.alloc(4096).unwrap();
        runtime.free(place).unwrap();
        for offset in 0..if mode == Mode::Long { 256 } else { 128 } {
            for claim in [None, Some(abi::CELL_SIZE), Some(4 * abi::CELL_SIZE)] {
                if offset % STEP != turn.get() % STEP || (claim.is_some() && offset % 24 > 7) {
                    continue;
                }
                let mut code = Vec::new();
                if let Some(claim) = claim {
                    // mov eax, head; mov dword [eax], claim
                    code.push(0xb8);
                    code.extend((place.ptr().0 + abi::HEAD).to_le_bytes());
                    code.extend([0xc7, 0x00]);
                    code.extend(claim.to_le_bytes());
                }
                // mov eax, gate + offset; jmp eax
                code.push(0xb8);
                code.extend((base + GATE_OFFSET + offset).to_le_bytes());
                code.extend([0xff, 0xe0]);
                runtime.link(&Module::from_object(native(runtime.isa(), code, 1))).unwrap();
                let attack = runtime.func::<(i32,), i32>("attack").unwrap();
                let mut ring = runtime.ring(4).unwrap();
                ring.push(&attack, (1,), 0).unwrap();
                ring.push(&twice, (1,), 1).unwrap();
                ring.push(&attack, (1,), 2).unwrap();
                ring.push(&twice, (2,), 3).unwrap();
                let all = drain(&mut ring);
                let tags: Vec<u64> = all.iter().map(|done| done.tag).collect();
                assert_eq!(tags, [0, 1, 2, 3], "{mode}: gate + {offset}, {claim:?}");
                if claim.is_none() {
                    assert_eq!((int(&all[1]), int(&all[3])), (2, 4), "{mode}: gate + {offset}");
                    // Or it ran into a `ret`.
                    if let Err(error) = &all[0].result {
                        left.set(left.get() + i32::from(error.to_string().contains("without returning")));
                    }
                }
                drop(ring);
                runtime.delete("attack").unwrap();
                assert_eq!(twice.call(&mut runtime, (21,)).unwrap(), 42);
            }
        }
    });
    assert!(left.get() > 0 || turn.get() == 0, "one of the jumps ends the upcall");
}

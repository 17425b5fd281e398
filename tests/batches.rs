//! Batches: a function called for each element of an array in one crossing does what calls one by one do.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use plugvisor::{
    BatchError, BoxError, Buffer, CallError, Caller, Engine, Error, ManyError, Mode, Ptr, Runtime, Signature, Symbol,
    TrapKind, Ty, Value,
};
use plugvisor_tests::{for_each_crossing, for_fast_crossings, runtime_with};

fn ints(values: &[i32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// What the buffer holds as `int`s.
fn as_ints(runtime: &Runtime, buffer: &Buffer) -> Vec<i32> {
    let mut bytes = vec![0; buffer.len() as usize];
    runtime.read(buffer.ptr(), &mut bytes).unwrap();
    bytes.as_chunks().0.iter().map(|&word| i32::from_le_bytes(word)).collect()
}

const INVERT: &str =
    "int calls;\nint invert(int x) {\n    calls++;\n    return 1000 / x;\n}\nint count(void) { return calls; }\n";

#[test]
fn map_applies_a_function_in_place() {
    for_each_crossing(|engine, mode| {
        let mut runtime = runtime_with(engine, mode, INVERT);
        let invert = runtime.func::<(i32,), i32>("invert").unwrap();
        let input = runtime.alloc_from(&ints(&[1, 2, 4, 5, 8])).unwrap();
        let output = runtime.alloc(20).unwrap();
        invert.map(&mut runtime, &input, &output, 5).unwrap();
        assert_eq!(as_ints(&runtime, &output), [1000, 500, 250, 200, 125]);
        assert_eq!(as_ints(&runtime, &input), [1, 2, 4, 5, 8]);
        // Results over elements.
        invert.map(&mut runtime, &input, &input, 3).unwrap();
        assert_eq!(as_ints(&runtime, &input), [1000, 500, 250, 5, 8]);
        // No more than asked for.
        runtime.write(output.ptr(), &ints(&[-1, -2, -3, -4, -5])).unwrap();
        runtime.map("invert", &input, &output, 2).unwrap();
        assert_eq!(as_ints(&runtime, &output), [1, 2, -3, -4, -5]);
        assert_eq!(runtime.call("count", &[]).unwrap(), Some(Value::I32(10)));
    });
}

#[test]
fn results_that_are_wider_than_elements_overtake_them() {
    for_each_crossing(|engine, mode| {
        let mut runtime = runtime_with(engine, mode, "long long widen(signed char c) { return c + 1; }");
        let buffer = runtime.alloc_from(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]).unwrap();
        runtime.map("widen", &buffer, &buffer, 2).unwrap();
        // The first result went over the second element: each is read just before its call.
        assert_eq!(runtime.bytes(&buffer), [2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    });
}

#[test]
fn calls_give_their_results_in_order() {
    for_each_crossing(|engine, mode| {
        let mut runtime = runtime_with(engine, mode, INVERT);
        let invert = runtime.func::<(i32,), i32>("invert").unwrap();
        assert_eq!(invert.call_many(&mut runtime, (1..=6).map(|n| (n,))).unwrap(), [1000, 500, 333, 250, 200, 166]);
        let mut results = vec![7];
        invert.call_many_into(&mut runtime, [(-10,), (3,)], &mut results).unwrap();
        assert_eq!(results, [7, -100, 333]);
        assert_eq!(invert.call_many(&mut runtime, []).unwrap(), []);
        assert_eq!(runtime.call("count", &[]).unwrap(), Some(Value::I32(8)));
    });
}

/// Without parameters and without result there is nothing to copy, but each call is made.
#[test]
fn functions_of_nothing_are_called_as_often() {
    for_each_crossing(|engine, mode| {
        let source = "int n; void tick(void) { n++; } int next(void) { return n++; } void add(int by) { n += by; }";
        let mut runtime = runtime_with(engine, mode, source);
        let tick = runtime.func::<(), ()>("tick").unwrap();
        let next = runtime.func::<(), i32>("next").unwrap();
        let add = runtime.func::<i32, ()>("add").unwrap();
        assert_eq!(tick.call_many(&mut runtime, [(); 10]).unwrap(), [(); 10]);
        assert_eq!(next.call_many(&mut runtime, [(); 3]).unwrap(), [10, 11, 12]);
        add.call_many(&mut runtime, [100, 200]).unwrap();
        let (empty, output) = (runtime.alloc(0).unwrap(), runtime.alloc(8).unwrap());
        tick.map(&mut runtime, &empty, &empty, 7).unwrap();
        next.map(&mut runtime, &empty, &output, 2).unwrap();
        assert_eq!(as_ints(&runtime, &output), [320, 321]);
        let input = runtime.alloc_from(&ints(&[1, 2])).unwrap();
        add.map(&mut runtime, &input, &empty, 2).unwrap();
        assert_eq!(next.call(&mut runtime, ()).unwrap(), 325);
    });
}

#[test]
fn thousands_of_calls_go_in_chunks() {
    for_fast_crossings(|engine, mode| {
        let source = "unsigned seen; unsigned step(unsigned x, unsigned long long y) { return x * 3 + seen++ + (unsigned)(y >> 32); }";
        let mut runtime = runtime_with(engine, mode, source);
        let step = runtime.func::<(u32, u64), u32>("step").unwrap();
        let count = 100_003;
        let results = step.call_many(&mut runtime, (0..count).map(|n| (n, u64::from(n) << 32))).unwrap();
        assert!(results.iter().copied().eq((0..count).map(|n| n * 5)), "mode {mode}");
    });
}

#[test]
fn the_host_may_use_other_types_of_the_same_words() {
    for_each_crossing(|engine, mode| {
        let source = "
            signed char narrow(short a, unsigned char b, _Bool c, char d) { return a + b + c + d; }
            unsigned short wrap(unsigned short x) { return x + 1; }
            _Bool odd(char x) { return x & 1; }
            char *second(char *p, int n) { return p + n; }
        ";
        let mut runtime = runtime_with(engine, mode, source);
        let narrow = runtime.func::<(i32, u32, bool, i32), i32>("narrow").unwrap();
        let rows = [(-300, 200, true, -1), (70000, 511, false, 3), (1, 2, true, 4)];
        let each: Vec<i32> = rows.iter().map(|&row| narrow.call(&mut runtime, row).unwrap()).collect();
        assert_eq!(narrow.call_many(&mut runtime, rows).unwrap(), each);
        let wrap = runtime.func::<u32, u32>("wrap").unwrap();
        assert_eq!(wrap.call_many(&mut runtime, [0, 0xffff, 0x1_0001]).unwrap(), [1, 0, 2]);
        let odd = runtime.func::<i32, bool>("odd").unwrap();
        assert_eq!(odd.call_many(&mut runtime, [-1, 0, 256, 257]).unwrap(), [true, false, false, true]);
        let second = runtime.func::<(Ptr, i32), Ptr>("second").unwrap();
        assert_eq!(second.call_many(&mut runtime, [(Ptr(5), 6), (Ptr(0), -1)]).unwrap(), [Ptr(11), Ptr(u32::MAX)]);
    });
}

#[test]
fn floats_cross_in_batches() {
    for_fast_crossings(|engine, mode| {
        let source = "
            double mix(float a, int b, double c, float d) { return a * b + c - d; }
            float half(float x) { return x / 2; }
        ";
        let mut runtime = runtime_with(engine, mode, source);
        let mix = runtime.func::<(f32, i32, f64, f32), f64>("mix").unwrap();
        assert_eq!(mix.call_many(&mut runtime, [(1.5, 2, 0.25, 4.0), (-1.0, 3, 1e300, 0.5)]).unwrap(), [-0.75, 1e300]);
        let half = runtime.func::<f32, f32>("half").unwrap();
        assert_eq!(half.call_many(&mut runtime, [3.0, -0.0, f32::INFINITY]).unwrap(), [1.5, -0.0, f32::INFINITY]);
    });
}

#[test]
fn types_known_at_run_time_do_as_well() {
    for_each_crossing(|engine, mode| {
        let source = "long long f(int a, long long b) { return a * b; } void g(int a) { if (a == 3) a /= 0; }";
        let mut runtime = runtime_with(engine, mode, source);
        let row = |a, b| [Value::I32(a), Value::I64(b)];
        let results = runtime.call_many("f", [row(2, 3), row(-4, 5)]).unwrap();
        assert_eq!(results, [Some(Value::I64(6)), Some(Value::I64(-20))]);
        assert_eq!(runtime.call_many("g", [[Value::I32(1)], [Value::I32(2)]]).unwrap(), [None, None]);
        let error = runtime.call_many("g", [1, 2, 3, 4].map(|n| [Value::I32(n)])).unwrap_err();
        assert_eq!((error.done(), error.source.trap().map(|trap| &trap.kind)), (2, Some(&TrapKind::IntegerDivision)));
        // A row that does not fit stops the batch where it is.
        let rows = [vec![Value::I32(1), Value::I64(1)], vec![Value::I64(1)], vec![Value::I32(1), Value::I64(1)]];
        let error = runtime.call_many("f", rows).unwrap_err();
        assert_eq!(error.results, [Some(Value::I64(1))]);
        assert!(matches!(error.source, CallError::Setup(Error::Signature { .. })), "{error}");
        let error = runtime.call_many("h", [[Value::I32(1)]]).unwrap_err();
        assert!(matches!(error.source, CallError::Setup(Error::NotFound { .. })), "{error}");
    });
}

#[test]
fn a_trap_in_the_middle_keeps_what_came_before() {
    for_each_crossing(|engine, mode| {
        let mut runtime = runtime_with(engine, mode, INVERT);
        let invert = runtime.func::<(i32,), i32>("invert").unwrap();
        let values = [10, 20, 0, 40, 50];
        let error = invert.call_many(&mut runtime, values.map(|value| (value,))).unwrap_err();
        assert_eq!(error.results, [100, 50], "mode {mode}: {error}");
        let trap = error.source.trap().unwrap();
        assert_eq!(trap.kind, TrapKind::IntegerDivision);
        assert_eq!(trap.location.as_ref().map(|at| (at.function.as_str(), at.line)), Some(("invert", 4)));
        assert!(error.to_string().starts_with("the batch stopped after 2 elements: "), "{error}");

        let input = runtime.alloc_from(&ints(&values)).unwrap();
        let output = runtime.alloc(20).unwrap();
        let error = invert.map(&mut runtime, &input, &output, 5).unwrap_err();
        assert_eq!(error.done(), 2);
        assert!(error.call_error().is_some_and(|error| error.trap().is_some()));
        assert_eq!(as_ints(&runtime, &output), [100, 50, 0, 0, 0]);
        // The first and the last element.
        let error = invert.call_many(&mut runtime, [(0,), (1,)]).unwrap_err();
        assert_eq!(error.done(), 0);
        let error = invert.call_many(&mut runtime, [(1,), (2,), (0,)]).unwrap_err();
        assert_eq!(error.results, [1000, 500]);
        // Each element up to the one that trapped was called, none behind it.
        assert_eq!(runtime.call("count", &[]).unwrap(), Some(Value::I32(3 + 3 + 1 + 3)));
        assert_eq!(invert.call_many(&mut runtime, [(4,)]).unwrap(), [250]);
    });
}

#[test]
fn a_deadline_in_the_middle_keeps_what_came_before() {
    for_each_crossing(|engine, mode| {
        let source = "int slow(int x) { while (x == 5) ; return x + 1; }";
        let mut runtime = runtime_with(engine, mode, source);
        runtime.set_deadline(Duration::from_millis(60));
        let slow = runtime.func::<(i32,), i32>("slow").unwrap();
        let error = slow.call_many(&mut runtime, (0..10).map(|n| (n,))).unwrap_err();
        assert_eq!(error.results, [1, 2, 3, 4, 5], "mode {mode}: {error}");
        assert!(matches!(&error.source, CallError::Deadline { function, .. } if function == "slow"), "{error}");
        assert_eq!(slow.call_many(&mut runtime, [(1,), (2,)]).unwrap(), [2, 3]);
    });
}

/// The deadline is for all chunks together, but not for the iterator.
#[test]
fn a_deadline_is_for_the_whole_batch() {
    for_fast_crossings(|engine, mode| {
        let source = "unsigned spin(unsigned n) { unsigned x = 1; while (n--) x = x * 5 + 1; return x; }";
        let mut runtime = runtime_with(engine, mode, source);
        runtime.set_deadline(Duration::from_millis(300));
        let spin = runtime.func::<(u32,), u32>("spin").unwrap();
        // Each call takes a small part of the time, all of them more than there is.
        let error = spin.call_many(&mut runtime, std::iter::repeat((20_000,))).unwrap_err();
        assert!(matches!(error.source, CallError::Deadline { .. }) && error.done() > 0, "mode {mode}: {error}");
        let lazy = (0..8200).map(|n| {
            if n == 8195 {
                std::thread::sleep(Duration::from_millis(600));
            }
            (n % 2,)
        });
        let results = spin.call_many(&mut runtime, lazy).unwrap_or_else(|error| panic!("mode {mode}: {error}"));
        assert_eq!(results.len(), 8200);
    });
}

#[test]
fn nothing_is_called_if_a_buffer_is_too_small() {
    for_each_crossing(|engine, mode| {
        let mut runtime = runtime_with(engine, mode, INVERT);
        let invert = runtime.func::<(i32,), i32>("invert").unwrap();
        let (eight, seven) = (runtime.alloc_from(&ints(&[1, 1])).unwrap(), runtime.alloc(7).unwrap());
        for (input, output, which) in [(&seven, &eight, "input"), (&eight, &seven, "output")] {
            let error = invert.map(&mut runtime, input, output, 2).unwrap_err();
            let BatchError::Size { what, count: 2, needed: 8, len: 7, .. } = error else { panic!("{error}") };
            assert_eq!(what, which);
            assert_eq!((error.done(), error.call_error().is_none()), (0, true));
        }
        for count in [3, 0x4000_0000, u32::MAX] {
            assert!(matches!(invert.map(&mut runtime, &eight, &eight, count), Err(BatchError::Size { .. })));
        }
        invert.map(&mut runtime, &eight, &seven, 0).unwrap();
        // A buffer of a runtime with more memory.
        let mut other = Runtime::builder(engine).mode(mode).memory(64 << 20).build().unwrap();
        other.alloc(48 << 20).unwrap();
        let foreign = other.alloc(64).unwrap();
        let error = invert.map(&mut runtime, &foreign, &eight, 2).unwrap_err();
        assert!(matches!(error.call_error(), Some(CallError::Setup(Error::Bounds { .. }))), "{error}");
        assert_eq!(runtime.call("count", &[]).unwrap(), Some(Value::I32(0)));
        invert.map(&mut runtime, &eight, &eight, 2).unwrap();
    });
}

#[test]
fn handles_mean_the_name() {
    for_each_crossing(|engine, mode| {
        let mut runtime = runtime_with(engine, mode, "int f(int x) { return x; } int g(void) { return 1; }");
        let f = runtime.func::<i32, i32>("f").unwrap();
        let buffer = runtime.alloc_from(&ints(&[5])).unwrap();
        assert_eq!(f.call_many(&mut runtime, [1]).unwrap(), [1]);
        runtime.replace("new.c", "int f(int x) { return -x; }").unwrap();
        assert_eq!(f.call_many(&mut runtime, [1]).unwrap(), [-1]);
        f.map(&mut runtime, &buffer, &buffer, 1).unwrap();
        assert_eq!(as_ints(&runtime, &buffer), [-5]);
        runtime.delete("f").unwrap();
        let error = f.call_many(&mut runtime, [1]).unwrap_err();
        assert!(matches!(error.source, CallError::Deleted { .. }), "{error}");
        let error = f.map(&mut runtime, &buffer, &buffer, 1).unwrap_err();
        assert!(matches!(error.call_error(), Some(CallError::Deleted { .. })), "{error}");
        runtime.create("third.c", "short f(char x) { return x * 2; }").unwrap();
        assert_eq!(f.call_many(&mut runtime, [1, 100]).unwrap(), [2, 200]);
        let mut other = runtime_with(engine, mode, "int f(int x) { return x; }");
        let error = f.call_many(&mut other, [1]).unwrap_err();
        assert!(matches!(error.source, CallError::WrongRuntime { .. }), "{error}");
    });
}

/// A batch calls the function as it was when it began.
#[test]
fn a_batch_outlives_its_function() {
    for_each_crossing(|engine, mode| {
        let mut runtime = Runtime::builder(engine)
            .mode(mode)
            .builtin("swap", |caller: &mut Caller<'_>, x: i32| {
                match x {
                    2 => caller.replace("new.c", "int f(int x) { return -x; }")?,
                    4 => caller.delete("f")?,
                    _ => {}
                }
                Ok::<_, Error>(x * 10)
            })
            .build()
            .unwrap();
        runtime.create("old.c", "int f(int x) { return swap(x); }").unwrap();
        let f = runtime.func::<i32, i32>("f").unwrap();
        assert_eq!(f.call_many(&mut runtime, 1..=6).unwrap(), [10, 20, 30, 40, 50, 60]);
        assert!(matches!(f.call(&mut runtime, 1), Err(CallError::Deleted { .. })));
    });
}

/// A runtime whose plugins call back: `host(x)` is `x + 1` but fails at 13, panics at 14, and makes a batch of its own
/// at 15 and 16.
fn with_host(engine: &Engine, mode: Mode) -> Runtime {
    let mut runtime = Runtime::builder(engine)
        .mode(mode)
        .builtin("host", |caller: &mut Caller<'_>, x: i32| -> Result<i32, BoxError> {
            match x {
                13 => Err("unlucky".into()),
                14 => panic!("fourteen"),
                15 => {
                    let inner = caller.func::<i32, i32>("inner")?;
                    Ok(inner.call_many(caller, 0..100)?.iter().sum())
                }
                16 => {
                    let inner = caller.func::<i32, i32>("inner")?;
                    Ok(inner.call_many(caller, 97..110)?.iter().sum())
                }
                17 => {
                    let inner = caller.func::<i32, i32>("inner")?;
                    let error = inner.call_many(caller, 90..110).unwrap_err();
                    Ok(error.results.len() as i32)
                }
                18 => Ok(caller.func::<i32, i32>("outer")?.call(caller, 1)?),
                _ => Ok(x + 1),
            }
        })
        .build()
        .unwrap();
    let source = "int outer(int x) { if (x == -1) x /= 0; return host(x) * 2; }\n\
                  int inner(int x) { if (x == 100) x /= 0; return host(x % 10); }\n";
    runtime.create("nested.c", source).unwrap();
    runtime
}

#[test]
fn callbacks_upcalls_and_batches_nest_in_batches() {
    for_each_crossing(|engine, mode| {
        let mut runtime = with_host(engine, mode);
        let outer = runtime.func::<i32, i32>("outer").unwrap();
        let nested = (0..100).map(|x| x % 10 + 1).sum::<i32>() * 2;
        assert_eq!(outer.call_many(&mut runtime, [1, 15, 18, 17, 2]).unwrap(), [4, nested, 8, 20, 6]);
        // The inner batch counts its own elements, not the outer one's.
        for at in [15, 17, 18] {
            let error = outer.call_many(&mut runtime, [1, 2, at, -1, 3]).unwrap_err();
            assert_eq!(error.done(), 3, "mode {mode}: {error}");
            let error = outer.call_many(&mut runtime, [at, 13]).unwrap_err();
            assert_eq!((error.done(), error.source.to_string().as_str()), (1, "unlucky"), "mode {mode}");
        }
        // What stopped the inner batch stops the outer one, unless the built-in goes on.
        let error = outer.call_many(&mut runtime, [1, 16, 2]).unwrap_err();
        assert_eq!(error.results, [4]);
        assert_eq!(
            error.source.trap().map(|trap| &trap.kind),
            Some(&TrapKind::IntegerDivision),
            "mode {mode}: {error}"
        );
        assert_eq!(outer.call_many(&mut runtime, [1]).unwrap(), [4]);
    });
}

/// The words of a callback do not get in the way of the batch's count.
#[test]
fn callbacks_with_many_arguments_leave_the_count_alone() {
    for_each_crossing(|engine, mode| {
        let mut runtime = Runtime::builder(engine)
            .mode(mode)
            .builtin_dynamic("host", signature(&[Ty::I64; 16]), |_: &mut Caller<'_>, args: &[Value]| {
                Ok(Some(if args[15] == Value::I64(-1) { return Err("minus one".into()) } else { args[14] }))
            })
            .build()
            .unwrap();
        let source = "long long f(long long x) { return host(x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x); }";
        runtime.create("f.c", source).unwrap();
        let f = runtime.func::<i64, i64>("f").unwrap();
        let error = f.call_many(&mut runtime, [1 << 40, 7, -1, 5]).unwrap_err();
        assert_eq!(error.results, [1 << 40, 7], "mode {mode}: {error}");
    });
}

fn signature(params: &[Ty]) -> Signature {
    Signature { params: params.to_vec(), result: Some(Ty::I64), variadic: false }
}

#[test]
fn errors_and_panics_of_built_ins_stop_a_batch() {
    for_each_crossing(|engine, mode| {
        let mut runtime = with_host(engine, mode);
        let outer = runtime.func::<i32, i32>("outer").unwrap();
        let error = outer.call_many(&mut runtime, [1, 13, 2]).unwrap_err();
        assert_eq!((error.results.as_slice(), error.source.to_string().as_str()), (&[4][..], "unlucky"));
        let buffer = runtime.alloc_from(&ints(&[1, 14, 2])).unwrap();
        for _ in 0..3 {
            let panic = catch_unwind(AssertUnwindSafe(|| outer.call_many(&mut runtime, [1, 14, 2]))).unwrap_err();
            assert_eq!(panic.downcast_ref(), Some(&"fourteen"));
            let panic = catch_unwind(AssertUnwindSafe(|| outer.map(&mut runtime, &buffer, &buffer, 3))).unwrap_err();
            assert_eq!(panic.downcast_ref(), Some(&"fourteen"));
            runtime.write(buffer.ptr(), &ints(&[1])).unwrap();
        }
        assert_eq!(outer.call_many(&mut runtime, [5, 6]).unwrap(), [12, 14]);
    });
}

#[test]
fn a_panic_of_the_iterator_leaves_the_runtime_in_order() {
    for_each_crossing(|engine, mode| {
        let mut runtime = runtime_with(engine, mode, INVERT);
        runtime.set_deadline(Duration::from_secs(5));
        let invert = runtime.func::<(i32,), i32>("invert").unwrap();
        let params = || (1..10).map(|n| if n == 5 { panic!("five") } else { (n,) });
        let panic = catch_unwind(AssertUnwindSafe(|| invert.call_many(&mut runtime, params()))).unwrap_err();
        assert_eq!(panic.downcast_ref(), Some(&"five"));
        for _ in 0..100 {
            let _ = catch_unwind(AssertUnwindSafe(|| invert.call_many(&mut runtime, params())));
        }
        assert_eq!(invert.call_many(&mut runtime, [(2,)]).unwrap(), [500]);
        // Nothing was lost: neither the level of nesting nor the staging buffer.
        runtime.delete("invert").unwrap();
        runtime.create("invert.c", "int invert(int x) { return x; }").unwrap();
        assert_eq!(invert.call(&mut runtime, (2,)).unwrap(), 2);
    });
}

#[test]
fn a_deadline_stops_a_batch_within_a_batch() {
    for_each_crossing(|engine, mode| {
        let mut runtime = Runtime::builder(engine)
            .mode(mode)
            .deadline(Duration::from_millis(60))
            .builtin("again", |caller: &mut Caller<'_>, x: i32| -> Result<i32, BoxError> {
                let inner = caller.func::<i32, i32>("inner")?;
                // What came of it does not matter: the time is up for all of it.
                let _ = inner.call_many(caller, [x, x + 1, x + 2]);
                Ok(0)
            })
            .build()
            .unwrap();
        runtime
            .create("loop.c", "int inner(int x) { while (x == 5) ; return x; } int outer(int x) { return again(x); }")
            .unwrap();
        let outer = runtime.func::<i32, i32>("outer").unwrap();
        let error = outer.call_many(&mut runtime, [10, 0, 4, 7]).unwrap_err();
        assert!(
            matches!(&error.source, CallError::Deadline { function, .. } if function == "outer"),
            "mode {mode}: {error}"
        );
        assert_eq!(error.results, [0, 0], "mode {mode}");
        assert_eq!(outer.call_many(&mut runtime, [10, 20]).unwrap(), [0, 0]);
    });
}

/// A batch that is stopped before its first element has none done, whatever was done before.
#[test]
fn a_batch_that_comes_too_late_does_nothing() {
    for_each_crossing(|engine, mode| {
        let done = Arc::new(Mutex::new(None));
        let inner_done = done.clone();
        let mut runtime = Runtime::builder(engine)
            .mode(mode)
            .deadline(Duration::from_millis(40))
            .builtin("late", move |caller: &mut Caller<'_>, x: i32| -> Result<i32, BoxError> {
                if x == 3 {
                    std::thread::sleep(Duration::from_millis(120));
                    let outcome = caller.func::<i32, i32>("inner")?.call_many(caller, 0..10);
                    *inner_done.lock().unwrap() = outcome.err().map(|error| error.done());
                }
                Ok(x)
            })
            .build()
            .unwrap();
        runtime.create("late.c", "int inner(int x) { return x; } int outer(int x) { return late(x); }").unwrap();
        let outer = runtime.func::<i32, i32>("outer").unwrap();
        let error = outer.call_many(&mut runtime, 0..10).unwrap_err();
        assert!(matches!(error.source, CallError::Deadline { .. }), "mode {mode}: {error}");
        assert_eq!(error.results, [0, 1, 2], "mode {mode}");
        assert_eq!(*done.lock().unwrap(), Some(0), "mode {mode}");
    });
}

#[test]
fn built_ins_are_called_in_batches_too() {
    for_each_crossing(|engine, mode| {
        let mut runtime = Runtime::builder(engine)
            .mode(mode)
            .builtin("host", |_: &mut Caller<'_>, a: i32, b: u64| u64::from(a as u32) + b)
            .build()
            .unwrap();
        let host = runtime.func::<(i32, u64), u64>("host").unwrap();
        assert_eq!(host.call_many(&mut runtime, [(1, 2), (3, 1 << 40)]).unwrap(), [3, 3 + (1 << 40)]);
    });
}

#[test]
fn batches_do_with_little_memory() {
    for_each_crossing(|engine, mode| {
        let builder = Runtime::builder(engine).mode(mode).memory(2 << 20).stack(64 << 10);
        let mut runtime = builder.build().unwrap();
        runtime.create("f.c", "long long f(int x) { return x + 1; }").unwrap();
        let f = runtime.func::<i32, i64>("f").unwrap();
        // All that is left, down to some sixty bytes.
        let mut taken = Vec::new();
        for size in (6..21).rev() {
            while let Ok(buffer) = runtime.alloc(1 << size) {
                taken.push(buffer);
            }
        }
        let error = f.call_many(&mut runtime, 0..20).unwrap_err();
        assert!(matches!(error.source, CallError::Setup(Error::OutOfMemory { .. })), "mode {mode}: {error}");
        assert_eq!(error.done(), 0);
        // Room for a few elements, and for them only as long as the batch takes.
        let last = taken.pop().unwrap();
        runtime.free(last).unwrap();
        runtime.alloc(last.len() - 64).unwrap();
        for _ in 0..3 {
            assert!(f.call_many(&mut runtime, 0..20).unwrap().into_iter().eq(1..21), "mode {mode}");
        }
        runtime.alloc(64).unwrap();
    });
}

/// What a batch keeps for the next one makes room for what is needed now.
#[test]
fn the_staging_buffer_is_given_up_for_others() {
    for_each_crossing(|engine, mode| {
        let mut runtime = Runtime::builder(engine).mode(mode).memory(2 << 20).stack(64 << 10).build().unwrap();
        runtime.create("f.c", "int f(int x) { return x + 1; }").unwrap();
        let f = runtime.func::<i32, i32>("f").unwrap();
        let all = (1..=2 << 20).rev().step_by(4096).find(|&len| {
            let taken = runtime.alloc(len);
            taken.is_ok_and(|buffer| runtime.free(buffer).is_ok())
        });
        for _ in 0..2 {
            assert_eq!(f.call_many(&mut runtime, [1, 2]).unwrap(), [2, 3]);
            let buffer = runtime.alloc(all.unwrap()).unwrap();
            runtime.free(buffer).unwrap();
            assert_eq!(f.call_many(&mut runtime, [1, 2]).unwrap(), [2, 3]);
            runtime.create("large.c", &format!("char large[{}];", all.unwrap())).unwrap();
            runtime.delete("large").unwrap();
        }
    });
}

#[test]
fn other_kinds_of_built_ins_can_be_called_in_batches() {
    for_each_crossing(|engine, mode| {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let hear = heard.clone();
        let inner = engine.compile("inner.c", "int triple(int x) { return 3 * x; }").unwrap();
        let mut runtime = Runtime::builder(engine)
            .mode(mode)
            .guest_builtins(&inner)
            .builtin_oneway("tell", move |x: i32| hear.lock().unwrap().push(x))
            .builtin_async(
                "later",
                |_: &mut Caller<'_>, x: i32| async move { if x == 5 { Err("five") } else { Ok(x + 1) } },
            )
            .build()
            .unwrap();
        runtime.create("f.c", "int f(int x) { tell(x); return later(x) + triple(x); }").unwrap();
        let f = runtime.func::<i32, i32>("f").unwrap();
        assert_eq!(f.call_many(&mut runtime, 1..=3).unwrap(), [5, 9, 13]);
        let error = f.call_many(&mut runtime, 4..=6).unwrap_err();
        assert_eq!((error.results.as_slice(), error.source.to_string().as_str()), (&[17][..], "five"), "mode {mode}");
        assert_eq!(*heard.lock().unwrap(), [1, 2, 3, 4, 5], "mode {mode}");
        let tell = runtime.func::<i32, ()>("tell").unwrap();
        tell.call_many(&mut runtime, 6..=8).unwrap();
        let triple = runtime.func::<i32, i32>("triple").unwrap();
        assert_eq!(triple.call_many(&mut runtime, 6..=8).unwrap(), [18, 21, 24], "mode {mode}");
        let later = runtime.func::<i32, i32>("later").unwrap();
        assert_eq!(later.call_many(&mut runtime, 6..=8).unwrap(), [7, 8, 9], "mode {mode}");
        assert_eq!(*heard.lock().unwrap(), [1, 2, 3, 4, 5, 6, 7, 8], "mode {mode}");
    });
}

#[test]
fn elements_of_any_type_are_c_structs() {
    let seed = AtomicU32::new(1);
    let round = |engine: &Engine, mode: Mode, types: &[Ty], arguments: usize| {
        let random = || {
            let next = seed.load(Ordering::Relaxed).wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed.store(next, Ordering::Relaxed);
            next >> 8
        };
        let params: Vec<Ty> = (0..arguments).map(|_| types[random() as usize % types.len()]).collect();
        let result = types[random() as usize % types.len()];
        let list: Vec<String> = params.iter().enumerate().map(|(i, ty)| format!("{} p{i}", ty.c_name())).collect();
        let sum: String =
            params.iter().enumerate().map(|(i, ty)| format!(" + {} * {}", i + 1, as_int(*ty, i))).collect();
        let value = if result == Ty::Ptr { "(void *)(unsigned)s" } else { "s" };
        let params_text = if list.is_empty() { "void".to_owned() } else { list.join(", ") };
        let source = format!("int n; {} f({params_text}) {{ int s = n++{sum}; return {value}; }}", result.c_name());
        let mut runtime = runtime_with(engine, mode, &source);
        let mut oracle = runtime_with(engine, Mode::Interp, &source);
        let Some(Symbol::Function { signature, .. }) = runtime.lookup("f") else { panic!() };
        assert_eq!(signature.params, params);
        let count = 4;
        let rows: Vec<Vec<Value>> =
            (0..count).map(|_| params.iter().map(|&ty| some_value(ty, random())).collect()).collect();
        let expected: Vec<_> = rows.iter().map(|row| oracle.call("f", row).unwrap()).collect();
        assert_eq!(runtime.call_many("f", &rows).unwrap(), expected, "mode {mode}: {source}");

        // The same by hand: the layout is as documented.
        let (stride, size) = (signature.stride() as usize, signature.result_size() as usize);
        let mut bytes = vec![0xee; stride * rows.len()];
        for (i, row) in rows.iter().enumerate() {
            for (value, (ty, offset)) in row.iter().zip(signature.fields()) {
                let at = i * stride + offset as usize;
                bytes[at..at + ty.size() as usize].copy_from_slice(&le_bytes(*value)[..ty.size() as usize]);
            }
        }
        let (input, output) = (runtime.alloc_from(&bytes).unwrap(), runtime.alloc((size * rows.len()) as u32).unwrap());
        runtime.map("f", &input, &output, count).unwrap();
        let expected: Vec<_> = rows.iter().map(|row| oracle.call("f", row).unwrap().unwrap()).collect();
        let expected: Vec<u8> = expected.iter().flat_map(|&value| le_bytes(value)[..size].to_vec()).collect();
        assert_eq!(runtime.bytes(&output), expected, "mode {mode}: {source}");
        assert_eq!(runtime.bytes(&input), bytes);
    };
    let integers = [Ty::Bool, Ty::I8, Ty::U8, Ty::I16, Ty::U16, Ty::I32, Ty::U32, Ty::I64, Ty::U64, Ty::Ptr];
    for_each_crossing(|engine, mode| (0..=16).for_each(|arguments| round(engine, mode, &integers, arguments)));
    let all = [&integers[..], &[Ty::F32, Ty::F64, Ty::F32, Ty::F64]].concat();
    for_fast_crossings(|engine, mode| {
        for arguments in 0..=16 {
            (0..3).for_each(|_| round(engine, mode, &all, arguments));
        }
    });
}

/// Parameter `i` as an `int` in C.
fn as_int(ty: Ty, i: usize) -> String {
    if ty == Ty::Ptr { format!("(int)(unsigned)p{i}") } else { format!("(int)p{i}") }
}

fn some_value(ty: Ty, bits: u32) -> Value {
    let small = (bits % 1000) as i32 - 500;
    match ty {
        Ty::Bool => Value::Bool(bits & 1 != 0),
        Ty::I8 | Ty::I16 | Ty::I32 => Value::I32(small),
        Ty::U8 | Ty::U16 | Ty::U32 => Value::U32(bits),
        Ty::I64 => Value::I64(i64::from(small) << 20),
        Ty::U64 => Value::U64(u64::from(bits) << 13),
        Ty::F32 => Value::F32(small as f32),
        Ty::F64 => Value::F64(f64::from(small) / 4.0),
        Ty::Ptr => Value::Ptr(Ptr(bits)),
    }
}

fn le_bytes(value: Value) -> [u8; 8] {
    match value {
        Value::Bool(v) => u64::from(v),
        Value::I32(v) => v as u64,
        Value::U32(v) => v.into(),
        Value::I64(v) => v as u64,
        Value::U64(v) => v,
        Value::F32(v) => v.to_bits().into(),
        Value::F64(v) => v.to_bits(),
        Value::Ptr(v) => v.0.into(),
    }
    .to_le_bytes()
}

/// The error of a batch is an error like any other.
#[test]
fn errors_can_be_passed_on() {
    fn run(runtime: &mut Runtime) -> Result<Vec<i32>, BoxError> {
        let invert = runtime.func::<(i32,), i32>("invert")?;
        let buffer = runtime.alloc(4)?;
        invert.map(runtime, &buffer, &buffer, 0)?;
        Ok(invert.call_many(runtime, [(0,)])?)
    }
    let mut runtime = runtime_with(&Engine::new(), Mode::Interp, INVERT);
    let error = run(&mut runtime).unwrap_err();
    assert!(error.downcast_ref::<ManyError<i32>>().is_some());
    assert!(error.source().unwrap().downcast_ref::<CallError>().is_some());
}

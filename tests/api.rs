//! The embedder's API: typed and dynamic calls, modules, built-ins, buffers.

use std::error::Error as StdError;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use plugvisor::{BoxError, CallError, Caller, Engine, Error, Mode, Ptr, Runtime, Signature, Symbol, Ty, Value};
use plugvisor_tests::{for_each_crossing, for_fast_modes, runtime_with};

#[test]
fn what_threads_may_share() {
    fn send<T: Send>() {}
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Engine>();
    shared::<plugvisor::Module>();
    shared::<plugvisor::RuntimeBuilder>();
    shared::<plugvisor::Func<(i32,), i32>>();
    shared::<Error>();
    shared::<CallError>();
    send::<Runtime>();
}

#[test]
fn typed_calls_of_every_integer_type() {
    for_each_crossing(|engine, mode| {
        let source = "
            int sub(unsigned a, unsigned b) { return a - b; }
            long long wide(long long a, unsigned long long b) { return a * 3 + b; }
            unsigned char narrow(signed char c, unsigned short s) { return c + s; }
            signed char negative(int x) { return x; }
            _Bool truth(int x) { return x; }
            int *same(int *p) { return p; }
            int counter;
            void bump(int by) { counter += by; }
            int get(void) { return counter; }";
        let mut r = runtime_with(engine, mode, source);
        let sub = r.func::<(u32, u32), i32>("sub").unwrap();
        assert_eq!(sub.call(&mut r, (3, 5)).unwrap(), -2);
        assert_eq!(sub.call(&mut r, (u32::MAX, 0)).unwrap(), -1);
        let wide = r.func::<(i64, u64), i64>("wide").unwrap();
        assert_eq!(wide.call(&mut r, (-(1 << 40), 7)).unwrap(), -3 * (1 << 40) + 7);
        // The plugin sees only the low bits of a narrow parameter, and the host those of a narrow result.
        let narrow = r.func::<(i32, u32), u32>("narrow").unwrap();
        assert_eq!(narrow.call(&mut r, (0x1234_56ff, 0xdead_0001)).unwrap(), 0);
        assert_eq!(narrow.call(&mut r, (1, 0x1ff)).unwrap(), 0);
        assert_eq!(r.func::<i32, i32>("negative").unwrap().call(&mut r, 0x80).unwrap(), -128);
        assert!(r.func::<(i32,), bool>("truth").unwrap().call(&mut r, (256,)).unwrap());
        let same = r.func::<(Ptr,), Ptr>("same").unwrap();
        assert_eq!(same.call(&mut r, (Ptr(0x1234),)).unwrap(), Ptr(0x1234));
        let bump = r.func::<(i32,), ()>("bump").unwrap();
        bump.call(&mut r, (5,)).unwrap();
        bump.call(&mut r, (-2,)).unwrap();
        assert_eq!(r.func::<(), i32>("get").unwrap().call(&mut r, ()).unwrap(), 3, "globals persist between calls");
    });
}

#[test]
fn typed_calls_of_floating_types() {
    for_fast_modes(|engine, mode| {
        let source = "
            float half(float x) { return x / 2; }
            double mix(int a, double b, float c, long long d) { return a + b * c - d; }";
        let mut r = runtime_with(engine, mode, source);
        assert_eq!(r.func::<(f32,), f32>("half").unwrap().call(&mut r, (5.0,)).unwrap(), 2.5);
        let mix = r.func::<(i32, f64, f32, i64), f64>("mix").unwrap();
        assert_eq!(mix.call(&mut r, (1, 2.5, 4.0, 1 << 40)).unwrap(), 11.0 - (1u64 << 40) as f64);
    });
}

#[test]
fn sixteen_arguments_arrive_in_order() {
    for_each_crossing(|engine, mode| {
        let parameters: Vec<_> = (0..16).map(|i| format!("int a{i}")).collect();
        let sum: Vec<_> = (0..16).map(|i| format!("a{i} * {}", i + 1)).collect();
        let source = format!("int f({}) {{ return {}; }}", parameters.join(", "), sum.join(" + "));
        let mut r = runtime_with(engine, mode, &source);
        type Sixteen = (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32);
        let f = r.func::<Sixteen, i32>("f").unwrap();
        let expected = (0..16).map(|i| (i + 3) * (i + 1)).sum::<i32>();
        assert_eq!(f.call(&mut r, (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18)).unwrap(), expected);
        let args: Vec<_> = (3..19).map(Value::I32).collect();
        assert_eq!(r.call("f", &args).unwrap(), Some(Value::I32(expected)));
    });
}

#[test]
fn mixed_arguments_of_all_types_arrive() {
    for_fast_modes(|engine, mode| {
        let source = "
            double f(int a, double b, long long c, float d, unsigned e, double g, unsigned long long h, float i,
                     int j, double k, int *l, float m, long long n, double o, int p, float q) {
                return a + b + c + d + e + g + h + i + j + k + (unsigned)l + m + n + o + p + q;
            }";
        let mut r = runtime_with(engine, mode, source);
        let args = [
            Value::I32(1),
            Value::F64(2.5),
            Value::I64(4),
            Value::F32(8.25),
            Value::U32(16),
            Value::F64(32.5),
            Value::U64(64),
            Value::F32(128.5),
            Value::I32(256),
            Value::F64(512.5),
            Value::Ptr(Ptr(1024)),
            Value::F32(2048.5),
            Value::I64(4096),
            Value::F64(8192.5),
            Value::I32(16384),
            Value::F32(32768.5),
        ];
        assert_eq!(r.call("f", &args).unwrap(), Some(Value::F64(65535.0 + 0.5 * 7.0 + 0.25)));
    });
}

#[test]
fn wrong_types_are_errors_that_name_both() {
    for_each_crossing(|engine, mode| {
        let mut r = runtime_with(engine, mode, "int f(int a, long long b) { return a + (int)b; }");
        let error = r.func::<(i32, i32), i32>("f").unwrap_err();
        assert!(matches!(&error, Error::Signature { name, .. } if name == "f"), "{error}");
        assert!(error.to_string().contains("long long"), "{error}");
        assert!(matches!(r.func::<(i32, i64), ()>("f"), Err(Error::Signature { .. })));
        assert!(matches!(r.func::<(i32, i64), i32>("g"), Err(Error::NotFound { .. })));
        assert!(matches!(r.call("f", &[Value::I32(1)]), Err(CallError::Setup(Error::Signature { .. }))));
        assert!(matches!(r.call("f", &[Value::I32(1), Value::F64(1.0)]), Err(CallError::Setup(_))));
        assert_eq!(r.call("f", &[Value::U32(1), Value::U64(2)]).unwrap(), Some(Value::I32(3)));
    });
}

#[test]
fn a_module_serves_runtimes_of_every_mode() {
    let engine = Engine::new();
    let module = engine.compile("shared.c", "int n; int next(void) { return ++n; }").unwrap();
    for_each_crossing(|_, mode| {
        let mut first = Runtime::builder(&engine).mode(mode).build().unwrap();
        let mut second = Runtime::builder(&engine).mode(mode).build().unwrap();
        first.link(&module).unwrap();
        second.link(&module).unwrap();
        let next = first.func::<(), i32>("next").unwrap();
        assert_eq!(next.call(&mut first, ()).unwrap(), 1);
        assert_eq!(next.call(&mut first, ()).unwrap(), 2);
        let error = next.call(&mut second, ()).unwrap_err();
        assert!(matches!(error, CallError::WrongRuntime { .. }), "{error}");
        let next = second.func::<(), i32>("next").unwrap();
        assert_eq!(next.call(&mut second, ()).unwrap(), 1, "static data is each runtime's own");
    });
}

#[test]
fn groups_link_whole_or_not_at_all() {
    for_each_crossing(|engine, mode| {
        let even = "int odd(int n); int even(int n) { return n == 0 ? 1 : odd(n - 1); }";
        let odd = "int even(int n); int odd(int n) { return n == 0 ? 0 : even(n - 1); }";
        let mut r = Runtime::builder(engine).mode(mode).build().unwrap();
        let (even, odd) = (engine.compile("even.c", even).unwrap(), engine.compile("odd.c", odd).unwrap());
        let clash = engine.compile("clash.c", "int fine(void) { return 1; } int even(int n) { return n; }").unwrap();
        r.link_all(&[&even, &odd]).unwrap();
        assert_eq!(r.call("even", &[Value::I32(10)]).unwrap(), Some(Value::I32(1)));
        assert!(matches!(r.link(&clash), Err(Error::Link(_))));
        assert!(r.lookup("fine").is_none());
        let fresh = Runtime::builder(engine).mode(mode).build().unwrap();
        assert_eq!(fresh.names(), ["create", "delete", "lookup"]);
    });
}

#[test]
fn built_ins_take_and_return_every_type() {
    for_each_crossing(|engine, mode| {
        let calls = Arc::new(AtomicU32::new(0));
        let counter = calls.clone();
        let mut r = Runtime::builder(engine)
            .mode(mode)
            .builtin("none", move |_: &mut Caller<'_>| {
                counter.fetch_add(1, Ordering::Relaxed);
            })
            .builtin("wide", |_: &mut Caller<'_>, a: i64, b: u32| a - i64::from(b))
            .builtin("isnt", |_: &mut Caller<'_>, a: bool| !a)
            .builtin("sum", |caller: &mut Caller<'_>, p: Ptr, len: u32| {
                let mut bytes = vec![0; len as usize];
                caller.read(p, &mut bytes)?;
                Ok::<u32, Error>(bytes.iter().copied().map(u32::from).sum())
            })
            .build()
            .unwrap();
        let source = "
            long long f(void) { none(); none(); return wide(-1LL << 40, 5); }
            int g(int x) { return isnt(x) * 10 + isnt(!x); }
            unsigned h(void) { unsigned char b[4]; b[0] = 1; b[1] = 2; b[2] = 3; b[3] = 250; return sum(b, 4); }";
        r.create("test.c", source).unwrap();
        assert_eq!(r.call("f", &[]).unwrap(), Some(Value::I64(-(1 << 40) - 5)));
        assert_eq!(calls.load(Ordering::Relaxed), 2);
        assert_eq!(r.call("g", &[Value::I32(7)]).unwrap(), Some(Value::I32(1)));
        assert_eq!(r.call("h", &[]).unwrap(), Some(Value::U32(256)));
        assert!(matches!(r.lookup("sum"), Some(Symbol::Function { builtin: true, .. })));
        assert!(matches!(r.delete("sum"), Err(Error::Link(_))), "built-ins are the host's");
    });
}

#[test]
fn variadic_built_ins_find_their_arguments_in_cells() {
    for_each_crossing(|engine, mode| {
        let signature = Signature { params: vec![Ty::I32], result: Some(Ty::I64), variadic: true };
        let mut r = Runtime::builder(engine)
            .mode(mode)
            .builtin_dynamic("total", signature, |caller, args| {
                let &[Value::I32(count), Value::Ptr(cells)] = args else {
                    return Err(format!("unexpected arguments {args:?}").into());
                };
                let mut total = 0;
                for i in 0..count as u32 {
                    let mut cell = [0; 8];
                    caller.read(cells.offset(8 * i), &mut cell)?;
                    total += if i % 2 == 0 {
                        i64::from(i32::from_le_bytes([cell[0], cell[1], cell[2], cell[3]]))
                    } else {
                        i64::from_le_bytes(cell)
                    };
                }
                Ok(Some(Value::I64(total)))
            })
            .build()
            .unwrap();
        r.create("test.c", "long long f(signed char c) { return total(4, c, 1LL << 40, 7, -1LL); }").unwrap();
        assert_eq!(r.call("f", &[Value::I32(-3)]).unwrap(), Some(Value::I64((1 << 40) + 3)));
    });
}

#[derive(Debug, PartialEq)]
struct Refused(u32);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refused {}", self.0)
    }
}

impl StdError for Refused {}

fn hostile_host(engine: &Engine, mode: Mode) -> Runtime {
    let mut r = Runtime::builder(engine)
        .mode(mode)
        .builtin("fail", |_: &mut Caller<'_>, x: u32| Err::<(), _>(Refused(x)))
        .builtin("burst", |_: &mut Caller<'_>| -> () { panic!("a bug in the host") })
        .builtin("again", |caller: &mut Caller<'_>, n: i32| -> Result<i32, BoxError> {
            Ok(caller.func::<(i32,), i32>("down")?.call(caller, (n,))?)
        })
        .builtin("calm", |caller: &mut Caller<'_>| {
            caller.func::<(), i32>("trouble").map_or(-1, |f| f.call(caller, ()).unwrap_or(-2))
        })
        .build()
        .unwrap();
    let source = "
        int after;
        int trouble(void) { fail(7); after = 1; return 0; }
        int bursting(void) { burst(); after = 1; return 0; }
        int down(int n) { return n == 0 ? 0 : again(n - 1) + 1; }
        int deep(int n) { return n == 0 ? trouble() : again(0); }
        int soothe(void) { return calm() * 10; }
        int ok(void) { return 42 + after; }";
    r.create("test.c", source).unwrap();
    r
}

#[test]
fn errors_of_built_ins_reach_the_host_as_they_are() {
    for_each_crossing(|engine, mode| {
        let mut r = hostile_host(engine, mode);
        let error = r.call("trouble", &[]).unwrap_err();
        assert_eq!(error.downcast_ref::<Refused>(), Some(&Refused(7)), "{error}");
        assert_eq!(error.to_string(), "refused 7");
        assert_eq!(r.call("ok", &[]).unwrap(), Some(Value::I32(42)), "the plugin did not go on");
        assert_eq!(r.call("soothe", &[]).unwrap(), Some(Value::I32(-20)), "a built-in can handle a nested failure");
    });
}

#[test]
fn upcalls_nest_in_callbacks() {
    for_each_crossing(|engine, mode| {
        let mut r = hostile_host(engine, mode);
        assert_eq!(r.call("down", &[Value::I32(5)]).unwrap(), Some(Value::I32(5)));
        let error = r.call("down", &[Value::I32(1000)]).unwrap_err();
        assert!(matches!(error, CallError::TooDeep { .. }), "{error}");
        assert_eq!(r.call("down", &[Value::I32(3)]).unwrap(), Some(Value::I32(3)));
    });
}

#[test]
fn a_panic_in_a_built_in_leaves_the_runtime_whole() {
    for_each_crossing(|engine, mode| {
        let mut r = hostile_host(engine, mode);
        let panic = catch_unwind(AssertUnwindSafe(|| r.call("bursting", &[]))).unwrap_err();
        assert_eq!(panic.downcast_ref::<&str>(), Some(&"a bug in the host"));
        assert_eq!(r.call("ok", &[]).unwrap(), Some(Value::I32(42)));
        assert_eq!(r.call("down", &[Value::I32(2)]).unwrap(), Some(Value::I32(2)));
    });
}

#[test]
fn buffers_are_shared_without_copies() {
    for_each_crossing(|engine, mode| {
        let source = "int invert(unsigned char *p, unsigned n) {
            unsigned i; for (i = 0; i < n; i++) p[i] = 255 - p[i]; return n; }";
        let mut r = runtime_with(engine, mode, source);
        let buffer = r.alloc(100).unwrap();
        assert!(r.bytes(&buffer).iter().all(|&byte| byte == 0));
        for (i, byte) in r.bytes_mut(&buffer).iter_mut().enumerate() {
            *byte = i as u8;
        }
        let invert = r.func::<(Ptr, u32), i32>("invert").unwrap();
        assert_eq!(invert.call(&mut r, (buffer.ptr(), buffer.len())).unwrap(), 100);
        assert!(r.bytes(&buffer).iter().enumerate().all(|(i, &byte)| byte == 255 - i as u8));
        r.free(buffer).unwrap();
        assert!(r.free(buffer).is_err(), "freed twice");
        let refused = r.alloc(1 << 30).unwrap_err();
        assert!(matches!(refused, Error::OutOfMemory { .. }), "{refused}");
    });
}

#[test]
fn buffers_come_back_zeroed_and_space_is_used_again() {
    for_each_crossing(|engine, mode| {
        let mut r = Runtime::builder(engine).mode(mode).memory(2 << 20).build().unwrap();
        for round in 0..20u8 {
            let buffer = r.alloc(1 << 20).unwrap();
            assert!(r.bytes(&buffer).iter().all(|&byte| byte == 0), "round {round}");
            r.bytes_mut(&buffer).fill(round + 1);
            r.free(buffer).unwrap();
        }
    });
}

#[test]
fn copies_are_checked() {
    for_each_crossing(|engine, mode| {
        let mut r = runtime_with(engine, mode, "char text[] = \"guest\"; char *get(void) { return text; }");
        let text = r.func::<(), Ptr>("get").unwrap().call(&mut r, ()).unwrap();
        assert_eq!(r.read_cstr(text, 100).unwrap(), b"guest");
        assert_eq!(r.read_cstr(text, 5).unwrap(), b"guest");
        assert!(matches!(r.read_cstr(text, 4), Err(Error::Text { .. })));
        r.write(text, b"QUEST").unwrap();
        assert_eq!(r.read_cstr(text, 100).unwrap(), b"QUEST");
        for wild in [Ptr::NULL, Ptr(4096), Ptr(u32::MAX - 3), Ptr(0x7000_0000), Ptr(0x7c00_8000)] {
            assert!(matches!(r.read(wild, &mut [0; 8]), Err(Error::Bounds { .. })), "{wild}");
            assert!(matches!(r.write(wild, &[0; 8]), Err(Error::Bounds { .. })), "{wild}");
            assert!(r.read_cstr(wild, 8).is_err(), "{wild}");
        }
    });
}

#[test]
fn runtimes_work_on_several_threads_at_once() {
    for_each_crossing(|engine, mode| {
        std::thread::scope(|scope| {
            for worker in 0..4 {
                scope.spawn(move || {
                    let source = format!("int f(int x) {{ return x * 10 + {worker}; }}");
                    let mut r = runtime_with(engine, mode, &source);
                    let f = r.func::<(i32,), i32>("f").unwrap();
                    for x in 0..50 {
                        assert_eq!(f.call(&mut r, (x,)).unwrap(), x * 10 + worker);
                    }
                });
            }
        });
    });
}

#[test]
fn a_runtime_moves_between_threads() {
    for_each_crossing(|engine, mode| {
        let mut r = runtime_with(engine, mode, "int n; int f(void) { return ++n; }");
        let f = r.func::<(), i32>("f").unwrap();
        for round in 1..5 {
            (r, ()) = std::thread::spawn({
                let f = f.clone();
                move || {
                    assert_eq!(f.call(&mut r, ()).unwrap(), round);
                    (r, ())
                }
            })
            .join()
            .unwrap();
        }
    });
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    for_each_crossing(|engine, mode| {
        let builder = Runtime::builder(engine).mode(mode);
        assert!(matches!(builder.clone().memory(u32::MAX).build(), Err(Error::Setting(_))));
        assert!(matches!(builder.clone().memory(2 << 20).stack(2 << 20).build(), Err(Error::Setting(_))));
        assert!(matches!(builder.clone().code_size(0).build(), Err(Error::Setting(_))));
        let twice = builder.builtin("f", |_: &mut Caller<'_>| 1).builtin("f", |_: &mut Caller<'_>| 2).build();
        assert!(matches!(twice, Err(Error::Link(_))));
    });
}

#[test]
fn without_kvm_the_embedder_decides() {
    let nowhere = "/nonexistent/kvm";
    let strict = Engine::builder().kvm_path(nowhere).build();
    for mode in [Mode::Auto, Mode::Long, Mode::Segmented] {
        let error = Runtime::builder(&strict).mode(mode).build().unwrap_err();
        assert!(matches!(error, Error::NoKvm { .. }), "{mode}: {error}");
        assert!(error.to_string().contains(nowhere), "{mode}: {error}");
    }
    assert!(strict.auto_mode().is_err());
    assert_eq!(Runtime::builder(&strict).mode(Mode::Interp).build().unwrap().mode(), Mode::Interp);

    let lenient = Engine::builder().kvm_path(nowhere).allow_interp_fallback(true).build();
    assert_eq!(lenient.auto_mode().unwrap(), Mode::Interp);
    let mut r = Runtime::builder(&lenient).build().unwrap();
    assert_eq!(r.mode(), Mode::Interp);
    r.create("f.c", "int f(void) { return 5; }").unwrap();
    assert_eq!(r.call("f", &[]).unwrap(), Some(Value::I32(5)));
    let long = Runtime::builder(&lenient).mode(Mode::Long).build();
    assert!(matches!(long, Err(Error::NoKvm { .. })), "a mode that was asked for is not traded for another");
}

#[test]
fn auto_is_a_machine_mode_where_there_is_kvm() {
    let engine = Engine::new();
    if plugvisor_tests::available(&engine, Mode::Long) {
        let mode = Runtime::builder(&engine).build().unwrap().mode();
        assert!(matches!(mode, Mode::Long | Mode::Segmented), "{mode}");
        assert_eq!(engine.auto_mode().unwrap(), mode);
    }
}

#[test]
fn plugins_that_compile_at_the_deepest_nesting() {
    for_each_crossing(|engine, mode| {
        let mut r = Runtime::builder(engine)
            .mode(mode)
            .builtin("again", |caller: &mut Caller<'_>, n: i32| -> Result<i32, BoxError> {
                Ok(caller.func::<(i32,), i32>("down")?.call(caller, (n,))?)
            })
            .builtin("deepest", |caller: &mut Caller<'_>| {
                // About as deeply nested as the compiler takes.
                const NESTING: usize = 60;
                let source = format!("int leaf(void) {{ return {}7{}; }}", "(".repeat(NESTING), ")".repeat(NESTING));
                caller.create("leaf.c", &source).map_or(-1, |()| 1)
            })
            .build()
            .unwrap();
        r.create("test.c", "int down(int n) { return n == 0 ? deepest() : again(n - 1); }").unwrap();
        assert_eq!(r.call("down", &[Value::I32(62)]).unwrap(), Some(Value::I32(1)), "{mode}");
        assert_eq!(r.call("leaf", &[]).unwrap(), Some(Value::I32(7)), "{mode}");
    });
}

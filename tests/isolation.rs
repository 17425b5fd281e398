//! One runtime is nothing to another.

use plugvisor::{CallError, Caller, Ptr, Runtime, Value};
use plugvisor_tests::{for_each_crossing, runtime_with};

#[test]
fn the_same_name_lives_in_both() {
    for_each_crossing(|engine, mode| {
        let mut a = runtime_with(engine, mode, "int x = 1; int f(void) { return x; } void set(int v) { x = v; }");
        let mut b = runtime_with(engine, mode, "int x = 2; int f(void) { return x * 100; }");
        assert_eq!(a.call("f", &[]).unwrap(), Some(Value::I32(1)));
        assert_eq!(b.call("f", &[]).unwrap(), Some(Value::I32(200)));
        a.call("set", &[Value::I32(50)]).unwrap();
        assert_eq!(b.call("f", &[]).unwrap(), Some(Value::I32(200)));
        assert!(b.lookup("set").is_none());
        assert!(matches!(b.call("set", &[Value::I32(1)]), Err(CallError::Setup(_))));
    });
}

#[test]
fn the_same_address_is_other_memory() {
    for_each_crossing(|engine, mode| {
        let source = "int peek(int *p) { return *p; } void poke(int *p, int v) { *p = v; }";
        let mut a = runtime_with(engine, mode, source);
        let mut b = runtime_with(engine, mode, source);
        let (in_a, in_b) = (a.alloc(64).unwrap(), b.alloc(64).unwrap());
        assert_eq!(in_a.ptr(), in_b.ptr(), "the same sequence of requests gives the same addresses");
        let poke = a.func::<(Ptr, i32), ()>("poke").unwrap();
        poke.call(&mut a, (in_a.ptr(), 0x5ec7e7)).unwrap();
        let peek = b.func::<(Ptr,), i32>("peek").unwrap();
        assert_eq!(peek.call(&mut b, (in_b.ptr(),)).unwrap(), 0);
        // Wherever b looks, what it can read is its own.
        assert!(!b.bytes(&in_b).windows(4).any(|w| w == 0x5ec7e7i32.to_le_bytes()));
    });
}

#[test]
fn faults_of_one_leave_the_other_alone() {
    for_each_crossing(|engine, mode| {
        let source = "int n; int bad(void) { n++; return *(int *)16; } int get(void) { return n; }";
        let mut a = runtime_with(engine, mode, source);
        let mut b = runtime_with(engine, mode, source);
        for round in 1..20 {
            assert!(matches!(a.call("bad", &[]), Err(CallError::Trap(_))));
            assert_eq!(a.call("get", &[]).unwrap(), Some(Value::I32(round)));
            assert_eq!(b.call("get", &[]).unwrap(), Some(Value::I32(0)));
        }
        drop(a);
        assert_eq!(b.call("get", &[]).unwrap(), Some(Value::I32(0)));
    });
}

#[test]
fn built_ins_belong_to_the_runtime_they_were_given_to() {
    for_each_crossing(|engine, mode| {
        let mut a = Runtime::builder(engine).mode(mode).builtin("secret", |_: &mut Caller<'_>| 42).build().unwrap();
        let mut b = Runtime::builder(engine).mode(mode).build().unwrap();
        let source = "int secret(void); int f(void) { return secret(); }";
        a.create("test.c", source).unwrap();
        b.create("test.c", source).unwrap();
        assert_eq!(a.call("f", &[]).unwrap(), Some(Value::I32(42)));
        assert!(matches!(b.call("f", &[]), Err(CallError::Trap(_))));
        assert_eq!(b.unresolved(), ["secret"]);
    });
}

#[test]
fn many_runtimes_live_at_once() {
    for_each_crossing(|engine, mode| {
        let module = engine.compile("n.c", "int n; int add(int x) { return n += x; }").unwrap();
        let mut runtimes: Vec<_> = (0..12)
            .map(|_| {
                let mut r = Runtime::builder(engine).mode(mode).memory(2 << 20).build().unwrap();
                r.link(&module).unwrap();
                r
            })
            .collect();
        for round in 1..4 {
            for (i, r) in (0..).zip(&mut runtimes) {
                assert_eq!(r.call("add", &[Value::I32(i)]).unwrap(), Some(Value::I32(i * round)), "{mode}");
            }
        }
    });
}

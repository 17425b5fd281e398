//! `longjmp` and what it must not reach: frames that are gone, other upcalls, the host.

use plugvisor::{CallError, Caller, Engine, Mode, Runtime, Value};
use plugvisor_tests::{for_each_crossing, for_each_mode, runtime_with};

const JUMPS: &str = "
    #include <setjmp.h>
    #include <string.h>
    static jmp_buf outer, inner;
    static int order;
    int ask(int);
    int jump_out(int value) { order = order * 10 + 2; longjmp(outer, value); }
    int catch(int value) {
        int caught;
        order = order * 10 + 3;
        caught = setjmp(inner);
        if (caught == 0) longjmp(inner, value);
        return caught;
    }
    int start(int value) {
        int caught;
        order = 1;
        caught = setjmp(outer);
        if (caught) return -caught;
        return ask(value);
    }
    int around(int value) {
        int caught = setjmp(outer);
        if (caught) return caught;
        longjmp(outer, ask(value) + 1);
    }
    int again(int value) { longjmp(outer, value); }
    int ok(int x) { return x + order * 0 + 1; }";

/// A runtime whose built-in calls the plugin that is named.
fn asking(engine: &Engine, mode: Mode, plugin: &'static str) -> Runtime {
    let mut runtime = Runtime::builder(engine)
        .mode(mode)
        .builtin("ask", move |caller: &mut Caller<'_>, value: i32| -> Result<i32, CallError> {
            let plugin = caller.func::<(i32,), i32>(plugin)?;
            plugin.call(caller, (value,))
        })
        .build()
        .unwrap();
    runtime.create("jumps.c", JUMPS).unwrap();
    runtime
}

fn call(runtime: &mut Runtime, name: &str, value: i32) -> Result<i32, CallError> {
    runtime.func::<(i32,), i32>(name)?.call(runtime, (value,))
}

fn aborts(runtime: &mut Runtime, name: &str) {
    match call(runtime, name, 5) {
        Err(CallError::Trap(trap)) => assert!(trap.to_string().contains("abort"), "{trap}"),
        other => panic!("{}: {name}: {other:?}", runtime.mode()),
    }
    assert_eq!(call(runtime, "ok", 1).unwrap(), 2);
}

#[test]
fn across_the_host_a_jump_traps() {
    for_each_crossing(|engine, mode| {
        let mut runtime = asking(engine, mode, "jump_out");
        for _ in 0..3 {
            aborts(&mut runtime, "start");
        }
        // Within the upcall that the host's function makes they are as anywhere, and around that function, too.
        let mut runtime = asking(engine, mode, "catch");
        for value in 1..4 {
            assert_eq!(call(&mut runtime, "start", value).unwrap(), value, "{mode}");
            assert_eq!(call(&mut runtime, "around", value).unwrap(), value + 1, "{mode}");
        }
    });
}

#[test]
fn a_host_that_catches_the_trap_goes_on() {
    for_each_crossing(|engine, mode| {
        let mut runtime = Runtime::builder(engine)
            .mode(mode)
            .builtin("ask", |caller: &mut Caller<'_>, value: i32| -> i32 {
                let Ok(plugin) = caller.func::<(i32,), i32>("jump_out") else { return -1 };
                i32::from(matches!(plugin.call(caller, (value,)), Err(CallError::Trap(_)))) * 40
            })
            .build()
            .unwrap();
        runtime.create("jumps.c", JUMPS).unwrap();
        for _ in 0..3 {
            assert_eq!(call(&mut runtime, "start", 7).unwrap(), 40, "{mode}");
            assert_eq!(call(&mut runtime, "around", 7).unwrap(), 41, "{mode}: and may jump behind it");
        }
    });
}

/// What the buffer says is whatever the plugin wrote there; the wall stands, and the interpreter notices.
#[test]
fn wild_jumps_stay_inside() {
    let source = "
        #include <setjmp.h>
        static jmp_buf buffer;
        static unsigned noise(unsigned x) { x ^= x << 13; x ^= x >> 17; return x ^ x << 5; }
        static int jump_back(int n) { longjmp(buffer, n); }
        int f(int seed) {
            unsigned *words = (unsigned *)&buffer, x = seed * 2654435769u + 1;
            int i;
            if (setjmp(buffer)) return 1;
            for (i = 0; i < 16; i++) {
                x = noise(x);
                if (x >> 28 < 6) words[i] = x;
            }
            return jump_back(1);
        }
        int garbage(int byte) {
            char *bytes = (char *)&buffer;
            int i;
            for (i = 0; i < (int)sizeof buffer; i++) bytes[i] = byte;
            longjmp(buffer, 1);
        }
        static int leave(int depth) { return setjmp(buffer) + depth; }
        int gone(int x) { leave(x); longjmp(buffer, 1); }
        int ok(int x) { return x + 1; }";
    for_each_crossing(|engine, mode| {
        let mut runtime = runtime_with(engine, mode, source);
        runtime.set_deadline(std::time::Duration::from_millis(200));
        for seed in 0..24 {
            match call(&mut runtime, "f", seed) {
                Ok(1) | Err(CallError::Deadline { .. }) => {}
                Err(CallError::Trap(_)) => {}
                other => panic!("{mode}: {other:?}"),
            }
            assert_eq!(call(&mut runtime, "ok", seed).unwrap(), seed + 1, "{mode}");
        }
        for byte in [0, 1, 0x20, 0x7f, 0xff] {
            assert!(matches!(call(&mut runtime, "garbage", byte), Err(CallError::Trap(_))), "{mode}");
        }
        let gone = call(&mut runtime, "gone", 1);
        assert!(mode != Mode::Interp || matches!(gone, Err(CallError::Trap(_))), "{gone:?}");
        assert_eq!(call(&mut runtime, "ok", 1).unwrap(), 2);
    });
}

#[test]
fn an_upcall_that_is_over_is_not_entered_again() {
    let engine = Engine::new();
    let mut runtime = asking(&engine, Mode::Interp, "catch");
    assert_eq!(call(&mut runtime, "start", 3).unwrap(), 3);
    aborts(&mut runtime, "again");
}

#[test]
fn loops_of_jumps_end_at_the_deadline() {
    let source = "
        #include <setjmp.h>
        static jmp_buf buffer;
        void f(void) { setjmp(buffer); longjmp(buffer, 1); }
        int ok(void) { return 1; }";
    for_each_mode(|engine, mode| {
        let mut runtime = runtime_with(engine, mode, source);
        runtime.set_deadline(std::time::Duration::from_millis(50));
        assert!(matches!(runtime.call("f", &[]), Err(CallError::Deadline { .. })), "{mode}");
        assert_eq!(runtime.call("ok", &[]).unwrap(), Some(Value::I32(1)));
    });
}

#[test]
fn a_function_of_that_name_is_a_programs_own() {
    for_each_mode(|engine, mode| {
        let source = "
            int setjmp(int x) { return x + 1; }
            int longjmp(int x, int y) { return x * y; }
            int f(void) { int x = 5; int y = setjmp(x); return longjmp(x, y); }";
        let mut runtime = runtime_with(engine, mode, source);
        assert_eq!(runtime.call("f", &[]).unwrap(), Some(Value::I32(30)), "{mode}");
    });
}

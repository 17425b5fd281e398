//! What a plugin does wrong comes back as a typed trap with its place, and the runtime goes on.

use plugvisor::{Access, CallError, Engine, Mode, Runtime, Trap, TrapKind, Value};
use plugvisor_tests::{for_each_crossing, for_fast_modes, runtime_with};

/// Calls `f` of a plugin that has `int ok(void)` beside it, and checks that the runtime survives.
fn trap(engine: &Engine, mode: Mode, source: &str, args: &[Value]) -> Trap {
    let mut r = runtime_with(engine, mode, &format!("{source}\nint ok(void) {{ return 42; }}"));
    let mut traps = (0..2).map(|_| {
        let trap = trap_of(&mut r, "f", args);
        assert_eq!(r.call("ok", &[]).unwrap(), Some(Value::I32(42)), "{mode}: usable at once");
        trap
    });
    let (first, second) = (traps.next().unwrap(), traps.next().unwrap());
    assert_eq!(first, second, "{mode}: the same fault is the same trap");
    first
}

fn trap_of(r: &mut Runtime, name: &str, args: &[Value]) -> Trap {
    match r.call(name, args) {
        Err(CallError::Trap(trap)) => *trap,
        other => panic!("{}: expected a trap, got {other:?}", r.mode()),
    }
}

fn place(trap: &Trap) -> (&str, &str, u32) {
    let location = trap.location.as_ref().unwrap_or_else(|| panic!("no place: {trap}"));
    (&location.function, &location.file, location.line)
}

#[test]
fn null_pointers() {
    for_each_crossing(|engine, mode| {
        let read = trap(engine, mode, "int f(int *p) {\n  return 1 +\n    *p;\n}", &[Value::I32(0)]);
        assert_eq!(read.kind, TrapKind::NullPointer, "{mode}: {read}");
        assert_eq!((read.access, read.address), (Some(Access::Read), Some(0)), "{mode}: {read}");
        assert_eq!(place(&read), ("f", "test.c", 3), "{mode}: {read}");
        let write = trap(engine, mode, "struct s { int a, b; };\nvoid f(struct s *p) { p->b = 1; }", &[Value::I32(0)]);
        assert_eq!(write.kind, TrapKind::NullPointer, "{mode}: {write}");
        assert_eq!((write.access, write.address), (Some(Access::Write), Some(4)), "{mode}: {write}");
        assert_eq!(place(&write), ("f", "test.c", 2), "{mode}: {write}");
    });
}

#[test]
fn accesses_outside_the_data_segment() {
    for_each_crossing(|engine, mode| {
        // The code segment is missing among what is read: `long` mode can't execute code that can't be read.
        for address in [0x7c00_0000u32, 0x7c00_9000, 0x8000_0001, 0xffff_fff0, 0x6fff_ffff] {
            let read = trap(engine, mode, "int f(unsigned char *p) { return *p; }", &[Value::U32(address)]);
            assert_eq!(read.kind, TrapKind::OutOfSegment, "{mode} {address:#x}: {read}");
            assert_eq!(read.access, Some(Access::Read), "{mode} {address:#x}: {read}");
        }
        for address in [0x7000_0000u32, 0x7000_3000, 0x7c00_0000, 0x7c00_9000, 0x8000_0001, 0xffff_fff0] {
            let write = trap(engine, mode, "void f(unsigned char *p) { *p = 1; }", &[Value::U32(address)]);
            assert_eq!(write.kind, TrapKind::OutOfSegment, "{mode} {address:#x}: {write}");
            assert_eq!(write.access, Some(Access::Write), "{mode} {address:#x}: {write}");
            assert_eq!(write.address, Some(u64::from(address)), "{mode} {address:#x}: {write}");
        }
    });
}

#[test]
fn the_first_byte_behind_the_segment() {
    for_each_crossing(|engine, mode| {
        let source = "int f(unsigned char *p) { return *p; }";
        let mut r = Runtime::builder(engine).mode(mode).memory(2 << 20).build().unwrap();
        r.create("test.c", source).unwrap();
        let end = 0x20_0000 + r.memory_size();
        assert_eq!(r.call("f", &[Value::U32(end - 1)]).unwrap(), Some(Value::I32(0)), "{mode}");
        let trap = trap_of(&mut r, "f", &[Value::U32(end)]);
        assert_eq!(trap.kind, TrapKind::OutOfSegment, "{mode}: {trap}");
        assert_eq!(trap.address, Some(u64::from(end)), "{mode}: {trap}");
    });
}

#[test]
fn integer_division() {
    for_each_crossing(|engine, mode| {
        let source = "int f(int a, int b) {\n  return a / b;\n}";
        let zero = trap(engine, mode, source, &[Value::I32(1), Value::I32(0)]);
        assert_eq!(zero.kind, TrapKind::IntegerDivision, "{mode}: {zero}");
        assert_eq!(place(&zero), ("f", "test.c", 2), "{mode}: {zero}");
        let overflow = trap(engine, mode, source, &[Value::I32(i32::MIN), Value::I32(-1)]);
        assert_eq!(overflow.kind, TrapKind::IntegerDivision, "{mode}: {overflow}");
        let wide = trap(
            engine,
            mode,
            "long long f(long long a, long long b) { return a % b; }",
            &[Value::I64(1), Value::I64(0)],
        );
        assert_eq!(wide.kind, TrapKind::IntegerDivision, "{mode}: {wide}");
        assert_eq!(place(&wide).0, "f", "{mode}: {wide}");
    });
}

#[test]
fn stack_overflow() {
    for_each_crossing(|engine, mode| {
        let source = "int down(int n) {\n  int pad[200];\n  pad[0] = n;\n  return down(n + 1) + pad[0];\n}
int ok(void) { return 42; }";
        let mut r = Runtime::builder(engine).mode(mode).stack(64 << 10).build().unwrap();
        r.create("test.c", source).unwrap();
        let trap = trap_of(&mut r, "down", &[Value::I32(0)]);
        assert_eq!(trap.kind, TrapKind::StackOverflow, "{mode}: {trap}");
        assert_eq!(place(&trap).0, "down", "{mode}: {trap}");
        assert_eq!(r.call("ok", &[]).unwrap(), Some(Value::I32(42)), "{mode}");
    });
}

#[test]
fn frames_larger_than_the_stack() {
    for_each_crossing(|engine, mode| {
        for size in [300_000, 600_000, 1_000_000] {
            let source = format!("int f(int n) {{ char big[{size}]; big[n] = 1; return big[n + 1]; }}");
            let trap = trap(engine, mode, &source, &[Value::I32(0)]);
            assert_eq!(trap.kind, TrapKind::StackOverflow, "{mode} {size}: {trap}");
            assert_eq!(place(&trap).0, "f", "{mode} {size}: {trap}");
        }
    });
}

#[test]
fn calls_to_what_is_not_defined_name_it() {
    for_each_crossing(|engine, mode| {
        let source = "int missing(int);\nint f(void) {\n  return missing(1);\n}";
        let undefined = trap(engine, mode, source, &[]);
        assert_eq!(undefined.kind, TrapKind::UndefinedSymbol { name: "missing".into() }, "{mode}: {undefined}");
        assert_eq!(place(&undefined), ("f", "test.c", 3), "{mode}: {undefined}");
        assert!(undefined.to_string().contains("missing"));
    });
}

#[test]
fn calls_through_what_is_no_function_pointer() {
    for_each_crossing(|engine, mode| {
        let source = "int f(int (*p)(void)) {\n  return p();\n}";
        for value in [0u32, 1, 0x20_0000, 0x7000_0000, 0x7fff_ffff, 0x8000_1000, u32::MAX] {
            let trap = trap(engine, mode, source, &[Value::U32(value)]);
            assert_eq!(trap.kind, TrapKind::BadFunctionPointer, "{mode} {value:#x}: {trap}");
            assert_eq!(place(&trap), ("f", "test.c", 2), "{mode} {value:#x}: {trap}");
        }
    });
}

#[test]
fn traps_in_what_was_called_name_the_callee() {
    for_each_crossing(|engine, mode| {
        let inner = "static int inner(int *p) {\n  return *p;\n}\nint f(int n) {\n  return inner((int *)n) + 1;\n}";
        let called = trap(engine, mode, &format!("__attribute__((noinline)) {inner}"), &[Value::I32(8)]);
        assert_eq!(place(&called), ("inner", "test.c", 2), "{mode}: {called}");
        assert_eq!(called.address, Some(8), "{mode}: {called}");
        // What was inlined is code of the function that it is in now, but keeps its line.
        let inlined = trap(engine, mode, inner, &[Value::I32(8)]);
        assert_eq!(place(&inlined), ("f", "test.c", 2), "{mode}: {inlined}");
    });
}

#[test]
fn a_trap_keeps_what_was_written_before_it() {
    for_each_crossing(|engine, mode| {
        let source = "int n; int f(int *p) { n = 7; return *p; } int get(void) { return n; }";
        let mut r = runtime_with(engine, mode, source);
        trap_of(&mut r, "f", &[Value::I32(0)]);
        assert_eq!(r.call("get", &[]).unwrap(), Some(Value::I32(7)), "{mode}");
    });
}

#[test]
fn a_runtime_survives_many_traps() {
    for_fast_modes(|engine, mode| {
        let mut r = runtime_with(engine, mode, "int f(int *p) { return *p; } int ok(int x) { return x + 1; }");
        for i in 0..500 {
            assert_eq!(trap_of(&mut r, "f", &[Value::I32(i % 100)]).kind, TrapKind::NullPointer);
            assert_eq!(r.call("ok", &[Value::I32(i)]).unwrap(), Some(Value::I32(i + 1)));
        }
    });
}

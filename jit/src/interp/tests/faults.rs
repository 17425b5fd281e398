//! Faults and their places.

use crate::interp::{Access, Event, Fault, FaultKind};
use crate::testing::machine::{MEMORY, Machine, STACK};
use guest_abi::TrapCode;
use guest_abi::layout::{DATA_BASE, FUNCTION_TAG};
use linker::ObjectId;

fn fault(event: Event) -> Fault {
    match event {
        Event::Fault(fault) => fault,
        other => panic!("{other:?}"),
    }
}

fn kind(event: Event) -> FaultKind {
    fault(event).kind
}

const MEMORY_TEXT: &str = "module \"m\"
file \"m.c\"
export function %nothing()
export function %get(i32) -> i32
export function %put(i32, i64)
export function %copy(i32, i32)
export function %fill(i32)
function %nothing {
block0:
    return
}
function %get -> i32 {
block0(v0: i32):
    v1: i32 = load.i32 v0+4 @12:5
    return v1
}
function %put {
block0(v0: i32, v1: i64):
    store.i64 v0, v1 @20:7
    return
}
function %copy {
block0(v0: i32, v1: i32):
    copy v0, v1, 8
    return
}
function %fill {
block0(v0: i32):
    fill v0, 1, 0xffffffff
    return
}";

#[test]
fn accesses_outside_the_segment() {
    let mut m = Machine::with(MEMORY_TEXT);
    let end = DATA_BASE + MEMORY;
    let read = |m: &mut Machine, a: u32| m.call("get", &[u64::from(a.wrapping_sub(4))]);
    assert_eq!(read(&mut m, end - 4), Event::Returned(0));
    assert_eq!(read(&mut m, DATA_BASE), Event::Returned(0));
    let found = fault(read(&mut m, 0));
    assert_eq!((found.kind, found.address), (FaultKind::NullAccess(Access::Read), Some(0)));
    let place = found.place.expect("has a place");
    assert_eq!((place.object, place.function, place.loc.line, place.loc.column), (ObjectId(0), 1, 12, 5));
    assert_eq!(fault(read(&mut m, DATA_BASE - 1)).kind, FaultKind::NullAccess(Access::Read));
    for (address, first) in [(end - 3, end), (end, end), (end + 5, end + 5), (u32::MAX, u32::MAX)] {
        let found = fault(read(&mut m, address));
        assert_eq!((found.kind, found.address), (FaultKind::OutOfSegment(Access::Read), Some(first)));
    }
    let write = |m: &mut Machine, a: u32| m.call("put", &[u64::from(a), u64::MAX]);
    assert_eq!(write(&mut m, end - 8), Event::Returned(0));
    assert_eq!(kind(write(&mut m, end - 7)), FaultKind::OutOfSegment(Access::Write));
    assert_eq!(kind(write(&mut m, 8)), FaultKind::NullAccess(Access::Write));
    assert_eq!(kind(write(&mut m, FUNCTION_TAG | 1)), FaultKind::OutOfSegment(Access::Write));
    let copy = |m: &mut Machine, to: u32, from: u32| m.call("copy", &[u64::from(to), u64::from(from)]);
    assert_eq!(copy(&mut m, end - 8, end - 8), Event::Returned(0));
    assert_eq!(kind(copy(&mut m, end - 8, end - 7)), FaultKind::OutOfSegment(Access::Read));
    assert_eq!(kind(copy(&mut m, end - 7, end - 8)), FaultKind::OutOfSegment(Access::Write));
    assert_eq!(kind(m.call("fill", &[u64::from(DATA_BASE)])), FaultKind::OutOfSegment(Access::Write));
    assert_eq!(m.call("nothing", &[]), Event::Returned(0));
}

#[test]
fn divide_errors() {
    let text = "module \"m\"
export function %f(i64, i64) -> i64
function %f -> i64 {
block0(v0: i64, v1: i64):
    v2: i64 = sdiv v0, v1
    return v2
}";
    let mut machine = Machine::with(text);
    assert_eq!(machine.value("f", &[(-7i64) as u64, 2]) as i64, -3);
    assert_eq!(kind(machine.call("f", &[1, 0])), FaultKind::DivideError);
    assert_eq!(kind(machine.call("f", &[1 << 63, u64::MAX])), FaultKind::DivideError);
}

#[test]
fn explicit_traps() {
    let text = "module \"m\"\nexport function %f()\nfunction %f {\nblock0:\ntrap unreachable\n}";
    assert_eq!(kind(Machine::with(text).call("f", &[])), FaultKind::Trap(TrapCode::Unreachable));
}

#[test]
fn endless_recursion_overflows_the_stack() {
    let text = "module \"m\"
file \"m.c\"
export function %f(i32) -> i32
export function %g()
export function %big()
function %f -> i32 {
block0(v0: i32):
    v1: i32 = int.i32 1
    v2: i32 = add v0, v1
    v3: i32 = call %f(v2) @3:9
    return v3
}
function %g {
block0:
    return
}
function %big {
    ss0 = stack 100000 align 1
block0:
    return
}";
    let mut machine = Machine::with(text);
    let found = fault(machine.call("f", &[0]));
    assert_eq!(found.kind, FaultKind::StackOverflow);
    assert_eq!(found.place.map(|p| p.loc.line), Some(3));
    assert!(found.address.is_some_and(|a| a < DATA_BASE));
    assert_eq!(kind(machine.call("big", &[])), FaultKind::StackOverflow);
    assert_eq!(machine.call("g", &[]), Event::Returned(0));
    assert_eq!(machine.mark().stack, DATA_BASE + STACK);
}

#[test]
fn registers_of_a_deep_recursion_are_bounded() {
    let mut text =
        String::from("module \"m\"\nexport function %f(i32) -> i32\nfunction %f -> i32 {\nblock0(v0: i32):\n");
    for v in 1..20_000 {
        text.push_str(&format!("v{v}: i32 = add v{}, v0\n", v - 1));
    }
    text.push_str("v20000: i32 = call %f(v19999)\nreturn v20000\n}");
    let mut machine = Machine::with(&text);
    assert_eq!(kind(machine.call("f", &[0])), FaultKind::StackOverflow);
}

const CALLS: &str = "module \"m\"
file \"m.c\"
export function %undefined()
export function %indirect(ptr) -> i32
export function %callee(i32) -> i32
export function %float(f32) -> f32
import function %missing()
function %undefined {
block0:
    call %missing() @5:2
    return
}
function %indirect -> i32 {
block0(v0: i32):
    v1: i32 = call_indirect v0(v0) -> i32 @9:4
    return v1
}
function %callee -> i32 {
block0(v0: i32):
    return v0
}
function %float -> f32 {
block0(v0: f32):
    return v0
}";

#[test]
fn calls_of_what_is_not_there() {
    let mut machine = Machine::with(CALLS);
    let slot = machine.slot("missing").0;
    let found = fault(machine.call("undefined", &[]));
    assert_eq!(found.kind, FaultKind::UndefinedSlot(slot));
    assert_eq!(found.place.map(|p| p.loc.line), Some(5));
    let bad = FaultKind::Trap(TrapCode::BadFunctionPointer);
    for pointer in [0, 1, u64::from(DATA_BASE), u64::from(FUNCTION_TAG | 4096), 0xffff_ffff] {
        assert_eq!(kind(machine.call("indirect", &[pointer])), bad);
    }
    assert_eq!(kind(machine.call("indirect", &[u64::from(FUNCTION_TAG)])), FaultKind::UndefinedSlot(0));
    let pointer = machine.pointer("callee");
    assert_eq!(machine.value("indirect", &[pointer]), pointer);
    let pointer = machine.pointer("float");
    assert_eq!(kind(machine.call("indirect", &[pointer])), bad, "other types");
    let pointer = machine.pointer("undefined");
    assert_eq!(kind(machine.call("indirect", &[pointer])), bad, "other number of arguments");
}

#[test]
fn a_deleted_function_is_undefined() {
    let mut machine = Machine::with(CALLS);
    let pointer = machine.pointer("callee");
    let slot = machine.slot("callee").0;
    machine.undefine("callee");
    assert_eq!(kind(machine.call("indirect", &[pointer])), FaultKind::UndefinedSlot(slot));
}

#[test]
fn upcalls_of_what_is_not_there() {
    let mut machine = Machine::with(CALLS);
    assert!(matches!(kind(machine.call("nobody", &[])), FaultKind::UndefinedSlot(_)));
    assert_eq!(kind(machine.call("callee", &[])), FaultKind::Trap(TrapCode::BadFunctionPointer));
    machine.interp.unload(ObjectId(0));
    assert!(matches!(kind(machine.call("callee", &[1])), FaultKind::UndefinedSlot(_)));
}

//! The coroutine: callbacks, nested upcalls, abandoning, deadlines, unloading what runs.

use crate::interp::{Event, FaultKind};
use crate::testing::Machine;
use guest_abi::layout::{DATA_BASE, FUNCTION_TAG};
use linker::ObjectId;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

const TEXT: &str = "module \"m\"
export function %outer(i32) -> i32
export function %inner(i32) -> i64
export function %crash()
export function %spin()
export function %quiet(i64, f64)
import function %host(i32, i32) -> u8
import function %tell(i64, f64)
function %outer -> i32 {
    ss0 = stack 4 align 4
block0(v0: i32):
    v1: i32 = stack_addr ss0
    store.i32 v1, v0
    v2: i32 = call %host(v0, v1)
    v3: i32 = load.i32 v1
    v4: i32 = add v2, v3
    return v4
}
function %inner -> i64 {
    ss0 = stack 4 align 4
block0(v0: i32):
    v1: i32 = stack_addr ss0
    store.i32 v1, v0
    v2: i32 = call %host(v1, v0)
    v3: i32 = load.i32 v1
    v4: i32 = sub v3, v2
    v5: i64 = sext32 v4
    return v5
}
function %crash {
block0:
    v0: i32 = int.i32 0
    store.i32 v0, v0
    return
}
function %spin {
block0:
    jump block1
block1:
    jump block1
}
function %quiet {
block0(v0: i64, v1: f64):
    call %tell(v0, v1)
    return
}";

fn machine() -> Machine {
    let mut machine = Machine::with(TEXT);
    machine.builtin("host", 7);
    machine.builtin("tell", 8);
    machine
}

#[test]
fn a_callback_gets_its_arguments_and_gives_its_result() {
    let mut machine = machine();
    assert_eq!(machine.call("outer", &[40]), Event::Callback(7));
    assert_eq!(machine.interp.callback_args()[0], 40);
    let local = machine.interp.callback_args()[1] as u32;
    assert!(local >= machine.mark().stack && local < DATA_BASE + crate::testing::machine::STACK);
    machine.write(local, &1u32.to_le_bytes());
    assert_eq!(machine.resume(0xdead_0000_0002), Event::Returned(3));
    let wide = 1.5f64.to_bits();
    assert_eq!(machine.call("quiet", &[u64::MAX, wide]), Event::Callback(8));
    assert_eq!(machine.interp.callback_args(), [u64::MAX, wide]);
    assert_eq!(machine.resume(99), Event::Returned(0));
}

#[test]
fn nested_upcalls_keep_their_frames_apart() {
    let mut machine = machine();
    let before = machine.mark();
    assert_eq!(machine.call("outer", &[40]), Event::Callback(7));
    let outer = machine.interp.callback_args()[1] as u32;
    for n in 1..50 {
        assert_eq!(machine.call("inner", &[n]), Event::Callback(7));
        let inner = machine.interp.callback_args()[0] as u32;
        assert!(inner < outer);
        assert_eq!(machine.call("outer", &[n]), Event::Callback(7));
        assert_eq!(machine.resume(1), Event::Returned(n + 1));
        assert_eq!(machine.resume(2 * n), Event::Returned((-(n as i64)) as u64));
        assert_eq!(machine.interp.callback_args()[0], 40, "the outer callback is pending again");
    }
    assert_eq!(machine.resume(2), Event::Returned(42));
    assert_eq!(machine.mark(), before);
}

#[test]
fn a_fault_in_a_nested_upcall_leaves_the_outer_one() {
    let mut machine = machine();
    assert_eq!(machine.call("outer", &[40]), Event::Callback(7));
    assert!(matches!(machine.call("crash", &[]), Event::Fault(_)));
    assert_eq!(machine.resume(2), Event::Returned(42));
}

#[test]
fn abandoned_upcalls_are_gone() {
    let mut machine = machine();
    let fresh = machine.mark();
    assert_eq!(machine.call("outer", &[1]), Event::Callback(7));
    let mark = machine.mark();
    assert_eq!(machine.call("outer", &[2]), Event::Callback(7));
    assert_eq!(machine.call("inner", &[3]), Event::Callback(7));
    machine.interp.abandon(mark);
    assert_eq!(machine.interp.callback_args()[0], 1);
    assert_eq!(machine.resume(5), Event::Returned(6));
    assert_eq!(machine.call("outer", &[2]), Event::Callback(7));
    machine.interp.abandon(fresh);
    assert_eq!(machine.mark(), fresh);
    machine.interp.abandon(mark);
    assert!(matches!(machine.resume(0), Event::Fault(fault) if fault.kind == FaultKind::NotSuspended));
    assert!(machine.interp.callback_args().is_empty());
}

#[test]
fn a_built_in_can_be_called_like_a_function() {
    let mut machine = machine();
    assert_eq!(machine.call("tell", &[1, 2]), Event::Callback(8));
    assert_eq!(machine.interp.callback_args(), [1, 2]);
    assert_eq!(machine.call("outer", &[1]), Event::Callback(7));
    assert_eq!(machine.resume(5), Event::Returned(6));
    assert_eq!(machine.resume(77), Event::Returned(77));
}

#[test]
fn time_runs_out() {
    let mut machine = machine();
    assert_eq!(machine.call("outer", &[1]), Event::Callback(7));
    let flag = Arc::clone(&machine.expired);
    let alarm = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(20));
        flag.store(true, Ordering::Relaxed);
    });
    assert_eq!(machine.call("spin", &[]), Event::Expired);
    assert!(alarm.join().is_ok());
    machine.expired.store(false, Ordering::Relaxed);
    assert_eq!(machine.resume(5), Event::Returned(6));
    // A call looks at the time too.
    machine.expired.store(true, Ordering::Relaxed);
    assert_eq!(machine.call("outer", &[1]), Event::Expired);
}

#[test]
fn nested_upcalls_run_out_of_stack_like_calls() {
    let mut machine = machine();
    let mut depth = 0u32;
    let last = loop {
        match machine.call("outer", &[1]) {
            Event::Callback(7) => depth += 1,
            other => break other,
        }
    };
    assert!(matches!(last, Event::Fault(fault) if fault.kind == FaultKind::StackOverflow));
    assert!(depth > 100);
    for _ in 0..depth {
        assert_eq!(machine.resume(1), Event::Returned(2));
    }
}

#[test]
fn an_object_can_be_unloaded_while_it_runs() {
    let mut machine = machine();
    for round in 0..100 {
        assert_eq!(machine.call("outer", &[round]), Event::Callback(7));
        machine.interp.unload(ObjectId(round as u32));
        let other = machine.load(TEXT);
        assert_eq!(other, ObjectId(round as u32 + 1));
        machine.builtin("host", 7);
        assert_eq!(machine.resume(1), Event::Returned(round + 1));
    }
}

#[test]
fn a_number_is_used_again_after_unloading() {
    let mut machine = Machine::new();
    let module = crate::ir::parse(TEXT).expect("parses");
    let bindings = vec![linker::Binding::Function(linker::Slot(3)); module.symbols.len()];
    for _ in 0..1000 {
        assert!(machine.interp.load(ObjectId(4), &module, &bindings).is_ok());
        assert!(machine.interp.load(ObjectId(4), &module, &bindings).is_err());
        machine.interp.unload(ObjectId(4));
    }
    machine.interp.unload(ObjectId(u32::MAX));
    machine.interp.set_slot(linker::Slot(u32::MAX), linker::SlotTarget::Undefined);
    assert_eq!(u64::from(FUNCTION_TAG | 1), machine.pointer("first"));
}

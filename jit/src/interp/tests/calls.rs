//! Control flow, calls and memory.

use crate::interp::Event;
use crate::testing::Machine;

#[test]
fn loops_and_parallel_moves() {
    let text = "module \"m\"
export function %fib(i32) -> u64
function %fib -> i64 {
block0(v0: i32):
    v1: i64 = int.i64 0
    v2: i64 = int.i64 1
    jump block1(v0, v1, v2)
block1(v3: i32, v4: i64, v5: i64):
    branch v3, block2, block3(v4)
block2:
    v6: i32 = int.i32 1
    v7: i32 = sub v3, v6
    v8: i64 = add v4, v5
    jump block1(v7, v5, v8)
block3(v9: i64):
    return v9
}";
    assert_eq!(Machine::with(text).value("fib", &[90]), 2_880_067_194_370_816_120);
}

#[test]
fn a_loop_that_swaps_its_values() {
    let text = "module \"m\"
export function %f(i32, i32, i32) -> i32
function %f -> i32 {
block0(v0: i32, v1: i32, v2: i32):
    v3: i32 = int.i32 1
    jump block1(v0, v1, v2)
block1(v4: i32, v5: i32, v6: i32):
    v7: i32 = sub v4, v3
    v8: i32 = icmp.sgt v7, v3
    branch v8, block1(v7, v6, v5), block2
block2:
    return v5
}";
    let mut machine = Machine::with(text);
    assert_eq!(machine.value("f", &[6, 10, 20]), 10);
    assert_eq!(machine.value("f", &[7, 10, 20]), 20);
}

#[test]
fn switch_finds_its_case() {
    let text = "module \"m\"
export function %f(i64) -> i32
function %f -> i32 {
block0(v0: i64):
    v1: i32 = int.i32 10
    v2: i32 = int.i32 20
    switch v0 [5: block1(v1), 0xffffffffffffffff: block1(v2), 0: block2] default block3
block1(v3: i32):
    return v3
block2:
    v4: i32 = int.i32 30
    return v4
block3:
    v5: i32 = int.i32 40
    return v5
}";
    let mut machine = Machine::with(text);
    let found: Vec<u64> = [5, u64::MAX, 0, 6, 0xffff_ffff].iter().map(|n| machine.value("f", &[*n])).collect();
    assert_eq!(found, [10, 20, 30, 40, 40]);
}

#[test]
fn recursion_with_a_local_array() {
    let text = "module \"m\"
export function %sum(i32) -> i32
local function %helper(i32, ptr) -> i32
function %sum -> i32 {
    ss0 = stack 3 align 1
    ss1 = stack 4 align 4
block0(v0: i32):
    v1: i32 = stack_addr ss1
    store.i32 v1, v0
    branch v0, block1, block2(v0)
block1:
    v2: i32 = int.i32 1
    v3: i32 = sub v0, v2
    v4: i32 = call %sum(v3)
    v5: i32 = call %helper(v4, v1)
    jump block2(v5)
block2(v6: i32):
    return v6
}
function %helper -> i32 {
block0(v0: i32, v1: i32):
    v2: i32 = load.i32 v1
    v3: i32 = add v0, v2
    return v3
}";
    assert_eq!(Machine::with(text).value("sum", &[100]), 5050);
}

#[test]
fn globals_loads_and_stores() {
    let text = "module \"m\"
export function %f() -> i64
export data %x size 16 align 8
function %f -> i64 {
block0:
    v0: i32 = data_addr %x+1
    v1: i32 = int.i32 -2
    store.u8 v0, v1
    store.s16 v0+1, v1
    v2: i64 = int.i64 -3
    store.i64 v0+5, v2
    v3: i32 = load.s8 v0
    v4: i32 = load.u8 v0
    v5: i32 = load.s16 v0+1
    v6: i32 = load.u16 v0+1
    v7: i32 = add v3, v4
    v8: i32 = add v5, v6
    v9: i32 = mul v7, v8
    v10: i64 = sext32 v9
    v11: i64 = load.i64 v0+5
    v12: i64 = mul v10, v11
    v13: i32 = data_addr %x+8
    v14: i32 = data_addr %x
    copy v13, v14, 5
    v15: i32 = int.i32 0
    copy v15, v15, 0
    fill v14, 7, 4
    fill v15, 7, 0
    return v12
}
data %x { x\"ff\" }";
    let mut machine = Machine::with(text);
    let want = ((-2 + 254) * (-2 + 65534)) as i64 * -3;
    assert_eq!(machine.value("f", &[]), want as u64);
    let at = (machine.address("x") - guest_abi::layout::DATA_BASE) as usize;
    assert_eq!(machine.memory[at..at + 16], [7, 7, 7, 7, 0, 0, 0xfd, 0xff, 0xff, 0xfe, 0xfe, 0xff, 0, 0xff, 0, 0]);
}

const ONE: &str = "module \"one\"
export function %f(i32) -> i32
import function %g(i32) -> i32
function %f -> i32 {
block0(v0: i32):
    v1: i32 = call %g(v0)
    return v1
}";

#[test]
fn objects_call_each_other_through_slots() {
    let mut machine = Machine::with(ONE);
    let g = |n: i32| {
        format!(
            "module \"two\"\nexport function %g(i32) -> i32\nfunction %g -> i32 {{\nblock0(v0: i32):\nv1: i32 = int.i32 {n}\n\
             v2: i32 = add v0, v1\nreturn v2\n}}"
        )
    };
    machine.load(&g(1));
    assert_eq!(machine.value("f", &[5]), 6);
    machine.load(&g(2));
    assert_eq!(machine.value("f", &[5]), 7, "the slot leads to the new function");
}

#[test]
fn function_pointers_in_data_and_code() {
    let text = "module \"m\"
export function %f(i32) -> i32
local function %a(i32) -> i32
local function %b(i32) -> i32
local data %table size 8 align 4
function %f -> i32 {
block0(v0: i32):
    v1: i32 = int.i32 4
    v2: i32 = mul v0, v1
    v3: i32 = data_addr %table
    v4: i32 = add v3, v2
    v5: i32 = load.i32 v4
    v6: i32 = call_indirect v5(v0) -> i32
    call_indirect v5(v0)
    v7: i32 = func_addr %b
    v8: i32 = icmp.eq v5, v7
    v9: i32 = add v6, v8
    return v9
}
function %a -> i32 {
block0(v0: i32):
    v1: i32 = int.i32 100
    v2: i32 = add v0, v1
    return v2
}
function %b -> i32 {
block0(v0: i32):
    v1: i32 = int.i32 200
    v2: i32 = add v0, v1
    return v2
}
data %table {
    reloc 0 function %a
    reloc 4 function %b
}";
    let mut machine = Machine::with(text);
    assert_eq!(machine.value("f", &[0]), 100);
    assert_eq!(machine.value("f", &[1]), 202);
}

#[test]
fn arguments_from_the_host_have_their_width() {
    let text = "module \"m\"
export function %f(i32, f32, i64) -> i64
function %f -> i64 {
block0(v0: i32, v1: f32, v2: i64):
    v3: i64 = zext32 v0
    v4: i32 = bitcast.i32 v1
    v5: i64 = zext32 v4
    v6: i64 = add v3, v5
    v7: i64 = add v6, v2
    v8: i32 = int.i32 1
    v9: i32 = icmp.eq v0, v8
    branch v9, block1, block2
block1:
    return v7
block2:
    return v2
}";
    let garbage = 0xabcd_0000_0000;
    assert_eq!(Machine::with(text).value("f", &[garbage | 1, garbage | 2, garbage]), garbage + 3);
}

#[test]
fn a_function_without_result_returns_zero() {
    let text = "module \"m\"\nexport function %f()\nfunction %f {\nblock0:\nreturn\n}";
    assert_eq!(Machine::with(text).call("f", &[]), Event::Returned(0));
}

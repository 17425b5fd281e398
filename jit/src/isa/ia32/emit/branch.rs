//! Emission of jumps, branches and switches.

use dynasmrt::{DynamicLabel, DynasmApi, DynasmLabelApi, dynasm};

use super::operand::{Rm, jcc, jmp};
use super::{Allocs, group1};
use crate::ir::Terminator;
use crate::isa::ia32::inst::{Cc, Cond, Inst};
use crate::isa::mach::{EmitCx, Sink};

/// A block's last instruction.
pub(super) fn inst(sink: &mut Sink<'_>, cx: &EmitCx<'_>, inst: &Inst, at: &Allocs<'_>) {
    match *inst {
        Inst::Branch(cond) => branch(sink, cx, cond),
        Inst::Switch => switch(sink, cx, at),
        Inst::JumpTable { low, len } => jump_table(sink, cx, low, len, at),
        _ => {
            if let Some(label) = cx.jump() {
                jmp(sink, label);
            }
        }
    }
}

fn branch(sink: &mut Sink<'_>, cx: &EmitCx<'_>, cond: Cond) {
    let (then, els) = (cx.target(0), cx.target(1));
    match cond {
        Cond::Cc(cc) if cx.falls_through(0) => return jcc(sink, cc.invert(), els),
        Cond::Cc(cc) => jcc(sink, cc, then),
        Cond::FloatEq => {
            jcc(sink, Cc::P, els);
            if cx.falls_through(0) {
                return jcc(sink, Cc::Ne, els);
            }
            jcc(sink, Cc::E, then);
        }
        Cond::FloatNe => {
            jcc(sink, Cc::P, then);
            if cx.falls_through(0) {
                return jcc(sink, Cc::E, els);
            }
            jcc(sink, Cc::Ne, then);
        }
    }
    if !cx.falls_through(1) {
        jmp(sink, els);
    }
}

/// The cases of the block's switch by number of the target, and the number of the default.
fn cases(cx: &EmitCx<'_>) -> (Vec<(u64, usize)>, usize) {
    match cx.terminator() {
        Some(Terminator::Switch { cases, .. }) => {
            (cases.iter().enumerate().map(|(i, &(case, _))| (case, i)).collect(), cases.len())
        }
        _ => (Vec::new(), 0),
    }
}

/// Cases that are still to be searched, sorted, and the label of their search if it is jumped to.
type Pending<'a> = (&'a [(u64, usize)], Option<DynamicLabel>);

/// Fewest cases that are searched by halving.
const HALVE: usize = 4;

/// Compares with the cases one after the other, or halves them first if they are many.
fn switch(sink: &mut Sink<'_>, cx: &EmitCx<'_>, at: &Allocs<'_>) {
    let (mut cases, default) = cases(cx);
    cases.sort_unstable();
    let low = at.reg(0);
    let high = (at.allocs.len() > 1).then(|| at.reg(1));
    let mut pending: Vec<Pending<'_>> = vec![(&cases, None)];
    while let Some((range, label)) = pending.pop() {
        if let Some(label) = label {
            dynasm!(sink.asm ; .arch x86 ; =>label);
        }
        if range.len() >= HALVE {
            let (left, right) = range.split_at(range.len() / 2);
            compare(sink, low, high, right[0].0);
            jcc(sink, Cc::E, cx.target(right[0].1));
            let upper = sink.asm.new_dynamic_label();
            jcc(sink, Cc::A, upper);
            pending.push((&right[1..], Some(upper)));
            pending.push((left, None));
            continue;
        }
        for &(case, target) in range {
            compare(sink, low, high, case);
            jcc(sink, Cc::E, cx.target(target));
        }
        if !(pending.is_empty() && cx.falls_through(default)) {
            jmp(sink, cx.target(default));
        }
    }
}

/// Flags as of an unsigned comparison of the whole value.
fn compare(sink: &mut Sink<'_>, low: u8, high: Option<u8>, case: u64) {
    if let Some(high) = high {
        group1(sink, 7, (case >> 32) as i32, Rm::Reg(high));
        dynasm!(sink.asm ; .arch x86 ; jne BYTE >differ);
    }
    group1(sink, 7, case as i32, Rm::Reg(low));
    dynasm!(sink.asm ; .arch x86 ; differ:);
}

/// The table lies behind the jump and is read through `cs`.
fn jump_table(sink: &mut Sink<'_>, cx: &EmitCx<'_>, low: u32, len: u32, at: &Allocs<'_>) {
    let (cases, default) = cases(cx);
    let index = at.reg(0);
    let default = cx.target(default);
    group1(sink, 7, len as i32, Rm::Reg(index));
    jcc(sink, Cc::Ae, default);
    let table = sink.asm.new_dynamic_label();
    dynasm!(sink.asm ; .arch x86 ; cs jmp DWORD [Rd(index) * 4 + 0]);
    sink.code_address(0, table);
    dynasm!(sink.asm ; .arch x86 ; .align 4 ; =>table);
    let mut targets = vec![default; len as usize];
    for (case, target) in cases {
        if let Some(entry) = targets.get_mut((case as u32).wrapping_sub(low) as usize) {
            *entry = cx.target(target);
        }
    }
    for target in targets {
        sink.asm.push_u32(0);
        sink.code_address(0, target);
    }
}

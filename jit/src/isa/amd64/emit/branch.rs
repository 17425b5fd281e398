//! Comparisons and what depends on them.

use dynasmrt::{DynamicLabel, DynasmApi, DynasmLabelApi, dynasm};
use regalloc2::Allocation;

use super::arith::imm_op;
use super::operand::{Mem, Rm, rm};
use crate::ir::Terminator;
use crate::isa::amd64::inst::{Cc, Cmp, FSize, Size};
use crate::isa::amd64::regs::enc;
use crate::isa::mach::switch::{self, SwitchStep};
use crate::isa::mach::{EmitCx, Sink};

/// Sets the flags.
fn compare(sink: &mut Sink<'_>, cx: &EmitCx<'_>, cmp: Cmp, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    let a = enc(allocs[0]);
    let b = allocs.get(1).map_or(Rm::Reg(0), |&alloc| Rm::of(cx.frame, alloc));
    match cmp {
        Cmp::Reg(Size::S32) => rm!(asm, b, [cmp Rd(a),], Rd, []),
        Cmp::Reg(Size::S64) => rm!(asm, b, [cmp Rq(a),], Rq, []),
        Cmp::Imm(size, imm) => cmp_imm(sink, size, a, imm),
        Cmp::Zero(Size::S32) => dynasm!(asm ; .arch x64 ; test Rd(a), Rd(a)),
        Cmp::Zero(Size::S64) => dynasm!(asm ; .arch x64 ; test Rq(a), Rq(a)),
        // Below 128 no sign bit is lost by looking at a byte.
        Cmp::TestImm(_, imm @ 0..=127) => dynasm!(asm ; .arch x64 ; test Rb(a), BYTE imm as i8),
        Cmp::TestImm(Size::S32, imm) => dynasm!(asm ; .arch x64 ; test Rd(a), DWORD imm),
        Cmp::TestImm(Size::S64, imm) => dynasm!(asm ; .arch x64 ; test Rq(a), DWORD imm),
        Cmp::Test(Size::S32) => rm!(asm, b, [test Rd(a),], Rd, []),
        Cmp::Test(Size::S64) => rm!(asm, b, [test Rq(a),], Rq, []),
        Cmp::Float(FSize::F32) => rm!(asm, b, [ucomiss Rx(a),], Rx, []),
        Cmp::Float(FSize::F64) => rm!(asm, b, [ucomisd Rx(a),], Rx, []),
    }
}

/// `cmp` with an immediate. dynasm has no form of it with a register and a byte, so that one is put together here.
fn cmp_imm(sink: &mut Sink<'_>, size: Size, reg: u8, imm: i32) {
    let asm = &mut sink.asm;
    match (size, i8::try_from(imm)) {
        (_, Ok(imm)) => {
            let wide = u8::from(size == Size::S64) << 3;
            let rex = 0x40 | wide | reg >> 3;
            if rex != 0x40 {
                asm.push(rex);
            }
            asm.push(0x83);
            asm.push(0b11_111_000 | reg & 7);
            asm.push_i8(imm);
        }
        (Size::S32, Err(_)) => dynasm!(asm ; .arch x64 ; cmp Rd(reg), DWORD imm),
        (Size::S64, Err(_)) => dynasm!(asm ; .arch x64 ; cmp Rq(reg), DWORD imm),
    }
}

/// Expands something for each plain condition; the float conditions that need two are handled before.
macro_rules! by_cc {
    ($asm:ident, $cc:expr, $e:ident $ne:ident $l:ident $le:ident $g:ident $ge:ident $b:ident $be:ident $a:ident $ae:ident, $($args:tt)*) => {
        match $cc {
            Cc::E | Cc::FloatE => dynasm!($asm ; .arch x64 ; $e $($args)*),
            Cc::Ne | Cc::FloatNe => dynasm!($asm ; .arch x64 ; $ne $($args)*),
            Cc::L => dynasm!($asm ; .arch x64 ; $l $($args)*),
            Cc::Le => dynasm!($asm ; .arch x64 ; $le $($args)*),
            Cc::G => dynasm!($asm ; .arch x64 ; $g $($args)*),
            Cc::Ge => dynasm!($asm ; .arch x64 ; $ge $($args)*),
            Cc::B => dynasm!($asm ; .arch x64 ; $b $($args)*),
            Cc::Be => dynasm!($asm ; .arch x64 ; $be $($args)*),
            Cc::A => dynasm!($asm ; .arch x64 ; $a $($args)*),
            Cc::Ae => dynasm!($asm ; .arch x64 ; $ae $($args)*),
        }
    };
}

/// 0 or 1.
pub(super) fn set(sink: &mut Sink<'_>, cx: &EmitCx<'_>, cmp: Cmp, cc: Cc, allocs: &[Allocation]) {
    compare(sink, cx, cmp, &allocs[1..]);
    let asm = &mut sink.asm;
    let dst = enc(allocs[0]);
    by_cc!(asm, cc, sete setne setl setle setg setge setb setbe seta setae, Rb(dst));
    dynasm!(asm ; .arch x64 ; movzx Rd(dst), Rb(dst));
}

/// 0 or 1 for "equal" and "not equal" of floats, from the mask that cmpss makes.
pub(super) fn set_float(sink: &mut Sink<'_>, cx: &EmitCx<'_>, size: FSize, ne: bool, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    let (dst, a, b, temp) = (enc(allocs[0]), enc(allocs[1]), Rm::of(cx.frame, allocs[2]), enc(allocs[3]));
    dynasm!(asm ; .arch x64 ; movaps Rx(temp), Rx(a));
    match (size, ne) {
        (FSize::F32, false) => rm!(asm, b, [cmpeqss Rx(temp),], Rx, []),
        (FSize::F32, true) => rm!(asm, b, [cmpneqss Rx(temp),], Rx, []),
        (FSize::F64, false) => rm!(asm, b, [cmpeqsd Rx(temp),], Rx, []),
        (FSize::F64, true) => rm!(asm, b, [cmpneqsd Rx(temp),], Rx, []),
    }
    dynasm!(asm ; .arch x64 ; movd Rd(dst), Rx(temp) ; and Rd(dst), 1);
}

/// Takes the value of `a` into the register that holds `b` if the condition holds.
pub(super) fn select(sink: &mut Sink<'_>, cx: &EmitCx<'_>, cmp: Cmp, cc: Cc, size: Size, allocs: &[Allocation]) {
    compare(sink, cx, cmp, &allocs[3..]);
    let asm = &mut sink.asm;
    let (dst, a) = (enc(allocs[0]), enc(allocs[1]));
    match size {
        Size::S32 => by_cc!(asm, cc, cmove cmovne cmovl cmovle cmovg cmovge cmovb cmovbe cmova cmovae, Rd(dst), Rd(a)),
        Size::S64 => by_cc!(asm, cc, cmove cmovne cmovl cmovle cmovg cmovge cmovb cmovbe cmova cmovae, Rq(dst), Rq(a)),
    }
    if cc == Cc::FloatNe {
        dynasm!(asm ; .arch x64 ; cmovp Rq(dst), Rq(a));
    }
}

/// The same for floats, which have no conditional move.
pub(super) fn select_float(sink: &mut Sink<'_>, cx: &EmitCx<'_>, cmp: Cmp, cc: Cc, allocs: &[Allocation]) {
    compare(sink, cx, cmp, &allocs[3..]);
    let asm = &mut sink.asm;
    let (dst, a) = (enc(allocs[0]), enc(allocs[1]));
    if cc == Cc::FloatNe {
        dynasm!(asm ; .arch x64 ; jp BYTE >take);
    }
    by_cc!(asm, cc.invert(), je jne jl jle jg jge jb jbe ja jae, BYTE >skip);
    dynasm!(asm ; .arch x64 ; take: ; movaps Rx(dst), Rx(a) ; skip:);
}

/// Jumps to a label, by a short jump if it is bound and near.
fn goto(sink: &mut Sink<'_>, to: DynamicLabel) {
    let near = sink.is_near(to);
    let asm = &mut sink.asm;
    if near {
        dynasm!(asm ; .arch x64 ; jmp BYTE =>to);
    } else {
        dynasm!(asm ; .arch x64 ; jmp =>to);
    }
}

/// Jumps to a label if a plain condition holds.
fn goto_if(sink: &mut Sink<'_>, cc: Cc, to: DynamicLabel) {
    let near = sink.is_near(to);
    let asm = &mut sink.asm;
    if near {
        by_cc!(asm, cc, je jne jl jle jg jge jb jbe ja jae, BYTE =>to);
    } else {
        by_cc!(asm, cc, je jne jl jle jg jge jb jbe ja jae, =>to);
    }
}

fn goto_if_unordered(sink: &mut Sink<'_>, to: DynamicLabel) {
    let near = sink.is_near(to);
    let asm = &mut sink.asm;
    if near {
        dynasm!(asm ; .arch x64 ; jp BYTE =>to);
    } else {
        dynasm!(asm ; .arch x64 ; jp =>to);
    }
}

pub(super) fn jump(sink: &mut Sink<'_>, cx: &EmitCx<'_>) {
    if let Some(to) = cx.jump() {
        goto(sink, to);
    }
}

pub(super) fn branch(sink: &mut Sink<'_>, cx: &EmitCx<'_>, cmp: Cmp, cc: Cc, allocs: &[Allocation]) {
    compare(sink, cx, cmp, allocs);
    // Jump on the condition whose target does not come next.
    let (cc, taken, other) = if cx.falls_through(0) { (cc.invert(), 1, 0) } else { (cc, 0, 1) };
    match cc {
        // Equal: unordered goes to the other side first.
        Cc::FloatE => {
            goto_if_unordered(sink, cx.target(other));
            goto_if(sink, Cc::E, cx.target(taken));
        }
        Cc::FloatNe => {
            goto_if_unordered(sink, cx.target(taken));
            goto_if(sink, Cc::Ne, cx.target(taken));
        }
        cc => goto_if(sink, cc, cx.target(taken)),
    }
    if !cx.falls_through(other) {
        goto(sink, cx.target(other));
    }
}

/// A switch: a table where the cases are dense, else a tree of comparisons.
pub(super) fn switch(sink: &mut Sink<'_>, cx: &EmitCx<'_>, size: Size, allocs: &[Allocation]) {
    let Some(Terminator::Switch { cases, .. }) = cx.terminator() else { return };
    let (value, temp) = (enc(allocs[0]), enc(allocs[1]));
    let default = cx.target(cases.len());
    for step in switch::plan(sink, cases) {
        match step {
            SwitchStep::Label(label) => {
                let asm = &mut sink.asm;
                dynasm!(asm ; .arch x64 ; =>label);
            }
            SwitchStep::IfEqual(constant, case) => {
                compare_constant(sink, size, value, temp, constant);
                goto_if(sink, Cc::E, cx.target(case));
            }
            SwitchStep::IfBelow(constant, label) => {
                compare_constant(sink, size, value, temp, constant);
                goto_if(sink, Cc::B, label);
            }
            SwitchStep::Default => goto(sink, default),
            SwitchStep::Table { low, cases: table } => {
                let count = i32::try_from(table.len()).unwrap_or(i32::MAX);
                subtract_constant(sink, size, value, temp, low);
                let asm = &mut sink.asm;
                match size {
                    Size::S32 => dynasm!(asm ; .arch x64 ; cmp Rd(temp), DWORD count),
                    Size::S64 => dynasm!(asm ; .arch x64 ; cmp Rq(temp), DWORD count),
                }
                goto_if(sink, Cc::Ae, default);
                let targets = table.iter().map(|case| case.map_or(default, |case| cx.target(case))).collect();
                let asm = &mut sink.asm;
                dynasm!(asm ; .arch x64 ; mov Rd(temp), DWORD [NOSPLIT DWORD Rd(temp) * 4 + 0]);
                let table = sink.jump_table(targets);
                sink.code_address(0, table);
                let asm = &mut sink.asm;
                dynasm!(asm ; .arch x64 ; jmp Rq(temp));
            }
        }
    }
}

fn compare_constant(sink: &mut Sink<'_>, size: Size, value: u8, temp: u8, constant: u64) {
    match (size, i32::try_from(constant as i64)) {
        (Size::S32, _) => cmp_imm(sink, size, value, constant as i32),
        (Size::S64, Ok(constant)) => cmp_imm(sink, size, value, constant),
        (Size::S64, Err(_)) => {
            let asm = &mut sink.asm;
            dynasm!(asm ; .arch x64 ; mov Rq(temp), QWORD constant as i64 ; cmp Rq(value), Rq(temp));
        }
    }
}

/// `temp = value - constant`
fn subtract_constant(sink: &mut Sink<'_>, size: Size, value: u8, temp: u8, constant: u64) {
    let asm = &mut sink.asm;
    match size {
        Size::S32 => {
            dynasm!(asm ; .arch x64 ; mov Rd(temp), Rd(value));
            if constant != 0 {
                imm_op!(asm, sub, Rd(temp), constant as i32);
            }
        }
        Size::S64 => dynasm!(asm ; .arch x64
            ; mov Rq(temp), QWORD (constant.wrapping_neg()) as i64
            ; add Rq(temp), Rq(value)),
    }
}

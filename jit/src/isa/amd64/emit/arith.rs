//! Integer arithmetic.

use dynasmrt::{DynasmApi, dynasm};
use regalloc2::Allocation;

use super::operand::{Mem, Rm, rm};
use crate::isa::amd64::inst::{AluOp, ExtOp, ShiftOp, Size};
use crate::isa::amd64::regs::enc;
use crate::isa::mach::{EmitCx, Sink};

/// The shortest way to a constant.
pub(super) fn imm(sink: &mut Sink<'_>, bits: u64, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    let dst = enc(allocs[0]);
    if bits == 0 {
        dynasm!(asm ; .arch x64 ; xor Rd(dst), Rd(dst));
    } else if let Ok(bits) = u32::try_from(bits) {
        dynasm!(asm ; .arch x64 ; mov Rd(dst), DWORD bits as i32);
    } else if let Ok(bits) = i32::try_from(bits as i64) {
        dynasm!(asm ; .arch x64 ; mov Rq(dst), DWORD bits);
    } else {
        dynasm!(asm ; .arch x64 ; mov Rq(dst), QWORD bits as i64);
    }
}

pub(super) fn ext(sink: &mut Sink<'_>, op: ExtOp, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    let (dst, src) = (enc(allocs[0]), enc(allocs[1]));
    match op {
        ExtOp::Sext8 => dynasm!(asm ; .arch x64 ; movsx Rd(dst), Rb(src)),
        ExtOp::Sext16 => dynasm!(asm ; .arch x64 ; movsx Rd(dst), Rw(src)),
        ExtOp::Zext8 => dynasm!(asm ; .arch x64 ; movzx Rd(dst), Rb(src)),
        ExtOp::Zext16 => dynasm!(asm ; .arch x64 ; movzx Rd(dst), Rw(src)),
        ExtOp::Low32 => dynasm!(asm ; .arch x64 ; mov Rd(dst), Rd(src)),
        ExtOp::Sext32 => dynasm!(asm ; .arch x64 ; movsxd Rq(dst), Rd(src)),
    }
}

pub(super) fn alu(sink: &mut Sink<'_>, cx: &EmitCx<'_>, op: AluOp, size: Size, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    let (dst, src) = (enc(allocs[0]), Rm::of(cx.frame, allocs[2]));
    match (op, size) {
        (AluOp::Add, Size::S32) => rm!(asm, src, [add Rd(dst),], Rd, []),
        (AluOp::Add, Size::S64) => rm!(asm, src, [add Rq(dst),], Rq, []),
        (AluOp::Sub, Size::S32) => rm!(asm, src, [sub Rd(dst),], Rd, []),
        (AluOp::Sub, Size::S64) => rm!(asm, src, [sub Rq(dst),], Rq, []),
        (AluOp::And, Size::S32) => rm!(asm, src, [and Rd(dst),], Rd, []),
        (AluOp::And, Size::S64) => rm!(asm, src, [and Rq(dst),], Rq, []),
        (AluOp::Or, Size::S32) => rm!(asm, src, [or Rd(dst),], Rd, []),
        (AluOp::Or, Size::S64) => rm!(asm, src, [or Rq(dst),], Rq, []),
        (AluOp::Xor, Size::S32) => rm!(asm, src, [xor Rd(dst),], Rd, []),
        (AluOp::Xor, Size::S64) => rm!(asm, src, [xor Rq(dst),], Rq, []),
    }
}

/// Expands an operation with an immediate of the shortest length.
macro_rules! imm_op {
    ($asm:ident, $op:ident, $class:ident($dst:expr), $imm:expr) => {
        match i8::try_from($imm) {
            Ok(short) => dynasm!($asm ; .arch x64 ; $op $class($dst), BYTE short),
            Err(_) => dynasm!($asm ; .arch x64 ; $op $class($dst), DWORD $imm),
        }
    };
}
pub(super) use imm_op;

fn add_constant(sink: &mut Sink<'_>, size: Size, imm: i32, dst: u8, src: u8) {
    let asm = &mut sink.asm;
    match (size, i8::try_from(imm)) {
        (Size::S32, Ok(imm)) => dynasm!(asm ; .arch x64 ; lea Rd(dst), [BYTE Rq(src) + imm]),
        (Size::S32, Err(_)) => dynasm!(asm ; .arch x64 ; lea Rd(dst), [DWORD Rq(src) + imm]),
        (Size::S64, Ok(imm)) => dynasm!(asm ; .arch x64 ; lea Rq(dst), [BYTE Rq(src) + imm]),
        (Size::S64, Err(_)) => dynasm!(asm ; .arch x64 ; lea Rq(dst), [DWORD Rq(src) + imm]),
    }
}

pub(super) fn alu_imm(sink: &mut Sink<'_>, op: AluOp, size: Size, imm: i32, allocs: &[Allocation]) {
    let (dst, src) = (enc(allocs[0]), enc(allocs[1]));
    if dst != src {
        // Only additions do not reuse the register.
        return add_constant(sink, size, imm, dst, src);
    }
    let asm = &mut sink.asm;
    match (op, size) {
        (AluOp::Add, Size::S32) => imm_op!(asm, add, Rd(dst), imm),
        (AluOp::Add, Size::S64) => imm_op!(asm, add, Rq(dst), imm),
        (AluOp::Sub, Size::S32) => imm_op!(asm, sub, Rd(dst), imm),
        (AluOp::Sub, Size::S64) => imm_op!(asm, sub, Rq(dst), imm),
        (AluOp::And, Size::S32) => imm_op!(asm, and, Rd(dst), imm),
        (AluOp::And, Size::S64) => imm_op!(asm, and, Rq(dst), imm),
        (AluOp::Or, Size::S32) => imm_op!(asm, or, Rd(dst), imm),
        (AluOp::Or, Size::S64) => imm_op!(asm, or, Rq(dst), imm),
        (AluOp::Xor, Size::S32) => imm_op!(asm, xor, Rd(dst), imm),
        (AluOp::Xor, Size::S64) => imm_op!(asm, xor, Rq(dst), imm),
    }
}

pub(super) fn mul(sink: &mut Sink<'_>, cx: &EmitCx<'_>, size: Size, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    let (dst, src) = (enc(allocs[0]), Rm::of(cx.frame, allocs[2]));
    match size {
        Size::S32 => rm!(asm, src, [imul Rd(dst),], Rd, []),
        Size::S64 => rm!(asm, src, [imul Rq(dst),], Rq, []),
    }
}

pub(super) fn mul_imm(sink: &mut Sink<'_>, cx: &EmitCx<'_>, size: Size, imm: i32, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    let (dst, src) = (enc(allocs[0]), Rm::of(cx.frame, allocs[1]));
    match (size, i8::try_from(imm)) {
        (Size::S32, Ok(imm)) => rm!(asm, src, [imul Rd(dst),], Rd, [, BYTE imm]),
        (Size::S32, Err(_)) => rm!(asm, src, [imul Rd(dst),], Rd, [, DWORD imm]),
        (Size::S64, Ok(imm)) => rm!(asm, src, [imul Rq(dst),], Rq, [, BYTE imm]),
        (Size::S64, Err(_)) => rm!(asm, src, [imul Rq(dst),], Rq, [, DWORD imm]),
    }
}

pub(super) fn neg(sink: &mut Sink<'_>, size: Size, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    let dst = enc(allocs[0]);
    match size {
        Size::S32 => dynasm!(asm ; .arch x64 ; neg Rd(dst)),
        Size::S64 => dynasm!(asm ; .arch x64 ; neg Rq(dst)),
    }
}

pub(super) fn not(sink: &mut Sink<'_>, size: Size, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    let dst = enc(allocs[0]);
    match size {
        Size::S32 => dynasm!(asm ; .arch x64 ; not Rd(dst)),
        Size::S64 => dynasm!(asm ; .arch x64 ; not Rq(dst)),
    }
}

pub(super) fn bswap(sink: &mut Sink<'_>, size: Size, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    let dst = enc(allocs[0]);
    match size {
        Size::S32 => dynasm!(asm ; .arch x64 ; bswap Rd(dst)),
        Size::S64 => dynasm!(asm ; .arch x64 ; bswap Rq(dst)),
    }
}

/// `bsr` and `bsf` leave their result open for 0, and say so in ZF: then the temporary holds what gives the width.
pub(super) fn count_zeros(sink: &mut Sink<'_>, trailing: bool, size: Size, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    let (dst, src, temp) = (enc(allocs[0]), enc(allocs[1]), enc(allocs[2]));
    let width: i32 = if size == Size::S64 { 64 } else { 32 };
    let for_zero = if trailing { width } else { 2 * width - 1 };
    dynasm!(asm ; .arch x64 ; mov Rd(temp), DWORD for_zero);
    match (trailing, size) {
        (false, Size::S32) => dynasm!(asm ; .arch x64 ; bsr Rd(dst), Rd(src)),
        (false, Size::S64) => dynasm!(asm ; .arch x64 ; bsr Rq(dst), Rq(src)),
        (true, Size::S32) => dynasm!(asm ; .arch x64 ; bsf Rd(dst), Rd(src)),
        (true, Size::S64) => dynasm!(asm ; .arch x64 ; bsf Rq(dst), Rq(src)),
    }
    dynasm!(asm ; .arch x64 ; cmovz Rd(dst), Rd(temp));
    if !trailing {
        dynasm!(asm ; .arch x64 ; xor Rd(dst), BYTE (width - 1) as i8);
    }
}

pub(super) fn shift(sink: &mut Sink<'_>, op: ShiftOp, size: Size, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    let dst = enc(allocs[0]);
    match (op, size) {
        (ShiftOp::Shl, Size::S32) => dynasm!(asm ; .arch x64 ; shl Rd(dst), cl),
        (ShiftOp::Shl, Size::S64) => dynasm!(asm ; .arch x64 ; shl Rq(dst), cl),
        (ShiftOp::Shr, Size::S32) => dynasm!(asm ; .arch x64 ; shr Rd(dst), cl),
        (ShiftOp::Shr, Size::S64) => dynasm!(asm ; .arch x64 ; shr Rq(dst), cl),
        (ShiftOp::Sar, Size::S32) => dynasm!(asm ; .arch x64 ; sar Rd(dst), cl),
        (ShiftOp::Sar, Size::S64) => dynasm!(asm ; .arch x64 ; sar Rq(dst), cl),
    }
}

pub(super) fn shift_imm(sink: &mut Sink<'_>, op: ShiftOp, size: Size, by: u8, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    let dst = enc(allocs[0]);
    let by = by as i8;
    match (op, size) {
        (_, _) if by == 0 => {}
        (ShiftOp::Shl, Size::S32) => dynasm!(asm ; .arch x64 ; shl Rd(dst), BYTE by),
        (ShiftOp::Shl, Size::S64) => dynasm!(asm ; .arch x64 ; shl Rq(dst), BYTE by),
        (ShiftOp::Shr, Size::S32) => dynasm!(asm ; .arch x64 ; shr Rd(dst), BYTE by),
        (ShiftOp::Shr, Size::S64) => dynasm!(asm ; .arch x64 ; shr Rq(dst), BYTE by),
        (ShiftOp::Sar, Size::S32) => dynasm!(asm ; .arch x64 ; sar Rd(dst), BYTE by),
        (ShiftOp::Sar, Size::S64) => dynasm!(asm ; .arch x64 ; sar Rq(dst), BYTE by),
    }
}

/// The dividend is in rax; a zero divisor and an overflow raise #DE as the IR wants.
pub(super) fn div(sink: &mut Sink<'_>, signed: bool, size: Size, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    let by = enc(allocs[2]);
    match (signed, size) {
        (true, Size::S32) => dynasm!(asm ; .arch x64 ; cdq ; idiv Rd(by)),
        (true, Size::S64) => dynasm!(asm ; .arch x64 ; cqo ; idiv Rq(by)),
        (false, Size::S32) => dynasm!(asm ; .arch x64 ; xor edx, edx ; div Rd(by)),
        (false, Size::S64) => dynasm!(asm ; .arch x64 ; xor edx, edx ; div Rq(by)),
    }
}

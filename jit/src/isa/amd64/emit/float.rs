//! Float arithmetic and conversions: SSE2 scalar.

use dynasmrt::{DynasmApi, DynasmLabelApi, dynasm};
use regalloc2::Allocation;

use super::operand::{Mem, Rm, rm};
use crate::isa::amd64::inst::{CvtOp, FSize, FloatOp, Size};
use crate::isa::amd64::regs::enc;
use crate::isa::mach::{EmitCx, Sink};

/// A constant: zero by xorps, others from the pool.
pub(super) fn constant(sink: &mut Sink<'_>, size: FSize, bits: u64, allocs: &[Allocation]) {
    if bits == 0 {
        return zero(sink, allocs);
    }
    let dst = enc(allocs[0]);
    load_constant(sink, size, bits, dst);
}

fn load_constant(sink: &mut Sink<'_>, size: FSize, bits: u64, dst: u8) {
    match size {
        FSize::F32 => {
            let at = sink.constant(bits, 4);
            let asm = &mut sink.asm;
            dynasm!(asm ; .arch x64 ; movss Rx(dst), DWORD [=>at]);
        }
        FSize::F64 => {
            let at = sink.constant(bits, 8);
            let asm = &mut sink.asm;
            dynasm!(asm ; .arch x64 ; movsd Rx(dst), QWORD [=>at]);
        }
    }
}

pub(super) fn zero(sink: &mut Sink<'_>, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    let dst = enc(allocs[0]);
    dynasm!(asm ; .arch x64 ; xorps Rx(dst), Rx(dst));
}

pub(super) fn binary(sink: &mut Sink<'_>, cx: &EmitCx<'_>, op: FloatOp, size: FSize, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    let (dst, src) = (enc(allocs[0]), Rm::of(cx.frame, allocs[2]));
    match (op, size) {
        (FloatOp::Add, FSize::F32) => rm!(asm, src, [addss Rx(dst),], Rx, []),
        (FloatOp::Add, FSize::F64) => rm!(asm, src, [addsd Rx(dst),], Rx, []),
        (FloatOp::Sub, FSize::F32) => rm!(asm, src, [subss Rx(dst),], Rx, []),
        (FloatOp::Sub, FSize::F64) => rm!(asm, src, [subsd Rx(dst),], Rx, []),
        (FloatOp::Mul, FSize::F32) => rm!(asm, src, [mulss Rx(dst),], Rx, []),
        (FloatOp::Mul, FSize::F64) => rm!(asm, src, [mulsd Rx(dst),], Rx, []),
        (FloatOp::Div, FSize::F32) => rm!(asm, src, [divss Rx(dst),], Rx, []),
        (FloatOp::Div, FSize::F64) => rm!(asm, src, [divsd Rx(dst),], Rx, []),
    }
}

/// Flips the sign bit, whatever the value is.
pub(super) fn neg(sink: &mut Sink<'_>, size: FSize, allocs: &[Allocation]) {
    let (dst, temp) = (enc(allocs[0]), enc(allocs[2]));
    let bits = if size == FSize::F32 { 1 << 31 } else { 1 << 63 };
    load_constant(sink, size, bits, temp);
    let asm = &mut sink.asm;
    dynasm!(asm ; .arch x64 ; xorps Rx(dst), Rx(temp));
}

/// Clears the sign bit, whatever the value is.
pub(super) fn abs(sink: &mut Sink<'_>, size: FSize, allocs: &[Allocation]) {
    let (dst, temp) = (enc(allocs[0]), enc(allocs[2]));
    let bits = if size == FSize::F32 { u64::from(u32::MAX >> 1) } else { u64::MAX >> 1 };
    load_constant(sink, size, bits, temp);
    let asm = &mut sink.asm;
    dynasm!(asm ; .arch x64 ; andps Rx(dst), Rx(temp));
}

pub(super) fn sqrt(sink: &mut Sink<'_>, cx: &EmitCx<'_>, size: FSize, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    let (dst, src) = (enc(allocs[0]), Rm::of(cx.frame, allocs[1]));
    match size {
        FSize::F32 => rm!(asm, src, [sqrtss Rx(dst),], Rx, []),
        FSize::F64 => rm!(asm, src, [sqrtsd Rx(dst),], Rx, []),
    }
}

/// Integer to float leaves the upper part of the register alone; clearing it first breaks the dependency.
pub(super) fn convert(sink: &mut Sink<'_>, op: CvtOp, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    let (dst, src) = (enc(allocs[0]), enc(allocs[1]));
    if matches!(op, CvtOp::IntToFloat(..)) {
        dynasm!(asm ; .arch x64 ; xorps Rx(dst), Rx(dst));
    }
    match op {
        CvtOp::IntToFloat(Size::S32, FSize::F32) => dynasm!(asm ; .arch x64 ; cvtsi2ss Rx(dst), Rd(src)),
        CvtOp::IntToFloat(Size::S32, FSize::F64) => dynasm!(asm ; .arch x64 ; cvtsi2sd Rx(dst), Rd(src)),
        CvtOp::IntToFloat(Size::S64, FSize::F32) => dynasm!(asm ; .arch x64 ; cvtsi2ss Rx(dst), Rq(src)),
        CvtOp::IntToFloat(Size::S64, FSize::F64) => dynasm!(asm ; .arch x64 ; cvtsi2sd Rx(dst), Rq(src)),
        CvtOp::FloatToInt(FSize::F32, Size::S32) => dynasm!(asm ; .arch x64 ; cvttss2si Rd(dst), Rx(src)),
        CvtOp::FloatToInt(FSize::F32, Size::S64) => dynasm!(asm ; .arch x64 ; cvttss2si Rq(dst), Rx(src)),
        CvtOp::FloatToInt(FSize::F64, Size::S32) => dynasm!(asm ; .arch x64 ; cvttsd2si Rd(dst), Rx(src)),
        CvtOp::FloatToInt(FSize::F64, Size::S64) => dynasm!(asm ; .arch x64 ; cvttsd2si Rq(dst), Rx(src)),
        CvtOp::FloatToU32(FSize::F32) => {
            dynasm!(asm ; .arch x64 ; cvttss2si Rq(dst), Rx(src) ; mov Rd(dst), Rd(dst));
        }
        CvtOp::FloatToU32(FSize::F64) => {
            dynasm!(asm ; .arch x64 ; cvttsd2si Rq(dst), Rx(src) ; mov Rd(dst), Rd(dst));
        }
        CvtOp::Promote => dynasm!(asm ; .arch x64 ; cvtss2sd Rx(dst), Rx(src)),
        CvtOp::Demote => dynasm!(asm ; .arch x64 ; cvtsd2ss Rx(dst), Rx(src)),
        CvtOp::ToXmm(Size::S32) => dynasm!(asm ; .arch x64 ; movd Rx(dst), Rd(src)),
        CvtOp::ToXmm(Size::S64) => dynasm!(asm ; .arch x64 ; movq Rx(dst), Rq(src)),
        CvtOp::ToGpr(Size::S32) => dynasm!(asm ; .arch x64 ; movd Rd(dst), Rx(src)),
        CvtOp::ToGpr(Size::S64) => dynasm!(asm ; .arch x64 ; movq Rq(dst), Rx(src)),
    }
}

/// Unsigned 64 bits to float: from 2^63 up halve it, keep the lost bit for the rounding, convert, double.
pub(super) fn from_u64(sink: &mut Sink<'_>, size: FSize, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    let (dst, src, half, bit) = (enc(allocs[0]), enc(allocs[1]), enc(allocs[2]), enc(allocs[3]));
    dynasm!(asm ; .arch x64
        ; xorps Rx(dst), Rx(dst)
        ; test Rq(src), Rq(src)
        ; js BYTE >big);
    match size {
        FSize::F32 => dynasm!(asm ; .arch x64 ; cvtsi2ss Rx(dst), Rq(src)),
        FSize::F64 => dynasm!(asm ; .arch x64 ; cvtsi2sd Rx(dst), Rq(src)),
    }
    dynasm!(asm ; .arch x64
        ; jmp BYTE >done
        ; big:
        ; mov Rq(half), Rq(src)
        ; mov Rd(bit), Rd(src)
        ; shr Rq(half), 1
        ; and Rd(bit), 1
        ; or Rq(half), Rq(bit));
    match size {
        FSize::F32 => dynasm!(asm ; .arch x64 ; cvtsi2ss Rx(dst), Rq(half) ; addss Rx(dst), Rx(dst)),
        FSize::F64 => dynasm!(asm ; .arch x64 ; cvtsi2sd Rx(dst), Rq(half) ; addsd Rx(dst), Rx(dst)),
    }
    dynasm!(asm ; .arch x64 ; done:);
}

/// Float to unsigned 64 bits: from 2^63 up convert what is missing to it, negate, and set the top bit.
pub(super) fn to_u64(sink: &mut Sink<'_>, size: FSize, allocs: &[Allocation]) {
    let (dst, src, temp) = (enc(allocs[0]), enc(allocs[1]), enc(allocs[2]));
    let bits = if size == FSize::F32 { 0x5f00_0000 } else { 0x43e0_0000_0000_0000 };
    load_constant(sink, size, bits, temp);
    let asm = &mut sink.asm;
    match size {
        FSize::F32 => dynasm!(asm ; .arch x64
            ; ucomiss Rx(src), Rx(temp)
            ; jae BYTE >big
            ; cvttss2si Rq(dst), Rx(src)
            ; jmp BYTE >done
            ; big:
            ; subss Rx(temp), Rx(src)
            ; cvttss2si Rq(dst), Rx(temp)),
        FSize::F64 => dynasm!(asm ; .arch x64
            ; ucomisd Rx(src), Rx(temp)
            ; jae BYTE >big
            ; cvttsd2si Rq(dst), Rx(src)
            ; jmp BYTE >done
            ; big:
            ; subsd Rx(temp), Rx(src)
            ; cvttsd2si Rq(dst), Rx(temp)),
    }
    dynasm!(asm ; .arch x64
        ; neg Rq(dst)
        ; btc Rq(dst), BYTE 63
        ; done:);
}

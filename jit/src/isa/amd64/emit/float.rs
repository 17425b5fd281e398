//! Float arithmetic and conversions: SSE2 scalar.

use dynasmrt::{DynasmApi, DynasmLabelApi, dynasm};
use regalloc2::Allocation;

use super::encode::{self, Code, Imm};
use super::operand::{Place, Rm};
use crate::isa::amd64::inst::{Amode, CvtOp, FSize, FloatOp, Size, Src};
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
    let place = Place::pool(sink, size, bits);
    encode::emit(sink, Code::two(0x10).float(size), dst, place, Imm::None);
}

const XORPS: Code = Code::two(0x57);
const ANDPS: Code = Code::two(0x54);

pub(super) fn zero(sink: &mut Sink<'_>, allocs: &[Allocation]) {
    let dst = enc(allocs[0]);
    encode::regs(sink, XORPS, dst, dst);
}

pub(super) fn binary(sink: &mut Sink<'_>, cx: &EmitCx<'_>, op: FloatOp, size: FSize, src: Src, allocs: &[Allocation]) {
    let place = Place::float(sink, cx, size, src, &allocs[2..]);
    let code = match op {
        FloatOp::Add => 0x58,
        FloatOp::Mul => 0x59,
        FloatOp::Sub => 0x5c,
        FloatOp::Div => 0x5e,
    };
    encode::emit(sink, Code::two(code).float(size), enc(allocs[0]), place, Imm::None);
}

/// Flips the sign bit, whatever the value is.
pub(super) fn neg(sink: &mut Sink<'_>, size: FSize, allocs: &[Allocation]) {
    let (dst, temp) = (enc(allocs[0]), enc(allocs[2]));
    let bits = if size == FSize::F32 { 1 << 31 } else { 1 << 63 };
    load_constant(sink, size, bits, temp);
    encode::regs(sink, XORPS, dst, temp);
}

/// Clears the sign bit, whatever the value is.
pub(super) fn abs(sink: &mut Sink<'_>, size: FSize, allocs: &[Allocation]) {
    let (dst, temp) = (enc(allocs[0]), enc(allocs[2]));
    let bits = if size == FSize::F32 { u64::from(u32::MAX >> 1) } else { u64::MAX >> 1 };
    load_constant(sink, size, bits, temp);
    encode::regs(sink, ANDPS, dst, temp);
}

/// The square root leaves the upper part of the register alone; clearing it first breaks the dependency.
pub(super) fn sqrt(sink: &mut Sink<'_>, cx: &EmitCx<'_>, size: FSize, src: Src, allocs: &[Allocation]) {
    let dst = enc(allocs[0]);
    let place = Place::float(sink, cx, size, src, &allocs[1..]);
    if !matches!(place.rm, Rm::Reg(_)) {
        encode::regs(sink, XORPS, dst, dst);
    }
    encode::emit(sink, Code::two(0x51).float(size), dst, place, Imm::None);
}

pub(super) fn convert(sink: &mut Sink<'_>, op: CvtOp, allocs: &[Allocation]) {
    convert_from(sink, op, enc(allocs[0]), Place::reg(enc(allocs[1])));
}

/// From memory.
pub(super) fn convert_mem(sink: &mut Sink<'_>, cx: &EmitCx<'_>, op: CvtOp, at: Amode, allocs: &[Allocation]) {
    convert_from(sink, op, enc(allocs[0]), Place::of(cx.frame, at, &allocs[1..]));
}

fn convert_from(sink: &mut Sink<'_>, op: CvtOp, dst: u8, from: Place) {
    // Conversions to floats leave the upper part of the register alone; clearing it first breaks the dependency.
    let from_memory = !matches!(from.rm, Rm::Reg(_));
    if matches!(op, CvtOp::IntToFloat(..)) || from_memory && matches!(op, CvtOp::Promote | CvtOp::Demote) {
        encode::regs(sink, XORPS, dst, dst);
    }
    // The general register is the second operand in both directions.
    if let (CvtOp::ToGpr(size), Rm::Reg(from)) = (op, from.rm) {
        return encode::regs(sink, Code::two(0x7e).prefix(0x66).size(size), from, dst);
    }
    let code = match op {
        CvtOp::IntToFloat(from, to) => Code::two(0x2a).float(to).size(from),
        CvtOp::FloatToInt(from, to) => Code::two(0x2c).float(from).size(to),
        CvtOp::FloatToU32(from) => Code::two(0x2c).float(from).size(Size::S64),
        CvtOp::Promote => Code::two(0x5a).float(FSize::F32),
        CvtOp::Demote => Code::two(0x5a).float(FSize::F64),
        CvtOp::ToXmm(size) | CvtOp::ToGpr(size) => Code::two(0x6e).prefix(0x66).size(size),
    };
    encode::emit(sink, code, dst, from, Imm::None);
    if let CvtOp::FloatToU32(_) = op {
        encode::regs(sink, Code::one(0x8b), dst, dst);
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

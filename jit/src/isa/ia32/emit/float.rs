//! Emission of float instructions.

use dynasmrt::{DynasmApi, DynasmLabelApi, dynasm};

use super::Allocs;
use super::operand::{Rm, op, op_constant};
use crate::isa::ia32::inst::{Inst, IntSource, Width};
use crate::isa::mach::Sink;

/// The prefix of a scalar operation.
fn prefix(width: Width) -> u8 {
    match width {
        Width::F32 => 0xf3,
        Width::F64 => 0xf2,
    }
}

/// A move between registers or spill slots. A spill slot holds a double.
pub(super) fn reg_move(sink: &mut Sink<'_>, from: Rm, to: Rm) {
    match (from, to) {
        (Rm::Reg(_), Rm::Reg(to)) => op(sink, &[0x0f, 0x28], to, from),
        (Rm::Mem(_), Rm::Reg(to)) => op(sink, &[0xf2, 0x0f, 0x10], to, from),
        (Rm::Reg(from), to) => op(sink, &[0xf2, 0x0f, 0x11], from, to),
        (Rm::Mem(_), Rm::Mem(_)) => {}
    }
}

/// An instruction with the registers it got.
pub(super) fn inst(sink: &mut Sink<'_>, inst: &Inst, at: &Allocs<'_>) {
    match *inst {
        Inst::FloatCMov(cc) => {
            // Jumps over the move if the condition does not hold.
            sink.asm.extend(&[0x70 | cc.invert() as u8, 3]);
            op(sink, &[0x0f, 0x28], at.reg(0), Rm::Reg(at.reg(2)));
        }
        Inst::FloatConst(_, 0) => op(sink, &[0x0f, 0x57], at.reg(0), Rm::Reg(at.reg(0))),
        Inst::FloatConst(width, bits) => {
            let label = sink.constant(bits, if width == Width::F64 { 8 } else { 4 });
            op_constant(sink, &[prefix(width), 0x0f, 0x10], at.reg(0), label);
        }
        Inst::Float(float, width) => op(sink, &[prefix(width), 0x0f, float as u8], at.reg(0), at.rm(2)),
        Inst::FloatNeg(width) => {
            let (reg, mask) = (at.reg(0), at.reg(2));
            // All ones shifted left: only the sign bit.
            dynasm!(sink.asm ; .arch x86 ; pcmpeqd Rx(mask), Rx(mask));
            match width {
                Width::F32 => dynasm!(sink.asm ; .arch x86 ; pslld Rx(mask), 31),
                Width::F64 => dynasm!(sink.asm ; .arch x86 ; psllq Rx(mask), 63),
            }
            dynasm!(sink.asm ; .arch x86 ; xorps Rx(reg), Rx(mask));
        }
        Inst::FloatAbs(width) => {
            let (reg, mask) = (at.reg(0), at.reg(2));
            // All ones shifted right: all but the sign bit.
            dynasm!(sink.asm ; .arch x86 ; pcmpeqd Rx(mask), Rx(mask));
            match width {
                Width::F32 => dynasm!(sink.asm ; .arch x86 ; psrld Rx(mask), 1),
                Width::F64 => dynasm!(sink.asm ; .arch x86 ; psrlq Rx(mask), 1),
            }
            dynasm!(sink.asm ; .arch x86 ; andps Rx(reg), Rx(mask));
        }
        Inst::FloatSqrt(width) => op(sink, &[prefix(width), 0x0f, 0x51], at.reg(0), at.rm(1)),
        Inst::FloatCmp(Width::F32) => op(sink, &[0x0f, 0x2e], at.reg(0), at.rm(1)),
        Inst::FloatCmp(Width::F64) => op(sink, &[0x66, 0x0f, 0x2e], at.reg(0), at.rm(1)),
        Inst::FloatToFloat { from } => op(sink, &[prefix(from), 0x0f, 0x5a], at.reg(0), at.rm(1)),
        Inst::Int32ToFloat(to) => {
            // Without this the result would wait for the register's old value.
            dynasm!(sink.asm ; .arch x86 ; xorps Rx(at.reg(0)), Rx(at.reg(0)));
            op(sink, &[prefix(to), 0x0f, 0x2a], at.reg(0), at.rm(1));
        }
        Inst::FloatToInt32(from) => op(sink, &[prefix(from), 0x0f, 0x2c], at.reg(0), at.rm(1)),
        Inst::IntPairToFloat { from, to } => int_pair_to_float(sink, from, to, at),
        Inst::FloatToIntPair { from, to } => float_to_int_pair(sink, from, to, at),
        Inst::MovFloatToInt => dynasm!(sink.asm ; .arch x86 ; movd Rd(at.reg(0)), Rx(at.reg(1))),
        Inst::MovIntToFloat => dynasm!(sink.asm ; .arch x86 ; movd Rx(at.reg(0)), Rd(at.reg(1))),
        Inst::FloatHigh => dynasm!(sink.asm ; .arch x86 ; pshufd Rx(at.reg(0)), Rx(at.reg(1)), 1),
        Inst::FloatPair => dynasm!(sink.asm ; .arch x86 ; punpckldq Rx(at.reg(0)), Rx(at.reg(2))),
        _ => {}
    }
}

/// 2 to the 64th and the 63rd as `f32`.
const TWO_64: i32 = 0x5f80_0000;
const TWO_63: i32 = 0x5f00_0000;

fn int_pair_to_float(sink: &mut Sink<'_>, from: IntSource, to: Width, at: &Allocs<'_>) {
    let (def, low) = (at.reg(0), at.reg(1));
    if from == IntSource::U32 {
        dynasm!(sink.asm ; .arch x86 ; push 0);
    } else {
        dynasm!(sink.asm ; .arch x86 ; push Rd(at.reg(2)));
    }
    dynasm!(sink.asm ; .arch x86 ; push Rd(low) ; fild QWORD [esp]);
    if from == IntSource::U64 {
        let high = at.reg(2);
        dynasm!(sink.asm
            ; .arch x86
            ; test Rd(high), Rd(high)
            ; jns BYTE >positive
            ; mov DWORD [esp], TWO_64
            ; fadd DWORD [esp]
            ; positive:
        );
    }
    match to {
        Width::F32 => dynasm!(sink.asm ; .arch x86 ; fstp DWORD [esp] ; movss Rx(def), [esp]),
        Width::F64 => dynasm!(sink.asm ; .arch x86 ; fstp QWORD [esp] ; movsd Rx(def), [esp]),
    }
    dynasm!(sink.asm ; .arch x86 ; add esp, BYTE 8);
}

fn float_to_int_pair(sink: &mut Sink<'_>, from: Width, to: IntSource, at: &Allocs<'_>) {
    let source = at.reg(if to == IntSource::U32 { 1 } else { 2 });
    dynasm!(sink.asm ; .arch x86 ; sub esp, BYTE 8);
    match from {
        Width::F32 => dynasm!(sink.asm ; .arch x86 ; movss [esp], Rx(source) ; fld DWORD [esp]),
        Width::F64 => dynasm!(sink.asm ; .arch x86 ; movsd [esp], Rx(source) ; fld QWORD [esp]),
    }
    match to {
        IntSource::U32 => {
            dynasm!(sink.asm ; .arch x86 ; fisttp QWORD [esp] ; pop Rd(at.reg(0)) ; add esp, BYTE 4);
        }
        IntSource::S64 => {
            dynasm!(sink.asm ; .arch x86 ; fisttp QWORD [esp] ; pop Rd(at.reg(0)) ; pop Rd(at.reg(1)));
        }
        // From 2 to the 63rd on: less by that, and the top bit set again.
        IntSource::U64 => {
            let (low, high) = (at.reg(0), at.reg(1));
            dynasm!(sink.asm
                ; .arch x86
                ; mov DWORD [esp], TWO_63
                ; fld DWORD [esp]
                ; fucomip st0, st1
                ; jbe BYTE >large
                ; fisttp QWORD [esp]
                ; pop Rd(low)
                ; pop Rd(high)
                ; jmp BYTE >done
                ; large:
                ; fsub DWORD [esp]
                ; fisttp QWORD [esp]
                ; pop Rd(low)
                ; pop Rd(high)
                ; xor Rd(high), DWORD i32::MIN
                ; done:
            );
        }
    }
}

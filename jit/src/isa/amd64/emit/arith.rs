//! Integer arithmetic.

use dynasmrt::dynasm;
use regalloc2::Allocation;

use super::encode::{self, Code, Imm};
use super::operand::{Mem, Place};
use crate::isa::amd64::inst::{AluOp, Amode, ExtOp, ShiftOp, Size, Src, Width};
use crate::isa::amd64::regs::{RAX, enc};
use crate::isa::mach::{EmitCx, Sink};

/// The shortest way to a constant.
pub(super) fn imm(sink: &mut Sink<'_>, bits: u64, allocs: &[Allocation]) {
    const MOV: Code = Code::one(0xb8);
    let dst = enc(allocs[0]);
    if bits == 0 {
        encode::regs(sink, alu_code(AluOp::Xor), dst, dst);
    } else if let Ok(bits) = u32::try_from(bits) {
        encode::in_opcode(sink, MOV, dst, &bits.to_le_bytes());
    } else if let Ok(bits) = i32::try_from(bits as i64) {
        encode::emit(sink, Code::one(0xc7).size(Size::S64), 0, Place::reg(dst), Imm::I32(bits));
    } else {
        encode::in_opcode(sink, MOV.size(Size::S64), dst, &bits.to_le_bytes());
    }
}

/// The opcode of an extension from a register or from memory.
fn ext_code(op: ExtOp) -> Code {
    match op {
        ExtOp::Sext8 => Code::two(0xbe).rm_byte(),
        ExtOp::Sext16 => Code::two(0xbf),
        ExtOp::Zext8 => Code::two(0xb6).rm_byte(),
        ExtOp::Zext16 => Code::two(0xb7),
        ExtOp::Low32 => Code::one(0x8b),
        ExtOp::Sext32 => Code::one(0x63).size(Size::S64),
    }
}

pub(super) fn ext(sink: &mut Sink<'_>, op: ExtOp, allocs: &[Allocation]) {
    encode::regs(sink, ext_code(op), enc(allocs[0]), enc(allocs[1]));
}

/// The number of an operation in opcodes.
pub(super) fn number(op: AluOp) -> u8 {
    match op {
        AluOp::Add => 0,
        AluOp::Or => 1,
        AluOp::And => 4,
        AluOp::Sub => 5,
        AluOp::Xor => 6,
    }
}

/// `op reg, rm`
fn alu_code(op: AluOp) -> Code {
    Code::one(number(op) << 3 | 0b011)
}

/// `op rm, imm` for operation number `op`, in the shortest form.
pub(super) fn with_imm(sink: &mut Sink<'_>, op: u8, width: Width, place: Place, imm: i32) {
    let (code, wide) = match width {
        Width::B8 => return encode::emit(sink, Code::one(0x80).bytes(), op, place, Imm::I8(imm as i8)),
        Width::B16 => (Code::one(0x81).prefix(0x66), Imm::I16(imm as i16)),
        Width::B32 => (Code::one(0x81), Imm::I32(imm)),
        Width::B64 => (Code::one(0x81).size(Size::S64), Imm::I32(imm)),
    };
    let short = match width {
        Width::B16 => i8::try_from(imm as i16),
        _ => i8::try_from(imm),
    };
    match short {
        // The same opcode, but for this bit.
        Ok(imm) => encode::emit(sink, code.or(0b10), op, place, Imm::I8(imm)),
        Err(_) => encode::emit(sink, code, op, place, wide),
    }
}

/// The width of a memory operand that is as wide as the operation.
pub(super) fn width(size: Size) -> Width {
    if size == Size::S64 { Width::B64 } else { Width::B32 }
}

pub(super) fn alu(sink: &mut Sink<'_>, cx: &EmitCx<'_>, op: AluOp, size: Size, src: Src, allocs: &[Allocation]) {
    let place = Place::src(cx.frame, src, &allocs[2..]);
    encode::emit(sink, alu_code(op).size(size), enc(allocs[0]), place, Imm::None);
    sink.note_result(allocs[0], size == Size::S64, matches!(op, AluOp::Add | AluOp::Sub));
}

pub(super) fn alu_imm(sink: &mut Sink<'_>, op: AluOp, size: Size, imm: i32, allocs: &[Allocation]) {
    let (dst, src) = (enc(allocs[0]), enc(allocs[1]));
    if dst != src {
        // Only additions do not reuse the register.
        let at = i8::try_from(imm).map_or(Mem::Base32(src, imm), |imm| Mem::Base8(src, imm));
        return encode::lea(sink, size, dst, Place::mem(at));
    }
    if allocs[0].as_reg() == Some(RAX) && i8::try_from(imm).is_err() {
        // A form without ModRM.
        encode::in_opcode(sink, Code::one(number(op) << 3 | 0b101).size(size), 0, &imm.to_le_bytes());
    } else {
        with_imm(sink, number(op), width(size), Place::reg(dst), imm);
    }
    sink.note_result(allocs[0], size == Size::S64, matches!(op, AluOp::Add | AluOp::Sub));
}

/// The opcode for a memory operand of this width; the one for 8 bits differs in its last bit.
pub(super) fn of_width(code: Code, width: Width) -> Code {
    match width {
        Width::B8 => code.bytes(),
        Width::B16 => code.or(1).prefix(0x66),
        Width::B32 => code.or(1),
        Width::B64 => code.or(1).size(Size::S64),
    }
}

/// Changes what is in memory.
pub(super) fn alu_mem(sink: &mut Sink<'_>, cx: &EmitCx<'_>, op: AluOp, width: Width, at: Amode, allocs: &[Allocation]) {
    let place = Place::of(cx.frame, at, &allocs[1..]);
    encode::emit(sink, of_width(Code::one(number(op) << 3), width), enc(allocs[0]), place, Imm::None);
}

/// The same by a constant.
pub(super) fn alu_mem_imm(
    sink: &mut Sink<'_>,
    cx: &EmitCx<'_>,
    (op, width, imm): (AluOp, Width, i32),
    at: Amode,
    allocs: &[Allocation],
) {
    with_imm(sink, number(op), width, Place::of(cx.frame, at, allocs), imm);
}

pub(super) fn mul(sink: &mut Sink<'_>, cx: &EmitCx<'_>, size: Size, src: Src, allocs: &[Allocation]) {
    let place = Place::src(cx.frame, src, &allocs[2..]);
    encode::emit(sink, Code::two(0xaf).size(size), enc(allocs[0]), place, Imm::None);
}

pub(super) fn mul_imm(sink: &mut Sink<'_>, cx: &EmitCx<'_>, size: Size, imm: i32, src: Src, allocs: &[Allocation]) {
    let place = Place::src(cx.frame, src, &allocs[1..]);
    let (code, imm) = match i8::try_from(imm) {
        Ok(imm) => (0x6b, Imm::I8(imm)),
        Err(_) => (0x69, Imm::I32(imm)),
    };
    encode::emit(sink, Code::one(code).size(size), enc(allocs[0]), place, imm);
}

pub(super) fn neg(sink: &mut Sink<'_>, size: Size, allocs: &[Allocation]) {
    encode::regs(sink, Code::one(0xf7).size(size), 3, enc(allocs[0]));
    sink.note_result(allocs[0], size == Size::S64, true);
}

pub(super) fn not(sink: &mut Sink<'_>, size: Size, allocs: &[Allocation]) {
    encode::regs(sink, Code::one(0xf7).size(size), 2, enc(allocs[0]));
}

pub(super) fn bswap(sink: &mut Sink<'_>, size: Size, allocs: &[Allocation]) {
    encode::in_opcode(sink, Code::two(0xc8).size(size), enc(allocs[0]), &[]);
}

/// `bsr` and `bsf` leave their result open for 0, and say so in ZF: then the temporary holds what gives the width.
pub(super) fn count_zeros(sink: &mut Sink<'_>, trailing: bool, size: Size, allocs: &[Allocation]) {
    let (dst, src, temp) = (enc(allocs[0]), enc(allocs[1]), enc(allocs[2]));
    let width: u32 = if size == Size::S64 { 64 } else { 32 };
    let for_zero = if trailing { width } else { 2 * width - 1 };
    encode::in_opcode(sink, Code::one(0xb8), temp, &for_zero.to_le_bytes());
    let scan = if trailing { Code::two(0xbc) } else { Code::two(0xbd) };
    encode::regs(sink, scan.size(size), dst, src);
    encode::regs(sink, Code::two(0x44), dst, temp);
    if !trailing {
        with_imm(sink, number(AluOp::Xor), Width::B32, Place::reg(dst), width as i32 - 1);
    }
}

/// The number of a shift in opcodes.
fn shift_number(op: ShiftOp) -> u8 {
    match op {
        ShiftOp::Rol => 0,
        ShiftOp::Ror => 1,
        ShiftOp::Shl => 4,
        ShiftOp::Shr => 5,
        ShiftOp::Sar => 7,
    }
}

pub(super) fn shift(sink: &mut Sink<'_>, op: ShiftOp, size: Size, allocs: &[Allocation]) {
    encode::regs(sink, Code::one(0xd3).size(size), shift_number(op), enc(allocs[0]));
}

pub(super) fn shift_imm(sink: &mut Sink<'_>, op: ShiftOp, size: Size, by: u8, allocs: &[Allocation]) {
    let (dst, number) = (Place::reg(enc(allocs[0])), shift_number(op));
    match by {
        // The upper half of 32 bits has to become zero all the same.
        0 if size == Size::S64 => {}
        0 => encode::regs(sink, Code::one(0x8b), enc(allocs[0]), enc(allocs[0])),
        1 => encode::emit(sink, Code::one(0xd1).size(size), number, dst, Imm::None),
        by => encode::emit(sink, Code::one(0xc1).size(size), number, dst, Imm::I8(by as i8)),
    }
}

/// The dividend is in rax; a zero divisor and an overflow raise #DE as the IR wants.
pub(super) fn div(sink: &mut Sink<'_>, signed: bool, size: Size, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    match (signed, size) {
        (true, Size::S32) => dynasm!(asm ; .arch x64 ; cdq),
        (true, Size::S64) => dynasm!(asm ; .arch x64 ; cqo),
        (false, _) => dynasm!(asm ; .arch x64 ; xor edx, edx),
    }
    encode::regs(sink, Code::one(0xf7).size(size), if signed { 7 } else { 6 }, enc(allocs[2]));
}

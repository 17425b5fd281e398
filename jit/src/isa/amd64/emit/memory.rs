//! Loads, stores and block moves.

use dynasmrt::{DynasmApi, DynasmLabelApi, dynasm};
use guest_abi::TrapCode;
use linker::object::RelocKind;
use regalloc2::{Allocation, RegClass};

use super::encode::{self, Code, Imm};
use super::operand::{Mem, Place, Rm, at_stack, in_frame};
use crate::isa::amd64::inst::{Amode, FSize, LoadKind, Size, StoreKind};
use crate::isa::amd64::regs::enc;
use crate::isa::mach::{EmitCx, Frame, STACK_END, Sink};

/// An address as a value, or a sum.
pub(super) fn lea(sink: &mut Sink<'_>, cx: &EmitCx<'_>, size: Size, amode: Amode, allocs: &[Allocation]) {
    let place = Place::of(cx.frame, amode, &allocs[1..]);
    let dst = enc(allocs[0]);
    if let Rm::Mem(Mem::Index8(base, index, 0, 0)) = place.rm
        && (dst == base || dst == index)
        && place.symbol.is_none()
    {
        let other = if dst == base { index } else { base };
        encode::regs(sink, Code::one(0x03).size(size), dst, other);
        return sink.note_result(allocs[0], size == Size::S64, true);
    }
    let Rm::Mem(Mem::Absolute(value)) = place.rm else { return encode::lea(sink, size, dst, place) };
    encode::in_opcode(sink, Code::one(0xb8), dst, &value.to_le_bytes());
    if let Some(symbol) = place.symbol {
        sink.reloc(0, RelocKind::Data, symbol, place.addend);
    }
}

fn load_from(sink: &mut Sink<'_>, kind: LoadKind, dst: u8, at: Place) {
    let code = match kind {
        LoadKind::S8 => Code::two(0xbe),
        LoadKind::U8 => Code::two(0xb6),
        LoadKind::S16 => Code::two(0xbf),
        LoadKind::U16 => Code::two(0xb7),
        LoadKind::I32 => Code::one(0x8b),
        LoadKind::I64 => Code::one(0x8b).size(Size::S64),
        LoadKind::F32 => Code::two(0x10).float(FSize::F32),
        LoadKind::F64 => Code::two(0x10).float(FSize::F64),
        LoadKind::V128 => Code::two(0x10),
        LoadKind::Vex128 => Code::two(0x10).vex(false),
        LoadKind::V256 => Code::two(0x10).vex(true),
    };
    encode::emit(sink, code, dst, at, Imm::None);
}

pub(super) fn load(sink: &mut Sink<'_>, cx: &EmitCx<'_>, kind: LoadKind, amode: Amode, allocs: &[Allocation]) {
    load_from(sink, kind, enc(allocs[0]), Place::of(cx.frame, amode, &allocs[1..]));
}

/// 32 bits, sign-extended to 64.
pub(super) fn load_sext(sink: &mut Sink<'_>, cx: &EmitCx<'_>, amode: Amode, allocs: &[Allocation]) {
    let place = Place::of(cx.frame, amode, &allocs[1..]);
    encode::emit(sink, Code::one(0x63).size(Size::S64), enc(allocs[0]), place, Imm::None);
}

fn store_to(sink: &mut Sink<'_>, kind: StoreKind, src: u8, at: Place) {
    let code = match kind {
        StoreKind::I8 => Code::one(0x88).bytes(),
        StoreKind::I16 => Code::one(0x89).prefix(0x66),
        StoreKind::I32 => Code::one(0x89),
        StoreKind::I64 => Code::one(0x89).size(Size::S64),
        StoreKind::F32 => Code::two(0x11).float(FSize::F32),
        StoreKind::F64 => Code::two(0x11).float(FSize::F64),
        StoreKind::V128 => Code::two(0x11),
        StoreKind::Vex128 => Code::two(0x11).vex(false),
        StoreKind::V256 => Code::two(0x11).vex(true),
    };
    encode::emit(sink, code, src, at, Imm::None);
}

pub(super) fn store(sink: &mut Sink<'_>, cx: &EmitCx<'_>, kind: StoreKind, amode: Amode, allocs: &[Allocation]) {
    store_to(sink, kind, enc(allocs[0]), Place::of(cx.frame, amode, &allocs[1..]));
}

pub(super) fn store_imm(
    sink: &mut Sink<'_>,
    cx: &EmitCx<'_>,
    kind: StoreKind,
    imm: i32,
    amode: Amode,
    allocs: &[Allocation],
) {
    let (code, imm) = match kind {
        StoreKind::I8 => (Code::one(0xc6), Imm::I8(imm as i8)),
        StoreKind::I16 => (Code::one(0xc7).prefix(0x66), Imm::I16(imm as i16)),
        StoreKind::I64 => (Code::one(0xc7).size(Size::S64), Imm::I32(imm)),
        _ => (Code::one(0xc7), Imm::I32(imm)),
    };
    encode::emit(sink, code, 0, Place::of(cx.frame, amode, allocs), imm);
}

pub(super) fn load_arg(sink: &mut Sink<'_>, cx: &EmitCx<'_>, kind: LoadKind, offset: u32, allocs: &[Allocation]) {
    let at = in_frame(cx.frame, cx.frame.incoming(offset) as i32);
    load_from(sink, kind, enc(allocs[0]), Place::mem(at));
}

pub(super) fn store_arg(sink: &mut Sink<'_>, kind: StoreKind, offset: u32, allocs: &[Allocation]) {
    store_to(sink, kind, enc(allocs[0]), Place::mem(at_stack(offset as i32)));
}

/// A move between registers and spill slots. What the value is the allocator does not know, so all bits move: of float
/// registers as many as the function's widest vector has.
pub(super) fn mov(sink: &mut Sink<'_>, frame: &Frame, from: Allocation, to: Allocation) {
    let class = from.as_reg().or(to.as_reg()).map_or(RegClass::Int, |reg| reg.class());
    let float = class == RegClass::Float;
    match (from.as_stack(), to.as_stack()) {
        (None, None) => {
            let code = match frame.vector {
                32 if float => Code::two(0x28).vex(true),
                _ if float => Code::two(0x28),
                _ => Code::one(0x8b).size(Size::S64),
            };
            encode::regs(sink, code, enc(to), enc(from));
        }
        (Some(_), None) => {
            let kind = match frame.vector {
                32 if float => LoadKind::V256,
                16 if float => LoadKind::V128,
                _ if float => LoadKind::F64,
                _ => LoadKind::I64,
            };
            load_from(sink, kind, enc(to), Place::any(frame, from));
        }
        (None, Some(_)) => {
            let kind = match frame.vector {
                32 if float => StoreKind::V256,
                16 if float => StoreKind::V128,
                _ if float => StoreKind::F64,
                _ => StoreKind::I64,
            };
            store_to(sink, kind, enc(from), Place::any(frame, to));
        }
        // regalloc2 makes no moves from stack to stack.
        (Some(_), Some(_)) => {}
    }
}

pub(super) fn rep_movs(sink: &mut Sink<'_>, quads: u32) {
    let asm = &mut sink.asm;
    dynasm!(asm ; .arch x64 ; mov ecx, DWORD quads as i32 ; rep movsq);
}

pub(super) fn rep_stos(sink: &mut Sink<'_>, quads: u32) {
    let asm = &mut sink.asm;
    dynasm!(asm ; .arch x64 ; mov ecx, DWORD quads as i32 ; rep stosq);
}

/// Moves the stack pointer down, unless that takes it off the stack. In 64 bits no size makes the difference wrap, and
/// a stack pointer that a frame has already taken into the hole is below the stack's end as well.
pub(super) fn stack_alloc(sink: &mut Sink<'_>, cx: &EmitCx<'_>, allocs: &[Allocation]) {
    let (dst, size) = (enc(allocs[0]), enc(allocs[1]));
    let asm = &mut sink.asm;
    dynasm!(asm ; .arch x64
        ; mov Rq(dst), rsp
        ; sub Rq(dst), Rq(size)
        ; and Rq(dst), BYTE -16
        ; cmp Rq(dst), DWORD STACK_END as i32
        ; jge BYTE >enough
    );
    sink.trap(TrapCode::StackOverflow);
    let asm = &mut sink.asm;
    dynasm!(asm ; .arch x64 ; ud2 ; enough: ; mov rsp, Rq(dst));
    if cx.frame.outgoing != 0 {
        dynasm!(asm ; .arch x64 ; add Rd(dst), DWORD cx.frame.outgoing as i32);
    }
}

pub(super) fn stack_save(sink: &mut Sink<'_>, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    dynasm!(asm ; .arch x64 ; mov Rd(enc(allocs[0])), esp);
}

pub(super) fn stack_restore(sink: &mut Sink<'_>, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    dynasm!(asm ; .arch x64 ; mov esp, Rd(enc(allocs[0])));
}

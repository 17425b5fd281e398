//! Loads, stores and block moves.

use dynasmrt::{DynasmApi, DynasmLabelApi, dynasm};
use guest_abi::TrapCode;
use regalloc2::Allocation;

use super::operand::{Mem, at_stack, in_frame, mem, relocate, resolve};
use crate::isa::amd64::inst::{Amode, LoadKind, StoreKind};
use crate::isa::amd64::regs::enc;
use crate::isa::mach::{EmitCx, STACK_END, Sink};

/// An address as a value: 32 bits.
pub(super) fn lea(sink: &mut Sink<'_>, cx: &EmitCx<'_>, amode: Amode, allocs: &[Allocation]) {
    let (at, symbol) = resolve(cx.frame, amode, &allocs[1..]);
    let asm = &mut sink.asm;
    let dst = enc(allocs[0]);
    if let Mem::Absolute(value) = at {
        dynasm!(asm ; .arch x64 ; mov Rd(dst), DWORD value);
    } else {
        mem!(asm, at, [lea Rd(dst),], []);
    }
    relocate(sink, 0, symbol, amode);
}

fn load_from(sink: &mut Sink<'_>, kind: LoadKind, dst: u8, at: Mem) {
    let asm = &mut sink.asm;
    match kind {
        LoadKind::S8 => mem!(asm, at, [movsx Rd(dst), BYTE], []),
        LoadKind::U8 => mem!(asm, at, [movzx Rd(dst), BYTE], []),
        LoadKind::S16 => mem!(asm, at, [movsx Rd(dst), WORD], []),
        LoadKind::U16 => mem!(asm, at, [movzx Rd(dst), WORD], []),
        LoadKind::I32 => mem!(asm, at, [mov Rd(dst), DWORD], []),
        LoadKind::I64 => mem!(asm, at, [mov Rq(dst), QWORD], []),
        LoadKind::F32 => mem!(asm, at, [movss Rx(dst), DWORD], []),
        LoadKind::F64 => mem!(asm, at, [movsd Rx(dst), QWORD], []),
        LoadKind::V128 => mem!(asm, at, [movups Rx(dst), OWORD], []),
        LoadKind::Vex128 => mem!(asm, at, [vmovups Rx(dst), OWORD], []),
        LoadKind::V256 => mem!(asm, at, [vmovups Ry(dst), YWORD], []),
    }
}

pub(super) fn load(sink: &mut Sink<'_>, cx: &EmitCx<'_>, kind: LoadKind, amode: Amode, allocs: &[Allocation]) {
    let (at, symbol) = resolve(cx.frame, amode, &allocs[1..]);
    load_from(sink, kind, enc(allocs[0]), at);
    relocate(sink, 0, symbol, amode);
}

fn store_to(sink: &mut Sink<'_>, kind: StoreKind, src: u8, at: Mem) {
    let asm = &mut sink.asm;
    match kind {
        StoreKind::I8 => mem!(asm, at, [mov BYTE], [, Rb(src)]),
        StoreKind::I16 => mem!(asm, at, [mov WORD], [, Rw(src)]),
        StoreKind::I32 => mem!(asm, at, [mov DWORD], [, Rd(src)]),
        StoreKind::I64 => mem!(asm, at, [mov QWORD], [, Rq(src)]),
        StoreKind::F32 => mem!(asm, at, [movss DWORD], [, Rx(src)]),
        StoreKind::F64 => mem!(asm, at, [movsd QWORD], [, Rx(src)]),
        StoreKind::V128 => mem!(asm, at, [movups OWORD], [, Rx(src)]),
        StoreKind::Vex128 => mem!(asm, at, [vmovups OWORD], [, Rx(src)]),
        StoreKind::V256 => mem!(asm, at, [vmovups YWORD], [, Ry(src)]),
    }
}

pub(super) fn store(sink: &mut Sink<'_>, cx: &EmitCx<'_>, kind: StoreKind, amode: Amode, allocs: &[Allocation]) {
    let (at, symbol) = resolve(cx.frame, amode, &allocs[1..]);
    store_to(sink, kind, enc(allocs[0]), at);
    relocate(sink, 0, symbol, amode);
}

pub(super) fn store_imm(
    sink: &mut Sink<'_>,
    cx: &EmitCx<'_>,
    kind: StoreKind,
    imm: i32,
    amode: Amode,
    allocs: &[Allocation],
) {
    let (at, symbol) = resolve(cx.frame, amode, allocs);
    let asm = &mut sink.asm;
    // The immediate lies behind the displacement.
    let behind = match kind {
        StoreKind::I8 => {
            mem!(asm, at, [mov BYTE], [, BYTE imm as i8]);
            1
        }
        StoreKind::I16 => {
            mem!(asm, at, [mov WORD], [, WORD imm as i16]);
            2
        }
        StoreKind::I64 => {
            mem!(asm, at, [mov QWORD], [, DWORD imm]);
            4
        }
        _ => {
            mem!(asm, at, [mov DWORD], [, DWORD imm]);
            4
        }
    };
    relocate(sink, behind, symbol, amode);
}

pub(super) fn load_arg(sink: &mut Sink<'_>, cx: &EmitCx<'_>, kind: LoadKind, offset: u32, allocs: &[Allocation]) {
    load_from(sink, kind, enc(allocs[0]), in_frame(cx.frame, cx.frame.incoming(offset) as i32));
}

pub(super) fn store_arg(sink: &mut Sink<'_>, kind: StoreKind, offset: u32, allocs: &[Allocation]) {
    store_to(sink, kind, enc(allocs[0]), at_stack(offset as i32));
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

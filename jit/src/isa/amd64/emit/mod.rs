//! The bytes of each instruction, by dynasm.

mod arith;
mod branch;
mod call;
mod encode;
mod float;
mod length;
mod memory;
mod operand;
mod vector;

use dynasmrt::{DynasmApi, dynasm};
use regalloc2::Allocation;

use self::encode::Code;
pub(super) use self::length::most_bytes;
use super::inst::Inst;
use crate::isa::mach::{EmitCx, Frame, ResultFlags, Sink};

/// Saves registers and makes room for the frame.
pub(super) fn prologue(sink: &mut Sink<'_>, frame: &Frame) {
    for reg in frame.saved_regs() {
        encode::in_opcode(sink, Code::one(0x50), reg.hw_enc() as u8, &[]);
    }
    let asm = &mut sink.asm;
    let size = frame.size as i32;
    match i8::try_from(size) {
        Ok(0) => {}
        Ok(size) => dynasm!(asm ; .arch x64 ; sub rsp, BYTE size),
        Err(_) => dynasm!(asm ; .arch x64 ; sub rsp, DWORD size),
    }
    if frame.dynamic {
        dynasm!(asm ; .arch x64 ; mov rbp, rsp);
    }
}

/// Undoes the prologue and returns.
fn epilogue(sink: &mut Sink<'_>, frame: &Frame) {
    leave(sink, frame);
    let asm = &mut sink.asm;
    dynasm!(asm ; .arch x64 ; ret);
}

/// Undoes the prologue.
fn leave(sink: &mut Sink<'_>, frame: &Frame) {
    let asm = &mut sink.asm;
    if frame.dynamic {
        dynasm!(asm ; .arch x64 ; mov rsp, rbp);
    }
    let size = frame.size as i32;
    match i8::try_from(size) {
        Ok(0) => {}
        Ok(size) => dynasm!(asm ; .arch x64 ; add rsp, BYTE size),
        Err(_) => dynasm!(asm ; .arch x64 ; add rsp, DWORD size),
    }
    for reg in frame.saved_regs().rev() {
        encode::in_opcode(sink, Code::one(0x58), reg.hw_enc() as u8, &[]);
    }
}

/// A move between registers and spill slots. It leaves the flags alone.
pub(super) fn mov(sink: &mut Sink<'_>, frame: &Frame, from: Allocation, to: Allocation) {
    let flags = sink.take_flags();
    memory::mov(sink, frame, from, to);
    sink.flags = flags.filter(|flags| flags.of != to);
}

/// Does an instruction leave the flags alone? It defines its first operand at most.
fn keeps_flags(inst: &Inst) -> bool {
    match inst {
        Inst::Load(..) | Inst::LoadSext(_) | Inst::Store(..) | Inst::StoreImm(..) | Inst::Lea(..) | Inst::Not(_) => {
            true
        }
        Inst::Imm(bits) => *bits != 0,
        Inst::Float(..) | Inst::FloatConst(..) | Inst::Ext(_) => true,
        _ => false,
    }
}

/// Emits an instruction.
pub(super) fn inst(sink: &mut Sink<'_>, cx: &EmitCx<'_>, inst: &Inst, allocs: &[Allocation]) {
    let flags = sink.take_flags();
    emit(sink, cx, inst, flags, allocs);
    if sink.flags.is_none() && keeps_flags(inst) {
        sink.flags = flags.filter(|flags| allocs.first() != Some(&flags.of));
    }
}

fn emit(sink: &mut Sink<'_>, cx: &EmitCx<'_>, inst: &Inst, flags: Option<ResultFlags>, allocs: &[Allocation]) {
    match *inst {
        Inst::Args => {}
        Inst::Imm(bits) => arith::imm(sink, bits, allocs),
        Inst::Ext(op) => arith::ext(sink, op, allocs),
        Inst::Alu(op, size, src) => arith::alu(sink, cx, op, size, src, allocs),
        Inst::AluImm(op, size, imm) => arith::alu_imm(sink, op, size, imm, allocs),
        Inst::AluMem(op, width, at) => arith::alu_mem(sink, cx, op, width, at, allocs),
        Inst::AluMemImm(op, width, imm, at) => arith::alu_mem_imm(sink, cx, (op, width, imm), at, allocs),
        Inst::Mul(size, src) => arith::mul(sink, cx, size, src, allocs),
        Inst::MulImm(size, imm, src) => arith::mul_imm(sink, cx, size, imm, src, allocs),
        Inst::Neg(size) => arith::neg(sink, size, allocs),
        Inst::Not(size) => arith::not(sink, size, allocs),
        Inst::Bswap(size) => arith::bswap(sink, size, allocs),
        Inst::CountZeros { trailing, size } => arith::count_zeros(sink, trailing, size, allocs),
        Inst::Shift(op, size) => arith::shift(sink, op, size, allocs),
        Inst::ShiftImm(op, size, by) => arith::shift_imm(sink, op, size, by, allocs),
        Inst::Div { signed, size, .. } => arith::div(sink, signed, size, allocs),
        Inst::FloatConst(size, bits) => float::constant(sink, size, bits, allocs),
        Inst::ZeroVector => float::zero(sink, allocs),
        Inst::VectorConst(halves, form) => vector::constant(sink, halves, form, allocs),
        Inst::Vector(op, form) => vector::operation(sink, op, form, allocs),
        Inst::Float(op, size, src) => float::binary(sink, cx, op, size, src, allocs),
        Inst::FloatNeg(size) => float::neg(sink, size, allocs),
        Inst::FloatAbs(size) => float::abs(sink, size, allocs),
        Inst::FloatSqrt(size, src) => float::sqrt(sink, cx, size, src, allocs),
        Inst::Cvt(op) => float::convert(sink, op, allocs),
        Inst::CvtMem(op, at) => float::convert_mem(sink, cx, op, at, allocs),
        Inst::U64ToFloat(size) => float::from_u64(sink, size, allocs),
        Inst::FloatToU64(size) => float::to_u64(sink, size, allocs),
        Inst::SetCc(cmp, cc) => branch::set(sink, cx, flags, (cmp, cc), allocs),
        Inst::SetFloat(size, ne, src) => branch::set_float(sink, cx, size, ne, src, allocs),
        Inst::Select(cmp, cc, size) => branch::select(sink, cx, flags, (cmp, cc, size), allocs),
        Inst::SelectFloat(cmp, cc) => branch::select_float(sink, cx, cmp, cc, allocs),
        Inst::Jump => branch::jump(sink, cx),
        Inst::Branch(cmp, cc) => branch::branch(sink, cx, flags, (cmp, cc), allocs),
        Inst::Switch(size, most) => branch::switch(sink, cx, size, most, allocs),
        Inst::Lea(size, amode) => memory::lea(sink, cx, size, amode, allocs),
        Inst::Load(kind, amode) => memory::load(sink, cx, kind, amode, allocs),
        Inst::LoadSext(amode) => memory::load_sext(sink, cx, amode, allocs),
        Inst::Store(kind, amode) => memory::store(sink, cx, kind, amode, allocs),
        Inst::StoreImm(kind, imm, amode) => memory::store_imm(sink, cx, kind, imm, amode, allocs),
        Inst::LoadArg(kind, offset) => memory::load_arg(sink, cx, kind, offset, allocs),
        Inst::StoreArg(kind, offset) => memory::store_arg(sink, kind, offset, allocs),
        Inst::RepMovs(quads) => memory::rep_movs(sink, quads),
        Inst::RepStos(quads) => memory::rep_stos(sink, quads),
        Inst::StackAlloc => memory::stack_alloc(sink, cx, allocs),
        Inst::StackSave => memory::stack_save(sink, allocs),
        Inst::StackRestore => memory::stack_restore(sink, allocs),
        Inst::FuncAddr(symbol) => call::func_addr(sink, symbol, allocs),
        Inst::Call(symbol, _) => {
            vector::zero_upper(sink, cx);
            call::direct(sink, symbol);
        }
        Inst::TailCall(symbol) => {
            vector::zero_upper(sink, cx);
            leave(sink, cx.frame);
            call::tail(sink, symbol);
        }
        Inst::CheckSlot => call::check_slot(sink, allocs),
        Inst::CallIndirect(_) => {
            vector::zero_upper(sink, cx);
            call::indirect(sink, allocs);
        }
        Inst::Ret => {
            vector::zero_upper(sink, cx);
            epilogue(sink, cx.frame);
        }
        Inst::Trap(code) => {
            sink.trap(code);
            let asm = &mut sink.asm;
            dynasm!(asm ; .arch x64 ; ud2);
        }
    }
}

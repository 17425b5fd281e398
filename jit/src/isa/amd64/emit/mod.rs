//! The bytes of each instruction, by dynasm.

mod arith;
mod branch;
mod call;
mod float;
mod memory;
mod operand;
mod vector;

use dynasmrt::{DynasmApi, dynasm};
use regalloc2::{Allocation, RegClass};

use self::operand::{Mem, in_frame, mem};
use super::inst::Inst;
use super::regs::enc;
use crate::isa::mach::{EmitCx, Frame, Sink};

/// Saves registers and makes room for the frame.
pub(super) fn prologue(sink: &mut Sink<'_>, frame: &Frame) {
    let asm = &mut sink.asm;
    for reg in frame.saved_regs() {
        let reg = reg.hw_enc() as u8;
        dynasm!(asm ; .arch x64 ; push Rq(reg));
    }
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
        let reg = reg.hw_enc() as u8;
        dynasm!(asm ; .arch x64 ; pop Rq(reg));
    }
    dynasm!(asm ; .arch x64 ; ret);
}

/// A move between registers and spill slots. What the value is the allocator does not know, so all bits move.
pub(super) fn mov(sink: &mut Sink<'_>, frame: &Frame, from: Allocation, to: Allocation) {
    let asm = &mut sink.asm;
    let class = from.as_reg().or(to.as_reg()).map_or(RegClass::Int, |reg| reg.class());
    let float = class == RegClass::Float;
    match (from.as_stack(), to.as_stack()) {
        (None, None) => {
            let (from, to) = (enc(from), enc(to));
            match frame.vector {
                32 if float => dynasm!(asm ; .arch x64 ; vmovaps Ry(to), Ry(from)),
                _ if float => dynasm!(asm ; .arch x64 ; movaps Rx(to), Rx(from)),
                _ => dynasm!(asm ; .arch x64 ; mov Rq(to), Rq(from)),
            }
        }
        (Some(slot), None) => {
            let (at, to) = (in_frame(frame, frame.spill(slot) as i32), enc(to));
            match frame.vector {
                32 if float => mem!(asm, at, [vmovups Ry(to), YWORD], []),
                16 if float => mem!(asm, at, [movups Rx(to), OWORD], []),
                _ if float => mem!(asm, at, [movsd Rx(to), QWORD], []),
                _ => mem!(asm, at, [mov Rq(to), QWORD], []),
            }
        }
        (None, Some(slot)) => {
            let (from, at) = (enc(from), in_frame(frame, frame.spill(slot) as i32));
            match frame.vector {
                32 if float => mem!(asm, at, [vmovups YWORD], [, Ry(from)]),
                16 if float => mem!(asm, at, [movups OWORD], [, Rx(from)]),
                _ if float => mem!(asm, at, [movsd QWORD], [, Rx(from)]),
                _ => mem!(asm, at, [mov QWORD], [, Rq(from)]),
            }
        }
        // regalloc2 makes no moves from stack to stack.
        (Some(_), Some(_)) => {}
    }
}

/// Emits an instruction.
pub(super) fn inst(sink: &mut Sink<'_>, cx: &EmitCx<'_>, inst: &Inst, allocs: &[Allocation]) {
    match *inst {
        Inst::Args => {}
        Inst::Imm(bits) => arith::imm(sink, bits, allocs),
        Inst::Ext(op) => arith::ext(sink, op, allocs),
        Inst::Alu(op, size) => arith::alu(sink, cx, op, size, allocs),
        Inst::AluImm(op, size, imm) => arith::alu_imm(sink, op, size, imm, allocs),
        Inst::Mul(size) => arith::mul(sink, cx, size, allocs),
        Inst::MulImm(size, imm) => arith::mul_imm(sink, cx, size, imm, allocs),
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
        Inst::Float(op, size) => float::binary(sink, cx, op, size, allocs),
        Inst::FloatNeg(size) => float::neg(sink, size, allocs),
        Inst::FloatAbs(size) => float::abs(sink, size, allocs),
        Inst::FloatSqrt(size) => float::sqrt(sink, cx, size, allocs),
        Inst::Cvt(op) => float::convert(sink, op, allocs),
        Inst::U64ToFloat(size) => float::from_u64(sink, size, allocs),
        Inst::FloatToU64(size) => float::to_u64(sink, size, allocs),
        Inst::SetCc(cmp, cc) => branch::set(sink, cx, cmp, cc, allocs),
        Inst::SetFloat(size, ne) => branch::set_float(sink, cx, size, ne, allocs),
        Inst::Select(cmp, cc, size) => branch::select(sink, cx, cmp, cc, size, allocs),
        Inst::SelectFloat(cmp, cc) => branch::select_float(sink, cx, cmp, cc, allocs),
        Inst::Jump => branch::jump(sink, cx),
        Inst::Branch(cmp, cc) => branch::branch(sink, cx, cmp, cc, allocs),
        Inst::Switch(size) => branch::switch(sink, cx, size, allocs),
        Inst::Lea(amode) => memory::lea(sink, cx, amode, allocs),
        Inst::Load(kind, amode) => memory::load(sink, cx, kind, amode, allocs),
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

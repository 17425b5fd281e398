//! Lowering: from IR operations to machine instructions.

mod addr;
mod arith;
pub(super) mod call;
mod cmp;
mod float;
mod memory;
mod wide;

use regalloc2::{Operand, RegClass, VReg};

use self::addr::Address;
use super::Ia32;
use crate::ir::{self, BinOp, ConvOp, Op, Terminator, Type, UnOp, Value};
use crate::isa::ia32::inst::{AluOp, Cond, Inst};
use crate::isa::mach::{Lower, ValueRegs};

/// The lowering context of this backend.
pub(super) type Cx<'a> = Lower<'a, Ia32>;

/// An operand that may be a constant or in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Src {
    /// A register.
    Reg(VReg),
    /// A constant.
    Imm(u32),
    /// A word in memory: a load that is folded into its user, to be used once.
    Mem(Address),
}

/// Makes constants and addresses anew at each use: that costs one instruction, a register costs a register.
pub(super) fn rematerialize(op: &Op) -> bool {
    matches!(
        op,
        Op::Int(..)
            | Op::F32(_)
            | Op::F64(_)
            | Op::StackAddr(..)
            | Op::DataAddr(..)
            | Op::FuncAddr(_)
            // The low half is the operand itself, the high half a constant.
            | Op::Convert(ConvOp::Zext32, _)
    )
}

/// What becomes part of its user: comparisons of conditions, the arithmetic of addresses, extended factors, loads.
pub(super) fn folds(cx: &Cx<'_>, inst: &ir::InstData, user: Option<&ir::InstData>) -> bool {
    match inst.op {
        Op::Load { .. } => memory::folds(cx, inst, user),
        _ => cmp::folds(cx, inst, user) || addr::folds(cx, inst, user) || wide::folds(cx, inst, user),
    }
}

/// Lowers one instruction.
pub(super) fn inst(cx: &mut Cx<'_>, inst: ir::Inst) {
    let func = cx.func;
    let data = &func.insts[inst.index()];
    let regs = match &data.op {
        &Op::Int(Type::I64, bits) => {
            let low = imm(cx, bits as u32);
            ValueRegs::two(low, imm(cx, (bits >> 32) as u32))
        }
        &Op::Int(_, bits) => ValueRegs::one(imm(cx, bits as u32)),
        &Op::F32(bits) => ValueRegs::one(float::constant(cx, Type::F32, u64::from(bits))),
        &Op::F64(bits) => ValueRegs::one(float::constant(cx, Type::F64, bits)),
        &Op::Binary(op, a, b) => binary(cx, op, a, b),
        &Op::Unary(op, a) => unary(cx, op, a),
        &Op::Convert(op, a) => convert(cx, op, a),
        &Op::IntCmp(cc, a, b) => {
            let cond = cmp::compare_ints(cx, cc, a, b);
            ValueRegs::one(set_cond(cx, cond))
        }
        &Op::FloatCmp(cc, a, b) => {
            let cond = cmp::compare_floats(cx, cc, a, b);
            ValueRegs::one(set_cond(cx, cond))
        }
        &Op::Select(cond, a, b) => cmp::select(cx, cond, a, b),
        &Op::Load { mem, addr, offset, .. } => memory::load(cx, mem, addr, offset),
        &Op::Store { mem, addr, offset, value, .. } => return memory::store(cx, mem, addr, offset, value),
        &Op::Copy { dst, src, len } => return memory::copy(cx, dst, src, len),
        &Op::Fill { dst, byte, len } => return memory::fill(cx, dst, byte, len),
        // Functions with vectors have been refused.
        Op::Fence | Op::Vector(..) => return,
        Op::StackSave => ValueRegs::one(define(cx, Inst::StackSave)),
        &Op::StackAlloc(size) => ValueRegs::one(memory::stack_alloc(cx, size)),
        &Op::StackRestore(saved) => return memory::stack_restore(cx, saved),
        &Op::StackAddr(slot, offset) => ValueRegs::one(addr::slot_address(cx, slot, offset)),
        &Op::DataAddr(symbol, offset) => ValueRegs::one(define(cx, Inst::DataAddr(symbol, offset))),
        &Op::FuncAddr(symbol) => ValueRegs::one(define(cx, Inst::FuncAddr(symbol))),
        Op::Call(symbol, args) => return call::direct(cx, inst, *symbol, args),
        Op::CallIndirect { callee, args, result } => return call::indirect(cx, inst, *callee, args, *result),
    };
    if let Some(result) = data.result {
        cx.set_value(result, regs);
    }
}

/// Lowers a block's terminator.
pub(super) fn term(cx: &mut Cx<'_>, block: ir::Block) {
    let func = cx.func;
    match &func.blocks[block.index()].term {
        Terminator::Return(value) => {
            let mut operands = [Operand::any_use(VReg::invalid()); 2];
            let mut count = 0;
            if let Some(value) = *value {
                let regs = cx.value(value);
                for (reg, &place) in regs.iter().zip(super::inst::result_regs(Some(cx.ty(value)))) {
                    operands[count] = Operand::reg_fixed_use(reg, place);
                    count += 1;
                }
            }
            cx.emit(Inst::Return, &operands[..count]);
        }
        Terminator::Trap(code) => cx.emit(Inst::Trap(*code), &[]),
        Terminator::Branch { cond, .. } if cx.succ_count() > 1 => {
            let cond = cmp::condition(cx, *cond);
            cx.emit(Inst::Branch(cond), &[]);
        }
        Terminator::Switch { value, cases, .. } if cx.succ_count() > 1 => switch(cx, *value, cases),
        Terminator::Jump(_) | Terminator::Branch { .. } | Terminator::Switch { .. } => cx.emit(Inst::Jump, &[]),
    }
}

/// Fewest cases for which a table is worth its load.
const TABLE_CASES: usize = 5;
/// Most table entries per case.
const TABLE_SPARSITY: u64 = 3;

fn switch(cx: &mut Cx<'_>, value: Value, cases: &[(u64, ir::Target)]) {
    let regs = cx.value(value);
    if cx.ty(value) == Type::I64 {
        return cx.emit(Inst::Switch, &[Operand::reg_use(regs.lo()), Operand::reg_use(regs.hi())]);
    }
    let low = cases.iter().map(|&(case, _)| case).min().unwrap_or(0);
    let len = cases.iter().map(|&(case, _)| case).max().unwrap_or(0) - low + 1;
    if cases.len() < TABLE_CASES || len > TABLE_SPARSITY * cases.len() as u64 {
        return cx.emit(Inst::Switch, &[Operand::reg_use(regs.lo())]);
    }
    // Small cases need no subtraction, only some more entries.
    let (low, len) = if low <= cases.len() as u64 { (0, len + low) } else { (low, len) };
    let (low, len) = (low as u32, len as u32);
    let index = if low == 0 { regs.lo() } else { alu(cx, AluOp::Sub, regs.lo(), Src::Imm(low)) };
    cx.emit(Inst::JumpTable { low, len }, &[Operand::reg_use(index)]);
}

fn binary(cx: &mut Cx<'_>, op: BinOp, a: Value, b: Value) -> ValueRegs {
    match cx.ty(a) {
        Type::I32 => ValueRegs::one(arith::binary(cx, op, a, b)),
        Type::I64 => wide::binary(cx, op, a, b),
        ty => ValueRegs::one(float::binary(cx, ty, op, a, b)),
    }
}

fn unary(cx: &mut Cx<'_>, op: UnOp, a: Value) -> ValueRegs {
    match cx.ty(a) {
        Type::I32 => ValueRegs::one(arith::unary(cx, op, a)),
        Type::I64 => wide::unary(cx, op, a),
        ty => ValueRegs::one(float::unary(cx, ty, op, a)),
    }
}

fn convert(cx: &mut Cx<'_>, op: ConvOp, a: Value) -> ValueRegs {
    match op {
        ConvOp::Wrap => ValueRegs::one(cx.reg(a)),
        ConvOp::Sext32 => {
            let low = cx.reg(a);
            ValueRegs::two(low, arith::shift_imm(cx, super::inst::ShiftOp::Sar, low, 31))
        }
        ConvOp::Zext32 => {
            let low = cx.reg(a);
            ValueRegs::two(low, imm(cx, 0))
        }
        _ => float::convert(cx, op, a),
    }
}

/// A new integer register.
pub(super) fn int(cx: &mut Cx<'_>) -> VReg {
    cx.new_vreg(RegClass::Int)
}

/// A new integer register that the instruction defines; it has no other operands.
pub(super) fn define(cx: &mut Cx<'_>, inst: Inst) -> VReg {
    let def = int(cx);
    cx.emit(inst, &[Operand::reg_def(def)]);
    def
}

/// A register with a constant.
pub(super) fn imm(cx: &mut Cx<'_>, value: u32) -> VReg {
    define(cx, Inst::Imm(value))
}

/// A value, or the constant that it is, or where it is to be loaded from.
fn src(cx: &mut Cx<'_>, value: Value) -> Src {
    match cx.int_const(value) {
        Some(bits) => Src::Imm(bits as u32),
        None => match memory::folded(cx, value) {
            Some(address) => Src::Mem(address),
            None => Src::Reg(cx.reg(value)),
        },
    }
}

/// The operand in a register.
fn in_reg(cx: &mut Cx<'_>, src: Src) -> VReg {
    match src {
        Src::Reg(reg) => reg,
        Src::Imm(value) => imm(cx, value),
        Src::Mem(address) => memory::load_from(cx, ir::MemType::Full(Type::I32), address).lo(),
    }
}

/// An operation with a new register for its result.
fn alu(cx: &mut Cx<'_>, op: AluOp, a: VReg, b: Src) -> VReg {
    let def = int(cx);
    match b {
        Src::Reg(b) => {
            let operands = [Operand::reg_reuse_def(def, 1), Operand::reg_use(a), Operand::any_use(b)];
            cx.emit(Inst::Alu(op), &operands);
        }
        Src::Mem(address) => {
            let operands = [Operand::reg_reuse_def(def, 1), Operand::reg_use(a)];
            address.emit(cx, Inst::AluMem(op, address.mode()), &operands);
        }
        Src::Imm(b) if op == AluOp::Imul => {
            cx.emit(Inst::ImulImm(b as i32), &[Operand::reg_def(def), Operand::any_use(a)]);
        }
        Src::Imm(b) => {
            cx.emit(Inst::AluImm(op, b as i32), &[Operand::reg_reuse_def(def, 1), Operand::reg_use(a)]);
        }
    }
    def
}

/// A comparison's outcome as 0 or 1.
pub(super) fn set_cond(cx: &mut Cx<'_>, cond: Cond) -> VReg {
    let def = int(cx);
    let operand = Operand::reg_def(def);
    match cond {
        Cond::Cc(_) => cx.emit(Inst::SetCond(cond), &[operand]),
        Cond::FloatEq | Cond::FloatNe => {
            let temp = int(cx);
            cx.emit(Inst::SetCond(cond), &[operand, Operand::reg_temp(temp)]);
        }
    }
    def
}

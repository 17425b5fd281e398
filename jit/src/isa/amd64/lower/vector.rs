//! Operations on vectors.
//!
//! A function that needs AVX2 uses the VEX encodings for all its vectors, so that old and new encodings do not wait
//! for each other; scalars keep the old ones. Its calls and returns clear the upper halves (`vzeroupper`), as
//! everybody expects of them.

use regalloc2::{Operand, RegClass};

use super::{Cx, Ops};
use crate::ir::vector::{Features, Lane, VectorOp};
use crate::ir::{self, Type};
use crate::isa::amd64::inst::{Inst, VectorForm};

/// Is the function's code allowed to use AVX2?
pub(super) fn is_vex(cx: &Cx<'_>) -> bool {
    cx.vectors == Some(Features::Avx2)
}

/// Which encoding a vector of this type takes.
fn form(cx: &Cx<'_>, ty: Type) -> VectorForm {
    match ty {
        Type::V256 => VectorForm::Vex256,
        _ if is_vex(cx) => VectorForm::Vex128,
        _ => VectorForm::Sse,
    }
}

/// Lowers an operation.
pub(super) fn lower(cx: &mut Cx<'_>, inst: ir::Inst, op: VectorOp, args: &[ir::Value]) {
    let Some(result) = cx.func.insts[inst.index()].result else { return };
    // The widest of result and operands decides.
    let ty = args.iter().map(|&arg| cx.ty(arg)).chain([cx.ty(result)]).max_by_key(|ty| ty.size());
    let form = form(cx, ty.unwrap_or(Type::V128));
    let mut ops = Ops::default();
    let dst = cx.result(inst).lo();
    let sse = form == VectorForm::Sse;
    // Where the old encodings write over their first operand, or need another register.
    let (reuse, temp) = match op {
        VectorOp::Binary(..)
        | VectorOp::Shift(..)
        | VectorOp::ByteShift(_)
        | VectorOp::Pack { .. }
        | VectorOp::UnpackLow(_)
        | VectorOp::UnpackHigh(_) => (sse, false),
        VectorOp::Widen { signed, from, .. } => (sse, sse && (!signed || from == Lane::I32)),
        _ => (false, false),
    };
    if let (VectorOp::Const(_, bytes), true) = (op, args.is_empty()) {
        let bits = u128::from_le_bytes(bytes);
        cx.emit(Inst::VectorConst([bits as u64, (bits >> 64) as u64], form), &[Operand::reg_def(dst)]);
        return;
    }
    if let (VectorOp::Blend, [mask, yes, no], true) = (op, args, sse) {
        // The result takes the place of the first choice; the mask is still needed then.
        let (mask, yes, no) = (cx.reg(*mask), cx.reg(*yes), cx.reg(*no));
        let temp = cx.new_vreg(RegClass::Float);
        let ops = [
            Operand::reg_reuse_def(dst, 2),
            Operand::reg_use(mask),
            Operand::reg_use(yes),
            Operand::reg_use(no),
            Operand::reg_temp(temp),
        ];
        cx.emit(Inst::Vector(op, form), &ops);
        return;
    }
    // The destination is written before the other operands were read only where an instruction has several steps.
    let early = matches!(op, VectorOp::Splat(..) | VectorOp::FromScalar(_));
    ops.push(match (reuse, early) {
        (true, _) => Operand::reg_reuse_def(dst, 1),
        (false, true) => Operand::reg_def_at_start(dst),
        (false, false) => Operand::reg_def(dst),
    });
    for &arg in args {
        let reg = cx.reg(arg);
        ops.push(Operand::reg_use(reg));
    }
    if temp {
        let temp = cx.new_vreg(RegClass::Float);
        ops.push(Operand::reg_temp(temp));
    }
    cx.emit(Inst::Vector(op, form), &ops);
}

//! Terminators that constants decide, or whose ways are all the same.

use crate::ir::fold::Values;
use crate::ir::{Block, Function, IntCc, Op, Target, Terminator, Type, Value};
use guest_abi::TrapCode;

/// Takes the terminator out, to put a simpler one in.
pub(super) fn take(term: &mut Terminator) -> Terminator {
    std::mem::replace(term, Terminator::Trap(TrapCode::Unreachable))
}

/// Where a terminator goes if its operand has these bits.
pub(super) fn decide(term: &Terminator, bits: u64) -> Option<&Target> {
    match term {
        Terminator::Branch { then, els, .. } => Some(if bits as u32 == 0 { els } else { then }),
        Terminator::Switch { cases, default, .. } => {
            Some(cases.iter().find(|(case, _)| *case == bits).map_or(default, |(_, target)| target))
        }
        _ => None,
    }
}

/// Simplifies every terminator; true if one became another.
pub(super) fn fold(function: &mut Function) -> bool {
    let mut changed = false;
    for b in 0..function.blocks.len() {
        changed |= fold_one(function, Block(b as u32));
    }
    changed
}

fn fold_one(function: &mut Function, block: Block) -> bool {
    let term = &function.blocks[block.index()].term;
    let Some(operand) = term.operand().filter(|_| !matches!(term, Terminator::Return(_))) else { return false };
    // The address of a variable is not 0.
    let address = matches!((term, function.op(operand)), (Terminator::Branch { .. }, Some(Op::StackAddr(..))));
    if let Some(bits) = function.constant(operand).or(address.then_some(1)) {
        let Some(target) = decide(term, bits).cloned() else { return false };
        function.blocks[block.index()].term = Terminator::Jump(target);
        return true;
    }
    let condition = matches!(term, Terminator::Branch { .. }).then(|| condition(function, operand));
    let term = &mut function.blocks[block.index()].term;
    match term {
        Terminator::Branch { then, els, .. } if then == els => {
            let target = then.clone();
            *term = Terminator::Jump(target);
            true
        }
        Terminator::Branch { cond, then, els } => {
            let (new, flipped) = condition.unwrap_or((operand, false));
            if flipped {
                std::mem::swap(then, els);
            }
            std::mem::replace(cond, new) != new
        }
        Terminator::Switch { cases, default, .. } => {
            let before = cases.len();
            cases.retain(|(_, target)| target != &*default);
            let after = cases.len();
            if after == 0
                && let Terminator::Switch { default, .. } = take(term)
            {
                *term = Terminator::Jump(default);
            }
            after != before
        }
        _ => false,
    }
}

/// What a branch may look at instead of this value: a comparison with 0 of an `i32` is what it does anyway. And
/// whether it goes the other way then.
fn condition(function: &Function, mut cond: Value) -> (Value, bool) {
    let mut flipped = false;
    while let Some(&Op::IntCmp(cc @ (IntCc::Ne | IntCc::Eq), x, zero)) = function.op(cond)
        && function.constant(zero) == Some(0)
        && function.ty(x) == Type::I32
    {
        flipped ^= cc == IntCc::Eq;
        cond = x;
    }
    (cond, flipped)
}

//! What the builder's folder leaves to passes over finished functions: choices, and addresses of objects.

use crate::ir::fold::{Folded, Values};
use crate::ir::{BinOp, Function, IntCc, Op, Type, UnOp, Value};

/// Simplifies an instruction that [`crate::ir::fold`] has nothing for.
pub(super) fn simplify(f: &Function, op: &Op) -> Option<Folded> {
    match *op {
        Op::Binary(op, a, b) => address(f, op, a, b),
        Op::Select(cond, a, b) => select(f, cond, a, b),
        _ => None,
    }
}

/// An address of an object and a constant is an address of the object.
fn address(f: &Function, op: BinOp, a: Value, b: Value) -> Option<Folded> {
    let c = f.constant(b)? as i32;
    match (op, f.op(a)?) {
        (BinOp::Add, Op::StackAddr(slot, at)) => Some(Folded::Op(Op::StackAddr(*slot, at.wrapping_add(c)))),
        (BinOp::Add, Op::DataAddr(symbol, at)) => Some(Folded::Op(Op::DataAddr(*symbol, at.wrapping_add(c)))),
        _ => None,
    }
}

fn select(f: &Function, cond: Value, a: Value, b: Value) -> Option<Folded> {
    if let Some(c) = f.constant(cond) {
        return Some(Folded::Value(if c as u32 == 0 { b } else { a }));
    }
    if a == b {
        return Some(Folded::Value(a));
    }
    let is_bool = matches!(f.op(cond), Some(Op::IntCmp(..) | Op::FloatCmp(..)));
    match (f.constant(a), f.constant(b)) {
        (Some(1), Some(0)) if is_bool && f.ty(a) == Type::I32 => return Some(Folded::Value(cond)),
        _ => {}
    }
    match f.op(cond)? {
        // A test against zero is what the instruction does by itself.
        &Op::IntCmp(cc @ (IntCc::Ne | IntCc::Eq), x, zero) if f.ty(x) == Type::I32 && f.constant(zero) == Some(0) => {
            let (a, b) = if cc == IntCc::Ne { (a, b) } else { (b, a) };
            matches!(f.op(x), Some(Op::IntCmp(..) | Op::FloatCmp(..))).then_some(Folded::Op(Op::Select(x, a, b)))
        }
        _ => None,
    }
}

/// The value that a narrow store of this many bytes needs: what extends those bytes is left out.
pub(super) fn stored(f: &Function, mut value: Value, bytes: u32) -> Value {
    while let Some(&Op::Unary(op, inner)) = f.op(value) {
        let unneeded = match op {
            UnOp::Sext8 | UnOp::Zext8 => bytes == 1,
            UnOp::Sext16 | UnOp::Zext16 => bytes <= 2,
            _ => false,
        };
        if !unneeded {
            break;
        }
        value = inner;
    }
    value
}

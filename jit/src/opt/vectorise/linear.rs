//! Values as sums of what does not change in the loop and of the loop's parameters, times constants; modulo 2^32.

use super::shape::Loop;
use crate::ir::{BinOp, Function, Op, Type, Value, ValueDef};

/// Most terms of a sum. Addresses have a base and an index, or two.
const TERMS: usize = 4;

/// Depth to which a sum is taken apart.
const DEPTH: u32 = 8;

/// `constant + coefficient * value + ..`, modulo 2^32.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Linear {
    terms: [(Value, i32); TERMS],
    len: usize,
    pub(super) constant: i32,
}

impl Linear {
    /// Nothing.
    pub(super) fn zero() -> Self {
        Self::of(0)
    }

    fn of(constant: i32) -> Self {
        Self { terms: [(Value(u32::MAX), 0); TERMS], len: 0, constant }
    }

    /// The values with their coefficients, in the order of their numbers.
    pub(super) fn terms(&self) -> &[(Value, i32)] {
        &self.terms[..self.len]
    }

    fn plus(mut self, other: &Self, times: i32) -> Option<Self> {
        self.constant = self.constant.wrapping_add(other.constant.wrapping_mul(times));
        for &(value, coefficient) in other.terms() {
            self.add(value, coefficient.wrapping_mul(times))?;
        }
        Some(self)
    }

    fn add(&mut self, value: Value, coefficient: i32) -> Option<()> {
        let at = self.terms().iter().position(|(v, _)| *v >= value).unwrap_or(self.len);
        if self.terms().get(at).is_some_and(|(v, _)| *v == value) {
            self.terms[at].1 = self.terms[at].1.wrapping_add(coefficient);
            if self.terms[at].1 == 0 {
                self.terms.copy_within(at + 1..self.len, at);
                self.len -= 1;
                self.terms[self.len] = (Value(u32::MAX), 0);
            }
            return Some(());
        }
        if coefficient == 0 {
            return Some(());
        }
        if self.len == TERMS {
            return None;
        }
        self.terms.copy_within(at..self.len, at + 1);
        self.terms[at] = (value, coefficient);
        self.len += 1;
        Some(())
    }

    /// What it grows by with each turn of the loop; nothing if a parameter does not step evenly.
    pub(super) fn step(&self, l: &Loop) -> Option<i32> {
        self.terms().iter().try_fold(0i32, |sum, (value, coefficient)| match l.param(*value) {
            None => Some(sum),
            Some(i) => l.step(i).map(|step| sum.wrapping_add(step.wrapping_mul(*coefficient))),
        })
    }
}

/// An integer constant.
pub(super) fn constant(f: &Function, value: Value) -> Option<i32> {
    match f.values[value.index()].def {
        ValueDef::Inst(inst) => match f.insts[inst.index()].op {
            Op::Int(Type::I32, bits) => Some(bits as u32 as i32),
            _ => None,
        },
        ValueDef::Param(..) => None,
    }
}

/// An `i32` as a sum; nothing if it is made of anything else within the loop.
pub(super) fn linear(f: &Function, l: &Loop, value: Value) -> Option<Linear> {
    walk(f, l, value, DEPTH)
}

fn walk(f: &Function, l: &Loop, value: Value, depth: u32) -> Option<Linear> {
    if let Some(constant) = constant(f, value) {
        return Some(Linear::of(constant));
    }
    if l.is_invariant(f, value) || l.param(value).is_some() {
        let mut sum = Linear::of(0);
        sum.add(value, 1)?;
        return Some(sum);
    }
    let depth = depth.checked_sub(1)?;
    let ValueDef::Inst(inst) = f.values[value.index()].def else { return None };
    match f.insts[inst.index()].op {
        Op::Binary(BinOp::Add, a, b) => walk(f, l, a, depth)?.plus(&walk(f, l, b, depth)?, 1),
        Op::Binary(BinOp::Sub, a, b) => walk(f, l, a, depth)?.plus(&walk(f, l, b, depth)?, -1),
        Op::Binary(BinOp::Mul, a, b) => Linear::of(0).plus(&walk(f, l, a, depth)?, constant(f, b)?),
        Op::Binary(BinOp::Shl, a, b) => {
            Linear::of(0).plus(&walk(f, l, a, depth)?, 1i32.wrapping_shl(constant(f, b)? as u32))
        }
        _ => None,
    }
}

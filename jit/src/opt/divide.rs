//! Division by constants without a division: shifts for powers of two, multiplication by a rounded reciprocal for the
//! rest.
//!
//! T. Granlund and P. Montgomery, "Division by Invariant Integers using Multiplication" (PLDI 1994), and H. Warren,
//! "Hacker's Delight" (2nd edition), chapter 10. For `2^p / d` rounded up to `m = (2^p + e) / d`, the quotient of
//! every `x` up to `b` is `x * m >> p` if `e * b < 2^p`. 32-bit operands are multiplied in 64 bits, bytes and what is
//! known to be small in 32. 64-bit divisions, but for powers of two, stay as they are.

use super::aliases::Aliases;
use super::pass::{Changed, Cx};
use crate::ir::fold::{Values, unsigned_bound};
use crate::ir::{BinOp, ConvOp, Function, Inst, InstData, Op, Type, UnOp, Value, ValueData, ValueDef};
use linker::object::SrcLoc;

/// The pass.
pub(super) fn run(function: &mut Function, _cx: &mut Cx<'_>) -> Changed {
    let mut aliases = Aliases::default();
    let mut made = Vec::new();
    for block in 0..function.blocks.len() {
        let insts = &function.blocks[block].insts;
        let Some(first) = insts.iter().position(|inst| division(function, *inst).is_some()) else { continue };
        let old = std::mem::take(&mut function.blocks[block].insts);
        if !aliases.any() {
            aliases.reset(function.values.len());
        }
        made.clear();
        made.extend_from_slice(&old[..first]);
        for &inst in &old[first..] {
            let InstData { result, loc, .. } = function.insts[inst.index()];
            let quotient =
                division(function, inst).and_then(|division| Maker { function, made: &mut made, loc }.divide(division));
            match (quotient, result) {
                (Some(quotient), Some(result)) => {
                    aliases.grow(function.values.len());
                    aliases.replace(result, quotient);
                }
                _ => made.push(inst),
            }
        }
        function.blocks[block].insts.clone_from(&made);
    }
    aliases.apply(function);
    if aliases.any() { Changed::Insts } else { Changed::Nothing }
}

/// A division by a constant that is not 0.
#[derive(Debug, Clone, Copy)]
struct Division {
    signed: bool,
    /// The remainder is wanted.
    rest: bool,
    ty: Type,
    x: Value,
    /// Its magnitude.
    by: u64,
    negative: bool,
}

fn division(function: &Function, inst: Inst) -> Option<Division> {
    let Op::Binary(op, x, d) = function.insts[inst.index()].op else { return None };
    let (signed, rest) = match op {
        BinOp::Sdiv => (true, false),
        BinOp::Udiv => (false, false),
        BinOp::Srem => (true, true),
        BinOp::Urem => (false, true),
        _ => return None,
    };
    let ty = function.ty(x);
    let d = function.constant(d)?;
    let wide = if ty == Type::I32 && signed { i64::from(d as i32) } else { d as i64 };
    let negative = signed && wide < 0;
    let by = if negative { wide.unsigned_abs() } else { wide as u64 };
    // By 1 is folded, by -1 may trap.
    let is_it = by > 1 && (!signed || wide != i64::MIN) && ty.is_int() && (ty == Type::I64 || by <= 1 << 31 || !signed);
    is_it.then_some(Division { signed, rest, ty, x, by, negative })
}

/// A factor and a shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Reciprocal {
    factor: u64,
    shift: u32,
}

/// For all operands up to `bound`, so that no product is over `limit`. Exact arithmetic, in 128 bits.
fn unsigned(by: u64, bound: u64, limit: u64) -> Option<Reciprocal> {
    (0..64).find_map(|shift| {
        let power = 1u128 << shift;
        let factor = power / u128::from(by) + 1;
        let error = factor * u128::from(by) - power;
        let fits = error * u128::from(bound) < power && factor * u128::from(bound) <= u128::from(limit);
        fits.then_some(Reciprocal { factor: factor as u64, shift })
    })
}

/// For all 32-bit operands of either sign, where 1 is added to the quotients of negative ones.
fn signed(by: u64) -> Option<Reciprocal> {
    (32..63).find_map(|shift| {
        let power = 1u64 << shift;
        let factor = power / by + 1;
        let error = factor * by - power;
        (error << 31 <= power && factor <= 1 << 32).then_some(Reciprocal { factor, shift })
    })
}

struct Maker<'a> {
    function: &'a mut Function,
    made: &'a mut Vec<Inst>,
    loc: SrcLoc,
}

impl Maker<'_> {
    fn push(&mut self, ty: Type, op: Op) -> Value {
        let inst = Inst(self.function.insts.len() as u32);
        let value = Value(self.function.values.len() as u32);
        self.function.values.push(ValueData { ty, def: ValueDef::Inst(inst) });
        self.function.insts.push(InstData { op, result: Some(value), loc: self.loc });
        self.made.push(inst);
        value
    }

    fn op(&mut self, op: BinOp, ty: Type, a: Value, b: Value) -> Value {
        self.push(ty, Op::Binary(op, a, b))
    }

    fn with(&mut self, op: BinOp, ty: Type, a: Value, c: u64) -> Value {
        let c = self.push(ty, Op::Int(ty, c));
        self.op(op, ty, a, c)
    }

    /// The value that takes the division's place.
    fn divide(&mut self, division: Division) -> Option<Value> {
        let Division { signed, rest, ty, x, by, negative } = division;
        let top = if ty == Type::I64 { i64::MAX as u64 } else { i32::MAX as u64 };
        let bound = unsigned_bound(&*self.function, x);
        let signed_needed = signed && bound > top;
        let quotient = if by.is_power_of_two() {
            let n = u64::from(by.trailing_zeros());
            let biased = if signed_needed { self.biased(ty, x, n) } else { x };
            if rest {
                // A negative divisor gives the same remainder.
                let low = self.with(BinOp::And, ty, biased, by - 1);
                if !signed_needed {
                    return Some(low);
                }
                let bias = self.op(BinOp::Sub, ty, biased, x);
                return Some(self.op(BinOp::Sub, ty, low, bias));
            }
            let op = if signed_needed { BinOp::Ashr } else { BinOp::Lshr };
            self.with(op, ty, biased, n)
        } else if ty != Type::I32 {
            return None;
        } else if signed_needed {
            let Reciprocal { factor, shift } = self::signed(by)?;
            let wide = self.push(Type::I64, Op::Convert(ConvOp::Sext32, x));
            let product = self.with(BinOp::Mul, Type::I64, wide, factor);
            let high = self.with(BinOp::Ashr, Type::I64, product, u64::from(shift));
            let low = self.push(Type::I32, Op::Convert(ConvOp::Wrap, high));
            let sign = self.with(BinOp::Ashr, Type::I32, x, 31);
            self.op(BinOp::Sub, ty, low, sign)
        } else {
            self.unsigned(x, by, bound)?
        };
        Some(match (rest, negative) {
            (true, _) => {
                let product = self.with(BinOp::Mul, ty, quotient, by);
                self.op(BinOp::Sub, ty, x, product)
            }
            (false, true) => self.push(ty, Op::Unary(UnOp::Neg, quotient)),
            (false, false) => quotient,
        })
    }

    /// `x`, and `2^n - 1` if it is negative, so that a shift rounds towards zero.
    fn biased(&mut self, ty: Type, x: Value, n: u64) -> Value {
        let width = u64::from(ty.size()) * 8;
        // For 2 the sign bit itself is the bias.
        let signs = if n == 1 { x } else { self.with(BinOp::Ashr, ty, x, width - 1) };
        let bias = self.with(BinOp::Lshr, ty, signs, width - n);
        self.op(BinOp::Add, ty, x, bias)
    }

    /// The quotient of an `i32`, seen as unsigned and at most `bound`.
    fn unsigned(&mut self, x: Value, by: u64, bound: u64) -> Option<Value> {
        let ty = Type::I32;
        if let Some(Reciprocal { factor, shift }) = unsigned(by, bound, u64::from(u32::MAX)).filter(|r| r.shift < 32) {
            let product = self.with(BinOp::Mul, ty, x, factor);
            return Some(self.with(BinOp::Lshr, ty, product, u64::from(shift)));
        }
        // An even divisor: what is shifted out first leaves room for a larger factor.
        let even = u64::from(by.trailing_zeros());
        let direct = unsigned(by, bound, u64::MAX);
        let (x, reciprocal) = match direct {
            None if even > 0 => (self.with(BinOp::Lshr, ty, x, even), unsigned(by >> even, bound >> even, u64::MAX)),
            _ => (x, direct),
        };
        let wide = self.push(Type::I64, Op::Convert(ConvOp::Zext32, x));
        if let Some(Reciprocal { factor, shift }) = reciprocal {
            let product = self.with(BinOp::Mul, Type::I64, wide, factor);
            let high = self.with(BinOp::Lshr, Type::I64, product, u64::from(shift));
            return Some(self.push(ty, Op::Convert(ConvOp::Wrap, high)));
        }
        // The factor has 33 bits: `t = x * (m - 2^32) >> 32`, and `(t + x) >> n` without the carry getting lost.
        let bits = u64::BITS - (by - 1).leading_zeros();
        let factor = ((1u128 << (32 + bits)) / u128::from(by) + 1 - (1 << 32)) as u64;
        let product = self.with(BinOp::Mul, Type::I64, wide, factor);
        let high = self.with(BinOp::Lshr, Type::I64, product, 32);
        let t = self.push(ty, Op::Convert(ConvOp::Wrap, high));
        let left = self.op(BinOp::Sub, ty, x, t);
        let half = self.with(BinOp::Lshr, ty, left, 1);
        let sum = self.op(BinOp::Add, ty, half, t);
        Some(self.with(BinOp::Lshr, ty, sum, u64::from(bits) - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::{Reciprocal, signed, unsigned};

    /// Values around which quotients change, and the ends.
    fn operands(by: u64) -> impl Iterator<Item = u64> {
        let ends = [0, 1, 2, 0x7fff_fffe, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_fffe, 0xffff_ffff];
        let around = (0..40).map(move |i| (u64::from(u32::MAX) / 39 * i) / by * by);
        ends.into_iter().chain(around.flat_map(move |x| [x, x + 1, x + by - 1])).map(|x| x & 0xffff_ffff)
    }

    fn divisors() -> impl Iterator<Item = u64> {
        let near = (1..32).flat_map(|n| [(1u64 << n) - 1, (1 << n) + 1]);
        (3..2000).chain(near).chain([0xffff_ffff, 0xffff_fffe, 641, 6_700_417, 1_000_000_007]).filter(|d| *d > 2)
    }

    #[test]
    fn reciprocals_give_all_quotients() {
        for by in divisors() {
            for bound in [0xff, 0xffff, 0x7fff_ffff, 0xffff_ffff] {
                let Some(Reciprocal { factor, shift }) = unsigned(by, bound, u64::MAX) else {
                    assert_eq!(bound, 0xffff_ffff, "{by}: only the full range may need a 33rd bit");
                    continue;
                };
                for x in operands(by).filter(|x| *x <= bound) {
                    assert_eq!((x * factor) >> shift, x / by, "{x} / {by}");
                }
            }
            let Some(Reciprocal { factor, shift }) = signed(by) else { continue };
            for x in operands(by).map(|x| x as i32) {
                let quotient = ((i64::from(x) * factor as i64) >> shift) as i32 - (x >> 31);
                assert_eq!(i64::from(quotient), i64::from(x) / by as i64, "{x} / {by}");
            }
        }
    }
}

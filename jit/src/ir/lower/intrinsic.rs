//! GNU C's built-in functions: bit counts, classes of floats, arithmetic that says whether it overflowed.

use super::Lower;
use super::convert::is_signed;
use crate::front::tree::{BinaryOp, Checked, Intrinsic};
use crate::ir::{BinOp, ConvOp, FloatCc, IntCc, Type, UnOp, Value};
use guest_abi::Ty;
use linker::object::SrcLoc;

/// The low and the high half of a 128-bit number.
type Wide = (Value, Value);

impl Lower<'_> {
    /// A built-in function of one operand.
    pub(super) fn intrinsic(&mut self, op: Intrinsic, ty: Ty, a: Value) -> Value {
        match op {
            Intrinsic::Clz => self.count(UnOp::Clz, a),
            Intrinsic::Ctz => self.count(UnOp::Ctz, a),
            Intrinsic::Popcount => self.popcount(a),
            Intrinsic::Parity => {
                let count = self.popcount(a);
                self.b.binary_const(BinOp::And, count, 1)
            }
            Intrinsic::Ffs => {
                let found = self.truth(ty, a);
                let index = self.count(UnOp::Ctz, a);
                let number = self.b.binary_const(BinOp::Add, index, 1);
                // All ones if a bit was found.
                let mask = self.b.unary(UnOp::Neg, found);
                self.b.binary(BinOp::And, number, mask)
            }
            Intrinsic::Clrsb => {
                let sign = self.b.binary_const(BinOp::Ashr, a, u64::from(ty.size()) * 8 - 1);
                let differs = self.b.binary(BinOp::Xor, a, sign);
                let count = self.count(UnOp::Clz, differs);
                self.b.binary_const(BinOp::Sub, count, 1)
            }
            Intrinsic::Bswap => {
                let swapped = self.b.unary(UnOp::Bswap, a);
                if ty.size() == 2 { self.b.binary_const(BinOp::Lshr, swapped, 16) } else { swapped }
            }
            Intrinsic::Sqrt => self.b.unary(UnOp::Fsqrt, a),
            Intrinsic::Fabs => self.b.unary(UnOp::Fabs, a),
            Intrinsic::IsNan => self.b.float_cmp(FloatCc::Ne, a, a),
            Intrinsic::IsInf => self.magnitude(FloatCc::Eq, ty, a, f64::INFINITY),
            Intrinsic::IsFinite => self.magnitude(FloatCc::Lt, ty, a, f64::INFINITY),
            Intrinsic::IsNormal => {
                let least = if ty == Ty::F32 { f64::from(f32::MIN_POSITIVE) } else { f64::MIN_POSITIVE };
                let large = self.magnitude(FloatCc::Ge, ty, a, least);
                let finite = self.magnitude(FloatCc::Lt, ty, a, f64::INFINITY);
                self.b.binary(BinOp::And, large, finite)
            }
            Intrinsic::InfSign => {
                let (most, least) = (self.float(ty, f64::INFINITY), self.float(ty, f64::NEG_INFINITY));
                let positive = self.b.float_cmp(FloatCc::Eq, a, most);
                let negative = self.b.float_cmp(FloatCc::Eq, a, least);
                self.b.binary(BinOp::Sub, positive, negative)
            }
            Intrinsic::SignBit => {
                let to = if ty == Ty::F32 { Type::I32 } else { Type::I64 };
                let bits = self.b.convert(ConvOp::Bitcast(to), a);
                let sign = self.b.binary_const(BinOp::Lshr, bits, u64::from(to.size()) * 8 - 1);
                self.low(sign)
            }
        }
    }

    /// Compares the absolute value with a constant.
    fn magnitude(&mut self, cc: FloatCc, ty: Ty, a: Value, than: f64) -> Value {
        let (magnitude, than) = (self.b.unary(UnOp::Fabs, a), self.float(ty, than));
        self.b.float_cmp(cc, magnitude, than)
    }

    /// The low 32 bits.
    fn low(&mut self, a: Value) -> Value {
        if self.b.type_of(a) == Type::I64 { self.b.convert(ConvOp::Wrap, a) } else { a }
    }

    fn count(&mut self, op: UnOp, a: Value) -> Value {
        let count = self.b.unary(op, a);
        self.low(count)
    }

    /// Sums in fields of 2, 4 and 8 bits, then a product that sums the bytes (Warren, "Hacker's Delight", 5-1).
    fn popcount(&mut self, a: Value) -> Value {
        let bits = u64::from(self.b.type_of(a).size()) * 8;
        let fields = |pattern: u64| pattern >> (64 - bits);
        let half = self.b.binary_const(BinOp::Lshr, a, 1);
        let half = self.b.binary_const(BinOp::And, half, fields(0x5555_5555_5555_5555));
        let a = self.b.binary(BinOp::Sub, a, half);
        let pairs = fields(0x3333_3333_3333_3333);
        let high = self.b.binary_const(BinOp::Lshr, a, 2);
        let high = self.b.binary_const(BinOp::And, high, pairs);
        let low = self.b.binary_const(BinOp::And, a, pairs);
        let a = self.b.binary(BinOp::Add, low, high);
        let high = self.b.binary_const(BinOp::Lshr, a, 4);
        let a = self.b.binary(BinOp::Add, a, high);
        let a = self.b.binary_const(BinOp::And, a, fields(0x0f0f_0f0f_0f0f_0f0f));
        let a = self.b.binary_const(BinOp::Mul, a, fields(0x0101_0101_0101_0101));
        let count = self.b.binary_const(BinOp::Lshr, a, bits - 8);
        self.low(count)
    }

    /// `__builtin_add_overflow` and its kin.
    pub(super) fn checked(&mut self, checked: &Checked, loc: SrcLoc) -> Value {
        let to = self.place(checked.place);
        let (left, right) = (self.value(checked.left), self.value(checked.right));
        self.b.set_loc(loc);
        let left_ty = self.scalar(self.f.expr(checked.left).ty);
        let right_ty = self.scalar(self.f.expr(checked.right).ty);
        let ty = self.scalar(self.f.place(checked.place).ty);
        let (a, b) = (self.widen(left_ty, left), self.widen(right_ty, right));
        let small = left_ty.size() <= 4 && right_ty.size() <= 4 && ty.size() <= 4;
        if small {
            // 64 bits hold every sum, difference and product of 32-bit numbers. (Products of large unsigned ones look
            // negative, but like none whose upper 33 bits are equal.)
            let op = match checked.op {
                BinaryOp::Sub => BinOp::Sub,
                BinaryOp::Mul => BinOp::Mul,
                _ => BinOp::Add,
            };
            let exact = self.b.binary(op, a.0, b.0);
            let fits = self.convert(exact, Ty::I64, ty);
            self.store(to, ty, fits);
            let (back, _) = self.widen(ty, fits);
            return self.b.int_cmp(IntCc::Ne, back, exact);
        }
        let exact = match checked.op {
            BinaryOp::Sub => self.wide_sub(a, b),
            BinaryOp::Mul => self.wide_mul(a, b),
            _ => self.wide_add(a, b),
        };
        let fits = self.convert(exact.0, Ty::I64, ty);
        self.store(to, ty, fits);
        let back = self.widen(ty, fits);
        let low = self.b.int_cmp(IntCc::Ne, back.0, exact.0);
        let high = self.b.int_cmp(IntCc::Ne, back.1, exact.1);
        self.b.binary(BinOp::Or, low, high)
    }

    /// The number with 128 bits.
    fn widen(&mut self, ty: Ty, a: Value) -> Wide {
        let low = if ty.size() == 8 { a } else { self.convert(a, ty, Ty::I64) };
        let high =
            if is_signed(ty) { self.b.binary_const(BinOp::Ashr, low, 63) } else { self.b.constant_of(Type::I64, 0) };
        (low, high)
    }

    fn wide_add(&mut self, a: Wide, b: Wide) -> Wide {
        let low = self.b.binary(BinOp::Add, a.0, b.0);
        let carry = self.b.int_cmp(IntCc::Ult, low, a.0);
        let carry = self.b.convert(ConvOp::Zext32, carry);
        let high = self.b.binary(BinOp::Add, a.1, b.1);
        (low, self.b.binary(BinOp::Add, high, carry))
    }

    fn wide_sub(&mut self, a: Wide, b: Wide) -> Wide {
        let low = self.b.binary(BinOp::Sub, a.0, b.0);
        let borrow = self.b.int_cmp(IntCc::Ult, a.0, b.0);
        let borrow = self.b.convert(ConvOp::Zext32, borrow);
        let high = self.b.binary(BinOp::Sub, a.1, b.1);
        (low, self.b.binary(BinOp::Sub, high, borrow))
    }

    /// Schoolbook multiplication of the low halves with 32-bit digits; then what the signs take off the high half.
    fn wide_mul(&mut self, a: Wide, b: Wide) -> Wide {
        let digits = |lower: &mut Self, v: Value| {
            let low = lower.b.binary_const(BinOp::And, v, 0xffff_ffff);
            (low, lower.b.binary_const(BinOp::Lshr, v, 32))
        };
        let ((a0, a1), (b0, b1)) = (digits(self, a.0), digits(self, b.0));
        let low = self.b.binary(BinOp::Mul, a.0, b.0);
        let first = self.b.binary(BinOp::Mul, a0, b0);
        let carry = self.b.binary_const(BinOp::Lshr, first, 32);
        let middle = self.b.binary(BinOp::Mul, a1, b0);
        let middle = self.b.binary(BinOp::Add, middle, carry);
        let (middle_low, middle_high) = digits(self, middle);
        let cross = self.b.binary(BinOp::Mul, a0, b1);
        let cross = self.b.binary(BinOp::Add, cross, middle_low);
        let carry = self.b.binary_const(BinOp::Lshr, cross, 32);
        let high = self.b.binary(BinOp::Mul, a1, b1);
        let high = self.b.binary(BinOp::Add, high, middle_high);
        let high = self.b.binary(BinOp::Add, high, carry);
        // A negative number is its low half less 2 to the 64th; its high half is all ones then.
        let less = self.b.binary(BinOp::And, a.1, b.0);
        let high = self.b.binary(BinOp::Sub, high, less);
        let less = self.b.binary(BinOp::And, b.1, a.0);
        (low, self.b.binary(BinOp::Sub, high, less))
    }
}

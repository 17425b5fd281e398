//! How wide lanes must be for the loop to compute what it computes.
//!
//! C computes bytes and shorts as `int`, but most of it fits into narrower lanes: sums, products and bitwise operations
//! are right in their low bits whatever the width is, and where all bits count (right shifts, comparisons, conversions)
//! the range of the operand says whether a narrow lane holds it. All integers of a loop have lanes of one width, the
//! least that does; floats have lanes of their own size. (gcc does the same operation by operation:
//! `vect_recog_over_widening_pattern`.)

use super::linear::constant;
use super::shape::{Loop, Role};
use crate::ir::vector::{Features, Lane, VectorBinary, VectorOp, VectorShift};
use crate::ir::{BinOp, ConvOp, FloatCc, Function, Inst, InstData, IntCc, MemType, Op, Type, UnOp, Value};
use rustc_hash::FxHashMap;

/// The values that an `i32` can have, as a signed number.
type Range = (i64, i64);

const ALL: Range = (i32::MIN as i64, i32::MAX as i64);

/// Lanes of a loop.
#[derive(Debug)]
pub(super) struct Lanes {
    /// Bytes of the lanes of integers.
    pub(super) int: u32,
    /// Turns of the loop that a turn of the vector loop does: a power of two.
    pub(super) count: u32,
    /// Values that are computed as vectors.
    pub(super) needed: FxHashMap<Value, ()>,
    ranges: FxHashMap<Value, Range>,
}

/// Does the lane hold all values of the range?
fn fits(range: Range, bytes: u32, signed: bool) -> bool {
    let bits = 8 * bytes;
    let (least, most) = if signed { (-1i64 << (bits - 1), (1i64 << (bits - 1)) - 1) } else { (0, (1i64 << bits) - 1) };
    least <= range.0 && range.1 <= most
}

impl Lanes {
    /// Finds the least width of integers and the number of turns, within vectors of the machine.
    pub(super) fn of(f: &Function, l: &Loop, features: Features) -> Result<Self, &'static str> {
        let mut lanes = Self { int: 1, count: 0, needed: FxHashMap::default(), ranges: FxHashMap::default() };
        lanes.find_needed(f, l)?;
        for &inst in &l.insts {
            if let Some(result) = f.insts[inst.index()].result {
                let range = lanes.find_range(f, &f.insts[inst.index()].op);
                lanes.ranges.insert(result, range);
            }
        }
        let widths = [1, 2, 4];
        let Some(int) = widths.into_iter().find(|width| lanes.allows(f, l, *width, features)) else {
            return Err("it has an operation that vectors have not");
        };
        lanes.int = int;
        let register = if features == Features::Avx2 { 32 } else { 16 };
        lanes.count = register / lanes.widest(f, l)?;
        lanes.sizes(f, l)?;
        Ok(lanes)
    }

    /// Range of an `i32`.
    pub(super) fn range(&self, f: &Function, value: Value) -> Range {
        if let Some(constant) = constant(f, value) {
            return (constant.into(), constant.into());
        }
        self.ranges.get(&value).copied().unwrap_or(ALL)
    }

    /// Does a lane of so many bytes hold the value?
    pub(super) fn holds(&self, f: &Function, value: Value, bytes: u32, signed: bool) -> bool {
        bytes >= 4 || fits(self.range(f, value), bytes, signed)
    }

    /// Bytes of a value's lanes.
    pub(super) fn bytes(&self, ty: Type) -> u32 {
        if ty == Type::I32 { self.int } else { ty.size() }
    }

    /// The type of a vector of such lanes.
    pub(super) fn ty(&self, bytes: u32) -> Type {
        if self.count * bytes > 16 { Type::V256 } else { Type::V128 }
    }

    /// From what is stored and collected back to what it is made of.
    fn find_needed(&mut self, f: &Function, l: &Loop) -> Result<(), &'static str> {
        let mut work = Vec::new();
        for &inst in &l.insts {
            match f.insts[inst.index()].op {
                Op::Store { value, volatile: false, .. } => work.push(value),
                Op::Load { volatile: false, .. } => {}
                ref op if op.is_pure() => {}
                _ => return Err("it has an operation that vectors have not"),
            }
        }
        for (next, role) in l.next.iter().zip(&l.roles) {
            if matches!(role, Role::Reduction(_)) {
                work.push(*next);
            }
        }
        while let Some(value) = work.pop() {
            if l.is_invariant(f, value) || l.param(value).is_some() || self.needed.insert(value, ()).is_some() {
                continue;
            }
            if let Some(op) = l.op(f, value)
                && !matches!(op, Op::Load { .. })
            {
                op.for_each_use(|v| work.push(v));
            }
        }
        Ok(())
    }

    fn find_range(&self, f: &Function, op: &Op) -> Range {
        let of = |value: Value| self.range(f, value);
        let amount = |value: Value| constant(f, value).map(|n| n as u32 & 31);
        let range = match *op {
            Op::Load { mem, .. } => match mem {
                MemType::U8 => (0, 255),
                MemType::S8 => (-128, 127),
                MemType::U16 => (0, 65535),
                MemType::S16 => (-32768, 32767),
                MemType::Full(_) => ALL,
            },
            Op::IntCmp(..) | Op::FloatCmp(..) => (0, 1),
            Op::Select(_, a, b) => (of(a).0.min(of(b).0), of(a).1.max(of(b).1)),
            Op::Unary(op, a) => match (op, of(a)) {
                (UnOp::Zext8, range) => {
                    if fits(range, 1, false) {
                        range
                    } else {
                        (0, 255)
                    }
                }
                (UnOp::Sext8, range) => {
                    if fits(range, 1, true) {
                        range
                    } else {
                        (-128, 127)
                    }
                }
                (UnOp::Zext16, range) => {
                    if fits(range, 2, false) {
                        range
                    } else {
                        (0, 65535)
                    }
                }
                (UnOp::Sext16, range) => {
                    if fits(range, 2, true) {
                        range
                    } else {
                        (-32768, 32767)
                    }
                }
                (UnOp::Neg, (low, high)) => (-high, -low),
                (UnOp::Not, (low, high)) => (-high - 1, -low - 1),
                _ => ALL,
            },
            Op::Binary(op, a, b) => {
                let (x, y) = (of(a), of(b));
                match op {
                    BinOp::Add => (x.0 + y.0, x.1 + y.1),
                    BinOp::Sub => (x.0 - y.1, x.1 - y.0),
                    BinOp::Mul => {
                        let all = [x.0 * y.0, x.0 * y.1, x.1 * y.0, x.1 * y.1];
                        all.into_iter().fold((i64::MAX, i64::MIN), |(low, high), n| (low.min(n), high.max(n)))
                    }
                    BinOp::And if x.0 >= 0 && y.0 >= 0 => (0, x.1.min(y.1)),
                    BinOp::And if y.0 >= 0 => (0, y.1),
                    BinOp::And if x.0 >= 0 => (0, x.1),
                    BinOp::Or | BinOp::Xor if x.0 >= 0 && y.0 >= 0 => {
                        (0, (x.1.max(y.1) as u64 + 1).next_power_of_two() as i64 - 1)
                    }
                    BinOp::Shl => amount(b).map_or(ALL, |by| (x.0 << by, x.1 << by)),
                    BinOp::Lshr if x.0 >= 0 => amount(b).map_or(ALL, |by| (x.0 >> by, x.1 >> by)),
                    BinOp::Lshr => amount(b).filter(|by| *by > 0).map_or(ALL, |by| (0, 0xffff_ffffi64 >> by)),
                    BinOp::Ashr => amount(b).map_or(ALL, |by| (x.0 >> by, x.1 >> by)),
                    _ => ALL,
                }
            }
            _ => ALL,
        };
        if ALL.0 <= range.0 && range.1 <= ALL.1 { range } else { ALL }
    }

    /// Can every needed value be computed with integers in lanes of this width?
    fn allows(&self, f: &Function, l: &Loop, int: u32, features: Features) -> bool {
        let collects = l.roles.iter().any(|role| matches!(role, Role::Reduction(_)));
        if collects && int < 4 {
            return false;
        }
        l.insts.iter().all(|&inst| {
            let data = &f.insts[inst.index()];
            match data.op {
                Op::Load { mem, .. } | Op::Store { mem, .. } => int >= narrow(mem) || mem_lane(mem).is_float(),
                _ if !data.result.is_some_and(|v| self.needed.contains_key(&v)) => true,
                ref op => self.allows_op(f, l, op, int, features) && !self.is_wide_mask_used(f, l, data),
            }
        })
    }

    /// A comparison of doubles whose value is needed as a number, or to choose between integers: its mask has lanes of
    /// another width.
    fn is_wide_mask_used(&self, f: &Function, l: &Loop, data: &InstData) -> bool {
        let (Op::FloatCmp(_, a, _), Some(mask)) = (&data.op, data.result) else { return false };
        if f.values[a.index()].ty != Type::F64 {
            return false;
        }
        l.insts.iter().any(|inst| match f.insts[inst.index()].op {
            Op::Select(_, a, b) => a == mask || b == mask,
            ref op => {
                let mut used = false;
                op.for_each_use(|v| used |= v == mask);
                used
            }
        }) || l.next.contains(&mask)
    }

    fn allows_op(&self, f: &Function, l: &Loop, op: &Op, int: u32, features: Features) -> bool {
        let ty = |value: Value| f.values[value.index()].ty;
        let Some(lane) = Lane::int(int) else { return false };
        let can = |op: VectorBinary, lane: Lane| {
            op.takes(lane) && VectorOp::Binary(op, lane).needs(&[Type::V128; 2]) <= features
        };
        let amount = |by: Value, op: VectorShift| {
            constant(f, by).is_some_and(|by| (0..8 * int as i32).contains(&by)) && op.takes(lane)
        };
        match *op {
            Op::Binary(op, a, b) => match op {
                BinOp::Add | BinOp::Sub | BinOp::And | BinOp::Or | BinOp::Xor => ty(a) == Type::I32,
                BinOp::Mul => ty(a) == Type::I32 && can(VectorBinary::Mul, lane),
                BinOp::Shl => ty(a) == Type::I32 && amount(b, VectorShift::Shl),
                BinOp::Lshr => ty(a) == Type::I32 && amount(b, VectorShift::Lshr) && self.holds(f, a, int, false),
                BinOp::Ashr => {
                    let (signed, positive) = (self.holds(f, a, int, true), self.holds(f, a, int, false));
                    ty(a) == Type::I32 && amount(b, VectorShift::Ashr) && (signed || positive)
                }
                BinOp::Fadd | BinOp::Fsub | BinOp::Fmul | BinOp::Fdiv => true,
                _ => false,
            },
            Op::Unary(op, _) => match op {
                UnOp::Neg | UnOp::Not => true,
                UnOp::Zext8 | UnOp::Zext16 => true,
                // Two shifts.
                UnOp::Sext8 => int == 1 || VectorShift::Ashr.takes(lane),
                UnOp::Sext16 => int <= 2 || VectorShift::Ashr.takes(lane),
                UnOp::Fneg | UnOp::Fabs | UnOp::Fsqrt => true,
                _ => false,
            },
            Op::Convert(op, a) => match op {
                ConvOp::Promote | ConvOp::Demote => true,
                ConvOp::IntToFloat(_) => ty(a) == Type::I32 && int == 4,
                ConvOp::UintToFloat(_) => ty(a) == Type::I32 && int == 4 && self.range(f, a).0 >= 0,
                ConvOp::FloatToInt(to) => to == Type::I32 && int == 4,
                _ => false,
            },
            Op::IntCmp(_, a, b) => {
                let both = |signed| self.holds(f, a, int, signed) && self.holds(f, b, int, signed);
                ty(a) == Type::I32 && (both(true) || both(false))
            }
            // Its lanes are as wide as the floats', but its value counts as an integer.
            Op::FloatCmp(_, a, _) => ty(a).size() == 4 && int == 4 || ty(a) == Type::F64,
            Op::Select(cond, a, _) => {
                let mask = match l.op(f, cond) {
                    Some(Op::FloatCmp(_, x, _)) => ty(*x).size(),
                    _ => int,
                };
                let width = if ty(a) == Type::I32 { int } else { ty(a).size() };
                ty(a) != Type::I64 && mask == width
            }
            _ => false,
        }
    }

    /// Bytes of the widest lane.
    fn widest(&self, f: &Function, l: &Loop) -> Result<u32, &'static str> {
        let mut widest = 0;
        for &inst in &l.insts {
            let data = &f.insts[inst.index()];
            let of = match data.op {
                Op::Store { mem, .. } if mem_lane(mem).is_float() => mem_lane(mem).bytes(),
                Op::Store { .. } => self.int,
                Op::FloatCmp(_, a, _) => f.values[a.index()].ty.size(),
                _ => match data.result {
                    Some(v) if self.needed.contains_key(&v) => self.bytes(f.values[v.index()].ty),
                    _ => 0,
                },
            };
            widest = widest.max(of);
        }
        if widest == 0 { Err("it does nothing that lasts") } else { Ok(widest) }
    }

    /// Loads, stores and sums come out as vectors of a size that there is.
    fn sizes(&self, f: &Function, l: &Loop) -> Result<(), &'static str> {
        let access = |inst: &Inst| match f.insts[inst.index()].op {
            Op::Load { mem, .. } | Op::Store { mem, .. } => self.count * mem_lane(mem).bytes() >= 4,
            _ => true,
        };
        let collects = l.roles.iter().any(|role| matches!(role, Role::Reduction(_)));
        if l.insts.iter().all(access) && !(collects && self.count < 4) { Ok(()) } else { Err("lanes differ too much") }
    }
}

/// What a load or store moves, as a lane.
pub(super) fn mem_lane(mem: MemType) -> Lane {
    match mem {
        MemType::S8 | MemType::U8 => Lane::I8,
        MemType::S16 | MemType::U16 => Lane::I16,
        MemType::Full(Type::I32) => Lane::I32,
        MemType::Full(Type::F32) => Lane::F32,
        MemType::Full(Type::F64) => Lane::F64,
        MemType::Full(_) => Lane::I64,
    }
}

/// Bytes that lanes of integers need at least for a load or store.
fn narrow(mem: MemType) -> u32 {
    mem_lane(mem).bytes()
}

/// A comparison of integers as one that there is: which, whether with exchanged operands, and whether its opposite.
pub(super) fn compare(cc: IntCc) -> (VectorBinary, bool, bool) {
    match cc {
        IntCc::Eq => (VectorBinary::Eq, false, false),
        IntCc::Ne => (VectorBinary::Eq, false, true),
        IntCc::Sgt | IntCc::Ugt => (VectorBinary::Sgt, false, false),
        IntCc::Slt | IntCc::Ult => (VectorBinary::Sgt, true, false),
        IntCc::Sle | IntCc::Ule => (VectorBinary::Sgt, false, true),
        IntCc::Sge | IntCc::Uge => (VectorBinary::Sgt, true, true),
    }
}

/// The same for floats; none needs its opposite.
pub(super) fn compare_floats(cc: FloatCc) -> (VectorBinary, bool) {
    match cc {
        FloatCc::Eq => (VectorBinary::Feq, false),
        FloatCc::Ne => (VectorBinary::Fne, false),
        FloatCc::Lt => (VectorBinary::Flt, false),
        FloatCc::Le => (VectorBinary::Fle, false),
        FloatCc::Gt => (VectorBinary::Flt, true),
        FloatCc::Ge => (VectorBinary::Fle, true),
    }
}

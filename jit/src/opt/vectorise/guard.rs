//! What stands before and behind the vector loop: how often it runs, whether it may, and the way back to the loop.
//!
//! ```text
//! guard(params)   at least one turn of the vector loop, with one of the scalar loop left?   no -> header(params)
//! check           no range of addresses wraps, none overlaps another one of which that is not known?   no -> the same
//! start           splats and first values
//! vector(..)      so many turns at once
//! end             sums across lanes, parameters as they are then   -> header(..)
//! ```
//! The scalar loop does what is left, at least one turn: it makes the loop's last decision, and what lies between the
//! elements of the vector loop's last turn is between things that are accessed anyway.

use super::emit::Code;
use super::groups::Memory;
use super::linear::Linear;
use super::shape::{Count, Loop, Role};
use crate::ir::{BinOp, Block, ConvOp, Function, IntCc, Op, Target, Terminator, Type, Value};
use rustc_hash::FxHashMap;

/// The blocks around the vector loop and what they know.
pub(super) struct Guard {
    /// The header's parameters before the loop.
    pub(super) params: Vec<Value>,
    /// Turns of the vector loop, `i32`.
    pub(super) turns: Value,
    /// First address of each group.
    pub(super) pointers: Vec<Value>,
    /// Where the vector loop is prepared; it is not ended yet.
    pub(super) start: Block,
}

/// Puts the guard before a loop.
pub(super) fn guard(f: &mut Function, l: &Loop, preds: &[Block], memory: &Memory, count: &Count, lanes: u32) -> Guard {
    let guard = Block(f.blocks.len() as u32);
    let mut code = Code::new(f, l.loc);
    code.begin();
    let params: Vec<Value> = l.params.iter().map(|param| code.param(code.ty(*param))).collect();
    for &pred in preds {
        code.f.blocks[pred.index()].term.for_each_target_mut(|target| {
            if target.block == l.header {
                target.block = guard;
            }
        });
    }
    let scalar = || Target { block: l.header, args: params.clone() };
    let mut outside = Outside { l, params: &params, leaves: FxHashMap::default() };
    let left = turns_left(&mut code, &mut outside, l, count);
    let enough = code.int64(lanes.into());
    let enough = code.compare(IntCc::Sge, left, enough);
    let check = Block(guard.0 + 1);
    code.end(Terminator::Branch { cond: enough, then: Target { block: check, args: Vec::new() }, els: scalar() });

    code.begin();
    let pointers: Vec<Value> = memory.groups.iter().map(|group| outside.value(&mut code, &group.start)).collect();
    let mut bounds = Vec::new();
    let mut fine = None;
    let mut all = |code: &mut Code<'_>, cond: Value| {
        fine = Some(match fine {
            None => cond,
            Some(other) => code.binary(BinOp::And, Type::I32, other, cond),
        });
    };
    let limit = code.int64(1 << 32);
    for (group, pointer) in memory.groups.iter().zip(&pointers) {
        let first = code.convert(ConvOp::Zext32, Type::I64, *pointer);
        let step = code.int64(group.step.into());
        let length = code.binary(BinOp::Mul, Type::I64, left, step);
        let rest = code.int64(u64::from(group.extent.saturating_sub(group.step)));
        let end = code.binary(BinOp::Add, Type::I64, first, length);
        let end = code.binary(BinOp::Add, Type::I64, end, rest);
        let inside = code.compare(IntCc::Ult, end, limit);
        all(&mut code, inside);
        bounds.push((first, end));
    }
    for (a, b) in memory.rivals() {
        let before = code.compare(IntCc::Ule, bounds[a].1, bounds[b].0);
        let behind = code.compare(IntCc::Ule, bounds[b].1, bounds[a].0);
        let apart = code.binary(BinOp::Or, Type::I32, before, behind);
        all(&mut code, apart);
    }
    let by = code.int64(lanes.trailing_zeros().into());
    let turns = code.binary(BinOp::Lshr, Type::I64, left, by);
    let turns = code.convert(ConvOp::Wrap, Type::I32, turns);
    let start = Block(check.0 + 1);
    let then = Target { block: start, args: Vec::new() };
    code.end(match fine {
        Some(cond) => Terminator::Branch { cond, then, els: scalar() },
        None => Terminator::Jump(then),
    });
    code.begin();
    Guard { params, turns, pointers, start }
}

/// Turns that the loop does at least, but for the last one, as an `i64`.
fn turns_left(code: &mut Code<'_>, outside: &mut Outside<'_>, l: &Loop, count: &Count) -> Value {
    let (x, bound) = (outside.value(code, &count.x), outside.value(code, &count.bound));
    let up = count.step > 0;
    let (low, high) = if up { (x, bound) } else { (bound, x) };
    // How far it is until the test fails.
    let distance = match count.cc {
        IntCc::Ne | IntCc::Eq => {
            let distance = code.binary(BinOp::Sub, Type::I32, high, low);
            code.convert(ConvOp::Zext32, Type::I64, distance)
        }
        cc => {
            let signed = matches!(cc, IntCc::Slt | IntCc::Sle | IntCc::Sgt | IntCc::Sge);
            let extend = if signed { ConvOp::Sext32 } else { ConvOp::Zext32 };
            let (low, high) = (code.convert(extend, Type::I64, low), code.convert(extend, Type::I64, high));
            let distance = code.binary(BinOp::Sub, Type::I64, high, low);
            let one = code.int64(u64::from(matches!(cc, IntCc::Sle | IntCc::Sge | IntCc::Ule | IntCc::Uge)));
            let distance = code.binary(BinOp::Add, Type::I64, distance, one);
            let zero = code.int64(0);
            let some = code.compare(IntCc::Sgt, distance, zero);
            code.push(Type::I64, Op::Select(some, distance, zero))
        }
    };
    let step = count.step.unsigned_abs();
    let turns = match step {
        1 => distance,
        _ => {
            let step = code.int64(step.into());
            code.binary(BinOp::Udiv, Type::I64, distance, step)
        }
    };
    // With the test at the bottom the first turn has none.
    if l.bottom {
        return turns;
    }
    let one = code.int64(1);
    code.binary(BinOp::Sub, Type::I64, turns, one)
}

/// What the loop's values are before it.
struct Outside<'a> {
    l: &'a Loop,
    params: &'a [Value],
    /// Copies of what is made of nothing, but in the loop.
    leaves: FxHashMap<Value, Value>,
}

impl Outside<'_> {
    fn value(&mut self, code: &mut Code<'_>, linear: &Linear) -> Value {
        let mut sum = None;
        for &(value, coefficient) in linear.terms() {
            let value = match self.l.param(value) {
                Some(i) => self.params[i],
                None => match self.l.leaf(code.f, value).cloned() {
                    Some(op) => *self.leaves.entry(value).or_insert_with(|| code.push(Type::I32, op)),
                    None => value,
                },
            };
            let (op, value) = match coefficient {
                1 => (BinOp::Add, value),
                -1 if sum.is_some() => (BinOp::Sub, value),
                _ => {
                    let times = code.int32(coefficient as u32);
                    (BinOp::Add, code.binary(BinOp::Mul, Type::I32, value, times))
                }
            };
            sum = Some(match sum {
                None => value,
                Some(sum) => code.binary(op, Type::I32, sum, value),
            });
        }
        match (sum, linear.constant) {
            (Some(sum), 0) => sum,
            (sum, constant) => {
                let constant = code.int32(constant as u32);
                sum.map_or(constant, |sum| code.binary(BinOp::Add, Type::I32, sum, constant))
            }
        }
    }
}

/// The parameters of the header after the vector loop; `collected` are those that it collected in.
pub(super) fn leave(code: &mut Code<'_>, l: &Loop, guard: &Guard, lanes: u32, collected: &[(usize, Value)]) {
    let by = code.int32(lanes.trailing_zeros());
    let done = code.binary(BinOp::Shl, Type::I32, guard.turns, by);
    let mut args = guard.params.clone();
    for (i, role) in l.roles.iter().enumerate() {
        args[i] = match *role {
            Role::Step(0) => continue,
            Role::Step(step) => {
                let step = code.int32(step as u32);
                let grown = code.binary(BinOp::Mul, Type::I32, done, step);
                code.binary(BinOp::Add, Type::I32, args[i], grown)
            }
            Role::Reduction(op) => match collected.iter().find(|(param, _)| *param == i) {
                Some((_, value)) => code.binary(op, Type::I32, args[i], *value),
                None => continue,
            },
        };
    }
    code.end(Terminator::Jump(Target { block: l.header, args }));
}

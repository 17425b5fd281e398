//! Loops of the shape that can be vectorised, and how they count.
//!
//! One path from the header back to it, with one test on the way: at its bottom, behind the work, or before. Every
//! parameter of the header is the same in each turn, grows by a constant, or collects a
//! sum (or the like) that nothing else in the loop looks at.

use super::linear::{self, Linear, constant, linear};
use crate::ir::{BinOp, Block, Function, Inst, IntCc, Op, Target, Terminator, Type, Value, ValueDef};
use crate::opt::cfg::{Cfg, LoopId};
use linker::object::SrcLoc;
use rustc_hash::FxHashSet;

/// Most blocks of a loop that are looked at.
const BLOCKS: usize = 16;

/// Most instructions of a loop: what is larger has more to do than fits into the vector registers.
const INSTS: usize = 200;

/// What a parameter of the header does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Grows by so much with each turn.
    Step(i32),
    /// Collects by this operation.
    Reduction(BinOp),
}

/// A loop.
#[derive(Debug)]
pub(super) struct Loop {
    pub(super) header: Block,
    /// Its instructions in order.
    pub(super) insts: Vec<Inst>,
    /// The header's parameters, what they do, and what they become.
    pub(super) params: Vec<Value>,
    pub(super) roles: Vec<Role>,
    pub(super) next: Vec<Value>,
    /// The test is behind the work, which is therefore done at least once.
    pub(super) bottom: bool,
    pub(super) loc: SrcLoc,
    /// What the loop defines.
    defined: FxHashSet<Value>,
}

/// How many turns there are at least: as long as `x`, which grows by `step`, stands in this relation to `bound`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Count {
    pub(super) cc: IntCc,
    pub(super) x: Linear,
    pub(super) step: i32,
    pub(super) bound: Linear,
}

/// The condition under which the loop goes on.
struct Test {
    cond: Value,
    holds: bool,
}

impl Loop {
    /// Number of a parameter of the header.
    pub(super) fn param(&self, value: Value) -> Option<usize> {
        self.params.iter().position(|param| *param == value)
    }

    /// What a parameter grows by.
    pub(super) fn step(&self, param: usize) -> Option<i32> {
        match self.roles.get(param)? {
            Role::Step(step) => Some(*step),
            Role::Reduction(_) => None,
        }
    }

    /// Is it the same in each turn: from outside, or made of nothing?
    pub(super) fn is_invariant(&self, f: &Function, value: Value) -> bool {
        !self.defined.contains(&value) || self.leaf(f, value).is_some()
    }

    /// The operation of an instruction in the loop that is made of nothing.
    pub(super) fn leaf<'f>(&self, f: &'f Function, value: Value) -> Option<&'f Op> {
        let ValueDef::Inst(inst) = f.values[value.index()].def else { return None };
        let op = &f.insts[inst.index()].op;
        let leaf = matches!(op, Op::Int(..) | Op::F32(_) | Op::F64(_) | Op::DataAddr(..) | Op::StackAddr(..));
        (leaf && self.defined.contains(&value)).then_some(op)
    }

    /// The loop of this number, if it has the shape.
    pub(super) fn find(f: &Function, cfg: &Cfg, id: LoopId) -> Result<(Self, Count), &'static str> {
        let (l, test) = blocks(f, cfg, id).ok_or("it has more than one path through it")?;
        if l.insts.len() > INSTS {
            return Err("it is too large");
        }
        let l = l.with_roles(f).ok_or("a value goes from one turn to the next")?;
        let count = l.count(f, &test).ok_or("how often it runs is not known before")?;
        Ok((l, count))
    }

    fn with_roles(mut self, f: &Function) -> Option<Self> {
        for i in 0..self.params.len() {
            let role = self.role(f, i)?;
            self.roles.push(role);
        }
        Some(self)
    }

    fn role(&self, f: &Function, i: usize) -> Option<Role> {
        let (param, next) = (self.params[i], self.next[i]);
        if next == param {
            return Some(Role::Step(0));
        }
        if f.values[param.index()].ty != Type::I32 {
            return None;
        }
        // A chain of additions of constants.
        let mut at = next;
        let mut step = 0i32;
        for _ in 0..4 {
            if at == param {
                return Some(Role::Step(step));
            }
            match self.op(f, at) {
                Some(Op::Binary(BinOp::Add, a, b)) if constant(f, *b).is_some() => {
                    step = step.wrapping_add(constant(f, *b)?);
                    at = *a;
                }
                Some(Op::Binary(BinOp::Sub, a, b)) if constant(f, *b).is_some() => {
                    step = step.wrapping_sub(constant(f, *b)?);
                    at = *a;
                }
                _ => break,
            }
        }
        self.reduction(f, param, next).map(Role::Reduction)
    }

    /// The operation of a value of the loop.
    pub(super) fn op<'f>(&self, f: &'f Function, value: Value) -> Option<&'f Op> {
        self.defined.get(&value)?;
        match f.values[value.index()].def {
            ValueDef::Inst(inst) => Some(&f.insts[inst.index()].op),
            ValueDef::Param(..) => None,
        }
    }

    /// From the parameter to its next value through one operation only, each step used by the next one alone.
    fn reduction(&self, f: &Function, param: Value, next: Value) -> Option<BinOp> {
        let mut at = param;
        let mut kind = None;
        while at != next {
            let mut user = None;
            for &inst in &self.insts {
                let data = &f.insts[inst.index()];
                let mut uses = 0;
                data.op.for_each_use(|v| uses += u32::from(v == at));
                match uses {
                    0 => {}
                    1 if user.is_none() => user = Some(data),
                    _ => return None,
                }
            }
            let data = user?;
            let Op::Binary(op, a, _) = data.op else { return None };
            let op = match op {
                BinOp::Sub if a == at => BinOp::Add,
                BinOp::Add | BinOp::And | BinOp::Or | BinOp::Xor => op,
                _ => return None,
            };
            if kind.is_some_and(|kind| kind != op) {
                return None;
            }
            kind = Some(op);
            at = data.result?;
        }
        // Nothing else in the loop looks at the last one; other parameters neither.
        let looks = self.insts.iter().any(|inst| {
            let mut found = false;
            f.insts[inst.index()].op.for_each_use(|v| found |= v == next);
            found
        });
        let passed = self.next.iter().filter(|v| **v == next || **v == param).count();
        if looks || passed != 1 { None } else { kind }
    }

    fn count(&self, f: &Function, test: &Test) -> Option<Count> {
        let zero = || linear::linear(f, self, test.cond).map(|x| (IntCc::Ne, x, None));
        let (cc, x, bound) = match self.op(f, test.cond) {
            Some(Op::IntCmp(cc, a, b)) if f.values[a.index()].ty == Type::I32 => {
                (*cc, linear(f, self, *a)?, Some(linear(f, self, *b)?))
            }
            _ => zero()?,
        };
        let bound = bound.unwrap_or_else(Linear::zero);
        let cc = if test.holds { cc } else { cc.inverse() };
        let (x_step, bound_step) = (x.step(self)?, bound.step(self)?);
        let (cc, x, step, bound) = match (x_step, bound_step) {
            (step, 0) => (cc, x, step, bound),
            (0, step) => (cc.swapped(), bound, step, x),
            _ => return None,
        };
        let fits = match cc {
            IntCc::Slt | IntCc::Sle | IntCc::Ult | IntCc::Ule => step > 0,
            IntCc::Sgt | IntCc::Sge | IntCc::Ugt | IntCc::Uge => step < 0,
            IntCc::Ne => step != 0,
            IntCc::Eq => false,
        };
        (fits && step != i32::MIN).then_some(Count { cc, x, step, bound })
    }
}

/// Follows the only path from the header back to it.
fn blocks(f: &Function, cfg: &Cfg, id: LoopId) -> Option<(Loop, Test)> {
    let header = cfg.loop_data(id).header;
    let mut insts = Vec::new();
    let mut test: Option<Test> = None;
    let mut at = header;
    // A loop that has more blocks has more than one path, or nothing in them.
    for _ in 0..BLOCKS {
        let data = &f.blocks[at.index()];
        insts.extend_from_slice(&data.insts);
        let (target, tests) = match &data.term {
            Terminator::Jump(target) => (target, false),
            Terminator::Branch { cond, then, els } if test.is_none() => {
                let inside = |target: &Target| cfg.is_in_loop(target.block, id);
                let holds = inside(then);
                if holds == inside(els) {
                    return None;
                }
                test = Some(Test { cond: *cond, holds });
                (if holds { then } else { els }, true)
            }
            _ => return None,
        };
        if target.block == header {
            let params = f.blocks[header.index()].params.clone();
            let from_insts = insts.iter().filter_map(|inst| f.insts[inst.index()].result);
            let defined = params.iter().copied().chain(from_insts).collect();
            let (next, loc) = (target.args.clone(), f.blocks[header.index()].term_loc);
            let l = Loop { header, insts, params, roles: Vec::new(), next, bottom: tests, loc, defined };
            return Some((l, test?));
        }
        // Parameters of a block with one predecessor are what simplification leaves none of.
        if !target.args.is_empty() || cfg.preds(target.block).len() != 1 || !cfg.is_in_loop(target.block, id) {
            return None;
        }
        at = target.block;
    }
    None
}

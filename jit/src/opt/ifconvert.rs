//! Branches around a few cheap instructions become instructions: choices without a branch, and one unsigned comparison
//! for both ends of a range.
//!
//! A branch whose two ways meet at once, with nothing on them but pure and cheap instructions, is replaced by those
//! instructions and a choice for each value that differs. Which way such a branch goes mostly depends on data (least,
//! greatest, absolute value, clamping, counting what has a property), and a wrong guess of the processor costs as much
//! as twenty instructions; so a few are done in vain. Loads stay behind their branch: they may trap.
//!
//! J. Allen, K. Kennedy, C. Porterfield, J. Warren, "Conversion of Control Dependence to Data Dependence" (POPL 1983);
//! for ranges: "Hacker's Delight" (2nd edition), section 4-1.

use super::aliases::Aliases;
use super::cfg::Cfg;
use super::dce::drop_unreachable;
use super::pass::{Changed, Cx};
use crate::ir::fold::Values;
use crate::ir::{
    BinOp, Block, ConvOp, Function, Inst, InstData, IntCc, Op, Target, Terminator, Type, Value, ValueData, ValueDef,
};

/// Cost of the instructions on both ways up to which they are executed in any case: what fits into the shadow of one
/// wrong guess in four.
const COST: u32 = 4;

/// Choices that one branch may become. Each is an instruction on the way to what follows.
const CHOICES: usize = 2;

/// The pass.
pub(super) fn run(function: &mut Function, cx: &mut Cx<'_>) -> Changed {
    if function.blocks.len() == 1 || !cx.analyse(function) {
        return Changed::Nothing;
    }
    let cfg = &cx.cfg;
    let mut aliases = Aliases::default();
    aliases.reset(function.values.len());
    let ways = (0..function.blocks.len() as u32).map(Block);
    let ways = ways.map(|block| if cfg.is_reachable(block) { cfg.preds(block).len() as u32 } else { 0 }).collect();
    let mut conversion = Conversion { function, aliases, ways, changed: false };
    conversion.run(cfg);
    conversion.aliases.apply(conversion.function);
    if !conversion.changed {
        return Changed::Nothing;
    }
    drop_unreachable(function);
    cx.forget();
    Changed::Blocks
}

struct Conversion<'a> {
    function: &'a mut Function,
    aliases: Aliases,
    /// By block: edges that lead to it.
    ways: Vec<u32>,
    changed: bool,
}

/// What it costs to do it in vain; `None` if it must not be.
fn cost(function: &Function, op: &Op) -> Option<u32> {
    match *op {
        Op::Int(..) | Op::StackAddr(..) | Op::DataAddr(..) | Op::FuncAddr(_) => Some(0),
        Op::Binary(BinOp::Mul, ..) => Some(3),
        Op::Binary(op, a, _) if function.ty(a).is_int() && Op::Binary(op, a, a).is_pure() => Some(1),
        Op::Unary(_, a) if function.ty(a).is_int() => Some(1),
        Op::Convert(ConvOp::Wrap, _) => Some(0),
        Op::Convert(ConvOp::Sext32 | ConvOp::Zext32, _) => Some(1),
        Op::IntCmp(..) => Some(1),
        Op::Select(_, a, _) if function.ty(a).is_int() => Some(2),
        _ => None,
    }
}

impl Conversion<'_> {
    /// From the last block to the first: inner branches before those around them.
    fn run(&mut self, cfg: &Cfg) {
        for &block in cfg.order().iter().rev() {
            if self.ways[block.index()] == 0 && block != Block(0) {
                continue;
            }
            self.append(block);
            while self.choose(block) || self.range(block) {
                self.changed = true;
                self.append(block);
            }
        }
    }

    /// Where one way of a branch leads if it does no more than jump there, with what it costs to take it in vain.
    fn way(&self, target: &Target) -> Option<(Target, u32)> {
        let data = &self.function.blocks[target.block.index()];
        let Terminator::Jump(to) = &data.term else { return None };
        if self.ways[target.block.index()] != 1 || !data.params.is_empty() {
            return None;
        }
        let mut sum = 0;
        for inst in &data.insts {
            sum += cost(self.function, &self.function.insts[inst.index()].op)?;
            if sum > COST {
                return None;
            }
        }
        Some((to.clone(), sum))
    }

    /// Makes choices of a branch.
    fn choose(&mut self, block: Block) -> bool {
        let Terminator::Branch { cond, then, els } = &self.function.blocks[block.index()].term else { return false };
        let (cond, direct) = (*cond, (then.clone(), els.clone()));
        // Both ways lead to one block, by way of another one or not.
        let (to_then, to_els) = (self.way(&direct.0), self.way(&direct.1));
        let same = |a: &Target, b: &Target| a.block == b.block && a.block != block;
        let (then, els, sides) = match (to_then, to_els) {
            _ if same(&direct.0, &direct.1) => (direct.0, direct.1, [None, None]),
            (Some((then, _)), _) if same(&then, &direct.1) => (then, direct.1, [Some(direct.0.block), None]),
            (_, Some((els, _))) if same(&direct.0, &els) => (direct.0, els, [None, Some(direct.1.block)]),
            (Some((then, a)), Some((els, b))) if same(&then, &els) && a + b <= COST => {
                (then, els, [Some(direct.0.block), Some(direct.1.block)])
            }
            _ => return false,
        };
        let mut choices = 0;
        for i in 0..then.args.len() {
            let (a, b) = (self.aliases.resolve(then.args[i]), self.aliases.resolve(els.args[i]));
            if a != b {
                choices += 1;
                if !self.function.ty(a).is_int() {
                    return false;
                }
            }
        }
        if choices > CHOICES {
            return false;
        }
        for side in sides.into_iter().flatten() {
            let insts = std::mem::take(&mut self.function.blocks[side.index()].insts);
            self.function.blocks[block.index()].insts.extend(insts);
            self.ways[side.index()] = 0;
        }
        let to = then.block;
        let mut args = Vec::with_capacity(then.args.len());
        for (a, b) in then.args.into_iter().zip(els.args) {
            let (a, b) = (self.aliases.resolve(a), self.aliases.resolve(b));
            args.push(if a == b { a } else { self.select(block, cond, a, b) });
        }
        self.function.blocks[block.index()].term = Terminator::Jump(Target { block: to, args });
        self.ways[to.index()] -= 1;
        true
    }

    fn push(&mut self, block: Block, ty: Type, op: Op) -> Value {
        let inst = Inst(self.function.insts.len() as u32);
        let value = Value(self.function.values.len() as u32);
        let loc = self.function.blocks[block.index()].term_loc;
        self.function.values.push(ValueData { ty, def: ValueDef::Inst(inst) });
        self.function.insts.push(InstData { op, result: Some(value), loc });
        self.function.blocks[block.index()].insts.push(inst);
        self.aliases.grow(self.function.values.len());
        value
    }

    /// `cond ? a : b`; a comparison is 1 or 0 itself.
    fn select(&mut self, block: Block, cond: Value, a: Value, b: Value) -> Value {
        let f = &*self.function;
        let ty = f.ty(a);
        let known = (f.constant(a), f.constant(b));
        match f.op(cond) {
            Some(Op::IntCmp(..) | Op::FloatCmp(..)) if ty == Type::I32 && known == (Some(1), Some(0)) => cond,
            Some(&Op::IntCmp(cc, x, y)) if ty == Type::I32 && known == (Some(0), Some(1)) => {
                self.push(block, ty, Op::IntCmp(cc.inverse(), x, y))
            }
            _ => self.push(block, ty, Op::Select(cond, a, b)),
        }
    }

    /// A block that is reached from nowhere else becomes part of this one.
    fn append(&mut self, block: Block) {
        while let Terminator::Jump(to) = &self.function.blocks[block.index()].term {
            let next = to.block;
            if self.ways[next.index()] != 1 || next == block {
                break;
            }
            let args = to.args.clone();
            let data = &mut self.function.blocks[next.index()];
            let (params, insts) = (std::mem::take(&mut data.params), std::mem::take(&mut data.insts));
            let term = std::mem::replace(&mut data.term, Terminator::Return(None));
            let term_loc = data.term_loc;
            for (param, arg) in params.into_iter().zip(args) {
                self.aliases.replace(param, arg);
            }
            self.ways[next.index()] = 0;
            self.changed = true;
            let data = &mut self.function.blocks[block.index()];
            data.insts.extend(insts);
            (data.term, data.term_loc) = (term, term_loc);
        }
    }

    /// `if (x >= low) if (x <= high)`, both with the same way otherwise: one unsigned comparison of `x - low`.
    fn range(&mut self, block: Block) -> bool {
        let Some(Range { between, stay, leave, x, low, high }) = self.find_range(block) else { return false };
        self.ways[between.index()] = 0;
        self.ways[leave.block.index()] -= 1;
        let ty = self.function.ty(x);
        let mask = if ty == Type::I64 { u64::MAX } else { 0xffff_ffff };
        let constant = |c: i128| Op::Int(ty, c as u64 & mask);
        let mut from = x;
        if low != 0 {
            let low = self.push(block, ty, constant(-low));
            from = self.push(block, ty, Op::Binary(BinOp::Add, x, low));
        }
        let span = self.push(block, ty, constant(high - low));
        let cond = self.push(block, Type::I32, Op::IntCmp(IntCc::Ule, from, span));
        self.function.blocks[block.index()].term = Terminator::Branch { cond, then: stay, els: leave };
        true
    }

    fn find_range(&self, block: Block) -> Option<Range> {
        let Terminator::Branch { cond, then, els } = &self.function.blocks[block.index()].term else { return None };
        // Into the second test if the first one holds, or if it does not.
        for (holds, to, leave) in [(true, then, els), (false, els, then)] {
            let data = &self.function.blocks[to.block.index()];
            let Terminator::Branch { cond: second, then, els } = &data.term else { continue };
            let is_test = self.ways[to.block.index()] == 1
                && data.params.is_empty()
                && data.insts.iter().all(|inst| {
                    let inst = &self.function.insts[inst.index()];
                    matches!(inst.op, Op::Int(..)) || inst.result == Some(*second)
                });
            let (second_holds, stay) = match (then == leave, els == leave) {
                (false, true) => (true, then),
                (true, false) => (false, els),
                _ => continue,
            };
            let first = interval(self.function, *cond, holds);
            let second = interval(self.function, *second, second_holds);
            let (Some((x, signed, a)), Some((y, also_signed, b)), true) = (first, second, is_test) else { continue };
            let (low, high) = (a.0.max(b.0), a.1.min(b.1));
            // Otherwise one of the tests is in vain, which is for others to see.
            if x == y && signed == also_signed && (low, high) != a && (low, high) != b && low <= high {
                let (stay, leave) = (stay.clone(), leave.clone());
                return Some(Range { between: to.block, stay, leave, x, low, high });
            }
        }
        None
    }
}

/// Two tests that are one.
struct Range {
    /// The block of the second test.
    between: Block,
    /// If both hold.
    stay: Target,
    leave: Target,
    x: Value,
    low: i128,
    high: i128,
}

/// The value that a comparison with a constant is about, whether it is signed, and the values for which it holds, or
/// does not hold: from, to.
fn interval(f: &Function, cond: Value, holds: bool) -> Option<(Value, bool, (i128, i128))> {
    let Some(&Op::IntCmp(cc, x, c)) = f.op(cond) else { return None };
    let c = f.constant(c)?;
    let cc = if holds { cc } else { cc.inverse() };
    let signed = matches!(cc, IntCc::Slt | IntCc::Sle | IntCc::Sgt | IntCc::Sge);
    let (c, least, most) = match (f.ty(x), signed) {
        (Type::I32, true) => (i128::from(c as i32), i128::from(i32::MIN), i128::from(i32::MAX)),
        (Type::I64, true) => (i128::from(c as i64), i128::from(i64::MIN), i128::from(i64::MAX)),
        (Type::I32, false) => (i128::from(c as u32), 0, i128::from(u32::MAX)),
        (Type::I64, false) => (i128::from(c), 0, i128::from(u64::MAX)),
        _ => return None,
    };
    let range = match cc {
        IntCc::Slt | IntCc::Ult => (least, c - 1),
        IntCc::Sle | IntCc::Ule => (least, c),
        IntCc::Sgt | IntCc::Ugt => (c + 1, most),
        IntCc::Sge | IntCc::Uge => (c, most),
        IntCc::Eq | IntCc::Ne => return None,
    };
    Some((x, signed, range))
}

//! Full unrolling: a short loop whose number of turns is known becomes that many copies of its body, in which the
//! counter is a constant.
//!
//! For loops of one block, which is what [`super::rotate`], [`super::ifconvert`] and [`super::simplify`] leave of most
//! innermost ones. An inner loop that is unrolled can make its outer loop one block, so that it is looked at again.
//! (S. Muchnick, "Advanced Compiler Design and Implementation", 1997, section 17.4.3.)

use super::aliases::Aliases;
use super::cfg::{Cfg, LoopId};
use super::observe::Outcome;
use super::pass::{Changed, Cx};
use super::simplify;
use crate::ir::fold::Values;
use crate::ir::{BinOp, Block, Function, Inst, Op, Target, Terminator, Value, ValueData, ValueDef, arith};

/// Turns up to which a loop is unrolled. A row and a column of a small kernel, the bytes of a word, a digest's words.
const TURNS: usize = 16;

/// Instructions that a loop may become.
const SIZE: usize = 128;

/// Instructions that a function may grow by.
const GROWTH: usize = 1024;

/// Loops around each other that are unrolled, from the innermost one on.
const LEVELS: u32 = 3;

/// The pass.
pub(super) fn run(function: &mut Function, cx: &mut Cx<'_>) -> Changed {
    let mut changed = Changed::Nothing;
    let limit = function.insts.len() + GROWTH;
    for _ in 0..LEVELS {
        if !cx.analyse(function) || cx.cfg.loops().is_empty() {
            break;
        }
        let found: Vec<Found> =
            (0..cx.cfg.loops().len() as u32).filter_map(|id| find(function, &cx.cfg, LoopId(id))).collect();
        if found.is_empty() {
            break;
        }
        let mut aliases = Aliases::default();
        aliases.reset(function.values.len());
        let mut any = false;
        for found in found {
            if function.insts.len() + found.turns * found.size > limit {
                continue;
            }
            let loc = function.blocks[found.block.index()].term_loc;
            cx.remark("unroll", Outcome::Done, function, loc, || format!("unrolled a loop of {} turns", found.turns));
            unroll(function, &found, &mut aliases);
            any = true;
        }
        if !any {
            break;
        }
        aliases.apply(function);
        changed = Changed::Blocks;
        cx.forget();
        simplify::run(function, cx);
    }
    changed
}

/// A loop that can be unrolled.
#[derive(Debug)]
struct Found {
    /// Its only block.
    block: Block,
    /// The block that leads to it and nowhere else.
    before: Block,
    /// Times that the block is executed.
    turns: usize,
    /// Instructions that are not made at each use anyway.
    size: usize,
}

fn find(function: &Function, cfg: &Cfg, id: LoopId) -> Option<Found> {
    let block = cfg.loop_data(id).header;
    let data = &function.blocks[block.index()];
    let Terminator::Branch { cond, then, els } = &data.term else { return None };
    let (back, stays) = match (then.block == block, els.block == block) {
        (true, false) => (then, true),
        (false, true) => (els, false),
        _ => return None,
    };
    let mut others = cfg.preds(block).iter().filter(|pred| **pred != block);
    let (Some(&before), None) = (others.next(), others.next()) else { return None };
    let Terminator::Jump(first) = &function.blocks[before.index()].term else { return None };
    let is_leaf = |op: &Op| matches!(op, Op::Int(..) | Op::StackAddr(..) | Op::DataAddr(..) | Op::FuncAddr(_));
    let ops = || data.insts.iter().map(|inst| &function.insts[inst.index()].op);
    let size = ops().filter(|op| !is_leaf(op)).count();
    if size > SIZE || ops().any(|op| matches!(op, Op::StackAlloc(_))) {
        return None;
    }
    let turns = turns(function, &data.params, (*cond, stays), &first.args, &back.args, TURNS)?;
    (turns * size <= SIZE).then_some(Found { block, before, turns, size })
}

/// How often a loop with these parameters is executed, which goes on if the condition is `stays`: its counter starts
/// with a constant, one is added to it in each turn, and it is compared with a third one. `None` if that is more often
/// than `most`.
pub(super) fn turns(
    function: &Function,
    params: &[Value],
    (cond, stays): (Value, bool),
    first: &[Value],
    next: &[Value],
    most: usize,
) -> Option<usize> {
    let Some(&Op::IntCmp(cc, tested, end)) = function.op(cond) else { return None };
    let (end, ty) = (function.constant(end)?, function.ty(tested));
    let i = (0..params.len()).find(|&i| params[i] == tested || next[i] == tested)?;
    let Some(&Op::Binary(BinOp::Add, of, step)) = function.op(next[i]) else { return None };
    if of != params[i] {
        return None;
    }
    let (mut counter, step) = (function.constant(first[i])?, function.constant(step)?);
    for turn in 1..=most {
        let after = arith::binary(BinOp::Add, ty, counter, step)?;
        let value = if tested == params[i] { counter } else { after };
        if arith::int_cmp(cc, ty, value, end) != stays {
            return Some(turn);
        }
        counter = after;
    }
    None
}

/// Puts copies of the body, one for each turn but the last, in front of the body, which is the last turn: so what is
/// used behind the loop has its value.
fn unroll(function: &mut Function, found: &Found, aliases: &mut Aliases) {
    let block = found.block;
    let body = function.blocks[block.index()].insts.clone();
    let params = std::mem::take(&mut function.blocks[block.index()].params);
    let term = &mut function.blocks[block.index()].term;
    let Terminator::Branch { then, els, .. } = std::mem::replace(term, Terminator::Return(None)) else { return };
    let (back, leave) = if then.block == block { (then, els) } else { (els, then) };
    function.blocks[block.index()].term = Terminator::Jump(leave);
    let enter = Terminator::Jump(Target { block, args: Vec::new() });
    let Terminator::Jump(first) = std::mem::replace(&mut function.blocks[found.before.index()].term, enter) else {
        return;
    };
    // Of the turn before: parameters and results, old and new.
    let mut names: Vec<(Value, Value)> = Vec::with_capacity(params.len() + body.len());
    let mut current = first.args;
    let mut insts: Vec<Inst> = Vec::with_capacity(body.len() * found.turns);
    for _ in 1..found.turns {
        names.clear();
        names.extend(params.iter().copied().zip(current.iter().copied()));
        names.sort_unstable();
        for inst in &body {
            let mut data = function.insts[inst.index()].clone();
            data.op.for_each_use_mut(|v| *v = named(&names, *v));
            let new = Inst(function.insts.len() as u32);
            if let Some(result) = data.result {
                let value = Value(function.values.len() as u32);
                function.values.push(ValueData { def: ValueDef::Inst(new), ..function.values[result.index()] });
                data.result = Some(value);
                let at = names.partition_point(|(old, _)| *old < result);
                names.insert(at, (result, value));
            }
            function.insts.push(data);
            insts.push(new);
        }
        current = back.args.iter().map(|v| named(&names, *v)).collect();
    }
    insts.extend(body);
    function.blocks[block.index()].insts = insts;
    aliases.grow(function.values.len());
    for (param, value) in params.into_iter().zip(current) {
        aliases.replace(param, value);
    }
}

/// The new name of a value.
fn named(names: &[(Value, Value)], value: Value) -> Value {
    names.binary_search_by_key(&value, |(old, _)| *old).map_or(value, |at| names[at].1)
}

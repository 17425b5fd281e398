//! The least or greatest of three values, one of which is that of the turn before, is found so that this one comes
//! last: `min(min(a, carried), b)` becomes `min(min(a, b), carried)`, and the next turn waits for one choice, not two.
//!
//! For loops of one block. Choices between integers may change their order, since equal ones are the same. (P. Briggs,
//! K. Cooper, "Effective Partial Redundancy Elimination", PLDI 1994, order operands by rank in this way; what a loop
//! carries has the highest.)

use super::cfg::{Cfg, LoopId};
use super::pass::{Changed, Cx};
use crate::ir::fold::Values;
use crate::ir::{Block, Function, Inst, InstData, IntCc, Op, Terminator, Type, Value, ValueData, ValueDef};

/// Most instructions of a loop, which are looked at for each of its parameters.
const SIZE: usize = 256;

/// Most parameters that are looked at.
const PARAMS: usize = 8;

/// The pass.
pub(super) fn run(function: &mut Function, cx: &mut Cx<'_>) -> Changed {
    if !cx.analyse(function) || cx.cfg.loops().is_empty() {
        return Changed::Nothing;
    }
    let mut carried = Vec::new();
    let mut changed = Changed::Nothing;
    for id in 0..cx.cfg.loops().len() as u32 {
        let Some((block, next)) = turn(function, &cx.cfg, LoopId(id)) else { continue };
        for (i, next) in next.into_iter().enumerate() {
            // A loop without choices is not looked at.
            let Some(choice) = Choice::of(function, next) else { continue };
            carried.resize(function.values.len(), false);
            if reorder(function, block, i, &choice, &mut carried) {
                changed = Changed::Insts;
            }
        }
    }
    changed
}

/// A loop of one block, and what its parameters are in the next turn.
fn turn(function: &Function, cfg: &Cfg, id: LoopId) -> Option<(Block, Vec<Value>)> {
    let block = cfg.loop_data(id).header;
    let data = &function.blocks[block.index()];
    let Terminator::Branch { then, els, .. } = &data.term else { return None };
    let back = match (then.block == block, els.block == block) {
        (true, false) => then,
        (false, true) => els,
        _ => return None,
    };
    (data.insts.len() <= SIZE).then(|| (block, back.args.iter().copied().take(PARAMS).collect()))
}

/// The lesser or greater of two integers.
#[derive(Debug, Clone, Copy)]
struct Choice {
    inst: Inst,
    /// The first one is taken if this is true; it is one without "or equal".
    cc: IntCc,
    of: [Value; 2],
}

impl Choice {
    fn of(function: &Function, v: Value) -> Option<Self> {
        let ValueDef::Inst(inst) = function.values[v.index()].def else { return None };
        let Op::Select(cond, a, b) = function.insts[inst.index()].op else { return None };
        let cc = match *function.op(cond)? {
            Op::IntCmp(cc, x, y) if (x, y) == (a, b) => cc,
            Op::IntCmp(cc, x, y) if (x, y) == (b, a) => cc.swapped(),
            _ => return None,
        };
        let cc = match cc {
            IntCc::Slt | IntCc::Sle => IntCc::Slt,
            IntCc::Sgt | IntCc::Sge => IntCc::Sgt,
            IntCc::Ult | IntCc::Ule => IntCc::Ult,
            IntCc::Ugt | IntCc::Uge => IntCc::Ugt,
            IntCc::Eq | IntCc::Ne => return None,
        };
        Some(Self { inst, cc, of: [a, b] })
    }
}

/// Changes the order of two choices that give the loop's parameter of the next turn, if the first of them waits for
/// this turn's.
fn reorder(function: &mut Function, block: Block, i: usize, last: &Choice, carried: &mut [bool]) -> bool {
    let data = &function.blocks[block.index()];
    let Some(param) = data.params.get(i) else { return false };
    let mut touched = vec![*param];
    carried[param.index()] = true;
    for inst in &data.insts {
        let data = &function.insts[inst.index()];
        let mut any = false;
        data.op.for_each_use(|v| any |= carried[v.index()]);
        if let Some(result) = data.result.filter(|_| any) {
            carried[result.index()] = true;
            touched.push(result);
        }
    }
    let found = find(function, block, last, carried);
    touched.iter().for_each(|v| carried[v.index()] = false);
    let Some((x, y, late)) = found else { return false };
    let Some(at) = function.blocks[block.index()].insts.iter().position(|inst| *inst == last.inst) else {
        return false;
    };
    let (ty, loc) = (function.ty(x), function.insts[last.inst.index()].loc);
    let mut push = |ty: Type, op: Op, at: usize| {
        let inst = Inst(function.insts.len() as u32);
        let value = Value(function.values.len() as u32);
        function.values.push(ValueData { ty, def: ValueDef::Inst(inst) });
        function.insts.push(InstData { op, result: Some(value), loc });
        function.blocks[block.index()].insts.insert(at, inst);
        value
    };
    let is_x = push(Type::I32, Op::IntCmp(last.cc, x, y), at);
    let early = push(ty, Op::Select(is_x, x, y), at + 1);
    let is_early = push(Type::I32, Op::IntCmp(last.cc, early, late), at + 2);
    function.insts[last.inst.index()].op = Op::Select(is_early, early, late);
    true
}

/// Two values that the loop does not carry, and the one that it does, of which the choices take one.
fn find(function: &Function, block: Block, last: &Choice, carried: &[bool]) -> Option<(Value, Value, Value)> {
    let is_carried = |v: &Value| carried[v.index()];
    let [a, b] = last.of;
    let (first, y) = match (is_carried(&a), is_carried(&b)) {
        (true, false) => (a, b),
        (false, true) => (b, a),
        _ => return None,
    };
    // Whoever else needs it would have it computed besides.
    let mut uses = 0;
    let data = &function.blocks[block.index()];
    data.insts.iter().for_each(|inst| function.insts[inst.index()].op.for_each_use(|v| uses += u32::from(v == first)));
    data.term.for_each_use(|v| uses += u32::from(v == first));
    let choice = Choice::of(function, first).filter(|choice| choice.cc == last.cc && uses == 2)?;
    match (is_carried(&choice.of[0]), is_carried(&choice.of[1])) {
        (true, false) => Some((choice.of[1], y, choice.of[0])),
        (false, true) => Some((choice.of[0], y, choice.of[1])),
        _ => None,
    }
}

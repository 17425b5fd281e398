//! Unroll and jam: a short inner loop that sums up floats waits in each turn for the sum of the turn before. Turns of
//! the loop around it are done side by side, so that their sums grow at the same time, and what the turns have in
//! common is loaded and computed once.
//!
//! For loops of one block in loops of three blocks: what comes before the inner loop, that, and what comes behind it.
//! The outer loop's number of turns is known and can be divided; nothing that it stores is loaded in its next turns.
//! The order of operations of each sum stays what it was. (D. Callahan, S. Carr, K. Kennedy, "Improving Register
//! Allocation for Subscripted Variables", PLDI 1990; S. Muchnick, "Advanced Compiler Design and Implementation", 1997,
//! section 20.4.)

use guest_abi::Isa;

use super::aliases::Aliases;
use super::cfg::{Cfg, LoopId};
use super::memory::{Effect, Memory, Place};
use super::observe::Outcome;
use super::pass::{Changed, Cx};
use super::unroll;
use crate::ir::{Block, Function, Inst, Op, Target, Terminator, Type, Value, ValueData, ValueDef};

/// Most instructions of each block.
const SIZE: usize = 24;

/// Most parameters of the loops.
const PARAMS: usize = 4;

/// Most turns of the outer loop: they are counted one by one.
const TURNS: usize = 1 << 10;

/// Loops of a function that are looked at; their turns are counted.
const LOOPS: u32 = 1 << 10;

/// Nests of a function that are changed, since each has to do with tables of all its values.
const NESTS: usize = 32;

/// Instructions from the outer loop's next counter back to its counter.
const DEPTH: u32 = 4;

/// The pass.
pub(super) fn run(function: &mut Function, cx: &mut Cx<'_>) -> Changed {
    if !cx.analyse(function) {
        return Changed::Nothing;
    }
    let cfg = &cx.cfg;
    let loops = LOOPS.min(cfg.loops().len() as u32);
    let found: Vec<Nest> = (0..loops).filter_map(|id| Nest::find(function, cfg, LoopId(id))).take(NESTS).collect();
    if found.is_empty() {
        return Changed::Nothing;
    }
    let mut memory = Memory::default();
    memory.compute(function, cfg);
    // With eight registers of each kind there is room for two sums.
    let widest = if cx.isa == Isa::Amd64 { 4 } else { 2 };
    let mut jam = Jam { memory, home: Vec::new(), varies: Vec::new(), map: Vec::new(), function };
    let mut aliases = Aliases::default();
    aliases.reset(jam.function.values.len());
    let mut changed = Changed::Nothing;
    for nest in found {
        let loc = jam.function.blocks[nest.body.index()].term_loc;
        if let Some(factor) = jam.nest(&nest, widest, &mut aliases) {
            cx.remark("jam", Outcome::Done, jam.function, loc, || format!("{factor} turns side by side"));
            changed = Changed::Insts;
        }
    }
    aliases.apply(jam.function);
    changed
}

/// An outer loop of three blocks.
#[derive(Debug, Clone, Copy)]
struct Nest {
    /// The outer loop's header.
    head: Block,
    /// The inner loop.
    body: Block,
    /// Behind the inner loop.
    tail: Block,
    /// Turns of the outer loop.
    turns: usize,
}

impl Nest {
    fn find(function: &Function, cfg: &Cfg, id: LoopId) -> Option<Self> {
        let body = cfg.loop_data(id).header;
        let (_, leave) = turn(function, body)?;
        let tail = leave.block;
        let head = other(cfg, body, body)?;
        if !matches!(function.blocks[head.index()].term, Terminator::Jump(_)) || cfg.preds(tail) != [body] {
            return None;
        }
        let before = other(cfg, head, tail)?;
        let Terminator::Jump(first) = &function.blocks[before.index()].term else { return None };
        let Terminator::Branch { cond, then, els } = &function.blocks[tail.index()].term else { return None };
        let (next, stays) = match (then.block == head, els.block == head) {
            (true, false) => (then, true),
            (false, true) => (els, false),
            _ => return None,
        };
        let params = &function.blocks[head.index()].params;
        let turns = unroll::turns(function, params, (*cond, stays), &first.args, &next.args, TURNS)?;
        Some(Self { head, body, tail, turns })
    }
}

/// The ways from a block to itself and away.
fn turn(function: &Function, block: Block) -> Option<(&Target, &Target)> {
    let Terminator::Branch { then, els, .. } = &function.blocks[block.index()].term else { return None };
    match (then.block == block, els.block == block) {
        (true, false) => Some((then, els)),
        (false, true) => Some((els, then)),
        _ => None,
    }
}

/// The predecessor of a block that has two, of which this is one.
fn other(cfg: &Cfg, block: Block, one: Block) -> Option<Block> {
    match *cfg.preds(block) {
        [a, b] if a == one && b != one => Some(b),
        [a, b] if b == one && a != one => Some(a),
        _ => None,
    }
}

/// Where a value is defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Home {
    Outside,
    Head,
    Body,
    Tail,
}

struct Jam<'a> {
    function: &'a mut Function,
    memory: Memory,
    /// By value, for the loop that is looked at.
    home: Vec<Home>,
    /// By value: it is something else in each turn of the outer loop.
    varies: Vec<bool>,
    /// By value: what it is called in the copy that is being made.
    map: Vec<Value>,
}

impl Jam<'_> {
    /// Does it, if it is possible and worth it; gives how many turns are side by side.
    fn nest(&mut self, nest: &Nest, widest: usize, aliases: &mut Aliases) -> Option<usize> {
        let factor = [4, 2].into_iter().find(|f| *f <= widest && nest.turns.is_multiple_of(*f))?;
        let blocks = [nest.head, nest.body, nest.tail].map(|block| &self.function.blocks[block.index()]);
        let small = blocks.iter().all(|block| block.insts.len() <= SIZE && block.params.len() <= PARAMS);
        if !small || !self.is_movable(nest) {
            return None;
        }
        self.find_homes(nest);
        self.find_varying(nest);
        let worth = self.is_worth_it(nest);
        if worth {
            self.apply(nest, factor, aliases);
        }
        worth.then_some(factor)
    }

    /// Can what comes before the end of the inner loop happen before what comes behind it in the turns before?
    fn is_movable(&self, nest: &Nest) -> bool {
        let f = &*self.function;
        let ops = |block: Block| f.blocks[block.index()].insts.iter().map(|inst| &f.insts[inst.index()].op);
        let mut loads: Vec<Place> = Vec::new();
        for op in ops(nest.head).chain(ops(nest.body)) {
            match self.memory.effect(f, op) {
                Effect::Read(place) => loads.push(place),
                Effect::None if op.is_pure() && !matches!(op, Op::StackSave) => {}
                _ => return false,
            }
        }
        ops(nest.tail).all(|op| match self.memory.effect(f, op) {
            Effect::Write(store) => {
                matches!(op, Op::Store { .. })
                    && !loads.iter().any(|load| self.memory.objects_may_be_same(load, &store))
            }
            Effect::Read(_) => true,
            Effect::None => op.is_pure() && !matches!(op, Op::StackSave),
            Effect::Copy(..) | Effect::Clobber => false,
        })
    }

    fn find_homes(&mut self, nest: &Nest) {
        let count = self.function.values.len();
        self.home.clear();
        self.home.resize(count, Home::Outside);
        for (block, home) in [(nest.head, Home::Head), (nest.body, Home::Body), (nest.tail, Home::Tail)] {
            let data = &self.function.blocks[block.index()];
            let results = data.insts.iter().filter_map(|inst| self.function.insts[inst.index()].result);
            for value in data.params.iter().copied().chain(results) {
                self.home[value.index()] = home;
            }
        }
    }

    /// Everything that is made from the outer loop's parameters varies. A load varies with its address alone, since
    /// nothing that it could see is stored.
    fn find_varying(&mut self, nest: &Nest) {
        let Self { function: f, varies, .. } = self;
        varies.clear();
        varies.resize(f.values.len(), false);
        f.blocks[nest.head.index()].params.iter().for_each(|param| varies[param.index()] = true);
        let Terminator::Jump(enter) = &f.blocks[nest.head.index()].term else { return };
        let Some((back, _)) = turn(f, nest.body) else { return };
        let body = &f.blocks[nest.body.index()];
        // Each round finds at least one parameter more, or is the last.
        loop {
            for inst in f.blocks[nest.head.index()].insts.iter().chain(&body.insts) {
                let data = &f.insts[inst.index()];
                if let Some(result) = data.result {
                    let mut any = false;
                    data.op.for_each_use(|v| any |= varies[v.index()]);
                    varies[result.index()] |= any;
                }
            }
            let mut more = false;
            for (i, param) in body.params.iter().enumerate() {
                let now = varies[enter.args[i].index()] || varies[back.args[i].index()];
                more |= now && !varies[param.index()];
                varies[param.index()] |= now;
            }
            if !more {
                break;
            }
        }
    }

    /// Does the inner loop run as often in each turn, and is there a sum of floats in it? Are the outer loop's counters
    /// known before the inner loop?
    fn is_worth_it(&self, nest: &Nest) -> bool {
        let f = &*self.function;
        let body = &f.blocks[nest.body.index()];
        let mut own = body.params.iter().filter(|param| self.varies[param.index()]);
        let is_float = |param: &Value| matches!(f.values[param.index()].ty, Type::F32 | Type::F64);
        let is_sum = own.clone().count() <= 2 && own.any(is_float);
        let next = self.next(nest);
        is_sum
            && body.term.operand().is_some_and(|cond| !self.varies[cond.index()])
            && next.iter().all(|v| self.is_early(*v, DEPTH))
    }

    /// What the outer loop's parameters are in its next turn.
    fn next(&self, nest: &Nest) -> Vec<Value> {
        let mut next = Vec::new();
        self.function.blocks[nest.tail.index()].term.for_each_target(|to| {
            if to.block == nest.head {
                next.extend_from_slice(&to.args);
            }
        });
        next
    }

    /// Can it be computed before the inner loop?
    fn is_early(&self, v: Value, depth: u32) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        match (self.home[v.index()], self.function.values[v.index()].def) {
            (Home::Outside | Home::Head, _) => true,
            (Home::Tail, ValueDef::Inst(inst)) => {
                let op = &self.function.insts[inst.index()].op;
                let mut all = op.is_pure();
                op.for_each_use(|v| all = all && self.is_early(v, depth));
                all
            }
            _ => false,
        }
    }

    fn apply(&mut self, nest: &Nest, factor: usize, aliases: &mut Aliases) {
        let [head, body, tail] =
            [nest.head, nest.body, nest.tail].map(|block| self.function.blocks[block.index()].insts.clone());
        let params = self.function.blocks[nest.head.index()].params.clone();
        let next = self.next(nest);
        // What does not vary is computed once, in front of what does.
        let (head, mut new_head) = self.split(head);
        let (body, mut new_body) = self.split(body);
        let mut new_tail = Vec::new();
        // The first copy starts with the parameters, under new names; the last copy is the original.
        let starts: Vec<Value> = (0..)
            .zip(&params)
            .map(|(i, param)| self.value(self.function.values[param.index()].ty, ValueDef::Param(nest.head, i)))
            .collect();
        self.map.clear();
        self.map.extend((0..self.function.values.len() as u32).map(Value));
        let mut current = starts.clone();
        for _ in 1..factor {
            for v in 0..self.map.len() {
                self.map[v] = Value(v as u32);
            }
            for (param, value) in params.iter().zip(&current) {
                self.map[param.index()] = *value;
            }
            for &inst in &head {
                new_head.push(self.copy(inst));
            }
            self.copy_params(nest);
            for &inst in &body {
                new_body.push(self.copy(inst));
            }
            self.finish_params(nest);
            for inst in &tail {
                new_tail.push(self.copy(*inst));
            }
            current = next.iter().map(|v| self.early(*v, &mut new_head)).collect();
        }
        new_head.extend(head);
        new_body.extend(body);
        new_tail.extend(tail);
        let blocks = &mut self.function.blocks;
        blocks[nest.head.index()].params = starts;
        blocks[nest.head.index()].insts = new_head;
        blocks[nest.body.index()].insts = new_body;
        blocks[nest.tail.index()].insts = new_tail;
        aliases.grow(self.function.values.len());
        for (param, value) in params.into_iter().zip(current) {
            aliases.replace(param, value);
        }
    }

    /// What varies, and what does not.
    fn split(&self, insts: Vec<Inst>) -> (Vec<Inst>, Vec<Inst>) {
        let varies = |result: Value| self.varies[result.index()];
        insts.into_iter().partition(|inst| self.function.insts[inst.index()].result.is_some_and(varies))
    }

    fn value(&mut self, ty: Type, def: ValueDef) -> Value {
        let value = Value(self.function.values.len() as u32);
        self.function.values.push(ValueData { ty, def });
        self.map.push(value);
        value
    }

    /// The instruction with the names of the copy that is being made.
    fn copy(&mut self, inst: Inst) -> Inst {
        let mut data = self.function.insts[inst.index()].clone();
        data.op.for_each_use_mut(|v| *v = self.map[v.index()]);
        let new = Inst(self.function.insts.len() as u32);
        if let Some(result) = data.result {
            let value = self.value(self.function.values[result.index()].ty, ValueDef::Inst(new));
            self.map[result.index()] = value;
            data.result = Some(value);
        }
        self.function.insts.push(data);
        new
    }

    /// Parameters of the inner loop for the copy: those that vary. They start as the copy's do.
    fn copy_params(&mut self, nest: &Nest) {
        let count = self.function.blocks[nest.body.index()].params.len();
        for i in 0..count.min(PARAMS) {
            let param = self.function.blocks[nest.body.index()].params[i];
            if !self.varies.get(param.index()).is_some_and(|varies| *varies) {
                continue;
            }
            let at = self.function.blocks[nest.body.index()].params.len() as u32;
            let new = self.value(self.function.values[param.index()].ty, ValueDef::Param(nest.body, at));
            self.map[param.index()] = new;
            self.function.blocks[nest.body.index()].params.push(new);
            let Self { function, map, .. } = self;
            if let Terminator::Jump(to) = &mut function.blocks[nest.head.index()].term {
                to.args.push(map[to.args[i].index()]);
            }
        }
    }

    /// They go on, and what leaves the inner loop is known, as the copy's do.
    fn finish_params(&mut self, nest: &Nest) {
        let Self { function, map, varies, .. } = self;
        let count = function.blocks[nest.body.index()].params.len().min(PARAMS);
        for i in 0..count {
            let param = function.blocks[nest.body.index()].params[i];
            if !varies.get(param.index()).is_some_and(|varies| *varies) {
                continue;
            }
            function.blocks[nest.body.index()].term.for_each_target_mut(|to| {
                if to.block == nest.body {
                    to.args.push(map[to.args[i].index()]);
                }
            });
        }
        let mut left = Vec::new();
        function.blocks[nest.body.index()].term.for_each_target(|to| {
            if to.block == nest.tail {
                left.extend(to.args.iter().map(|v| map[v.index()]));
            }
        });
        for (param, value) in function.blocks[nest.tail.index()].params.iter().zip(left) {
            map[param.index()] = value;
        }
    }

    /// A value of the tail, computed in the head, under the names of the copy that was just made.
    fn early(&mut self, v: Value, insts: &mut Vec<Inst>) -> Value {
        match (self.home[v.index()], self.function.values[v.index()].def) {
            (Home::Tail, ValueDef::Inst(inst)) => {
                let mut data = self.function.insts[inst.index()].clone();
                data.op.for_each_use_mut(|v| *v = self.early(*v, insts));
                let new = Inst(self.function.insts.len() as u32);
                let value = self.value(self.function.values[v.index()].ty, ValueDef::Inst(new));
                data.result = Some(value);
                self.function.insts.push(data);
                insts.push(new);
                value
            }
            _ => self.map[v.index()],
        }
    }
}

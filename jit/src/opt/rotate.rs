//! Loops that test before each turn become loops that test after it, behind one test before the first turn: one branch
//! a turn instead of two, and a place in front of the loop (its preheader) that is reached only if the loop's body is
//! run, to which [`super::licm`] may move what the body does every time.
//!
//! "Loop inversion" in S. Muchnick, "Advanced Compiler Design and Implementation" (1997), section 18.5. The loop's
//! header stays where it is and becomes the test at the end; the way in gets a copy of it. Behind the test, into the
//! loop and out of it, stand new blocks with parameters for what the header defines and others use:
//!
//! ```text
//! header(v): branch c, body, exit         copy(v'): branch c', ahead, out(v')      ahead: jump enter(v')
//! body: .. v .. jump header               enter(u): jump body    body: .. u .. jump header
//! exit: .. v ..                           header(v): branch c, enter(v), out(v)    out(w): jump exit   exit: .. w ..
//! ```
//!
//! Blocks where ways out of the loop meet get parameters as well; few such blocks, or the loop stays as it is. Loops
//! within others are turned first; then edges are looked at anew.

use super::cfg::{Cfg, LoopId};
use super::dce::drop_unreachable;
use super::pass::{Changed, Cx};
use crate::ir::{Block, BlockData, Function, Inst, InstData, Op, Target, Terminator, Value, ValueData, ValueDef};

/// Instructions that a header may have: what conditions need, and not much more, since they are there twice then.
const SIZE: usize = 16;

/// Values of a header that may be used elsewhere: each is a parameter of two or three blocks afterwards.
const VALUES: usize = 24;

/// Blocks behind a loop, from where a value is used back to the loop, that may need parameters for it.
const REGION: usize = 32;

/// Nests of loops that are turned all the way out. Each level takes another look at all edges.
const LEVELS: u32 = 4;

/// "None" in dense tables.
const NONE: u32 = u32::MAX;

/// The pass.
pub(super) fn run(function: &mut Function, cx: &mut Cx<'_>) -> Changed {
    let mut changed = Changed::Nothing;
    for _ in 0..LEVELS {
        if !cx.analyse(function) || cx.cfg.loops().is_empty() {
            break;
        }
        if cx.cfg.order().len() < function.blocks.len() {
            drop_unreachable(function);
            cx.forget();
            cx.analyse(function);
            changed = Changed::Blocks;
        }
        let mut round = Round::default();
        if !round.run(function, &cx.cfg) {
            break;
        }
        changed = Changed::Blocks;
        cx.forget();
    }
    changed
}

/// A loop that can be turned.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    number: u32,
    id: LoopId,
    header: Block,
    /// The branch's "then" target leads into the loop.
    then_stays: bool,
    /// Its part of `uses`.
    uses: (u32, u32),
}

/// One look at all loops.
#[derive(Debug, Default)]
struct Round {
    candidates: Vec<Candidate>,
    /// By value: the candidate whose header defines it, or `NONE`.
    owner: Vec<u32>,
    /// Uses outside of the header: candidate, block, value.
    uses: Vec<(u32, Block, Value)>,
    /// By block: it is the header of a loop that was turned, so that the edges know it no more.
    touched: Vec<bool>,
    /// By value: what it is in the block or header that is being rewritten, or itself.
    map: Vec<Value>,
}

impl Round {
    fn run(&mut self, function: &mut Function, cfg: &Cfg) -> bool {
        self.find(function, cfg);
        if self.candidates.is_empty() {
            return false;
        }
        self.find_uses(function, cfg);
        self.touched.resize(function.blocks.len(), false);
        self.map.extend((0..function.values.len() as u32).map(Value));
        let mut done = vec![false; cfg.loops().len()];
        let mut any = false;
        // Inner ones first; what is around one that was turned waits for the next round.
        for candidate in std::mem::take(&mut self.candidates).into_iter().rev() {
            if done[candidate.id.0 as usize] || !self.turn(function, cfg, candidate) {
                continue;
            }
            any = true;
            let mut at = Some(candidate.id);
            while let Some(id) = at.filter(|id| !std::mem::replace(&mut done[id.0 as usize], true)) {
                at = cfg.loop_data(id).parent;
            }
        }
        any
    }

    fn find(&mut self, function: &Function, cfg: &Cfg) {
        self.owner.resize(function.values.len(), NONE);
        for (id, data) in (0..).map(LoopId).zip(cfg.loops()) {
            let block = &function.blocks[data.header.index()];
            let Terminator::Branch { then, els, .. } = &block.term else { continue };
            let (then_stays, els_stays) = (cfg.is_in_loop(then.block, id), cfg.is_in_loop(els.block, id));
            let has_jumps_back = cfg.preds(data.header).iter().all(|&pred| {
                !cfg.is_in_loop(pred, id) || matches!(function.blocks[pred.index()].term, Terminator::Jump(_))
            });
            let can_be_twice = |inst: &Inst| {
                !matches!(function.insts[inst.index()].op, Op::Call(..) | Op::CallIndirect { .. } | Op::StackAlloc(_))
            };
            if then_stays == els_stays
                || !has_jumps_back
                || block.insts.len() > SIZE
                || !block.insts.iter().all(can_be_twice)
            {
                continue;
            }
            let number = self.candidates.len() as u32;
            let results = block.insts.iter().filter_map(|inst| function.insts[inst.index()].result);
            results.chain(block.params.iter().copied()).for_each(|v| self.owner[v.index()] = number);
            self.candidates.push(Candidate { number, id, header: data.header, then_stays, uses: (0, 0) });
        }
    }

    fn find_uses(&mut self, function: &Function, cfg: &Cfg) {
        let Self { owner, uses, candidates, .. } = self;
        for &block in cfg.order() {
            let mut note = |v: Value| {
                let number = owner[v.index()];
                if number != NONE && candidates[number as usize].header != block {
                    uses.push((number, block, v));
                }
            };
            let data = &function.blocks[block.index()];
            data.insts.iter().for_each(|inst| function.insts[inst.index()].op.for_each_use(&mut note));
            data.term.for_each_use(&mut note);
        }
        uses.sort_unstable();
        uses.dedup();
        let mut at = 0;
        for (number, candidate) in (0..).zip(candidates.iter_mut()) {
            let start = at;
            while uses.get(at).is_some_and(|(of, ..)| *of == number) {
                at += 1;
            }
            candidate.uses = (start as u32, at as u32);
        }
    }

    /// Turns a loop, if nothing it needs was touched in this round.
    fn turn(&mut self, function: &mut Function, cfg: &Cfg, candidate: Candidate) -> bool {
        let Candidate { id, header, .. } = candidate;
        let uses = self.uses[candidate.uses.0 as usize..candidate.uses.1 as usize].to_vec();
        let mut values: Vec<Value> = uses.iter().map(|(_, _, v)| *v).collect();
        let (owner, number) = (&self.owner, candidate.number);
        let passed = |v: &Value| owner[v.index()] == number;
        function.blocks[header.index()].term.for_each_target(|to| values.extend(to.args.iter().filter(|v| passed(v))));
        values.sort_unstable();
        values.dedup();
        let outside = |block: Block| !cfg.is_in_loop(block, id);
        let behind: Vec<Block> = uses.iter().map(|(_, block, _)| *block).filter(|block| outside(*block)).collect();
        let Some(region) = region(cfg, id, &behind) else { return false };
        let entries: Vec<Block> = cfg.preds(header).iter().copied().filter(|pred| outside(*pred)).collect();
        let touched = |block: &Block| self.touched[block.index()];
        let is_free = values.len() <= VALUES
            && !touched(&header)
            && !entries.iter().any(touched)
            && !region.iter().any(touched)
            && !uses.iter().any(|(_, block, _)| touched(block));
        if !is_free {
            return false;
        }
        self.touched[header.index()] = true;
        let (enter, out) = self.split(function, candidate, &values, &entries);
        self.rewrite(function, cfg, id, &uses, &values, &region, (header, enter, out));
        true
    }

    /// Makes the copy of the header and the blocks behind it; gives those in the loop and out of it.
    fn split(
        &mut self,
        function: &mut Function,
        candidate: Candidate,
        values: &[Value],
        entries: &[Block],
    ) -> (Block, Block) {
        let header = candidate.header;
        let first = function.blocks.len() as u32;
        let [copy, ahead, enter, out] = [first, first + 1, first + 2, first + 3].map(Block);
        // The copy has its own names for everything.
        let old = function.blocks[header.index()].clone();
        let params: Vec<Value> =
            (0..).zip(&old.params).map(|(i, param)| self.param(function, *param, copy, i)).collect();
        let mut insts = Vec::with_capacity(old.insts.len());
        for inst in &old.insts {
            let mut data = function.insts[inst.index()].clone();
            data.op.for_each_use_mut(|v| *v = self.map[v.index()]);
            let new = Inst(function.insts.len() as u32);
            if let Some(result) = data.result {
                let ty = function.values[result.index()].ty;
                data.result = Some(Value(function.values.len() as u32));
                self.map[result.index()] = Value(function.values.len() as u32);
                self.map.push(Value(function.values.len() as u32));
                function.values.push(ValueData { ty, def: ValueDef::Inst(new) });
            }
            function.insts.push(InstData { ..data });
            insts.push(new);
        }
        let copies: Vec<Value> = values.iter().map(|v| self.map[v.index()]).collect();
        let Terminator::Branch { cond, then, els } = old.term else { return (header, header) };
        let (stay, leave) = if candidate.then_stays { (then, els) } else { (els, then) };
        let branch = |cond: Value, stay: Target, leave: Target| {
            let (then, els) = if candidate.then_stays { (stay, leave) } else { (leave, stay) };
            Terminator::Branch { cond, then, els }
        };
        let to = |block: Block, args: &[Value]| Target { block, args: args.to_vec() };
        let block = |params: Vec<Value>, insts: Vec<Inst>, term: Terminator| BlockData {
            params,
            insts,
            term,
            term_loc: old.term_loc,
        };
        let copied = branch(self.map[cond.index()], to(ahead, &[]), to(out, &copies));
        function.blocks.push(block(params, insts, copied));
        function.blocks.push(block(Vec::new(), Vec::new(), Terminator::Jump(to(enter, &copies))));
        function.blocks[header.index()].term = branch(cond, to(enter, values), to(out, values));
        // What the header defines is a parameter of its successors now.
        for (new, mut target) in [(enter, stay), (out, leave)] {
            let params: Vec<Value> = (0..).zip(values).map(|(i, v)| self.param(function, *v, new, i)).collect();
            target.args.iter_mut().for_each(|v| *v = self.map[v.index()]);
            function.blocks.push(block(params, Vec::new(), Terminator::Jump(target)));
        }
        for &entry in entries {
            function.blocks[entry.index()].term.for_each_target_mut(|target| {
                if target.block == header {
                    target.block = copy;
                }
            });
        }
        for v in old.params.iter().chain(values) {
            self.map[v.index()] = *v;
        }
        for inst in &old.insts {
            if let Some(result) = function.insts[inst.index()].result {
                self.map[result.index()] = result;
            }
        }
        (enter, out)
    }

    /// A parameter that stands for a value in a block from now on.
    fn param(&mut self, function: &mut Function, of: Value, block: Block, i: u32) -> Value {
        let new = Value(function.values.len() as u32);
        let ty = function.values[of.index()].ty;
        function.values.push(ValueData { ty, def: ValueDef::Param(block, i) });
        self.map[of.index()] = new;
        self.map.push(new);
        new
    }

    /// Uses in the loop mean the parameters of `enter`, those behind it those of `out`, or of blocks where ways meet.
    #[allow(clippy::too_many_arguments)]
    fn rewrite(
        &mut self,
        function: &mut Function,
        cfg: &Cfg,
        id: LoopId,
        uses: &[(u32, Block, Value)],
        values: &[Value],
        region: &[Block],
        (header, enter, out): (Block, Block, Block),
    ) {
        let inside = function.blocks[enter.index()].params.clone();
        let behind = function.blocks[out.index()].params.clone();
        // What the values are at the start of each block of the region. Those with one way in take over what is there.
        let mut known: Vec<Vec<Value>> = Vec::with_capacity(region.len());
        for &block in region {
            let mut made = Vec::new();
            if cfg.preds(block).len() > 1 || !region.contains(&cfg.preds(block)[0]) && cfg.preds(block)[0] != header {
                for v in values {
                    let i = function.blocks[block.index()].params.len() as u32;
                    let param = self.param(function, *v, block, i);
                    self.map[v.index()] = *v;
                    function.blocks[block.index()].params.push(param);
                    made.push(param);
                }
            }
            known.push(made);
        }
        let at_start = |known: &[Vec<Value>], mut block: Block| loop {
            let Some(i) = region.iter().position(|b| *b == block) else { return behind.clone() };
            if !known[i].is_empty() || values.is_empty() {
                return known[i].clone();
            }
            let pred = cfg.preds(block)[0];
            if pred == header {
                return behind.clone();
            }
            block = pred;
        };
        for (i, &block) in region.iter().enumerate() {
            if known[i].is_empty() {
                continue;
            }
            let mut last = None;
            for &pred in cfg.preds(block) {
                if last.replace(pred) == Some(pred) {
                    continue;
                }
                // The way from the header leads through `out` now.
                let (from, args) = match pred {
                    _ if pred == header => (out, behind.clone()),
                    _ if cfg.is_in_loop(pred, id) => (pred, inside.clone()),
                    _ => (pred, at_start(&known, pred)),
                };
                function.blocks[from.index()].term.for_each_target_mut(|target| {
                    if target.block == block {
                        target.args.extend_from_slice(&args);
                    }
                });
            }
        }
        let mut at = 0;
        while at < uses.len() {
            let block = uses[at].1;
            let means = if cfg.is_in_loop(block, id) { inside.clone() } else { at_start(&known, block) };
            for (v, new) in values.iter().zip(&means) {
                self.map[v.index()] = *new;
            }
            let Function { insts, blocks, .. } = &mut *function;
            let data = &mut blocks[block.index()];
            for inst in &data.insts {
                insts[inst.index()].op.for_each_use_mut(|v| *v = self.map[v.index()]);
            }
            data.term.for_each_use_mut(|v| *v = self.map[v.index()]);
            values.iter().for_each(|v| self.map[v.index()] = *v);
            while uses.get(at).is_some_and(|(_, of, _)| *of == block) {
                at += 1;
            }
        }
    }
}

/// The blocks from these, which are behind a loop, back to it; `None` if they are too many.
fn region(cfg: &Cfg, id: LoopId, from: &[Block]) -> Option<Vec<Block>> {
    let mut region: Vec<Block> = Vec::new();
    for &block in from {
        if !region.contains(&block) {
            region.push(block);
        }
        if region.len() > REGION {
            return None;
        }
    }
    let mut next = 0;
    while next < region.len() {
        let block = region[next];
        next += 1;
        if cfg.preds(block).len() > REGION {
            return None;
        }
        for &pred in cfg.preds(block) {
            if !cfg.is_in_loop(pred, id) && !region.contains(&pred) {
                region.push(pred);
            }
        }
        if region.len() > REGION {
            return None;
        }
    }
    Some(region)
}

//! Loop-invariant code motion: what a loop computes anew in each turn with the same result moves in front of it.
//!
//! One walk over the blocks in reverse postorder, so that operands have moved before their users, each instruction at
//! once in front of the outermost loop that nothing it reads changes in. Pure instructions may move whether they would
//! be executed or not. Loads move if nothing in the loop can write what they read, and either they are executed in any
//! case once the loop is entered (which [`super::rotate`] makes true of most), or they can't trap: they read from a
//! slot or from within a variable. Divisions move if their divisor is a constant that can't trap.
//!
//! S. Muchnick, "Advanced Compiler Design and Implementation" (1997), section 13.2.

use super::cfg::{Cfg, LoopId};
use super::dce::drop_unreachable;
use super::memory::{Memory, Place, Root, Writes, loop_writes, size};
use super::observe::Outcome;
use super::pass::{Changed, Cx};
use crate::ir::fold::Values;
use crate::ir::{BinOp, Block, BlockData, Function, Inst, Op, Target, Terminator, Value, ValueData, ValueDef};
use linker::object::SymbolKind;

/// Blocks with ways out of a loop that are remembered; where there are more, only what is in its header counts as
/// executed in any case.
const EXITS: usize = 4;

/// Loops around each other up to which something moves. Whether a block is in a loop is found by way of those between.
const DEPTH: u32 = 16;

/// The pass.
pub(super) fn run(function: &mut Function, cx: &mut Cx<'_>) -> Changed {
    if !cx.analyse(function) || cx.cfg.loops().is_empty() {
        return Changed::Nothing;
    }
    if cx.cfg.order().len() < function.blocks.len() {
        drop_unreachable(function);
        cx.forget();
        cx.analyse(function);
    }
    let count = function.blocks.len();
    make_preheaders(function, &cx.cfg);
    let mut changed = Changed::Nothing;
    if function.blocks.len() > count {
        changed = Changed::Blocks;
        cx.forget();
        if !cx.analyse(function) {
            return changed;
        }
    }
    let mut memory = Memory::default();
    memory.compute(function, &cx.cfg);
    let mut motion = Motion {
        writes: loop_writes(&memory, function, &cx.cfg),
        loops: loops(function, &cx.cfg),
        home: vec![Block(0); function.values.len()],
        moved: Vec::new(),
        memory,
    };
    motion.run(function, cx);
    if motion.moved.is_empty() { changed } else { changed.max(Changed::Insts) }
}

/// The one block outside of the loop that leads to it and nowhere else.
fn preheader(function: &Function, cfg: &Cfg, id: LoopId) -> Option<Block> {
    let mut outside = cfg.preds(cfg.loop_data(id).header).iter().filter(|pred| !cfg.is_in_loop(**pred, id));
    let first = *outside.next()?;
    let is_it = outside.next().is_none() && matches!(function.blocks[first.index()].term, Terminator::Jump(_));
    is_it.then_some(first)
}

/// Gives each loop a preheader.
fn make_preheaders(function: &mut Function, cfg: &Cfg) {
    for (id, data) in (0..).map(LoopId).zip(cfg.loops()) {
        if preheader(function, cfg, id).is_some() {
            continue;
        }
        let new = Block(function.blocks.len() as u32);
        let header = data.header;
        let params: Vec<Value> = function.blocks[header.index()].params.clone();
        let mut args = Vec::with_capacity(params.len());
        for (i, param) in (0..).zip(params) {
            let ty = function.values[param.index()].ty;
            args.push(Value(function.values.len() as u32));
            function.values.push(ValueData { ty, def: ValueDef::Param(new, i) });
        }
        let params = args.clone();
        let term = Terminator::Jump(Target { block: header, args });
        let term_loc = function.blocks[header.index()].term_loc;
        function.blocks.push(BlockData { params, insts: Vec::new(), term, term_loc });
        for &pred in cfg.preds(header).iter().filter(|pred| !cfg.is_in_loop(**pred, id)) {
            function.blocks[pred.index()].term.for_each_target_mut(|target| {
                if target.block == header {
                    target.block = new;
                }
            });
        }
    }
}

/// What is known of a loop.
#[derive(Debug, Clone)]
struct Loop {
    preheader: Option<Block>,
    /// Blocks with a way out.
    ends: Vec<Block>,
    /// There are more.
    many: bool,
}

fn loops(function: &Function, cfg: &Cfg) -> Vec<Loop> {
    let ids = (0..cfg.loops().len() as u32).map(LoopId);
    let mut loops: Vec<Loop> =
        ids.map(|id| Loop { preheader: preheader(function, cfg, id), ends: Vec::new(), many: false }).collect();
    for &block in cfg.order() {
        let mut at = cfg.loop_of(block);
        while let Some(id) = at {
            // Only ways that leave the inner loop can leave the outer one.
            let leaves = |to: &Block| !cfg.is_in_loop(*to, id);
            if !cfg.succs(block).iter().any(leaves) {
                break;
            }
            let of = &mut loops[id.0 as usize];
            if of.ends.len() < EXITS {
                of.ends.push(block);
            } else {
                of.many = true;
            }
            at = cfg.loop_data(id).parent;
        }
    }
    loops
}

struct Motion {
    memory: Memory,
    writes: Vec<Writes>,
    loops: Vec<Loop>,
    /// By value: the block that it is defined in now.
    home: Vec<Block>,
    moved: Vec<(Inst, Block)>,
}

impl Motion {
    fn run(&mut self, function: &mut Function, cx: &Cx<'_>) {
        let cfg = &cx.cfg;
        for &block in cfg.order() {
            for &param in &function.blocks[block.index()].params {
                self.home[param.index()] = block;
            }
            let innermost = cfg.loop_of(block).filter(|id| cfg.loop_data(*id).depth <= DEPTH);
            let mut insts = std::mem::take(&mut function.blocks[block.index()].insts);
            insts.retain(|&inst| {
                let data = &function.insts[inst.index()];
                let Some(result) = data.result else { return true };
                let to = innermost.and_then(|innermost| self.target(function, cx, block, innermost, &data.op));
                self.home[result.index()] = to.unwrap_or(block);
                let Some(to) = to else { return true };
                if matches!(data.op, Op::Load { .. }) {
                    cx.remark("licm", Outcome::Done, function, data.loc, || "moved a load out of a loop".to_owned());
                }
                self.moved.push((inst, to));
                function.blocks[to.index()].insts.push(inst);
                false
            });
            function.blocks[block.index()].insts = insts;
        }
    }

    /// Where the instruction goes, if it can leave a loop.
    fn target(&self, function: &Function, cx: &Cx<'_>, block: Block, innermost: LoopId, op: &Op) -> Option<Block> {
        let load = match *op {
            Op::Load { mem, addr, offset, volatile: false } => {
                Some(self.memory.place(function, addr, offset, size(mem)))
            }
            _ if is_movable(function, op) => None,
            _ => return None,
        };
        let cfg = &cx.cfg;
        // Loops of at least this depth change nothing that it reads.
        let mut fixed = 1;
        op.for_each_use(|v| fixed = fixed.max(common_depth(cfg, self.home[v.index()], block, innermost) + 1));
        let mut to = None;
        let mut at = Some(innermost);
        while let Some(id) = at {
            let data = cfg.loop_data(id);
            if data.depth < fixed {
                break;
            }
            if let Some(place) = &load
                && (self.writes[id.0 as usize].may_touch(&self.memory, place, true)
                    || !is_safe(function, cx, place) && !self.is_executed(cfg, block, id))
            {
                break;
            }
            let Some(preheader) = self.loops[id.0 as usize].preheader else { break };
            to = Some(preheader);
            at = data.parent;
        }
        to
    }

    /// Is the block executed whenever the loop is entered and left again?
    fn is_executed(&self, cfg: &Cfg, block: Block, id: LoopId) -> bool {
        let of = &self.loops[id.0 as usize];
        block == cfg.loop_data(id).header
            || !of.many && !of.ends.is_empty() && of.ends.iter().all(|end| cfg.dominates(block, *end))
    }
}

/// Depth of the innermost loop that is around both; `innermost` is the one around the second.
fn common_depth(cfg: &Cfg, home: Block, block: Block, innermost: LoopId) -> u32 {
    let mut at = cfg.loop_of(home);
    while let Some(id) = at {
        if id == innermost || cfg.is_in_loop(block, id) {
            return cfg.loop_data(id).depth;
        }
        at = cfg.loop_data(id).parent;
    }
    0
}

/// Can it be computed where it would not have been, and is it worth a register?
fn is_movable(function: &Function, op: &Op) -> bool {
    match *op {
        // Made at each use.
        Op::Int(..) | Op::StackAddr(..) | Op::DataAddr(..) | Op::FuncAddr(_) | Op::StackSave => false,
        // Part of an instruction, mostly.
        Op::F32(_) | Op::F64(_) | Op::IntCmp(..) | Op::FloatCmp(..) => false,
        Op::Binary(BinOp::Sdiv | BinOp::Udiv | BinOp::Srem | BinOp::Urem, _, divisor) => {
            let all = if function.ty(divisor).size() == 8 { u64::MAX } else { 0xffff_ffff };
            function.constant(divisor).is_some_and(|c| c != 0 && c != all)
        }
        _ => op.is_pure(),
    }
}

/// Can a load from there not trap?
fn is_safe(function: &Function, cx: &Cx<'_>, place: &Place) -> bool {
    let limit = match place.root {
        Root::Slot(slot) => function.slots[slot.index()].size,
        Root::Data(symbol) => match cx.module.symbols[symbol.0 as usize].kind {
            SymbolKind::Data { size, .. } => size,
            SymbolKind::Function(_) => 0,
        },
        Root::Value(_) => 0,
    };
    place.size <= limit && place.offset <= limit - place.size
}

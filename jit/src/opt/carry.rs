//! What a loop stores in one turn and loads in the next is carried in a register.
//!
//! For loops of one block behind a preheader, in which nothing is called. A variable that is loaded, changed and
//! stored in each turn is loaded before the loop, kept in a parameter, and stored behind it (store motion; R. Lo,
//! F. Chow, R. Kennedy, S. Liu, P. Tu, "Register Promotion by Sparse Partial Redundancy Elimination of Loads and
//! Stores", PLDI 1998). Where the address moves on, and a load finds what was stored one turn before, as in
//! `a[i] = f(a[i - 1])`, the store stays and the load goes (predictive commoning; A. Aho et al., "Compilers", 2nd
//! edition, section 9.5 sees it as partial redundancy). Otherwise each turn waits for memory to give back what it was
//! just given.

use super::aliases::Aliases;
use super::cfg::{Cfg, LoopId};
use super::memory::{Effect, Memory, Place, Root};
use super::pass::{Changed, Cx};
use crate::ir::fold::Values;
use crate::ir::{
    BinOp, Block, BlockData, Function, Inst, InstData, MemType, Op, Target, Terminator, Type, Value, ValueData,
    ValueDef,
};

/// Loads and stores that a loop may have: they are compared with each other.
const ACCESSES: usize = 16;

/// Instructions from an address back to the loop's counters.
const DEPTH: u32 = 5;

/// The pass.
pub(super) fn run(function: &mut Function, cx: &mut Cx<'_>) -> Changed {
    if !cx.analyse(function) || cx.cfg.loops().is_empty() {
        return Changed::Nothing;
    }
    let cfg = &cx.cfg;
    let bodies: Vec<Body> =
        (0..cfg.loops().len() as u32).filter_map(|id| Body::find(function, cfg, LoopId(id))).collect();
    if bodies.is_empty() {
        return Changed::Nothing;
    }
    let mut memory = Memory::default();
    memory.compute(function, cfg);
    let mut carrier =
        Carrier { memory, aliases: Aliases::default(), inside: vec![false; function.insts.len()], function };
    carrier.aliases.reset(carrier.function.values.len());
    let mut changed = Changed::Nothing;
    for body in bodies {
        let insts = carrier.function.blocks[body.block.index()].insts.clone();
        insts.iter().for_each(|inst| carrier.inside[inst.index()] = true);
        changed = changed.max(carrier.body(&body, &insts));
        insts.iter().for_each(|inst| carrier.inside[inst.index()] = false);
    }
    carrier.aliases.apply(carrier.function);
    if changed == Changed::Blocks {
        cx.forget();
    }
    changed
}

/// A loop of one block.
#[derive(Debug, Clone, Copy)]
struct Body {
    block: Block,
    /// The block that leads to it and nowhere else.
    before: Block,
}

impl Body {
    fn find(function: &Function, cfg: &Cfg, id: LoopId) -> Option<Self> {
        let block = cfg.loop_data(id).header;
        let Terminator::Branch { then, els, .. } = &function.blocks[block.index()].term else { return None };
        if (then.block == block) == (els.block == block) {
            return None;
        }
        let mut others = cfg.preds(block).iter().filter(|pred| **pred != block);
        let (Some(&before), None) = (others.next(), others.next()) else { return None };
        let is_store = |inst: &Inst| matches!(function.insts[inst.index()].op, Op::Store { .. });
        let is_it = matches!(function.blocks[before.index()].term, Terminator::Jump(_))
            && function.blocks[block.index()].insts.iter().any(is_store);
        is_it.then_some(Self { block, before })
    }
}

/// A load or store.
#[derive(Debug, Clone, Copy)]
struct Access {
    inst: Inst,
    /// Its place among the loop's accesses.
    at: usize,
    place: Place,
    mem: MemType,
    addr: Value,
    /// What a store stores.
    stored: Option<Value>,
}

struct Carrier<'a> {
    function: &'a mut Function,
    memory: Memory,
    aliases: Aliases,
    /// By instruction: it is in the loop that is looked at.
    inside: Vec<bool>,
}

impl Carrier<'_> {
    /// The loop's loads and stores; whether it may trap in a way that shows what was stored before. `None` if there is
    /// anything else that touches memory.
    fn accesses(&self, insts: &[Inst]) -> Option<(Vec<Access>, bool)> {
        let mut accesses = Vec::new();
        let mut traps = false;
        for &inst in insts {
            let op = &self.function.insts[inst.index()].op;
            let place = match self.memory.effect(self.function, op) {
                Effect::None => {
                    traps |= !op.is_pure();
                    continue;
                }
                Effect::Read(place) | Effect::Write(place) => place,
                Effect::Copy(..) | Effect::Clobber => return None,
            };
            let (mem, addr, stored) = match *op {
                Op::Load { mem, addr, .. } => (mem, addr, None),
                Op::Store { mem, addr, value, .. } => (mem, addr, Some(value)),
                _ => return None,
            };
            if accesses.len() == ACCESSES {
                return None;
            }
            accesses.push(Access { inst, at: accesses.len(), place, mem, addr, stored });
        }
        Some((accesses, traps))
    }

    fn body(&mut self, body: &Body, insts: &[Inst]) -> Changed {
        let Some((accesses, traps)) = self.accesses(insts) else { return Changed::Nothing };
        let mut changed = Changed::Nothing;
        for store in accesses.iter().filter(|access| access.stored.is_some()) {
            let others = || accesses.iter().filter(|access| access.inst != store.inst);
            let is_fixed = !self.varies(body.block, store.place.root);
            let meets = |other: &Access| match is_fixed && other.place.root == store.place.root {
                true => self.memory.may_alias(&other.place, &store.place),
                false => self.memory.objects_may_be_same(&other.place, &store.place),
            };
            if others().any(|other| other.stored.is_some() && meets(other)) || !matches!(store.mem, MemType::Full(_)) {
                continue;
            }
            if is_fixed {
                let mut loads = others().filter(|other| meets(other));
                let (load, more) = (loads.next().copied(), loads.next().is_some());
                let fits = |load: Access| load.place.is(&store.place) && load.mem == store.mem && load.at < store.at;
                if !traps && !more && load.is_none_or(fits) {
                    let store = *store;
                    if let Some(load) = load {
                        self.carry(body, &load, store.stored);
                    }
                    self.sink(body, &store);
                    changed = Changed::Blocks;
                }
                continue;
            }
            let follows = |load: &Access| {
                let distance = store.place.offset.wrapping_sub(load.place.offset);
                load.stored.is_none()
                    && load.at < store.at
                    && load.mem == store.mem
                    && load.place.root == store.place.root
                    && distance != 0
                    && self.step(body.block, load.addr, DEPTH) == Some(distance)
            };
            let load = others().find(|load| follows(load)).copied();
            if let Some(load) = load {
                self.carry(body, &load, store.stored);
                changed = changed.max(Changed::Insts);
            }
        }
        changed
    }

    /// Is it something else in each turn?
    fn varies(&self, block: Block, root: Root) -> bool {
        let Root::Value(v) = root else { return false };
        match self.function.values[v.index()].def {
            ValueDef::Param(of, _) => of == block,
            ValueDef::Inst(inst) => self.inside.get(inst.index()).is_some_and(|inside| *inside),
        }
    }

    /// How much a value grows from turn to turn, if that is known.
    fn step(&self, block: Block, v: Value, depth: u32) -> Option<u32> {
        if !self.varies(block, Root::Value(v)) {
            return Some(0);
        }
        let depth = depth.checked_sub(1)?;
        let f = &*self.function;
        match f.values[v.index()].def {
            ValueDef::Param(_, i) => {
                let next = *back(f, block)?.args.get(i as usize)?;
                match *f.op(next)? {
                    Op::Binary(BinOp::Add, of, by) if of == v => f.constant(by).map(|by| by as u32),
                    _ => None,
                }
            }
            ValueDef::Inst(inst) => match f.insts[inst.index()].op {
                Op::Int(Type::I32, _) | Op::DataAddr(..) | Op::StackAddr(..) => Some(0),
                Op::Binary(BinOp::Add, a, b) => {
                    Some(self.step(block, a, depth)?.wrapping_add(self.step(block, b, depth)?))
                }
                Op::Binary(BinOp::Shl, a, by) if f.ty(a) == Type::I32 => {
                    let by = f.constant(by).filter(|by| *by < 32)?;
                    Some(self.step(block, a, depth)? << by)
                }
                _ => None,
            },
        }
    }

    /// The value that this one, whose step is known, has in the first turn, made in front of the loop.
    fn at_first(&mut self, body: &Body, v: Value) -> Option<Value> {
        if !self.varies(body.block, Root::Value(v)) {
            return Some(v);
        }
        match self.function.values[v.index()].def {
            ValueDef::Param(_, i) => {
                let Terminator::Jump(to) = &self.function.blocks[body.before.index()].term else { return None };
                to.args.get(i as usize).copied()
            }
            ValueDef::Inst(inst) => {
                let InstData { mut op, loc, .. } = self.function.insts[inst.index()].clone();
                if let Op::Binary(_, a, b) = &mut op {
                    (*a, *b) = (self.at_first(body, *a)?, self.at_first(body, *b)?);
                }
                Some(self.push(body.before, Type::I32, op, loc))
            }
        }
    }

    fn push(&mut self, block: Block, ty: Type, op: Op, loc: linker::object::SrcLoc) -> Value {
        let inst = Inst(self.function.insts.len() as u32);
        let value = Value(self.function.values.len() as u32);
        self.function.values.push(ValueData { ty, def: ValueDef::Inst(inst) });
        self.function.insts.push(InstData { op, result: Some(value), loc });
        self.function.blocks[block.index()].insts.push(inst);
        self.aliases.grow(self.function.values.len());
        value
    }

    /// The load is done before the loop; from then on its result is what was stored in the turn before.
    fn carry(&mut self, body: &Body, load: &Access, stored: Option<Value>) {
        let Some(stored) = stored else { return };
        let Some(addr) = self.at_first(body, load.addr) else { return };
        let InstData { mut op, result, loc } = self.function.insts[load.inst.index()].clone();
        let Some(result) = result else { return };
        if let Op::Load { addr: from, .. } = &mut op {
            *from = addr;
        }
        let ty = self.function.values[result.index()].ty;
        let first = self.push(body.before, ty, op, loc);
        let param = Value(self.function.values.len() as u32);
        let block = &mut self.function.blocks[body.block.index()];
        let def = ValueDef::Param(body.block, block.params.len() as u32);
        block.params.push(param);
        block.insts.retain(|inst| *inst != load.inst);
        block.term.for_each_target_mut(|to| {
            if to.block == body.block {
                to.args.push(stored);
            }
        });
        self.function.values.push(ValueData { ty, def });
        self.function.blocks[body.before.index()].term.for_each_target_mut(|to| to.args.push(first));
        self.aliases.grow(self.function.values.len());
        self.aliases.replace(result, param);
    }

    /// The store is done behind the loop.
    fn sink(&mut self, body: &Body, store: &Access) {
        let behind = Block(self.function.blocks.len() as u32);
        let block = &mut self.function.blocks[body.block.index()];
        block.insts.retain(|inst| *inst != store.inst);
        let term_loc = block.term_loc;
        let mut leave = None;
        block.term.for_each_target_mut(|to| {
            if to.block != body.block {
                leave = Some(std::mem::replace(to, Target { block: behind, args: Vec::new() }));
            }
        });
        if let Some(leave) = leave {
            let term = Terminator::Jump(leave);
            self.function.blocks.push(BlockData { params: Vec::new(), insts: vec![store.inst], term, term_loc });
        }
    }
}

/// The way back to the start of the loop.
fn back(function: &Function, block: Block) -> Option<&Target> {
    let Terminator::Branch { then, els, .. } = &function.blocks[block.index()].term else { return None };
    if then.block == block { Some(then) } else { Some(els) }
}

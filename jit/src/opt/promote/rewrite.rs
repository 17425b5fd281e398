//! Loads and stores of promoted slots become values.
//!
//! Blocks come in reverse postorder. A variable is looked up backwards from where it is read; where several ways meet,
//! and in the header of a loop, whose other ways in are not known yet, it becomes a block parameter. At the end the
//! values at the ends of the blocks before are looked up for each of these, which may make more. A parameter that turns
//! out to be the same from everywhere is removed by [`merge_params`](super::merge_params).

use super::super::aliases::Aliases;
use super::super::cfg::Cfg;
use super::access::Maker;
use super::pieces::Plan;
use super::uses::Uses;
use crate::ir::{Block, Function, Inst, IntCc, MemType, Op, StackSlot, Type, Value, ValueData, ValueDef};
use linker::object::SrcLoc;

/// "None" in dense tables.
const NONE: u32 = u32::MAX;
const NO_VALUE: Value = Value(NONE);

/// Does it; true if blocks have got parameters.
pub(super) fn rewrite(function: &mut Function, cfg: &Cfg, uses: &Uses, plan: &Plan) -> bool {
    let blocks = cfg.order().len();
    let mut aliases = Aliases::default();
    aliases.reset(function.values.len());
    let mut rewriter = Rewriter {
        function,
        cfg,
        uses,
        plan,
        aliases,
        ends: vec![NO_VALUE; blocks * plan.vars.len()],
        phis: Vec::new(),
        current: 0,
        zeros: [NO_VALUE; 4],
        entry: Vec::new(),
        path: Vec::new(),
    };
    for (place, &block) in cfg.order().iter().enumerate() {
        rewriter.current = place;
        if uses.touched[block.index()] {
            rewriter.block(block);
        }
    }
    rewriter.current = blocks;
    rewriter.complete();
    let any = !rewriter.phis.is_empty();
    rewriter.finish();
    any
}

struct Rewriter<'a> {
    function: &'a mut Function,
    cfg: &'a Cfg,
    uses: &'a Uses,
    plan: &'a Plan,
    aliases: Aliases,
    /// By place of a block and variable: the value at its end, so far.
    ends: Vec<Value>,
    /// Parameters that were made: block, variable, value.
    phis: Vec<(Block, usize, Value)>,
    /// Place of the block that is being rewritten: those before it are done.
    current: usize,
    /// By type: a zero at the head of the entry, for variables that nobody has written.
    zeros: [Value; 4],
    /// Instructions for the head of the entry.
    entry: Vec<Inst>,
    path: Vec<usize>,
}

impl Rewriter<'_> {
    fn end(&mut self, place: usize, var: usize) -> &mut Value {
        &mut self.ends[place * self.plan.vars.len() + var]
    }

    fn write(&mut self, var: usize, value: Value) {
        let place = self.current;
        *self.end(place, var) = value;
    }

    fn read(&mut self, var: usize) -> Value {
        let value = self.lookup(self.current, var);
        self.resolve(value)
    }

    fn resolve(&mut self, value: Value) -> Value {
        self.aliases.grow(self.function.values.len());
        self.aliases.resolve(value)
    }

    /// The variable's value at the end of the block, as far as that is known.
    fn lookup(&mut self, mut place: usize, var: usize) -> Value {
        self.path.clear();
        let value = loop {
            let known = *self.end(place, var);
            if known != NO_VALUE {
                break known;
            }
            self.path.push(place);
            let block = self.cfg.order()[place];
            match self.cfg.preds(block) {
                [] => break self.zero(var),
                // Its predecessor comes before it, since it can be reached.
                &[pred] => place = self.cfg.place(pred),
                _ => break self.new_phi(block, var),
            }
        };
        let path = std::mem::take(&mut self.path);
        for &place in &path {
            *self.end(place, var) = value;
        }
        self.path = path;
        value
    }

    fn new_phi(&mut self, block: Block, var: usize) -> Value {
        let params = &mut self.function.blocks[block.index()].params;
        let value = Value(self.function.values.len() as u32);
        let def = ValueDef::Param(block, params.len() as u32);
        params.push(value);
        self.function.values.push(ValueData { ty: self.plan.vars[var].ty, def });
        self.phis.push((block, var, value));
        value
    }

    /// What a variable is that nobody has written.
    fn zero(&mut self, var: usize) -> Value {
        let ty = self.plan.vars[var].ty;
        let i = match ty {
            Type::I32 => 0,
            Type::I64 => 1,
            Type::F32 => 2,
            _ => 3,
        };
        if self.zeros[i] == NO_VALUE {
            let loc = SrcLoc::default();
            let mut maker = Maker { function: &mut *self.function, insts: &mut self.entry, loc };
            self.zeros[i] = maker.constant(ty, 0);
        }
        self.zeros[i]
    }

    /// Rewrites the instructions of a block.
    fn block(&mut self, block: Block) {
        let old = std::mem::take(&mut self.function.blocks[block.index()].insts);
        let mut new = Vec::with_capacity(old.len());
        for inst in old {
            if !self.inst(inst, &mut new) {
                new.push(inst);
            }
        }
        self.function.blocks[block.index()].insts = new;
    }

    fn promoted(&self, value: Value) -> Option<super::uses::Place> {
        // Values that were made since are none.
        if value.index() >= self.uses.values() {
            return None;
        }
        self.uses.place(value).filter(|place| self.plan.takes(place.slot))
    }

    /// True if the instruction was replaced by others.
    fn inst(&mut self, inst: Inst, new: &mut Vec<Inst>) -> bool {
        let data = &self.function.insts[inst.index()];
        let (loc, result) = (data.loc, data.result);
        match data.op {
            Op::Load { mem, addr, offset, .. } => {
                let Some(mut at) = self.promoted(addr) else { return false };
                at.offset = at.offset.wrapping_add(offset);
                let (Some(var), Some(result)) = (self.plan.var(at), result) else { return false };
                let piece = self.plan.vars[var];
                let value = self.read(var);
                let mut maker = Maker { function: &mut *self.function, insts: new, loc };
                let value = maker.load(piece, value, at.offset as u32 - piece.start, mem);
                self.aliases.grow(self.function.values.len());
                self.aliases.replace(result, value);
            }
            Op::Store { mem, addr, offset, value, .. } => {
                let Some(mut at) = self.promoted(addr) else { return false };
                at.offset = at.offset.wrapping_add(offset);
                let Some(var) = self.plan.var(at) else { return false };
                let piece = self.plan.vars[var];
                let value = self.resolve(value);
                let whole = super::uses::width(mem) == piece.len;
                let old = if whole { NO_VALUE } else { self.read(var) };
                let mut maker = Maker { function: &mut *self.function, insts: new, loc };
                let value = maker.store(piece, at.offset as u32 - piece.start, mem, value, |_| old);
                self.write(var, value);
            }
            Op::Copy { dst, src, len } => return self.copy(dst, src, len, loc, new),
            Op::Fill { dst, byte, len } => {
                let Some(at) = self.promoted(dst) else { return false };
                for var in self.plan.vars_in(at, len) {
                    let piece = self.plan.vars[var];
                    let bits = u64::from_ne_bytes([byte; 8]);
                    let bits = if piece.ty.size() == 8 { bits } else { bits & 0xffff_ffff };
                    let mut maker = Maker { function: &mut *self.function, insts: new, loc };
                    let value = maker.constant(piece.ty, bits);
                    self.write(var, value);
                }
            }
            // The address of a variable is not 0.
            Op::IntCmp(cc @ (IntCc::Eq | IntCc::Ne), a, _) if self.promoted(a).is_some() => {
                self.function.insts[inst.index()].op = Op::Int(Type::I32, u64::from(cc == IntCc::Ne));
                return false;
            }
            // The address itself, or a sum of it and a constant: nobody needs it.
            _ => return result.is_some_and(|result| self.promoted(result).is_some()),
        }
        true
    }

    fn copy(&mut self, dst: Value, src: Value, len: u32, loc: SrcLoc, new: &mut Vec<Inst>) -> bool {
        match (self.promoted(dst), self.promoted(src)) {
            (None, None) => return false,
            (Some(to), Some(from)) => {
                // Both have the same pieces.
                for (to, from) in self.plan.vars_in(to, len).zip(self.plan.vars_in(from, len)) {
                    let value = self.read(from);
                    let mut maker = Maker { function: &mut *self.function, insts: new, loc };
                    let value = maker.cast(value, self.plan.vars[to].ty);
                    self.write(to, value);
                }
            }
            (Some(to), None) => {
                let addr = self.resolve(src);
                for var in self.plan.vars_in(to, len) {
                    let piece = self.plan.vars[var];
                    let offset = piece.start.wrapping_sub(to.offset as u32) as i32;
                    let mut maker = Maker { function: &mut *self.function, insts: new, loc };
                    let value = maker.push(piece.ty, Op::Load { mem: piece.mem(), addr, offset, volatile: false });
                    self.write(var, value);
                }
            }
            (None, Some(from)) => {
                let addr = self.resolve(dst);
                for var in self.plan.vars_in(from, len) {
                    let piece = self.plan.vars[var];
                    let offset = piece.start.wrapping_sub(from.offset as u32) as i32;
                    let value = self.read(var);
                    let mut maker = Maker { function: &mut *self.function, insts: new, loc };
                    let mem: MemType = piece.mem();
                    maker.effect(Op::Store { mem, addr, offset, value, volatile: false });
                }
            }
        }
        true
    }

    /// Looks up what the parameters get from the blocks before. This may make more of them.
    fn complete(&mut self) {
        let mut i = 0;
        while let Some(&(block, var, _)) = self.phis.get(i) {
            for k in 0..self.cfg.preds(block).len() {
                let pred = self.cfg.place(self.cfg.preds(block)[k]);
                self.lookup(pred, var);
            }
            i += 1;
        }
    }

    /// Passes values for the parameters, drops the slots, and rewrites all uses.
    fn finish(mut self) {
        self.phis.sort_by_key(|(block, _, value)| (*block, *value));
        let mut first = vec![NONE; self.function.blocks.len()];
        for (i, (block, ..)) in self.phis.iter().enumerate().rev() {
            first[block.index()] = i as u32;
        }
        let vars = self.plan.vars.len();
        for (place, &block) in self.cfg.order().iter().enumerate() {
            let ends = &self.ends[place * vars..(place + 1) * vars];
            self.function.blocks[block.index()].term.for_each_target_mut(|target| {
                if first[target.block.index()] == NONE {
                    return;
                }
                let phis = &self.phis[first[target.block.index()] as usize..];
                let here = phis.iter().take_while(|(block, ..)| *block == target.block);
                target.args.extend(here.map(|(_, var, _)| ends[*var]));
            });
        }
        let entry = &mut self.function.blocks[0].insts;
        entry.splice(0..0, self.entry.drain(..));
        self.aliases.grow(self.function.values.len());
        self.aliases.apply(self.function);
        self.drop_slots();
    }

    fn drop_slots(&mut self) {
        let mut kept = 0;
        let numbers: Vec<u32> = (0..self.function.slots.len())
            .map(|slot| {
                kept += u32::from(!self.plan.takes(slot));
                if self.plan.takes(slot) { NONE } else { kept - 1 }
            })
            .collect();
        let mut slot = 0;
        self.function.slots.retain(|_| {
            slot += 1;
            numbers[slot - 1] != NONE
        });
        for data in &mut self.function.insts {
            if let Op::StackAddr(slot, _) = data.op {
                match numbers[slot.index()] {
                    // It is in no block any more.
                    NONE => data.op = Op::Int(Type::I32, 0),
                    number => {
                        if let Op::StackAddr(slot, _) = &mut data.op {
                            *slot = StackSlot(number);
                        }
                    }
                }
            }
        }
    }
}

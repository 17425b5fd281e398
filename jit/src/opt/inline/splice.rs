//! Puts bodies in the places of calls: the block with the call is cut in two, and the body lies between.

use super::super::aliases::Aliases;
use crate::ir::{
    Block, BlockData, Function, Inst, InstData, Op, StackSlot, Target, Terminator, Value, ValueData, ValueDef,
};
use guest_abi::TrapCode;
use linker::object::SrcLoc;

/// Bytes from which on a piece of a body's frame is shared with pieces of the same size of other bodies in the same
/// caller, which never run at the same time. Smaller ones are left for the promotion to values, which wants each to
/// have one use.
const SHARED: u32 = 64;

/// A call that will be inlined.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site {
    pub(super) block: Block,
    /// Its place in the block.
    pub(super) at: usize,
    pub(super) callee: usize,
}

/// Inlines all of these calls, which come in the order of the blocks and are all reachable.
pub(super) fn splice(caller: &mut Function, sites: &[Site], functions: &[Function], aliases: &mut Aliases) {
    let old = std::mem::take(&mut caller.blocks);
    aliases.reset(caller.values.len());
    let own_slots = caller.slots.len();
    let blocks = Vec::with_capacity(old.len() + 2 * sites.len());
    let mut splicer = Splicer { caller, blocks, aliases, map: Vec::new(), own_slots };
    // New numbers of the old blocks' beginnings, and of their ends.
    let (mut starts, mut ends) = (Vec::with_capacity(old.len()), Vec::with_capacity(old.len()));
    let mut sites = sites.iter().peekable();
    for (b, mut data) in (0..).zip(old) {
        starts.push(Block(splicer.blocks.len() as u32));
        if sites.peek().is_some_and(|site| site.block == Block(b)) {
            let insts = std::mem::take(&mut data.insts);
            let term = std::mem::replace(&mut data.term, Terminator::Trap(TrapCode::Unreachable));
            let term_loc = data.term_loc;
            let mut from = 0;
            while let Some(site) = sites.next_if(|site| site.block == Block(b)) {
                data.insts.extend_from_slice(&insts[from..site.at]);
                from = site.at + 1;
                data = splicer.body(data, insts[site.at], &functions[site.callee]);
            }
            data.insts.extend_from_slice(&insts[from..]);
            (data.term, data.term_loc) = (term, term_loc);
        }
        ends.push(splicer.blocks.len());
        splicer.blocks.push(data);
    }
    let Splicer { caller, mut blocks, aliases, .. } = splicer;
    for end in ends {
        blocks[end].term.for_each_target_mut(|target| target.block = starts[target.block.index()]);
    }
    for (b, block) in (0..).zip(&blocks) {
        for (i, param) in (0..).zip(&block.params) {
            caller.values[param.index()].def = ValueDef::Param(Block(b), i);
        }
    }
    caller.blocks = blocks;
    aliases.grow(caller.values.len());
    aliases.apply(caller);
}

struct Splicer<'a> {
    caller: &'a mut Function,
    /// The caller's new blocks.
    blocks: Vec<BlockData>,
    aliases: &'a mut Aliases,
    /// The caller's values for those of the callee.
    map: Vec<Value>,
    /// Slots of the caller itself, which others don't share.
    own_slots: usize,
}

impl Splicer<'_> {
    /// Puts the body behind the block. Returns the block in which the caller goes on.
    fn body(&mut self, mut head: BlockData, call: Inst, callee: &Function) -> BlockData {
        let hole = InstData { op: Op::Fence, result: None, loc: SrcLoc::default() };
        let InstData { op: Op::Call(_, args), result, loc } =
            std::mem::replace(&mut self.caller.insts[call.index()], hole)
        else {
            return head;
        };
        let first_inst = self.values_and_insts(callee, &args);
        let listed = |insts: &[Inst]| insts.iter().map(|inst| Inst(inst.0 + first_inst)).collect::<Vec<Inst>>();
        let base = self.blocks.len() as u32;
        let on = Block(base + callee.blocks.len() as u32);
        let returns = callee.blocks.iter().filter(|block| matches!(block.term, Terminator::Return(_))).count();
        // The value of a single return needs no parameter.
        let with_param = result.is_some() && returns != 1;
        let mut returned = None;
        let mut term = |block: &BlockData| {
            let mut term = block.term.clone();
            if let Terminator::Return(value) = term {
                returned = value.map(|value| self.map[value.index()]);
                let args = returned.filter(|_| with_param).into_iter().collect();
                return Terminator::Jump(Target { block: on, args });
            }
            term.for_each_target_mut(|target| target.block.0 += base);
            term.for_each_use_mut(|value| *value = self.map[value.index()]);
            term
        };
        let entry = &callee.blocks[0];
        head.insts.extend(listed(&entry.insts));
        let straight = callee.blocks.len() == 1 && returns == 1;
        let (head_term, head_loc) = (term(entry), entry.term_loc);
        let rest: Vec<BlockData> = callee.blocks[1..]
            .iter()
            .map(|block| BlockData {
                params: block.params.iter().map(|param| self.map[param.index()]).collect(),
                insts: listed(&block.insts),
                term: term(block),
                term_loc: block.term_loc,
            })
            .collect();
        if let (Some(result), false, Some(returned)) = (result, with_param, returned) {
            self.aliases.grow(self.caller.values.len());
            self.aliases.replace(result, returned);
        }
        if straight {
            return head;
        }
        (head.term, head.term_loc) = (head_term, head_loc);
        self.blocks.push(head);
        self.blocks.extend(rest);
        let params = result.filter(|_| with_param).into_iter().collect();
        BlockData { params, insts: Vec::new(), term: Terminator::Trap(TrapCode::Unreachable), term_loc: loc }
    }

    /// Copies the callee's values, instructions and slots; fills `map`. Returns the number of the first instruction.
    fn values_and_insts(&mut self, callee: &Function, args: &[Value]) -> u32 {
        let (first_value, first_inst) = (self.caller.values.len() as u32, self.caller.insts.len() as u32);
        self.map.clear();
        for (value, data) in (first_value..).zip(&callee.values) {
            let (mapped, def) = match data.def {
                ValueDef::Param(Block(0), i) => (args.get(i as usize).copied().unwrap_or(Value(value)), data.def),
                ValueDef::Param(..) => (Value(value), data.def),
                ValueDef::Inst(inst) => (Value(value), ValueDef::Inst(Inst(inst.0 + first_inst))),
            };
            self.map.push(mapped);
            self.caller.values.push(ValueData { def, ..*data });
        }
        let slots = self.slots(callee);
        for inst in &callee.insts {
            let mut data = inst.clone();
            data.op.for_each_use_mut(|value| *value = self.map[value.index()]);
            if let Op::StackAddr(slot, _) = &mut data.op {
                *slot = slots[slot.index()];
            }
            data.result = data.result.map(|result| self.map[result.index()]);
            self.caller.insts.push(data);
        }
        first_inst
    }

    /// The caller's slots for those of the callee.
    fn slots(&mut self, callee: &Function) -> Vec<StackSlot> {
        let mut slots: Vec<StackSlot> = Vec::with_capacity(callee.slots.len());
        let (mut next, others) = (self.own_slots, self.caller.slots.len());
        for slot in &callee.slots {
            // Each shared one is looked at once a body.
            let found = if slot.size >= SHARED {
                let at = self.caller.slots[next..others].iter().position(|other| other == slot);
                at.map(|at| next + at)
            } else {
                None
            };
            let at = match found {
                Some(at) => {
                    next = at + 1;
                    at
                }
                None => {
                    self.caller.slots.push(slot.clone());
                    self.caller.slots.len() - 1
                }
            };
            slots.push(StackSlot(at as u32));
        }
        slots
    }
}

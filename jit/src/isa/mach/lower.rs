//! The lowering context: walks the IR in block order and lets the backend emit machine instructions.

use std::cell::Cell;

use linker::object::{Linkage, SrcLoc};
use regalloc2::{Operand, VReg};

use super::Backend;
use super::order::{BlockOrder, Node, target};
use super::vcode::VCode;
use crate::ir;

/// The registers that hold an IR value: one, or two if the value is wider than a register (the low half first).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ValueRegs([VReg; 2]);

impl ValueRegs {
    /// No registers: not lowered.
    pub(crate) const NONE: Self = Self([VReg::invalid(); 2]);

    /// One register.
    pub(crate) fn one(reg: VReg) -> Self {
        Self([reg, VReg::invalid()])
    }

    /// Two registers, the low half first.
    pub(crate) fn two(low: VReg, high: VReg) -> Self {
        Self([low, high])
    }

    /// The only or the low register.
    pub(crate) fn lo(self) -> VReg {
        self.0[0]
    }

    /// The high register; only for values that have one.
    pub(crate) fn hi(self) -> VReg {
        self.0[1]
    }

    /// All of them.
    pub(crate) fn iter(self) -> impl Iterator<Item = VReg> {
        self.0.into_iter().filter(|reg| *reg != VReg::invalid())
    }
}

/// Where a value was last seen used.
#[derive(Debug, Clone, Copy)]
enum User {
    Inst(ir::Inst),
    Terminator(ir::Block),
    /// As an argument of an edge, or nowhere.
    Edge,
}

/// Buffers that serve one function after the other.
#[derive(Debug)]
pub(crate) struct Scratch<I> {
    pub(crate) vcode: VCode<I>,
    pub(crate) order: BlockOrder,
    regs: Vec<ValueRegs>,
    /// Uses of each value in the IR.
    uses: Vec<u32>,
    users: Vec<User>,
    /// Uses of each value's registers, after the backend folded instructions into their users.
    demands: Vec<u32>,
    /// Uses of each value as the address of a load or store, and of those the ones in the block that defines it.
    addresses: Vec<(u32, u32)>,
    block_of: Vec<ir::Block>,
    /// For each instruction the number of those before it that are not pure.
    turns: Vec<u32>,
    /// The loads that became part of their users.
    sunk: Vec<Cell<bool>>,
    args: Vec<VReg>,
}

impl<I> Default for Scratch<I> {
    fn default() -> Self {
        Self {
            vcode: VCode::default(),
            order: BlockOrder::default(),
            regs: Vec::new(),
            uses: Vec::new(),
            users: Vec::new(),
            demands: Vec::new(),
            addresses: Vec::new(),
            block_of: Vec::new(),
            turns: Vec::new(),
            sunk: Vec::new(),
            args: Vec::new(),
        }
    }
}

/// What a function does with the stack below its frame.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Calls {
    /// Bytes of stack arguments that its calls need at most; `None` if it calls nothing and allocates nothing.
    pub(crate) outgoing: Option<u32>,
    /// It moves the stack pointer while it runs.
    pub(crate) dynamic: bool,
}

/// Lowering of one function.
pub(crate) struct Lower<'a, B: Backend> {
    /// The module that the function belongs to.
    pub(crate) module: &'a ir::Module,
    /// The function.
    pub(crate) func: &'a ir::Function,
    /// What it needs of its frame.
    calls: Calls,
    scratch: &'a mut Scratch<B::Inst>,
    /// What the function's vectors need of the machine; nothing if it has none.
    pub(crate) vectors: Option<ir::vector::Features>,
    /// A call in the place of a return may take the frame's place: nothing points into that.
    tail_calls: bool,
    loc: SrcLoc,
    block: ir::Block,
    /// The turn of the instruction or terminator that is being lowered.
    turn: u32,
    /// The instructions behind the one that is being lowered.
    following: &'a [ir::Inst],
}

impl<'a, B: Backend> Lower<'a, B> {
    /// Lowers `func`, of which `scratch.order` is the order, into `scratch.vcode`; returns what it does with the stack.
    pub(crate) fn run(
        module: &'a ir::Module,
        func: &'a ir::Function,
        vectors: Option<ir::vector::Features>,
        tail_calls: bool,
        scratch: &'a mut Scratch<B::Inst>,
    ) -> Calls {
        scratch.vcode.clear();
        scratch.regs.clear();
        scratch.regs.resize(func.values.len(), ValueRegs::NONE);
        let loc = module.symbols.get(func.symbol.0 as usize).map_or(SrcLoc::default(), |symbol| symbol.loc);
        let calls = Calls::default();
        let mut this = Self {
            module,
            func,
            calls,
            scratch,
            vectors,
            tail_calls,
            loc,
            block: ir::Block(0),
            turn: 0,
            following: &[],
        };
        this.find_places();
        this.count_uses();
        this.count_demands();
        this.lower_blocks();
        this.scratch.vcode.finish();
        this.calls
    }

    /// Notes where each instruction in a block that can be reached is.
    fn find_places(&mut self) {
        let Scratch { order, block_of, turns, sunk, .. } = &mut *self.scratch;
        let count = self.func.insts.len();
        block_of.clear();
        block_of.resize(count, ir::Block(u32::MAX));
        turns.clear();
        turns.resize(count, 0);
        sunk.clear();
        sunk.resize(count, Cell::new(false));
        let mut turn = 0;
        for node in &order.nodes {
            let Node::Ir(block) = *node else { continue };
            for &inst in &self.func.blocks[block.index()].insts {
                let op = &self.func.insts[inst.index()].op;
                block_of[inst.index()] = block;
                turns[inst.index()] = turn;
                turn += u32::from(!op.is_pure());
                self.tail_calls &= !matches!(
                    op,
                    ir::Op::StackAddr(..) | ir::Op::StackAlloc(_) | ir::Op::StackSave | ir::Op::StackRestore(_)
                );
            }
        }
    }

    /// Counts uses in reachable blocks.
    fn count_uses(&mut self) {
        let Scratch { order, uses, users, addresses, block_of, .. } = &mut *self.scratch;
        let count = self.func.values.len();
        uses.clear();
        uses.resize(count, 0);
        users.clear();
        users.resize(count, User::Edge);
        addresses.clear();
        addresses.resize(count, (0, 0));
        let mut note = |v: ir::Value, user: User| {
            uses[v.index()] += 1;
            users[v.index()] = user;
        };
        for node in &order.nodes {
            let Node::Ir(block) = *node else { continue };
            let data = &self.func.blocks[block.index()];
            for &inst in &data.insts {
                let op = &self.func.insts[inst.index()].op;
                op.for_each_use(|v| note(v, User::Inst(inst)));
                if let ir::Op::Load { addr, .. } | ir::Op::Store { addr, .. } = *op
                    && let ir::ValueDef::Inst(def) = self.func.values[addr.index()].def
                {
                    let (all, here) = &mut addresses[addr.index()];
                    *all += 1;
                    *here += u32::from(block_of[def.index()] == block);
                }
            }
            if let Some(v) = data.term.operand() {
                note(v, User::Terminator(block));
            }
            for succ in order.succs(block) {
                if let Some(target) = target(&data.term, succ.target as usize) {
                    target.args.iter().for_each(|v| note(*v, User::Edge));
                }
            }
        }
    }

    /// Counts the registers that will really be read, users before definitions, so that an instruction whose users
    /// all folded it, and one whose users are all dead, is not lowered at all.
    fn count_demands(&mut self) {
        let mut demands = std::mem::take(&mut self.scratch.demands);
        demands.clear();
        demands.resize(self.func.values.len(), 0);
        for at in (0..self.scratch.order.nodes.len()).rev() {
            let Node::Ir(block) = self.scratch.order.nodes[at] else { continue };
            self.block = block;
            let data = &self.func.blocks[block.index()];
            for succ in self.scratch.order.succs(block) {
                if let Some(target) = target(&data.term, succ.target as usize) {
                    target.args.iter().for_each(|v| demands[v.index()] += 1);
                }
            }
            self.turn = self.last_turn(data);
            self.loc = data.term_loc;
            B::term_demands(self, &data.term, &mut |v| demands[v.index()] += 1);
            for &inst in data.insts.iter().rev() {
                let data = &self.func.insts[inst.index()];
                let dead = data.result.is_none_or(|result| demands[result.index()] == 0);
                if !self.is_sunk(inst) && (!dead || !data.op.is_pure()) {
                    self.turn = self.scratch.turns[inst.index()];
                    self.loc = data.loc;
                    B::demands(self, &data.op, &mut |v| demands[v.index()] += 1);
                }
            }
        }
        self.scratch.demands = demands;
    }

    /// The turn of a block's terminator.
    fn last_turn(&self, block: &ir::BlockData) -> u32 {
        block
            .insts
            .last()
            .map_or(0, |last| self.scratch.turns[last.index()] + u32::from(!self.func.insts[last.index()].op.is_pure()))
    }

    fn lower_blocks(&mut self) {
        for at in 0..self.scratch.order.nodes.len() {
            self.scratch.vcode.begin_block();
            match self.scratch.order.nodes[at] {
                Node::Ir(block) => self.lower_block(block),
                Node::Edge { from, succ } => {
                    let data = &self.func.blocks[from.index()];
                    self.loc = data.term_loc;
                    let edge = self.scratch.order.succs(from)[succ as usize];
                    self.collect_args(&data.term, edge.target);
                    self.emit(B::jump(), &[]);
                    self.scratch.vcode.end_block();
                    let to = self.scratch.order.node_of(edge.to);
                    self.scratch.vcode.push_edge(to, self.scratch.args.drain(..));
                }
            }
        }
    }

    fn lower_block(&mut self, block: ir::Block) {
        self.block = block;
        let data = &self.func.blocks[block.index()];
        if block.0 == 0 {
            B::lower_params(self);
        } else {
            for &param in &data.params {
                let regs = self.new_value_regs(self.ty(param));
                self.set_value(param, regs);
                regs.iter().for_each(|reg| self.scratch.vcode.push_param(reg));
            }
        }
        for (at, &inst) in data.insts.iter().enumerate() {
            self.following = &self.func.blocks[block.index()].insts[at + 1..];
            let data = &self.func.insts[inst.index()];
            if B::rematerialize(&data.op) {
                continue;
            }
            if self.is_sunk(inst) || self.is_folded(data) || data.op.is_pure() && self.is_unused(data) {
                continue;
            }
            self.loc = data.loc;
            self.turn = self.scratch.turns[inst.index()];
            if let ir::Op::Call(symbol, args) = &data.op
                && self.following.is_empty()
                && self.is_tail_call(block, data)
                && B::lower_tail_call(self, *symbol, args)
            {
                return self.scratch.vcode.end_block();
            }
            B::lower_inst(self, inst);
        }
        self.loc = data.term_loc;
        // Constants among the arguments are made before the terminator, so all arguments are collected first.
        let count = self.scratch.order.succs(block).len();
        for i in 0..count {
            let succ = self.scratch.order.succs(block)[i];
            if self.scratch.order.nodes[succ.node as usize] == Node::Ir(succ.to) {
                self.collect_args(&data.term, succ.target);
            }
        }
        self.turn = self.last_turn(data);
        B::lower_term(self, block);
        self.scratch.vcode.end_block();
        let mut args = std::mem::take(&mut self.scratch.args);
        let mut rest = args.drain(..);
        for i in 0..count {
            let succ = self.scratch.order.succs(block)[i];
            let arity = if self.scratch.order.nodes[succ.node as usize] == Node::Ir(succ.to) {
                target(&data.term, succ.target as usize).map_or(0, |target| self.arg_regs(&target.args))
            } else {
                0
            };
            self.scratch.vcode.push_edge(succ.node as usize, rest.by_ref().take(arity));
        }
        drop(rest);
        self.scratch.args = args;
    }

    /// Is the last instruction of a block a call of a function of this module, whose result is returned at once?
    fn is_tail_call(&self, block: ir::Block, call: &ir::InstData) -> bool {
        let ir::Op::Call(symbol, _) = call.op else { return false };
        let returned = match self.func.blocks[block.index()].term {
            ir::Terminator::Return(None) => true,
            ir::Terminator::Return(Some(value)) => call.result == Some(value),
            _ => false,
        };
        // Who called another object's function is found by what is on the stack.
        let linkage = self.module.symbols.get(symbol.0 as usize).map(|symbol| symbol.linkage);
        self.tail_calls && returned && linkage.is_some_and(|linkage| linkage != Linkage::Import)
    }

    /// Number of registers that the arguments take.
    fn arg_regs(&self, args: &[ir::Value]) -> usize {
        args.iter().map(|&arg| B::classes(self.ty(arg)).len()).sum()
    }

    /// Adds the registers of a target's arguments to `scratch.args`.
    fn collect_args(&mut self, term: &ir::Terminator, succ_target: u32) {
        if let Some(target) = target(term, succ_target as usize) {
            for &arg in &target.args {
                let regs = self.value(arg);
                self.scratch.args.extend(regs.iter());
            }
        }
    }

    fn is_unused(&self, data: &ir::InstData) -> bool {
        data.result.is_none_or(|result| self.demands(result) == 0)
    }

    /// Is this instruction of the current block lowered where its only use is?
    fn is_folded(&self, data: &ir::InstData) -> bool {
        let Some(result) = data.result else { return false };
        self.sole_user(result).is_some_and(|user| B::folds(self, data, user))
    }

    /// The only user of a value, if there is one, in the current block: an instruction, or the terminator if it is
    /// `Some(None)`.
    pub(crate) fn sole_user(&self, value: ir::Value) -> Option<Option<&'a ir::InstData>> {
        if self.uses(value) != 1 {
            return None;
        }
        match self.scratch.users[value.index()] {
            User::Inst(user) if self.block_of(user) == self.block => Some(Some(&self.func.insts[user.index()])),
            User::Terminator(user) if user == self.block => Some(None),
            _ => None,
        }
    }

    /// The instruction that defines a value if it is folded into its user: the user may look through it.
    pub(crate) fn folded(&self, value: ir::Value) -> Option<&'a ir::InstData> {
        let (inst, data) = self.def(value)?;
        // It was passed over, or it would have a register.
        let passed = self.scratch.regs[value.index()] == ValueRegs::NONE && !B::rematerialize(&data.op);
        (passed && self.block_of(inst) == self.block).then_some(data)
    }

    /// Does no instruction from the one being lowered up to `user` (exclusive; to the block's end if there is none)
    /// touch memory or have another effect? Looks only a few instructions far.
    pub(crate) fn undisturbed(&self, user: Option<&ir::InstData>) -> bool {
        const FAR: usize = 8;
        for (distance, &inst) in self.following.iter().enumerate() {
            let data = &self.func.insts[inst.index()];
            if user.is_some_and(|user| std::ptr::eq(user, data)) {
                return true;
            }
            if distance == FAR || !data.op.is_pure() {
                return false;
            }
        }
        user.is_none()
    }

    /// The load that gives a value, if what is being lowered, which must be all that uses the value, can do it as
    /// well: nothing between the two has an effect, so that neither the content of memory nor the order of faults
    /// differs.
    pub(crate) fn load_at_use(&self, value: ir::Value) -> Option<(ir::Inst, &'a ir::InstData)> {
        let (inst, data) = self.def(value)?;
        let ir::Op::Load { volatile: false, .. } = data.op else { return None };
        let here = self.block_of(inst) == self.block && self.scratch.turns[inst.index()] + 1 == self.turn;
        (here && self.uses(value) == 1).then_some((inst, data))
    }

    /// Says, when demands are counted, that a load became part of its user.
    pub(crate) fn sink(&self, load: ir::Inst) {
        self.scratch.sunk[load.index()].set(true);
    }

    fn is_sunk(&self, inst: ir::Inst) -> bool {
        self.scratch.sunk[inst.index()].get()
    }

    /// Is this place on the line of what is being lowered?
    pub(crate) fn is_on_line(&self, loc: SrcLoc) -> bool {
        (self.loc.file, self.loc.line) == (loc.file, loc.line)
    }

    /// What is emitted for the current instruction from here on belongs to this place, as a load that became part of
    /// it does.
    pub(crate) fn set_loc(&mut self, loc: SrcLoc) {
        self.loc = loc;
    }

    /// Is the result of an instruction used as the address of loads and stores, and as nothing else?
    pub(crate) fn is_only_address(&self, value: ir::Value) -> bool {
        self.scratch.addresses[value.index()].0 == self.uses(value)
    }

    /// The same, within the block that defines it.
    pub(crate) fn is_only_address_here(&self, value: ir::Value) -> bool {
        self.scratch.addresses[value.index()].1 == self.uses(value)
    }

    /// Type of a value.
    pub(crate) fn ty(&self, value: ir::Value) -> ir::Type {
        self.func.values[value.index()].ty
    }

    /// Number of reads of a value's registers.
    pub(crate) fn demands(&self, value: ir::Value) -> u32 {
        self.scratch.demands[value.index()]
    }

    /// Number of uses of a value in the IR (in blocks that can be reached).
    pub(crate) fn uses(&self, value: ir::Value) -> u32 {
        self.scratch.uses[value.index()]
    }

    /// The instruction that defines a value, if it is none of a block's parameters.
    pub(crate) fn def(&self, value: ir::Value) -> Option<(ir::Inst, &'a ir::InstData)> {
        match self.func.values[value.index()].def {
            ir::ValueDef::Inst(inst) => Some((inst, &self.func.insts[inst.index()])),
            ir::ValueDef::Param(..) => None,
        }
    }

    /// The bits of an integer constant.
    pub(crate) fn int_const(&self, value: ir::Value) -> Option<u64> {
        match self.def(value)?.1.op {
            ir::Op::Int(_, bits) => Some(bits),
            _ => None,
        }
    }

    /// The block that an instruction is in.
    pub(crate) fn block_of(&self, inst: ir::Inst) -> ir::Block {
        self.scratch.block_of[inst.index()]
    }

    /// The block that is being lowered.
    pub(crate) fn block(&self) -> ir::Block {
        self.block
    }

    /// Number of successors of the block that is being lowered, after equal targets became one.
    pub(crate) fn succ_count(&self) -> usize {
        self.scratch.order.succs(self.block).len()
    }

    /// New virtual registers for a value of the type.
    pub(crate) fn new_value_regs(&mut self, ty: ir::Type) -> ValueRegs {
        match *B::classes(ty) {
            [low, high] => ValueRegs::two(self.scratch.vcode.new_vreg(low), self.scratch.vcode.new_vreg(high)),
            [class, ..] => ValueRegs::one(self.scratch.vcode.new_vreg(class)),
            [] => ValueRegs::NONE,
        }
    }

    /// A new virtual register.
    pub(crate) fn new_vreg(&mut self, class: regalloc2::RegClass) -> VReg {
        self.scratch.vcode.new_vreg(class)
    }

    /// The registers that hold a value. Values that are rematerialised or folded are made here, each time.
    pub(crate) fn value(&mut self, value: ir::Value) -> ValueRegs {
        let regs = self.scratch.regs[value.index()];
        if regs != ValueRegs::NONE {
            return regs;
        }
        if let Some((inst, _)) = self.def(value) {
            B::lower_inst(self, inst);
        }
        // A rematerialised value must not be found again: the registers hold it only from here on.
        std::mem::replace(&mut self.scratch.regs[value.index()], ValueRegs::NONE)
    }

    /// The register of a value that has one.
    pub(crate) fn reg(&mut self, value: ir::Value) -> VReg {
        self.value(value).lo()
    }

    /// Says which registers hold a value from now on. They may be those of another value.
    pub(crate) fn set_value(&mut self, value: ir::Value, regs: ValueRegs) {
        self.scratch.regs[value.index()] = regs;
    }

    /// New registers for the result of an instruction.
    pub(crate) fn result(&mut self, inst: ir::Inst) -> ValueRegs {
        let Some(result) = self.func.insts[inst.index()].result else { return ValueRegs::NONE };
        let regs = self.new_value_regs(self.ty(result));
        self.set_value(result, regs);
        regs
    }

    /// Notes a call with this many bytes of stack arguments.
    pub(crate) fn note_call(&mut self, outgoing: u32) {
        self.calls.outgoing = self.calls.outgoing.max(Some(outgoing));
    }

    /// Notes that the function moves the stack pointer while it runs.
    pub(crate) fn note_dynamic(&mut self) {
        self.note_call(0);
        self.calls.dynamic = true;
    }

    /// Adds an instruction.
    pub(crate) fn emit(&mut self, inst: B::Inst, operands: &[Operand]) {
        self.scratch.vcode.push_inst(inst, self.loc, operands);
    }
}

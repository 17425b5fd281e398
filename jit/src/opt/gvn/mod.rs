//! Global value numbering: what was computed already is not computed again, what was stored is not loaded, and what is
//! overwritten is not stored.
//!
//! One walk over the blocks in reverse postorder. A hash table knows instructions by their operators and operands; an
//! entry is of use where its block dominates. (That is the scoped table of Briggs, Cooper and Simpson, "Value
//! Numbering", 1997, section 4.2, without the walk over the tree: so a block's predecessors were all seen before it,
//! but for back edges.) Every instruction is folded on the way, which makes one pass of constant propagation of it,
//! and integer constants and addresses are brought together in the entry, since the back end makes them at each use.
//!
//! Memory is numbered in the manner of memory SSA (Novillo, "Memory SSA - A Unified Approach for Sparsely Representing
//! Memory Operations", 2007): see [`state`]. Divisions are numbered as pure operators are: a second one with the same
//! operands traps exactly if the first did.

mod algebra;
mod params;
mod state;
mod table;

use super::aliases::Aliases;
use super::cfg::Cfg;
use super::memory::{Effect, Memory, Place, Root, size};
use super::pass::{Changed, Cx};
use crate::ir::constants::Constants;
use crate::ir::fold::{self, Folded, Values};
use crate::ir::{
    BinOp, Block, ConvOp, Function, Inst, InstData, MemType, Op, Terminator, Type, UnOp, Value, ValueData, ValueDef,
};
use guest_abi::layout::NULL_HOLE;
use linker::object::SrcLoc;
use state::{Defs, Found};
use table::{LoadKey, Seen, Table};

/// Foldings of one instruction after the other. Each makes it simpler, so that they end; this is for certainty.
const FOLDINGS: u32 = 8;

/// Stores of a block that wait for one that overwrites them.
const PENDING: usize = 8;

/// The block of an instruction that was not seen yet.
const NOWHERE: Block = Block(u32::MAX);

/// The pass.
pub(super) fn run(function: &mut Function, cx: &mut Cx<'_>) -> Changed {
    if !cx.analyse(function) {
        return Changed::Nothing;
    }
    let mut memory = Memory::default();
    memory.compute(function, &cx.cfg);
    let defs = Defs::new(&memory, function, &cx.cfg);
    let mut aliases = Aliases::default();
    aliases.reset(function.values.len());
    let mut walk = Walk {
        home: vec![NOWHERE; function.insts.len()],
        table: Table::new(function.insts.len()),
        loads: Table::new(function.insts.len() / 4),
        seen: Vec::new(),
        leaves: Vec::new(),
        entry: Vec::new(),
        pending: Vec::new(),
        changed: false,
        decided: false,
        function,
        cfg: &cx.cfg,
        constants: &cx.constants,
        memory,
        aliases,
        defs,
    };
    walk.blocks();
    match (walk.decided, walk.changed || walk.aliases.any()) {
        (true, _) => Changed::Blocks,
        (false, true) => Changed::Insts,
        (false, false) => Changed::Nothing,
    }
}

struct Walk<'a> {
    function: &'a mut Function,
    cfg: &'a Cfg,
    constants: &'a Constants<'a>,
    memory: Memory,
    aliases: Aliases,
    defs: Defs,
    /// By instruction: the block that it was seen in.
    home: Vec<Block>,
    /// Instructions by what they compute.
    table: Table,
    /// Places in `seen` by what the loads find.
    loads: Table,
    seen: Vec<Seen>,
    /// Constants and addresses, which go to the front of the entry.
    leaves: Vec<Inst>,
    /// The entry's instructions as they were.
    entry: Vec<Inst>,
    /// Stores of the block that nothing has read from yet. A removed one is a hole.
    pending: Vec<(Inst, Place)>,
    changed: bool,
    /// Branches became jumps. The edges that are gone still count in this walk.
    decided: bool,
}

/// Is it made at each of its uses by the back end?
fn is_leaf(op: &Op) -> bool {
    matches!(op, Op::Int(..) | Op::StackAddr(..) | Op::DataAddr(..) | Op::FuncAddr(_))
}

impl Walk<'_> {
    fn blocks(&mut self) {
        let cfg = self.cfg;
        for &block in cfg.order() {
            self.params(block);
            self.defs.enter(cfg, block);
            self.pending.clear();
            let mut insts = std::mem::take(&mut self.function.blocks[block.index()].insts);
            let old = insts.len();
            if block == Block(0) {
                self.entry.clone_from(&insts);
            }
            insts.retain(|inst| self.inst(block, *inst));
            // The leaves of the entry come back.
            self.changed |= insts.len() != old && block != Block(0);
            let data = &mut self.function.blocks[block.index()];
            data.insts = insts;
            if self.aliases.any() {
                self.aliases.apply_to_terminator(&mut data.term);
            }
            self.decide(block);
            if matches!(self.function.blocks[block.index()].term, Terminator::Return(_)) {
                // Nobody sees the frame any more.
                let memory = &self.memory;
                let dead = self.pending.iter().filter(|(_, place)| memory.is_private(place)).map(|(inst, _)| *inst);
                dead.for_each(|inst| self.home[inst.index()] = NOWHERE);
            }
            let home = &self.home;
            let left = self.function.blocks[block.index()].insts.len();
            self.function.blocks[block.index()].insts.retain(|inst| home[inst.index()] != NOWHERE);
            self.changed |= self.function.blocks[block.index()].insts.len() != left;
            self.defs.leave(block);
        }
        self.finish();
    }

    /// A branch on a constant is a jump.
    fn decide(&mut self, block: Block) {
        let Terminator::Branch { cond, .. } = self.function.blocks[block.index()].term else { return };
        let Some(bits) = self.function.constant(cond) else { return };
        let term = &mut self.function.blocks[block.index()].term;
        if let Terminator::Branch { then, els, .. } = std::mem::replace(term, Terminator::Return(None)) {
            *term = Terminator::Jump(if bits as u32 == 0 { els } else { then });
            self.decided = true;
        }
    }

    /// Puts the leaves into the entry, and mends what can't be reached.
    fn finish(&mut self) {
        self.function.blocks[0].insts.splice(0..0, self.leaves.drain(..));
        self.changed |= self.function.blocks[0].insts != self.entry;
        if self.cfg.order().len() < self.function.blocks.len() {
            self.aliases.apply(self.function);
        }
    }

    /// Looks at an instruction. Does it stay where it is?
    fn inst(&mut self, block: Block, inst: Inst) -> bool {
        self.home[inst.index()] = block;
        let Self { function, aliases, .. } = self;
        let op = &mut function.insts[inst.index()].op;
        if is_leaf(op) {
            return self.leaf(block, inst);
        }
        if aliases.any() {
            op.for_each_use_mut(|v| *v = aliases.resolve(*v));
        }
        match op {
            Op::Load { volatile: false, .. } => {
                self.fold_address(inst);
                if let Some(value) = self.load(block, inst) {
                    return self.replace(inst, value);
                }
                if matches!(self.function.insts[inst.index()].op, Op::Load { .. }) {
                    return true;
                }
                // It became an operation on what was stored there.
            }
            Op::Store { volatile: false, .. } => {
                self.fold_address(inst);
                return self.store(inst);
            }
            Op::Load { .. } | Op::Store { .. } => self.fold_address(inst),
            _ => {}
        }
        match self.function.insts[inst.index()].result {
            Some(result) => match self.number(block, inst, result) {
                Some(value) => self.replace(inst, value),
                None => self.effect(inst),
            },
            None => self.effect(inst),
        }
    }

    /// The instruction's result turned out to be this.
    fn replace(&mut self, inst: Inst, value: Value) -> bool {
        if let Some(result) = self.function.insts[inst.index()].result {
            self.aliases.replace(result, value);
        }
        false
    }

    /// A constant or an address: there is one of each.
    fn leaf(&mut self, block: Block, inst: Inst) -> bool {
        let op = &self.function.insts[inst.index()].op;
        let Some(hash) = table::hash(op) else { return true };
        let insts = &self.function.insts;
        let slot = self.table.find(hash, |entry| insts[entry as usize].op == *op);
        match (self.table.get(slot), insts[inst.index()].result) {
            (Some(entry), Some(result)) => {
                if let Some(value) = insts[entry as usize].result {
                    self.aliases.replace(result, value);
                }
            }
            _ => {
                self.table.set(slot, hash, inst.0);
                self.leaves.push(inst);
                self.home[inst.index()] = Block(0);
            }
        }
        // Those at the front of the entry are where they belong.
        self.changed |= block != Block(0);
        false
    }

    /// A constant or an address, made if there is none yet.
    fn make_leaf(&mut self, op: Op, loc: SrcLoc) -> Value {
        let hash = table::hash(&op).unwrap_or_default();
        let insts = &self.function.insts;
        let slot = self.table.find(hash, |entry| insts[entry as usize].op == op);
        if let Some(value) = self.table.get(slot).and_then(|entry| insts[entry as usize].result) {
            return value;
        }
        let inst = Inst(self.function.insts.len() as u32);
        let value = Value(self.function.values.len() as u32);
        let ty = if let Op::Int(ty, _) = op { ty } else { Type::I32 };
        self.function.values.push(ValueData { ty, def: ValueDef::Inst(inst) });
        self.function.insts.push(InstData { op, result: Some(value), loc });
        self.aliases.grow(self.function.values.len());
        self.home.push(Block(0));
        self.table.set(slot, hash, inst.0);
        self.leaves.push(inst);
        value
    }

    /// Folds and looks up an instruction that depends on nothing but its operands.
    fn number(&mut self, block: Block, inst: Inst, result: Value) -> Option<Value> {
        if let Some(value) = self.fold(inst, result) {
            return Some(value);
        }
        let op = &mut self.function.insts[inst.index()].op;
        let hash = table::hash(op)?;
        if is_leaf(op) {
            let (op, loc) = (op.clone(), self.function.insts[inst.index()].loc);
            return Some(self.make_leaf(op, loc));
        }
        let insts = &self.function.insts;
        let op = &insts[inst.index()].op;
        let slot = self.table.find(hash, |entry| table::same(&insts[entry as usize].op, op));
        if let Some(entry) = self.table.get(slot)
            && self.cfg.dominates(self.home[entry as usize], block)
        {
            return insts[entry as usize].result;
        }
        self.table.set(slot, hash, inst.0);
        None
    }

    /// Simplifies an instruction in its place, or finds the value that it has.
    fn fold(&mut self, inst: Inst, result: Value) -> Option<Value> {
        let ty = self.function.values[result.index()].ty;
        for _ in 0..FOLDINGS {
            let f = &*self.function;
            let data = &f.insts[inst.index()];
            let folded = match data.op {
                Op::Binary(op, a, b) => fold::binary(f, op, ty, a, b),
                Op::Unary(op, a) => fold::unary(f, op, ty, a),
                Op::Convert(op, a) => fold::convert(f, op, a),
                Op::IntCmp(cc, a, b) => fold::int_cmp(f, cc, a, b),
                Op::FloatCmp(cc, a, b) => fold::float_cmp(f, cc, a, b),
                Op::Select(..) => None,
                _ => return None,
            };
            let Some(folded) = folded.or_else(|| algebra::simplify(f, &data.op)) else { break };
            self.changed = true;
            let loc = data.loc;
            let op = match folded {
                Folded::Value(value) => return Some(self.aliases.resolve(value)),
                Folded::Const(bits) => constant(ty, bits)?,
                Folded::Op(op) => op,
                Folded::WithConst(op, a, bits) => {
                    let constant = constant(self.function.ty(a), bits)?;
                    let constant = self.make_leaf(constant, loc);
                    Op::Binary(op, a, constant)
                }
            };
            self.function.insts[inst.index()].op = op;
        }
        None
    }

    /// Takes a constant that is added to an address into the offset of a load or store, where that can't change where
    /// a valid address wraps around: nothing valid lies within [`NULL_HOLE`] of either end of the address space.
    fn fold_address(&mut self, inst: Inst) {
        let f = &*self.function;
        let (Op::Load { addr, offset, .. } | Op::Store { addr, offset, .. }) = f.insts[inst.index()].op else { return };
        let (new, added) = match f.op(addr) {
            Some(&Op::StackAddr(slot, at)) if at != 0 => {
                let base = self.make_leaf(Op::StackAddr(slot, 0), f.insts[inst.index()].loc);
                (base, offset.wrapping_add(at))
            }
            Some(&Op::DataAddr(symbol, at)) if at != 0 => {
                let base = self.make_leaf(Op::DataAddr(symbol, 0), f.insts[inst.index()].loc);
                (base, offset.wrapping_add(at))
            }
            Some(&Op::Binary(BinOp::Add, x, c)) => {
                let Some(c) = f.constant(c) else { return };
                let sum = i64::from(offset) + i64::from(c as i32);
                if sum.unsigned_abs() >= u64::from(NULL_HOLE) {
                    return;
                }
                (x, sum as i32)
            }
            _ => return,
        };
        self.changed = true;
        if let Op::Load { addr, offset, .. } | Op::Store { addr, offset, .. } =
            &mut self.function.insts[inst.index()].op
        {
            (*addr, *offset) = (new, added);
        }
    }

    /// A load: the value that it finds if that is known, or it becomes an operation on a value.
    fn load(&mut self, block: Block, inst: Inst) -> Option<Value> {
        let data = &self.function.insts[inst.index()];
        let (Op::Load { mem, addr, offset, .. }, Some(result)) = (&data.op, data.result) else { return None };
        let (mem, place) = (*mem, self.memory.place(self.function, *addr, *offset, size(*mem)));
        if let Root::Data(symbol) = place.root
            && let Some(op) = self.constants.load(symbol, place.offset, mem)
        {
            self.function.insts[inst.index()].op = op;
            self.changed = true;
            return None;
        }
        let def = self.defs.find(&self.memory, self.function, self.cfg, &self.home, &place);
        match self.defs.found(self.function, def, &place) {
            Some(Found::Stored(stored, value)) => {
                let value = self.aliases.resolve(value);
                match forwarded(self.function, stored, mem, value) {
                    Some(Folded::Op(op)) => {
                        self.function.insts[inst.index()].op = op;
                        self.changed = true;
                        return None;
                    }
                    Some(Folded::Value(value)) => return Some(value),
                    _ => {}
                }
            }
            Some(Found::Filled(byte)) => {
                if let Some(op) = filled(mem, byte) {
                    self.function.insts[inst.index()].op = op;
                    self.changed = true;
                    return None;
                }
            }
            None => {}
        }
        let key = LoadKey { mem, root: place.root, offset: place.offset, def };
        let hash = key.hash();
        let slot = self.loads.find(hash, |entry| self.seen[entry as usize].key == key);
        let known = self.loads.get(slot).map(|entry| self.seen[entry as usize]);
        if let Some(known) = known
            && self.cfg.dominates(self.home[known.inst.index()], block)
        {
            return Some(self.aliases.resolve(known.value));
        }
        self.loads.set(slot, hash, self.seen.len() as u32);
        self.seen.push(Seen { key, inst, value: result });
        let memory = &self.memory;
        self.pending.retain(|(_, pending)| !memory.may_alias(pending, &place));
        None
    }

    /// A store: does it stay?
    fn store(&mut self, inst: Inst) -> bool {
        let f = &mut *self.function;
        let Op::Store { mem, addr, offset, value, .. } = f.insts[inst.index()].op else { return true };
        let bytes = size(mem);
        if !matches!(mem, MemType::Full(_)) {
            let needed = algebra::stored(f, value, bytes);
            if let Op::Store { value, .. } = &mut f.insts[inst.index()].op {
                self.changed |= *value != needed;
                *value = needed;
            }
        }
        let place = self.memory.place(f, addr, offset, bytes);
        let def = self.defs.find(&self.memory, f, self.cfg, &self.home, &place);
        if self.is_there(def, &place, inst) {
            return false;
        }
        self.overwrite(&place);
        self.pend(inst, place);
        self.defs.write(inst, place);
        true
    }

    /// Is what the store writes in memory already?
    fn is_there(&mut self, def: u32, place: &Place, inst: Inst) -> bool {
        let Op::Store { mem, value, .. } = self.function.insts[inst.index()].op else { return false };
        if let Some(Found::Stored(stored, known)) = self.defs.found(self.function, def, place) {
            return stored == mem && self.aliases.resolve(known) == value;
        }
        let key = LoadKey { mem, root: place.root, offset: place.offset, def };
        let slot = self.loads.find(key.hash(), |entry| self.seen[entry as usize].key == key);
        let known = self.loads.get(slot).map(|entry| self.seen[entry as usize].value);
        // What it stores was loaded from there, so that load is done before on every way here.
        known.is_some_and(|known| self.aliases.resolve(known) == value)
    }

    /// Notes what the instruction does to memory. It stays.
    fn effect(&mut self, inst: Inst) -> bool {
        match self.memory.effect(self.function, &self.function.insts[inst.index()].op) {
            Effect::None | Effect::Read(_) => {}
            Effect::Write(place) => {
                self.overwrite(&place);
                self.pend(inst, place);
                self.defs.write(inst, place);
            }
            Effect::Copy(from, to) => {
                let memory = &self.memory;
                self.pending.retain(|(_, pending)| !memory.may_alias(pending, &from));
                // Source and destination may be the same, so nothing of it is overwritten unread.
                self.defs.write(inst, to);
            }
            Effect::Clobber => {
                let memory = &self.memory;
                self.pending.retain(|(_, pending)| memory.is_private(pending));
                self.defs.clobber();
            }
        }
        true
    }

    /// This is written: stores before it that nothing has read are in vain.
    fn overwrite(&mut self, place: &Place) {
        let home = &mut self.home;
        self.pending.retain(|(inst, pending)| {
            let dead = place.covers(pending);
            if dead {
                home[inst.index()] = NOWHERE;
            }
            !dead
        });
    }

    fn pend(&mut self, inst: Inst, place: Place) {
        if self.pending.len() == PENDING {
            self.pending.remove(0);
        }
        self.pending.push((inst, place));
    }
}

/// What a load of as many bytes as were stored finds.
fn forwarded(f: &Function, stored: MemType, loaded: MemType, value: Value) -> Option<Folded> {
    Some(match (stored, loaded) {
        (MemType::Full(a), MemType::Full(b)) if a == b => Folded::Value(value),
        (MemType::Full(a), MemType::Full(b)) => {
            let op = ConvOp::Bitcast(b);
            crate::ir::arith::convert_type(op, a)?;
            Folded::Op(Op::Convert(op, value))
        }
        _ if f.ty(value) != Type::I32 => return None,
        (_, MemType::U8) => Folded::Op(Op::Unary(UnOp::Zext8, value)),
        (_, MemType::S8) => Folded::Op(Op::Unary(UnOp::Sext8, value)),
        (_, MemType::U16) => Folded::Op(Op::Unary(UnOp::Zext16, value)),
        (_, MemType::S16) => Folded::Op(Op::Unary(UnOp::Sext16, value)),
        _ => return None,
    })
}

/// What a load of bytes that are all the same finds.
fn filled(mem: MemType, byte: u8) -> Option<Op> {
    let bytes = u64::from_ne_bytes([byte; 8]);
    Some(match mem {
        MemType::U8 => Op::Int(Type::I32, bytes & 0xff),
        MemType::U16 => Op::Int(Type::I32, bytes & 0xffff),
        MemType::S8 => Op::Int(Type::I32, u64::from(i32::from(bytes as i8) as u32)),
        MemType::S16 => Op::Int(Type::I32, u64::from(i32::from(bytes as i16) as u32)),
        MemType::Full(Type::I32) => Op::Int(Type::I32, bytes & 0xffff_ffff),
        MemType::Full(Type::I64) => Op::Int(Type::I64, bytes),
        MemType::Full(Type::F32) => Op::F32(bytes as u32),
        MemType::Full(Type::F64) => Op::F64(bytes),
        MemType::Full(_) => return None,
    })
}

/// A constant of this type.
fn constant(ty: Type, bits: u64) -> Option<Op> {
    Some(match ty {
        Type::I32 => Op::Int(ty, bits & 0xffff_ffff),
        Type::I64 => Op::Int(ty, bits),
        Type::F32 => Op::F32(bits as u32),
        Type::F64 => Op::F64(bits),
        _ => return None,
    })
}

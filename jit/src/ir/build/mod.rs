//! Builds the SSA form of one function, in one pass over its source.
//!
//! The user declares variables, creates blocks, fills them one after the other, reads and writes variables, and
//! seals a block when all its predecessors are known; `ssa` turns variables into values and block parameters.
//! Constants and addresses are *leaves*: they lie in no block until `finish` puts them where they are used.
//! Every instruction passes the folder. A block that control can't reach costs next to nothing: what is built
//! into it is dropped at once.

mod emit;
mod finish;
mod ssa;
#[cfg(test)]
mod tests;

use super::{Block, InstData, Op, StackSlot, StackSlotData, Type, Value};
use crate::ir::fold;
use crate::seed;
use guest_abi::TrapCode;
use linker::object::{SrcLoc, SymbolId};

/// A variable that becomes SSA values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Var(pub u32);

/// "None" in dense tables.
const NONE: u32 = u32::MAX;
const NO_VALUE: Value = Value(NONE);

/// Slots in the table of leaves at first; a power of two.
const LEAF_SLOTS: usize = 64;

/// How a value of the builder is defined.
#[derive(Debug, Clone, Copy)]
enum Def {
    /// Constant or address, by its index in `leaves`.
    Leaf(u32),
    /// By this instruction.
    Inst(u32),
    /// Parameter of the function or explicit parameter of a block.
    Param(Block),
    /// Block parameter that stands for a variable, by its index in `phis`.
    Phi(u32),
    /// It turned out to be this value.
    Alias(Value),
}

#[derive(Debug, Clone, Copy)]
struct ValueInfo {
    ty: Type,
    def: Def,
}

/// What makes two leaves the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaf {
    Int(Type, u64),
    F32(u32),
    F64(u64),
    Stack(StackSlot, i32),
    Data(SymbolId, i32),
    Func(SymbolId),
}

impl Leaf {
    fn op(self) -> Op {
        match self {
            Self::Int(ty, bits) => Op::Int(ty, bits),
            Self::F32(bits) => Op::F32(bits),
            Self::F64(bits) => Op::F64(bits),
            Self::Stack(slot, offset) => Op::StackAddr(slot, offset),
            Self::Data(symbol, offset) => Op::DataAddr(symbol, offset),
            Self::Func(symbol) => Op::FuncAddr(symbol),
        }
    }

    fn ty(self) -> Type {
        match self {
            Self::Int(ty, _) => ty,
            Self::F32(_) => Type::F32,
            Self::F64(_) => Type::F64,
            Self::Stack(..) | Self::Data(..) | Self::Func(_) => Type::I32,
        }
    }
}

/// A way from one block to another. Those into a block form a list, in the order in which they were made.
#[derive(Debug, Clone, Copy)]
struct Edge {
    from: Block,
    to: Block,
    /// For the explicit parameter of `to`.
    arg: Value,
    /// Position among the edges into `to`.
    index: u32,
    /// Next edge into `to`.
    next: u32,
}

/// A terminator whose targets are edges.
#[derive(Debug, Clone)]
enum Term {
    Open,
    Jump(u32),
    Branch(Value, u32, u32),
    Switch(Value, Vec<(u64, u32)>, u32),
    Return(Option<Value>),
    Trap(TrapCode),
}

#[derive(Debug, Clone)]
struct BlockInfo {
    first_edge: u32,
    last_edge: u32,
    edges: u32,
    first_phi: u32,
    /// Explicit parameter.
    param: Value,
    /// Number of parameters that it ends up with.
    params: u32,
    sealed: bool,
    /// Instructions: `insts.0..insts.1`. A block is filled without a break.
    insts: (u32, u32),
    term: Term,
    term_loc: SrcLoc,
}

/// A block parameter that stands for a variable.
#[derive(Debug, Clone, Copy)]
struct Phi {
    block: Block,
    var: Var,
    value: Value,
    /// Its operands, one per edge: `phi_args[args..][..block.edges]`; `NONE` until the block is sealed.
    args: u32,
    /// Next one of the block.
    next: u32,
}

/// Builds one function after the other, reusing its memory.
#[derive(Debug)]
pub struct FunctionBuilder {
    values: Vec<ValueInfo>,
    leaves: Vec<Leaf>,
    /// By hash of the leaf: 0, or a leaf's number plus one.
    leaf_slots: Vec<u32>,
    /// Its value.
    leaf_values: Vec<Value>,
    insts: Vec<InstData>,
    blocks: Vec<BlockInfo>,
    /// Blocks that have an explicit parameter.
    params_of_blocks: Vec<Block>,
    /// Blocks in the order in which they were started.
    order: Vec<Block>,
    edges: Vec<Edge>,
    phis: Vec<Phi>,
    phi_args: Vec<Value>,
    vars: Vec<Type>,
    /// The variables' values at the end of each block: one row per block.
    defs: Vec<Value>,
    slots: Vec<StackSlotData>,
    params: Vec<Value>,
    current: Option<Block>,
    loc: SrcLoc,
    /// Work lists of `ssa`, kept for their memory.
    path: Vec<Block>,
    pending: Vec<ssa::Frame>,
    scratch: finish::Scratch,
    factor: u64,
}

impl Default for FunctionBuilder {
    fn default() -> Self {
        // Enough for the functions of a plugin of some hundred lines.
        Self {
            values: Vec::with_capacity(256),
            leaves: Vec::with_capacity(LEAF_SLOTS / 2),
            leaf_slots: Vec::with_capacity(2 * LEAF_SLOTS),
            leaf_values: Vec::with_capacity(LEAF_SLOTS / 2),
            insts: Vec::with_capacity(256),
            blocks: Vec::with_capacity(64),
            params_of_blocks: Vec::new(),
            order: Vec::with_capacity(64),
            edges: Vec::with_capacity(64),
            phis: Vec::with_capacity(64),
            phi_args: Vec::with_capacity(128),
            vars: Vec::with_capacity(16),
            defs: Vec::with_capacity(1024),
            slots: Vec::new(),
            params: Vec::with_capacity(8),
            current: None,
            loc: SrcLoc::default(),
            path: Vec::with_capacity(16),
            pending: Vec::with_capacity(16),
            scratch: finish::Scratch::default(),
            factor: seed::factor(),
        }
    }
}

impl FunctionBuilder {
    /// A builder without a function.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Values of a function that it has memory for.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.values.capacity().max(self.insts.capacity()).max(self.defs.capacity() / 16)
    }

    /// Starts a function: makes its entry block, with a parameter for each type, the current one. Variable `i` has the
    /// type that comes as number `i`, and the value 0.
    pub fn begin(&mut self, params: impl Iterator<Item = Type>, vars: impl Iterator<Item = Type>) {
        self.clear();
        self.vars.extend(vars);
        let entry = self.create_block();
        for ty in params {
            let value = self.value(ty, Def::Param(entry));
            self.params.push(value);
        }
        self.seal(entry);
        self.open(entry);
    }

    /// The parameters of the function.
    #[must_use]
    pub fn params(&self) -> &[Value] {
        &self.params
    }

    fn clear(&mut self) {
        self.values.clear();
        self.leaves.clear();
        self.leaf_values.clear();
        // Small again, whatever the last function had: a large table would be emptied for each small one.
        self.leaf_slots.clear();
        self.leaf_slots.resize(LEAF_SLOTS, 0);
        self.insts.clear();
        self.blocks.clear();
        self.params_of_blocks.clear();
        self.order.clear();
        self.edges.clear();
        self.phis.clear();
        self.phi_args.clear();
        self.vars.clear();
        self.defs.clear();
        self.slots.clear();
        self.params.clear();
        self.current = None;
        self.loc = SrcLoc::default();
    }

    /// Instructions from here on belong to this source place.
    pub fn set_loc(&mut self, loc: SrcLoc) {
        self.loc = loc;
    }

    /// The current source place.
    #[must_use]
    pub fn loc(&self) -> SrcLoc {
        self.loc
    }

    /// A new piece of the frame.
    pub fn create_slot(&mut self, size: u32, align: u32) -> StackSlot {
        self.slots.push(StackSlotData { size, align });
        StackSlot(self.slots.len() as u32 - 1)
    }

    /// Makes the slot at least so large.
    pub fn grow_slot(&mut self, slot: StackSlot, size: u32) {
        let data = &mut self.slots[slot.index()];
        data.size = data.size.max(size);
    }

    /// A new block, not sealed.
    pub fn create_block(&mut self) -> Block {
        let block = Block(self.blocks.len() as u32);
        self.blocks.push(BlockInfo {
            first_edge: NONE,
            last_edge: NONE,
            edges: 0,
            first_phi: NONE,
            param: NO_VALUE,
            params: 0,
            sealed: false,
            insts: (0, 0),
            term: Term::Open,
            term_loc: SrcLoc::default(),
        });
        self.defs.resize(self.defs.len() + self.vars.len(), NO_VALUE);
        block
    }

    /// A new block with a parameter for which every jump passes a value ([`Self::jump_with`]).
    pub fn create_block_with_param(&mut self, ty: Type) -> (Block, Value) {
        let block = self.create_block();
        let value = self.value(ty, Def::Param(block));
        self.blocks[block.index()].param = value;
        self.params_of_blocks.push(block);
        (block, value)
    }

    /// Makes the block, which has not been filled yet, the current one. If it is sealed and nothing leads to it, what
    /// follows is unreachable.
    pub fn start(&mut self, block: Block) {
        let info = &self.blocks[block.index()];
        if info.sealed && info.edges == 0 {
            self.current = None;
        } else {
            self.open(block);
        }
    }

    fn open(&mut self, block: Block) {
        self.order.push(block);
        let at = self.insts.len() as u32;
        self.blocks[block.index()].insts = (at, at);
        self.current = Some(block);
    }

    /// Can control reach the place where the next instruction goes?
    #[must_use]
    pub fn is_reachable(&self) -> bool {
        self.current.is_some()
    }

    fn value(&mut self, ty: Type, def: Def) -> Value {
        self.values.push(ValueInfo { ty, def });
        Value(self.values.len() as u32 - 1)
    }

    fn leaf(&mut self, leaf: Leaf) -> Value {
        let mut at = self.leaf_slot(leaf);
        while let Some(index) = self.leaf_slots[at].checked_sub(1) {
            if self.leaves[index as usize] == leaf {
                return self.leaf_values[index as usize];
            }
            at = (at + 1) & (self.leaf_slots.len() - 1);
        }
        let value = self.value(leaf.ty(), Def::Leaf(self.leaves.len() as u32));
        self.leaves.push(leaf);
        self.leaf_values.push(value);
        self.leaf_slots[at] = self.leaves.len() as u32;
        if self.leaves.len() * 2 > self.leaf_slots.len() {
            self.spread_leaves();
        }
        value
    }

    /// Where the search for a leaf begins.
    fn leaf_slot(&self, leaf: Leaf) -> usize {
        let (kind, bits) = match leaf {
            Leaf::Int(ty, bits) => (ty as u64, bits),
            Leaf::F32(bits) => (4, u64::from(bits)),
            Leaf::F64(bits) => (5, bits),
            Leaf::Stack(slot, offset) => (6, u64::from(slot.0) << 32 | u64::from(offset as u32)),
            Leaf::Data(symbol, offset) => (7, u64::from(symbol.0) << 32 | u64::from(offset as u32)),
            Leaf::Func(symbol) => (8, u64::from(symbol.0)),
        };
        let hash = bits.wrapping_add(kind << 60).wrapping_mul(self.factor);
        ((hash >> 32) as usize * self.leaf_slots.len()) >> 32
    }

    /// Makes the table of leaves twice as large.
    fn spread_leaves(&mut self) {
        let slots = self.leaf_slots.len() * 2;
        self.leaf_slots.clear();
        self.leaf_slots.resize(slots, 0);
        for i in 0..self.leaves.len() {
            let mut at = self.leaf_slot(self.leaves[i]);
            while self.leaf_slots[at] != 0 {
                at = (at + 1) & (slots - 1);
            }
            self.leaf_slots[at] = i as u32 + 1;
        }
    }

    /// The value's type.
    #[must_use]
    pub fn type_of(&self, v: Value) -> Type {
        self.values[v.index()].ty
    }

    /// What the value turned out to be.
    fn resolve(&mut self, v: Value) -> Value {
        let mut root = v;
        while let Def::Alias(to) = self.values[root.index()].def {
            root = to;
        }
        // Path compression: the next one finds it at once.
        let mut at = v;
        while let Def::Alias(to) = self.values[at.index()].def {
            self.values[at.index()].def = Def::Alias(root);
            at = to;
        }
        root
    }
}

impl fold::Values for FunctionBuilder {
    fn ty(&self, v: Value) -> Type {
        self.values[v.index()].ty
    }

    fn constant(&self, v: Value) -> Option<u64> {
        let Def::Leaf(i) = self.values[v.index()].def else { return None };
        match self.leaves[i as usize] {
            Leaf::Int(_, bits) | Leaf::F64(bits) => Some(bits),
            Leaf::F32(bits) => Some(u64::from(bits)),
            Leaf::Stack(..) | Leaf::Data(..) | Leaf::Func(_) => None,
        }
    }

    fn op(&self, v: Value) -> Option<&Op> {
        match self.values[v.index()].def {
            Def::Inst(i) => Some(&self.insts[i as usize].op),
            _ => None,
        }
    }
}

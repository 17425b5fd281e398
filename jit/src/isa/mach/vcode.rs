//! Machine instructions over virtual registers: what lowering makes and the register allocator reads.
//!
//! The shape follows Cranelift's `VCode`: flat vectors with ranges into shared pools, so that building, allocating
//! and emitting need no allocation per instruction and the buffers serve one function after the other.

use std::fmt::Debug;

use linker::object::SrcLoc;
use regalloc2::{Block, Function, Inst, InstRange, Operand, PRegSet, RegClass, VReg};

/// A machine instruction (or a pseudo-instruction that expands to several) without its registers: those are the
/// operands beside it in the [`VCode`], in an order that each variant defines.
pub(crate) trait MachInst: Copy + Debug {
    /// Bytes of the unit in which spill slots are counted.
    const SPILL_UNIT: u32;
    /// Registers that hold garbage afterwards, apart from its defs.
    fn clobbers(&self) -> PRegSet;
    /// Does it leave the function (return or trap)?
    fn is_ret(&self) -> bool;
    /// Does it end a block by going to successors?
    fn is_branch(&self) -> bool;
    /// Is it the unconditional jump without side effects? A block of nothing else vanishes.
    fn is_jump(&self) -> bool;
    /// Spill units that a register of the class needs.
    fn spill_units(class: RegClass) -> usize;
}

/// A range into one of the pools.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Range {
    start: u32,
    end: u32,
}

impl Range {
    fn of<T>(self, pool: &[T]) -> &[T] {
        &pool[self.start as usize..self.end as usize]
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct BlockInfo {
    insts: Range,
    params: Range,
    succs: Range,
    preds: Range,
}

/// A function in machine instructions.
#[derive(Debug)]
pub(crate) struct VCode<I> {
    insts: Vec<I>,
    locs: Vec<SrcLoc>,
    operands: Vec<Operand>,
    /// End of each instruction's operands.
    operand_ends: Vec<u32>,
    blocks: Vec<BlockInfo>,
    /// Block parameters and branch arguments.
    vregs: Vec<VReg>,
    succs: Vec<Block>,
    /// Arguments of each edge, in parallel to `succs`.
    args: Vec<Range>,
    preds: Vec<Block>,
    num_vregs: usize,
    /// Spill units that a register of the class `Float` needs at least, since the function has vectors.
    pub(crate) float_units: usize,
}

impl<I> Default for VCode<I> {
    fn default() -> Self {
        Self {
            insts: Vec::new(),
            locs: Vec::new(),
            operands: Vec::new(),
            operand_ends: Vec::new(),
            blocks: Vec::new(),
            vregs: Vec::new(),
            succs: Vec::new(),
            args: Vec::new(),
            preds: Vec::new(),
            num_vregs: 0,
            float_units: 0,
        }
    }
}

/// The pools are addressed by 32 bits; a function that is longer was refused long before.
fn index32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl<I: MachInst> VCode<I> {
    /// Forgets the function but keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.insts.clear();
        self.locs.clear();
        self.operands.clear();
        self.operand_ends.clear();
        self.blocks.clear();
        self.vregs.clear();
        self.succs.clear();
        self.args.clear();
        self.preds.clear();
        self.num_vregs = 0;
        self.float_units = 0;
    }

    /// A new virtual register.
    pub(crate) fn new_vreg(&mut self, class: RegClass) -> VReg {
        let vreg = VReg::new(self.num_vregs, class);
        self.num_vregs += 1;
        vreg
    }

    /// Starts the next block.
    pub(crate) fn begin_block(&mut self) {
        let at = index32(self.insts.len());
        let vregs = index32(self.vregs.len());
        self.blocks.push(BlockInfo {
            insts: Range { start: at, end: at },
            params: Range { start: vregs, end: vregs },
            ..BlockInfo::default()
        });
    }

    /// Adds a parameter to the block just begun.
    pub(crate) fn push_param(&mut self, vreg: VReg) {
        self.vregs.push(vreg);
        if let Some(block) = self.blocks.last_mut() {
            block.params.end = index32(self.vregs.len());
        }
    }

    /// Adds an instruction to the current block.
    pub(crate) fn push_inst(&mut self, inst: I, loc: SrcLoc, operands: &[Operand]) {
        self.insts.push(inst);
        self.locs.push(loc);
        self.operands.extend_from_slice(operands);
        self.operand_ends.push(index32(self.operands.len()));
    }

    /// Ends the current block, whose terminator was pushed last; then come its edges.
    pub(crate) fn end_block(&mut self) {
        let at = index32(self.succs.len());
        if let Some(block) = self.blocks.last_mut() {
            block.insts.end = index32(self.insts.len());
            block.succs = Range { start: at, end: at };
        }
    }

    /// Adds an edge to the block just ended.
    pub(crate) fn push_edge(&mut self, to: usize, args: impl Iterator<Item = VReg>) {
        let start = index32(self.vregs.len());
        self.vregs.extend(args);
        self.args.push(Range { start, end: index32(self.vregs.len()) });
        self.succs.push(Block::new(to));
        if let Some(block) = self.blocks.last_mut() {
            block.succs.end = index32(self.succs.len());
        }
    }

    /// Computes the predecessors when all blocks are there.
    pub(crate) fn finish(&mut self) {
        for succ in &self.succs {
            self.blocks[succ.index()].preds.end += 1;
        }
        let mut at = 0;
        for block in &mut self.blocks {
            let count = block.preds.end;
            block.preds = Range { start: at, end: at };
            at += count;
        }
        self.preds.resize(self.succs.len(), Block::invalid());
        for from in 0..self.blocks.len() {
            let range = self.blocks[from].succs;
            for i in range.start..range.end {
                let preds = &mut self.blocks[self.succs[i as usize].index()].preds;
                self.preds[preds.end as usize] = Block::new(from);
                preds.end += 1;
            }
        }
    }

    /// An instruction.
    pub(crate) fn inst(&self, inst: Inst) -> &I {
        &self.insts[inst.index()]
    }

    /// An instruction's source place.
    pub(crate) fn loc(&self, inst: Inst) -> SrcLoc {
        self.locs[inst.index()]
    }
}

impl<I: MachInst> Function for VCode<I> {
    fn num_insts(&self) -> usize {
        self.insts.len()
    }

    fn num_blocks(&self) -> usize {
        self.blocks.len()
    }

    fn entry_block(&self) -> Block {
        Block::new(0)
    }

    fn block_insns(&self, block: Block) -> InstRange {
        let Range { start, end } = self.blocks[block.index()].insts;
        InstRange::new(Inst::new(start as usize), Inst::new(end as usize))
    }

    fn block_succs(&self, block: Block) -> &[Block] {
        self.blocks[block.index()].succs.of(&self.succs)
    }

    fn block_preds(&self, block: Block) -> &[Block] {
        self.blocks[block.index()].preds.of(&self.preds)
    }

    fn block_params(&self, block: Block) -> &[VReg] {
        self.blocks[block.index()].params.of(&self.vregs)
    }

    fn is_ret(&self, insn: Inst) -> bool {
        self.inst(insn).is_ret()
    }

    fn is_branch(&self, insn: Inst) -> bool {
        self.inst(insn).is_branch()
    }

    fn branch_blockparams(&self, block: Block, _insn: Inst, succ_idx: usize) -> &[VReg] {
        self.args[self.blocks[block.index()].succs.start as usize + succ_idx].of(&self.vregs)
    }

    fn inst_operands(&self, insn: Inst) -> &[Operand] {
        let start = insn.index().checked_sub(1).map_or(0, |before| self.operand_ends[before]);
        Range { start, end: self.operand_ends[insn.index()] }.of(&self.operands)
    }

    fn inst_clobbers(&self, insn: Inst) -> PRegSet {
        self.inst(insn).clobbers()
    }

    fn num_vregs(&self) -> usize {
        self.num_vregs
    }

    fn spillslot_size(&self, regclass: RegClass) -> usize {
        let least = if regclass == RegClass::Float { self.float_units } else { 0 };
        I::spill_units(regclass).max(least)
    }
}

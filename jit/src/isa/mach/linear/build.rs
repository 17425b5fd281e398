//! One pass over the code that notes, value by value, definition, uses and wishes, and where registers are taken.

use regalloc2::{Block, Function, Inst, Operand, OperandConstraint, OperandKind, OperandPos, PRegSet, VReg};

use super::loops::{Loops, NONE};
use super::registers::{self, Fixed, Set, Taken};
use super::value::{BEHIND, EARLY, GAP, LATE, NO_REG, Pos, Use, Value, Wish, at};
use super::{Failure, Poll};

/// The function as the allocator sees it.
#[derive(Debug, Default)]
pub(super) struct Code {
    pub(super) values: Vec<Value>,
    pub(super) uses: Vec<Use>,
    /// The values in the order in which they come to be.
    pub(super) defs: Vec<u32>,
    /// First place of each block, and the end of the last.
    pub(super) starts: Vec<Pos>,
    /// Block of each instruction.
    pub(super) block_of: Vec<u32>,
    pub(super) fixed: Fixed,
    pub(super) loops: Loops,
    /// The clobbers of the last instruction that has some, in both notations.
    clobbers: (PRegSet, Set),
}

/// The operands that are read by way of a copy to the register of a result.
pub(super) struct Reused {
    mask: u32,
    /// Number of the operand and of the result.
    sources: [(u32, u32); MOST],
    count: usize,
}

/// Most results that reuse the register of an operand; no machine has instructions with more.
const MOST: usize = 4;

impl Reused {
    /// Finds them.
    pub(super) fn of(operands: &[Operand]) -> Result<Self, Failure> {
        let mut reused = Self { mask: 0, sources: [(NONE, 0); MOST], count: 0 };
        for (number, operand) in operands.iter().enumerate() {
            if operand.kind() == OperandKind::Def
                && let OperandConstraint::Reuse(source) = operand.constraint()
            {
                let from = operands.get(source).ok_or(Failure::Unsupported)?;
                if reused.count == MOST || from.pos() == OperandPos::Late {
                    return Err(Failure::Unsupported);
                }
                reused.mask |= 1 << source;
                reused.sources[reused.count] = (source as u32, number as u32);
                reused.count += 1;
            }
        }
        Ok(reused)
    }

    /// If use `number` is made from the copy: the number of the result. Other operands that read the same value stay
    /// apart, since the result may be written before they are read.
    pub(super) fn result_of(&self, number: usize) -> Option<usize> {
        if self.mask & 1 << (number & 31) == 0 {
            return None;
        }
        self.sources[..self.count].iter().find(|(source, _)| *source == number as u32).map(|found| found.1 as usize)
    }
}

impl Code {
    /// Reads a function.
    pub(super) fn read(&mut self, func: &impl Function, poll: &mut Poll<'_>) -> Result<(), Failure> {
        self.loops.find(func);
        self.values.clear();
        self.values.resize(func.num_vregs(), Value::default());
        self.uses.clear();
        self.defs.clear();
        self.starts.clear();
        self.block_of.clear();
        self.fixed.clear();
        for number in 0..func.num_blocks() {
            let block = Block::new(number);
            let insts = func.block_insns(block);
            let start = at(insts.first().index(), GAP);
            self.starts.push(start);
            for &param in func.block_params(block) {
                self.define(param, start, number as u32, false);
            }
            for inst in insts.iter() {
                poll.step(1)?;
                self.block_of.push(number as u32);
                self.read_inst(func, inst, number as u32)?;
            }
            self.read_edges(func, block, insts.last());
        }
        self.starts.push(at(func.num_insts(), GAP));
        Ok(())
    }

    fn read_inst(&mut self, func: &impl Function, inst: Inst, block: u32) -> Result<(), Failure> {
        let operands = func.inst_operands(inst);
        let reused = Reused::of(operands)?;
        let place = |place: u32| at(inst.index(), place);
        let first_def = self.defs.len();
        let mut plain = [false; 2];
        for (number, &operand) in operands.iter().enumerate() {
            let (vreg, late) = (operand.vreg(), operand.pos() == OperandPos::Late);
            if vreg.class() as usize > 1 || operand.as_fixed_nonallocatable().is_some() {
                return Err(Failure::Unsupported);
            }
            let id = vreg.vreg() as u32;
            match (operand.kind(), operand.constraint()) {
                (OperandKind::Def, OperandConstraint::FixedReg(reg)) => {
                    let reg = registers::index(reg).ok_or(Failure::Unsupported)?;
                    let from = place(if late { LATE } else { EARLY });
                    self.fixed.take(reg, Taken { from, to: place(BEHIND) + 1, owner: NONE });
                    self.define(vreg, place(BEHIND) + 1, block, false);
                    self.values[id as usize].fixed = reg;
                }
                (OperandKind::Def, OperandConstraint::Reuse(source)) => {
                    self.define(vreg, place(EARLY), block, true);
                    let source = operands[source].vreg().vreg() as u32;
                    self.values[id as usize].source = source;
                    self.values[source as usize].target = id;
                }
                (OperandKind::Def, OperandConstraint::Reg) => {
                    self.define(vreg, place(if late { LATE } else { EARLY }), block, true);
                }
                (OperandKind::Use, OperandConstraint::FixedReg(reg)) => {
                    let reg = registers::index(reg).ok_or(Failure::Unsupported)?;
                    self.add_use(id, place(GAP), block, Wish::Copy);
                    let to = place(if late { BEHIND } else { LATE });
                    self.fixed.take(reg, Taken { from: place(EARLY), to, owner: id });
                    let value = &mut self.values[id as usize];
                    if value.fixed == NO_REG {
                        value.fixed = reg;
                    }
                }
                (OperandKind::Use, _) if reused.result_of(number).is_some() => {
                    self.add_use(id, place(GAP), block, Wish::Copy);
                }
                (OperandKind::Use, OperandConstraint::Reg | OperandConstraint::Any) => plain[usize::from(late)] = true,
                _ => return Err(Failure::Unsupported),
            }
        }
        // A value's uses are in the order of their places: copies, early ones, late ones.
        for late in [false, true].into_iter().filter(|&late| plain[usize::from(late)]) {
            for (number, &operand) in operands.iter().enumerate() {
                let wish = match operand.constraint() {
                    OperandConstraint::Reg => Wish::Register,
                    OperandConstraint::Any => Wish::Any,
                    _ => continue,
                };
                let here = operand.kind() == OperandKind::Use && (operand.pos() == OperandPos::Late) == late;
                if here && reused.result_of(number).is_none() {
                    self.add_use(operand.vreg().vreg() as u32, place(if late { LATE } else { EARLY }), block, wish);
                }
            }
        }
        let clobbers = func.inst_clobbers(inst);
        if clobbers != PRegSet::empty() {
            if self.clobbers.0 != clobbers {
                self.clobbers = (clobbers, registers::set(clobbers));
            }
            self.fixed.clobber(self.clobbers.1, Taken { from: place(LATE), to: place(BEHIND), owner: NONE });
        }
        let values = &self.values;
        self.defs[first_def..].sort_by_key(|&def| values[def as usize].def);
        Ok(())
    }

    /// The arguments of a block's edges are read at its end.
    fn read_edges(&mut self, func: &impl Function, block: Block, last: Inst) {
        let end = at(last.index(), BEHIND);
        for (edge, &succ) in func.block_succs(block).iter().enumerate() {
            let args = func.branch_blockparams(block, last, edge);
            for (arg, param) in args.iter().zip(func.block_params(succ)) {
                let (arg, param) = (arg.vreg() as u32, param.vreg() as u32);
                self.add_use(arg, end, block.index() as u32, Wish::Copy);
                self.values[arg as usize].target = param;
                let back = succ.index() <= block.index();
                if !back && self.values[param as usize].source == NONE {
                    self.values[param as usize].source = arg;
                }
            }
        }
    }

    fn define(&mut self, vreg: VReg, pos: Pos, block: u32, needs_register: bool) {
        let value = &mut self.values[vreg.vreg()];
        value.def = pos;
        value.def_block = block;
        value.class = vreg.class() as u8;
        value.needs_register = needs_register;
        value.weight += self.loops.frequency(block);
        self.defs.push(vreg.vreg() as u32);
    }

    fn add_use(&mut self, id: u32, pos: Pos, block: u32, wish: Wish) {
        let number = self.uses.len() as u32;
        self.uses.push(Use { pos, block, next: NONE, wish });
        let value = &mut self.values[id as usize];
        if value.last_use == NONE {
            value.first_use = number;
        } else {
            self.uses[value.last_use as usize].next = number;
        }
        value.last_use = number;
        value.weight = value.weight.saturating_add(self.loops.frequency(block));
    }
}

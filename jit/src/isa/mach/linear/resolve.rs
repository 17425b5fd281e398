//! From pieces to what the emission reads: the place of each operand and the moves.

use regalloc2::{
    Allocation, Block, Edit, Function, Inst, Operand, OperandConstraint, OperandKind, OperandPos, Output, ProgPoint,
    RegClass, SpillSlot,
};

use super::build::{Code, Reused};
use super::loops::NONE;
use super::parallel::{AT_END, BEFORE, IN_GAP, Move, Parallel, Place, Spare};
use super::piece::Piece;
use super::registers::{self, Available, COUNT, Set};
use super::slots::Slots;
use super::value::{BEHIND, EARLY, GAP, LATE, NO_REG, Pos, Range, at, gap_behind, inst_of};
use super::{Failure, Poll};

/// Buffers.
#[derive(Debug, Default)]
pub(super) struct Resolve {
    slots: Slots,
    moves: Vec<Move>,
    parallel: Parallel,
    /// The piece of each value at the current place.
    current: Vec<u32>,
    /// What an instruction's operands are copied from.
    copied: Vec<Place>,
    /// End and place of each piece of a value.
    line: Vec<(Pos, Place)>,
    life: Life,
}

/// What is live in each register as the moves are walked through; only if a move asks.
#[derive(Debug, Default)]
struct Life {
    starts: Vec<(Pos, u8)>,
    ends: Vec<(Pos, u8)>,
    passed: (usize, usize),
    count: Vec<u32>,
}

impl Life {
    fn build(&mut self, pieces: &[Piece]) {
        self.starts.clear();
        self.ends.clear();
        for piece in pieces.iter().filter(|piece| piece.reg != NO_REG) {
            self.starts.push((piece.start, piece.reg));
            self.ends.push((piece.end, piece.reg));
        }
        self.starts.sort_unstable();
        self.ends.sort_unstable();
        self.passed = (0, 0);
        self.count.clear();
        self.count.resize(COUNT, 0);
    }

    /// The registers with pieces around a place; places come in order.
    fn around(&mut self, pos: Pos) -> Set {
        while let Some(&(start, reg)) = self.starts.get(self.passed.0)
            && start <= pos + 1
        {
            self.count[usize::from(reg)] += 1;
            self.passed.0 += 1;
        }
        while let Some(&(end, reg)) = self.ends.get(self.passed.1)
            && end < pos
        {
            self.count[usize::from(reg)] -= 1;
            self.passed.1 += 1;
        }
        (0..COUNT).filter(|&reg| self.count[reg] != 0).fold(0, |set, reg| set | 1 << reg)
    }
}

/// The function and what was decided about it.
pub(super) struct Decided<'a> {
    pub(super) code: &'a Code,
    pub(super) ranges: &'a [Range],
    pub(super) pieces: &'a [Piece],
}

impl Decided<'_> {
    fn place(&self, piece: &Piece) -> Place {
        if piece.reg == NO_REG { self.slot(piece.value) } else { piece.reg.into() }
    }

    fn slot(&self, value: u32) -> Place {
        COUNT as Place + self.code.values[value as usize].slot
    }

    /// Where a value comes to be; `None` if nobody reads it.
    fn first_place(&self, value: u32) -> Option<Place> {
        let piece = self.code.values[value as usize].piece;
        (piece != NONE).then(|| self.place(&self.pieces[piece as usize]))
    }
}

fn allocation(place: Place) -> Allocation {
    match u8::try_from(place) {
        Ok(reg) if usize::from(reg) < COUNT => Allocation::reg(registers::reg(reg)),
        _ => Allocation::stack(SpillSlot::new(place as usize - COUNT)),
    }
}

impl Resolve {
    #[allow(clippy::too_many_arguments)]
    pub(super) fn run(
        &mut self,
        func: &impl Function,
        code: &mut Code,
        ranges: &[Range],
        pieces: &[Piece],
        available: Available,
        poll: &mut Poll<'_>,
        output: &mut Output,
    ) -> Result<(), Failure> {
        let units = |class| func.spillslot_size(class) as u32;
        self.slots.assign(code, [units(RegClass::Int), units(RegClass::Float)]);
        self.moves.clear();
        self.current.clear();
        self.current.extend(code.values.iter().map(|value| value.piece));
        output.allocs.clear();
        output.inst_alloc_offsets.clear();
        output.edits.clear();
        output.debug_locations.clear();
        let decided = Decided { code, ranges, pieces };
        for number in 0..func.num_blocks() {
            self.block(func, &decided, Block::new(number), poll, output)?;
        }
        for &id in &code.defs {
            self.value(func, &decided, id, poll)?;
        }
        self.order(pieces, available, poll, output)?;
        output.num_spillslots = self.slots.count as usize;
        Ok(())
    }

    /// The place of a value at a place of the code, which is not before one asked for earlier.
    fn find(&mut self, decided: &Decided<'_>, value: u32, pos: Pos) -> Result<Place, Failure> {
        let current = &mut self.current[value as usize];
        let mut piece = decided.pieces.get(*current as usize).ok_or(Failure::Unsupported)?;
        while piece.end <= pos && piece.next != NONE {
            *current = piece.next;
            piece = &decided.pieces[piece.next as usize];
        }
        Ok(decided.place(piece))
    }

    fn add(&mut self, key: Pos, from: Place, to: Place, class: u8) {
        if from != to {
            self.moves.push(Move { key, from, to, class });
        }
    }

    fn block(
        &mut self,
        func: &impl Function,
        decided: &Decided<'_>,
        block: Block,
        poll: &mut Poll<'_>,
        output: &mut Output,
    ) -> Result<(), Failure> {
        let insts = func.block_insns(block);
        let first = insts.first();
        for &param in func.block_params(block) {
            let id = param.vreg() as u32;
            if let Some(place) = decided.first_place(id) {
                self.store(decided, id, place, at(first.index(), IN_GAP));
            }
        }
        for inst in insts.iter() {
            poll.step(1)?;
            self.inst(func, decided, inst, inst == first, output)?;
        }
        let last = insts.last();
        let succs = func.block_succs(block);
        for (edge, &succ) in succs.iter().enumerate() {
            let key = edge_key(func, succs.len(), last, succ);
            let params = func.block_params(succ);
            for (arg, param) in func.branch_blockparams(block, last, edge).iter().zip(params) {
                let Some(to) = decided.first_place(param.vreg() as u32) else { continue };
                let from = self.find(decided, arg.vreg() as u32, at(last.index(), BEHIND))?;
                self.add(key, from, to, param.class() as u8);
            }
        }
        Ok(())
    }

    /// Stores a value, which has come to be at a place, in its spill slot if it has one.
    fn store(&mut self, decided: &Decided<'_>, value: u32, from: Place, key: Pos) {
        let data = &decided.code.values[value as usize];
        if data.spilled {
            self.add(key, from, decided.slot(value), data.class);
        }
    }

    fn inst(
        &mut self,
        func: &impl Function,
        decided: &Decided<'_>,
        inst: Inst,
        first: bool,
        output: &mut Output,
    ) -> Result<(), Failure> {
        output.inst_alloc_offsets.push(output.allocs.len() as u32);
        let operands = func.inst_operands(inst);
        let reused = Reused::of(operands)?;
        let gap = at(inst.index(), GAP);
        self.copied.clear();
        self.copied.resize(operands.len(), NONE);
        for (number, &operand) in operands.iter().enumerate() {
            let fixed = matches!(operand.constraint(), OperandConstraint::FixedReg(_));
            if operand.kind() == OperandKind::Def || !fixed && reused.result_of(number).is_none() {
                continue;
            }
            let id = operand.vreg().vreg() as u32;
            let value = &decided.code.values[id as usize];
            self.copied[number] = if value.def == gap && !first {
                // Still where the instruction before put it.
                value.fixed.into()
            } else {
                self.find(decided, id, if first { gap } else { gap - 1 })?
            };
        }
        for (number, &operand) in operands.iter().enumerate() {
            let place = self.operand(decided, inst, number, operand, operands, &reused)?;
            output.allocs.push(allocation(place));
        }
        Ok(())
    }

    fn operand(
        &mut self,
        decided: &Decided<'_>,
        inst: Inst,
        number: usize,
        operand: Operand,
        operands: &[Operand],
        reused: &Reused,
    ) -> Result<Place, Failure> {
        let id = operand.vreg().vreg() as u32;
        let class = operand.class() as u8;
        let key = at(inst.index(), IN_GAP);
        let behind = gap_behind(key) + IN_GAP;
        match (operand.kind(), operand.constraint()) {
            (OperandKind::Def, OperandConstraint::FixedReg(reg)) => {
                let from: Place = registers::index(reg).ok_or(Failure::Unsupported)?.into();
                if let Some(to) = decided.first_place(id) {
                    self.add(behind, from, to, class);
                    if to < COUNT as Place {
                        self.store(decided, id, from, behind);
                    }
                }
                Ok(from)
            }
            (OperandKind::Def, _) => {
                let place = decided.first_place(id).ok_or(Failure::Unsupported)?;
                self.store(decided, id, place, behind);
                Ok(place)
            }
            (OperandKind::Use, OperandConstraint::FixedReg(reg)) => {
                let to: Place = registers::index(reg).ok_or(Failure::Unsupported)?.into();
                if self.find(decided, id, at(inst.index(), GAP))? != to {
                    self.add(key, self.copied[number], to, class);
                }
                Ok(to)
            }
            (OperandKind::Use, _) => match reused.result_of(number) {
                Some(result) => {
                    let to = operands[result].vreg().vreg() as u32;
                    let to = decided.first_place(to).ok_or(Failure::Unsupported)?;
                    self.add(key, self.copied[number], to, class);
                    Ok(to)
                }
                None => {
                    let place = if operand.pos() == OperandPos::Late { LATE } else { EARLY };
                    self.find(decided, id, at(inst.index(), place))
                }
            },
        }
    }

    /// The moves between a value's pieces, and along the edges on whose sides it is in different places.
    fn value(
        &mut self,
        func: &impl Function,
        decided: &Decided<'_>,
        id: u32,
        poll: &mut Poll<'_>,
    ) -> Result<(), Failure> {
        let value = decided.code.values[id as usize];
        if value.piece == NONE || decided.pieces[value.piece as usize].next == NONE {
            return Ok(());
        }
        let ranges = &decided.ranges[value.ranges.0 as usize..value.ranges.1 as usize];
        self.line.clear();
        let mut number = value.piece;
        let mut range = 0;
        let mut before = NONE;
        while number != NONE {
            poll.step(1)?;
            let piece = &decided.pieces[number as usize];
            let (place, start) = (decided.place(piece), piece.start);
            while range < ranges.len() && ranges[range].end <= start {
                range += 1;
            }
            let inside = !piece.first && ranges.get(range).is_some_and(|range| range.start < start);
            // A spilled value is in its slot anyway; and a block's start is reached along edges.
            if inside && piece.reg != NO_REG && !starts_block(decided.code, start) {
                self.add(start + IN_GAP, before, place, value.class);
            }
            self.line.push((piece.end, place));
            before = place;
            number = piece.next;
        }
        for range in ranges {
            let mut block = decided.code.block_of[inst_of(range.start) as usize] as usize;
            if decided.code.starts[block] < range.start || decided.code.starts[block] == value.def {
                block += 1;
            }
            while block < func.num_blocks() && decided.code.starts[block] < range.end {
                self.edges(func, decided, id, block, poll)?;
                block += 1;
            }
        }
        Ok(())
    }

    fn edges(
        &mut self,
        func: &impl Function,
        decided: &Decided<'_>,
        id: u32,
        block: usize,
        poll: &mut Poll<'_>,
    ) -> Result<(), Failure> {
        let place_at = |line: &[(Pos, Place)], pos: Pos| {
            let number = line.partition_point(|&(end, _)| end <= pos);
            line[number.min(line.len() - 1)].1
        };
        let value = decided.code.values[id as usize];
        let to = place_at(&self.line, decided.code.starts[block]);
        if to >= COUNT as Place {
            return Ok(());
        }
        for &pred in func.block_preds(Block::new(block)) {
            poll.step(2)?;
            let from = place_at(&self.line, decided.code.starts[pred.index() + 1] - 1);
            if from != to {
                let succs = func.block_succs(pred).len();
                let key = edge_key(func, succs, func.block_insns(pred).last(), Block::new(block));
                self.add(key, from, to, value.class);
            }
        }
        Ok(())
    }

    /// Brings the moves into order.
    fn order(
        &mut self,
        pieces: &[Piece],
        available: Available,
        poll: &mut Poll<'_>,
        output: &mut Output,
    ) -> Result<(), Failure> {
        let Self { moves, parallel, slots, life, .. } = self;
        moves.sort_unstable_by_key(|one| one.key);
        parallel.clear(slots);
        let mut built = false;
        for group in moves.chunk_by(|a, b| a.key == b.key) {
            poll.step(group.len() as u32)?;
            let key = group[0].key;
            let point = ProgPoint::before(Inst::new(inst_of(key) as usize));
            let mut spare = None;
            let find = || {
                *spare.get_or_insert_with(|| {
                    if !built {
                        life.build(pieces);
                        built = true;
                    }
                    let pos = if key & 3 == AT_END { key | BEHIND } else { key & !3 };
                    spare_registers(life.around(pos), group, available)
                })
            };
            let emit = |from, to| {
                output.edits.push((point, Edit::Move { from: allocation(from), to: allocation(to) }));
            };
            parallel.sequence(group, slots, find, emit);
        }
        Ok(())
    }
}

/// The registers in which nothing lives and that no move mentions.
fn spare_registers(live: Set, group: &[Move], available: Available) -> Spare {
    let mentioned = |place: Place| if place < COUNT as Place { 1 << place } else { 0 };
    let busy = group.iter().fold(live, |busy, one| busy | mentioned(one.from) | mentioned(one.to));
    let free = available.all.map(|all| {
        let free = all & !busy;
        // One that would have to be saved is no help.
        free & !available.saved
    });
    Spare { free, all: available.all }
}

fn starts_block(code: &Code, pos: Pos) -> bool {
    code.starts[code.block_of[inst_of(pos) as usize] as usize] == pos
}

/// Where the moves of an edge go: to the end of its start if that has no other edge, else to its target.
fn edge_key(func: &impl Function, succs: usize, last: Inst, succ: Block) -> Pos {
    if succs == 1 { at(last.index(), AT_END) } else { at(func.block_insns(succ).first().index(), BEFORE) }
}

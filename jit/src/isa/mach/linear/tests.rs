//! Random functions, and such that are meant to take long, on a machine of few registers. regalloc2's checker proves
//! each allocation.

use std::cell::Cell;

use regalloc2::checker::Checker;
use regalloc2::{
    Block, Function, Inst, InstRange, MachineEnv, Operand, OperandConstraint, OperandKind, OperandPos, Output, PReg,
    PRegSet, RegClass, VReg,
};

use super::{Failure, Linear};

/// Registers of each class.
const REGS: usize = 6;
/// How many of them are preserved by calls.
const SAVED: usize = 2;

fn preg(number: usize, class: RegClass) -> PReg {
    PReg::new(number, class)
}

fn regs(class: RegClass, numbers: std::ops::Range<usize>) -> PRegSet {
    numbers.map(|number| preg(number, class)).collect()
}

fn env() -> MachineEnv {
    let class = |numbers: std::ops::Range<usize>| {
        [regs(RegClass::Int, numbers.clone()), regs(RegClass::Float, numbers), PRegSet::empty()]
    };
    MachineEnv {
        preferred_regs_by_class: class(0..REGS - SAVED),
        non_preferred_regs_by_class: class(REGS - SAVED..REGS),
        scratch_by_class: [None; 3],
        fixed_stack_slots: Vec::new(),
    }
}

fn callee_saved() -> PRegSet {
    regs(RegClass::Int, REGS - SAVED..REGS)
}

fn clobbered_by_calls() -> PRegSet {
    regs(RegClass::Int, 0..REGS - SAVED) | regs(RegClass::Float, 0..REGS)
}

#[derive(Default)]
struct Toy {
    insts: Vec<(Vec<Operand>, PRegSet)>,
    blocks: Vec<ToyBlock>,
    vregs: usize,
}

#[derive(Default)]
struct ToyBlock {
    insts: (usize, usize),
    params: Vec<VReg>,
    succs: Vec<Block>,
    args: Vec<Vec<VReg>>,
    preds: Vec<Block>,
}

impl Toy {
    fn vreg(&mut self, class: RegClass) -> VReg {
        self.vregs += 1;
        VReg::new(self.vregs - 1, class)
    }

    fn begin(&mut self, params: Vec<VReg>) -> usize {
        let at = self.insts.len();
        self.blocks.push(ToyBlock { insts: (at, at), params, ..ToyBlock::default() });
        self.blocks.len() - 1
    }

    fn inst(&mut self, operands: Vec<Operand>, clobbers: PRegSet) {
        self.insts.push((operands, clobbers));
    }

    /// Ends the block that was begun last by a jump, a branch or, without targets, a return.
    fn end(&mut self, uses: Vec<Operand>, targets: Vec<(usize, Vec<VReg>)>) {
        self.inst(uses, PRegSet::empty());
        let at = self.insts.len();
        if let Some(block) = self.blocks.last_mut() {
            block.insts.1 = at;
            (block.succs, block.args) = targets.into_iter().map(|(to, args)| (Block::new(to), args)).unzip();
        }
    }

    fn finish(mut self) -> Self {
        for from in 0..self.blocks.len() {
            for succ in self.blocks[from].succs.clone() {
                self.blocks[succ.index()].preds.push(Block::new(from));
            }
        }
        self
    }
}

impl Function for Toy {
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
        let (first, end) = self.blocks[block.index()].insts;
        InstRange::new(Inst::new(first), Inst::new(end))
    }
    fn block_succs(&self, block: Block) -> &[Block] {
        &self.blocks[block.index()].succs
    }
    fn block_preds(&self, block: Block) -> &[Block] {
        &self.blocks[block.index()].preds
    }
    fn block_params(&self, block: Block) -> &[VReg] {
        &self.blocks[block.index()].params
    }
    fn is_ret(&self, inst: Inst) -> bool {
        self.blocks.iter().any(|block| block.insts.1 == inst.index() + 1 && block.succs.is_empty())
    }
    fn is_branch(&self, inst: Inst) -> bool {
        self.blocks.iter().any(|block| block.insts.1 == inst.index() + 1 && !block.succs.is_empty())
    }
    fn branch_blockparams(&self, block: Block, _: Inst, succ: usize) -> &[VReg] {
        &self.blocks[block.index()].args[succ]
    }
    fn inst_operands(&self, inst: Inst) -> &[Operand] {
        &self.insts[inst.index()].0
    }
    fn inst_clobbers(&self, inst: Inst) -> PRegSet {
        self.insts[inst.index()].1
    }
    fn num_vregs(&self) -> usize {
        self.vregs
    }
    fn spillslot_size(&self, class: RegClass) -> usize {
        if class == RegClass::Int { 1 } else { 2 }
    }
}

fn allocate(toy: &Toy) -> Result<Output, Failure> {
    let mut output = Output::default();
    Linear::default().run(toy, &env(), callee_saved(), &|| false, &mut output)?;
    Ok(output)
}

/// Random functions: sequences, alternatives and loops.
struct Generator {
    toy: Toy,
    state: u64,
}

const CLASSES: [RegClass; 2] = [RegClass::Int, RegClass::Float];

impl Generator {
    fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 20) as usize % limit
    }

    fn pick(&mut self, values: &[VReg], class: RegClass) -> Option<VReg> {
        let of_class: Vec<VReg> = values.iter().copied().filter(|value| value.class() == class).collect();
        // Some are used much more often than others.
        let at = (!of_class.is_empty()).then(|| self.below(of_class.len()).max(self.below(of_class.len())))?;
        Some(of_class[at])
    }

    /// An instruction with operands of all kinds, within what so few registers can do.
    fn inst(&mut self, values: &mut Vec<VReg>) {
        let class = CLASSES[self.below(2)];
        let mut operands = Vec::new();
        let (a, b) = (self.pick(values, class), self.pick(values, class));
        let call = class == RegClass::Int && self.below(6) == 0;
        let fixed = self.below(4) == 0;
        let free = preg(self.below(REGS - SAVED), class);
        let other = preg((free.hw_enc() + 1) % (REGS - SAVED), class);
        let def = self.toy.vreg(class);
        match (a, self.below(4)) {
            _ if call => operands.push(Operand::reg_fixed_def(def, free)),
            (Some(a), 0) => operands.extend([Operand::reg_reuse_def(def, 1), Operand::reg_use(a)]),
            _ if fixed => operands.push(Operand::reg_fixed_def(def, free)),
            (_, 1) => operands.push(Operand::reg_def_at_start(def)),
            _ => operands.push(Operand::reg_def(def)),
        }
        if let Some(a) = a
            && call | fixed
        {
            operands.push(Operand::reg_fixed_use(a, free));
        } else if let Some(a) = a
            && self.below(2) == 0
        {
            operands.push(Operand::any_use(a));
        }
        if let Some(b) = b {
            operands.push(match self.below(4) {
                0 if call | fixed => Operand::reg_fixed_use(b, other),
                1 => Operand::new(b, OperandConstraint::Any, OperandKind::Use, OperandPos::Late),
                2 if !call => Operand::reg_use_at_end(b),
                _ => Operand::reg_use(b),
            });
        }
        if !call && self.below(6) == 0 {
            operands.push(Operand::reg_temp(self.toy.vreg(class)));
        }
        let mut clobbers = if call { clobbered_by_calls() } else { PRegSet::empty() };
        if !call && self.below(6) == 0 {
            clobbers.add(other);
        }
        for operand in &operands {
            if let (OperandKind::Def, OperandConstraint::FixedReg(reg)) = (operand.kind(), operand.constraint()) {
                clobbers.remove(reg);
            }
        }
        self.toy.inst(operands, clobbers);
        if self.below(8) != 0 {
            values.push(def);
        }
    }

    fn args(&mut self, classes: &[RegClass], values: &[VReg]) -> Vec<VReg> {
        classes.iter().map(|&class| self.pick(values, class).expect("there is one of each class")).collect()
    }

    fn region(&mut self, values: &mut Vec<VReg>, depth: usize) {
        for _ in 0..self.below(10) {
            self.inst(values);
        }
        for _ in 0..if depth == 0 { 0 } else { 1 + self.below(3) } {
            let classes: Vec<RegClass> = (0..self.below(5)).map(|_| CLASSES[self.below(2)]).collect();
            let params: Vec<VReg> = classes.iter().map(|&class| self.toy.vreg(class)).collect();
            let here = self.toy.blocks.len();
            let condition = self.args(&[RegClass::Int], values);
            let condition = vec![Operand::any_use(condition[0])];
            if self.below(2) == 0 {
                // The targets are known when both sides are there.
                self.toy.end(condition, vec![]);
                let from = here - 1;
                let mut ends = Vec::new();
                for side in 0..2 {
                    let block = self.toy.begin(Vec::new());
                    self.toy.blocks[from].succs.push(Block::new(block));
                    self.toy.blocks[from].args.push(Vec::new());
                    let mut inner = values.clone();
                    self.region(&mut inner, depth - 1 - usize::from(side == 1 && depth > 1));
                    let args = self.args(&classes, &inner);
                    self.toy.end(Vec::new(), Vec::new());
                    ends.push((self.toy.blocks.len() - 1, args));
                }
                let join = self.toy.begin(params.clone());
                for (end, args) in ends {
                    self.toy.blocks[end].succs.push(Block::new(join));
                    self.toy.blocks[end].args.push(args);
                }
                values.extend(params);
            } else {
                let args = self.args(&classes, values);
                self.toy.end(Vec::new(), vec![(here, args)]);
                self.toy.begin(params.clone());
                values.extend(&params);
                self.region(values, depth - 1);
                let latch = self.toy.blocks.len();
                let args = self.args(&classes, values);
                self.toy.end(condition, vec![(latch, Vec::new()), (latch + 1, Vec::new())]);
                self.toy.begin(Vec::new());
                self.toy.end(Vec::new(), vec![(here, args)]);
                self.toy.begin(Vec::new());
            }
            for _ in 0..self.below(4) {
                self.inst(values);
            }
        }
    }

    fn function(seed: u64) -> Toy {
        let mut generator = Self { toy: Toy::default(), state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1 };
        generator.toy.begin(Vec::new());
        let mut values = Vec::new();
        for class in [CLASSES, CLASSES].concat() {
            let value = generator.toy.vreg(class);
            generator.toy.inst(vec![Operand::reg_def(value)], PRegSet::empty());
            values.push(value);
        }
        let depth = 1 + generator.below(3);
        generator.region(&mut values, depth);
        let result = generator.args(&[RegClass::Int], &values);
        generator.toy.end(vec![Operand::reg_fixed_use(result[0], preg(0, RegClass::Int))], Vec::new());
        generator.toy.finish()
    }
}

#[test]
fn random_functions_are_allocated_as_the_checker_wants() {
    let env = env();
    let mut moves = 0;
    for seed in 1..400 {
        let toy = Generator::function(seed);
        let output = allocate(&toy).unwrap_or_else(|failure| panic!("seed {seed}: {failure:?}"));
        let mut checker = Checker::new(&toy, &env);
        checker.prepare(&output);
        checker.run().unwrap_or_else(|error| panic!("seed {seed}: {error:?}"));
        moves += output.edits.len();
    }
    assert!(moves > 1000, "values move: {moves}");
}

/// A function of one block that defines values, clobbers registers again and again, and uses the values.
fn across_calls(values: usize, calls: usize) -> Toy {
    let mut toy = Toy::default();
    toy.begin(Vec::new());
    let all: Vec<VReg> = (0..values).map(|_| toy.vreg(RegClass::Int)).collect();
    all.iter().for_each(|&value| toy.inst(vec![Operand::reg_def(value)], PRegSet::empty()));
    for call in 0..calls {
        toy.inst(vec![Operand::reg_fixed_use(all[call % values], preg(0, RegClass::Int))], clobbered_by_calls());
    }
    all.iter().for_each(|&value| toy.inst(vec![Operand::reg_use(value)], PRegSet::empty()));
    toy.end(Vec::new(), Vec::new());
    toy.finish()
}

/// Blocks in a row, each of which may leave to the last one; values live through all of them.
fn chain(blocks: usize, values: usize) -> Toy {
    let mut toy = Toy::default();
    let all: Vec<VReg> = (0..values).map(|_| toy.vreg(RegClass::Int)).collect();
    for block in 0..blocks {
        toy.begin(Vec::new());
        if block == 0 {
            all.iter().for_each(|&value| toy.inst(vec![Operand::reg_def(value)], PRegSet::empty()));
        }
        let uses = vec![Operand::reg_use(all[block % values])];
        toy.end(uses, vec![(2 * block + 1, Vec::new()), (2 * block + 2, Vec::new())]);
        toy.begin(Vec::new());
        toy.end(Vec::new(), vec![(2 * blocks, Vec::new())]);
    }
    toy.begin(Vec::new());
    all.iter().for_each(|&value| toy.inst(vec![Operand::any_use(value)], PRegSet::empty()));
    toy.end(Vec::new(), Vec::new());
    toy.finish()
}

/// A loop whose many parameters change places.
fn rotation(params: usize) -> Toy {
    let mut toy = Toy::default();
    toy.begin(Vec::new());
    let first: Vec<VReg> = (0..params).map(|_| toy.vreg(RegClass::Int)).collect();
    first.iter().for_each(|&value| toy.inst(vec![Operand::reg_def(value)], PRegSet::empty()));
    toy.end(Vec::new(), vec![(1, first)]);
    let names: Vec<VReg> = (0..params).map(|_| toy.vreg(RegClass::Int)).collect();
    toy.begin(names.clone());
    toy.end(vec![Operand::any_use(names[0])], vec![(2, Vec::new()), (3, Vec::new())]);
    toy.begin(Vec::new());
    let mut args = names;
    args.rotate_left(1);
    toy.end(Vec::new(), vec![(1, args)]);
    toy.begin(Vec::new());
    toy.end(Vec::new(), Vec::new());
    toy.finish()
}

/// The work is counted, so that these end soon or give up soon.
#[test]
fn what_takes_long_ends() {
    for toy in [
        across_calls(3000, 50_000),
        across_calls(50_000, 3000),
        chain(25_000, 3),
        chain(10_000, 1000),
        rotation(20_000),
    ] {
        match allocate(&toy) {
            Ok(output) => assert_eq!(output.inst_alloc_offsets.len(), toy.num_insts()),
            Err(failure) => assert_eq!(failure, Failure::TooMuch),
        }
    }
}

#[test]
fn much_code_is_no_reason_to_give_up() {
    for toy in [across_calls(1000, 50_000), across_calls(50_000, 1000), chain(25_000, 3), rotation(5000)] {
        assert_eq!(allocate(&toy).err(), None);
    }
}

/// Values that change places in a circle, in registers and in slots.
#[test]
fn rotations_are_right() {
    for params in 1..20 {
        let toy = rotation(params);
        let output = allocate(&toy).expect("it is simple");
        let env = env();
        let mut checker = Checker::new(&toy, &env);
        checker.prepare(&output);
        checker.run().unwrap_or_else(|error| panic!("{params} parameters: {error:?}"));
    }
}

#[test]
fn an_allocation_can_be_cancelled() {
    let toy = across_calls(1000, 20_000);
    let looks = Cell::new(0);
    let cancelled = || {
        looks.set(looks.get() + 1);
        looks.get() == 3
    };
    let mut output = Output::default();
    let result = Linear::default().run(&toy, &env(), callee_saved(), &cancelled, &mut output);
    assert_eq!(result, Err(Failure::Cancelled));
}

/// What is used in a loop is in a register there, though the value lives across a call before it.
#[test]
fn loops_find_their_values_in_registers() {
    let mut toy = Toy::default();
    toy.begin(Vec::new());
    let values: Vec<VReg> = (0..REGS - 1).map(|_| toy.vreg(RegClass::Float)).collect();
    values.iter().for_each(|&value| toy.inst(vec![Operand::reg_def(value)], PRegSet::empty()));
    toy.inst(Vec::new(), clobbered_by_calls());
    toy.end(Vec::new(), vec![(1, Vec::new())]);
    toy.begin(Vec::new());
    let from = toy.insts.len();
    values.iter().for_each(|&value| toy.inst(vec![Operand::any_use(value)], PRegSet::empty()));
    let to = toy.insts.len();
    toy.end(Vec::new(), vec![(2, Vec::new()), (3, Vec::new())]);
    toy.begin(Vec::new());
    toy.end(Vec::new(), vec![(1, Vec::new())]);
    toy.begin(Vec::new());
    toy.end(Vec::new(), Vec::new());
    let toy = toy.finish();
    let output = allocate(&toy).expect("it is simple");
    for inst in from..to {
        assert!(output.inst_allocs(Inst::new(inst))[0].is_reg());
    }
    let inside = |inst: usize| (from..=to + 1).contains(&inst);
    assert!(output.edits.iter().all(|(point, _)| !inside(point.inst().index())), "{:?}", output.edits);
}

//! The registers as small numbers and sets of bits, and where instructions take them.

use regalloc2::{MachineEnv, PReg, PRegSet, RegClass};

use super::value::Pos;

/// Registers of a class at most.
const OF_CLASS: usize = 32;
/// Registers at most.
pub(super) const COUNT: usize = 2 * OF_CLASS;

/// A set of registers by their numbers.
pub(super) type Set = u64;

/// Number of a register; `None` if it is none that this allocator gives away.
pub(super) fn index(reg: PReg) -> Option<u8> {
    let (class, number) = (reg.class() as usize, reg.hw_enc());
    (class < 2 && number < OF_CLASS).then_some((class * OF_CLASS + number) as u8)
}

/// The register of a number.
pub(super) fn reg(index: u8) -> PReg {
    let class = if usize::from(index) < OF_CLASS { RegClass::Int } else { RegClass::Float };
    PReg::new(usize::from(index) % OF_CLASS, class)
}

/// The numbers of the registers of a set.
pub(super) fn set(regs: PRegSet) -> Set {
    regs.into_iter().filter_map(index).fold(0, |set, reg| set | 1 << reg)
}

/// The registers in a set, lowest number first.
pub(super) fn each(mut set: Set) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let reg = (set != 0).then(|| set.trailing_zeros() as u8)?;
        set &= set - 1;
        Some(reg)
    })
}

/// What may be given away.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Available {
    /// Of each class.
    pub(super) all: [Set; 2],
    /// Those that cost something to use for the first time, a push and a pop.
    pub(super) saved: Set,
    /// Those that are taken when no other is left.
    pub(super) second: Set,
}

impl Available {
    pub(super) fn new(env: &MachineEnv, callee_saved: PRegSet) -> Self {
        let class = |class: usize| set(env.preferred_regs_by_class[class] | env.non_preferred_regs_by_class[class]);
        let second = env.non_preferred_regs_by_class.iter().fold(0, |all, &regs| all | set(regs));
        Self { all: [class(0), class(1)], saved: set(callee_saved), second }
    }
}

/// A register is taken for a while, by an operand that must be there or by a clobber.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taken {
    pub(super) from: Pos,
    pub(super) to: Pos,
    /// The value whose operand it is, if it only is read: this value may be in the register all the time.
    pub(super) owner: u32,
}

/// Clobbers of so many registers are calls, and kept once rather than for each register.
const CALL: u32 = 4;

/// Where instructions take registers, in the order of the code.
#[derive(Debug)]
pub(super) struct Fixed {
    pub(super) of: Vec<Vec<Taken>>,
    /// How far each list is passed.
    pub(super) passed: Vec<u32>,
    /// Where all of `called` are clobbered.
    pub(super) calls: Vec<Taken>,
    pub(super) calls_passed: u32,
    /// Union of what calls clobber. A call takes the few that one of them spares, for its results, in other ways.
    pub(super) called: Set,
    /// Registers with a list that is not empty.
    touched: Set,
}

impl Default for Fixed {
    fn default() -> Self {
        Self {
            of: vec![Vec::new(); COUNT],
            passed: vec![0; COUNT],
            calls: Vec::new(),
            calls_passed: 0,
            called: 0,
            touched: 0,
        }
    }
}

impl Fixed {
    pub(super) fn clear(&mut self) {
        for reg in each(self.touched) {
            self.of[usize::from(reg)].clear();
            self.passed[usize::from(reg)] = 0;
        }
        self.calls.clear();
        self.calls_passed = 0;
        self.called = 0;
        self.touched = 0;
    }

    /// An operand takes a register.
    pub(super) fn take(&mut self, reg: u8, taken: Taken) {
        self.touched |= 1 << reg;
        let list = &mut self.of[usize::from(reg)];
        list.push(taken);
        // The operands of an instruction come in any order.
        let mut place = list.len() - 1;
        while place > 0 && list[place - 1].from > taken.from {
            list.swap(place - 1, place);
            place -= 1;
        }
    }

    /// An instruction clobbers registers.
    pub(super) fn clobber(&mut self, regs: Set, taken: Taken) {
        if regs.count_ones() >= CALL {
            self.called |= regs;
            self.calls.push(taken);
        } else {
            each(regs).for_each(|reg| self.take(reg, taken));
        }
    }

    /// Where a list goes on from a place.
    pub(super) fn from(list: &[Taken], passed: &mut u32, pos: Pos) -> usize {
        while list.get(*passed as usize).is_some_and(|taken| taken.to <= pos) {
            *passed += 1;
        }
        *passed as usize
    }
}

//! A register allocator for code in SSA form that takes little time: linear scan.
//!
//! The algorithm is that of Wimmer and Franz, "Linear Scan Register Allocation on SSA Form" (CGO 2010), with the
//! splitting of Wimmer and Mössenböck, "Optimized Interval Splitting in a Linear Scan Register Allocator" (VEE 2005),
//! and these choices:
//!
//! - [`build`] reads the code once; [`live`] finds where each value is live, exactly, with holes. The walk ([`walk`])
//!   takes the values in the order of their definitions and gives each a register for all its life if there is one
//!   that is free so long. In SSA form a value that is in a hole when another one is defined never meets it, so only
//!   pieces of values that were split before look at the holes of others.
//! - A value that meets others' needs is split into pieces ([`piece`], [`split`]). **A value that is ever spilled is
//!   stored once, behind its definition**; after that its slot always holds it, so that leaving a register costs
//!   nothing, at any place. What is chosen is where to load it again: before the next instruction that wants a
//!   register, or before the loop which that is in.
//! - Which value leaves ([`choose`]): the one whose next use is farthest (Belady), where a use outside of the current
//!   loop is eight times as far for each loop between. The end of a loop counts as a use of what the loop uses and
//!   does not define.
//! - Hints: the register of a reused operand, of a parameter or an argument, or the fixed one of an instruction, also
//!   through a chain of copies. A register that an instruction takes for an operand is not taken for that operand's
//!   own value, which may stay in it.
//! - An instruction's fixed registers and calls are lists in the order of the code ([`registers`]).
//! - [`resolve`] makes the moves between pieces, along edges and into fixed registers, [`parallel`] brings moves of
//!   one place into an order, [`slots`] shares spill slots between values that don't live at the same time.
//!
//! Work is counted ([`Poll`]): it is about linear in the code, but what is live in how many blocks can be
//! quadratic, and then the caller takes another allocator. Each result can be proven by regalloc2's checker.

mod build;
mod choose;
mod live;
mod loops;
mod parallel;
mod piece;
mod registers;
mod resolve;
mod slots;
mod split;
#[cfg(test)]
mod tests;
mod value;
mod walk;

use regalloc2::{Function, MachineEnv, Output, PRegSet};

use self::registers::Available;

/// Why there is no allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It would take too long.
    TooMuch,
    /// The caller does not want it any more.
    Cancelled,
    /// An operand is of a kind that no backend makes, or an instruction needs more registers than there are.
    Unsupported,
}

/// Steps between two looks whether the allocation is still wanted.
const INTERVAL: u32 = 1 << 12;

/// Steps that each instruction, value and block may cost on average; ordinary code takes fewer than 40.
const STEPS: u64 = 256;

/// Counts steps.
pub(crate) struct Poll<'a> {
    steps: u64,
    limit: u64,
    until_look: u32,
    cancelled: &'a dyn Fn() -> bool,
}

impl<'a> Poll<'a> {
    /// Begins to count.
    pub(crate) fn new(func: &impl Function, cancelled: &'a dyn Fn() -> bool) -> Self {
        let size = func.num_insts() + func.num_vregs() + func.num_blocks();
        Self { steps: 0, limit: STEPS * (size as u64 + 64), until_look: INTERVAL, cancelled }
    }

    /// Counts some steps.
    pub(super) fn step(&mut self, steps: u32) -> Result<(), Failure> {
        match self.until_look.checked_sub(steps) {
            Some(left) => {
                self.until_look = left;
                Ok(())
            }
            None => self.look(steps),
        }
    }

    #[cold]
    fn look(&mut self, steps: u32) -> Result<(), Failure> {
        self.steps += u64::from(INTERVAL - self.until_look + steps);
        self.until_look = INTERVAL;
        if (self.cancelled)() {
            return Err(Failure::Cancelled);
        }
        if self.steps > self.limit { Err(Failure::TooMuch) } else { Ok(()) }
    }
}

/// The allocator with its buffers, which serve one function after the other.
#[derive(Debug, Default)]
pub(crate) struct Linear {
    code: build::Code,
    live: live::Live,
    walk: walk::Walk,
    resolve: resolve::Resolve,
}

impl Linear {
    /// Allocates registers. `callee_saved` are those that cost a push and a pop.
    pub(crate) fn run(
        &mut self,
        func: &impl Function,
        env: &MachineEnv,
        callee_saved: PRegSet,
        cancelled: &dyn Fn() -> bool,
        output: &mut Output,
    ) -> Result<(), Failure> {
        let mut poll = Poll::new(func, cancelled);
        self.code.read(func, &mut poll)?;
        self.live.compute(func, &mut self.code, &mut poll)?;
        let available = Available::new(env, callee_saved);
        self.walk.run(&mut self.code, &self.live.ranges, available, &mut poll)?;
        self.resolve.run(func, &mut self.code, &self.live.ranges, &self.walk.pieces, available, &mut poll, output)
    }
}

//! The register allocators and which of them runs.

use regalloc2::{Algorithm, Ctx, Function, MachineEnv, PRegSet, RegallocOptions};

use super::linear::{Failure, Linear};

/// A register allocator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Allocator {
    /// regalloc2's fast one: local, each value in a spill slot of its own.
    Fast,
    /// Our linear scan.
    Linear,
    /// regalloc2's backtracking one.
    Backtracking,
}

impl Allocator {
    /// All of them.
    pub(super) const ALL: &[Self] = &[Self::Fast, Self::Linear, Self::Backtracking];
}

/// The allocators with their buffers.
#[derive(Default)]
pub(super) struct Allocators {
    linear: Linear,
    /// Its `output` has the result of the last run.
    pub(super) ctx: Ctx,
}

impl Allocators {
    /// Runs an allocator or, if the function is too much for it, the fast one; says which it was. The error is `None`
    /// if the allocation was cancelled.
    pub(super) fn run(
        &mut self,
        allocator: Allocator,
        func: &impl Function,
        env: &MachineEnv,
        callee_saved: PRegSet,
        validate: bool,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Allocator, Option<String>> {
        let algorithm = match allocator {
            Allocator::Linear => match self.linear.run(func, env, callee_saved, cancelled, &mut self.ctx.output) {
                Ok(()) => return Ok(allocator),
                Err(Failure::Cancelled) => return Err(None),
                Err(failure @ Failure::Unsupported) if validate => return Err(Some(format!("{failure:?}"))),
                Err(Failure::TooMuch | Failure::Unsupported) => Algorithm::Fastalloc,
            },
            Allocator::Fast => Algorithm::Fastalloc,
            Allocator::Backtracking => Algorithm::Ion,
        };
        let options = RegallocOptions { verbose_log: false, validate_ssa: validate, algorithm };
        regalloc2::run_with_ctx(func, env, &options, &mut self.ctx).map_err(|e| Some(e.to_string()))?;
        Ok(if allocator == Allocator::Backtracking { allocator } else { Allocator::Fast })
    }
}

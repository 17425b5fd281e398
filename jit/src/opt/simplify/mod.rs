//! Control flow: branches whose way is known, jumps to jumps, blocks with one way in, parameters that are the same
//! from everywhere.
//!
//! What is usual since F. E. Allen and J. Cocke, "A Catalogue of Optimizing Transformations" (1971); shapes that later
//! passes look for are left alone: no jump is led past an empty block into the header of a loop, so that a loop keeps
//! one way in and one way back if it had them. All steps are linear; they are repeated while one of them gives work to
//! the others, [`ROUNDS`] times at most.

mod join;
mod known;
mod params;
mod terms;
mod thread;

use super::dce::drop_unreachable;
use super::pass::{Changed, Cx};
use crate::ir::Function;

pub(super) use params::merge as merge_params;

/// Turns of all steps. The second one finds what inlined arguments have decided; more is rare.
const ROUNDS: u32 = 4;

/// The pass.
pub(super) fn run(function: &mut Function, cx: &mut Cx<'_>) -> Changed {
    let mut all = Changed::Nothing;
    for _ in 0..ROUNDS {
        let mut changed = Changed::Nothing;
        if terms::fold(function) {
            changed = Changed::Blocks;
        }
        if function.blocks.len() > 1 {
            changed = changed.max(with_cfg(function, cx, changed));
            if join::join(function) {
                changed = Changed::Blocks;
            }
        }
        if changed == Changed::Blocks {
            drop_unreachable(function);
            cx.forget();
        }
        all = all.max(changed);
        // New values of parameters decide branches only where they are constants, and then it is worth a turn.
        if changed == Changed::Nothing {
            break;
        }
    }
    all
}

/// The steps that look at edges.
fn with_cfg(function: &mut Function, cx: &mut Cx<'_>, so_far: Changed) -> Changed {
    let mut changed = so_far;
    if changed == Changed::Blocks {
        cx.forget();
    }
    if !cx.analyse(function) {
        return changed;
    }
    if known::fold(function, &cx.cfg) {
        changed = Changed::Blocks;
        cx.forget();
        if !cx.analyse(function) {
            return changed;
        }
    }
    if merge_params(function, &cx.cfg) {
        changed = changed.max(Changed::Insts);
    }
    if thread::thread(function, &cx.cfg) {
        changed = Changed::Blocks;
        cx.forget();
    }
    changed
}

//! Promotion: variables in the frame become values, structs and arrays piece by piece.
//!
//! ```text
//! uses      which slots are only loaded, stored, copied and filled at known places, and where
//! pieces    how such a slot falls apart into variables
//! rewrite   loads and stores become values and block parameters
//! access    parts of a variable: a byte of an integer, a float's bits
//! ```
//!
//! What is left of memory after the builder's own SSA construction are variables whose address is taken, structs, and
//! arrays. Inlining makes most of that local: a struct that is passed as the address of a copy, a result that is
//! written through a hidden pointer, an `int` that a helper writes through `&x`. This is "scalar replacement of
//! aggregates" together with `mem2reg`; the construction of block parameters is that of Braun et al. (CC 2013), as in
//! [`crate::ir::build`], here over a finished control flow graph in reverse postorder.
//!
//! A slot whose address gets anywhere else, into memory, a call, a block parameter or a sum that is no constant, stays.

mod access;
mod pieces;
mod rewrite;
mod uses;

use super::dce::drop_unreachable;
use super::observe::Outcome;
use super::pass::{Changed, Cx};
use super::simplify::merge_params;
use crate::ir::Function;

/// For people: the word of this pass.
pub(super) const NAME: &str = "promote";

/// The pass.
pub(super) fn run(function: &mut Function, cx: &mut Cx<'_>) -> Changed {
    if function.slots.is_empty() || !cx.analyse(function) {
        return Changed::Nothing;
    }
    let mut changed = Changed::Nothing;
    if cx.cfg.order().len() < function.blocks.len() {
        drop_unreachable(function);
        cx.forget();
        changed = Changed::Blocks;
        if !cx.analyse(function) {
            return changed;
        }
    }
    let uses = uses::Uses::find(function, &cx.cfg);
    for (slot, loc) in uses.escapes() {
        cx.remark(NAME, Outcome::Missed, function, loc, || {
            let size = function.slots[slot].size;
            format!("a variable of {size} bytes stays in memory: its address is used here")
        });
    }
    let Some(plan) = pieces::Plan::make(function, &cx.cfg, &uses) else { return changed };
    cx.remark(NAME, Outcome::Done, function, cx.module.symbols[function.symbol.0 as usize].loc, || {
        format!("{} variables in memory became {} values", plan.slots(), plan.vars.len())
    });
    let params = rewrite::rewrite(function, &cx.cfg, &uses, &plan);
    if params {
        merge_params(function, &cx.cfg);
    }
    changed.max(Changed::Insts)
}

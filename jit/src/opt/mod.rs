//! The optimiser: passes over the IR, between its making and the choice of machine instructions.
//!
//! ```text
//! pipeline   which passes run at which level, in which order, function by function, callees first
//! pass       what a pass is, and what it knows of its surroundings
//! cfg        edges, dominators and loops of a function
//! memory     which pieces of memory instructions touch, and which of them can be the same
//! inline     bodies in the places of calls, over the whole module
//! aliases    values that turned out to be others
//! observe    texts before and after a pass, times, remarks: for people who want to look
//! ...        one file or folder a pass
//! ```
//!
//! A pass changes a valid function into a valid one that computes the same, traps included where the program has
//! defined behaviour. Nothing here is part of the wall: what a plugin may touch is checked by hardware and host,
//! whatever code it has.

#[allow(dead_code)]
mod aliases;
mod carry;
#[allow(dead_code)]
mod cfg;
mod clock;
mod dce;
mod divide;
mod gvn;
mod ifconvert;
mod inline;
mod jam;
mod level;
mod licm;
mod memory;
mod observe;
#[allow(dead_code)]
mod pass;
mod pipeline;
mod promote;
mod reassociate;
mod rotate;
mod simplify;
#[cfg(test)]
mod tests;
mod unroll;
mod vectorise;

pub use level::{NoSuchLevel, OptLevel};
pub use observe::{Observer, Outcome, Remark};
pub use pipeline::{NoSuchPass, pass_names, phase_names, run_pass};

pub(crate) use clock::Clock;
pub(crate) use pipeline::{Job, Stopped, optimise};

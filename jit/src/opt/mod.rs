//! The optimiser: passes over the IR, between its making and the choice of machine instructions.

mod level;

pub use level::{NoSuchLevel, OptLevel};

//! Runs untrusted plugins behind a hardware wall.

mod mode;
mod trap;

pub use mode::{Mode, ParseModeError};
pub use trap::{Access, Location, Trap, TrapCode, TrapKind};

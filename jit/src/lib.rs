//! Compiles the plugin language, a C dialect, to x86 machine code in the host, at run time.
//!
//! ```text
//! source --front--> typed tree --ir::lower--> SSA IR --opt--> SSA IR --isa--> VCode --registers--> code in an Object
//!                                                               |
//!                                                               +--interp--> the oracle, and the way without KVM
//! ```
//!
//! It must not know: KVM, where code and data will lie, who calls it. It is pure: no I/O, no unsafe.

#![forbid(unsafe_code)]

pub mod bind;
mod cancel;
mod compile;
pub mod diag;
pub mod front;
pub mod interp;
pub mod ir;
pub mod isa;
pub mod opt;
mod seed;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use cancel::Cancel;
pub use compile::{Options, Unit, check, compile, preprocess};
pub use diag::{Diagnostic, Diagnostics};
pub use front::library::Library;
pub use front::octets::text_of;
pub use front::pp::{Header, Headers};
pub use opt::OptLevel;

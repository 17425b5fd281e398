//! What the host and the guest agree on, and nothing else.
//!
//! This crate is shared by both sides of the wall, so it is `no_std`, has no dependencies (but `serde` where the host
//! asks for it) and holds only constants and small plain types: where things lie ([`layout`]), how an upcall crosses
//! ([`mailbox`]), how many cross at once ([`ring`]), how a one-way callback does ([`oneway`]), how the time is told
//! ([`clock`]), how a fault is reported ([`trap`]), and the data model that plugins see in every machine mode
//! ([`types`]).
//!
//! It must not know: KVM, the plugin language, how code is generated or linked.

#![no_std]
#![forbid(unsafe_code)]

pub mod clock;
pub mod layout;
pub mod mailbox;
pub mod oneway;
pub mod ring;
pub mod trap;
pub mod types;

pub use trap::TrapCode;
pub use types::{Isa, Ty, ValType};

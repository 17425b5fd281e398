//! Links compiled objects into the private namespace of one runtime.
//!
//! A [`Namespace`] owns the names of a runtime, its slot table and the free space of its code and data segments.
//! It places an [`Object`]'s code and data, resolves its symbols, applies its relocations and hands the bytes to
//! an [`Image`], which is whatever the runtime executes from.
//!
//! - A function is reached through its [`Slot`], which belongs to the name: it stays when the function is replaced,
//!   leads to a trap when it is deleted or not there yet, and is given away only when no object has it any more.
//! - A link is planned in full before anything is written. What fails is taken back: names, slots, space.
//! - Objects may come from files. Every field of one is checked before use, with typed errors.
//! - What is deleted may be running. It waits in quarantine until [`Namespace::collect`].
//!
//! It must not know: the plugin language, how code is generated, KVM. It is pure: no I/O, no unsafe.

#![forbid(unsafe_code)]

mod api;
mod commit;
mod element;
mod error;
mod lifetime;
mod link;
mod namespace;
pub mod object;
mod relocate;
mod space;
mod symbolize;
mod symbols;
mod validate;

pub use api::{Binding, Definition, Image, Layout, LinkMode, Linked, ObjectId, Place, Slot, SlotTarget};
pub use error::{CType, LinkError, Malformed, NameKind, Segment, Site};
pub use namespace::{CORE, Namespace};
pub use object::Object;

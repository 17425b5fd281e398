//! Links compiled objects into the private namespace of one runtime.
//!
//! A [`Namespace`] owns the names of a runtime, its slot table and the free space of its code and data segments.
//! It places an [`Object`]'s code and data, resolves its symbols, applies its relocations and hands the bytes to
//! an [`Image`], which is whatever the runtime executes from.
//!
//! It must not know: the plugin language, how code is generated, KVM. It is pure: no I/O, no unsafe.

#![forbid(unsafe_code)]

pub mod object;

pub use object::Object;

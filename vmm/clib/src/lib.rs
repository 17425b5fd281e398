//! The C library of plugins.
//!
//! ```text
//! include/*.h           what plugins include; free-standing headers too
//! src/AREA/NAME.c       one member each: what is linked, as from an archive, when a name of it is needed
//! src/*.h               headers of the members alone
//! ```
//!
//! Each member is compiled for both machine modes when this crate is built, and from its text for the interpreter when
//! it is first needed. A few functions are machine code by hand in the machine modes (`build/native`).
//!
//! The linker gives members a scope of names of their own: a member's `strlen` is the library's, whatever a plugin
//! calls so. So members call each other by the names that C has for the functions.
//!
//! It must not know: KVM, what a runtime is. What members need of the host they import by the names `__plug_...`.

#![forbid(unsafe_code)]

mod index;
mod member;
mod provider;

pub use index::{Export, Kind, LAZY, find, header_of};
pub use member::{Compiled, Member, member};
pub use provider::Provider;

use std::sync::{Arc, LazyLock};

use provider::lookup;

/// The headers that plugins can include: name and text, in alphabetical order.
#[must_use]
pub fn headers() -> &'static [(&'static str, &'static str)] {
    &tables::HEADERS
}

/// The text of a header that plugins can include.
#[must_use]
pub fn header(name: &str) -> Option<&'static str> {
    lookup(&tables::HEADERS, name)
}

/// All members, each at its number.
#[must_use]
pub fn members() -> &'static [Member] {
    &tables::MEMBERS
}

/// All names that members define for others, in alphabetical order.
#[must_use]
pub fn exports() -> &'static [Export] {
    &tables::EXPORTS
}

/// What serves the headers to the compiler.
#[must_use]
pub fn provider() -> Arc<Provider> {
    static PROVIDER: LazyLock<Arc<Provider>> =
        LazyLock::new(|| Arc::new(Provider { public: &tables::HEADERS, internal: &[] }));
    PROVIDER.clone()
}

mod tables {
    use guest_abi::Ty;

    use crate::{Export, Kind, Member};

    static OBJECTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/objects.bin"));

    include!(concat!(env!("OUT_DIR"), "/tables.rs"));
}

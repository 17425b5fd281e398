//! Adapters between the mailbox and the calling convention: code that the runtime generates per signature.

use guest_abi::{Isa, Ty};
use linker::object::Signature;

use super::{amd64, ia32};

/// The addresses in a guest's gate that adapters and thunks jump to, as code-segment offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GateLinks {
    /// Where an entry adapter jumps when the plugin has returned.
    pub done: u32,
    /// What a built-in's thunk calls.
    pub callback: u32,
}

/// The code through which the gate calls a function of this signature; `at` is the code offset at which it will be
/// placed. At most [`MAX_ARGS`](guest_abi::mailbox::MAX_ARGS) words. Empty for [`Isa::Portable`].
#[must_use]
pub fn entry(isa: Isa, signature: &Signature, at: u32, links: &GateLinks) -> Vec<u8> {
    match isa {
        Isa::Amd64 => amd64::adapter::entry(signature, at, links),
        Isa::Ia32 => ia32::adapter::entry(signature, at, links),
        Isa::Portable => Vec::new(),
    }
}

/// The code that a plugin calls in place of built-in number `id`; the rest as for [`entry`].
#[must_use]
pub fn builtin(isa: Isa, signature: &Signature, id: u32, at: u32, links: &GateLinks) -> Vec<u8> {
    match isa {
        Isa::Amd64 => amd64::adapter::builtin(signature, id, at, links),
        Isa::Ia32 => ia32::adapter::builtin(signature, id, at, links),
        Isa::Portable => Vec::new(),
    }
}

/// The *loop adapter* of a signature: a function of the plugins' own calling convention,
/// `void many(const void *in, void *out, unsigned count, target)`, that calls the function at the address `target` (as
/// code uses it) once for each of the `count` elements at `in`, in order. An element is the C struct of the parameters
/// (see [`Signature::fields`]); the results go to `out` in their C size, one behind the other, and `out` is not used if
/// there are none. At the start and after each element it stores the number of those that are finished to
/// [`PROGRESS`](guest_abi::mailbox::PROGRESS). The result of element `i` may lie anywhere in elements up to `i`.
///
/// `at` is the code offset at which it will be placed, a multiple of 16. At most
/// [`MAX_ARGS`](guest_abi::mailbox::MAX_ARGS) words. Empty for [`Isa::Portable`].
#[must_use]
pub fn many(isa: Isa, signature: &Signature, at: u32) -> Vec<u8> {
    match isa {
        Isa::Amd64 => amd64::many::many(signature, at),
        Isa::Ia32 => ia32::many::many(signature, at),
        Isa::Portable => Vec::new(),
    }
}

/// The type of a loop adapter, by which its entry adapter is made.
#[must_use]
pub fn many_signature() -> Signature {
    Signature { params: vec![Ty::Ptr, Ty::Ptr, Ty::U32, Ty::U32], result: None, variadic: false }
}

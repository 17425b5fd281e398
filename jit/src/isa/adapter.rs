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

/// Where the buffer of one-way callbacks lies; its layout is [`guest_abi::oneway`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OneWayBuffer {
    /// Data-segment address of the buffer.
    pub address: u32,
    /// First address behind the data segment.
    pub data_end: u32,
}

/// The code that a plugin calls in place of one-way built-in number `id`, which takes scalars: it appends a record
/// to the buffer, and is as [`builtin`] where there is no room.
#[must_use]
pub fn oneway_words(
    isa: Isa,
    signature: &Signature,
    id: u32,
    at: u32,
    links: &GateLinks,
    buffer: OneWayBuffer,
) -> Vec<u8> {
    match isa {
        Isa::Amd64 => amd64::oneway::words(signature, id, at, links, buffer),
        Isa::Ia32 => ia32::oneway::words(signature, id, at, links, buffer),
        Isa::Portable => Vec::new(),
    }
}

/// The same for a built-in `void f(const void *bytes, int len)`, whose record is a copy of the bytes. What is too
/// long for a record or not in the data segment goes to the host as by [`builtin`], which knows what to say about it.
#[must_use]
pub fn oneway_bytes(
    isa: Isa,
    signature: &Signature,
    id: u32,
    at: u32,
    links: &GateLinks,
    buffer: OneWayBuffer,
) -> Vec<u8> {
    match isa {
        Isa::Amd64 => amd64::oneway::bytes(signature, id, at, links, buffer),
        Isa::Ia32 => ia32::oneway::bytes(signature, id, at, links, buffer),
        Isa::Portable => Vec::new(),
    }
}

/// Code of a function `void *(const char *)` at code offset `at`: it calls the function `void *(const char *, void *)`
/// at `find` with its own argument and `table`, and goes on at the thunk `thunk` if that gives 1.
#[must_use]
pub fn search(isa: Isa, at: u32, table: u32, find: u32, thunk: u32) -> Vec<u8> {
    match isa {
        Isa::Amd64 => amd64::search::search(at, table, find, thunk),
        Isa::Ia32 => ia32::search::search(at, table, find, thunk),
        Isa::Portable => Vec::new(),
    }
}

/// What executes a submission ring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RingRunner {
    /// The code, which starts with the runner.
    pub code: Vec<u8>,
    /// Offset in it of the *far* function, which stands in for a loop adapter where an entry has no room for what is to
    /// be called.
    pub far: u32,
    /// Offset in it of the function that stands in for a loop adapter where nothing is to be called any more.
    pub skip: u32,
}

/// The code that executes a submission ring ([`guest_abi::ring`]) until it is empty: a function
/// `void run(void *ring, unsigned head, unsigned mask, void *cells)` in the plugins' calling convention, but for the
/// registers that a callee keeps, since only the gate calls it. `head` is the counter of the first entry, `mask` takes a
/// counter to its entry's place in `cells`. Empty for [`Isa::Portable`].
#[must_use]
pub fn ring_runner(isa: Isa, at: u32) -> RingRunner {
    match isa {
        Isa::Amd64 => amd64::ring::runner(at),
        Isa::Ia32 => ia32::ring::runner(at),
        Isa::Portable => RingRunner { code: Vec::new(), far: 0, skip: 0 },
    }
}

/// The type of a ring runner, by which its entry adapter is made.
#[must_use]
pub fn ring_runner_signature() -> Signature {
    Signature { params: vec![Ty::Ptr, Ty::U32, Ty::U32, Ty::Ptr], result: None, variadic: false }
}

/// The line of a clock ([`guest_abi::clock`]), which is empty at first, and behind it a function `long long (void)` that
/// reads the time by it; where the line does not reach it goes on at the thunk `thunk`.
#[must_use]
pub fn clock(isa: Isa, at: u32, thunk: u32) -> Vec<u8> {
    match isa {
        Isa::Amd64 => amd64::clock::clock(at, thunk),
        Isa::Ia32 => ia32::clock::clock(at, thunk),
        Isa::Portable => Vec::new(),
    }
}

/// A function `unsigned long long (void)` that reads the time stamp counter.
#[must_use]
pub fn ticks(isa: Isa, at: u32) -> Vec<u8> {
    match isa {
        Isa::Amd64 => amd64::clock::ticks(at),
        Isa::Ia32 => ia32::clock::ticks(at),
        Isa::Portable => Vec::new(),
    }
}

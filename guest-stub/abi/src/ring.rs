//! The submission ring: entries that the host writes and the runner in the guest executes in order.
//!
//! All offsets are in bytes from the ring's start, which is aligned to a cache line, in the data segment; all fields
//! are u32 and little endian. Host and guest write to different lines. The guest is hostile and can write to all of
//! it: the host keeps what it must rely on for itself.
//!
//! ```text
//! TAIL      host    one line: how far entries have been submitted, and LINGER
//! HEAD      guest   one line: how far entries have been executed
//! ENTRIES   host    one line per entry; place of counter c: c modulo the entries' bytes
//! ```
//!
//! Completion cells and arguments that don't fit into an entry lie wherever the entries' pointers say.

/// Counter of submitted entries. Counters count bytes of entries, run freely and wrap around, so a ring's depth is a
/// power of two.
pub const TAIL: u32 = 0;
/// How long the runner looks for more when all is executed, in ticks of the time stamp counter; 0 is not at all. In
/// the tail's line, so that the host can have a waiting runner leave. Less than 2^31.
pub const LINGER: u32 = 8;
/// Counter of executed entries.
pub const HEAD: u32 = 64;
/// The first entry.
pub const ENTRIES: u32 = 128;
/// Bytes of an entry: a cache line, which holds the arguments of most calls too.
pub const ENTRY_SIZE: u32 = 64;

/// Entry: address of the loop adapter that fits the signature (an address as code uses it).
pub const ENTRY_ADAPTER: u32 = 0;
/// Entry: address of the function to call (an address as code uses it).
pub const ENTRY_TARGET: u32 = 4;
/// Entry: where the parameters of the first call lie.
pub const ENTRY_IN: u32 = 8;
/// Entry: where the result of the first call goes.
pub const ENTRY_OUT: u32 = 12;
/// Entry: number of calls.
pub const ENTRY_COUNT: u32 = 16;
/// Entry: space for the parameters of one call; the rest of the line.
pub const ENTRY_ARGS: u32 = 24;

/// Most entries. Far below half of a counter's range, so that counters can be compared.
pub const MAX_DEPTH: u32 = 1 << 15;

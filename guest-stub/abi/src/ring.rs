//! The submission ring: entries that the host writes and the runner in the guest executes in order.
//!
//! All offsets are in bytes from the ring's start, which is aligned to a cache line, in the data segment; all fields
//! are u32 and little endian. Host and guest write to different lines. The guest is hostile and can write to all of
//! it: the host keeps what it must rely on for itself.
//!
//! ```text
//! TAIL      host    one line: how far entries have been submitted, and LINGER
//! HEAD      guest   one line: how far entries have been executed
//! ENTRIES   host    two entries in a line
//! cells     guest   8 results in a line
//! ```
//!
//! Where the cells lie the runner is told. What passes between the cores is what a call costs, so that an entry has only
//! what most calls need. Other entries ask for the runner's *far* function in place of a loop adapter, which finds in
//! the entry what to call and with what.

/// Counter of submitted entries. Counters count bytes of completion cells, run freely and wrap around, so a ring's depth
/// is a power of two.
pub const TAIL: u32 = 0;
/// How long the runner looks for more when all is executed, in ticks of the time stamp counter; 0 is not at all. In
/// the tail's line, so that the host can have a waiting runner leave. Less than 2^31.
pub const LINGER: u32 = 8;
/// Counter of executed entries.
pub const HEAD: u32 = 64;
/// The first entry.
pub const ENTRIES: u32 = 128;

/// Bytes of a completion cell, and what an entry adds to a counter.
pub const CELL_SIZE: u32 = 8;
/// Bytes of an entry. A place in the cells, times 4, is the entry's.
pub const ENTRY_SIZE: u32 = 4 * CELL_SIZE;

/// Entry: address of the loop adapter that fits the signature, or of the far function (as code uses it).
pub const ENTRY_ADAPTER: u32 = 0;
/// Entry: address of the function to call (an address as code uses it).
pub const ENTRY_TARGET: u32 = 4;
/// Entry: the parameters of one call, up to the entry's end. For the far function the four fields below.
pub const ENTRY_ARGS: u32 = 8;

/// Far entry: address of the loop adapter, from [`ENTRY_ARGS`].
pub const FAR_ADAPTER: u32 = 0;
/// Far entry: where the parameters of the first call lie.
pub const FAR_IN: u32 = 4;
/// Far entry: where the result of the first call goes.
pub const FAR_OUT: u32 = 8;
/// Far entry: number of calls.
pub const FAR_COUNT: u32 = 12;

/// Most entries. Far below half of a counter's range, so that counters can be compared.
pub const MAX_DEPTH: u32 = 1 << 15;

//! The mailbox: the cache lines through which host and gate pass upcalls and callbacks.
//!
//! All offsets are in bytes from [`crate::layout::MAILBOX_BASE`]; all fields are little endian. The host writes
//! the request lines, the guest the response lines. The guest is hostile: the host reads each word once, copies,
//! then checks.
//!
//! Argument and result words are 8 bytes wide: a 32-bit value lies in the low half (the high half is ignored), a
//! float as its 32 bits, a double as its 64 bits.

/// Request: sequence number, u32. The gate copies it to the response.
pub const REQ_SEQ: u32 = 0;
/// Request: stack pointer that the innermost upcall started from, u32: `longjmp` goes no further.
/// The guest can write it, so it guards a program from its own mistakes and the host from nothing.
pub const REQ_FLOOR: u32 = 4;
/// Request: where the gate goes on (an address as code uses it), u32: the entry adapter that fits the signature, or
/// the gate's own end of a callback.
pub const REQ_ADAPTER: u32 = 8;
/// Request: address of the function to call (an address as code uses it), u32.
pub const REQ_TARGET: u32 = 12;
/// Request: stack pointer to start from, u32; a multiple of 16 for an upcall.
pub const REQ_STACK: u32 = 16;
/// How long the gate looks for the next request behind a response before it leaves the guest, in ticks of the time
/// stamp counter, u32; 0 is not at all. Less than 2^31.
pub const REQ_LINGER: u32 = 20;
/// Request: first 5 argument words; for the return from a callback, word 0 is its result.
pub const REQ_ARGS: u32 = 24;
/// Argument words in the request line; the rest is in the overflow lines.
pub const REQ_INLINE_ARGS: u32 = 5;

/// Overflow argument words of an upcall (argument 5 and up), in the lines behind the request's: CPUs fetch lines in
/// pairs.
pub const REQ_OVERFLOW: u32 = 64;

/// Response: sequence number of the request that it answers or interrupts, u32. Two pairs of lines away from the
/// request, so that fetching one side's lines never takes the other's along.
pub const RESP_SEQ: u32 = 256;
/// Response: what happened, u32: [`EVENT_DONE`] or [`EVENT_CALLBACK`].
pub const RESP_EVENT: u32 = RESP_SEQ + 4;
/// Response: id of the built-in that is called, u32.
pub const RESP_BUILTIN: u32 = RESP_SEQ + 8;
/// Response: the plugin's stack pointer at a callback, for nested upcalls and for unwinding, u32.
pub const RESP_STACK: u32 = RESP_SEQ + 12;
/// Response: the result word of a finished upcall.
pub const RESP_VALUE: u32 = RESP_SEQ + 16;
/// Response: first 5 argument words of a callback.
pub const RESP_ARGS: u32 = RESP_SEQ + 24;
/// Argument words in the response line; the rest is in the overflow lines.
pub const RESP_INLINE_ARGS: u32 = 5;

/// Overflow argument words of a callback (argument 5 and up).
pub const RESP_OVERFLOW: u32 = RESP_SEQ + 64;

/// Elements of a batch that are finished, u32: the loop adapter counts them here, in a line of its own, so that the host
/// knows how far a batch came that did not end.
pub const PROGRESS: u32 = 448;

/// Most argument words that an upcall or a callback carries.
pub const MAX_ARGS: u32 = 16;

/// Bytes of the mailbox that are in use; the `segmented` mailbox descriptor has exactly this size.
pub const SIZE: u32 = 512;

/// The upcall is done; its result is in [`RESP_VALUE`].
pub const EVENT_DONE: u32 = 1;
/// The plugin calls the built-in [`RESP_BUILTIN`].
pub const EVENT_CALLBACK: u32 = 2;

/// Offset of argument word `i` of an upcall; `i` must be below [`MAX_ARGS`].
#[must_use]
pub const fn req_arg(i: u32) -> u32 {
    if i < REQ_INLINE_ARGS { REQ_ARGS + 8 * i } else { REQ_OVERFLOW + 8 * (i - REQ_INLINE_ARGS) }
}

/// Offset of argument word `i` of a callback; `i` must be below [`MAX_ARGS`].
#[must_use]
pub const fn resp_arg(i: u32) -> u32 {
    if i < RESP_INLINE_ARGS { RESP_ARGS + 8 * i } else { RESP_OVERFLOW + 8 * (i - RESP_INLINE_ARGS) }
}

/// The port by which the gate leaves the guest: the only one that the TSS's I/O bitmap opens to ring 3.
pub const GATE_PORT: u16 = 0x10;
/// The port by which the ring-0 stub reports a fault; closed to ring 3, so ring 3 can't forge a fault.
pub const STUB_PORT: u16 = 0x20;

const _: () = assert!(req_arg(MAX_ARGS) <= RESP_SEQ && resp_arg(MAX_ARGS) <= PROGRESS && PROGRESS + 64 <= SIZE);

//! The buffer of one-way callbacks: records that a built-in's thunk appends and the host takes out.
//!
//! It lies in the data segment of a runtime that has one-way built-ins. All fields are little endian. The guest is
//! hostile: the host reads each word once, copies, then checks.
//!
//! ```text
//! FILL     u32: bytes of records so far; the thunk adds to it when a record is complete, the host clears it
//! RECORDS  records, each a multiple of RECORD_ALIGN bytes:
//!              u32 id of the built-in, u32 length of the payload, the payload, padding
//! ```
//!
//! The payload of a built-in over scalars is one 8-byte word per argument, as in the mailbox; that of a built-in over
//! bytes is the bytes.

/// Offset of the fill word; a cache line of its own.
pub const FILL: u32 = 0;

/// Offset of the first record.
pub const RECORDS: u32 = 64;

/// Bytes for records. A buffer that is full costs one ordinary callback, so it shall hold some thousand records; and
/// it shall stay in the CPU's second cache.
pub const CAPACITY: u32 = 64 * 1024;

/// Bytes of the whole buffer.
pub const SIZE: u32 = RECORDS + CAPACITY;

/// Bytes in front of a record's payload.
pub const RECORD_HEADER: u32 = 8;

/// Size and place of a record are multiples of this.
pub const RECORD_ALIGN: u32 = 8;

/// Longest payload; what is longer goes to the host by an ordinary callback.
pub const MAX_PAYLOAD: u32 = CAPACITY - RECORD_HEADER;

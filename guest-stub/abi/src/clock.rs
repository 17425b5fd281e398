//! The line by which code in the guest turns the time stamp counter into nanoseconds.
//!
//! It lies in the code segment, which ring 3 can read and never write, so that no plugin can set another one's clock.
//! The host writes it only while no plugin of the runtime runs.
//!
//! ```text
//! delta = counter - TICKS;  nanoseconds = NANOS + (delta * RATE >> RATE_SHIFT) as long as delta < LIMIT
//! ```

/// Offset of the counter at the line's start, u64.
pub const TICKS: u32 = 0;
/// Offset of the nanoseconds at the line's start, u64.
pub const NANOS: u32 = 8;
/// Offset of the nanoseconds per tick, u32, in units of 2^-[`RATE_SHIFT`].
pub const RATE: u32 = 16;
/// Offset of the length of the line in ticks, u32; 0 if the host is to be asked.
pub const LIMIT: u32 = 20;
/// Bytes of the line, and where the code starts that reads it.
pub const SIZE: u32 = 32;

/// Binary digits behind the point of [`RATE`]: enough for counters of half a gigahertz and more.
pub const RATE_SHIFT: u32 = 31;

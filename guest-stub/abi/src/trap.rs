//! How faults are named on both sides: explicit traps in compiled code, CPU exceptions, and the stub's record.

/// Why compiled code stopped itself. The compiler emits `ud2` and notes the code beside its address (see
/// `TrapSite` in the linker's object format); the interpreter returns it directly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[repr(u8)]
pub enum TrapCode {
    /// An indirect call through a value that is not a function pointer.
    BadFunctionPointer,
    /// Control reached a place that the program promised it would not.
    Unreachable,
    /// Memory was asked for that the stack does not have.
    StackOverflow,
}

/// Number of exception vectors that the stub handles; `int n` beyond the IDT's limit is a #GP.
pub const VECTORS: u32 = 32;

/// Bytes from one handler of the stub to the next.
pub const HANDLER_STRIDE: u32 = 16;

/// Offset of the stub's 64-bit handlers from its base.
pub const HANDLERS_64_OFFSET: u32 = 0;

/// Offset of the stub's 32-bit handlers from its base.
pub const HANDLERS_32_OFFSET: u32 = 0x400;

/// The vectors for which the CPU pushes an error code.
#[must_use]
pub const fn has_error_code(vector: u32) -> bool {
    matches!(vector, 8 | 10..=14 | 17 | 21 | 29 | 30)
}

/// The trap record that the stub leaves at the top of the ring-0 stack, in words counted down from
/// [`crate::layout::RING0_STACK_TOP`]; a word is 8 bytes in `long` and 4 in `segmented` mode.
pub mod record {
    /// Ring-3 stack segment.
    pub const SS: u32 = 1;
    /// Ring-3 stack pointer.
    pub const SP: u32 = 2;
    /// Flags.
    pub const FLAGS: u32 = 3;
    /// Ring-3 code segment.
    pub const CS: u32 = 4;
    /// Ring-3 instruction pointer.
    pub const IP: u32 = 5;
    /// Error code, 0 where the CPU pushes none.
    pub const ERROR: u32 = 6;
    /// Exception vector.
    pub const VECTOR: u32 = 7;
    /// The accumulator as the plugin had it (the stub needs it to read CR2).
    pub const AX: u32 = 8;
    /// Fault address.
    pub const CR2: u32 = 9;
}

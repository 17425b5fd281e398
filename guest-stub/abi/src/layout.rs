//! The address map of a runtime's guest.
//!
//! Guest-physical and linear addresses are the same number in both machine modes (`long` maps its pages one to
//! one, `segmented` does not page at all), so one map serves both and the interpreter too.
//!
//! ```text
//! 0x0000_0000  null hole: no memory, not mapped                 NULL_HOLE bytes
//! 0x0020_0000  data segment: stack, then globals, heap, buffers  the runtime's memory size
//!              (ends on unmapped space / the descriptor's limit)
//! 0x7000_0000  code segment: gate, undefined traps, slots, code  the runtime's code size
//! 0x7c00_0000  system area: stub, GDT, IDT, TSS, ring-0 stack    ring 0 only
//! 0x7c00_8000  mailbox page                                      ring 3 may read and write
//! 0x7c00_9000  page tables (`long` only)                         ring 0 only
//! ```
//!
//! Everything lies below 2 GiB, so that a sign-extended 32-bit displacement reaches it in `long` mode.

/// Bytes at the bottom of the address space that have no memory behind them in any mode: the null pointer, a
/// field of it up to 2 MiB, and a stack that overflows all land here. 2 MiB rather than one page because the data
/// segment can then be mapped with 2 MiB pages alone (first touch of a 4 KiB guest page is a hundred times dearer).
pub const NULL_HOLE: u32 = 0x0020_0000;

/// First byte of the data segment and lowest byte of the stack, which grows down into the null hole on overflow.
pub const DATA_BASE: u32 = NULL_HOLE;

/// The data segment's size is a multiple of this: one large page.
pub const DATA_GRANULE: u32 = 0x0020_0000;

/// Largest data segment that a runtime can have.
pub const DATA_MAX: u32 = 0x4000_0000;

/// First byte of the code segment. In `segmented` mode the ring-3 code descriptor has this base, so code
/// offsets there start at 0; in `long` mode code is addressed by its linear address.
pub const CODE_BASE: u32 = 0x7000_0000;

/// Largest code segment that a runtime can have.
pub const CODE_MAX: u32 = 0x0400_0000;

/// Page size of code, system area and mailbox.
pub const PAGE: u32 = 0x1000;

/// Number of slots in the slot table; slot 0 is never assigned, so that a forged zero is always undefined.
pub const SLOT_COUNT: u32 = 4096;

/// Bytes per slot: an absolute code address (long) or a code offset (segmented), zero-extended.
pub const SLOT_SIZE: u32 = 8;

/// Code-segment offset of the gate (one page).
pub const GATE_OFFSET: u32 = 0;

/// Code-segment offset of the undefined traps: `ud2` for each slot. An undefined slot points at its own, so the
/// address of the fault names the symbol.
pub const UNDEFINED_OFFSET: u32 = GATE_OFFSET + PAGE;

/// Bytes per undefined trap: the length of `ud2`.
pub const UNDEFINED_SIZE: u32 = 2;

/// Code-segment offset of the slot table. Readable by ring 3, not executable in `long`, writable in neither mode.
pub const SLOTS_OFFSET: u32 = UNDEFINED_OFFSET + SLOT_COUNT * UNDEFINED_SIZE;

/// Code-segment offset from which the linker places adapters, thunks and plugin code.
pub const CODE_START: u32 = SLOTS_OFFSET + SLOT_COUNT * SLOT_SIZE;

/// A C function pointer is this value or-ed with the slot's number, in every mode: outside the data segment, so
/// using one as a data pointer traps, and the same number everywhere, so printing one gives the same text.
pub const FUNCTION_TAG: u32 = 0x8000_0000;

/// First byte of the system area.
pub const SYSTEM_BASE: u32 = 0x7c00_0000;
/// The stub's ELF is linked to and loaded at this address.
pub const STUB_BASE: u32 = SYSTEM_BASE;
/// Space for the stub.
pub const STUB_SIZE: u32 = 0x4000;
/// Global descriptor table.
pub const GDT_BASE: u32 = SYSTEM_BASE + 0x4000;
/// Interrupt descriptor table.
pub const IDT_BASE: u32 = SYSTEM_BASE + 0x5000;
/// Task state segment with the I/O bitmap behind it.
pub const TSS_BASE: u32 = SYSTEM_BASE + 0x6000;
/// The ring-0 stack's page. The stub leaves its trap record at the top of it.
pub const RING0_STACK_BASE: u32 = SYSTEM_BASE + 0x7000;
/// Where the ring-0 stack starts, growing down.
pub const RING0_STACK_TOP: u32 = RING0_STACK_BASE + PAGE;
/// The mailbox page; its lines are described in [`crate::mailbox`].
pub const MAILBOX_BASE: u32 = SYSTEM_BASE + 0x8000;
/// Page tables of `long` mode.
pub const PAGE_TABLES_BASE: u32 = SYSTEM_BASE + 0x9000;

/// Stack size unless the embedder asks for another one.
pub const DEFAULT_STACK: u32 = 256 * 1024;
/// Data segment size unless the embedder asks for another one.
pub const DEFAULT_MEMORY: u32 = 16 * 1024 * 1024;
/// Code segment size unless the embedder asks for another one.
pub const DEFAULT_CODE: u32 = 4 * 1024 * 1024;

//! The guest's ring-0 stub: the whole "kernel" of a runtime.
//!
//! It handles CPU exceptions and does nothing else. Each handler leaves a trap record on the ring-0 stack (layout:
//! `guest_abi::trap::record`) and reports it with one `out`; the host then resets the registers to the gate, so the
//! stub never returns to ring 3. Ring 0 may be interpreted by the host's KVM at up to a microsecond an instruction,
//! hence no more than eight of them per fault.
//!
//! The same ELF serves both machine modes: a table of 64-bit handlers and one of 32-bit handlers. All code is
//! position-independent and needs neither data nor .bss (linux-loader would not zero it).

#![no_std]
#![no_main]
#![allow(dead_code, unreachable_pub, reason = "the shared address map has more in it than the stub needs")]

// The stub is compiled alone, without cargo, so it takes the shared constants by path.
#[path = "../abi/src/mailbox.rs"]
mod mailbox;
#[path = "../abi/src/trap.rs"]
mod trap;

use core::arch::global_asm;

global_asm!(
    ".section .stub, \"ax\"",
    // One handler every {stride} bytes. `{errors}` has a bit for each vector whose error code the CPU pushes; the
    // others push a zero so that all records look alike.
    ".macro handlers",
    "  .set vector, 0",
    "  .rept {vectors}",
    "    .balign {stride}, 0x90",
    "    .if (({errors} >> vector) & 1) == 0",
    "      push 0",
    "    .endif",
    "    push vector",
    "    jmp 9f",
    "    .set vector, vector + 1",
    "  .endr",
    ".endm",
    ".code64",
    ".global _start",
    "_start:",
    "handlers",
    "9:",
    "push rax",
    "mov rax, cr2",
    "push rax",
    "out {port}, al",
    "2: hlt",
    "jmp 2b",
    ".org {table32}, 0x90",
    ".code32",
    "handlers",
    "9:",
    "push eax",
    "mov eax, cr2",
    "push eax",
    "out {port}, al",
    "2: hlt",
    "jmp 2b",
    ".code64",
    vectors = const trap::VECTORS,
    stride = const trap::HANDLER_STRIDE,
    errors = const error_mask(),
    table32 = const trap::HANDLERS_32_OFFSET,
    port = const mailbox::STUB_PORT,
);

const fn error_mask() -> u32 {
    let mut mask = 0;
    let mut vector = 0;
    while vector < trap::VECTORS {
        if trap::has_error_code(vector) {
            mask |= 1 << vector;
        }
        vector += 1;
    }
    mask
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

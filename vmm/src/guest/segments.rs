//! GDT, IDT and TSS, and the segment registers that go with them, for both machine modes.
//!
//! Descriptor formats: Intel SDM volume 3, 3.4.5 (segments), 6.14 (64-bit gates), 7.2 (TSS).

use guest_abi::layout::{CODE_BASE, DATA_BASE, GDT_BASE, IDT_BASE, MAILBOX_BASE, RING0_STACK_TOP, STUB_BASE, TSS_BASE};
use guest_abi::mailbox::{GATE_PORT, SIZE as MAILBOX_SIZE};
use guest_abi::trap::{HANDLER_STRIDE, HANDLERS_32_OFFSET, HANDLERS_64_OFFSET, VECTORS};
use kvm_bindings::{kvm_dtable, kvm_segment, kvm_sregs};

use super::memory::GuestMemory;
use crate::mode::Mode;

/// Ring-0 code, for the stub.
const KERNEL_CODE: u16 = 1 << 3;
/// Ring-0 data and stack.
const KERNEL_DATA: u16 = 2 << 3;
/// Ring-3 code.
pub(super) const USER_CODE: u16 = 3 << 3 | 3;
/// Ring-3 data and stack.
pub(super) const USER_DATA: u16 = 4 << 3 | 3;
/// Ring-3 mailbox segment (`segmented` only).
pub(super) const USER_MAILBOX: u16 = 5 << 3 | 3;
/// The TSS; its descriptor takes two entries in `long` mode.
const TASK: u16 = 6 << 3;
const GDT_ENTRIES: u16 = 8;

const TYPE_DATA: u8 = 0x3; // read, write, accessed
const TYPE_CODE: u8 = 0xb; // execute, read, accessed
const TYPE_BUSY_TSS: u8 = 0xb;
const TYPE_INTERRUPT_GATE: u64 = 0xe;

/// The TSS before its I/O bitmap: 104 bytes in both modes.
const TSS_SIZE: u32 = 104;
/// Bitmap bytes up to the gate's port, and the closing byte of ones that the CPU wants. Ports behind the TSS's
/// limit are closed.
const BITMAP_SIZE: u32 = GATE_PORT as u32 / 8 + 2;

/// The segments of a guest, as both the GDT and the hidden parts of the segment registers want them.
pub(super) struct Segments {
    mode: Mode,
    data: u32,
    code: u32,
}

impl Segments {
    /// For a guest with `data` and `code` bytes of memory; `mode` is `Segmented` or `Long`.
    pub(super) fn new(mode: Mode, data: u32, code: u32) -> Self {
        Self { mode, data, code }
    }

    fn long(&self) -> bool {
        self.mode == Mode::Long
    }

    fn segment(&self, selector: u16) -> kvm_segment {
        let long = self.long();
        // Base and last byte. `long` mode ignores both; there the page tables are the limit. The data segment
        // starts at 0 (a pointer is an offset into it), but below DATA_BASE there is no memory.
        let (base, last) = match selector {
            _ if long && selector != TASK => (0, u32::MAX),
            USER_CODE => (CODE_BASE, self.code - 1),
            USER_DATA => (0, DATA_BASE + self.data - 1),
            USER_MAILBOX => (MAILBOX_BASE, MAILBOX_SIZE - 1),
            TASK => (TSS_BASE, TSS_SIZE + BITMAP_SIZE - 1),
            _ => (0, u32::MAX),
        };
        let code = matches!(selector, KERNEL_CODE | USER_CODE);
        let type_ = if selector == TASK {
            TYPE_BUSY_TSS
        } else if code {
            TYPE_CODE
        } else {
            TYPE_DATA
        };
        kvm_segment {
            base: u64::from(base),
            limit: last,
            selector,
            type_,
            present: 1,
            dpl: (selector & 3) as u8,
            db: u8::from(selector != TASK && !(long && code)),
            s: u8::from(selector != TASK),
            l: u8::from(long && code),
            g: u8::from(last > 0xf_ffff),
            ..Default::default()
        }
    }

    /// Writes GDT, IDT and TSS.
    pub(super) fn build(&self, memory: &GuestMemory) {
        let mut gdt = vec![KERNEL_CODE, KERNEL_DATA, USER_CODE, USER_DATA, TASK];
        if !self.long() {
            gdt.push(USER_MAILBOX);
        }
        for selector in gdt {
            let address = GDT_BASE + u32::from(selector & !7);
            memory.write(address, &descriptor(&self.segment(selector)).to_le_bytes());
        }
        for vector in 0..VECTORS {
            if self.long() {
                let handler = STUB_BASE + HANDLERS_64_OFFSET + vector * HANDLER_STRIDE;
                memory.write(IDT_BASE + vector * 16, &interrupt_gate(handler).to_le_bytes());
                memory.write(IDT_BASE + vector * 16 + 8, &0u64.to_le_bytes());
            } else {
                let handler = STUB_BASE + HANDLERS_32_OFFSET + vector * HANDLER_STRIDE;
                memory.write(IDT_BASE + vector * 8, &interrupt_gate(handler).to_le_bytes());
            }
        }
        let mut tss = [0u8; (TSS_SIZE + BITMAP_SIZE) as usize];
        // Ring-0 stack pointer: RSP0 at byte 4 in 64 bits, or ESP0 at byte 4 and SS0 at byte 8.
        tss[4..8].copy_from_slice(&RING0_STACK_TOP.to_le_bytes());
        if !self.long() {
            tss[8..10].copy_from_slice(&KERNEL_DATA.to_le_bytes());
        }
        tss[102..104].copy_from_slice(&(TSS_SIZE as u16).to_le_bytes());
        let bitmap = &mut tss[TSS_SIZE as usize..];
        bitmap.fill(0xff);
        bitmap[usize::from(GATE_PORT / 8)] &= !(1 << (GATE_PORT % 8));
        memory.write(TSS_BASE, &tss);
    }

    /// Sets the segment registers for ring 3 at the gate, and the tables.
    pub(super) fn apply(&self, sregs: &mut kvm_sregs) {
        sregs.cs = self.segment(USER_CODE);
        sregs.ds = self.segment(USER_DATA);
        sregs.es = sregs.ds;
        sregs.ss = sregs.ds;
        sregs.fs = null();
        sregs.gs = if self.long() { null() } else { self.segment(USER_MAILBOX) };
        sregs.tr = self.segment(TASK);
        sregs.ldt = null();
        sregs.gdt = kvm_dtable { base: u64::from(GDT_BASE), limit: GDT_ENTRIES * 8 - 1, ..Default::default() };
        let gate_size: u16 = if self.long() { 16 } else { 8 };
        sregs.idt =
            kvm_dtable { base: u64::from(IDT_BASE), limit: VECTORS as u16 * gate_size - 1, ..Default::default() };
    }
}

fn null() -> kvm_segment {
    kvm_segment { unusable: 1, ..Default::default() }
}

fn descriptor(segment: &kvm_segment) -> u64 {
    let limit = u64::from(if segment.g == 1 { segment.limit >> 12 } else { segment.limit });
    let access = u64::from(segment.type_) | u64::from(segment.s) << 4 | u64::from(segment.dpl) << 5 | 1 << 7;
    let flags = u64::from(segment.l) << 1 | u64::from(segment.db) << 2 | u64::from(segment.g) << 3;
    (limit & 0xffff)
        | (segment.base & 0xff_ffff) << 16
        | access << 40
        | (limit >> 16 & 0xf) << 48
        | flags << 52
        | (segment.base >> 24 & 0xff) << 56
}

/// A gate to ring 0 that ring 3 can't use with `int n` (its privilege level is 0).
fn interrupt_gate(handler: u32) -> u64 {
    u64::from(handler & 0xffff)
        | u64::from(KERNEL_CODE) << 16
        | (TYPE_INTERRUPT_GATE | 1 << 7) << 40
        | u64::from(handler >> 16) << 48
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptors_are_the_textbook_ones() {
        let long = Segments::new(Mode::Long, 0x20_0000, 0x1000);
        assert_eq!(descriptor(&long.segment(KERNEL_CODE)), 0x00af_9b00_0000_ffff);
        assert_eq!(descriptor(&long.segment(USER_CODE)), 0x00af_fb00_0000_ffff);
        assert_eq!(descriptor(&long.segment(USER_DATA)), 0x00cf_f300_0000_ffff);
        let segmented = Segments::new(Mode::Segmented, 0x20_0000, 0x1_0000);
        assert_eq!(descriptor(&segmented.segment(KERNEL_DATA)), 0x00cf_9300_0000_ffff);
        // Base 0x7000_0000, limit 0xffff by the byte, 32-bit, ring 3.
        assert_eq!(descriptor(&segmented.segment(USER_CODE)), 0x7040_fb00_0000_ffff);
        // From 0 to the end of the data segment, 0x3f_ffff, by the page.
        assert_eq!(descriptor(&segmented.segment(USER_DATA)), 0x00c0_f300_0000_03ff);
    }
}

//! Memory operands. dynasm! needs the shape of an operand when the compiler is compiled, so each instruction with a
//! memory operand is written once and expanded here for each shape.

use linker::object::{RelocKind, SymbolId};
use regalloc2::Allocation;

use crate::isa::amd64::inst::{Amode, Base};
use crate::isa::amd64::regs::enc;
use crate::isa::mach::{Frame, Sink};

/// The shape of a memory operand, with the encodings of its registers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mem {
    Base8(u8, i8),
    Base32(u8, i32),
    Wrap(u8, i32),
    Index8(u8, u8, u8, i8),
    Index32(u8, u8, u8, i32),
    Scaled(u8, u8, i32),
    Absolute(i32),
    Stack8(i8),
    Stack32(i32),
    Frame8(i8),
    Frame32(i32),
}

/// Expands an instruction for each shape: `mem!(asm, mem, [mov Rd(dst),], [])`.
macro_rules! mem {
    ($asm:ident, $mem:expr, [$($pre:tt)*], [$($post:tt)*]) => {
        match $mem {
            Mem::Base8(b, d) => dynasm!($asm ; .arch x64 ; $($pre)* [BYTE Rq(b) + d] $($post)*),
            Mem::Base32(b, d) => dynasm!($asm ; .arch x64 ; $($pre)* [DWORD Rq(b) + d] $($post)*),
            Mem::Wrap(b, d) => dynasm!($asm ; .arch x64 ; $($pre)* [DWORD Rd(b) + d] $($post)*),
            Mem::Index8(b, i, 0, d) => dynasm!($asm ; .arch x64 ; $($pre)* [BYTE Rd(b) + Rd(i) * 1 + d] $($post)*),
            Mem::Index8(b, i, 1, d) => dynasm!($asm ; .arch x64 ; $($pre)* [BYTE Rd(b) + Rd(i) * 2 + d] $($post)*),
            Mem::Index8(b, i, 2, d) => dynasm!($asm ; .arch x64 ; $($pre)* [BYTE Rd(b) + Rd(i) * 4 + d] $($post)*),
            Mem::Index8(b, i, _, d) => dynasm!($asm ; .arch x64 ; $($pre)* [BYTE Rd(b) + Rd(i) * 8 + d] $($post)*),
            Mem::Index32(b, i, 0, d) => dynasm!($asm ; .arch x64 ; $($pre)* [DWORD Rd(b) + Rd(i) * 1 + d] $($post)*),
            Mem::Index32(b, i, 1, d) => dynasm!($asm ; .arch x64 ; $($pre)* [DWORD Rd(b) + Rd(i) * 2 + d] $($post)*),
            Mem::Index32(b, i, 2, d) => dynasm!($asm ; .arch x64 ; $($pre)* [DWORD Rd(b) + Rd(i) * 4 + d] $($post)*),
            Mem::Index32(b, i, _, d) => dynasm!($asm ; .arch x64 ; $($pre)* [DWORD Rd(b) + Rd(i) * 8 + d] $($post)*),
            Mem::Scaled(i, 1, d) => dynasm!($asm ; .arch x64 ; $($pre)* [NOSPLIT DWORD Rd(i) * 2 + d] $($post)*),
            Mem::Scaled(i, 2, d) => dynasm!($asm ; .arch x64 ; $($pre)* [NOSPLIT DWORD Rd(i) * 4 + d] $($post)*),
            Mem::Scaled(i, _, d) => dynasm!($asm ; .arch x64 ; $($pre)* [NOSPLIT DWORD Rd(i) * 8 + d] $($post)*),
            Mem::Absolute(d) => dynasm!($asm ; .arch x64 ; $($pre)* [DWORD d] $($post)*),
            Mem::Stack8(d) => dynasm!($asm ; .arch x64 ; $($pre)* [BYTE rsp + d] $($post)*),
            Mem::Stack32(d) => dynasm!($asm ; .arch x64 ; $($pre)* [DWORD rsp + d] $($post)*),
            Mem::Frame8(d) => dynasm!($asm ; .arch x64 ; $($pre)* [BYTE rbp + d] $($post)*),
            Mem::Frame32(d) => dynasm!($asm ; .arch x64 ; $($pre)* [DWORD rbp + d] $($post)*),
        }
    };
}

/// Expands an instruction for a register or a spill slot: `rm!(asm, rm, [add Rd(dst),], Rd, [])`.
macro_rules! rm {
    ($asm:ident, $rm:expr, [$($pre:tt)*], $class:ident, [$($post:tt)*]) => {
        match $rm {
            Rm::Reg(r) => dynasm!($asm ; .arch x64 ; $($pre)* $class(r) $($post)*),
            Rm::Mem(Mem::Stack8(d)) => dynasm!($asm ; .arch x64 ; $($pre)* [BYTE rsp + d] $($post)*),
            Rm::Mem(Mem::Stack32(d)) => dynasm!($asm ; .arch x64 ; $($pre)* [DWORD rsp + d] $($post)*),
            Rm::Mem(Mem::Frame8(d)) => dynasm!($asm ; .arch x64 ; $($pre)* [BYTE rbp + d] $($post)*),
            Rm::Mem(Mem::Frame32(d)) => dynasm!($asm ; .arch x64 ; $($pre)* [DWORD rbp + d] $($post)*),
            // A spill slot is nowhere else.
            Rm::Mem(_) => {}
        }
    };
}

pub(super) use {mem, rm};

/// An operand of constraint `Any`.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rm {
    Reg(u8),
    Mem(Mem),
}

impl Rm {
    /// What the allocator gave.
    pub(super) fn of(frame: &Frame, alloc: Allocation) -> Self {
        match alloc.as_stack() {
            Some(slot) => Self::Mem(in_frame(frame, frame.spill(slot) as i32)),
            None => Self::Reg(enc(alloc)),
        }
    }
}

/// A place in the frame. Frames are far smaller than 2 GiB.
pub(super) fn in_frame(frame: &Frame, disp: i32) -> Mem {
    if frame.dynamic { i8::try_from(disp).map_or(Mem::Frame32(disp), Mem::Frame8) } else { at_stack(disp) }
}

/// A place above the stack pointer.
pub(super) fn at_stack(disp: i32) -> Mem {
    i8::try_from(disp).map_or(Mem::Stack32(disp), Mem::Stack8)
}

/// The shape of an address mode with its registers, and the symbol that its displacement needs.
pub(super) fn resolve(frame: &Frame, amode: Amode, regs: &[Allocation]) -> (Mem, Option<SymbolId>) {
    let disp = amode.disp;
    let reg = |i: usize| regs.get(i).map_or(0, |&alloc| enc(alloc));
    match amode.base {
        Base::Reg => (i8::try_from(disp).map_or(Mem::Base32(reg(0), disp), |d| Mem::Base8(reg(0), d)), None),
        Base::RegWrap => (Mem::Wrap(reg(0), disp), None),
        Base::Index(shift) => {
            let (base, index) = (reg(0), reg(1));
            let mem = i8::try_from(disp)
                .map_or(Mem::Index32(base, index, shift, disp), |d| Mem::Index8(base, index, shift, d));
            (mem, None)
        }
        Base::Scaled(0, symbol) => (Mem::Wrap(reg(0), disp), symbol),
        Base::Scaled(shift, symbol) => (Mem::Scaled(reg(0), shift, disp), symbol),
        Base::Absolute(symbol) => (Mem::Absolute(disp), symbol),
        Base::Slot(slot) => (in_frame(frame, disp.wrapping_add(frame.slot(slot) as i32)), None),
    }
}

/// Asks the linker to fill in the displacement that ended `behind` bytes ago.
pub(super) fn relocate(sink: &mut Sink<'_>, behind: u32, symbol: Option<SymbolId>, amode: Amode) {
    if let Some(symbol) = symbol {
        sink.reloc(behind, RelocKind::Data, symbol, amode.disp);
    }
}

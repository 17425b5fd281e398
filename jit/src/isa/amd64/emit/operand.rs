//! Operands that may be registers or memory.

use dynasmrt::DynamicLabel;
use linker::object::SymbolId;
use regalloc2::Allocation;

use crate::isa::amd64::inst::{Amode, Base, FSize, Src};
use crate::isa::amd64::regs::{RBP, RSP, enc};
use crate::isa::mach::{EmitCx, Frame, Sink};

/// The shape of a memory operand, with the encodings of its registers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mem {
    Base8(u8, i8),
    Base32(u8, i32),
    Wrap(u8, i32),
    Index8(u8, u8, u8, i8),
    Index32(u8, u8, u8, i32),
    Scaled(u8, u8, i32),
    /// The same in 64 bits.
    ScaledWide(u8, u8, i32),
    Absolute(i32),
    Stack8(i8),
    Stack32(i32),
    Frame8(i8),
    Frame32(i32),
}

/// An operand that need not be a register.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rm {
    Reg(u8),
    Mem(Mem),
    /// A constant behind the code.
    Pool(DynamicLabel),
}

/// An operand with what the linker adds to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) rm: Rm,
    /// The variable whose address the displacement takes.
    pub(super) symbol: Option<SymbolId>,
    pub(super) addend: i32,
}

impl Place {
    /// A register.
    pub(super) fn reg(reg: u8) -> Self {
        Self { rm: Rm::Reg(reg), symbol: None, addend: 0 }
    }

    /// A place in memory that needs no symbol.
    pub(super) fn mem(mem: Mem) -> Self {
        Self { rm: Rm::Mem(mem), symbol: None, addend: 0 }
    }

    /// A constant of 4 or 8 bytes.
    pub(super) fn pool(sink: &mut Sink<'_>, size: FSize, bits: u64) -> Self {
        let at = sink.constant(bits, if size == FSize::F32 { 4 } else { 8 });
        Self { rm: Rm::Pool(at), symbol: None, addend: 0 }
    }

    /// An address mode with its registers.
    pub(super) fn of(frame: &Frame, amode: Amode, regs: &[Allocation]) -> Self {
        let (mem, symbol) = resolve(frame, amode, regs);
        Self { rm: Rm::Mem(mem), symbol, addend: amode.disp }
    }

    /// What the allocator gave to an operand of constraint `Any`.
    pub(super) fn any(frame: &Frame, alloc: Allocation) -> Self {
        Self { rm: Rm::of(frame, alloc), symbol: None, addend: 0 }
    }

    /// A second operand whose registers are these.
    pub(super) fn src(frame: &Frame, src: Src, regs: &[Allocation]) -> Self {
        match (src, regs) {
            (Src::Mem(amode), regs) => Self::of(frame, amode, regs),
            (_, [alloc, ..]) => Self::any(frame, *alloc),
            (_, []) => Self::reg(0),
        }
    }

    /// A second operand of a float operation.
    pub(super) fn float(sink: &mut Sink<'_>, cx: &EmitCx<'_>, size: FSize, src: Src, regs: &[Allocation]) -> Self {
        match src {
            Src::Pool(bits) => Self::pool(sink, size, bits),
            src => Self::src(cx.frame, src, regs),
        }
    }
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

fn indexed(base: u8, index: u8, shift: u8, disp: i32) -> Mem {
    i8::try_from(disp).map_or(Mem::Index32(base, index, shift, disp), |disp| Mem::Index8(base, index, shift, disp))
}

/// The shape of an address mode with its registers, and the symbol that its displacement needs.
pub(super) fn resolve(frame: &Frame, amode: Amode, regs: &[Allocation]) -> (Mem, Option<SymbolId>) {
    let disp = amode.disp;
    let reg = |i: usize| regs.get(i).map_or(0, |&alloc| enc(alloc));
    match amode.base {
        Base::Reg => (i8::try_from(disp).map_or(Mem::Base32(reg(0), disp), |d| Mem::Base8(reg(0), d)), None),
        Base::RegWrap => (Mem::Wrap(reg(0), disp), None),
        Base::Index(shift, symbol) => (indexed(reg(0), reg(1), shift, disp), symbol),
        Base::Scaled(0, symbol) => (Mem::Wrap(reg(0), disp), symbol),
        Base::Scaled(shift, symbol) => (Mem::Scaled(reg(0), shift, disp), symbol),
        Base::Absolute(symbol) => (Mem::Absolute(disp), symbol),
        Base::Slot(slot) => (in_frame(frame, disp.wrapping_add(frame.slot(slot) as i32)), None),
        Base::SlotIndex(slot, shift) => {
            let base = if frame.dynamic { RBP } else { RSP };
            (indexed(base.hw_enc() as u8, reg(0), shift, disp.wrapping_add(frame.slot(slot) as i32)), None)
        }
    }
}

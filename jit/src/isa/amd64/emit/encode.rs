//! The encoding of instructions with a ModRM byte. dynasm! has to know the shape of an operand when the compiler is
//! compiled, and gives every operand whose register it does not know then a REX prefix and a displacement of fixed
//! length. Here the shape is chosen when code is made, and is the shortest (Intel's Software Developer's Manual,
//! volume 2, chapter 2); dynasm's assembler takes the bytes.

use dynasmrt::relocations::{Relocation, RelocationKind, RelocationSize, SimpleRelocation};
use dynasmrt::{DynamicLabel, DynasmLabelApi};
use linker::object::RelocKind;

use super::operand::{Mem, Place, Rm};
use crate::isa::amd64::inst::{FSize, Size};
use crate::isa::mach::Sink;

/// The opcode of an instruction, with what stands before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Code {
    prefix: u8,
    escape: bool,
    wide: bool,
    byte: u8,
    /// The register operand is one of 8 bits.
    reg8: bool,
    /// The other operand is one of 8 bits, if it is a register.
    rm8: bool,
    vex: Option<Vex>,
}

/// The VEX encoding of an instruction with two operands; on 32 bytes, or on 16.
#[derive(Debug, Clone, Copy)]
struct Vex {
    wide: bool,
}

/// An immediate operand.
#[derive(Debug, Clone, Copy)]
pub(super) enum Imm {
    None,
    I8(i8),
    I16(i16),
    I32(i32),
}

impl Code {
    /// An opcode of one byte.
    pub(super) const fn one(byte: u8) -> Self {
        Self { prefix: 0, escape: false, wide: false, byte, reg8: false, rm8: false, vex: None }
    }

    /// An opcode behind 0F.
    pub(super) const fn two(byte: u8) -> Self {
        Self { escape: true, ..Self::one(byte) }
    }

    /// The operation on so many bits.
    pub(super) fn size(self, size: Size) -> Self {
        Self { wide: size == Size::S64, ..self }
    }

    /// The operation on 8 bits.
    pub(super) const fn bytes(self) -> Self {
        Self { reg8: true, rm8: true, ..self }
    }

    /// With these bits of the opcode set too.
    pub(super) const fn or(self, bits: u8) -> Self {
        Self { byte: self.byte | bits, ..self }
    }

    /// In the encoding of AVX, on 32 bytes if it is `wide`. For opcodes behind 0F without prefix.
    pub(super) const fn vex(self, wide: bool) -> Self {
        Self { vex: Some(Vex { wide }), ..self }
    }

    /// With a second operand of 8 bits.
    pub(super) const fn rm_byte(self) -> Self {
        Self { rm8: true, ..self }
    }

    /// With the prefix that picks an operation or 16 bits.
    pub(super) const fn prefix(self, prefix: u8) -> Self {
        Self { prefix, ..self }
    }

    /// The operation on floats of this width.
    pub(super) fn float(self, size: FSize) -> Self {
        self.prefix(if size == FSize::F32 { 0xf3 } else { 0xf2 })
    }
}

/// The bytes of an instruction as they come.
struct Bytes {
    bytes: [u8; 16],
    len: usize,
}

impl Bytes {
    /// Adds some; an instruction has at most 15.
    fn push(&mut self, bytes: &[u8]) {
        if let Some(place) = self.bytes.get_mut(self.len..self.len + bytes.len()) {
            place.copy_from_slice(bytes);
            self.len += bytes.len();
        }
    }
}

/// What ModRM and the bytes behind it say.
struct Shape {
    /// Bits of REX.
    rex: u8,
    /// The sum of 32-bit registers wraps.
    wraps: bool,
    modrm: u8,
    sib: Option<u8>,
    disp: Disp,
}

enum Disp {
    None,
    I8(i8),
    I32(i32),
}

/// No index, in SIB.
const NO_INDEX: u8 = 0b100;
/// A SIB byte follows, in ModRM; no base, in SIB where mod is 0.
const SIB: u8 = 0b100;
const NO_BASE: u8 = 0b101;

impl Shape {
    fn of(mem: Mem) -> Self {
        match mem {
            Mem::Base8(base, disp) => Self::based(base, None, i32::from(disp), false),
            Mem::Base32(base, disp) => Self::based(base, None, disp, false),
            Mem::Wrap(base, disp) => Self::based(base, None, disp, true),
            Mem::Index8(base, index, shift, disp) => Self::based(base, Some((index, shift)), i32::from(disp), true),
            Mem::Index32(base, index, shift, disp) => Self::based(base, Some((index, shift)), disp, true),
            Mem::Scaled(index, shift, disp) | Mem::ScaledWide(index, shift, disp) => Self {
                rex: index >> 3 << 1,
                wraps: matches!(mem, Mem::Scaled(..)),
                modrm: SIB,
                sib: Some(shift << 6 | (index & 7) << 3 | NO_BASE),
                disp: Disp::I32(disp),
            },
            Mem::Absolute(disp) => {
                Self { rex: 0, wraps: false, modrm: SIB, sib: Some(NO_INDEX << 3 | NO_BASE), disp: Disp::I32(disp) }
            }
            Mem::Stack8(disp) => Self::based(4, None, i32::from(disp), false),
            Mem::Stack32(disp) => Self::based(4, None, disp, false),
            Mem::Frame8(disp) => Self::based(5, None, i32::from(disp), false),
            Mem::Frame32(disp) => Self::based(5, None, disp, false),
        }
    }

    fn based(base: u8, index: Option<(u8, u8)>, disp: i32, wraps: bool) -> Self {
        let low = base & 7;
        let (mode, disp) = match i8::try_from(disp) {
            Ok(0) if low != NO_BASE => (0, Disp::None),
            Ok(disp) => (0b01, Disp::I8(disp)),
            Err(_) => (0b10, Disp::I32(disp)),
        };
        let (rm, sib, rex) = match index {
            Some((index, shift)) => (SIB, Some(shift << 6 | (index & 7) << 3 | low), index >> 3 << 1 | base >> 3),
            None if low == SIB => (SIB, Some(NO_INDEX << 3 | low), base >> 3),
            None => (low, None, base >> 3),
        };
        Self { rex, wraps, modrm: mode << 6 | rm, sib, disp }
    }

    /// With a displacement of 4 bytes, which the linker fills in.
    fn relocated(mut self, disp: i32) -> Self {
        if !matches!(self.disp, Disp::I32(_)) {
            self.modrm = self.modrm & 0b0011_1111 | 0b1000_0000;
            self.disp = Disp::I32(disp);
        }
        self
    }
}

/// Emits an instruction; `reg` is the register operand or the part of the opcode in its place.
pub(super) fn emit(sink: &mut Sink<'_>, code: Code, reg: u8, place: Place, imm: Imm) {
    let mut label = None;
    let shape = match place.rm {
        Rm::Reg(rm) => Shape { rex: rm >> 3, wraps: false, modrm: 0b1100_0000 | rm & 7, sib: None, disp: Disp::None },
        Rm::Mem(mem) if place.symbol.is_some() => Shape::of(mem).relocated(place.addend),
        Rm::Mem(mem) => Shape::of(mem),
        Rm::Pool(at) => {
            label = Some(at);
            Shape { rex: 0, wraps: false, modrm: NO_BASE, sib: None, disp: Disp::I32(0) }
        }
    };
    let mut out = Bytes { bytes: [0; 16], len: 0 };
    // An address alone is 32 bits anyway.
    if shape.wraps && (code.byte != LEA || code.escape) {
        out.push(&[0x67]);
    }
    if code.prefix != 0 {
        out.push(&[code.prefix]);
    }
    // Registers 4 to 7 as bytes are the second bytes of 0 to 3 without a REX prefix.
    let byte_reg = |is_byte: bool, reg: u8| is_byte && (4..8).contains(&reg);
    let low_byte = byte_reg(code.reg8, reg) || matches!(place.rm, Rm::Reg(rm) if byte_reg(code.rm8, rm));
    let rex = u8::from(code.wide) << 3 | reg >> 3 << 2 | shape.rex;
    if let Some(vex) = code.vex {
        // The bits of REX and the number of the operand that is not there are inverted; the map of opcodes is 1.
        let last = 0b0111_1000 | u8::from(vex.wide) << 2;
        if rex & 0b011 == 0 {
            out.push(&[0xc5, last | (!rex & 0b100) << 5]);
        } else {
            out.push(&[0xc4, (!rex & 0b111) << 5 | 1, last]);
        }
    } else if rex != 0 || low_byte {
        out.push(&[0x40 | rex]);
    }
    if code.escape && code.vex.is_none() {
        out.push(&[0x0f]);
    }
    out.push(&[code.byte, shape.modrm | (reg & 7) << 3]);
    if let Some(sib) = shape.sib {
        out.push(&[sib]);
    }
    match shape.disp {
        Disp::None => {}
        Disp::I8(disp) => out.push(&disp.to_le_bytes()),
        Disp::I32(disp) => out.push(&disp.to_le_bytes()),
    }
    let before = out.len;
    match imm {
        Imm::None => {}
        Imm::I8(imm) => out.push(&imm.to_le_bytes()),
        Imm::I16(imm) => out.push(&imm.to_le_bytes()),
        Imm::I32(imm) => out.push(&imm.to_le_bytes()),
    }
    let behind = (out.len - before) as u8;
    sink.asm.extend(&out.bytes[..out.len]);
    if let Some(symbol) = place.symbol {
        sink.reloc(u32::from(behind), RelocKind::Data, symbol, place.addend);
    }
    if let Some(label) = label {
        let kind = SimpleRelocation::from_size(RelocationKind::Relative, RelocationSize::DWord);
        sink.asm.dynamic_relocation(label, 0, 4 + behind, 0, kind);
    }
}

const LEA: u8 = 0x8d;

/// Both operands in registers.
pub(super) fn regs(sink: &mut Sink<'_>, code: Code, reg: u8, rm: u8) {
    emit(sink, code, reg, Place::reg(rm), Imm::None);
}

/// `lea`; of 32 bits the sum wraps.
pub(super) fn lea(sink: &mut Sink<'_>, size: Size, dst: u8, place: Place) {
    emit(sink, Code::one(LEA).size(size), dst, place, Imm::None);
}

/// An opcode that ends in the number of a register, with what follows it.
pub(super) fn in_opcode(sink: &mut Sink<'_>, code: Code, reg: u8, imm: &[u8]) {
    let mut out = Bytes { bytes: [0; 16], len: 0 };
    let rex = u8::from(code.wide) << 3 | reg >> 3;
    if rex != 0 {
        out.push(&[0x40 | rex]);
    }
    if code.escape {
        out.push(&[0x0f]);
    }
    out.push(&[code.byte | reg & 7]);
    out.push(imm);
    sink.asm.extend(&out.bytes[..out.len]);
}

/// A jump to a label that is bound soon.
pub(super) fn short_jump(sink: &mut Sink<'_>, code: u8, to: DynamicLabel) {
    sink.asm.extend(&[code, 0]);
    let kind = SimpleRelocation::from_size(RelocationKind::Relative, RelocationSize::Byte);
    sink.asm.dynamic_relocation(to, 0, 1, 0, kind);
}

/// A jump to a label: short, with an opcode of one byte, where the label is known to be near, and where it will be
/// `close`.
pub(super) fn jump(sink: &mut Sink<'_>, short: u8, long: &[u8], to: DynamicLabel, close: bool) {
    let (size, field) = if close || sink.is_near(to) {
        sink.asm.extend(&[short, 0]);
        (RelocationSize::Byte, 1)
    } else {
        sink.asm.extend(long);
        sink.asm.extend(&[0; 4]);
        (RelocationSize::DWord, 4)
    };
    let kind = SimpleRelocation::from_size(RelocationKind::Relative, size);
    sink.asm.dynamic_relocation(to, 0, field, 0, kind);
}

//! Encoding of memory operands, which dynasm! does with the registers but not with the shape chosen at run time.

use dynasmrt::{DynamicLabel, DynasmApi, DynasmLabelApi, dynasm};
use linker::object::{RelocKind, SymbolId};

use crate::isa::ia32::inst::Cc;
use crate::isa::mach::{Frame, Sink};

/// A register's number in an instruction.
pub(super) type Reg = u8;

/// Number of `esp`.
const ESP: Reg = 4;
/// Number of `ebp`.
const EBP: Reg = 5;

/// A register or memory operand.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rm {
    /// A register.
    Reg(Reg),
    /// Memory.
    Mem(Mem),
}

/// A memory operand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mem {
    /// Base register.
    pub(super) base: Option<Reg>,
    /// Index register and shift.
    pub(super) index: Option<(Reg, u8)>,
    /// Variable whose address is added.
    pub(super) data: Option<SymbolId>,
    /// Displacement.
    pub(super) disp: i32,
}

impl Mem {
    /// `[esp + disp]`
    pub(super) fn stack(disp: u32) -> Self {
        Self { base: Some(ESP), index: None, data: None, disp: disp as i32 }
    }

    /// A place in the frame.
    pub(super) fn frame(frame: &Frame, disp: u32) -> Self {
        Self { base: Some(if frame.dynamic { EBP } else { ESP }), ..Self::stack(disp) }
    }
}

/// An instruction of opcode bytes (prefixes included), register field and operand. An immediate follows by the
/// caller.
pub(super) fn op(sink: &mut Sink<'_>, opcode: &[u8], reg: Reg, rm: Rm) {
    sink.asm.extend(opcode);
    match rm {
        Rm::Reg(rm) => sink.asm.push(0xc0 | reg << 3 | rm),
        Rm::Mem(mem) => memory(sink, reg, mem),
    }
}

fn memory(sink: &mut Sink<'_>, reg: Reg, mem: Mem) {
    let Mem { base, index, data, disp } = mem;
    // A base that is an index without shift is shorter as a base.
    let (base, index) = match (base, index) {
        (None, Some((index, 0))) => (Some(index), None),
        other => other,
    };
    // Displacements: none (not with `ebp`, whose encoding means "no base"), one byte, or four.
    let (mode, width) = match base {
        None => (0, 4),
        Some(_) if data.is_some() => (2, 4),
        Some(base) if disp == 0 && base != EBP => (0, 0),
        Some(_) if i8::try_from(disp).is_ok() => (1, 1),
        Some(_) => (2, 4),
    };
    match (base, index) {
        (Some(base), None) if base != ESP => sink.asm.push(mode << 6 | reg << 3 | base),
        (None, None) => sink.asm.push(reg << 3 | EBP),
        _ => {
            let (index, shift) = index.unwrap_or((ESP, 0));
            sink.asm.push(mode << 6 | reg << 3 | ESP);
            sink.asm.push(shift << 6 | index << 3 | base.unwrap_or(EBP));
        }
    }
    match (width, data) {
        (0, _) => {}
        (1, _) => sink.asm.push_i8(disp as i8),
        (_, None) => sink.asm.push_i32(disp),
        (_, Some(symbol)) => {
            sink.asm.push_i32(0);
            sink.reloc(0, RelocKind::Data, symbol, disp);
        }
    }
}

/// An instruction whose operand is the constant at a label, read through `cs`.
pub(super) fn op_constant(sink: &mut Sink<'_>, opcode: &[u8], reg: Reg, label: DynamicLabel) {
    sink.asm.push(0x2e);
    sink.asm.extend(opcode);
    sink.asm.push(reg << 3 | EBP);
    sink.asm.push_i32(0);
    sink.code_address(0, label);
}

/// Offset of a short jump's target from its end, if the target is bound and near enough.
fn short(sink: &Sink<'_>, label: DynamicLabel) -> Option<i8> {
    let target = sink.bound(label)?;
    i8::try_from(i64::from(target) - i64::from(sink.offset()) - 2).ok()
}

/// Jump.
pub(super) fn jmp(sink: &mut Sink<'_>, label: DynamicLabel) {
    match short(sink, label) {
        Some(offset) => {
            sink.asm.push(0xeb);
            sink.asm.push_i8(offset);
        }
        None => dynasm!(sink.asm ; .arch x86 ; jmp =>label),
    }
}

/// Conditional jump.
pub(super) fn jcc(sink: &mut Sink<'_>, cc: Cc, label: DynamicLabel) {
    if let Some(offset) = short(sink, label) {
        sink.asm.push(0x70 | cc as u8);
        return sink.asm.push_i8(offset);
    }
    match cc {
        Cc::B => dynasm!(sink.asm ; .arch x86 ; jb =>label),
        Cc::Ae => dynasm!(sink.asm ; .arch x86 ; jae =>label),
        Cc::E => dynasm!(sink.asm ; .arch x86 ; je =>label),
        Cc::Ne => dynasm!(sink.asm ; .arch x86 ; jne =>label),
        Cc::Be => dynasm!(sink.asm ; .arch x86 ; jbe =>label),
        Cc::A => dynasm!(sink.asm ; .arch x86 ; ja =>label),
        Cc::P => dynasm!(sink.asm ; .arch x86 ; jp =>label),
        Cc::Np => dynasm!(sink.asm ; .arch x86 ; jnp =>label),
        Cc::L => dynasm!(sink.asm ; .arch x86 ; jl =>label),
        Cc::Ge => dynasm!(sink.asm ; .arch x86 ; jge =>label),
        Cc::Le => dynasm!(sink.asm ; .arch x86 ; jle =>label),
        Cc::G => dynasm!(sink.asm ; .arch x86 ; jg =>label),
    }
}

//! Emission of integer instructions, memory, calls; prologue and epilogue.

mod branch;
pub(super) mod div64;
mod float;
pub(super) mod operand;

use dynasmrt::{DynasmApi, DynasmLabelApi, dynasm};
use guest_abi::TrapCode;
use guest_abi::layout::{SLOT_SIZE, SLOTS_OFFSET};
use linker::object::{RelocKind, SymbolId};
use regalloc2::{Allocation, PReg, RegClass};

use self::operand::{Mem, Reg, Rm, op};
use crate::isa::ia32::inst::{AluOp, Amode, Base, Cc, Cond, Extend, Inst, LoadKind, StoreKind};
use crate::isa::ia32::regs::has_byte_name;
use crate::isa::mach::{EmitCx, Frame, STACK_END, Sink};

/// The registers and spill slots of an instruction.
#[derive(Clone, Copy)]
pub(super) struct Allocs<'a> {
    pub(super) frame: &'a Frame,
    pub(super) allocs: &'a [Allocation],
}

impl Allocs<'_> {
    /// Operand `i`, which is in a register.
    pub(super) fn reg(&self, i: usize) -> Reg {
        self.allocs[i].as_reg().map_or(0, number)
    }

    /// Operand `i`, which is in a register or a spill slot.
    fn rm(&self, i: usize) -> Rm {
        rm(self.frame, self.allocs[i])
    }

    /// The address whose registers are the operands from `i` on.
    fn mem(&self, amode: Amode, i: usize) -> Rm {
        let Amode { base, index, data, disp } = amode;
        let in_frame = |offset: u32| Mem::frame(self.frame, offset.wrapping_add(disp as u32));
        let (mem, next) = match base {
            Base::Zero => (Mem { base: None, index: None, data, disp }, i),
            Base::Reg => (Mem { base: Some(self.reg(i)), index: None, data, disp }, i + 1),
            Base::Slot(slot) => (in_frame(self.frame.slot(slot)), i),
            Base::Incoming => (in_frame(self.frame.incoming(0)), i),
            Base::Outgoing => (Mem::stack(disp as u32), i),
        };
        Rm::Mem(Mem { index: index.map(|shift| (self.reg(next), shift)), data, ..mem })
    }
}

fn rm(frame: &Frame, alloc: Allocation) -> Rm {
    match (alloc.as_reg(), alloc.as_stack()) {
        (Some(reg), _) => Rm::Reg(number(reg)),
        (None, Some(slot)) => Rm::Mem(Mem::frame(frame, frame.spill(slot))),
        (None, None) => Rm::Reg(0),
    }
}

fn number(reg: PReg) -> Reg {
    reg.hw_enc() as Reg
}

/// Saves registers and makes room for the frame.
pub(super) fn prologue(sink: &mut Sink<'_>, frame: &Frame) {
    for reg in frame.saved_regs() {
        dynasm!(sink.asm ; .arch x86 ; push Rd(number(reg)));
    }
    match i8::try_from(frame.size) {
        Ok(0) => {}
        Ok(size) => dynasm!(sink.asm ; .arch x86 ; sub esp, BYTE size),
        Err(_) => dynasm!(sink.asm ; .arch x86 ; sub esp, frame.size as i32),
    }
    if frame.dynamic {
        dynasm!(sink.asm ; .arch x86 ; mov ebp, esp);
    }
}

fn epilogue(sink: &mut Sink<'_>, frame: &Frame) {
    if frame.dynamic {
        dynasm!(sink.asm ; .arch x86 ; mov esp, ebp);
    }
    match i8::try_from(frame.size) {
        Ok(0) => {}
        Ok(size) => dynasm!(sink.asm ; .arch x86 ; add esp, BYTE size),
        Err(_) => dynasm!(sink.asm ; .arch x86 ; add esp, frame.size as i32),
    }
    for reg in frame.saved_regs().rev() {
        dynasm!(sink.asm ; .arch x86 ; pop Rd(number(reg)));
    }
    dynasm!(sink.asm ; .arch x86 ; ret);
}

/// A move that the allocator asks for. It must leave the flags alone.
pub(super) fn reg_move(sink: &mut Sink<'_>, frame: &Frame, from: Allocation, to: Allocation) {
    let register = from.as_reg().or(to.as_reg());
    if register.is_some_and(|reg| reg.class() == RegClass::Float) {
        return float::reg_move(sink, rm(frame, from), rm(frame, to));
    }
    match (rm(frame, from), rm(frame, to)) {
        (from, Rm::Reg(to)) => op(sink, &[0x8b], to, from),
        (Rm::Reg(from), to) => op(sink, &[0x89], from, to),
        (Rm::Mem(_), Rm::Mem(_)) => {}
    }
}

/// An instruction with the registers it got.
pub(super) fn inst(sink: &mut Sink<'_>, cx: &EmitCx<'_>, inst: &Inst, allocs: &[Allocation]) {
    let at = Allocs { frame: cx.frame, allocs };
    match *inst {
        Inst::Imm(value) => dynasm!(sink.asm ; .arch x86 ; mov Rd(at.reg(0)), value as i32),
        Inst::DataAddr(symbol, offset) => address(sink, at.reg(0), RelocKind::Data, symbol, offset),
        Inst::FuncAddr(symbol) => address(sink, at.reg(0), RelocKind::FunctionPointer, symbol, 0),
        Inst::Lea(amode) => op(sink, &[0x8d], at.reg(0), at.mem(amode, 1)),
        Inst::Load(kind, amode) => load(sink, kind, at.reg(0), at.mem(amode, 1)),
        Inst::Store(kind, amode) => store(sink, kind, at.reg(0), at.mem(amode, 1)),
        Inst::StoreImm(kind, value, amode) => store_imm(sink, kind, value, at.mem(amode, 0)),
        Inst::Alu(AluOp::Imul) => op(sink, &[0x0f, 0xaf], at.reg(0), at.rm(2)),
        Inst::Alu(alu) => op(sink, &[(alu as u8) << 3 | 3], at.reg(0), at.rm(2)),
        Inst::AluMem(AluOp::Imul, amode) => op(sink, &[0x0f, 0xaf], at.reg(0), at.mem(amode, 2)),
        Inst::AluMem(alu, amode) => op(sink, &[(alu as u8) << 3 | 3], at.reg(0), at.mem(amode, 2)),
        Inst::AluImm(alu, value) => group1(sink, alu as u8, value, Rm::Reg(at.reg(0))),
        Inst::ImulImm(value) => match i8::try_from(value) {
            Ok(value) => {
                op(sink, &[0x6b], at.reg(0), at.rm(1));
                sink.asm.push_i8(value);
            }
            Err(_) => {
                op(sink, &[0x69], at.reg(0), at.rm(1));
                sink.asm.push_i32(value);
            }
        },
        Inst::Neg => dynasm!(sink.asm ; .arch x86 ; neg Rd(at.reg(0))),
        Inst::Not => dynasm!(sink.asm ; .arch x86 ; not Rd(at.reg(0))),
        Inst::MulWide { signed } => op(sink, &[0xf7], if signed { 5 } else { 4 }, at.rm(3)),
        Inst::Cdq => dynasm!(sink.asm ; .arch x86 ; cdq),
        Inst::Div { signed } => op(sink, &[0xf7], if signed { 7 } else { 6 }, at.rm(4)),
        Inst::Div64 { signed, check_zero, check_overflow } => {
            let temp = if check_zero || check_overflow { at.reg(8) } else { 0 };
            div64::call(sink, signed, check_zero, check_overflow, temp);
        }
        Inst::Bswap => dynasm!(sink.asm ; .arch x86 ; bswap Rd(at.reg(0))),
        Inst::BitScan { lowest } => op(sink, &[0x0f, if lowest { 0xbc } else { 0xbd }], at.reg(0), at.rm(1)),
        Inst::ShiftImm(shift, count) => {
            op(sink, &[0xc1], shift as u8, Rm::Reg(at.reg(0)));
            sink.asm.push(count);
        }
        Inst::ShiftCl(shift) => op(sink, &[0xd3], shift as u8, Rm::Reg(at.reg(0))),
        Inst::DoubleShiftImm { left, count } => {
            op(sink, &[0x0f, if left { 0xa4 } else { 0xac }], at.reg(2), Rm::Reg(at.reg(0)));
            sink.asm.push(count);
        }
        Inst::DoubleShiftCl { left } => {
            op(sink, &[0x0f, if left { 0xa5 } else { 0xad }], at.reg(2), Rm::Reg(at.reg(0)));
        }
        Inst::Extend(Extend::S8 | Extend::U8) if !has_byte_name(at.reg(1)) => {
            let (def, source) = (at.reg(0), at.reg(1));
            if def != source {
                dynasm!(sink.asm ; .arch x86 ; mov Rd(def), Rd(source));
            }
            match *inst {
                Inst::Extend(Extend::U8) => dynasm!(sink.asm ; .arch x86 ; and Rd(def), DWORD 0xff),
                _ => dynasm!(sink.asm ; .arch x86 ; shl Rd(def), 24 ; sar Rd(def), 24),
            }
        }
        Inst::Extend(extend) => {
            let opcode = match extend {
                Extend::U8 => 0xb6,
                Extend::U16 => 0xb7,
                Extend::S8 => 0xbe,
                Extend::S16 => 0xbf,
            };
            op(sink, &[0x0f, opcode], at.reg(0), at.rm(1));
        }
        Inst::Cmp => op(sink, &[0x3b], at.reg(0), at.rm(1)),
        Inst::CmpImm(value) => group1(sink, 7, value, at.rm(0)),
        Inst::CmpMem(amode) => op(sink, &[0x3b], at.reg(0), at.mem(amode, 1)),
        Inst::CmpMemImm(StoreKind::Byte, value, amode) => {
            op(sink, &[0x80], 7, at.mem(amode, 0));
            sink.asm.push_i8(value as i8);
        }
        Inst::CmpMemImm(_, value, amode) => group1(sink, 7, value, at.mem(amode, 0)),
        Inst::Test => dynasm!(sink.asm ; .arch x86 ; test Rd(at.reg(0)), Rd(at.reg(1))),
        Inst::TestImm(value) => test_imm(sink, at.reg(0), value),
        Inst::SetCond(cond) => set_cond(sink, cond, &at),
        Inst::CMov(cc) => op(sink, &[0x0f, 0x40 | cc as u8], at.reg(0), at.rm(2)),
        Inst::StackAlloc => stack_alloc(sink, cx.frame, at.reg(0), at.reg(1)),
        Inst::StackSave => dynasm!(sink.asm ; .arch x86 ; mov Rd(at.reg(0)), esp),
        Inst::StackRestore => dynasm!(sink.asm ; .arch x86 ; mov esp, Rd(at.reg(0))),
        Inst::Call(symbol, _) => call(sink, symbol),
        Inst::CallSlot(_) => {
            let slot = at.reg(0);
            const { assert!(SLOT_SIZE == 8) };
            dynasm!(sink.asm ; .arch x86 ; cs call DWORD [Rd(slot) * 8 + SLOTS_OFFSET as i32]);
        }
        Inst::TrapUnlessBelow(code) => {
            dynasm!(sink.asm ; .arch x86 ; jb BYTE >below);
            sink.trap(code);
            dynasm!(sink.asm ; .arch x86 ; ud2 ; below:);
        }
        Inst::CopyString(len) => copy_string(sink, len),
        Inst::FillString { byte, len } => fill_string(sink, byte, len),
        Inst::Return => epilogue(sink, cx.frame),
        Inst::Trap(code) => {
            sink.trap(code);
            dynasm!(sink.asm ; .arch x86 ; ud2);
        }
        Inst::Jump | Inst::Branch(_) | Inst::Switch | Inst::JumpTable { .. } => branch::inst(sink, cx, inst, &at),
        Inst::FloatCMov(_)
        | Inst::FloatConst(..)
        | Inst::Float(..)
        | Inst::FloatNeg(_)
        | Inst::FloatAbs(_)
        | Inst::FloatSqrt(_)
        | Inst::FloatCmp(_)
        | Inst::FloatToFloat { .. }
        | Inst::Int32ToFloat(_)
        | Inst::FloatToInt32(_)
        | Inst::IntPairToFloat { .. }
        | Inst::FloatToIntPair { .. }
        | Inst::MovFloatToInt
        | Inst::MovIntToFloat
        | Inst::FloatHigh
        | Inst::FloatPair => float::inst(sink, inst, &at),
    }
}

/// `add`, `cmp` and their kin with a constant.
fn group1(sink: &mut Sink<'_>, extension: u8, value: i32, rm: Rm) {
    match i8::try_from(value) {
        Ok(value) => {
            op(sink, &[0x83], extension, rm);
            sink.asm.push_i8(value);
        }
        Err(_) => {
            op(sink, &[0x81], extension, rm);
            sink.asm.push_i32(value);
        }
    }
}

fn test_imm(sink: &mut Sink<'_>, reg: Reg, value: i32) {
    match u8::try_from(value) {
        // The byte form leaves the sign flag different, so it serves only masks without bit 7.
        Ok(value) if value < 0x80 && has_byte_name(reg) => {
            dynasm!(sink.asm ; .arch x86 ; test Rb(reg), value as i8);
        }
        _ => dynasm!(sink.asm ; .arch x86 ; test Rd(reg), value),
    }
}

fn address(sink: &mut Sink<'_>, reg: Reg, kind: RelocKind, symbol: SymbolId, addend: i32) {
    dynasm!(sink.asm ; .arch x86 ; mov Rd(reg), DWORD 0);
    sink.reloc(0, kind, symbol, addend);
}

fn load(sink: &mut Sink<'_>, kind: LoadKind, reg: Reg, mem: Rm) {
    match kind {
        LoadKind::S8 => op(sink, &[0x0f, 0xbe], reg, mem),
        LoadKind::U8 => op(sink, &[0x0f, 0xb6], reg, mem),
        LoadKind::S16 => op(sink, &[0x0f, 0xbf], reg, mem),
        LoadKind::U16 => op(sink, &[0x0f, 0xb7], reg, mem),
        LoadKind::Word => op(sink, &[0x8b], reg, mem),
        LoadKind::F32 => op(sink, &[0xf3, 0x0f, 0x10], reg, mem),
        LoadKind::F64 => op(sink, &[0xf2, 0x0f, 0x10], reg, mem),
    }
}

fn store(sink: &mut Sink<'_>, kind: StoreKind, reg: Reg, mem: Rm) {
    match kind {
        StoreKind::Byte if !has_byte_name(reg) => store_byte(sink, reg, mem),
        StoreKind::Byte => op(sink, &[0x88], reg, mem),
        StoreKind::Half => op(sink, &[0x66, 0x89], reg, mem),
        StoreKind::Word => op(sink, &[0x89], reg, mem),
        StoreKind::F32 => op(sink, &[0xf3, 0x0f, 0x11], reg, mem),
        StoreKind::F64 => op(sink, &[0xf2, 0x0f, 0x11], reg, mem),
    }
}

/// Stores a byte of a register that has no byte name: it changes places with one that has.
fn store_byte(sink: &mut Sink<'_>, reg: Reg, mem: Rm) {
    let Rm::Mem(mut mem) = mem else { return };
    let used = |number| mem.base == Some(number) || mem.index.is_some_and(|(index, _)| index == number);
    let Some(byte) = (0..4).find(|&number| !used(number)) else { return };
    if mem.base == Some(reg) {
        mem.base = Some(byte);
    }
    if let Some((index, _)) = &mut mem.index
        && *index == reg
    {
        *index = byte;
    }
    dynasm!(sink.asm ; .arch x86 ; xchg Rd(reg), Rd(byte));
    op(sink, &[0x88], byte, Rm::Mem(mem));
    dynasm!(sink.asm ; .arch x86 ; xchg Rd(reg), Rd(byte));
}

fn store_imm(sink: &mut Sink<'_>, kind: StoreKind, value: u32, mem: Rm) {
    match kind {
        StoreKind::Byte => {
            op(sink, &[0xc6], 0, mem);
            sink.asm.push(value as u8);
        }
        StoreKind::Half => {
            op(sink, &[0x66, 0xc7], 0, mem);
            sink.asm.push_u16(value as u16);
        }
        _ => {
            op(sink, &[0xc7], 0, mem);
            sink.asm.push_u32(value);
        }
    }
}

fn set_cond(sink: &mut Sink<'_>, cond: Cond, at: &Allocs<'_>) {
    let reg = at.reg(0);
    let temp = if at.allocs.len() > 1 { at.reg(1) } else { reg };
    if !has_byte_name(reg) || !has_byte_name(temp) {
        return set_cond_by_jumps(sink, cond, reg);
    }
    match cond {
        Cond::Cc(cc) => op(sink, &[0x0f, 0x90 | cc as u8], 0, Rm::Reg(reg)),
        Cond::FloatEq => {
            dynasm!(sink.asm ; .arch x86 ; sete Rb(reg) ; setnp Rb(temp) ; and Rb(reg), Rb(temp));
        }
        Cond::FloatNe => {
            dynasm!(sink.asm ; .arch x86 ; setne Rb(reg) ; setp Rb(temp) ; or Rb(reg), Rb(temp));
        }
    }
    dynasm!(sink.asm ; .arch x86 ; movzx Rd(reg), Rb(reg));
}

/// The same in a register that has no byte name.
fn set_cond_by_jumps(sink: &mut Sink<'_>, cond: Cond, reg: Reg) {
    let (first, second, cc) = match cond {
        Cond::Cc(cc) => (1, 0, cc),
        Cond::FloatEq => (0, 1, Cc::Ne),
        Cond::FloatNe => (1, 0, Cc::Ne),
    };
    dynasm!(sink.asm ; .arch x86 ; mov Rd(reg), first);
    if !matches!(cond, Cond::Cc(_)) {
        dynasm!(sink.asm ; .arch x86 ; jp BYTE >done);
    }
    // Over the move that follows.
    sink.asm.extend(&[0x70 | cc as u8, 5]);
    dynasm!(sink.asm ; .arch x86 ; mov Rd(reg), DWORD second ; done:);
}

fn call(sink: &mut Sink<'_>, symbol: SymbolId) {
    let local = sink.module.symbols[symbol.0 as usize].linkage == linker::object::Linkage::Local;
    match sink.function(symbol) {
        Some(label) if local => dynasm!(sink.asm ; .arch x86 ; call =>label),
        _ => {
            dynasm!(sink.asm ; .arch x86 ; cs call DWORD [0]);
            sink.reloc(0, RelocKind::Slot, symbol, 0);
        }
    }
}

/// Moves the stack pointer down, unless that takes it off the stack, past either end of the address space or not. A
/// stack pointer that a frame has already taken into the hole is below the stack's end as well.
fn stack_alloc(sink: &mut Sink<'_>, frame: &Frame, def: Reg, size: Reg) {
    dynasm!(sink.asm ; .arch x86
        ; mov Rd(def), esp
        ; sub Rd(def), Rd(size)
        ; jb BYTE >overflow
        ; and Rd(def), BYTE -16
        ; cmp Rd(def), STACK_END as i32
        ; jae BYTE >enough
        ; overflow:
    );
    sink.trap(TrapCode::StackOverflow);
    dynasm!(sink.asm ; .arch x86 ; ud2 ; enough: ; mov esp, Rd(def));
    if frame.outgoing != 0 {
        dynasm!(sink.asm ; .arch x86 ; add Rd(def), frame.outgoing as i32);
    }
}

fn copy_string(sink: &mut Sink<'_>, len: u32) {
    dynasm!(sink.asm ; .arch x86 ; mov ecx, (len / 4) as i32 ; rep movsd);
    if len & 2 != 0 {
        dynasm!(sink.asm ; .arch x86 ; movsw);
    }
    if len & 1 != 0 {
        dynasm!(sink.asm ; .arch x86 ; movsb);
    }
}

fn fill_string(sink: &mut Sink<'_>, byte: u8, len: u32) {
    let pattern = i32::from_ne_bytes([byte; 4]);
    dynasm!(sink.asm ; .arch x86 ; mov eax, pattern ; mov ecx, (len / 4) as i32 ; rep stosd);
    if len & 2 != 0 {
        dynasm!(sink.asm ; .arch x86 ; stosw);
    }
    if len & 1 != 0 {
        dynasm!(sink.asm ; .arch x86 ; stosb);
    }
}

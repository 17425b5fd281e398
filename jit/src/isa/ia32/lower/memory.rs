//! Loads, stores, copies and fills.

use regalloc2::{Operand, RegClass, VReg};

use super::addr::{Address, address};
use super::wide::halves;
use super::{Cx, Src, in_reg, int};
use crate::ir::{self, BinOp, ConvOp, MemType, Op, Type, Value};
use crate::isa::ia32::inst::{Inst, LoadKind, StoreKind};
use crate::isa::ia32::regs::{EDI, ESI};
use crate::isa::mach::ValueRegs;

/// Does the load become the memory operand of its user? It must not change places with a store or another fault, nor
/// move to another line.
pub(super) fn folds(cx: &Cx<'_>, inst: &ir::InstData, user: Option<&ir::InstData>) -> bool {
    let (&Op::Load { mem, .. }, Some(result), Some(user)) = (&inst.op, inst.result, user) else { return false };
    if (inst.loc.line, inst.loc.file) != (user.loc.line, user.loc.file) || !is_operand(cx, mem, result, &user.op) {
        return false;
    }
    // A dead user would never load.
    let Some(sum) = user.result.filter(|&sum| cx.demands(sum) != 0) else { return false };
    let moves_on = cx.sole_user(sum).is_some_and(|next| super::folds(cx, user, next));
    cx.undisturbed(if moves_on { None } else { Some(user) })
}

fn is_operand(cx: &Cx<'_>, mem: MemType, value: Value, user: &Op) -> bool {
    match *user {
        Op::Binary(op, a, b) => {
            let other = if b == value { a } else { b };
            let any = matches!(op, BinOp::Add | BinOp::And | BinOp::Or | BinOp::Xor | BinOp::Mul);
            // Constants, and halves known to be zero, would be in the place of the memory operand.
            let constant = matches!(
                cx.def(other).map(|(_, data)| &data.op),
                Some(Op::Int(..) | Op::Convert(ConvOp::Zext32 | ConvOp::Sext32, _))
            );
            matches!(mem, MemType::Full(Type::I32 | Type::I64)) && !constant && (any || op == BinOp::Sub && b == value)
        }
        Op::IntCmp(_, a, b) => {
            let constant = cx.int_const(if b == value { a } else { b }).map(|bits| bits as u32 as i32);
            match mem {
                MemType::Full(Type::I32) => true,
                MemType::U8 => constant.is_some_and(|constant| u8::try_from(constant).is_ok()),
                MemType::S8 => constant.is_some_and(|constant| i8::try_from(constant).is_ok()),
                _ => false,
            }
        }
        _ => false,
    }
}

/// Is the value a load that is folded into its user?
pub(super) fn is_folded(cx: &Cx<'_>, value: Value) -> bool {
    cx.folded(value).is_some_and(|data| matches!(data.op, Op::Load { .. }))
}

/// Where a load that is folded into its user loads from.
pub(super) fn folded(cx: &mut Cx<'_>, value: Value) -> Option<Address> {
    let Op::Load { addr, offset, .. } = cx.folded(value)?.op else { return None };
    Some(address(cx, addr, offset))
}

/// Loads from `addr + offset`.
pub(super) fn load(cx: &mut Cx<'_>, mem: MemType, addr: Value, offset: i32) -> ValueRegs {
    let address = address(cx, addr, offset);
    load_from(cx, mem, address)
}

/// Loads from an address.
pub(super) fn load_from(cx: &mut Cx<'_>, mem: MemType, address: Address) -> ValueRegs {
    let kind = match mem {
        MemType::S8 => LoadKind::S8,
        MemType::U8 => LoadKind::U8,
        MemType::S16 => LoadKind::S16,
        MemType::U16 => LoadKind::U16,
        MemType::Full(Type::I32) => LoadKind::Word,
        MemType::Full(Type::F32) => LoadKind::F32,
        // Functions with vectors have been refused.
        MemType::Full(Type::F64 | Type::V128 | Type::V256) => LoadKind::F64,
        MemType::Full(Type::I64) => {
            let low = load_kind(cx, LoadKind::Word, address);
            return ValueRegs::two(low.lo(), load_kind(cx, LoadKind::Word, address.plus(4)).lo());
        }
    };
    load_kind(cx, kind, address)
}

fn load_kind(cx: &mut Cx<'_>, kind: LoadKind, address: Address) -> ValueRegs {
    let class = if matches!(kind, LoadKind::F32 | LoadKind::F64) { RegClass::Float } else { RegClass::Int };
    let def = cx.new_vreg(class);
    address.emit(cx, Inst::Load(kind, address.mode()), &[Operand::reg_def(def)]);
    ValueRegs::one(def)
}

/// Stores to `addr + offset`.
pub(super) fn store(cx: &mut Cx<'_>, mem: MemType, addr: Value, offset: i32, value: Value) {
    let address = address(cx, addr, offset);
    store_to(cx, mem, address, value);
}

/// Stores to an address.
pub(super) fn store_to(cx: &mut Cx<'_>, mem: MemType, address: Address, value: Value) {
    let kind = match mem {
        MemType::S8 | MemType::U8 => StoreKind::Byte,
        MemType::S16 | MemType::U16 => StoreKind::Half,
        MemType::Full(Type::I32) => StoreKind::Word,
        MemType::Full(Type::F32) => StoreKind::F32,
        MemType::Full(Type::F64 | Type::V128 | Type::V256) => StoreKind::F64,
        MemType::Full(Type::I64) => {
            let [low, high] = halves(cx, value);
            store_word(cx, low, address);
            return store_word(cx, high, address.plus(4));
        }
    };
    // A constant's bits, in words.
    match cx.def(value).map(|(_, data)| &data.op) {
        Some(&Op::F32(bits)) => return store_word(cx, Src::Imm(bits), address),
        Some(&Op::F64(bits)) => {
            store_word(cx, Src::Imm(bits as u32), address);
            return store_word(cx, Src::Imm((bits >> 32) as u32), address.plus(4));
        }
        _ => {}
    }
    if matches!(kind, StoreKind::F32 | StoreKind::F64) {
        let value = cx.reg(value);
        return address.emit(cx, Inst::Store(kind, address.mode()), &[Operand::reg_use(value)]);
    }
    match cx.int_const(value) {
        Some(bits) => address.emit(cx, Inst::StoreImm(kind, bits as u32, address.mode()), &[]),
        None => {
            let value = Operand::reg_use(cx.reg(value));
            address.emit(cx, Inst::Store(kind, address.mode()), &[value]);
        }
    }
}

fn store_word(cx: &mut Cx<'_>, value: Src, address: Address) {
    match value {
        Src::Imm(value) => address.emit(cx, Inst::StoreImm(StoreKind::Word, value, address.mode()), &[]),
        value => {
            let value = Operand::reg_use(in_reg(cx, value));
            address.emit(cx, Inst::Store(StoreKind::Word, address.mode()), &[value]);
        }
    }
}

/// Most bytes that are copied word by word.
const COPY_UNROLLED: u32 = 32;
/// Most bytes that are set word by word.
const FILL_UNROLLED: u32 = 64;

/// The pieces in which `len` bytes are moved: offset, load and store.
fn pieces(len: u32) -> impl Iterator<Item = (i32, LoadKind, StoreKind)> {
    let words = (0..len / 4).map(|word| (4 * word as i32, LoadKind::Word, StoreKind::Word));
    let half = (len & 2 != 0).then_some((len as i32 & !3, LoadKind::U16, StoreKind::Half));
    let byte = (len & 1 != 0).then_some((len as i32 & !1, LoadKind::U8, StoreKind::Byte));
    words.chain(half).chain(byte)
}

/// Copies bytes.
pub(super) fn copy(cx: &mut Cx<'_>, dst: Value, src: Value, len: u32) {
    if len > COPY_UNROLLED {
        let (dst, src) = (cx.reg(dst), cx.reg(src));
        let operands = [Operand::reg_fixed_use(dst, EDI), Operand::reg_fixed_use(src, ESI)];
        return cx.emit(Inst::CopyString(len), &operands);
    }
    let (dst, src) = (address(cx, dst, 0), address(cx, src, 0));
    for (offset, load, store) in pieces(len) {
        let temp = int(cx);
        let from = src.plus(offset);
        from.emit(cx, Inst::Load(load, from.mode()), &[Operand::reg_def(temp)]);
        let to = dst.plus(offset);
        to.emit(cx, Inst::Store(store, to.mode()), &[Operand::reg_use(temp)]);
    }
}

/// Sets bytes.
pub(super) fn fill(cx: &mut Cx<'_>, dst: Value, byte: u8, len: u32) {
    if len > FILL_UNROLLED {
        let dst = cx.reg(dst);
        return cx.emit(Inst::FillString { byte, len }, &[Operand::reg_fixed_use(dst, EDI)]);
    }
    let dst = address(cx, dst, 0);
    for (offset, _, store) in pieces(len) {
        let to = dst.plus(offset);
        to.emit(cx, Inst::StoreImm(store, u32::from_ne_bytes([byte; 4]), to.mode()), &[]);
    }
}

/// New memory on the stack.
pub(super) fn stack_alloc(cx: &mut Cx<'_>, size: Value) -> VReg {
    cx.note_dynamic();
    let size = cx.reg(size);
    let def = int(cx);
    // The size is still read when the address is written.
    cx.emit(Inst::StackAlloc, &[Operand::reg_def_at_start(def), Operand::reg_use(size)]);
    def
}

/// Gives memory on the stack back.
pub(super) fn stack_restore(cx: &mut Cx<'_>, saved: Value) {
    cx.note_dynamic();
    let saved = cx.reg(saved);
    cx.emit(Inst::StackRestore, &[Operand::reg_use(saved)]);
}

//! Loads, stores, and copies and fills of memory.

use regalloc2::{Operand, RegClass};

use super::addr::Addr;
use super::fold::{self, Folded};
use super::{Cx, Ops, arith, vector};
use crate::ir::{self, BinOp, MemType, Op, Type};
use crate::isa::amd64::abi;
use crate::isa::amd64::inst::{AluOp, Amode, Inst, LoadKind, Size, StoreKind, Width};
use crate::isa::amd64::regs::{RAX, RDI, RSI};

/// Longest copy or fill that is done by single moves.
const UNROLL_LIMIT: u32 = 128;

/// Loads a value.
pub(super) fn load(cx: &mut Cx<'_>, inst: ir::Inst, mem: MemType, addr: ir::Value, offset: i32) {
    let kind = match mem {
        MemType::S8 => LoadKind::S8,
        MemType::U8 => LoadKind::U8,
        MemType::S16 => LoadKind::S16,
        MemType::U16 => LoadKind::U16,
        MemType::Full(Type::V128) if vector::is_vex(cx) => LoadKind::Vex128,
        MemType::Full(ty) => abi::load_kind(ty),
    };
    let mut uses = Ops::default();
    let amode = Addr::of(cx, addr, offset).operands(cx, &mut uses);
    let dst = cx.result(inst).lo();
    let mut ops = Ops::default();
    ops.push(Operand::reg_def(dst));
    ops.extend(&uses);
    cx.emit(Inst::Load(kind, amode), &ops);
}

fn store_kind(cx: &Cx<'_>, mem: MemType) -> StoreKind {
    match mem {
        MemType::S8 | MemType::U8 => StoreKind::I8,
        MemType::S16 | MemType::U16 => StoreKind::I16,
        MemType::Full(Type::V128) if vector::is_vex(cx) => StoreKind::Vex128,
        MemType::Full(ty) => abi::store_kind(ty),
    }
}

/// How a store is done.
enum Stored {
    /// A constant.
    Imm(i32),
    Value(ir::Value),
    /// A change of what is there, by a value.
    Change(AluOp, Width, Folded, ir::Value),
    /// By a constant.
    ChangeImm(AluOp, Width, Folded, i32),
}

/// The immediate that a store of a constant can hold.
fn store_imm(cx: &Cx<'_>, mem: MemType, value: ir::Value) -> Option<i32> {
    match mem {
        MemType::Full(Type::F32 | Type::F64 | Type::V128 | Type::V256) => None,
        _ => arith::imm(cx, value),
    }
}

impl Stored {
    fn of(cx: &Cx<'_>, mem: MemType, addr: Addr, value: ir::Value, volatile: bool) -> Self {
        if let Some(imm) = store_imm(cx, mem, value) {
            return Self::Imm(imm);
        }
        let change = if volatile { None } else { Self::change(cx, mem, addr, value) };
        change.unwrap_or(Self::Value(value))
    }

    /// `x op= y`: the operation on what is in the same place, if nobody needs the result but the store.
    fn change(cx: &Cx<'_>, mem: MemType, addr: Addr, value: ir::Value) -> Option<Self> {
        let width = fold::width(mem)?;
        let value = fold::narrowed(cx, mem, value);
        let (inst, data) = cx.def(value)?;
        if cx.uses(value) != 1 || cx.block_of(inst) != cx.block() {
            return None;
        }
        let Op::Binary(op, a, b) = data.op else { return None };
        let (op, commutes) = match op {
            BinOp::Add => (AluOp::Add, true),
            BinOp::Sub => (AluOp::Sub, false),
            BinOp::And => (AluOp::And, true),
            BinOp::Or => (AluOp::Or, true),
            BinOp::Xor => (AluOp::Xor, true),
            _ => return None,
        };
        let here = |value: ir::Value| {
            Folded::of(cx, fold::narrowed(cx, mem, value))
                .filter(|load| fold::width(load.mem) == Some(width) && load.is_at(addr) && load.is_on_line(cx))
        };
        let (load, by) = match here(a) {
            Some(load) => (load, b),
            None => (here(b).filter(|_| commutes)?, a),
        };
        Some(match arith::imm(cx, by) {
            Some(imm) => Self::ChangeImm(op, width, load, imm),
            None => Self::Change(op, width, load, by),
        })
    }
}

/// What [`store`] reads.
pub(super) fn store_demands(cx: &Cx<'_>, op: &Op, f: &mut dyn FnMut(ir::Value)) {
    let Op::Store { mem, addr, offset, value, volatile } = *op else { return };
    let addr = Addr::of(cx, addr, offset);
    match Stored::of(cx, mem, addr, value, volatile) {
        Stored::Imm(_) => addr.demands(f),
        Stored::Value(value) => {
            f(value);
            addr.demands(f);
        }
        Stored::Change(_, _, load, by) => {
            f(by);
            load.demands(cx, f);
        }
        Stored::ChangeImm(_, _, load, _) => load.demands(cx, f),
    }
}

/// Stores a value.
pub(super) fn store(cx: &mut Cx<'_>, op: &Op) {
    let Op::Store { mem, addr, offset, value, volatile } = *op else { return };
    let addr = Addr::of(cx, addr, offset);
    let mut ops = Ops::default();
    match Stored::of(cx, mem, addr, value, volatile) {
        Stored::Imm(imm) => {
            let amode = addr.operands(cx, &mut ops);
            cx.emit(Inst::StoreImm(store_kind(cx, mem), imm, amode), &ops);
        }
        Stored::Value(value) => {
            ops.push(Operand::reg_use(cx.reg(value)));
            let amode = addr.operands(cx, &mut ops);
            cx.emit(Inst::Store(store_kind(cx, mem), amode), &ops);
        }
        Stored::Change(op, width, load, by) => {
            ops.push(Operand::reg_use(cx.reg(by)));
            let amode = load.operands(cx, &mut ops);
            cx.emit(Inst::AluMem(op, width, amode), &ops);
        }
        Stored::ChangeImm(op, width, load, imm) => {
            let amode = load.operands(cx, &mut ops);
            cx.emit(Inst::AluMemImm(op, width, imm, amode), &ops);
        }
    }
}

/// An address mode together with its operands, to be used several times.
struct Place {
    amode: Amode,
    ops: Ops,
}

impl Place {
    fn of(cx: &mut Cx<'_>, addr: ir::Value) -> Self {
        let mut ops = Ops::default();
        let amode = Addr::of(cx, addr, 0).operands(cx, &mut ops);
        Self { amode, ops }
    }

    fn at(&self, offset: u32) -> Amode {
        Amode { disp: self.amode.disp.wrapping_add(offset as i32), ..self.amode }
    }

    /// The address in a register.
    fn address(&self, cx: &mut Cx<'_>) -> regalloc2::VReg {
        let reg = cx.new_vreg(RegClass::Int);
        let mut ops = Ops::default();
        ops.push(Operand::reg_def(reg));
        ops.extend(&self.ops);
        cx.emit(Inst::Lea(Size::S32, self.amode), &ops);
        reg
    }

    fn load(&self, cx: &mut Cx<'_>, kind: LoadKind, class: RegClass, offset: u32) -> regalloc2::VReg {
        let reg = cx.new_vreg(class);
        let mut ops = Ops::default();
        ops.push(Operand::reg_def(reg));
        ops.extend(&self.ops);
        cx.emit(Inst::Load(kind, self.at(offset)), &ops);
        reg
    }

    fn store(&self, cx: &mut Cx<'_>, kind: StoreKind, reg: regalloc2::VReg, offset: u32) {
        let mut ops = Ops::default();
        ops.push(Operand::reg_use(reg));
        ops.extend(&self.ops);
        cx.emit(Inst::Store(kind, self.at(offset)), &ops);
    }
}

/// The widest moves that cover a length.
fn chunks(start: u32, len: u32) -> impl Iterator<Item = (u32, u32)> {
    let mut at = start;
    let end = start + len;
    std::iter::from_fn(move || {
        let left = end - at;
        let width = match left {
            0 => return None,
            16.. => 16,
            8.. => 8,
            4.. => 4,
            2.. => 2,
            _ => 1,
        };
        let next = (at, width);
        at += width;
        Some(next)
    })
}

fn kinds(width: u32) -> (LoadKind, StoreKind, RegClass) {
    match width {
        16 => (LoadKind::V128, StoreKind::V128, RegClass::Float),
        8 => (LoadKind::I64, StoreKind::I64, RegClass::Int),
        4 => (LoadKind::I32, StoreKind::I32, RegClass::Int),
        2 => (LoadKind::U16, StoreKind::I16, RegClass::Int),
        _ => (LoadKind::U8, StoreKind::I8, RegClass::Int),
    }
}

/// Copies memory between places that do not overlap, or are the same.
pub(super) fn copy(cx: &mut Cx<'_>, dst: ir::Value, src: ir::Value, len: u32) {
    let (dst, src) = (Place::of(cx, dst), Place::of(cx, src));
    let bulk = if len > UNROLL_LIMIT { len & !7 } else { 0 };
    for (at, width) in chunks(bulk, len - bulk) {
        let (load, store, class) = kinds(width);
        let reg = src.load(cx, load, class, at);
        dst.store(cx, store, reg, at);
    }
    if bulk != 0 {
        let (dst, src) = (dst.address(cx), src.address(cx));
        cx.emit(Inst::RepMovs(bulk / 8), &[Operand::reg_fixed_use(dst, RDI), Operand::reg_fixed_use(src, RSI)]);
    }
}

/// Sets memory to a byte.
pub(super) fn fill(cx: &mut Cx<'_>, dst: ir::Value, byte: u8, len: u32) {
    let dst = Place::of(cx, dst);
    let bulk = if len > UNROLL_LIMIT { len & !7 } else { 0 };
    if len == 0 {
        return;
    }
    let pattern = cx.new_vreg(RegClass::Int);
    cx.emit(Inst::Imm(u64::from_ne_bytes([byte; 8])), &[Operand::reg_def(pattern)]);
    let wide = (byte == 0 && bulk == 0 && len >= 16).then(|| {
        let zero = cx.new_vreg(RegClass::Float);
        cx.emit(Inst::ZeroVector, &[Operand::reg_def(zero)]);
        zero
    });
    for (at, width) in chunks(bulk, len - bulk) {
        let (_, kind, _) = kinds(width);
        match (width, wide) {
            (16, Some(zero)) => dst.store(cx, StoreKind::V128, zero, at),
            (16, None) => {
                dst.store(cx, StoreKind::I64, pattern, at);
                dst.store(cx, StoreKind::I64, pattern, at + 8);
            }
            _ => dst.store(cx, kind, pattern, at),
        }
    }
    if bulk != 0 {
        let dst = dst.address(cx);
        cx.emit(Inst::RepStos(bulk / 8), &[Operand::reg_fixed_use(dst, RDI), Operand::reg_fixed_use(pattern, RAX)]);
    }
}

/// New memory on the stack.
pub(super) fn stack_alloc(cx: &mut Cx<'_>, inst: ir::Inst, size: ir::Value) {
    cx.note_dynamic();
    let size = cx.reg(size);
    // The size is still read when the address is written.
    let dst = match cx.func.insts[inst.index()].result {
        Some(_) => cx.result(inst).lo(),
        None => cx.new_vreg(RegClass::Int),
    };
    cx.emit(Inst::StackAlloc, &[Operand::reg_def_at_start(dst), Operand::reg_use(size)]);
}

/// Gives memory on the stack back.
pub(super) fn stack_restore(cx: &mut Cx<'_>, saved: ir::Value) {
    cx.note_dynamic();
    let saved = cx.reg(saved);
    cx.emit(Inst::StackRestore, &[Operand::reg_use(saved)]);
}

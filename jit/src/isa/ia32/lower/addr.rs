//! Addresses: the arithmetic before a load or store becomes part of its address.
//!
//! A 32-bit address wraps by itself, so any sum can be folded, and in any order.

use linker::object::SymbolId;
use regalloc2::{Operand, VReg};

use super::{Cx, int};
use crate::ir::{self, BinOp, Op, StackSlot, Value};
use crate::isa::ia32::inst::{Amode, Base, Inst};

/// An address with its registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Address {
    mode: Amode,
    base: Option<VReg>,
    index: Option<VReg>,
}

impl Address {
    /// An address without registers.
    pub(super) fn fixed(mode: Amode) -> Self {
        Self { mode, base: None, index: None }
    }

    /// The address some bytes further on.
    pub(super) fn plus(mut self, bytes: i32) -> Self {
        self.mode.disp = self.mode.disp.wrapping_add(bytes);
        self
    }

    /// What the instruction holds of it.
    pub(super) fn mode(&self) -> Amode {
        self.mode
    }

    /// Emits an instruction whose operands are those given and then the address's.
    pub(super) fn emit(&self, cx: &mut Cx<'_>, inst: Inst, first: &[Operand]) {
        let mut operands = [Operand::any_use(VReg::invalid()); 4];
        let mut count = 0;
        let regs = [self.base, self.index].into_iter().flatten().map(Operand::reg_use);
        for operand in first.iter().copied().chain(regs) {
            operands[count] = operand;
            count += 1;
        }
        cx.emit(inst, &operands[..count]);
    }

    fn add_reg(&mut self, cx: &mut Cx<'_>, reg: VReg) {
        if self.mode.base == Base::Zero {
            self.mode.base = Base::Reg;
            self.base = Some(reg);
        } else {
            self.add_index(cx, reg, 0);
        }
    }

    fn add_index(&mut self, cx: &mut Cx<'_>, reg: VReg, shift: u8) {
        if self.mode.index.is_some() {
            // Both places are taken: their sum becomes the base.
            let sum = load_address(cx, Self { mode: Amode { disp: 0, data: None, ..self.mode }, ..*self });
            self.mode.base = Base::Reg;
            self.base = Some(sum);
        }
        self.mode.index = Some(shift);
        self.index = Some(reg);
    }

    fn add_data(&mut self, symbol: SymbolId, offset: i32) -> bool {
        if self.mode.data.is_some() {
            return false;
        }
        self.mode.data = Some(symbol);
        self.mode.disp = self.mode.disp.wrapping_add(offset);
        true
    }

    fn add_slot(&mut self, slot: StackSlot, offset: i32) -> bool {
        match (self.mode.base, self.base) {
            (Base::Zero, _) => {}
            // A register can move over to be the index.
            (Base::Reg, reg) if self.mode.index.is_none() => {
                self.mode.index = Some(0);
                self.index = reg;
                self.base = None;
            }
            _ => return false,
        }
        self.mode.base = Base::Slot(slot);
        self.mode.disp = self.mode.disp.wrapping_add(offset);
        true
    }
}

/// The address `addr + offset`.
pub(super) fn address(cx: &mut Cx<'_>, addr: Value, offset: i32) -> Address {
    let mut address = Address::fixed(Amode::new(Base::Zero, offset));
    gather(cx, &mut address, addr, 0);
    address
}

/// Sums nested deeper than this are not looked through (see [`folds`]).
const DEPTH: u32 = 3;

fn gather(cx: &mut Cx<'_>, address: &mut Address, value: Value, depth: u32) {
    let inst = cx.def(value).map(|(_, data)| data);
    let rematerialized = inst.filter(|data| super::rematerialize(&data.op));
    if let Some(data) = rematerialized.or_else(|| cx.folded(value)) {
        match data.op {
            Op::Int(_, bits) => {
                address.mode.disp = address.mode.disp.wrapping_add(bits as i32);
                return;
            }
            Op::StackAddr(slot, offset) if address.add_slot(slot, offset) => return,
            Op::DataAddr(symbol, offset) if address.add_data(symbol, offset) => return,
            Op::Binary(BinOp::Add, a, b) if depth < DEPTH => {
                gather(cx, address, a, depth + 1);
                gather(cx, address, b, depth + 1);
                return;
            }
            Op::Binary(BinOp::Sub, a, b) if depth < DEPTH => {
                if let Some(bits) = cx.int_const(b) {
                    address.mode.disp = address.mode.disp.wrapping_sub(bits as i32);
                    gather(cx, address, a, depth + 1);
                    return;
                }
            }
            _ => {
                if let Some((a, shift)) = scaled(cx, &data.op) {
                    let reg = cx.reg(a);
                    address.add_index(cx, reg, shift);
                    return;
                }
            }
        }
    }
    let reg = cx.reg(value);
    address.add_reg(cx, reg);
}

/// The factors that an index can have.
fn scaled(cx: &Cx<'_>, op: &Op) -> Option<(Value, u8)> {
    match *op {
        Op::Binary(BinOp::Shl, a, b) => match cx.int_const(b)? {
            count @ 1..=3 => Some((a, count as u8)),
            _ => None,
        },
        Op::Binary(BinOp::Mul, a, b) => match cx.int_const(b)? {
            factor @ (2 | 4 | 8) => Some((a, factor.trailing_zeros() as u8)),
            _ => None,
        },
        _ => None,
    }
}

/// Does the instruction become part of its user's address?
pub(super) fn folds(cx: &Cx<'_>, inst: &ir::InstData, user: Option<&ir::InstData>) -> bool {
    let (Some(result), Some(user)) = (inst.result, user) else { return false };
    let sum = match inst.op {
        Op::Binary(BinOp::Add, ..) => true,
        Op::Binary(BinOp::Sub, _, b) => cx.int_const(b).is_some(),
        _ => false,
    };
    if !sum && scaled(cx, &inst.op).is_none() {
        return false;
    }
    // Directly, or through one or two sums. No recursion: sums can be nested without limit.
    let mut result = result;
    let mut user = user;
    for _ in 0..DEPTH {
        if is_address_of(result, user) {
            return true;
        }
        let (Op::Binary(BinOp::Add | BinOp::Sub, ..), Some(next)) = (&user.op, user.result) else { return false };
        let Some(Some(next_user)) = cx.sole_user(next) else { return false };
        (result, user) = (next, next_user);
    }
    false
}

fn is_address_of(value: Value, user: &ir::InstData) -> bool {
    match user.op {
        Op::Load { addr, .. } | Op::Store { addr, .. } => addr == value,
        _ => false,
    }
}

/// The address in a register.
pub(super) fn load_address(cx: &mut Cx<'_>, address: Address) -> VReg {
    let def = int(cx);
    address.emit(cx, Inst::Lea(address.mode), &[Operand::reg_def(def)]);
    def
}

/// Address of a stack slot in a register.
pub(super) fn slot_address(cx: &mut Cx<'_>, slot: StackSlot, offset: i32) -> VReg {
    load_address(cx, Address::fixed(Amode::new(Base::Slot(slot), offset)))
}

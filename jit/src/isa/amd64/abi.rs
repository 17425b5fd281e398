//! The calling convention of plugins in `long` mode: where words travel.
//!
//! Integer words go in rdi, rsi, rdx, rcx, r8, r9, float words in xmm0 to xmm7, the others on the stack in order, 8
//! bytes each. The result comes in rax or xmm0. An `i32` in a register has its upper half zero.

use regalloc2::{Operand, PReg};

use super::Amd64;
use super::inst::{Inst, LoadKind, RetClass, StoreKind};
use super::lower::Ops;
use super::regs::{R8, R9, RAX, RCX, RDI, RDX, RSI, xmm};
use crate::ir;
use crate::isa::mach::{Lower, ValueRegs};

const INT_ARGS: [PReg; 6] = [RDI, RSI, RDX, RCX, R8, R9];
const FLOAT_ARGS: usize = 8;

/// Where a word travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In this register.
    Reg(PReg),
    /// On the stack, at this offset from the first one.
    Stack(u32),
}

/// Gives the words of a call their places, one after the other.
#[derive(Debug, Default)]
pub(super) struct Places {
    ints: usize,
    floats: usize,
    stack: u32,
}

impl Places {
    /// The place of the next word.
    pub(super) fn next(&mut self, ty: impl Into<ir::Type>) -> Place {
        match ty.into() {
            ir::Type::I32 | ir::Type::I64 if self.ints < INT_ARGS.len() => {
                self.ints += 1;
                Place::Reg(INT_ARGS[self.ints - 1])
            }
            ir::Type::F32 | ir::Type::F64 if self.floats < FLOAT_ARGS => {
                self.floats += 1;
                Place::Reg(xmm(self.floats - 1))
            }
            _ => {
                self.stack += 8;
                Place::Stack(self.stack - 8)
            }
        }
    }

    /// Bytes of stack that the words so far take.
    pub(super) fn stack(&self) -> u32 {
        self.stack
    }
}

/// Register of a result and its class as clobber sets see it.
pub(super) fn result(ty: Option<ir::Type>) -> (RetClass, PReg) {
    match ty {
        None => (RetClass::None, RAX),
        Some(ir::Type::I32 | ir::Type::I64) => (RetClass::Int, RAX),
        Some(_) => (RetClass::Float, xmm(0)),
    }
}

/// Takes the parameters that are used.
pub(super) fn lower_params(cx: &mut Lower<'_, Amd64>) {
    let params = &cx.func.blocks[0].params;
    let mut ops = Ops::default();
    let mut places = Places::default();
    for &param in params {
        if let Place::Reg(reg) = places.next(cx.ty(param)) {
            let regs = cx.new_value_regs(cx.ty(param));
            cx.set_value(param, regs);
            ops.push(Operand::reg_fixed_def(regs.lo(), reg));
        }
    }
    cx.emit(Inst::Args, &ops);
    let mut places = Places::default();
    for &param in params {
        let ty = cx.ty(param);
        if let Place::Stack(offset) = places.next(ty) {
            let regs: ValueRegs = cx.new_value_regs(ty);
            cx.set_value(param, regs);
            if cx.demands(param) > 0 {
                cx.emit(Inst::LoadArg(load_kind(ty), offset), &[Operand::reg_def(regs.lo())]);
            }
        }
    }
}

/// The load that brings a whole value.
pub(super) fn load_kind(ty: ir::Type) -> LoadKind {
    match ty {
        ir::Type::I32 => LoadKind::I32,
        ir::Type::I64 => LoadKind::I64,
        ir::Type::F32 => LoadKind::F32,
        ir::Type::F64 => LoadKind::F64,
        ir::Type::V128 => LoadKind::V128,
        ir::Type::V256 => LoadKind::V256,
    }
}

/// The store that puts a whole value.
pub(super) fn store_kind(ty: ir::Type) -> StoreKind {
    match ty {
        ir::Type::I32 => StoreKind::I32,
        ir::Type::I64 => StoreKind::I64,
        ir::Type::F32 => StoreKind::F32,
        ir::Type::F64 => StoreKind::F64,
        ir::Type::V128 => StoreKind::V128,
        ir::Type::V256 => StoreKind::V256,
    }
}

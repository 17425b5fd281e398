//! Everything that stores: assignments, `++` and `--`, initialisers.

use super::Lower;
use super::convert::is_float;
use super::place::Location;
use crate::front::tree::{BinaryOp, ExprId, Init, InitValue, PlaceId};
use crate::front::types::TypeId;
use crate::ir::{BinOp, Value};
use guest_abi::Ty;
use linker::object::SrcLoc;

impl Lower<'_> {
    /// `place = value`
    pub(super) fn assign(&mut self, place: PlaceId, value: ExprId, loc: SrcLoc) -> Value {
        let to = self.place(place);
        let value = self.value(value);
        self.b.set_loc(loc);
        self.store(to, self.scalar(self.f.place(place).ty), value)
    }

    /// `place op= value`
    pub(super) fn compound(
        &mut self,
        place: PlaceId,
        op: BinaryOp,
        value: ExprId,
        compute: TypeId,
        loc: SrcLoc,
    ) -> Value {
        let to = self.place(place);
        let right = self.value(value);
        self.b.set_loc(loc);
        let (ty, compute) = (self.scalar(self.f.place(place).ty), self.scalar(compute));
        let old = self.load(to, ty);
        let left = self.convert(old, ty, compute);
        let new = self.binary(op, compute, left, self.scalar(self.f.expr(value).ty), right);
        let new = self.convert(new, compute, ty);
        self.store(to, ty, new)
    }

    /// `++` and `--`: the value before and the one after.
    pub(super) fn step(
        &mut self,
        place: PlaceId,
        decrement: bool,
        step: u32,
        compute: TypeId,
        loc: SrcLoc,
    ) -> (Value, Value) {
        let to = self.place(place);
        self.b.set_loc(loc);
        let (ty, compute) = (self.scalar(self.f.place(place).ty), self.scalar(compute));
        let old = self.load(to, ty);
        let left = self.convert(old, ty, compute);
        let new = if is_float(compute) {
            let step = self.float(compute, f64::from(step));
            self.b.binary(if decrement { BinOp::Fsub } else { BinOp::Fadd }, left, step)
        } else {
            self.b.binary_const(if decrement { BinOp::Sub } else { BinOp::Add }, left, u64::from(step))
        };
        let new = self.convert(new, compute, ty);
        let new = self.store(to, ty, new);
        (old, new)
    }

    /// Initialises an aggregate.
    pub(super) fn init(&mut self, init: &Init, loc: SrcLoc) {
        let base = self.storage_addr(self.local(init.local));
        let volatile = self.f.local(init.local).ty.is_volatile();
        if init.zero {
            self.b.set_loc(loc);
            self.b.zero(base, self.types.size(self.f.local(init.local).ty));
        }
        for store in &init.stores {
            match store.value {
                InitValue::Scalar(expr) => {
                    let value = self.value(expr);
                    let expr = self.f.expr(expr);
                    self.b.set_loc(expr.loc);
                    let ty: Ty = self.scalar(expr.ty);
                    let (at, offset) = (base, store.offset as i32);
                    self.store(
                        match store.bits {
                            Some(bits) => Location::Bits { base: at, offset, bits, volatile },
                            None => Location::Memory { base: at, offset, volatile },
                        },
                        ty,
                        value,
                    );
                }
                InitValue::Copy { src, size } => {
                    let from = self.address(src);
                    self.b.set_loc(self.f.place(src).loc);
                    let to = self.b.offset_addr(base, store.offset as i32);
                    self.b.copy(to, from, size);
                }
            }
        }
    }
}

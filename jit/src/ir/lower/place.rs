//! Places: where an object is, loads and stores.

use super::{Lower, Storage};
use crate::front::tree::{PlaceId, PlaceKind};
use crate::ir::build::Var;
use crate::ir::{BinOp, MemType, Value};
use guest_abi::Ty;

/// Where an object is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Location {
    /// It is a scalar in SSA form.
    Var(Var),
    /// In memory at `base + offset`.
    Memory { base: Value, offset: i32 },
}

/// How a scalar lies in memory.
pub(super) fn mem_type(ty: Ty) -> MemType {
    match ty {
        Ty::Bool | Ty::U8 => MemType::U8,
        Ty::I8 => MemType::S8,
        Ty::I16 => MemType::S16,
        Ty::U16 => MemType::U16,
        _ => MemType::Full(ty.val_type()),
    }
}

impl Lower<'_> {
    /// Address of what lives in the frame.
    pub(super) fn storage_addr(&mut self, storage: Storage) -> Value {
        match storage {
            Storage::Slot(slot) => self.b.stack_addr(slot, 0),
            Storage::Aligned(slot, align) => {
                let end = self.b.stack_addr(slot, align as i32 - 1);
                self.b.binary_const(BinOp::And, end, u64::from(align.wrapping_neg()))
            }
            Storage::Var(_) => self.b.i32(0),
        }
    }

    /// Evaluates the place, once.
    pub(super) fn place(&mut self, id: PlaceId) -> Location {
        let place = self.f.place(id);
        match place.kind {
            PlaceKind::Local(local) => match self.local(local) {
                Storage::Var(var) => Location::Var(var),
                storage => Location::Memory { base: self.storage_addr(storage), offset: 0 },
            },
            PlaceKind::Global(symbol) => Location::Memory { base: self.b.data_addr(symbol, 0), offset: 0 },
            PlaceKind::Deref(pointer) => Location::Memory { base: self.value(pointer), offset: 0 },
            PlaceKind::Member { base, offset: more } => match self.place(base) {
                Location::Memory { base, offset } => {
                    Location::Memory { base, offset: offset.wrapping_add(more as i32) }
                }
                var @ Location::Var(_) => var,
            },
        }
    }

    /// Address of the place. (A place whose address is taken is in memory: see `scan`.)
    pub(super) fn address(&mut self, id: PlaceId) -> Value {
        match self.place(id) {
            Location::Memory { base, offset } => self.b.offset_addr(base, offset),
            Location::Var(_) => self.b.i32(0),
        }
    }

    /// The scalar that is there, extended as its type says.
    pub(super) fn load(&mut self, from: Location, ty: Ty) -> Value {
        match from {
            Location::Var(var) => self.b.read_var(var),
            Location::Memory { base, offset } => self.b.load(mem_type(ty), base, offset),
        }
    }

    /// Stores a scalar, extended as its type says.
    pub(super) fn store(&mut self, to: Location, ty: Ty, value: Value) {
        match to {
            Location::Var(var) => self.b.write_var(var, value),
            Location::Memory { base, offset } => self.b.store(mem_type(ty), base, offset, value),
        }
    }
}

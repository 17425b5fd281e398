//! Places: where an object is, loads and stores.

use super::convert::is_signed;
use super::{Lower, Storage};
use crate::front::tree::{PlaceId, PlaceKind};
use crate::front::types::Bits;
use crate::ir::build::Var;
use crate::ir::{BinOp, ConvOp, MemType, Op, Type, Value};
use guest_abi::Ty;

/// Where an object is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Location {
    /// It is a scalar in SSA form.
    Var(Var),
    /// In memory at `base + offset`.
    Memory { base: Value, offset: i32, volatile: bool },
    /// Some bits of the memory there.
    Bits { base: Value, offset: i32, bits: Bits, volatile: bool },
}

/// The memory around a bit-field.
fn unit_type(bits: Bits) -> MemType {
    match bits.unit {
        1 => MemType::U8,
        2 => MemType::U16,
        4 => MemType::Full(Type::I32),
        _ => MemType::Full(Type::I64),
    }
}

/// The two parts of a bit-field of a packed struct that touches a number of bytes which no load has: the low one
/// with as many as a load takes, the high one, and by how many bytes that is further.
fn pieces(bits: Bits) -> Option<(Bits, Bits, i32)> {
    let first = match bits.unit {
        3 => 2,
        5..=7 => 4,
        9 => 8,
        _ => return None,
    };
    let low = Bits { unit: first, shift: bits.shift, width: first * 8 - bits.shift };
    let high = Bits { unit: bits.unit - first, shift: 0, width: bits.width - low.width };
    Some((low, high, i32::from(first)))
}

/// How a scalar lies in memory.
pub(super) fn mem_type(ty: Ty) -> MemType {
    match ty {
        Ty::Bool | Ty::U8 => MemType::U8,
        Ty::I8 => MemType::S8,
        Ty::I16 => MemType::S16,
        Ty::U16 => MemType::U16,
        _ => MemType::Full(Type::from(ty)),
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
            Storage::Pointer(pointer) => pointer,
            Storage::Var(_) => self.b.i32(0),
        }
    }

    /// Evaluates the place, once.
    pub(super) fn place(&mut self, id: PlaceId) -> Location {
        let place = self.f.place(id);
        let volatile = place.ty.is_volatile();
        match place.kind {
            PlaceKind::Local(local) => match self.local(local) {
                Storage::Var(var) => Location::Var(var),
                storage => Location::Memory { base: self.storage_addr(storage), offset: 0, volatile },
            },
            PlaceKind::Global(symbol) => Location::Memory { base: self.b.data_addr(symbol, 0), offset: 0, volatile },
            PlaceKind::Deref(pointer) | PlaceKind::Temporary(pointer) => {
                Location::Memory { base: self.value(pointer), offset: 0, volatile }
            }
            PlaceKind::Member { base, offset: more } => match self.place(base) {
                Location::Memory { base, offset, volatile: whole } => {
                    let offset = offset.wrapping_add(more as i32);
                    Location::Memory { base, offset, volatile: volatile || whole }
                }
                other => other,
            },
            PlaceKind::BitField { base, offset: more, bits } => match self.place(base) {
                Location::Memory { base, offset, volatile: whole } => {
                    let offset = offset.wrapping_add(more as i32);
                    Location::Bits { base, offset, bits, volatile: volatile || whole }
                }
                other => other,
            },
        }
    }

    /// Address of the place. (A place whose address is taken is in memory: see `scan`.)
    pub(super) fn address(&mut self, id: PlaceId) -> Value {
        match self.place(id) {
            Location::Memory { base, offset, .. } | Location::Bits { base, offset, .. } => {
                self.b.offset_addr(base, offset)
            }
            Location::Var(_) => self.b.i32(0),
        }
    }

    /// What a variable whose content does not change has there.
    fn known(&mut self, base: Value, offset: i32, mem: MemType) -> Option<Value> {
        let (symbol, at) = self.b.as_data_addr(base)?;
        Some(match self.constants.load(symbol, at.wrapping_add(offset) as u32, mem)? {
            Op::Int(ty, bits) => self.b.constant_of(ty, bits),
            Op::F32(bits) => self.b.constant_of(Type::F32, bits.into()),
            Op::F64(bits) => self.b.constant_of(Type::F64, bits),
            Op::DataAddr(symbol, offset) => self.b.data_addr(symbol, offset),
            Op::FuncAddr(symbol) => self.b.func_addr(symbol),
            _ => return None,
        })
    }

    /// The scalar that is there, extended as its type says.
    pub(super) fn load(&mut self, from: Location, ty: Ty) -> Value {
        match from {
            Location::Var(var) => self.b.read_var(var),
            Location::Memory { base, offset, volatile } => {
                let known = if volatile { None } else { self.known(base, offset, mem_type(ty)) };
                known.unwrap_or_else(|| self.b.load(mem_type(ty), base, offset, volatile))
            }
            Location::Bits { base, offset, bits, volatile } => match pieces(bits) {
                None => {
                    let unit = self.b.load(unit_type(bits), base, offset, volatile);
                    self.extract(unit, bits, ty)
                }
                Some((low, high, at)) => {
                    let low_value = self.load(Location::Bits { base, offset, bits: low, volatile }, Ty::U64);
                    let high_bits = Location::Bits { base, offset: offset + at, bits: high, volatile };
                    let high_value = self.load(high_bits, Ty::U64);
                    let high_value = self.b.binary_const(BinOp::Shl, high_value, u64::from(low.width));
                    let value = self.b.binary(BinOp::Or, low_value, high_value);
                    self.extract(value, Bits { unit: 8, shift: 0, width: bits.width }, ty)
                }
            },
        }
    }

    /// Stores a scalar, extended as its type says; returns what the place then holds.
    pub(super) fn store(&mut self, to: Location, ty: Ty, value: Value) -> Value {
        match to {
            Location::Var(var) => self.b.write_var(var, value),
            Location::Memory { base, offset, volatile } => {
                self.b.store(mem_type(ty), base, offset, value, volatile);
            }
            Location::Bits { base, offset, bits, volatile } => {
                return self.store_bits(base, offset, bits, ty, value, volatile);
            }
        }
        value
    }

    /// A bit-field of an integer around it, extended as its type says.
    fn extract(&mut self, unit: Value, bits: Bits, ty: Ty) -> Value {
        let width = u32::from(bits.width);
        let all = self.b.type_of(unit).size() * 8;
        let field = if is_signed(ty) {
            let top = self.b.binary_const(BinOp::Shl, unit, u64::from(all - u32::from(bits.shift) - width));
            self.b.binary_const(BinOp::Ashr, top, u64::from(all - width))
        } else {
            let low = self.b.binary_const(BinOp::Lshr, unit, u64::from(bits.shift));
            self.b.binary_const(BinOp::And, low, u64::MAX >> (64 - width))
        };
        match (self.b.type_of(field), Type::from(ty)) {
            (Type::I32, Type::I64) if is_signed(ty) => self.b.convert(ConvOp::Sext32, field),
            (Type::I32, Type::I64) => self.b.convert(ConvOp::Zext32, field),
            (Type::I64, Type::I32) => self.b.convert(ConvOp::Wrap, field),
            _ => field,
        }
    }

    fn store_bits(&mut self, base: Value, offset: i32, bits: Bits, ty: Ty, value: Value, volatile: bool) -> Value {
        if let Some((low, high, at)) = pieces(bits) {
            let wide = self.b.type_of(value) == Type::I64;
            let value = if wide { value } else { self.b.convert(ConvOp::Zext32, value) };
            self.store_bits(base, offset, low, Ty::U64, value, volatile);
            let rest = self.b.binary_const(BinOp::Lshr, value, u64::from(low.width));
            self.store_bits(base, offset + at, high, Ty::U64, rest, volatile);
            return self.extract(value, Bits { unit: 8, shift: 0, width: bits.width }, ty);
        }
        let mem = unit_type(bits);
        let wide = mem == MemType::Full(Type::I64);
        let value = match (self.b.type_of(value), wide) {
            (Type::I32, true) => self.b.convert(ConvOp::Zext32, value),
            (Type::I64, false) => self.b.convert(ConvOp::Wrap, value),
            _ => value,
        };
        let field = self.b.binary_const(BinOp::Shl, value, u64::from(bits.shift));
        let whole = bits.width == 8 * bits.unit;
        let unit = if whole {
            field
        } else {
            let mask = bits.mask() as u64;
            let field = self.b.binary_const(BinOp::And, field, mask);
            let old = self.b.load(mem, base, offset, volatile);
            let others = self.b.binary_const(BinOp::And, old, !mask);
            self.b.binary(BinOp::Or, others, field)
        };
        self.b.store(mem, base, offset, unit, volatile);
        self.extract(unit, bits, ty)
    }
}

//! Loads and stores of a variable or of a part of it, on values. Little endian: the first byte is the lowest.

use super::pieces::Piece;
use super::uses::width;
use crate::ir::fold::{self, Folded};
use crate::ir::{BinOp, ConvOp, Function, Inst, InstData, MemType, Op, Type, UnOp, Value, ValueData, ValueDef};
use linker::object::SrcLoc;

/// Makes instructions at the end of a list.
pub(super) struct Maker<'a> {
    pub(super) function: &'a mut Function,
    /// Where they go.
    pub(super) insts: &'a mut Vec<Inst>,
    /// Their place in the source.
    pub(super) loc: SrcLoc,
}

impl Maker<'_> {
    /// A new instruction with a result.
    pub(super) fn push(&mut self, ty: Type, op: Op) -> Value {
        let (inst, value) = (Inst(self.function.insts.len() as u32), Value(self.function.values.len() as u32));
        self.function.insts.push(InstData { op, result: Some(value), loc: self.loc });
        self.function.values.push(ValueData { ty, def: ValueDef::Inst(inst) });
        self.insts.push(inst);
        value
    }

    /// A new instruction without a result.
    pub(super) fn effect(&mut self, op: Op) {
        let inst = Inst(self.function.insts.len() as u32);
        self.function.insts.push(InstData { op, result: None, loc: self.loc });
        self.insts.push(inst);
    }

    pub(super) fn int(&mut self, ty: Type, bits: u64) -> Value {
        self.push(ty, Op::Int(ty, bits))
    }

    /// A constant of any scalar type, by its bits.
    pub(super) fn constant(&mut self, ty: Type, bits: u64) -> Value {
        let op = match ty {
            Type::F32 => Op::F32(bits as u32),
            Type::F64 => Op::F64(bits),
            ty => Op::Int(ty, bits),
        };
        self.push(ty, op)
    }

    fn binary(&mut self, op: BinOp, a: Value, bits: u64) -> Value {
        let ty = self.function.values[a.index()].ty;
        let b = self.int(ty, bits);
        self.push(ty, Op::Binary(op, a, b))
    }

    /// The low bits of an `i32`, extended, unless they are so already.
    fn unary(&mut self, op: UnOp, a: Value) -> Value {
        match fold::unary(&*self.function, op, Type::I32, a) {
            Some(Folded::Value(value)) => value,
            Some(Folded::Const(bits)) => self.int(Type::I32, bits),
            Some(Folded::Op(op)) => self.push(Type::I32, op),
            _ => self.push(Type::I32, Op::Unary(op, a)),
        }
    }

    /// The same bits as a value of another type of the same size, or the low half of an `i64`.
    pub(super) fn cast(&mut self, value: Value, to: Type) -> Value {
        match (self.function.values[value.index()].ty, to) {
            (from, to) if from == to => value,
            (Type::I64, Type::I32) => self.push(to, Op::Convert(ConvOp::Wrap, value)),
            (Type::I32, Type::I64) => self.push(to, Op::Convert(ConvOp::Zext32, value)),
            (_, to) => self.push(to, Op::Convert(ConvOp::Bitcast(to), value)),
        }
    }

    /// What a load of `mem`, so many bytes into the variable, gives if that has this value.
    pub(super) fn load(&mut self, piece: Piece, value: Value, into: u32, mem: MemType) -> Value {
        let part = if width(mem) == piece.len {
            value
        } else {
            let shifted = if into == 0 { value } else { self.binary(BinOp::Lshr, value, u64::from(8 * into)) };
            self.cast(shifted, Type::I32)
        };
        match mem {
            MemType::S8 => self.unary(UnOp::Sext8, part),
            MemType::U8 => self.unary(UnOp::Zext8, part),
            MemType::S16 => self.unary(UnOp::Sext16, part),
            MemType::U16 => self.unary(UnOp::Zext16, part),
            MemType::Full(ty) => self.cast(part, ty),
        }
    }

    /// The variable's value after a store of `mem`, so many bytes into it; `old` is only called for what stays.
    pub(super) fn store(
        &mut self,
        piece: Piece,
        into: u32,
        mem: MemType,
        value: Value,
        old: impl FnOnce(&mut Self) -> Value,
    ) -> Value {
        let len = width(mem);
        if len == piece.len {
            return self.cast(value, piece.ty);
        }
        let value = if mem == MemType::Full(Type::F32) { self.cast(value, Type::I32) } else { value };
        let value = self.cast(value, piece.ty);
        let (mask, ones) = (u64::MAX >> (64 - 8 * len), if piece.ty == Type::I64 { u64::MAX } else { 0xffff_ffff });
        let part = self.binary(BinOp::And, value, mask);
        let part = if into == 0 { part } else { self.binary(BinOp::Shl, part, u64::from(8 * into)) };
        let old = old(self);
        let rest = self.binary(BinOp::And, old, !(mask << (8 * into)) & ones);
        self.push(piece.ty, Op::Binary(BinOp::Or, rest, part))
    }
}

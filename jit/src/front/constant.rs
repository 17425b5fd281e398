//! Constant expressions, and the initial bytes of variables.

use super::fold::{self, Constant};
use super::init::{Entry, EntryKind};
use super::limits;
use super::operand::{Operand, Term};
use super::parser::{Parsed, Parser};
use super::tree::{BinaryOp, ExprId, ExprKind, PlaceId, PlaceKind};
use super::types::{Bits, TypeId, TypeKind};
use crate::diag::{Diagnostic, Span};
use linker::object::{Reloc, RelocKind, SymbolId};
use std::collections::BTreeMap;

/// The value of a constant expression in an initialiser.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value {
    Number(Constant),
    Address { symbol: SymbolId, addend: i32 },
    Function(SymbolId),
}

impl Parser<'_> {
    /// An integer constant expression; `what` says what for.
    pub(super) fn constant_int(&mut self, what: &str) -> Parsed<(i64, TypeId, Span)> {
        let op = self.conditional_expr()?;
        self.constant_int_of(op, what)
    }

    pub(super) fn constant_int_of(&mut self, op: Operand, what: &str) -> Parsed<(i64, TypeId, Span)> {
        let (id, ty) = self.scalar(op)?;
        if ty == TypeId::ERROR {
            return Err(super::parser::Reported);
        }
        match self.f.expr(id).kind {
            ExprKind::Int(value) if self.types.is_integer(ty) => Ok((value, ty, op.span)),
            _ => {
                let error = Diagnostic::error(op.span, format!("expected a constant {what}"));
                let error = if self.types.is_integer(ty) {
                    error
                        .label("not known at compile time")
                        .help("an `enum` constant can be used here, a `const` variable can't")
                } else {
                    let shown = self.show(ty);
                    error.label(format!("expected an integer, found `{shown}`"))
                };
                Err(self.report(error))
            }
        }
    }

    /// The value that the expression has before the program runs, if it has one.
    pub(super) fn constant_value(&self, id: ExprId) -> Option<Value> {
        let expr = self.f.expr(id);
        if let Some(constant) = fold::constant(&expr.kind) {
            return Some(Value::Number(constant));
        }
        let number = |id| match self.constant_value(id)? {
            Value::Number(n) => Some(n),
            _ => None,
        };
        match expr.kind {
            ExprKind::AddrOf(place) => self.constant_place(place),
            ExprKind::FuncAddr(symbol) => Some(Value::Function(symbol)),
            ExprKind::Convert(inner) => {
                let from = self.f.expr(inner).ty;
                match self.constant_value(inner)? {
                    Value::Number(n) => fold::convert(&self.types, n, from, expr.ty).map(Value::Number),
                    address if self.types.size(expr.ty) == 4 && !self.types.is_float(expr.ty) => Some(address),
                    _ => None,
                }
            }
            ExprKind::PtrAdd { ptr, index, elem_size, negate } => {
                let Constant::Int(index) = number(index)? else { return None };
                let offset = (index as i32).wrapping_mul(elem_size as i32);
                let offset = if negate { offset.wrapping_neg() } else { offset };
                self.offset_value(self.constant_value(ptr)?, offset)
            }
            ExprKind::Binary(op @ (BinaryOp::Add | BinaryOp::Sub), a, b) if self.types.size(expr.ty) == 4 => {
                match (self.constant_value(a)?, self.constant_value(b)?, op) {
                    (base, Value::Number(Constant::Int(n)), BinaryOp::Add)
                    | (Value::Number(Constant::Int(n)), base, BinaryOp::Add) => self.offset_value(base, n as i32),
                    (base, Value::Number(Constant::Int(n)), _) => self.offset_value(base, (n as i32).wrapping_neg()),
                    (a, b, _) => self.not_a_number(op, a, b, expr.ty),
                }
            }
            ExprKind::Binary(op, a, b) => {
                let (a, b) = (self.constant_value(a)?, self.constant_value(b)?);
                self.not_a_number(op, a, b, expr.ty)
            }
            ExprKind::Unary(op, a) => {
                let value = fold::unary(&self.types, op, number(a)?, expr.ty)?;
                Some(Value::Number(value))
            }
            _ => None,
        }
    }

    /// Float arithmetic that folding left alone because it gives a NaN: in an initialiser any NaN will do.
    fn not_a_number(&self, op: BinaryOp, a: Value, b: Value, ty: TypeId) -> Option<Value> {
        let (Value::Number(a @ Constant::Float(x)), Value::Number(b @ Constant::Float(y))) = (a, b) else {
            return None;
        };
        let value = match fold::binary(&self.types, op, a, b, ty) {
            Some(value) => value,
            None => Constant::Float(match op {
                BinaryOp::Add => x + y,
                BinaryOp::Sub => x - y,
                BinaryOp::Mul => x * y,
                BinaryOp::Div => x / y,
                _ => return None,
            }),
        };
        Some(Value::Number(value))
    }

    fn offset_value(&self, base: Value, offset: i32) -> Option<Value> {
        match base {
            Value::Address { symbol, addend } => Some(Value::Address { symbol, addend: addend.wrapping_add(offset) }),
            Value::Number(Constant::Int(v)) => {
                let sum = (v as u32).wrapping_add(offset as u32);
                Some(Value::Number(Constant::Int(i64::from(sum))))
            }
            Value::Function(_) if offset == 0 => Some(base),
            _ => None,
        }
    }

    fn constant_place(&self, place: PlaceId) -> Option<Value> {
        match self.f.place(place).kind {
            PlaceKind::Local(_) => None,
            PlaceKind::Global(symbol) => Some(Value::Address { symbol, addend: 0 }),
            PlaceKind::Temporary(_) | PlaceKind::BitField { .. } => None,
            PlaceKind::Deref(id) => self.constant_value(id),
            PlaceKind::Member { base, offset } => self.offset_value(self.constant_place(base)?, offset as i32),
        }
    }

    /// Is the entry known before the program runs?
    pub(super) fn is_constant_entry(&self, entry: &Entry) -> bool {
        match entry.kind {
            EntryKind::Scalar(id) => self.constant_value(id).is_some(),
            EntryKind::Copy(_) => false,
            EntryKind::Bytes(_) => true,
        }
    }

    /// The initial bytes of a variable and the addresses in it.
    pub(super) fn image(&mut self, entries: &[Entry]) -> Parsed<(Vec<u8>, Vec<Reloc>)> {
        let mut bytes = Vec::new();
        let mut relocs: BTreeMap<u32, Reloc> = BTreeMap::new();
        let mut result = Ok(());
        for entry in entries {
            let at = entry.offset;
            if at > limits::INIT_BYTES {
                let error = Diagnostic::error(entry.span, "initialiser is too large");
                return Err(self.report(error.note(format!("the limit is {} MiB", limits::INIT_BYTES >> 20))));
            }
            let id = match entry.kind {
                EntryKind::Bytes(ref text) => {
                    write(&mut bytes, at, text);
                    continue;
                }
                EntryKind::Scalar(id) => id,
                EntryKind::Copy(_) => {
                    result = Err(self.not_constant(entry));
                    continue;
                }
            };
            if let Some(bits) = entry.bits {
                match self.constant_value(id) {
                    Some(Value::Number(Constant::Int(v))) => write_bits(&mut bytes, at, bits, v as u64),
                    _ if self.f.expr(id).ty == TypeId::ERROR => result = Err(super::parser::Reported),
                    _ => result = Err(self.not_constant(entry)),
                }
                continue;
            }
            relocs.remove(&at);
            let ty = self.f.expr(id).ty;
            let size = self.types.size(ty);
            let (kind, symbol, addend) = match self.constant_value(id) {
                Some(Value::Number(Constant::Int(v))) => {
                    write(&mut bytes, at, &v.to_le_bytes()[..size as usize]);
                    continue;
                }
                Some(Value::Number(Constant::Float(v))) => {
                    if size == 4 {
                        write(&mut bytes, at, &(v as f32).to_le_bytes());
                    } else {
                        write(&mut bytes, at, &v.to_le_bytes());
                    }
                    continue;
                }
                Some(Value::Address { symbol, addend }) if size == 4 => (RelocKind::Data, symbol, addend),
                Some(Value::Function(symbol)) if size == 4 => (RelocKind::FunctionPointer, symbol, 0),
                _ if ty == TypeId::ERROR => {
                    result = Err(super::parser::Reported);
                    continue;
                }
                _ => {
                    result = Err(self.not_constant(entry));
                    continue;
                }
            };
            write(&mut bytes, at, &[0; 4]);
            relocs.insert(at, Reloc { at, kind, symbol, addend });
        }
        result?;
        // What is missing at the end is zero anyway.
        let used = bytes.iter().rposition(|&b| b != 0).map_or(0, |p| p + 1);
        bytes.truncate(used);
        Ok((bytes, relocs.into_values().collect()))
    }

    fn not_constant(&mut self, entry: &Entry) -> super::parser::Reported {
        let error = Diagnostic::error(entry.span, "initialiser is not constant");
        self.report(
            error
                .label("not known at compile time")
                .help("a variable that outlives its function starts with constants; assign this value in a function"),
        )
    }

    /// Is the operand's type one that has a value at all?
    pub(super) fn is_void(&self, op: Operand) -> bool {
        matches!(op.term, Term::Value(_)) && matches!(self.types.kind(op.ty), TypeKind::Void)
    }
}

/// Writes a bit-field into an image.
fn write_bits(image: &mut Vec<u8>, at: u32, bits: Bits, value: u64) {
    let (at, mask) = (at as usize, bits.mask());
    let unit = usize::from(bits.unit);
    let mut old = [0; 16];
    for (byte, old) in image.iter().skip(at).take(unit).zip(&mut old) {
        *old = *byte;
    }
    let new = (u128::from_le_bytes(old) & !mask) | (u128::from(value) << bits.shift & mask);
    write(image, at as u32, &new.to_le_bytes()[..unit]);
}

/// Writes into an image that grows as needed (zeros at its end are not stored); the parser has checked the offsets
/// against the object's size.
fn write(image: &mut Vec<u8>, at: u32, bytes: &[u8]) {
    let (start, end) = (at as usize, at as usize + bytes.len());
    if start >= image.len() && bytes.iter().all(|&b| b == 0) {
        return;
    }
    if image.len() < end {
        image.resize(end, 0);
    }
    image[start..end].copy_from_slice(bytes);
}

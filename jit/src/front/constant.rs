//! Constant expressions, and the initial bytes of variables.

use super::fold::{self, Constant};
use super::init::{Entry, EntryKind};
use super::limits;
use super::operand::{Operand, Term};
use super::parser::{Parsed, Parser};
use super::tree::{BinaryOp, ExprId, ExprKind, PlaceId, PlaceKind, UnaryOp};
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
                let error = Diagnostic::error("E0501", op.span, format!("expected a constant {what}"));
                let error = if self.types.is_integer(ty) {
                    error
                        .label("not known at compile time")
                        .help("an `enum` constant can be used here, a `const` variable can't")
                } else {
                    let shown = self.show(ty);
                    let text = what == "case value" && self.types.is_pointer(ty);
                    let error = error.label(format!("expected an integer, found `{shown}`"));
                    if text { error.help("texts are compared by `strcmp` of <string.h>, in an `if`") } else { error }
                };
                Err(self.report(error))
            }
        }
    }

    /// The value that the expression has before the program runs, if it has one.
    pub(super) fn constant_value(&self, id: ExprId) -> Option<Value> {
        self.known(id, limits::HEIGHT)
    }

    /// The same for an expression of at most this height.
    fn known(&self, id: ExprId, height: u16) -> Option<Value> {
        let expr = self.f.expr(id);
        if let Some(constant) = fold::constant(&expr.kind) {
            return Some(Value::Number(constant));
        }
        let height = height.checked_sub(1)?;
        let known = |id| self.known(id, height);
        let number = |id| match known(id)? {
            Value::Number(n) => Some(n),
            _ => None,
        };
        match expr.kind {
            ExprKind::AddrOf(place) => self.known_place(place, height),
            ExprKind::FuncAddr(symbol) => Some(Value::Function(symbol)),
            ExprKind::Load(place) => self.known_object(place, expr.ty, height),
            ExprKind::Convert(inner) => {
                let from = self.f.expr(inner).ty;
                match known(inner)? {
                    Value::Number(n) => fold::convert(&self.types, n, from, expr.ty).map(Value::Number),
                    _ if expr.ty == TypeId::BOOL => Some(Value::Number(Constant::Int(1))),
                    address if self.types.size(expr.ty) == 4 && !self.types.is_float(expr.ty) => Some(address),
                    _ => None,
                }
            }
            ExprKind::PtrAdd { ptr, index, elem_size, negate } => {
                let Constant::Int(index) = number(index)? else { return None };
                let offset = (index as i32).wrapping_mul(elem_size as i32);
                let offset = if negate { offset.wrapping_neg() } else { offset };
                self.offset_value(known(ptr)?, offset)
            }
            ExprKind::PtrDiff { left, right, elem_size } => {
                let bytes = self.distance(known(left)?, known(right)?)?;
                Some(Value::Number(Constant::Int(i64::from(bytes.wrapping_div(elem_size as i32)))))
            }
            ExprKind::Binary(op, a, b) => self.known_binary(op, known(a)?, known(b)?, (self.f.expr(a).ty, expr.ty)),
            ExprKind::Unary(UnaryOp::Not, a) if !matches!(known(a)?, Value::Number(_)) => {
                Some(Value::Number(Constant::Int(0)))
            }
            ExprKind::Unary(op, a) => {
                let value = fold::unary(&self.types, op, number(a)?, expr.ty)?;
                Some(Value::Number(value))
            }
            ExprKind::LogicalAnd(a, b) => {
                let truth = self.truth(known(a)?) && self.truth(known(b)?);
                Some(Value::Number(Constant::Int(i64::from(truth))))
            }
            ExprKind::LogicalOr(a, b) => {
                let truth = self.truth(known(a)?) || self.truth(known(b)?);
                Some(Value::Number(Constant::Int(i64::from(truth))))
            }
            ExprKind::Cond(cond, a, b) => known(if self.truth(known(cond)?) { a } else { b }),
            _ => None,
        }
    }

    /// An address is never null.
    fn truth(&self, value: Value) -> bool {
        match value {
            Value::Number(n) => n.truth(),
            Value::Address { .. } | Value::Function(_) => true,
        }
    }

    /// Bytes between two addresses in one object, or between two numbers.
    fn distance(&self, a: Value, b: Value) -> Option<i32> {
        match (a, b) {
            (Value::Address { symbol, addend }, Value::Address { symbol: other, addend: from }) => {
                (symbol == other).then(|| addend.wrapping_sub(from))
            }
            (Value::Number(Constant::Int(a)), Value::Number(Constant::Int(b))) => {
                Some((a as i32).wrapping_sub(b as i32))
            }
            _ => None,
        }
    }

    /// `a op b` where the operands have the first type and the result the second.
    fn known_binary(&self, op: BinaryOp, a: Value, b: Value, (operands, ty): (TypeId, TypeId)) -> Option<Value> {
        let int = |v| Some(Value::Number(Constant::Int(v)));
        match (op, a, b) {
            (_, Value::Number(a @ Constant::Int(_)), Value::Number(b @ Constant::Int(_))) => {
                fold::binary(&self.types, op, a, b, operands).map(Value::Number)
            }
            (_, Value::Number(_), Value::Number(_)) => self.not_a_number(op, a, b, operands),
            (BinaryOp::Add, base, Value::Number(Constant::Int(n)))
            | (BinaryOp::Add, Value::Number(Constant::Int(n)), base)
                if self.types.size(ty) == 4 =>
            {
                self.offset_value(base, n as i32)
            }
            (BinaryOp::Sub, base, Value::Number(Constant::Int(n))) if self.types.size(ty) == 4 => {
                self.offset_value(base, (n as i32).wrapping_neg())
            }
            (BinaryOp::Sub, ..) if self.types.size(ty) == 4 => int(i64::from(self.distance(a, b)?)),
            (BinaryOp::Eq | BinaryOp::Ne, ..) => {
                let equal = match (a, b) {
                    (Value::Number(Constant::Int(0)), _) | (_, Value::Number(Constant::Int(0))) => false,
                    (Value::Function(f), Value::Function(g)) => f == g,
                    _ => self.distance(a, b)? == 0,
                };
                int(i64::from(equal == (op == BinaryOp::Eq)))
            }
            (BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge, ..) => {
                let distance = i64::from(self.distance(a, b)?);
                let value = fold::binary(&self.types, op, Constant::Int(distance), Constant::Int(0), TypeId::INT)?;
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

    /// The address of a place.
    pub(super) fn constant_place(&self, place: PlaceId) -> Option<Value> {
        self.known_place(place, limits::HEIGHT)
    }

    fn known_place(&self, place: PlaceId, height: u16) -> Option<Value> {
        let height = height.checked_sub(1)?;
        match self.f.place(place).kind {
            PlaceKind::Local(_) => None,
            PlaceKind::Global(symbol) => Some(Value::Address { symbol, addend: 0 }),
            PlaceKind::Temporary(_) | PlaceKind::BitField { .. } => None,
            PlaceKind::Deref(id) => self.known(id, height),
            PlaceKind::Member { base, offset } => self.offset_value(self.known_place(base, height)?, offset as i32),
        }
    }

    /// What a constant object holds: an element of a string literal, a member of a compound literal, a `const`
    /// variable. GNU C takes these as constants in initialisers.
    fn known_object(&self, place: PlaceId, ty: TypeId, height: u16) -> Option<Value> {
        let Value::Address { symbol, addend } = self.known_place(place, height)? else { return None };
        if !self.f.place(place).ty.is_const() && !self.is_literal(symbol) || self.f.place(place).ty.is_volatile() {
            return None;
        }
        let (item, total) = self.known_data(symbol)?;
        let (start, size) = (usize::try_from(addend).ok()?, self.types.size(ty) as usize);
        if start + size > total as usize || size > 8 {
            return None;
        }
        if let Some(reloc) = item.relocs.iter().find(|r| (r.at as usize) < start + size && r.at as usize + 4 > start) {
            let whole = reloc.at as usize == start && size == 4;
            return match reloc.kind {
                RelocKind::Data if whole => Some(Value::Address { symbol: reloc.symbol, addend: reloc.addend }),
                RelocKind::FunctionPointer if whole => Some(Value::Function(reloc.symbol)),
                _ => None,
            };
        }
        let mut bytes = [0u8; 8];
        for (i, byte) in bytes.iter_mut().take(size).enumerate() {
            *byte = item.init.get(start + i).copied().unwrap_or(0);
        }
        let bits = u64::from_le_bytes(bytes);
        Some(Value::Number(match self.types.kind(ty) {
            TypeKind::Float => Constant::Float(f64::from(f32::from_bits(bits as u32))),
            TypeKind::Double => Constant::Float(f64::from_bits(bits)),
            _ => Constant::Int(fold::wrap(&self.types, bits as i64, ty)),
        }))
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
                let error = Diagnostic::error("E0900", entry.span, "initialiser is too large");
                return Err(self.report(error.note(format!("the limit is {} MiB", limits::INIT_BYTES >> 20))));
            }
            let id = match entry.kind {
                EntryKind::Bytes(ref text) => {
                    write(&mut bytes, at, text);
                    continue;
                }
                EntryKind::Scalar(id) => id,
                EntryKind::Copy(place) => {
                    // A compound literal, as GNU C has it.
                    let whole = match self.constant_place(place) {
                        Some(Value::Address { symbol, addend: 0 }) if self.is_literal(symbol) => {
                            self.known_data(symbol)
                        }
                        _ => None,
                    };
                    match whole {
                        Some((item, _)) => {
                            write(&mut bytes, at, &item.init);
                            let moved = item.relocs.iter().map(|r| (at + r.at, Reloc { at: at + r.at, ..*r }));
                            relocs.extend(moved);
                        }
                        None => result = Err(self.not_constant(entry)),
                    }
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
        let error = Diagnostic::error("E0502", entry.span, "initialiser is not constant");
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

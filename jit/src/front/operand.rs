//! Operands: what an expression is while it is being parsed, and how it becomes a value.

use super::fold;
use super::limits;
use super::parser::{Parsed, Parser};
use super::scope::GlobalId;
use super::tree::{BinaryOp, ExprId, ExprKind, PlaceId, PlaceKind};
use super::types::{TypeId, TypeKind};
use crate::diag::{Diagnostic, Span};
use linker::object::SrcLoc;
use std::fmt;

/// What an operand denotes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Term {
    /// A value: scalar or void.
    Value(ExprId),
    /// Memory. Structs stay places for good, since they are never values.
    Place(PlaceId),
    /// A function, by name.
    Function(GlobalId),
}

/// A parsed expression.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Operand {
    pub term: Term,
    pub ty: TypeId,
    pub span: Span,
    pub loc: SrcLoc,
}

impl Operand {
    pub(crate) fn is_error(&self) -> bool {
        self.ty.unqualified() == TypeId::ERROR
    }
}

/// Types of so few levels are compared without looking whether they were before.
const SHALLOW: u16 = 2;

/// Comparisons of types that are remembered.
const COMPARED: usize = 1 << 20;

impl Parser<'_> {
    /// Adds an expression to the function.
    pub(super) fn expr(&mut self, kind: ExprKind, ty: TypeId, loc: SrcLoc) -> ExprId {
        let (id, height) = self.f.push_expr(kind, ty, loc);
        if height > limits::HEIGHT || self.exprs + self.f.exprs.len() > limits::EXPRS {
            return self.too_complex(id, loc);
        }
        id
    }

    #[cold]
    #[inline(never)]
    fn too_complex(&mut self, id: ExprId, loc: SrcLoc) -> ExprId {
        if self.f.height(id) > limits::HEIGHT {
            let error = Diagnostic::error("E0900", self.prev.span, "expression is too complex");
            self.report(error.help("split it up with variables"));
            return self.f.push_expr(ExprKind::Int(0), TypeId::ERROR, loc).0;
        }
        if !self.stopped() {
            let error = Diagnostic::error("E0900", self.prev.span, "this file has too many expressions");
            self.report(error.help("split it up into several files"));
        }
        id
    }

    pub(super) fn place(&mut self, kind: PlaceKind, ty: TypeId, loc: SrcLoc) -> PlaceId {
        self.f.push_place(kind, ty, loc)
    }

    pub(super) fn int(&mut self, value: i64, ty: TypeId, loc: SrcLoc) -> ExprId {
        self.expr(ExprKind::Int(value), ty, loc)
    }

    /// A value operand that stands where `like` stands.
    pub(super) fn value(&mut self, kind: ExprKind, ty: TypeId, span: Span, loc: SrcLoc) -> Operand {
        let id = self.expr(kind, ty, loc);
        Operand { term: Term::Value(id), ty: self.f.expr(id).ty, span, loc }
    }

    /// An operand of error type: whatever is done with it is not reported again.
    pub(super) fn error_operand(&mut self, span: Span, loc: SrcLoc) -> Operand {
        self.value(ExprKind::Int(0), TypeId::ERROR, span, loc)
    }

    /// Load, decay of arrays and functions. Structs stay places.
    pub(super) fn rvalue(&mut self, op: Operand) -> Operand {
        match op.term {
            Term::Value(_) => op,
            Term::Function(global) => {
                let symbol = self.use_global(global);
                let ty = self.types.pointer(op.ty);
                self.value(ExprKind::FuncAddr(symbol), ty, op.span, op.loc)
            }
            Term::Place(place) => match self.types.kind(op.ty) {
                TypeKind::Array { elem, .. } | TypeKind::Vla { elem, .. } => {
                    self.f.take_address(place);
                    let ty = self.types.pointer(elem.qualified_like(op.ty));
                    self.value(ExprKind::AddrOf(place), ty, op.span, op.loc)
                }
                TypeKind::Record(_) => op,
                // `*p` of a `void *`: nothing is read.
                TypeKind::Void => {
                    let address = match self.f.place(place).kind {
                        PlaceKind::Deref(address) => address,
                        _ => self.int(0, TypeId::INT, op.loc),
                    };
                    self.value(ExprKind::Convert(address), TypeId::VOID, op.span, op.loc)
                }
                _ => {
                    self.check_index(place, op.span);
                    let id = self.expr(ExprKind::Load(place), op.ty, op.loc);
                    self.value_of(place, id, op.span)
                }
            },
        }
    }

    /// A value that a place held or now holds. That of a bit-field is promoted at once: its width decides to what.
    pub(super) fn value_of(&mut self, place: PlaceId, id: ExprId, span: Span) -> Operand {
        let ty = self.value_type(place);
        let id = match self.types.width_of_bits(ty) {
            // What the field holds has that width.
            Some(_) => self.expr(ExprKind::Convert(id), ty, self.f.expr(id).loc),
            None => self.convert(id, ty),
        };
        let expr = self.f.expr(id);
        Operand { term: Term::Value(id), ty: expr.ty, span, loc: expr.loc }
    }

    /// The type of the value of a scalar place.
    pub(super) fn value_type(&mut self, place: PlaceId) -> TypeId {
        let place = self.f.place(place);
        match place.kind {
            PlaceKind::BitField { bits, .. } => match (bits.width, self.types.is_signed(place.ty)) {
                (..=31, _) | (32, true) => TypeId::INT,
                (32, false) => TypeId::UINT,
                (33..=63, signed) => self.types.wide_bits(bits.width, signed),
                _ => place.ty.unqualified(),
            },
            _ => place.ty.unqualified(),
        }
    }

    /// The expression of a scalar (or void) operand; structs are an error.
    pub(super) fn scalar(&mut self, op: Operand) -> Parsed<(ExprId, TypeId)> {
        let op = self.rvalue(op);
        match op.term {
            Term::Value(id) => Ok((id, op.ty.unqualified())),
            _ => {
                let found = self.show(op.ty);
                let error = Diagnostic::error("E0434", op.span, format!("expected a scalar, found `{found}`"));
                Err(self.report(error.help("use one of its members")))
            }
        }
    }

    /// A scalar to compare with zero.
    pub(super) fn condition(&mut self, op: Operand) -> Parsed<ExprId> {
        let (id, ty) = self.scalar(op)?;
        if self.types.is_scalar(ty) || ty == TypeId::ERROR {
            return Ok(id);
        }
        let found = self.show(ty);
        Err(self.error("E0435", op.span, format!("expected a condition, found `{found}`")))
    }

    /// Converts a scalar expression, folding constants. The caller has checked that it is allowed.
    pub(super) fn convert(&mut self, id: ExprId, to: TypeId) -> ExprId {
        let (to, from, loc) = (to.unqualified(), self.f.expr(id).ty, self.f.expr(id).loc);
        if from == to || from == TypeId::ERROR {
            return id;
        }
        let constant = fold::constant(&self.f.expr(id).kind);
        match constant.and_then(|c| fold::convert(&self.types, c, from, to)) {
            Some(c) => self.expr(c.kind(), to, loc),
            None if self.types.width_of_bits(to).is_some() => {
                let id = self.expr(ExprKind::Convert(id), self.whole_type(to), loc);
                self.cut_off(id, to)
            }
            None => self.expr(ExprKind::Convert(id), to, loc),
        }
    }

    /// The type in which a value of a wide bit-field is computed; any other type is its own.
    pub(super) fn whole_type(&self, ty: TypeId) -> TypeId {
        match (self.types.width_of_bits(ty), self.types.is_signed(ty)) {
            (None, _) => ty,
            (_, true) => TypeId::LLONG,
            (_, false) => TypeId::ULLONG,
        }
    }

    /// The bits of an 8-byte integer that a wide bit-field's type has.
    pub(super) fn cut_off(&mut self, id: ExprId, ty: TypeId) -> ExprId {
        let (Some(width), loc) = (self.types.width_of_bits(ty), self.f.expr(id).loc) else { return id };
        let above = self.int(64 - i64::from(width), TypeId::INT, loc);
        let up = self.expr(ExprKind::Binary(BinaryOp::Shl, id, above), self.whole_type(ty), loc);
        let down = self.expr(ExprKind::Binary(BinaryOp::Shr, up, above), self.whole_type(ty), loc);
        self.expr(ExprKind::Convert(down), ty, loc)
    }

    /// The integer promotions.
    pub(super) fn promoted(&self, ty: TypeId) -> TypeId {
        match self.types.kind(ty) {
            TypeKind::Bool => TypeId::INT,
            TypeKind::Int { rank, .. } if rank < 3 => TypeId::INT,
            _ => ty.unqualified(),
        }
    }

    /// The usual arithmetic conversions.
    pub(super) fn common_type(&self, a: TypeId, b: TypeId) -> TypeId {
        let (a, b) = (a.unqualified(), b.unqualified());
        if a == TypeId::LDOUBLE || b == TypeId::LDOUBLE {
            return TypeId::LDOUBLE;
        }
        if a == TypeId::DOUBLE || b == TypeId::DOUBLE {
            return TypeId::DOUBLE;
        }
        if a == TypeId::FLOAT || b == TypeId::FLOAT {
            return TypeId::FLOAT;
        }
        let (a, b) = (self.promoted(a), self.promoted(b));
        let (TypeKind::Int { size: sa, signed: na, rank: ra }, TypeKind::Int { size: sb, signed: nb, rank: rb }) =
            (self.types.kind(a), self.types.kind(b))
        else {
            return a;
        };
        if na == nb {
            return if ra >= rb { a } else { b };
        }
        let ((s, s_size, s_rank), (u, u_size, u_rank)) =
            if na { ((a, sa, ra), (b, sb, rb)) } else { ((b, sb, rb), (a, sa, ra)) };
        if u_rank >= s_rank {
            u
        } else if s_size > u_size || self.types.width_of_bits(u).is_some() {
            s
        } else {
            match s {
                TypeId::INT => TypeId::UINT,
                TypeId::LONG => TypeId::ULONG,
                _ => TypeId::ULLONG,
            }
        }
    }

    /// Is it the constant 0, or `(void *)0`?
    pub(super) fn is_null_constant(&self, id: ExprId) -> bool {
        let e = self.f.expr(id);
        matches!(e.kind, ExprKind::Int(0))
            && (self.types.is_integer(e.ty) || self.types.pointee(e.ty) == Some(TypeId::VOID))
    }

    /// Are objects of these types interchangeable? (Qualifiers at the top are ignored.)
    pub(super) fn compatible(&self, a: TypeId, b: TypeId) -> bool {
        let (a, b) = (a.unqualified(), b.unqualified());
        if a == b || a == TypeId::ERROR || b == TypeId::ERROR {
            return true;
        }
        // The same parts are met again and again in types that are made of names for types.
        if self.types.depth(a).min(self.types.depth(b)) <= SHALLOW {
            return self.compatible_parts(a, b);
        }
        if let Some(&known) = self.compared.borrow().get(&(a, b)) {
            return known;
        }
        let compatible = self.compatible_parts(a, b);
        let mut compared = self.compared.borrow_mut();
        if compared.len() >= COMPARED {
            compared.clear();
        }
        compared.insert((a, b), compatible);
        compatible
    }

    fn compatible_parts(&self, mut a: TypeId, mut b: TypeId) -> bool {
        // Down to what they point to.
        loop {
            (a, b) = match (self.types.kind(a), self.types.kind(b)) {
                (TypeKind::Pointer(x), TypeKind::Pointer(y)) => {
                    if x.is_const() != y.is_const() || x.is_volatile() != y.is_volatile() {
                        return false;
                    }
                    (x.unqualified(), y.unqualified())
                }
                (TypeKind::Array { elem: x, len: m }, TypeKind::Array { elem: y, len: n }) => {
                    if m != n && m.is_some() && n.is_some() {
                        return false;
                    }
                    (x.unqualified(), y.unqualified())
                }
                // Whether the lengths agree only the run tells.
                (TypeKind::Vla { elem: x, .. }, TypeKind::Array { elem: y, .. } | TypeKind::Vla { elem: y, .. })
                | (TypeKind::Array { elem: x, .. }, TypeKind::Vla { elem: y, .. }) => {
                    (x.unqualified(), y.unqualified())
                }
                _ => break,
            };
            if a == b || a == TypeId::ERROR || b == TypeId::ERROR {
                return true;
            }
        }
        match (self.types.kind(a), self.types.kind(b)) {
            (TypeKind::Function(x), TypeKind::Function(y)) => {
                let (x, y) = (self.types.fn_type(x), self.types.fn_type(y));
                self.compatible(x.result, y.result)
                    && match (x.prototype, y.prototype) {
                        (false, true) => self.old_style_fits(x, y),
                        (true, false) => self.old_style_fits(y, x),
                        _ => true,
                    }
                    && (!x.prototype
                        || !y.prototype
                        || (x.variadic == y.variadic
                            && x.params.len() == y.params.len()
                            && x.params.iter().zip(&y.params).all(|(&p, &q)| self.compatible(p, q))))
            }
            _ => false,
        }
    }

    /// May a pointer to `from` be assigned to a pointer to `to` without a cast? Besides compatible types: anything
    /// to and from `void`, and integers that differ in sign only, as every C compiler accepts by default.
    fn pointees_agree(&self, to: TypeId, from: TypeId) -> bool {
        let void = |t: TypeId| t.unqualified() == TypeId::VOID;
        if void(to) || void(from) || self.compatible(to, from) {
            return true;
        }
        match (self.types.kind(to), self.types.kind(from)) {
            (TypeKind::Int { rank: a, .. }, TypeKind::Int { rank: b, .. }) => a == b,
            _ => false,
        }
    }

    /// Converts an operand as if by assignment to `to`; `what` says what for ("argument 2 of `f`").
    pub(super) fn coerce(&mut self, op: Operand, to: TypeId, what: &dyn fmt::Display) -> Parsed<ExprId> {
        let op = self.rvalue(op);
        let (to, from) = (to.unqualified(), op.ty.unqualified());
        let Term::Value(id) = op.term else { return Err(self.mismatch(to, op, what)) };
        if from == to || from == TypeId::ERROR || to == TypeId::ERROR {
            return Ok(id);
        }
        if self.types.is_arithmetic(to) && self.types.is_arithmetic(from) {
            self.check_stored(id, to, op.span);
            return Ok(self.convert(id, to));
        }
        if to == TypeId::BOOL && self.types.is_pointer(from) {
            return Ok(self.convert(id, to));
        }
        if let Some(target) = self.types.pointee(to) {
            if self.is_null_constant(id) {
                return Ok(self.convert(id, to));
            }
            if let Some(source) = self.types.pointee(from)
                && self.pointees_agree(target, source)
            {
                if (source.is_const() && !target.is_const()) || (source.is_volatile() && !target.is_volatile()) {
                    let (from, to) = (self.show(from), self.show(to));
                    let warning =
                        Diagnostic::warning("W0402", op.span, format!("{what} discards `const` or `volatile`"));
                    self.diags.push(warning.label(format!("`{from}` becomes `{to}`")));
                }
                return Ok(self.convert(id, to));
            }
            if self.types.is_pointer(from) {
                // C compilers have always let this pass with a warning, and there is much code that needs it.
                let (expected, found) = (self.show(to), self.show(from));
                let warning = Diagnostic::warning("W0409", op.span, format!("mismatched pointers in {what}"));
                let warning = warning.label(format!("expected `{expected}`, found `{found}`"));
                self.diags.push(warning.help(format!("if that is what you want, say so with a cast: `({expected})`")));
                return Ok(self.convert(id, to));
            }
        }
        if self.is_word(to) && self.is_word(from) {
            self.warn_word(to, op, what);
            return Ok(self.convert(id, to));
        }
        Err(self.mismatch(to, op, what))
    }

    /// The place of a struct that is copied as if by assignment to one of type `to`.
    pub(super) fn coerce_struct(&mut self, op: Operand, to: TypeId, what: &dyn fmt::Display) -> Parsed<PlaceId> {
        let op = self.rvalue(op);
        match op.term {
            Term::Place(place) if op.ty.unqualified() == to.unqualified() => Ok(place),
            _ => Err(self.mismatch(to, op, what)),
        }
    }

    /// Is it the value of a variable, member or element?
    fn is_load(&self, op: Operand) -> bool {
        matches!(op.term, Term::Value(id) if matches!(self.f.expr(id).kind, ExprKind::Load(_)))
    }

    /// A pointer, or an integer that has room for one.
    fn is_word(&self, ty: TypeId) -> bool {
        self.types.is_pointer(ty) || (self.types.is_integer(ty) && self.types.size(ty) >= 4)
    }

    /// An integer becomes a pointer or the other way. C wants a cast there (6.5.16.1), but compilers have always let
    /// it pass with a warning, and there is much code that needs it.
    fn warn_word(&mut self, to: TypeId, op: Operand, what: &dyn fmt::Display) {
        let (expected, found) = (self.show(to), self.show(op.ty));
        let text = if self.types.is_pointer(to) {
            format!("an integer becomes a pointer in {what}")
        } else {
            format!("a pointer becomes an integer in {what}")
        };
        let warning = Diagnostic::warning("W0421", op.span, text);
        let warning = warning.label(format!("expected `{expected}`, found `{found}`"));
        self.diags.retract_warning("W0102", op.span.start);
        let warning = self.help_with_mismatch(warning, to, op, &expected);
        self.diags.push(warning);
    }

    fn mismatch(&mut self, to: TypeId, op: Operand, what: &dyn fmt::Display) -> super::parser::Reported {
        if op.is_error() || to == TypeId::ERROR {
            return super::parser::Reported;
        }
        let (expected, found) = (self.show(to), self.show(op.ty));
        let error = Diagnostic::error("E0436", op.span, format!("mismatched types in {what}"));
        let error = error.label(format!("expected `{expected}`, found `{found}`"));
        // The error says more than the warning that the character constant has several bytes.
        self.diags.retract_warning("W0102", op.span.start);
        let error = self.help_with_mismatch(error, to, op, &expected);
        self.report(error)
    }

    /// The cure for a value of another type than is wanted.
    fn help_with_mismatch(&self, error: Diagnostic, to: TypeId, op: Operand, expected: &str) -> Diagnostic {
        let (text, span) = (self.text(op.span), op.span);
        let both_words = |t: TypeId| self.types.is_pointer(t) || self.types.is_integer(t);
        let literal = text.starts_with('"');
        let inner = text.trim_matches('"').trim_matches('\'');
        let pointee = self.types.pointee(to);
        let is_variable = matches!(op.term, Term::Place(_)) || self.is_load(op);
        if op.ty.unqualified() == TypeId::VOID {
            error.note("what is `void` has no value")
        } else if self.types.is_record(op.ty) && self.types.is_scalar(to) && pointee.is_none() && is_variable {
            error.help(format!("say which member of it is meant: `{text}.member`"))
        } else if self.types.is_integer(to) && self.types.size(to) == 1 && literal {
            let help = "a character is written between single quotes";
            match inner.chars().count() {
                1 => error.suggest(help, span, format!("'{inner}'")),
                _ => error.help("a text has the type `char *`; a single character is written between single quotes"),
            }
        } else if pointee.is_some_and(|t| self.types.size(t) == 1) && text.starts_with('\'') {
            error.suggest("a text is written between double quotes", span, format!("\"{inner}\""))
        } else if self.types.is_arithmetic(to) && literal && inner.parse::<f64>().is_ok() {
            error.suggest("a number is written without quotes", span, inner)
        } else if self.types.is_arithmetic(to)
            && (literal || self.types.pointee(op.ty).is_some_and(|t| self.is_text(t)))
        {
            error.help("a text is no number: `atoi` and `strtod` of <stdlib.h> read the number that a text spells")
        } else if self.types.pointee(op.ty).is_some_and(|t| self.compatible(t.unqualified(), to)) {
            error.suggest("use what it points to: write `*` before it", span.before(), "*")
        } else if pointee.is_some_and(|t| self.compatible(t.unqualified(), op.ty)) && text.starts_with('*') {
            error.suggest("use the pointer itself: remove the `*`", Span { end: span.start + 1, ..span }, "")
        } else if pointee.is_some_and(|t| self.compatible(t.unqualified(), op.ty)) && is_variable {
            error.suggest("take the address of a variable: write `&` before it", span.before(), "&")
        } else if both_words(to) && both_words(op.ty) {
            error.help(format!("if that is what you want, say so with a cast: `({expected})`"))
        } else {
            error
        }
    }
}

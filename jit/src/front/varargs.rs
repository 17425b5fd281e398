//! `va_start`, `va_arg`, `va_end` and `va_copy`, as `<stdarg.h>` spells them by GNU C's built-in functions.
//!
//! The caller puts variable arguments into 8-byte cells on its stack, a scalar into one and a struct into as many as it
//! fills. A `va_list` is a pointer to the next cell.

use super::operand::{Operand, Term};
use super::parser::{Parsed, Parser, Reported};
use super::token::{Tok, Token};
use super::tree::{ExprKind, PlaceId, PlaceKind};
use super::types::{TypeId, TypeKind};
use crate::diag::{Diagnostic, Span};

/// Bytes of a cell.
const CELL: u32 = 8;

impl Parser<'_> {
    /// An argument that is a `va_list` variable.
    fn va_list(&mut self, what: &str) -> Parsed<(PlaceId, TypeId)> {
        let op = self.nested(Self::assignment_expr)?;
        if op.is_error() {
            return Err(Reported);
        }
        let ty = op.ty.unqualified();
        let fits = self.types.pointee(ty) == Some(TypeId::CHAR);
        match op.term {
            Term::Place(place) if fits => Ok((place, ty)),
            _ => {
                let shown = self.show(op.ty);
                let error = Diagnostic::error("E0443", op.span, format!("`{what}` needs a `va_list` variable"));
                Err(self.report(error.label(format!("found `{shown}`"))))
            }
        }
    }

    /// `va_start(list, last)`; the parenthesis has been read, as in the others.
    pub(super) fn va_start(&mut self, token: Token, open: Span) -> Parsed<Operand> {
        let (place, ty) = self.va_list("va_start")?;
        if self.eat(Tok::Comma) {
            let last = self.nested(Self::assignment_expr)?;
            self.check_last_parameter(last);
        }
        let close = self.expect_close(Tok::RParen, open)?;
        let span = token.span.to(close.span);
        if self.f.variadic.is_none() {
            let error = Diagnostic::error("E0444", span, "`va_start` in a function without variable arguments");
            return Err(self.report(error.help("end its parameters with `, ...`")));
        }
        let value = self.expr(ExprKind::VarArgs, ty, token.loc);
        let set = self.expr(ExprKind::Assign { place, value }, ty, token.loc);
        Ok(self.value(ExprKind::Convert(set), TypeId::VOID, span, token.loc))
    }

    fn check_last_parameter(&mut self, last: Operand) {
        let Some(wanted) = self.f.variadic else { return };
        let is_last = match last.term {
            Term::Place(place) => self.f.place(place).kind == PlaceKind::Local(wanted),
            _ => false,
        };
        if !is_last && !last.is_error() {
            let name = self.local_name(wanted);
            let help = format!("the last named parameter is `{name}`");
            let warning = Diagnostic::warning("W0406", last.span, "`va_start` does not name the last parameter");
            self.diags.push(warning.help(help));
        }
    }

    /// `va_arg(list, type)`
    pub(super) fn va_arg(&mut self, token: Token, open: Span) -> Parsed<Operand> {
        let (place, list) = self.va_list("va_arg")?;
        self.expect(Tok::Comma)?;
        let at = self.tok.span;
        let ty = self.type_name()?;
        let sizes = std::mem::take(&mut self.f.type_sizes);
        let at = at.to(self.prev.span);
        let close = self.expect_close(Tok::RParen, open)?;
        let span = token.span.to(close.span);
        match self.types.kind(ty) {
            TypeKind::Error => return Err(Reported),
            TypeKind::Array { .. } | TypeKind::Vla { .. } => {
                let error = Diagnostic::error("E0445", at, "an array is never an argument");
                return Err(self.report(error.help("it is passed as a pointer to its first element")));
            }
            _ if !self.is_complete(ty) => return Err(self.incomplete(ty, at)),
            _ => {}
        }
        let passed = if ty.unqualified() == TypeId::FLOAT { TypeId::DOUBLE } else { self.promoted(ty) };
        if passed != ty.unqualified() && self.types.size(passed) != self.types.size(ty) {
            let (shown, promoted) = (self.show(ty), self.show(passed));
            let message = format!("`{shown}` becomes `{promoted}` when it is passed through `...`");
            self.diags.push(Diagnostic::warning("W0407", at, message).help(format!("write `{promoted}`")));
        }
        let step = self.types.size(passed).next_multiple_of(CELL);
        let node = ExprKind::IncDec { place, decrement: false, postfix: true, step, compute: list };
        let address = self.expr(node, list, token.loc);
        let ptr = self.types.pointer(passed);
        let address = self.convert(address, ptr);
        if self.types.is_record(passed) {
            return Ok(self.struct_at(address, passed, span, token.loc));
        }
        let place = self.place(PlaceKind::Deref(address), passed, token.loc);
        let value = self.expr(ExprKind::Load(place), passed, token.loc);
        let value = self.convert(value, ty);
        let op = Operand { term: Term::Value(value), ty: ty.unqualified(), span, loc: token.loc };
        self.after_sizes(sizes, op)
    }

    /// `va_end(list)`
    pub(super) fn va_end(&mut self, token: Token, open: Span) -> Parsed<Operand> {
        let (place, ty) = self.va_list("va_end")?;
        let close = self.expect_close(Tok::RParen, open)?;
        let value = self.expr(ExprKind::Load(place), ty, token.loc);
        Ok(self.value(ExprKind::Convert(value), TypeId::VOID, token.span.to(close.span), token.loc))
    }

    /// `va_copy(to, from)`
    pub(super) fn va_copy(&mut self, token: Token, open: Span) -> Parsed<Operand> {
        let (place, ty) = self.va_list("va_copy")?;
        self.expect(Tok::Comma)?;
        let from = self.nested(Self::assignment_expr)?;
        let close = self.expect_close(Tok::RParen, open)?;
        let value = self.coerce(from, ty, &"`va_copy`")?;
        let set = self.expr(ExprKind::Assign { place, value }, ty, token.loc);
        Ok(self.value(ExprKind::Convert(set), TypeId::VOID, token.span.to(close.span), token.loc))
    }
}

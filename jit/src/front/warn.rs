//! Warnings of what usually is a mistake: indices outside of arrays, addresses of what is gone, loops that never end.

use super::operand::{Operand, Term};
use super::parser::Parser;
use super::token::Tok;
use super::tree::{BinaryOp, ExprId, ExprKind, PlaceId, PlaceKind};
use super::types::{TypeId, TypeKind};
use crate::diag::{Diagnostic, Span};

impl Parser<'_> {
    /// `a[4]` of an array of four elements, where it is read or written. The address behind the last one is fine.
    pub(super) fn check_index(&mut self, place: PlaceId, span: Span) {
        let PlaceKind::Deref(address) = self.f.place(place).kind else { return };
        let (ptr, index) = match self.f.expr(address).kind {
            ExprKind::PtrAdd { ptr, index, negate: false, .. } => (ptr, index),
            _ => return,
        };
        let (ExprKind::AddrOf(array), &ExprKind::Int(index)) = (&self.f.expr(ptr).kind, &self.f.expr(index).kind)
        else {
            return;
        };
        let array = self.f.place(*array);
        let TypeKind::Array { len: Some(len), .. } = self.types.kind(array.ty) else { return };
        // An array of one element at the end of a struct is an old way to write one of any length.
        let open = len <= 1 && matches!(array.kind, PlaceKind::Member { .. });
        if self.unevaluated > 0 || open || (0..i64::from(len)).contains(&index) {
            return;
        }
        let shown = self.show(array.ty);
        let warning = Diagnostic::warning("W0411", span, format!("index {index} is outside of the array"));
        let warning = warning.label(format!("the array is `{shown}`"));
        self.diags.push(match len {
            0 => warning.help("it has no elements"),
            1 => warning.help("its only element has the index 0"),
            _ => warning.help(format!("its {len} elements have the indices 0 to {}", len - 1)),
        });
    }

    /// `return &local;`
    pub(super) fn check_returned(&mut self, value: ExprId, span: Span) {
        let mut at = value;
        let place = loop {
            match self.f.expr(at).kind {
                ExprKind::Convert(inner) if self.types.is_pointer(self.f.expr(inner).ty) => at = inner,
                ExprKind::PtrAdd { ptr, .. } => at = ptr,
                ExprKind::AddrOf(place) => break place,
                _ => return,
            }
        };
        let PlaceKind::Local(local) = self.f.root(place) else { return };
        let name = &self.f.locals[local.index()].name;
        let what =
            if name.is_empty() { "a temporary object".to_owned() } else { format!("the local variable `{name}`") };
        let warning = Diagnostic::warning("W0206", span, format!("the address of {what} is returned"));
        let warning = warning.label("points to nothing once the function has returned");
        self.diags.push(warning.help("let the caller pass the memory, take it from `malloc`, or make it `static`"));
    }

    /// An unsigned number that is at least 0, as the condition of a loop.
    pub(super) fn check_loop_condition(&mut self, cond: ExprId, span: Span) {
        let ExprKind::Binary(op, a, b) = self.f.expr(cond).kind else { return };
        let zero = |p: &Self, id: ExprId| matches!(p.f.expr(id).kind, ExprKind::Int(0));
        let tested = match op {
            BinaryOp::Ge if zero(self, b) => a,
            BinaryOp::Le if zero(self, a) => b,
            _ => return,
        };
        let inner = match self.f.expr(tested).kind {
            ExprKind::Convert(inner) => inner,
            _ => tested,
        };
        let ty = self.f.expr(inner).ty;
        let widened = self.types.size(self.f.expr(tested).ty) >= self.types.size(ty);
        if !self.types.is_integer(ty) || self.types.is_signed(ty) || !widened {
            return;
        }
        let shown = self.show(ty);
        let warning = Diagnostic::warning("W0207", span, "a loop that never ends").label("always true");
        let warning = warning.note(format!("below 0 an `{shown}` goes on with its largest value"));
        self.diags.push(warning.help("make the variable signed, or count with `x-- > 0`"));
    }

    /// `while (..);` or `if (..);` with a block behind it; the current token is behind the parenthesis.
    pub(super) fn check_empty_body(&mut self, what: &str) {
        if self.at(Tok::Semi) && self.tok.loc.line == self.prev.loc.line && self.peek() == Tok::LBrace {
            let message = format!("this `;` is all that the `{what}` does");
            let warning = Diagnostic::warning("W0208", self.tok.span, message);
            self.diags.push(warning.help("remove it, so that the block belongs to it"));
        }
    }

    /// A constant that a narrower type can't hold, whether as signed or as unsigned number.
    pub(super) fn check_stored(&mut self, id: ExprId, to: TypeId, span: Span) {
        let (ExprKind::Int(value), TypeKind::Int { size, .. }) = (&self.f.expr(id).kind, self.types.kind(to)) else {
            return;
        };
        let value = *value;
        let from = self.f.expr(id).ty;
        if size == 8 || !self.types.is_integer(from) || self.unevaluated > 0 {
            return;
        }
        let bits = size * 8;
        // What stems from a 64-bit unsigned literal is far too large, and looks negative here.
        let huge = value < 0 && !self.types.is_signed(from);
        if !huge && value >= -(1 << (bits - 1)) && value < 1 << bits {
            return;
        }
        // Of a character constant of several bytes it has been said already.
        if self.text(span).starts_with('\'') {
            return;
        }
        let shown = self.show(to);
        let kept = super::fold::wrap(&self.types, value, to);
        let warning = Diagnostic::warning("W0412", span, format!("this number does not fit `{shown}`"));
        self.diags.push(warning.label(format!("becomes {kept}")).help("use a larger type, or write what is meant"));
    }

    /// `s == "text"`
    pub(super) fn check_text_comparison(&mut self, left: Operand, right: Operand) {
        let literal = |p: &Self, op: Operand| p.text(op.span).starts_with('"');
        let null = |p: &Self, op: Operand| matches!(op.term, Term::Value(id) if p.is_null_constant(id));
        if (literal(self, left) || literal(self, right)) && !null(self, left) && !null(self, right) {
            let warning = Diagnostic::warning("W0413", left.span.to(right.span), "comparison with a string literal");
            let warning = warning.label("compares where the texts are, not what they say");
            self.diags.push(warning.help("compare them with `strcmp(a, b) == 0`"));
        }
    }
}

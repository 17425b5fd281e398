//! Warnings of what usually is a mistake: indices outside of arrays, addresses of what is gone, loops that never end.

use super::operand::{Operand, Term};
use super::parser::Parser;
use super::token::{Name, Tok, Token};
use super::tree::{BinaryOp, Callee, ExprId, ExprKind, PlaceId, PlaceKind, StmtKind};
use super::types::{TypeId, TypeKind};
use crate::diag::map::VIRTUAL;
use crate::diag::{Diagnostic, Span};
use linker::object::SrcLoc;

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
        let name = self.local_name(local);
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
        // The loop says more than the comparison.
        self.diags.retract_warning("W0423", span.start);
        let shown = self.show(ty);
        let warning = Diagnostic::warning("W0207", span, "a loop that never ends").label("always true");
        let warning = warning.note(format!("below 0 an `{shown}` goes on with its largest value"));
        self.diags.push(warning.help("make the variable signed, or count with `x-- > 0`"));
    }

    /// `while (..);` or `if (..);`; the current token is behind the parenthesis, and `head` is the keyword. A loop may
    /// well have all it does in its head: then what follows is not indented like its body.
    pub(super) fn check_empty_body(&mut self, what: &str, head: SrcLoc) {
        let here = self.at(Tok::Semi) && self.tok.loc.line == self.prev.loc.line;
        if !here || self.tok.span.start >= VIRTUAL {
            return;
        }
        let next = self.peek();
        let suspicious = match what {
            _ if next == Tok::LBrace => true,
            "if" => next != Tok::Else,
            _ => self.peeked_loc().is_some_and(|loc| loc.line > head.line && loc.column > head.column),
        };
        if suspicious {
            let message = format!("this `;` is all that the `{what}` does");
            let warning = Diagnostic::warning("W0208", self.tok.span, message);
            self.diags.push(warning.suggest("remove it, so that what follows belongs to it", self.tok.span, ""));
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

    /// `x == 1;`, `x;` and `f;` are most likely meant to be something else.
    pub(super) fn warn_unused(&mut self, op: Operand) {
        if op.is_error() || op.span.start >= VIRTUAL {
            return;
        }
        let warning = || Diagnostic::warning("W0201", op.span, "the result is not used");
        let warning = match op.term {
            Term::Function(_) => warning().suggest("to call the function write `()` behind it", op.span.after(), "()"),
            Term::Place(place) => {
                let place = self.f.place(place);
                let temporary = matches!(place.kind, PlaceKind::Temporary(_));
                if temporary || place.ty.is_volatile() || self.types.is_record(place.ty) || place.ty == TypeId::VOID {
                    return;
                }
                warning()
            }
            Term::Value(id) => match &self.f.expr(id).kind {
                ExprKind::Binary(BinaryOp::Eq, ..) => warning().suggest("to assign write `=`", self.last_operator, "="),
                ExprKind::Binary(..) | ExprKind::Unary(..) => warning(),
                ExprKind::Call(call) => return self.warn_unused_call(call.callee, op.span),
                _ => return,
            },
        };
        self.diags.push(warning);
    }

    /// A call whose function says that its result is to be used.
    fn warn_unused_call(&mut self, callee: Callee, span: Span) {
        let Callee::Direct(symbol) = callee else { return };
        let Some(global) = self.statics.of_symbol(symbol).map(|id| self.statics.global(id)) else { return };
        if global.must_use {
            let name = self.name(global.name);
            let warning = Diagnostic::warning("W0426", span, format!("the result of `{name}` is not used"));
            let warning = warning.secondary(global.span, "declared with `warn_unused_result`");
            self.diags.push(warning.help("test it, or assign it to something"));
        }
    }

    /// A statement behind one that control doesn't come out of; the current token is its first.
    pub(super) fn check_reachable(&mut self, before: &StmtKind, at: Token) {
        let what = match before {
            StmtKind::Return(_) => "return",
            StmtKind::Break => "break",
            StmtKind::Continue => "continue",
            StmtKind::Goto { .. } | StmtKind::GotoValue { .. } => "goto",
            _ => return,
        };
        let simple = matches!(self.tok.kind, Tok::Ident(_) | Tok::Star | Tok::PlusPlus | Tok::MinusMinus | Tok::Return)
            && self.peek() != Tok::Colon;
        if simple && self.tok.span.start < VIRTUAL {
            let warning = Diagnostic::warning("W0210", self.tok.span, "this is never executed");
            let warning = warning.secondary(at.span, format!("behind this `{what}`"));
            self.diags.push(warning.help("remove it, or move it up"));
        }
    }

    /// A label of a switch that nothing jumps to, and that looks like `default` or `case`.
    pub(super) fn check_unused_label(&mut self, name: Name, span: Span) {
        let text = self.name(name);
        let case = text.strip_prefix("case").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
        let warning = Diagnostic::warning("W0211", span, format!("nothing jumps to the label `{text}`"));
        if case && text.len() > 4 {
            self.diags.push(warning.suggest("a case is written with a blank", span, format!("case {}", &text[4..])));
        } else if super::suggest::nearest(text, ["default"].into_iter()).is_some() {
            self.diags.push(warning.suggest("did you mean `default`?", span, "default"));
        }
    }

    /// The forms that `main` can have.
    pub(super) fn check_main(&mut self, result: TypeId, params: &[TypeId], span: Span) {
        let forms = "write `int main(void)` or `int main(int argc, char **argv)`";
        if result == TypeId::VOID {
            let warning = Diagnostic::warning("W0309", span, "`main` returns nothing");
            self.diags.push(warning.label("its result is the status with which the program ends").help(forms));
        }
        if let [_, second] = params
            && let Some(to) = self.types.pointee(*second)
            && self.types.is_integer(to)
        {
            let shown = self.show(*second);
            let warning = Diagnostic::warning("W0309", span, "the second parameter of `main` has another type");
            let warning = warning.label(format!("`{shown}`, where a pointer to pointers is passed"));
            self.diags.push(warning.help(forms));
        }
    }
}

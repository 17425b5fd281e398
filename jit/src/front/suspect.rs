//! Warnings of operators that most likely mean something else: precedence, operands that are the same, comparisons
//! whose result is known.

use super::operand::{Operand, Term};
use super::ops::is_comparison;
use super::parser::Parser;
use super::token::{Tok, Token};
use super::tree::{BinaryOp, ExprId, ExprKind, PlaceId, PlaceKind, UnaryOp};
use super::types::{TypeId, TypeKind};
use crate::diag::map::VIRTUAL;
use crate::diag::{Diagnostic, Span};

/// Does the parenthesis that a text begins with end with the text?
fn is_enclosed(text: &str) -> bool {
    let mut depth = 0usize;
    if !text.starts_with('(') {
        return false;
    }
    for (at, b) in text.bytes().enumerate() {
        match b {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1 == text.len();
        }
    }
    true
}

/// Is it the spelling of a variable, member or element, without calls and operators that change something?
fn is_plain(text: &str) -> bool {
    let text = text.replace("->", ".");
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'[' | b']'))
}

impl Parser<'_> {
    /// What of a binary operator's operands is most likely not meant; both are values.
    pub(super) fn check_operands(&mut self, op: BinaryOp, left: Operand, right: Operand, token: Token) {
        // What macros make is written for all their uses.
        if self.unevaluated > 0 || left.span.start >= VIRTUAL || right.span.end >= VIRTUAL {
            return;
        }
        match op {
            BinaryOp::And | BinaryOp::Or | BinaryOp::Xor => {
                for side in [left, right] {
                    let compares = |kind: &ExprKind| match kind {
                        ExprKind::Binary(op, ..) => is_comparison(*op),
                        // Constants that were compared are a number already.
                        ExprKind::Int(0 | 1) => ["==", "!="].iter().any(|op| self.text(side.span).contains(op)),
                        _ => false,
                    };
                    if self.is_open(side, compares) {
                        return self.comparison_in_bits(op, left, right, side, token);
                    }
                }
            }
            BinaryOp::Shl | BinaryOp::Shr => {
                let sum = |kind: &ExprKind| matches!(kind, ExprKind::Binary(BinaryOp::Add | BinaryOp::Sub, ..));
                for side in [left, right] {
                    if self.is_open(side, sum) {
                        let warning = Diagnostic::warning("W0418", side.span, "this is computed before the shift");
                        self.suggest_parentheses(warning, side);
                        return;
                    }
                }
            }
            _ if is_comparison(op) => self.check_comparison(op, left, right),
            _ => {}
        }
    }

    /// Is the operand of this kind, and without parentheses around it?
    fn is_open(&self, side: Operand, kind: impl Fn(&ExprKind) -> bool) -> bool {
        matches!(side.term, Term::Value(id) if kind(&self.f.expr(id).kind)) && !is_enclosed(self.text(side.span))
    }

    fn suggest_parentheses(&mut self, warning: Diagnostic, side: Operand) {
        let text = self.text(side.span);
        let help = "if that is meant, put parentheses around it";
        self.diags.push(if text.is_empty() || text.contains('\n') {
            warning.help(help)
        } else {
            warning.suggest(help, side.span, format!("({text})"))
        });
    }

    /// `flags & MASK == MASK`
    fn comparison_in_bits(&mut self, op: BinaryOp, left: Operand, right: Operand, side: Operand, token: Token) {
        let symbol = token.kind.text().unwrap_or("&");
        let boolean = |p: &Self, side: Operand| matches!(side.term, Term::Value(id) if p.is_truth(id));
        let message = format!("the comparison is made before the `{symbol}`");
        let warning = Diagnostic::warning("W0418", side.span, message).secondary(token.span, "");
        let doubled = match op {
            BinaryOp::And => "&&",
            _ => "||",
        };
        if boolean(self, left) && boolean(self, right) && op != BinaryOp::Xor {
            let help = format!("to combine conditions write `{doubled}`");
            self.diags.push(warning.suggest(help, token.span, doubled));
        } else {
            self.diags.push(warning.help(format!("put parentheses around the `{symbol}`, or around the comparison")));
        }
    }

    /// Is it 0 or 1 by what computes it?
    fn is_truth(&self, id: ExprId) -> bool {
        match self.f.expr(id).kind {
            ExprKind::Binary(op, ..) => is_comparison(op),
            ExprKind::Unary(op, _) => op == UnaryOp::Not,
            ExprKind::LogicalAnd(..) | ExprKind::LogicalOr(..) => true,
            ExprKind::Convert(inner) => self.f.expr(inner).ty == TypeId::BOOL,
            _ => self.f.expr(id).ty == TypeId::BOOL,
        }
    }

    fn check_comparison(&mut self, op: BinaryOp, left: Operand, right: Operand) {
        let (Term::Value(a), Term::Value(b)) = (left.term, right.term) else { return };
        let ordered = |op: BinaryOp| matches!(op, BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge);
        let span = left.span.to(right.span);
        if ordered(op)
            && self.is_open(left, |kind| matches!(kind, ExprKind::Binary(inner, ..) if ordered(*inner)))
            && !self.is_truth(b)
        {
            let warning = Diagnostic::warning("W0427", span, "the result of a comparison is compared");
            let warning = warning.secondary(left.span, "this is 0 or 1");
            self.diags.push(warning.help("to test a range write `a < b && b < c`"));
            return;
        }
        let bit = matches!(self.f.expr(b).kind, ExprKind::Int(0 | 1));
        let not = self.is_open(left, |kind| matches!(kind, ExprKind::Unary(UnaryOp::Not, _)));
        if not && !bit && !self.is_truth(b) && !self.text(left.span).starts_with("!!") {
            let warning = Diagnostic::warning("W0418", left.span, "the `!` applies to the left side alone");
            let warning = warning.label("this is 0 or 1");
            self.diags.push(warning.help("put parentheses around the comparison: `!(a == b)`, or write `a != b`"));
            return;
        }
        self.check_same(a, b, left, right);
        self.check_range(op, a, b, span);
    }

    /// `x == x`; of floating numbers that is a test for a NaN.
    fn check_same(&mut self, a: ExprId, b: ExprId, left: Operand, right: Operand) {
        let same = self.is_same_place(a, b, left.span, right.span);
        if same && !self.types.is_float(left.ty) {
            let warning = Diagnostic::warning("W0428", left.span.to(right.span), "a comparison with itself");
            self.diags.push(warning.label("both sides are the same").help("is one of them another variable?"));
        }
    }

    /// Do two values come from the same variable, member or element, that nobody else changes?
    fn is_same_place(&self, a: ExprId, b: ExprId, left: Span, right: Span) -> bool {
        let (ExprKind::Load(p), ExprKind::Load(q)) = (&self.f.expr(a).kind, &self.f.expr(b).kind) else {
            return false;
        };
        self.may_be_same(*p, *q) && self.text(left) == self.text(right) && is_plain(self.text(left))
    }

    /// Can these be the same place, as far as their kinds tell?
    fn may_be_same(&self, p: PlaceId, q: PlaceId) -> bool {
        let (p, q) = (self.f.place(p), self.f.place(q));
        let alike = match (p.kind, q.kind) {
            (PlaceKind::Local(a), PlaceKind::Local(b)) => a == b,
            (a, b) => std::mem::discriminant(&a) == std::mem::discriminant(&b),
        };
        alike && !p.ty.is_volatile() && !q.ty.is_volatile()
    }

    /// `x = x`; the right side is a value.
    pub(super) fn check_self_assignment(&mut self, left: Operand, right: Operand) {
        let (Term::Place(p), Term::Place(q)) = (left.term, right.term) else { return };
        if left.span.start >= VIRTUAL || right.span.end >= VIRTUAL || self.unevaluated > 0 {
            return;
        }
        if !self.may_be_same(p, q) {
            return;
        }
        let text = self.text(left.span);
        if text == self.text(right.span) && is_plain(text) {
            let warning = Diagnostic::warning("W0429", left.span.to(right.span), "an assignment to itself");
            let warning = warning.label("changes nothing");
            self.diags.push(warning.help("a parameter hides a member or variable of the same name"));
        }
    }

    /// A variable against a number that its type never reaches.
    fn check_range(&mut self, op: BinaryOp, a: ExprId, b: ExprId, span: Span) {
        let ExprKind::Int(number) = self.f.expr(b).kind else { return };
        let load = match self.f.expr(a).kind {
            ExprKind::Convert(inner) => inner,
            _ => a,
        };
        let ExprKind::Load(place) = self.f.expr(load).kind else { return };
        let (place, ty) = (self.f.place(place), self.f.expr(load).ty);
        if matches!(place.kind, PlaceKind::BitField { .. }) || !self.types.is_integer(self.f.expr(b).ty) {
            return;
        }
        let TypeKind::Int { size, .. } = self.types.kind(ty) else { return };
        let signed = self.types.is_signed(ty);
        let (low, high) = match (signed, size) {
            (_, 8) => (if signed { i64::MIN } else { 0 }, i64::MAX),
            (true, size) => (-(1 << (size * 8 - 1)), (1 << (size * 8 - 1)) - 1),
            (false, size) => (0, (1 << (size * 8)) - 1),
        };
        // A wider unsigned type compares what is negative as a large number.
        let wide_unsigned = !self.types.is_signed(self.f.expr(b).ty);
        if (signed && wide_unsigned) || (number > high && size >= 4) || (number < low && (signed || size >= 4)) {
            return;
        }
        let result = match op {
            BinaryOp::Eq if number < low || number > high => false,
            BinaryOp::Ne if number < low || number > high => true,
            BinaryOp::Lt if number <= low && (size < 4 || !signed) => false,
            BinaryOp::Ge if number <= low && (size < 4 || !signed) => true,
            BinaryOp::Gt if number >= high && size < 4 => false,
            BinaryOp::Le if number >= high && size < 4 => true,
            BinaryOp::Lt if number > high => true,
            BinaryOp::Ge if number > high => false,
            BinaryOp::Gt if number < low => true,
            BinaryOp::Le if number < low => false,
            _ => return,
        };
        let shown = self.show(ty);
        let warning = Diagnostic::warning("W0423", span, format!("this comparison is always {result}"));
        let warning = warning.label(match size {
            4.. => format!("a value of type `{shown}` is never negative"),
            _ => format!("a value of type `{shown}` is between {low} and {high}"),
        });
        self.diags.push(warning.help("use another type for the variable, or another number"));
    }

    /// `x =- 1`
    pub(super) fn check_reversed_operator(&mut self, assign: Token) {
        let sign = self.tok;
        let symbol = match sign.kind {
            Tok::Minus => "-",
            Tok::Plus => "+",
            _ => return,
        };
        if assign.kind != Tok::Assign || sign.span.end >= VIRTUAL || assign.span.end != sign.span.start {
            return;
        }
        let Some(piece) = self.pp.map.piece(sign.span.end) else { return };
        let at = (sign.span.end - piece.base) as usize;
        let blank_before = piece.text[..at - 2].ends_with(' ');
        if blank_before && piece.text[at..].starts_with(' ') {
            let both = assign.span.to(sign.span);
            let warning = Diagnostic::warning("W0422", both, format!("an assignment of what the `{symbol}` yields"));
            self.diags.push(warning.suggest(
                format!("to change the variable write `{symbol}=`"),
                both,
                format!("{symbol}="),
            ));
        }
    }
}

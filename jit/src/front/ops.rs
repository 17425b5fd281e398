//! What the operators mean: operand types, conversions, pointer arithmetic.

use super::expr::Infix;
use super::fold::{self, Constant};
use super::operand::{Operand, Term};
use super::parser::{Parsed, Parser, Reported};
use super::token::Token;
use super::tree::{BinaryOp, ExprId, ExprKind, PlaceKind, UnaryOp};
use super::types::{TypeId, TypeKind};
use crate::diag::{Diagnostic, Span};
use linker::object::SrcLoc;

/// How an operator is spelt.
pub(super) fn spelling(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Rem => "%",
        BinaryOp::Shl => "<<",
        BinaryOp::Shr => ">>",
        BinaryOp::And => "&",
        BinaryOp::Or => "|",
        BinaryOp::Xor => "^",
        BinaryOp::Eq => "==",
        BinaryOp::Ne => "!=",
        BinaryOp::Lt => "<",
        BinaryOp::Le => "<=",
        BinaryOp::Gt => ">",
        BinaryOp::Ge => ">=",
    }
}

pub(super) fn is_comparison(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge)
}

impl Parser<'_> {
    #[inline(never)]
    pub(super) fn plus(&mut self, op: Operand, token: Token) -> Parsed<Operand> {
        let (id, ty) = self.scalar(op)?;
        if !self.types.is_arithmetic(ty) {
            return self.bad_unary("+", op, token);
        }
        let ty = self.promoted(ty);
        let id = self.convert(id, ty);
        Ok(Operand { term: Term::Value(id), ty, span: token.span.to(op.span), loc: token.loc })
    }

    #[inline(never)]
    pub(super) fn unary(&mut self, kind: UnaryOp, op: Operand, token: Token) -> Parsed<Operand> {
        let span = token.span.to(op.span);
        let (mut id, mut ty) = self.scalar(op)?;
        let (fits, text) = match kind {
            UnaryOp::Not => (self.types.is_scalar(ty), "!"),
            UnaryOp::Neg => (self.types.is_arithmetic(ty), "-"),
            UnaryOp::BitNot => (self.types.is_integer(ty), "~"),
        };
        if !fits {
            return self.bad_unary(text, op, token);
        }
        if kind != UnaryOp::Not {
            ty = self.promoted(ty);
            id = self.convert(id, ty);
        }
        let result = if kind == UnaryOp::Not { TypeId::INT } else { ty };
        if kind != UnaryOp::Not && self.types.width_of_bits(ty).is_some() {
            let whole = self.whole_type(ty);
            let id = self.convert(id, whole);
            let id = self.expr(ExprKind::Unary(kind, id), whole, token.loc);
            return Ok(Operand { term: Term::Value(self.cut_off(id, ty)), ty, span, loc: token.loc });
        }
        let folded = fold::constant(&self.f.expr(id).kind).and_then(|c| fold::unary(&self.types, kind, c, ty));
        let node = folded.map_or(ExprKind::Unary(kind, id), Constant::kind);
        Ok(self.value(node, result, span, token.loc))
    }

    fn bad_unary(&mut self, text: &str, op: Operand, token: Token) -> Parsed<Operand> {
        if op.is_error() {
            return Ok(op);
        }
        let shown = self.show(op.ty);
        let error = Diagnostic::error("E0437", token.span, format!("unary `{text}` can't be applied to `{shown}`"));
        Err(self.report(error.secondary(op.span, format!("`{shown}`"))))
    }

    #[inline(never)]
    pub(super) fn binary(&mut self, op: BinaryOp, left: Operand, right: Operand, token: Token) -> Parsed<Operand> {
        let span = left.span.to(right.span);
        self.last_operator = token.span;
        if left.is_error() || right.is_error() {
            return Ok(self.error_operand(span, token.loc));
        }
        let (left, right) = (self.rvalue(left), self.rvalue(right));
        let (Term::Value(a), Term::Value(b)) = (left.term, right.term) else {
            return Err(self.bad_binary(op, left, right, token));
        };
        self.check_operands(op, left, right, token);
        let (lt, rt) = (left.ty.unqualified(), right.ty.unqualified());
        if self.types.is_pointer(lt) || self.types.is_pointer(rt) {
            return self.pointer_binary(op, left, right, token);
        }
        let integers = self.types.is_integer(lt) && self.types.is_integer(rt);
        let arithmetic = self.types.is_arithmetic(lt) && self.types.is_arithmetic(rt);
        let (fits, ty) = match op {
            BinaryOp::Shl | BinaryOp::Shr => (integers, self.promoted(lt)),
            BinaryOp::Rem | BinaryOp::And | BinaryOp::Or | BinaryOp::Xor => (integers, self.common_type(lt, rt)),
            _ => (arithmetic, self.common_type(lt, rt)),
        };
        if !fits {
            return Err(self.bad_binary(op, left, right, token));
        }
        let shift = matches!(op, BinaryOp::Shl | BinaryOp::Shr);
        let a = self.convert(a, ty);
        let b = self.convert(b, if shift { self.promoted(rt) } else { ty });
        let result = if is_comparison(op) { TypeId::INT } else { ty };
        if self.types.width_of_bits(ty).is_some() && !is_comparison(op) {
            return Ok(self.binary_of_bits(op, a, b, ty, (span, token.loc)));
        }
        Ok(self.fold_binary(op, a, b, (ty, result), right.span, (span, token.loc)))
    }

    /// The same on values of wide bit-fields: the result has their width.
    fn binary_of_bits(&mut self, op: BinaryOp, a: ExprId, b: ExprId, ty: TypeId, at: (Span, SrcLoc)) -> Operand {
        let whole = self.whole_type(ty);
        let a = self.convert(a, whole);
        let b = if matches!(op, BinaryOp::Shl | BinaryOp::Shr) { b } else { self.convert(b, whole) };
        let id = self.expr(ExprKind::Binary(op, a, b), whole, at.1);
        let id = self.cut_off(id, ty);
        Operand { term: Term::Value(id), ty, span: at.0, loc: at.1 }
    }

    /// The node of an arithmetic operator, folded if both sides are constant.
    fn fold_binary(
        &mut self,
        op: BinaryOp,
        a: ExprId,
        b: ExprId,
        (ty, result): (TypeId, TypeId),
        right: Span,
        (span, loc): (Span, SrcLoc),
    ) -> Operand {
        let right_constant = fold::constant(&self.f.expr(b).kind);
        if let Some(Constant::Int(v)) = right_constant {
            self.warn_constant_right(op, v, ty, right);
        }
        let folded = fold::constant(&self.f.expr(a).kind)
            .zip(right_constant)
            .and_then(|(x, y)| fold::binary(&self.types, op, x, y, ty));
        let node = folded.map_or(ExprKind::Binary(op, a, b), Constant::kind);
        self.value(node, result, span, loc)
    }

    pub(super) fn warn_constant_right(&mut self, op: BinaryOp, value: i64, ty: TypeId, span: Span) {
        match op {
            BinaryOp::Div | BinaryOp::Rem if value == 0 => {
                let warning =
                    Diagnostic::warning("W0403", span, "division by zero").note("it traps when it is executed");
                self.diags.push(warning.help("test the divisor before, or divide by something else"));
            }
            BinaryOp::Shl | BinaryOp::Shr if value < 0 || value >= i64::from(self.types.size(ty) * 8) => {
                let shown = self.show(ty);
                let warning = Diagnostic::warning("W0404", span, format!("shift amount is out of range for `{shown}`"));
                let most = self.types.size(ty) * 8 - 1;
                let warning = warning.note("the result is undefined");
                self.diags.push(match most {
                    31 if value >= 0 => warning.help("shift by 0 to 31, or shift a `long long`"),
                    _ => warning.help(format!("shift by 0 to {most}")),
                });
            }
            _ => {}
        }
    }

    fn bad_binary(&mut self, op: BinaryOp, left: Operand, right: Operand, token: Token) -> Reported {
        let (l, r, text) = (self.show(left.ty), self.show(right.ty), spelling(op));
        let error = Diagnostic::error("E0438", token.span, format!("`{text}` can't be applied to `{l}` and `{r}`"));
        let error = error.secondary(left.span, format!("`{l}`")).secondary(right.span, format!("`{r}`"));
        let text = |p: &Self, side: Operand| p.types.pointee(side.ty).is_some_and(|to| p.is_text(to));
        if op == BinaryOp::Add && text(self, left) && text(self, right) {
            let help = "texts are joined by `strcat` of <string.h>, in an array with room for both";
            return self.report(error.help(help));
        }
        let float = self.types.is_float(left.ty) || self.types.is_float(right.ty);
        let error = match op {
            BinaryOp::Rem | BinaryOp::And | BinaryOp::Or | BinaryOp::Xor | BinaryOp::Shl | BinaryOp::Shr if float => {
                error.help("it is defined for integers only; cast the floating operand to an integer type")
            }
            _ => error,
        };
        self.report(error)
    }

    fn pointer_binary(&mut self, op: BinaryOp, left: Operand, right: Operand, token: Token) -> Parsed<Operand> {
        let (lp, rp) = (self.types.pointee(left.ty), self.types.pointee(right.ty));
        match (op, lp, rp) {
            (BinaryOp::Add, Some(_), None) => self.pointer_add(left, right, false, token),
            (BinaryOp::Add, None, Some(_)) => self.pointer_add(right, left, false, token),
            (BinaryOp::Sub, Some(_), None) => self.pointer_add(left, right, true, token),
            (BinaryOp::Sub, Some(x), Some(y)) if self.compatible(x.unqualified(), y.unqualified()) => {
                let stride = self.stride(x, left.span)?;
                let (Term::Value(a), Term::Value(b)) = (left.term, right.term) else {
                    return Err(self.bad_binary(op, left, right, token));
                };
                let id = self.distance_of(a, b, stride, token.loc);
                Ok(Operand { term: Term::Value(id), ty: TypeId::INT, span: left.span.to(right.span), loc: token.loc })
            }
            _ if is_comparison(op) => self.pointer_compare(op, left, right, token),
            _ => Err(self.bad_binary(op, left, right, token)),
        }
    }

    fn pointer_compare(&mut self, op: BinaryOp, left: Operand, right: Operand, token: Token) -> Parsed<Operand> {
        let (Term::Value(mut a), Term::Value(mut b)) = (left.term, right.term) else {
            return Err(self.bad_binary(op, left, right, token));
        };
        let span = left.span.to(right.span);
        match (self.types.pointee(left.ty), self.types.pointee(right.ty)) {
            (Some(x), Some(y)) => {
                self.check_text_comparison(left, right);
                let (x, y) = (x.unqualified(), y.unqualified());
                let null = self.is_null_constant(a) || self.is_null_constant(b);
                if !null && x != TypeId::VOID && y != TypeId::VOID && !self.compatible(x, y) {
                    let (l, r) = (self.show(left.ty), self.show(right.ty));
                    let warning = Diagnostic::warning("W0405", token.span, "comparison of pointers to different types");
                    self.diags
                        .push(warning.secondary(left.span, format!("`{l}`")).secondary(right.span, format!("`{r}`")));
                }
                b = self.convert(b, left.ty);
            }
            (Some(_), None) if self.is_null_constant(b) => b = self.convert(b, left.ty),
            (None, Some(_)) if self.is_null_constant(a) => a = self.convert(a, right.ty),
            (x, _) => {
                let integer = if x.is_some() { right.ty } else { left.ty };
                let (l, r) = (self.show(left.ty), self.show(right.ty));
                let (text, help) = ("comparison of a pointer with an integer", "cast one side to the other's type");
                let known = self.types.is_integer(integer);
                let what = if known {
                    Diagnostic::warning("W0420", token.span, text)
                } else {
                    Diagnostic::error("E0439", token.span, "comparison of a pointer with something else")
                };
                let what = what.secondary(left.span, format!("`{l}`")).secondary(right.span, format!("`{r}`"));
                let reported = self.report(what.help(help));
                if !known {
                    return Err(reported);
                }
                let ty = if x.is_some() { left.ty } else { right.ty };
                (a, b) = (self.convert(a, ty), self.convert(b, ty));
            }
        }
        let folded = fold::constant(&self.f.expr(a).kind)
            .zip(fold::constant(&self.f.expr(b).kind))
            .and_then(|(x, y)| fold::binary(&self.types, op, x, y, TypeId::UINT));
        let node = folded.map_or(ExprKind::Binary(op, a, b), Constant::kind);
        Ok(self.value(node, TypeId::INT, span, token.loc))
    }

    /// An index as a 4-byte integer.
    pub(super) fn index_value(&mut self, op: Operand) -> Parsed<ExprId> {
        let (id, ty) = self.scalar(op)?;
        if ty == TypeId::ERROR {
            return Ok(id);
        }
        if !self.types.is_integer(ty) {
            let shown = self.show(ty);
            let error = Diagnostic::error("E0440", op.span, format!("expected an integer, found `{shown}`"));
            return Err(self.report(error.label("used to step a pointer or to index an array")));
        }
        let ty = if self.types.size(ty) == 8 { TypeId::INT } else { self.promoted(ty) };
        Ok(self.convert(id, ty))
    }

    fn pointer_add(&mut self, pointer: Operand, index: Operand, negate: bool, token: Token) -> Parsed<Operand> {
        let pointer = self.rvalue(pointer);
        let Term::Value(ptr) = pointer.term else { return Ok(pointer) };
        let pointee = self.types.pointee(pointer.ty).unwrap_or(TypeId::VOID);
        let stride = self.stride(pointee, pointer.span)?;
        let right = self.index_value(index)?;
        let span = if pointer.span.start < index.span.start {
            pointer.span.to(index.span)
        } else {
            index.span.to(pointer.span)
        };
        let id = self.step(ptr, right, stride, negate, token.loc);
        Ok(Operand { term: Term::Value(id), ty: self.f.expr(id).ty, span, loc: token.loc })
    }

    #[inline(never)]
    pub(super) fn logical(&mut self, op: Infix, left: Operand, right: Operand) -> Parsed<Operand> {
        let span = left.span.to(right.span);
        let (a, b) = (self.condition(left)?, self.condition(right)?);
        let truth = |p: &Self, id: ExprId| fold::constant(&p.f.expr(id).kind).map(Constant::truth);
        let and = op == Infix::And;
        let node = match (truth(self, a), truth(self, b)) {
            (Some(x), _) if x != and => ExprKind::Int(i64::from(x)),
            (Some(_), Some(y)) => ExprKind::Int(i64::from(y)),
            _ if and => ExprKind::LogicalAnd(a, b),
            _ => ExprKind::LogicalOr(a, b),
        };
        Ok(self.value(node, TypeId::INT, span, left.loc))
    }

    #[inline(never)]
    pub(super) fn comma(&mut self, left: Operand, right: Operand) -> Parsed<Operand> {
        let span = left.span.to(right.span);
        let a = self.discard(left);
        let right = self.rvalue(right);
        match right.term {
            Term::Value(b) => Ok(self.value(ExprKind::Comma(a, b), right.ty, span, right.loc)),
            Term::Place(place) => {
                // A struct: evaluate the left side on the way to its address.
                self.f.take_address(place);
                let ptr = self.types.pointer(right.ty);
                let address = self.expr(ExprKind::AddrOf(place), ptr, right.loc);
                let address = self.expr(ExprKind::Comma(a, address), ptr, right.loc);
                Ok(self.struct_at(address, right.ty, span, right.loc))
            }
            Term::Function(_) => Ok(right),
        }
    }

    /// The struct that an address expression yields; it is a value and can't be assigned to.
    pub(super) fn struct_at(&mut self, address: ExprId, ty: TypeId, span: Span, loc: SrcLoc) -> Operand {
        let ty = ty.unqualified();
        let place = self.place(PlaceKind::Temporary(address), ty, loc);
        Operand { term: Term::Place(place), ty, span, loc }
    }

    /// An expression that is evaluated for its effects only.
    pub(super) fn discard(&mut self, op: Operand) -> ExprId {
        let op = self.rvalue(op);
        match op.term {
            Term::Value(id) => id,
            Term::Place(place) => {
                let inner = match self.f.root(place) {
                    PlaceKind::Deref(address) | PlaceKind::Temporary(address) => address,
                    _ => self.int(0, TypeId::INT, op.loc),
                };
                self.expr(ExprKind::Convert(inner), TypeId::VOID, op.loc)
            }
            Term::Function(_) => self.int(0, TypeId::INT, op.loc),
        }
    }

    #[inline(never)]
    pub(super) fn conditional(&mut self, cond: Operand, then: Operand, els: Operand) -> Parsed<Operand> {
        let span = cond.span.to(els.span);
        let loc = cond.loc;
        let c = self.condition(cond)?;
        let (then, els) = (self.rvalue(then), self.rvalue(els));
        if then.is_error() || els.is_error() {
            return Ok(self.error_operand(span, loc));
        }
        let (a, b) = match (then.term, els.term) {
            (Term::Value(a), Term::Value(b)) => (a, b),
            (Term::Place(p), Term::Place(q)) if then.ty.unqualified() == els.ty.unqualified() => {
                self.f.take_address(p);
                self.f.take_address(q);
                let ptr = self.types.pointer(then.ty.unqualified());
                let a = self.expr(ExprKind::AddrOf(p), ptr, then.loc);
                let b = self.expr(ExprKind::AddrOf(q), ptr, els.loc);
                let address = self.expr(ExprKind::Cond(c, a, b), ptr, loc);
                return Ok(self.struct_at(address, then.ty, span, loc));
            }
            _ => return Err(self.arms_disagree(then, els)),
        };
        let (at, bt) = (then.ty.unqualified(), els.ty.unqualified());
        let ty = if self.types.is_arithmetic(at) && self.types.is_arithmetic(bt) {
            self.common_type(at, bt)
        } else if at == TypeId::VOID || bt == TypeId::VOID {
            TypeId::VOID
        } else {
            match (self.types.pointee(at), self.types.pointee(bt)) {
                (Some(x), Some(y)) => {
                    let merged = |t: TypeId| t.qualified_like(x).qualified_like(y);
                    if self.is_null_constant(a) {
                        bt
                    } else if self.is_null_constant(b) {
                        at
                    } else if x.unqualified() == TypeId::VOID || y.unqualified() == TypeId::VOID {
                        self.types.pointer(merged(TypeId::VOID))
                    } else if self.compatible(x.unqualified(), y.unqualified()) {
                        self.types.pointer(merged(x))
                    } else {
                        let (a, b) = (self.show(then.ty), self.show(els.ty));
                        let warning =
                            Diagnostic::warning("W0410", els.span, "the two sides of `?:` are different pointers");
                        let warning = warning.label(format!("`{b}`")).secondary(then.span, format!("`{a}`"));
                        self.diags.push(warning.help("cast one to the type of the other"));
                        self.types.pointer(merged(TypeId::VOID))
                    }
                }
                (Some(_), None) if self.is_null_constant(b) => at,
                (None, Some(_)) if self.is_null_constant(a) => bt,
                (Some(_), None) if self.types.is_integer(bt) => {
                    self.warn_mixed_arms(then, els);
                    at
                }
                (None, Some(_)) if self.types.is_integer(at) => {
                    self.warn_mixed_arms(then, els);
                    bt
                }
                _ => return Err(self.arms_disagree(then, els)),
            }
        };
        let (a, b) = (self.convert(a, ty), self.convert(b, ty));
        if let Some(constant) = fold::constant(&self.f.expr(c).kind) {
            let chosen = if constant.truth() { a } else { b };
            return Ok(Operand { term: Term::Value(chosen), ty, span, loc });
        }
        Ok(self.value(ExprKind::Cond(c, a, b), ty, span, loc))
    }

    fn warn_mixed_arms(&mut self, then: Operand, els: Operand) {
        let (a, b) = (self.show(then.ty), self.show(els.ty));
        let warning = Diagnostic::warning("W0419", els.span, "the two sides of `?:` are a pointer and an integer");
        let warning = warning.label(format!("`{b}`")).secondary(then.span, format!("`{a}`"));
        self.diags.push(warning.help("cast one to the type of the other"));
    }

    fn arms_disagree(&mut self, then: Operand, els: Operand) -> Reported {
        let (a, b) = (self.show(then.ty), self.show(els.ty));
        let error = Diagnostic::error("E0441", els.span, "the two sides of `?:` have different types");
        self.report(error.label(format!("`{b}`")).secondary(then.span, format!("`{a}`")))
    }

    #[inline(never)]
    pub(super) fn cast(&mut self, to: TypeId, op: Operand, open: Token) -> Parsed<Operand> {
        let span = open.span.to(op.span);
        let to = to.unqualified();
        if op.is_error() || to == TypeId::ERROR {
            return Ok(self.error_operand(span, open.loc));
        }
        if to == TypeId::VOID {
            let id = self.discard(op);
            return Ok(self.value(ExprKind::Convert(id), TypeId::VOID, span, open.loc));
        }
        let op = self.rvalue(op);
        let from = op.ty.unqualified();
        // As in GNU C, a struct may be cast to its own type.
        if from == to && self.types.is_record(to) {
            return Ok(op);
        }
        if let TypeKind::Record(id) = self.types.kind(to)
            && self.types.record(id).is_union
            && self.types.record(id).fields.iter().flatten().any(|f| f.ty.unqualified() == from && f.bits.is_none())
        {
            return self.cast_to_union(to, op, open);
        }
        let fits = self.types.is_scalar(to)
            && self.types.is_scalar(from)
            && !(self.types.is_pointer(to) && self.types.is_float(from))
            && !(self.types.is_float(to) && self.types.is_pointer(from));
        match op.term {
            Term::Value(id) if fits => {
                let id = self.convert(id, to);
                Ok(Operand { term: Term::Value(id), ty: to, span, loc: open.loc })
            }
            _ => {
                let (found, wanted) = (self.show(from), self.show(to));
                let error = Diagnostic::error("E0442", span, format!("can't cast `{found}` to `{wanted}`"));
                Err(self.report(error))
            }
        }
    }
}

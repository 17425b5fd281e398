//! Places: indirection, members, indexing, address, assignment, `++` and `--`.

use super::operand::{Operand, Term};
use super::parser::{Parsed, Parser, Reported};
use super::suggest::nearest;
use super::token::{Name, Tok, Token};
use super::tree::{BinaryOp, ExprKind, PlaceId, PlaceKind};
use super::types::{RecordId, TypeId, TypeKind};
use crate::diag::{Diagnostic, Span};

impl Parser<'_> {
    pub(super) fn deref(&mut self, op: Operand, token: Token) -> Parsed<Operand> {
        let span = token.span.to(op.span);
        let op = self.rvalue(op);
        if op.is_error() {
            return Ok(op);
        }
        let (Term::Value(id), Some(to)) = (op.term, self.types.pointee(op.ty)) else {
            let shown = self.show(op.ty);
            let error = Diagnostic::error(token.span, format!("`*` needs a pointer, found `{shown}`"));
            return Err(self.report(error.secondary(op.span, format!("`{shown}`"))));
        };
        match self.types.kind(to) {
            // `*f` is the function again, and decays back to the pointer that it came from.
            TypeKind::Function(_) => Ok(Operand { span, ..op }),
            TypeKind::Void => {
                let error = Diagnostic::error(span, "`void *` points to nothing that can be used");
                Err(self.report(error.help("cast it to a pointer to the right type first")))
            }
            _ => {
                let place = self.place(PlaceKind::Deref(id), to, token.loc);
                Ok(Operand { term: Term::Place(place), ty: to, span, loc: token.loc })
            }
        }
    }

    pub(super) fn address_of(&mut self, op: Operand, token: Token) -> Parsed<Operand> {
        let span = token.span.to(op.span);
        match op.term {
            Term::Function(_) => Ok(Operand { span, ..self.rvalue(op) }),
            Term::Place(place) => {
                // `&*p` is `p`.
                if let PlaceKind::Deref(id) = self.f.place(place).kind
                    && self.types.pointee(self.f.expr(id).ty) == Some(op.ty)
                {
                    let ty = self.f.expr(id).ty;
                    return Ok(Operand { term: Term::Value(id), ty, span, loc: token.loc });
                }
                self.f.take_address(place);
                let ty = self.types.pointer(op.ty);
                Ok(self.value(ExprKind::AddrOf(place), ty, span, token.loc))
            }
            Term::Value(_) if op.is_error() => Ok(op),
            Term::Value(_) => {
                let function = |t| matches!(self.types.kind(t), TypeKind::Function(_));
                if self.types.pointee(op.ty).is_some_and(function) {
                    return Ok(Operand { span, ..op });
                }
                let error = Diagnostic::error(span, "can't take the address of a value");
                Err(self.report(error.help("store it in a variable first")))
            }
        }
    }

    pub(super) fn index(&mut self, base: Operand, index: Operand, close: Span) -> Parsed<Operand> {
        let span = base.span.to(close);
        if base.is_error() || index.is_error() {
            return Ok(self.error_operand(span, base.loc));
        }
        let (base, index) = (self.rvalue(base), self.rvalue(index));
        // `i[a]` is C too.
        let swap = self.types.is_pointer(index.ty) && !self.types.is_pointer(base.ty);
        let (base, index) = if swap { (index, base) } else { (base, index) };
        let (Term::Value(ptr), Some(elem)) = (base.term, self.types.pointee(base.ty)) else {
            let shown = self.show(base.ty);
            let error = Diagnostic::error(base.span, format!("`{shown}` can't be indexed"));
            return Err(self.report(error.label("not an array and not a pointer")));
        };
        if matches!(self.types.kind(elem), TypeKind::Void | TypeKind::Function(_)) {
            let shown = self.show(base.ty);
            let error = Diagnostic::error(base.span, format!("`{shown}` can't be indexed"));
            return Err(self.report(error.help("cast it to a pointer to the right type first")));
        }
        if !self.is_complete(elem) {
            return Err(self.incomplete(elem, base.span));
        }
        let elem_size = self.types.size(elem);
        let index = self.index_value(index)?;
        let address = match self.f.expr(index).kind {
            ExprKind::Int(0) => ptr,
            _ => self.expr(ExprKind::PtrAdd { ptr, index, elem_size, negate: false }, base.ty, base.loc),
        };
        let place = self.place(PlaceKind::Deref(address), elem, base.loc);
        Ok(Operand { term: Term::Place(place), ty: elem, span, loc: base.loc })
    }

    /// Finds a member by name, through anonymous structs and unions: offset and type.
    pub(super) fn find_member(&self, record: RecordId, name: Name) -> Option<(u32, TypeId)> {
        let fields = self.types.record(record).fields.as_ref()?;
        for field in fields {
            if field.name == Some(name.0) {
                return Some((field.offset, field.ty));
            }
            if field.name.is_none()
                && let TypeKind::Record(inner) = self.types.kind(field.ty)
                && let Some((offset, ty)) = self.find_member(inner, name)
            {
                return Some((field.offset + offset, ty.qualified_like(field.ty)));
            }
        }
        None
    }

    pub(super) fn member(&mut self, base: Operand, name: Name, at: Span, arrow: bool) -> Parsed<Operand> {
        let span = base.span.to(at);
        if base.is_error() {
            return Ok(Operand { span, ..base });
        }
        let base = if arrow { self.rvalue(base) } else { base };
        let pointee = self.types.pointee(base.ty);
        let (place, ty) = match (arrow, base.term, pointee) {
            (true, Term::Value(id), Some(to)) if self.types.is_record(to) => {
                (self.place(PlaceKind::Deref(id), to, base.loc), to)
            }
            (false, Term::Place(place), _) if self.types.is_record(base.ty) => (place, base.ty),
            _ => return Err(self.not_a_record(base, at, arrow)),
        };
        let TypeKind::Record(record) = self.types.kind(ty) else { return Err(Reported) };
        if !self.is_complete(ty) {
            return Err(self.incomplete(ty, base.span));
        }
        let Some((offset, field)) = self.find_member(record, name) else {
            return Err(self.no_member(record, ty, name, at));
        };
        let field = field.qualified_like(ty);
        let place = self.place(PlaceKind::Member { base: place, offset }, field, base.loc);
        Ok(Operand { term: Term::Place(place), ty: field, span, loc: base.loc })
    }

    fn not_a_record(&mut self, base: Operand, at: Span, arrow: bool) -> Reported {
        let shown = self.show(base.ty);
        let error = if arrow {
            Diagnostic::error(base.span, format!("`->` needs a pointer to a struct, found `{shown}`"))
        } else {
            Diagnostic::error(base.span, format!("`.` needs a struct, found `{shown}`"))
        };
        let error = error.secondary(at, "this member");
        let error = if arrow && self.types.is_record(base.ty) {
            error.help("it is a struct, not a pointer: write `.`")
        } else if !arrow && self.types.pointee(base.ty).is_some_and(|t| self.types.is_record(t)) {
            error.help("it is a pointer: write `->`")
        } else {
            error
        };
        self.report(error)
    }

    pub(super) fn no_member(&mut self, record: RecordId, ty: TypeId, name: Name, at: Span) -> Reported {
        let (shown, text) = (self.show(ty.unqualified()), self.name(name));
        let fields = self.types.record(record).fields.as_deref().unwrap_or_default();
        let names = || fields.iter().filter_map(|f| f.name).map(|n| self.name(Name(n)));
        let error = Diagnostic::error(at, format!("`{shown}` has no member `{text}`")).label("unknown member");
        let error = match nearest(text, names()) {
            Some(similar) => error.help(format!("did you mean `{similar}`?")),
            None => {
                let known: Vec<String> = names().take(8).map(|n| format!("`{n}`")).collect();
                if known.is_empty() { error } else { error.note(format!("its members are {}", known.join(", "))) }
            }
        };
        self.report(error)
    }

    /// The place that is assigned to.
    fn modifiable(&mut self, op: Operand, what: &str) -> Parsed<PlaceId> {
        let Term::Place(place) = op.term else {
            if op.is_error() {
                return Err(Reported);
            }
            let error = Diagnostic::error(op.span, format!("can't {what} this expression"));
            return Err(self.report(error.label("not a variable, member or element")));
        };
        if let TypeKind::Array { .. } = self.types.kind(op.ty) {
            let error = Diagnostic::error(op.span, format!("can't {what} an array"));
            return Err(self.report(error.help("assign its elements, one by one")));
        }
        if op.ty.is_const() || self.has_const_member(op.ty) {
            let shown = self.show(op.ty);
            let error = Diagnostic::error(op.span, format!("can't {what} a `const` object"));
            return Err(self.report(error.label(format!("has type `{shown}`"))));
        }
        Ok(place)
    }

    pub(super) fn assign(&mut self, left: Operand, right: Operand, token: Token) -> Parsed<Operand> {
        let span = left.span.to(right.span);
        if left.is_error() || right.is_error() {
            return Ok(self.error_operand(span, token.loc));
        }
        let place = self.modifiable(left, "assign to")?;
        let ty = left.ty.unqualified();
        if self.types.is_record(ty) {
            return self.assign_struct(place, left, right, span, token);
        }
        let value = self.coerce(right, ty, "assignment")?;
        Ok(self.value(ExprKind::Assign { place, value }, ty, span, token.loc))
    }

    fn assign_struct(
        &mut self,
        dst: PlaceId,
        left: Operand,
        right: Operand,
        span: Span,
        token: Token,
    ) -> Parsed<Operand> {
        let ty = left.ty.unqualified();
        let right = self.rvalue(right);
        let src = match right.term {
            Term::Place(src) if right.ty.unqualified() == ty => src,
            _ => {
                let (expected, found) = (self.show(ty), self.show(right.ty));
                let error = Diagnostic::error(right.span, "mismatched types in assignment");
                return Err(self.report(error.label(format!("expected `{expected}`, found `{found}`"))));
            }
        };
        self.f.take_address(dst);
        self.f.take_address(src);
        let size = self.types.size(ty);
        let ptr = self.types.pointer(ty);
        let copy = self.expr(ExprKind::Copy { dst, src, size }, ptr, token.loc);
        let ty = ty.qualified(true, false);
        let place = self.place(PlaceKind::Deref(copy), ty, token.loc);
        Ok(Operand { term: Term::Place(place), ty, span, loc: token.loc })
    }

    pub(super) fn compound_assign(
        &mut self,
        op: BinaryOp,
        left: Operand,
        right: Operand,
        token: Token,
    ) -> Parsed<Operand> {
        let span = left.span.to(right.span);
        if left.is_error() || right.is_error() {
            return Ok(self.error_operand(span, token.loc));
        }
        let place = self.modifiable(left, "assign to")?;
        let ty = left.ty.unqualified();
        let right = self.rvalue(right);
        if let Some(pointee) = self.types.pointee(ty)
            && matches!(op, BinaryOp::Add | BinaryOp::Sub)
        {
            let elem_size = self.step_of(pointee, left.span)?;
            let index = self.index_value(right)?;
            let node = ExprKind::PtrAssign { place, index, elem_size, negate: op == BinaryOp::Sub };
            return Ok(self.value(node, ty, span, token.loc));
        }
        let rt = right.ty.unqualified();
        let shift = matches!(op, BinaryOp::Shl | BinaryOp::Shr);
        let integers_only = shift || matches!(op, BinaryOp::Rem | BinaryOp::And | BinaryOp::Or | BinaryOp::Xor);
        let fits = |t: TypeId| if integers_only { self.types.is_integer(t) } else { self.types.is_arithmetic(t) };
        let Term::Value(value) = right.term else { return Err(self.bad_compound(op, left, right, token)) };
        if !fits(ty) || !fits(rt) {
            return Err(self.bad_compound(op, left, right, token));
        }
        let compute = if shift { self.promoted(ty) } else { self.common_type(ty, rt) };
        let value = self.convert(value, if shift { self.promoted(rt) } else { compute });
        let node = ExprKind::CompoundAssign { place, op, value, compute };
        Ok(self.value(node, ty, span, token.loc))
    }

    fn bad_compound(&mut self, op: BinaryOp, left: Operand, right: Operand, token: Token) -> Reported {
        let (l, r, text) = (self.show(left.ty), self.show(right.ty), super::ops::spelling(op));
        let error = Diagnostic::error(token.span, format!("`{text}=` can't be applied to `{l}` and `{r}`"));
        self.report(error.secondary(left.span, format!("`{l}`")).secondary(right.span, format!("`{r}`")))
    }

    /// By how much `++` moves a pointer to `pointee`.
    fn step_of(&mut self, pointee: TypeId, span: Span) -> Parsed<u32> {
        match self.types.kind(pointee) {
            TypeKind::Void | TypeKind::Function(_) => Ok(1),
            _ if self.is_complete(pointee) => Ok(self.types.size(pointee)),
            _ => Err(self.incomplete(pointee, span)),
        }
    }

    pub(super) fn inc_dec(&mut self, op: Operand, token: Token, decrement: bool, postfix: bool) -> Parsed<Operand> {
        let span = if postfix { op.span.to(token.span) } else { token.span.to(op.span) };
        if op.is_error() {
            return Ok(op);
        }
        let place = self.modifiable(op, if token.kind == Tok::PlusPlus { "increment" } else { "decrement" })?;
        let ty = op.ty.unqualified();
        let (step, compute) = match self.types.pointee(ty) {
            Some(pointee) => (self.step_of(pointee, op.span)?, ty),
            None if self.types.is_arithmetic(ty) => (1, self.promoted(ty)),
            None => {
                let shown = self.show(ty);
                let text = token.kind.text().unwrap_or("++");
                return Err(self.error(op.span, format!("`{text}` can't be applied to `{shown}`")));
            }
        };
        let node = ExprKind::IncDec { place, decrement, postfix, step, compute };
        Ok(self.value(node, ty, span, token.loc))
    }
}

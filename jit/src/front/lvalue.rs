//! Places: indirection, members, indexing, address, assignment, `++` and `--`.

use super::operand::{Operand, Term};
use super::parser::{Parsed, Parser, Reported};
use super::suggest::nearest;
use super::token::{Name, Tok, Token};
use super::tree::{BinaryOp, ExprId, ExprKind, PlaceId, PlaceKind};
use super::types::{Bits, Field, RecordId, TypeId, TypeKind};
use super::vla::Stride;
use crate::diag::{Diagnostic, Span};

/// A part of an object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    /// Offset in bytes.
    pub offset: u32,
    pub ty: TypeId,
    /// It is a bit-field: these bits of the memory there.
    pub bits: Option<Bits>,
}

impl Part {
    /// A member.
    pub(super) fn of(field: &Field) -> Self {
        Self { offset: field.offset, ty: field.ty, bits: field.bits }
    }

    /// The same part of an object that is at this offset in a larger one.
    pub(super) fn at(self, offset: u32) -> Self {
        Self { offset: self.offset + offset, ..self }
    }
}

impl Parser<'_> {
    #[inline(never)]
    pub(super) fn deref(&mut self, op: Operand, token: Token) -> Parsed<Operand> {
        let span = token.span.to(op.span);
        let op = self.rvalue(op);
        if op.is_error() {
            return Ok(op);
        }
        let (Term::Value(id), Some(to)) = (op.term, self.types.pointee(op.ty)) else {
            let shown = self.show(op.ty);
            let error = Diagnostic::error("E0420", token.span, format!("`*` needs a pointer, found `{shown}`"));
            let error = error.secondary(op.span, format!("`{shown}`"));
            let doubled = self.power_before(token);
            return Err(self.report(if doubled {
                error.help("C has no operator for powers: multiply, or call `pow(x, y)` of <math.h>")
            } else {
                error
            }));
        };
        match self.types.kind(to) {
            // `*f` is the function again, and decays back to the pointer that it came from.
            TypeKind::Function(_) => Ok(Operand { span, ..op }),
            _ => {
                let place = self.place(PlaceKind::Deref(id), to, token.loc);
                Ok(Operand { term: Term::Place(place), ty: to, span, loc: token.loc })
            }
        }
    }

    /// Does a `*` stand right before this one?
    fn power_before(&self, token: Token) -> bool {
        let Some(before) = token.span.start.checked_sub(1) else { return false };
        self.text(Span { start: before, end: token.span.start }) == "*"
    }

    #[inline(never)]
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
                if let PlaceKind::Temporary(_) = self.f.root(place) {
                    let error = Diagnostic::error("E0422", span, "can't take the address of a value");
                    return Err(self.report(error.help("store it in a variable first")));
                }
                if let PlaceKind::BitField { .. } = self.f.place(place).kind {
                    let error = Diagnostic::error("E0423", span, "can't take the address of a bit-field");
                    return Err(
                        self.report(error.help("a bit has no address; copy it to a variable, or use a whole member"))
                    );
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
                let error = Diagnostic::error("E0422", span, "can't take the address of a value");
                Err(self.report(error.help("store it in a variable first")))
            }
        }
    }

    #[inline(never)]
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
            let error = Diagnostic::error("E0424", base.span, format!("`{shown}` can't be indexed"));
            return Err(self.report(error.label("not an array and not a pointer")));
        };
        if matches!(self.types.kind(elem), TypeKind::Void | TypeKind::Function(_)) {
            let shown = self.show(base.ty);
            let error = Diagnostic::error("E0424", base.span, format!("`{shown}` can't be indexed"));
            return Err(self.report(error.help("cast it to a pointer to the right type first")));
        }
        if !self.is_complete(elem) {
            return Err(self.incomplete(elem, base.span));
        }
        let index = self.index_value(index)?;
        let address = match self.f.expr(index).kind {
            ExprKind::Int(0) => ptr,
            _ => {
                let stride = self.stride(elem, base.span)?;
                self.step(ptr, index, stride, false, base.loc)
            }
        };
        let place = self.place(PlaceKind::Deref(address), elem, base.loc);
        Ok(Operand { term: Term::Place(place), ty: elem, span, loc: base.loc })
    }

    /// Finds a member by name, through anonymous structs and unions: offset, type, and bits if it is a bit-field.
    pub(super) fn find_member(&self, record: RecordId, name: Name) -> Option<Part> {
        self.find_field(record, name).map(|(_, part)| part)
    }

    /// The same, and the index of the member that has the name, or of the anonymous struct or union in which it is.
    pub(super) fn find_field(&self, record: RecordId, name: Name) -> Option<(usize, Part)> {
        let record = self.types.record(record);
        let fields = record.fields.as_ref()?;
        let part = |field: &Field| match (field.name, self.types.kind(field.ty)) {
            (None, TypeKind::Record(inner)) => {
                let (_, part) = self.find_field(inner, name)?;
                let ty = part.ty.qualified_like(field.ty);
                Some(Part { offset: field.offset + part.offset, ty, ..part })
            }
            (found, _) => (found == Some(name.0)).then(|| Part::of(field)),
        };
        if let Some(index) = &record.index {
            let i = *index.get(&name.0)? as usize;
            return Some((i, part(&fields[i])?));
        }
        fields.iter().enumerate().find_map(|(i, field)| Some((i, part(field)?)))
    }

    #[inline(never)]
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
        let Some(Part { offset, ty: field, bits }) = self.find_member(record, name) else {
            return Err(self.no_member(record, ty, name, at));
        };
        let field = field.qualified_like(ty);
        let kind = match bits {
            Some(bits) => PlaceKind::BitField { base: place, offset, bits },
            None => PlaceKind::Member { base: place, offset },
        };
        let place = self.place(kind, field, base.loc);
        Ok(Operand { term: Term::Place(place), ty: field, span, loc: base.loc })
    }

    fn not_a_record(&mut self, base: Operand, at: Span, arrow: bool) -> Reported {
        let shown = self.show(base.ty);
        let operator = Span { start: base.span.end, end: at.start };
        let error = if arrow {
            Diagnostic::error("E0425", base.span, format!("`->` needs a pointer to a struct, found `{shown}`"))
        } else {
            Diagnostic::error("E0426", base.span, format!("`.` needs a struct, found `{shown}`"))
        };
        let error = error.secondary(at, "this member");
        let error = if arrow && self.types.is_record(base.ty) {
            error.suggest("it is a struct, not a pointer: write `.`", operator, ".")
        } else if !arrow && self.types.pointee(base.ty).is_some_and(|t| self.types.is_record(t)) {
            error.suggest("it is a pointer: write `->`", operator, "->")
        } else if !arrow && matches!(self.types.kind(base.ty), TypeKind::Array { elem, .. } if self.is_text(elem)) {
            error.help("a text has no members; its length is `strlen(s)`, from <string.h>")
        } else if !arrow && matches!(self.types.kind(base.ty), TypeKind::Array { .. }) {
            error.help("an array has no members; its number of elements is `sizeof a / sizeof a[0]`")
        } else {
            error
        };
        self.report(error)
    }

    pub(super) fn no_member(&mut self, record: RecordId, ty: TypeId, name: Name, at: Span) -> Reported {
        let (shown, text) = (self.show(ty.unqualified()), self.name(name));
        let fields = self.types.record(record).fields.as_deref().unwrap_or_default();
        let names = || fields.iter().filter_map(|f| f.name).map(|n| self.name(Name(n)));
        let error = Diagnostic::error("E0427", at, format!("`{shown}` has no member `{text}`")).label("unknown member");
        let error = match nearest(text, names()) {
            Some(similar) => error.suggest(format!("did you mean `{similar}`?"), at, similar),
            None => {
                let known: Vec<String> = names().take(8).map(|n| format!("`{n}`")).collect();
                if known.is_empty() { error } else { error.note(format!("its members are {}", known.join(", "))) }
            }
        };
        self.report(error)
    }

    /// The place that is assigned to.
    pub(super) fn modifiable(&mut self, op: Operand, what: &str) -> Parsed<PlaceId> {
        let Term::Place(place) = op.term else {
            if op.is_error() {
                return Err(Reported);
            }
            let error = Diagnostic::error("E0428", op.span, format!("can't {what} this expression"));
            return Err(self.report(error.label("not a variable, member or element")));
        };
        if let PlaceKind::Temporary(_) = self.f.root(place) {
            let error = Diagnostic::error("E0428", op.span, format!("can't {what} this expression"));
            return Err(self.report(error.label("a value, not a variable, member or element")));
        }
        if let TypeKind::Array { .. } | TypeKind::Vla { .. } = self.types.kind(op.ty) {
            let error = Diagnostic::error("E0429", op.span, format!("can't {what} an array"));
            let chars = matches!(self.types.kind(op.ty), TypeKind::Array { elem, .. } if self.types.size(elem) == 1);
            let text = self.text(op.span);
            return Err(self.report(if chars && !text.is_empty() {
                error.help(format!("a text is copied by `strcpy({text}, ...)` of <string.h>, if there is room for it"))
            } else {
                error.help("assign its elements, one by one, or copy it by `memcpy` of <string.h>")
            }));
        }
        if op.ty.is_const() || self.has_const_member(op.ty) {
            let shown = self.show(op.ty);
            let error = Diagnostic::error("E0430", op.span, format!("can't {what} a `const` object"));
            let error = error.label(format!("has type `{shown}`"));
            return Err(self.report(error.help("remove `const` where it is declared, or use a variable of your own")));
        }
        self.check_index(place, op.span);
        Ok(place)
    }

    /// `x == 1 && y = 2`, `5 = n`
    fn not_assignable(&mut self, id: ExprId, left: Operand, right: Operand, token: Token) -> Reported {
        let error = Diagnostic::error("E0428", left.span, "can't assign to this expression");
        let error = error.label("not a variable, member or element");
        let fixed = matches!(right.term, Term::Value(id) if super::fold::constant(&self.f.expr(id).kind).is_some());
        let logical = matches!(self.f.expr(id).kind, ExprKind::LogicalAnd(..) | ExprKind::LogicalOr(..))
            || matches!(self.f.expr(id).kind, ExprKind::Binary(op, ..) if super::ops::is_comparison(op) || fixed);
        let constant = super::fold::constant(&self.f.expr(id).kind).is_some();
        self.report(if logical {
            error.suggest("to compare write `==`", token.span, "==")
        } else if constant && matches!(right.term, Term::Place(_)) {
            error.help("what is assigned to stands on the left side of `=`")
        } else {
            error
        })
    }

    #[inline(never)]
    pub(super) fn assign(&mut self, left: Operand, right: Operand, token: Token) -> Parsed<Operand> {
        let span = left.span.to(right.span);
        self.last_operator = token.span;
        if left.is_error() || right.is_error() {
            return Ok(self.error_operand(span, token.loc));
        }
        if let Term::Value(id) = left.term {
            return Err(self.not_assignable(id, left, right, token));
        }
        let place = self.modifiable(left, "assign to")?;
        self.check_self_assignment(left, right);
        let ty = left.ty.unqualified();
        if self.types.is_record(ty) {
            return self.assign_struct(place, ty, right, span, token);
        }
        if self.types.is_pointer(ty) {
            self.check_allocation(self.text(left.span), ty, right.span);
        }
        let value = self.coerce(right, ty, &"assignment")?;
        let id = self.expr(ExprKind::Assign { place, value }, ty, token.loc);
        Ok(self.value_of(place, id, span))
    }

    fn assign_struct(&mut self, dst: PlaceId, ty: TypeId, right: Operand, span: Span, token: Token) -> Parsed<Operand> {
        let src = self.coerce_struct(right, ty, &"assignment")?;
        self.f.take_address(dst);
        self.f.take_address(src);
        // A call may write its result into a whole variable, which is apart from all that the callee copies it from.
        let whole = matches!(self.f.place(dst).kind, PlaceKind::Local(_));
        let copy = match whole.then(|| self.f.redirect_result(src, dst)).flatten() {
            Some(call) => call,
            None => {
                let (size, ptr) = (self.types.size(ty), self.types.pointer(ty));
                self.expr(ExprKind::Copy { dst, src, size }, ptr, token.loc)
            }
        };
        Ok(self.struct_at(copy, ty, span, token.loc))
    }

    #[inline(never)]
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
            let stride = self.stride(pointee, left.span)?;
            let index = self.index_value(right)?;
            let (index, elem_size) = self.scaled(index, stride);
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
        let left_ty = self.value_type(place);
        let compute = if shift { self.promoted(left_ty) } else { self.common_type(left_ty, rt) };
        let value = self.convert(value, if shift { self.promoted(rt) } else { compute });
        if let ExprKind::Int(constant) = self.f.expr(value).kind
            && self.types.is_integer(compute)
        {
            self.warn_constant_right(op, constant, compute, right.span);
        }
        // Storing cuts off what a wide bit-field has no room for.
        let compute = self.whole_type(compute);
        let value = if shift { value } else { self.convert(value, compute) };
        let id = self.expr(ExprKind::CompoundAssign { place, op, value, compute }, ty, token.loc);
        Ok(self.value_of(place, id, span))
    }

    fn bad_compound(&mut self, op: BinaryOp, left: Operand, right: Operand, token: Token) -> Reported {
        let (l, r, text) = (self.show(left.ty), self.show(right.ty), super::ops::spelling(op));
        let error = Diagnostic::error("E0431", token.span, format!("`{text}=` can't be applied to `{l}` and `{r}`"));
        self.report(error.secondary(left.span, format!("`{l}`")).secondary(right.span, format!("`{r}`")))
    }

    #[inline(never)]
    pub(super) fn inc_dec(&mut self, op: Operand, token: Token, decrement: bool, postfix: bool) -> Parsed<Operand> {
        let span = if postfix { op.span.to(token.span) } else { token.span.to(op.span) };
        if op.is_error() {
            return Ok(op);
        }
        let place = self.modifiable(op, if token.kind == Tok::PlusPlus { "increment" } else { "decrement" })?;
        let ty = op.ty.unqualified();
        let value_ty = self.value_type(place);
        let (step, compute) = match self.types.pointee(ty) {
            Some(pointee) => match self.stride(pointee, op.span)? {
                Stride::Bytes(step) => (step, ty),
                Stride::Value(size) => {
                    let id = self.step_variable(place, size, decrement, postfix, token.loc);
                    return Ok(self.value_of(place, id, span));
                }
            },
            None if self.types.is_arithmetic(ty) => (1, self.promoted(value_ty)),
            None => {
                let shown = self.show(ty);
                let text = token.kind.text().unwrap_or("++");
                return Err(self.error("E0432", op.span, format!("`{text}` can't be applied to `{shown}`")));
            }
        };
        let compute = self.whole_type(compute);
        let id = self.expr(ExprKind::IncDec { place, decrement, postfix, step, compute }, ty, token.loc);
        Ok(self.value_of(place, id, span))
    }
}

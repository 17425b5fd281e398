//! GNU C's built-in functions about frames and types of values.

use super::operand::{Operand, Term};
use super::parser::{Parsed, Parser};
use super::token::Token;
use super::tree::{ExprKind, PlaceKind};
use super::types::{TypeId, TypeKind};

impl Parser<'_> {
    /// `__builtin_return_address(n)` and its kin. Code has no addresses here, and a function knows of no frame but its
    /// own: the answer is null, as the GCC manual has it for what can't be told.
    pub(super) fn frame_builtin(&mut self, name: &str, arg: Operand, token: Token) -> Parsed<Operand> {
        let span = token.span.to(self.prev.span);
        let ty = self.types.pointer(TypeId::VOID);
        if name.ends_with("addr") || name.starts_with("frob") {
            let id = self.coerce(arg, ty, &"argument")?;
            return Ok(self.value(ExprKind::Convert(id), ty, span, token.loc));
        }
        let (level, ..) = self.constant_int_of(arg, "level")?;
        if name == "return_address" || level != 0 || self.f.result.is_none() {
            return Ok(self.value(ExprKind::Int(0), ty, span, token.loc));
        }
        let local = self.new_local(None, TypeId::CHAR, span, token.loc)?;
        self.f.locals[local.index()].address_taken = true;
        let place = self.place(PlaceKind::Local(local), TypeId::CHAR, token.loc);
        Ok(self.value(ExprKind::AddrOf(place), ty, span, token.loc))
    }

    /// What `__builtin_classify_type` says: the numbers of `enum type_class` in GCC's `typeclass.h`.
    pub(super) fn type_class(&mut self, op: Operand) -> i64 {
        let ty = match op.term {
            Term::Place(_) if self.types.is_record(op.ty) => op.ty,
            _ => self.rvalue(op).ty,
        };
        match self.types.kind(ty) {
            TypeKind::Void => 0,
            TypeKind::Int { .. } | TypeKind::Bool => 1,
            TypeKind::Pointer(_) => 5,
            TypeKind::Float | TypeKind::Double => 8,
            TypeKind::Function(_) => 10,
            TypeKind::Record(id) if self.types.record(id).is_union => 13,
            TypeKind::Record(_) => 12,
            TypeKind::Array { .. } | TypeKind::Vla { .. } => 14,
            TypeKind::Error => -1,
        }
    }
}

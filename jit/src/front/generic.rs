//! What asks about types: `typeof`, `_Generic`, `_Alignof` and `_Static_assert`.

use super::limits;
use super::operand::{Operand, Term};
use super::parser::{Parsed, Parser};
use super::quoted::Text;
use super::token::Tok;
use super::tree::{ExprKind, PlaceKind};
use super::types::{TypeId, TypeKind};
use crate::diag::{Diagnostic, Span};

/// A branch of `_Generic` that was chosen, with where it is.
type Chosen = Option<(Operand, Span)>;

impl Parser<'_> {
    /// Runs a parsing function without using anything that it names.
    pub(super) fn unevaluated<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.unevaluated += 1;
        let result = parse(self);
        self.unevaluated -= 1;
        result
    }

    /// `typeof ( expression or type )`; the current token is the keyword.
    pub(super) fn typeof_specifier(&mut self) -> Parsed<TypeId> {
        self.bump();
        let open = self.expect(Tok::LParen)?;
        let ty = if self.starts_type(self.tok.kind) {
            let ty = self.nested(Self::type_name)?;
            let sizes = std::mem::take(&mut self.f.type_sizes);
            self.f.sizes.extend(sizes);
            ty
        } else {
            let mark = self.mark();
            let op = self.unevaluated(|p| p.nested(Self::expression))?;
            // What the type refers to is set by evaluating the expression.
            if self.types.is_modified(op.ty) && !matches!(op.term, Term::Function(_)) {
                if self.unevaluated == 0 {
                    self.evaluate_from(mark);
                }
                let effect = self.discard(op);
                self.f.sizes.push(effect);
            }
            op.ty
        };
        self.expect_close(Tok::RParen, open.span)?;
        Ok(ty)
    }

    /// The alignment that the declaration of a variable or function asks for; 0 if it asks for none.
    fn declared_align(&self, op: Operand) -> u32 {
        match op.term {
            Term::Function(global) => self.statics.global(global).align,
            Term::Place(place) => match self.f.place(place).kind {
                PlaceKind::Local(local) => self.f.locals[local.index()].align,
                PlaceKind::Global(_) => self.last_global.map_or(0, |global| self.statics.global(global).align),
                _ => 0,
            },
            Term::Value(_) => 0,
        }
    }

    /// `_Alignof ( type )`, and of an expression as in GNU C; the current token is the keyword.
    #[inline(never)]
    pub(super) fn alignof(&mut self) -> Parsed<Operand> {
        let token = self.bump();
        let next = self.peek();
        let (ty, declared, span) = if self.at(Tok::LParen) && self.starts_type(next) {
            let open = self.bump();
            let (ty, align) = self.nested(Self::aligned_type_name)?;
            (ty, Some(align), self.expect_close(Tok::RParen, open.span)?.span)
        } else {
            let op = self.unevaluated(|p| p.nested(Self::unary_expr))?;
            (op.ty, Some(self.declared_align(op)).filter(|&align| align > 0), op.span)
        };
        let span = token.span.to(span);
        let element = match self.types.kind(ty) {
            TypeKind::Array { elem, .. } | TypeKind::Vla { elem, .. } => elem,
            _ => ty,
        };
        if self.types.is_record(element) && !self.is_complete(element) {
            return Err(self.incomplete(element, span));
        }
        let align = i64::from(declared.unwrap_or_else(|| self.types.align(ty)));
        Ok(self.value(ExprKind::Int(align), TypeId::UINT, span, token.loc))
    }

    /// `_Generic ( expression, type: expression, ... )`; the current token is the keyword.
    #[inline(never)]
    pub(super) fn generic(&mut self) -> Parsed<Operand> {
        let token = self.bump();
        let open = self.expect(Tok::LParen)?;
        let selector = self.unevaluated(|p| {
            let op = p.nested(Self::assignment_expr)?;
            Ok(p.rvalue(op))
        })?;
        let wanted = selector.ty.unqualified();
        let (mut chosen, mut default): (Chosen, Chosen) = (None, None);
        let mut seen: Vec<(TypeId, Span)> = Vec::new();
        while self.eat(Tok::Comma) {
            let start = self.tok.span;
            if self.eat(Tok::Default) {
                self.expect(Tok::Colon)?;
                if let Some((_, first)) = default {
                    let error = Diagnostic::error("E0417", start, "`default` appears twice").label("again");
                    return Err(self.report(error.secondary(first, "first here")));
                }
                // Used only if no type matches, which is not known yet.
                let known = chosen.is_some();
                let op = if known {
                    self.unevaluated(|p| p.nested(Self::assignment_expr))?
                } else {
                    self.nested(Self::assignment_expr)?
                };
                default = Some((op, start));
                continue;
            }
            let ty = self.type_name()?;
            let at = start.to(self.prev.span);
            self.expect(Tok::Colon)?;
            if let Some(&(_, first)) = seen.iter().find(|(t, _)| self.same_type(*t, ty)) {
                let shown = self.show(ty);
                let error =
                    Diagnostic::error("E0417", at, format!("`{shown}` appears twice in `_Generic`")).label("again");
                return Err(self.report(error.secondary(first, "first here")));
            }
            if seen.len() >= limits::SELECTIONS {
                let limit = limits::SELECTIONS;
                return Err(self.error("E0900", at, format!("more than {limit} types in a `_Generic`")));
            }
            seen.push((ty, at));
            if chosen.is_none() && self.same_type(ty, wanted) {
                chosen = Some((self.nested(Self::assignment_expr)?, at));
            } else {
                self.unevaluated(|p| p.nested(Self::assignment_expr))?;
            }
        }
        let close = self.expect_close(Tok::RParen, open.span)?;
        let span = token.span.to(close.span);
        match chosen.or(default) {
            Some((op, _)) => Ok(Operand { span, ..op }),
            None if selector.is_error() => Ok(self.error_operand(span, token.loc)),
            None => {
                let shown = self.show(wanted);
                let error =
                    Diagnostic::error("E0418", selector.span, format!("no branch of `_Generic` is for `{shown}`"));
                Err(self.report(error.help(format!("add `{shown}: ...` or `default: ...`"))))
            }
        }
    }

    /// Compatible, qualifiers included.
    fn same_type(&self, a: TypeId, b: TypeId) -> bool {
        a.is_const() == b.is_const() && a.is_volatile() == b.is_volatile() && self.compatible(a, b)
    }

    /// `_Static_assert ( constant, "message" ) ;`, the message being optional as in C23; the current token is the
    /// keyword.
    pub(super) fn static_assert(&mut self) -> Parsed<()> {
        let token = self.bump();
        let open = self.expect(Tok::LParen)?;
        let (value, _, span) = self.nested(|p| p.constant_int("condition"))?;
        let mut message = None;
        if self.eat(Tok::Comma) {
            if !matches!(self.tok.kind, Tok::Str(_)) {
                return Err(self.expected("a string literal"));
            }
            let (Text { bytes, .. }, _) = self.string_literal();
            message = Some(String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned());
        }
        self.expect_close(Tok::RParen, open.span)?;
        if value == 0 {
            let text =
                message.map_or_else(|| "static assertion failed".into(), |m| format!("static assertion failed: {m}"));
            self.report(
                Diagnostic::error("E0419", span, text).label("this is 0").secondary(token.span, "asserted here"),
            );
        }
        self.expect_semi("after `_Static_assert`")
    }
}

//! GNU's additions to expressions: statement expressions, addresses of labels, `x ?: y`.

use super::operand::{Operand, Term};
use super::parser::{Parsed, Parser};
use super::token::{Tok, Token};
use super::tree::{ExprKind, Leave, PlaceKind, StmtExpr, StmtKind};
use super::types::TypeId;
use crate::diag::Diagnostic;

impl Parser<'_> {
    /// `({ ... })`: its value is that of the expression statement at its end. The current token is the brace; `open`
    /// is the parenthesis before it.
    #[inline(never)]
    pub(super) fn statement_expression(&mut self, open: Token) -> Parsed<Operand> {
        if self.f.result.is_none() {
            let error = Diagnostic::error("E0201", open.span, "a statement expression outside of a function");
            return Err(self.report(error.help("write an expression")));
        }
        let first = self.f.exprs.len();
        let mut stmts = Vec::new();
        self.scopes.push();
        self.last_value = None;
        let outer = self.f.live;
        let result = self.nested(|p| p.block_items(&mut stmts));
        let last = self.last_value.take();
        let end = self.leave_lifetimes(outer);
        let made = result.and_then(|()| self.statement_value((stmts, end), last, first, open));
        self.scopes.pop();
        let close = self.expect_close(Tok::RParen, open.span);
        let (op, close) = (made?, close?);
        Ok(Operand { span: open.span.to(close.span), ..op })
    }

    fn statement_value(
        &mut self,
        (mut stmts, end): (Vec<super::tree::Stmt>, Option<Leave>),
        last: Option<Operand>,
        first: usize,
        open: Token,
    ) -> Parsed<Operand> {
        let (span, loc) = (open.span, open.loc);
        let last = last.filter(|_| matches!(stmts.last().map(|s| &s.kind), Some(StmtKind::Expr(_))));
        let mut value = last.map(|op| {
            stmts.pop();
            self.rvalue(op)
        });
        if let (Some(op), Some(_)) = (value, end)
            && let Term::Place(_) = op.term
        {
            value = Some(self.copied(op)?);
        }
        let height = self.f.highest(first);
        let mut node = |p: &mut Self, value, ty| {
            let kind = ExprKind::Stmts(Box::new(StmtExpr { stmts: std::mem::take(&mut stmts), value, height, end }));
            p.expr(kind, ty, loc)
        };
        Ok(match value {
            None => {
                let id = node(self, None, TypeId::VOID);
                Operand { term: Term::Value(id), ty: TypeId::VOID, span, loc }
            }
            Some(Operand { term: Term::Place(place), ty, .. }) => {
                self.f.take_address(place);
                let ptr = self.types.pointer(ty.unqualified());
                let address = self.expr(ExprKind::AddrOf(place), ptr, loc);
                let id = node(self, Some(address), ptr);
                self.struct_at(id, ty, span, loc)
            }
            Some(op) => {
                let Term::Value(id) = op.term else { return Ok(self.error_operand(span, loc)) };
                let ty = op.ty.unqualified();
                let id = node(self, Some(id), ty);
                Operand { term: Term::Value(id), ty, span, loc }
            }
        })
    }

    /// A copy of a struct, which may lie in memory that is about to be given back.
    fn copied(&mut self, op: Operand) -> Parsed<Operand> {
        let ty = op.ty.unqualified();
        let local = self.new_local(None, ty, op.span, op.loc)?;
        let src = self.coerce_struct(op, ty, &"statement expression")?;
        let dst = self.place(PlaceKind::Local(local), ty, op.loc);
        self.f.take_address(dst);
        self.f.take_address(src);
        let (size, ptr) = (self.types.size(ty), self.types.pointer(ty));
        let copy = self.expr(ExprKind::Copy { dst, src, size }, ptr, op.loc);
        Ok(self.struct_at(copy, ty, op.span, op.loc))
    }

    /// `__label__ a, b;`: in this block these names are labels of its own. The current token is the keyword.
    pub(super) fn local_labels(&mut self) -> Parsed<()> {
        self.bump();
        loop {
            let (name, _) = self.expect_ident("a label")?;
            let outer = self.f.goto_index.remove(&name);
            self.f.hidden_labels.push((name, outer));
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        self.expect_semi("after the labels")
    }

    /// Leaves a block: the labels that it has hidden, all but so many, mean again what they meant around it.
    pub(super) fn show_labels(&mut self, hidden: usize) {
        while self.f.hidden_labels.len() > hidden {
            match self.f.hidden_labels.pop() {
                Some((name, Some(index))) => self.f.goto_index.insert(name, index),
                Some((name, None)) => self.f.goto_index.remove(&name),
                None => None,
            };
        }
    }

    /// `&&label`: a number that `goto *` understands, as `void *`. The current token is the `&&`.
    #[inline(never)]
    pub(super) fn label_address(&mut self) -> Parsed<Operand> {
        let token = self.bump();
        let (name, at) = self.expect_ident("a label")?;
        let span = token.span.to(at.span);
        if self.f.result.is_none() {
            return Err(self.error("E0202", span, "the address of a label outside of a function"));
        }
        let label = self.goto_label(name, at.span);
        label.used = true;
        let (id, known) = (label.id, label.address);
        // From 1 on, so that none of them is a null pointer.
        let address = known.unwrap_or(self.f.addressed.len() as u32 + 1);
        if known.is_none() {
            self.goto_label(name, at.span).address = Some(address);
            self.f.addressed.push(id);
        }
        let ty = self.types.pointer(TypeId::VOID);
        Ok(self.value(ExprKind::Int(i64::from(address)), ty, span, token.loc))
    }

    /// `goto *pointer;`: the current token is the star.
    pub(super) fn computed_goto(&mut self) -> Parsed<StmtKind> {
        self.bump();
        let op = self.expression()?;
        let ty = self.types.pointer(TypeId::VOID);
        let value = self.coerce(op, ty, &"`goto *`");
        self.expect_semi("after `goto`")?;
        // A wrong type has been reported.
        let value = value.unwrap_or_else(|_| self.int(0, TypeId::ERROR, op.loc));
        Ok(StmtKind::GotoValue { value, from: self.f.live })
    }

    /// `cond ?: els`, where `cond` is evaluated once; the current token is the colon.
    #[inline(never)]
    pub(super) fn elvis(&mut self, cond: Operand) -> Parsed<Operand> {
        self.bump();
        let (id, ty) = self.scalar(cond)?;
        let constant = super::fold::constant(&self.f.expr(id).kind).is_some();
        if constant || self.f.result.is_none() || cond.is_error() {
            let els = self.nested(Self::conditional_expr)?;
            let cond = Operand { term: Term::Value(id), ty, ..cond };
            return self.conditional(cond, cond, els);
        }
        let local = self.new_local(None, ty, cond.span, cond.loc)?;
        let place = self.place(PlaceKind::Local(local), ty, cond.loc);
        let first = self.value(ExprKind::Assign { place, value: id }, ty, cond.span, cond.loc);
        let place = self.place(PlaceKind::Local(local), ty, cond.loc);
        let again = self.value(ExprKind::Load(place), ty, cond.span, cond.loc);
        let els = self.nested(Self::conditional_expr)?;
        self.conditional(first, again, els)
    }
}

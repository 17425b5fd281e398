//! `switch`, `case`, `default`.

use super::builder::SwitchState;
use super::fold;
use super::parser::{Parsed, Parser, Reported};
use super::token::Tok;
use super::tree::{LabelId, Stmt, StmtKind};
use super::types::TypeId;
use crate::diag::{Diagnostic, Span};

/// A range of at most so many values becomes that many cases.
const EXPAND: u64 = 64;

/// So many cases a switch may have before ranges are no longer expanded.
const EXPAND_UNTIL: usize = 4096;

impl Parser<'_> {
    /// `switch`; the current token is the keyword.
    pub(super) fn switch_statement(&mut self) -> Parsed<StmtKind> {
        self.bump();
        let open = self.expect(Tok::LParen)?;
        let op = self.expression()?;
        self.expect_close(Tok::RParen, open.span)?;
        let (value, ty) = self.scalar(op)?;
        if !self.types.is_integer(ty) && ty != TypeId::ERROR {
            let shown = self.show(ty);
            let error = Diagnostic::error("E0217", op.span, format!("`switch` needs an integer, found `{shown}`"));
            self.report(error);
        }
        let ty = self.promoted(ty);
        let value = self.convert(value, ty);
        self.f.switches.push(SwitchState::new(ty, self.f.live));
        self.f.breakables.push(self.f.live);
        let body = self.boxed();
        self.f.breakables.pop();
        let state = self.f.switches.pop();
        let (body, Some(state)) = (body?, state) else { return Err(Reported) };
        let default = state.default.map(|(label, _)| label);
        Ok(StmtKind::Switch { value, cases: state.cases, ranges: state.ranges, default, body: Box::new(body) })
    }

    /// `case value:` or, as in GNU C, `case low ... high:`; the current token is the keyword.
    pub(super) fn case(&mut self, out: &mut Vec<Stmt>) -> Parsed<()> {
        let token = self.bump();
        let low = self.nested(|p| p.constant_int("case value"));
        let high = if self.eat(Tok::Ellipsis) { Some(self.nested(|p| p.constant_int("case value"))) } else { None };
        let colon = self.expect_colon();
        let (low, from, span) = low?;
        let high = high.transpose()?;
        colon?;
        let id = self.f.new_label();
        let Some(ty) = self.f.switches.last().map(|s| s.ty) else {
            return Err(self.error("E0218", token.span, "`case` outside of a switch"));
        };
        let low = self.case_value(low, from, ty);
        let (high, span) = match high {
            Some((value, from, end)) => (self.case_value(value, from, ty), span.to(end)),
            None => (low, span),
        };
        self.check_case(span);
        self.add_case(low, high, id, span);
        out.push(Stmt { kind: StmtKind::Label(id), loc: token.loc });
        Ok(())
    }

    /// The `:` of a label. One that is forgotten at the end of a line is reported and taken as given.
    fn expect_colon(&mut self) -> Parsed<()> {
        if self.at(Tok::Semi) || self.tok.loc.line == self.prev.loc.line || self.stopped() {
            return self.expect(Tok::Colon).map(|_| ());
        }
        if !self.eat(Tok::Colon) {
            let (at, found) = (self.prev.span.after(), self.describe(self.tok));
            let error = Diagnostic::error("E0205", at, format!("expected `:`, found {found}"));
            self.report(error.label("help: add `:` here").suggest("", at, ":"));
        }
        Ok(())
    }

    /// A case's value, converted to the switch's type.
    fn case_value(&self, value: i64, from: TypeId, ty: TypeId) -> i64 {
        match fold::convert(&self.types, fold::Constant::Int(value), from, ty) {
            Some(fold::Constant::Int(value)) => value,
            _ => value,
        }
    }

    /// Takes note of a case of the innermost switch.
    fn add_case(&mut self, low: i64, high: i64, id: LabelId, span: Span) {
        let Some(switch) = self.f.switches.last_mut() else { return };
        // Where they are in the order of the type; an `unsigned` is zero-extended, so only 8 bytes can differ.
        let flip = if self.types.is_signed(switch.ty) { 0 } else { i64::MIN };
        let (first, last) = (low ^ flip, high ^ flip);
        if first > last {
            let warning = Diagnostic::warning("W0203", span, "empty range of cases");
            self.diags.push(warning.help("write the smaller value first"));
            return;
        }
        if let Some((_, &(end, other))) = switch.spans.range(..=last).next_back()
            && end >= first
        {
            let what = if low == high { format!("case {low}") } else { format!("a value of {low} ... {high}") };
            let error = Diagnostic::error("E0219", span, format!("{what} appears twice")).label("again");
            self.report(error.secondary(other, "first here"));
            return;
        }
        switch.spans.insert(first, (last, span));
        let more = last.wrapping_sub(first) as u64;
        if more == 0 || (more < EXPAND && switch.cases.len() < EXPAND_UNTIL) {
            switch.cases.extend((0..=more).map(|i| (low.wrapping_add(i as i64), id)));
        } else {
            switch.ranges.push((low, high, id));
        }
    }

    /// `default:`; the current token is the keyword.
    pub(super) fn default(&mut self, out: &mut Vec<Stmt>) -> Parsed<()> {
        let token = self.bump();
        self.expect_colon()?;
        let id = self.f.new_label();
        let Some(switch) = self.f.switches.last_mut() else {
            return Err(self.error("E0220", token.span, "`default` outside of a switch"));
        };
        if let Some((_, first)) = switch.default {
            let error = Diagnostic::error("E0221", token.span, "`default` appears twice").label("again");
            self.report(error.secondary(first, "first here"));
            return Ok(());
        }
        switch.default = Some((id, token.span));
        self.check_case(token.span);
        out.push(Stmt { kind: StmtKind::Label(id), loc: token.loc });
        Ok(())
    }
}

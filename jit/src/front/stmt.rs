//! Statements.

use super::builder::{GotoLabel, Jump};
use super::operand::Operand;
use super::outline::Unclosed;
use super::parser::{Parsed, Parser, Reported};
use super::token::{Name, Tok, Token};
use super::tree::{ExprKind, PlaceKind, Stmt, StmtKind};
use super::types::TypeId;
use crate::diag::{Diagnostic, Span};

impl Parser<'_> {
    /// `{ ... }`: declarations and statements. A broken one is reported and skipped.
    pub(super) fn block_items(&mut self, out: &mut Vec<Stmt>) -> Parsed<()> {
        let open = self.expect(Tok::LBrace)?;
        let outer = std::mem::replace(&mut self.block_open, open.span);
        let hidden = self.f.hidden_labels.len();
        let result = self.block_rest(open.span, out);
        self.show_labels(hidden);
        self.block_open = outer;
        result
    }

    fn block_rest(&mut self, open: Span, out: &mut Vec<Stmt>) -> Parsed<()> {
        let level = self.brace_level();
        // The statement before the current token, and its first token.
        let mut jumped: Option<(usize, Token)> = None;
        loop {
            match self.tok.kind {
                Tok::RBrace => {
                    self.bump();
                    return Ok(());
                }
                Tok::Eof => {
                    if !self.stopped() && !self.unclosed {
                        self.unclosed = true;
                        self.unclosed_at_end(open);
                    }
                    return Err(Reported);
                }
                _ => {}
            }
            let first = self.tok;
            if let Some((last, at)) = jumped
                && out.len() == last + 1
            {
                self.check_reachable(&out[last].kind, at);
            }
            jumped = None;
            let count = out.len();
            let item = self.block_item(out);
            if item.is_ok() && out.len() == count + 1 {
                jumped = Some((count, first));
            }
            if item.is_err() {
                self.recover(level);
                // The `else` of an `if` that broke off.
                while self.eat(Tok::Else) {}
            }
        }
    }

    /// The end of the file in a block.
    fn unclosed_at_end(&mut self, open: Span) {
        let error = |open| Diagnostic::error("E0208", open, "unclosed `{`");
        self.report(match self.unclosed_block(self.tok.span) {
            Some(Unclosed { open, close: Some(close) }) => error(open)
                .label("this block is most likely not closed")
                .secondary(close, "this closes it, but is indented like the `}` of a block around it")
                .help("a `}` is missing"),
            _ => error(open).label("this block is never closed").help("a `}` is missing"),
        });
    }

    fn block_item(&mut self, out: &mut Vec<Stmt>) -> Parsed<()> {
        self.last_value = None;
        while self.at(Tok::Extension) {
            self.bump();
        }
        if self.starts_declaration(self.tok.kind) && !self.at_label() {
            return self.block_declaration(out);
        }
        if self.at(Tok::LocalLabel) {
            return self.local_labels();
        }
        if let Tok::Ident(name) = self.tok.kind
            && self.scopes.lookup(name).is_none()
        {
            if let Some(reported) = self.foreign_start() {
                return Err(reported);
            }
            self.misspelt_keyword();
            if self.starts_unknown_type() {
                // Reported, and what it declares is known from now on, to keep its uses quiet.
                return self.block_declaration(out);
            }
        }
        self.statement(out)
    }

    /// Does an unknown name stand where a type belongs: before a name or a `*`?
    fn starts_unknown_type(&mut self) -> bool {
        let Tok::Ident(name) = self.tok.kind else { return false };
        let declares = match self.peek() {
            Tok::Ident(next) => !matches!(self.name(next), "and" | "or" | "is" | "in"),
            Tok::Star => true,
            _ => false,
        };
        declares && self.means_nothing(name)
    }

    /// A scope around a statement with a condition, and around each statement that it controls: a tag or an
    /// enumeration constant may be declared in any expression (C99 6.8.4, 6.8.5).
    fn in_scope<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.scopes.push();
        let result = parse(self);
        self.scopes.pop();
        result
    }

    /// A typedef name may be a label too.
    fn at_label(&mut self) -> bool {
        matches!(self.tok.kind, Tok::Ident(_)) && self.peek() == Tok::Colon
    }

    /// One statement (with the labels before it), as one node.
    pub(super) fn boxed(&mut self) -> Parsed<Stmt> {
        let loc = self.tok.loc;
        if self.starts_declaration(self.tok.kind) && !self.at_label() {
            let error = Diagnostic::error("E0209", self.tok.span, "expected a statement, found a declaration");
            return Err(self.report(error.help("put it into braces")));
        }
        let mut out = self.spare_list();
        self.in_scope(|p| p.nested(|p| p.statement(&mut out)))?;
        Ok(self.one_of(out, loc))
    }

    /// One statement, appended.
    fn statement(&mut self, out: &mut Vec<Stmt>) -> Parsed<()> {
        // Labels: any number of them.
        loop {
            self.misspelt_keyword();
            let kind = self.tok.kind;
            match kind {
                Tok::Case => self.case(out)?,
                Tok::Default => self.default(out)?,
                Tok::Ident(name) if self.peek() == Tok::Colon => self.label(name, out)?,
                _ => break,
            }
            // C wants a statement behind a label; a `}` or a declaration there is taken too, as in C23.
            if self.at(Tok::RBrace) {
                return Ok(());
            }
            if self.starts_declaration(self.tok.kind) && !self.at_label() {
                return self.block_declaration(out);
            }
        }
        let token = self.tok;
        let mut value = None;
        let kind = match token.kind {
            Tok::Semi => {
                self.bump();
                self.last_value = None;
                return Ok(());
            }
            Tok::LBrace => {
                let mut body = self.spare_list();
                let outer = self.f.live;
                let result = self.in_scope(|p| p.nested(|p| p.block_items(&mut body)));
                self.end_lifetimes(outer, &mut body, self.prev.loc);
                result?;
                StmtKind::Block(self.list_of(body))
            }
            Tok::If => self.in_scope(Self::if_statement)?,
            Tok::While => self.in_scope(Self::while_statement)?,
            Tok::Do => self.in_scope(Self::do_statement)?,
            Tok::For => return self.for_statement(out),
            Tok::Switch => self.in_scope(Self::switch_statement)?,
            Tok::Break => {
                self.bump();
                let Some(&outer) = self.f.breakables.last() else {
                    return Err(self.error("E0210", token.span, "`break` outside of a loop or switch"));
                };
                self.expect_semi("after `break`")?;
                self.leaving(outer, StmtKind::Break, token.loc)
            }
            Tok::Continue => {
                self.bump();
                let Some(&outer) = self.f.loops.last() else {
                    return Err(self.error("E0211", token.span, "`continue` outside of a loop"));
                };
                self.expect_semi("after `continue`")?;
                self.leaving(outer, StmtKind::Continue, token.loc)
            }
            Tok::Goto if self.peek() == Tok::Star => {
                self.bump();
                self.computed_goto()?
            }
            Tok::Asm => return self.asm_statement(out),
            Tok::Goto => {
                self.bump();
                let (name, at) = self.expect_ident("a label")?;
                let label = self.goto_label(name, at.span);
                label.used = true;
                let (to, from) = (label.id, self.f.live);
                self.f.jumps.push(Jump { to, span: at.span, from });
                self.expect_semi("after `goto`")?;
                StmtKind::Goto { to, from }
            }
            Tok::Return => self.return_statement()?,
            Tok::Else => {
                return Err(self.stray_else(token));
            }
            _ => {
                let op = self.expression()?;
                self.expect_semi("after the expression")?;
                // What a statement expression ends with is its value.
                if !self.at(Tok::RBrace) || self.peek() != Tok::RParen {
                    self.warn_unused(op);
                }
                value = Some(op);
                StmtKind::Expr(self.discard(op))
            }
        };
        out.push(Stmt { kind, loc: token.loc });
        self.last_value = value;
        Ok(())
    }

    /// `if (x = 1)` is most likely meant to compare; a second pair of parentheses says that it is not.
    fn warn_assignment(&mut self, op: super::operand::Operand) {
        let super::operand::Term::Value(id) = op.term else { return };
        if let super::tree::ExprKind::Assign { .. } = self.f.expr(id).kind {
            let warning = Diagnostic::warning("W0202", op.span, "an assignment is used as a condition");
            let operator = self.last_operator;
            let warning = warning.suggest("to compare write `==`", operator, "==");
            self.diags.push(warning.help("if the assignment is meant, put parentheses around it"));
        }
    }

    /// `else` where no `if` is open; or the `}` before it is missing.
    fn stray_else(&mut self, token: Token) -> Reported {
        let error = Diagnostic::error("E0212", token.span, "`else` without `if`");
        self.bump();
        let inner = self.indentation_of(self.block_open).is_some_and(|indent| indent + 1 >= token.loc.column.into());
        if inner {
            // Of what the blocks around it lack nothing is said at the end of the file.
            self.unclosed = true;
            let error = error.secondary(self.block_open, "this block is still open");
            return self.report(error.suggest("close the block before it", token.span.before(), "} "));
        }
        self.report(error.help("is there a `;` or a second statement before it?"))
    }

    /// `( condition )`
    fn paren_condition(&mut self) -> Parsed<super::tree::ExprId> {
        let open = self.tok;
        let bare = !self.at(Tok::LParen);
        if !bare {
            self.bump();
        }
        let parenthesised = self.at(Tok::LParen);
        let op = if bare { self.bare_condition()? } else { self.expression()? };
        if !parenthesised {
            self.warn_assignment(op);
        }
        if !bare {
            self.expect_close(Tok::RParen, open.span)?;
        }
        if self.at(Tok::Colon) {
            let colon = self.bump();
            if !bare {
                let error = Diagnostic::error("E0205", colon.span, "expected a statement, found `:`");
                self.report(error.suggest("remove it; several statements stand between `{` and `}`", colon.span, ""));
            }
        }
        // A wrong type is reported, and what it controls is looked at all the same.
        match self.condition(op) {
            Ok(id) => Ok(id),
            Err(_) => Ok(self.int(0, TypeId::ERROR, op.loc)),
        }
    }

    /// `if x > 2 {`: reported, and taken as a condition.
    fn bare_condition(&mut self) -> Parsed<Operand> {
        let start = self.tok;
        if self.at(Tok::LBrace) || self.at(Tok::Semi) || self.at_keyword() {
            return Err(self.expected("`(`"));
        }
        let op = self.expression()?;
        let at = start.span.to(self.prev.span);
        let found = self.describe(start);
        let error = Diagnostic::error("E0205", at, format!("expected `(`, found {found}"));
        let text = self.text(at);
        self.report(if text.contains('\n') {
            error.help("write parentheses around the condition")
        } else {
            error.suggest("write parentheses around the condition", at, format!("({text})"))
        });
        Ok(op)
    }

    fn if_statement(&mut self) -> Parsed<StmtKind> {
        let mut arms = Vec::with_capacity(1);
        let mut els = None;
        loop {
            let head = self.bump();
            let cond = self.paren_condition()?;
            self.check_empty_body("if", head.loc);
            let first = self.tok;
            let then = self.boxed()?;
            self.check_indentation("if", head, first);
            arms.push((cond, then));
            if self.at_else_if() {
                continue;
            }
            self.misspelt_else();
            if !self.eat(Tok::Else) {
                break;
            }
            if !self.at(Tok::If) {
                els = Some(Box::new(self.boxed()?));
                break;
            }
        }
        Ok(StmtKind::If { arms, els })
    }

    fn loop_body(&mut self) -> Parsed<Box<Stmt>> {
        self.f.loops.push(self.f.live);
        self.f.breakables.push(self.f.live);
        let body = self.boxed();
        self.f.loops.pop();
        self.f.breakables.pop();
        Ok(Box::new(body?))
    }

    fn while_statement(&mut self) -> Parsed<StmtKind> {
        let head = self.bump();
        let start = self.tok.span;
        let cond = self.paren_condition()?;
        self.f.conditions.push((cond, start.to(self.prev.span)));
        self.check_loop_condition(cond, start.to(self.prev.span));
        self.check_empty_body("while", head.loc);
        let first = self.tok;
        let body = self.loop_body()?;
        self.check_indentation("while", head, first);
        Ok(StmtKind::While { cond, body })
    }

    fn do_statement(&mut self) -> Parsed<StmtKind> {
        let token = self.bump();
        let body = self.loop_body()?;
        if !self.at(Tok::While) {
            let found = self.describe(self.tok);
            let error = Diagnostic::error("E0213", self.tok.span, format!("expected `while`, found {found}"));
            return Err(self.report(error.secondary(token.span, "to end this loop")));
        }
        self.bump();
        let start = self.tok.span;
        let cond = self.paren_condition()?;
        self.f.conditions.push((cond, start.to(self.prev.span)));
        self.expect_semi("after `do ... while (...)`")?;
        Ok(StmtKind::DoWhile { body, cond })
    }

    /// The initialiser goes before the loop, so that the loop becomes a block of its own.
    fn for_statement(&mut self, out: &mut Vec<Stmt>) -> Parsed<()> {
        let token = self.bump();
        let mut block = self.spare_list();
        let outer = self.f.live;
        let result = self.in_scope(|p| p.for_rest(&mut block, token));
        self.end_lifetimes(outer, &mut block, self.prev.loc);
        self.last_value = None;
        result?;
        out.push(self.one_of(block, token.loc));
        Ok(())
    }

    fn for_rest(&mut self, out: &mut Vec<Stmt>, head: Token) -> Parsed<()> {
        if !self.at(Tok::LParen) {
            return Err(self.bare_for_head());
        }
        let open = self.bump();
        let mut commas = false;
        self.undeclared_counter();
        if self.starts_declaration(self.tok.kind) || self.starts_unknown_type() {
            let outer = std::mem::replace(&mut self.for_head, true);
            let declared = self.block_declaration(out);
            commas = !std::mem::replace(&mut self.for_head, outer);
            declared?;
        } else if !self.eat(Tok::Semi) {
            let init_loc = self.tok.loc;
            let init = self.expression()?;
            self.expect(Tok::Semi)?;
            self.warn_unused(init);
            let init = self.discard(init);
            out.push(Stmt { kind: StmtKind::Expr(init), loc: init_loc });
        }
        let cond = if self.at(Tok::Semi) {
            None
        } else {
            let op = self.expression()?;
            let cond = self.condition(op)?;
            self.f.conditions.push((cond, op.span));
            self.check_loop_condition(cond, op.span);
            Some(cond)
        };
        if self.at(Tok::RParen) {
            if !commas {
                self.no_step();
            }
        } else {
            let end = self.expect(Tok::Semi)?;
            if self.at(Tok::Semi) && end.span.start >= crate::diag::map::VIRTUAL {
                self.blame(end);
                self.bump();
            }
        }
        let step = if self.at(Tok::RParen) {
            None
        } else {
            let op = self.expression()?;
            self.warn_unused(op);
            Some(self.discard(op))
        };
        self.expect_close(Tok::RParen, open.span)?;
        self.check_empty_body("for", head.loc);
        let first = self.tok;
        let body = self.loop_body()?;
        self.check_indentation("for", head, first);
        out.push(Stmt { kind: StmtKind::For { cond, step, body }, loc: head.loc });
        Ok(())
    }

    /// `for i = 0; i < n; i++ {`: reported. Nothing of the head is looked at; the body is skipped with it.
    fn bare_for_head(&mut self) -> Reported {
        let head = self.tok;
        let reported = self.expected("`(`");
        while !matches!(self.tok.kind, Tok::LBrace | Tok::Eof) && self.tok.loc.line == head.loc.line {
            self.bump();
        }
        reported
    }

    /// `for (i = 0; ...)` without a declaration of `i`.
    fn undeclared_counter(&mut self) {
        let Tok::Ident(name) = self.tok.kind else { return };
        if self.scopes.lookup(name).is_some() || self.peek() != Tok::Assign || !self.means_nothing(name) {
            return;
        }
        let text = self.name(name);
        let error = Diagnostic::error("E0415", self.tok.span, format!("cannot find name `{text}`"));
        let error = error.label("not declared");
        self.report(error.suggest("declare it with its type, such as `int`", self.tok.span.before(), "int "));
        self.bind_unknown(name, self.tok.span);
    }

    /// `for (i = 0; i < 10)`: reported, unless the commas were before.
    fn no_step(&mut self) {
        let at = self.tok.span;
        let error = Diagnostic::error("E0205", at, "expected `;`, found `)`").label("the third part is missing");
        self.report(error.help("`for` has three parts, with two `;` between them: `for (int i = 0; i < n; i++)`"));
    }

    fn label(&mut self, name: Name, out: &mut Vec<Stmt>) -> Parsed<()> {
        let token = self.bump();
        if let Some(reported) = self.scope_operator(token) {
            return Err(reported);
        }
        self.bump();
        let in_switch = !self.f.switches.is_empty();
        let label = self.goto_label(name, token.span);
        let id = label.id;
        label.in_switch = in_switch;
        if let Some(first) = label.defined.replace(token.span) {
            let text = self.name(name);
            let error =
                Diagnostic::error("E0214", token.span, format!("label `{text}` is defined twice")).label("again");
            return Err(self.report(error.secondary(first, "first here")));
        }
        self.f.label_lifetimes[id.index()] = self.f.live;
        out.push(Stmt { kind: StmtKind::Label(id), loc: token.loc });
        Ok(())
    }

    /// The label of this name, made at its first mention.
    pub(super) fn goto_label(&mut self, name: Name, span: Span) -> &mut GotoLabel {
        let next = self.f.gotos.len() as u32;
        let index = *self.f.goto_index.entry(name).or_insert(next);
        if index == next {
            let id = self.f.new_label();
            self.f.gotos.push(GotoLabel {
                id,
                name,
                defined: None,
                first_use: span,
                in_switch: false,
                used: false,
                address: None,
            });
        }
        &mut self.f.gotos[index as usize]
    }

    /// Copies the struct to where the caller wants it, and leaves.
    fn return_struct(&mut self, op: Operand, result: TypeId, token: Token) -> Parsed<StmtKind> {
        let src = self.coerce_struct(op, result, &"`return`")?;
        let (Some(result_at), size) = (self.f.result_at, self.types.size(result)) else { return Err(Reported) };
        let ptr = self.types.pointer(result);
        let at = self.place(PlaceKind::Local(result_at), ptr, token.loc);
        let at = self.expr(ExprKind::Load(at), ptr, token.loc);
        let dst = self.place(PlaceKind::Deref(at), result, token.loc);
        let value = match self.f.redirect_result(src, dst) {
            Some(call) => call,
            None => {
                self.f.take_address(src);
                self.expr(ExprKind::Copy { dst, src, size }, ptr, token.loc)
            }
        };
        let leave = Stmt { kind: StmtKind::Return(None), loc: token.loc };
        Ok(StmtKind::Block(vec![Stmt { kind: StmtKind::Expr(value), loc: token.loc }, leave]))
    }

    fn return_statement(&mut self) -> Parsed<StmtKind> {
        let token = self.bump();
        let result = self.f.result.unwrap_or(TypeId::ERROR);
        if self.at(Tok::Semi) || self.at(Tok::RBrace) {
            self.expect_semi("after `return`")?;
            if result != TypeId::VOID && result != TypeId::ERROR {
                let shown = self.show(result);
                let warning = Diagnostic::warning("W0204", token.span, "`return` without a value");
                self.diags.push(warning.label(format!("expected a value of type `{shown}`")));
                if self.types.is_scalar(result) {
                    // C leaves it undefined; here it is 0, as at the end of the function.
                    let zero = self.int(0, TypeId::INT, token.loc);
                    return Ok(StmtKind::Return(Some(self.convert(zero, result))));
                }
            }
            return Ok(StmtKind::Return(None));
        }
        let op = self.expression()?;
        self.expect_semi("after `return`")?;
        if result == TypeId::VOID {
            if self.is_void(op) {
                let id = self.discard(op);
                let unit = StmtKind::Expr(id);
                let leave = Stmt { kind: StmtKind::Return(None), loc: token.loc };
                return Ok(StmtKind::Block(vec![Stmt { kind: unit, loc: token.loc }, leave]));
            }
            if op.is_error() {
                return Err(Reported);
            }
            let warning = Diagnostic::warning("W0205", op.span, "this function returns nothing");
            self.diags
                .push(warning.label("unexpected value").help("change the function's result type, or remove the value"));
            let dropped = StmtKind::Expr(self.discard(op));
            let leave = Stmt { kind: StmtKind::Return(None), loc: token.loc };
            return Ok(StmtKind::Block(vec![Stmt { kind: dropped, loc: token.loc }, leave]));
        }
        if self.types.is_record(result) {
            return self.return_struct(op, result, token);
        }
        let value = self.coerce(op, result, &"`return`")?;
        self.check_returned(value, op.span);
        Ok(StmtKind::Return(Some(value)))
    }
}

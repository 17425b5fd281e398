//! Conditional inclusion (C99 6.10.1).

use super::token::PpToken;
use super::{Call, Pp};
use crate::diag::{Diagnostic, Span};
use crate::front::limits;
use crate::front::token::{Name, Tok};

/// An `#if` that waits for its `#endif`.
pub(super) struct Conditional {
    at: Span,
    /// One of its groups has been compiled, or none will be.
    taken: bool,
    otherwise: Option<Span>,
}

/// The operator that counts as defined though it is no macro.
const HAS_INCLUDE: &str = "__has_include";

impl<'a> Pp<'_, 'a> {
    /// A conditional directive in text that is compiled.
    pub(super) fn conditional(&mut self, what: &str, span: Span) {
        let condition = match what {
            "if" => self.condition(what, span),
            "ifdef" | "ifndef" => {
                let name = self.macro_name(what, span);
                if let Some((name, _)) = name {
                    self.end_of_directive(what);
                    if what == "ifndef" {
                        self.may_be_guard(name, span);
                    }
                }
                name.is_some_and(|(name, _)| self.is_defined(name) == (what == "ifdef"))
            }
            _ => {
                // The group before it was compiled, so none that follows is.
                if self.branch(what, span) && what != "endif" {
                    self.skip();
                }
                return;
            }
        };
        if self.begin_conditional(span, condition) && !condition {
            self.skip();
        }
    }

    fn begin_conditional(&mut self, at: Span, taken: bool) -> bool {
        if self.s.conditionals.len() >= limits::CONDITIONALS {
            let error = Diagnostic::error("E0900", at, "conditionals are nested too deeply");
            self.give_up(error.note(format!("the limit is {} levels", limits::CONDITIONALS)));
            return false;
        }
        self.s.conditionals.push(Conditional { at, taken, otherwise: None });
        true
    }

    /// Conditionals that belong to other files.
    fn outer(&self) -> usize {
        self.s.files.last().map_or(0, |file| file.conditionals)
    }

    /// `#elif`, `#else` or `#endif`. False if it belongs to nothing.
    fn branch(&mut self, what: &str, span: Span) -> bool {
        let outer = self.outer();
        if self.s.conditionals.len() <= outer {
            let error = Diagnostic::error("E0603", span, format!("`#{what}` without `#if`"));
            self.diags.push(error.label("there is no `#if`, `#ifdef` or `#ifndef` in this file that it belongs to"));
            return false;
        }
        let index = self.s.conditionals.len() - 1;
        let conditional = &mut self.s.conditionals[index];
        if what != "endif" {
            if let Some(otherwise) = conditional.otherwise {
                let error = Diagnostic::error("E0604", span, format!("`#{what}` behind `#else`"));
                let error = error.secondary(otherwise, "the `#else` is here").secondary(conditional.at, "of this");
                self.diags.push(error);
            } else if what == "else" {
                conditional.otherwise = Some(span);
            }
            if let Some(file) = self.s.files.last_mut()
                && file.guard.is_some_and(|(guard, _)| guard == index)
            {
                file.guard = None;
            }
        } else {
            self.s.conditionals.pop();
        }
        if what != "elif" {
            self.end_of_directive(what);
        }
        if what == "endif" {
            self.end_of_guard(index);
        }
        true
    }

    /// Skips groups up to the one that is to be compiled, or to the `#endif`.
    fn skip(&mut self) {
        let level = self.s.conditionals.len();
        loop {
            while !self.raw().is(Tok::LineEnd) {}
            self.s.lexer.in_directive = false;
            let found = !self.s.gave_up && self.s.lexer.skip_to_directive(self.diags);
            self.s.lexer.in_directive = true;
            if !found {
                return;
            }
            let hash = self.s.lexer.span_from(self.s.lexer.pos - 1);
            let loc = self.s.lexer.loc(self.s.lexer.pos);
            let name = self.raw();
            let span = hash.to(name.place.at);
            let inner = self.s.conditionals.len() > level;
            match name.text {
                "if" | "ifdef" | "ifndef" => {
                    self.begin_conditional(span, true);
                }
                "endif" => {
                    self.branch("endif", span);
                    if !inner {
                        return;
                    }
                }
                "else" | "elif" => {
                    self.s.call = Call { loc, at: hash.start };
                    self.branch(name.text, span);
                    let Some(conditional) = self.s.conditionals.last() else { return };
                    if !conditional.taken && (name.text == "else" || self.condition("elif", span)) {
                        if let Some(conditional) = self.s.conditionals.last_mut() {
                            conditional.taken = true;
                        }
                        return;
                    }
                }
                _ => {}
            }
        }
    }

    /// The value of the expression on the rest of the line; false if it is broken.
    fn condition(&mut self, what: &str, span: Span) -> bool {
        let tokens = self.condition_line();
        self.evaluate(&tokens, what, span)
    }

    /// The rest of the line with macros expanded.
    pub(super) fn expanded_line(&mut self) -> Vec<PpToken<'a>> {
        let line = self.line_tokens();
        self.expand_apart(&line)
    }

    fn line_tokens(&mut self) -> Vec<PpToken<'a>> {
        let mut line = Vec::new();
        loop {
            let token = self.raw();
            if token.is(Tok::LineEnd) {
                return line;
            }
            line.push(token);
        }
    }

    /// The rest of the line with macros expanded, but for the operands of `defined`.
    fn condition_line(&mut self) -> Vec<PpToken<'a>> {
        let line = self.line_tokens();
        if line.iter().any(|t| t.painted) || self.s.gave_up {
            return line;
        }
        self.push(line, None, true);
        let mut out = Vec::new();
        while let Some(mut token) = self.pull() {
            // Also where a macro expands to it, as GCC does.
            if token.text == "defined" && matches!(token.kind, Tok::Ident(_)) {
                self.defined(&token, &mut out);
            } else if token.text == HAS_INCLUDE && matches!(token.kind, Tok::Ident(_)) {
                self.has_include(&token, &mut out);
            } else if self.paint(&mut token) || !self.expand(&token) {
                out.push(token);
            }
        }
        self.pop();
        out
    }

    /// `defined NAME` or `defined(NAME)`: 1 or 0.
    fn defined(&mut self, operator: &PpToken<'a>, out: &mut Vec<PpToken<'a>>) {
        let open = self.pull();
        let paren = open.is_some_and(|t| t.is(Tok::LParen));
        let name = if paren { self.pull() } else { open };
        let close = if paren { self.pull() } else { None };
        let found: Option<Name> = name.and_then(|t| match t.kind {
            Tok::Ident(name) => Some(name),
            _ => None,
        });
        let Some(found) = found.filter(|_| !paren || close.is_some_and(|t| t.is(Tok::RParen))) else {
            let at = self.s.map.span(operator.place);
            let error = Diagnostic::error("E0605", at, "`defined` needs the name of a macro");
            self.diags.push(error.help("write `defined(NAME)`"));
            out.push(PpToken { kind: Tok::PpNumber, text: "0", ..*operator });
            return;
        };
        let text = if self.is_defined(found) { "1" } else { "0" };
        out.push(PpToken { kind: Tok::PpNumber, text, ..*operator });
    }

    fn is_defined(&self, name: Name) -> bool {
        self.names.is_macro(name) || self.names.text(name) == HAS_INCLUDE
    }

    /// `__has_include(<name>)` or `__has_include("name")` (C23 6.10.1): 1 or 0.
    fn has_include(&mut self, operator: &PpToken<'a>, out: &mut Vec<PpToken<'a>>) {
        let (mut inside, mut closed) = (Vec::new(), false);
        if self.pull().is_some_and(|t| t.is(Tok::LParen)) {
            while let Some(token) = self.pull() {
                closed = token.is(Tok::RParen);
                if closed {
                    break;
                }
                inside.push(token);
            }
        }
        let found = if closed { self.has_header(&inside) } else { None };
        if found.is_none() {
            let at = self.s.map.span(operator.place);
            let error = Diagnostic::error("E0606", at, "`__has_include` needs the name of a header");
            self.diags.push(error.help("write `__has_include(<name.h>)`"));
        }
        let text = if found == Some(true) { "1" } else { "0" };
        out.push(PpToken { kind: Tok::PpNumber, text, ..*operator });
    }

    /// The file ends: its conditionals have to be closed.
    pub(super) fn check_conditionals(&mut self) {
        let outer = self.outer();
        while self.s.conditionals.len() > outer {
            let Some(conditional) = self.s.conditionals.pop() else { return };
            if self.s.gave_up {
                continue;
            }
            let error = Diagnostic::error("E0607", conditional.at, "`#endif` is missing");
            self.diags.push(error.label("this is never closed").help("close it with `#endif`"));
        }
    }
}

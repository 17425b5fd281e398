//! Calls of function-like macros: their arguments.

use super::Pp;
use super::macros::{Kind, MacroId};
use super::token::PpToken;
use crate::diag::Diagnostic;
use crate::diag::map::Place;
use crate::front::token::Tok;
use std::ops::Range;

/// The arguments of a macro call, one per parameter.
pub(super) struct Args<'a> {
    tokens: Vec<PpToken<'a>>,
    ranges: Vec<Range<usize>>,
    /// The variable arguments are not there at all: GNU C takes the comma away that stands before `##`.
    pub omitted: bool,
    close: Option<PpToken<'a>>,
}

impl<'a> Args<'a> {
    /// Those of a macro that has no parameters.
    pub(super) fn none() -> Self {
        Self { tokens: Vec::new(), ranges: Vec::new(), omitted: false, close: None }
    }

    /// The tokens of an argument, as they were written.
    pub(super) fn get(&self, index: u16) -> &[PpToken<'a>] {
        self.ranges.get(usize::from(index)).map_or(&[], |range| &self.tokens[range.clone()])
    }

    pub(super) fn len(&self) -> usize {
        self.ranges.len()
    }
}

impl<'a> Pp<'_, 'a> {
    /// Expands a macro with parameters. False if no `(` follows its name.
    pub(super) fn call(&mut self, id: MacroId, name: &PpToken<'a>) -> bool {
        if !self.eat_paren() {
            return false;
        }
        let definition = self.s.macros.get(id);
        let Kind::Function { params, variadic } = &definition.kind else { return false };
        let (params, variadic, body) = (params.len(), *variadic, definition.body.clone());
        let line = self.s.lexer.loc(0).line;
        let Some(mut args) = self.arguments(id, name, params, variadic) else {
            // Reported; the parser keeps silent at such a token.
            self.push([PpToken { kind: Tok::Bad, ..*name }], None, false);
            return true;
        };
        args.omitted = variadic && (args.len() < params || (params == 1 && args.get(0).is_empty()));
        let one_line = self.s.lexer.loc(0).line == line;
        let place = if one_line { whole_call(name, args.close.as_ref()) } else { name.place };
        let expansion = self.s.map.expand(name.text, place);
        let out = self.substitute(&body, &args, params, variadic, expansion);
        self.begin(out, id, name);
        true
    }

    /// Everything up to the `)`; none if that is missing or there are too few or too many.
    fn arguments(&mut self, id: MacroId, name: &PpToken<'a>, params: usize, variadic: bool) -> Option<Args<'a>> {
        let mut args = Args::none();
        let (mut depth, mut start) = (0usize, 0);
        loop {
            let mut token = self.argument_token();
            self.paint(&mut token);
            match token.kind {
                Tok::LParen => depth += 1,
                Tok::RParen if depth == 0 => {
                    args.ranges.push(start..args.tokens.len());
                    args.close = Some(token);
                    break;
                }
                Tok::RParen => depth -= 1,
                Tok::Comma if depth == 0 && !(variadic && args.ranges.len() + 1 >= params) => {
                    args.ranges.push(start..args.tokens.len());
                    start = args.tokens.len();
                    continue;
                }
                Tok::Eof => {
                    self.unterminated(id, name, args.tokens.iter().rev().find(|t| is_unclosed(t)));
                    return None;
                }
                _ => {}
            }
            args.tokens.push(token);
        }
        self.spend(args.tokens.len());
        if params == 0 && args.ranges.len() == 1 && args.tokens.is_empty() {
            args.ranges.clear();
        }
        let given = args.ranges.len();
        let enough = given == params || (variadic && given + 1 == params);
        if !enough {
            let shown = if args.tokens.is_empty() && given == 1 { 0 } else { given };
            self.wrong_count(id, whole_call(name, args.close.as_ref()), params, shown, variadic);
        }
        enough.then_some(args)
    }

    /// The next token of an argument. Directives between the lines of a call decide what is there; others are refused.
    pub(super) fn argument_token(&mut self) -> PpToken<'a> {
        let mut space = false;
        loop {
            if let Some(token) = self.pull() {
                return token;
            }
            if self.s.gave_up || !self.s.contexts.is_empty() || self.s.lexer.in_directive {
                return PpToken { kind: Tok::Eof, text: "", place: Place::default(), space, painted: false };
            }
            let loc = self.s.lexer.loc(self.s.lexer.pos);
            let mut token = self.raw();
            if token.is(Tok::Directive) {
                let call = self.s.call;
                self.directive_in_call(token.place.at, loc);
                self.s.call = call;
                space = true;
                continue;
            }
            token.space |= space;
            return token;
        }
    }

    fn unterminated(&mut self, id: MacroId, name: &PpToken<'a>, quote: Option<&PpToken<'a>>) {
        let at = self.s.map.span(name.place);
        let definition = self.s.macros.get(id);
        let message = format!("unterminated call of macro `{}`", name.text);
        let mut error = Diagnostic::error("E0601", at, message).label("the `)` of this call is missing");
        if !definition.predefined {
            error = error.secondary(definition.at, "the macro is defined here");
        }
        if let Some(quote) = quote {
            error = error.secondary(quote.place.at, "this is not closed on its line");
        }
        self.diags.push(error);
        // What follows was taken for its arguments.
        if self.s.contexts.is_empty() && !self.s.lexer.in_directive {
            self.s.gave_up = true;
        }
    }

    fn wrong_count(&mut self, id: MacroId, call: Place, params: usize, given: usize, variadic: bool) {
        let count = |n: usize| match n {
            0 => "no arguments".to_owned(),
            1 => "1 argument".to_owned(),
            _ => format!("{n} arguments"),
        };
        let wants = if variadic { format!("at least {}", count(params - 1)) } else { count(params) };
        let at = self.s.map.span(call);
        let definition = self.s.macros.get(id);
        let (name, are) = (self.names.text(definition.name), if given == 1 { "is" } else { "are" });
        let error = Diagnostic::error("E0602", at, format!("macro `{name}` takes {wants}, but {given} {are} given"));
        let error = error.label(format!("expected {wants}"));
        self.diags.push(if definition.predefined { error } else { error.secondary(definition.at, "defined here") });
    }
}

/// Is it a string or character constant without the quote at its end?
fn is_unclosed(token: &PpToken<'_>) -> bool {
    let Some(start) = token.text.find(['"', '\'']).filter(|_| matches!(token.kind, Tok::PpString | Tok::PpChar)) else {
        return false;
    };
    let text = &token.text[start..];
    text.len() < 2 || text.as_bytes()[0] != text.as_bytes()[text.len() - 1]
}

/// A macro call from its name to its `)`, if both stand in the file.
fn whole_call(name: &PpToken<'_>, close: Option<&PpToken<'_>>) -> Place {
    let mut place = name.place;
    if let Some(close) = close
        && place.expansion == 0
        && close.place.expansion == 0
    {
        place.at.end = place.at.end.max(close.place.at.end);
    }
    place
}

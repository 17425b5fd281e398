//! `#define` and `#undef`.

use super::Pp;
use super::macros::{Kind, Macro, Piece, is_plain};
use super::token::PpToken;
use crate::diag::{Diagnostic, Span};
use crate::front::limits;
use crate::front::token::{Name, Tok};
use std::rc::Rc;

/// The parameters of a macro while it is being defined.
struct Params {
    names: Vec<Name>,
    variadic: bool,
}

impl<'a> Pp<'_, 'a> {
    pub(super) fn define(&mut self, directive: Span) {
        let Some((name, token)) = self.macro_name("define", directive) else { return };
        let open = self.s.lexer.peek(0) == b'(';
        let params = if open {
            self.raw();
            match self.params(&token) {
                Some(params) => Some(params),
                None => return,
            }
        } else {
            None
        };
        let first = self.raw();
        if params.is_none() && !first.space && !first.is(Tok::LineEnd) {
            let at = first.place.at;
            let warning = Diagnostic::warning("W0601", at, "white space is missing behind the name of the macro");
            self.diags.push(warning.label(format!("the body of `{}` begins here", token.text)));
        }
        let mut tokens = Vec::new();
        let mut next = first;
        while !next.is(Tok::LineEnd) {
            tokens.push(next);
            next = self.raw();
        }
        let Some(body) = self.body(&tokens, params.as_ref(), false) else { return };
        let kind = match params {
            None => Kind::Object,
            Some(p) => Kind::Function { params: p.names.into(), variadic: p.variadic },
        };
        let (at, plain) = (token.place.at, is_plain(&body));
        self.add_macro(Macro { name, kind, body: body.into(), plain, at, predefined: false, active: false });
    }

    /// The name behind `#define`, `#undef`, `#ifdef` or `#ifndef`.
    pub(super) fn macro_name(&mut self, what: &str, directive: Span) -> Option<(Name, PpToken<'a>)> {
        let token = self.raw();
        match token.kind {
            Tok::Ident(_) if token.text == "defined" && matches!(what, "define" | "undef") => {
                self.error("E0608", token.place.at, "`defined` can't be the name of a macro");
            }
            Tok::Ident(name) => return Some((name, token)),
            Tok::LineEnd => {
                let error = Diagnostic::error("E0609", directive, format!("`#{what}` without a name"));
                self.diags.push(error.label("expected the name of a macro behind this"));
            }
            _ => {
                let error = Diagnostic::error("E0610", token.place.at, "the name of a macro has to be an identifier");
                self.diags.push(error.label("expected an identifier"));
            }
        }
        None
    }

    fn add_macro(&mut self, definition: Macro<'a>) {
        let name = definition.name;
        if let Some(old) = self.macro_of(name) {
            let old = self.s.macros.get(old);
            if old.predefined {
                let text = self.names.text(name);
                let warning = Diagnostic::warning("W0602", definition.at, format!("`{text}` is a predefined macro"));
                self.diags.push(warning.label("from here on it means something else"));
            } else if !old.same(&definition) {
                let text = self.names.text(name);
                // A constraint of C99 6.10.3p2, but a warning in all compilers: programs define what headers do, too.
                let message = format!("macro `{text}` is defined twice, differently");
                self.diags.push(
                    Diagnostic::warning("W0603", definition.at, message)
                        .label("defined again; this definition counts from here on")
                        .secondary(old.at, "first definition")
                        .help(format!("put `#undef {text}` before it, or `#ifndef {text}` around it")),
                );
            } else {
                return;
            }
        }
        self.s.macros.define(definition);
        self.names.set_macro(name, true);
    }

    pub(super) fn undef(&mut self, directive: Span) {
        let Some((name, token)) = self.macro_name("undef", directive) else { return };
        self.end_of_directive("undef");
        if let Some(id) = self.macro_of(name) {
            if self.s.macros.get(id).predefined && !self.s.in_command_line {
                let warning =
                    Diagnostic::warning("W0602", token.place.at, format!("`{}` is a predefined macro", token.text));
                self.diags.push(warning.label("from here on it has no meaning"));
            }
            self.s.macros.undefine(name);
        }
        self.names.set_macro(name, false);
    }

    /// The parameter list, behind its `(`.
    fn params(&mut self, macro_name: &PpToken<'a>) -> Option<Params> {
        let mut params = Params { names: Vec::new(), variadic: false };
        let mut token = self.raw();
        if token.is(Tok::RParen) {
            return Some(params);
        }
        loop {
            match token.kind {
                Tok::Ident(_) if token.text == "__VA_ARGS__" => {
                    self.error("E0611", token.place.at, "`__VA_ARGS__` stands for `...`, it can't be a parameter");
                    return None;
                }
                Tok::Ident(name) => {
                    if params.names.contains(&name) {
                        let message = format!("macro parameter `{}` is there twice", token.text);
                        self.error("E0612", token.place.at, message);
                        return None;
                    }
                    if params.names.len() >= limits::MACRO_PARAMS {
                        let message = format!("more than {} macro parameters", limits::MACRO_PARAMS);
                        self.error("E0900", token.place.at, message);
                        return None;
                    }
                    params.names.push(name);
                    token = self.raw();
                    // GNU C: `args...` is `...` with a name.
                    if token.is(Tok::Ellipsis) {
                        params.variadic = true;
                        token = self.raw();
                    }
                }
                Tok::Ellipsis => {
                    params.names.push(self.names.intern("__VA_ARGS__"));
                    params.variadic = true;
                    token = self.raw();
                }
                _ => {
                    self.bad_params(macro_name, &token, "expected a parameter");
                    return None;
                }
            }
            match token.kind {
                Tok::RParen => return Some(params),
                Tok::Comma if !params.variadic => token = self.raw(),
                Tok::Comma => {
                    self.error("E0613", token.place.at, "`...` has to be the last parameter");
                    return None;
                }
                _ => {
                    self.bad_params(macro_name, &token, "expected `,` or `)`");
                    return None;
                }
            }
        }
    }

    fn bad_params(&mut self, macro_name: &PpToken<'a>, found: &PpToken<'a>, label: &str) {
        let message = format!("broken parameter list of macro `{}`", macro_name.text);
        let mut error = Diagnostic::error("E0614", found.place.at, message).label(label);
        if !macro_name.text.is_empty() && !matches!(found.kind, Tok::LineEnd) {
            error = error.help("for a macro without parameters put a space before the `(`");
        }
        self.diags.push(error);
    }

    /// Finds parameters and operators in a body.
    fn body(&mut self, tokens: &[PpToken<'a>], params: Option<&Params>, in_va_opt: bool) -> Option<Vec<Piece<'a>>> {
        let variadic = params.is_some_and(|p| p.variadic);
        let param = |token: &PpToken<'a>| match (token.kind, params) {
            (Tok::Ident(name), Some(params)) => params.names.iter().position(|&p| p == name).map(|i| i as u16),
            _ => None,
        };
        let mut body = Vec::with_capacity(tokens.len());
        let mut i = 0;
        while let Some(token) = tokens.get(i) {
            i += 1;
            let is_va_opt = |t: &PpToken<'_>| variadic && t.text == "__VA_OPT__" && matches!(t.kind, Tok::Ident(_));
            let piece = match token.kind {
                Tok::HashHash => {
                    if body.is_empty() || i == tokens.len() {
                        let side = if body.is_empty() { "left" } else { "right" };
                        let error = Diagnostic::error("E0615", token.place.at, "`##` joins nothing");
                        self.diags.push(error.label(format!("there is nothing to its {side}")));
                        return None;
                    }
                    Piece::Paste(*token)
                }
                Tok::Hash if params.is_some() => {
                    let operand = tokens.get(i);
                    i += 1;
                    if let Some(index) = operand.and_then(param) {
                        Piece::Stringize(index, *token)
                    } else if let Some(operand) = operand.filter(|t| is_va_opt(t)) {
                        let (body, behind) = self.va_opt(operand, tokens, i, params, in_va_opt)?;
                        i = behind;
                        Piece::VaOpt { body: body.into(), stringize: true, token: *token }
                    } else {
                        let error = Diagnostic::error("E0616", token.place.at, "`#` has to stand before a parameter");
                        let error = error.label("this makes a string of the argument that follows");
                        self.diags.push(error.note("in a macro with parameters it can't be used otherwise"));
                        return None;
                    }
                }
                _ if is_va_opt(token) => {
                    let (body, behind) = self.va_opt(token, tokens, i, params, in_va_opt)?;
                    i = behind;
                    Piece::VaOpt { body: body.into(), stringize: false, token: *token }
                }
                Tok::Ident(_) if token.text == "__VA_ARGS__" && param(token).is_none() => {
                    let error = Diagnostic::error("E0617", token.place.at, "`__VA_ARGS__` outside of a variadic macro");
                    self.diags.push(error.help("end the parameter list with `...`"));
                    return None;
                }
                _ => match param(token) {
                    Some(index) => Piece::Param(index, *token),
                    None => Piece::Token(*token),
                },
            };
            body.push(piece);
        }
        Some(body)
    }

    /// The contents of `__VA_OPT__(...)`, whose `(` should be at `at`; and what is behind it.
    fn va_opt(
        &mut self,
        name: &PpToken<'a>,
        tokens: &[PpToken<'a>],
        at: usize,
        params: Option<&Params>,
        nested: bool,
    ) -> Option<(Vec<Piece<'a>>, usize)> {
        if nested {
            self.error("E0618", name.place.at, "`__VA_OPT__` inside of `__VA_OPT__`");
            return None;
        }
        let mut depth = 0usize;
        for (i, token) in tokens.iter().enumerate().skip(at) {
            match token.kind {
                Tok::LParen => depth += 1,
                Tok::RParen if depth > 0 => {
                    depth -= 1;
                    if depth == 0 {
                        return Some((self.body(&tokens[at + 1..i], params, true)?, i + 1));
                    }
                }
                _ if depth == 0 => break,
                _ => {}
            }
        }
        let error = Diagnostic::error("E0619", name.place.at, "`__VA_OPT__` without its parentheses");
        self.diags.push(error.help("write `__VA_OPT__(tokens)`"));
        None
    }

    /// The body of an object-like macro made of these tokens.
    pub(super) fn plain_body(tokens: Vec<PpToken<'a>>) -> Rc<[Piece<'a>]> {
        tokens.into_iter().map(Piece::Token).collect()
    }
}

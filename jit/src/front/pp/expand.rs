//! Expansion of macros, and rescanning of what they expand to.

use super::macros::{Kind, MacroId, Piece};
use super::token::PpToken;
use super::{Call, Pp};
use crate::diag::Diagnostic;
use crate::front::limits;
use crate::front::token::{Name, Tok, Token};
use linker::object::SrcLoc;

/// A run of tokens that is being read: an expansion, or an argument or line that is expanded by itself.
pub(super) struct Context {
    pos: usize,
    end: usize,
    /// Where its tokens begin in the buffer.
    start: usize,
    /// The macro that it is the expansion of; not to be expanded meanwhile.
    of: Option<MacroId>,
    /// What lies below on the stack can't be reached from here.
    barrier: bool,
}

impl<'a> Pp<'_, 'a> {
    /// The next token for the parser, from the file on: `token` is what the lexer found there.
    pub(super) fn next_of_file(&mut self, mut token: Token) -> Token {
        loop {
            self.s.step(self.diags);
            match token.kind {
                _ if self.s.gave_up => return Token { kind: Tok::Eof, ..token },
                Tok::Macro(name) => {
                    self.s.call = Call { loc: token.loc, at: token.span.start };
                    let place = crate::diag::map::Place { at: token.span, expansion: 0 };
                    let (kind, text) = (Tok::Ident(name), self.names.text(name));
                    if !self.expand(&PpToken { kind, text, place, space: false, painted: false }) {
                        return Token { kind: self.names.plain(name), ..token };
                    }
                    if let Some(token) = self.expanded() {
                        return token;
                    }
                }
                Tok::Directive => self.directive(token.span, token.loc),
                Tok::Eof => {
                    if !self.leave_file() {
                        return token;
                    }
                }
                _ => return token,
            }
            token = self.s.lexer.next(self.names, self.diags);
        }
    }

    /// The next token for the parser, inside of an expansion.
    pub(super) fn next_of_expansion(&mut self) -> Token {
        if let Some(token) = self.expanded() {
            return token;
        }
        let token = self.s.lexer.next(self.names, self.diags);
        self.next_of_file(token)
    }

    /// A token for the parser from the contexts; none if they are used up.
    fn expanded(&mut self) -> Option<Token> {
        let token = self.pull_expanded()?;
        Some(self.deliver(&token, self.s.call.loc))
    }

    /// The next token of the contexts, unexpanded; none at a barrier or when they are used up.
    pub(super) fn pull(&mut self) -> Option<PpToken<'a>> {
        loop {
            let context = self.s.contexts.last_mut()?;
            if context.pos < context.end && !self.s.gave_up {
                let mut token = self.s.buffer[context.pos];
                context.pos += 1;
                token.space |= std::mem::take(&mut self.s.carry_space);
                return Some(token);
            }
            if context.barrier {
                return None;
            }
            self.pop();
        }
    }

    /// The next token of the contexts that isn't the call of a macro.
    pub(super) fn pull_expanded(&mut self) -> Option<PpToken<'a>> {
        loop {
            let mut token = self.pull()?;
            if !self.paint(&mut token) && self.expand(&token) {
                continue;
            }
            return Some(token);
        }
    }

    /// A macro that is met inside its own expansion is marked: it is never expanded, here or later.
    pub(super) fn paint(&mut self, token: &mut PpToken<'a>) -> bool {
        if let Tok::Ident(name) = token.kind
            && !token.painted
            && self.names.is_macro(name)
            && let Some(id) = self.s.macros.find(name)
        {
            token.painted = self.s.macros.get(id).active;
        }
        token.painted
    }

    pub(super) fn push(&mut self, tokens: impl IntoIterator<Item = PpToken<'a>>, of: Option<MacroId>, barrier: bool) {
        let start = self.s.buffer.len();
        self.s.buffer.extend(tokens);
        let end = self.s.buffer.len();
        self.s.contexts.push(Context { pos: start, end, start, of, barrier });
        if let Some(id) = of {
            self.s.macros.set_active(id, true);
        }
        self.spend(end - start + 1);
    }

    pub(super) fn pop(&mut self) {
        let Some(context) = self.s.contexts.pop() else { return };
        self.s.buffer.truncate(context.start);
        if let Some(id) = context.of {
            self.s.macros.set_active(id, false);
        }
    }

    /// Expands tokens by themselves: nothing behind them takes part.
    pub(super) fn expand_apart(&mut self, tokens: &[PpToken<'a>]) -> Vec<PpToken<'a>> {
        let is_macro = |t: &PpToken<'a>| matches!(t.kind, Tok::Ident(name) if self.names.is_macro(name) && !t.painted);
        if !tokens.iter().any(is_macro) {
            return tokens.to_vec();
        }
        if self.s.argument_nesting >= limits::ARGUMENT_NESTING {
            let at = tokens[0].place.at;
            let error = Diagnostic::error("E0900", at, "macro calls in arguments of macro calls are nested too deeply");
            self.give_up(error.note(format!("the limit is {} levels", limits::ARGUMENT_NESTING)));
            return Vec::new();
        }
        self.s.argument_nesting += 1;
        let carry = std::mem::take(&mut self.s.carry_space);
        self.push(tokens.iter().copied(), None, true);
        let mut out = Vec::with_capacity(tokens.len());
        while let Some(token) = self.pull_expanded() {
            out.push(token);
        }
        self.pop();
        self.s.carry_space = carry;
        self.s.argument_nesting -= 1;
        out
    }

    /// Begins the expansion of an identifier. False if there is none: it is no macro, or not called.
    pub(super) fn expand(&mut self, token: &PpToken<'a>) -> bool {
        let Tok::Ident(name) = token.kind else { return false };
        let Some(id) = self.macro_of(name) else { return false };
        let definition = self.s.macros.get(id);
        match &definition.kind {
            Kind::Object => {
                let (body, plain, predefined) = (definition.body.clone(), definition.plain, definition.predefined);
                if predefined {
                    // What the compiler defines is where its name is.
                    self.push_plain(&body, id, token, |t| PpToken { place: token.place, ..t });
                    return true;
                }
                let expansion = self.s.map.expand(token.text, token.place);
                if plain {
                    self.push_plain(&body, id, token, |mut t| {
                        t.place.expansion = expansion;
                        t
                    });
                } else {
                    let out = self.substitute_object(&body, expansion);
                    self.begin(out, id, token);
                }
                true
            }
            Kind::Function { .. } => self.call(id, token),
            &Kind::Dynamic(what) => self.dynamic(what, token),
        }
    }

    fn push_plain(
        &mut self,
        body: &[Piece<'a>],
        id: MacroId,
        name: &PpToken<'a>,
        place: impl Fn(PpToken<'a>) -> PpToken<'a>,
    ) {
        let start = self.s.buffer.len();
        self.push(body.iter().map(|piece| place(*piece.token())), Some(id), false);
        match self.s.buffer.get_mut(start) {
            Some(first) => first.space = name.space,
            None => self.s.carry_space |= name.space,
        }
    }

    /// Begins to read an expansion.
    pub(super) fn begin(&mut self, mut tokens: Vec<PpToken<'a>>, id: MacroId, name: &PpToken<'a>) {
        match tokens.first_mut() {
            Some(first) => first.space = name.space,
            None => self.s.carry_space |= name.space,
        }
        self.push(tokens, Some(id), false);
    }

    /// Takes the `(` of a macro call. Contexts that are used up are left behind, the file is looked at last.
    pub(super) fn eat_paren(&mut self) -> bool {
        while let Some(context) = self.s.contexts.last_mut() {
            if context.pos < context.end {
                let found = self.s.buffer[context.pos].is(Tok::LParen);
                context.pos += usize::from(found);
                return found;
            }
            if context.barrier {
                return false;
            }
            self.pop();
        }
        !self.s.gave_up && self.s.lexer.eat_paren(self.diags)
    }

    /// What the parser sees of a token.
    fn deliver(&mut self, token: &PpToken<'a>, loc: SrcLoc) -> Token {
        let span = self.s.map.span(token.place);
        let kind = match token.kind {
            Tok::Ident(name) => self.identifier(name, token),
            Tok::PpNumber | Tok::PpString | Tok::PpChar | Tok::Stray | Tok::Hash | Tok::HashHash => {
                self.cooked(token, span)
            }
            kind => kind,
        };
        Token { kind, span, loc }
    }

    fn identifier(&mut self, name: Name, token: &PpToken<'a>) -> Tok {
        if token.text.len() > limits::IDENTIFIER {
            return self.cooked(token, token.place.at);
        }
        self.names.plain(name)
    }

    /// Lexes the spelling of a token for good. What is wrong with it is shown where the macro is called.
    pub(super) fn cooked(&mut self, token: &PpToken<'a>, span: crate::diag::Span) -> Tok {
        let mut found = crate::diag::Diagnostics::new();
        let names = &mut *self.names;
        let kind = self.s.lexer.within(token.text, 0, |lexer| {
            lexer.leave_line_start();
            lexer.next(names, &mut found).kind
        });
        for diagnostic in found.into_items() {
            let mut diagnostic = diagnostic;
            diagnostic.primary.span = span;
            diagnostic.secondary.clear();
            self.diags.push(diagnostic);
        }
        match kind {
            Tok::Eof | Tok::Directive => Tok::Bad,
            Tok::Macro(name) => self.names.plain(name),
            kind => kind,
        }
    }
}

//! Preprocessing tokens, and how they are read.

use crate::diag::map::Place;
use crate::diag::{Diagnostics, Span};
use crate::front::bytes::{is_beyond, is_ident, is_ident_start};
use crate::front::lexer::Lexer;
use crate::front::names::Names;
use crate::front::token::Tok;

/// A preprocessing token: what macros are made of. Its value is looked at only when it reaches the parser.
#[derive(Debug, Clone, Copy)]
pub(super) struct PpToken<'a> {
    /// Identifiers and keywords are `Ident`, whether they name macros or not.
    pub kind: Tok,
    /// Its spelling, without line continuations.
    pub text: &'a str,
    pub place: Place,
    /// There is white space before it.
    pub space: bool,
    /// The name of a macro that was met inside its own expansion: never expanded again ("painted blue").
    pub painted: bool,
}

impl PpToken<'_> {
    /// Is it this punctuator?
    pub(super) fn is(&self, kind: Tok) -> bool {
        self.kind == kind
    }
}

impl<'a> Lexer<'a> {
    /// The next preprocessing token.
    pub(super) fn raw(&mut self, names: &mut Names<'a>, diags: &mut Diagnostics) -> PpToken<'a> {
        let before = self.pos;
        self.skip_blank(diags);
        let start = self.pos;
        let blank = &self.text[before..start];
        // Line continuations alone are nothing.
        let space = !blank.is_empty() && (!blank.contains('\\') || blank.contains([' ', '\t', '*', '/']));
        let mut kind = if self.eat_directive() { Tok::Directive } else { self.raw_kind(names, diags) };
        self.leave_line_start();
        let mut text = &self.text[start..self.pos];
        if self.peek(0) == b'\\'
            && self.continuation() > 0
            && !text.is_empty()
            && let Some(joined) = self.joined(start)
        {
            kind = self.within(joined, start, |lexer| lexer.raw_kind(names, diags));
            text = joined;
        }
        if matches!(kind, Tok::PpString | Tok::PpChar) && text.contains('\n') {
            text = self.arena.alloc_str(&without_continuations(text));
        }
        if let Tok::Ident(_) = kind {
            if text.contains('\\') {
                // With universal character names: the identifier that they spell.
                text = self.within(text, 0, |lexer| lexer.word());
            }
            kind = Tok::Ident(names.intern(text));
        }
        let place = Place { at: self.span_from(start), expansion: 0 };
        PpToken { kind, text, place, space, painted: false }
    }

    fn raw_kind(&mut self, names: &mut Names<'a>, diags: &mut Diagnostics) -> Tok {
        let start = self.pos;
        let (b, next) = (self.peek(0), self.peek(1));
        if is_ident_start(b) || (is_beyond(b) && self.extended().is_some()) {
            let text = self.word();
            if matches!(self.peek(0), b'"' | b'\'') && matches!(text, "L" | "u" | "U" | "u8") {
                return self.raw_quoted();
            }
            return Tok::Ident(names.intern(text));
        }
        if b.is_ascii_digit() || (b == b'.' && next.is_ascii_digit()) {
            self.raw_number();
            return Tok::PpNumber;
        }
        match b {
            b'"' | b'\'' => self.raw_quoted(),
            b'\n' if self.in_directive => Tok::LineEnd,
            _ if self.at_end() => {
                if self.in_directive {
                    Tok::LineEnd
                } else {
                    Tok::Eof
                }
            }
            b'#' if next == b'#' => self.take(2, Tok::HashHash),
            b'#' => self.take(1, Tok::Hash),
            b'%' if next == b':' && self.peek(2) == b'%' && self.peek(3) == b':' => self.take(4, Tok::HashHash),
            b'%' if next == b':' => self.take(2, Tok::Hash),
            b'@' | b'`' | b'\\' => self.take(1, Tok::Stray),
            _ if b.is_ascii_punctuation() => self.punctuator(diags),
            _ => {
                let len = self.text[start..].chars().next().map_or(1, char::len_utf8);
                self.take(len, Tok::Stray)
            }
        }
    }

    fn take(&mut self, len: usize, kind: Tok) -> Tok {
        self.pos += len;
        kind
    }

    /// A preprocessing number (C99 6.4.8), which is more than numbers.
    fn raw_number(&mut self) {
        loop {
            let b = self.peek(0);
            if matches!(b, b'e' | b'E' | b'p' | b'P') && matches!(self.peek(1), b'+' | b'-') {
                self.pos += 2;
            } else if is_ident(b) || b == b'.' {
                self.pos += 1;
            } else {
                return;
            }
        }
    }

    /// A string or character constant to its closing quote, or to the end of the line.
    pub(in crate::front) fn raw_quoted(&mut self) -> Tok {
        let quote = self.peek(0);
        self.pos += 1;
        loop {
            let b = self.peek(0);
            if self.at_end() || b == b'\n' {
                break;
            }
            if b == b'\\' {
                if self.skip_continuation() {
                    continue;
                }
                self.pos += 1;
                while self.skip_continuation() {}
                if self.at_end() || self.peek(0) == b'\n' {
                    break;
                }
            }
            // A character of several bytes has no quote or backslash in it.
            self.pos += 1;
            if b == quote {
                break;
            }
        }
        if quote == b'"' { Tok::PpString } else { Tok::PpChar }
    }
}

/// A literal with its lines joined.
fn without_continuations(text: &str) -> String {
    let mut lines = text.split('\n').peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(line) = lines.next() {
        if lines.peek().is_some() {
            let line = line.trim_end_matches([' ', '\t', '\r']);
            out.push_str(line.strip_suffix('\\').unwrap_or(line));
        } else {
            out.push_str(line);
        }
    }
    out
}

/// Does the text, as one line, consist of exactly one preprocessing token?
pub(super) fn single<'a>(lexer: &mut Lexer<'a>, text: &'a str, names: &mut Names<'a>, at: Span) -> Option<PpToken<'a>> {
    // Whatever is said about what isn't a token is said by the caller.
    let mut silent = Diagnostics::new();
    let in_directive = std::mem::replace(&mut lexer.in_directive, true);
    let (token, whole) = lexer.within(text, 0, |lexer| {
        let token = lexer.raw(names, &mut silent);
        (token, lexer.at_end())
    });
    lexer.in_directive = in_directive;
    let one = whole && !token.space && token.kind != Tok::LineEnd && token.text.len() == text.len();
    one.then_some(PpToken { place: Place { at, expansion: 0 }, ..token })
}

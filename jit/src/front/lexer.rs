//! The lexer: source text to tokens, one at a time.

use super::bytes::{self, is_beyond, is_digit, is_gap, is_ident, is_ident_start, is_single};
use super::limits;
use super::names::Names;
use super::quoted::{Text, Unit};
use super::token::{IntSuffix, Name, Tok, Token};
use crate::diag::{Diagnostic, Diagnostics, Span};
use bumpalo::Bump;
use linker::object::SrcLoc;

/// The state of the lexer.
pub(crate) struct Lexer<'a> {
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) pos: usize,
    /// The place of the text's first byte in the space of offsets.
    base: u32,
    /// The number of the file.
    file: u16,
    line: u32,
    line_start: usize,
    /// Nothing but white space so far on this line: `#` starts a directive.
    at_line_start: bool,
    /// Inside a directive, which ends with the line.
    pub(super) in_directive: bool,
    /// Contents of the string literals, without the terminating zero.
    pub(crate) strings: Vec<Text>,
    /// Keeps the texts of tokens that a line continuation divides.
    pub(super) arena: &'a Bump,
}

/// Where a lexer is, to come back to.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    pos: usize,
    base: u32,
    file: u16,
    line: u32,
    line_start: usize,
    at_line_start: bool,
}

/// Is it the spelling, or the beginning of one, of a punctuator of several characters?
fn is_punctuator(text: &str) -> bool {
    const LONG: &[&str] = &[
        "->", "++", "--", "<<=", ">>=", "<=", ">=", "==", "!=", "&&", "||", "*=", "/=", "%=", "+=", "-=", "&=", "^=",
        "|=", "...", "<:", ":>", "<%", "%>", "%:%:", "##",
    ];
    LONG.iter().any(|p| p.starts_with(text))
}

/// What a punctuator is that is no part of any longer one.
fn single(b: u8) -> Tok {
    match b {
        b'{' => Tok::LBrace,
        b'}' => Tok::RBrace,
        b'(' => Tok::LParen,
        b')' => Tok::RParen,
        b'[' => Tok::LBracket,
        b']' => Tok::RBracket,
        b';' => Tok::Semi,
        b',' => Tok::Comma,
        _ => Tok::Tilde,
    }
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(arena: &'a Bump) -> Self {
        Self {
            text: "",
            bytes: &[],
            pos: 0,
            base: 0,
            file: 0,
            line: 1,
            line_start: 0,
            at_line_start: true,
            in_directive: false,
            strings: Vec::new(),
            arena,
        }
    }

    /// Goes to the beginning of another text.
    pub(super) fn enter(&mut self, text: &'a str, base: u32, file: u16) {
        // A byte order mark is not part of the program.
        let pos = if text.starts_with('\u{feff}') { 3 } else { 0 };
        self.go_to(Cursor { text, pos, base, file, line: 1, line_start: 0, at_line_start: true });
    }

    /// Where the lexer is.
    pub(super) fn cursor(&self) -> Cursor<'a> {
        let Self { text, pos, base, file, line, line_start, at_line_start, .. } = *self;
        Cursor { text, pos, base, file, line, line_start, at_line_start }
    }

    pub(super) fn go_to(&mut self, cursor: Cursor<'a>) {
        let Cursor { text, pos, base, file, line, line_start, at_line_start } = cursor;
        self.bytes = text.as_bytes();
        (self.text, self.pos, self.base, self.file) = (text, pos, base, file);
        (self.line, self.line_start, self.at_line_start) = (line, line_start, at_line_start);
    }

    /// Line and column of a byte of the current line.
    pub(super) fn loc(&self, pos: usize) -> SrcLoc {
        let column = u16::try_from((pos + 1).saturating_sub(self.line_start)).unwrap_or(u16::MAX);
        SrcLoc { line: self.line, column, file: self.file }
    }

    /// The byte `ahead` of the current one; 0 behind the end.
    pub(super) fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.pos + ahead).copied().unwrap_or(0)
    }

    pub(super) fn at_end(&self) -> bool {
        self.pos >= self.bytes.len()
    }

    pub(super) fn span_from(&self, start: usize) -> Span {
        Span { start: self.base + start as u32, end: self.base + self.pos as u32 }
    }

    /// The `len` bytes from `start` on.
    pub(super) fn span_of(&self, start: usize, len: u32) -> Span {
        let start = self.base + start as u32;
        Span { start, end: start + len }
    }

    /// Steps over the newline at the current position.
    pub(super) fn newline(&mut self) {
        self.pos += 1;
        self.line += 1;
        self.line_start = self.pos;
    }

    /// Length of a line continuation at the current position, 0 if there is none.
    pub(super) fn continuation(&self) -> usize {
        match (self.peek(0), self.peek(1), self.peek(2)) {
            (b'\\', b'\n', _) => 2,
            (b'\\', b'\r', b'\n') => 3,
            // Blanks at the end of the line are easily overlooked; common compilers overlook them as well.
            (b'\\', b' ' | b'\t', _) => {
                let rest = &self.bytes[self.pos + 1..];
                let blanks = rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r')).count();
                if rest.get(blanks) == Some(&b'\n') { blanks + 2 } else { 0 }
            }
            _ => 0,
        }
    }

    /// Steps over a line continuation, if there is one.
    pub(super) fn skip_continuation(&mut self) -> bool {
        let len = self.continuation();
        if len > 0 {
            self.pos += len - 1;
            self.newline();
        }
        len > 0
    }

    /// Steps over white space and comments.
    pub(super) fn skip_blank(&mut self, diags: &mut Diagnostics) {
        loop {
            match self.peek(0) {
                b'\n' if self.in_directive => return,
                b'\n' => {
                    self.newline();
                    self.at_line_start = true;
                    self.pos = bytes::blank_end(self.bytes, self.pos);
                }
                b' ' | b'\t' | b'\r' | 0x0b | 0x0c => self.pos = bytes::blank_end(self.bytes, self.pos + 1),
                b'\\' if self.continuation() > 0 => {
                    self.skip_continuation();
                }
                b'/' if self.peek(1) == b'/' => self.skip_line(),
                b'/' if self.peek(1) == b'*' => self.skip_comment(diags),
                b'/' if self.peek(1) == b'\\' => match self.behind_continuation() {
                    b'/' => self.skip_line(),
                    b'*' => self.skip_comment(diags),
                    _ => return,
                },
                _ => return,
            }
        }
    }

    /// The byte that follows the current one, if there are line continuations between them.
    fn behind_continuation(&mut self) -> u8 {
        let cursor = self.cursor();
        self.pos += 1;
        while self.skip_continuation() {}
        let b = self.peek(0);
        self.go_to(cursor);
        b
    }

    /// To the end of the line, continuations included.
    pub(super) fn skip_line(&mut self) {
        loop {
            self.pos = bytes::find(self.bytes, self.pos, [b'\n', b'\\', b'\\']);
            if self.peek(0) != b'\\' {
                return;
            }
            if !self.skip_continuation() {
                self.pos += 1;
            }
        }
    }

    /// Steps over a comment between `/*` and `*/`.
    pub(super) fn skip_comment(&mut self, diags: &mut Diagnostics) {
        let open = self.span_of(self.pos, 2);
        self.pos += 1;
        while self.skip_continuation() {}
        self.pos += 1;
        loop {
            self.pos = bytes::find(self.bytes, self.pos, [b'*', b'\n', b'\n']);
            if self.at_end() {
                diags.push(
                    Diagnostic::error("E0101", open, "unclosed comment")
                        .label("this comment is never closed")
                        .help("close it with `*/`"),
                );
                return;
            }
            match self.peek(0) {
                b'*' if self.peek(1) == b'/' => {
                    self.pos += 2;
                    return;
                }
                b'*' if self.peek(1) == b'\\' && self.behind_continuation() == b'/' => {
                    self.pos += 1;
                    while self.skip_continuation() {}
                    self.pos += 1;
                    return;
                }
                b'\n' => self.newline(),
                _ => self.pos += 1,
            }
        }
    }

    /// Is there a `#` or its other spelling, `%:`?
    pub(super) fn at_hash(&self) -> bool {
        self.peek(0) == b'#' || (self.peek(0) == b'%' && self.peek(1) == b':')
    }

    /// Steps over a `#` that is the first thing on its line.
    pub(super) fn eat_directive(&mut self) -> bool {
        let found = self.at_line_start && !self.in_directive && self.at_hash();
        if found {
            self.pos += if self.peek(0) == b'#' { 1 } else { 2 };
            self.at_line_start = false;
        }
        found
    }

    /// Steps behind the next `#` that begins a directive, over text that is not compiled; false if there is none.
    pub(super) fn skip_to_directive(&mut self, diags: &mut Diagnostics) -> bool {
        loop {
            self.skip_blank(diags);
            if self.eat_directive() {
                return true;
            }
            if self.at_end() {
                return false;
            }
            self.at_line_start = false;
            while !self.at_end() && self.peek(0) != b'\n' {
                match (self.peek(0), self.peek(1)) {
                    (b'"' | b'\'', _) => {
                        self.raw_quoted();
                    }
                    (b'/', b'/' | b'*' | b'\\') => {
                        self.pos += usize::from(!self.skip_one_comment(diags));
                    }
                    (b'\\', _) => self.pos += usize::from(!self.skip_continuation()),
                    _ => self.pos += 1,
                }
            }
        }
    }

    /// Steps over a comment, if one begins here.
    fn skip_one_comment(&mut self, diags: &mut Diagnostics) -> bool {
        let second = if self.peek(1) == b'\\' { self.behind_continuation() } else { self.peek(1) };
        match second {
            b'/' => self.skip_line(),
            b'*' => self.skip_comment(diags),
            _ => return false,
        }
        true
    }

    /// Is there nothing but white space and comments from the beginning of the text to `end`?
    pub(super) fn is_blank_before(&mut self, end: Span) -> bool {
        let cursor = self.cursor();
        self.enter(cursor.text, cursor.base, cursor.file);
        let in_directive = std::mem::replace(&mut self.in_directive, false);
        self.skip_blank(&mut Diagnostics::new());
        let blank = self.base + self.pos as u32 == end.start;
        self.in_directive = in_directive;
        self.go_to(cursor);
        blank
    }

    /// Is there nothing but white space and comments up to the end of the text?
    pub(super) fn is_blank_to_end(&mut self) -> bool {
        let cursor = self.cursor();
        let in_directive = std::mem::replace(&mut self.in_directive, false);
        self.skip_blank(&mut Diagnostics::new());
        let blank = self.at_end();
        self.in_directive = in_directive;
        self.go_to(cursor);
        blank
    }

    /// A token has been read: a `#` that follows on this line begins no directive.
    pub(super) fn leave_line_start(&mut self) {
        self.at_line_start = false;
    }

    /// Takes the `(` of a macro call, if that is what follows.
    pub(super) fn eat_paren(&mut self, diags: &mut Diagnostics) -> bool {
        let cursor = self.cursor();
        self.skip_blank(diags);
        let found = self.peek(0) == b'(';
        if found {
            self.pos += 1;
            self.at_line_start = false;
        } else {
            self.go_to(cursor);
        }
        found
    }

    /// The next token. At the end of the text it is `Eof`, again and again.
    pub(crate) fn next(&mut self, names: &mut Names<'a>, diags: &mut Diagnostics) -> Token {
        let mut token = Token { kind: Tok::Eof, span: Span::default(), loc: SrcLoc::default() };
        self.next_into(names, diags, &mut token);
        token
    }

    /// The same, written to where it is wanted.
    #[inline]
    pub(crate) fn next_into(&mut self, names: &mut Names<'a>, diags: &mut Diagnostics, into: &mut Token) {
        // One space is what most often stands between two tokens.
        let mut b = self.peek(0);
        if b == b' ' {
            self.pos += 1;
            b = self.peek(0);
        }
        if is_gap(b) {
            self.skip_blank(diags);
            b = self.peek(0);
        }
        let start = self.pos;
        into.loc = self.loc(start);
        if self.at_line_start {
            if self.eat_directive() {
                (into.kind, into.span) = (Tok::Directive, self.span_from(start));
                return;
            }
            self.at_line_start = false;
        }
        if is_ident_start(b)
            && let Some(name) = self.plain_identifier(names)
        {
            names.kind_into(name, &mut into.kind);
        } else if is_single(b) {
            self.pos += 1;
            into.kind = single(b);
        } else if is_digit(b)
            && let Some(value) = self.plain_decimal()
        {
            into.kind = Tok::Int(value, IntSuffix { unsigned: false, longs: 0, decimal: true });
        } else {
            into.kind = self.token(names, diags);
        }
        into.span = self.span_from(start);
    }

    /// An identifier or keyword of ASCII letters that nothing stands behind that may belong to it; none if there may
    /// be more to it.
    fn plain_identifier(&mut self, names: &mut Names<'a>) -> Option<Name> {
        let end = bytes::word_end(self.bytes, self.pos);
        let next = self.bytes.get(end).copied().unwrap_or(0);
        if is_beyond(next) || matches!(next, b'"' | b'\'') || end - self.pos > limits::IDENTIFIER {
            return None;
        }
        let text = &self.text[self.pos..end];
        self.pos = end;
        Some(names.intern(text))
    }

    /// Any token.
    #[inline(never)]
    fn token(&mut self, names: &mut Names<'a>, diags: &mut Diagnostics) -> Tok {
        let start = self.pos;
        let kind = self.part(names, diags);
        if self.peek(0) == b'\\' { self.rejoin(start, kind, names, diags) } else { kind }
    }

    /// A token that ends at a backslash: it goes on behind it if that continues the line.
    #[cold]
    #[inline(never)]
    fn rejoin(&mut self, start: usize, kind: Tok, names: &mut Names<'a>, diags: &mut Diagnostics) -> Tok {
        if self.continuation() == 0 {
            return kind;
        }
        match self.joined(start) {
            Some(joined) => self.within(joined, start, |lexer| {
                lexer.at_line_start = false;
                lexer.next(names, diags).kind
            }),
            None => kind,
        }
    }

    /// The token that begins at the current byte, up to a line continuation.
    fn part(&mut self, names: &mut Names<'a>, diags: &mut Diagnostics) -> Tok {
        let b = self.peek(0);
        if is_ident_start(b) || (is_beyond(b) && self.extended().is_some()) {
            self.identifier(names, diags)
        } else if is_digit(b) || (b == b'.' && is_digit(self.peek(1))) {
            self.number(diags)
        } else if matches!(b, b'"' | b'\'') {
            self.prefixed(Unit::Byte, diags)
        } else if self.at_end() {
            Tok::Eof
        } else {
            self.punctuator(diags)
        }
    }

    /// Reads something else: `text`, that stands at `start`.
    pub(super) fn within<T>(&mut self, text: &'a str, start: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        let cursor = self.cursor();
        self.enter(text, self.base + start as u32, self.file);
        let result = read(self);
        self.go_to(cursor);
        result
    }

    /// The whole of an identifier, number or punctuator, of which a part has been read, up to a line continuation:
    /// without the continuations. None if it doesn't go on behind the continuation. Literals join their own.
    pub(super) fn joined(&mut self, start: usize) -> Option<&'a str> {
        let end = self.cursor();
        let first = self.bytes[start];
        if matches!(self.bytes[self.pos - 1], b'"' | b'\'') {
            return None;
        }
        let number = first.is_ascii_digit() || first == b'.';
        let word = number || is_ident_start(first);
        let mut text = self.text[start..self.pos].to_owned();
        loop {
            while self.skip_continuation() {}
            let b = self.peek(0);
            let signed = number && matches!(text.as_bytes().last(), Some(b'e' | b'E' | b'p' | b'P'));
            let more = if word {
                is_ident(b) || (number && b == b'.') || (signed && matches!(b, b'+' | b'-'))
            } else {
                // What the longest punctuator still lacks.
                text.push(b as char);
                let longer = b.is_ascii_punctuation() && !matches!(b, b'"' | b'\'') && is_punctuator(&text);
                text.pop();
                longer
            };
            if !more {
                break;
            }
            text.push(b as char);
            self.pos += 1;
        }
        if text.len() == end.pos - start {
            self.go_to(end);
            return None;
        }
        Some(self.arena.alloc_str(&text))
    }

    fn identifier(&mut self, names: &mut Names<'a>, diags: &mut Diagnostics) -> Tok {
        let start = self.pos;
        let text = self.word();
        if matches!(self.peek(0), b'"' | b'\'')
            && let Some(unit) = Unit::of(text)
        {
            return self.prefixed(unit, diags);
        }
        if text.len() > limits::IDENTIFIER {
            diags.push(
                Diagnostic::error("E0900", self.span_from(start), "identifier is too long")
                    .note(format!("the limit is {} bytes", limits::IDENTIFIER)),
            );
            let end = (0..=limits::IDENTIFIER).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
            return names.token(&text[..end]);
        }
        names.token(text)
    }

    pub(super) fn punctuator(&mut self, diags: &mut Diagnostics) -> Tok {
        let b = self.peek(0);
        if !is_single(b) {
            return self.long_punctuator(diags);
        }
        self.pos += 1;
        single(b)
    }

    /// A punctuator that may have several characters.
    fn long_punctuator(&mut self, diags: &mut Diagnostics) -> Tok {
        let (b1, b2) = (self.peek(1), self.peek(2));
        let (tok, len) = match self.peek(0) {
            b'?' if b1 == b'?' && b"=/'()!<>-".contains(&b2) => {
                let meant = match b2 {
                    b'=' => '#',
                    b'/' => '\\',
                    b'\'' => '^',
                    b'(' => '[',
                    b')' => ']',
                    b'!' => '|',
                    b'<' => '{',
                    b'>' => '}',
                    _ => '~',
                };
                let warning = Diagnostic::warning("W0101", self.span_of(self.pos, 3), "trigraphs are not replaced");
                diags.push(warning.help(format!("write `{meant}`")));
                (Tok::Question, 1)
            }
            b'?' => (Tok::Question, 1),
            b':' if b1 == b'>' => (Tok::RBracket, 2),
            b':' => (Tok::Colon, 1),
            b'.' if b1 == b'.' && b2 == b'.' => (Tok::Ellipsis, 3),
            b'.' => (Tok::Dot, 1),
            b'-' => match b1 {
                b'>' => (Tok::Arrow, 2),
                b'-' => (Tok::MinusMinus, 2),
                b'=' => (Tok::MinusAssign, 2),
                _ => (Tok::Minus, 1),
            },
            b'+' => match b1 {
                b'+' => (Tok::PlusPlus, 2),
                b'=' => (Tok::PlusAssign, 2),
                _ => (Tok::Plus, 1),
            },
            b'*' if b1 == b'=' => (Tok::StarAssign, 2),
            b'*' => (Tok::Star, 1),
            b'/' if b1 == b'=' => (Tok::SlashAssign, 2),
            b'/' => (Tok::Slash, 1),
            b'%' => match b1 {
                b'=' => (Tok::PercentAssign, 2),
                b'>' => (Tok::RBrace, 2),
                _ => (Tok::Percent, 1),
            },
            b'&' => match b1 {
                b'&' => (Tok::AmpAmp, 2),
                b'=' => (Tok::AmpAssign, 2),
                _ => (Tok::Amp, 1),
            },
            b'|' => match b1 {
                b'|' => (Tok::PipePipe, 2),
                b'=' => (Tok::PipeAssign, 2),
                _ => (Tok::Pipe, 1),
            },
            b'^' if b1 == b'=' => (Tok::CaretAssign, 2),
            b'^' => (Tok::Caret, 1),
            b'!' if b1 == b'=' => (Tok::NotEq, 2),
            b'!' => (Tok::Bang, 1),
            b'=' if b1 == b'=' => (Tok::EqEq, 2),
            b'=' => (Tok::Assign, 1),
            b'<' => match (b1, b2) {
                (b'<', b'=') => (Tok::ShlAssign, 3),
                (b'<', _) => (Tok::Shl, 2),
                (b'=', _) => (Tok::Le, 2),
                (b':', _) => (Tok::LBracket, 2),
                (b'%', _) => (Tok::LBrace, 2),
                _ => (Tok::Lt, 1),
            },
            b'>' => match (b1, b2) {
                (b'>', b'=') => (Tok::ShrAssign, 3),
                (b'>', _) => (Tok::Shr, 2),
                (b'=', _) => (Tok::Ge, 2),
                _ => (Tok::Gt, 1),
            },
            b => return self.bad_character(b, diags),
        };
        self.pos += len;
        tok
    }

    /// Characters that word processors and other keyboards write for those of C. Reported, and taken as meant: curly
    /// quotes with the text between them are one literal that is skipped.
    fn typographic(&mut self, start: usize, diags: &mut Diagnostics) -> Option<Tok> {
        let c = self.text[start..].chars().next()?;
        let (meant, tok) = match c {
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ff02}' => ("\"", Tok::Bad),
            '\u{2018}' | '\u{2019}' | '\u{ff07}' => ("'", Tok::Bad),
            '\u{2013}' | '\u{2014}' | '\u{2212}' | '\u{ff0d}' => ("-", Tok::Minus),
            '\u{ff1b}' | '\u{37e}' => (";", Tok::Semi),
            '\u{ff0c}' => (",", Tok::Comma),
            '\u{ff08}' => ("(", Tok::LParen),
            '\u{ff09}' => (")", Tok::RParen),
            '\u{d7}' => ("*", Tok::Star),
            '\u{a0}' | '\u{200b}' | '\u{feff}' | '\u{3000}' => (" ", Tok::Bad),
            _ => return None,
        };
        self.pos = start + c.len_utf8();
        let span = self.span_from(start);
        let error = Diagnostic::error("E0103", span, format!("`{}` is not a character of C", c.escape_debug()));
        diags.push(error.suggest(format!("write `{meant}`"), span, meant));
        if tok != Tok::Bad {
            return Some(tok);
        }
        let closing = |c: char| matches!(c, '"' | '\'' | '\u{2018}'..='\u{201f}' | '\u{ff02}' | '\u{ff07}');
        let line = self.text[self.pos..].lines().next().unwrap_or_default();
        if let Some((at, quote)) = line.char_indices().find(|&(_, c)| closing(c)) {
            self.pos += at + quote.len_utf8();
            self.strings.push(Text { bytes: Vec::new(), unit: Unit::Byte });
            return Some(if meant == "'" { Tok::Char(0) } else { Tok::Str(self.strings.len() as u32 - 1) });
        }
        Some(Tok::Bad)
    }

    fn bad_character(&mut self, b: u8, diags: &mut Diagnostics) -> Tok {
        let start = self.pos;
        if b.is_ascii() {
            self.pos += 1;
        } else {
            while !self.at_end() && !self.peek(0).is_ascii() {
                self.pos += 1;
            }
        }
        if let Some(meant) = self.typographic(start, diags) {
            return meant;
        }
        let shown: String = self.text[start..self.pos].chars().take(20).filter(|c| !c.is_control()).collect();
        let error = Diagnostic::error("E0103", self.span_from(start), format!("unexpected character `{shown}`"));
        diags.push(match b {
            b'#' => error.help("a directive has to be the first thing on its line"),
            b'@' | b'`' | b'\\' => error.help("remove it"),
            _ if !b.is_ascii() => error.help("outside of strings and comments only ASCII is allowed"),
            _ => error,
        });
        Tok::Bad
    }
}

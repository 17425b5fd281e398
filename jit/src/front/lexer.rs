//! The lexer: source text to tokens, one at a time.

use super::limits;
use super::names::Names;
use super::token::{Tok, Token};
use crate::diag::{Diagnostic, Diagnostics, Span};
use linker::object::SrcLoc;

/// The state of the lexer.
pub(crate) struct Lexer<'a> {
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) pos: usize,
    line: u32,
    line_start: usize,
    /// Nothing but white space so far on this line: `#` starts a directive.
    at_line_start: bool,
    /// Contents of the string literals, without the terminating zero.
    pub(crate) strings: Vec<Vec<u8>>,
}

/// Bytes that can start an identifier.
fn is_ident_start(b: u8) -> bool {
    b.is_ascii_alphabetic() || b == b'_' || b == b'$'
}

/// Bytes that can continue an identifier or a number.
pub(super) fn is_ident(b: u8) -> bool {
    is_ident_start(b) || b.is_ascii_digit()
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        // A byte order mark is not part of the program.
        let pos = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Self { text, bytes, pos, line: 1, line_start: 0, at_line_start: true, strings: Vec::new() }
    }

    /// The byte `ahead` of the current one; 0 behind the end.
    pub(super) fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.pos + ahead).copied().unwrap_or(0)
    }

    pub(super) fn at_end(&self) -> bool {
        self.pos >= self.bytes.len()
    }

    pub(super) fn span_from(&self, start: usize) -> Span {
        Span { start: start as u32, end: self.pos as u32 }
    }

    /// Steps over the newline at the current position.
    fn newline(&mut self) {
        self.pos += 1;
        self.line += 1;
        self.line_start = self.pos;
    }

    /// Length of a line continuation at the current position, 0 if there is none.
    fn continuation(&self) -> usize {
        match (self.peek(0), self.peek(1), self.peek(2)) {
            (b'\\', b'\n', _) => 2,
            (b'\\', b'\r', b'\n') => 3,
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

    fn skip_blank(&mut self, diags: &mut Diagnostics) {
        loop {
            match self.peek(0) {
                b'\n' => {
                    self.newline();
                    self.at_line_start = true;
                }
                b' ' | b'\t' | b'\r' | 0x0b | 0x0c => self.pos += 1,
                b'\\' if self.continuation() > 0 => {
                    self.skip_continuation();
                }
                b'/' if self.peek(1) == b'/' => self.skip_line(),
                b'/' if self.peek(1) == b'*' => self.skip_comment(diags),
                b'#' if self.at_line_start => self.directive(diags),
                _ => return,
            }
        }
    }

    /// To the end of the line, continuations included.
    fn skip_line(&mut self) {
        while !self.at_end() && self.peek(0) != b'\n' {
            if !self.skip_continuation() {
                self.pos += 1;
            }
        }
    }

    fn skip_comment(&mut self, diags: &mut Diagnostics) {
        let start = self.pos;
        self.pos += 2;
        loop {
            if self.at_end() {
                let open = Span { start: start as u32, end: start as u32 + 2 };
                diags.push(
                    Diagnostic::error(open, "unclosed comment")
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
                b'\n' => self.newline(),
                _ => self.pos += 1,
            }
        }
    }

    /// A line that starts with `#`.
    fn directive(&mut self, diags: &mut Diagnostics) {
        let start = self.pos;
        self.pos += 1;
        while matches!(self.peek(0), b' ' | b'\t') {
            self.pos += 1;
        }
        let name_start = self.pos;
        while is_ident(self.peek(0)) {
            self.pos += 1;
        }
        let span = self.span_from(start);
        let name = &self.text[name_start..self.pos];
        let args_start = self.pos;
        self.skip_line();
        let args = self.text[args_start..self.pos].trim();
        // A bare number is a line marker as preprocessors leave it.
        if matches!(name, "" | "pragma" | "line" | "ident") || name.as_bytes()[0].is_ascii_digit() {
            return;
        }
        let line =
            Span { start: span.start, end: (args_start + self.text[args_start..self.pos].trim_end().len()) as u32 };
        diags.push(match name {
            "include" => Diagnostic::warning(line, "`#include` is ignored")
                .note("the built-in functions are declared without a header; other files are plugins of their own"),
            "define" => {
                let error = Diagnostic::error(line, "`#define` is not supported: there is no preprocessor yet");
                let name: String = args.chars().take_while(|c| c.is_alphanumeric() || *c == '_').take(40).collect();
                if args.as_bytes().get(name.len()) == Some(&b'(') {
                    error.help(format!("write a function: `static int {name}(...) {{ ... }}`"))
                } else {
                    error.help(format!(
                        "for a constant write `enum {{ {name} = ... }};` or `static const ... {name} = ...;`"
                    ))
                }
            }
            "if" | "ifdef" | "ifndef" | "elif" | "else" | "endif" => {
                Diagnostic::error(line, format!("`#{name}` is not supported: there is no preprocessor yet"))
                    .help("remove it, or decide with `if` on an `enum` constant")
            }
            "undef" => Diagnostic::error(line, "`#undef` is not supported: there is no preprocessor yet")
                .help("remove it; use `enum` constants, `const` variables and `static` functions"),
            _ => Diagnostic::error(line, "preprocessor directives are not supported yet")
                .help("remove it; use `enum` constants, `const` variables and `static` functions"),
        });
    }

    /// The next token. At the end of the text it is `Eof`, again and again.
    pub(crate) fn next(&mut self, names: &mut Names<'a>, diags: &mut Diagnostics) -> Token {
        self.skip_blank(diags);
        self.at_line_start = false;
        let start = self.pos;
        let loc =
            SrcLoc { line: self.line, column: u16::try_from(start - self.line_start + 1).unwrap_or(u16::MAX), file: 0 };
        let b = self.peek(0);
        let kind = if is_ident_start(b) {
            self.identifier(names, diags)
        } else if b.is_ascii_digit() || (b == b'.' && self.peek(1).is_ascii_digit()) {
            self.number(diags)
        } else if b == b'"' {
            self.string(diags)
        } else if b == b'\'' {
            self.character(diags)
        } else if self.at_end() {
            Tok::Eof
        } else {
            self.punctuator(diags)
        };
        Token { kind, span: self.span_from(start), loc }
    }

    fn identifier(&mut self, names: &mut Names<'a>, diags: &mut Diagnostics) -> Tok {
        let start = self.pos;
        while is_ident(self.peek(0)) {
            self.pos += 1;
        }
        let text = &self.text[start..self.pos];
        if matches!(self.peek(0), b'"' | b'\'') && matches!(text, "L" | "u" | "U" | "u8") {
            diags.push(
                Diagnostic::error(self.span_from(start), "wide characters are not supported")
                    .help(format!("remove the prefix `{text}`: strings are bytes, in UTF-8")),
            );
            return if self.peek(0) == b'"' { self.string(diags) } else { self.character(diags) };
        }
        if text.len() > limits::IDENTIFIER {
            diags.push(
                Diagnostic::error(self.span_from(start), "identifier is too long")
                    .note(format!("the limit is {} bytes", limits::IDENTIFIER)),
            );
            return names.token(&text[..limits::IDENTIFIER]);
        }
        names.token(text)
    }

    fn punctuator(&mut self, diags: &mut Diagnostics) -> Tok {
        let (b1, b2) = (self.peek(1), self.peek(2));
        let (tok, len) = match self.peek(0) {
            b'{' => (Tok::LBrace, 1),
            b'}' => (Tok::RBrace, 1),
            b'(' => (Tok::LParen, 1),
            b')' => (Tok::RParen, 1),
            b'[' => (Tok::LBracket, 1),
            b']' => (Tok::RBracket, 1),
            b';' => (Tok::Semi, 1),
            b',' => (Tok::Comma, 1),
            b'?' => (Tok::Question, 1),
            b':' if b1 == b'>' => (Tok::RBracket, 2),
            b':' => (Tok::Colon, 1),
            b'~' => (Tok::Tilde, 1),
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

    fn bad_character(&mut self, b: u8, diags: &mut Diagnostics) -> Tok {
        let start = self.pos;
        if b.is_ascii() {
            self.pos += 1;
        } else {
            while !self.at_end() && !self.peek(0).is_ascii() {
                self.pos += 1;
            }
        }
        let shown: String = self.text[start..self.pos].chars().take(20).filter(|c| !c.is_control()).collect();
        let error = Diagnostic::error(self.span_from(start), format!("unexpected character `{shown}`"));
        diags.push(match b {
            b'#' => error.help("a directive has to be the first thing on its line"),
            b'@' | b'`' | b'\\' => error.help("remove it"),
            _ if !b.is_ascii() => error.help("outside of strings and comments only ASCII is allowed"),
            _ => error,
        });
        Tok::Bad
    }
}

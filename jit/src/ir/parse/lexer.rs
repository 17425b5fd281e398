//! Cuts the text form into tokens.

use super::{Error, Result};

/// A token. Words borrow from the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'a> {
    /// `add`, `load.i32`, `v3`.
    Word(&'a str),
    /// Magnitude; a sign is a token of its own.
    Number(u64),
    /// `%name` or `%"name"`; empty for the `%` of `%#3`.
    Symbol(String),
    /// A string literal's bytes.
    Text(Vec<u8>),
    /// `x"00ff"`.
    Hex(Vec<u8>),
    /// `->`
    Arrow,
    /// `...`
    Dots,
    /// One of `( ) { } [ ] , : = + - @ #`.
    Mark(char),
    /// The end of the text.
    End,
}

impl Token<'_> {
    /// For messages.
    pub(super) fn describe(&self) -> String {
        match self {
            Token::Word(word) => format!("`{}`", clip(word)),
            Token::Number(n) => format!("`{n}`"),
            Token::Symbol(name) => format!("`%{}`", clip(name)),
            Token::Text(_) | Token::Hex(_) => "a string".into(),
            Token::Arrow => "`->`".into(),
            Token::Dots => "`...`".into(),
            Token::Mark(c) => format!("`{c}`"),
            Token::End => "the end of the text".into(),
        }
    }
}

fn clip(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Reads tokens and counts lines.
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'$')
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, line: 1 }
    }

    /// The line that was reached, counted from 1.
    pub(super) fn line(&self) -> u32 {
        self.line
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn error<T>(&self, message: impl Into<String>) -> Result<T> {
        Err(Error { line: self.line, message: message.into() })
    }

    fn word(&mut self) -> &'a str {
        let start = self.at;
        while self.peek().is_some_and(is_word) {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => self.line = self.line.saturating_add(1),
                b' ' | b'\t' | b'\r' => {}
                b';' => {
                    while self.peek().is_some_and(|b| b != b'\n') {
                        self.at += 1;
                    }
                    continue;
                }
                _ => break,
            }
            self.at += 1;
        }
    }

    /// The next token.
    pub(super) fn next(&mut self) -> Result<Token<'a>> {
        self.skip_blanks();
        let Some(byte) = self.peek() else { return Ok(Token::End) };
        let rest = &self.text[self.at..];
        if byte == b'%' {
            self.at += 1;
            if self.peek() == Some(b'"') {
                let bytes = self.string()?;
                return match String::from_utf8(bytes) {
                    Ok(name) => Ok(Token::Symbol(name)),
                    Err(_) => self.error("a name is not UTF-8"),
                };
            }
            return Ok(Token::Symbol(self.word().to_owned()));
        }
        if rest.starts_with("...") {
            self.at += 3;
            return Ok(Token::Dots);
        }
        if rest.starts_with("->") {
            self.at += 2;
            return Ok(Token::Arrow);
        }
        if rest.starts_with("x\"") {
            self.at += 1;
            return self.hex();
        }
        match byte {
            b'"' => Ok(Token::Text(self.string()?)),
            b'0'..=b'9' => self.number(),
            _ if is_word(byte) => Ok(Token::Word(self.word())),
            b'(' | b')' | b'{' | b'}' | b'[' | b']' | b',' | b':' | b'=' | b'+' | b'-' | b'@' | b'#' => {
                self.at += 1;
                Ok(Token::Mark(char::from(byte)))
            }
            _ => self.error(format!("stray character {:?}", rest.chars().next().unwrap_or_default())),
        }
    }

    fn number(&mut self) -> Result<Token<'a>> {
        let word = self.word();
        let parsed = match word.strip_prefix("0x") {
            Some(digits) if !digits.starts_with('+') => u64::from_str_radix(digits, 16),
            _ => word.parse(),
        };
        match parsed {
            Ok(n) => Ok(Token::Number(n)),
            Err(_) => self.error(format!("`{}` is not a number", clip(word))),
        }
    }

    fn string(&mut self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.at += 1;
        loop {
            let Some(byte) = self.peek() else { return self.error("a string does not end") };
            self.at += 1;
            match byte {
                b'"' => return Ok(bytes),
                b'\n' => return self.error("a string does not end on its line"),
                b'\\' => {
                    let escape = self.peek();
                    self.at += usize::from(escape.is_some_and(|e| e.is_ascii()));
                    match escape {
                        Some(b'n') => bytes.push(b'\n'),
                        Some(b't') => bytes.push(b'\t'),
                        Some(e @ (b'"' | b'\\')) => bytes.push(e),
                        Some(b'x') => bytes.push(self.hex_byte()?),
                        _ => return self.error("unknown escape in a string"),
                    }
                }
                _ => bytes.push(byte),
            }
        }
    }

    fn hex(&mut self) -> Result<Token<'a>> {
        let mut bytes = Vec::new();
        self.at += 1;
        while self.peek() != Some(b'"') {
            bytes.push(self.hex_byte()?);
        }
        self.at += 1;
        Ok(Token::Hex(bytes))
    }

    fn hex_byte(&mut self) -> Result<u8> {
        let mut byte = 0;
        for _ in 0..2 {
            match self.peek().and_then(|b| char::from(b).to_digit(16)) {
                Some(digit) => byte = byte << 4 | digit as u8,
                None => return self.error("two hexadecimal digits expected"),
            }
            self.at += 1;
        }
        Ok(byte)
    }
}

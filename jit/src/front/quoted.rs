//! String literals and character constants, wide ones too (C99 6.4.4.4, 6.4.5; C11 for `u`, `U` and `u8`).

use super::bytes;
use super::lexer::Lexer;
use super::octets::octet;
use super::token::{IntSuffix, Tok};
use crate::diag::{Diagnostic, Diagnostics};

/// What a string literal is made of, by its prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// No prefix or `u8`: bytes, in UTF-8.
    Byte,
    /// `u`: UTF-16, as `unsigned short`.
    Utf16,
    /// `U`: UTF-32, as `unsigned`.
    Utf32,
    /// `L`: UTF-32, as `wchar_t`, which is `int`.
    Wide,
}

impl Unit {
    /// What a prefix asks for.
    pub(super) fn of(prefix: &str) -> Option<Self> {
        Some(match prefix {
            "" | "u8" => Self::Byte,
            "u" => Self::Utf16,
            "U" => Self::Utf32,
            "L" => Self::Wide,
            _ => return None,
        })
    }

    /// Bytes of one.
    pub(crate) fn size(self) -> u32 {
        match self {
            Self::Byte => 1,
            Self::Utf16 => 2,
            Self::Utf32 | Self::Wide => 4,
        }
    }

    fn push(self, value: u32, out: &mut Vec<u8>) {
        out.extend_from_slice(&value.to_le_bytes()[..self.size() as usize]);
    }

    fn push_char(self, c: char, out: &mut Vec<u8>) {
        match self {
            Self::Byte => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Self::Utf16 => c.encode_utf16(&mut [0; 2]).iter().for_each(|&u| self.push(u32::from(u), out)),
            Self::Utf32 | Self::Wide => self.push(u32::from(c), out),
        }
    }
}

/// The contents of a string literal, without the terminating zero.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub bytes: Vec<u8>,
    pub unit: Unit,
}

impl Text {
    /// Appends the literal behind it; false if their prefixes don't go together.
    pub(crate) fn append(&mut self, next: &Self) -> bool {
        match (self.unit, next.unit) {
            (a, b) if a == b => self.bytes.extend_from_slice(&next.bytes),
            (wide, Unit::Byte) => widen(&next.bytes, wide, &mut self.bytes),
            (Unit::Byte, wide) => {
                let mut bytes = Vec::new();
                widen(&self.bytes, wide, &mut bytes);
                bytes.extend_from_slice(&next.bytes);
                *self = Self { bytes, unit: wide };
            }
            _ => return false,
        }
        true
    }
}

/// Converts UTF-8; a byte that is none, as escape sequences make them, stands for itself.
fn widen(bytes: &[u8], unit: Unit, out: &mut Vec<u8>) {
    for chunk in bytes.utf8_chunks() {
        chunk.valid().chars().for_each(|c| unit.push_char(c, out));
        chunk.invalid().iter().for_each(|&b| unit.push(u32::from(b), out));
    }
}

/// What an escape sequence stands for.
enum Escape {
    /// So much, whatever it means.
    Value(u32),
    /// A character.
    Char(char),
    Nothing,
}

impl<'a> Lexer<'a> {
    /// A literal behind its prefix: the current byte is the quote.
    pub(super) fn prefixed(&mut self, unit: Unit, diags: &mut Diagnostics) -> Tok {
        if self.peek(0) == b'"' { self.string(unit, diags) } else { self.character(unit, diags) }
    }

    fn string(&mut self, unit: Unit, diags: &mut Diagnostics) -> Tok {
        let mut bytes = Vec::new();
        self.quoted(b'"', unit, diags, &mut bytes);
        self.strings.push(Text { bytes, unit });
        Tok::Str(self.strings.len() as u32 - 1)
    }

    fn character(&mut self, unit: Unit, diags: &mut Diagnostics) -> Tok {
        let start = self.pos;
        let mut bytes = Vec::new();
        let closed = self.quoted(b'\'', unit, diags, &mut bytes);
        let span = self.span_from(start);
        if bytes.is_empty() {
            if closed {
                let error = Diagnostic::error("E0105", span, "empty character constant");
                diags.push(error.help("for the null character write `'\\0'`, for a quote `'\\''`"));
            }
            return Tok::Char(0);
        }
        if unit != Unit::Byte {
            return wide_character(&bytes, unit, span, diags);
        }
        if let [b] = bytes[..] {
            return Tok::Char(i32::from(b as i8));
        }
        if bytes.len() > 4 {
            let error = Diagnostic::error("E0106", span, "character constant is too long");
            diags.push(error.help("for a string use double quotes"));
        } else if closed {
            let warning = Diagnostic::warning("W0102", span, "character constant of more than one byte");
            diags.push(warning.note("its value is that of a big-endian number"));
        }
        Tok::Char(bytes.iter().fold(0, |value: i32, &b| (value << 8) | i32::from(b)))
    }

    /// The contents between two quotes; false (and reported) if the second one is missing.
    fn quoted(&mut self, quote: u8, unit: Unit, diags: &mut Diagnostics, out: &mut Vec<u8>) -> bool {
        let start = self.pos;
        self.pos += 1;
        loop {
            let b = self.peek(0);
            if self.at_end() || b == b'\n' {
                let (what, cure) = if quote == b'"' { ("string literal", "\"") } else { ("character constant", "'") };
                diags.push(
                    Diagnostic::error("E0107", self.span_of(start, 1), format!("unclosed {what}"))
                        .label("starts here and is not closed on this line")
                        .help(format!("close it with `{cure}`")),
                );
                return false;
            }
            if b == quote {
                self.pos += 1;
                return true;
            }
            if b == b'\\' {
                if !self.skip_continuation() {
                    let at = self.pos;
                    match self.escape(diags) {
                        Escape::Value(value) => {
                            if u64::from(value) >> (8 * unit.size()) != 0 {
                                let what = if unit == Unit::Byte { "a byte" } else { "this kind of character" };
                                let span = self.span_from(at);
                                let error =
                                    Diagnostic::error("E0108", span, format!("escape sequence does not fit {what}"));
                                diags.push(
                                    error.help(
                                        "end it by closing the string and opening a new one: `\"\\x1b\" \"abc\"`",
                                    ),
                                );
                            }
                            unit.push(value, out);
                        }
                        Escape::Char(c) => unit.push_char(c, out),
                        Escape::Nothing => {}
                    }
                }
            } else if unit == Unit::Byte && b != 0xee {
                out.push(b);
                self.pos += 1;
            } else {
                let c = self.text.get(self.pos..).and_then(|rest| rest.chars().next()).unwrap_or('?');
                self.pos += c.len_utf8();
                match octet(c) {
                    Some(byte) => unit.push(u32::from(byte), out),
                    None => unit.push_char(c, out),
                }
            }
        }
    }

    /// An escape sequence; the current byte is the backslash.
    fn escape(&mut self, diags: &mut Diagnostics) -> Escape {
        let start = self.pos;
        self.pos += 1;
        let b = self.peek(0);
        if self.at_end() || b == b'\n' {
            return Escape::Nothing;
        }
        if (b'0'..=b'7').contains(&b) {
            let mut value = 0u32;
            for _ in 0..3 {
                let digit = self.peek(0);
                if !(b'0'..=b'7').contains(&digit) {
                    break;
                }
                value = value * 8 + u32::from(digit - b'0');
                self.pos += 1;
            }
            return Escape::Value(value);
        }
        if !b.is_ascii() {
            // Keep the character; the loop of the caller takes its bytes.
            diags.push(Diagnostic::warning("W0103", self.span_from(start), "unknown escape sequence"));
            return Escape::Nothing;
        }
        self.pos += 1;
        Escape::Value(match b {
            b'n' => 10,
            b't' => 9,
            b'r' => 13,
            b'a' => 7,
            b'b' => 8,
            b'f' => 12,
            b'v' => 11,
            b'e' | b'E' => 27,
            b'\\' | b'\'' | b'"' | b'?' => u32::from(b),
            b'x' => {
                let (value, digits) = self.hex_digits(usize::MAX);
                if digits == 0 {
                    let error = Diagnostic::error("E0109", self.span_from(start), "`\\x` without hexadecimal digits");
                    diags.push(error.help("write two of them, as in `\\x1b`"));
                }
                value
            }
            b'u' | b'U' => {
                let want = if b == b'u' { 4 } else { 8 };
                let (value, digits) = self.hex_digits(want);
                return match char::from_u32(value) {
                    Some(c) if digits == want => Escape::Char(c),
                    _ => {
                        let error = Diagnostic::error("E0110", self.span_from(start), "not a character of Unicode");
                        diags.push(error.help(format!("`\\{}` takes {want} hexadecimal digits", b as char)));
                        Escape::Nothing
                    }
                };
            }
            _ => {
                let warning = Diagnostic::warning("W0103", self.span_from(start), "unknown escape sequence");
                diags.push(warning.help("for a backslash write `\\\\`"));
                u32::from(b)
            }
        })
    }

    /// Up to `max` hexadecimal digits; the value saturates.
    pub(super) fn hex_digits(&mut self, max: usize) -> (u32, usize) {
        let (mut value, mut count) = (0u32, 0);
        while count < max
            && let Some(digit) = (self.peek(0) as char).to_digit(16)
        {
            value = value.checked_mul(16).map_or(u32::MAX, |v| v | digit);
            self.pos += 1;
            count += 1;
        }
        (value, count)
    }

    /// Goes over the rest of an identifier. Its text: universal character names are replaced by what they name.
    #[inline]
    pub(super) fn word(&mut self) -> &'a str {
        let end = bytes::word_end(self.bytes, self.pos);
        if self.bytes.get(end).is_some_and(|&b| bytes::is_beyond(b)) {
            return self.extended_word();
        }
        let text = &self.text[self.pos..end];
        self.pos = end;
        text
    }

    /// The same, if there may be more than ASCII in it.
    #[cold]
    fn extended_word(&mut self) -> &'a str {
        let start = self.pos;
        let mut name: Option<String> = None;
        loop {
            let b = self.peek(0);
            if bytes::is_ident(b) {
                self.pos += 1;
            } else if let Some((c, len)) = self.extended() {
                if b == b'\\' || name.is_some() {
                    name.get_or_insert_with(|| self.text[start..self.pos].to_owned()).push(c);
                }
                self.pos += len;
                continue;
            } else {
                break;
            }
            if let Some(name) = &mut name {
                name.push(b as char);
            }
        }
        match name {
            Some(name) => self.arena.alloc_str(&name),
            None => &self.text[start..self.pos],
        }
    }

    /// A letter or digit outside of ASCII at the current position, spelt as such or as a universal character name, and
    /// how long its spelling is.
    pub(super) fn extended(&self) -> Option<(char, usize)> {
        let b = self.peek(0);
        let (c, len) = if b == b'\\' {
            let len = match self.peek(1) {
                b'u' => 4,
                b'U' => 8,
                _ => return None,
            };
            let digits = self.text.get(self.pos + 2..self.pos + 2 + len)?;
            let value =
                digits.bytes().all(|d| d.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())??;
            (char::from_u32(value)?, len + 2)
        } else if b.is_ascii() {
            return None;
        } else {
            let c = self.text.get(self.pos..)?.chars().next()?;
            (c, c.len_utf8())
        };
        (!c.is_ascii() && c.is_alphanumeric()).then_some((c, len))
    }
}

/// The value of a wide character constant: of its last character, if there are several.
fn wide_character(bytes: &[u8], unit: Unit, span: crate::diag::Span, diags: &mut Diagnostics) -> Tok {
    let size = unit.size() as usize;
    if bytes.len() > size {
        let warning = Diagnostic::warning("W0102", span, "character constant of more than one character");
        diags.push(warning.note("its value is that of the last one"));
    }
    let last = &bytes[bytes.len() - size..];
    let value = last.iter().rev().fold(0u32, |value, &b| value << 8 | u32::from(b));
    match unit {
        Unit::Utf32 => Tok::Int(u64::from(value), IntSuffix { unsigned: true, longs: 0, decimal: false }),
        _ => Tok::Char(value as i32),
    }
}

//! The syntax of a directive: `%[flags][width][.precision][length]conversion`.

use super::{Arguments, Error, MAX_FIELD, Memory};

/// What a directive prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Conversion {
    /// `d i u o x X`
    Integer(Base),
    /// `c`
    Char,
    /// `s`
    String,
    /// `p`
    Pointer,
    /// `f F e E g G a A`
    Float(Style),
    /// `%`
    Percent,
}

/// How an integer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    /// `d i`
    Signed,
    /// `u`
    Unsigned,
    /// `o`
    Octal,
    /// `x X`
    Hex,
}

/// How a floating number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `f F`
    Fixed,
    /// `e E`
    Exponent,
    /// `g G`
    General,
    /// `a A`
    Hex,
}

/// The size of the argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    /// `hh`
    Char,
    /// `h`
    Short,
    /// none; `z` and `t` are the same size
    Int,
    /// `l`: as wide as `int` here, but `lc` and `ls` are wide characters
    Long,
    /// `ll`, `j` (and `L`, as glibc)
    LongLong,
}

/// A directive with its `*` filled in.
#[derive(Debug, Clone)]
pub(super) struct Spec {
    /// `-`, or a negative `*` width
    pub left: bool,
    /// `+`
    pub plus: bool,
    /// space
    pub space: bool,
    /// `#`
    pub alternate: bool,
    /// `0`
    pub zero: bool,
    /// Least number of bytes to print.
    pub width: usize,
    /// `None` when it is not given.
    pub precision: Option<usize>,
    /// Argument size.
    pub length: Length,
    /// Conversion.
    pub conversion: Conversion,
    /// The conversion was an upper-case letter.
    pub upper: bool,
}

impl Spec {
    /// Parses the directive at the start of `text`, taking `*` from the arguments; also its length in bytes.
    pub(super) fn parse<M: Memory>(
        text: &[u8],
        arguments: &mut Arguments<'_, M>,
    ) -> Result<(Self, usize), Error<M::Error>> {
        let mut spec = Self {
            left: false,
            plus: false,
            space: false,
            alternate: false,
            zero: false,
            width: 0,
            precision: None,
            length: Length::Int,
            conversion: Conversion::Percent,
            upper: false,
        };
        let mut at = 1;
        let peek = |at: usize| text.get(at).copied().unwrap_or(0);
        loop {
            match peek(at) {
                b'-' => spec.left = true,
                b'+' => spec.plus = true,
                b' ' => spec.space = true,
                b'#' => spec.alternate = true,
                b'0' => spec.zero = true,
                // POSIX: group the digits of thousands. The C locale has no groups.
                b'\'' => {}
                _ => break,
            }
            at += 1;
        }
        if peek(at) == b'*' {
            at += 1;
            let width = arguments.word()? as i32;
            spec.left |= width < 0;
            spec.width = limited(u64::from(width.unsigned_abs()))?;
        } else {
            spec.width = digits(text, &mut at)?;
        }
        if peek(at) == b'.' {
            at += 1;
            spec.precision = if peek(at) == b'*' {
                at += 1;
                // A negative precision counts as none.
                u32::try_from(arguments.word()? as i32).ok().map(|p| limited(u64::from(p))).transpose()?
            } else {
                Some(digits(text, &mut at)?)
            };
        }
        let mut has_length = true;
        (spec.length, at) = match (peek(at), peek(at + 1)) {
            (b'h', b'h') => (Length::Char, at + 2),
            (b'h', _) => (Length::Short, at + 1),
            (b'l', b'l') => (Length::LongLong, at + 2),
            (b'l', _) => (Length::Long, at + 1),
            (b'j' | b'L', _) => (Length::LongLong, at + 1),
            (b'z' | b't', _) => (Length::Int, at + 1),
            _ => {
                has_length = false;
                (Length::Int, at)
            }
        };
        let refuse = |reason| {
            let shown = &text[..text.len().min(at + 1)];
            Err(Error::Directive { directive: String::from_utf8_lossy(shown).into_owned(), reason })
        };
        let letter = peek(at);
        spec.upper = letter.is_ascii_uppercase();
        spec.conversion = match letter {
            b'd' | b'i' => Conversion::Integer(Base::Signed),
            b'u' => Conversion::Integer(Base::Unsigned),
            b'o' => Conversion::Integer(Base::Octal),
            b'x' | b'X' => Conversion::Integer(Base::Hex),
            b'c' => Conversion::Char,
            b's' => Conversion::String,
            b'p' => Conversion::Pointer,
            b'f' | b'F' => Conversion::Float(Style::Fixed),
            b'e' | b'E' => Conversion::Float(Style::Exponent),
            b'g' | b'G' => Conversion::Float(Style::General),
            b'a' | b'A' => Conversion::Float(Style::Hex),
            b'%' if at == 1 => Conversion::Percent,
            b'%' => return refuse("`%%` takes no flags, width, precision or length"),
            b'n' => return refuse("writing through a format is not allowed"),
            b'$' => return refuse("numbered arguments are not part of C"),
            b'-' if text[at - 1] == b'.' => return refuse("a precision can't be negative"),
            0 => return refuse("it ends before the conversion"),
            _ if has_length => return refuse("no such conversion behind a length"),
            _ => return refuse("no such conversion"),
        };
        Ok((spec, at + 1))
    }
}

/// A decimal number; nothing counts as 0.
fn digits<E>(text: &[u8], at: &mut usize) -> Result<usize, Error<E>> {
    let mut value = 0u64;
    while let Some(digit) = text.get(*at).filter(|b| b.is_ascii_digit()) {
        value = value.saturating_mul(10).saturating_add(u64::from(digit - b'0'));
        *at += 1;
    }
    limited(value)
}

/// A width or precision within the limit.
fn limited<E>(size: u64) -> Result<usize, Error<E>> {
    if size > u64::from(MAX_FIELD) { Err(Error::FieldTooWide { size }) } else { Ok(size as usize) }
}

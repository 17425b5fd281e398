//! Numeric literals.

use super::bytes::{is_digit, is_ident};
use super::lexer::Lexer;
use super::token::{FloatSuffix, IntSuffix, Tok};
use crate::diag::{Diagnostic, Diagnostics};

impl<'a> Lexer<'a> {
    /// A decimal integer without a suffix, which most numbers are; none if it may be anything else.
    pub(super) fn plain_decimal(&mut self) -> Option<u64> {
        /// More of them may not fit 64 bits.
        const DIGITS: usize = 19;
        let digits = self.bytes[self.pos..].iter().take(DIGITS + 1).take_while(|b| is_digit(**b)).count();
        let next = self.peek(digits);
        if digits > DIGITS || is_ident(next) || matches!(next, b'.' | b'\\') || (digits > 1 && self.peek(0) == b'0') {
            return None;
        }
        let digits = &self.bytes[self.pos..self.pos + digits];
        self.pos += digits.len();
        Some(digits.iter().fold(0, |value, b| value * 10 + u64::from(b - b'0')))
    }

    /// A preprocessing number: everything that looks like part of one, then judged as a whole.
    pub(super) fn number(&mut self, diags: &mut Diagnostics) -> Tok {
        if let Some(value) = self.plain_decimal() {
            return Tok::Int(value, IntSuffix { unsigned: false, longs: 0, decimal: true });
        }
        let start = self.pos;
        let hex = self.peek(0) == b'0' && matches!(self.peek(1), b'x' | b'X');
        let mut float = false;
        loop {
            let b = self.peek(0);
            let exponent = if hex { matches!(b, b'p' | b'P') } else { matches!(b, b'e' | b'E') };
            float |= exponent || b == b'.';
            if exponent && matches!(self.peek(1), b'+' | b'-') {
                self.pos += 2;
            } else if is_ident(b) || b == b'.' {
                self.pos += 1;
            } else {
                break;
            }
        }
        if self.peek(0) == b'\\'
            && self.continuation() > 0
            && let Some(joined) = self.joined(start)
        {
            return self.within(joined, start, |lexer| lexer.number(diags));
        }
        let text = &self.text[start..self.pos];
        let span = self.span_from(start);
        let result = if float { float_literal(text, hex) } else { int_literal(text, hex) };
        if let Ok(Tok::Float(value, suffix)) = result
            && value.is_infinite()
        {
            let ty = if suffix == FloatSuffix::Single { "float" } else { "double" };
            let warning = Diagnostic::warning("W0104", span, format!("floating literal is too large for `{ty}`"));
            diags.push(warning.label("taken as infinity"));
        }
        result.unwrap_or_else(|(message, help)| {
            let error = Diagnostic::error("E0104", span, message);
            diags.push(if help.is_empty() { error } else { error.help(help) });
            if float {
                Tok::Float(0.0, FloatSuffix::Double)
            } else {
                Tok::Int(0, IntSuffix { unsigned: false, longs: 0, decimal: true })
            }
        })
    }
}

/// A message and a help text.
type Fault = (String, &'static str);

fn int_literal(text: &str, hex: bool) -> Result<Tok, Fault> {
    let lower = text.as_bytes();
    let binary = lower.len() > 1 && lower[0] == b'0' && matches!(lower[1], b'b' | b'B');
    let (radix, start) = match lower {
        _ if hex => (16, 2),
        _ if binary => (2, 2),
        [b'0', _, ..] => (8, 1),
        _ => (10, 0),
    };
    let mut value = 0u64;
    let mut at = start;
    let mut overflow = false;
    while let Some(digit) = lower.get(at).and_then(|&b| (b as char).to_digit(if radix == 16 { 16 } else { 10 })) {
        if digit >= radix {
            let what = if radix == 8 { "octal" } else { "binary" };
            let help = if radix == 8 { "a literal with a leading zero is octal; remove the zero" } else { "" };
            return Err((format!("digit `{digit}` in {what} literal"), help));
        }
        let wide = u128::from(value) * u128::from(radix) + u128::from(digit);
        overflow |= wide > u128::from(u64::MAX);
        value = wide as u64;
        at += 1;
    }
    if at == 2 && (hex || binary) {
        return Err((format!("no digits in literal `{}`", clip(text)), ""));
    }
    let mut suffix = IntSuffix { unsigned: false, longs: 0, decimal: radix == 10 };
    match &text[at..] {
        "" => {}
        "u" | "U" => suffix.unsigned = true,
        "l" | "L" => suffix.longs = 1,
        "ll" | "LL" => suffix.longs = 2,
        "ul" | "uL" | "Ul" | "UL" | "lu" | "lU" | "Lu" | "LU" => {
            suffix = IntSuffix { unsigned: true, longs: 1, ..suffix }
        }
        "ull" | "uLL" | "Ull" | "ULL" | "llu" | "llU" | "LLu" | "LLU" => {
            suffix = IntSuffix { unsigned: true, longs: 2, ..suffix };
        }
        other => {
            let help = "suffixes of integers are `u`, `l`, `ll` and combinations; a name can't start with a digit";
            return Err((format!("invalid suffix `{}` on integer literal", clip(other)), help));
        }
    }
    if overflow {
        return Err(("integer literal is too large for any type".into(), "the largest type has 64 bits"));
    }
    Ok(Tok::Int(value, suffix))
}

fn float_literal(text: &str, hex: bool) -> Result<Tok, Fault> {
    // In hexadecimal `f` is a digit before the exponent and a suffix behind it.
    let has_exponent = !hex || text.contains(['p', 'P']);
    let (digits, suffix) = match text.as_bytes().last() {
        Some(b'f' | b'F') if has_exponent => (&text[..text.len() - 1], FloatSuffix::Single),
        Some(b'l' | b'L') => (&text[..text.len() - 1], FloatSuffix::Long),
        _ => (text, FloatSuffix::Double),
    };
    let single = suffix == FloatSuffix::Single;
    if hex {
        return hex_float(digits, single).map(|value| Tok::Float(value, suffix)).ok_or_else(|| {
            let help = "write it as `0x1.8p3`: hexadecimal digits, `p`, decimal exponent of 2";
            (format!("invalid hexadecimal floating literal `{}`", clip(text)), help)
        });
    }
    let invalid = || (format!("invalid floating literal `{}`", clip(text)), "write it as `1.5`, `1e-3` or `1.5f`");
    if !digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-')) {
        return Err(invalid());
    }
    let value = if single { digits.parse::<f32>().map(f64::from) } else { digits.parse::<f64>() };
    let value = value.map_err(|_| invalid())?;
    Ok(Tok::Float(value, suffix))
}

/// A hexadecimal floating literal, rounded to nearest even once, to the type asked for.
fn hex_float(text: &str, single: bool) -> Option<f64> {
    let (mantissa, exponent) = text[2..].split_once(['p', 'P'])?;
    let negative = exponent.starts_with('-');
    let exponent_digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    if exponent_digits.is_empty() || !exponent_digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // An absurd exponent saturates; the result is infinite or zero all the same.
    let exponent = exponent_digits.parse::<i32>().unwrap_or(i32::MAX).min(1 << 28);
    let mut exponent = i64::from(if negative { -exponent } else { exponent });
    let (mut value, mut sticky, mut seen_point, mut digits) = (0u64, false, false, 0);
    for b in mantissa.bytes() {
        if b == b'.' && !seen_point {
            seen_point = true;
            continue;
        }
        let digit = u64::from((b as char).to_digit(16)?);
        digits += 1;
        if value >> 60 == 0 {
            value = value << 4 | digit;
            exponent -= if seen_point { 4 } else { 0 };
        } else {
            sticky |= digit != 0;
            exponent += if seen_point { 0 } else { 4 };
        }
    }
    if digits == 0 {
        return None;
    }
    if value == 0 {
        return Some(0.0);
    }
    let shift = value.leading_zeros();
    let value = value << shift;
    exponent -= i64::from(shift);
    let (precision, min_exponent) = if single { (24, -126) } else { (53, -1022) };
    let drop = (64 - precision) + (min_exponent - (exponent + 63)).max(0);
    if drop > 65 {
        return Some(0.0);
    }
    let wide = u128::from(value);
    let (kept, rest) = (wide >> drop, wide & ((1 << drop) - 1));
    let half = 1u128 << (drop - 1);
    let up = rest > half || (rest == half && (sticky || kept & 1 == 1));
    let (kept, scale) = (kept as u64 + u64::from(up), exponent + drop);
    if scale > 971 {
        return Some(f64::INFINITY);
    }
    // Both factors are exact and so is the product: `kept` already has the precision of the type.
    let power = if scale >= -1022 {
        f64::from_bits(((scale + 1023) as u64) << 52)
    } else {
        f64::from_bits(1 << (scale + 1074))
    };
    let value = kept as f64 * power;
    Some(if single { f64::from(value as f32) } else { value })
}

/// The first characters of something that may be long.
fn clip(text: &str) -> &str {
    &text[..text.len().min(40)]
}

//! Floating conversions, exact at every precision.
//!
//! The decimal digits come from the standard library, whose `{:.N}` and `{:.Ne}` are exact and round half to even:
//! Grisu with exact fallback (Loitsch, "Printing Floating-Point Numbers Quickly and Accurately with Integers", and
//! Steele and White's Dragon4). No `double` has a digit other than zero past [`DIGITS`] decimals.

use super::field::Field;
use super::integer::sign;
use super::spec::{Spec, Style};

/// Decimals after which every `double` has only zeros: 2^-1074 has 1074.
const DIGITS: usize = 1100;
/// Precision when the directive has none.
const DEFAULT: usize = 6;
/// Hex digits of a `double`'s fraction.
const HEX_DIGITS: usize = 13;

/// `f F e E g G a A`
pub(super) fn field(spec: &Spec, style: Style, value: f64) -> Field {
    let mut head = sign(spec, value.is_sign_negative()).to_vec();
    let value = value.abs();
    let mut body = if value.is_nan() {
        "nan".to_owned()
    } else if value.is_infinite() {
        "inf".to_owned()
    } else {
        match style {
            Style::Fixed => fixed(value, spec.precision.unwrap_or(DEFAULT), spec.alternate),
            Style::Exponent => exponent(value, spec.precision.unwrap_or(DEFAULT), spec.alternate),
            Style::General => general(value, spec.precision.unwrap_or(DEFAULT), spec.alternate),
            Style::Hex => {
                head.extend_from_slice(if spec.upper { b"0X" } else { b"0x" });
                hex(value, spec.precision, spec.alternate)
            }
        }
    };
    if spec.upper {
        body.make_ascii_uppercase();
    }
    Field { head, body: body.into_bytes(), zero_padded: value.is_finite() }
}

/// `ddd.ddd`
fn fixed(value: f64, precision: usize, point: bool) -> String {
    let exact = precision.min(DIGITS);
    let mut text = format!("{value:.exact$}");
    text.extend(std::iter::repeat_n('0', precision - exact));
    if precision == 0 && point {
        text.push('.');
    }
    text
}

/// `d.ddde+dd`
fn exponent(value: f64, precision: usize, point: bool) -> String {
    let (mut digits, exponent) = scientific(value, precision);
    if precision == 0 && point {
        digits.push('.');
    }
    digits + &exponent_text(exponent)
}

/// The shorter of the two, with `precision` significant digits; zeros at the end stay only with `#`.
fn general(value: f64, precision: usize, keep: bool) -> String {
    let precision = precision.max(1);
    let (digits, exponent) = scientific(value, precision - 1);
    if exponent < -4 || exponent >= precision as i32 {
        let mut digits = digits;
        match keep {
            true if precision == 1 => digits.push('.'),
            true => {}
            false => strip_zeros(&mut digits),
        }
        return digits + &exponent_text(exponent);
    }
    // Not negative: the exponent is below the precision, and P - 1 - X decimals show P significant digits.
    let decimals = (precision as i32 - 1 - exponent) as usize;
    let mut text = fixed(value, decimals, keep);
    if !keep {
        strip_zeros(&mut text);
    }
    text
}

/// `d.ddd` with `precision` decimals, and the decimal exponent.
fn scientific(value: f64, precision: usize) -> (String, i32) {
    let exact = precision.min(DIGITS);
    let text = format!("{value:.exact$e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mut digits = digits.to_owned();
    digits.extend(std::iter::repeat_n('0', precision - exact));
    (digits, exponent.parse().unwrap_or(0))
}

/// `e+dd`: two digits at least.
fn exponent_text(exponent: i32) -> String {
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("e{sign}{:02}", exponent.unsigned_abs())
}

/// Removes zeros behind the point, then the point.
fn strip_zeros(text: &mut String) {
    if text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
}

/// `h.hhhp+d` without the `0x`: the leading digit is 1, or 0 for zero and subnormals.
fn hex(value: f64, precision: Option<usize>, point: bool) -> String {
    const FRACTION_BITS: u32 = f64::MANTISSA_DIGITS - 1;
    let bits = value.to_bits();
    let stored = (bits >> FRACTION_BITS) as i32;
    let fraction = bits & ((1 << FRACTION_BITS) - 1);
    let exponent = match (stored, fraction) {
        (0, 0) => 0,
        (0, _) => f64::MIN_EXP - 1,
        _ => stored - (f64::MAX_EXP - 1),
    };
    let mut significand = fraction | u64::from(stored != 0) << FRACTION_BITS;
    let shown = precision.unwrap_or(HEX_DIGITS).min(HEX_DIGITS);
    // Round half to even. A carry may make the leading digit 2, as in glibc.
    let dropped = 4 * (HEX_DIGITS - shown) as u32;
    if dropped > 0 {
        let half = 1u64 << (dropped - 1);
        let rest = significand & ((1 << dropped) - 1);
        significand >>= dropped;
        if rest > half || (rest == half && significand & 1 == 1) {
            significand += 1;
        }
    }
    let digits =
        if shown == 0 { String::new() } else { format!("{:0shown$x}", significand & ((1 << (4 * shown)) - 1)) };
    let digits = if precision.is_none() { digits.trim_end_matches('0') } else { &digits };
    let mut text = (significand >> (4 * shown)).to_string();
    if !digits.is_empty() || point || precision.is_some_and(|p| p > 0) {
        text.push('.');
    }
    text.push_str(digits);
    text.extend(std::iter::repeat_n('0', precision.unwrap_or(0).saturating_sub(HEX_DIGITS)));
    let sign = if exponent < 0 { '-' } else { '+' };
    text + &format!("p{sign}{}", exponent.unsigned_abs())
}

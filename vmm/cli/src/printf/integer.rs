//! Integer and pointer conversions.

use super::field::Field;
use super::spec::{Base, Conversion, Length, Spec};

/// An integer argument after C's conversion to the type that the directive names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value {
    negative: bool,
    magnitude: u64,
}

impl Value {
    /// Reads the argument's cell as the directive's type.
    pub(super) fn of(spec: &Spec, cell: u64) -> Self {
        if spec.conversion == Conversion::Integer(Base::Signed) {
            let value = match spec.length {
                Length::Char => i64::from(cell as i8),
                Length::Short => i64::from(cell as i16),
                Length::Int | Length::Long => i64::from(cell as i32),
                Length::LongLong => cell as i64,
            };
            Self { negative: value < 0, magnitude: value.unsigned_abs() }
        } else {
            let magnitude = match spec.length {
                Length::Char => u64::from(cell as u8),
                Length::Short => u64::from(cell as u16),
                Length::Int | Length::Long => u64::from(cell as u32),
                Length::LongLong => cell,
            };
            Self { negative: false, magnitude }
        }
    }
}

/// `d i u o x X`
pub(super) fn field(spec: &Spec, base: Base, value: Value) -> Field {
    let mut head = Vec::new();
    if base == Base::Signed {
        head.extend_from_slice(sign(spec, value.negative));
    }
    let mut digits = match base {
        Base::Signed | Base::Unsigned => value.magnitude.to_string(),
        Base::Octal => format!("{:o}", value.magnitude),
        Base::Hex if spec.upper => format!("{:X}", value.magnitude),
        Base::Hex => format!("{:x}", value.magnitude),
    };
    if spec.precision == Some(0) && value.magnitude == 0 {
        digits.clear();
    }
    if base == Base::Hex && spec.alternate && value.magnitude != 0 {
        head.extend_from_slice(if spec.upper { b"0X" } else { b"0x" });
    }
    let mut body = widened(spec, digits);
    // `#` makes the first octal digit a zero, unless the precision did so already.
    if base == Base::Octal && spec.alternate && body.first() != Some(&b'0') {
        body.insert(0, b'0');
    }
    Field { head, body, zero_padded: spec.precision.is_none() }
}

/// `p`, for anything but the null pointer: as `%#x`, but the flags for signs count too, as in glibc.
pub(super) fn pointer(spec: &Spec, address: u32) -> Field {
    let mut head = sign(spec, false).to_vec();
    head.extend_from_slice(b"0x");
    Field { head, body: widened(spec, format!("{address:x}")), zero_padded: spec.precision.is_none() }
}

/// The digits with zeros in front, up to the precision.
fn widened(spec: &Spec, digits: String) -> Vec<u8> {
    let zeros = spec.precision.unwrap_or(0).saturating_sub(digits.len());
    let mut body = vec![b'0'; zeros];
    body.extend_from_slice(digits.as_bytes());
    body
}

/// What stands in front of a signed number.
pub(super) fn sign(spec: &Spec, negative: bool) -> &'static [u8] {
    match (negative, spec.plus, spec.space) {
        (true, _, _) => b"-",
        (false, true, _) => b"+",
        (false, false, true) => b" ",
        (false, false, false) => b"",
    }
}

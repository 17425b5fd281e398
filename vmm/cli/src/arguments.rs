//! The ARGs of `vmm run --call`: from text to the words of a call.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use plugvisor::{Signature, Ty, Value};

use crate::failure::{Failure, Status};
use crate::prototype::prototype;
use crate::{files, units};

/// One ARG, before its place is known.
#[derive(Debug, PartialEq)]
pub(crate) enum Arg {
    /// A number.
    Number(String),
    /// Bytes to pass: address and length.
    Bytes(Vec<u8>),
    /// Text to pass: address alone; the NUL is part of the bytes.
    Text(Vec<u8>),
    /// Zero bytes to pass: address and length.
    Zeros(u32),
}

impl Arg {
    /// Reads one ARG; `@FILE` reads the file.
    pub(crate) fn parse(text: &OsStr) -> Result<Self, Failure> {
        let bytes = text.as_bytes();
        if let Some(path) = bytes.strip_prefix(b"@") {
            return files::read(Path::new(OsStr::from_bytes(path)), files::MAX_DATA).map(Self::Bytes);
        }
        if let Some(text) = bytes.strip_prefix(b"s:") {
            return Ok(Self::Text([text, b"\0"].concat()));
        }
        let text = text.to_string_lossy();
        if let Some(size) = text.strip_prefix('+') {
            let size = units::size(size).map_err(|e| usage(format_args!("bad buffer size `{text}`: {e}")))?;
            let size = u32::try_from(size).map_err(|_| usage(format_args!("a buffer of {text} is too large")))?;
            return Ok(Self::Zeros(size));
        }
        Ok(Self::Number(text.into_owned()))
    }

    /// Reads all ARGs.
    pub(crate) fn parse_all(texts: &[OsString]) -> Result<Vec<Self>, Failure> {
        texts.iter().map(|text| Self::parse(text)).collect()
    }

    /// Bytes of guest memory that it needs.
    pub(crate) fn memory(&self) -> u64 {
        match self {
            Self::Number(_) => 0,
            Self::Bytes(bytes) | Self::Text(bytes) => bytes.len() as u64,
            Self::Zeros(len) => u64::from(*len),
        }
    }

    /// Number of parameters that it fills.
    fn parameters(&self) -> usize {
        match self {
            Self::Number(_) | Self::Text(_) => 1,
            Self::Bytes(_) | Self::Zeros(_) => 2,
        }
    }
}

/// Checks that the ARGs fill the function's parameters, by number and kind.
pub(crate) fn check(args: &[Arg], name: &str, signature: &Signature) -> Result<(), Failure> {
    let declared = || format!("it is declared as `{}`", prototype(name, signature));
    if signature.variadic {
        return Err(usage(format_args!("`{name}` takes a variable number of arguments and can't be called from here"))
            .help(declared()));
    }
    let given: usize = args.iter().map(Arg::parameters).sum();
    let wanted = signature.params.len();
    if given != wanted {
        let hint = if args.iter().any(|a| a.parameters() == 2) {
            "; @FILE and +N pass two arguments each, address and length"
        } else {
            ""
        };
        return Err(usage(format_args!("`{name}` takes {}, but got {given}", count(wanted, "argument")))
            .help(format_args!("{}{hint}", declared())));
    }
    let mut params = signature.params.iter();
    for arg in args {
        let Some(&ty) = params.next() else { break };
        let length = if arg.parameters() == 2 { params.next().copied() } else { None };
        let fits = match arg {
            Arg::Number(text) => number(text, ty).map(drop),
            _ if ty != Ty::Ptr => Err(format!("an address can't be passed as `{}`", ty.c_name())),
            Arg::Text(_) => Ok(()),
            _ if matches!(length, Some(Ty::Ptr | Ty::F32 | Ty::F64 | Ty::Bool) | None) => {
                Err("the parameter behind the address is not a length".to_owned())
            }
            Arg::Bytes(bytes) => number(&bytes.len().to_string(), length.unwrap_or(Ty::U32)).map(drop),
            Arg::Zeros(len) => number(&len.to_string(), length.unwrap_or(Ty::U32)).map(drop),
        };
        fits.map_err(|e| usage(format_args!("bad argument for `{name}`: {e}")).help(declared()))?;
    }
    Ok(())
}

/// A number as a value of the parameter's type.
pub(crate) fn number(text: &str, ty: Ty) -> Result<Value, String> {
    match ty {
        Ty::F32 | Ty::F64 => float(text, ty),
        _ => integer(text, ty),
    }
}

/// `1.5`, `3e8`, `inf`, `nan`; whole numbers too.
fn float(text: &str, ty: Ty) -> Result<Value, String> {
    let bad = || format!("`{text}` is not a number");
    if let Some((negative, magnitude, true)) = digits(text) {
        let magnitude = magnitude.ok_or_else(|| format!("`{text}` is too large"))? as f64;
        let value = if negative { -magnitude } else { magnitude };
        return Ok(if ty == Ty::F32 { Value::F32(value as f32) } else { Value::F64(value) });
    }
    // Parsed as what it becomes: rounding twice could give another number.
    if ty == Ty::F32 { text.parse().map(Value::F32) } else { text.parse().map(Value::F64) }.map_err(|_| bad())
}

/// Decimal or hexadecimal, within the type's range; a hexadecimal number may also fill a signed type's bits.
fn integer(text: &str, ty: Ty) -> Result<Value, String> {
    let Some((negative, magnitude, hex)) = digits(text) else {
        return Err(match text.parse::<f64>() {
            Ok(_) => format!("`{text}` is not a whole number, which `{}` needs", ty.c_name()),
            Err(_) => format!("`{text}` is not a number"),
        });
    };
    let bits = 8 * ty.size();
    let signed = matches!(ty, Ty::I8 | Ty::I16 | Ty::I32 | Ty::I64);
    let max = match ty {
        Ty::Bool => 1,
        _ if signed && !hex => (1 << (bits - 1)) - 1,
        _ => (1 << bits) - 1,
    };
    let min: u128 = if signed { 1 << (bits - 1) } else { 0 };
    let magnitude = magnitude.filter(|&m| m <= if negative { min } else { max }).ok_or_else(|| {
        let least = if min == 0 { "0".to_owned() } else { format!("-{min}") };
        let most = if ty == Ty::Bool { 1 } else { (1u128 << (bits - u32::from(signed))) - 1 };
        format!("`{text}` does not fit `{}`, which holds {least} to {most}", ty.c_name())
    })?;
    let word = if negative { (magnitude as u64).wrapping_neg() } else { magnitude as u64 };
    Ok(match ty {
        Ty::Bool => Value::Bool(word != 0),
        Ty::I8 => Value::I32(i32::from(word as i8)),
        Ty::I16 => Value::I32(i32::from(word as i16)),
        Ty::I32 => Value::I32(word as i32),
        Ty::I64 => Value::I64(word as i64),
        Ty::U64 => Value::U64(word),
        Ty::Ptr => Value::Ptr(plugvisor::Ptr(word as u32)),
        _ => Value::U32(word as u32),
    })
}

/// Sign, magnitude (`None` if it is over 64 bits) and whether it is hexadecimal.
fn digits(text: &str) -> Option<(bool, Option<u128>, bool)> {
    let (negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (radix, digits) = match rest.strip_prefix("0x").or_else(|| rest.strip_prefix("0X")) {
        Some(digits) => (16, digits),
        None => (10, rest),
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let magnitude = u64::from_str_radix(digits, radix).ok().map(u128::from);
    Some((negative, magnitude, radix == 16))
}

/// `1 argument`, `2 arguments`
fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn usage(message: impl std::fmt::Display) -> Failure {
    Failure::new(Status::Usage, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integer_of(text: &str, ty: Ty) -> Value {
        number(text, ty).unwrap_or_else(|e| panic!("{text}: {e}"))
    }

    #[test]
    fn integers_within_their_type() {
        assert_eq!(integer_of("42", Ty::I32), Value::I32(42));
        assert_eq!(integer_of("-0x80000000", Ty::I32), Value::I32(i32::MIN));
        assert_eq!(integer_of("0xffffffff", Ty::I32), Value::I32(-1));
        assert_eq!(integer_of("4294967295", Ty::U32), Value::U32(u32::MAX));
        assert_eq!(integer_of("-128", Ty::I8), Value::I32(-128));
        assert_eq!(integer_of("0xff", Ty::I8), Value::I32(-1));
        assert_eq!(integer_of("18446744073709551615", Ty::U64), Value::U64(u64::MAX));
        assert_eq!(integer_of("-9223372036854775808", Ty::I64), Value::I64(i64::MIN));
        assert_eq!(integer_of("1", Ty::Bool), Value::Bool(true));
        assert_eq!(integer_of("0x200000", Ty::Ptr), Value::Ptr(plugvisor::Ptr(0x20_0000)));
        for (text, ty) in [
            ("2147483648", Ty::I32),
            ("-2147483649", Ty::I32),
            ("0x100000000", Ty::I32),
            ("-1", Ty::U32),
            ("128", Ty::I8),
            ("256", Ty::U8),
            ("2", Ty::Bool),
            ("18446744073709551616", Ty::U64),
            ("9223372036854775808", Ty::I64),
            ("-1", Ty::Ptr),
        ] {
            let error = number(text, ty).unwrap_err();
            assert!(error.contains("does not fit"), "{text}: {error}");
        }
        assert_eq!(number("300", Ty::I8).unwrap_err(), "`300` does not fit `char`, which holds -128 to 127");
        for text in ["", "-", "0x", "1_000", "abc", "--1", " 1"] {
            assert!(number(text, Ty::I32).unwrap_err().contains("is not a number"), "{text}");
        }
        assert!(number("1.5", Ty::I32).unwrap_err().contains("not a whole number"));
    }

    #[test]
    fn floats() {
        assert_eq!(integer_of("1.5", Ty::F64), Value::F64(1.5));
        assert_eq!(integer_of("-3", Ty::F32), Value::F32(-3.0));
        assert_eq!(integer_of("0x10", Ty::F64), Value::F64(16.0));
        assert_eq!(integer_of("inf", Ty::F64), Value::F64(f64::INFINITY));
        assert_eq!(integer_of("0.1", Ty::F32), Value::F32(0.1));
        assert!(number("one", Ty::F64).is_err());
    }

    #[test]
    fn arguments_must_fit_the_parameters() {
        let signature = |params: &[Ty]| Signature { params: params.to_vec(), result: Some(Ty::I32), variadic: false };
        let filter = signature(&[Ty::Ptr, Ty::U32, Ty::I32]);
        let bytes = || Arg::Bytes(vec![1, 2, 3]);
        let seven = || Arg::Number("7".into());
        assert!(check(&[bytes(), seven()], "f", &filter).is_ok());
        let error = check(&[bytes()], "f", &filter).unwrap_err().to_string();
        assert_eq!(
            error,
            "error: `f` takes 3 arguments, but got 2\nhelp: it is declared as `int f(void *, unsigned, int)`; @FILE \
             and +N pass two arguments each, address and length"
        );
        let error = check(&[seven(), bytes()], "f", &filter).unwrap_err().to_string();
        assert!(error.contains("an address can't be passed as `unsigned`"), "{error}");
        let error = check(&[bytes()], "f", &signature(&[Ty::Ptr, Ty::Ptr])).unwrap_err().to_string();
        assert!(error.contains("not a length"), "{error}");
        let error = check(&[Arg::Zeros(300)], "f", &signature(&[Ty::Ptr, Ty::U8])).unwrap_err().to_string();
        assert!(error.contains("`300` does not fit `unsigned char`"), "{error}");
        assert!(check(&[Arg::Text(b"hi\0".to_vec())], "f", &signature(&[Ty::Ptr])).is_ok());
        let variadic = Signature { variadic: true, ..signature(&[Ty::Ptr]) };
        assert!(check(&[seven()], "f", &variadic).unwrap_err().to_string().contains("variable number"));
    }
}

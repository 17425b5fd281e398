//! `--bind`: constants for variables and parameters.

use std::path::Path;

use linker::Object;
use linker::object::Linkage;
use plugvisor::{Constant, Preprocessing};

use crate::failure::{Failure, Status};
use crate::files;

/// Adds a `NAME=VALUE` or `FUNCTION.PARAMETER=VALUE`.
pub(crate) fn apply(preprocessing: Preprocessing, binding: &str) -> Result<Preprocessing, Failure> {
    let (name, value) = binding.split_once('=').unwrap_or((binding, ""));
    let value = match value.strip_prefix('@') {
        Some(path) => Constant::from(files::read(Path::new(path), files::MAX_DATA)?),
        None => number(value).ok_or_else(|| {
            let failure = Failure::new(Status::Usage, format_args!("--bind {binding}: `{value}` is not a number"));
            failure.help("write --bind NAME=42, --bind FUNCTION.PARAMETER=1.5 or --bind NAME=@FILE")
        })?,
    };
    Ok(match name.split_once('.') {
        Some((function, parameter)) => preprocessing.bind_param(function, parameter, value),
        None => preprocessing.bind(name, value),
    })
}

/// `42`, `-7`, `0xff`, `1.5`, `1e9`.
fn number(text: &str) -> Option<Constant> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let magnitude = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        Some(hex) => u64::from_str_radix(hex, 16).ok(),
        None => digits.parse().ok(),
    };
    match magnitude.filter(|_| !digits.starts_with('+')) {
        Some(n) => Some(Constant::Int(if negative { -i128::from(n) } else { n.into() })),
        None => text.parse().ok().map(Constant::Float),
    }
}

/// Every name has to be defined by one of the files.
pub(crate) fn check<'a>(bindings: &[String], objects: impl Iterator<Item = &'a Object> + Clone) -> Result<(), Failure> {
    for binding in bindings {
        let name = binding.split(['=', '.']).next().unwrap_or_default();
        let mut symbols = objects.clone().flat_map(|object| &object.symbols);
        if !symbols.any(|symbol| symbol.name == name && symbol.linkage != Linkage::Import) {
            let message = format!("--bind {binding}: the files define no `{name}`");
            return Err(Failure::new(Status::Usage, message));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (text, value) in [("42", 42), ("-7", -7), ("0xff", 255), ("18446744073709551615", u64::MAX.into())] {
            assert_eq!(number(text), Some(Constant::Int(value)), "{text}");
        }
        assert_eq!(number("-1.5"), Some(Constant::Float(-1.5)));
        assert_eq!(number("1e3"), Some(Constant::Float(1000.0)));
        for text in ["", "x", "0x", "--1", "1 2"] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}

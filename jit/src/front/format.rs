//! `printf` and `scanf` formats against the arguments that follow them (C99 7.19.6.1 and 7.19.6.2).

use super::operand::{Operand, Term};
use super::parser::Parser;
use super::types::{TypeId, TypeKind};
use crate::diag::map::VIRTUAL;
use crate::diag::{Diagnostic, Span};

/// What a function does with its format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    Print,
    Scan,
}

/// Which arguments of a function are a format and the first of its values, from 0 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Format {
    pub family: Family,
    pub format: usize,
    pub values: usize,
}

/// What a function of the standard library does with its arguments.
pub(super) fn formatted(name: &str) -> Option<Format> {
    let (family, format) = match name {
        "printf" => (Family::Print, 0),
        "fprintf" | "sprintf" | "dprintf" => (Family::Print, 1),
        "snprintf" => (Family::Print, 2),
        "scanf" => (Family::Scan, 0),
        "fscanf" | "sscanf" => (Family::Scan, 1),
        _ => return None,
    };
    Some(Format { family, format, values: format + 1 })
}

/// One conversion of a format.
struct Conversion<'f> {
    /// As it is written, from the `%` on.
    text: &'f str,
    /// Length modifier.
    length: &'f str,
    letter: u8,
    /// Numbers that are arguments of their own: `*` as width or precision.
    stars: usize,
    /// `%*d` of `scanf`: it takes no argument.
    dropped: bool,
}

/// Reads the conversion that begins at the `%` at `start`; `None` if it is `%%` or breaks off. Also where it ends.
fn conversion(format: &str, start: usize, family: Family) -> (Option<Conversion<'_>>, usize) {
    let bytes = format.as_bytes();
    let mut at = start + 1;
    let mut stars = 0;
    let skip = |at: &mut usize, set: &[u8]| {
        while bytes.get(*at).is_some_and(|b| set.contains(b)) {
            *at += 1;
        }
    };
    let from = at;
    skip(&mut at, if family == Family::Print { b"-+ #0'" } else { b"*'m" });
    let dropped = family == Family::Scan && format[from..at].contains('*');
    for part in 0..2 {
        if part == 1 && bytes.get(at) == Some(&b'.') {
            at += 1;
        } else if part == 1 {
            break;
        }
        let from = at;
        skip(&mut at, if family == Family::Print { b"0123456789*" } else { b"0123456789" });
        stars += format[from..at].matches('*').count();
    }
    let from = at;
    skip(&mut at, b"hlLqjzt");
    let length = &format[from..at];
    let Some(&letter) = bytes.get(at) else { return (None, bytes.len()) };
    at += 1;
    if letter == b'[' && family == Family::Scan {
        skip(&mut at, b"^");
        let first = at;
        while at < bytes.len() && (bytes[at] != b']' || at == first) {
            at += 1;
        }
        at = (at + 1).min(bytes.len());
    }
    let shown = format.get(start..at).unwrap_or("%");
    if letter == b'%' {
        return (None, at);
    }
    (Some(Conversion { text: shown, length, letter, stars, dropped }), at)
}

/// Bytes of the integer that a length modifier means.
fn integer_size(length: &str) -> u32 {
    match length {
        "ll" | "j" | "q" | "L" => 8,
        _ => 4,
    }
}

impl Parser<'_> {
    /// Warns where the arguments of a call don't fit its format, whose text this is. `args` are all of them.
    pub(super) fn check_format(&mut self, of: Format, format: &[u8], args: &[Operand]) {
        let (family, at) = (of.family, of.format);
        // Latin letters and ASCII decide; what else is in the text doesn't matter.
        let Ok(format) = std::str::from_utf8(format) else { return };
        let place = args[at].span;
        let mut values = args.get(of.values..).unwrap_or_default().iter();
        let mut needed = 0;
        let mut position = 0;
        while let Some(offset) = format[position..].find('%') {
            let start = position + offset;
            let (found, end) = conversion(format, start, family);
            if !format.is_char_boundary(end) || end <= start {
                return;
            }
            position = end;
            let Some(found) = found else { continue };
            if found.dropped {
                continue;
            }
            for _ in 0..found.stars {
                needed += 1;
                if let Some(&value) = values.next() {
                    let ty = self.passed_type(value);
                    if ty != TypeId::ERROR && !(self.types.is_integer(ty) && self.types.size(ty) == 4) {
                        self.wrong_argument(found.text, "int", value, ty, place);
                    }
                }
            }
            let known: &[u8] =
                if family == Family::Print { b"diouxXcsSCpnfFeEgGaAm" } else { b"diouxXcsSCpnfFeEgGaA[" };
            if !known.contains(&found.letter) {
                let warning =
                    Diagnostic::warning("W0417", place, format!("unknown conversion `{}` in the format", found.text));
                self.diags.push(warning.help("for a percent sign write `%%`"));
                return;
            }
            if found.letter == b'm' {
                continue;
            }
            needed += 1;
            if let Some(&value) = values.next() {
                match family {
                    Family::Print => self.check_printed(&found, value, place),
                    Family::Scan => self.check_scanned(&found, value, place),
                }
            }
        }
        let given = args.len().saturating_sub(of.values);
        if needed > given {
            let plural = if needed == 1 { "" } else { "s" };
            let message = format!("the format needs {needed} argument{plural} behind it, found {given}");
            self.diags.push(
                Diagnostic::warning("W0415", place, message).help("add what is missing, or remove the conversion"),
            );
        } else if let Some(extra) = args.get(of.values + needed) {
            let warning = Diagnostic::warning("W0416", extra.span, "the format doesn't use this argument");
            self.diags.push(warning.secondary(place, "this format").help("add a conversion for it, or remove it"));
        }
    }

    /// The type of an argument as it is passed through `...`.
    fn passed_type(&mut self, op: Operand) -> TypeId {
        match self.types.kind(op.ty) {
            TypeKind::Array { elem, .. } | TypeKind::Vla { elem, .. } => self.types.pointer(elem),
            TypeKind::Function(_) => self.types.pointer(op.ty),
            _ if op.ty.unqualified() == TypeId::FLOAT => TypeId::DOUBLE,
            _ => match op.term {
                Term::Place(place) if self.types.is_integer(op.ty) => {
                    let ty = self.value_type(place);
                    self.promoted(ty)
                }
                _ => self.promoted(op.ty),
            },
        }
    }

    fn check_printed(&mut self, found: &Conversion<'_>, value: Operand, place: Span) {
        let ty = self.passed_type(value);
        if ty == TypeId::ERROR {
            return;
        }
        let pointee = self.types.pointee(ty);
        let (fits, expected) = match found.letter {
            b'd' | b'i' | b'o' | b'u' | b'x' | b'X' => {
                let size = integer_size(found.length);
                let signed = matches!(found.letter, b'd' | b'i');
                let expected = match (size, signed) {
                    (8, true) => "long long",
                    (8, false) => "unsigned long long",
                    (_, true) => "int",
                    (_, false) => "unsigned int",
                };
                (self.types.is_integer(ty) && self.types.size(ty) == size, expected)
            }
            b'c' | b'C' => (self.types.is_integer(ty) && self.types.size(ty) == 4, "int"),
            b's' if found.length.is_empty() => (pointee.is_some_and(|t| self.is_text(t)), "char *"),
            b's' | b'S' => (pointee.is_some(), "wchar_t *"),
            b'p' => (pointee.is_some(), "void *"),
            b'n' => (pointee.is_some(), "int *"),
            _ => (self.types.kind(ty) == TypeKind::Double, "double"),
        };
        if !fits {
            self.wrong_argument(found.text, expected, value, ty, place);
        }
    }

    fn check_scanned(&mut self, found: &Conversion<'_>, value: Operand, place: Span) {
        let ty = self.passed_type(value);
        if ty == TypeId::ERROR {
            return;
        }
        let target = self.types.pointee(ty);
        let size = match found.length {
            "hh" => 1,
            "h" => 2,
            length => integer_size(length),
        };
        let integer = |p: &Self, size: u32| target.is_some_and(|t| p.types.is_integer(t) && p.types.size(t) == size);
        let (fits, expected) = match found.letter {
            b'd' | b'i' | b'o' | b'u' | b'x' | b'X' | b'n' => {
                let expected = ["char *", "short *", "int *", "long long *"][size.trailing_zeros() as usize];
                (integer(self, size), expected)
            }
            b's' | b'c' | b'[' if found.length.is_empty() => (target.is_some_and(|t| self.is_text(t)), "char *"),
            b's' | b'c' | b'[' | b'S' | b'C' => (target.is_some(), "wchar_t *"),
            b'p' => (target.is_some_and(|t| self.types.is_pointer(t)), "void **"),
            _ if found.length.is_empty() => (target.is_some_and(|t| t.unqualified() == TypeId::FLOAT), "float *"),
            _ => (target.is_some_and(|t| self.types.kind(t) == TypeKind::Double), "double *"),
        };
        if !fits {
            self.wrong_argument(found.text, expected, value, ty, place);
        }
    }

    /// Bytes of a text, or memory of any kind.
    pub(super) fn is_text(&self, ty: TypeId) -> bool {
        ty.unqualified() == TypeId::VOID || (self.types.is_integer(ty) && self.types.size(ty) == 1)
    }

    fn wrong_argument(&mut self, conversion: &str, expected: &str, value: Operand, ty: TypeId, place: Span) {
        let shown = self.show(ty);
        let warning = Diagnostic::warning("W0414", value.span, format!("`{conversion}` doesn't fit its argument"));
        let warning = warning.label(format!("expected `{expected}`, found `{shown}`")).secondary(place, "this format");
        let wants_pointer = expected.ends_with('*') && expected != "char *";
        let is_place = matches!(value.term, Term::Place(_)) && !self.types.is_pointer(ty);
        let better = match self.types.kind(ty) {
            TypeKind::Pointer(to) if self.is_text(to) && to.unqualified() != TypeId::VOID => "%s",
            TypeKind::Pointer(_) => "%p",
            TypeKind::Int { size: 8, signed: true, .. } => "%lld",
            TypeKind::Int { size: 8, .. } => "%llu",
            TypeKind::Int { signed: true, .. } => "%d",
            TypeKind::Int { .. } => "%u",
            TypeKind::Double => "%f",
            _ => "",
        };
        let to = self.types.pointee(ty);
        self.diags.push(if wants_pointer && is_place {
            warning.suggest("pass its address: write `&` before it", value.span.before(), "&")
        } else if expected == "char *"
            && to.is_some_and(|to| matches!(self.types.kind(to), TypeKind::Array { elem, .. } if self.is_text(elem)))
        {
            warning.help("an array is passed as the address of its first element: remove the `&` before it")
        } else if wants_pointer && let Some(scanned) = to.and_then(|to| self.scanned_by(to)) {
            self.other_conversion(warning, conversion, scanned, place, format!("write `{scanned}` for this type"))
        } else if expected.ends_with("**") || (wants_pointer && self.types.is_pointer(ty)) || better.is_empty() {
            warning
        } else {
            let help = format!("write `{better}` for this type, or cast the argument to `{expected}`");
            self.other_conversion(warning, conversion, better, place, help)
        });
    }

    /// The conversion of `scanf` that reads a number of this type.
    fn scanned_by(&self, ty: TypeId) -> Option<&'static str> {
        let signed = self.types.is_signed(ty);
        Some(match self.types.kind(ty) {
            TypeKind::Float => "%f",
            TypeKind::Double => "%lf",
            TypeKind::Int { size, .. } => match (size, signed) {
                (1, true) => "%hhd",
                (1, false) => "%hhu",
                (2, true) => "%hd",
                (2, false) => "%hu",
                (4, true) => "%d",
                (4, false) => "%u",
                (_, true) => "%lld",
                (_, false) => "%llu",
            },
            _ => return None,
        })
    }

    /// With the edit that replaces a conversion of the format, if it is clear which one that is.
    fn other_conversion(&self, warning: Diagnostic, old: &str, new: &str, place: Span, help: String) -> Diagnostic {
        let text = self.text(place);
        let plain = !old.contains(['-', '.', '0', '*']) && text.matches(old).count() == 1;
        match text.find(old).filter(|_| plain && place.end < VIRTUAL) {
            Some(at) => {
                let start = place.start + at as u32;
                warning.suggest(help, Span { start, end: start + old.len() as u32 }, new)
            }
            None => warning.help(help),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Family, conversion};

    #[test]
    fn conversions_are_taken_apart() {
        for (family, text, letter, length, stars) in [
            (Family::Print, "%d", b'd', "", 0),
            (Family::Print, "%-08.*lld", b'd', "ll", 1),
            (Family::Print, "%*.*f", b'f', "", 2),
            (Family::Scan, "%10hhu", b'u', "hh", 0),
            (Family::Scan, "%[]a]", b'[', "", 0),
        ] {
            let (found, end) = conversion(text, 0, family);
            let found = found.expect("it is a conversion");
            assert_eq!((found.letter, found.length, found.stars, end), (letter, length, stars, text.len()), "{text}");
        }
        assert!(conversion("%%", 0, Family::Print).0.is_none());
        assert!(conversion("%", 0, Family::Print).0.is_none());
        assert!(conversion("%-ll", 0, Family::Print).0.is_none());
        assert!(conversion("%*d", 0, Family::Scan).0.is_some_and(|c| c.dropped));
    }
}

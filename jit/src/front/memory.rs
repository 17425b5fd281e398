//! Warnings of sizes that are those of a pointer, where the size of what it points to is meant.

use super::operand::{Operand, Term};
use super::parser::Parser;
use super::tree::{PlaceId, PlaceKind};
use super::types::TypeId;
use crate::diag::map::VIRTUAL;
use crate::diag::{Diagnostic, Span};

/// The number of the argument that is a size, and of those that say what it is the size of.
fn sized(name: &str) -> Option<(usize, &'static [usize])> {
    Some(match name {
        "memset" | "bzero" => (if name == "memset" { 2 } else { 1 }, &[0]),
        "memcpy" | "memmove" | "memcmp" | "strncpy" | "strncat" | "strncmp" => (2, &[0, 1]),
        "snprintf" | "fgets" => (1, &[0]),
        _ => return None,
    })
}

/// What `sizeof` is applied to in `sizeof x` or `sizeof(x)`, if that is all of the text.
fn measured(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("sizeof")?.trim();
    let inner = inner.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(inner).trim();
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-' | b'>');
    (!inner.is_empty() && inner.bytes().all(plain)).then_some(inner)
}

impl Parser<'_> {
    /// `memset(p, 0, sizeof p)`
    pub(super) fn check_sizes(&mut self, name: &str, args: &[Operand]) {
        let Some((at, of)) = sized(name) else { return };
        let Some(size) = args.get(at).filter(|size| size.span.end < VIRTUAL) else { return };
        let Some(inner) = measured(self.text(size.span)) else { return };
        let about = of.iter().filter_map(|&i| args.get(i)).find(|arg| self.text(arg.span) == inner);
        // Of a parameter that is declared as an array `sizeof` itself has warned.
        if let Some(arg) = about
            && self.types.is_pointer(arg.ty)
            && !matches!(arg.term, Term::Place(place) if self.array_parameter(place).is_some())
        {
            self.size_of_pointer(inner, arg.ty, size.span);
        }
    }

    /// `int *p = malloc(sizeof p)`: `what` is the variable, `value` what is stored in it.
    pub(super) fn check_allocation(&mut self, what: &str, ty: TypeId, value: Span) {
        if value.start >= VIRTUAL || value.end >= VIRTUAL {
            return;
        }
        let Some(pointee) = self.types.pointee(ty) else { return };
        let text = self.text(value);
        let Some(size) = text.strip_prefix("malloc").and_then(|rest| rest.trim_start().strip_prefix('(')) else {
            return;
        };
        let Some(size) = size.strip_suffix(')').map(str::trim) else { return };
        let object = self.is_complete(pointee) && self.types.size(pointee) > self.types.size(ty);
        if object && measured(size) == Some(what) {
            let offset = text.find(size).unwrap_or(0) as u32;
            let start = value.start + offset;
            self.size_of_pointer(what, ty, Span { start, end: start + size.len() as u32 });
        }
    }

    fn size_of_pointer(&mut self, what: &str, ty: TypeId, at: Span) {
        let shown = self.show(ty);
        let warning = Diagnostic::warning("W0425", at, "this is the size of a pointer");
        let warning = warning.label(format!("`{what}` is a `{shown}`"));
        let one = self.types.pointee(ty).is_some_and(|to| !self.is_complete(to) || self.types.size(to) == 1);
        self.diags.push(if one {
            warning.help("write the number of bytes that it points to")
        } else {
            warning.suggest("the size of what it points to is", at, format!("sizeof *{what}"))
        });
    }

    /// `sizeof a` of a parameter that is declared as an array.
    pub(super) fn check_sizeof_parameter(&mut self, op: Operand) {
        let Term::Place(place) = op.term else { return };
        if let Some(name) = self.array_parameter(place) {
            let shown = self.show(op.ty);
            let warning = Diagnostic::warning("W0425", op.span, "this is the size of a pointer");
            let warning = warning.label(format!("the parameter `{name}` is a `{shown}`"));
            let warning = warning.note("an array that is passed to a function is a pointer to its first element there");
            self.diags.push(warning.help("pass the number of elements as another parameter"));
        }
    }

    fn array_parameter(&self, place: PlaceId) -> Option<String> {
        let PlaceKind::Local(local) = self.f.place(place).kind else { return None };
        self.f.array_params.contains(&local).then(|| self.local_name(local).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::measured;

    #[test]
    fn only_whole_operands_of_sizeof() {
        assert_eq!(measured("sizeof(p)"), Some("p"));
        assert_eq!(measured("sizeof p->q"), Some("p->q"));
        assert_eq!(measured("sizeof(*p)"), None);
        assert_eq!(measured("sizeof(p) - 1"), None);
        assert_eq!(measured("n"), None);
    }
}

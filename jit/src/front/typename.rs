//! Types as C spells them, for messages.

use super::parser::Parser;
use super::types::{FnTypeId, TypeId, TypeKind, Types};
use std::fmt::Write;

/// Longer names are cut: they only come from hostile sources.
const MAX_NAME: usize = 120;

impl Parser<'_> {
    /// The type's name.
    #[cold]
    #[inline(never)]
    pub(super) fn show(&self, ty: TypeId) -> String {
        type_name(&self.types, ty)
    }
}

/// Parameter lists in parameter lists that a name shows.
const LISTS: u32 = 3;

/// The name of a type as C spells it.
#[must_use]
pub fn type_name(types: &Types, ty: TypeId) -> String {
    limited_name(types, ty, LISTS)
}

/// The name of a type, with parameter lists in each other up to so many levels.
fn limited_name(types: &Types, ty: TypeId, lists: u32) -> String {
    let mut name = spell(types, ty, String::new(), lists);
    if name.len() > MAX_NAME {
        let mut end = MAX_NAME;
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        name.truncate(end);
        name.push_str("...");
    }
    name
}

/// The type around `inner`, which is the declarator so far.
fn spell(types: &Types, mut ty: TypeId, mut inner: String, lists: u32) -> String {
    // Building the declarator inside out; a pointer in front of `[]` or `()` needs parentheses.
    loop {
        match types.kind(ty) {
            TypeKind::Pointer(to) => {
                let mut quals = String::new();
                if ty.is_const() {
                    quals.push_str("const ");
                }
                if ty.is_volatile() {
                    quals.push_str("volatile ");
                }
                let gap = if quals.is_empty() || !inner.is_empty() { quals.as_str() } else { quals.trim_end() };
                inner = format!("*{gap}{inner}");
                if matches!(types.kind(to), TypeKind::Array { .. } | TypeKind::Vla { .. } | TypeKind::Function(_)) {
                    inner = format!("({inner})");
                }
                ty = to;
            }
            TypeKind::Array { elem, len } => {
                match len {
                    Some(n) => _ = write!(inner, "[{n}]"),
                    None => inner.push_str("[]"),
                }
                ty = elem;
            }
            TypeKind::Vla { elem, .. } => {
                inner.push_str("[*]");
                ty = elem;
            }
            TypeKind::Function(f) => {
                inner.push_str(&params(types, f, lists));
                ty = types.fn_type(f).result;
            }
            _ => break,
        }
        if inner.len() > 4 * MAX_NAME {
            break;
        }
    }
    let base = base_name(types, ty);
    let quals = match (ty.is_const(), ty.is_volatile()) {
        (true, true) => "const volatile ",
        (true, false) => "const ",
        (false, true) => "volatile ",
        (false, false) => "",
    };
    if inner.is_empty() { format!("{quals}{base}") } else { format!("{quals}{base} {inner}") }
}

fn params(types: &Types, f: FnTypeId, lists: u32) -> String {
    let f = types.fn_type(f);
    let Some(lists) = lists.checked_sub(1) else { return "(...)".to_owned() };
    let mut parts: Vec<String> = f.params.iter().take(8).map(|&p| limited_name(types, p, lists)).collect();
    if f.params.len() > 8 || f.variadic {
        parts.push("...".into());
    }
    if parts.is_empty() && f.prototype {
        parts.push("void".into());
    }
    format!("({})", parts.join(", "))
}

fn base_name(types: &Types, ty: TypeId) -> String {
    let fixed = match ty.unqualified() {
        TypeId::VOID => "void",
        TypeId::BOOL => "_Bool",
        TypeId::CHAR => "char",
        TypeId::SCHAR => "signed char",
        TypeId::UCHAR => "unsigned char",
        TypeId::SHORT => "short",
        TypeId::USHORT => "unsigned short",
        TypeId::INT => "int",
        TypeId::UINT => "unsigned",
        TypeId::LONG => "long",
        TypeId::ULONG => "unsigned long",
        TypeId::LLONG => "long long",
        TypeId::ULLONG => "unsigned long long",
        TypeId::FLOAT => "float",
        TypeId::DOUBLE => "double",
        TypeId::LDOUBLE => "long double",
        other => {
            if let TypeKind::Int { signed, rank, .. } = types.kind(other) {
                return format!("{}long long : {rank}", if signed { "" } else { "unsigned " });
            }
            let TypeKind::Record(r) = types.kind(other) else { return "...".into() };
            let record = types.record(r);
            let word = if record.is_union { "union" } else { "struct" };
            return match &record.tag {
                Some(tag) => format!("{word} {tag}"),
                None => format!("{word} <unnamed>"),
            };
        }
    };
    fixed.to_owned()
}

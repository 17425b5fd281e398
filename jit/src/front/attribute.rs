//! `__attribute__((...))` and `_Alignas`: what is heeded, what is ignored, what is refused.
//!
//! Attributes that only help a compiler to optimise or to warn are ignored without a word, but for those about inlining. Those that would change
//! what the program means are refused, and unknown ones are ignored with a warning.

use super::format::{Family, Format};
use super::parser::{Parsed, Parser};
use super::token::{Name, Tok};
use super::types::{TypeId, TypeKind};
use crate::diag::{Diagnostic, Span};
use crate::ir::Inlining;

/// What attributes and alignment specifiers asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Attributes {
    /// `noreturn` or `_Noreturn`
    pub noreturn: bool,
    /// `warn_unused_result`
    pub must_use: bool,
    /// `format(printf, 1, 2)`
    pub format: Option<Format>,
    /// `packed`
    pub packed: bool,
    /// `aligned(n)` or `_Alignas(n)`; 0 if not given.
    pub align: u32,
    /// `mode(m)`: the size and kind of type that is meant.
    pub mode: Option<Mode>,
    /// `asm("name")`
    pub label: Option<Name>,
    /// `alias("name")`
    pub alias: Option<(Name, Span)>,
    /// `weak`
    pub weak: bool,
    /// `always_inline` or `noinline`
    pub inlining: Inlining,
    /// `constructor` and `destructor`, with their priorities.
    pub constructor: Option<u16>,
    pub destructor: Option<u16>,
}

/// A machine mode as `__attribute__((mode(m)))` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// An integer of so many bytes.
    Int(u32),
    /// A floating type of so many bytes.
    Float(u32),
}

impl Mode {
    fn of(word: &str) -> Option<Self> {
        Some(match word.trim_matches('_') {
            "QI" | "byte" => Self::Int(1),
            "HI" => Self::Int(2),
            "SI" | "word" | "pointer" => Self::Int(4),
            "DI" => Self::Int(8),
            "SF" => Self::Float(4),
            "DF" => Self::Float(8),
            _ => return None,
        })
    }
}

impl Attributes {
    /// Adds what `other` asks for.
    pub(super) fn add(&mut self, other: Self) {
        self.noreturn |= other.noreturn;
        self.must_use |= other.must_use;
        self.format = self.format.or(other.format);
        self.packed |= other.packed;
        self.align = self.align.max(other.align);
        self.mode = other.mode.or(self.mode);
        self.label = other.label.or(self.label);
        self.alias = other.alias.or(self.alias);
        self.weak |= other.weak;
        self.inlining = self.inlining.max(other.inlining);
        self.constructor = other.constructor.or(self.constructor);
        self.destructor = other.destructor.or(self.destructor);
    }
}

/// The largest alignment that can be asked for: a page.
const MAX_ALIGN: i64 = 4096;

/// The alignment that `aligned` without a number means: the largest that a scalar type has.
const BIGGEST_ALIGN: u32 = 8;

/// Ignored without a word. Sorted.
const HINTS: &[&str] = &[
    "access",
    "alloc_align",
    "alloc_size",
    "artificial",
    "assume_aligned",
    "cdecl",
    "cold",
    "const",
    "deprecated",
    "error",
    "externally_visible",
    "fallthrough",
    "fastcall",
    "flatten",
    "format_arg",
    "gnu_inline",
    "hot",
    "leaf",
    "malloc",
    "may_alias",
    "no_instrument_function",
    "no_sanitize",
    "no_stack_protector",
    "noclone",
    "nonnull",
    "nonstring",
    "nothrow",
    "optimize",
    "pure",
    "regparm",
    "returns_nonnull",
    "section",
    "sentinel",
    "stdcall",
    "tls_model",
    "unavailable",
    "unused",
    "used",
    "visibility",
    "warning",
];

/// Refused: a program that relies on one would not do what it says. Sorted by name, with the cure.
const REFUSED: &[(&str, &str)] = &[
    ("cleanup", "call the function where the variable's scope ends"),
    ("ifunc", "use a function pointer"),
    ("naked", "there is no assembly language here"),
    ("scalar_storage_order", "swap the bytes where they are read and written"),
    ("transparent_union", "pass the union itself, or a pointer"),
    ("vector_size", "use an array and a loop"),
    ("weakref", "remove it: a name has one definition"),
];

impl Parser<'_> {
    /// Any number of `__attribute__((...))`, and `asm("name")`, added to `into`.
    pub(super) fn attributes(&mut self, into: &mut Attributes) -> Parsed<()> {
        loop {
            match self.tok.kind {
                Tok::Attribute => self.nested(|p| p.attribute(into))?,
                Tok::Extension => {
                    self.bump();
                }
                Tok::Asm => self.asm_label(into)?,
                _ => return Ok(()),
            }
        }
    }

    /// Attributes where none of them means anything.
    pub(super) fn skip_attributes(&mut self) -> Parsed<()> {
        self.attributes(&mut Attributes::default())
    }

    /// `__attribute__((list))`
    fn attribute(&mut self, into: &mut Attributes) -> Parsed<()> {
        self.bump();
        let outer = self.expect(Tok::LParen)?;
        let inner = self.expect(Tok::LParen)?;
        loop {
            if self.at_word() {
                self.one_attribute(into)?;
            }
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        self.expect_close(Tok::RParen, inner.span)?;
        self.expect_close(Tok::RParen, outer.span)?;
        Ok(())
    }

    /// An identifier, or a keyword that serves as one (`const`).
    fn at_word(&self) -> bool {
        matches!(self.tok.kind, Tok::Ident(_)) || self.at_keyword()
    }

    fn one_attribute(&mut self, into: &mut Attributes) -> Parsed<()> {
        let token = self.bump();
        let text = match token.kind {
            Tok::Ident(name) => self.name(name),
            kind => kind.text().unwrap_or(""),
        };
        let word = text.strip_prefix("__").and_then(|t| t.strip_suffix("__")).unwrap_or(text);
        match word {
            "noreturn" => into.noreturn = true,
            "packed" => into.packed = true,
            "weak" => into.weak = true,
            "always_inline" => into.inlining = into.inlining.max(Inlining::Always),
            "noinline" | "noipa" => into.inlining = Inlining::Never,
            "mode" => return self.mode(into, token.span),
            "alias" => return self.alias(into, token.span),
            "constructor" => {
                into.constructor = Some(self.priority()?);
                return Ok(());
            }
            "destructor" => {
                into.destructor = Some(self.priority()?);
                return Ok(());
            }
            "warn_unused_result" => into.must_use = true,
            "format" => {
                into.format = self.format_attribute()?;
                return Ok(());
            }
            "aligned" => {
                let align = if self.at(Tok::LParen) { self.alignment()? } else { BIGGEST_ALIGN };
                into.align = into.align.max(align);
                return Ok(());
            }
            _ if HINTS.binary_search(&word).is_ok() => {}
            _ => {
                if let Ok(i) = REFUSED.binary_search_by_key(&word, |&(name, _)| name) {
                    let error =
                        Diagnostic::error("E0302", token.span, format!("the attribute `{word}` is not supported"));
                    self.report(error.help(REFUSED[i].1));
                } else {
                    let warning = Diagnostic::warning("W0301", token.span, format!("unknown attribute `{word}`"));
                    self.diags.push(warning.label("ignored"));
                }
            }
        }
        self.skip_arguments()
    }

    /// `mode(word)`; the current token is the parenthesis.
    fn mode(&mut self, into: &mut Attributes, span: Span) -> Parsed<()> {
        let open = self.expect(Tok::LParen)?;
        let (name, word) = self.expect_ident("a machine mode")?;
        self.expect_close(Tok::RParen, open.span)?;
        into.mode = Mode::of(self.name(name));
        if into.mode.is_none() {
            let text = self.name(name);
            let error = Diagnostic::error("E0302", span, format!("the attribute `mode({text})` is not supported"));
            let error = error.secondary(word.span, "no integer of up to 8 bytes, `float` or `double`");
            self.report(error.help("write the type that is meant, or an array"));
        }
        Ok(())
    }

    /// The type that `mode` makes of this one.
    pub(super) fn with_mode(&mut self, ty: TypeId, mode: Option<Mode>, span: Span) -> TypeId {
        let Some(mode) = mode else { return ty };
        let new = match (mode, self.types.kind(ty)) {
            (Mode::Int(size), TypeKind::Int { signed, .. }) => match (size, signed) {
                (1, true) => TypeId::SCHAR,
                (1, false) => TypeId::UCHAR,
                (2, true) => TypeId::SHORT,
                (2, false) => TypeId::USHORT,
                (4, true) => TypeId::INT,
                (4, false) => TypeId::UINT,
                (_, true) => TypeId::LLONG,
                (_, false) => TypeId::ULLONG,
            },
            (Mode::Float(4), TypeKind::Float | TypeKind::Double) => TypeId::FLOAT,
            (Mode::Float(_), TypeKind::Float | TypeKind::Double) => TypeId::DOUBLE,
            (Mode::Int(4), TypeKind::Pointer(_)) => ty,
            (_, TypeKind::Error) => ty,
            _ => {
                let shown = self.show(ty);
                self.error("E0302", span, format!("this `mode` does not fit `{shown}`"));
                return ty;
            }
        };
        new.qualified_like(ty)
    }

    /// `(number)`, which may be missing; a function without one comes after all others.
    fn priority(&mut self) -> Parsed<u16> {
        if !self.at(Tok::LParen) {
            return Ok(u16::MAX);
        }
        let open = self.bump();
        let (value, _, span) = self.nested(|p| p.constant_int("priority"))?;
        self.expect_close(Tok::RParen, open.span)?;
        u16::try_from(value).map_err(|_| self.error("E0364", span, "a priority is a number from 0 to 65535"))
    }

    /// `alias("name")`; the current token is the parenthesis.
    fn alias(&mut self, into: &mut Attributes, span: Span) -> Parsed<()> {
        let open = self.expect(Tok::LParen)?;
        if !matches!(self.tok.kind, Tok::Str(_)) {
            return Err(self.expected("a string literal"));
        }
        let (text, _) = self.string_literal();
        self.expect_close(Tok::RParen, open.span)?;
        let target = self.names.intern(self.pp.keep(&String::from_utf8_lossy(&text.bytes)));
        into.alias = Some((target, span));
        Ok(())
    }

    /// `(printf, 2, 3)`: the arguments that are a format and the first of its values, from 1; 0 for a `va_list`.
    fn format_attribute(&mut self) -> Parsed<Option<Format>> {
        if !self.at(Tok::LParen) || !matches!(self.peek(), Tok::Ident(_)) {
            self.skip_arguments()?;
            return Ok(None);
        }
        let open = self.bump();
        let Tok::Ident(name) = self.bump().kind else { return Ok(None) };
        let family = match self.name(name).trim_matches('_') {
            "printf" | "gnu_printf" => Some(Family::Print),
            "scanf" | "gnu_scanf" => Some(Family::Scan),
            _ => None,
        };
        let mut numbers = [0; 2];
        for number in &mut numbers {
            if self.eat(Tok::Comma) {
                *number = self.nested(|p| p.constant_int("argument number"))?.0;
            }
        }
        self.expect_close(Tok::RParen, open.span)?;
        let at = |number: i64| usize::try_from(number).ok()?.checked_sub(1);
        Ok(match (family, at(numbers[0]), at(numbers[1])) {
            (Some(family), Some(format), Some(values)) => Some(Format { family, format, values }),
            _ => None,
        })
    }

    /// `( balanced tokens )`, if they are there.
    fn skip_arguments(&mut self) -> Parsed<()> {
        if !self.at(Tok::LParen) {
            return Ok(());
        }
        let open = self.bump();
        let mut depth = 1u32;
        while depth > 0 {
            match self.tok.kind {
                Tok::LParen => depth += 1,
                Tok::RParen => depth -= 1,
                Tok::Eof | Tok::Semi | Tok::LBrace => {
                    return self.expect_close(Tok::RParen, open.span).map(|_| ());
                }
                _ => {}
            }
            self.bump();
        }
        Ok(())
    }

    /// `( constant )` or `( type )`: an alignment. The current token is the parenthesis.
    pub(super) fn alignment(&mut self) -> Parsed<u32> {
        let open = self.expect(Tok::LParen)?;
        let align = if self.starts_type(self.tok.kind) {
            self.aligned_type_name()?.1
        } else {
            let (value, _, span) = self.nested(|p| p.constant_int("alignment"))?;
            self.check_alignment(value, span)?
        };
        self.expect_close(Tok::RParen, open.span)?;
        Ok(align)
    }

    fn check_alignment(&mut self, value: i64, span: Span) -> Parsed<u32> {
        if value == 0 {
            return Ok(0);
        }
        if !(0..=MAX_ALIGN).contains(&value) || value & (value - 1) != 0 {
            let error = Diagnostic::error("E0303", span, format!("{value} is no alignment"));
            return Err(self.report(error.help(format!("use a power of two up to {MAX_ALIGN}"))));
        }
        Ok(value as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::{HINTS, REFUSED};

    #[test]
    fn the_lists_are_sorted() {
        assert!(HINTS.is_sorted());
        assert!(REFUSED.is_sorted_by_key(|&(name, _)| name));
    }
}

//! `__attribute__((...))`, `_Alignas` and `__asm__`: what is heeded, what is ignored, what is refused.
//!
//! Attributes that only help a compiler to optimise or to warn are ignored without a word. Those that would change
//! what the program means are refused, and unknown ones are ignored with a warning.

use super::parser::{Parsed, Parser};
use super::token::Tok;
use crate::diag::{Diagnostic, Span};

/// What attributes and alignment specifiers asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Attributes {
    /// `noreturn` or `_Noreturn`
    pub noreturn: bool,
    /// `packed`
    pub packed: bool,
    /// `aligned(n)` or `_Alignas(n)`; 0 if not given.
    pub align: u32,
}

impl Attributes {
    /// Adds what `other` asks for.
    pub(super) fn add(&mut self, other: Self) {
        self.noreturn |= other.noreturn;
        self.packed |= other.packed;
        self.align = self.align.max(other.align);
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
    "always_inline",
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
    "format",
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
    "noinline",
    "noipa",
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
    "warn_unused_result",
    "warning",
];

/// Refused: a program that relies on one would not do what it says. Sorted by name, with the cure.
const REFUSED: &[(&str, &str)] = &[
    ("alias", "write a function that calls the other one"),
    ("cleanup", "call the function where the variable's scope ends"),
    ("constructor", "call the function at the start of `main`"),
    ("destructor", "call the function at the end of `main`, or pass it to `atexit`"),
    ("ifunc", "use a function pointer"),
    ("mode", "write the type of that size, such as `int` or `long long`"),
    ("naked", "there is no assembly language here"),
    ("scalar_storage_order", "swap the bytes where they are read and written"),
    ("transparent_union", "pass the union itself, or a pointer"),
    ("vector_size", "use an array and a loop"),
    ("weak", "remove it: a name has one definition"),
    ("weakref", "remove it: a name has one definition"),
];

impl Parser<'_> {
    /// Any number of `__attribute__((...))`, added to `into`; `__asm__` where it would name a symbol is refused.
    pub(super) fn attributes(&mut self, into: &mut Attributes) -> Parsed<()> {
        loop {
            match self.tok.kind {
                Tok::Attribute => self.nested(|p| p.attribute(into))?,
                Tok::Extension => {
                    self.bump();
                }
                Tok::Asm => return Err(self.no_assembly()),
                _ => return Ok(()),
            }
        }
    }

    /// Attributes where none of them means anything.
    pub(super) fn skip_attributes(&mut self) -> Parsed<()> {
        self.attributes(&mut Attributes::default())
    }

    /// `__asm__` of any kind; the current token.
    pub(super) fn no_assembly(&mut self) -> super::parser::Reported {
        let error = Diagnostic::error("E0301", self.tok.span, "assembly language is not supported");
        let error = error.label("plugins run on several instruction sets");
        self.report(error.help("write it in C, or with a `__builtin_` function"))
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
            let ty = self.type_name()?;
            self.types.align(ty)
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

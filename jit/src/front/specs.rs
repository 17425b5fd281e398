//! Declaration specifiers: storage class, qualifiers, and the type they spell.

use super::attribute::Attributes;
use super::parser::{Parsed, Parser};
use super::scope::Meaning;
use super::token::{Name, Tok, Token};
use super::types::TypeId;
use crate::diag::{Diagnostic, Span};

/// Storage class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Storage {
    Typedef,
    Extern,
    Static,
    /// `auto` or `register`
    Automatic,
}

/// What stands before the declarators.
#[derive(Debug, Clone, Copy)]
pub(super) struct Specs {
    pub ty: TypeId,
    pub storage: Option<(Storage, Span)>,
    pub inline: bool,
    pub span: Span,
    /// A struct, union or enum was named or defined: the declaration means something without a declarator.
    pub tag: bool,
    /// Attributes and alignment specifiers among them.
    pub attrs: Attributes,
    /// No type was written: it is `int`, as before C99, if a function's declarator follows.
    pub implicit: bool,
}

/// The words of a basic type.
#[derive(Default)]
struct Words {
    signed: bool,
    unsigned: bool,
    short: bool,
    longs: u8,
    base: Option<Tok>,
}

impl Words {
    fn any(&self) -> bool {
        self.signed || self.unsigned || self.short || self.longs > 0 || self.base.is_some()
    }

    /// The type that the words spell; `None` if C has no such type.
    fn ty(&self) -> Option<TypeId> {
        let sign = self.signed || self.unsigned;
        let plain = !sign && !self.short && self.longs == 0;
        if self.signed && self.unsigned {
            return None;
        }
        Some(match self.base {
            Some(Tok::Void) if plain => TypeId::VOID,
            Some(Tok::Bool) if plain => TypeId::BOOL,
            Some(Tok::FloatKw) if plain => TypeId::FLOAT,
            Some(Tok::Double) if !sign && !self.short && self.longs <= 1 => TypeId::DOUBLE,
            Some(Tok::CharKw) if !self.short && self.longs == 0 => match (self.signed, self.unsigned) {
                (_, true) => TypeId::UCHAR,
                (true, _) => TypeId::SCHAR,
                _ => TypeId::CHAR,
            },
            Some(Tok::IntKw) | None => match (self.short, self.longs, self.unsigned) {
                (true, 0, false) => TypeId::SHORT,
                (true, 0, true) => TypeId::USHORT,
                (false, 0, false) => TypeId::INT,
                (false, 0, true) => TypeId::UINT,
                (false, 1, false) => TypeId::LONG,
                (false, 1, true) => TypeId::ULONG,
                (false, 2, false) => TypeId::LLONG,
                (false, 2, true) => TypeId::ULLONG,
                _ => return None,
            },
            _ => return None,
        })
    }
}

impl Parser<'_> {
    /// Can this token start a type name?
    pub(super) fn starts_type(&self, tok: Tok) -> bool {
        match tok {
            Tok::Ident(name) => self.typedef(name).is_some(),
            Tok::Void
            | Tok::CharKw
            | Tok::Short
            | Tok::IntKw
            | Tok::Long
            | Tok::FloatKw
            | Tok::Double
            | Tok::Signed => true,
            Tok::Unsigned | Tok::Bool | Tok::Complex | Tok::Imaginary | Tok::Struct | Tok::Union | Tok::Enum => true,
            Tok::Const | Tok::Volatile | Tok::Restrict | Tok::Typeof | Tok::Attribute => true,
            _ => false,
        }
    }

    /// Can this token start a declaration?
    pub(super) fn starts_declaration(&self, tok: Tok) -> bool {
        self.starts_type(tok)
            || matches!(tok, Tok::Typedef | Tok::Extern | Tok::Static | Tok::Auto | Tok::Register | Tok::Inline)
            || matches!(tok, Tok::Noreturn | Tok::Alignas | Tok::ThreadLocal | Tok::StaticAssert)
    }

    pub(super) fn typedef(&self, name: Name) -> Option<TypeId> {
        match self.scopes.lookup(name)?.meaning {
            Meaning::Typedef(ty) => Some(ty),
            _ => None,
        }
    }

    /// Specifiers and qualifiers; at least a type has to be among them.
    pub(super) fn specifiers(&mut self) -> Parsed<Specs> {
        let start = self.tok;
        let mut words = Words::default();
        let mut named: Option<TypeId> = None;
        let mut specs = Specs {
            ty: TypeId::ERROR,
            storage: None,
            inline: false,
            span: start.span,
            tag: false,
            attrs: Attributes::default(),
            implicit: false,
        };
        let (mut is_const, mut is_volatile) = (false, false);
        loop {
            let token = self.tok;
            match token.kind {
                Tok::Const => is_const = true,
                Tok::Volatile => is_volatile = true,
                Tok::Restrict => {}
                Tok::Inline => specs.inline = true,
                Tok::Noreturn => specs.attrs.noreturn = true,
                // A plugin has one thread.
                Tok::ThreadLocal | Tok::Extension => {}
                Tok::Attribute => {
                    self.attributes(&mut specs.attrs)?;
                    continue;
                }
                Tok::Alignas => {
                    self.bump();
                    let align = self.alignment()?;
                    specs.attrs.align = specs.attrs.align.max(align);
                    continue;
                }
                Tok::Typeof => {
                    if named.is_some() || words.any() {
                        return Err(self.two_types(token));
                    }
                    named = Some(self.typeof_specifier()?);
                    continue;
                }
                Tok::Typedef => self.storage(&mut specs, Storage::Typedef, token),
                Tok::Extern => self.storage(&mut specs, Storage::Extern, token),
                Tok::Static => self.storage(&mut specs, Storage::Static, token),
                Tok::Auto | Tok::Register => self.storage(&mut specs, Storage::Automatic, token),
                Tok::Complex | Tok::Imaginary => {
                    let error = Diagnostic::error("E0351", token.span, "complex numbers are not supported");
                    return Err(self.report(error.help("use two floating variables or a struct")));
                }
                Tok::Struct | Tok::Union | Tok::Enum => {
                    if named.is_some() || words.any() {
                        return Err(self.two_types(token));
                    }
                    let ty = if token.kind == Tok::Enum { self.enum_specifier()? } else { self.record_specifier()? };
                    named = Some(ty);
                    specs.tag = true;
                    continue;
                }
                Tok::Ident(name) if named.is_none() && !words.any() => match self.typedef(name) {
                    Some(ty) => named = Some(ty),
                    None => break,
                },
                _ => {
                    if !self.word(&mut words, named.is_some(), token)? {
                        break;
                    }
                }
            }
            self.bump();
        }
        specs.span = start.span.to(self.prev.span);
        let ty = match named {
            Some(ty) => ty,
            None if words.any() => match words.ty() {
                Some(ty) => ty,
                None => {
                    let text = self.text(specs.span);
                    let message =
                        if text.len() <= 60 { format!("`{text}` is not a type") } else { "not a type".into() };
                    return Err(self.error("E0352", specs.span, message));
                }
            },
            None if self.may_be_implicit() => {
                specs.implicit = true;
                TypeId::INT
            }
            None => return Err(self.no_type(start)),
        };
        specs.ty = ty.qualified(is_const, is_volatile);
        Ok(specs)
    }

    /// Takes note of a word of a basic type; false if the token is none.
    fn word(&mut self, words: &mut Words, named: bool, token: Token) -> Parsed<bool> {
        let again = match token.kind {
            Tok::Signed => std::mem::replace(&mut words.signed, true),
            Tok::Unsigned => std::mem::replace(&mut words.unsigned, true),
            Tok::Short => std::mem::replace(&mut words.short, true),
            Tok::Long => {
                words.longs += 1;
                words.longs > 2
            }
            Tok::Void | Tok::CharKw | Tok::IntKw | Tok::FloatKw | Tok::Double | Tok::Bool => {
                words.base.replace(token.kind).is_some()
            }
            _ => return Ok(false),
        };
        if again || named {
            return Err(self.two_types(token));
        }
        Ok(true)
    }

    fn storage(&mut self, specs: &mut Specs, storage: Storage, token: Token) {
        if let Some((_, first)) = specs.storage {
            let error = Diagnostic::error("E0356", token.span, "more than one storage class");
            self.report(error.secondary(first, "the first one"));
        }
        specs.storage = Some((storage, token.span));
    }

    fn two_types(&mut self, token: Token) -> super::parser::Reported {
        let found = self.describe(token);
        let error =
            Diagnostic::error("E0353", token.span, format!("{found} can't be combined with the type before it"));
        self.report(error.help("is a `;` or a `,` missing?"))
    }

    /// At file level, `name (`: a function whose result type is left out.
    fn may_be_implicit(&mut self) -> bool {
        let named = matches!(self.tok.kind, Tok::Ident(name) if self.typedef(name).is_none());
        named && self.scopes.depth() == 0 && self.f.result.is_none() && self.peek() == Tok::LParen
    }

    /// A declaration, other than a function's definition, without a type.
    pub(super) fn no_implicit_int(&mut self, name: Name, span: Span) -> super::parser::Reported {
        let text = self.name(name);
        let error = Diagnostic::error("E0354", span, format!("expected a type, found `{text}`"));
        self.report(error.help(format!("C has no implicit `int`: write `int {text}`")))
    }

    fn no_type(&mut self, start: Token) -> super::parser::Reported {
        let Tok::Ident(name) = self.tok.kind else { return self.expected("a type") };
        let next = self.peek();
        if self.tok.span != start.span && matches!(next, Tok::Assign | Tok::Semi | Tok::Comma | Tok::LParen) {
            return self.no_implicit_int(name, self.tok.span);
        }
        self.unknown_type(name, self.tok.span)
    }

    pub(super) fn unknown_type(&mut self, name: Name, span: Span) -> super::parser::Reported {
        let text = self.name(name);
        let error = Diagnostic::error("E0355", span, format!("unknown type `{text}`"));
        if let Some(header) = self.header_of(text) {
            let help = format!("add `#include <{header}>`");
            return self.report(error.help(help));
        }
        let types = self.scopes.visible().filter(|&n| self.typedef(n).is_some()).map(|n| self.name(n));
        let keywords =
            ["int", "char", "unsigned", "struct", "double", "float", "void", "short", "long", "const", "static"];
        let error = match super::suggest::nearest(text, keywords.into_iter().chain(types)) {
            Some(similar) => error.help(format!("did you mean `{similar}`?")),
            None => match self.scopes.lookup_tag(name) {
                Some(tag) if tag.is_enum => error.help(format!("write `enum {text}`")),
                Some(_) => error.help(format!("write `struct {text}` or `union {text}`")),
                None => match super::suggest::in_c(text) {
                    Some(in_c) => error.help(format!("C has no `{text}`: write a type, such as `{in_c}`")),
                    None => error,
                },
            },
        };
        self.report(error)
    }
}

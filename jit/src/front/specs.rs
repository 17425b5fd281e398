//! Declaration specifiers: storage class, qualifiers, and the type they spell.

use super::attribute::Attributes;
use super::parser::{Parsed, Parser};
use super::scope::Meaning;
use super::token::{Name, Tok, Token};
use super::types::{TypeId, TypeKind};
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
    /// The alignment that the typedef's own attribute asks for; 0 if it asks for none.
    pub type_align: u32,
    /// No type was written: it is `int`, as before C99, if a function's declarator follows.
    pub implicit: bool,
    /// And nothing else stands before the declarator.
    pub bare: bool,
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
            Some(Tok::Double) if plain => TypeId::DOUBLE,
            Some(Tok::Double) if !sign && !self.short && self.longs == 1 => TypeId::LDOUBLE,
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
            Meaning::Typedef(ty, _) => Some(ty),
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
            type_align: 0,
            implicit: false,
            bare: false,
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
                Tok::Typedef | Tok::Static | Tok::Extern if specs.tag && self.is_forgotten_semicolon(&specs, token) => {
                    let next = self.peek();
                    if self.starts_type(next) && !matches!(next, Tok::Const | Tok::Volatile | Tok::Attribute) {
                        break;
                    }
                    let storage = match token.kind {
                        Tok::Typedef => Storage::Typedef,
                        Tok::Static => Storage::Static,
                        _ => Storage::Extern,
                    };
                    self.storage(&mut specs, storage, token);
                }
                Tok::Typedef => self.storage(&mut specs, Storage::Typedef, token),
                Tok::Extern => self.storage(&mut specs, Storage::Extern, token),
                Tok::Static => self.storage(&mut specs, Storage::Static, token),
                Tok::Auto | Tok::Register => self.storage(&mut specs, Storage::Automatic, token),
                Tok::Complex | Tok::Imaginary => return Err(self.no_complex_numbers(token.span)),
                Tok::Struct | Tok::Union | Tok::Enum => {
                    if self.is_forgotten_semicolon(&specs, token) {
                        break;
                    }
                    if named.is_some() || words.any() {
                        return Err(self.two_types(token));
                    }
                    let ty = if token.kind == Tok::Enum { self.enum_specifier()? } else { self.record_specifier()? };
                    named = Some(ty);
                    specs.tag = true;
                    continue;
                }
                Tok::Ident(name) if named.is_none() && !words.any() => {
                    let Some(Meaning::Typedef(ty, align)) = self.scopes.lookup(name).map(|b| b.meaning) else { break };
                    (named, specs.type_align) = (Some(ty), align);
                }
                _ => {
                    if specs.tag && self.starts_declaration(token.kind) && self.is_forgotten_semicolon(&specs, token) {
                        break;
                    }
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
                None => return Err(self.not_a_type(specs.span)),
            },
            None if self.may_be_implicit(start) => {
                specs.implicit = true;
                specs.bare = self.tok.span == start.span;
                if let Tok::Ident(name) = self.tok.kind
                    && self.peek() != Tok::LParen
                {
                    self.warn_implicit_int(name);
                }
                TypeId::INT
            }
            None => self.no_type(start)?,
        };
        let ty = self.with_mode(ty, specs.attrs.mode, specs.span);
        specs.ty = ty.qualified(is_const, is_volatile);
        Ok(specs)
    }

    #[cold]
    #[inline(never)]
    fn no_complex_numbers(&mut self, at: Span) -> super::parser::Reported {
        let error = Diagnostic::error("E0351", at, "complex numbers are not supported");
        self.report(error.help("use two floating variables or a struct"))
    }

    /// Words of types that can't stand together.
    #[cold]
    #[inline(never)]
    fn not_a_type(&mut self, at: Span) -> super::parser::Reported {
        let text = self.text(at);
        let message = if text.len() <= 60 { format!("`{text}` is not a type") } else { "not a type".into() };
        self.error("E0352", at, message)
    }

    #[cold]
    #[inline(never)]
    fn warn_implicit_int(&mut self, name: Name) {
        let text = self.name(name);
        let warning = Diagnostic::warning("W0304", self.tok.span, format!("`{text}` has no type"));
        self.diags.push(warning.label("taken as `int`").help(format!("write `int {text}`")));
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

    /// `struct point { ... }` without a `;`, and on a later line something that begins a declaration.
    fn is_forgotten_semicolon(&mut self, specs: &Specs, next: Token) -> bool {
        let apart = specs.tag && self.prev.kind == Tok::RBrace && next.loc.line > self.prev.loc.line;
        // The name of a type may be declared anew.
        apart && (!matches!(next.kind, Tok::Ident(_)) || matches!(self.peek(), Tok::Ident(_) | Tok::Star))
    }

    /// The `;` behind the definition of a struct, union or enumeration, or one that is reported as forgotten there.
    pub(super) fn ends_declaration(&mut self, specs: &Specs) -> bool {
        if self.eat(Tok::Semi) {
            return true;
        }
        if self.starts_declaration(self.tok.kind) && self.is_forgotten_semicolon(specs, self.tok) {
            let (at, found) = (self.prev.span.after(), self.describe(self.tok));
            let error = Diagnostic::error("E0207", at, format!("expected `;` after the definition, found {found}"));
            self.report(error.label("help: add `;` here").suggest("", at, ";"));
            return true;
        }
        false
    }

    fn two_types(&mut self, token: Token) -> super::parser::Reported {
        let found = self.describe(token);
        let error =
            Diagnostic::error("E0353", token.span, format!("{found} can't be combined with the type before it"));
        let named = matches!(self.peek(), Tok::Assign | Tok::Semi | Tok::Comma | Tok::LBracket);
        self.report(if named && token.kind.text().is_some() {
            error.help("a keyword can't be used as a name")
        } else {
            error.help("is a `;` or a `,` missing?")
        })
    }

    /// At file level, `name (`: a function whose result type is left out. So may be the type of anything that has
    /// other specifiers, as in `static n;`.
    fn may_be_implicit(&mut self, start: Token) -> bool {
        let named = matches!(self.tok.kind, Tok::Ident(name) if self.typedef(name).is_none());
        if !named {
            return false;
        }
        let next = self.peek();
        let outside = self.scopes.depth() == 0 && self.f.result.is_none();
        let specified = self.tok.span != start.span && start.kind != Tok::Attribute && start.kind != Tok::Extension;
        (outside && next == Tok::LParen)
            || (specified && matches!(next, Tok::Assign | Tok::Semi | Tok::Comma | Tok::LParen | Tok::LBracket))
    }

    /// A declaration, other than a function's definition, without a type.
    pub(super) fn no_implicit_int(&mut self, name: Name, span: Span) -> super::parser::Reported {
        let text = self.name(name);
        let error = Diagnostic::error("E0354", span, format!("expected a type, found `{text}`"));
        self.report(error.help(format!("C has no implicit `int`: write `int {text}`")))
    }

    /// A type is missing, or it is not known. What is declared with one that isn't known is of error type.
    fn no_type(&mut self, start: Token) -> Parsed<TypeId> {
        let Tok::Ident(name) = self.tok.kind else { return Err(self.expected("a type")) };
        let next = self.peek();
        if self.tok.span != start.span && matches!(next, Tok::Assign | Tok::Semi | Tok::Comma | Tok::LParen) {
            return Err(self.no_implicit_int(name, self.tok.span));
        }
        if self.tok.span != start.span && next == Tok::Colon && self.for_head {
            // `for (auto x : v)` says more at the colon.
            return Ok(TypeId::ERROR);
        }
        let reported = self.unknown_type(name, self.tok.span);
        if matches!(next, Tok::Ident(_) | Tok::Star | Tok::Amp | Tok::LBracket) {
            self.bump();
            return Ok(TypeId::ERROR);
        }
        Err(reported)
    }

    pub(super) fn unknown_type(&mut self, name: Name, span: Span) -> super::parser::Reported {
        let text = self.name(name);
        let error = Diagnostic::error("E0355", span, format!("unknown type `{text}`"));
        if let Some(header) = self.header_of(text).map(str::to_owned) {
            if self.already_wanted(&header, true) {
                return super::parser::Reported;
            }
            let error = self.add_include(error, &header);
            return self.report(error);
        }
        // One that is not known is reported once.
        let types = self.scopes.visible().filter(|&n| self.typedef(n).is_some()).map(|n| self.name(n));
        let keywords =
            ["int", "char", "unsigned", "struct", "double", "float", "void", "short", "long", "const", "static"];
        let error = match super::suggest::nearest(text, keywords.into_iter().chain(types)) {
            _ if let Some(tag) = self.scopes.lookup_tag(name) => {
                let kind = match self.types.kind(tag.ty) {
                    _ if tag.is_enum => "enum",
                    TypeKind::Record(id) if self.types.record(id).is_union => "union",
                    _ => "struct",
                };
                error.suggest(format!("write `{kind} {text}`"), span.before(), format!("{kind} "))
            }
            _ if let Some(in_c) = super::suggest::in_c(text) => {
                error.suggest(format!("C has no `{text}`: write a type, such as `{in_c}`"), span, in_c)
            }
            Some(similar) => error.suggest(format!("did you mean `{similar}`?"), span, similar),
            None => error,
        };
        let reported = self.report(error);
        self.bind_unknown_type(name, span);
        reported
    }
}

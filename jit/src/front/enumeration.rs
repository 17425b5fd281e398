//! `enum` specifiers.
//!
//! The constants are `int`s, or of the smallest larger type that holds them, as in GNU C. The type itself is `unsigned`
//! if no constant is negative, else `int`, and a larger one where it has to be, as gcc chooses.

use super::attribute::Attributes;
use super::parser::{Parsed, Parser};
use super::scope::Meaning;
use super::token::Tok;
use super::types::TypeId;
use crate::diag::Diagnostic;

/// The range of the constants so far.
#[derive(Default)]
struct Range {
    min: i64,
    /// A constant above what `long long` holds counts as its largest.
    max: i64,
    huge: bool,
}

impl Range {
    fn ty(&self) -> TypeId {
        match (self.min < 0, self.huge) {
            (false, true) => TypeId::ULLONG,
            (true, _) if i32::try_from(self.min).is_ok() && i32::try_from(self.max).is_ok() => TypeId::INT,
            (false, _) if u32::try_from(self.max).is_ok() => TypeId::UINT,
            _ => TypeId::LLONG,
        }
    }

    /// The smallest type: that of a `packed` enumeration.
    fn smallest(&self) -> TypeId {
        let fits = |min: i64, max: i64| self.min >= min && self.max <= max && !self.huge;
        match self.min < 0 {
            true if fits(i64::from(i8::MIN), i64::from(i8::MAX)) => TypeId::SCHAR,
            true if fits(i64::from(i16::MIN), i64::from(i16::MAX)) => TypeId::SHORT,
            false if fits(0, i64::from(u8::MAX)) => TypeId::UCHAR,
            false if fits(0, i64::from(u16::MAX)) => TypeId::USHORT,
            _ => self.ty(),
        }
    }
}

impl Parser<'_> {
    /// `enum` with a tag, constants or both; the current token is the keyword.
    pub(super) fn enum_specifier(&mut self) -> Parsed<TypeId> {
        let start = self.bump().span;
        let mut attrs = Attributes::default();
        self.attributes(&mut attrs)?;
        let tag = self.optional_tag();
        let forward = if self.at(Tok::LBrace) { None } else { tag };
        if let Some((name, token)) = forward {
            let known = self.scopes.lookup_tag(name);
            if let Some(known) = known {
                self.check_tag(known.ty, known.is_enum, None, name, token.span, known.span)?;
                return Ok(known.ty);
            }
            let text = self.name(name);
            let warning = Diagnostic::warning("W0308", token.span, format!("enumeration `{text}` is not defined yet"));
            self.diags.push(warning.help(format!("define it before this place: `enum {text} {{ ... }};`")));
            self.scopes.bind_tag(name, TypeId::UINT, true, token.span);
            return Ok(TypeId::UINT);
        }
        if let Some((name, token)) = tag
            && let Some(known) = self.scopes.lookup_tag_here(name)
        {
            self.check_tag(known.ty, known.is_enum, None, name, token.span, known.span)?;
            if !self.enums_defined.insert(known.span) {
                return Err(self.redefinition(name, token.span, known.span));
            }
        }
        if !self.at(Tok::LBrace) {
            return Err(self.expected("a name or `{`"));
        }
        let range = self.enumerators()?;
        self.attributes(&mut attrs)?;
        let ty = if attrs.packed { range.smallest() } else { range.ty() };
        let ty = self.with_mode(ty, attrs.mode, start.to(self.prev.span));
        if let Some((name, token)) = tag {
            self.scopes.bind_tag(name, ty, true, token.span);
            self.enums_defined.insert(token.span);
        }
        Ok(ty)
    }

    /// `{ constants }`
    fn enumerators(&mut self) -> Parsed<Range> {
        let open = self.bump();
        let mut range = Range::default();
        let (mut next, mut ty) = (Some(0i64), TypeId::INT);
        while !self.at(Tok::RBrace) {
            let (name, token) = self.expect_ident("the name of a constant")?;
            self.skip_attributes()?;
            let mut at = token.span;
            if self.eat(Tok::Assign) {
                let (value, from, span) = self.nested(|p| p.constant_int("value"))?;
                at = span;
                next = Some(value);
                ty = from;
            }
            let Some(value) = next else {
                let error =
                    Diagnostic::error("E0350", at, "value of the enumeration constant does not fit `long long`");
                return Err(self.report(error.help("give it a value")));
            };
            let huge = value < 0 && !self.types.is_signed(ty);
            ty = match value {
                _ if huge => TypeId::ULLONG,
                _ if i32::try_from(value).is_ok() => TypeId::INT,
                _ if u32::try_from(value).is_ok() => TypeId::UINT,
                _ => TypeId::LLONG,
            };
            range.huge |= huge;
            (range.min, range.max) =
                (range.min.min(if huge { 0 } else { value }), range.max.max(if huge { i64::MAX } else { value }));
            self.declare_here(name, token.span, Meaning::Enum(value, ty))?;
            next = if huge { Some(value.wrapping_add(1)).filter(|&v| v != 0) } else { value.checked_add(1) };
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        self.expect_close(Tok::RBrace, open.span)?;
        Ok(range)
    }
}

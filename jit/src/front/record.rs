//! `struct`, `union` and `enum` specifiers.

use super::attribute::Attributes;
use super::layout::{Layout, Member, Rules, lay_out};
use super::limits;
use super::parser::{Parsed, Parser, Reported};
use super::token::{Name, Tok, Token};
use super::types::{Field, RecordId, TypeId, TypeKind};
use crate::diag::{Diagnostic, Span};
use rustc_hash::FxHashMap;

/// Members that are searched one after the other; where there are more, an index says where each is.
const INDEXED: usize = 16;

/// The members that have been read.
#[derive(Default)]
struct Members {
    list: Vec<Member>,
    spans: FxHashMap<u32, Span>,
    depth: u16,
    has_const: bool,
    flexible: Option<Span>,
}

impl Parser<'_> {
    /// `struct` or `union` with a tag, members or both; the current token is the keyword.
    pub(super) fn record_specifier(&mut self) -> Parsed<TypeId> {
        let keyword = self.bump();
        let is_union = keyword.kind == Tok::Union;
        let pack = self.pp.pack();
        let mut attrs = Attributes::default();
        self.attributes(&mut attrs)?;
        let tag = self.optional_tag();
        if !self.at(Tok::LBrace) {
            let Some((name, token)) = tag else {
                return Err(self.expected("a name or `{`"));
            };
            // `struct s;` declares a new one, everything else refers to one that may be in an outer scope.
            let known =
                if self.at(Tok::Semi) { self.scopes.lookup_tag_here(name) } else { self.scopes.lookup_tag(name) };
            if let Some(known) = known {
                self.check_tag(known.ty, known.is_enum, Some(is_union), name, token.span, known.span)?;
                return Ok(known.ty);
            }
            let (ty, _) = self.types.new_record(Some(self.name(name).to_owned()), is_union);
            self.scopes.bind_tag(name, ty, false, token.span);
            return Ok(ty);
        }
        let (ty, id) = match tag.and_then(|(name, token)| Some((self.scopes.lookup_tag_here(name)?, name, token))) {
            Some((known, name, token)) => {
                self.check_tag(known.ty, known.is_enum, Some(is_union), name, token.span, known.span)?;
                let TypeKind::Record(id) = self.types.kind(known.ty) else { return Err(Reported) };
                if self.types.record(id).fields.is_some() {
                    return Err(self.redefinition(name, token.span, known.span));
                }
                (known.ty, id)
            }
            None => {
                let made = self.types.new_record(tag.map(|(name, _)| self.name(name).to_owned()), is_union);
                if let Some((name, token)) = tag {
                    self.scopes.bind_tag(name, made.0, false, token.span);
                }
                made
            }
        };
        let rules = Rules { is_union, packed: attrs.packed, align: attrs.align, pack };
        self.nested(|p| p.members(id, rules, keyword))?;
        Ok(ty)
    }

    pub(super) fn optional_tag(&mut self) -> Option<(Name, Token)> {
        match self.tok.kind {
            Tok::Ident(name) => Some((name, self.bump())),
            _ => None,
        }
    }

    /// The tag has to name the same kind of thing as before.
    pub(super) fn check_tag(
        &mut self,
        ty: TypeId,
        is_enum: bool,
        want_union: Option<bool>,
        name: Name,
        at: Span,
        first: Span,
    ) -> Parsed<()> {
        let is_union = match self.types.kind(ty) {
            TypeKind::Record(id) => Some(self.types.record(id).is_union),
            _ => None,
        };
        let same = match want_union {
            Some(want) => !is_enum && is_union == Some(want),
            None => is_enum,
        };
        if same {
            return Ok(());
        }
        let text = self.name(name);
        let error = Diagnostic::error("E0340", at, format!("`{text}` is another kind of type"));
        Err(self.report(error.secondary(first, "declared here")))
    }

    pub(super) fn redefinition(&mut self, name: Name, at: Span, first: Span) -> Reported {
        let text = self.name(name);
        let error = Diagnostic::error("E0315", at, format!("`{text}` is defined twice"));
        self.report(error.label("defined again").secondary(first, "first definition"))
    }

    /// `{ members }`
    fn members(&mut self, id: RecordId, mut rules: Rules, keyword: Token) -> Parsed<()> {
        let open = self.bump();
        let level = self.brace_level();
        let mut members = Members::default();
        while !self.at(Tok::RBrace) && !self.at(Tok::Eof) {
            if self.eat(Tok::Semi) {
                continue;
            }
            if self.member_declaration(&mut members, rules.is_union).is_err() {
                self.recover(level);
            }
        }
        let close = self.expect_close(Tok::RBrace, open.span)?;
        let mut attrs = Attributes::default();
        self.attributes(&mut attrs)?;
        rules.packed |= attrs.packed;
        rules.align = rules.align.max(attrs.align);
        let span = keyword.span.to(close.span);
        let Members { list, depth, has_const, .. } = members;
        let layout = match lay_out(&self.types, &list, rules) {
            Some(layout) => layout,
            None => {
                self.type_too_large(span);
                Layout { align: 1, ..Layout::default() }
            }
        };
        let index = (layout.fields.len() > INDEXED).then(|| self.index_of(&layout.fields));
        let record = self.types.record_mut(id);
        record.index = index;
        record.size = layout.size;
        record.align = layout.align;
        record.depth = depth.saturating_add(1);
        record.has_const = has_const;
        record.fields = Some(layout.fields);
        if depth >= limits::TYPE_DEPTH {
            let error = Diagnostic::error("E0900", span, "structs are nested too deeply");
            self.report(error.note(format!("the limit is {} levels", limits::TYPE_DEPTH)));
            self.types.record_mut(id).fields = Some(Vec::new());
            self.types.record_mut(id).index = None;
            self.types.record_mut(id).depth = 1;
        }
        Ok(())
    }

    /// Which member has which name.
    fn index_of(&self, fields: &[Field]) -> FxHashMap<u32, u32> {
        let mut index = FxHashMap::default();
        let mut names = Vec::new();
        for (i, field) in fields.iter().enumerate() {
            match field.name {
                Some(name) => names.push((name, Span::default())),
                None => self.member_names(field.ty, Span::default(), &mut names),
            }
            index.extend(names.drain(..).map(|(name, _)| (name, i as u32)));
        }
        index
    }

    fn member_declaration(&mut self, members: &mut Members, is_union: bool) -> Parsed<()> {
        if self.at(Tok::StaticAssert) {
            return self.static_assert();
        }
        let specs = self.specifiers()?;
        if let Some((_, span)) = specs.storage {
            return Err(self.error("E0341", span, "a member can't have a storage class"));
        }
        if self.at(Tok::Semi) {
            // An anonymous struct or union: its members count as ours.
            let anonymous = match self.types.kind(specs.ty) {
                TypeKind::Record(id) => self.types.record(id).tag.is_none(),
                _ => false,
            };
            if anonymous {
                self.add_member(members, None, (specs.ty, specs.attrs), specs.span, is_union)?;
            } else if !specs.tag {
                let error = Diagnostic::error("E0342", specs.span, "a member needs a name");
                self.report(error);
            }
            self.bump();
            return Ok(());
        }
        loop {
            if self.at(Tok::Colon) {
                self.bit_field(members, None, (specs.ty, specs.attrs), specs.span)?;
            } else {
                let declarator = self.declarator(specs.ty)?;
                let (name, ty, span) = (declarator.name, declarator.ty, specs.span.to(declarator.span));
                let attrs = self.all_attributes(&specs, &declarator);
                if self.at(Tok::Colon) {
                    self.bit_field(members, name, (ty, attrs), span)?;
                } else {
                    self.add_member(members, name, (ty, attrs), span, is_union)?;
                }
            }
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        self.expect_semi("after the member")
    }

    /// `: width`, behind the declarator if there is one.
    fn bit_field(
        &mut self,
        members: &mut Members,
        name: Option<(Name, Token)>,
        (ty, attrs): (TypeId, Attributes),
        span: Span,
    ) -> Parsed<()> {
        self.bump();
        let (width, _, at) = self.nested(|p| p.constant_int("width"))?;
        if ty == TypeId::ERROR {
            return Err(Reported);
        }
        if !self.types.is_integer(ty) {
            let shown = self.show(ty);
            let error = Diagnostic::error("E0343", span, "a bit-field has to be an integer");
            return Err(self.report(error.label(format!("found `{shown}`"))));
        }
        let unit = u64::from(self.types.size(ty)) * 8;
        let most = if ty.unqualified() == TypeId::BOOL { 1 } else { unit };
        let width = match u64::try_from(width) {
            Ok(width) if width <= most => width,
            _ => {
                let shown = self.show(ty);
                let plural = if most == 1 { "" } else { "s" };
                let error = Diagnostic::error("E0344", at, format!("width {width} of the bit-field is out of range"));
                return Err(self.report(error.label(format!("`{shown}` has {most} bit{plural}"))));
            }
        };
        if width == 0 && name.is_some() {
            let error = Diagnostic::error("E0345", at, "a bit-field without bits can't have a name");
            return Err(self.report(error.help("`: 0` alone makes the next one start in a new unit")));
        }
        if name.is_some() {
            self.check_duplicates(members, name, ty, span)?;
            members.has_const |= ty.is_const();
        }
        let mut attrs = attrs;
        self.attributes(&mut attrs)?;
        let name = name.map(|(n, _)| n.0);
        let Attributes { packed, align, .. } = attrs;
        members.list.push(Member { name, ty, width: Some(width), packed, align });
        Ok(())
    }

    fn add_member(
        &mut self,
        members: &mut Members,
        name: Option<(Name, Token)>,
        (ty, attrs): (TypeId, Attributes),
        span: Span,
        is_union: bool,
    ) -> Parsed<()> {
        let at = name.map_or(span, |(_, t)| t.span);
        if let TypeKind::Function(_) = self.types.kind(ty) {
            let error = Diagnostic::error("E0346", span, "a member can't be a function");
            return Err(self.report(error.help("make it a function pointer: `(*name)(...)`")));
        }
        if let Some(before) = members.flexible {
            let error = Diagnostic::error("E0347", before, "an array without a length has to be the last member");
            self.report(error);
        }
        if self.types.is_modified(ty) {
            return Err(self.variable_member(at));
        }
        let flexible = matches!(self.types.kind(ty), TypeKind::Array { len: None, .. });
        if flexible && !is_union && !members.list.is_empty() {
            members.flexible = Some(span);
        } else if !self.is_complete(ty) && ty != TypeId::ERROR {
            return Err(self.incomplete(ty, at));
        }
        self.check_duplicates(members, name, ty, span)?;
        members.depth = members.depth.max(self.types.depth(ty));
        members.has_const |= ty.is_const() || self.has_const_member(ty);
        let name = name.map(|(n, _)| n.0);
        members.list.push(Member { name, ty, width: None, packed: attrs.packed, align: attrs.align });
        Ok(())
    }

    /// As in standard C; GNU C has such members.
    fn variable_member(&mut self, span: Span) -> super::parser::Reported {
        let error = Diagnostic::error("E0321", span, "a member needs a constant length");
        self.report(error.label("not known at compile time").help(
            "let the last member have no length (`[]`) and allocate the struct with `malloc`, or make it a pointer",
        ))
    }

    /// Two members of one name, those of anonymous members included.
    fn check_duplicates(
        &mut self,
        members: &mut Members,
        name: Option<(Name, Token)>,
        ty: TypeId,
        span: Span,
    ) -> Parsed<()> {
        let mut names = Vec::new();
        match name {
            Some((name, token)) => names.push((name.0, token.span)),
            None => self.member_names(ty, span, &mut names),
        }
        for (name, at) in names {
            if let Some(first) = members.spans.insert(name, at) {
                let text = self.name(Name(name));
                let error = Diagnostic::error("E0348", at, format!("member `{text}` is declared twice"));
                return Err(self.report(error.secondary(first, "first declared here")));
            }
        }
        Ok(())
    }

    fn member_names(&self, ty: TypeId, span: Span, out: &mut Vec<(u32, Span)>) {
        let TypeKind::Record(id) = self.types.kind(ty) else { return };
        for field in self.types.record(id).fields.as_deref().unwrap_or_default() {
            match field.name {
                Some(name) => out.push((name, span)),
                None => self.member_names(field.ty, span, out),
            }
        }
    }

    /// Is something in it `const`, so that it can't be assigned as a whole?
    pub(super) fn has_const_member(&self, ty: TypeId) -> bool {
        match self.types.kind(ty) {
            TypeKind::Record(id) => self.types.record(id).has_const,
            TypeKind::Array { elem, .. } | TypeKind::Vla { elem, .. } => elem.is_const() || self.has_const_member(elem),
            _ => false,
        }
    }
}

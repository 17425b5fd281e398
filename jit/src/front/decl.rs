//! Declarations: what they bind, at file level and in blocks.

use super::attribute::Attributes;
use super::data::{Global, State};
use super::declarator::Declarator;
use super::init::InitList;
use super::limits;
use super::outline::Unclosed;
use super::parser::{Parsed, Parser, Reported};
use super::scope::{GlobalId, Meaning};
use super::specs::{Specs, Storage};
use super::token::{Name, Tok, Token};
use super::tree::{Local, LocalId, Stmt, StmtKind};
use super::types::{FnType, TypeId, TypeKind};
use crate::diag::{Diagnostic, Label, Remark, Span};
use crate::ir::Inlining;
use linker::object::SrcLoc;

/// Bytes of a function's head, from its name on, that are shown in a message.
const HEAD: usize = 400;

impl Parser<'_> {
    /// Gives a name a meaning in the current scope, where it must not have another one.
    pub(super) fn declare_here(&mut self, name: Name, span: Span, meaning: Meaning) -> Parsed<()> {
        if let Some(old) = self.scopes.lookup_here(name)
            && old.span != Span::default()
            && old.meaning != meaning
            && !matches!(old.meaning, Meaning::Typedef(TypeId::ERROR, _))
        {
            let text = self.name(name);
            let error = Diagnostic::error("E0307", span, format!("`{text}` is declared twice")).label("declared again");
            return Err(self.report(error.secondary(old.span, "first declared here")));
        }
        self.scopes.bind(name, meaning, span);
        Ok(())
    }

    /// A new local of the current function.
    pub(super) fn new_local(&mut self, name: Option<Name>, ty: TypeId, span: Span, loc: SrcLoc) -> Parsed<LocalId> {
        if self.f.locals.len() >= limits::LOCALS {
            return Err(self.error("E0900", span, format!("more than {} variables in a function", limits::LOCALS)));
        }
        self.grow_frame(ty, span)?;
        self.f.locals.push(Local { name, ty, align: 0, address_taken: false, loc });
        Ok(LocalId(self.f.locals.len() as u32 - 1))
    }

    /// The name of a local; empty if it has none.
    pub(super) fn local_name(&self, local: LocalId) -> &str {
        self.f.locals[local.index()].name.map_or("", |name| self.name(name))
    }

    fn grow_frame(&mut self, ty: TypeId, span: Span) -> Parsed<()> {
        let frame = u64::from(self.f.frame) + u64::from(self.types.size(ty)) + 8;
        self.check_frame(frame, u64::from(self.f.arguments), span)
    }

    /// Makes room for the struct arguments of a call, which share it with those of all others.
    pub(super) fn grow_arguments(&mut self, bytes: u64, span: Span) -> Parsed<()> {
        self.check_frame(u64::from(self.f.frame), bytes.max(u64::from(self.f.arguments)), span)
    }

    fn check_frame(&mut self, frame: u64, arguments: u64, span: Span) -> Parsed<()> {
        if frame + arguments > u64::from(limits::FRAME) {
            let error = Diagnostic::error("E0900", span, "the variables of this function are too large for any stack");
            return Err(self.report(error.help("make large ones `static`")));
        }
        self.f.frame = frame as u32;
        self.f.arguments = arguments as u32;
        Ok(())
    }

    /// A declaration at the start of a statement; initialisers become statements.
    pub(super) fn block_declaration(&mut self, out: &mut Vec<Stmt>) -> Parsed<()> {
        if self.at(Tok::StaticAssert) {
            return self.static_assert();
        }
        let mut attrs = Attributes::default();
        self.attributes(&mut attrs)?;
        // `__attribute__((fallthrough));`
        if self.eat(Tok::Semi) {
            return Ok(());
        }
        let mut specs = self.specifiers()?;
        specs.attrs.add(attrs);
        self.take_sizes(out, self.prev.loc);
        if self.ends_declaration(&specs) {
            return self.check_empty(&specs);
        }
        loop {
            let start = self.tok;
            let declarator = self.declarator(specs.ty);
            if let (Err(_), Tok::Ident(name)) = (&declarator, start.kind)
                && self.scopes.lookup_here(name).is_none()
            {
                // Known all the same, so that its uses are not errors as well.
                self.bind_unknown(name, start.span);
            }
            let declarator = declarator?;
            self.take_sizes(out, self.prev.loc);
            self.block_declarator(&specs, declarator, out)?;
            if !self.eat(Tok::Comma) {
                break;
            }
            if self.for_head && self.comma_for_semicolon() {
                return Ok(());
            }
        }
        if self.for_head && self.at(Tok::Colon) {
            return Err(self.range_based_for());
        }
        self.expect_semi("after the declaration")
    }

    /// `for (int i = 0, i < 10, i++)`: reported at the first comma, which has been read and is taken as `;`.
    fn comma_for_semicolon(&mut self) -> bool {
        let Tok::Ident(name) = self.tok.kind else { return false };
        let declared = self.scopes.lookup_here(name).is_some();
        if !declared || matches!(self.peek(), Tok::Assign | Tok::Comma | Tok::Semi | Tok::LBracket) {
            return false;
        }
        let comma = self.prev.span;
        let error = Diagnostic::error("E0205", comma, "expected `;`, found `,`");
        self.report(error.suggest("the parts of a `for` are separated by `;`", comma, ";"));
        self.for_head = false;
        true
    }

    /// `for (int x : v)`
    fn range_based_for(&mut self) -> Reported {
        let error = Diagnostic::error("E0225", self.tok.span, "C has no `for` over the elements of something");
        self.report(error.help("count, and use an index: `for (int i = 0; i < n; i++)`"))
    }

    /// `int;` declares nothing.
    pub(super) fn check_empty(&mut self, specs: &Specs) -> Parsed<()> {
        if !specs.tag {
            let warning = Diagnostic::warning("W0303", specs.span, "this declares nothing");
            self.diags.push(warning);
        }
        Ok(())
    }

    fn block_declarator(&mut self, specs: &Specs, declarator: Declarator, out: &mut Vec<Stmt>) -> Parsed<()> {
        let Some((name, token)) = declarator.name else { return Err(Reported) };
        let storage = specs.storage.map(|(s, _)| s);
        let function = matches!(self.types.kind(declarator.ty), TypeKind::Function(_));
        self.check_identifier_list(declarator.params.as_ref())?;
        let attrs = self.all_attributes(specs, &declarator);
        match storage {
            Some(Storage::Typedef) => self.declare_typedef(name, token, declarator.ty, attrs.align),
            Some(Storage::Extern) => self.declare_global(specs, &declarator, name, token).map(|_| ()),
            _ if function => {
                if self.at(Tok::LBrace) {
                    return Err(self.function_in_function(name, token));
                }
                self.declare_global(specs, &declarator, name, token).map(|_| ())
            }
            Some(Storage::Static) => self.static_local(name, token, declarator.ty, attrs.align),
            _ => self.local_variable(name, token, declarator.ty, attrs.align, out),
        }
    }

    /// The definition of a function where a block is open: misplaced, or a `}` is missing.
    fn function_in_function(&mut self, name: Name, token: Token) -> Reported {
        let error = Diagnostic::error("E0309", token.span, "a function can't be defined inside another one");
        let error = match self.unclosed_block(token.span) {
            Some(Unclosed { open, close: Some(close) }) => error
                .secondary(open, "this block is most likely not closed")
                .secondary(close, "this closes it, but is indented like the `}` of a block around it")
                .help("is a `}` missing before it?"),
            _ => error
                .secondary(self.block_open, "it is inside of this block")
                .help("move it out of the function; or is a `}` missing before it?"),
        };
        // Of what the blocks around it lack nothing is said at the end of the file.
        self.unclosed = true;
        let reported = self.report(error);
        self.bind_unknown(name, token.span);
        reported
    }

    /// The attributes of what is declared: those of its specifiers, of its typedef if it is of that very type or an
    /// array of it, and those behind its declarator.
    pub(super) fn all_attributes(&self, specs: &Specs, declarator: &Declarator) -> Attributes {
        let mut attrs = specs.attrs;
        attrs.add(declarator.attrs);
        let mut ty = declarator.ty;
        while let TypeKind::Array { elem, .. } | TypeKind::Vla { elem, .. } = self.types.kind(ty)
            && ty.unqualified() != specs.ty.unqualified()
        {
            ty = elem;
        }
        if specs.type_align > 0 && ty.unqualified() == specs.ty.unqualified() {
            // A member may lie at less than its natural alignment.
            attrs.packed |= specs.type_align < self.types.align(ty);
            attrs.align = attrs.align.max(specs.type_align);
        }
        attrs
    }

    fn declare_typedef(&mut self, name: Name, token: Token, ty: TypeId, align: u32) -> Parsed<()> {
        if self.at(Tok::Assign) {
            return Err(self.error("E0310", self.tok.span, "a typedef can't be initialised"));
        }
        self.declare_here(name, token.span, Meaning::Typedef(ty, align))
    }

    /// The type has to be one that a variable can have; an array may get its length from its initialiser.
    fn check_object(&mut self, ty: TypeId, span: Span, initialised: bool) -> Parsed<()> {
        match self.types.kind(ty) {
            TypeKind::Void => {
                let error = Diagnostic::error("E0311", span, "a variable can't be `void`");
                Err(self.report(error.help("`void *` can point to anything")))
            }
            TypeKind::Array { len: None, .. } if initialised => Ok(()),
            TypeKind::Array { len: None, .. } => {
                let error = Diagnostic::error("E0312", span, "the array's length is missing");
                Err(self.report(error.help("write it between the brackets, or add an initialiser")))
            }
            _ if !self.is_complete(ty) => Err(self.incomplete(ty, span)),
            _ if self.types.size(ty) > limits::DATA => Err(self.too_large(span)),
            _ => Ok(()),
        }
    }

    fn local_variable(&mut self, name: Name, token: Token, ty: TypeId, align: u32, out: &mut Vec<Stmt>) -> Parsed<()> {
        if self.types.is_vla(ty) {
            return self.variable_local((name, token), ty, align, out);
        }
        let initialised = self.at(Tok::Assign);
        if ty == TypeId::ERROR {
            // Reported with the type: its uses are quiet.
            self.bind_unknown(name, token.span);
            if initialised {
                self.bump();
                if self.at(Tok::LBrace) {
                    return Err(Reported);
                }
                self.nested(Self::assignment_expr)?;
            }
            return Ok(());
        }
        if let Err(reported) = self.check_object(ty, token.span, initialised) {
            // Known all the same, so that its uses are not errors as well.
            self.bind_unknown(name, token.span);
            return Err(reported);
        }
        let local = self.new_local(Some(name), ty, token.span, token.loc)?;
        self.f.locals[local.index()].align = align;
        self.declare_here(name, token.span, Meaning::Local(local))?;
        if !initialised {
            if self.types.is_scalar(ty) && !ty.is_volatile() {
                self.f.bare.push((local, token.span));
            }
            return Ok(());
        }
        self.bump();
        self.check_initialised(ty, token.span)?;
        let mut list = InitList::default();
        let start = self.tok.span;
        let full = self.initializer(ty, &mut list)?;
        if self.types.is_pointer(ty) {
            self.check_allocation(self.name(name), ty, start.to(self.prev.span));
        }
        if full != ty {
            self.grow_frame(full, token.span)?;
            self.f.locals[local.index()].ty = full;
        }
        let init = self.initialize_local(local, full, list, token.loc)?;
        out.push(Stmt { kind: StmtKind::Expr(init), loc: token.loc });
        Ok(())
    }

    fn static_local(&mut self, name: Name, token: Token, ty: TypeId, align: u32) -> Parsed<()> {
        let function = self.f.name.map_or("", |n| self.name(n));
        let label = format!("{function}.{}", self.name(name));
        let mut global = Global::new(name, ty, token.span, token.loc, State::Tentative);
        global.label = Some(label);
        global.is_static = true;
        global.align = align;
        let initialised = self.at(Tok::Assign);
        if self.is_variable(ty) {
            self.bind_unknown(name, token.span);
            return Err(self.needs_constant_length(token.span, "a `static` array"));
        }
        self.check_object(ty, token.span, initialised)?;
        let id = self.statics.add(global, false);
        self.declare_here(name, token.span, Meaning::Global(id))?;
        if initialised {
            self.bump();
            self.define_variable(id, token)?;
        }
        Ok(())
    }

    /// The initialiser of a variable with static storage; the current token is behind the `=`.
    fn define_variable(&mut self, id: GlobalId, token: Token) -> Parsed<()> {
        let mut list = InitList::default();
        list.is_static = true;
        let ty = self.statics.global(id).ty;
        // Even if the initialiser is wrong the variable is there.
        self.statics.global_mut(id).state = State::Defined;
        let full = self.initializer(ty, &mut list)?;
        self.statics.global_mut(id).ty = full;
        let (bytes, relocs) = self.image(&list.entries)?;
        let symbol = self.symbol_of(id);
        let size = self.types.size(full).max(list.end);
        self.statics.global_mut(id).tail = size - self.types.size(full);
        self.define_data(symbol, size, bytes, relocs, token.span);
        Ok(())
    }

    /// One declaration or function definition at file level.
    pub(super) fn external_declaration(&mut self) -> Parsed<()> {
        if self.eat(Tok::Semi) {
            return Ok(());
        }
        match self.tok.kind {
            Tok::StaticAssert => return self.static_assert(),
            Tok::Asm => return self.asm_declaration(),
            _ => {}
        }
        let specs = self.specifiers()?;
        if self.ends_declaration(&specs) {
            return self.check_empty(&specs);
        }
        let mut first = true;
        loop {
            let declarator = self.declarator(specs.ty)?;
            let Some((name, token)) = declarator.name else { return Err(Reported) };
            if specs.storage.is_some_and(|(s, _)| s == Storage::Typedef) {
                let align = self.all_attributes(&specs, &declarator).align;
                self.declare_typedef(name, token, declarator.ty, align)?;
            } else {
                let function = matches!(self.types.kind(declarator.ty), TypeKind::Function(_));
                let names = declarator.params.as_ref().is_some_and(|p| p.identifiers);
                let old_style = names && self.starts_declaration(self.tok.kind);
                if function && first && declarator.params.is_some() && (self.at(Tok::LBrace) || old_style) {
                    self.warn_implicit(&specs, name, token);
                    return self.function_definition(&specs, declarator, name, token);
                }
                self.check_identifier_list(declarator.params.as_ref())?;
                // `f();` declares a function that follows; of one that is known it is a call in the wrong place.
                if specs.bare && !(function && self.scopes.lookup(name).is_none()) {
                    return Err(self.no_implicit_int(name, token.span));
                }
                if function {
                    self.warn_implicit(&specs, name, token);
                }
                if function
                    && first
                    && self.starts_declaration(self.tok.kind)
                    && self.tok.loc.line == self.prev.loc.line
                {
                    let error = Diagnostic::error(
                        "E0313",
                        self.tok.span,
                        "expected `{` or `;` after the function's declarator",
                    );
                    return Err(self.report(error.help("parameters are declared between the parentheses")));
                }
                if function && first && declarator.params.is_some() && self.brace_is_missing(token) {
                    self.open_brace();
                    return self.function_definition(&specs, declarator, name, token);
                }
                let id = self.declare_global(&specs, &declarator, name, token);
                if self.at(Tok::Assign) {
                    self.initialize_global(id?, token)?;
                }
            }
            first = false;
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        self.expect_semi("after the declaration")
    }

    /// Is the `{` of a function forgotten? Its body begins on the next line, indented.
    fn brace_is_missing(&self, name: Token) -> bool {
        let statement = matches!(self.tok.kind, Tok::Return | Tok::If | Tok::For | Tok::While | Tok::Ident(_));
        let body = statement || (self.starts_declaration(self.tok.kind) && !self.at(Tok::Attribute));
        let margin = self.indentation_of(name.span).unwrap_or(usize::MAX);
        body && self.tok.loc.line > self.prev.loc.line && usize::from(self.tok.loc.column) > margin.saturating_add(1)
    }

    fn initialize_global(&mut self, id: GlobalId, token: Token) -> Parsed<()> {
        let assign = self.bump();
        if self.statics.global(id).ty == TypeId::ERROR {
            return Err(Reported);
        }
        let global = self.statics.global(id);
        let (ty, state, span) = (global.ty, global.state, global.span);
        if matches!(self.types.kind(ty), TypeKind::Function(_)) {
            let error = Diagnostic::error("E0314", assign.span, "a function can't be initialised");
            return Err(self.report(error.help("for a function pointer write `(*name)(...)`")));
        }
        if state == State::Defined {
            let text = self.name(self.statics.global(id).name);
            let error = Diagnostic::error("E0315", token.span, format!("`{text}` is defined twice"));
            return Err(self.report(error.label("defined again").secondary(span, "first definition")));
        }
        if let Err(reported) = self.check_object(ty, token.span, true) {
            self.statics.global_mut(id).state = State::Defined;
            return Err(reported);
        }
        self.statics.global_mut(id).span = token.span;
        self.statics.global_mut(id).loc = token.loc;
        self.define_variable(id, token)
    }

    /// A function or variable with linkage: a new one, or one more declaration of a known one.
    pub(super) fn declare_global(
        &mut self,
        specs: &Specs,
        declarator: &Declarator,
        name: Name,
        token: Token,
    ) -> Parsed<GlobalId> {
        let attrs = self.all_attributes(specs, declarator);
        let linked = self.linked_name(name, attrs, token)?;
        let defines = self.at(Tok::LBrace) || declarator.params.as_ref().is_none_or(|p| p.identifiers);
        let ty = if defines { declarator.ty } else { self.with_known_parameters(linked, declarator.ty) };
        let function = matches!(self.types.kind(ty), TypeKind::Function(_));
        let storage = specs.storage.map(|(s, _)| s);
        if self.types.is_modified(ty) {
            self.bind_unknown(name, token.span);
            return Err(self.needs_constant_length(token.span, "an array that other functions see"));
        }
        if function {
            self.startup.note(linked, attrs, token);
        }
        if !function && matches!(self.types.kind(ty), TypeKind::Void) {
            self.check_object(ty, token.span, false)?;
        }
        // C99's inline definitions are for this file alone; as in C++ they need no external one beside them.
        let inline = function && specs.inline && storage.is_none();
        let is_static = storage == Some(Storage::Static) || inline;
        let wish = attrs.inlining.max(if specs.inline { Inlining::Wanted } else { Inlining::Auto });
        let state = if function || storage == Some(Storage::Extern) { State::Declared } else { State::Tentative };
        let builtin = match self.scopes.lookup(name).map(|b| b.meaning) {
            Some(Meaning::Builtin(index)) if linked == name => Some(index),
            _ => None,
        };
        if function && let Some(used) = self.undeclared.remove(&name) {
            self.declared_too_late(used, name, token);
        }
        let Some(id) = self.statics.find(linked) else {
            let mut global = Global::new(linked, ty, token.span, token.loc, state);
            (global.is_static, global.builtin) = (is_static, builtin);
            global.inline = is_static && storage.is_none();
            (global.align, global.noreturn, global.weak) = (attrs.align, attrs.noreturn, attrs.weak);
            (global.must_use, global.format) = (attrs.must_use, attrs.format);
            global.inlining = wish;
            let id = self.statics.add(global, true);
            self.declare_here(name, token.span, Meaning::Global(id))?;
            return Ok(id);
        };
        self.redeclare(id, declarator, (is_static, storage), state, token)?;
        let global = self.statics.global_mut(id);
        global.align = global.align.max(attrs.align);
        global.noreturn |= attrs.noreturn;
        global.weak |= attrs.weak;
        global.must_use |= attrs.must_use;
        global.format = global.format.or(attrs.format);
        global.inlining = global.inlining.max(wish);
        if global.inline && !inline && storage != Some(Storage::Static) {
            // A declaration without `inline` makes the definition external (C99 6.7.4).
            (global.inline, global.is_static) = (false, false);
        }
        self.declare_here(name, token.span, Meaning::Global(id))?;
        Ok(id)
    }

    /// A function that was used before: the error there gets to know the declaration.
    fn declared_too_late(&mut self, used: Span, name: Name, token: Token) {
        let text = self.name(name);
        let head = self.head_of(token).unwrap_or_default();
        let Some(error) = self.diags.latest_about(used) else { return };
        error.secondary.push(Label { span: token.span, text: format!("`{text}` is declared here, after its use") });
        error.remarks.clear();
        let declared = head.contains(text) && head.ends_with(')');
        let help = if declared { format!("write `{head};` before its first use") } else { "move it up".to_owned() };
        error.remarks.push(Remark::Help(help));
    }

    /// A function's head, if it is all on the line of its name and not too long to be shown.
    fn head_of(&self, name: Token) -> Option<String> {
        let piece = self.pp.map.piece(name.span.start)?;
        let at = (name.span.start - piece.base) as usize;
        let line = super::outline::before_on_line(piece.text, at)?;
        let rest = piece.text.get(at..)?;
        let end = rest.bytes().take(HEAD).position(|b| matches!(b, b'{' | b';' | b'\n'));
        let end = end.or_else(|| (rest.len() < HEAD).then_some(rest.len()))?;
        Some(format!("{line}{}", rest.get(..end)?).trim().to_owned())
    }

    /// What the linker calls a function or variable: its name, unless `asm("name")` or `alias` says something else.
    fn linked_name(&mut self, name: Name, attrs: Attributes, token: Token) -> Parsed<Name> {
        let known = self.statics.linked_name(name);
        let Some(linked) = attrs.alias.map(|(target, _)| target).or(attrs.label) else { return Ok(known) };
        if linked == known {
            return Ok(known);
        }
        if let Some(id) = self.statics.find(known)
            && (self.statics.global(id).symbol.is_some() || self.statics.global(id).state != State::Declared)
        {
            let (text, first) = (self.name(name), self.statics.global(id).span);
            let error = Diagnostic::error("E0362", token.span, format!("`{text}` gets another name too late"));
            return Err(self.report(error.secondary(first, "it has been used or defined under its own name")));
        }
        self.statics.rename(name, linked);
        if let Some((target, span)) = attrs.alias {
            self.statics.aliases.push((target, span));
        }
        Ok(linked)
    }

    fn redeclare(
        &mut self,
        id: GlobalId,
        declarator: &Declarator,
        (is_static, storage): (bool, Option<Storage>),
        state: State,
        token: Token,
    ) -> Parsed<()> {
        let old = self.statics.global(id).clone();
        // The library's types are known as they are passed, which is what its own declaration has to agree with.
        let from_library = old.builtin.is_none() && self.passed_alike(old.ty, declarator.ty);
        let from_builtin = old.span == Span::default() && (old.builtin.is_some() || from_library);
        let lost = old.state == State::Defined && !self.takes_same(old.ty, declarator.ty);
        if !from_builtin && (lost || !self.compatible(old.ty, declarator.ty)) {
            let (text, was, is) = (self.name(old.name), self.show(old.ty), self.show(declarator.ty));
            let error = Diagnostic::error("E0316", token.span, format!("conflicting types for `{text}`"));
            return Err(self.report(error.label(format!("`{is}` here")).secondary(old.span, format!("`{was}` here"))));
        }
        if is_static && !old.is_static && storage == Some(Storage::Static) && !from_builtin {
            let text = self.name(old.name);
            let error = Diagnostic::error("E0317", token.span, format!("`{text}` is `static` here but was not before"));
            return Err(self.report(error.secondary(old.span, "first declared here")));
        }
        self.check_earlier_call(id, declarator.ty, token.span)?;
        let ty = if from_builtin { declarator.ty } else { self.composite(old.ty, declarator.ty) };
        let global = self.statics.global_mut(id);
        global.ty = ty;
        global.implicit = false;
        if from_builtin {
            global.span = token.span;
            global.loc = token.loc;
            global.is_static = is_static;
        }
        if global.state == State::Declared {
            global.state = state;
        }
        Ok(())
    }

    /// What two compatible declarations say together: array lengths and prototypes.
    fn composite(&self, old: TypeId, new: TypeId) -> TypeId {
        match (self.types.kind(old), self.types.kind(new)) {
            (TypeKind::Array { len: None, .. }, TypeKind::Array { len: Some(_), .. }) => new,
            (TypeKind::Function(a), TypeKind::Function(b)) => {
                let (a, b) = (self.types.fn_type(a), self.types.fn_type(b));
                // A definition without prototype has its parameters; a declaration without one says nothing.
                let known = |f: &FnType| f.prototype || !f.params.is_empty();
                if !known(a) && known(b) || !a.prototype && b.prototype { new } else { old }
            }
            _ => old,
        }
    }

    /// A function without a type before its name.
    fn warn_implicit(&mut self, specs: &Specs, name: Name, token: Token) {
        if specs.implicit {
            let text = self.name(name);
            let warning = Diagnostic::warning("W0304", token.span, format!("`{text}` has no result type"));
            self.diags.push(warning.label("taken as `int`").help(format!("write `int {text}`")));
        }
    }
}

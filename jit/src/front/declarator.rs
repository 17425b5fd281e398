//! Declarators: what stands between the specifiers and the initialiser, read inside out.

use super::attribute::Attributes;
use super::limits;
use super::parser::{Parsed, Parser};
use super::token::{Name, Tok, Token};
use super::tree::{ExprId, LocalId};
use super::types::{FnType, TypeId, TypeKind};
use super::vla::Earlier;
use crate::diag::{Diagnostic, Span};

/// A parameter of a function declarator.
#[derive(Debug, Clone, Copy)]
pub(super) struct Param {
    pub name: Option<(Name, Token)>,
    pub ty: TypeId,
    pub span: Span,
    /// It is declared as an array, and is a pointer.
    pub array: bool,
    /// Its local, if the length of one behind it names it.
    pub local: Option<LocalId>,
}

/// Parameters of a function declarator.
#[derive(Debug, Clone)]
pub(super) struct Params {
    pub list: Vec<Param>,
    pub variadic: Option<Span>,
    pub prototype: bool,
    /// Names without types: their declarations follow.
    pub identifiers: bool,
    /// What evaluates the lengths in it, when the function starts.
    pub bounds: Vec<ExprId>,
}

/// What stands between the brackets of an array.
#[derive(Clone, Copy)]
pub(super) enum Length {
    Missing,
    Known(u32),
    /// Not known at compile time: the local that holds it.
    Variable(LocalId),
    /// In a prototype: `[*]`, or no constant.
    Unspecified,
}

/// What stands behind the `*` of a pointer.
#[derive(Clone, Copy, Default)]
pub(super) struct Qualifiers {
    is_const: bool,
    is_volatile: bool,
}

/// One step from the name outwards.
pub(super) enum Step {
    Pointer(Qualifiers),
    Array { len: Length, span: Span },
    Function { params: Params, span: Span },
}

/// A declarator, applied to its specifiers.
pub(super) struct Declarator {
    pub name: Option<(Name, Token)>,
    pub ty: TypeId,
    /// Parameters, if it declares a function (rather than a pointer to one).
    pub params: Option<Params>,
    pub span: Span,
    /// Attributes behind it.
    pub attrs: Attributes,
}

impl Parser<'_> {
    /// A declarator with a name.
    pub(super) fn declarator(&mut self, base: TypeId) -> Parsed<Declarator> {
        let start = self.tok;
        let declarator = self.any_declarator(base)?;
        if declarator.name.is_none() {
            if self.stopped() {
                return Err(super::parser::Reported);
            }
            let found = self.describe(self.tok);
            let error = Diagnostic::error("E0318", self.tok.span, format!("expected a name, found {found}"));
            let error = if self.tok.span.start >= crate::diag::map::VIRTUAL {
                error.help("it comes from a macro: give the macro or the variable another name")
            } else if matches!(self.tok.kind, Tok::Int(..) | Tok::Float(..)) && self.prev.kind == Tok::Comma {
                error.help("a number has no `,` in it: the decimal point is `.`")
            } else if self.at_keyword() {
                error.help("a keyword can't be used as a name")
            } else {
                error
            };
            let error =
                if start.span == self.tok.span { error } else { error.secondary(start.span, "declarator starts here") };
            return Err(self.report(error));
        }
        Ok(declarator)
    }

    /// A declarator whose name may be missing, as in casts and parameters.
    pub(super) fn any_declarator(&mut self, base: TypeId) -> Parsed<Declarator> {
        let start = self.tok.span;
        let is_param = std::mem::take(&mut self.param_declarator);
        let mut steps = std::mem::take(&mut self.spare_steps);
        let name = self.declarator_steps(&mut steps)?;
        let span = start.to(self.prev.span);
        let at = name.map_or(span, |(_, t): (Name, Token)| t.span);
        let mut ty = base;
        let mut params = None;
        let last = steps.len();
        for (i, step) in steps.drain(..).rev().enumerate() {
            params = None;
            if ty == TypeId::ERROR && !matches!(step, Step::Function { .. }) {
                continue;
            }
            ty = match step {
                Step::Pointer(Qualifiers { is_const, is_volatile }) => {
                    self.types.pointer(ty).qualified(is_const, is_volatile)
                }
                Step::Array { len, span } => {
                    // The outermost array of a parameter is a pointer.
                    let outermost = is_param && i + 1 == last;
                    match len {
                        Length::Missing => self.array_of(ty, None, span)?,
                        Length::Known(len) if outermost || !self.types.is_vla(ty) => {
                            self.array_of(ty, Some(len), span)?
                        }
                        Length::Unspecified | Length::Variable(_) if outermost => self.array_of(ty, None, span)?,
                        len => self.variable_array(ty, len, span)?,
                    }
                }
                Step::Function { params: p, span } => {
                    if i + 1 != last {
                        self.check_identifier_list(Some(&p))?;
                    }
                    let ty = self.function_of(ty, &p, span)?;
                    params = Some(p);
                    ty
                }
            };
            ty = self.check_depth(ty, at);
        }
        self.spare_steps = steps;
        let mut attrs = Attributes::default();
        self.attributes(&mut attrs)?;
        let ty = self.with_mode(ty, attrs.mode, at);
        Ok(Declarator { name, ty, params, span, attrs })
    }

    /// A type name as in casts and `sizeof`. What evaluates its sizes is in the builder's `type_sizes` afterwards, for
    /// those that evaluate the type.
    pub(super) fn type_name(&mut self) -> Parsed<TypeId> {
        Ok(self.aligned_type_name()?.0)
    }

    /// A type name, and its alignment: that of an attribute or typedef, if there is one.
    pub(super) fn aligned_type_name(&mut self) -> Parsed<(TypeId, u32)> {
        let outer = self.f.sizes.len();
        let named = self.type_without_name();
        self.f.type_sizes = self.f.sizes.split_off(outer);
        named
    }

    fn type_without_name(&mut self) -> Parsed<(TypeId, u32)> {
        let specs = self.specifiers()?;
        if let Some((_, span)) = specs.storage {
            return Err(self.error("E0319", span, "a storage class is not part of a type"));
        }
        let declarator = self.any_declarator(specs.ty)?;
        if let Some((name, token)) = declarator.name {
            let text = self.name(name);
            return Err(self.error("E0320", token.span, format!("expected a type without a name, found `{text}`")));
        }
        let align = match self.all_attributes(&specs, &declarator).align {
            0 => self.types.align(declarator.ty),
            align => align,
        };
        Ok((declarator.ty, align))
    }

    /// Collects the steps of a declarator from the name outwards.
    fn declarator_steps(&mut self, steps: &mut Vec<Step>) -> Parsed<Option<(Name, Token)>> {
        let base = self.pointers.len();
        while self.eat(Tok::Star) {
            let mut pointer = Qualifiers::default();
            loop {
                match self.tok.kind {
                    Tok::Const => pointer.is_const = true,
                    Tok::Volatile => pointer.is_volatile = true,
                    Tok::Restrict => {}
                    Tok::Attribute => {
                        self.skip_attributes()?;
                        continue;
                    }
                    _ => break,
                }
                self.bump();
            }
            self.pointers.push(pointer);
            self.check_steps(self.pointers.len() - base)?;
        }
        let end = self.pointers.len();
        if self.at(Tok::Amp) {
            self.reference();
        }
        let name = match self.tok.kind {
            Tok::Ident(name) => Some((name, self.bump())),
            Tok::LParen => {
                let next = self.peek();
                // `(` starts parameters if a type or `)` follows, else a nested declarator.
                if next == Tok::RParen || (self.starts_declaration(next) && next != Tok::Attribute) {
                    None
                } else {
                    let open = self.bump();
                    self.skip_attributes()?;
                    let name = self.nested(|p| p.declarator_steps(steps))?;
                    self.expect_close(Tok::RParen, open.span)?;
                    name
                }
            }
            _ => None,
        };
        loop {
            let open = self.tok;
            match open.kind {
                Tok::LBracket => {
                    let len = self.array_len()?;
                    steps.push(Step::Array { len, span: open.span.to(self.prev.span) });
                }
                Tok::LParen => {
                    let params = self.nested(Self::params)?;
                    steps.push(Step::Function { params, span: open.span.to(self.prev.span) });
                }
                _ => break,
            }
            self.check_steps(steps.len())?;
        }
        let name = name.or_else(|| self.name_behind_brackets(steps));
        // Behind them there may be what broken declarators within this one left.
        self.pointers.truncate(end);
        steps.extend(self.pointers.drain(base..).rev().map(Step::Pointer));
        self.check_steps(steps.len())?;
        Ok(name)
    }

    /// `int &a`: reported, and taken as the object itself, as what uses it expects.
    fn reference(&mut self) {
        if matches!(self.peek(), Tok::Ident(_)) {
            let error = Diagnostic::error("E0357", self.tok.span, "C has no references");
            let error = error.label("help: a pointer is written `*`").suggest("", self.tok.span, "*");
            self.report(error.help("take the address where it is called, `f(&x)`, and write `*x` where it is used"));
            self.bump();
        }
    }

    /// `int[] a`: reported, and taken as `int a[]`.
    fn name_behind_brackets(&mut self, steps: &[Step]) -> Option<(Name, Token)> {
        let Tok::Ident(name) = self.tok.kind else { return None };
        if !matches!(steps.last(), Some(Step::Array { .. })) {
            return None;
        }
        let at = steps.iter().fold(self.prev.span, |at, step| match step {
            Step::Array { span, .. } if span.start < at.start => span.to(at),
            _ => at,
        });
        let error = Diagnostic::error("E0358", at, "the brackets of an array stand behind its name");
        let (brackets, text) = (self.text(at), self.name(name));
        self.report(error.help(format!("write `{text}{brackets}`")));
        Some((name, self.bump()))
    }

    fn check_steps(&mut self, count: usize) -> Parsed<()> {
        if count > usize::from(limits::TYPE_DEPTH) {
            let error = Diagnostic::error("E0900", self.prev.span, "type is nested too deeply");
            return Err(self.report(error.note(format!("the limit is {} levels", limits::TYPE_DEPTH))));
        }
        Ok(())
    }

    /// `[ n ]`
    fn array_len(&mut self) -> Parsed<Length> {
        let open = self.bump();
        // In parameters: `[static 4]`, `[const]`, `[*]`.
        while matches!(self.tok.kind, Tok::Static | Tok::Const | Tok::Volatile | Tok::Restrict) {
            self.bump();
        }
        if self.at(Tok::Star) && self.peek() == Tok::RBracket && self.param_lists > 0 {
            self.bump();
            self.bump();
            return Ok(Length::Unspecified);
        }
        if self.eat(Tok::RBracket) {
            return Ok(Length::Missing);
        }
        let op = if self.param_lists > 0 {
            self.unevaluated(|p| p.nested(Self::assignment_expr))?
        } else {
            self.nested(Self::assignment_expr)?
        };
        self.expect_close(Tok::RBracket, open.span)?;
        if op.is_error() {
            return Err(super::parser::Reported);
        }
        let (id, ty) = self.scalar(op)?;
        let constant = super::fold::constant(&self.f.expr(id).kind);
        if self.types.is_integer(ty) && constant.is_none() {
            return self.evaluate_length(id, ty, op.span);
        }
        let (len, ty, span) = self.constant_int_of(op, "array length")?;
        // None at all is GNU C's older way to write a flexible array member.
        if len < 0 && self.types.is_signed(ty) {
            let error = Diagnostic::error("E0322", span, format!("array length is {len}"));
            return Err(self.report(error.label("must not be negative")));
        }
        u32::try_from(len).map(Length::Known).map_err(|_| self.type_too_large(span))
    }

    pub(super) fn too_large(&mut self, span: Span) -> super::parser::Reported {
        let error = Diagnostic::error("E0900", span, "object is too large");
        self.report(error.note(format!("the limit is {} MiB", limits::DATA >> 20)))
    }

    pub(super) fn type_too_large(&mut self, span: Span) -> super::parser::Reported {
        let error = Diagnostic::error("E0900", span, "type is too large");
        self.report(error.note(format!(
            "the limit is {} bytes; objects may have {} MiB",
            limits::TYPE,
            limits::DATA >> 20
        )))
    }

    pub(super) fn array_of(&mut self, elem: TypeId, len: Option<u32>, span: Span) -> Parsed<TypeId> {
        match self.types.kind(elem) {
            TypeKind::Error => return Ok(TypeId::ERROR),
            TypeKind::Function(_) => {
                let error = Diagnostic::error("E0323", span, "array of functions");
                return Err(self.report(error.help("make it an array of function pointers: `(*name[n])(...)`")));
            }
            TypeKind::Void => return Err(self.error("E0324", span, "array of `void`")),
            TypeKind::Array { len: None, .. } => {
                return Err(self.error("E0325", span, "only the first length of an array may be left out"));
            }
            _ if !self.is_complete(elem) => return Err(self.incomplete(elem, span)),
            _ => {}
        }
        let size = u64::from(self.types.size(elem)) * u64::from(len.unwrap_or(0));
        if size > u64::from(limits::TYPE) {
            return Err(self.type_too_large(span));
        }
        Ok(self.types.array(elem, len))
    }

    fn function_of(&mut self, result: TypeId, params: &Params, span: Span) -> Parsed<TypeId> {
        match self.types.kind(result) {
            TypeKind::Function(_) => {
                let error = Diagnostic::error("E0326", span, "a function can't return a function");
                return Err(self.report(error.help("return a function pointer")));
            }
            TypeKind::Array { .. } | TypeKind::Vla { .. } => {
                let error = Diagnostic::error("E0327", span, "a function can't return an array");
                return Err(self.report(error.help("return a pointer, or fill an array that the caller passes")));
            }
            _ => {}
        }
        let known = if params.identifiers { &[][..] } else { &params.list[..] };
        let params_ty = known.iter().map(|p| self.types.without_sizes(p.ty.unqualified())).collect();
        let ty = FnType {
            result: result.unqualified(),
            params: params_ty,
            variadic: params.variadic.is_some(),
            prototype: params.prototype,
        };
        Ok(self.types.function(ty))
    }

    /// `( parameters )`
    fn params(&mut self) -> Parsed<Params> {
        let open = self.bump();
        let mut params =
            Params { list: Vec::new(), variadic: None, prototype: true, identifiers: false, bounds: Vec::new() };
        if self.eat(Tok::RParen) {
            params.prototype = false;
            return Ok(params);
        }
        if self.at_identifier_list() {
            self.identifier_list(open.span, &mut params)?;
            return Ok(params);
        }
        if self.at(Tok::Void) && self.peek() == Tok::RParen {
            self.bump();
            self.bump();
            return Ok(params);
        }
        let (outer, sizes) = (self.earlier.len(), self.f.sizes.len());
        self.param_lists += 1;
        let result = self.param_list(&mut params);
        self.param_lists -= 1;
        params.bounds = self.f.sizes.split_off(sizes);
        let named = params.list.iter_mut().filter(|param| param.name.is_some());
        for (param, earlier) in named.zip(self.earlier.drain(outer..)) {
            param.local = earlier.local;
        }
        result?;
        self.expect_close(Tok::RParen, open.span)?;
        Ok(params)
    }

    fn param_list(&mut self, params: &mut Params) -> Parsed<()> {
        loop {
            if self.at(Tok::Ellipsis) {
                let token = self.bump();
                if params.list.is_empty() {
                    return Err(self.error("E0328", token.span, "`...` needs a named parameter before it"));
                }
                params.variadic = Some(token.span);
                break;
            }
            let param = self.param()?;
            if params.list.len() == limits::PARAMS {
                return Err(self.error("E0900", param.span, format!("more than {} parameters", limits::PARAMS)));
            }
            let Param { ty, .. } = param;
            self.earlier.extend(param.name.map(|(name, token)| Earlier { name, token, ty, local: None }));
            params.list.push(param);
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        Ok(())
    }

    fn param(&mut self) -> Parsed<Param> {
        if let Tok::Ident(name) = self.tok.kind
            && self.typedef(name).is_none()
        {
            let next = self.peek();
            if matches!(next, Tok::Comma | Tok::RParen) {
                let text = self.name(name);
                let error = Diagnostic::error("E0329", self.tok.span, format!("parameter `{text}` has no type"));
                self.report(error.suggest("write its type", self.tok.span.before(), "int "));
                let (name, ty) = (Some((name, self.tok)), TypeId::INT);
                return Ok(Param { name, ty, span: self.bump().span, array: false, local: None });
            }
        }
        let specs = self.specifiers()?;
        if let Some((storage, span)) = specs.storage
            && storage != super::specs::Storage::Automatic
        {
            return Err(self.error("E0330", span, "a parameter can't have this storage class"));
        }
        self.param_declarator = true;
        let declarator = self.any_declarator(specs.ty)?;
        if declarator.name.is_none() && self.at_keyword() {
            self.expect_ident("a name")?;
        }
        let span = specs.span.to(declarator.span);
        let ty = self.parameter_type(declarator.ty, span)?;
        let array = matches!(self.types.kind(declarator.ty), TypeKind::Array { .. } | TypeKind::Vla { .. });
        Ok(Param { name: declarator.name, ty, span, array, local: None })
    }

    /// The type of a parameter that is declared with this one (C99 6.7.5.3).
    pub(super) fn parameter_type(&mut self, declared: TypeId, span: Span) -> Parsed<TypeId> {
        Ok(match self.types.kind(declared) {
            TypeKind::Array { elem, .. } | TypeKind::Vla { elem, .. } => self.types.pointer(elem),
            TypeKind::Function(_) => self.types.pointer(declared),
            TypeKind::Void => {
                let error = Diagnostic::error("E0331", span, "a parameter can't be `void`");
                return Err(self.report(error.help("for a function without parameters write `(void)`")));
            }
            _ => declared,
        })
    }

    /// Is the type's size known?
    pub(super) fn is_complete(&self, ty: TypeId) -> bool {
        match self.types.kind(ty) {
            TypeKind::Void | TypeKind::Function(_) => false,
            TypeKind::Array { len, elem } => len.is_some() && self.is_complete(elem),
            TypeKind::Record(r) => self.types.record(r).fields.is_some(),
            _ => true,
        }
    }

    pub(super) fn incomplete(&mut self, ty: TypeId, span: Span) -> super::parser::Reported {
        let shown = self.show(ty.unqualified());
        let error = Diagnostic::error("E0332", span, format!("`{shown}` is incomplete here"));
        let error = if self.types.is_record(ty) {
            error.label("its members are not known").help("define it before this place")
        } else {
            error.label("its length is not known").help("write it between the brackets, or add an initialiser")
        };
        self.report(error)
    }
}

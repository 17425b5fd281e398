//! Functions as before prototypes (C99 6.7.5.3, 6.9.1): definitions with an identifier list, declarations that say
//! nothing about the parameters, and calls of either.
//!
//! The linker knows a function by its signature, so one that is declared as `f()` and defined elsewhere has the types
//! of the arguments of its first call; the other calls have to agree.

use super::declarator::{Declarator, Param, Params};
use super::operand::{Operand, Term};
use super::parser::{Parsed, Parser, Reported};
use super::scope::GlobalId;
use super::token::{Name, Tok};
use super::tree::{Arg, Callee, Expr, ExprId, ExprKind, LocalId, PlaceKind, Stmt, StmtKind};
use super::types::{FnType, TypeId, TypeKind};
use super::vla::Earlier;
use crate::diag::{Diagnostic, Span};

impl Parser<'_> {
    /// `(a, b)`: names without types, as far as the current token tells.
    pub(super) fn at_identifier_list(&mut self) -> bool {
        match self.tok.kind {
            Tok::Ident(name) if self.typedef(name).is_none() => matches!(self.peek(), Tok::Comma | Tok::RParen),
            _ => false,
        }
    }

    /// The names between the parentheses; the types follow.
    pub(super) fn identifier_list(&mut self, open: Span, params: &mut Params) -> Parsed<()> {
        params.prototype = false;
        params.identifiers = true;
        loop {
            let Tok::Ident(name) = self.tok.kind else { return Err(self.expected("the name of a parameter")) };
            let token = self.bump();
            if params.list.len() == super::limits::PARAMS {
                return Err(self.error("E0900", token.span, format!("more than {} parameters", super::limits::PARAMS)));
            }
            params.list.push(Param {
                name: Some((name, token)),
                ty: TypeId::VOID,
                span: token.span,
                array: false,
                local: None,
            });
            if !self.eat(Tok::Comma) {
                break;
            }
            if let Tok::Ident(name) = self.tok.kind
                && self.typedef(name).is_none()
                && matches!(self.peek(), Tok::Comma | Tok::RParen)
            {
                continue;
            }
            // A type after a name: not a list of names.
            let (name, token) = params.list[0].name.map_or((Name(0), self.tok), |n| n);
            return Err(self.untyped_parameter(name, token.span));
        }
        self.expect_close(Tok::RParen, open).map(|_| ())
    }

    fn untyped_parameter(&mut self, name: Name, span: Span) -> Reported {
        let text = self.name(name);
        let error = Diagnostic::error("E0329", span, format!("parameter `{text}` has no type"));
        self.report(error.help(format!("write its type here, as in `int {text}`")))
    }

    /// A list of names is for definitions only.
    pub(super) fn check_identifier_list(&mut self, params: Option<&Params>) -> Parsed<()> {
        if let Some(params) = params
            && params.identifiers
            && let Some(Param { name: Some((name, token)), .. }) = params.list.first().copied()
        {
            return Err(self.untyped_parameter(name, token.span));
        }
        Ok(())
    }

    /// The declarations between the declarator and the body; they complete the function's type.
    pub(super) fn parameter_declarations(&mut self, declarator: &mut Declarator, name: Name) -> Parsed<()> {
        let Some(mut params) = declarator.params.take() else { return Err(Reported) };
        let named = params.list.iter().filter_map(|p| p.name);
        let earlier = named.map(|(name, token)| Earlier { name, token, ty: TypeId::VOID, local: None }).collect();
        let around = std::mem::replace(&mut self.earlier, earlier);
        self.param_lists += 1;
        let result = self.read_parameter_declarations(&mut params);
        self.param_lists -= 1;
        for (param, earlier) in params.list.iter_mut().zip(std::mem::replace(&mut self.earlier, around)) {
            param.local = earlier.local;
        }
        params.bounds = std::mem::take(&mut self.f.sizes);
        for param in &mut params.list {
            if param.ty == TypeId::VOID {
                param.ty = TypeId::INT;
                if let (Some((name, token)), true) = (param.name, result.is_ok()) {
                    let text = self.name(name);
                    let warning = Diagnostic::warning("W0306", token.span, format!("parameter `{text}` has no type"));
                    self.diags.push(warning.label("taken as `int`").help(format!("write `int {text}`")));
                }
            }
        }
        if let TypeKind::Function(f) = self.types.kind(declarator.ty) {
            let f = self.types.fn_type(f).clone();
            let declared: Vec<TypeId> =
                params.list.iter().map(|p| self.types.without_sizes(p.ty.unqualified())).collect();
            // A prototype that came before decides how the arguments arrive, as in GNU C.
            let prototype = self.statics.find(name).is_some_and(|id| self.has_params(id, &declared));
            let arrive = if prototype { declared } else { declared.iter().map(|&t| self.argument_type(t)).collect() };
            declarator.ty = self.types.function(FnType { params: arrive, prototype, ..f });
        }
        declarator.params = Some(params);
        result
    }

    fn read_parameter_declarations(&mut self, params: &mut Params) -> Parsed<()> {
        while !self.at(Tok::LBrace) && !self.at(Tok::Eof) {
            let specs = self.specifiers()?;
            loop {
                self.param_declarator = true;
                let declarator = self.declarator(specs.ty)?;
                let Some((name, token)) = declarator.name else { return Err(Reported) };
                let ty = self.parameter_type(declarator.ty, specs.span.to(declarator.span))?;
                let found = params.list.iter_mut().find(|p| p.name.is_some_and(|(n, _)| n == name));
                match found {
                    Some(param) if param.ty == TypeId::VOID => {
                        param.ty = ty;
                        if let Some(earlier) = self.earlier.iter_mut().find(|e| e.name == name) {
                            earlier.ty = ty;
                        }
                    }
                    Some(param) => {
                        let first = param.span;
                        let text = self.name(name);
                        let error =
                            Diagnostic::error("E0335", token.span, format!("parameter `{text}` is declared twice"));
                        return Err(self.report(error.secondary(first, "in this list")));
                    }
                    None => {
                        let text = self.name(name);
                        let error = Diagnostic::error("E0336", token.span, format!("`{text}` is not a parameter"));
                        return Err(
                            self.report(error.help("name it between the parentheses, or declare it in the body"))
                        );
                    }
                }
                if !self.eat(Tok::Comma) {
                    break;
                }
            }
            self.expect_semi("after the parameter's declaration")?;
        }
        Ok(())
    }

    /// Is the function known with these parameters?
    fn has_params(&self, id: GlobalId, params: &[TypeId]) -> bool {
        match self.types.kind(self.statics.global(id).ty) {
            TypeKind::Function(f) => {
                let f = self.types.fn_type(f);
                f.prototype
                    && !f.variadic
                    && f.params.len() == params.len()
                    && f.params.iter().zip(params).all(|(&a, &b)| self.compatible(a, b))
            }
            _ => false,
        }
    }

    fn type_of_arg(&self, arg: Arg) -> TypeId {
        match arg {
            Arg::Scalar(value) => self.f.expr(value).ty,
            Arg::Struct { src, .. } => self.f.place(src).ty.unqualified(),
        }
    }

    /// The type as which a value of type `ty` is passed without a prototype.
    fn argument_type(&self, ty: TypeId) -> TypeId {
        if ty == TypeId::FLOAT { TypeId::DOUBLE } else { self.promoted(ty) }
    }

    /// A parameter that arrives as `arrives` but was declared as another type: its local, and its first statement.
    pub(super) fn convert_parameter(
        &mut self,
        param: &Param,
        arrives: TypeId,
        local: LocalId,
        out: &mut Vec<Stmt>,
    ) -> Parsed<LocalId> {
        let loc = self.f.locals[local.index()].loc;
        let incoming = self.new_local(None, arrives, param.span, loc)?;
        let place = self.place(PlaceKind::Local(incoming), arrives, loc);
        let value = self.expr(ExprKind::Load(place), arrives, loc);
        let value = self.convert(value, param.ty);
        let place = self.place(PlaceKind::Local(local), param.ty, loc);
        let store = self.expr(ExprKind::Assign { place, value }, param.ty, loc);
        out.push(Stmt { kind: StmtKind::Expr(store), loc });
        Ok(incoming)
    }

    /// The arguments of a call of a function without prototype, after the default promotions. If its definition has
    /// been seen they are made to fit, as far as C lets one hope that they do anyway; else they say what it takes.
    pub(super) fn old_style_arguments(
        &mut self,
        id: GlobalId,
        mut args: Vec<Arg>,
        (span, loc): (Span, linker::object::SrcLoc),
    ) -> Parsed<(Vec<Arg>, Option<ExprId>)> {
        let types: Vec<TypeId> = args.iter().map(|&arg| self.type_of_arg(arg)).collect();
        let global = self.statics.global(id);
        let TypeKind::Function(f) = self.types.kind(global.ty) else { return Err(Reported) };
        let params = self.types.fn_type(f).params.clone();
        if global.state != super::data::State::Defined {
            if let Some((first, at)) = global.called.clone() {
                if !self.same_words(&first, &types) {
                    let text = self.name(global.name);
                    let error = Diagnostic::error(
                        "E0337",
                        span,
                        format!("`{text}` is called with other arguments than before"),
                    );
                    let error = error.secondary(at, "first call").secondary(global.span, "declared without parameters");
                    return Err(self.report(error.help("declare its parameters between the parentheses")));
                }
            } else if self.unevaluated == 0 {
                self.statics.global_mut(id).called = Some((types, span));
            }
            return Ok((args, None));
        }
        if args.len() != params.len() {
            let text = self.name(global.name);
            let (wanted, found) = (params.len(), args.len());
            let plural = if wanted == 1 { "" } else { "s" };
            let warning =
                Diagnostic::warning("W0307", span, format!("`{text}` takes {wanted} argument{plural}, found {found}"));
            self.diags.push(warning.secondary(global.span, "defined here"));
        }
        // What is too much is evaluated all the same.
        let mut extra = None;
        for more in args.split_off(args.len().min(params.len())) {
            let more = match more {
                Arg::Scalar(value) => value,
                Arg::Struct { src, .. } => {
                    let ty = self.type_of_arg(more);
                    self.discard(Operand { term: Term::Place(src), ty, span, loc })
                }
            };
            extra = Some(match extra {
                None => more,
                Some(before) => self.expr(ExprKind::Comma(before, more), TypeId::VOID, loc),
            });
        }
        for (i, &ty) in params.iter().enumerate() {
            match args.get(i) {
                Some(&arg) => {
                    let from = self.type_of_arg(arg);
                    let fits = self.types.is_scalar(from)
                        && self.types.is_scalar(ty)
                        && !(self.types.is_float(from) && self.types.is_pointer(ty));
                    match arg {
                        Arg::Scalar(value) if fits => args[i] = Arg::Scalar(self.convert(value, ty)),
                        _ if from != ty => {
                            let (expected, found) = (self.show(ty), self.show(from));
                            let error =
                                Diagnostic::error("E0436", span, format!("mismatched types in argument {}", i + 1));
                            return Err(self.report(error.label(format!("expected `{expected}`, found `{found}`"))));
                        }
                        _ => {}
                    }
                }
                None => {
                    let zero = self.int(0, TypeId::INT, loc);
                    let known = self.types.is_scalar(ty);
                    args.push(Arg::Scalar(if known { self.convert(zero, ty) } else { zero }));
                }
            }
        }
        Ok((args, extra))
    }

    /// May a function without prototype be declared with one? If it has been defined its parameters decide.
    pub(super) fn old_style_fits(&self, old: &FnType, prototype: &FnType) -> bool {
        old.params.is_empty() || (!prototype.variadic && self.same_words(&old.params, &prototype.params))
    }

    /// A function that is defined without parameters can't be declared with some later.
    pub(super) fn takes_same(&self, defined: TypeId, declared: TypeId) -> bool {
        match (self.types.kind(defined), self.types.kind(declared)) {
            (TypeKind::Function(f), TypeKind::Function(g)) => {
                let (f, g) = (self.types.fn_type(f), self.types.fn_type(g));
                f.prototype || !g.prototype || f.params.len() == g.params.len()
            }
            _ => true,
        }
    }

    /// Do values of these types travel alike?
    fn same_words(&self, a: &[TypeId], b: &[TypeId]) -> bool {
        let word = |t: TypeId| self.types.scalar(t).map(guest_abi::Ty::val_type);
        a.len() == b.len() && a.iter().zip(b).all(|(&a, &b)| word(a) == word(b))
    }

    /// A function that was declared without prototype gets one: calls that came before have to agree with it.
    pub(super) fn check_earlier_call(&mut self, id: GlobalId, ty: TypeId, at: Span) -> Parsed<()> {
        let Some((types, call)) = self.statics.global(id).called.clone() else { return Ok(()) };
        let TypeKind::Function(f) = self.types.kind(ty) else { return Ok(()) };
        let f = self.types.fn_type(f).clone();
        // One more declaration without parameters says nothing about them.
        let silent = !f.prototype && f.params.is_empty() && !self.at(Tok::LBrace);
        if silent || (!f.variadic && self.same_words(&f.params, &types)) {
            return Ok(());
        }
        let (text, shown) = (self.name(self.statics.global(id).name), self.show(ty));
        let common = types.len().min(f.params.len());
        let rest = types[common..].iter().chain(&f.params[common..]);
        if !f.prototype
            && self.same_words(&types[..common], &f.params[..common])
            && rest.into_iter().all(|&ty| self.types.is_scalar(ty))
        {
            let (wanted, found) = (f.params.len(), types.len());
            let plural = if wanted == 1 { "" } else { "s" };
            let warning =
                Diagnostic::warning("W0307", call, format!("`{text}` takes {wanted} argument{plural}, found {found}"));
            self.diags.push(warning.secondary(at, "defined here"));
            let symbol = self.symbol_of(id);
            self.miscalled.insert(symbol, f.params);
            return Ok(());
        }
        let error = Diagnostic::error("E0339", at, format!("`{text}` was called with arguments that do not fit this"));
        let error = error.label(format!("`{shown}`")).secondary(call, "called here");
        Err(self.report(error.help("declare it with its parameters before the call")))
    }

    /// Lets calls that came before an old-style definition pass as many arguments as that takes: what is too much is
    /// evaluated, and what is missing is 0.
    pub(super) fn mend_calls(&mut self) {
        if self.miscalled.is_empty() {
            return;
        }
        for function in &mut self.functions {
            for i in 0..function.exprs.len() {
                let (ty, loc) = (function.exprs[i].ty, function.exprs[i].loc);
                let ExprKind::Call(call) = &function.exprs[i].kind else { continue };
                let Callee::Direct(symbol) = call.callee else { continue };
                let Some(params) = self.miscalled.get(&symbol).filter(|p| p.len() != call.args.len()) else { continue };
                let mut call = call.clone();
                let mut push = |kind, ty| {
                    function.exprs.push(Expr { kind, ty, loc });
                    ExprId(function.exprs.len() as u32 - 1)
                };
                let extra = call.args.split_off(params.len().min(call.args.len()));
                for &ty in &params[call.args.len()..] {
                    let zero = if self.types.is_float(ty) { ExprKind::Float(0.0) } else { ExprKind::Int(0) };
                    call.args.push(Arg::Scalar(push(zero, ty.unqualified())));
                }
                call.fixed = params.len() as u32;
                let mut kind = ExprKind::Call(call);
                for more in extra.into_iter().rev() {
                    if let Arg::Scalar(value) = more {
                        let rest = push(kind, ty);
                        kind = ExprKind::Comma(value, rest);
                    }
                }
                function.exprs[i].kind = kind;
            }
        }
    }

    /// The type of a function that was called but never got a prototype.
    pub(super) fn type_by_call(&mut self, id: GlobalId) {
        let global = self.statics.global(id);
        let TypeKind::Function(f) = self.types.kind(global.ty) else { return };
        let f = self.types.fn_type(f).clone();
        if f.prototype || !f.params.is_empty() {
            return;
        }
        if let Some((params, _)) = global.called.clone() {
            let ty = self.types.function(FnType { params, ..f });
            self.statics.global_mut(id).ty = ty;
        }
    }

    /// An operand after the default argument promotions (C99 6.5.2.2).
    pub(super) fn promote_arguments(&mut self, args: Vec<Operand>) -> Parsed<Vec<Arg>> {
        let values: Vec<_> = args.into_iter().map(|arg| self.promote_argument(arg)).collect();
        values.into_iter().collect()
    }
}

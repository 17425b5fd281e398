//! Function definitions.

use super::builder::{Body, Builder};
use super::data::State;
use super::declarator::Declarator;
use super::parser::{Parsed, Parser, Reported};
use super::scope::{GlobalId, Meaning};
use super::specs::Specs;
use super::token::{Name, Tok, Token};
use super::tree::{Callee, Expr, ExprId, ExprKind, LocalId, Stmt, StmtKind};
use super::types::{TypeId, TypeKind};
use super::uninit::{self, Found, Returns};
use crate::diag::{Diagnostic, Span};
use linker::object::SymbolId;

impl Parser<'_> {
    /// `declarator { body }`; the current token is the brace.
    pub(super) fn function_definition(
        &mut self,
        specs: &Specs,
        mut declarator: Declarator,
        name: Name,
        token: Token,
    ) -> Parsed<()> {
        if declarator.params.as_ref().is_some_and(|p| p.identifiers) {
            self.parameter_declarations(&mut declarator, name)?;
        }
        let Some(mut params) = declarator.params.take() else { return Err(Reported) };
        // A body is parsed whatever is wrong with the head, so that its own errors are found.
        let errors = self.diags.error_count();
        let id = self.declare_global(specs, &declarator, name, token).ok();
        if let Some(id) = id {
            let global = self.statics.global(id);
            if global.state == State::Defined {
                let (first, text) = (global.span, self.name(name));
                let error = Diagnostic::error("E0315", token.span, format!("`{text}` is defined twice"));
                self.report(error.label("defined again").secondary(first, "first definition"));
            }
            self.check_parameter_count(id, params.list.len(), token.span)?;
            let global = self.statics.global_mut(id);
            global.state = State::Defined;
            (global.span, global.loc) = (token.span, token.loc);
        }
        let result = match self.types.kind(declarator.ty) {
            TypeKind::Function(f) => self.types.fn_type(f).result,
            _ => TypeId::ERROR,
        };
        if self.name(name) == "main" && self.scopes.depth() == 0 {
            let types: Vec<_> = params.list.iter().map(|param| param.ty).collect();
            self.check_main(result, &types, token.span);
        }
        if params.bounds.is_empty() {
            self.f.reset();
            self.f.begin(name, result);
            params.list.iter_mut().for_each(|param| param.local = None);
        } else {
            self.f.begin(name, result);
            self.evaluate_from((0, 0));
        }
        self.scopes.push();
        let body = self.params_and_body(&params, declarator.ty, token);
        self.scopes.pop();
        let spare = self.spare_builder.take().unwrap_or_default();
        let mut built = std::mem::replace(&mut self.f, spare);
        if self.prev.kind == Tok::RBrace {
            self.last_body = Some(self.prev.span);
        }
        let (mut body, params) = body?;
        let end_loc = self.prev.loc;
        let good = self.diags.error_count() == errors;
        if good {
            self.check_flow(&built, &body);
        }
        let is_main = self.name(name) == "main" && result == TypeId::INT;
        let returns = result != TypeId::VOID && result != TypeId::ERROR;
        let falls = returns && super::flow::falls_through(&body, &built.exprs, &|id| self.comes_back(&built.exprs, id));
        if falls && is_main {
            // C99 5.1.2.2.3: reaching the end of `main` returns 0.
            let (zero, _) = built.push_expr(ExprKind::Int(0), TypeId::INT, end_loc);
            body.push(Stmt { kind: StmtKind::Return(Some(zero)), loc: end_loc });
        } else if falls && !specs.implicit && good {
            let text = self.name(name);
            let warning =
                Diagnostic::warning("W0305", self.prev.span, format!("`{text}` may end without returning a value"));
            let shown = self.show(result);
            self.diags.push(warning.label(format!("no `return` on the way here, but the result is `{shown}`")));
        }
        if let Some(id) = id {
            self.exprs += built.exprs.len();
            let symbol = self.symbol_of(id);
            let result = if self.types.is_record(result) { TypeId::VOID } else { result };
            let inlining = self.statics.global(id).inlining;
            let body = Body { inlining, params, stmts: body, loc: token.loc, end_loc };
            self.functions.push(built.finish(symbol, result, body));
        }
        built.reset();
        self.spare_builder = Some(built);
        Ok(())
    }

    /// Does control come back from an expression that is a statement? Not from a call of what is declared `noreturn`.
    fn comes_back(&self, exprs: &[Expr], id: ExprId) -> bool {
        match &exprs[id.index()].kind {
            ExprKind::Trap => false,
            ExprKind::Call(call) => !matches!(call.callee, Callee::Direct(symbol) if self.is_noreturn(symbol)),
            _ => true,
        }
    }

    fn is_noreturn(&self, symbol: SymbolId) -> bool {
        self.statics.of_symbol(symbol).is_some_and(|global| self.statics.global(global).noreturn)
    }

    fn returns(&self, symbol: SymbolId) -> Returns {
        match self.statics.of_symbol(symbol).map(|global| self.statics.global(global)) {
            Some(global) if global.noreturn => Returns::Never,
            Some(global) if self.name(global.name) == "__setjmp" => Returns::Often,
            _ => Returns::Once,
        }
    }

    /// Warns of variables that are read before they have a value, and of loops that never end.
    fn check_flow(&mut self, built: &Builder, body: &[Stmt]) {
        let found = uninit::examine(built, body, &|symbol| self.returns(symbol));
        for (local, at) in found.reads {
            let (Some(span), Some(&(_, declared))) =
                (Found::span(built, at), built.bare.iter().find(|(id, _)| *id == local))
            else {
                continue;
            };
            // Something is wrong with this use anyway.
            if self.diags.iter().any(|d| d.primary.span == span) {
                continue;
            }
            let local = &built.locals[local.index()];
            let name = local.name.map_or("", |name| self.name(name));
            let warning = Diagnostic::warning("W0424", span, format!("`{name}` is used before it has a value"));
            let warning = warning.label("nothing is assigned to it before").secondary(declared, "declared here");
            self.diags.push(if self.types.is_arithmetic(local.ty) {
                warning.suggest("give it a value where it is declared, such as 0", declared.after(), " = 0")
            } else {
                warning.help("let it point to something: the address of a variable, or memory from `malloc`")
            });
        }
        for cond in found.endless {
            let Ok(index) = built.conditions.binary_search_by_key(&cond, |&(id, _)| id) else { continue };
            let span = built.conditions[index].1;
            // The `;` behind it is why.
            if self.diags.iter().any(|d| d.code == "W0208" && d.primary.span.start.abs_diff(span.end) < 3) {
                continue;
            }
            let warning = Diagnostic::warning("W0209", span, "a loop whose condition never changes");
            let warning = warning.label("nothing in the loop changes what this depends on");
            self.diags.push(warning.help("change the variable in the loop, or leave it with `break`"));
        }
    }

    /// A definition `f() { }` after a prototype with parameters.
    fn check_parameter_count(&mut self, id: GlobalId, found: usize, at: Span) -> Parsed<()> {
        let global = self.statics.global(id);
        let TypeKind::Function(f) = self.types.kind(global.ty) else { return Ok(()) };
        let wanted = self.types.fn_type(f).params.len();
        if wanted == found {
            return Ok(());
        }
        let (text, shown, first) = (self.name(global.name), self.show(global.ty), global.span);
        let error = Diagnostic::error(
            "E0333",
            at,
            format!("`{text}` is defined with {found} parameters, declared with {wanted}"),
        );
        Err(self.report(error.secondary(first, format!("`{shown}` here"))))
    }

    fn params_and_body(
        &mut self,
        params: &super::declarator::Params,
        ty: TypeId,
        function: Token,
    ) -> Parsed<(Vec<Stmt>, Vec<LocalId>)> {
        let TypeKind::Function(f) = self.types.kind(ty) else { return Err(Reported) };
        let result = self.types.fn_type(f).result;
        let arrive = if params.identifiers { self.types.fn_type(f).params.clone() } else { Vec::new() };
        let mut body = self.spare_list();
        let mut locals = Vec::with_capacity(params.list.len() + 1);
        if self.types.is_record(result) {
            if !self.is_complete(result) {
                self.incomplete(result, function.span);
            }
            let ty = self.types.pointer(result);
            let local = self.new_local(None, ty, function.span, function.loc)?;
            self.f.result_at = Some(local);
            locals.push(local);
        }
        for (i, param) in params.list.iter().enumerate() {
            if self.types.is_record(param.ty) && !self.is_complete(param.ty) {
                self.incomplete(param.ty, param.span);
            }
            let (name, token) = match param.name {
                Some((name, token)) => (Some(name), token),
                None => (None, self.tok),
            };
            if self.types.is_unspecified(param.ty) {
                let error = Diagnostic::error("E0371", param.span, "a length is missing");
                self.report(error.label("`[*]` is for declarations without a body").help("write the length"));
            }
            let local = match param.local {
                Some(local) if self.f.locals[local.index()].ty == param.ty => local,
                _ => self.new_local(name, param.ty, param.span, token.loc)?,
            };
            if param.array {
                self.f.array_params.push(local);
            }
            let declared = self.types.without_sizes(param.ty.unqualified());
            locals.push(match arrive.get(i) {
                Some(&ty) if ty != declared => self.convert_parameter(param, ty, local, &mut body)?,
                _ => local,
            });
            if let Some(name) = name {
                // Reported if declared twice; the body is worth looking at all the same.
                let _ = self.declare_here(name, token.span, Meaning::Local(local));
            }
        }
        let bounds = params.bounds.iter().map(|&size| Stmt { kind: StmtKind::Expr(size), loc: function.loc });
        body.extend(bounds);
        self.f.variadic = params.variadic.and(locals.last().copied());
        self.block_items(&mut body)?;
        self.check_gotos();
        Ok((self.list_of(body), locals))
    }

    /// Every label that is used has to be defined.
    fn check_gotos(&mut self) {
        self.check_jumps();
        let gotos = std::mem::take(&mut self.f.gotos);
        self.f.has_jumps = !gotos.is_empty() || !self.f.addressed.is_empty();
        for label in gotos.iter().filter(|l| l.in_switch && !l.used) {
            if let Some(span) = label.defined {
                self.check_unused_label(label.name, span);
            }
        }
        for label in gotos.iter().filter(|l| l.defined.is_none()) {
            if self.stopped() {
                break;
            }
            let text = self.name(label.name);
            let error = Diagnostic::error("E0334", label.first_use, format!("label `{text}` is not defined"));
            let names = gotos.iter().filter(|l| l.defined.is_some()).map(|l| self.name(l.name));
            let error = match super::suggest::nearest(text, names) {
                Some(similar) => error.suggest(format!("did you mean `{similar}`?"), label.first_use, similar),
                None => error.help(format!("write `{text}:` before the statement to go to")),
            };
            self.report(error);
        }
    }
}

//! `__attribute__((constructor))` and `((destructor))`: functions that run before and after `main`.
//!
//! Plugins are linked and called by a host, which runs no code of theirs unasked. So it is `main` of the same file that
//! calls them: the constructors first of all, and `atexit` gets the destructors, which then run after everything that
//! the program itself passes to it.

use super::attribute::Attributes;
use super::parser::Parser;
use super::scope::GlobalId;
use super::token::{Name, Token};
use super::tree::{Arg, Call, Callee, Expr, ExprId, ExprKind, Function, Stmt, StmtKind};
use super::types::{TypeId, TypeKind};
use crate::diag::{Diagnostic, Span};
use linker::object::{SrcLoc, SymbolId};

/// What the attributes of a file ask for.
#[derive(Debug, Default)]
pub(super) struct Startup {
    constructors: Vec<Entry>,
    destructors: Vec<Entry>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    priority: u16,
    name: Name,
    span: Span,
}

impl Startup {
    /// A function is declared with these attributes.
    pub(super) fn note(&mut self, name: Name, attrs: Attributes, token: Token) {
        let both = [(attrs.constructor, &mut self.constructors), (attrs.destructor, &mut self.destructors)];
        for (priority, list) in both {
            if let Some(priority) = priority
                && list.iter().all(|entry| entry.name != name)
            {
                list.push(Entry { priority, name, span: token.span });
            }
        }
    }
}

fn push(function: &mut Function, kind: ExprKind, ty: TypeId, loc: SrcLoc) -> ExprId {
    function.exprs.push(Expr { kind, ty, loc });
    ExprId(function.exprs.len() as u32 - 1)
}

fn call(function: &mut Function, symbol: SymbolId, args: Vec<Arg>, result: TypeId, loc: SrcLoc) -> Stmt {
    let fixed = args.len() as u32;
    let call = Call { callee: Callee::Direct(symbol), args, fixed, variadic: false, result: None };
    Stmt { kind: StmtKind::Expr(push(function, ExprKind::Call(Box::new(call)), result, loc)), loc }
}

impl Parser<'_> {
    /// Lets `main` call what is to run before it, at the end of the file.
    pub(super) fn add_startup(&mut self) {
        let mut startup = std::mem::take(&mut self.startup);
        let all: Vec<Entry> = startup.constructors.iter().chain(&startup.destructors).copied().collect();
        if all.is_empty() || self.diags.has_errors() {
            return;
        }
        let main = self.names.intern("main");
        let main = self.statics.find(main).and_then(|id| self.statics.global(id).symbol);
        let Some(at) = self.functions.iter().position(|f| Some(f.symbol) == main) else {
            for entry in all {
                let text = self.name(entry.name);
                let message = format!("nothing calls `{text}`, since this file has no `main`");
                let error = Diagnostic::error("E0365", entry.span, message);
                self.report(error.help("the host calls the functions of a plugin: let it call this one"));
            }
            return;
        };
        startup.constructors.sort_by_key(|entry| entry.priority);
        startup.destructors.sort_by_key(|entry| entry.priority);
        let mut calls = Vec::new();
        for entry in startup.destructors {
            self.at_exit(entry, at, &mut calls);
        }
        for entry in startup.constructors {
            let Some((id, result)) = self.startup_function(entry) else { continue };
            let (symbol, loc) = (self.symbol_of(id), self.statics.global(id).loc);
            calls.push(call(&mut self.functions[at], symbol, Vec::new(), result, loc));
        }
        self.functions[at].body.splice(0..0, calls);
    }

    /// A function without parameters, and its result.
    fn startup_function(&mut self, entry: Entry) -> Option<(GlobalId, TypeId)> {
        let id = self.statics.find(entry.name)?;
        if let TypeKind::Function(f) = self.types.kind(self.statics.global(id).ty) {
            let f = self.types.fn_type(f);
            if f.params.is_empty() && !f.variadic && (self.types.is_scalar(f.result) || f.result == TypeId::VOID) {
                return Some((id, f.result));
            }
        }
        self.error("E0366", entry.span, "a function that runs before or after `main` has no parameters");
        None
    }

    fn at_exit(&mut self, entry: Entry, main: usize, calls: &mut Vec<Stmt>) {
        let Some((id, _)) = self.startup_function(entry) else { return };
        let atexit = self.names.intern("atexit");
        let Some(atexit) = self.statics.find(atexit).or_else(|| self.declare_of_library(atexit)) else {
            self.error("E0402", entry.span, "there is no `atexit` to run it");
            return;
        };
        let (symbol, loc, atexit) = (self.symbol_of(id), self.statics.global(id).loc, self.symbol_of(atexit));
        let pointer = self.types.pointer(self.statics.global(id).ty);
        let function = &mut self.functions[main];
        let address = push(function, ExprKind::FuncAddr(symbol), pointer, loc);
        calls.push(call(function, atexit, vec![Arg::Scalar(address)], TypeId::INT, loc));
    }
}

//! The front end: source text to typed tree.
//!
//! Lexer, parser and checker run as one pass: the parser knows the type of every expression as soon as it has read
//! it, and builds the typed tree directly. It must not know the IR or any ISA.

mod asm;
mod attribute;
mod bind;
mod builder;
mod builtin;
mod bytes;
mod call;
mod constant;
mod data;
mod decl;
mod declarator;
mod enumeration;
mod expr;
pub mod floats;
mod flow;
mod fold;
mod foreign;
mod format;
mod frame;
mod func;
mod generic;
mod gnu;
mod init;
mod jumps;
mod kept;
mod later;
mod layout;
mod lexer;
pub mod library;
pub mod lifetime;
mod limits;
mod literal;
mod lvalue;
mod memory;
mod names;
pub(crate) mod octets;
mod oldstyle;
mod operand;
mod ops;
mod outline;
mod parser;
pub(crate) mod pp;
mod quoted;
mod record;
mod scope;
mod specs;
mod startup;
mod stmt;
mod suggest;
mod suspect;
mod switch;
#[cfg(test)]
mod tests;
mod token;
pub mod tree;
pub mod typename;
pub mod types;
mod uninit;
mod varargs;
mod vla;
mod warn;

use crate::Options;
use crate::diag::{Diagnostic, Diagnostics, Span};
use bumpalo::Bump;
use kept::Kept;
use parser::Parser;
use token::Tok;

/// Analyses a source text. `None` if there was an error; errors and warnings are added to `diags`.
pub fn parse(name: &str, source: &str, options: &Options, diags: &mut Diagnostics) -> Option<tree::Unit> {
    if source.len() > limits::SOURCE {
        let error = Diagnostic::error("E0900", Span::default(), "source text is too large");
        diags.push(error.note(format!("the limit is {} MiB", limits::SOURCE >> 20)));
        diags.attach_source(name, "");
        return None;
    }
    let arena = Bump::new();
    let mut parser = Parser::new(name, source, options, &arena, diags, *Kept::take());
    while !parser.at(Tok::Eof) {
        parser.external();
    }
    let unit = parser.finish(name);
    diags.attach_source(name, source);
    (!diags.has_errors()).then_some(unit)
}

impl Parser<'_> {
    /// One declaration at file level. A broken one is reported and skipped.
    fn external(&mut self) {
        if self.at(Tok::RBrace) {
            let error = Diagnostic::error("E0203", self.tok.span, "unexpected `}`");
            self.report(error.label("closes nothing").help("is a `{` missing, or a `}` one too many?"));
            self.bump();
            return;
        }
        if self.stray_statement() {
            return;
        }
        if self.at(Tok::LBrace) {
            self.stray_body();
            self.recover(0);
            return;
        }
        if self.foreign_start().is_some() || self.external_declaration().is_err() {
            self.recover(0);
        }
        self.fresh = false;
        // What a broken declarator left.
        self.pointers.clear();
        self.f.clear();
    }

    fn finish(mut self, name: &str) -> tree::Unit {
        self.mend_calls();
        self.add_startup();
        let symbols = self.finish_symbols();
        let mut constants = self.constants();
        let bound = if self.bindings.is_empty() { Vec::new() } else { self.bind(&symbols, &mut constants) };
        self.pp.conclude(self.diags);
        let files = self.pp.file_names();
        let (names, mut scopes, mut f) = (self.names.forget(), self.scopes, self.f);
        scopes.forget();
        f.reset();
        let spare = self.spare_builder.unwrap_or_default();
        Box::new(Kept { names, scopes, f, spare, lists: self.spare_lists }).keep();
        tree::Unit {
            name: name.to_owned(),
            files,
            types: self.types,
            symbols,
            data: self.statics.data,
            constants,
            bound,
            functions: self.functions,
        }
    }
}

//! Names of the library that a program uses without having included a header.

use super::data::{Global, State};
use super::parser::Parser;
use super::scope::{GlobalId, Meaning};
use super::token::Name;
use super::types::{FnType, TypeId, TypeKind};
use crate::diag::{Diagnostic, Span};
use linker::object::{Signature, SrcLoc};
use std::fmt;

/// What the library has.
pub trait Library: fmt::Debug + Send + Sync {
    /// The type of a function, if the library has one of this name.
    fn function(&self, name: &str) -> Option<Signature>;

    /// The header that declares or defines a name: a function, a type, a macro.
    fn header(&self, name: &str) -> Option<&str>;
}

impl Parser<'_> {
    /// The header that would make the name known.
    pub(super) fn header_of(&self, name: &str) -> Option<&str> {
        self.library?.header(name)
    }

    /// The C type of a function that is known by its signature. Pointers are `void *` there.
    pub(super) fn type_of_signature(&mut self, signature: &Signature) -> TypeId {
        let params = signature.params.iter().map(|&t| self.type_of_abi(t)).collect();
        let result = signature.result.map_or(TypeId::VOID, |t| self.type_of_abi(t));
        self.types.function(FnType { result, params, variadic: signature.variadic, prototype: true })
    }

    /// Declares an undeclared function that the library has, with a warning.
    pub(super) fn library_function(&mut self, name: Name, span: Span) -> Option<GlobalId> {
        let id = self.declare_of_library(name)?;
        let text = self.name(name);
        let warning = Diagnostic::warning("W0408", span, format!("`{text}` is used without a declaration"));
        let warning = warning.label("declared in no header that is included");
        let Some(header) = self.header_of(text).map(str::to_owned) else {
            self.diags.push(warning);
            return Some(id);
        };
        if !self.already_wanted(&header, false) {
            let warning = self.add_include(warning, &header);
            self.diags.push(warning);
        }
        Some(id)
    }

    /// Declares a function that the library has.
    pub(super) fn declare_of_library(&mut self, name: Name) -> Option<GlobalId> {
        let text = self.name(name);
        let signature = self.library?.function(text)?;
        let ty = self.type_of_signature(&signature);
        let mut global = Global::new(name, ty, Span::default(), SrcLoc::default(), State::Declared);
        global.noreturn = matches!(text, "exit" | "abort" | "_Exit");
        let id = self.statics.add(global, true);
        self.scopes.bind_outermost(name, Meaning::Global(id));
        Some(id)
    }

    /// A declaration without prototype of a function that the host or the library has: it has the parameters of that.
    pub(super) fn with_known_parameters(&mut self, name: Name, ty: TypeId) -> TypeId {
        let TypeKind::Function(f) = self.types.kind(ty) else { return ty };
        let old = self.types.fn_type(f);
        if old.prototype || !old.params.is_empty() {
            return ty;
        }
        let result = old.result;
        let predeclared = match self.scopes.lookup(name).map(|b| b.meaning) {
            Some(Meaning::Builtin(index)) => Some(self.predeclared[index as usize].1.clone()),
            _ => None,
        };
        let text = self.name(name);
        let Some(signature) = predeclared.or_else(|| self.library?.function(text)) else { return ty };
        let known = self.type_of_signature(&signature);
        match self.types.kind(known) {
            TypeKind::Function(f) => {
                let f = self.types.fn_type(f);
                let same = self.types.scalar(f.result).map(guest_abi::Ty::val_type)
                    == self.types.scalar(result).map(guest_abi::Ty::val_type);
                if !same {
                    return ty;
                }
                let f = FnType { result, ..f.clone() };
                self.types.function(f)
            }
            _ => ty,
        }
    }
}

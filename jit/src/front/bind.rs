//! Binds parameters and variables to constants of run time, once a file has been read.

use super::data::State;
use super::parser::Parser;
use super::scope::GlobalId;
use super::tree::Bound;
use super::types::{TypeId, TypeKind};
use crate::bind::Constant;
use crate::diag::{Diagnostic, Span};
use linker::object::{Linkage, Symbol, SymbolId, SymbolKind};

impl<'a> Parser<'a> {
    /// The variables whose content does not change: those of `const` types, in the order of their symbols.
    pub(super) fn constants(&self) -> Vec<SymbolId> {
        let mut constants: Vec<SymbolId> = self
            .statics
            .all()
            .filter(|global| !global.weak && self.is_constant(global.ty))
            .filter_map(|g| g.symbol)
            .collect();
        constants.sort_unstable();
        constants
    }

    /// A `const` object, or an array of such.
    fn is_constant(&self, mut ty: TypeId) -> bool {
        let (mut is_const, mut is_volatile) = (ty.is_const(), ty.is_volatile());
        while let TypeKind::Array { elem, .. } = self.types.kind(ty) {
            ty = elem;
            is_const |= ty.is_const();
            is_volatile |= ty.is_volatile();
        }
        is_const && !is_volatile && !matches!(self.types.kind(ty), TypeKind::Function(_))
    }

    /// Gives bound variables their content and finds the bound parameters.
    pub(super) fn bind(&mut self, symbols: &[Symbol], constants: &mut Vec<SymbolId>) -> Vec<Bound> {
        let bindings = self.bindings;
        for (name, value) in &bindings.globals {
            if let Some(symbol) = self.bind_global(name, value, symbols)
                && let Err(at) = constants.binary_search(&symbol)
            {
                constants.insert(at, symbol);
            }
        }
        let mut bound = Vec::new();
        for (function, param, value) in &bindings.params {
            bound.extend(self.bind_param(function, param, value, symbols));
        }
        bound
    }

    fn refuse(&mut self, span: Span, name: &str, reason: &str) {
        self.report(Diagnostic::error("E0902", span, format!("`{name}` can't be bound: {reason}")));
    }

    fn find(&mut self, name: &'a str) -> Option<GlobalId> {
        let name = self.names.intern(name);
        self.statics.find(name)
    }

    fn bind_global(&mut self, name: &'a str, value: &Constant, symbols: &[Symbol]) -> Option<SymbolId> {
        let id = self.find(name);
        let Some((id, symbol)) = id.and_then(|id| {
            let global = self.statics.global(id);
            (global.state != State::Declared).then_some((id, global.symbol?))
        }) else {
            if !self.bindings.elsewhere {
                self.refuse(Span::default(), name, "this file defines no such variable");
            }
            return None;
        };
        let global = self.statics.global(id);
        let (ty, span) = (global.ty, global.span);
        let SymbolKind::Data { size, .. } = symbols[symbol.0 as usize].kind else {
            self.refuse(span, name, "it is a function");
            return None;
        };
        let bytes = match (value, self.types.scalar(ty)) {
            (Constant::Bytes(bytes), _) if bytes.len() as u64 > u64::from(size) => {
                let reason = format!("{} bytes are too many for a variable of {size}", bytes.len());
                self.refuse(span, name, &reason);
                return None;
            }
            (Constant::Bytes(bytes), _) => bytes.to_vec(),
            (_, None) => {
                self.refuse(span, name, "an array, struct or union is bound to its bytes");
                return None;
            }
            (value, Some(scalar)) => match value.bits(scalar) {
                Ok(bits) => bits.to_le_bytes()[..size.min(8) as usize].to_vec(),
                Err(reason) => {
                    self.refuse(span, name, &reason);
                    return None;
                }
            },
        };
        let item = self.statics.data.iter_mut().find(|item| item.symbol == symbol)?;
        (item.init, item.relocs) = (bytes, Vec::new());
        Some(symbol)
    }

    fn bind_param(&mut self, name: &'a str, param: &'a str, value: &Constant, symbols: &[Symbol]) -> Option<Bound> {
        let symbol = self.find(name).and_then(|id| self.statics.global(id).symbol);
        let Some(function) = symbol.and_then(|id| self.functions.iter().position(|f| f.symbol == id)) else {
            if !self.bindings.elsewhere {
                self.refuse(Span::default(), &format!("{name}.{param}"), "this file defines no such function");
            }
            return None;
        };
        let whole = format!("{name}.{param}");
        let span = self.find(name).map_or(Span::default(), |id| self.statics.global(id).span);
        let symbol = &symbols[self.functions[function].symbol.0 as usize];
        if symbol.linkage != Linkage::Export {
            self.refuse(span, &whole, "the function is `static`, so that nobody calls it by its name");
            return None;
        }
        let f = &self.functions[function];
        let named = |local: &super::tree::LocalId| f.local(*local).name.is_some_and(|name| self.name(name) == param);
        let Some(index) = f.params.iter().position(named) else {
            self.refuse(span, &whole, "the function has no such parameter");
            return None;
        };
        let local = f.local(f.params[index]).ty;
        let SymbolKind::Function(signature) = &symbol.kind else { return None };
        let (Some(_), Some(&ty)) = (self.types.scalar(local), signature.params.get(index)) else {
            self.refuse(span, &whole, "it is no scalar");
            return None;
        };
        match value.bits(ty) {
            Ok(bits) => Some(Bound { function: f.symbol, index: index as u32, ty, bits }),
            Err(reason) => {
                self.refuse(span, &whole, &reason);
                None
            }
        }
    }
}

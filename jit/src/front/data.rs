//! What has static storage: functions and variables with linkage, string literals, and their symbols.

use super::format::Format;
use super::limits;
use super::parser::{Parser, Reported};
use super::quoted::Text;
use super::scope::{GlobalId, Meaning};
use super::token::Name;
use super::types::{TypeId, TypeKind};
use crate::diag::{Diagnostic, Span};
use crate::ir::Inlining;
use guest_abi::Ty;
use linker::object::{DataItem, Linkage, Reloc, Signature, SrcLoc, Symbol, SymbolId, SymbolKind};
use rustc_hash::FxHashMap;

/// The mark of a symbol that is only named where nothing is evaluated: the rest is the global's number.
const UNUSED: u32 = 1 << 31;

/// Stands for the symbol of a global that is not used.
fn unused(id: GlobalId) -> SymbolId {
    SymbolId(UNUSED | id.0)
}

/// The global that such a symbol stands for.
pub(super) fn is_unused(symbol: SymbolId) -> Option<GlobalId> {
    (symbol.0 & UNUSED != 0).then_some(GlobalId(symbol.0 & !UNUSED))
}

/// How much of a global has been seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Defined elsewhere, as far as we know.
    Declared,
    /// A variable without initialiser, which is zero unless a definition follows.
    Tentative,
    Defined,
}

/// A function or variable with static storage.
#[derive(Debug, Clone)]
pub(crate) struct Global {
    pub name: Name,
    /// The symbol's name, if it is not the identifier: static locals.
    pub label: Option<String>,
    pub ty: TypeId,
    pub span: Span,
    pub loc: SrcLoc,
    pub is_static: bool,
    pub state: State,
    pub symbol: Option<SymbolId>,
    /// The predeclared function of this name.
    pub builtin: Option<u32>,
    /// Alignment that the declarations ask for; 0 if none does.
    pub align: u32,
    /// Bytes behind it that are elements of its flexible array member.
    pub tail: u32,
    /// It does not come back.
    pub noreturn: bool,
    /// Declared by its first call, since the text seemed to define it further down.
    pub implicit: bool,
    /// `weak`: a definition somewhere else may be missing.
    pub weak: bool,
    /// What it returns is not to be ignored.
    pub must_use: bool,
    /// It takes a format as `printf` or `scanf` does, as this argument, and the values from that one on.
    pub format: Option<Format>,
    /// An `inline` definition that no declaration has made external.
    pub inline: bool,
    /// What the declarations say of inlining it.
    pub inlining: Inlining,
    /// A function without prototype: the types with which its first call passes arguments.
    pub called: Option<(Vec<TypeId>, Span)>,
}

impl Global {
    pub(crate) fn new(name: Name, ty: TypeId, span: Span, loc: SrcLoc, state: State) -> Self {
        Self {
            name,
            label: None,
            ty,
            span,
            loc,
            is_static: false,
            state,
            symbol: None,
            tail: 0,
            builtin: None,
            align: 0,
            noreturn: false,
            weak: false,
            implicit: false,
            must_use: false,
            format: None,
            inline: false,
            inlining: Inlining::Auto,
            called: None,
        }
    }
}

/// Where a symbol comes from.
enum Origin {
    Global(GlobalId),
    Blob { name: String, size: u32, align: u32, loc: SrcLoc },
}

/// All that has static storage.
#[derive(Default)]
pub(crate) struct Statics {
    globals: Vec<Global>,
    by_name: FxHashMap<Name, GlobalId>,
    /// Names for which the linker has another one.
    renamed: FxHashMap<Name, Name>,
    /// Targets of `alias` attributes, which have to be defined.
    pub aliases: Vec<(Name, Span)>,
    origins: Vec<Origin>,
    pub data: Vec<DataItem>,
    /// Where each symbol's data is in `data`, and its size.
    laid_out: FxHashMap<SymbolId, (u32, u32)>,
    strings: FxHashMap<Vec<u8>, SymbolId>,
    blobs: u32,
    bytes: u64,
    init_bytes: u64,
}

impl Statics {
    pub(crate) fn global(&self, id: GlobalId) -> &Global {
        &self.globals[id.0 as usize]
    }

    /// All of them, in the order in which they were declared.
    pub(super) fn all(&self) -> impl Iterator<Item = &Global> {
        self.globals.iter()
    }

    pub(crate) fn global_mut(&mut self, id: GlobalId) -> &mut Global {
        &mut self.globals[id.0 as usize]
    }

    pub(crate) fn find(&self, name: Name) -> Option<GlobalId> {
        self.by_name.get(&name).copied()
    }

    /// The linker's name for a function or variable of this name.
    pub(crate) fn linked_name(&self, name: Name) -> Name {
        self.renamed.get(&name).copied().unwrap_or(name)
    }

    pub(crate) fn rename(&mut self, name: Name, linked: Name) {
        self.renamed.insert(name, linked);
    }

    /// Adds a global; `linked` ones are found again by their name.
    pub(crate) fn add(&mut self, global: Global, linked: bool) -> GlobalId {
        let id = GlobalId(self.globals.len() as u32);
        if linked {
            self.by_name.insert(global.name, id);
        }
        self.globals.push(global);
        id
    }

    /// The function or variable that a symbol stands for.
    pub(super) fn of_symbol(&self, symbol: SymbolId) -> Option<GlobalId> {
        match self.origins.get(symbol.0 as usize) {
            Some(&Origin::Global(id)) => Some(id),
            _ => None,
        }
    }

    fn new_symbol(&mut self, origin: Origin) -> SymbolId {
        self.origins.push(origin);
        SymbolId(self.origins.len() as u32 - 1)
    }
}

impl Parser<'_> {
    /// Names that are known before the first line: built-ins, and what the usual headers define. All of them give
    /// way to declarations of the source.
    pub(super) fn declare_builtins(&mut self) {
        let typedefs = [
            ("bool", TypeId::BOOL),
            ("boolean", TypeId::BOOL),
            ("size_t", TypeId::UINT),
            ("ptrdiff_t", TypeId::INT),
            ("int8_t", TypeId::SCHAR),
            ("uint8_t", TypeId::UCHAR),
            ("int16_t", TypeId::SHORT),
            ("uint16_t", TypeId::USHORT),
            ("int32_t", TypeId::INT),
            ("uint32_t", TypeId::UINT),
            ("int64_t", TypeId::LLONG),
            ("uint64_t", TypeId::ULLONG),
            ("intptr_t", TypeId::INT),
            ("uintptr_t", TypeId::UINT),
        ];
        for (text, ty) in typedefs {
            let name = self.names.intern(text);
            self.scopes.bind(name, Meaning::Typedef(ty, 0), Span::default());
        }
        // As in gcc for this data model; `varargs` says what it points to.
        let va_list = self.types.pointer(TypeId::CHAR);
        let name = self.names.intern("__builtin_va_list");
        self.scopes.bind(name, Meaning::Typedef(va_list, 0), Span::default());
        for (text, value) in [("true", 1), ("false", 0), ("NULL", 0)] {
            let name = self.names.intern(text);
            self.scopes.bind(name, Meaning::Enum(value, TypeId::INT), Span::default());
        }
        for (i, (text, _)) in self.predeclared.iter().enumerate() {
            let name = self.names.intern(text);
            self.scopes.bind(name, Meaning::Builtin(i as u32), Span::default());
        }
    }

    /// The global of a predeclared function, made at its first use.
    pub(super) fn builtin_global(&mut self, index: u32, name: Name) -> GlobalId {
        if let Some(id) = self.statics.find(name) {
            return id;
        }
        let signature = self.predeclared[index as usize].1.clone();
        let ty = self.type_of_signature(&signature);
        let mut global = Global::new(name, ty, Span::default(), SrcLoc::default(), State::Declared);
        global.builtin = Some(index);
        self.statics.add(global, true)
    }

    /// An undeclared name, once reported, is of error type until the end of the file.
    pub(super) fn bind_unknown(&mut self, name: Name, span: Span) {
        let global = Global::new(name, TypeId::ERROR, span, SrcLoc::default(), State::Declared);
        let id = self.statics.add(global, false);
        self.scopes.bind(name, Meaning::Global(id), Span::default());
    }

    /// A type that is not known, once reported, is of error type until the end of the scope.
    pub(super) fn bind_unknown_type(&mut self, name: Name, span: Span) {
        self.scopes.bind(name, Meaning::Typedef(TypeId::ERROR, 0), span);
    }

    /// The symbol of a global, which is used from now on. Inside `sizeof` nothing is.
    pub(super) fn use_global(&mut self, id: GlobalId) -> SymbolId {
        if let Some(symbol) = self.statics.global(id).symbol {
            return symbol;
        }
        if self.unevaluated > 0 {
            return unused(id);
        }
        self.symbol_of(id)
    }

    /// The symbol of a global.
    pub(super) fn symbol_of(&mut self, id: GlobalId) -> SymbolId {
        if let Some(symbol) = self.statics.global(id).symbol {
            return symbol;
        }
        let symbol = self.statics.new_symbol(Origin::Global(id));
        self.statics.global_mut(id).symbol = Some(symbol);
        symbol
    }

    /// The symbol of a string literal; equal ones share it.
    pub(super) fn string_symbol(&mut self, mut bytes: Vec<u8>, span: Span, loc: SrcLoc) -> SymbolId {
        bytes.push(0);
        if let Some(&symbol) = self.statics.strings.get(&bytes) {
            return symbol;
        }
        let size = bytes.len() as u32;
        let symbol = self.blob("str", size, 1, loc);
        self.define_data(symbol, size, bytes.clone(), Vec::new(), span);
        self.statics.strings.insert(bytes, symbol);
        symbol
    }

    /// The symbol of a wide string literal.
    pub(super) fn wide_symbol(&mut self, mut text: Text, span: Span, loc: SrcLoc) -> SymbolId {
        let unit = text.unit.size();
        text.bytes.resize(text.bytes.len() + unit as usize, 0);
        let size = text.bytes.len() as u32;
        let symbol = self.blob("str", size, unit, loc);
        self.define_data(symbol, size, text.bytes, Vec::new(), span);
        symbol
    }

    /// A new unnamed variable.
    pub(super) fn blob(&mut self, prefix: &str, size: u32, align: u32, loc: SrcLoc) -> SymbolId {
        let name = format!(".{prefix}.{}", self.statics.blobs);
        self.statics.blobs += 1;
        self.statics.new_symbol(Origin::Blob { name, size, align, loc })
    }

    /// Lays out a variable.
    pub(super) fn define_data(&mut self, symbol: SymbolId, size: u32, init: Vec<u8>, relocs: Vec<Reloc>, span: Span) {
        self.statics.bytes += u64::from(size);
        self.statics.init_bytes += init.len() as u64;
        if self.statics.bytes > u64::from(limits::DATA) || self.statics.init_bytes > u64::from(limits::INIT_BYTES) {
            let error = Diagnostic::error("E0900", span, "too much data in this file");
            let (data, init) = (limits::DATA >> 20, limits::INIT_BYTES >> 20);
            self.report(error.note(format!("the limits are {data} MiB in all and {init} MiB of initial values")));
            return;
        }
        self.statics.laid_out.insert(symbol, (self.statics.data.len() as u32, size));
        self.statics.data.push(DataItem { symbol, init, relocs });
    }

    /// The initial contents of a variable that has been laid out, and its size.
    pub(super) fn known_data(&self, symbol: SymbolId) -> Option<(&DataItem, u32)> {
        let &(index, size) = self.statics.laid_out.get(&symbol)?;
        Some((self.statics.data.get(index as usize)?, size))
    }

    /// Is it a string literal or a compound literal?
    pub(super) fn is_literal(&self, symbol: SymbolId) -> bool {
        matches!(self.statics.origins.get(symbol.0 as usize), Some(Origin::Blob { .. }))
    }

    /// The signature of a function type as it crosses a boundary.
    fn signature(&self, ty: TypeId) -> Signature {
        let TypeKind::Function(f) = self.types.kind(ty) else {
            return Signature { params: Vec::new(), result: None, variadic: false };
        };
        let f = self.types.fn_type(f);
        // A struct result goes to where a hidden first parameter points; struct parameters point to copies.
        let result_at = self.types.is_record(f.result).then_some(Ty::Ptr);
        let params = f.params.iter().map(|&p| self.types.scalar(p).unwrap_or(Ty::Ptr));
        let params = result_at.into_iter().chain(params).collect();
        Signature { params, result: self.types.scalar(f.result), variadic: f.variadic }
    }

    /// Are they functions whose parameters and results travel alike?
    pub(super) fn passed_alike(&self, a: TypeId, b: TypeId) -> bool {
        let function = |t| matches!(self.types.kind(t), TypeKind::Function(_));
        let word = |t: Option<Ty>| t.map(Ty::val_type);
        let (a_ty, b_ty) = (self.signature(a), self.signature(b));
        function(a)
            && function(b)
            && a_ty.variadic == b_ty.variadic
            && word(a_ty.result) == word(b_ty.result)
            && a_ty.words().eq(b_ty.words())
    }

    /// Completes tentative definitions and turns globals into symbols, at the end of the file.
    pub(super) fn finish_symbols(&mut self) -> Vec<Symbol> {
        for i in 0..self.statics.globals.len() {
            self.finish_global(GlobalId(i as u32));
        }
        for (target, span) in std::mem::take(&mut self.statics.aliases) {
            let defined = self.statics.find(target).is_some_and(|id| self.statics.global(id).state == State::Defined);
            if !defined && !self.stopped() {
                let text = self.name(target);
                self.error("E0363", span, format!("`alias` of `{text}`, which this file does not define"));
            }
        }
        let origins = std::mem::take(&mut self.statics.origins);
        let symbol = |origin: Origin| match origin {
            Origin::Blob { name, size, align, loc } => {
                Symbol { name, kind: SymbolKind::Data { size, align }, linkage: Linkage::Local, loc }
            }
            Origin::Global(id) => {
                let global = self.statics.global(id);
                let name = global.label.clone().unwrap_or_else(|| self.name(global.name).to_owned());
                let function = matches!(self.types.kind(global.ty), TypeKind::Function(_));
                let kind = match global.builtin {
                    Some(i) if global.state == State::Declared => {
                        SymbolKind::Function(self.predeclared[i as usize].1.clone())
                    }
                    _ if function => SymbolKind::Function(self.signature(global.ty)),
                    _ => SymbolKind::Data {
                        size: self.types.size(global.ty) + global.tail,
                        align: self.types.align(global.ty).max(global.align),
                    },
                };
                let linkage = match (global.is_static, global.state) {
                    (true, _) => Linkage::Local,
                    (false, State::Declared) => Linkage::Import,
                    (false, _) => Linkage::Export,
                };
                Symbol { name, kind, linkage, loc: global.loc }
            }
        };
        origins.into_iter().map(symbol).collect()
    }

    fn finish_global(&mut self, id: GlobalId) {
        let global = self.statics.global(id).clone();
        match global.state {
            State::Defined => {}
            State::Tentative => {
                let mut global = global;
                if let TypeKind::Array { elem, len: None } = self.types.kind(global.ty)
                    && self.is_complete(elem)
                {
                    // C99 6.9.2: as if it were initialised with one zero.
                    let text = self.name(global.name);
                    let warning =
                        Diagnostic::warning("W0302", global.span, format!("the length of `{text}` is missing"));
                    self.diags.push(warning.label("taken to have one element"));
                    global.ty = self.types.array(elem, Some(1)).qualified_like(global.ty);
                    self.statics.global_mut(id).ty = global.ty;
                }
                if !self.is_complete(global.ty) {
                    self.incomplete(global.ty, global.span);
                    return;
                }
                let size = self.types.size(self.statics.global(id).ty);
                if size > limits::DATA {
                    self.too_large(global.span);
                    return;
                }
                let symbol = self.symbol_of(id);
                self.statics.global_mut(id).state = State::Defined;
                self.define_data(symbol, size, Vec::new(), Vec::new(), global.span);
            }
            State::Declared if global.symbol.is_none() => {}
            State::Declared if global.implicit && !self.stopped() => {
                let text = self.name(global.name);
                let error = Diagnostic::error("E0415", global.span, format!("cannot find function `{text}`"));
                self.report(error.label("not declared, and not defined in this file"));
            }
            State::Declared if global.weak && global.builtin.is_none() => {
                let text = self.name(global.name);
                let error = Diagnostic::error(
                    "E0302",
                    global.span,
                    format!("`{text}` is `weak` and defined nowhere in this file"),
                );
                self.report(error.help("a name has one definition; call a function that may be missing by a pointer"));
            }
            State::Declared if global.is_static && self.stopped() => {}
            State::Declared if global.is_static => {
                let text = self.name(global.name);
                let error = Diagnostic::error("E0305", global.span, format!("`{text}` is used but never defined"));
                self.report(error.label("declared `static`, so it has to be defined in this file"));
            }
            State::Declared => {
                self.type_by_call(id);
                self.check_builtin(id, &global);
            }
        }
    }

    /// A prototype for a predeclared function has to fit it.
    fn check_builtin(&mut self, id: GlobalId, global: &Global) -> Option<Reported> {
        let index = global.builtin?;
        let theirs = &self.predeclared[index as usize].1;
        let ours = self.signature(global.ty);
        let word = |t: Option<Ty>| t.map(Ty::val_type);
        let fits = ours.variadic == theirs.variadic
            && word(ours.result) == word(theirs.result)
            && ours.words().eq(theirs.words());
        if fits {
            return None;
        }
        let text = self.name(global.name);
        // Another file may have something of its own by this name. Whether one does shows when they are linked.
        if linker::CORE.contains(&text) {
            self.statics.global_mut(id).builtin = None;
            return None;
        }
        let params = theirs.params.iter().map(|t| t.c_name()).chain(theirs.variadic.then_some("..."));
        let params: Vec<&str> = params.collect();
        let result = theirs.result.map_or("void", Ty::c_name);
        let error = Diagnostic::error("E0306", global.span, format!("`{text}` is a built-in function of another type"));
        Some(self.report(error.help(format!("declare it as `{result} {text}({})`", params.join(", ")))))
    }
}

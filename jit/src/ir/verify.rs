//! Checks that a module is well formed. The interpreter and the code generators rely on what is checked here.
//!
//! Of every function: all numbers refer to something; each value is defined once, by what its table entry says;
//! operands, block arguments and call arguments have the right number and types; an instruction has a result
//! exactly if it makes one; definitions dominate uses; the entry has no predecessors and takes the signature's
//! words. Of the module: symbols are defined as their linkage says, data and relocations lie inside their symbols.
//!
//! Code that cannot be reached is checked for types but not for dominance.

mod function;
mod operands;

use super::{Block, Inst, Module};
use guest_abi::layout::DATA_MAX;
use linker::object::{DataItem, Linkage, RelocKind, Signature, SrcLoc, Symbol, SymbolId, SymbolKind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt::{self, Display, Formatter};

/// What is wrong with a module, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyError {
    /// Name of the function or variable, if it is about one.
    pub symbol: Option<String>,
    /// The block, if it is about one.
    pub block: Option<Block>,
    /// The instruction, if it is about one.
    pub inst: Option<Inst>,
    /// Source place of the instruction or terminator.
    pub loc: SrcLoc,
    /// What is wrong.
    pub message: String,
}

impl Display for VerifyError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(symbol) = &self.symbol {
            write!(f, "%{symbol}")?;
            if let Some(block) = self.block {
                write!(f, ", {block}")?;
            }
            if let Some(inst) = self.inst {
                write!(f, ", inst{}", inst.0)?;
            }
            if self.loc.line != 0 {
                write!(f, " (line {})", self.loc.line)?;
            }
            write!(f, ": ")?;
        }
        write!(f, "{}", self.message)
    }
}

/// All that is wrong with a module; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyErrors(pub Vec<VerifyError>);

impl Display for VerifyErrors {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (i, error) in self.0.iter().enumerate() {
            write!(f, "{}{error}", if i == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl std::error::Error for VerifyErrors {}

/// Checks `module`.
///
/// # Errors
/// Everything that is wrong with it.
pub fn verify(module: &Module) -> Result<(), VerifyErrors> {
    let mut verifier = Verifier { module, errors: Vec::new(), used: FxHashSet::default() };
    verifier.symbols();
    for function in &module.functions {
        verifier.function(function);
    }
    for item in &module.data {
        verifier.data(item);
    }
    verifier.definitions();
    if verifier.errors.is_empty() { Ok(()) } else { Err(VerifyErrors(verifier.errors)) }
}

/// Checks one function of `module`, which need not be in its list.
pub(crate) fn verify_function(function: &super::Function, module: &Module) -> Result<(), VerifyErrors> {
    let mut verifier = Verifier { module, errors: Vec::new(), used: FxHashSet::default() };
    verifier.function(function);
    if verifier.errors.is_empty() { Ok(()) } else { Err(VerifyErrors(verifier.errors)) }
}

struct Verifier<'a> {
    module: &'a Module,
    errors: Vec<VerifyError>,
    /// Symbols that code or data refer to.
    used: FxHashSet<SymbolId>,
}

impl<'a> Verifier<'a> {
    fn error(&mut self, symbol: Option<SymbolId>, message: impl Into<String>) {
        let symbol = symbol.map(|id| self.name(id));
        self.errors.push(VerifyError {
            symbol,
            block: None,
            inst: None,
            loc: SrcLoc::default(),
            message: message.into(),
        });
    }

    fn name(&self, id: SymbolId) -> String {
        self.symbol(id).map_or_else(|| format!("#{}", id.0), |symbol| symbol.name.clone())
    }

    fn symbol(&self, id: SymbolId) -> Option<&'a Symbol> {
        self.module.symbols.get(id.0 as usize)
    }

    fn signature(&self, id: SymbolId) -> Option<&'a Signature> {
        match self.symbol(id)?.kind {
            SymbolKind::Function(ref signature) => Some(signature),
            SymbolKind::Data { .. } => None,
        }
    }

    fn is_data(&self, id: SymbolId) -> bool {
        self.symbol(id).is_some_and(|s| matches!(s.kind, SymbolKind::Data { .. }))
    }

    fn symbols(&mut self) {
        let module = self.module;
        let mut visible = FxHashSet::default();
        for (i, symbol) in module.symbols.iter().enumerate() {
            let id = Some(SymbolId(i as u32));
            if symbol.linkage != Linkage::Local && !visible.insert(symbol.name.as_str()) {
                self.error(id, "two symbols of this name are visible outside");
            }
            if let SymbolKind::Data { size, align } = symbol.kind {
                if !align.is_power_of_two() || align > 4096 {
                    self.error(id, format!("alignment {align} is not a power of two up to 4096"));
                }
                if size > DATA_MAX {
                    self.error(id, "larger than any data segment");
                }
            }
        }
    }

    fn data(&mut self, item: &DataItem) {
        let id = Some(item.symbol);
        let Some(SymbolKind::Data { size, .. }) = self.symbol(item.symbol).map(|s| &s.kind) else {
            return self.error(id, "initial data for something that is not a variable");
        };
        if item.init.len() > *size as usize {
            self.error(id, format!("{} bytes of initial data for {size} bytes", item.init.len()));
        }
        for reloc in &item.relocs {
            self.used.insert(reloc.symbol);
            if u64::from(reloc.at) + 4 > u64::from(*size) {
                self.error(id, format!("relocation at {} lies outside", reloc.at));
            }
            let fits = match reloc.kind {
                RelocKind::Data => self.is_data(reloc.symbol),
                RelocKind::FunctionPointer => self.signature(reloc.symbol).is_some() && reloc.addend == 0,
                RelocKind::Slot | RelocKind::Code => false,
            };
            if !fits {
                let target = self.name(reloc.symbol);
                self.error(id, format!("relocation at {} to %{target} does not fit its kind", reloc.at));
            }
        }
    }

    /// Each symbol is defined as often as its linkage says.
    fn definitions(&mut self) {
        let module = self.module;
        let mut count: FxHashMap<SymbolId, u32> = FxHashMap::default();
        let defined = module.functions.iter().map(|f| f.symbol).chain(module.data.iter().map(|d| d.symbol));
        defined.for_each(|id| *count.entry(id).or_default() += 1);
        for (i, symbol) in module.symbols.iter().enumerate() {
            let id = SymbolId(i as u32);
            match (symbol.linkage, count.get(&id).copied().unwrap_or(0)) {
                (Linkage::Import, 0) | (Linkage::Local | Linkage::Export, 1) => {}
                (Linkage::Import, _) => self.error(Some(id), "imported, but defined here"),
                // C allows the prototype of a static function that is neither called nor defined.
                (Linkage::Local, 0) if !self.used.contains(&id) => {}
                (_, 0) => self.error(Some(id), "not defined"),
                _ => self.error(Some(id), "defined more than once"),
            }
        }
    }
}

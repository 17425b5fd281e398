//! Dropping imports that no code is left for, as in `if (0) f();`: what is never called need not be there.

use super::{Module, Op};
use linker::object::{Linkage, SymbolId};

impl Op {
    /// The symbol that it refers to.
    fn symbol_mut(&mut self) -> Option<&mut SymbolId> {
        match self {
            Self::DataAddr(symbol, _) | Self::FuncAddr(symbol) | Self::Call(symbol, _) => Some(symbol),
            _ => None,
        }
    }
}

impl Module {
    /// Drops imported symbols that nothing refers to.
    pub(crate) fn drop_unused_imports(&mut self) {
        let mut used: Vec<bool> = self.symbols.iter().map(|symbol| symbol.linkage != Linkage::Import).collect();
        for function in &mut self.functions {
            for block in &function.blocks {
                for &inst in &block.insts {
                    if let Some(symbol) = function.insts[inst.index()].op.symbol_mut() {
                        used[symbol.0 as usize] = true;
                    }
                }
            }
        }
        for reloc in self.data.iter().flat_map(|item| &item.relocs) {
            used[reloc.symbol.0 as usize] = true;
        }
        if used.iter().all(|&used| used) {
            return;
        }
        let mut kept = 0;
        let renumbered: Vec<SymbolId> = used
            .iter()
            .map(|&used| {
                kept += u32::from(used);
                SymbolId(kept.saturating_sub(1))
            })
            .collect();
        let renumber = |symbol: &mut SymbolId| {
            if let Some(&new) = renumbered.get(symbol.0 as usize) {
                *symbol = new;
            }
        };
        for function in &mut self.functions {
            renumber(&mut function.symbol);
            function.insts.iter_mut().filter_map(|inst| inst.op.symbol_mut()).for_each(renumber);
        }
        for item in &mut self.data {
            renumber(&mut item.symbol);
            item.relocs.iter_mut().for_each(|reloc| renumber(&mut reloc.symbol));
        }
        let mut used = used.into_iter();
        self.symbols.retain(|_| used.next() == Some(true));
    }
}

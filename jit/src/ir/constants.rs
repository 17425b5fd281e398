//! What loads find in variables whose content does not change: those of `const` types, and those that are bound to
//! constants of run time. That a program changes such an object is nothing that C defines.

use linker::object::{DataItem, RelocKind, Symbol, SymbolId, SymbolKind};

use super::{MemType, Op, Type};

/// "None" in the table.
const NONE: u32 = u32::MAX;

/// The constants of a source file.
#[derive(Debug)]
pub(crate) struct Constants<'a> {
    symbols: &'a [Symbol],
    data: &'a [DataItem],
    /// By symbol: the variable's number in the module's list. Empty if there are no constants.
    items: Vec<u32>,
}

impl<'a> Constants<'a> {
    /// Of all variables those that are listed, in ascending order.
    pub(crate) fn new(symbols: &'a [Symbol], data: &'a [DataItem], constants: &[SymbolId]) -> Self {
        let mut items = Vec::new();
        if !constants.is_empty() {
            items.resize(symbols.len(), NONE);
            for (i, item) in (0..).zip(data) {
                // Only hands put relocations out of order.
                let ordered = item.relocs.is_sorted_by_key(|reloc| reloc.at);
                if let Some(entry) = items.get_mut(item.symbol.0 as usize)
                    && ordered
                    && constants.binary_search(&item.symbol).is_ok()
                {
                    *entry = i;
                }
            }
        }
        Self { symbols, data, items }
    }

    /// What a load at an offset of a variable gives, if that is known: a constant or an address.
    pub(crate) fn load(&self, symbol: SymbolId, offset: u32, mem: MemType) -> Option<Op> {
        let item = *self.items.get(symbol.0 as usize)?;
        let item = self.data.get(item as usize)?;
        let SymbolKind::Data { size: whole, .. } = self.symbols.get(symbol.0 as usize)?.kind else { return None };
        let bytes = match mem {
            MemType::S8 | MemType::U8 => 1,
            MemType::S16 | MemType::U16 => 2,
            MemType::Full(ty) => ty.size(),
        };
        let end = offset.checked_add(bytes).filter(|end| *end <= whole)?;
        let after = item.relocs.partition_point(|reloc| reloc.at < end);
        if let Some(reloc) = item.relocs[..after].last().filter(|reloc| offset < reloc.at.saturating_add(4)) {
            if reloc.at != offset || mem != MemType::Full(Type::I32) {
                return None;
            }
            return match reloc.kind {
                RelocKind::Data => Some(Op::DataAddr(reloc.symbol, reloc.addend)),
                RelocKind::FunctionPointer => Some(Op::FuncAddr(reloc.symbol)),
                RelocKind::Slot | RelocKind::Code => None,
            };
        }
        let bits = bits(item, offset, bytes)?;
        Some(match mem {
            MemType::S8 => Op::Int(Type::I32, u64::from(bits as i8 as u32)),
            MemType::S16 => Op::Int(Type::I32, u64::from(bits as i16 as u32)),
            MemType::U8 | MemType::U16 => Op::Int(Type::I32, bits),
            MemType::Full(ty @ (Type::I32 | Type::I64)) => Op::Int(ty, bits),
            MemType::Full(Type::F32) => Op::F32(bits as u32),
            MemType::Full(Type::F64) => Op::F64(bits),
            MemType::Full(_) => return None,
        })
    }
}

/// Bytes of a variable's content as a number; those that its initialiser leaves out are zero.
fn bits(item: &DataItem, offset: u32, bytes: u32) -> Option<u64> {
    if bytes > 8 {
        return None;
    }
    let mut word = [0; 8];
    let known = item.init.get(offset as usize..).unwrap_or_default();
    let known = &known[..known.len().min(bytes as usize)];
    word[..known.len()].copy_from_slice(known);
    Some(u64::from_le_bytes(word))
}

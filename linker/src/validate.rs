//! Checks that an object does not contradict itself. Objects may come from files, so nothing in them is trusted;
//! what passes here can be placed, relocated and symbolised without another check.

use guest_abi::Isa;

use crate::error::{LinkError, Malformed};
use crate::object::{Linkage, Object, Reloc, RelocKind, SymbolId, SymbolKind};

/// Longest name of a symbol, in bytes.
const MAX_NAME: usize = 4096;

/// Strictest alignment of a variable.
const MAX_ALIGN: u32 = 4096;

/// Bytes of a relocated field.
const FIELD: u32 = 4;

/// What the object does with a symbol.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SymbolUse {
    /// It is defined here.
    pub(crate) defined: bool,
    /// A relocation refers to it.
    pub(crate) referenced: bool,
}

/// Buffers that are used again from link to link.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    /// One entry per symbol of the object last surveyed.
    pub(crate) uses: Vec<SymbolUse>,
    spans: Vec<(u32, u32, u32)>,
    offsets: Vec<u32>,
}

impl Survey {
    /// Checks `object` and fills [`Survey::uses`].
    pub(crate) fn check(&mut self, object: &Object, isa: Isa) -> Result<(), LinkError> {
        if object.isa != isa {
            return Err(LinkError::Isa { object: object.name.clone(), found: object.isa, expected: isa });
        }
        self.walk(object).map_err(|what| LinkError::Malformed { object: object.name.clone(), what })
    }

    fn walk(&mut self, object: &Object) -> Result<(), Malformed> {
        let code_len = count(object.code.len())?;
        if object.isa == Isa::Portable && (!object.code.is_empty() || !object.relocs.is_empty()) {
            return Err(Malformed::PortableCode);
        }
        self.symbols(object)?;
        self.functions(object, code_len)?;
        self.relocs(object, &object.relocs, code_len, code_len)?;
        self.data(object, code_len)?;
        for (symbol, (sym, used)) in (0..).zip(object.symbols.iter().zip(&self.uses)) {
            if !used.defined && (sym.linkage == Linkage::Export || (sym.linkage == Linkage::Local && used.referenced)) {
                return Err(Malformed::NotDefined(symbol));
            }
        }
        tables(object, code_len)
    }

    fn symbols(&mut self, object: &Object) -> Result<(), Malformed> {
        count(object.symbols.len())?;
        for (i, symbol) in (0..).zip(&object.symbols) {
            if !good_name(&symbol.name) || (symbol.name.is_empty() && symbol.linkage != Linkage::Local) {
                return Err(Malformed::Name(i));
            }
            if let SymbolKind::Data { align, .. } = symbol.kind
                && !(align.is_power_of_two() && align <= MAX_ALIGN)
            {
                return Err(Malformed::Alignment(i));
            }
        }
        self.uses.clear();
        self.uses.resize(object.symbols.len(), SymbolUse::default());
        Ok(())
    }

    /// Notes that `id` is defined here, if it may be.
    fn define(&mut self, object: &Object, id: SymbolId, function: bool) -> Result<(), Malformed> {
        let symbol = object.symbols.get(id.0 as usize).ok_or(Malformed::NoSymbol(id.0))?;
        if matches!(symbol.kind, SymbolKind::Function(_)) != function {
            return Err(Malformed::WrongKind(id.0));
        }
        if symbol.linkage == Linkage::Import {
            return Err(Malformed::ImportDefined(id.0));
        }
        let used = &mut self.uses[id.0 as usize];
        if std::mem::replace(&mut used.defined, true) {
            return Err(Malformed::DefinedTwice(id.0));
        }
        Ok(())
    }

    fn functions(&mut self, object: &Object, code_len: u32) -> Result<(), Malformed> {
        count(object.functions.len())?;
        self.spans.clear();
        for function in &object.functions {
            let id = function.symbol.0;
            self.define(object, function.symbol, true)?;
            let end = function.offset.checked_add(function.len).ok_or(Malformed::CodeRange(id))?;
            if object.isa == Isa::Portable {
                if end != 0 {
                    return Err(Malformed::CodeRange(id));
                }
                continue;
            }
            if function.len == 0 || end > code_len {
                return Err(Malformed::CodeRange(id));
            }
            self.spans.push((function.offset, end, id));
        }
        if !self.spans.is_sorted() {
            self.spans.sort_unstable();
        }
        match self.spans.windows(2).find(|pair| pair[0].1 > pair[1].0) {
            Some(pair) => Err(Malformed::CodeOverlap(pair[1].2)),
            None => Ok(()),
        }
    }

    fn data(&mut self, object: &Object, code_len: u32) -> Result<(), Malformed> {
        count(object.data.len())?;
        for item in &object.data {
            let id = item.symbol.0;
            self.define(object, item.symbol, false)?;
            let SymbolKind::Data { size, .. } = object.symbols[id as usize].kind else {
                return Err(Malformed::WrongKind(id));
            };
            if item.init.len() as u64 > u64::from(size) {
                return Err(Malformed::InitSize(id));
            }
            self.relocs(object, &item.relocs, size, code_len)?;
        }
        Ok(())
    }

    /// Checks relocations of something `len` bytes long.
    fn relocs(&mut self, object: &Object, relocs: &[Reloc], len: u32, code_len: u32) -> Result<(), Malformed> {
        self.offsets.clear();
        for reloc in relocs {
            if reloc.at.checked_add(FIELD).is_none_or(|end| end > len) {
                return Err(Malformed::RelocRange(reloc.at));
            }
            self.offsets.push(reloc.at);
            if reloc.kind == RelocKind::Code {
                if !u32::try_from(reloc.addend).is_ok_and(|offset| offset < code_len) {
                    return Err(Malformed::Addend(reloc.at));
                }
                continue;
            }
            let id = reloc.symbol.0;
            let symbol = object.symbols.get(id as usize).ok_or(Malformed::NoSymbol(id))?;
            let wants_data = reloc.kind == RelocKind::Data;
            if wants_data != matches!(symbol.kind, SymbolKind::Data { .. }) {
                return Err(Malformed::WrongKind(id));
            }
            if !wants_data && reloc.addend != 0 {
                return Err(Malformed::Addend(reloc.at));
            }
            self.uses[id as usize].referenced = true;
        }
        if !self.offsets.is_sorted() {
            self.offsets.sort_unstable();
        }
        match self.offsets.windows(2).find(|pair| pair[1] - pair[0] < FIELD) {
            Some(pair) => Err(Malformed::RelocOverlap(pair[1])),
            None => Ok(()),
        }
    }
}

/// Line and trap tables.
fn tables(object: &Object, code_len: u32) -> Result<(), Malformed> {
    count(object.lines.len())?;
    count(object.traps.len())?;
    let mut last = 0;
    for (i, row) in (0..).zip(&object.lines) {
        let known = row.loc.line == 0 || usize::from(row.loc.file) < object.files.len();
        if row.offset < last || row.offset > code_len || !known {
            return Err(Malformed::Lines(i));
        }
        last = row.offset;
    }
    last = 0;
    for (i, site) in (0..).zip(&object.traps) {
        if site.offset < last || site.offset >= code_len {
            return Err(Malformed::Traps(i));
        }
        last = site.offset;
    }
    Ok(())
}

/// A length as the object's own 32-bit numbers count it.
fn count(len: usize) -> Result<u32, Malformed> {
    // One below the limit, so that a number one past the end exists.
    u32::try_from(len).ok().filter(|&n| n < u32::MAX).ok_or(Malformed::TooLarge)
}

fn good_name(name: &str) -> bool {
    let plain = |name: &str| name.bytes().all(|b| b.is_ascii_graphic());
    let wide = |name: &str| !name.chars().any(|c| c.is_control() || c.is_whitespace());
    name.len() <= MAX_NAME && (plain(name) || wide(name))
}

/// Is this a name that C code can use?
pub(crate) fn is_identifier(name: &str) -> bool {
    let head = |b: u8| b.is_ascii_alphabetic() || b == b'_';
    name.len() <= MAX_NAME
        && name.bytes().next().is_some_and(head)
        && name.bytes().all(|b| head(b) || b.is_ascii_digit())
}

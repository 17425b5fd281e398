//! What the linker's tests share: an image that checks what it is told, and short ways to build objects.
// Each test file is a crate of its own and uses a part of this.
#![allow(dead_code, unreachable_pub)]

use std::collections::HashMap;
use std::sync::Arc;

use guest_abi::layout::{CODE_START, DATA_BASE, SLOT_COUNT};
use guest_abi::{Isa, TrapCode, Ty};
use linker::object::{
    DataItem, FunctionCode, LineRow, Linkage, Reloc, RelocKind, Signature, SrcLoc, Symbol, SymbolId, SymbolKind,
    TrapSite,
};
use linker::{Image, Layout, LinkError, LinkMode, Linked, Namespace, Object, ObjectId, Slot, SlotTarget};

pub const CODE_LEN: u32 = 64 * 1024;
pub const DATA_LEN: u32 = 64 * 1024;
const GUARD: u8 = 0xa5;

/// An image in plain memory. Writes outside the layout panic.
#[derive(Clone, PartialEq, Debug)]
pub struct Memory {
    code: Vec<u8>,
    data: Vec<u8>,
    pub slots: HashMap<Slot, SlotTarget>,
    pub forgotten: Vec<ObjectId>,
}

impl Memory {
    pub fn new() -> Self {
        Self {
            code: vec![GUARD; CODE_LEN as usize],
            data: vec![GUARD; DATA_LEN as usize],
            slots: HashMap::new(),
            forgotten: Vec::new(),
        }
    }

    pub fn code(&self, offset: u32, len: u32) -> &[u8] {
        let at = (offset - CODE_START) as usize;
        &self.code[at..at + len as usize]
    }

    pub fn data(&self, address: u32, len: u32) -> &[u8] {
        let at = (address - DATA_BASE) as usize;
        &self.data[at..at + len as usize]
    }

    pub fn code_word(&self, offset: u32) -> u32 {
        u32::from_le_bytes(self.code(offset, 4).try_into().unwrap())
    }

    pub fn data_word(&self, address: u32) -> u32 {
        u32::from_le_bytes(self.data(address, 4).try_into().unwrap())
    }

    /// An absent slot was never set and is undefined.
    pub fn slot(&self, slot: Slot) -> SlotTarget {
        self.slots.get(&slot).copied().unwrap_or(SlotTarget::Undefined)
    }

    /// The slots that lead somewhere.
    pub fn defined(&self) -> usize {
        self.slots.values().filter(|t| **t != SlotTarget::Undefined).count()
    }
}

impl Image for Memory {
    fn write_code(&mut self, offset: u32, bytes: &[u8]) {
        let at = (offset - CODE_START) as usize;
        self.code[at..at + bytes.len()].copy_from_slice(bytes);
    }

    fn write_data(&mut self, address: u32, bytes: &[u8]) {
        let at = (address - DATA_BASE) as usize;
        self.data[at..at + bytes.len()].copy_from_slice(bytes);
    }

    fn fill_data(&mut self, address: u32, len: u32, byte: u8) {
        let at = (address - DATA_BASE) as usize;
        self.data[at..at + len as usize].fill(byte);
    }

    fn set_slot(&mut self, slot: Slot, target: SlotTarget) {
        assert!((1..SLOT_COUNT).contains(&slot.0), "{slot:?}");
        if target == SlotTarget::Undefined {
            self.slots.remove(&slot);
        } else {
            self.slots.insert(slot, target);
        }
    }

    fn forget(&mut self, object: ObjectId) {
        self.forgotten.push(object);
    }
}

pub fn layout(isa: Isa) -> Layout {
    Layout { isa, code: CODE_START..CODE_START + CODE_LEN, data: DATA_BASE..DATA_BASE + DATA_LEN }
}

/// A namespace with its image.
pub struct World {
    pub ns: Namespace,
    pub image: Memory,
}

impl World {
    pub fn new(isa: Isa) -> Self {
        Self { ns: Namespace::new(layout(isa)), image: Memory::new() }
    }

    pub fn link(&mut self, object: impl Into<Arc<Object>>) -> Result<Linked, LinkError> {
        self.group(&[object.into()], LinkMode::New).map(|mut linked| linked.remove(0))
    }

    pub fn replace(&mut self, object: impl Into<Arc<Object>>) -> Result<Linked, LinkError> {
        self.group(&[object.into()], LinkMode::Replace).map(|mut linked| linked.remove(0))
    }

    pub fn group(&mut self, objects: &[Arc<Object>], mode: LinkMode) -> Result<Vec<Linked>, LinkError> {
        self.ns.link(&mut self.image, objects, mode)
    }

    pub fn delete(&mut self, name: &str) -> Result<(), LinkError> {
        self.ns.delete(&mut self.image, name)
    }

    pub fn collect(&mut self) {
        self.ns.collect(&mut self.image);
    }

    /// Names, targets, free space: all that a failed link must leave as it was.
    pub fn state(&self) -> (Vec<String>, Vec<String>, [u32; 3], Memory) {
        let mut names: Vec<String> = self.ns.names().map(|(name, d)| format!("{name} {d:?}")).collect();
        names.sort();
        let mut unresolved: Vec<String> = self.ns.unresolved().map(|u| format!("{u:?}")).collect();
        unresolved.sort();
        let free = [self.ns.code_free(), self.ns.data_free(), self.ns.slots_free()];
        (names, unresolved, free, self.image.clone())
    }

    pub fn target(&self, name: &str) -> Option<SlotTarget> {
        match self.ns.lookup(name)? {
            linker::Definition::Function { slot, target, .. } => {
                assert_eq!(self.image.slot(slot), target);
                Some(target)
            }
            linker::Definition::Data { .. } => None,
        }
    }

    pub fn slot(&self, name: &str) -> Option<Slot> {
        match self.ns.lookup(name)? {
            linker::Definition::Function { slot, .. } => Some(slot),
            linker::Definition::Data { .. } => None,
        }
    }

    pub fn address(&self, name: &str) -> Option<u32> {
        match self.ns.lookup(name)? {
            linker::Definition::Data { address, .. } => Some(address),
            linker::Definition::Function { .. } => None,
        }
    }
}

pub fn sig(params: &[Ty], result: Option<Ty>) -> Signature {
    Signature { params: params.to_vec(), result, variadic: false }
}

/// `int f(int)`
pub fn int_int() -> Signature {
    sig(&[Ty::I32], Some(Ty::I32))
}

/// Builds an object symbol by symbol.
pub struct Builder {
    pub object: Object,
}

impl Builder {
    pub fn new(name: &str, isa: Isa) -> Self {
        let object = Object {
            name: name.into(),
            isa,
            files: vec![format!("{name}.c")],
            symbols: Vec::new(),
            functions: Vec::new(),
            code: Vec::new(),
            relocs: Vec::new(),
            data: Vec::new(),
            lines: Vec::new(),
            traps: Vec::new(),
        };
        Self { object }
    }

    fn symbol(&mut self, name: &str, kind: SymbolKind, linkage: Linkage) -> SymbolId {
        let id = SymbolId(self.object.symbols.len() as u32);
        let loc = SrcLoc { line: id.0 + 1, column: 5, file: 0 };
        self.object.symbols.push(Symbol { name: name.into(), kind, linkage, loc });
        id
    }

    /// A function with 20 bytes of code: a line row at its start and in its middle, a trap at byte 18.
    pub fn function(&mut self, name: &str, signature: Signature, linkage: Linkage) -> SymbolId {
        let symbol = self.symbol(name, SymbolKind::Function(signature), linkage);
        let object = &mut self.object;
        if object.isa == Isa::Portable {
            object.functions.push(FunctionCode { symbol, offset: 0, len: 0 });
            return symbol;
        }
        let offset = object.code.len().next_multiple_of(16);
        object.code.resize(offset, 0xcc);
        object.code.extend((0..20).map(|i| symbol.0 as u8 ^ i));
        let offset = offset as u32;
        object.functions.push(FunctionCode { symbol, offset, len: 20 });
        for (at, line) in [(0, 100 * symbol.0 + 1), (8, 100 * symbol.0 + 2)] {
            object.lines.push(LineRow { offset: offset + at, loc: SrcLoc { line, column: 1, file: 0 } });
        }
        object.traps.push(TrapSite { offset: offset + 18, code: TrapCode::Unreachable });
        symbol
    }

    pub fn export(&mut self, name: &str) -> SymbolId {
        self.function(name, int_int(), Linkage::Export)
    }

    pub fn local(&mut self, name: &str) -> SymbolId {
        self.function(name, int_int(), Linkage::Local)
    }

    pub fn import(&mut self, name: &str, signature: Signature) -> SymbolId {
        self.symbol(name, SymbolKind::Function(signature), Linkage::Import)
    }

    pub fn import_data(&mut self, name: &str, size: u32) -> SymbolId {
        self.symbol(name, SymbolKind::Data { size, align: 4 }, Linkage::Import)
    }

    pub fn data(&mut self, name: &str, linkage: Linkage, size: u32, align: u32, init: &[u8]) -> SymbolId {
        let symbol = self.symbol(name, SymbolKind::Data { size, align }, linkage);
        self.object.data.push(DataItem { symbol, init: init.to_vec(), relocs: Vec::new() });
        symbol
    }

    /// A field at byte `at` of the newest function.
    pub fn code_reloc(&mut self, at: u32, kind: RelocKind, symbol: SymbolId, addend: i32) -> u32 {
        let at = self.object.functions.last().unwrap().offset + at;
        self.object.relocs.push(Reloc { at, kind, symbol, addend });
        at
    }

    /// A field at byte `at` of the newest variable.
    pub fn data_reloc(&mut self, at: u32, kind: RelocKind, symbol: SymbolId, addend: i32) {
        self.object.data.last_mut().unwrap().relocs.push(Reloc { at, kind, symbol, addend });
    }

    /// A call of `symbol` from the newest function.
    pub fn call(&mut self, symbol: SymbolId) {
        if self.object.isa != Isa::Portable {
            self.code_reloc(4, RelocKind::Slot, symbol, 0);
        }
    }

    pub fn build(self) -> Object {
        self.object
    }
}

/// A plugin with one function.
pub fn plugin(name: &str, isa: Isa) -> Object {
    let mut b = Builder::new(name, isa);
    b.export(name);
    b.build()
}

/// A plugin with one function that calls another by name.
pub fn caller(name: &str, callee: &str, isa: Isa) -> Object {
    let mut b = Builder::new(name, isa);
    b.export(name);
    let callee = b.import(callee, int_int());
    b.call(callee);
    b.build()
}

/// Knuth's MMIX generator.
pub struct Lcg(pub u64);

impl Lcg {
    pub fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.next() as usize % n.max(1)
    }
}

//! An interpreter with a namespace of the smallest kind: names to slots and addresses, nothing is ever freed.

use crate::interp::{Event, Interp, LoadError, Mark};
use crate::ir::{Module, parse};
use guest_abi::layout::{DATA_BASE, FUNCTION_TAG};
use linker::object::{Linkage, RelocKind, SymbolKind};
use linker::{Binding, ObjectId, Slot, SlotTarget};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Bytes of stack.
pub const STACK: u32 = 64 * 1024;
/// Bytes of memory, the stack included.
pub const MEMORY: u32 = 1024 * 1024;

/// An interpreter with memory and names.
#[derive(Debug)]
pub struct Machine {
    /// The interpreter.
    pub interp: Interp,
    /// The data segment.
    pub memory: Vec<u8>,
    /// Whether the time is up.
    pub expired: Arc<AtomicBool>,
    slots: HashMap<String, Slot>,
    targets: HashMap<Slot, SlotTarget>,
    addresses: HashMap<String, u32>,
    free: u32,
    objects: u32,
}

impl Default for Machine {
    fn default() -> Self {
        Self::new()
    }
}

impl Machine {
    /// A machine without modules.
    #[must_use]
    pub fn new() -> Self {
        Self {
            interp: Interp::new(STACK),
            memory: vec![0; MEMORY as usize],
            expired: Arc::default(),
            slots: HashMap::new(),
            targets: HashMap::new(),
            addresses: HashMap::new(),
            free: DATA_BASE + STACK,
            objects: 0,
        }
    }

    /// A machine with one module, given as text.
    ///
    /// # Panics
    /// If it is not valid.
    #[must_use]
    pub fn with(text: &str) -> Self {
        let mut machine = Self::new();
        machine.load(text);
        machine
    }

    /// Loads a module given as text.
    ///
    /// # Panics
    /// If it is not valid.
    pub fn load(&mut self, text: &str) -> ObjectId {
        let module = parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        self.load_module(&module).unwrap_or_else(|error| panic!("{error}\n{module}"))
    }

    /// Loads a module: its functions get slots, its variables get space.
    ///
    /// # Errors
    /// The module is not valid.
    pub fn load_module(&mut self, module: &Module) -> Result<ObjectId, LoadError> {
        let bindings = self.bind(module);
        let id = ObjectId(self.objects);
        self.objects += 1;
        self.interp.load(id, module, &bindings)?;
        for (function, index) in module.functions.iter().zip(0..) {
            if let Binding::Function(slot) = bindings[function.symbol.0 as usize] {
                self.set(slot, SlotTarget::Function { object: id, function: index, code: 0 });
            }
        }
        for item in &module.data {
            let Binding::Data(address) = bindings[item.symbol.0 as usize] else { continue };
            self.write(address, &item.init);
            for reloc in &item.relocs {
                let value = match bindings[reloc.symbol.0 as usize] {
                    Binding::Data(target) if reloc.kind == RelocKind::Data => target.wrapping_add_signed(reloc.addend),
                    Binding::Function(slot) => FUNCTION_TAG | slot.0,
                    _ => 0,
                };
                self.write(address + reloc.at, &value.to_le_bytes());
            }
        }
        Ok(id)
    }

    fn bind(&mut self, module: &Module) -> Vec<Binding> {
        let mut bindings = Vec::new();
        for (i, symbol) in module.symbols.iter().enumerate() {
            let name = match symbol.linkage {
                Linkage::Local => format!("{}/{i}/{}", self.objects, symbol.name),
                _ => symbol.name.clone(),
            };
            bindings.push(match symbol.kind {
                SymbolKind::Function(_) => Binding::Function(self.slot(&name)),
                SymbolKind::Data { size, align } => {
                    let free = &mut self.free;
                    Binding::Data(*self.addresses.entry(name).or_insert_with(|| {
                        let address = free.next_multiple_of(align.max(1));
                        *free = address + size;
                        address
                    }))
                }
            });
        }
        bindings
    }

    /// The slot of a name.
    pub fn slot(&mut self, name: &str) -> Slot {
        let next = Slot(self.slots.len() as u32 + 1);
        *self.slots.entry(name.to_owned()).or_insert(next)
    }

    /// The address of a variable that is not local.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn address(&self, name: &str) -> u32 {
        self.addresses[name]
    }

    /// A C function pointer to what has this name.
    pub fn pointer(&mut self, name: &str) -> u64 {
        u64::from(FUNCTION_TAG | self.slot(name).0)
    }

    /// Points a slot at something.
    pub fn set(&mut self, slot: Slot, target: SlotTarget) {
        self.targets.insert(slot, target);
        self.interp.set_slot(slot, target);
    }

    /// Makes a name stand for a built-in.
    pub fn builtin(&mut self, name: &str, id: u32) {
        let slot = self.slot(name);
        self.set(slot, SlotTarget::Builtin { id, code: 0 });
    }

    /// Makes a name stand for nothing.
    pub fn undefine(&mut self, name: &str) {
        let slot = self.slot(name);
        self.set(slot, SlotTarget::Undefined);
    }

    /// Writes to the data segment.
    ///
    /// # Panics
    /// Outside it.
    pub fn write(&mut self, address: u32, bytes: &[u8]) {
        let at = (address - DATA_BASE) as usize;
        self.memory[at..at + bytes.len()].copy_from_slice(bytes);
    }

    /// Reads from the data segment.
    ///
    /// # Panics
    /// Outside it.
    #[must_use]
    pub fn read(&self, address: u32) -> u32 {
        let at = (address - DATA_BASE) as usize;
        u32::from_le_bytes(self.memory[at..at + 4].try_into().expect("four bytes"))
    }

    /// Starts an upcall.
    pub fn call(&mut self, name: &str, args: &[u64]) -> Event {
        let slot = self.slot(name);
        let target = self.targets.get(&slot).copied().unwrap_or(SlotTarget::Undefined);
        self.interp.enter(&mut self.memory, &self.expired, target, args)
    }

    /// Returns from a callback.
    pub fn resume(&mut self, result: u64) -> Event {
        self.interp.resume(&mut self.memory, &self.expired, result)
    }

    /// The upcalls in progress.
    #[must_use]
    pub fn mark(&self) -> Mark {
        self.interp.mark()
    }

    /// The result of a call that must return.
    ///
    /// # Panics
    /// If it does anything else.
    pub fn value(&mut self, name: &str, args: &[u64]) -> u64 {
        match self.call(name, args) {
            Event::Returned(value) => value,
            other => panic!("{name}{args:x?}: {other:?}"),
        }
    }
}

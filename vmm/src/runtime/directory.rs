//! The directory: a copy of the namespace in the guest's memory, so that `lookup` need not leave the guest.
//!
//! It is made when the first plugin that calls `lookup` is linked, and kept up to date from then on. Where there is no
//! room for it `lookup` calls the host, as it does for names that are too long or odd. Plugins can write to it, so it
//! is worth nothing to the host, which never reads it: here is a shadow of what it should hold.
//!
//! ```text
//! u32 mask: number of entries, a power of two, minus 1
//! u32 first and end of the data segment
//! entries of 12 bytes: u32 hash, u32 address of the text (0: free), u32 value (0: the name stands for nothing)
//! texts, each with a final zero
//! ```
//!
//! The hash is FNV-1a; an entry is searched from `hash ^ hash >> 15` on, one by one. A name that is deleted keeps its
//! entry for the next time; what has gathered is left behind when the directory grows and moves.

use std::sync::{Arc, OnceLock};

use guest_abi::Isa;
use guest_abi::layout::{DATA_BASE, FUNCTION_TAG};
use jit::isa::adapter;
use linker::object::{Linkage, Object, SymbolKind};
use linker::{Definition, LinkMode, SlotTarget};

use super::Runtime;
use crate::error::Error;
use crate::library;

/// The built-in whose work it does.
const LOOKUP: &str = "lookup";
/// Longest name that gets an entry; the guest's code knows it too.
const LONGEST: usize = 255;
/// Bytes in front of the entries.
const HEADER: u32 = 12;
/// Bytes of an entry.
const ENTRY: u32 = 12;
/// Least number of entries.
const FEWEST: usize = 64;

/// The directory of a runtime.
#[derive(Debug)]
pub(super) struct Directory {
    /// Code offset of the code in front of the search, which holds the table's address.
    guard: u32,
    /// Code offset of the search.
    search: u32,
    /// Code offset of the thunk that calls the host.
    thunk: u32,
    /// `None` if there was no room.
    table: Option<Table>,
    /// Bytes that were not to be had for it.
    missing: u32,
    /// Room for the names that have changed.
    changes: Vec<Arc<str>>,
}

/// A table in the guest and its shadow.
#[derive(Debug)]
struct Table {
    address: u32,
    entries: Vec<Entry>,
    /// Entries that are not free.
    used: usize,
    /// Where the next text goes, and where the room for texts ends.
    text: u32,
    end: u32,
}

#[derive(Debug, Clone)]
struct Entry {
    hash: u32,
    /// `None`: free.
    name: Option<Arc<str>>,
}

fn hash(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

impl Table {
    /// The entry of a name, or the free one for it.
    fn place(&self, hash: u32, name: &str) -> usize {
        let mask = self.entries.len() - 1;
        let mut at = (hash ^ hash >> 15) as usize & mask;
        // Some are always free.
        loop {
            match &self.entries[at] {
                Entry { name: Some(other), hash: other_hash } if *other_hash != hash || **other != *name => {
                    at = (at + 1) & mask;
                }
                _ => return at,
            }
        }
    }

    fn full(&self, name: &str) -> bool {
        (self.used + 1) * 4 > self.entries.len() * 3 || self.end - self.text <= name.len() as u32
    }
}

impl Runtime {
    /// Moves `lookup` into the guest if one of these objects calls it and that has not been done. Without room for it
    /// `lookup` stays with the host.
    pub(super) fn want_directory(&mut self, objects: &[Arc<Object>]) {
        let calls = |object: &Arc<Object>| {
            object.symbols.iter().any(|symbol| symbol.linkage == Linkage::Import && symbol.name == LOOKUP)
        };
        if self.directory.is_some() || self.machine.gate_links().is_none() || !objects.iter().any(calls) {
            return;
        }
        if let Ok(directory) = self.new_directory() {
            self.namespace.record_changes();
            self.directory = Some(directory);
            self.rebuild_directory();
        }
    }

    fn new_directory(&mut self) -> Result<Directory, Error> {
        let Some(Definition::Function { target: SlotTarget::Builtin { code: thunk, .. }, .. }) =
            self.namespace.lookup_in_library(LOOKUP)
        else {
            return Err(Error::NotFound { what: "built-in", name: LOOKUP.to_owned() });
        };
        let isa = self.machine.isa();
        let object = search(isa)?;
        // The only function of the only object.
        let offset = object.functions.first().map_or(0, |function| function.offset);
        let linked = self.namespace.link(self.machine.image(), &[object], LinkMode::New)?;
        let search = linked[0].code + offset;
        match self.place_code(LOOKUP, |at| adapter::search(isa, at, 0, search, thunk)) {
            Ok(guard) => Ok(Directory { guard, search, thunk, table: None, missing: 0, changes: Vec::new() }),
            Err(error) => {
                // It was linked a moment ago, and nothing leads to it.
                let _ = self.namespace.delete_object(self.machine.image(), linked[0].id);
                Err(error)
            }
        }
    }

    /// Brings the directory up to date with what has changed in the namespace.
    pub(super) fn publish(&mut self) {
        let Some(directory) = &mut self.directory else { return };
        let mut changes = std::mem::take(&mut directory.changes);
        self.namespace.take_changes(&mut changes);
        let there = changes.iter().all(|name| self.publish_name(name));
        if !there {
            self.rebuild_directory();
        }
        changes.clear();
        if let Some(directory) = &mut self.directory {
            directory.changes = changes;
        }
    }

    /// What the guest's `lookup` says for a name.
    fn value_of(&self, name: &str) -> u32 {
        match self.namespace.lookup(name) {
            Some(Definition::Function { slot, .. }) => FUNCTION_TAG | slot.0,
            Some(Definition::Data { address, .. }) => address,
            None => 0,
        }
    }

    /// Writes a name's value to the table. False if the name does not fit, or there is no table.
    fn publish_name(&mut self, name: &Arc<str>) -> bool {
        if name.len() > LONGEST {
            return true;
        }
        let value = self.value_of(name);
        let Some(table) = self.directory.as_mut().and_then(|directory| directory.table.as_mut()) else { return false };
        let hash = hash(name);
        let at = table.place(hash, name);
        let address = table.address + HEADER + ENTRY * at as u32;
        let image = self.machine.image();
        if table.entries[at].name.is_some() {
            image.write_data(address + 8, &value.to_le_bytes());
            return true;
        }
        if value == 0 {
            return true;
        }
        if table.full(name) {
            return false;
        }
        let mut text = [0u8; LONGEST + 1];
        text[..name.len()].copy_from_slice(name.as_bytes());
        image.write_data(table.text, &text[..=name.len()]);
        let mut entry = [0u8; ENTRY as usize];
        entry[..4].copy_from_slice(&hash.to_le_bytes());
        entry[4..8].copy_from_slice(&table.text.to_le_bytes());
        entry[8..].copy_from_slice(&value.to_le_bytes());
        image.write_data(address, &entry);
        table.text += name.len() as u32 + 1;
        table.used += 1;
        table.entries[at] = Entry { hash, name: Some(name.clone()) };
        true
    }

    /// Makes the table anew, with room to grow. Without room for it `lookup` calls the host from now on, until the
    /// names change again.
    fn rebuild_directory(&mut self) {
        let Some(directory) = &mut self.directory else { return };
        if directory.missing > self.namespace.data_free() {
            return;
        }
        if let Some(old) = directory.table.take() {
            // It was taken by the same allocator, and nobody else gives it back.
            let _ = self.namespace.free_data(old.address);
        }
        let names: Vec<Arc<str>> =
            self.namespace.names().map(|(name, _)| name).filter(|name| name.len() <= LONGEST).map(Arc::from).collect();
        let count = (2 * names.len() + 1).next_power_of_two().max(FEWEST);
        let texts = 2 * names.iter().map(|name| name.len() + 1).sum::<usize>() + 16 * FEWEST;
        let entries_end = HEADER + ENTRY * count as u32;
        let size = entries_end + texts as u32;
        let table = match self.namespace.alloc_data(size, 8) {
            Err(_) => None,
            Ok(address) => {
                let end = DATA_BASE + self.memory_size();
                let image = self.machine.image();
                image.fill_data(address, entries_end, 0);
                let header = [count as u32 - 1, DATA_BASE, end];
                image.write_data(address, header.map(u32::to_le_bytes).as_flattened());
                let entries = vec![Entry { hash: 0, name: None }; count];
                Some(Table { address, entries, used: 0, text: address + entries_end, end: address + size })
            }
        };
        let address = table.as_ref().map(|table| table.address);
        let Some(directory) = &mut self.directory else { return };
        directory.missing = if table.is_none() { size } else { 0 };
        directory.table = table;
        let Directory { guard, search, thunk, .. } = *directory;
        if let Some(address) = address {
            for name in &names {
                self.publish_name(name);
            }
            let code = adapter::search(self.machine.isa(), guard, address, search, thunk);
            self.machine.image().write_code(guard, &code);
        }
        let leads_to = if address.is_some() { guard } else { thunk };
        self.namespace.redirect_builtin(self.machine.image(), LOOKUP, leads_to);
        self.generation += 1;
    }
}

/// The search as an object without names, so that nobody but the guard can call it; compiled once per process.
fn search(isa: Isa) -> Result<Arc<Object>, Error> {
    static OBJECTS: [OnceLock<Arc<Object>>; 2] = [const { OnceLock::new() }; 2];
    let cell = &OBJECTS[usize::from(isa == Isa::Ia32)];
    if let Some(object) = cell.get() {
        return Ok(object.clone());
    }
    let mut object = library::directory_search(isa)?.object(isa)?.clone();
    for symbol in object.symbols.iter_mut().filter(|symbol| matches!(symbol.kind, SymbolKind::Function(_))) {
        symbol.linkage = Linkage::Local;
    }
    Ok(cell.get_or_init(|| Arc::new(object)).clone())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::builtin::HostFn;
    use crate::{Engine, Error, Mode, Ptr, Runtime};

    /// Makes the host's `lookup` fail, so that only the guest's can answer.
    fn without_the_host(runtime: &mut Runtime) {
        let lookup = runtime.builtins.iter_mut().find(|builtin| builtin.name == super::LOOKUP).unwrap();
        lookup.function = HostFn::Now(Arc::new(|_, _| Err("the host was asked".into())));
    }

    fn ask(runtime: &mut Runtime, name: &str) -> Option<Ptr> {
        let text = runtime.alloc_from(&[name.as_bytes(), &[0]].concat()).unwrap();
        let answer = runtime.func::<Ptr, Ptr>("ask").unwrap().call(runtime, text.ptr());
        runtime.free(text).unwrap();
        answer.ok()
    }

    const ASKER: &str = "void *ask(const char *name) { return lookup(name); }";

    #[test]
    fn names_are_found_without_the_host() {
        for mode in [Mode::Long, Mode::Segmented] {
            let mut runtime = match Runtime::builder(&Engine::new()).mode(mode).memory(2 << 20).build() {
                Ok(runtime) => runtime,
                Err(error @ (Error::NoKvm { .. } | Error::Kvm { .. })) => {
                    eprintln!("SKIPPED in mode {mode}: {error}");
                    continue;
                }
                Err(error) => panic!("{error}"),
            };
            let free = runtime.namespace.data_free();
            runtime.create("early.c", "int early = 1;").unwrap();
            assert!(free - runtime.namespace.data_free() < 64, "{mode}: nobody calls lookup yet");
            runtime.create("ask.c", ASKER).unwrap();
            without_the_host(&mut runtime);
            let mut names =
                vec!["early".to_owned(), "ask".to_owned(), "create".to_owned(), "nobody".to_owned(), String::new()];
            for i in 0..200 {
                let name = format!("name{i}_{}", "x".repeat(i % 40));
                runtime.create("new.c", &format!("int {name}(void) {{ return 1; }}")).unwrap();
                if i % 3 == 0 {
                    runtime.delete(&name).unwrap();
                }
                names.push(name);
            }
            for name in &names {
                let expected = runtime.lookup(name).map_or(Ptr::NULL, |symbol| symbol.address());
                assert_eq!(ask(&mut runtime, name), Some(expected), "{mode}: {name}");
            }
            // What is too long or odd is for the host.
            assert_eq!(ask(&mut runtime, &"y".repeat(256)), None, "{mode}");
            assert_eq!(ask(&mut runtime, &"y".repeat(255)), Some(Ptr::NULL), "{mode}");
            assert_eq!(ask(&mut runtime, "n\u{e4}me"), None, "{mode}");
        }
    }

    #[test]
    fn without_room_the_host_is_asked_until_there_is_some() {
        let builder = Runtime::builder(&Engine::new()).mode(Mode::Long).memory(2 << 20);
        let Ok(mut runtime) = builder.build() else {
            eprintln!("SKIPPED: no KVM");
            return;
        };
        let rest = runtime.namespace.data_free() - 1024;
        let hog = runtime.alloc(rest).unwrap();
        runtime.create("ask.c", ASKER).unwrap();
        let pointer = runtime.lookup("ask").unwrap().address();
        assert_eq!(ask(&mut runtime, "ask"), Some(pointer));
        runtime.free(hog).unwrap();
        runtime.create("more.c", "int more;").unwrap();
        without_the_host(&mut runtime);
        assert_eq!(ask(&mut runtime, "ask"), Some(pointer));
    }
}

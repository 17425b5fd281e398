//! The tables of a namespace: names, slots, objects.

use std::collections::HashMap;
use std::collections::hash_map::Entry as MapEntry;
use std::sync::Arc;

use guest_abi::layout::SLOT_COUNT;

use crate::api::{Binding, ObjectId, Slot};
use crate::error::{LinkError, Site};
use crate::object::{Object, Signature, SymbolKind};

/// Most objects in a namespace. Objects without names or bytes cost the guest nothing, so something else must
/// bound what a plugin that creates them in a loop can take from the host.
pub(crate) const MAX_OBJECTS: u32 = 16 * 1024;

/// Who shares a name. The library of plugins has names of its own: what a plugin defines does not change what the
/// library's members call each other, and what they define is no plugin's until it asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Plugins,
    Library,
}

/// Index of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NameId(u32);

/// What a name stands for.
#[derive(Debug)]
pub(crate) enum State {
    Undefined,
    Function { object: ObjectId, symbol: u32, function: u32, code: u32 },
    Data { object: ObjectId, symbol: u32, address: u32, size: u32 },
    Builtin { id: u32, code: u32, signature: Box<Signature> },
}

/// The type by which live code calls a function that is not there.
#[derive(Debug)]
pub(crate) struct Expected {
    pub(crate) signature: Signature,
    pub(crate) site: Site,
}

/// A name.
#[derive(Debug)]
pub(crate) struct Name {
    pub(crate) text: Arc<str>,
    pub(crate) scope: Scope,
    pub(crate) state: State,
    /// Kept for as long as any object's code has it, so that a trap can name it.
    pub(crate) slot: Option<Slot>,
    /// `Some` only while the name is undefined and `live` is not 0.
    pub(crate) expected: Option<Box<Expected>>,
    /// Object of the group that is being linked, and its symbol, which will define the name.
    pub(crate) pending: Option<(u32, u32)>,
    /// Live objects whose code calls it or takes its address.
    pub(crate) live: u32,
    /// Objects, quarantined ones too, that define it or have its slot.
    pub(crate) held: u32,
}

/// All names. Hashed with the standard library's keyed hash, since plugins choose the names: a few nanoseconds
/// more than an unkeyed hash, and nobody can make the host search long chains.
#[derive(Debug, Default)]
pub(crate) struct Names {
    ids: [HashMap<Arc<str>, NameId>; 2],
    names: Vec<Option<Name>>,
    free: Vec<NameId>,
}

impl Names {
    pub(crate) fn find(&self, scope: Scope, text: &str) -> Option<NameId> {
        self.ids[scope as usize].get(text).copied()
    }

    /// The name's id, and whether it is new.
    pub(crate) fn intern(&mut self, scope: Scope, text: &str) -> (NameId, bool) {
        if let Some(id) = self.find(scope, text) {
            return (id, false);
        }
        let text: Arc<str> = text.into();
        let name = Name {
            text: text.clone(),
            scope,
            state: State::Undefined,
            slot: None,
            expected: None,
            pending: None,
            live: 0,
            held: 0,
        };
        let id = match self.free.pop() {
            Some(id) => {
                self.names[id.0 as usize] = Some(name);
                id
            }
            None => {
                self.names.push(Some(name));
                NameId(self.names.len() as u32 - 1)
            }
        };
        match self.ids[scope as usize].entry(text) {
            MapEntry::Vacant(entry) => *entry.insert(id),
            MapEntry::Occupied(entry) => *entry.get(),
        };
        (id, true)
    }

    pub(crate) fn remove(&mut self, id: NameId) {
        if let Some(name) = self.names[id.0 as usize].take() {
            self.ids[name.scope as usize].remove(&name.text);
            self.free.push(id);
        }
    }

    pub(crate) fn get(&self, id: NameId) -> &Name {
        self.names[id.0 as usize].as_ref().expect("ids of removed names are not kept")
    }

    pub(crate) fn get_mut(&mut self, id: NameId) -> &mut Name {
        self.names[id.0 as usize].as_mut().expect("ids of removed names are not kept")
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Name> {
        self.names.iter().flatten()
    }
}

/// Whose a slot is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SlotOwner {
    Free,
    Name(NameId),
    Local(ObjectId, u32),
}

/// The slot table. Slot 0 is never assigned.
#[derive(Debug)]
pub(crate) struct Slots {
    owners: Vec<SlotOwner>,
    free: Vec<Slot>,
}

impl Slots {
    pub(crate) fn new() -> Self {
        Self { owners: vec![SlotOwner::Free], free: Vec::new() }
    }

    pub(crate) fn alloc(&mut self, owner: SlotOwner) -> Result<Slot, LinkError> {
        if let Some(slot) = self.free.pop() {
            self.owners[slot.0 as usize] = owner;
            return Ok(slot);
        }
        let slot = Slot(self.owners.len() as u32);
        if slot.0 >= SLOT_COUNT {
            return Err(LinkError::OutOfSlots { limit: SLOT_COUNT - 1 });
        }
        self.owners.push(owner);
        Ok(slot)
    }

    pub(crate) fn release(&mut self, slot: Slot) {
        self.owners[slot.0 as usize] = SlotOwner::Free;
        self.free.push(slot);
    }

    pub(crate) fn owner(&self, slot: Slot) -> SlotOwner {
        self.owners.get(slot.0 as usize).copied().unwrap_or(SlotOwner::Free)
    }

    pub(crate) fn unused(&self) -> u32 {
        SLOT_COUNT - self.owners.len() as u32 + self.free.len() as u32
    }
}

/// A symbol's name in the namespace.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NameUse {
    /// Index in the object's symbols.
    pub(crate) symbol: u32,
    pub(crate) name: NameId,
    /// The object defines it.
    pub(crate) export: bool,
    /// The object's code calls it or takes its address.
    pub(crate) live: bool,
}

/// How far an object is from its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    Live,
    /// Its names are gone, but live objects use its variables.
    Lingering,
    /// Nobody can reach it but code that still runs.
    Quarantined,
}

/// A linked object.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) object: Arc<Object>,
    pub(crate) phase: Phase,
    pub(crate) code: Option<u32>,
    pub(crate) data: Option<u32>,
    pub(crate) bindings: Vec<Binding>,
    /// Functions that it exports or imports and variables that it exports.
    pub(crate) names: Vec<NameUse>,
    /// Objects whose variables it uses.
    pub(crate) depends: Vec<ObjectId>,
    /// How often it is in another object's `depends`.
    pub(crate) users: u32,
    /// Exported functions and variables whose names are still its own.
    pub(crate) functions: u32,
    pub(crate) variables: u32,
    /// What keeps it alive.
    pub(crate) root: Root,
    /// Its names are the host's to delete and to replace.
    pub(crate) sealed: bool,
    /// Whose names it has.
    pub(crate) scope: Scope,
}

/// What keeps an object alive. An object that exports functions goes with the last of them: its variables were
/// made for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Root {
    Functions,
    Variables,
    /// It has no names: it stays until it is deleted by its number.
    Always,
    /// Deleted by its number.
    Never,
}

impl Loaded {
    pub(crate) fn rooted(&self) -> bool {
        match self.root {
            Root::Functions => self.functions > 0,
            Root::Variables => self.variables > 0,
            Root::Always => true,
            Root::Never => false,
        }
    }

    /// The signature of a function symbol.
    pub(crate) fn signature(&self, symbol: u32) -> Option<&Signature> {
        match &self.object.symbols.get(symbol as usize)?.kind {
            SymbolKind::Function(signature) => Some(signature),
            SymbolKind::Data { .. } => None,
        }
    }

    pub(crate) fn site(&self, symbol: u32) -> Site {
        let loc = self.object.symbols.get(symbol as usize).map(|s| s.loc).unwrap_or_default();
        Site::of(&self.object, loc)
    }
}

/// The linked objects by number.
#[derive(Debug, Default)]
pub(crate) struct Objects {
    objects: Vec<Option<Loaded>>,
    free: Vec<ObjectId>,
}

impl Objects {
    /// Takes a number for an object that follows with [`Objects::put`].
    pub(crate) fn reserve(&mut self) -> Result<ObjectId, LinkError> {
        if let Some(id) = self.free.pop() {
            return Ok(id);
        }
        let id = ObjectId(self.objects.len() as u32);
        if id.0 >= MAX_OBJECTS {
            return Err(LinkError::TooManyObjects { limit: MAX_OBJECTS });
        }
        self.objects.push(None);
        Ok(id)
    }

    pub(crate) fn put(&mut self, id: ObjectId, loaded: Loaded) {
        self.objects[id.0 as usize] = Some(loaded);
    }

    /// Gives the number back.
    pub(crate) fn release(&mut self, id: ObjectId) -> Option<Loaded> {
        self.free.push(id);
        self.objects[id.0 as usize].take()
    }

    pub(crate) fn get(&self, id: ObjectId) -> Option<&Loaded> {
        self.objects.get(id.0 as usize)?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, id: ObjectId) -> Option<&mut Loaded> {
        self.objects.get_mut(id.0 as usize)?.as_mut()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (ObjectId, &Loaded)> {
        (0..).zip(&self.objects).filter_map(|(i, loaded)| Some((ObjectId(i), loaded.as_ref()?)))
    }

    /// One more than the largest number that was ever given.
    pub(crate) fn bound(&self) -> usize {
        self.objects.len()
    }
}

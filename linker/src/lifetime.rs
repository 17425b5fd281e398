//! How names and objects end.
//!
//! An object whose names are gone may still be running: a plugin can delete itself. So its bytes go to the
//! quarantine first, and [`Namespace::collect`] frees them when nothing runs. An object whose variables others use
//! stays for as long as they do; a mark from the objects with names finds those that only keep each other.

use crate::api::{Binding, Image, ObjectId, SlotTarget};
use crate::error::{LinkError, Segment};
use crate::namespace::{CORE, Namespace};
use crate::symbols::{Expected, Loaded, NameId, Phase, Root, Scope, State};

/// `int3`: what freed code holds, so that a stale jump traps.
const INT3: [u8; 1024] = [0xcc; 1024];

/// Overwrites freed code.
pub(crate) fn wipe_code(image: &mut dyn Image, offset: u32, len: u32) {
    let mut done = 0;
    while done < len {
        let step = (len - done).min(INT3.len() as u32);
        image.write_code(offset + done, &INT3[..step as usize]);
        done += step;
    }
}

impl Namespace {
    /// Unlinks a name of a plugin. A function's slot then traps, by its name, until somebody defines it again; a
    /// variable stays where it is for the objects that use it. With its last function (or last variable, where it
    /// exports no functions) the object itself ends.
    pub fn delete(&mut self, image: &mut dyn Image, name: &str) -> Result<(), LinkError> {
        let missing = || LinkError::NotFound { name: name.to_owned() };
        let builtin = || LinkError::Builtin { name: name.to_owned() };
        let not_there = || if self.is_defined_in_library(name) { builtin() } else { missing() };
        let id = self.names.find(Scope::Plugins, name).ok_or_else(not_there)?;
        match self.names.get(id).state {
            State::Undefined => Err(not_there()),
            State::Builtin { .. } => Err(builtin()),
            State::Function { object, .. } | State::Data { object, .. } if self.is_sealed(object) => Err(builtin()),
            State::Function { object, .. } | State::Data { object, .. } => {
                self.undefine(image, id);
                self.settle(object);
                Ok(())
            }
        }
    }

    /// Takes a built-in away, but for the three of [`CORE`]. For the host alone: plugins have
    /// [`Namespace::delete`].
    pub fn undefine_builtin(&mut self, image: &mut dyn Image, name: &str) -> Result<(), LinkError> {
        let missing = || LinkError::NotFound { name: name.to_owned() };
        if CORE.contains(&name) {
            return Err(LinkError::Builtin { name: name.to_owned() });
        }
        let id = self.names.find(Scope::Plugins, name).ok_or_else(missing)?;
        if !matches!(self.names.get(id).state, State::Builtin { .. }) {
            return Err(missing());
        }
        self.undefine(image, id);
        self.recycle(id);
        Ok(())
    }

    /// Deletes all names of an object, and the object itself also if it has none.
    pub fn delete_object(&mut self, image: &mut dyn Image, id: ObjectId) -> Result<(), LinkError> {
        let missing = LinkError::NoSuchObject { id };
        let Some(loaded) = self.objects.get_mut(id) else { return Err(missing) };
        if loaded.phase == Phase::Quarantined {
            return Err(missing);
        }
        loaded.root = Root::Never;
        let names = std::mem::take(&mut loaded.names);
        for used in names.iter().filter(|used| used.export) {
            let owner = match self.names.get(used.name).state {
                State::Function { object, .. } | State::Data { object, .. } => Some(object),
                State::Undefined | State::Builtin { .. } => None,
            };
            if owner == Some(id) {
                self.undefine(image, used.name);
            }
        }
        if let Some(loaded) = self.objects.get_mut(id) {
            loaded.names = names;
        }
        self.settle(id);
        Ok(())
    }

    /// Frees what is in the quarantine. Only for when no plugin runs.
    pub fn collect(&mut self, image: &mut dyn Image) {
        self.free_quarantined(image);
        if std::mem::take(&mut self.sweep) && !self.lingering.is_empty() {
            self.quarantine_unreachable();
            self.free_quarantined(image);
            self.sweep = false;
        }
    }

    fn free_quarantined(&mut self, image: &mut dyn Image) {
        while let Some(id) = self.quarantine.pop() {
            if let Some(loaded) = self.objects.release(id) {
                self.free_object(image, &loaded);
                image.forget(id);
            }
        }
    }

    /// Makes a name stand for nothing.
    fn undefine(&mut self, image: &mut dyn Image, id: NameId) {
        let name = self.names.get_mut(id);
        let old = std::mem::replace(&mut name.state, State::Undefined);
        if let (State::Function { .. } | State::Builtin { .. }, Some(slot)) = (&old, name.slot) {
            image.set_slot(slot, SlotTarget::Undefined);
        }
        // Code that calls the name goes on doing so by its type.
        let expected = match &old {
            _ if name.live == 0 => None,
            State::Function { object, symbol, .. } => self.objects.get(*object).and_then(|loaded| {
                let signature = loaded.signature(*symbol)?.clone();
                Some(Box::new(Expected { signature, site: loaded.site(*symbol) }))
            }),
            State::Builtin { signature, .. } => {
                Some(Box::new(Expected { signature: (**signature).clone(), site: crate::error::Site::Host }))
            }
            State::Data { .. } | State::Undefined => None,
        };
        self.names.get_mut(id).expected = expected;
        self.note(id);
        self.disown(&old);
    }

    /// Forgets a name that nobody defines and no object has.
    fn recycle(&mut self, id: NameId) {
        let name = self.names.get(id);
        if name.held > 0 || name.pending.is_some() {
            return;
        }
        let defined_function = matches!(name.state, State::Function { .. } | State::Builtin { .. });
        let undefined = matches!(name.state, State::Undefined);
        if !defined_function && let Some(slot) = self.names.get_mut(id).slot.take() {
            self.slots.release(slot);
        }
        if undefined {
            self.names.remove(id);
        }
    }

    /// Looks whether an object that lost a name has reached its end.
    pub(crate) fn settle(&mut self, id: ObjectId) {
        let Some(loaded) = self.objects.get_mut(id) else { return };
        if loaded.phase != Phase::Live || loaded.rooted() {
            return;
        }
        if loaded.users == 0 {
            self.quarantine(id);
        } else {
            loaded.phase = Phase::Lingering;
            self.lingering.push(id);
            self.sweep = true;
        }
    }

    /// Nothing that is live leads to the object any more.
    fn quarantine(&mut self, id: ObjectId) {
        let Some(loaded) = self.objects.get_mut(id) else { return };
        loaded.phase = Phase::Quarantined;
        let names = std::mem::take(&mut loaded.names);
        for used in &names {
            let name = self.names.get_mut(used.name);
            name.live -= u32::from(used.live);
            if name.live == 0 {
                name.expected = None;
            }
            if used.export && matches!(name.state, State::Data { object, .. } if object == id) {
                name.state = State::Undefined;
                self.note(used.name);
            }
        }
        if let Some(loaded) = self.objects.get_mut(id) {
            loaded.names = names;
        }
        self.quarantine.push(id);
    }

    fn free_object(&mut self, image: &mut dyn Image, loaded: &Loaded) {
        if let Some(at) = loaded.code {
            wipe_code(image, at, loaded.object.code.len() as u32);
            self.unplace(Segment::Code, at);
        }
        if let Some(at) = loaded.data {
            self.unplace(Segment::Data, at);
        }
        for function in &loaded.object.functions {
            let symbol = function.symbol.0 as usize;
            let local = loaded.object.symbols[symbol].linkage == crate::object::Linkage::Local;
            if let (true, Binding::Function(slot)) = (local, loaded.bindings[symbol]) {
                image.set_slot(slot, SlotTarget::Undefined);
                self.slots.release(slot);
            }
        }
        for used in &loaded.names {
            self.names.get_mut(used.name).held -= 1;
            self.recycle(used.name);
        }
        for &other in &loaded.depends {
            let Some(loaded) = self.objects.get_mut(other) else { continue };
            loaded.users -= 1;
            self.sweep = true;
            if loaded.users == 0 && loaded.phase == Phase::Lingering {
                self.lingering.retain(|&id| id != other);
                self.quarantine(other);
            }
        }
    }

    /// Quarantines the lingering objects that no object with names leads to.
    fn quarantine_unreachable(&mut self) {
        let mut reached = vec![false; self.objects.bound()];
        let mut work: Vec<ObjectId> =
            self.objects.iter().filter(|(_, loaded)| loaded.phase == Phase::Live).map(|(id, _)| id).collect();
        while let Some(id) = work.pop() {
            if std::mem::replace(&mut reached[id.0 as usize], true) {
                continue;
            }
            if let Some(loaded) = self.objects.get(id) {
                work.extend_from_slice(&loaded.depends);
            }
        }
        let lingering = std::mem::take(&mut self.lingering);
        for id in lingering {
            if reached[id.0 as usize] {
                self.lingering.push(id);
            } else {
                self.quarantine(id);
            }
        }
    }
}

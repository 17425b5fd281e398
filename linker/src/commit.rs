//! Makes a plan real: code and data are written first, then names and slots lead to them.

use std::sync::Arc;

use crate::api::{Binding, Image, Linked, ObjectId, SlotTarget};
use crate::link::{Group, Planned, Scratch};
use crate::namespace::Namespace;
use crate::object::{Object, SymbolKind};
use crate::relocate::{write_code, write_data};
use crate::symbols::{Loaded, NameUse, Phase, Root, Scope, State};

impl Namespace {
    /// Nothing here can fail.
    pub(crate) fn commit(&mut self, image: &mut dyn Image, group: Group<'_>, scratch: &mut Scratch) -> Vec<Linked> {
        for (object, planned) in group.iter().zip(&scratch.plan) {
            write_code(image, &mut scratch.bytes, object, planned);
            write_data(image, &mut scratch.bytes, object, planned);
        }
        let mut linked = Vec::with_capacity(scratch.plan.len());
        for (object, planned) in group.iter().zip(scratch.plan.drain(..)) {
            let bindings = planned.bindings.clone();
            linked.push(Linked { id: planned.id, code: planned.code.unwrap_or(0), bindings });
            self.load(image, object, planned, &mut scratch.retired);
        }
        for Linked { id, .. } in &linked {
            self.pin(*id);
        }
        for id in scratch.retired.drain(..) {
            self.settle(id);
        }
        linked
    }

    /// Enters an object into the tables. Objects that lose a name to it go to `retired`.
    fn load(&mut self, image: &mut dyn Image, object: &Arc<Object>, planned: Planned, retired: &mut Vec<ObjectId>) {
        let Planned { id, scope, code, data, bindings, names, depends } = planned;
        let base = code.unwrap_or(0);
        let (mut functions, mut variables) = (0, 0);
        for used in &names {
            self.hold(image, used, &bindings);
        }
        for used in names.iter().filter(|used| used.export) {
            if let (SymbolKind::Data { size, .. }, Binding::Data(address)) =
                (&object.symbols[used.symbol as usize].kind, bindings[used.symbol as usize])
            {
                let state = State::Data { object: id, symbol: used.symbol, address, size: *size };
                self.define(used, state, retired);
                variables += 1;
            }
        }
        for (index, function) in (0u32..).zip(&object.functions) {
            let symbol = function.symbol.0;
            let Binding::Function(slot) = bindings[symbol as usize] else { continue };
            let code = if object.code.is_empty() { 0 } else { base + function.offset };
            // `names` is in the order of the symbols as far as exports go.
            let exports = names.partition_point(|used| used.export);
            if let Ok(at) = names[..exports].binary_search_by_key(&symbol, |used| used.symbol) {
                let state = State::Function { object: id, symbol, function: index, code };
                self.define(&names[at], state, retired);
                functions += 1;
            }
            image.set_slot(slot, SlotTarget::Function { object: id, function: index, code });
        }
        let root = match (functions, variables) {
            _ if scope == Scope::Library => Root::Always,
            (0, 0) => Root::Always,
            (0, _) => Root::Variables,
            _ => Root::Functions,
        };
        let object = object.clone();
        let phase = Phase::Live;
        self.objects.put(
            id,
            Loaded {
                object,
                phase,
                code,
                data,
                bindings,
                names,
                depends,
                users: 0,
                functions,
                variables,
                root,
                // A member goes on serving whoever is linked to it.
                sealed: scope == Scope::Library,
                scope,
            },
        );
    }

    /// Counts the object as one that has the name.
    fn hold(&mut self, image: &mut dyn Image, used: &NameUse, bindings: &[Binding]) {
        let name = self.names.get_mut(used.name);
        name.live += u32::from(used.live);
        name.held += 1;
        // A slot that is new and stays undefined; one that a later object of the group fills is set again.
        if let (false, State::Undefined, Binding::Function(slot)) =
            (used.export, &name.state, bindings[used.symbol as usize])
        {
            image.set_slot(slot, SlotTarget::Undefined);
        }
    }

    /// Gives a name a new meaning.
    fn define(&mut self, used: &NameUse, state: State, retired: &mut Vec<ObjectId>) {
        let name = self.names.get_mut(used.name);
        name.pending = None;
        name.expected = None;
        let old = std::mem::replace(&mut name.state, state);
        self.note(used.name);
        if let Some(old) = self.disown(&old) {
            retired.push(old);
        }
    }

    /// Takes one name from the object that defined it.
    pub(crate) fn disown(&mut self, old: &State) -> Option<ObjectId> {
        let (State::Function { object, .. } | State::Data { object, .. }) = old else { return None };
        let loaded = self.objects.get_mut(*object)?;
        match old {
            State::Function { .. } => loaded.functions -= 1,
            _ => loaded.variables -= 1,
        }
        Some(*object)
    }

    /// Counts the users of the objects whose variables this one uses.
    fn pin(&mut self, id: ObjectId) {
        let Some(loaded) = self.objects.get_mut(id) else { return };
        let depends = std::mem::take(&mut loaded.depends);
        for &other in &depends {
            if let Some(other) = self.objects.get_mut(other) {
                other.users += 1;
            }
        }
        if let Some(loaded) = self.objects.get_mut(id) {
            loaded.depends = depends;
        }
    }
}

//! Links a group of objects: plan, then commit. Planning can fail and is undone by its journal; committing only
//! writes, so a group is linked as a whole or not at all.

use std::sync::Arc;

use guest_abi::Isa;

use crate::api::{Binding, Image, LinkMode, Linked, ObjectId, Slot};
use crate::error::{LinkError, NameKind, Segment, Site};
use crate::namespace::{CodeOwner, DataOwner, Namespace, check_expected, check_signature, kind_error};
use crate::object::{Linkage, Object, Signature, Symbol, SymbolKind};
use crate::symbols::{Expected, Name, NameId, NameUse, Scope, SlotOwner, State};
use crate::validate::Survey;

/// What planning did and an error takes back, last first.
#[derive(Debug)]
enum Undo {
    Intern(NameId),
    Pending(NameId),
    Expected(NameId),
    NameSlot(NameId, Slot),
    LocalSlot(Slot),
    Object(ObjectId),
    Code(u32),
    Data(u32),
}

/// What is linked at once: plugins, and the members of the library that they need and that are not there yet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Group<'a> {
    plugins: &'a [Arc<Object>],
    library: &'a [Arc<Object>],
}

impl<'a> Group<'a> {
    pub(crate) fn iter(self) -> impl Iterator<Item = &'a Arc<Object>> {
        self.plugins.iter().chain(self.library)
    }

    /// The object of an index, which has been taken from [`Group::iter`].
    fn object(self, index: u32) -> &'a Object {
        let index = index as usize;
        self.plugins.get(index).unwrap_or_else(|| &self.library[index - self.plugins.len()])
    }

    fn scope(self, index: u32) -> Scope {
        if (index as usize) < self.plugins.len() { Scope::Plugins } else { Scope::Library }
    }
}

/// An object of the group with its place and its symbols resolved.
#[derive(Debug)]
pub(crate) struct Planned {
    pub(crate) id: ObjectId,
    pub(crate) scope: Scope,
    pub(crate) code: Option<u32>,
    pub(crate) data: Option<u32>,
    pub(crate) bindings: Vec<Binding>,
    pub(crate) names: Vec<NameUse>,
    pub(crate) depends: Vec<ObjectId>,
}

/// Buffers that are used again from link to link.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    survey: Survey,
    journal: Vec<Undo>,
    pub(crate) plan: Vec<Planned>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) retired: Vec<ObjectId>,
}

impl Namespace {
    /// Links a group of objects, which may refer to each other in any order, as a whole or not at all.
    ///
    /// An imported function that nobody defines yet gets a slot that traps until somebody does.
    pub fn link(
        &mut self,
        image: &mut dyn Image,
        objects: &[Arc<Object>],
        mode: LinkMode,
    ) -> Result<Vec<Linked>, LinkError> {
        self.link_with(image, objects, &[], mode)
    }

    /// Links a group of objects like [`Namespace::link`], and with it members of the library, which come last in the
    /// result.
    ///
    /// What members define they define for each other, and for those objects, of this group and later ones, that ask
    /// for a name of which plugins and the host have no definition. So an object has the same function for good,
    /// whatever plugins define by that name later. Members can be neither deleted by name nor replaced.
    pub fn link_with(
        &mut self,
        image: &mut dyn Image,
        objects: &[Arc<Object>],
        library: &[Arc<Object>],
        mode: LinkMode,
    ) -> Result<Vec<Linked>, LinkError> {
        let group = Group { plugins: objects, library };
        let mut scratch = std::mem::take(&mut self.scratch);
        let result = match self.plan(group, mode, &mut scratch) {
            Ok(()) => Ok(self.commit(image, group, &mut scratch)),
            Err(error) => {
                self.roll_back(&mut scratch.journal);
                Err(error)
            }
        };
        scratch.journal.clear();
        scratch.plan.clear();
        self.scratch = scratch;
        result
    }

    fn plan(&mut self, group: Group<'_>, mode: LinkMode, scratch: &mut Scratch) -> Result<(), LinkError> {
        for (index, object) in (0..).zip(group.iter()) {
            scratch.survey.check(object, self.layout.isa)?;
            let id = self.objects.reserve()?;
            scratch.journal.push(Undo::Object(id));
            scratch.plan.push(Planned {
                id,
                scope: group.scope(index),
                code: None,
                data: None,
                bindings: vec![Binding::Unused; object.symbols.len()],
                names: Vec::with_capacity(object.symbols.len()),
                depends: Vec::new(),
            });
            self.place(object, scratch)?;
            self.plan_exports(group, index, mode, scratch)?;
        }
        for (index, object) in (0..).zip(group.iter()) {
            self.plan_imports(group, index, object, scratch)?;
        }
        Ok(())
    }

    /// Takes space for the newest object of the plan and lays its variables out.
    fn place(&mut self, object: &Object, scratch: &mut Scratch) -> Result<(), LinkError> {
        let Some(planned) = scratch.plan.last_mut() else { return Ok(()) };
        if !object.code.is_empty() {
            let at = self.code.alloc(object.code.len() as u64, 16, CodeOwner::Object(planned.id))?;
            scratch.journal.push(Undo::Code(at));
            planned.code = Some(at);
        }
        let (mut end, mut strictest) = (0u64, 1);
        for item in &object.data {
            let SymbolKind::Data { size, align } = object.symbols[item.symbol.0 as usize].kind else { continue };
            let start = end.next_multiple_of(u64::from(align));
            // The offset is exact if the whole fits into a segment; if not, the allocation fails.
            planned.bindings[item.symbol.0 as usize] = Binding::Data(start as u32);
            end = start + u64::from(size.max(1));
            strictest = strictest.max(align);
        }
        if end > 0 {
            let base = self.data.alloc(end, strictest, DataOwner::Object(planned.id))?;
            scratch.journal.push(Undo::Data(base));
            planned.data = Some(base);
            for binding in &mut planned.bindings {
                if let Binding::Data(offset) = binding {
                    *offset += base;
                }
            }
        }
        Ok(())
    }

    /// Claims the names that an object exports and the slots of its local functions.
    fn plan_exports(
        &mut self,
        group: Group<'_>,
        index: u32,
        mode: LinkMode,
        scratch: &mut Scratch,
    ) -> Result<(), LinkError> {
        let object = group.object(index);
        let scope = group.scope(index);
        for (i, symbol) in (0u32..).zip(&object.symbols) {
            let used = scratch.survey.uses[i as usize];
            // The references of a portable object are in its IR, which the linker does not read.
            let live = used.referenced || (object.isa == Isa::Portable && used.defined);
            match (symbol.linkage, &symbol.kind) {
                (Linkage::Export, kind) => {
                    let name = self.intern(scope, &symbol.name, &mut scratch.journal);
                    self.check_export(group, object, symbol, name, mode)?;
                    self.names.get_mut(name).pending = Some((index, i));
                    scratch.journal.push(Undo::Pending(name));
                    let planned = &mut scratch.plan[index as usize];
                    let function = matches!(kind, SymbolKind::Function(_));
                    planned.names.push(NameUse { symbol: i, name, export: true, live: function && used.referenced });
                    if function {
                        planned.bindings[i as usize] = Binding::Function(self.plan_slot(name, &mut scratch.journal)?);
                    }
                }
                (Linkage::Local, SymbolKind::Function(_)) if live => {
                    let planned = &mut scratch.plan[index as usize];
                    let slot = self.slots.alloc(SlotOwner::Local(planned.id, i))?;
                    scratch.journal.push(Undo::LocalSlot(slot));
                    planned.bindings[i as usize] = Binding::Function(slot);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn check_export(
        &self,
        group: Group<'_>,
        object: &Object,
        symbol: &Symbol,
        name: NameId,
        mode: LinkMode,
    ) -> Result<(), LinkError> {
        let name = self.names.get(name);
        let new_site = || Site::of(object, symbol.loc);
        let exists =
            |old: Site| LinkError::Exists { name: symbol.name.clone(), old: old.into(), new: new_site().into() };
        if let Some((at, other)) = name.pending {
            return Err(exists(site_in(group, at, other)));
        }
        match (&name.state, &symbol.kind, mode) {
            (State::Undefined, SymbolKind::Function(signature), _) => check_expected(name, signature, new_site),
            (State::Undefined, SymbolKind::Data { .. }, _) => match &name.expected {
                Some(e) => Err(kind_error(&symbol.name, NameKind::Function, e.site.clone(), new_site())),
                None => Ok(()),
            },
            (_, _, LinkMode::New) => Err(exists(self.site(name))),
            (State::Builtin { .. }, _, LinkMode::Replace) => Err(LinkError::Builtin { name: symbol.name.clone() }),
            (State::Function { object, .. } | State::Data { object, .. }, _, _) if self.is_sealed(*object) => {
                Err(LinkError::Builtin { name: symbol.name.clone() })
            }
            (State::Function { object, symbol: old, .. }, SymbolKind::Function(new), _) => {
                match self.objects.get(*object).and_then(|loaded| loaded.signature(*old)) {
                    Some(old) => check_signature(&symbol.name, old, || self.site(name), new, new_site),
                    None => Ok(()),
                }
            }
            (State::Data { .. }, SymbolKind::Data { .. }, _) => Ok(()),
            (State::Function { .. }, SymbolKind::Data { .. }, _) => {
                Err(kind_error(&symbol.name, NameKind::Function, self.site(name), new_site()))
            }
            (State::Data { .. }, SymbolKind::Function(_), _) => {
                Err(kind_error(&symbol.name, NameKind::Variable, self.site(name), new_site()))
            }
        }
    }

    fn plan_imports(
        &mut self,
        group: Group<'_>,
        index: u32,
        object: &Object,
        scratch: &mut Scratch,
    ) -> Result<(), LinkError> {
        for (i, symbol) in (0u32..).zip(&object.symbols) {
            if symbol.linkage != Linkage::Import {
                continue;
            }
            match &symbol.kind {
                SymbolKind::Function(signature) => {
                    let scope = self.definer(group.scope(index), &symbol.name);
                    let name = self.intern(scope, &symbol.name, &mut scratch.journal);
                    self.check_call(group, object, symbol, signature, name, &mut scratch.journal)?;
                    let slot = self.plan_slot(name, &mut scratch.journal)?;
                    let planned = &mut scratch.plan[index as usize];
                    planned.bindings[i as usize] = Binding::Function(slot);
                    planned.names.push(NameUse { symbol: i, name, export: false, live: true });
                }
                SymbolKind::Data { size, .. } => {
                    let (owner, address) = self.find_variable(group, &scratch.plan, index, symbol, *size)?;
                    let planned = &mut scratch.plan[index as usize];
                    planned.bindings[i as usize] = Binding::Data(address);
                    if owner != planned.id {
                        planned.depends.push(owner);
                    }
                }
            }
        }
        Ok(())
    }

    /// May `object` call this name by this type? Notes the type if nobody has defined the name.
    fn check_call(
        &mut self,
        group: Group<'_>,
        object: &Object,
        symbol: &Symbol,
        signature: &Signature,
        id: NameId,
        journal: &mut Vec<Undo>,
    ) -> Result<(), LinkError> {
        let name = self.names.get(id);
        let user = || Site::of(object, symbol.loc);
        if let Some((at, other)) = name.pending {
            return match &group.object(at).symbols[other as usize].kind {
                SymbolKind::Function(old) => {
                    check_signature(&symbol.name, old, || site_in(group, at, other), signature, user)
                }
                SymbolKind::Data { .. } => {
                    Err(kind_error(&symbol.name, NameKind::Variable, site_in(group, at, other), user()))
                }
            };
        }
        match &name.state {
            State::Undefined if name.expected.is_some() => check_expected(name, signature, user),
            State::Undefined => {
                let expected = Expected { signature: signature.clone(), site: user() };
                self.names.get_mut(id).expected = Some(Box::new(expected));
                journal.push(Undo::Expected(id));
                Ok(())
            }
            State::Builtin { signature: old, .. } => check_signature(&symbol.name, old, || Site::Host, signature, user),
            State::Function { object, symbol: old, .. } => {
                match self.objects.get(*object).and_then(|loaded| loaded.signature(*old)) {
                    Some(old) => check_signature(&symbol.name, old, || self.site(name), signature, user),
                    None => Ok(()),
                }
            }
            State::Data { .. } => Err(kind_error(&symbol.name, NameKind::Variable, self.site(name), user())),
        }
    }

    /// The object that defines a variable, and the variable's address.
    fn find_variable(
        &self,
        group: Group<'_>,
        plan: &[Planned],
        index: u32,
        symbol: &Symbol,
        used: u32,
    ) -> Result<(ObjectId, u32), LinkError> {
        let user = || Site::of(group.object(index), symbol.loc);
        let undefined = || LinkError::UndefinedVariable { name: symbol.name.clone(), site: user().into() };
        let function = |site| kind_error(&symbol.name, NameKind::Function, site, user());
        let scope = self.definer(group.scope(index), &symbol.name);
        let name = self.names.get(self.names.find(scope, &symbol.name).ok_or_else(undefined)?);
        let (owner, address, defined, site) = match (name.pending, &name.state) {
            (Some((at, other)), _) => {
                let planned = &plan[at as usize];
                let (Binding::Data(address), SymbolKind::Data { size, .. }) =
                    (planned.bindings[other as usize], &group.object(at).symbols[other as usize].kind)
                else {
                    return Err(function(site_in(group, at, other)));
                };
                (planned.id, address, *size, site_in(group, at, other))
            }
            (None, State::Data { object, address, size, .. }) => (*object, *address, *size, self.site(name)),
            (None, State::Undefined) => return Err(undefined()),
            (None, State::Function { .. } | State::Builtin { .. }) => return Err(function(self.site(name))),
        };
        if used > defined {
            let name = symbol.name.clone();
            return Err(LinkError::Size { name, defined, old_site: site.into(), used, new_site: user().into() });
        }
        Ok((owner, address))
    }

    /// The scope whose definition an object of `scope` gets when it asks for a name: its own, or else the library's
    /// for plugins and the host's for the library.
    fn definer(&self, scope: Scope, text: &str) -> Scope {
        let is = |scope, of: fn(&Name) -> bool| self.names.find(scope, text).is_some_and(|id| of(self.names.get(id)));
        let defined = |name: &Name| name.pending.is_some() || !matches!(name.state, State::Undefined);
        match scope {
            Scope::Plugins if !is(Scope::Plugins, defined) && is(Scope::Library, defined) => Scope::Library,
            Scope::Library
                if !is(Scope::Library, defined) && is(Scope::Plugins, |n| matches!(n.state, State::Builtin { .. })) =>
            {
                Scope::Plugins
            }
            scope => scope,
        }
    }

    fn intern(&mut self, scope: Scope, text: &str, journal: &mut Vec<Undo>) -> NameId {
        let (id, new) = self.names.intern(scope, text);
        if new {
            journal.push(Undo::Intern(id));
        }
        id
    }

    fn plan_slot(&mut self, name: NameId, journal: &mut Vec<Undo>) -> Result<Slot, LinkError> {
        let (slot, new) = self.name_slot(name)?;
        if new {
            journal.push(Undo::NameSlot(name, slot));
        }
        Ok(slot)
    }

    fn roll_back(&mut self, journal: &mut Vec<Undo>) {
        while let Some(step) = journal.pop() {
            match step {
                Undo::Intern(name) => self.names.remove(name),
                Undo::Pending(name) => self.names.get_mut(name).pending = None,
                Undo::Expected(name) => self.names.get_mut(name).expected = None,
                Undo::NameSlot(name, slot) => {
                    self.names.get_mut(name).slot = None;
                    self.slots.release(slot);
                }
                Undo::LocalSlot(slot) => self.slots.release(slot),
                Undo::Object(id) => drop(self.objects.release(id)),
                Undo::Code(at) => self.unplace(Segment::Code, at),
                Undo::Data(at) => self.unplace(Segment::Data, at),
            }
        }
    }

    /// Frees an object's piece, which is known to be there.
    pub(crate) fn unplace(&mut self, segment: Segment, at: u32) {
        let freed = match segment {
            Segment::Code => self.code.free(at, |_| true).map(drop),
            Segment::Data => self.data.free(at, |_| true).map(drop),
        };
        debug_assert!(freed.is_ok(), "{freed:?}");
    }
}

fn site_in(group: Group<'_>, index: u32, symbol: u32) -> Site {
    let object = group.object(index);
    Site::of(object, object.symbols[symbol as usize].loc)
}

//! The namespace of a runtime: its names, its slots and the free space of its segments.

use std::sync::Arc;

use guest_abi::Isa;
use guest_abi::mailbox::MAX_ARGS;

use crate::api::{Binding, Definition, Image, Layout, ObjectId, Slot, SlotTarget};
use crate::error::{CType, LinkError, NameKind, Segment, Site};
use crate::link::Scratch;
use crate::object::{Object, Signature};
use crate::space::Space;
use crate::symbols::{Name, NameId, Names, Objects, Scope, SlotOwner, Slots, State};
use crate::validate::is_identifier;

/// The built-ins of every runtime. They can be neither deleted nor replaced, not even by the host; a plugin that has a
/// function or variable of that name keeps its own (C programs have always had a `lookup`), and so do those that are
/// linked after it.
pub const CORE: [&str; 3] = ["create", "lookup", "delete"];

/// Alignment of code pieces, as [`Object::code`] asks for it.
const CODE_GRANULE: u32 = 16;

/// Least alignment of data pieces: the strictest of any C type.
const DATA_GRANULE: u32 = 8;

/// Whose a piece of code is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CodeOwner {
    Object(ObjectId),
    /// The runtime's own, by what it is.
    Runtime(Box<str>),
}

/// Whose a piece of data is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DataOwner {
    Object(ObjectId),
    /// The embedder's.
    Buffer,
}

/// The namespace of a runtime. See the crate's documentation.
#[derive(Debug)]
pub struct Namespace {
    pub(crate) layout: Layout,
    pub(crate) names: Names,
    pub(crate) slots: Slots,
    pub(crate) objects: Objects,
    pub(crate) code: Space<CodeOwner>,
    pub(crate) data: Space<DataOwner>,
    /// Objects that [`Namespace::collect`] frees.
    pub(crate) quarantine: Vec<ObjectId>,
    /// Objects kept by others' use of their variables.
    pub(crate) lingering: Vec<ObjectId>,
    /// Something happened since the last collection by which lingering objects may have become unreachable.
    pub(crate) sweep: bool,
    pub(crate) scratch: Scratch,
    /// Names whose meaning has changed, if anybody wants to know.
    pub(crate) changes: Option<Vec<Arc<str>>>,
}

impl Namespace {
    /// A namespace without any names. Slots of the image must be undefined at this time.
    #[must_use]
    pub fn new(layout: Layout) -> Self {
        Self {
            names: Names::default(),
            slots: Slots::new(),
            objects: Objects::default(),
            code: Space::new(Segment::Code, &layout.code, CODE_GRANULE),
            data: Space::new(Segment::Data, &layout.data, DATA_GRANULE),
            quarantine: Vec::new(),
            lingering: Vec::new(),
            sweep: false,
            scratch: Scratch::default(),
            changes: None,
            layout,
        }
    }

    /// Where the namespace puts things.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Defines a function of the host, whose thunk lies at code offset `thunk_code` (0 for [`Isa::Portable`]).
    pub fn define_builtin(
        &mut self,
        image: &mut dyn Image,
        name: &str,
        signature: Signature,
        id: u32,
        thunk_code: u32,
    ) -> Result<Slot, LinkError> {
        if !is_identifier(name) {
            return Err(LinkError::BadName { name: name.to_owned() });
        }
        let words = signature.words().count();
        if words > MAX_ARGS as usize {
            return Err(LinkError::TooManyParameters { name: name.to_owned(), words, limit: MAX_ARGS });
        }
        let scope = builtin_scope(name);
        if let Some(old) = self.names.find(scope, name).map(|id| self.names.get(id)) {
            if !matches!(old.state, State::Undefined) {
                return Err(LinkError::Exists {
                    name: name.to_owned(),
                    old: self.site(old).into(),
                    new: Site::Host.into(),
                });
            }
            check_expected(old, &signature, || Site::Host)?;
        }
        let (name_id, new) = self.names.intern(scope, name);
        let slot = match self.name_slot(name_id) {
            Ok((slot, _)) => slot,
            Err(error) => {
                if new {
                    self.names.remove(name_id);
                }
                return Err(error);
            }
        };
        let entry = self.names.get_mut(name_id);
        entry.state = State::Builtin { id, code: thunk_code, signature: Box::new(signature) };
        entry.expected = None;
        self.note(name_id);
        image.set_slot(slot, SlotTarget::Builtin { id, code: thunk_code });
        Ok(slot)
    }

    /// Points a built-in at other code of the host's, at code offset `code`.
    pub fn redirect_builtin(&mut self, image: &mut dyn Image, name: &str, code: u32) {
        let Some(id) = self.names.find(builtin_scope(name), name) else { return };
        let found = self.names.get_mut(id);
        if let (State::Builtin { id, code: old, .. }, Some(slot)) = (&mut found.state, found.slot) {
            *old = code;
            image.set_slot(slot, SlotTarget::Builtin { id: *id, code });
        }
    }

    /// From now on notes the names that begin or cease to stand for something, or stand for something else.
    pub fn record_changes(&mut self) {
        self.changes.get_or_insert_default();
    }

    /// Hands out the names that were noted, some of them perhaps more than once.
    pub fn take_changes(&mut self, into: &mut Vec<Arc<str>>) {
        if let Some(changes) = &mut self.changes {
            into.append(changes);
        }
    }

    /// The meaning of a name has changed.
    pub(crate) fn note(&mut self, id: NameId) {
        if let Some(changes) = &mut self.changes {
            changes.push(self.names.get(id).text.clone());
        }
    }

    /// The slot of a name and whether it is new.
    pub(crate) fn name_slot(&mut self, id: NameId) -> Result<(Slot, bool), LinkError> {
        let name = self.names.get_mut(id);
        match name.slot {
            Some(slot) => Ok((slot, false)),
            None => {
                let slot = self.slots.alloc(SlotOwner::Name(id))?;
                name.slot = Some(slot);
                Ok((slot, true))
            }
        }
    }

    /// What a name stands for: what plugins or the host define, or else what a member of the library does that has been
    /// linked. A name that is only referred to stands for nothing.
    #[must_use]
    pub fn lookup(&self, name: &str) -> Option<Definition<'_>> {
        let find = |scope| self.definition(self.names.get(self.names.find(scope, name)?));
        find(Scope::Plugins).or_else(|| find(Scope::Library))
    }

    /// What a member of the library that has been linked defines by a name, whatever plugins define by it.
    #[must_use]
    pub fn lookup_in_library(&self, name: &str) -> Option<Definition<'_>> {
        self.definition(self.names.get(self.names.find(Scope::Library, name)?))
    }

    /// Whether plugins or the host define a name, whatever the library has of that name.
    #[must_use]
    pub fn is_defined(&self, name: &str) -> bool {
        self.is_defined_in(Scope::Plugins, name)
    }

    /// Whether a member of the library that has been linked defines a name.
    #[must_use]
    pub fn is_defined_in_library(&self, name: &str) -> bool {
        self.is_defined_in(Scope::Library, name)
    }

    fn is_defined_in(&self, scope: Scope, name: &str) -> bool {
        self.names.find(scope, name).is_some_and(|id| !matches!(self.names.get(id).state, State::Undefined))
    }

    /// All names that stand for something as [`Namespace::lookup`] sees them, in no particular order. What the library
    /// and the host's part of it define by names that are reserved to them is not among them.
    pub fn names(&self) -> impl Iterator<Item = (&str, Definition<'_>)> {
        let shown = |name: &&Name| match name.scope {
            Scope::Plugins => !matches!(name.state, State::Builtin { .. }) || !is_reserved(&name.text),
            Scope::Library => !is_reserved(&name.text) && !self.is_defined(&name.text),
        };
        self.names.iter().filter(shown).filter_map(|name| Some((&*name.text, self.definition(name)?)))
    }

    /// Whether an object is a member of the library.
    #[must_use]
    pub fn is_library(&self, id: ObjectId) -> bool {
        self.objects.get(id).is_some_and(|loaded| loaded.scope == Scope::Library)
    }

    /// Functions that live objects refer to and nobody defines, in no particular order.
    pub fn unresolved(&self) -> impl Iterator<Item = (&str, Slot)> {
        self.names
            .iter()
            .filter(|name| name.scope == Scope::Plugins && name.live > 0 && matches!(name.state, State::Undefined))
            .filter_map(|name| Some((&*name.text, name.slot?)))
    }

    fn definition<'a>(&'a self, name: &'a Name) -> Option<Definition<'a>> {
        if let State::Data { address, size, object, .. } = name.state {
            return Some(Definition::Data { address, size, object });
        }
        let (signature, target) = match &name.state {
            State::Function { object, symbol, function, code } => (
                self.objects.get(*object)?.signature(*symbol)?,
                SlotTarget::Function { object: *object, function: *function, code: *code },
            ),
            State::Builtin { id, code, signature } => (&**signature, SlotTarget::Builtin { id: *id, code: *code }),
            State::Undefined | State::Data { .. } => return None,
        };
        Some(Definition::Function { slot: name.slot?, signature, target })
    }

    /// The name of the function that a slot leads to, or led to before it was deleted.
    #[must_use]
    pub fn slot_name(&self, slot: Slot) -> Option<&str> {
        match self.slots.owner(slot) {
            SlotOwner::Free => None,
            SlotOwner::Name(id) => Some(&self.names.get(id).text),
            SlotOwner::Local(object, symbol) => {
                Some(self.objects.get(object)?.object.symbols.get(symbol as usize)?.name.as_str())
            }
        }
    }

    /// The type of the function that a slot leads to, or by which it is called while it is undefined.
    #[must_use]
    pub fn slot_signature(&self, slot: Slot) -> Option<&Signature> {
        match self.slots.owner(slot) {
            SlotOwner::Free => None,
            SlotOwner::Name(id) => {
                let name = self.names.get(id);
                match self.definition(name) {
                    Some(Definition::Function { signature, .. }) => Some(signature),
                    _ => name.expected.as_ref().map(|e| &e.signature),
                }
            }
            SlotOwner::Local(object, symbol) => self.objects.get(object)?.signature(symbol),
        }
    }

    /// A linked object, for as long as its number is valid.
    #[must_use]
    pub fn object(&self, id: ObjectId) -> Option<&Arc<Object>> {
        Some(&self.objects.get(id)?.object)
    }

    /// Makes the names of an object built-ins: nobody can delete or replace them. For code that the host links into
    /// the guest to be called there. [`Namespace::delete_object`] still takes it away.
    pub fn seal(&mut self, id: ObjectId) {
        if let Some(loaded) = self.objects.get_mut(id) {
            loaded.sealed = true;
        }
    }

    /// Whether an object's names are built-ins; see [`Namespace::seal`].
    #[must_use]
    pub fn is_sealed(&self, id: ObjectId) -> bool {
        self.objects.get(id).is_some_and(|loaded| loaded.sealed)
    }

    /// How an object's symbols were resolved.
    #[must_use]
    pub fn bindings(&self, id: ObjectId) -> Option<&[Binding]> {
        Some(&self.objects.get(id)?.bindings)
    }

    /// Takes data space for the embedder; its bytes are what they were. `align` is a power of two.
    pub fn alloc_data(&mut self, len: u32, align: u32) -> Result<u32, LinkError> {
        self.data.alloc(u64::from(len), power_of_two(align), DataOwner::Buffer)
    }

    /// Gives back what [`Namespace::alloc_data`] gave.
    pub fn free_data(&mut self, address: u32) -> Result<(), LinkError> {
        self.data.free(address, |owner| *owner == DataOwner::Buffer).map(drop)
    }

    /// Length of the embedder's piece of data that starts at `address`.
    #[must_use]
    pub fn data_len(&self, address: u32) -> Option<u32> {
        self.data.get(address).filter(|piece| piece.owner == DataOwner::Buffer).map(|piece| piece.len)
    }

    /// Takes code space for an adapter or a thunk, by whose `name` [`Namespace::symbolize`] knows it.
    pub fn alloc_code(&mut self, len: u32, name: &str) -> Result<u32, LinkError> {
        self.code.alloc(u64::from(len), CODE_GRANULE, CodeOwner::Runtime(name.into()))
    }

    /// Gives back what [`Namespace::alloc_code`] gave. Nothing may lead there any more.
    pub fn free_code(&mut self, image: &mut dyn Image, offset: u32) -> Result<(), LinkError> {
        let piece = self.code.free(offset, |owner| matches!(owner, CodeOwner::Runtime(_)))?;
        crate::lifetime::wipe_code(image, offset, piece.len);
        Ok(())
    }

    /// Free bytes of the code segment.
    #[must_use]
    pub fn code_free(&self) -> u32 {
        self.code.free_bytes()
    }

    /// Free bytes of the data segment.
    #[must_use]
    pub fn data_free(&self) -> u32 {
        self.data.free_bytes()
    }

    /// Slots that are not in use.
    #[must_use]
    pub fn slots_free(&self) -> u32 {
        self.slots.unused()
    }

    /// What the objects of this namespace are compiled to.
    #[must_use]
    pub fn isa(&self) -> Isa {
        self.layout.isa
    }

    /// Where a name that is defined was defined.
    pub(crate) fn site(&self, name: &Name) -> Site {
        match name.state {
            State::Function { object, symbol, .. } | State::Data { object, symbol, .. } => {
                self.objects.get(object).map_or(Site::Host, |loaded| loaded.site(symbol))
            }
            State::Builtin { .. } | State::Undefined => Site::Host,
        }
    }
}

/// Among whose names a built-in of the host is: the core gives way to plugins, as the library does.
fn builtin_scope(name: &str) -> Scope {
    if CORE.contains(&name) { Scope::Library } else { Scope::Plugins }
}

/// A name that C leaves to its library's inside.
fn is_reserved(name: &str) -> bool {
    name.starts_with("__")
}

/// Any alignment as one that the allocator takes.
fn power_of_two(align: u32) -> u32 {
    // Above 2 GiB no address is aligned but 0; the allocator then finds no room, which is the answer.
    align.max(1).checked_next_power_of_two().unwrap_or(1 << 31)
}

/// May a function of this type define the name?
pub(crate) fn check_expected(name: &Name, signature: &Signature, site: impl Fn() -> Site) -> Result<(), LinkError> {
    match &name.expected {
        Some(expected) => check_signature(&name.text, &expected.signature, || expected.site.clone(), signature, site),
        None => Ok(()),
    }
}

/// Do two signatures pass the same words? C types that travel in the same word (`int`, pointers) agree, as they
/// do for any C linker.
pub(crate) fn check_signature(
    name: &str,
    old: &Signature,
    old_site: impl Fn() -> Site,
    new: &Signature,
    new_site: impl Fn() -> Site,
) -> Result<(), LinkError> {
    let result = |s: &Signature| s.result.map(|t| t.val_type());
    if old.variadic == new.variadic && result(old) == result(new) && old.words().eq(new.words()) {
        return Ok(());
    }
    Err(LinkError::Signature {
        name: name.to_owned(),
        old: CType(old.clone()).into(),
        old_site: old_site().into(),
        new: CType(new.clone()).into(),
        new_site: new_site().into(),
    })
}

/// A function on one side, a variable on the other.
pub(crate) fn kind_error(name: &str, old: NameKind, old_site: Site, new_site: Site) -> LinkError {
    let new = match old {
        NameKind::Function => NameKind::Variable,
        NameKind::Variable => NameKind::Function,
    };
    LinkError::Kind { name: name.to_owned(), old, old_site: old_site.into(), new, new_site: new_site.into() }
}

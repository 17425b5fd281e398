//! The plain types by which a runtime talks with its namespace.

use std::ops::Range;

use guest_abi::{Isa, TrapCode};

use crate::object::{Signature, SrcLoc};

/// A linked object. The number is used again after the object has been collected (see [`Image::forget`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId(pub u32);

/// An entry of the slot table: the indirection through which code reaches a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot(pub u32);

/// What a slot leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SlotTarget {
    /// Nothing: a call is a trap that names the slot.
    Undefined,
    /// A plugin's function.
    Function {
        /// The object that defines it.
        object: ObjectId,
        /// Index in [`crate::Object::functions`].
        function: u32,
        /// Code offset; 0 for [`Isa::Portable`].
        code: u32,
    },
    /// A function of the host.
    Builtin {
        /// The id that its thunk passes to the host.
        id: u32,
        /// Code offset of its thunk; 0 for [`Isa::Portable`].
        code: u32,
    },
}

/// What a runtime executes from. The linker has checked every offset and address that it passes against the
/// [`Layout`].
pub trait Image {
    /// Writes code at a code offset.
    fn write_code(&mut self, offset: u32, bytes: &[u8]);
    /// Writes into the data segment.
    fn write_data(&mut self, address: u32, bytes: &[u8]);
    /// Sets `len` bytes of the data segment to `byte`.
    fn fill_data(&mut self, address: u32, len: u32, byte: u8);
    /// Points a slot at something.
    fn set_slot(&mut self, slot: Slot, target: SlotTarget);
    /// An object has been collected: nothing leads to it any more and its number may be used again.
    fn forget(&mut self, object: ObjectId) {
        let _ = object;
    }
}

/// Where a namespace may put things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// What objects must be compiled to.
    pub isa: Isa,
    /// Code offsets that are free for the linker.
    pub code: Range<u32>,
    /// Data-segment addresses that are free for the linker.
    pub data: Range<u32>,
}

/// What to do with names that exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkMode {
    /// Refuse them.
    New,
    /// Take them over if kind and signature agree: callers see the new function at once.
    Replace,
}

/// How a symbol of an object was resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Binding {
    /// A variable at this address.
    Data(u32),
    /// A function, reached through this slot.
    Function(Slot),
    /// Nothing refers to it through the namespace (a local function that is only called directly).
    Unused,
}

/// An object that has been linked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// Its number.
    pub id: ObjectId,
    /// Code offset at which its code lies; 0 for [`Isa::Portable`].
    pub code: u32,
    /// How each symbol of [`crate::Object::symbols`] was resolved.
    pub bindings: Vec<Binding>,
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Definition<'a> {
    /// A plugin's function or a built-in.
    Function {
        /// Its slot, which stays the same for as long as the name is defined.
        slot: Slot,
        /// Its type.
        signature: &'a Signature,
        /// Where the slot leads now.
        target: SlotTarget,
    },
    /// A plugin's variable.
    Data {
        /// Its address.
        address: u32,
        /// Its size in bytes.
        size: u32,
        /// The object that defines it.
        object: ObjectId,
    },
}

/// What lies at a code offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The plugin's name; `None` for the runtime's own adapters and thunks.
    pub plugin: Option<&'a str>,
    /// The function, or the adapter's or thunk's name; `None` between functions.
    pub function: Option<&'a str>,
    /// Source file.
    pub file: Option<&'a str>,
    /// Source place; line 0 if unknown.
    pub loc: SrcLoc,
    /// The explicit trap whose instruction this is.
    pub trap: Option<TrapCode>,
    /// Whether it is code of the host's own, be it in the guest; see [`crate::Namespace::seal`].
    pub sealed: bool,
}

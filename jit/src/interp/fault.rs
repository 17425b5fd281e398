//! Why a plugin was stopped.

use guest_abi::TrapCode;
use guest_abi::layout::DATA_BASE;
use linker::ObjectId;
use linker::object::SrcLoc;

/// How memory was touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// A load, or the source of a copy.
    Read,
    /// A store, a fill, or the destination of a copy.
    Write,
}

/// What a plugin did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// An access below the data segment.
    NullAccess(Access),
    /// An access that ends above the data segment.
    OutOfSegment(Access),
    /// Integer division by zero, or of the minimum by -1.
    DivideError,
    /// The stack is used up.
    StackOverflow,
    /// A call of this slot, which leads to nothing.
    UndefinedSlot(u32),
    /// An explicit trap, or a call with other types than the function has.
    Trap(TrapCode),
    /// The host resumed though no callback is pending.
    NotSuspended,
}

/// A place in a plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The object.
    pub object: ObjectId,
    /// Index of the function in [`crate::ir::Module::functions`].
    pub function: u32,
    /// Source place.
    pub loc: SrcLoc,
}

/// A fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// What happened.
    pub kind: FaultKind,
    /// The first byte that could not be accessed; the stack pointer for a stack overflow.
    pub address: Option<u32>,
    /// Where it happened; `None` if the host called something that is not there.
    pub place: Option<Place>,
}

/// What is wrong with an access of `size` bytes at `address`, which a data segment of `len` bytes does not allow.
pub(super) fn memory_fault(len: usize, address: u32, access: Access) -> (FaultKind, Option<u32>) {
    if address < DATA_BASE {
        return (FaultKind::NullAccess(access), Some(address));
    }
    let end = u32::try_from(len).unwrap_or(u32::MAX).saturating_add(DATA_BASE);
    (FaultKind::OutOfSegment(access), Some(address.max(end)))
}

//! The seam between a runtime and what executes its plugins: a KVM guest or the interpreter.
//!
//! A machine is a coroutine. [`Machine::enter`] starts an upcall and runs until something happens; if that is a
//! callback, the runtime serves it, which may `enter` again (a nested upcall), and then goes on with
//! [`Machine::resume`]. Nothing runs between two calls.

use std::sync::Arc;

use guest_abi::ValType;
use linker::object::Signature;
use linker::{Image, ObjectId, SlotTarget};

/// One upcall as the machine sees it.
pub(crate) struct Call<'a> {
    /// What the slot holds; never undefined.
    pub target: SlotTarget,
    /// The function's type.
    pub signature: &'a Signature,
    /// One word per parameter, as in the mailbox.
    pub args: &'a [u64],
}

/// Why the plugin stopped running.
#[derive(Debug)]
pub(crate) enum Event {
    /// The innermost upcall returned this word.
    Returned(u64),
    /// The plugin called a built-in; its arguments are to be read with [`Machine::callback_arg`].
    Callback { builtin: u32 },
    /// The innermost upcall ended by a fault.
    Trapped(RawTrap),
    /// The deadline passed.
    Expired,
    /// KVM itself failed; the machine can't be used any more.
    Broken(std::io::Error),
}

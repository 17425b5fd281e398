//! The seam between a runtime and what executes its plugins: a KVM guest or the interpreter.
//!
//! A machine is a coroutine. [`Machine::enter`] starts an upcall and runs until something happens; if that is a
//! callback, the runtime serves it, which may `enter` again (a nested upcall), and then goes on with
//! [`Machine::resume`]. Each of them is two steps, a start and a wait, between which the host may do something else.
//!
//! A vCPU that is resident may run between two calls, since only the guest's own code says that it does not. So memory
//! is copied in and out; to borrow it, and to change the image, the machine first takes its vCPU out of the guest.

use std::sync::Arc;

use clib::Compiled;
use guest_abi::{Isa, TrapCode};
use jit::isa::adapter::GateLinks;
use linker::object::SrcLoc;
use linker::{Image, Linked, ObjectId, SlotTarget};

use crate::error::BoxError;
use crate::mode::Mode;
use crate::policy::{Crossings, Policy};
use crate::trap::Access;

/// How large a machine shall be. Checked by the runtime's builder: multiples of the granules, within the limits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    /// The mode; a machine is never given `Auto`.
    pub mode: Mode,
    /// Bytes of the data segment, a multiple of [`guest_abi::layout::DATA_GRANULE`].
    pub memory: u32,
    /// Bytes at the bottom of the data segment that are stack, a multiple of the page size.
    pub stack: u32,
    /// Bytes of the code segment, a multiple of the page size.
    pub code: u32,
    /// How upcalls cross.
    pub policy: Policy,
}

/// One upcall as the machine sees it.
pub(crate) struct Call<'a> {
    /// What the slot holds; never undefined.
    pub target: SlotTarget,
    /// Code offset of the entry adapter for the function's type; 0 where the machine has no gate.
    pub adapter: u32,
    /// One word per machine-level parameter, as in the mailbox; at most [`guest_abi::mailbox::MAX_ARGS`].
    pub args: &'a [u64],
}

/// Why the plugin stopped running.
#[derive(Debug)]
pub(crate) enum Event {
    /// The innermost upcall returned this word.
    Returned(u64),
    /// The plugin called a built-in; its arguments are to be read with [`Machine::callback_args`].
    Callback {
        /// The id, which hostile code may have made up.
        builtin: u32,
    },
    /// The innermost upcall ended by a fault. It must be abandoned.
    Trapped(Box<RawTrap>),
    /// The machine was kicked. The innermost upcall must be abandoned.
    Expired,
    /// KVM itself failed; the machine can't be used any more.
    Broken(std::io::Error),
}

/// A fault as the machine saw it, before names are put to its addresses.
#[derive(Debug)]
pub(crate) struct RawTrap {
    /// What happened.
    pub kind: RawKind,
    /// Code offset of the instruction; `None` if it was outside the code segment or there is no machine code.
    pub ip: Option<u32>,
    /// The word at the top of the stack as a code offset: the caller, if `ip` is an undefined slot's trap.
    pub return_ip: Option<u32>,
    /// The stack pointer.
    pub stack: u32,
    /// The address that was touched.
    pub address: Option<u64>,
    /// How it was touched.
    pub access: Option<Access>,
    /// Where it was, if the machine knows it without an address.
    pub place: Option<Place>,
}

impl RawTrap {
    /// A fault of which nothing is known but its kind.
    pub(crate) fn new(kind: RawKind) -> Self {
        Self { kind, ip: None, return_ip: None, stack: 0, address: None, access: None, place: None }
    }
}

/// A place in a plugin by number: what the interpreter has instead of an instruction pointer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// The plugin.
    pub object: ObjectId,
    /// Index of the function among those that the object defines.
    pub function: u32,
    /// Line and column.
    pub loc: SrcLoc,
}

/// What happened, as the machine saw it.
#[derive(Debug)]
pub(crate) enum RawKind {
    /// A CPU exception.
    Exception {
        /// Its vector.
        vector: u8,
        /// Its error code, 0 where there is none.
        error_code: u32,
    },
    /// An access to `address` that the machine does not allow or that has no memory behind it.
    Memory,
    /// The stack is used up, found by the machine itself.
    StackOverflow,
    /// Integer division by zero or overflow, found by the machine itself.
    Division,
    /// The interpreter met an explicit trap.
    Explicit(TrapCode),
    /// A call of an undefined slot, found by the machine itself.
    UndefinedSlot(u32),
    /// KVM can't execute an instruction.
    Emulation(String),
    /// The guest answered with nonsense.
    Forged(String),
}

/// A state of the machine to go back to: which upcalls are in progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Stack pointer from which the next upcall starts.
    pub stack: u32,
    /// Number of upcalls in progress.
    pub depth: u32,
}

/// Stops a machine from another thread.
pub(crate) trait Kick: Send + Sync {
    /// Makes the running upcall, or the next one if none runs, end with [`Event::Expired`], and every one after it
    /// until [`Kick::clear`].
    fn kick(&self);

    /// Takes a kick back. Only called from the thread that owns the machine, while nothing runs and no `kick` is
    /// in progress.
    fn clear(&self);
}

/// What executes the plugins of one runtime.
pub(crate) trait Machine: Send {
    /// Which one it is; never [`Mode::Auto`].
    fn mode(&self) -> Mode;

    /// What it executes.
    fn isa(&self) -> Isa;

    /// Where the linker puts code, data and slots. Takes a resident vCPU out of the guest.
    fn image(&mut self) -> &mut dyn Image;

    /// Starts an upcall, a nested one if a callback is pending. What comes of it is told by `poll` or `wait`.
    fn begin(&mut self, call: &Call<'_>);

    /// The first argument words of the pending callback; at most [`guest_abi::mailbox::MAX_ARGS`].
    fn callback_args(&self, args: &mut [u64]);

    /// Starts to return from the pending callback.
    fn reply(&mut self, result: u64);

    /// What came of the upcall or return that was started last, if anything has. A machine that executes on the
    /// calling thread does so here, until something happens; one that is resident does not wait.
    fn poll(&mut self) -> Option<Event>;

    /// What came of the upcall or return that was started last.
    fn wait(&mut self) -> Event;

    /// Starts an upcall and waits.
    fn enter(&mut self, call: &Call<'_>) -> Event {
        self.begin(call);
        self.wait()
    }

    /// Returns from the pending callback and waits.
    fn resume(&mut self, result: u64) -> Event {
        self.reply(result);
        self.wait()
    }

    /// Goes on where [`Event::Expired`] stopped the innermost upcall, as another start. The kick must have been taken
    /// back. The interpreter can't: it is stopped for good.
    fn go_on(&mut self) {}

    /// The upcall that was started is a stream, or the last stream has ended: it goes on for as long as the host has
    /// work for it, so its length says nothing about what crossings cost, and it is not idle without requests.
    fn stream(&mut self, _on: bool) {}

    /// If what was started goes on by itself, and not only in `poll` and `wait`: for how many ticks of the time stamp
    /// counter it may look for more to do. Else 0.
    fn linger(&self) -> u32 {
        0
    }

    /// The state to go back to if what is entered next has to be abandoned.
    fn mark(&self) -> Mark;

    /// The calls that wait for the pending callback, or that the last fault ended, innermost first: of machines that
    /// know them by themselves.
    fn calls(&self) -> Vec<Place> {
        Vec::new()
    }

    /// Forgets every upcall that was entered since `mark` was taken, as if they had returned.
    fn abandon(&mut self, mark: Mark);

    /// Bytes of the data segment.
    fn memory_size(&self) -> u32;

    /// Copies bytes out of the data segment. `offset` is from [`guest_abi::layout::DATA_BASE`], and the bytes must lie
    /// inside.
    fn read(&self, offset: u32, into: &mut [u8]);

    /// Copies bytes into the data segment; as for `read`.
    fn write(&mut self, offset: u32, bytes: &[u8]);

    /// Copies words out of the data segment, each read once. `offset` is a multiple of 8, and the words must lie
    /// inside.
    fn read_words(&self, offset: u32, into: &mut [u64]);

    /// Says that the cache line at an offset of the data segment will be written soon.
    fn prefetch(&self, _offset: u32) {}

    /// Copies words into the data segment, in order and each at once; as for `read_words`.
    fn write_words(&mut self, offset: u32, words: &[u64]);

    /// The data segment from [`guest_abi::layout::DATA_BASE`] on. Takes a resident vCPU out of the guest.
    fn memory(&self) -> &[u8];

    /// The data segment from [`guest_abi::layout::DATA_BASE`] on. Takes a resident vCPU out of the guest.
    fn memory_mut(&mut self) -> &mut [u8];

    /// The gate's addresses for adapters and thunks; `None` if the machine calls without them.
    fn gate_links(&self) -> Option<GateLinks>;

    /// A plugin was linked. Machines that execute the image need not know.
    fn loaded(&mut self, _linked: &Linked, _unit: &Compiled) -> Result<(), BoxError> {
        Ok(())
    }

    /// Lets the guest's time stamp counter be the host's own if it can, and says how many thousand ticks a second it
    /// counts. `None` if it has no such counter.
    fn share_ticks(&mut self) -> Option<u32> {
        None
    }

    /// Writes constants that lie in the code segment and are only read, so that a resident vCPU may stay in the guest.
    fn write_constants(&mut self, _offset: u32, _bytes: &[u8]) {}

    /// Elements of a batch that its loop adapter has finished: as the guest says. Only asked of machines with a gate.
    fn progress(&self) -> u32 {
        0
    }

    /// Sets what [`Machine::progress`] says.
    fn set_progress(&mut self, _elements: u32) {}

    /// Stops the machine from another thread.
    fn control(&self) -> Arc<dyn Kick>;

    /// How upcalls shall cross. Machines that have nothing to cross ignore it.
    fn set_policy(&mut self, _policy: Policy) {}

    /// Takes a resident vCPU out of the guest.
    fn park(&mut self) {}

    /// How crossings went so far.
    fn crossings(&self) -> Crossings {
        Crossings::default()
    }
}

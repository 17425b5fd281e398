//! A runtime: one machine with one private namespace.

mod batch;
mod builder;
mod call;
mod clock;
mod directory;
mod fault;
mod flight;
mod link;
mod memory;
mod oneway;
mod outbox;
mod seam;
mod streams;

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use guest_abi::Isa;
use jit::OptLevel;
use linker::object::Signature;
use linker::{Namespace, Slot};
use rustc_hash::FxHashMap;

use batch::Batches;
pub(crate) use batch::{Next, Shape};
pub use builder::RuntimeBuilder;
pub(crate) use call::{Resolved, Step, Stop, Upcall, accepts};
use clock::Clock;
use directory::Directory;
pub(crate) use flight::{Landing, Moment};
pub(crate) use link::RingCode;
pub use link::Symbol;
pub use memory::Buffer;
use oneway::Emitted;
use outbox::Outbox;

use crate::builtin::Builtin;
use crate::engine::Engine;
use crate::error::Error;
use crate::machine::{Machine, Mark};
use crate::mode::Mode;
use crate::policy::{Crossings, Policy};
use crate::streams::Streams;
use crate::supervisor::Lease;

/// An execution environment for the plugins of one client: a machine of its own with a private namespace.
///
/// A runtime belongs to one thread at a time and can be sent to another one between calls. Names, data and faults of
/// one runtime are of no consequence to another.
///
/// ```
/// # use plugvisor::{Engine, Mode, Runtime};
/// let mut runtime = Runtime::builder(&Engine::new()).mode(Mode::Interp).build()?;
/// runtime.create("twice", "int twice(int x) { return 2 * x; }")?;
/// let twice = runtime.func::<(i32,), i32>("twice")?;
/// assert_eq!(twice.call(&mut runtime, (21,))?, 42);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Runtime {
    /// Tells handles of this runtime from those of others.
    id: u64,
    engine: Engine,
    machine: Box<dyn Machine>,
    namespace: Namespace,
    builtins: Vec<Builtin>,
    /// Whether one of them is async.
    suspends: bool,
    /// The clock that the guest reads, if it has one.
    clock: Option<Clock>,
    /// Functions of the library that sources may call without declaring them.
    predeclared: Vec<&'static [&'static str]>,
    /// The copy of the names in the guest, if a plugin needs it.
    directory: Option<Directory>,
    /// The buffer of one-way callbacks, if a built-in needs it.
    emitted: Option<Emitted>,
    /// Whether an upcall needs more than to be entered: it has a clock to be kept, or records to be handed out.
    attended: bool,
    /// Where the C library's standard streams lead.
    streams: Streams,
    /// What plugins have printed by the C library, once that is linked.
    stdout: Option<Outbox>,
    /// Something is linked that passes floating-point numbers to be formatted.
    floats: bool,
    /// What the C library's heap has of the data segment.
    heap: Heap,
    /// When it was built, by the monotonic clock.
    born: u64,
    /// Entry adapters by signature, as code offsets.
    adapters: FxHashMap<Signature, u32>,
    batches: Batches,
    /// What executes submission rings, once there was one.
    ring_runner: Option<RingCode>,
    /// Counts changes of the namespace, so that handles know when to look their function up again.
    generation: u64,
    /// What handles need of a function, by slot; true for the generation that the entry names.
    resolved: Vec<Resolved>,
    /// The machine while nothing is in progress.
    bottom: Mark,
    /// Upcalls in progress.
    depth: u32,
    /// Where to go back to if the upcall that goes on by itself has to be abandoned; `None` if there is none.
    flight: Option<Mark>,
    /// Something was deleted since the last collection.
    garbage: bool,
    /// Calls that were prepared wait to be made: what they need is not freed.
    held: bool,
    deadline: Option<Duration>,
    /// Of what is compiled for it, unless the embedder asks for another one.
    level: OptLevel,
    /// The place under the supervisor; taken when the first upcall with a deadline is made.
    lease: Option<Lease>,
    /// When the deadline of the upcall under way was started.
    armed: Option<Instant>,
    /// Whether the upcall under way can be stopped even if it has no deadline.
    stoppable: bool,
    /// The function that the host called last from outside any callback, for messages.
    outermost: Slot,
    create_error: Option<Error>,
    broken: bool,
    policy: Policy,
}

/// Pieces of the data segment that plugins' `malloc` has.
#[derive(Default)]
struct Heap {
    /// Length by address.
    pieces: FxHashMap<u32, u32>,
    /// Their lengths together.
    bytes: u32,
}

/// What a runtime's data segment is used for; see [`Runtime::memory_stats`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct MemoryStats {
    /// Bytes of the data segment, the stack included.
    pub size: u32,
    /// Bytes that nobody has.
    pub free: u32,
    /// Bytes that the C library took for `malloc`, whether plugins have them at present or not.
    pub heap: u32,
}

impl Runtime {
    /// Starts to build a runtime.
    #[must_use]
    pub fn builder(engine: &Engine) -> RuntimeBuilder {
        RuntimeBuilder::new(engine)
    }

    /// The engine that it was built with.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What executes its plugins; never [`Mode::Auto`].
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.machine.mode()
    }

    /// What its plugins are compiled to.
    #[must_use]
    pub fn isa(&self) -> Isa {
        self.machine.isa()
    }

    /// Bytes of its data segment: stack, plugins' data and buffers.
    #[must_use]
    pub fn memory_size(&self) -> u32 {
        self.machine.memory_size()
    }

    /// What the data segment is used for at present.
    #[must_use]
    pub fn memory_stats(&self) -> MemoryStats {
        MemoryStats { size: self.memory_size(), free: self.namespace.data_free(), heap: self.heap.bytes }
    }

    /// How long an upcall may take, callbacks and nested upcalls included; `None` is for ever.
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        self.deadline
    }

    /// Sets how long an upcall may take, from the next one on that is not nested.
    pub fn set_deadline(&mut self, deadline: impl Into<Option<Duration>>) {
        self.deadline = deadline.into();
    }

    /// How much work the compiler puts into the code of its plugins.
    #[must_use]
    pub fn opt_level(&self) -> OptLevel {
        self.level
    }

    /// How upcalls cross into the guest.
    #[must_use]
    pub fn policy(&self) -> Policy {
        self.policy
    }

    /// Changes how upcalls cross, from the next one on.
    pub fn set_policy(&mut self, policy: Policy) {
        self.policy = policy;
        self.machine.set_policy(policy);
    }

    /// Takes the vCPU out of the guest if it is resident there. It would leave by itself after
    /// [`crate::EngineBuilder::resident_idle`]; the next upcall is made as the policy says.
    pub fn park(&mut self) {
        self.machine.park();
    }

    /// How crossings went since the runtime was built.
    #[must_use]
    pub fn crossings(&self) -> Crossings {
        self.machine.crossings()
    }

    /// Why the last `create` that a plugin called failed, once.
    pub fn take_create_error(&mut self) -> Option<Error> {
        self.create_error.take()
    }

    pub(crate) fn set_create_error(&mut self, error: Error) {
        self.create_error = Some(error);
    }
}

fn next_id() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime").field("id", &self.id).field("mode", &self.mode()).finish_non_exhaustive()
    }
}

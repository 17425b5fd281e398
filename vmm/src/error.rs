//! What can go wrong, apart from the plugins' own faults.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jit::Diagnostics;

use crate::mode::Mode;
use crate::trap::Trap;

/// Any error, as built-ins return it.
pub type BoxError = Box<dyn StdError + Send + Sync + 'static>;

/// Setting up failed: the host, a setting, a source text, a name. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The KVM device can't be opened.
    #[error("cannot open {}: {source}; {}", path.display(), kvm_hint(source))]
    NoKvm {
        /// The device: `/dev/kvm` as a rule.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// KVM is there but refused something.
    #[error("KVM: {what} failed: {source}; run `vmm doctor` to see what this host offers")]
    Kvm {
        /// What was asked of it.
        what: &'static str,
        /// What it said.
        source: io::Error,
    },
    /// The host can't run this machine mode.
    #[error("this host cannot run mode `{mode}`: {reason}; choose another mode or `auto`")]
    Mode {
        /// The mode.
        mode: Mode,
        /// Why.
        reason: String,
    },
    /// This process can't have the memory for a runtime.
    #[error("the host gives this process no {bytes} bytes for a runtime's memory; ask for less or raise its limits")]
    HostMemory {
        /// Size of the data segment.
        bytes: u32,
    },
    /// A setting of the builder makes no sense.
    #[error("{0}")]
    Setting(String),
    /// The source text has errors.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// The object doesn't fit into the namespace.
    #[error(transparent)]
    Link(Box<linker::LinkError>),
    /// A name that the namespace doesn't have.
    #[error("there is no {what} `{name}` in this runtime")]
    NotFound {
        /// What was looked for.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A function with more parameters than an upcall carries.
    #[error("`{name}` has {words} parameters; the host can call functions with up to {limit}")]
    Arguments {
        /// The function.
        name: String,
        /// Its parameters.
        words: usize,
        /// Most parameters.
        limit: usize,
    },
    /// The function has another type than the one asked for.
    #[error("`{name}` is declared as `{declared}`, which cannot be called as `{asked}`")]
    Signature {
        /// The function.
        name: String,
        /// Its type in the plugin.
        declared: String,
        /// The type that was asked for.
        asked: String,
    },
    /// The data segment is full, or a size can't be had at all.
    #[error("no {wanted} bytes free in the data segment of {memory} bytes; build the runtime with more memory")]
    OutOfMemory {
        /// Bytes asked for.
        wanted: u32,
        /// Size of the data segment.
        memory: u32,
    },
    /// An address range that isn't in the data segment.
    #[error("{len} bytes at address {address:#x} are not inside the data segment")]
    Bounds {
        /// Where it starts.
        address: u32,
        /// How long it is.
        len: u64,
    },
    /// A plugin gave memory back that it did not have.
    #[error("address {address:#x} is none that `malloc` gave, or was freed before")]
    NotAllocated {
        /// The address.
        address: u32,
    },
    /// Text in guest memory without an end or in a wrong encoding.
    #[error("the text at address {address:#x} {reason}")]
    Text {
        /// Where it starts.
        address: u32,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The supervisor thread, which keeps the deadlines, could not be started.
    #[error("cannot start the supervisor that keeps deadlines: {source}")]
    Supervisor {
        /// Why.
        source: io::Error,
    },
    /// The threads that run async calls could not be started.
    #[error("cannot start the threads that run async calls: {source}")]
    Threads {
        /// Why.
        source: io::Error,
    },
    /// The runtime of this [`crate::AsyncRuntime`] was taken back by another one's [`crate::AsyncRuntime::into_inner`],
    /// or it stayed behind in the process that this one was forked from.
    #[error("this runtime has been taken back by `into_inner`, or belongs to the process before a fork")]
    Detached,
    /// The compiler made something that the machine does not take: an error in Plugvisor itself.
    #[error("internal error: {0}; please report it with the plugin's source")]
    Internal(String),
    /// The machine failed earlier, and the runtime can't be used any more.
    #[error("this runtime's machine failed earlier; drop the runtime and build a new one")]
    Broken,
}

impl From<linker::LinkError> for Error {
    fn from(error: linker::LinkError) -> Self {
        Self::Link(Box::new(error))
    }
}

fn kvm_hint(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "add the user to the group that owns it (usually `kvm`) or run as root",
        io::ErrorKind::NotFound => "load the module kvm_intel or kvm_amd and enable virtualisation in the firmware",
        _ => "run `vmm doctor` to see what is missing",
    }
}

/// An upcall didn't return a value.
///
/// The plugin's functions that were running are gone, and so are plugins that were deleted meanwhile; what they wrote
/// to variables and buffers stays. The runtime can be used at once, except after [`CallError::Machine`].
///
/// In a built-in that made a nested upcall the same is true of the nested one alone: the plugin that called the
/// built-in still waits. If the built-in hands the error on, the outer upcall ends with it; if it returns a value, the
/// plugin goes on, unless a deadline has passed: then the outer upcall ends with that.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// The plugin broke a rule. The runtime can be used at once.
    #[error(transparent)]
    Trap(Box<Trap>),
    /// The plugin ran longer than allowed and was stopped. The runtime can be used at once.
    #[error("deadline: `{function}` was stopped after {}", Seconds(*.after))]
    Deadline {
        /// The function that the host called.
        function: String,
        /// The time it was allowed.
        after: Duration,
    },
    /// The plugin called `exit` of the C library. The runtime can be used at once; its variables are what they are.
    ///
    /// That ends the upcall that it was called in, as an error of a built-in does: of nested upcalls the inner one,
    /// and those around it if the built-ins between hand it on. A batch stops at that element, and of a ring or among
    /// async calls that call alone ends.
    #[error("the plugin called exit({status})")]
    Exit {
        /// What it passed.
        status: i32,
    },
    /// A built-in failed. This is its error as it returned it; see [`CallError::downcast_ref`].
    #[error(transparent)]
    Builtin(BoxError),
    /// The function was deleted after the handle was made.
    #[error("`{function}` has been deleted")]
    Deleted {
        /// Its name.
        function: String,
    },
    /// The handle was made by another runtime.
    #[error("the handle of `{function}` belongs to another runtime")]
    WrongRuntime {
        /// Its name.
        function: String,
    },
    /// Upcalls and callbacks are nested too deeply.
    #[error("more than {limit} upcalls are nested")]
    TooDeep {
        /// Most nested upcalls.
        limit: u32,
    },
    /// The function can't be called like this at all.
    #[error(transparent)]
    Setup(#[from] Error),
    /// KVM failed, and the runtime can't be used any more.
    #[error("the machine failed: {source}; drop this runtime and build a new one")]
    Machine {
        /// What KVM said.
        source: io::Error,
    },
}

impl CallError {
    /// The trap, if it is one.
    #[must_use]
    pub fn trap(&self) -> Option<&Trap> {
        match self {
            Self::Trap(trap) => Some(trap),
            _ => None,
        }
    }

    /// The built-in's own error, if it is one of this type.
    #[must_use]
    pub fn downcast_ref<E: StdError + 'static>(&self) -> Option<&E> {
        match self {
            Self::Builtin(error) => error.downcast_ref(),
            _ => None,
        }
    }
}

/// A duration as people write it.
struct Seconds(Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

/// The source text has errors; its text is the diagnostics with file, line and caret.
#[derive(Debug, Clone)]
pub struct CompileError {
    diagnostics: Arc<Diagnostics>,
}

impl CompileError {
    pub(crate) fn new(diagnostics: Diagnostics) -> Self {
        Self { diagnostics: Arc::new(diagnostics) }
    }

    /// What is wrong, item by item.
    #[must_use]
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.diagnostics
    }
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.diagnostics.to_string().trim_end())
    }
}

impl StdError for CompileError {}

//! Runs untrusted plugins behind a hardware wall.
//!
//! A plugin is C source text that a user of your service brought: a filter, a transcoder, a policy. It is compiled
//! in your process in a fraction of a millisecond and runs in a tiny KVM guest of its own that has no kernel, no
//! devices and no way out but the functions that you give it. A bug in the compiler, or machine code written to do
//! harm, stays in there.
//!
//! ```
//! use plugvisor::{Engine, Runtime};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let engine = Engine::builder().allow_interp_fallback(true).build();
//! let mut runtime = Runtime::builder(&engine).build()?;
//! runtime.create("hello.c", "int twice(int x) { return 2 * x; }")?;
//! let twice = runtime.func::<(i32,), i32>("twice")?;
//! assert_eq!(twice.call(&mut runtime, (21,))?, 42);
//! # Ok(()) }
//! ```
//!
//! # The words
//!
//! | | |
//! |---|---|
//! | [`Engine`] | what all runtimes share: the open KVM and the thread that keeps deadlines; one per process |
//! | [`Runtime`] | one guest with one namespace; make one per client; [`Send`], so one per thread or moved between |
//! | [`Module`] | a compiled plugin, to be linked into many runtimes; [`Runtime::create`] is the short way |
//! | [`Func`] | a function of a plugin with its type checked, to be called often |
//! | [`AsyncRuntime`] | a runtime in the hands of the engine's threads: its calls are futures |
//! | [`Func::map`], [`Func::call_many`] | a batch: a function called for each element of an array in one crossing |
//! | [`Ring`] | calls that are pushed, submitted and completed in order, many in flight |
//! | [`Policy`] | whether upcalls leave the guest each time, or a vCPU stays in it |
//! | [`Caller`] | the runtime as a built-in sees it |
//! | [`Buffer`], [`Ptr`] | memory that host and plugin share, and where it lies |
//! | [`Mode`] | what executes plugins: `long` and `segmented` are KVM guests, `interp` interprets |
//!
//! # What plugins see
//!
//! The same C in every mode and on every host: `int`, `long` and pointers have 4 bytes, `long long` and `double` 8
//! with natural alignment, little endian. A pointer is an offset into the runtime's own data segment. A fresh
//! namespace holds `create`, `lookup` and `delete`, by which plugins compile, find and remove plugins:
//!
//! ```c
//! int create(const char *name, const char *source);  // 0; -1 if it does not compile, -2 if it does not link
//! void *lookup(const char *name);                    // a function pointer, a variable's address, or null
//! int delete(const char *name);                      // 0; -1 if no plugin defines the name
//! ```
//!
//! What else a plugin can reach is what you give it by [`RuntimeBuilder::builtin`].
//!
//! # The C library
//!
//! Plugins include C's headers and call C's functions, which are plugin code: a runtime gets those that its plugins
//! use, when they are linked, and has nothing of the library before. What they need of you:
//!
//! | | |
//! |---|---|
//! | [`RuntimeBuilder::stdout`], [`RuntimeBuilder::stderr`] | what is done with text that plugins print; it is dropped unless set |
//! | [`RuntimeBuilder::stdin`] | where text comes from that plugins read; empty unless set |
//! | [`CallError::Exit`] | what an upcall ends with in which a plugin called `exit`; [`TrapKind::Abort`] for `abort` and `assert` |
//! | [`Runtime::memory_stats`] | how much of the data segment `malloc` has |
//! | [`Runtime::compile_with`], [`Preprocessing`] | your own headers and macros |
//!
//! Text is printed into a buffer in the guest, from where the host takes it when it next hears of the guest, so that
//! printing costs no exit. Files that a plugin opens lie in its runtime's own
//! memory; there is no environment and no locale but C's.
//!
//! # Built-ins that need no exit
//!
//! A built-in is called in the host, so the call leaves the guest. These don't:
//!
//! | | |
//! |---|---|
//! | [`RuntimeBuilder::builtin_oneway`], [`RuntimeBuilder::builtin_records`] | calls without an answer, for counters, log lines and records: a few stores, which the host takes out in order when it next hears of the guest |
//! | [`RuntimeBuilder::guest_builtins`] | your own plugin code as built-ins, called in the guest |
//! | [`RuntimeBuilder::guest_library`] | C's memory and exact math functions, and a clock, in the guest ([`GuestLibrary`]) |
//! | `lookup` | is answered from a copy of the namespace in the guest |
//!
//! # What a call costs
//!
//! A sync upcall is one `KVM_RUN` and one VM exit, on the calling thread. A resident one is two cache lines between two
//! cores: a thread of the engine keeps the vCPU in the guest, where it looks for the next request. [`Policy::Adaptive`],
//! the default, goes from one to the other as the rate of calls makes it pay; [`EngineBuilder::resident_cores`] bounds
//! how many cores that may take, and [`Runtime::crossings`] tells what happened. A batch or a [`Ring`] pays for one
//! crossing only.
//!
//! While a vCPU is resident, [`Runtime::read`] and [`Runtime::write`] copy memory beside it; [`Runtime::bytes`], linking
//! and deleting take it out of the guest first.
//!
//! # Optimisation and specialisation
//!
//! Code is compiled at [`OptLevel::O1`] unless [`RuntimeBuilder::opt_level`] or [`Preprocessing::opt_level`] says
//! otherwise; results are the same at each level. [`Preprocessing::bind`] makes a constant of a plugin's variable when
//! its source text is compiled, so that a filter's rules or a convolution's kernel become part of the code.
//!
//! # When something goes wrong
//!
//! [`Error`] is for what fails while nothing runs: source text with errors, names, settings, a host without KVM.
//! [`CallError`] is for upcalls: a [`Trap`] says which rule a plugin broke, in which function and line; a deadline
//! passed; a built-in returned an error, which arrives as it was. After each of them the runtime can be used at
//! once.
//!
//! The crate knows nothing of the language (that is `jit`) nor of symbols and relocations (`linker`); it is the only
//! one that knows KVM, and all of that is in one module.

mod asynch;
mod batch;
mod builtin;
mod caller;
mod core_builtins;
mod deadline;
mod engine;
mod error;
mod func;
mod guest;
mod host;
mod interp;
mod library;
mod machine;
mod mode;
mod module;
mod oneway;
mod policy;
mod preprocessing;
mod probe;
mod residency;
mod ring;
mod runtime;
mod streams;
mod supervisor;
mod trap;
mod value;

pub use asynch::{AsyncRuntime, CallFuture, Completion, CompletionQueue};
pub use batch::{BatchError, ManyError};
pub use builtin::{BuiltinResult, IntoAsyncBuiltin, IntoBuiltin};
pub use caller::{AsRuntime, Caller};
pub use engine::{Engine, EngineBuilder};
pub use error::{BoxError, CallError, CompileError, Error};
pub use func::Func;
#[doc(hidden)]
pub use guest::{BareGuest, create_bare, gate_instructions, timestamp};
pub use guest_abi::{Isa, Ty};
pub use jit::bind::Constant;
pub use jit::opt::{Observer, Outcome, Remark};
pub use jit::{Cancel, Diagnostics, Header, Headers, OptLevel};
pub use library::GuestLibrary;
pub use linker::object::Signature;
pub use linker::{LinkError, Object};
pub use mode::{Mode, ParseModeError};
pub use module::Module;
pub use oneway::IntoOneWay;
pub use policy::{Crossings, Policy};
pub use preprocessing::Preprocessing;
pub use probe::{ModeProbe, Report};
pub use ring::{PushError, Ring, RingCompletion};
pub use runtime::{Buffer, MemoryStats, Runtime, RuntimeBuilder, Symbol};
pub use trap::{Access, Location, Trap, TrapCode, TrapKind};
pub use value::{Params, Ptr, Returns, Scalar, Value};

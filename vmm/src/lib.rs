//! Runs untrusted plugins behind a hardware wall.

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
mod machine;
mod mode;
mod module;
mod probe;
mod runtime;
mod supervisor;
mod trap;
mod value;

pub use builtin::{BuiltinResult, IntoBuiltin};
pub use caller::{AsRuntime, Caller};
pub use engine::{Engine, EngineBuilder};
pub use error::{BoxError, CallError, CompileError, Error};
pub use func::Func;
#[doc(hidden)]
pub use guest::{BareGuest, create_bare, gate_instructions};
pub use guest_abi::{Isa, Ty};
pub use jit::Diagnostics;
pub use linker::object::Signature;
pub use linker::{LinkError, Object};
pub use mode::{Mode, ParseModeError};
pub use module::Module;
pub use probe::{ModeProbe, Report};
pub use runtime::{Buffer, Runtime, RuntimeBuilder, Symbol};
pub use trap::{Access, Location, Trap, TrapCode, TrapKind};
pub use value::{Params, Ptr, Returns, Scalar, Value};

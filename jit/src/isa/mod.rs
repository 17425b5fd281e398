//! Machine code: one lowering framework (`mach`) and a backend per ISA, with the same file names in both.

// dynasm! converts the number of each register, whatever its type is.
#![allow(clippy::useless_conversion)]

pub mod adapter;
mod amd64;
pub mod disasm;
mod ia32;
mod mach;

use guest_abi::Isa;
use linker::object::Object;

use crate::ir;
use crate::opt::{Observer, OptLevel};

pub(crate) use mach::FRAME_LIMIT;

/// Why a module could not be turned into machine code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EmitError {
    /// Locals and spilled values need more stack than a frame may have.
    #[error(
        "`{function}` is too large: its local variables and intermediate values need {size} bytes of stack, the limit is {limit}"
    )]
    FrameTooLarge {
        /// The function's name.
        function: String,
        /// Bytes needed.
        size: u64,
        /// Bytes allowed.
        limit: u32,
    },
    /// The function or module is larger than the compiler's tables can hold.
    #[error("`{function}` is too large to compile")]
    TooLarge {
        /// The function's name.
        function: String,
    },
    /// The register allocator refused its input: an error of the compiler.
    #[error("internal error: register allocation of `{function}` failed: {detail}")]
    RegisterAllocation {
        /// The function's name.
        function: String,
        /// What the allocator said.
        detail: String,
    },
    /// The assembler refused its input: an error of the compiler.
    #[error("internal error: assembling failed: {detail}")]
    Assembler {
        /// What the assembler said.
        detail: String,
    },
    /// The IR has vectors, and the instruction set is one for which there are none.
    #[error("`{function}` has vector operations, which this instruction set does not do")]
    NoVectors {
        /// The function's name.
        function: String,
    },
    /// Nobody waits for it any more.
    #[error("cancelled")]
    Cancelled,
    /// The target is not a machine.
    #[error("the portable target has no machine code")]
    NotAMachine,
}

/// Compiles a verified module to machine code.
pub fn emit(module: &ir::Module, isa: Isa) -> Result<Object, EmitError> {
    emit_with(module, isa, OptLevel::default(), false, None, &|| false)
}

/// Like [`emit`], and lets regalloc2's checker prove every allocation right. For tests: it costs several times the
/// compilation.
pub fn emit_checked(module: &ir::Module, isa: Isa) -> Result<Object, EmitError> {
    emit_with(module, isa, OptLevel::default(), true, None, &|| false)
}

/// Compiles with or without regalloc2's checker, until it is `cancelled`.
pub(crate) fn emit_with(
    module: &ir::Module,
    isa: Isa,
    level: OptLevel,
    check: bool,
    observer: Option<&dyn Observer>,
    cancelled: &dyn Fn() -> bool,
) -> Result<Object, EmitError> {
    match isa {
        Isa::Amd64 => mach::compile::<amd64::Amd64>(module, level, check, observer, cancelled),
        Isa::Ia32 => mach::compile::<ia32::Ia32>(module, level, check, observer, cancelled),
        Isa::Portable => Err(EmitError::NotAMachine),
    }
}

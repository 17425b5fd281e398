//! `setjmp` and `longjmp` in the IR: calls of two imported functions with reserved names, which `<setjmp.h>` has behind
//! its macros.
//!
//! In the machine modes both are machine code of the C library that saves and restores registers. What such a call may
//! find when it returns for the second time are the registers that a callee keeps, as they were, and memory as it is by
//! then. So a function that calls `__setjmp` keeps its variables in memory and no two values in one spill slot. The
//! interpreter, whose frames are its own, does both calls itself.

use super::{Function, Op};
use guest_abi::Ty;
use linker::object::{Linkage, Symbol, SymbolKind};

/// What a call of such a name does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Jump {
    /// `int __setjmp(struct __jmp_buf *)`: notes where it is, 0; returns again with another value.
    Set,
    /// `void __longjmp(struct __jmp_buf *, int)`: goes there with a value, or returns if that place is gone.
    Long,
}

/// Which of the two a symbol is, if it is one.
pub(crate) fn jump(symbol: &Symbol) -> Option<Jump> {
    let SymbolKind::Function(signature) = &symbol.kind else { return None };
    if symbol.linkage != Linkage::Import || signature.variadic {
        return None;
    }
    match (&*symbol.name, &signature.params[..], signature.result) {
        ("__setjmp", [Ty::Ptr], Some(Ty::I32)) => Some(Jump::Set),
        ("__longjmp", [Ty::Ptr, Ty::I32], None) => Some(Jump::Long),
        _ => None,
    }
}

/// Whether a call of this symbol may return more than once.
pub(crate) fn returns_twice(symbol: &Symbol) -> bool {
    jump(symbol) == Some(Jump::Set)
}

/// Whether a function of a module with these symbols makes such a call.
pub(crate) fn marks(symbols: &[Symbol], function: &Function) -> bool {
    function.insts.iter().any(|inst| match inst.op {
        Op::Call(symbol, _) => symbols.get(symbol.0 as usize).is_some_and(returns_twice),
        _ => false,
    })
}

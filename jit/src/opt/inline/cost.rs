//! How large a function is, and how large one may be that is inlined.
//!
//! The limits at `-O2` are those of gcc 14 (`--param`: `max-inline-insns-auto` 15 to 30, `max-inline-insns-single` 70
//! to 200, `large-function-insns` 2700 and `large-function-growth` 100 %, `large-stack-frame` 256 bytes and its growth
//! 1000 %), which counts about as is done here. At `-O1` only what makes code smaller or hardly larger is inlined,
//! since every instruction has to be compiled.

use super::super::OptLevel;
use crate::ir::fold::Values;
use crate::ir::{Function, Inlining, Module, Op, Terminator, Value, jump};

/// Instructions that a call costs beside its arguments: the call, the return and what is saved and restored.
const CALL: u32 = 4;

/// What even `always_inline` does not exceed: a caller of this size, or a frame of so many bytes.
const HARD_CALLER: u32 = 20_000;
const HARD_FRAME: u64 = 1 << 16;

/// Bytes that a caller's frame may grow by.
const FRAME: u64 = 2816;

/// What is known about a call.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hints {
    /// Arguments that are constants or addresses of the caller's own variables: the body will shrink.
    known: u32,
    /// Arguments.
    args: u32,
    /// It is in a loop.
    in_loop: bool,
}

/// What is asked.
#[derive(Debug)]
pub(super) struct Question {
    /// Size of the callee.
    pub(super) size: u32,
    /// What the source says.
    pub(super) inlining: Inlining,
    /// It is all that refers to the callee.
    pub(super) once: bool,
    /// About the call.
    pub(super) hints: Hints,
    /// Size of the caller, and its limit.
    pub(super) caller: u32,
    pub(super) caller_limit: u32,
    /// What the module may still grow by.
    pub(super) left: u32,
    /// Bytes that the caller's frame has grown by so far, and of the callee's.
    pub(super) frame: u64,
    pub(super) slots: u64,
}

/// Limits, in instructions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// A function that nobody asked for.
    auto: u32,
    /// For each argument that is known.
    per_known: u32,
    /// An `inline` one.
    wanted: u32,
    /// A local one that is called once.
    pub(super) once: u32,
    /// What any caller may grow to.
    caller: u32,
    /// Growth of the module for each 100 instructions, and what any module may grow by.
    growth: (u32, u32),
}

impl Limits {
    pub(super) fn of(level: OptLevel) -> Self {
        match level {
            OptLevel::O2 => Self { auto: 30, per_known: 8, wanted: 120, once: 1000, caller: 2700, growth: (100, 4000) },
            _ => Self { auto: 12, per_known: 4, wanted: 40, once: 300, caller: 1000, growth: (30, 1000) },
        }
    }

    /// What a module of this size may grow by.
    pub(super) fn module_growth(&self, size: u32) -> u32 {
        (size / 100).saturating_mul(self.growth.0).saturating_add(self.growth.1)
    }

    /// What a caller of this size may grow to.
    pub(super) fn caller(&self, size: u32) -> u32 {
        self.caller.max(size.saturating_mul(2))
    }

    /// Whether it is worth it; if not, why.
    pub(super) fn decide(&self, q: &Question) -> Result<(), &'static str> {
        let after = q.caller.saturating_add(q.size);
        if q.inlining == Inlining::Always {
            return match () {
                () if after > HARD_CALLER => Err("the caller would become too large"),
                () if q.slots != 0 && q.frame + q.slots > HARD_FRAME => {
                    Err("the caller's frame would become too large")
                }
                () => Ok(()),
            };
        }
        // No larger than the call itself: no limit is needed.
        if q.size <= CALL + q.hints.args && q.slots == 0 && after <= HARD_CALLER {
            return Ok(());
        }
        let limit = match (q.once, q.inlining) {
            (true, _) => self.once,
            (false, Inlining::Wanted) => self.wanted,
            (false, _) => {
                let limit = self.auto + q.hints.known * self.per_known;
                if q.hints.in_loop { limit + limit / 2 } else { limit }
            }
        };
        if q.size > limit {
            return Err("it is too large");
        }
        if after > q.caller_limit {
            return Err("the caller would become too large");
        }
        if !q.once && q.size > q.left {
            return Err("the file would become too large");
        }
        if q.slots != 0 && q.frame + q.slots > FRAME {
            return Err("the caller's frame would become too large");
        }
        Ok(())
    }
}

/// Instructions, more or less: constants are parts of others.
pub(super) fn size(function: &Function) -> u32 {
    let mut size = 0usize;
    for block in &function.blocks {
        for inst in &block.insts {
            size += match &function.insts[inst.index()].op {
                Op::Int(..) | Op::F32(_) | Op::F64(_) | Op::StackAddr(..) | Op::DataAddr(..) | Op::FuncAddr(_) => 0,
                Op::Call(_, args) | Op::CallIndirect { args, .. } => 2 + args.len(),
                Op::Copy { .. } | Op::Fill { .. } => 3,
                _ => 1,
            };
        }
        size += match &block.term {
            Terminator::Jump(_) | Terminator::Return(_) => 0,
            Terminator::Branch { .. } | Terminator::Trap(_) => 1,
            Terminator::Switch { cases, .. } => 2 + cases.len(),
        };
    }
    u32::try_from(size).unwrap_or(u32::MAX)
}

/// Why a function can't be inlined, whoever calls it.
pub(super) fn refusal(function: &Function, module: &Module) -> Option<&'static str> {
    function.insts.iter().find_map(|inst| match inst.op {
        Op::StackAlloc(_) => Some("it has arrays of variable length"),
        Op::Call(symbol, _) if jump::returns_twice(&module.symbols[symbol.0 as usize]) => Some("it calls `setjmp`"),
        _ => None,
    })
}

/// What a call tells.
pub(super) fn hints(caller: &Function, args: &[Value], in_loop: bool) -> Hints {
    let known = args.iter().filter(|arg| {
        matches!(caller.op(**arg), Some(Op::Int(..) | Op::F32(_) | Op::F64(_) | Op::StackAddr(..) | Op::FuncAddr(_)))
    });
    Hints { known: known.count() as u32, args: args.len() as u32, in_loop }
}

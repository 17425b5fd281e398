//! The IR interpreter: the oracle of all tests, and the engine where there is no KVM.
//!
//! It is memory-safe whatever the plugin does: every access to the data segment is checked, every call is checked
//! against the types of what it reaches, and modules are verified when they are loaded. There is no hardware wall.
//!
//! An [`Interp`] is a coroutine over frames of its own; it does not use the host's stack for the plugin's calls.
//! [`Interp::enter`] runs an upcall until it returns, faults, runs out of time or calls a built-in. In the last
//! case the host serves the callback, during which it may enter again, and then calls [`Interp::resume`]. After a
//! fault or an expiry the upcall is gone, and the callback in which it was nested, if any, is pending again.
//!
//! The data segment is lent to each run, so that nobody holds on to it between runs.
//!
//! What the plugin can see is as in machine code: stack slots have addresses on the stack at the bottom of the
//! data segment, which grows down; function pointers are slots; a call costs some stack even without slots.

mod code;
mod decode;
mod fault;
mod jump;
mod memory;
mod moves;
mod program;
mod run;
mod stack;
#[cfg(test)]
mod tests;

pub use fault::{Access, Fault, FaultKind, Place};
pub use program::LoadError;

use crate::ir::Module;
use code::canonical;
use guest_abi::TrapCode;
use linker::{Binding, ObjectId, Slot, SlotTarget};
use program::{FunctionId, Program};
use stack::Stack;
use std::sync::atomic::AtomicBool;

/// Why the plugin stopped running.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The innermost upcall returned this word; 0 if it has no result.
    Returned(u64),
    /// The plugin called the built-in with this id; its arguments are [`Interp::callback_args`].
    Callback(u32),
    /// The innermost upcall faulted and is gone.
    Fault(Fault),
    /// The innermost upcall ran out of time and is gone.
    Expired,
}

/// Which upcalls are in progress, to go back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Number of upcalls in progress.
    pub depth: u32,
    /// Stack pointer from which the next upcall starts.
    pub stack: u32,
}

/// An upcall in progress.
#[derive(Debug)]
struct Upcall {
    /// Number of frames below its own.
    floor: usize,
    /// Arguments of the callback that is pending.
    args: Vec<u64>,
}

/// What one run of the loop ended with.
enum Stop {
    Returned(u64),
    Callback(u32),
    Fault(Fault),
    Expired,
}

/// The plugins of one runtime and what they are doing.
#[derive(Debug)]
pub struct Interp {
    program: Program,
    stack: Stack,
    upcalls: Vec<Upcall>,
    /// The calls that the last fault ended.
    fallen: Vec<Place>,
}

/// So many of the calls in progress are told of.
const CALLS: usize = 64;

impl Interp {
    /// An interpreter without plugins whose stack takes the first `stack` bytes of the data segment.
    #[must_use]
    pub fn new(stack: u32) -> Self {
        Self { program: Program::new(), stack: Stack::new(stack), upcalls: Vec::new(), fallen: Vec::new() }
    }

    /// Makes the functions of a module callable, by the bindings that the linker made for its symbols.
    ///
    /// # Errors
    /// The module is not well formed, or the bindings do not fit it.
    pub fn load(&mut self, object: ObjectId, module: &Module, bindings: &[Binding]) -> Result<(), LoadError> {
        self.program.load(object, module, bindings)
    }

    /// Forgets an object. Functions of it that are in progress still come to their end.
    pub fn unload(&mut self, object: ObjectId) {
        self.program.unload(object);
    }

    /// Points a slot at something. A function whose object is not loaded is as good as undefined.
    pub fn set_slot(&mut self, slot: Slot, target: SlotTarget) {
        self.program.set_slot(slot, target);
    }

    /// Calls what a slot holds with one word per machine-level parameter, and runs until something happens.
    /// `memory` is the data segment from [`guest_abi::layout::DATA_BASE`] on; `expired` is looked at on every call
    /// and every backward jump.
    pub fn enter(&mut self, memory: &mut [u8], expired: &AtomicBool, target: SlotTarget, args: &[u64]) -> Event {
        self.fallen.clear();
        self.upcalls.push(Upcall { floor: self.stack.frames.len(), args: Vec::new() });
        let stop = match target {
            SlotTarget::Function { object, function, .. } => match self.program.find(object, function) {
                Some(function) => match self.start(function, args) {
                    Ok(()) => self.run(memory, expired),
                    Err((kind, address)) => Stop::Fault(Fault { kind, address, place: None }),
                },
                None => Stop::Fault(Fault { kind: FaultKind::UndefinedSlot(0), address: None, place: None }),
            },
            SlotTarget::Builtin { id, .. } => {
                if let Some(upcall) = self.upcalls.last_mut() {
                    upcall.args.extend_from_slice(args);
                }
                Stop::Callback(id)
            }
            SlotTarget::Undefined => {
                Stop::Fault(Fault { kind: FaultKind::UndefinedSlot(0), address: None, place: None })
            }
        };
        self.stopped(stop)
    }

    /// The frame of an upcall.
    fn start(&mut self, function: FunctionId, args: &[u64]) -> Result<(), (FaultKind, Option<u32>)> {
        let mismatch = (FaultKind::Trap(TrapCode::BadFunctionPointer), None);
        let code = self.program.code(function).ok_or(mismatch)?;
        if code.params.len() != args.len() {
            return Err(mismatch);
        }
        let first = self.stack.push(function, code).map_err(|sp| (FaultKind::StackOverflow, Some(sp)))?;
        for (i, (arg, ty)) in args.iter().zip(&code.params).enumerate() {
            self.stack.regs[first + i] = canonical(*ty, *arg);
        }
        self.program.hold(function.unit);
        Ok(())
    }

    /// Argument words of the callback that is pending in the innermost upcall.
    #[must_use]
    pub fn callback_args(&self) -> &[u64] {
        self.upcalls.last().map_or(&[], |upcall| &upcall.args)
    }

    /// Returns `result` from the callback that is pending in the innermost upcall, and runs on.
    pub fn resume(&mut self, memory: &mut [u8], expired: &AtomicBool, result: u64) -> Event {
        let Some(upcall) = self.upcalls.last_mut() else {
            return Event::Fault(Fault { kind: FaultKind::NotSuspended, address: None, place: None });
        };
        upcall.args.clear();
        self.fallen.clear();
        let stop = if self.stack.frames.len() > upcall.floor {
            self.deliver(result);
            self.run(memory, expired)
        } else {
            // The host called a built-in directly.
            Stop::Returned(result)
        };
        self.stopped(stop)
    }

    fn stopped(&mut self, stop: Stop) -> Event {
        if matches!(stop, Stop::Fault(_)) {
            self.fallen = self.calls();
        }
        if !matches!(stop, Stop::Callback(_)) {
            self.unwind(self.upcalls.len().saturating_sub(1));
        }
        match stop {
            Stop::Returned(value) => Event::Returned(value),
            Stop::Callback(id) => Event::Callback(id),
            Stop::Fault(fault) => Event::Fault(fault),
            Stop::Expired => Event::Expired,
        }
    }

    /// The upcalls in progress.
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark { depth: self.upcalls.len() as u32, stack: self.stack.pointer() }
    }

    /// The calls in progress, innermost first, with the places at which they wait for what they called; after a fault
    /// those that it ended. Of deep ones the innermost.
    #[must_use]
    pub fn calls(&self) -> Vec<Place> {
        if !self.fallen.is_empty() {
            return self.fallen.clone();
        }
        let place = |frame: &stack::Frame| {
            let FunctionId { unit, index } = frame.function;
            let code = self.program.code(frame.function)?;
            let loc = code.places.get((frame.pc as usize).checked_sub(1)?).copied().unwrap_or_default();
            Some(Place { object: self.program.unit(unit)?.object, function: index, loc })
        };
        self.stack.frames.iter().rev().take(CALLS).filter_map(place).collect()
    }

    /// Forgets every upcall that was entered since `mark` was taken, as if they had returned.
    pub fn abandon(&mut self, mark: Mark) {
        self.unwind(mark.depth as usize);
    }

    fn unwind(&mut self, depth: usize) {
        let Some(floor) = self.upcalls.get(depth).map(|upcall| upcall.floor) else { return };
        self.upcalls.truncate(depth);
        for frame in self.stack.frames.drain(floor..) {
            self.program.release(frame.function.unit);
        }
    }
}

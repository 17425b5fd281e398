//! Tests of the interpreter, on programs in the IR's text form.

mod calls;
mod faults;
pub(crate) mod harness;
mod hostile;
mod operators;
mod upcalls;

//! Tests of the interpreter, on programs in the IR's text form.

mod calls;
mod faults;
mod hostile;
mod operators;
mod reference;
mod upcalls;

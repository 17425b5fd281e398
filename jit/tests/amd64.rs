//! Code for x86-64, executed and compared with the interpreter.

mod native;
mod suite;

use guest_abi::Isa;

suite::all!(Isa::Amd64);

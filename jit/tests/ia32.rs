//! Code for IA-32, executed and compared with the interpreter.

mod native;
mod suite;

use guest_abi::Isa;

suite::all!(Isa::Ia32);

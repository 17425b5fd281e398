//! The whole compiler, for every ISA, with its own checks.

#![no_main]

use plugvisor_jit_fuzz::{ISAS, compiled};

libfuzzer_sys::fuzz_target!(|source: &str| {
    let done = ISAS.map(|isa| compiled(source, isa).is_some());
    assert!(done.iter().all(|&ok| ok == done[0]), "the instruction sets disagree about {source:?}: {done:?}");
});

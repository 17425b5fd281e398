//! Random programs through both code generators.

use super::generate;
use crate::isa::emit_checked;
use guest_abi::Isa;

/// What regalloc2's checker and the assemblers make of programs that nobody wrote by hand.
#[test]
fn both_code_generators_take_random_programs() {
    for seed in 0..150 {
        let options = generate::Options { size: 10 + seed as u32 % 60, ..Default::default() };
        let module = generate::module(seed, &options);
        for isa in [Isa::Amd64, Isa::Ia32] {
            match emit_checked(&module, isa) {
                Ok(object) => assert_eq!(object.functions.len(), module.functions.len()),
                Err(error) => panic!("seed {seed}, {isa:?}: {error}\n{module}"),
            }
        }
    }
}

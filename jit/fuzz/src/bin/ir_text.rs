//! The parser of the IR's text form, its verifier, and all code generators behind it.

#![no_main]

use guest_abi::Isa;
use jit::ir;
use jit::isa::emit_checked;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Ok(module) = ir::parse(text) else { return };
    // What is printed is parsed to the same again.
    let printed = module.to_string();
    let again = ir::parse(&printed).unwrap_or_else(|error| panic!("{error}\n{printed}"));
    assert_eq!(printed, again.to_string());
    if ir::verify(&module).is_err() {
        return;
    }
    for isa in [Isa::Amd64, Isa::Ia32] {
        if let Err(error) = emit_checked(&module, isa) {
            let text = error.to_string();
            assert!(text.contains("too large") || text.contains("too much"), "{isa:?}: {text}\n{printed}");
        }
    }
});

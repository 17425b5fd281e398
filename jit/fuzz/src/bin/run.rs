//! The interpreter on whatever compiles: every function without parameters is called, for a short time.

#![no_main]

use std::time::Duration;

use guest_abi::Isa;
use jit::interp::Event;
use jit::testing::Machine;
use linker::object::{Linkage, SymbolKind};
use plugvisor_jit_fuzz::{compiled, flag_after};

libfuzzer_sys::fuzz_target!(|source: &str| {
    let Some(unit) = compiled(source, Isa::Portable) else { return };
    let Some(module) = unit.ir else { return };
    let data: u64 = module.symbols.iter().map(|symbol| match symbol.kind {
        SymbolKind::Data { size, align } => u64::from(size) + u64::from(align),
        SymbolKind::Function(_) => 0,
    }).sum();
    // The smallest of all linkers has no limit of its own.
    if data > 512 << 10 || module.symbols.len() > 1000 {
        return;
    }
    let mut machine = Machine::new();
    machine.load_module(&module).unwrap_or_else(|error| panic!("{error}\n{module}"));
    for symbol in &module.symbols {
        let SymbolKind::Function(signature) = &symbol.kind else { continue };
        if symbol.linkage != Linkage::Export || signature.words().count() != 0 {
            continue;
        }
        machine.expired = flag_after(Duration::from_millis(50));
        let mut event = machine.call(&symbol.name, &[]);
        for _ in 0..100 {
            let Event::Callback(_) = event else { break };
            event = machine.resume(0);
        }
        if let Event::Callback(_) = event {
            return;
        }
    }
});

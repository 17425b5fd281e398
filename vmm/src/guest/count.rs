//! Counting the gate's instructions: where KVM interprets a machine mode, each of them costs half a microsecond, so
//! their number is a figure to watch.

use guest_abi::Isa;
use guest_abi::layout::{CODE_START, GATE_OFFSET};
use iced_x86::{Decoder, DecoderOptions, FlowControl, Instruction};
use jit::isa::adapter::{self, GateLinks};
use linker::object::Signature;

use super::gate;
use crate::mode::Mode;

/// Instructions that a null upcall executes between entering the guest and leaving it, those of the plugin left out:
/// the gate and the entry adapter of a function without parameters or result. `mode` is `Long` or `Segmented`.
#[must_use]
pub fn gate_instructions(mode: Mode) -> usize {
    let (isa, bitness) = if mode == Mode::Long { (Isa::Amd64, 64) } else { (Isa::Ia32, 32) };
    let gate = gate::assemble(mode);
    let links = GateLinks { done: gate.done, callback: gate.callback };
    let null = Signature { params: Vec::new(), result: None, variadic: false };
    let adapter = adapter::entry(isa, &null, CODE_START, &links);
    let decode = |code: &[u8], at: u32| -> Vec<Instruction> {
        Decoder::with_ip(bitness, code, u64::from(at), DecoderOptions::NONE).into_iter().collect()
    };
    // From the dispatch to the jump to the adapter; the branch to the callback's end is not taken.
    let dispatch = decode(&gate.code[(gate.dispatch - GATE_OFFSET) as usize..], gate.dispatch);
    let to_adapter = dispatch.iter().position(|i| i.flow_control() == FlowControl::IndirectBranch);
    // The adapter runs to its last instruction, which jumps to `done`.
    let done = decode(&gate.code[(gate.done - GATE_OFFSET) as usize..], gate.done);
    let back = done.iter().position(|i| i.flow_control() == FlowControl::UnconditionalBranch);
    to_adapter.map_or(0, |last| last + 1) + decode(&adapter, CODE_START).len() + back.map_or(0, |last| last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_null_upcall_takes_few_instructions() {
        for mode in [Mode::Long, Mode::Segmented] {
            let count = gate_instructions(mode);
            assert!((15..=38).contains(&count), "{mode}: {count} instructions, and two more for the null plugin");
        }
    }
}

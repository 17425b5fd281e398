//! What this host's KVM makes of a machine mode, found out by running a loop in it.
//!
//! KVM does not say whether it runs guest code on the CPU or interprets it, and some do one in `long` and the other
//! in `segmented` mode. The difference is a factor of a thousand, so timing a short loop tells it beyond doubt.

use std::io;
use std::time::{Duration, Instant};

use guest_abi::layout::CODE_START;
use linker::{ObjectId, SlotTarget};

use super::machine::KvmMachine;
use crate::machine::{Call, Event, Machine};

/// Rounds of the loop, two instructions each.
const ROUNDS: u32 = 1000;
/// An interpreted instruction takes 300 ns and more, a native one less than one.
const NATIVE_BELOW: Duration = Duration::from_nanos(50);
/// Empty upcalls of which the fastest counts.
const TRIES: u32 = 5;

/// What was measured of one machine mode.
#[derive(Debug, Clone, Copy)]
pub struct ModeProbe {
    /// Whether the CPU itself runs the guest's ring-3 code.
    pub native: bool,
    /// Time of one instruction of a tight loop.
    pub instruction: Duration,
    /// Time of an empty upcall: into the guest, through the gate, and back.
    pub round_trip: Duration,
}

/// Times a fresh machine. Its code segment behind the slots is overwritten.
pub(crate) fn measure(machine: &mut KvmMachine) -> io::Result<ModeProbe> {
    let mut round_trip = Duration::MAX;
    for _ in 0..TRIES {
        round_trip = round_trip.min(time_loop(machine, 1)?);
    }
    let instruction = time_loop(machine, ROUNDS)?.saturating_sub(round_trip) / (2 * ROUNDS);
    Ok(ModeProbe { native: instruction < NATIVE_BELOW, instruction, round_trip })
}

fn time_loop(machine: &mut KvmMachine, rounds: u32) -> io::Result<Duration> {
    let done = machine.gate_links().map_or(0, |links| links.done);
    // In place of an adapter: mov ecx, rounds; again: dec ecx; jnz again; jmp done. The same bytes in both modes.
    let mut code = vec![0xb9];
    code.extend(rounds.to_le_bytes());
    code.extend([0xff, 0xc9, 0x75, 0xfc, 0xe9]);
    let behind = CODE_START + code.len() as u32 + 4;
    code.extend(done.wrapping_sub(behind).to_le_bytes());
    machine.image().write_code(CODE_START, &code);
    let target = SlotTarget::Function { object: ObjectId(0), function: 0, code: CODE_START };
    let call = Call { target, adapter: CODE_START, args: &[] };
    let start = Instant::now();
    match machine.enter(&call) {
        Event::Returned(_) => Ok(start.elapsed()),
        Event::Broken(error) => Err(error),
        other => Err(io::Error::other(format!("the guest does not run here: {other:?}"))),
    }
}

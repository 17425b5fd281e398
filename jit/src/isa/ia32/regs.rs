//! Registers: their numbers, which may be allocated, which a function preserves.

use std::sync::LazyLock;

use regalloc2::{MachineEnv, PReg, PRegSet, RegClass};

const fn int(number: usize) -> PReg {
    PReg::new(number, RegClass::Int)
}

const fn float(number: usize) -> PReg {
    PReg::new(number, RegClass::Float)
}

/// Accumulator; low half of a result.
pub(crate) const EAX: PReg = int(0);
/// Shift amounts and string counts.
pub(crate) const ECX: PReg = int(1);
/// High half of a product, a dividend or a result.
pub(crate) const EDX: PReg = int(2);
/// The last register with a byte name.
pub(crate) const EBX: PReg = int(3);
/// An ordinary register where frames are addressed from `esp`, else the frame pointer.
pub(crate) const EBP: PReg = int(5);
/// Source of string instructions.
pub(crate) const ESI: PReg = int(6);
/// Destination of string instructions.
pub(crate) const EDI: PReg = int(7);
/// Float result.
pub(crate) const XMM0: PReg = float(0);

/// Has the register with this number a byte name? The allocator is not asked for such registers, as its faster
/// algorithm can't be; it gives those that calls clobber to short-lived values anyway, and they have one.
pub(crate) fn has_byte_name(number: u8) -> bool {
    number <= EBX.hw_enc() as u8
}

/// The registers that the allocator may use, all but `ebp` if that is the frame pointer. Those that calls clobber come
/// first: using one costs no push.
pub(crate) fn env(frame_pointer: bool) -> &'static MachineEnv {
    static ENVS: LazyLock<[MachineEnv; 2]> = LazyLock::new(|| [callee_saved(), set(&[EBX, ESI, EDI])].map(registers));
    &ENVS[usize::from(frame_pointer)]
}

fn registers(callee_saved: PRegSet) -> MachineEnv {
    MachineEnv {
        preferred_regs_by_class: [set(&[EAX, ECX, EDX]), floats(), PRegSet::empty()],
        non_preferred_regs_by_class: [callee_saved, PRegSet::empty(), PRegSet::empty()],
        scratch_by_class: [None; 3],
        fixed_stack_slots: Vec::new(),
    }
}

/// The registers that a function hands back unchanged.
pub(crate) fn callee_saved() -> PRegSet {
    set(&[EBX, EBP, ESI, EDI])
}

/// The registers that hold garbage after a call, result registers included.
pub(crate) fn caller_saved() -> PRegSet {
    set(&[EAX, ECX, EDX]) | floats()
}

fn floats() -> PRegSet {
    let mut floats = PRegSet::empty();
    (0..8).for_each(|number| floats.add(float(number)));
    floats
}

/// A set of registers.
pub(crate) fn set(regs: &[PReg]) -> PRegSet {
    let mut set = PRegSet::empty();
    regs.iter().for_each(|&reg| set.add(reg));
    set
}

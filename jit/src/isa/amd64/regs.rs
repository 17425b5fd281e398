//! The registers and what may be done with them.

use std::sync::OnceLock;

use regalloc2::{Allocation, MachineEnv, PReg, PRegSet, RegClass};

const fn gpr(n: usize) -> PReg {
    PReg::new(n, RegClass::Int)
}

/// An SSE register.
pub(super) const fn xmm(n: usize) -> PReg {
    PReg::new(n, RegClass::Float)
}

pub(super) const RAX: PReg = gpr(0);
pub(super) const RCX: PReg = gpr(1);
pub(super) const RDX: PReg = gpr(2);
pub(super) const RBX: PReg = gpr(3);
pub(super) const RSP: PReg = gpr(4);
pub(super) const RBP: PReg = gpr(5);
pub(super) const RSI: PReg = gpr(6);
pub(super) const RDI: PReg = gpr(7);
pub(super) const R8: PReg = gpr(8);
pub(super) const R9: PReg = gpr(9);
pub(super) const R10: PReg = gpr(10);
pub(super) const R11: PReg = gpr(11);
pub(super) const R12: PReg = gpr(12);
pub(super) const R13: PReg = gpr(13);
pub(super) const R14: PReg = gpr(14);
pub(super) const R15: PReg = gpr(15);

/// Registers that a callee must hand back unchanged.
pub(super) const CALLEE_SAVED: PRegSet = PRegSet::empty().with(RBX).with(RBP).with(R12).with(R13).with(R14).with(R15);

const CALLER_SAVED_INT: PRegSet =
    PRegSet::empty().with(RAX).with(RCX).with(RDX).with(RSI).with(RDI).with(R8).with(R9).with(R10).with(R11);

/// xmm0 to xmm7, which need no REX prefix.
const XMM_LOW: PRegSet = PRegSet::empty()
    .with(xmm(0))
    .with(xmm(1))
    .with(xmm(2))
    .with(xmm(3))
    .with(xmm(4))
    .with(xmm(5))
    .with(xmm(6))
    .with(xmm(7));

const XMM_HIGH: PRegSet = PRegSet::empty()
    .with(xmm(8))
    .with(xmm(9))
    .with(xmm(10))
    .with(xmm(11))
    .with(xmm(12))
    .with(xmm(13))
    .with(xmm(14))
    .with(xmm(15));

/// Registers that a call leaves with garbage.
pub(super) fn caller_saved() -> PRegSet {
    CALLER_SAVED_INT | XMM_LOW | XMM_HIGH
}

/// All registers but rsp, and rbp if it is the frame pointer. There is no scratch register: regalloc2 finds one where
/// it needs one.
pub(super) fn env(frame_pointer: bool) -> &'static MachineEnv {
    static ENVS: [OnceLock<MachineEnv>; 2] = [OnceLock::new(), OnceLock::new()];
    ENVS[usize::from(frame_pointer)].get_or_init(|| {
        let mut callee_saved = CALLEE_SAVED;
        if frame_pointer {
            callee_saved.remove(RBP);
        }
        MachineEnv {
            preferred_regs_by_class: [CALLER_SAVED_INT, XMM_LOW, PRegSet::empty()],
            non_preferred_regs_by_class: [callee_saved, XMM_HIGH, PRegSet::empty()],
            scratch_by_class: [None; 3],
            fixed_stack_slots: Vec::new(),
        }
    })
}

/// Number of the register that an operand got, as instructions encode it. Operands of constraint `Any` are told
/// apart before; all others are in registers.
pub(super) fn enc(alloc: Allocation) -> u8 {
    alloc.as_reg().map_or(0, |reg| reg.hw_enc() as u8)
}

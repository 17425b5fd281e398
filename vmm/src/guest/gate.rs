//! The gate: the few ring-3 instructions that take an upcall, run the plugin and hand back the result.
//!
//! The host enters at `dispatch` with a request. Behind each response the gate leaves by an `out`, or, where the host
//! asked for it, looks for the next request for a while and leaves if none comes. The host enters again only with a
//! request, so that what follows an `out` is `dispatch`. It takes nothing on trust from the plugin that ran before: stack pointer, direction flag and in
//! `segmented` mode the segment registers, in `long` mode the floating-point control are set anew on each pass. (A
//! KVM that interprets `segmented` mode has no instruction for the latter. There a plugin that changes it by hand
//! changes it for its own runtime.)
//!
//! ```text
//! dispatch:  put the CPU's state right; stack := request.stack
//!            jump to request.adapter: an entry adapter, which calls the plugin and then jumps to `done`, or `resume`
//! resume:    pop what `callback` saved and return to the built-in's thunk
//! done:      response := DONE; leave or linger; dispatch
//! callback:  save the callee-saved registers; response := CALLBACK; leave or linger; dispatch
//! linger:    put the CPU's state right; until the time is over, look whether there is another request than the one
//!            just answered, and then go on behind the state's part of `dispatch`
//! ```
//!
//! The time is read from the time stamp counter, which KVM leaves to the guest. Reading it takes some twenty cycles,
//! which is what a `pause` would be for; so `long` looks a few times between two readings. `segmented` may be
//! interpreted, where each instruction counts more than how soon a request is seen, and its state is put right by
//! `dispatch` alone.

use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler, dynasm};
use guest_abi::layout::{CODE_BASE, GATE_OFFSET, MAILBOX_BASE, PAGE};
use guest_abi::mailbox as mb;

use super::segments::{USER_DATA, USER_MAILBOX};
use crate::mode::Mode;

/// The gate's code and the addresses in it that others need; all are code-segment offsets.
pub(super) struct Gate {
    pub(super) code: Vec<u8>,
    /// Where the vCPU starts.
    pub(super) dispatch: u32,
    /// Where an entry adapter jumps when the plugin has returned.
    pub(super) done: u32,
    /// What a built-in's thunk calls.
    pub(super) callback: u32,
    /// Where a request leads that returns from a callback.
    pub(super) resume: u32,
    /// The addresses behind the `out` instructions: an exit by the gate's port from anywhere else is forged.
    pub(super) exits: Vec<u32>,
}

/// How often `long` looks for a request between two readings of the clock.
const LOOKS: u32 = 4;

/// MXCSR at reset: all exceptions masked, round to nearest.
const MXCSR: i32 = 0x1f80;

/// Assembles the gate for a machine mode (`Long` or `Segmented`).
pub(super) fn assemble(mode: Mode) -> Gate {
    let gate = if mode == Mode::Long { long() } else { segmented() };
    assert!(gate.code.len() <= PAGE as usize);
    gate
}

fn long() -> Gate {
    let mut ops: Amd64 = VecAssembler::new((CODE_BASE + GATE_OFFSET) as usize);
    dynasm!(ops
        ; .arch x64
        ; ->dispatch:
        ; cld
        ; ldmxcsr [->mxcsr]
    );
    take_long(&mut ops);
    let resume = ops.offset().0;
    dynasm!(ops
        ; .arch x64
        ; pop r15
        ; pop r14
        ; pop r13
        ; pop r12
        ; pop rbp
        ; pop rbx
        ; ret
    );
    let done = ops.offset().0;
    let done_exits = respond_long(&mut ops, mb::EVENT_DONE);
    dynasm!(ops ; .arch x64 ; .align 16);
    let callback = ops.offset().0;
    dynasm!(ops
        ; .arch x64
        ; push rbx
        ; push rbp
        ; push r12
        ; push r13
        ; push r14
        ; push r15
        ; mov [linear(mb::RESP_STACK)], esp
    );
    let callback_exits = respond_long(&mut ops, mb::EVENT_CALLBACK);
    dynasm!(ops
        ; .arch x64
        ; .align 4
        ; ->mxcsr:
        ; .i32 MXCSR
    );
    let exits = [done_exits, callback_exits].concat();
    finish(ops.finalize().expect("all labels are defined"), done, callback, resume, &exits)
}

type Amd64 = VecAssembler<dynasmrt::x64::X64Relocation>;

/// Linear address of a field of the mailbox; below 2 GiB.
const fn linear(field: u32) -> i32 {
    (MAILBOX_BASE + field) as i32
}

/// Goes where the request says.
fn take_long(ops: &mut Amd64) {
    dynasm!(ops
        ; .arch x64
        ; mov esp, [linear(mb::REQ_STACK)]
        ; mov eax, [linear(mb::REQ_ADAPTER)]
        ; jmp rax
    );
}

/// Gives a response, then leaves or lingers. Returns the offsets behind the instructions that leave.
///
/// Each response has code of its own for what follows it: behind a result mostly comes an upcall, behind a callback its
/// return, and so the CPU predicts either jump.
fn respond_long(ops: &mut Amd64, event: u32) -> [usize; 2] {
    dynasm!(ops
        ; .arch x64
        ; mov DWORD [linear(mb::RESP_EVENT)], event as i32
        ; mov eax, [linear(mb::REQ_SEQ)]
        ; mov [linear(mb::RESP_SEQ)], eax
        ; cmp DWORD [linear(mb::REQ_LINGER)], 0
        ; jne >linger
        ; out mb::GATE_PORT as i8, al
    );
    let left = ops.offset().0;
    dynasm!(ops
        ; .arch x64
        ; jmp ->dispatch
        ; .align 16
        ; linger:
        ; mov r8d, eax
        ; cld
        ; ldmxcsr [->mxcsr]
        ; rdtsc
        ; mov r9d, eax
        ; look:
    );
    for _ in 0..LOOKS {
        dynasm!(ops
            ; .arch x64
            ; cmp [linear(mb::REQ_SEQ)], r8d
            ; jne >take
        );
    }
    dynasm!(ops
        ; .arch x64
        ; rdtsc
        ; sub eax, r9d
        ; cmp eax, [linear(mb::REQ_LINGER)]
        ; jb <look
        ; out mb::GATE_PORT as i8, al
    );
    let parked = ops.offset().0;
    dynasm!(ops ; .arch x64 ; jmp ->dispatch ; take:);
    take_long(ops);
    [left, parked]
}

/// `mov sreg, eax` for a segment register by its number: dynasm 5.1 encodes it as the store.
fn load_segment(number: u8) -> [u8; 2] {
    [0x8e, 0xc0 | number << 3]
}

fn segmented() -> Gate {
    let mut ops: VecAssembler<dynasmrt::x86::X86Relocation> = VecAssembler::new(GATE_OFFSET as usize);
    let at = |field: u32| field as i32;
    dynasm!(ops
        ; .arch x86
        ; ->dispatch:
        ; mov eax, i32::from(USER_MAILBOX)
        ; .bytes load_segment(5) // gs
        ; mov eax, i32::from(USER_DATA)
        ; .bytes load_segment(3) // ds
        ; .bytes load_segment(0) // es
        ; .bytes load_segment(2) // ss
        ; cld
        ; gs mov esp, [at(mb::REQ_STACK)]
        ; gs jmp DWORD [at(mb::REQ_ADAPTER)]
    );
    let resume = ops.offset().0;
    dynasm!(ops
        ; .arch x86
        ; pop ebp
        ; pop edi
        ; pop esi
        ; pop ebx
        ; ret
    );
    let done = ops.offset().0;
    dynasm!(ops
        ; .arch x86
        ; gs mov DWORD [at(mb::RESP_EVENT)], mb::EVENT_DONE as i32
        ; gs mov eax, [at(mb::REQ_SEQ)]
        ; gs mov [at(mb::RESP_SEQ)], eax
        ; gs cmp DWORD [at(mb::REQ_LINGER)], 0
        ; jne ->linger
        ; out mb::GATE_PORT as i8, al
    );
    let done_exit = ops.offset().0;
    dynasm!(ops
        ; .arch x86
        ; jmp ->dispatch
        ; .align 16
    );
    let callback = ops.offset().0;
    dynasm!(ops
        ; .arch x86
        ; push ebx
        ; push esi
        ; push edi
        ; push ebp
        ; gs mov [at(mb::RESP_STACK)], esp
        ; gs mov DWORD [at(mb::RESP_EVENT)], mb::EVENT_CALLBACK as i32
        ; gs mov eax, [at(mb::REQ_SEQ)]
        ; gs mov [at(mb::RESP_SEQ)], eax
        ; gs cmp DWORD [at(mb::REQ_LINGER)], 0
        ; jne ->linger
        ; out mb::GATE_PORT as i8, al
    );
    let callback_exit = ops.offset().0;
    dynasm!(ops
        ; .arch x86
        ; jmp ->dispatch
        ; ->linger:
        ; mov esi, eax
        ; rdtsc
        ; mov edi, eax
        ; look:
        ; gs cmp [at(mb::REQ_SEQ)], esi
        ; jne ->dispatch
        ; rdtsc
        ; sub eax, edi
        ; gs cmp eax, [at(mb::REQ_LINGER)]
        ; jb <look
        ; out mb::GATE_PORT as i8, al
    );
    let parked = ops.offset().0;
    dynasm!(ops
        ; .arch x86
        ; jmp ->dispatch
    );
    let exits = [done_exit, callback_exit, parked];
    finish(ops.finalize().expect("all labels are defined"), done, callback, resume, &exits)
}

fn finish(code: Vec<u8>, done: usize, callback: usize, resume: usize, exits: &[usize]) -> Gate {
    let at = |offset: usize| GATE_OFFSET + offset as u32;
    Gate {
        code,
        dispatch: GATE_OFFSET,
        done: at(done),
        callback: at(callback),
        resume: at(resume),
        exits: exits.iter().map(|&exit| at(exit)).collect(),
    }
}

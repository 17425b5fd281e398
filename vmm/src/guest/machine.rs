//! The KVM guest behind the [`Machine`] seam.

use std::io;
use std::sync::Arc;

use guest_abi::layout::{
    CODE_BASE, DATA_BASE, MAILBOX_BASE, SLOT_COUNT, SLOT_SIZE, SLOTS_OFFSET, UNDEFINED_OFFSET, UNDEFINED_SIZE,
};
use guest_abi::{Isa, layout, mailbox as mb};
use jit::isa::adapter::GateLinks;
use linker::{Image, Slot, SlotTarget};
use linux_loader::loader::{KernelLoader, elf::Elf};

use super::fault::Scene;
use super::gate::{self, Gate};
use super::mailbox::Mailbox;
use super::memory::GuestMemory;
use super::paging;
use super::segments::Segments;
use super::vcpu::{Exit, Host, Vcpu};
use crate::machine::{Call, Event, Kick, Machine, Mark, RawKind, Settings};
use crate::mode::Mode;

/// `ud2`
const UNDEFINED: [u8; UNDEFINED_SIZE as usize] = [0x0f, 0x0b];
/// Bytes of the gate's `out imm8`: KVM may report the exit before or after it.
const OUT_LEN: u32 = 2;

/// One KVM guest with its vCPU.
pub(crate) struct KvmMachine {
    // Dropped in this order: the vCPU first, then the memory under it.
    vcpu: Vcpu,
    mailbox: Mailbox,
    image: GuestImage,
    gate: Gate,
    stack_top: u32,
    /// Sequence number of the last request.
    sequence: u32,
    /// Upcalls in progress.
    depth: u32,
    /// Stack pointers at the pending callbacks, innermost last: as the guest reported them, so of no meaning to
    /// the host, which only hands them back.
    callbacks: Vec<u32>,
    /// The vCPU is not at the gate: it must be reset before it runs again.
    astray: bool,
}

impl KvmMachine {
    /// Creates a guest. `settings` have been checked by the runtime's builder.
    pub(crate) fn new(host: &Host, settings: &Settings) -> io::Result<Self> {
        let Settings { mode, memory: data, stack, code } = *settings;
        let memory = GuestMemory::new(data, code, paging::system_size(code))?;
        Elf::load(memory.view(), None, &mut io::Cursor::new(guest_stub::IMAGE), None)
            .map_err(|error| io::Error::other(format!("the guest stub can't be loaded: {error}")))?;
        let segments = Segments::new(mode, data, code);
        segments.build(&memory);
        if mode == Mode::Long {
            paging::build(&memory, data, code);
        }
        let gate = gate::assemble(mode);
        memory.write(CODE_BASE + layout::GATE_OFFSET, &gate.code);
        memory.write(CODE_BASE + UNDEFINED_OFFSET, &UNDEFINED.repeat(SLOT_COUNT as usize));
        // SAFETY: the page is part of `memory`, which is owned by the machine and dropped after the mailbox.
        let mailbox = unsafe { Mailbox::new(memory.system_page(MAILBOX_BASE)) };
        let mut image = GuestImage { memory, mode, code };
        image.undefine_all_slots();
        let entry = u64::from(image.address(gate.dispatch));
        let vcpu = Vcpu::new(host, mode, &image.memory, &segments, entry)?;
        Ok(Self {
            vcpu,
            mailbox,
            image,
            gate,
            stack_top: DATA_BASE + stack,
            sequence: 0,
            depth: 0,
            callbacks: Vec::with_capacity(16),
            astray: false,
        })
    }

    /// Starts a request: sequence number, command, stack pointer.
    fn request(&mut self, command: u32, stack: u32) {
        self.sequence = self.sequence.wrapping_add(1);
        self.mailbox.set_u32(mb::REQ_SEQ, self.sequence);
        self.mailbox.set_u32(mb::REQ_COMMAND, command);
        self.mailbox.set_u32(mb::REQ_STACK, stack);
    }

    /// Runs the guest until the request is answered.
    fn go(&mut self) -> Event {
        match self.try_go() {
            Ok(event) => event,
            Err(error) => Event::Broken(error),
        }
    }

    fn try_go(&mut self) -> io::Result<Event> {
        if self.astray {
            self.vcpu.reset(u64::from(self.image.address(self.gate.dispatch)))?;
            self.astray = false;
        }
        loop {
            let exit = self.vcpu.run();
            match exit {
                Exit::Gate => return self.answer(),
                Exit::Interrupted if !self.vcpu.kicked() => continue,
                Exit::Failed(error) => return Err(error),
                _ => {}
            }
            self.astray = true;
            if matches!(exit, Exit::Interrupted) {
                return Ok(Event::Expired);
            }
            let regs = self.vcpu.regs()?;
            let scene = self.image.scene();
            return Ok(Event::Trapped(match exit {
                Exit::Stub => scene.exception(&regs),
                Exit::NoMemory { address, write, data } => scene.no_memory(address, write, data, &regs),
                Exit::Emulation(what) => scene.other(RawKind::Emulation(what), &regs),
                Exit::Shutdown => {
                    scene.other(RawKind::Forged("the guest faulted while handling a fault".into()), &regs)
                }
                Exit::Unexpected(what) => {
                    scene.other(RawKind::Forged(format!("the guest left with an exit of kind {what}")), &regs)
                }
                Exit::Gate | Exit::Interrupted | Exit::Failed(_) => unreachable!("handled above"),
            }));
        }
    }

    /// The guest wrote to the gate's port: copies the response, then checks it.
    fn answer(&mut self) -> io::Result<Event> {
        let ip = self.vcpu.instruction_pointer()?;
        let from_gate = self.gate.exits.iter().any(|&exit| {
            let behind = u64::from(self.image.address(exit));
            ip == behind || ip == behind - u64::from(OUT_LEN)
        });
        let sequence = self.mailbox.u32(mb::RESP_SEQ);
        let event = self.mailbox.u32(mb::RESP_EVENT);
        let complaint = match event {
            _ if !from_gate => "the plugin wrote to the gate's port itself",
            _ if sequence != self.sequence => "the plugin answered another request than the host's",
            mb::EVENT_DONE => {
                self.depth -= 1;
                return Ok(Event::Returned(self.mailbox.u64(mb::RESP_VALUE)));
            }
            mb::EVENT_CALLBACK => {
                self.callbacks.push(self.mailbox.u32(mb::RESP_STACK));
                return Ok(Event::Callback { builtin: self.mailbox.u32(mb::RESP_BUILTIN) });
            }
            _ => "the plugin's answer is neither a result nor a callback",
        };
        self.astray = true;
        let regs = self.vcpu.regs()?;
        Ok(Event::Trapped(self.image.scene().other(RawKind::Forged(complaint.into()), &regs)))
    }
}

impl Machine for KvmMachine {
    fn mode(&self) -> Mode {
        self.image.mode
    }

    fn isa(&self) -> Isa {
        if self.image.mode == Mode::Long { Isa::Amd64 } else { Isa::Ia32 }
    }

    fn image(&mut self) -> &mut dyn Image {
        &mut self.image
    }

    fn enter(&mut self, call: &Call<'_>) -> Event {
        let target = match call.target {
            SlotTarget::Function { code, .. } | SlotTarget::Builtin { code, .. } => code,
            SlotTarget::Undefined => unreachable!("the runtime does not call undefined slots"),
        };
        let stack = self.mark().stack;
        self.request(mb::CMD_CALL, stack);
        self.mailbox.set_u32(mb::REQ_ADAPTER, self.image.address(call.adapter));
        self.mailbox.set_u32(mb::REQ_TARGET, self.image.address(target));
        for (i, &arg) in (0..mb::MAX_ARGS).zip(call.args) {
            self.mailbox.set_u64(mb::req_arg(i), arg);
        }
        self.depth += 1;
        self.go()
    }

    fn callback_arg(&self, i: u32) -> u64 {
        self.mailbox.u64(mb::resp_arg(i))
    }

    fn resume(&mut self, result: u64) -> Event {
        let stack = self.callbacks.pop().expect("the runtime resumes only a pending callback");
        self.request(mb::CMD_RETURN, stack);
        self.mailbox.set_u64(mb::req_arg(0), result);
        self.go()
    }

    fn mark(&self) -> Mark {
        Mark { stack: self.callbacks.last().copied().unwrap_or(self.stack_top), depth: self.depth }
    }

    fn abandon(&mut self, mark: Mark) {
        // Each upcall in progress at the mark was waiting in one callback.
        self.callbacks.truncate(mark.depth as usize);
        self.depth = mark.depth;
    }

    fn memory(&self) -> &[u8] {
        self.image.memory.data()
    }

    fn memory_mut(&mut self) -> &mut [u8] {
        self.image.memory.data_mut()
    }

    fn gate_links(&self) -> Option<GateLinks> {
        Some(GateLinks { done: self.gate.done, callback: self.gate.callback })
    }

    fn progress(&self) -> u32 {
        self.mailbox.u32(mb::PROGRESS)
    }

    fn set_progress(&mut self, elements: u32) {
        self.mailbox.set_u32(mb::PROGRESS, elements);
    }

    fn control(&self) -> Arc<dyn Kick> {
        self.vcpu.kick()
    }
}

/// Guest memory as the linker writes to it.
struct GuestImage {
    memory: GuestMemory,
    mode: Mode,
    code: u32,
}

impl GuestImage {
    /// A code-segment offset as an address that code uses.
    fn address(&self, offset: u32) -> u32 {
        if self.mode == Mode::Long { CODE_BASE + offset } else { offset }
    }

    fn scene(&self) -> Scene<'_> {
        Scene { mode: self.mode, memory: &self.memory, code: self.code }
    }

    fn undefine_all_slots(&mut self) {
        let table: Vec<u8> = (0..SLOT_COUNT)
            .flat_map(|slot| u64::from(self.address(UNDEFINED_OFFSET + slot * UNDEFINED_SIZE)).to_le_bytes())
            .collect();
        self.memory.write(CODE_BASE + SLOTS_OFFSET, &table);
        debug_assert_eq!(table.len(), (SLOT_COUNT * SLOT_SIZE) as usize);
    }
}

impl Image for GuestImage {
    fn write_code(&mut self, offset: u32, bytes: &[u8]) {
        self.memory.write(CODE_BASE + offset, bytes);
    }

    fn write_data(&mut self, address: u32, bytes: &[u8]) {
        self.memory.write(address, bytes);
    }

    fn fill_data(&mut self, address: u32, len: u32, byte: u8) {
        let start = (address - DATA_BASE) as usize;
        self.memory.data_mut()[start..start + len as usize].fill(byte);
    }

    fn set_slot(&mut self, slot: Slot, target: SlotTarget) {
        let offset = match target {
            SlotTarget::Function { code, .. } | SlotTarget::Builtin { code, .. } => code,
            SlotTarget::Undefined => UNDEFINED_OFFSET + slot.0 * UNDEFINED_SIZE,
        };
        let value = u64::from(self.address(offset));
        self.memory.write(CODE_BASE + SLOTS_OFFSET + slot.0 * SLOT_SIZE, &value.to_le_bytes());
    }
}

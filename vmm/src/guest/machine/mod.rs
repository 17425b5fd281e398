//! The KVM guest behind the [`Machine`] seam.
//!
//! The vCPU is either with the thread that makes upcalls, which then enters the guest itself (sync), or handed over to
//! a resident thread (see `seat`). Requests and responses are the same for both. All that a resident thread does with
//! an exit is to give the vCPU back, so that exits are dealt with here alone.

mod crossing;
mod image;

use std::cell::Cell;
use std::io;
use std::sync::Arc;

use guest_abi::layout::{CODE_BASE, DATA_BASE, MAILBOX_BASE, SLOT_COUNT, UNDEFINED_OFFSET, UNDEFINED_SIZE};
use guest_abi::{Isa, layout, mailbox as mb};
use jit::isa::adapter::GateLinks;
use linker::{Image, SlotTarget};
use linux_loader::loader::{KernelLoader, elf::Elf};

use self::image::GuestImage;
use crate::guest::gate::{self, Gate};
use crate::guest::kick::VcpuKick;
use crate::guest::mailbox::Mailbox;
use crate::guest::memory::GuestMemory;
use crate::guest::paging;
use crate::guest::residence::Residence;
use crate::guest::segments::Segments;
use crate::guest::vcpu::{Exit, Host, Vcpu};
use crate::machine::{Call, Event, Kick, Machine, Mark, Settings};
use crate::mode::Mode;
use crate::policy::{Crossings, Policy};

/// `ud2`
const UNDEFINED: [u8; UNDEFINED_SIZE as usize] = [0x0f, 0x0b];
/// What the plugin ABI wants of the stack pointer that an upcall starts from.
const STACK_ALIGN: u32 = 16;
/// One KVM guest with its vCPU.
pub(crate) struct KvmMachine {
    // Dropped in this order: the vCPU first, then the memory under it.
    /// Where the vCPU is, and what the policy knows.
    residence: Residence,
    kick: Arc<VcpuKick>,
    mailbox: Mailbox,
    image: GuestImage,
    gate: Gate,
    stack_top: u32,
    /// Sequence number of the last request.
    sequence: u32,
    /// The last request is not answered yet.
    pending: bool,
    /// The upcall in progress is a stream; see [`Machine::stream`].
    streams: bool,
    /// When it was made, if that is to be known.
    start: Option<u64>,
    /// The vCPU may be about to leave by the gate without an answer: it was resident, and perhaps interrupted between
    /// looking for a request and leaving.
    loose: bool,
    /// Upcalls in progress.
    depth: u32,
    /// Stack pointers at the pending callbacks, innermost last: as the guest reported them, so of no meaning to
    /// the host, which only hands them back.
    callbacks: Vec<u32>,
    /// The vCPU is not at the gate: it must be reset before it runs again.
    astray: Cell<bool>,
    /// What the vCPU left the guest for when it was taken out in the middle of a request.
    disturbed: Cell<Option<io::Result<Option<Exit>>>>,
    /// What went wrong when the last request was made, to be told when it is waited for.
    failure: Option<io::Error>,
}

impl KvmMachine {
    /// Creates a guest. `settings` have been checked by the runtime's builder.
    pub(crate) fn new(host: &Host, settings: &Settings) -> io::Result<Self> {
        let Settings { mode, memory: data, stack, code, policy } = *settings;
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
        let kick = vcpu.kick();
        Ok(Self {
            residence: Residence::new(vcpu, host.crew.clone(), policy),
            kick,
            mailbox,
            image,
            gate,
            stack_top: DATA_BASE + stack,
            sequence: 0,
            pending: false,
            streams: false,
            start: None,
            loose: false,
            depth: 0,
            callbacks: Vec::with_capacity(16),
            astray: Cell::new(false),
            disturbed: Cell::new(None),
            failure: None,
        })
    }
}

impl KvmMachine {
    /// The stack pointer from which the next upcall starts, and the innermost one did if no callback is pending in it.
    fn floor(&self) -> u32 {
        self.mark().stack & !(STACK_ALIGN - 1)
    }
}

impl Drop for KvmMachine {
    fn drop(&mut self) {
        // Before the memory under it goes away.
        self.quiesce();
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
        self.quiesce();
        &mut self.image
    }

    fn begin(&mut self, call: &Call<'_>) {
        let target = match call.target {
            SlotTarget::Function { code, .. } | SlotTarget::Builtin { code, .. } => code,
            SlotTarget::Undefined => unreachable!("the runtime does not call undefined slots"),
        };
        let stack = self.floor();
        self.mailbox.set_u32(mb::REQ_TARGET, self.image.address(target));
        for (i, &arg) in (0..mb::MAX_ARGS).zip(call.args) {
            self.mailbox.set_u64(mb::req_arg(i), arg);
        }
        self.depth += 1;
        self.request(call.adapter, stack);
    }

    fn callback_args(&self, args: &mut [u64]) {
        for (i, arg) in (0..mb::MAX_ARGS).zip(args) {
            *arg = self.mailbox.u64(mb::resp_arg(i));
        }
    }

    fn reply(&mut self, result: u64) {
        let stack = self.callbacks.pop().expect("the runtime resumes only a pending callback");
        self.mailbox.set_u64(mb::req_arg(0), result);
        self.request(self.gate.resume, stack);
    }

    fn poll(&mut self) -> Option<Event> {
        if !self.pending {
            return None;
        }
        if self.residence.is_away() && self.failure.is_none() {
            if let Some(event) = self.answer() {
                return Some(event);
            }
            if !self.residence.is_out() {
                if !self.streams || self.residence.may_stay() {
                    return None;
                }
                return Some(self.make_room());
            }
        } else if let Some(exit) = self.disturbed.take() {
            if let Some(event) = self.taken_over(exit) {
                return Some(event);
            }
            self.stay();
            if self.residence.is_away() {
                return None;
            }
        }
        Some(self.wait())
    }

    fn wait(&mut self) -> Event {
        self.wait_for_event()
    }

    fn enter(&mut self, call: &Call<'_>) -> Event {
        self.begin(call);
        self.wait_for_event()
    }

    fn resume(&mut self, result: u64) -> Event {
        self.reply(result);
        self.wait_for_event()
    }

    fn mark(&self) -> Mark {
        Mark { stack: self.callbacks.last().copied().unwrap_or(self.stack_top), depth: self.depth }
    }

    fn abandon(&mut self, mark: Mark) {
        if self.pending {
            self.quiesce();
            self.disturbed.set(None);
            self.lost();
        }
        // Each upcall in progress at the mark was waiting in one callback.
        self.callbacks.truncate(mark.depth as usize);
        self.depth = mark.depth;
    }

    fn memory_size(&self) -> u32 {
        self.image.memory.data_size()
    }

    fn go_on(&mut self) {
        self.astray.set(false);
        self.pending = true;
        self.stay();
    }

    fn stream(&mut self, on: bool) {
        self.streams = on;
        self.residence.keep(on);
    }

    fn linger(&self) -> u32 {
        if self.pending && self.residence.is_away() { self.residence.idle() } else { 0 }
    }

    fn read(&self, offset: u32, into: &mut [u8]) {
        self.image.memory.read(DATA_BASE + offset, into);
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) {
        self.image.memory.write(DATA_BASE + offset, bytes);
    }

    fn read_words(&self, offset: u32, into: &mut [u64]) {
        self.image.memory.read_words(offset, into);
    }

    fn prefetch(&self, offset: u32) {
        self.image.memory.prefetch(offset);
    }

    fn write_words(&mut self, offset: u32, words: &[u64]) {
        self.image.memory.write_words(offset, words);
    }

    fn memory(&self) -> &[u8] {
        self.quiesce();
        self.image.memory.data()
    }

    fn memory_mut(&mut self) -> &mut [u8] {
        self.quiesce();
        self.image.memory.data_mut()
    }

    fn gate_links(&self) -> Option<GateLinks> {
        Some(GateLinks { done: self.gate.done, callback: self.gate.callback })
    }

    fn share_ticks(&mut self) -> Option<u32> {
        self.quiesce();
        self.residence.vcpu().ok()?.share_ticks()
    }

    fn write_constants(&mut self, offset: u32, bytes: &[u8]) {
        self.image.memory.write(CODE_BASE + offset, bytes);
    }

    fn progress(&self) -> u32 {
        self.mailbox.u32(mb::PROGRESS)
    }

    fn set_progress(&mut self, elements: u32) {
        self.mailbox.set_u32(mb::PROGRESS, elements);
    }

    fn control(&self) -> Arc<dyn Kick> {
        self.kick.clone()
    }

    fn set_policy(&mut self, policy: Policy) {
        if self.quiesce() {
            self.residence.parked();
        }
        self.residence.set_policy(policy);
    }

    fn park(&mut self) {
        if self.residence.is_away() {
            self.come_back();
        }
    }

    fn crossings(&self) -> Crossings {
        self.residence.crossings()
    }
}

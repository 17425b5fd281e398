//! The KVM guest behind the [`Machine`] seam.
//!
//! The vCPU is either with the thread that makes upcalls, which then enters the guest itself (sync), or handed over to
//! a resident thread (see `seat`). Requests and responses are the same for both. All that a resident thread does with
//! an exit is to give the vCPU back, so that exits are dealt with here alone.

use std::cell::Cell;
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
use super::kick::VcpuKick;
use super::mailbox::Mailbox;
use super::memory::GuestMemory;
use super::paging;
use super::residence::Residence;
use super::segments::Segments;
use super::ticks;
use super::vcpu::{Exit, Host, Vcpu};
use crate::machine::{Call, Event, Kick, Machine, Mark, RawKind, Settings};
use crate::mode::Mode;
use crate::policy::{Crossings, Policy};

/// `ud2`
const UNDEFINED: [u8; UNDEFINED_SIZE as usize] = [0x0f, 0x0b];
/// Bytes of the gate's `out imm8`: KVM may report the exit before or after it.
const OUT_LEN: u32 = 2;
/// What the plugin ABI wants of the stack pointer that an upcall starts from.
const STACK_ALIGN: u32 = 16;
/// How often a spinning caller looks at the response between two looks at the clock.
const LOOKS: u32 = 64;
const NO_EVENT: &str = "the plugin's answer is neither a result nor a callback";

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

    /// Makes the request whose arguments are in the mailbox.
    #[inline]
    fn request(&mut self, adapter: u32, stack: u32) {
        self.mailbox.set_u32(mb::REQ_ADAPTER, self.image.address(adapter));
        self.mailbox.set_u32(mb::REQ_STACK, stack);
        self.sequence = self.sequence.wrapping_add(1);
        // A kick that is on its way must not find the request answered.
        if self.residence.is_away() && !self.residence.is_out() && !self.kick.kicked() {
            self.pending = true;
            self.start = self.residence.samples().then(ticks::now);
            self.mailbox.release(mb::REQ_SEQ, self.sequence);
            // Whatever can be done now is done while the request is on its way.
            self.residence.requested();
        } else {
            self.request_here();
        }
    }

    /// Makes the request with the vCPU on this thread, or just handed over.
    fn request_here(&mut self) {
        if self.residence.is_away() {
            self.come_back();
        }
        self.pending = true;
        let now = ticks::now();
        self.start = Some(now);
        if self.astray.get()
            && let Err(error) = self.reset()
        {
            self.failure = Some(error);
            return;
        }
        // What a plugin may have written there in advance is no answer.
        self.mailbox.set_u32(mb::RESP_SEQ, self.sequence.wrapping_sub(1));
        let linger = self.residence.linger(now);
        self.mailbox.set_u32(mb::REQ_LINGER, linger);
        self.mailbox.release(mb::REQ_SEQ, self.sequence);
        self.hand_over(linger, now);
    }

    /// Begins another stay in the middle of a request, if the policy wants that.
    fn stay(&mut self) {
        let now = ticks::now();
        self.start = Some(now);
        let linger = self.residence.linger(now);
        self.mailbox.set_u32(mb::REQ_LINGER, linger);
        self.hand_over(linger, now);
    }

    /// Hands the vCPU over, if the policy wants that.
    fn hand_over(&mut self, linger: u32, now: u64) {
        if linger != 0 {
            if self.residence.hand_over(now) {
                self.loose = true;
                self.residence.requested();
            } else {
                self.mailbox.set_u32(mb::REQ_LINGER, 0);
            }
        }
    }

    fn reset(&mut self) -> io::Result<()> {
        let entry = u64::from(self.image.address(self.gate.dispatch));
        self.residence.vcpu()?.reset(entry)?;
        self.astray.set(false);
        self.loose = false;
        Ok(())
    }

    /// Takes the vCPU out of the guest if it is resident. Afterwards nothing runs there. Says whether it had parked. If a
    /// request is not answered yet, what the vCPU left the guest for is seen to when the answer is asked for.
    fn quiesce(&self) -> bool {
        if !self.residence.is_away() {
            return false;
        }
        let exit = self.residence.disturb();
        self.mailbox.set_u32(mb::REQ_LINGER, 0);
        if self.pending {
            self.disturbed.set(Some(exit));
            return false;
        }
        let ip = self.residence.instruction_pointer();
        let (parked, at_gate) = match exit {
            Ok(None) => (false, true),
            Ok(Some(Exit::Gate)) => (true, ip.is_ok_and(|ip| self.is_exit(ip))),
            Ok(Some(Exit::Interrupted)) => (false, ip.is_ok_and(|ip| self.is_in_gate(ip))),
            Ok(Some(_)) | Err(_) => (false, false),
        };
        // A plugin that answered and went on, until it faulted or for ever, is only put right: the upcall is over. And
        // without its vCPU the machine can't do anything any more, as the next request finds out.
        if !at_gate {
            self.astray.set(true);
        }
        parked
    }

    /// Whether the vCPU that is at `ip` has left by one of the gate's own `out` instructions.
    fn is_exit(&self, ip: u64) -> bool {
        self.gate.exits.iter().any(|&exit| {
            let behind = u64::from(self.image.address(exit));
            ip == behind || ip == behind - u64::from(OUT_LEN)
        })
    }

    /// Whether `ip` is in the gate.
    fn is_in_gate(&self, ip: u64) -> bool {
        let start = u64::from(self.image.address(layout::GATE_OFFSET));
        (start..start + self.gate.code.len() as u64).contains(&ip)
    }

    /// Ends the stay between two requests.
    fn come_back(&mut self) {
        if self.quiesce() {
            self.residence.parked();
        }
        self.residence.ended();
    }

    /// The answer of a resident vCPU, if there is one.
    #[inline(always)]
    fn answer(&mut self) -> Option<Event> {
        if self.mailbox.acquire(mb::RESP_SEQ) != self.sequence {
            return None;
        }
        let Some(event) = self.response() else {
            self.quiesce();
            return Some(self.forged(NO_EVENT));
        };
        if let Some(start) = self.start.filter(|_| !self.streams)
            && !self.residence.timed(start)
        {
            self.quiesce();
            self.residence.ended();
        }
        Some(event)
    }

    /// Copies the response, then checks it. `None` if it is neither a result nor a callback.
    #[inline(always)]
    fn response(&mut self) -> Option<Event> {
        self.pending = false;
        match self.mailbox.u32(mb::RESP_EVENT) {
            mb::EVENT_DONE => {
                self.depth -= 1;
                Some(Event::Returned(self.mailbox.u64(mb::RESP_VALUE)))
            }
            mb::EVENT_CALLBACK => {
                self.callbacks.push(self.mailbox.u32(mb::RESP_STACK));
                Some(Event::Callback { builtin: self.mailbox.u32(mb::RESP_BUILTIN) })
            }
            _ => None,
        }
    }

    /// Waits for what comes of the last request.
    ///
    /// It is inlined into an upcall's start and a callback's end, since the one mostly leads to another event than the
    /// other: so the CPU predicts the branches behind the wait.
    #[inline(always)]
    fn wait_for_event(&mut self) -> Event {
        if self.failure.is_some() {
            return self.failed();
        }
        let resident = self.residence.is_away();
        if resident {
            if let Some(event) = self.spin() {
                return event;
            }
        } else if let Some(exit) = self.disturbed.take()
            && let Some(event) = self.taken_over(exit)
        {
            return event;
        }
        self.run(resident)
    }

    /// What went wrong when the last request was made.
    #[cold]
    fn failed(&mut self) -> Event {
        self.pending = false;
        let unknown = || io::Error::other("the request was not made");
        Event::Broken(self.failure.take().unwrap_or_else(unknown))
    }

    /// Spins until the resident vCPU has answered. Takes it back, and returns nothing, if it has left the guest without
    /// an answer or does not answer in time: then the request is to be seen to on this thread.
    #[inline(always)]
    fn spin(&mut self) -> Option<Event> {
        let mut since = None;
        loop {
            for _ in 0..LOOKS {
                if let Some(event) = self.answer() {
                    return Some(event);
                }
                if self.residence.is_out() {
                    return self.take_over();
                }
                std::hint::spin_loop();
            }
            let now = ticks::now();
            let since = *since.get_or_insert(now);
            if now.saturating_sub(since) > self.residence.patience() {
                self.start.get_or_insert(since);
                self.residence.stolen();
                return self.take_over();
            }
        }
    }

    /// Takes the vCPU back in the middle of a request, and sees to what it left the guest for.
    fn take_over(&mut self) -> Option<Event> {
        self.start.get_or_insert_with(ticks::now);
        let exit = self.residence.take_back();
        self.mailbox.set_u32(mb::REQ_LINGER, 0);
        self.taken_over(exit)
    }

    /// Sees to what a vCPU left the guest for that was taken back in the middle of a request.
    fn taken_over(&mut self, exit: io::Result<Option<Exit>>) -> Option<Event> {
        let event = match exit {
            Err(error) => Some(Event::Broken(error)),
            Ok(None) => None,
            Ok(Some(exit)) => {
                if matches!(exit, Exit::Gate) {
                    self.residence.parked();
                }
                self.settle(exit)
            }
        };
        // It may have answered just then, before it was interrupted.
        if event.is_none() && self.mailbox.acquire(mb::RESP_SEQ) == self.sequence {
            let event = self.response().unwrap_or_else(|| self.forged(NO_EVENT));
            self.residence.crossed(self.start.unwrap_or_default(), true);
            return Some(event);
        }
        if event.is_some() {
            self.residence.ended();
        }
        event
    }

    /// Ends the stay in the middle of a stream: a hotter runtime needs the core.
    fn make_room(&mut self) -> Event {
        if let Some(event) = self.take_over() {
            return event;
        }
        self.residence.ended();
        self.run(false)
    }

    /// Runs the guest on this thread until the request is answered.
    fn run(&mut self, stolen: bool) -> Event {
        loop {
            let exit = match self.residence.vcpu() {
                Ok(vcpu) => vcpu.run(),
                Err(error) => return Event::Broken(error),
            };
            if let Some(event) = self.settle(exit) {
                self.residence.crossed(self.start.unwrap_or_default(), stolen);
                return event;
            }
        }
    }

    /// Sees to an exit; `None` if the guest is to go on.
    fn settle(&mut self, exit: Exit) -> Option<Event> {
        match exit {
            Exit::Gate => self.left_by_gate(),
            Exit::Interrupted if !self.kick.kicked() => None,
            Exit::Interrupted => {
                self.lost();
                Some(Event::Expired)
            }
            Exit::Failed(error) => Some(Event::Broken(error)),
            exit => {
                self.lost();
                Some(self.trapped(exit).unwrap_or_else(Event::Broken))
            }
        }
    }

    /// The request will not be answered, and the vCPU is somewhere in a plugin.
    fn lost(&mut self) {
        self.pending = false;
        self.astray.set(true);
    }

    fn trapped(&mut self, exit: Exit) -> io::Result<Event> {
        let regs = self.residence.vcpu()?.regs()?;
        let scene = self.image.scene();
        Ok(Event::Trapped(Box::new(match exit {
            Exit::Stub => scene.exception(&regs),
            Exit::NoMemory { address, write, data } => scene.no_memory(address, write, data, &regs),
            Exit::Emulation(what) => scene.other(RawKind::Emulation(what), &regs),
            Exit::Shutdown => scene.other(RawKind::Forged("the guest faulted while handling a fault".into()), &regs),
            Exit::Unexpected(what) => {
                scene.other(RawKind::Forged(format!("the guest left with an exit of kind {what}")), &regs)
            }
            Exit::Gate | Exit::Interrupted | Exit::Failed(_) => unreachable!("handled by `settle`"),
        })))
    }

    /// The guest wrote to the gate's port.
    fn left_by_gate(&mut self) -> Option<Event> {
        let ip = match self.residence.instruction_pointer() {
            Ok(ip) => ip,
            Err(error) => return Some(Event::Broken(error)),
        };
        let loose = std::mem::take(&mut self.loose);
        if !self.is_exit(ip) {
            return Some(self.forged("the plugin wrote to the gate's port itself"));
        }
        if self.mailbox.acquire(mb::RESP_SEQ) == self.sequence {
            return Some(self.response().unwrap_or_else(|| self.forged(NO_EVENT)));
        }
        // Behind the `out` is the dispatch, which takes the request that the gate did not see in time.
        if loose { None } else { Some(self.forged("the plugin answered another request than the host's")) }
    }

    /// The trap for an answer that the gate can't have given. The vCPU must be here.
    fn forged(&mut self, complaint: &str) -> Event {
        self.lost();
        match self.residence.vcpu().and_then(Vcpu::regs) {
            Ok(regs) => Event::Trapped(Box::new(self.image.scene().other(RawKind::Forged(complaint.into()), &regs))),
            Err(error) => Event::Broken(error),
        }
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
        let stack = self.mark().stack & !(STACK_ALIGN - 1);
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

//! Requests and responses: how a machine makes one and waits for the other, with the vCPU here or away, and what it
//! makes of exits.

use std::io;

use guest_abi::{layout, mailbox as mb};

use super::KvmMachine;
use crate::guest::ticks;
use crate::guest::vcpu::{Exit, Vcpu};
use crate::machine::{Event, RawKind};

/// Bytes of the gate's `out imm8`: KVM may report the exit before or after it.
const OUT_LEN: u32 = 2;
/// How often a spinning caller looks at the response between two looks at the clock.
const LOOKS: u32 = 64;
const NO_EVENT: &str = "the plugin's answer is neither a result nor a callback";

impl KvmMachine {
    /// Makes the request whose arguments are in the mailbox.
    #[inline]
    pub(super) fn request(&mut self, adapter: u32, stack: u32) {
        self.mailbox.set_u32(mb::REQ_ADAPTER, self.image.address(adapter));
        self.mailbox.set_u32(mb::REQ_STACK, stack);
        // At a callback's end that callback is not pending any more.
        let floor = self.floor();
        self.mailbox.set_u32(mb::REQ_FLOOR, floor);
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
    pub(super) fn stay(&mut self) {
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
    pub(super) fn quiesce(&self) -> bool {
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
    pub(super) fn come_back(&mut self) {
        if self.quiesce() {
            self.residence.parked();
        }
        self.residence.ended();
    }

    /// The answer of a resident vCPU, if there is one.
    #[inline(always)]
    pub(super) fn answer(&mut self) -> Option<Event> {
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
    pub(super) fn wait_for_event(&mut self) -> Event {
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
    pub(super) fn taken_over(&mut self, exit: io::Result<Option<Exit>>) -> Option<Event> {
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
            // A plugin that answered by itself and goes on must not get the next request.
            if !self.residence.instruction_pointer().is_ok_and(|ip| self.is_in_gate(ip)) {
                self.astray.set(true);
            }
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
    pub(super) fn make_room(&mut self) -> Event {
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
    pub(super) fn lost(&mut self) {
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

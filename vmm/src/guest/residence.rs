//! Where a machine's vCPU is: with the thread that makes upcalls, or away with a resident thread; and the policy that
//! decides it.

use std::cell::Cell;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::crew::Crew;
use super::kick::VcpuKick;
use super::seat::Seat;
use super::ticks::{self, ticks};
use super::vcpu::{Exit, Vcpu};
use crate::policy::{Crossings, Policy};
use crate::residency::{Limits, Residency};

/// How long an answer is spun for. A plugin that takes longer gains little by residency, and to take the vCPU back
/// costs a signal and two wake-ups: 10 us on a fast host, 150 us on a slow one.
const PATIENCE: Duration = Duration::from_micros(150);
/// How long a runtime goes without another attempt when there was no core for it.
const PAUSE: Duration = Duration::from_millis(1);
/// The gate counts in 31 bits.
const LONGEST_LINGER: u64 = i32::MAX as u64;

/// The vCPU of one machine, wherever it is.
pub(super) struct Residence {
    /// The vCPU while it is here. In a cell because to borrow memory for reading takes it back too.
    vcpu: Cell<Option<Box<Vcpu>>>,
    away: Cell<bool>,
    seat: Arc<Seat>,
    crew: Arc<Crew>,
    kick: Arc<VcpuKick>,
    policy: Residency,
    crossings: Crossings,
    /// Ticks that the gate shall wait for a request while the vCPU is resident.
    linger: u32,
    /// What it took to end a stay for another reason than a request, of which the policy does not know yet.
    disturbance: Cell<Option<u64>>,
}

impl Residence {
    pub(super) fn new(vcpu: Vcpu, crew: Arc<Crew>, policy: Policy) -> Self {
        let khz = vcpu.tsc_khz();
        // Not 0: that is what tells sync from resident.
        let linger = ticks(crew.idle(), khz).clamp(1, LONGEST_LINGER);
        let limits = Limits { idle: linger, patience: ticks(PATIENCE, khz), pause: ticks(PAUSE, khz) };
        Self {
            kick: vcpu.kick(),
            vcpu: Cell::new(Some(Box::new(vcpu))),
            away: Cell::new(false),
            seat: Arc::new(Seat::new()),
            crew,
            policy: Residency::new(policy, limits),
            crossings: Crossings::default(),
            linger: linger as u32,
            disturbance: Cell::new(None),
        }
    }

    pub(super) fn set_policy(&mut self, policy: Policy) {
        self.policy.set_policy(policy);
    }

    pub(super) fn crossings(&self) -> Crossings {
        self.crossings
    }

    /// How long an answer is spun for, in ticks.
    pub(super) fn patience(&self) -> u64 {
        self.policy.limits().patience
    }

    /// Whether the vCPU was handed over and not taken back.
    #[inline]
    pub(super) fn is_away(&self) -> bool {
        self.away.get()
    }

    /// Whether a vCPU that was handed over has left the guest.
    #[inline]
    pub(super) fn is_out(&self) -> bool {
        self.seat.is_out()
    }

    /// The vCPU, which must be here.
    pub(super) fn vcpu(&mut self) -> io::Result<&mut Vcpu> {
        self.vcpu.get_mut().as_deref_mut().ok_or_else(gone)
    }

    /// Where the guest is, as of the last exit of the vCPU, which must be here.
    pub(super) fn instruction_pointer(&self) -> io::Result<u64> {
        let mut vcpu = self.vcpu.take().ok_or_else(gone)?;
        let ip = vcpu.instruction_pointer();
        self.vcpu.set(Some(vcpu));
        ip
    }

    /// Whether the crossing that starts now is to be timed.
    #[inline]
    pub(super) fn samples(&self) -> bool {
        self.policy.samples()
    }

    /// A request was made of the vCPU that is away.
    #[inline]
    pub(super) fn requested(&mut self) {
        self.seat.request();
        self.policy.requested();
        self.crossings.resident += 1;
    }

    /// Has the stay go on though no requests are made, or not any more.
    pub(super) fn keep(&self, on: bool) {
        self.seat.keep(on);
    }

    /// Ticks that the gate waits for a request while the vCPU is resident.
    pub(super) fn idle(&self) -> u32 {
        self.linger
    }

    /// Takes the vCPU back for another reason than a request.
    pub(super) fn disturb(&self) -> io::Result<Option<Exit>> {
        let start = ticks::now();
        let exit = self.take_back();
        self.disturbance.set(Some(ticks::now().saturating_sub(start)));
        exit
    }

    /// Ticks that the gate shall wait for the request after the one that starts now; 0 if the vCPU shall stay here.
    pub(super) fn linger(&mut self, now: u64) -> u32 {
        if let Some(took) = self.disturbance.take() {
            self.policy.disturbed(took, now);
        }
        if self.policy.wants(now) { self.linger } else { 0 }
    }

    /// Hands the vCPU over, unless there is no core for it.
    pub(super) fn hand_over(&mut self, now: u64) -> bool {
        let Some(vcpu) = self.vcpu.take() else { return false };
        match self.crew.hand_over(&self.seat, &self.kick, vcpu, self.policy.heat()) {
            Ok(()) => {
                self.away.set(true);
                self.crossings.stays += 1;
                self.policy.began();
                true
            }
            Err(vcpu) => {
                self.vcpu.set(Some(vcpu));
                self.policy.refused(now);
                false
            }
        }
    }

    /// Takes the vCPU back, if it is away, and makes it leave the guest for that. Returns the exit that it left by;
    /// `None` if it was not inside.
    pub(super) fn take_back(&self) -> io::Result<Option<Exit>> {
        if !self.away.get() {
            return Ok(None);
        }
        let (vcpu, exit) = self.crew.take_back(&self.seat, &self.kick)?;
        self.vcpu.set(Some(vcpu));
        self.away.set(false);
        Ok(exit)
    }

    /// A crossing went by the calling thread from `start` until now; with `stolen`, it was begun by a resident one.
    pub(super) fn crossed(&mut self, start: u64, stolen: bool) {
        self.crossings.sync += 1;
        if !stolen && self.policy.policy() == Policy::Sync {
            return;
        }
        let now = ticks::now();
        if stolen {
            self.crossings.resident -= 1;
            self.policy.stolen(now.saturating_sub(start), now);
        } else {
            self.policy.crossed(start, now);
        }
    }

    /// In a stay whose one request goes on and on: whether it may, and that it is used.
    pub(super) fn may_stay(&self) -> bool {
        self.seat.request();
        !self.seat.is_evicted()
    }

    /// A resident vCPU answered a request that was made at `start`. Says whether the stay shall go on.
    pub(super) fn timed(&mut self, start: u64) -> bool {
        let now = ticks::now();
        self.policy.answered(now.saturating_sub(start), now) && !self.seat.is_evicted()
    }

    /// The gate parked.
    pub(super) fn parked(&mut self) {
        self.crossings.parks += 1;
    }

    /// The calling thread took the vCPU back because no answer came.
    pub(super) fn stolen(&mut self) {
        self.crossings.steals += 1;
    }

    /// A stay is over.
    pub(super) fn ended(&mut self) {
        let now = ticks::now();
        self.disturbance.set(None);
        if self.seat.is_evicted() { self.policy.evicted(now) } else { self.policy.ended(now) }
    }
}

fn gone() -> io::Error {
    io::Error::other("the guest's vCPU is gone")
}

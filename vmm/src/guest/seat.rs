//! Where a vCPU passes between the thread that makes upcalls and a resident thread of the engine.
//!
//! A vCPU has one owner at any time. The caller hands it over by putting it here; a resident thread takes it inside,
//! and whatever makes it leave the guest, puts it back with the exit and is done with it: only the caller acts on
//! exits. So the caller never waits for guest code, only for the resident thread to leave the guest, which the
//! caller can bring about. It may also take the vCPU back before it was taken inside.
//!
//! ```text
//!          hand            enter            leave
//! EMPTY ---------> WAITING -------> INSIDE --------> OUT
//!   ^                 |                               |
//!   +----- take ------+-------------- take -----------+
//! ```

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::vcpu::{Exit, Vcpu};

/// Where the vCPU is.
enum Place {
    /// With the caller.
    Empty,
    /// Here, for a resident thread to take.
    Waiting(Box<Vcpu>),
    /// With a resident thread.
    Inside,
    /// Here, for the caller to take, with why it left the guest.
    Out(Box<Vcpu>, Exit),
}

/// The vCPU left the guest, or never got in: the caller need not wait.
const AT_REST: u8 = 0;
/// The vCPU waits for a resident thread or is with one.
const AWAY: u8 = 1;

/// One runtime's seat.
pub(super) struct Seat {
    /// What a spinning caller looks at; follows `place` and is only written under its lock.
    state: AtomicU8,
    /// A hotter runtime needs the core: to be looked at by the caller now and then.
    evicted: AtomicBool,
    /// How much this stay saves, as the runtime's policy knows it; see `Residency::heat`.
    heat: AtomicU32,
    /// Counts requests, so that the engine sees a stay in which none are made.
    activity: AtomicU32,
    /// The stay shall go on without requests.
    kept: AtomicBool,
    place: Mutex<Place>,
    out: Condvar,
}

impl Seat {
    pub(super) fn new() -> Self {
        Self {
            state: AtomicU8::new(AT_REST),
            evicted: AtomicBool::new(false),
            heat: AtomicU32::new(0),
            activity: AtomicU32::new(0),
            kept: AtomicBool::new(false),
            place: Mutex::new(Place::Empty),
            out: Condvar::new(),
        }
    }

    fn place(&self) -> MutexGuard<'_, Place> {
        // Nothing panics while it is held; were it to, the place would still be whole.
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The caller hands its vCPU over.
    pub(super) fn hand(&self, vcpu: Box<Vcpu>, heat: u32) {
        let mut place = self.place();
        *place = Place::Waiting(vcpu);
        self.evicted.store(false, Ordering::Relaxed);
        self.heat.store(heat, Ordering::Relaxed);
        self.state.store(AWAY, Ordering::Release);
    }

    /// A resident thread takes the vCPU inside; `None` if the caller was faster.
    pub(super) fn enter(&self) -> Option<Box<Vcpu>> {
        let mut place = self.place();
        match std::mem::replace(&mut *place, Place::Inside) {
            Place::Waiting(vcpu) => Some(vcpu),
            other => {
                *place = other;
                None
            }
        }
    }

    /// The resident thread puts the vCPU back.
    pub(super) fn leave(&self, vcpu: Box<Vcpu>, exit: Exit) {
        let mut place = self.place();
        *place = Place::Out(vcpu, exit);
        self.state.store(AT_REST, Ordering::Release);
        self.out.notify_one();
    }

    /// Whether the vCPU has left the guest and can be taken without waiting.
    #[inline]
    pub(super) fn is_out(&self) -> bool {
        self.state.load(Ordering::Acquire) == AT_REST
    }

    /// Takes the vCPU back if it is here, with the exit if it was inside; `None` if it is inside.
    pub(super) fn try_take(&self) -> Option<(Box<Vcpu>, Option<Exit>)> {
        self.take_from(&mut self.place())
    }

    /// Takes the vCPU back. If it is inside, something must have been done to make it leave.
    pub(super) fn take(&self) -> Option<(Box<Vcpu>, Option<Exit>)> {
        let mut place = self.place();
        while matches!(*place, Place::Inside) {
            place = self.out.wait(place).unwrap_or_else(PoisonError::into_inner);
        }
        self.take_from(&mut place)
    }

    fn take_from(&self, place: &mut Place) -> Option<(Box<Vcpu>, Option<Exit>)> {
        let taken = match std::mem::replace(place, Place::Empty) {
            Place::Waiting(vcpu) => (vcpu, None),
            Place::Out(vcpu, exit) => (vcpu, Some(exit)),
            other => {
                *place = other;
                return None;
            }
        };
        self.state.store(AT_REST, Ordering::Release);
        Some(taken)
    }

    /// The caller has made a request of the resident vCPU.
    #[inline]
    pub(super) fn request(&self) {
        // Only the caller writes it, so this needs no atomic addition.
        self.activity.store(self.activity.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
    }

    /// Whether the caller shall step down.
    pub(super) fn is_evicted(&self) -> bool {
        self.evicted.load(Ordering::Relaxed)
    }

    /// How many requests were made, modulo 2^32.
    pub(super) fn activity(&self) -> u32 {
        self.activity.load(Ordering::Relaxed)
    }

    /// Has the stay go on though no requests are made, or not any more.
    pub(super) fn keep(&self, on: bool) {
        self.kept.store(on, Ordering::Relaxed);
    }

    /// Whether the stay shall go on without requests.
    pub(super) fn is_kept(&self) -> bool {
        self.kept.load(Ordering::Relaxed)
    }

    /// How much the stay saves.
    pub(super) fn heat(&self) -> u32 {
        self.heat.load(Ordering::Relaxed)
    }

    /// Asks the caller to step down soon.
    pub(super) fn evict(&self) {
        self.evicted.store(true, Ordering::Relaxed);
    }
}

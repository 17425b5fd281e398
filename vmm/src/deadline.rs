//! One runtime's deadline: how an upcall and the supervisor agree on whether it was in time.
//!
//! The state is one word: idle, a point in time, or where the supervisor is with its kick. An upcall publishes a
//! point in time when it starts and takes it back when it ends; the supervisor turns a point in time that has
//! passed into `KICKING`, kicks, and stores `KICKED`. Since both do so by an atomic exchange of the same word, a
//! kick belongs to exactly the upcall whose deadline passed: an upcall that ends during the kick waits for it and
//! takes it back, so that it can't hit the next one.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Waker;

use crate::machine::Kick;

const IDLE: u64 = 0;
const KICKING: u64 = 1;
const KICKED: u64 = 2;
/// The earliest point in time that the word can hold.
const EARLIEST: u64 = 3;
/// An upcall that may take as long as it likes.
const UNLIMITED: u64 = u64::MAX - 1;
/// No point in time at all: later than every deadline.
pub(crate) const NEVER: u64 = u64::MAX;

/// A runtime's deadline word and what to kick.
pub(crate) struct Watch {
    due: AtomicU64,
    kick: Arc<dyn Kick>,
    /// Woken after a kick: an upcall that waits for a future is not in the machine, where the kick would reach it.
    alarm: Mutex<Option<Waker>>,
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("due", &self.due).finish_non_exhaustive()
    }
}

impl Watch {
    pub(crate) fn new(kick: Arc<dyn Kick>) -> Self {
        Self { due: AtomicU64::new(IDLE), kick, alarm: Mutex::new(None) }
    }

    /// An upcall starts that must end before `due`, which may be [`NEVER`]. Sequentially consistent: see the
    /// supervisor's look again.
    pub(crate) fn start(&self, due: u64) {
        self.due.store(due.clamp(EARLIEST, UNLIMITED), Ordering::SeqCst);
    }

    /// The upcall ended. Says whether it was kicked, in which case the kick is over and taken back.
    pub(crate) fn finish(&self) -> bool {
        let state = self.due.swap(IDLE, Ordering::SeqCst);
        if state != KICKING && state != KICKED {
            return false;
        }
        if state == KICKING {
            // The supervisor stores KICKED over our IDLE when its kick is done, a system call at most from now.
            while self.due.load(Ordering::Acquire) != KICKED {
                std::thread::yield_now();
            }
            self.due.store(IDLE, Ordering::Relaxed);
        }
        self.kick.clear();
        true
    }

    /// The deadline that is published, or [`NEVER`].
    pub(crate) fn due(&self) -> u64 {
        match self.due.load(Ordering::SeqCst) {
            IDLE | KICKING | KICKED | UNLIMITED => NEVER,
            due => due,
        }
    }

    /// Whether the upcall has been kicked, or is about to be.
    pub(crate) fn kicked(&self) -> bool {
        matches!(self.due.load(Ordering::SeqCst), KICKING | KICKED)
    }

    /// Has a waker woken after the next kick; `None` takes it back. One that comes late wakes for nothing.
    ///
    /// The supervisor may call it with its list of watches locked, so it must be one of this crate's own.
    pub(crate) fn set_alarm(&self, waker: Option<Waker>) {
        *self.alarm.lock().unwrap_or_else(PoisonError::into_inner) = waker;
    }

    /// Kicks if the deadline has passed at `now`. Returns the deadline that remains, or [`NEVER`].
    pub(crate) fn check(&self, now: u64) -> u64 {
        let due = self.due();
        if due > now {
            return due;
        }
        match self.due.compare_exchange(due, KICKING, Ordering::SeqCst, Ordering::SeqCst) {
            Ok(_) => {
                self.kick();
                NEVER
            }
            // It ended in time after all, and perhaps the next one began.
            Err(_) => self.due(),
        }
    }

    /// Kicks the upcall that is in progress, if there is one. The caller sees to it that this is the one it means:
    /// that no other can start meanwhile.
    pub(crate) fn expire(&self) {
        let due = self.due.load(Ordering::SeqCst);
        let running = !matches!(due, IDLE | KICKING | KICKED);
        // If the exchange fails, it has just ended, or the supervisor kicks it.
        if running && self.due.compare_exchange(due, KICKING, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
            self.kick();
        }
    }

    /// Kicks in the state `KICKING`, which was entered by the caller.
    fn kick(&self) {
        self.kick.kick();
        self.due.store(KICKED, Ordering::SeqCst);
        let alarm = self.alarm.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(waker) = alarm {
            waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;

    /// Counts kicks and remembers whether one is pending.
    #[derive(Default)]
    struct Flag {
        set: AtomicBool,
        kicks: AtomicU64,
    }

    impl Kick for Flag {
        fn kick(&self) {
            // Widens the window in which the upcall ends during the kick.
            std::thread::yield_now();
            self.kicks.fetch_add(1, Ordering::SeqCst);
            self.set.store(true, Ordering::SeqCst);
        }

        fn clear(&self) {
            self.set.store(false, Ordering::SeqCst);
        }
    }

    #[test]
    fn kicks_only_what_is_late() {
        let flag = Arc::new(Flag::default());
        let watch = Watch::new(flag.clone());
        assert_eq!(watch.check(1000), NEVER);
        watch.start(500);
        assert_eq!(watch.check(499), 500);
        assert!(!flag.set.load(Ordering::SeqCst));
        assert_eq!(watch.check(500), NEVER);
        assert!(flag.set.load(Ordering::SeqCst));
        assert_eq!(watch.check(501), NEVER, "one kick per upcall");
        assert!(watch.finish());
        assert!(!flag.set.load(Ordering::SeqCst), "the kick was taken back");
        assert!(!watch.finish());
        assert_eq!(flag.kicks.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn another_thread_stops_what_has_no_deadline() {
        let flag = Arc::new(Flag::default());
        let watch = Watch::new(flag.clone());
        watch.expire();
        assert!(!flag.set.load(Ordering::SeqCst), "nothing ran");
        watch.start(NEVER);
        assert_eq!(watch.check(NEVER - 1), NEVER);
        assert!(!watch.kicked());
        watch.expire();
        watch.expire();
        assert!(watch.kicked() && flag.set.load(Ordering::SeqCst));
        assert_eq!(flag.kicks.load(Ordering::SeqCst), 1);
        assert!(watch.finish());
        assert!(!watch.kicked() && !flag.set.load(Ordering::SeqCst));
    }

    /// Whatever the interleaving, no upcall starts with a kick that belongs to an earlier one.
    #[test]
    fn a_late_kick_never_hits_the_next_upcall() {
        let flag = Arc::new(Flag::default());
        let watch = Arc::new(Watch::new(flag.clone()));
        let stop = Arc::new(AtomicBool::new(false));
        let supervisor = {
            let (watch, stop) = (watch.clone(), stop.clone());
            std::thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    watch.check(1000);
                }
            })
        };
        let mut kicked = 0u64;
        for round in 0..20_000 {
            assert!(!flag.set.load(Ordering::SeqCst), "round {round} started with an old kick");
            // Every second deadline has passed already, so that about half of them race with their own end.
            watch.start(if round % 2 == 0 { 10 } else { 5000 });
            for _ in 0..round % 97 {
                std::hint::spin_loop();
            }
            let late = watch.finish();
            assert!(round % 2 == 0 || !late, "round {round} was in time");
            kicked += u64::from(late);
        }
        stop.store(true, Ordering::Relaxed);
        supervisor.join().unwrap();
        assert_eq!(flag.kicks.load(Ordering::SeqCst), kicked, "a kick for each late upcall, none beside");
    }
}

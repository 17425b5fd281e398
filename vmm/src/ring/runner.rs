//! A ring of a guest: the runner in there executes the entries, and is one upcall however many they are.
//!
//! The upcall's end is the ring's concern only when something went wrong: what was executed is seen from the head.
//! The deadline is that of an upcall for each entry. It starts with the runner and starts anew when it passes while
//! another entry runs than when it started, so that each entry gets at least its time and at most twice that.

use std::panic::resume_unwind;

use guest_abi::ring::CELL_SIZE;
use linker::SlotTarget;

use super::book::{Book, Entry};
use super::patience::Patience;
use super::riders::{Nobody, Riders};
use super::shared::Shared;
use crate::error::Error;
use crate::guest::ticks;
use crate::machine::{Call, RawKind, RawTrap};
use crate::runtime::{Landing, Moment, RingCode, Runtime, Stop};

/// Ticks from a look that brought nothing to the next one, between 0.1 and 0.2 us: each look takes the head's line away
/// from the guest, which then has to get it back before it can write to it again.
const GAP: u64 = 400;

/// The ring in the guest with its runner.
pub(super) struct Runner {
    pub(super) shared: Shared,
    code: RingCode,
    /// The first entry that was not executed when the runner started.
    started: u32,
    /// The entry that ran when the deadline started; `None` if none did.
    watched: Option<u32>,
    /// What the runner was told of how long to look for more.
    linger: u32,
    /// When the last look brought nothing new, in ticks.
    missed: u64,
}

impl Runner {
    pub(super) fn new(shared: Shared, code: RingCode) -> Self {
        Self { shared, code, started: 0, watched: None, linger: 0, missed: 0 }
    }

    /// Starts the runner if there is something to do and it does not run.
    pub(super) fn launch(&mut self, runtime: &mut Runtime, book: &mut Book, riders: &mut impl Riders) {
        if book.in_flight() == 0 || runtime.is_flying() {
            return;
        }
        self.started = book.executed();
        self.watched = running(book);
        self.heed(runtime, book, riders, false);
        let mask = (book.depth() - 1) * CELL_SIZE;
        let args = [self.shared.address(), book.head(), mask, self.shared.cells()].map(u64::from);
        let target = SlotTarget::Builtin { id: 0, code: self.code.runner };
        if runtime.take_off(&Call { target, adapter: self.code.adapter, args: &args }).is_err() {
            // The machine is broken, and nothing that was pushed can be executed any more.
            book.submit();
            while book.in_flight() != 0 {
                let _ = book.fail(0, Error::Broken.into());
            }
        }
        self.look_again(runtime, book, riders);
    }

    /// Has the runner pass by what was cancelled, or by all that it has not begun. The guest must stand still.
    fn heed(&self, runtime: &mut Runtime, book: &mut Book, riders: &impl Riders, all: bool) {
        let machine = runtime.machine_mut();
        let unwanted = |entry: &Entry| all || riders.cancelled(entry.tag);
        book.withdraw(unwanted, |place| self.shared.strike(machine, place));
    }

    /// Looks for what was cancelled around the time that the watch was started, when stopping it did nothing.
    pub(super) fn look_again(&self, runtime: &Runtime, book: &Book, riders: &impl Riders) {
        if book.any(|entry| entry.count != 0 && riders.cancelled(entry.tag))
            && let Some(watch) = runtime.watch()
        {
            watch.expire();
        }
    }

    /// Tells the runner how long to look for more: not at all if the host has to wait for it.
    fn set_linger(&mut self, runtime: &mut Runtime, ticks: u32) {
        if self.linger != ticks {
            self.linger = ticks;
            self.shared.set_linger(runtime.machine_mut(), ticks);
        }
    }

    /// Notes what was executed, and does what the guest waits for.
    pub(super) fn advance(&mut self, runtime: &mut Runtime, book: &mut Book, riders: &mut impl Riders) {
        let resident = self.linger != 0;
        let now = if resident { ticks::now() } else { 0 };
        if resident && now.wrapping_sub(self.missed) < GAP {
            return;
        }
        let ready = book.ready();
        self.shared.look(runtime.machine(), book);
        if !runtime.is_flying() {
            return;
        }
        if book.ready() != ready {
            // What the executed entries emitted is heard before they complete.
            if let Err(stop) = runtime.deliver_meanwhile() {
                runtime.abandon_flight();
                self.shared.look(runtime.machine(), book);
                let unowned = blame(runtime, book, stop);
                self.launch(runtime, book, riders);
                if let Some(Stop::Panic(panic)) = unowned {
                    resume_unwind(panic);
                }
            }
            return;
        }
        self.missed = now;
        let linger = runtime.machine().linger();
        self.set_linger(runtime, linger);
        // A fault behind the last entry is nobody's, but a built-in's panic must not get lost.
        if let Some(Stop::Panic(panic)) = self.react(runtime, book, riders) {
            resume_unwind(panic);
        }
    }

    /// Does what the guest waits for, if it does. Hands back why it stopped if that is no entry's fault.
    fn react(&mut self, runtime: &mut Runtime, book: &mut Book, riders: &mut impl Riders) -> Option<Stop> {
        let generation = runtime.generation();
        let landing = runtime.observe(|runtime, moment| match moment {
            Moment::Callback => {
                self.shared.look(runtime.machine(), book);
                name(runtime, book);
                if self.watched != running(book) {
                    self.watched = running(book);
                    runtime.arm();
                }
                riders.alight(book);
                riders.serving(book.current().map(|entry| entry.tag));
            }
            Moment::Served => {
                riders.serving(None);
                let changed = riders.rebook() && runtime.generation() != generation;
                self.heed(runtime, book, riders, changed);
                self.look_again(runtime, book, riders);
            }
        });
        let landing = landing?;
        riders.serving(None);
        // The last look: the guest stands still.
        self.shared.look(runtime.machine(), book);
        name(runtime, book);
        let mut unowned = None;
        match landing {
            Landing::Returned if book.in_flight() != 0 && book.executed() == self.started => {
                let kind = RawKind::Forged("the plugin left the ring's runner without returning to it".into());
                let forged = runtime.trap(RawTrap::new(kind));
                unowned = book.fail(0, forged.into());
            }
            Landing::Returned => {}
            Landing::Stopped(stop) => unowned = blame(runtime, book, stop),
            Landing::Expired => {
                let now = running(book);
                let cancelled = book.current().is_some_and(|entry| riders.cancelled(entry.tag));
                if now.is_some() && !cancelled && (now != self.watched || !runtime.is_late()) {
                    self.watched = now;
                    self.heed(runtime, book, riders, false);
                    runtime.fly_on();
                    self.look_again(runtime, book, riders);
                    return None;
                }
                let late = now.map(|_| runtime.expired());
                runtime.abandon_flight();
                if let Some(error) = late {
                    unowned = blame(runtime, book, error.into());
                }
            }
        }
        if book.is_done() {
            runtime.hold(false);
        }
        self.launch(runtime, book, riders);
        unowned
    }

    /// Has the runner end: by itself if all is executed, else wherever it is.
    pub(super) fn stop(&mut self, runtime: &mut Runtime, book: &mut Book) {
        /// A runner that has nothing to do leaves within a microsecond of its own time.
        const LOOKS: u32 = 1010;
        self.set_linger(runtime, 0);
        let mut patience = Patience::default();
        for _ in 0..LOOKS {
            if !runtime.is_flying() || book.in_flight() != 0 || runtime.machine().linger() == 0 {
                break;
            }
            // Nobody waits for anything any more.
            let _ = self.react(runtime, book, &mut Nobody);
            patience.pause();
        }
        runtime.abandon_flight();
    }
}

/// The entry that the guest is at as far as the host knows.
fn running(book: &Book) -> Option<u32> {
    (book.in_flight() != 0).then(|| book.executed())
}

/// Lets messages name the entry that the guest is at.
fn name(runtime: &mut Runtime, book: &Book) {
    if let Some(entry) = book.current() {
        runtime.set_outermost(entry.slot);
    }
}

/// The entry that the guest is at failed; hands the reason back if there is none.
fn blame(runtime: &Runtime, book: &mut Book, stop: Stop) -> Option<Stop> {
    let batch = book.current().is_some_and(|entry| entry.batch);
    let done = if batch { runtime.machine().progress() } else { 0 };
    book.fail(done, stop)
}

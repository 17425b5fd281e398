//! An upcall that goes on while its caller does other things: what a submission ring needs of the runtime.
//!
//! At most one is under way, and it is never a nested one. Whatever calls into the runtime without knowing of it (its
//! owner was forgotten rather than dropped) abandons it first.

use std::time::Instant;

use linker::Slot;

use super::call::Served;
use super::{Runtime, Stop};
use crate::error::{CallError, Error};
use crate::machine::{Call, Event, Machine};

/// What became of an upcall.
pub(crate) enum Landing {
    /// It returned.
    Returned,
    /// It has no result, and was abandoned.
    Stopped(Stop),
    /// The deadline passed. It can go on ([`Runtime::fly_on`]) or must be abandoned.
    Expired,
}

/// When the guest stands still in a callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// The built-in is about to be called.
    Callback,
    /// It has returned.
    Served,
}

impl Runtime {
    /// The machine.
    pub(crate) fn machine(&self) -> &dyn Machine {
        &*self.machine
    }

    /// The machine.
    pub(crate) fn machine_mut(&mut self) -> &mut dyn Machine {
        &mut *self.machine
    }

    /// Keeps code and data that are deleted from being freed, or lets them go.
    pub(crate) fn hold(&mut self, held: bool) {
        self.held = held;
        if !held {
            self.collect();
        }
    }

    /// Makes sure that a deadline can be kept, and with `stoppable` that what runs can be stopped without one.
    pub(crate) fn prepare_deadline(&mut self, stoppable: bool) -> Result<(), Error> {
        if stoppable || self.deadline.is_some() {
            self.lease()?;
        }
        self.stoppable = stoppable;
        Ok(())
    }

    /// Starts the deadline, anew if it runs. Nothing must be running.
    pub(crate) fn arm(&mut self) {
        if let Some(lease) = &self.lease
            && (self.stoppable || self.deadline.is_some())
        {
            lease.finish();
            lease.start(self.deadline);
            self.armed = Some(Instant::now());
        }
    }

    /// Whether the deadline has passed since it was started, and not only something stopped what runs.
    pub(crate) fn is_late(&self) -> bool {
        self.deadline.is_some_and(|after| self.armed.is_none_or(|armed| armed.elapsed() >= after))
    }

    /// Starts an upcall.
    pub(crate) fn take_off(&mut self, call: &Call<'_>) -> Result<(), Error> {
        self.settle()?;
        debug_assert_eq!(self.depth, 0);
        self.arm();
        self.keep_clock();
        self.flight = Some(self.machine.mark());
        self.depth += 1;
        self.machine.begin(call);
        self.machine.stream(true);
        Ok(())
    }

    /// Whether an upcall is under way.
    pub(crate) fn is_flying(&self) -> bool {
        self.flight.is_some()
    }

    /// Looks what became of the upcall that is under way; `None` if it goes on. `at` is called when a callback is about
    /// to be served, and when it has been.
    pub(crate) fn observe(&mut self, mut at: impl FnMut(&mut Self, Moment)) -> Option<Landing> {
        let event = self.machine.poll()?;
        if let Err(stop) = self.deliver(&event) {
            self.abandon_flight();
            return Some(Landing::Stopped(stop));
        }
        let stop = match event {
            Event::Returned(_) => {
                self.land();
                return Some(Landing::Returned);
            }
            Event::Callback { builtin } => {
                at(self, Moment::Callback);
                // Meanwhile the upcall waits like any other.
                let mark = self.flight.take();
                let served = self.serve(builtin).map_err(|stop| *stop).and_then(|served| match served {
                    Served::Now(word) => Ok(word),
                    Served::Later(future) => self.wait(future),
                });
                self.flight = mark;
                match served {
                    Ok(word) => {
                        at(self, Moment::Served);
                        self.machine.reply(word);
                        return None;
                    }
                    Err(stop) => stop,
                }
            }
            Event::Trapped(raw) => self.trap(*raw).into(),
            Event::Expired => return Some(Landing::Expired),
            Event::Broken(source) => {
                self.broken = true;
                CallError::Machine { source }.into()
            }
        };
        self.abandon_flight();
        Some(Landing::Stopped(stop))
    }

    /// Goes on behind [`Landing::Expired`] with a new deadline.
    pub(crate) fn fly_on(&mut self) {
        self.arm();
        self.machine.go_on();
    }

    /// Says which function of the host's runs, for messages.
    pub(crate) fn set_outermost(&mut self, slot: Slot) {
        self.outermost = slot;
    }

    /// Ends the upcall that is under way, wherever it is, as if it had returned.
    pub(crate) fn abandon_flight(&mut self) {
        let Some(mark) = self.flight else { return };
        if !self.broken {
            self.machine.abandon(mark);
            // Nobody asks for this upcall any more, so a panic in what it emitted has nowhere to go.
            let _ = self.deliver(&Event::Expired);
        }
        self.land();
    }

    fn land(&mut self) {
        self.flight = None;
        self.depth -= 1;
        self.machine.stream(false);
        if let Some(lease) = &self.lease {
            lease.finish();
        }
        self.collect();
    }

    /// Makes sure that an upcall can be made: the machine is whole, and nobody else's upcall is under way.
    #[inline]
    pub(crate) fn settle(&mut self) -> Result<(), Error> {
        if self.broken || self.flight.is_some() {
            return self.recover();
        }
        Ok(())
    }

    #[cold]
    fn recover(&mut self) -> Result<(), Error> {
        if self.broken {
            return Err(Error::Broken);
        }
        self.abandon_flight();
        self.hold(false);
        Ok(())
    }
}

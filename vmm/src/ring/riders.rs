//! A ring that one thread runs to its end for others: each call's outcome is handed out as soon as there is one, and
//! each call can be cancelled.

use std::sync::Arc;

use guest_abi::Ty;

use super::book::Book;
use super::patience::Patience;
use super::{PushError, Ring, Way};
use crate::deadline::Watch;
use crate::error::Error;
use crate::func::Handle;
use crate::runtime::{Runtime, Stop};
use crate::value::normalise;

/// Whose calls are in a ring.
pub(super) trait Riders {
    /// Takes out of the book what is executed.
    fn alight(&mut self, book: &mut Book);

    /// A built-in is about to be served for the call with this tag; `None`: not any more.
    fn serving(&mut self, tag: Option<u64>);

    /// Whether the call with this tag was cancelled.
    fn cancelled(&self, tag: u64) -> bool;

    /// Whether calls that have not begun are given back when the namespace changes.
    fn rebook(&self) -> bool;
}

/// Of a ring whose owner asks for completions and cancels nothing.
pub(super) struct Nobody;

impl Riders for Nobody {
    fn alight(&mut self, _book: &mut Book) {}

    fn serving(&mut self, _tag: Option<u64>) {}

    fn cancelled(&self, _tag: u64) -> bool {
        false
    }

    fn rebook(&self) -> bool {
        false
    }
}

/// A call's end.
pub(crate) enum Arrival {
    /// It has returned this word of this type, or failed.
    Over(Result<(u64, Option<Ty>), Stop>),
    /// It did not begin: it was cancelled, or the name that it was looked up by may stand for something else now.
    PassedBy,
}

/// Those who have calls in a ring that is run by [`Ring::carry`].
pub(crate) trait Passengers {
    /// From now on what runs can be stopped by this watch.
    fn aboard(&mut self, watch: &Arc<Watch>);

    /// A built-in is about to be served for the call with this tag: until that is over, what runs belongs to it alone.
    /// `None`: it is over.
    fn serving(&mut self, tag: Option<u64>);

    /// A call has ended.
    fn arrived(&mut self, tag: u64, arrival: Arrival);

    /// Whether a call was cancelled. It expires the watch, unless a built-in is served for another one.
    fn cancelled(&self, tag: u64) -> bool;
}

struct Carried<'p, P>(&'p mut P);

impl<P: Passengers> Riders for Carried<'_, P> {
    fn alight(&mut self, book: &mut Book) {
        while let Some(entry) = book.take() {
            let arrival = match entry.failed {
                Some(stop) => Arrival::Over(Err(*stop)),
                None if entry.count == 0 => Arrival::PassedBy,
                None => Arrival::Over(Ok((entry.result.map_or(0, |ty| normalise(entry.word, ty)), entry.result))),
            };
            self.0.arrived(entry.tag, arrival);
        }
    }

    fn serving(&mut self, tag: Option<u64>) {
        self.0.serving(tag);
    }

    fn cancelled(&self, tag: u64) -> bool {
        self.0.cancelled(tag)
    }

    fn rebook(&self) -> bool {
        true
    }
}

impl Runtime {
    /// Makes a ring whose calls can be cancelled, for `depth` of them; `None` where crossings are not worth saving.
    pub(crate) fn passenger_ring(&mut self, depth: u32) -> Result<Option<Ring<'_>>, Error> {
        let ring = self.make_ring(depth.next_power_of_two(), true)?;
        Ok(matches!(ring.way, Way::Guest(_)).then_some(ring))
    }
}

impl Ring<'_> {
    /// Takes a call in by its handle.
    pub(crate) fn push_handle(
        &mut self,
        handle: &Handle,
        params: &[Ty],
        result: Option<Ty>,
        words: &[u64],
        tag: u64,
    ) -> Result<(), PushError> {
        let slot = handle.slot(self.runtime, params, result)?;
        self.push_words(slot, &handle.name, &words[..params.len()], tag)
    }

    /// Executes everything that was pushed.
    pub(crate) fn carry(mut self, passengers: &mut impl Passengers) {
        let Way::Guest(runner) = &mut self.way else { return };
        let (runtime, book) = (&mut *self.runtime, &mut self.book);
        let mut riders = Carried(passengers);
        if book.submit() {
            runner.shared.publish(runtime.machine_mut(), book);
            runner.launch(runtime, book, &mut riders);
            if let Some(watch) = runtime.watch() {
                riders.0.aboard(watch);
            }
            runner.look_again(runtime, book, &riders);
        }
        let mut patience = Patience::default();
        loop {
            riders.alight(book);
            if book.len() == 0 {
                return;
            }
            runner.advance(runtime, book, &mut riders);
            if book.ready() == 0 && runtime.machine().linger() != 0 {
                patience.pause();
            }
        }
    }
}

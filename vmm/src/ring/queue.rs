//! A ring of a machine without a gate: the host makes the calls one by one when it is asked for completions.

use std::sync::Arc;

use linker::Slot;

use super::book::Book;
use crate::runtime::{Resolved, Runtime, Shape, Stop};
use crate::value::MAX_ARGS;

/// What waits to be done.
enum Work {
    Call { args: [u64; MAX_ARGS], count: usize },
    Batch { shape: Arc<Shape>, input: u32, output: u32, count: u32 },
}

/// With which function.
struct Queued {
    slot: Slot,
    function: Resolved,
    work: Work,
}

/// What waits, by its place in the ring.
pub(super) struct Queue {
    places: Vec<Option<Queued>>,
}

impl Queue {
    pub(super) fn new(depth: u32) -> Self {
        Self { places: (0..depth).map(|_| None).collect() }
    }

    /// Takes a call in.
    pub(super) fn set_call(&mut self, place: u32, slot: Slot, function: Resolved, args: &[u64]) {
        let mut words = [0; MAX_ARGS];
        words[..args.len()].copy_from_slice(args);
        let work = Work::Call { args: words, count: args.len() };
        self.places[place as usize] = Some(Queued { slot, function, work });
    }

    /// Takes a batch in.
    pub(super) fn set_batch(
        &mut self,
        place: u32,
        slot: Slot,
        function: Resolved,
        shape: Arc<Shape>,
        [input, output, count]: [u32; 3],
    ) {
        let work = Work::Batch { shape, input, output, count };
        self.places[place as usize] = Some(Queued { slot, function, work });
    }

    /// Does what is next.
    pub(super) fn advance(&mut self, runtime: &mut Runtime, book: &mut Book) {
        if book.in_flight() == 0 {
            return;
        }
        let place = book.place(book.executed()) as usize;
        if let Some(Queued { slot, function, work }) = self.places[place].take() {
            let (done, outcome) = match work {
                Work::Call { args, count } => (0, runtime.attempt(slot, function, &args[..count])),
                Work::Batch { shape, input, output, count } => {
                    let (done, outcome) = runtime.attempt_batch(slot, function, &shape, input, output, count);
                    (done, outcome.map(|()| 0))
                }
            };
            finish(book, done, outcome);
        }
        if book.is_done() {
            runtime.hold(false);
        }
    }
}

fn finish(book: &mut Book, done: u32, outcome: Result<u64, Stop>) {
    match outcome {
        Ok(word) => book.complete(&[word]),
        // It is in flight, so it is to blame.
        Err(stop) => drop(book.fail(done, stop)),
    }
}

//! Many jobs in one crossing: calls of a runtime that are queued together go through a submission ring.
//!
//! To whoever awaits them they are as if made one by one: each is done when it has returned, has the deadline for
//! itself, can be cancelled alone, and calls what its name stands for when its turn comes.

use std::sync::Arc;

use guest_abi::Ty;

use super::job::{Brake, Job, Output, Serving, Work};
use crate::deadline::Watch;
use crate::error::{CallError, Error};
use crate::ring::{Arrival, Passengers, PushError, Ring};
use crate::runtime::{Runtime, Stop};

/// A job on its way; what it is to do is kept in case it has to be looked up again.
struct Seat {
    job: Arc<Job>,
    work: Work,
    /// It was passed by, or there was no room for it.
    left_over: bool,
}

struct Convoy {
    seats: Vec<Seat>,
    serving: Arc<Serving>,
}

impl Passengers for Convoy {
    fn aboard(&mut self, watch: &Arc<Watch>) {
        for (number, seat) in (0..).zip(&self.seats) {
            // One that was cancelled before is told apart by `cancelled`.
            seat.job.start(Some(Brake { watch: watch.clone(), convoy: Some((self.serving.clone(), number)) }));
        }
    }

    fn serving(&mut self, tag: Option<u64>) {
        self.serving.set(tag);
    }

    fn arrived(&mut self, tag: u64, arrival: Arrival) {
        let Some(seat) = self.seats.get_mut(tag as usize) else { return };
        match arrival {
            Arrival::Over(outcome) => seat.job.finish(outcome.map(returned)),
            Arrival::PassedBy => {
                // What runs from now on is another one.
                seat.job.start(None);
                seat.left_over = true;
            }
        }
    }

    fn cancelled(&self, tag: u64) -> bool {
        self.seats.get(tag as usize).is_some_and(|seat| seat.job.is_cancelled())
    }
}

fn returned((word, ty): (u64, Option<Ty>)) -> Output {
    Output::Returned(word, ty)
}

/// Makes the calls that these jobs are. Gives those back that have to be made one by one.
pub(super) fn cross(runtime: &mut Runtime, jobs: impl Iterator<Item = Arc<Job>>) -> Vec<(Arc<Job>, Work)> {
    let seats = jobs.filter_map(|job| job.claim().map(|work| Seat { job, work, left_over: true }));
    let mut convoy = Convoy { seats: seats.collect(), serving: Arc::default() };
    // Each round makes at least one call, or cancels it.
    while !convoy.seats.is_empty() {
        let Ok(Some(mut ring)) = runtime.passenger_ring(convoy.seats.len() as u32) else { break };
        for (tag, seat) in (0..).zip(&mut convoy.seats) {
            seat.left_over = false;
            if let Err(error) = push(&mut ring, &seat.work, tag) {
                seat.job.finish(Err(Stop::Error(error)));
            }
        }
        ring.carry(&mut convoy);
        convoy.seats.retain(|seat| seat.left_over && !seat.job.is_cancelled());
    }
    convoy.seats.into_iter().map(|seat| (seat.job, seat.work)).collect()
}

fn push(ring: &mut Ring<'_>, work: &Work, tag: u64) -> Result<(), CallError> {
    let pushed = match work {
        Work::Func { handle, params, result, words } => ring.push_handle(handle, params, *result, words, tag),
        Work::Named { name, args } => ring.push_values(name, args, tag),
        Work::With(_) => return Err(Error::Internal("a closure among calls".to_owned()).into()),
    };
    pushed.map_err(|error| match error {
        PushError::Call(error) => error,
        error => Error::Internal(error.to_string()).into(),
    })
}

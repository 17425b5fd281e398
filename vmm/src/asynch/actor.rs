//! An actor: a runtime that the pool's threads take turns with, and the queue of its jobs.
//!
//! A runtime has one vCPU, so its jobs run one after the other in the order in which they were submitted. An upcall
//! that waits for an async built-in holds the ones behind it up, but no thread.

use std::collections::BTreeMap;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Wake, Waker};
use std::time::{Duration, Instant};

use linker::Slot;

use super::crossing;
use super::job::{Brake, Cancelled, Job, Next, Output, Work};
use super::pool::Queue;
use crate::engine::Engine;
use crate::error::{CallError, Error};
use crate::runtime::{Runtime, Step, Stop, Upcall};

/// Most jobs that a runtime runs before others have a turn.
const TURN_JOBS: usize = 32;
/// When a turn ends, whatever the number of jobs: some twenty times what it takes to take turns.
const TURN_TIME: Duration = Duration::from_micros(500);

pub(super) struct Actor {
    engine: Engine,
    /// The process that it was made in. In a forked child it may be in the hands of a thread that isn't there.
    process: u32,
    state: Mutex<State>,
    /// Has the suspended upcall looked at again.
    waker: Waker,
}

struct State {
    /// Away during a turn, and for good once it was taken back.
    runtime: Option<Box<Runtime>>,
    /// By the number of their submission.
    jobs: BTreeMap<u64, Arc<Job>>,
    /// The number of the next job.
    next: u64,
    /// The jobs that have the runtime during a turn: one, or several calls in one crossing.
    current: Vec<Arc<Job>>,
    /// How many calls may be made in one crossing: as many as ended in time before.
    width: usize,
    /// The upcall that waits for an async built-in. It comes before the jobs.
    suspended: Option<(Arc<Job>, Upcall)>,
    /// Whether it is in the pool's queue or has a turn.
    scheduled: bool,
    /// Whether the suspended upcall is to be looked at again.
    nudged: bool,
    /// The runtime was taken back.
    detached: bool,
}

impl Actor {
    pub(super) fn new(runtime: Runtime) -> Arc<Self> {
        let state = State {
            jobs: BTreeMap::new(),
            next: 0,
            current: Vec::new(),
            width: 1,
            suspended: None,
            scheduled: false,
            nudged: false,
            detached: false,
            runtime: None,
        };
        Arc::new_cyclic(|this| Self {
            engine: runtime.engine().clone(),
            process: std::process::id(),
            state: Mutex::new(State { runtime: Some(Box::new(runtime)), ..state }),
            waker: Waker::from(Arc::new(Nudge(this.clone()))),
        })
    }

    pub(super) fn engine(&self) -> &Engine {
        &self.engine
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No job runs while it is locked, so nothing panics.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The queue of the pool.
    fn queue(&self) -> Result<Arc<Queue>, Error> {
        if self.process != std::process::id() {
            return Err(Error::Detached);
        }
        self.engine.pool().queue()
    }

    /// Puts a job behind those that are there and says its number.
    pub(super) fn submit(self: &Arc<Self>, job: Arc<Job>) -> Result<u64, Error> {
        let queue = self.queue()?;
        let mut state = self.state();
        if state.detached {
            return Err(Error::Detached);
        }
        if !state.scheduled {
            state.scheduled = true;
            queue.push(self.clone());
        }
        let number = state.next;
        state.next += 1;
        state.jobs.insert(number, job);
        Ok(number)
    }

    /// Cancels a job that was submitted.
    pub(super) fn cancel(self: &Arc<Self>, job: &Job, number: u64) {
        match job.cancel() {
            Cancelled::Queued => drop(self.state().jobs.remove(&number)),
            Cancelled::Suspended => self.nudge(),
            Cancelled::Over => {}
        }
    }

    /// Has the suspended upcall looked at again.
    pub(super) fn nudge(self: &Arc<Self>) {
        let mut state = self.state();
        state.nudged = true;
        // Without a queue there is no thread that could have suspended anything.
        if !state.scheduled
            && let Ok(queue) = self.queue()
        {
            state.scheduled = true;
            queue.push(self.clone());
        }
    }

    /// One turn on a thread of the pool: runs some jobs and goes to the end of the queue if there are more.
    pub(super) fn turn(self: Arc<Self>, queue: &Queue) {
        let mut runtime = {
            let mut state = self.state();
            let Some(runtime) = state.runtime.take() else {
                // It has its turn on another thread, which will look again.
                state.nudged = true;
                return;
            };
            state.scheduled = true;
            Some(runtime)
        };
        // Panics of built-ins are outcomes. Any other is a fault of this crate, and must not take the thread with it:
        // others' runtimes need that.
        if catch_unwind(AssertUnwindSafe(|| self.run(&mut runtime))).is_err() {
            runtime = None;
        }
        let mut state = self.state();
        if runtime.is_none() {
            return self.detach(state);
        }
        state.runtime = runtime;
        state.current.clear();
        state.scheduled = if state.suspended.is_some() { state.nudged } else { !state.jobs.is_empty() };
        if state.scheduled {
            drop(state);
            queue.push(self);
        }
    }

    /// The runtime is gone: nothing that waits for it will run.
    fn detach(&self, mut state: MutexGuard<'_, State>) {
        state.detached = true;
        state.scheduled = false;
        let current = mem::take(&mut state.current);
        let suspended = state.suspended.take();
        let jobs = mem::take(&mut state.jobs);
        drop(state);
        // The one that took the runtime away has its outcome. If another has none, the runtime did not survive it.
        for job in current.into_iter().chain(suspended.map(|(job, _)| job)) {
            job.finish(Err(Error::Broken.into()));
        }
        for job in jobs.into_values() {
            job.refuse(Error::Detached);
        }
    }

    fn run(&self, slot: &mut Option<Box<Runtime>>) {
        let start = Instant::now();
        let mut jobs = 0;
        while jobs < TURN_JOBS && slot.is_some() && start.elapsed() < TURN_TIME {
            match self.run_next(slot, TURN_JOBS - jobs) {
                0 => return,
                done => jobs += done,
            }
        }
    }

    /// Goes on with the suspended upcall, or runs the next job, or a few of them. Says how many; 0 if there is nothing
    /// to do now.
    fn run_next(&self, slot: &mut Option<Box<Runtime>>, most: usize) -> usize {
        let mut state = self.state();
        state.nudged = false;
        state.current.clear();
        if let Some((job, upcall)) = state.suspended.take() {
            state.current.push(job.clone());
            drop(state);
            return match slot {
                Some(runtime) => usize::from(self.go_on(runtime, job, upcall)),
                None => 0,
            };
        }
        let Some((_, first)) = state.jobs.pop_first() else { return 0 };
        state.current.push(first.clone());
        if let Some(runtime) = slot
            && !runtime.suspends()
            && first.is_call()
        {
            let most = most.min(state.width);
            while state.current.len() < most
                && let Some(next) = state.jobs.first_entry()
                && next.get().is_call()
            {
                let next = next.remove();
                state.current.push(next);
            }
            if state.current.len() > 1 {
                let jobs = state.current.clone();
                drop(state);
                return self.run_together(runtime, jobs);
            }
        }
        drop(state);
        let began = Instant::now();
        self.start(slot, first);
        self.judge(1, began.elapsed());
        1
    }

    /// Makes calls in one crossing.
    fn run_together(&self, runtime: &mut Runtime, jobs: Vec<Arc<Job>>) -> usize {
        let (began, count) = (Instant::now(), jobs.len());
        for (job, work) in crossing::cross(runtime, jobs.into_iter()) {
            self.call_work(runtime, job, work);
        }
        self.judge(count, began.elapsed());
        count
    }

    /// How many calls may cross together the next time. Others wait until all have ended.
    fn judge(&self, count: usize, took: Duration) {
        let mut state = self.state();
        if took > TURN_TIME {
            state.width = 1;
        } else if took < TURN_TIME / 2 && count == state.width {
            state.width = (2 * count).min(TURN_JOBS);
        }
    }

    fn start(&self, slot: &mut Option<Box<Runtime>>, job: Arc<Job>) {
        let Some(work) = job.claim() else { return };
        match (work, &mut *slot) {
            (Work::With(run), _) => {
                let outcome = catch_unwind(AssertUnwindSafe(|| run(slot)));
                job.finish(outcome.map(Output::Any).map_err(Stop::Panic));
            }
            (work, Some(runtime)) => self.call_work(runtime, job, work),
            (_, None) => job.finish(Err(Error::Detached.into())),
        }
    }

    /// Makes the call that a job is.
    fn call_work(&self, runtime: &mut Runtime, job: Arc<Job>, work: Work) {
        match work {
            Work::Func { handle, params, result, words } => match handle.slot(runtime, params, result) {
                Ok(function) => self.call(runtime, job, function, &words[..params.len()]),
                Err(error) => job.finish(Err(error.into())),
            },
            Work::Named { name, args } => match runtime.resolve_named(&name, &args) {
                Ok((function, words)) => self.call(runtime, job, function, &words[..args.len()]),
                Err(error) => job.finish(Err(error.into())),
            },
            Work::With(_) => job.finish(Err(Error::Internal("a closure among calls".to_owned()).into())),
        }
    }

    fn call(&self, runtime: &mut Runtime, job: Arc<Job>, function: Slot, words: &[u64]) {
        let upcall = match runtime.begin(function, true) {
            Ok(upcall) => upcall,
            Err(error) => return job.finish(Err(error.into())),
        };
        let brake = runtime.watch().map(|watch| Brake { watch: watch.clone(), convoy: None });
        if !job.start(brake) {
            return runtime.end(&upcall, false);
        }
        let step = runtime.enter(&upcall, words);
        self.take_step(runtime, job, upcall, step);
    }

    /// Goes on with the upcall that was suspended. Says whether it could.
    fn go_on(&self, runtime: &mut Runtime, job: Arc<Job>, upcall: Upcall) -> bool {
        let step = match job.next(runtime.watch(), &self.waker) {
            Next::Wait => {
                self.state().suspended = Some((job, upcall));
                return false;
            }
            Next::Resume(word) => runtime.resume(word),
            Next::Fail(stop) => Step::Ended(Err(stop)),
            Next::Expire => Step::Ended(Err(runtime.expired().into())),
            // The outcome of a job that was cancelled is dropped.
            Next::Drop => Step::Ended(Err(CallError::from(Error::Detached).into())),
        };
        self.take_step(runtime, job, upcall, step);
        true
    }

    fn take_step(&self, runtime: &mut Runtime, job: Arc<Job>, upcall: Upcall, step: Step) {
        match step {
            Step::Ended(outcome) => {
                runtime.end(&upcall, outcome.is_ok());
                job.finish(outcome.map(|word| Output::Returned(upcall.value(word), upcall.result())));
            }
            Step::Waiting(future) => {
                if let Some(watch) = runtime.watch() {
                    watch.set_alarm(Some(self.waker.clone()));
                }
                let mut state = self.state();
                state.suspended = Some((job.clone(), upcall));
                // It may have been kicked or cancelled before all of this is done.
                state.nudged = true;
                drop(state);
                job.suspend(future);
            }
        }
    }
}

/// Wakes an actor from anywhere, the supervisor included. It hands its reference to the pool and never drops it: the
/// last one drops the runtime, which needs the supervisor.
struct Nudge(Weak<Actor>);

impl Wake for Nudge {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if let Some(actor) = self.0.upgrade() {
            let queue = actor.queue();
            if let Ok(queue) = queue {
                queue.push(actor);
            }
        }
    }
}

//! A job: one call of a runtime, from its submission until somebody has its outcome.
//!
//! Three parties meet here: the task that awaits it, the pool's thread that runs it, and whoever cancels it. The stage
//! says whose turn it is, and every step from one stage to another is made under the job's lock.

use std::any::Any;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use guest_abi::Ty;

use super::completion::Inbox;
use crate::builtin::HostFuture;
use crate::deadline::Watch;
use crate::error::CallError;
use crate::func::Handle;
use crate::runtime::{Runtime, Stop};
use crate::value::{MAX_ARGS, Value};

/// What is to be done.
pub(super) enum Work {
    /// Call a function by its handle.
    Func { handle: Handle, params: &'static [Ty], result: Option<Ty>, words: [u64; MAX_ARGS] },
    /// Call a function by its name.
    Named { name: Box<str>, args: Box<[Value]> },
    /// Do something with the runtime, which may be to take it away.
    With(WithFn),
}

pub(super) type WithFn = Box<dyn FnOnce(&mut Option<Box<Runtime>>) -> Box<dyn Any + Send> + Send>;

/// What came of it.
pub(super) enum Output {
    /// The function's result, cut down to its type, which is this one.
    Returned(u64, Option<Ty>),
    /// What the closure returned.
    Any(Box<dyn Any + Send>),
}

pub(super) type Outcome = Result<Output, Stop>;

/// How an upcall is stopped that runs.
#[derive(Clone)]
pub(super) struct Brake {
    pub(super) watch: Arc<Watch>,
    /// Set for one of several calls in a crossing.
    pub(super) convoy: Option<(Arc<Serving>, u64)>,
}

/// The call of a crossing whose built-in is being served, by its number. An upcall that the built-in makes belongs to
/// it alone.
#[derive(Default)]
pub(super) struct Serving(Mutex<Option<u64>>);

impl Serving {
    pub(super) fn set(&self, number: Option<u64>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = number;
    }
}

impl Brake {
    /// Stops what runs, unless that belongs to another call for sure.
    fn pull(&self) {
        let Some((serving, number)) = &self.convoy else { return self.watch.expire() };
        // Locked until it is done: no built-in is entered meanwhile.
        let serving = serving.0.lock().unwrap_or_else(PoisonError::into_inner);
        if serving.is_none_or(|serving| serving == *number) {
            self.watch.expire();
        }
    }
}

enum Stage {
    /// In the runtime's queue.
    Queued(Work),
    /// A thread of the pool has it. Its upcall, if it has begun, can be stopped.
    Running(Option<Brake>),
    /// The upcall waits for an async built-in.
    Waiting(HostFuture),
    /// Somebody polls the future.
    Polling,
    /// The upcall is to be resumed with this.
    Resumable(Result<u64, Stop>),
    Done(Outcome),
    /// Nobody wants the outcome any more.
    Cancelled,
    /// The outcome has been handed out.
    Taken,
}

/// Who is told of the outcome.
enum Sink {
    /// The task that awaits it.
    Task(Option<Waker>),
    /// A completion queue, which knows the job by this number.
    Inbox(Arc<Inbox>, u64),
}

pub(super) struct Job {
    state: Mutex<State>,
}

struct State {
    stage: Stage,
    sink: Sink,
}

/// How a suspended upcall goes on.
pub(super) enum Next {
    /// Not yet.
    Wait,
    /// With the built-in's result.
    Resume(u64),
    /// It ends: the built-in failed.
    Fail(Stop),
    /// It ends: its time is up.
    Expire,
    /// It ends, and nobody wants to know.
    Drop,
}

/// How a call was cancelled.
pub(super) enum Cancelled {
    /// It need not be looked at again.
    Over,
    /// It is in the runtime's queue.
    Queued,
    /// It is the runtime's suspended upcall.
    Suspended,
}

impl Job {
    /// A job that a task will await.
    pub(super) fn awaited(work: Work) -> Arc<Self> {
        Arc::new(Self { state: Mutex::new(State { stage: Stage::Queued(work), sink: Sink::Task(None) }) })
    }

    /// A job whose outcome goes to a completion queue.
    pub(super) fn reported(work: Work, inbox: Arc<Inbox>, number: u64) -> Arc<Self> {
        Arc::new(Self { state: Mutex::new(State { stage: Stage::Queued(work), sink: Sink::Inbox(inbox, number) }) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No foreign code runs while it is locked, so nothing panics.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it is an upcall that nobody has taken yet.
    pub(super) fn is_call(&self) -> bool {
        matches!(self.state().stage, Stage::Queued(Work::Func { .. } | Work::Named { .. }))
    }

    pub(super) fn is_cancelled(&self) -> bool {
        matches!(self.state().stage, Stage::Cancelled)
    }

    /// A thread takes it out of the runtime's queue. `None` if it was cancelled.
    pub(super) fn claim(&self) -> Option<Work> {
        let mut state = self.state();
        match mem::replace(&mut state.stage, Stage::Running(None)) {
            Stage::Queued(work) => Some(work),
            other => {
                state.stage = other;
                None
            }
        }
    }

    /// Its upcall has begun: from now on a cancellation stops it like this. `false` if it was cancelled before, and is
    /// not to be entered.
    ///
    /// A cancellation holds the lock while it stops the upcall, and the next upcall of the same runtime can't begin
    /// before [`Job::finish`] or [`Job::suspend`] had the lock: so it can't hit another upcall.
    pub(super) fn start(&self, brake: Option<Brake>) -> bool {
        let mut state = self.state();
        let wanted = matches!(state.stage, Stage::Running(_));
        if wanted {
            state.stage = Stage::Running(brake);
        }
        wanted
    }

    /// Its upcall waits for an async built-in.
    pub(super) fn suspend(&self, future: HostFuture) {
        let mut state = self.state();
        if !matches!(state.stage, Stage::Running(_)) {
            drop(state);
            return drop_quietly(future);
        }
        state.stage = Stage::Waiting(future);
        let waker = state.take_waker();
        drop(state);
        wake(waker);
    }

    /// Looks at how the suspended upcall goes on. The future of a job that no task awaits is polled here, with `waker`.
    pub(super) fn next(&self, watch: Option<&Arc<Watch>>, waker: &Waker) -> Next {
        let mut state = self.state();
        if let Sink::Inbox(..) = state.sink {
            drop(state);
            self.advance(&mut Context::from_waker(waker));
            state = self.state();
        }
        let kicked = watch.is_some_and(|watch| watch.kicked());
        let brake = watch.map(|watch| Brake { watch: watch.clone(), convoy: None });
        let (stage, next) = match mem::replace(&mut state.stage, Stage::Running(brake)) {
            Stage::Cancelled => (Some(Stage::Cancelled), Next::Drop),
            abandoned if kicked => {
                drop(state);
                drop_quietly(abandoned);
                return Next::Expire;
            }
            Stage::Resumable(Ok(word)) => (None, Next::Resume(word)),
            Stage::Resumable(Err(stop)) => (None, Next::Fail(stop)),
            waiting => (Some(waiting), Next::Wait),
        };
        if let Some(stage) = stage {
            state.stage = stage;
        }
        next
    }

    /// Its outcome is there.
    pub(super) fn finish(&self, outcome: Outcome) {
        let mut state = self.state();
        if let Stage::Cancelled | Stage::Done(_) | Stage::Taken = state.stage {
            drop(state);
            return drop_quietly(outcome);
        }
        match &mut state.sink {
            Sink::Task(waker) => {
                let waker = waker.take();
                let before = mem::replace(&mut state.stage, Stage::Done(outcome));
                drop(state);
                drop_quietly(before);
                wake(waker);
            }
            Sink::Inbox(inbox, number) => {
                let (inbox, number) = (inbox.clone(), *number);
                let before = mem::replace(&mut state.stage, Stage::Taken);
                drop(state);
                drop_quietly(before);
                inbox.deliver(number, outcome);
            }
        }
    }

    /// Fails before it ran.
    pub(super) fn refuse(&self, error: impl Into<CallError>) {
        if self.claim().is_some() {
            self.finish(Err(error.into().into()));
        }
    }

    /// Asks for the outcome, and polls the async built-in that the upcall waits for. The second value says that the
    /// suspended upcall is to be looked at.
    pub(super) fn poll(&self, cx: &mut Context<'_>) -> (Poll<Outcome>, bool) {
        let resumable = self.advance(cx);
        let mut state = self.state();
        if let Stage::Done(_) = state.stage
            && let Stage::Done(outcome) = mem::replace(&mut state.stage, Stage::Taken)
        {
            return (Poll::Ready(outcome), false);
        }
        (Poll::Pending, resumable)
    }

    /// Remembers whom to wake, and polls the future if the upcall waits for one. Says whether that is ready now.
    fn advance(&self, cx: &mut Context<'_>) -> bool {
        let mut state = self.state();
        if let Sink::Task(waker) = &mut state.sink {
            match waker {
                Some(waker) => waker.clone_from(cx.waker()),
                none => *none = Some(cx.waker().clone()),
            }
        }
        let Stage::Waiting(_) = state.stage else { return false };
        let Stage::Waiting(mut future) = mem::replace(&mut state.stage, Stage::Polling) else { return false };
        drop(state);
        let polled = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx)));
        let mut state = self.state();
        let Stage::Polling = state.stage else {
            // The upcall was abandoned meanwhile.
            drop(state);
            drop_quietly(future);
            return false;
        };
        let outcome = match polled {
            Ok(Poll::Pending) => {
                state.stage = Stage::Waiting(future);
                return false;
            }
            Ok(Poll::Ready(result)) => Ok(result),
            Err(panic) => Err(panic),
        };
        state.stage = Stage::Resumable(Stop::unless(outcome));
        drop(state);
        drop_quietly(future);
        true
    }

    /// Nobody wants the outcome any more. What runs is stopped.
    pub(super) fn cancel(&self) -> Cancelled {
        let mut state = self.state();
        let stage = mem::replace(&mut state.stage, Stage::Cancelled);
        if let Stage::Running(Some(brake)) = &stage {
            // With the lock held; see `start`.
            brake.pull();
        }
        drop(state);
        let cancelled = match &stage {
            Stage::Queued(_) => Cancelled::Queued,
            Stage::Waiting(_) | Stage::Polling | Stage::Resumable(_) => Cancelled::Suspended,
            Stage::Running(_) | Stage::Done(_) | Stage::Cancelled | Stage::Taken => Cancelled::Over,
        };
        drop_quietly(stage);
        cancelled
    }
}

impl State {
    fn take_waker(&mut self) -> Option<Waker> {
        match &mut self.sink {
            Sink::Task(waker) => waker.take(),
            Sink::Inbox(..) => None,
        }
    }
}

/// Wakes a task. If its executor panics, the panic ends here, as below.
fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        let _ = catch_unwind(AssertUnwindSafe(|| waker.wake()));
    }
}

/// Drops what is the embedder's own. If that panics, the panic ends here: it has nothing to do with whoever happens to
/// run on this thread.
fn drop_quietly<T>(value: T) {
    let _ = catch_unwind(AssertUnwindSafe(|| drop(value)));
}

//! Async calls for event loops: submitted with a tag, and done when a descriptor becomes readable.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;
use vmm_sys_util::eventfd::{EFD_CLOEXEC, EFD_NONBLOCK, EventFd};

use super::actor::Actor;
use super::call::typed;
use super::job::{Job, Outcome, Output, Work};
use super::runtime::AsyncRuntime;
use crate::error::{CallError, Error};
use crate::func::Func;
use crate::runtime::Stop;
use crate::value::{Params, Returns, Value};

/// Calls for event loops that have no futures: `poll`, `epoll`, `io_uring`.
///
/// Calls of any number of runtimes are submitted with a tag. The queue is a descriptor that is readable as long as
/// there are completions to be taken; it needs no reading. An async built-in is polled by a thread of the engine
/// here, without an executor around it. Dropping the queue cancels what is outstanding.
///
/// ```
/// # use std::os::fd::AsRawFd;
/// # use plugvisor::{CompletionQueue, Engine, Mode, Runtime, Value};
/// # use vmm_sys_util::epoll::{ControlOperation, Epoll, EpollEvent, EventSet};
/// let mut runtime = Runtime::builder(&Engine::new()).mode(Mode::Interp).build()?;
/// runtime.create("twice.c", "int twice(int x) { return 2 * x; }")?;
/// let twice = runtime.func::<(i32,), i32>("twice")?;
/// let runtime = runtime.into_async();
///
/// let queue = CompletionQueue::new()?;
/// let epoll = Epoll::new()?;
/// epoll.ctl(ControlOperation::Add, queue.as_raw_fd(), EpollEvent::new(EventSet::IN, 7))?;
/// queue.submit(1, &runtime, &twice, (21,))?;
///
/// epoll.wait(-1, &mut [EpollEvent::default()])?;
/// let done = queue.pop().unwrap();
/// assert_eq!((done.tag, done.result?), (1, Some(Value::I32(42))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct CompletionQueue {
    inbox: Arc<Inbox>,
}

/// What came of a call that was submitted to a [`CompletionQueue`].
#[derive(Debug)]
pub struct Completion {
    /// What it was submitted with.
    pub tag: u64,
    /// The function's result, of the type that it has in the plugin.
    pub result: Result<Option<Value>, CallError>,
}

/// What the queue shares with the jobs.
pub(super) struct Inbox {
    /// Readable while something is done.
    ready: EventFd,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    done: VecDeque<(u64, Outcome)>,
    /// By number.
    outstanding: FxHashMap<u64, Outstanding>,
    next: u64,
}

struct Outstanding {
    tag: u64,
    actor: Arc<Actor>,
    job: Arc<Job>,
    /// The number that the runtime has it by.
    number: u64,
}

impl CompletionQueue {
    /// An empty queue.
    ///
    /// # Errors
    /// If the process can have no more descriptors.
    pub fn new() -> io::Result<Self> {
        let ready = EventFd::new(EFD_NONBLOCK | EFD_CLOEXEC)?;
        Ok(Self { inbox: Arc::new(Inbox { ready, state: Mutex::default() }) })
    }

    /// Submits a call. Those of one runtime are made in the order in which they were submitted.
    pub fn submit<P: Params, R: Returns>(
        &self,
        tag: u64,
        runtime: &AsyncRuntime,
        func: &Func<P, R>,
        params: P,
    ) -> Result<(), Error> {
        self.submit_work(tag, runtime, typed(func, params))
    }

    /// Submits a call of a function whose type is only known at run time.
    pub fn submit_named(&self, tag: u64, runtime: &AsyncRuntime, name: &str, args: &[Value]) -> Result<(), Error> {
        self.submit_work(tag, runtime, Work::Named { name: name.into(), args: args.into() })
    }

    fn submit_work(&self, tag: u64, runtime: &AsyncRuntime, work: Work) -> Result<(), Error> {
        let actor = runtime.actor().clone();
        // Locked until the call is known, since it may be done before.
        let mut state = self.inbox.state();
        let id = state.next;
        state.next += 1;
        let job = Job::reported(work, self.inbox.clone(), id);
        let number = actor.submit(job.clone())?;
        state.outstanding.insert(id, Outstanding { tag, actor, job, number });
        Ok(())
    }

    /// Takes the completion that has waited longest. A panic of a built-in goes on here.
    pub fn pop(&self) -> Option<Completion> {
        let mut state = self.inbox.state();
        let (tag, outcome) = state.done.pop_front()?;
        if state.done.is_empty() {
            // It was written to, so this takes that back.
            let _ = self.inbox.ready.read();
        }
        drop(state);
        let result = match outcome.map_err(Stop::into_error) {
            Ok(Output::Returned(word, ty)) => Ok(ty.map(|ty| Value::from_word(word, ty))),
            Ok(Output::Any(_)) => Err(Error::Internal("a call ended as something else".to_owned()).into()),
            Err(error) => Err(error),
        };
        Some(Completion { tag, result })
    }

    /// How many calls are outstanding: submitted, and neither cancelled nor done.
    #[must_use]
    pub fn outstanding(&self) -> usize {
        self.inbox.state().outstanding.len()
    }

    /// Cancels the outstanding calls with this tag, as dropping a future does: they have no completion. Says how many
    /// there were.
    pub fn cancel(&self, tag: u64) -> usize {
        self.inbox.cancel(|outstanding| outstanding.tag == tag)
    }
}

impl Inbox {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is locked.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A job has ended.
    pub(super) fn deliver(&self, id: u64, outcome: Outcome) {
        let mut state = self.state();
        // Not there if it is being cancelled.
        let Some(outstanding) = state.outstanding.remove(&id) else { return };
        if state.done.is_empty() {
            // Can't fail: the counter is at zero.
            let _ = self.ready.write(1);
        }
        state.done.push_back((outstanding.tag, outcome));
        drop(state);
        drop(outstanding);
    }

    fn cancel(&self, which: impl Fn(&Outstanding) -> bool) -> usize {
        let cancelled: Vec<_> = self.state().outstanding.extract_if(|_, outstanding| which(outstanding)).collect();
        for (_, Outstanding { actor, job, number, .. }) in &cancelled {
            actor.cancel(job, *number);
        }
        cancelled.len()
    }
}

impl Drop for CompletionQueue {
    fn drop(&mut self) {
        self.inbox.cancel(|_| true);
    }
}

impl AsRawFd for CompletionQueue {
    fn as_raw_fd(&self) -> RawFd {
        self.inbox.ready.as_raw_fd()
    }
}

impl fmt::Debug for CompletionQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CompletionQueue").field("outstanding", &self.outstanding()).finish_non_exhaustive()
    }
}

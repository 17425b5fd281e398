//! The threads that run async calls: whichever is free takes the runtime that has waited longest.

use std::collections::VecDeque;
use std::io;
use std::num::NonZero;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use super::actor::Actor;
use crate::error::Error;

/// The pool of an engine. Its threads start with the first async call and end when this is dropped.
pub(crate) struct Pool {
    threads: Option<usize>,
    running: Mutex<Option<Running>>,
}

impl Pool {
    /// A pool of so many threads; `None` is one for each core.
    pub(crate) fn new(threads: Option<usize>) -> Self {
        Self { threads, running: Mutex::new(None) }
    }

    /// The queue that the threads take from. Starts them if there are none.
    pub(super) fn queue(&self) -> Result<Arc<Queue>, Error> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        match &*running {
            // A forked child has the value but not the threads.
            Some(running) if running.is_ours() => Ok(running.queue.clone()),
            _ => {
                let cores = || thread::available_parallelism().map_or(1, NonZero::get);
                let started = Running::start(self.threads.unwrap_or_else(cores).max(1));
                Ok(running.insert(started.map_err(|source| Error::Threads { source })?).queue.clone())
            }
        }
    }
}

/// Runtimes that have something to do, in the order in which they came.
#[derive(Default)]
pub(super) struct Queue {
    state: Mutex<State>,
    came: Condvar,
}

#[derive(Default)]
struct State {
    actors: VecDeque<Arc<Actor>>,
    stop: bool,
}

impl Queue {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is locked.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A runtime has something to do.
    pub(super) fn push(&self, actor: Arc<Actor>) {
        self.state().actors.push_back(actor);
        self.came.notify_one();
    }

    /// The next runtime; `None` if there won't be another one.
    fn pop(&self) -> Option<Arc<Actor>> {
        let waiting = |state: &mut State| state.actors.is_empty() && !state.stop;
        self.came.wait_while(self.state(), waiting).unwrap_or_else(PoisonError::into_inner).actors.pop_front()
    }

    fn stop(&self) {
        self.state().stop = true;
        self.came.notify_all();
    }
}

struct Running {
    queue: Arc<Queue>,
    threads: Vec<JoinHandle<()>>,
    /// The process that has the threads.
    process: u32,
}

impl Running {
    /// Starts threads; some are enough.
    fn start(count: usize) -> io::Result<Self> {
        let mut running = Self { queue: Arc::default(), threads: Vec::new(), process: std::process::id() };
        for _ in 0..count {
            let queue = running.queue.clone();
            let work = move || {
                while let Some(actor) = queue.pop() {
                    actor.turn(&queue);
                }
            };
            match thread::Builder::new().name("plugvisor-async".to_owned()).spawn(work) {
                Ok(thread) => running.threads.push(thread),
                Err(error) if running.threads.is_empty() => return Err(error),
                Err(_) => break,
            }
        }
        Ok(running)
    }

    fn is_ours(&self) -> bool {
        self.process == std::process::id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.is_ours() {
            // There are no threads to wait for, and dropping their handles would detach threads of this process: the
            // C library has given them what the handles name.
            std::mem::forget(std::mem::take(&mut self.threads));
            return;
        }
        self.queue.stop();
        for thread in self.threads.drain(..) {
            // The last runtime of an engine may end on one of its own threads, and the engine with it.
            if thread.thread().id() != thread::current().id() {
                // A drop has nobody to tell if it panicked.
                let _ = thread.join();
            }
        }
    }
}

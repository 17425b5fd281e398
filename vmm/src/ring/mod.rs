//! Submission rings: many calls in flight, so that host and guest are busy at once.

mod book;
mod completion;
mod patience;
mod plan;
mod queue;
mod riders;
mod runner;
mod shared;

use std::fmt;
use std::panic::resume_unwind;

use guest_abi::ring::MAX_DEPTH;
use linker::Slot;

use crate::caller::Caller;
use crate::error::{CallError, Error};
use crate::func::Func;
use crate::runtime::{Buffer, Runtime, Stop, accepts};
use crate::value::{MAX_ARGS, Params, Ptr, Returns, Value};

use book::{Book, Entry};
pub use completion::{PushError, RingCompletion};
use patience::Patience;
use plan::{Packing, Plan};
use queue::Queue;
use riders::Nobody;
pub(crate) use riders::{Arrival, Passengers};
use runner::Runner;
use shared::{Far, Shared};

/// A ring through which calls are submitted and their completions taken, in order: what `io_uring` is for system calls.
///
/// [`push`](Ring::push) takes a call in, [`submit`](Ring::submit) lets the guest see all that was pushed, and
/// [`poll`](Ring::poll) and [`wait`](Ring::wait) give completions back in the order in which the calls were pushed. A
/// resident vCPU executes what was submitted while the host goes on, and a call costs a cache line that passes from
/// one core to the other. Where there is none, what was submitted is executed by `poll` and `wait`, many calls for
/// one crossing.
///
/// ```
/// # use plugvisor::{Engine, Mode, Runtime};
/// # let mut runtime = Runtime::builder(&Engine::new()).mode(Mode::Interp).build()?;
/// runtime.create("square.c", "int square(int x) { return x * x; }")?;
/// let square = runtime.func::<(i32,), i32>("square")?;
/// let mut ring = runtime.ring(64)?;
/// for x in 0..10 {
///     ring.push(&square, (x,), x as u64)?;
/// }
/// ring.submit();
/// while let Some(done) = ring.wait() {
///     let x = done.tag as i32;
///     assert_eq!(done.value::<i32>()?, x * x);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # What a pushed call is
///
/// Pushing is calling: the function is looked up then, as [`Func::call`] does, and a call that was pushed runs that
/// function even if it is replaced or deleted before its turn. A call that fails completes with its error, and those
/// behind it go on. Each has the runtime's deadline for itself, and at most twice that. Callbacks are served in
/// `submit`, `poll` and `wait`, so a plugin that calls a built-in waits there until one of them is called. A built-in's
/// panic goes on in the `poll` or `wait` that would give the call's completion.
///
/// # Dropping it
///
/// Calls that were not executed are abandoned: those that run are stopped where they are, like by a deadline, and
/// those behind them never start. The runtime can be used at once. To have everything executed, call `wait` until
/// it gives `None`.
pub struct Ring<'r> {
    runtime: &'r mut Runtime,
    book: Book,
    /// By slot.
    plans: Vec<Option<Plan>>,
    way: Way,
}

/// So many entries ahead of what is pushed the host gets a line from the guest's core, which takes as long as some pushes.
const AHEAD: u32 = 4;

/// Who executes entries.
enum Way {
    Guest(Runner),
    Host(Queue),
}

impl Runtime {
    /// Makes a ring for up to `depth` calls in flight, which is rounded up to a power of two.
    ///
    /// It takes about 170 bytes of the data segment for each, which it gives back when it is dropped.
    ///
    /// # Errors
    /// When `depth` is 0 or above 32,768, or the data segment is full.
    pub fn ring(&mut self, depth: usize) -> Result<Ring<'_>, Error> {
        let rounded = depth.checked_next_power_of_two().and_then(|depth| u32::try_from(depth).ok());
        let Some(rounded) = rounded.filter(|&rounded| depth != 0 && rounded <= MAX_DEPTH) else {
            return Err(Error::Setting(format!("a ring of depth {depth}; the depth is 1 to {MAX_DEPTH}")));
        };
        self.make_ring(rounded, false)
    }

    fn make_ring(&mut self, rounded: u32, stoppable: bool) -> Result<Ring<'_>, Error> {
        self.settle()?;
        self.prepare_deadline(stoppable)?;
        let way = match self.ring_runner()? {
            Some(code) => {
                let buffer = self.alloc(Shared::size(rounded))?;
                let [far, skip] = [code.far, code.skip].map(|offset| self.isa().code_address(offset));
                Way::Guest(Runner::new(Shared::new(buffer, rounded, far, skip), code))
            }
            None => Way::Host(Queue::new(rounded)),
        };
        Ok(Ring { runtime: self, book: Book::new(rounded), plans: Vec::new(), way })
    }
}

impl Ring<'_> {
    /// Takes a call in. The guest does not see it before [`Ring::submit`]. `tag` comes back with the completion.
    ///
    /// # Errors
    /// [`PushError::Full`] if [`Ring::depth`] calls are in the ring; else what [`Func::call`] would have said of the
    /// handle.
    #[inline]
    pub fn push<P: Params, R: Returns>(&mut self, func: &Func<P, R>, params: P, tag: u64) -> Result<(), PushError> {
        if self.book.is_full() {
            return Err(PushError::Full);
        }
        let slot = func.slot(self.runtime)?;
        let mut words = [0; MAX_ARGS];
        params.write(&mut words);
        self.push_words(slot, func.name(), &words[..P::TYPES.len()], tag)
    }

    /// Takes a call in whose type is only known at run time, like [`Runtime::call`].
    ///
    /// # Errors
    /// As for [`Ring::push`].
    pub fn push_values(&mut self, name: &str, args: &[Value], tag: u64) -> Result<(), PushError> {
        if self.book.is_full() {
            return Err(PushError::Full);
        }
        let slot = self.runtime.resolve(name, |signature| accepts(name, signature, args))?;
        let mut words = [0; MAX_ARGS];
        for (word, arg) in words.iter_mut().zip(args) {
            *word = arg.word();
        }
        self.push_words(slot, name, &words[..args.len()], tag)
    }

    /// Takes in a call of the function of a slot that was resolved in this generation.
    #[inline]
    fn push_words(&mut self, slot: Slot, name: &str, args: &[u64], tag: u64) -> Result<(), PushError> {
        let place = self.book.next();
        let result = match &mut self.way {
            Way::Guest(runner) => {
                let plan = plan(&mut self.plans, self.runtime, slot, name)?;
                runner.shared.set_call(self.runtime.machine_mut(), place, plan, args);
                if let Some(place) = self.book.ahead(AHEAD) {
                    runner.shared.prepare(self.runtime.machine(), place);
                }
                plan.result
            }
            Way::Host(queue) => {
                let function = self.runtime.resolved(slot);
                queue.set_call(place, slot, function, args);
                function.result
            }
        };
        self.runtime.hold(true);
        self.book.push(Entry { result, ..Entry::call(tag, slot) });
        Ok(())
    }

    /// Takes a batch in: a call for each of `count` elements, as [`Func::map`] makes them. It completes once, and
    /// [`RingCompletion::done`] says how many of its calls returned. The deadline is for all of it.
    ///
    /// # Errors
    /// As for [`Ring::push`], and [`PushError::Batch`] if a buffer is too small.
    pub fn push_map<P: Params, R: Returns>(
        &mut self,
        func: &Func<P, R>,
        input: &Buffer,
        output: &Buffer,
        count: u32,
        tag: u64,
    ) -> Result<(), PushError> {
        if self.book.is_full() {
            return Err(PushError::Full);
        }
        let slot = func.slot(self.runtime)?;
        let shape = self.runtime.shape(func.name())?;
        self.runtime.check_batch(&shape, input, output, count)?;
        let place = self.book.next();
        let (input, output) = (input.ptr().0, output.ptr().0);
        match &mut self.way {
            Way::Guest(runner) => {
                let plan = plan(&mut self.plans, self.runtime, slot, func.name())?;
                runner.shared.set_far(self.runtime.machine_mut(), place, plan, &Far { input, output, count });
            }
            Way::Host(queue) => {
                let function = self.runtime.resolved(slot);
                queue.set_batch(place, slot, function, shape, [input, output, count]);
            }
        }
        self.runtime.hold(true);
        self.book.push(Entry { batch: true, count, ..Entry::call(tag, slot) });
        Ok(())
    }

    /// Lets the guest see what was pushed. Does not wait for anything, but serves a callback if one is pending.
    pub fn submit(&mut self) {
        if !self.book.submit() {
            return;
        }
        if let Way::Guest(runner) = &mut self.way {
            runner.shared.publish(self.runtime.machine_mut(), &self.book);
            if self.runtime.is_flying() {
                if self.runtime.machine().linger() != 0 {
                    runner.advance(self.runtime, &mut self.book, &mut Nobody);
                }
            } else {
                runner.launch(self.runtime, &mut self.book, &mut Nobody);
            }
        }
    }

    /// The next completion, if its call is executed.
    pub fn poll(&mut self) -> Option<RingCompletion> {
        if self.book.ready() == 0 {
            self.advance();
        }
        self.take()
    }

    /// The next completion. Submits what was pushed, and waits for it; `None` if there is no call in the ring.
    pub fn wait(&mut self) -> Option<RingCompletion> {
        self.submit();
        let mut patience = Patience::default();
        while self.book.ready() == 0 && !self.is_empty() {
            self.advance();
            if self.book.ready() == 0 && self.runtime.machine().linger() != 0 {
                patience.pause();
            }
        }
        self.take()
    }

    fn advance(&mut self) {
        match &mut self.way {
            Way::Guest(runner) => runner.advance(self.runtime, &mut self.book, &mut Nobody),
            Way::Host(queue) => queue.advance(self.runtime, &mut self.book),
        }
    }

    /// Has the runner end. Entries that are not executed are not completed.
    fn stop(&mut self) {
        if let Way::Guest(runner) = &mut self.way {
            runner.stop(self.runtime, &mut self.book);
        }
    }

    fn take(&mut self) -> Option<RingCompletion> {
        let entry = self.book.take()?;
        let result = match entry.failed {
            None if entry.batch => Ok(None),
            None => Ok(entry.result.map(|ty| Value::from_word(entry.word, ty))),
            Some(stop) => match *stop {
                Stop::Error(error) => Err(error),
                Stop::Panic(panic) => resume_unwind(panic),
            },
        };
        Some(RingCompletion { tag: entry.tag, done: entry.done, result })
    }

    /// Calls in the ring: pushed, and their completions not taken.
    #[must_use]
    pub fn len(&self) -> usize {
        self.book.len() as usize
    }

    /// Whether there is no call in the ring.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.book.len() == 0
    }

    /// Whether there is no room for another call.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.book.is_full()
    }

    /// Most calls in the ring.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.book.depth() as usize
    }

    /// Copies bytes out of the data segment, as [`Runtime::read`] does, while plugins may run and write to them.
    ///
    /// # Errors
    /// When the range is not inside.
    pub fn read(&self, from: Ptr, into: &mut [u8]) -> Result<(), Error> {
        self.runtime.read(from, into)
    }

    /// Copies bytes into the data segment, as [`Runtime::write`] does, while plugins may run and read them.
    ///
    /// # Errors
    /// When the range is not inside.
    pub fn write(&mut self, to: Ptr, bytes: &[u8]) -> Result<(), Error> {
        self.runtime.write(to, bytes)
    }

    /// The runtime, once everything that was submitted is executed: to create plugins, make handles and buffers, or
    /// call without the ring. Completions stay in the ring.
    pub fn runtime(&mut self) -> Caller<'_> {
        let mut patience = Patience::default();
        while self.book.in_flight() != 0 {
            self.advance();
            if self.runtime.machine().linger() != 0 {
                patience.pause();
            }
        }
        self.stop();
        Caller::new(self.runtime)
    }
}

/// What entries of the function of a slot need, which was resolved in this generation.
#[inline]
fn plan<'p>(
    plans: &'p mut Vec<Option<Plan>>,
    runtime: &mut Runtime,
    slot: Slot,
    name: &str,
) -> Result<&'p Plan, CallError> {
    let index = slot.0 as usize;
    let generation = runtime.generation();
    if !matches!(plans.get(index), Some(Some(plan)) if plan.generation == generation) {
        look_up(plans, runtime, slot, name)?;
    }
    plans[index].as_ref().ok_or_else(|| Error::NotFound { what: "function", name: name.to_owned() }.into())
}

#[cold]
fn look_up(plans: &mut Vec<Option<Plan>>, runtime: &mut Runtime, slot: Slot, name: &str) -> Result<(), CallError> {
    let shape = runtime.shape(name)?;
    let isa = runtime.isa();
    let index = slot.0 as usize;
    if plans.len() <= index {
        plans.resize_with(index + 1, || None);
    }
    plans[index] = Some(Plan {
        generation: runtime.generation(),
        adapter: isa.code_address(shape.many),
        target: isa.code_address(runtime.resolved(slot).code()),
        result: shape.result,
        packing: Packing::new(shape.fields.iter().copied(), shape.stride),
    });
    Ok(())
}

impl Drop for Ring<'_> {
    fn drop(&mut self) {
        self.stop();
        if let Way::Guest(runner) = &self.way {
            // It was taken when the ring was made, and nobody else knows of it.
            let _ = self.runtime.free(runner.shared.buffer);
        }
        self.runtime.hold(false);
    }
}

impl fmt::Debug for Ring<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ring").field("depth", &self.depth()).field("len", &self.len()).finish_non_exhaustive()
    }
}

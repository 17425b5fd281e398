//! Upcalls: entering the machine, serving its callbacks, and coming back whatever happens.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::thread;

use guest_abi::Ty;
use linker::object::Signature;
use linker::{CType, Definition, Slot, SlotTarget};

use super::Runtime;
use crate::asynch::block_on::block_on;
use crate::batch::cause;
use crate::builtin::{HostFn, HostFuture};
use crate::caller::Caller;
use crate::deadline::Watch;
use crate::error::{BoxError, CallError, Error};
use crate::machine::{Call, Event, Mark, RawKind, RawTrap};
use crate::supervisor::Lease;
use crate::value::{MAX_ARGS, Value, fits, normalise};

/// Most upcalls that can be in progress in one runtime: each takes some of the host's own stack.
const MAX_DEPTH: u32 = 64;

/// What an upcall needs of a function.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resolved {
    /// The generation of the namespace for which the rest is true; 0 is never.
    generation: u64,
    pub(super) target: SlotTarget,
    adapter: u32,
    /// Its result's type.
    pub(crate) result: Option<Ty>,
}

impl Resolved {
    const NEVER: Self = Self { generation: 0, target: SlotTarget::Undefined, adapter: 0, result: None };

    /// Code offset of the function.
    pub(crate) fn code(&self) -> u32 {
        match self.target {
            SlotTarget::Function { code, .. } | SlotTarget::Builtin { code, .. } => code,
            SlotTarget::Undefined => 0,
        }
    }
}

/// Why an upcall has no result.
#[derive(Debug)]
pub(crate) enum Stop {
    /// What the caller gets.
    Error(CallError),
    /// A built-in panicked.
    Panic(Box<dyn Any + Send>),
}

impl Stop {
    /// What a built-in's error is to the upcall that it ends. What stopped a nested upcall stops this one for the
    /// same reason.
    fn failed(error: BoxError) -> Self {
        cause(error).into()
    }

    /// The outcome of a built-in that may have panicked.
    pub(crate) fn unless<T>(outcome: thread::Result<Result<T, BoxError>>) -> Result<T, Self> {
        outcome.map_err(Self::Panic)?.map_err(Self::failed)
    }

    /// As an error; a panic goes on in this thread.
    pub(crate) fn into_error(self) -> CallError {
        match self {
            Self::Error(error) => error,
            Self::Panic(panic) => resume_unwind(panic),
        }
    }
}

impl<E: Into<CallError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

/// An upcall that has begun and not yet ended.
pub(crate) struct Upcall {
    pub(super) function: Resolved,
    /// The machine before it.
    mark: Mark,
    /// Whether it can be stopped: by its deadline, or by another thread.
    pub(super) watched: bool,
}

impl Upcall {
    /// The type of its result.
    pub(crate) fn result(&self) -> Option<Ty> {
        self.function.result
    }

    /// The result, cut down to its type.
    pub(crate) fn value(&self, word: u64) -> u64 {
        self.function.result.map_or(0, |ty| normalise(word, ty))
    }
}

/// How far an upcall has come.
pub(crate) enum Step {
    /// To its end.
    Ended(Result<u64, Stop>),
    /// To an async built-in, whose outcome it is to be resumed with.
    Waiting(HostFuture),
}

/// What came of a callback.
pub(super) enum Served {
    Now(u64),
    Later(HostFuture),
}

impl Runtime {
    /// Calls a function whose type is only known at run time.
    ///
    /// The values' types must be those of the parameters, but for C's signedness and pointers: `int`, `unsigned` and
    /// pointers may stand for each other, and for narrower types. The result has the declared type; `None` is `void`.
    ///
    /// ```
    /// # use plugvisor::{Engine, Mode, Runtime, Value};
    /// # let mut runtime = Runtime::builder(&Engine::new()).mode(Mode::Interp).build()?;
    /// runtime.create("half", "double half(double x) { return x / 2; }")?;
    /// assert_eq!(runtime.call("half", &[Value::F64(5.0)])?, Some(Value::F64(2.5)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn call(&mut self, name: &str, args: &[Value]) -> Result<Option<Value>, CallError> {
        let (slot, words) = self.resolve_named(name, args)?;
        let result = self.resolved[slot.0 as usize].result;
        let word = self.upcall(slot, &words[..args.len()])?;
        Ok(result.map(|ty| Value::from_word(word, ty)))
    }

    /// Looks a function up that is to be called with these values, and says the words that carry them.
    pub(crate) fn resolve_named(&mut self, name: &str, args: &[Value]) -> Result<(Slot, [u64; MAX_ARGS]), Error> {
        let slot = self.resolve(name, |signature| accepts(name, signature, args))?;
        let mut words = [0; MAX_ARGS];
        for (word, arg) in words.iter_mut().zip(args) {
            *word = arg.word();
        }
        Ok((slot, words))
    }

    /// Looks a function up and prepares calls to it, if its type is accepted.
    pub(crate) fn resolve(
        &mut self,
        name: &str,
        accept: impl FnOnce(&Signature) -> Result<(), Error>,
    ) -> Result<Slot, Error> {
        let what = "function";
        let not_found = || Error::NotFound { what, name: name.to_owned() };
        let Some(Definition::Function { slot, signature, target }) = self.namespace.lookup(name) else {
            return Err(not_found());
        };
        if matches!(target, SlotTarget::Undefined) {
            return Err(not_found());
        }
        accept(signature)?;
        let index = slot.0 as usize;
        if self.resolved.get(index).is_some_and(|known| known.generation == self.generation) {
            return Ok(slot);
        }
        let words = signature.words().count();
        if words > MAX_ARGS {
            return Err(Error::Arguments { name: name.to_owned(), words, limit: MAX_ARGS });
        }
        let signature = signature.clone();
        let adapter = self.adapter(&signature)?;
        if self.resolved.len() <= index {
            self.resolved.resize(index + 1, Resolved::NEVER);
        }
        self.resolved[index] = Resolved { generation: self.generation, target, adapter, result: signature.result };
        Ok(slot)
    }

    /// Looks a function up and checks that it can be called with these host types.
    pub(crate) fn resolve_typed(&mut self, name: &str, params: &[Ty], result: Option<Ty>) -> Result<Slot, Error> {
        self.resolve(name, |signature| {
            if fits(signature, params, result) {
                return Ok(());
            }
            Err(mismatch(name, signature, Signature { params: params.to_vec(), result, variadic: false }))
        })
    }

    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    /// Calls the function of a slot that was resolved in this generation. The result is cut down to its type.
    pub(crate) fn upcall(&mut self, slot: Slot, args: &[u64]) -> Result<u64, CallError> {
        if !self.is_plain() {
            let upcall = self.begin(slot, false)?;
            return self.complete(&upcall, args).map_err(Stop::into_error);
        }
        let Resolved { target, adapter, result, .. } = self.resolved[slot.0 as usize];
        self.outermost = slot;
        self.depth = 1;
        match self.machine.enter(&Call { target, adapter, args }) {
            Event::Returned(word) => {
                self.depth = 0;
                self.collect();
                if self.stdout.is_some() {
                    self.deliver_stdout(true).map_err(Stop::into_error)?;
                }
                Ok(result.map_or(0, |ty| normalise(word, ty)))
            }
            event => self.go_on(slot, event).map_err(Stop::into_error),
        }
    }

    /// Whether an upcall needs nothing but to be entered: what most are, and what shall cost nothing else.
    #[inline]
    fn is_plain(&self) -> bool {
        self.depth == 0 && !self.broken && self.flight.is_none() && self.deadline.is_none() && !self.attended
    }

    /// Goes on with a plain upcall that did not return at once, and ends it.
    fn go_on(&mut self, slot: Slot, event: Event) -> Result<u64, Stop> {
        let upcall = Upcall { function: self.resolved(slot), mark: self.bottom, watched: false };
        let step = self.drive(event);
        let outcome = self.finish(step);
        self.end(&upcall, outcome.is_ok());
        outcome.map(|word| upcall.value(word))
    }

    /// The function of a slot that was resolved in this generation.
    pub(crate) fn resolved(&self, slot: Slot) -> Resolved {
        self.resolved[slot.0 as usize]
    }

    /// Calls a function as it was when it was resolved; it must not have been freed since.
    pub(crate) fn attempt(&mut self, slot: Slot, function: Resolved, args: &[u64]) -> Result<u64, Stop> {
        let upcall = self.begin_as(slot, function, false)?;
        self.complete(&upcall, args)
    }

    /// Runs an upcall that has begun, and ends it. The result is cut down to its type.
    fn complete(&mut self, upcall: &Upcall, args: &[u64]) -> Result<u64, Stop> {
        let step = self.enter(upcall, args);
        let outcome = self.finish(step);
        self.end(upcall, outcome.is_ok());
        outcome.map(|word| upcall.value(word))
    }

    /// Begins an upcall of a slot that was resolved in this generation: it is to be entered, and then ended, whatever
    /// comes of it. With `stoppable` it can be stopped by [`Watch::expire`] even if it has no deadline.
    pub(crate) fn begin(&mut self, slot: Slot, stoppable: bool) -> Result<Upcall, CallError> {
        self.begin_as(slot, self.resolved(slot), stoppable)
    }

    /// Begins an upcall of a function as it was when it was resolved.
    pub(super) fn begin_as(&mut self, slot: Slot, function: Resolved, stoppable: bool) -> Result<Upcall, CallError> {
        self.settle()?;
        if self.depth >= MAX_DEPTH {
            return Err(CallError::TooDeep { limit: MAX_DEPTH });
        }
        let mut watched = false;
        if self.depth == 0 {
            self.outermost = slot;
            watched = stoppable || self.deadline.is_some();
            if watched {
                let deadline = self.deadline;
                self.lease()?.start(deadline);
            }
        }
        let mark = if self.depth == 0 {
            self.keep_clock();
            self.bottom
        } else {
            self.machine.mark()
        };
        self.depth += 1;
        Ok(Upcall { function, mark, watched })
    }

    /// Runs an upcall that has begun.
    pub(crate) fn enter(&mut self, upcall: &Upcall, args: &[u64]) -> Step {
        let Resolved { target, adapter, .. } = upcall.function;
        let event = self.machine.enter(&Call { target, adapter, args });
        self.drive(event)
    }

    /// Runs one call of an upcall that has begun to its end.
    pub(super) fn run(&mut self, call: &Call<'_>) -> Result<u64, Stop> {
        let event = self.machine.enter(call);
        let step = self.drive(event);
        self.finish(step)
    }

    /// Goes on until the innermost upcall has ended.
    fn finish(&mut self, mut step: Step) -> Result<u64, Stop> {
        loop {
            match step {
                Step::Ended(outcome) => return outcome,
                Step::Waiting(future) => {
                    let word = self.wait(future)?;
                    step = self.resume(word);
                }
            }
        }
    }

    /// Goes on with the innermost upcall, which waits for an async built-in.
    pub(crate) fn resume(&mut self, word: u64) -> Step {
        let event = self.machine.resume(word);
        self.drive(event)
    }

    /// Ends an upcall. If it has not `returned`, the machine is put back to where it was before.
    #[inline]
    pub(crate) fn end(&mut self, upcall: &Upcall, returned: bool) {
        if !returned && !self.broken {
            self.machine.abandon(upcall.mark);
        }
        self.depth -= 1;
        if upcall.watched
            && let Some(lease) = &self.lease
        {
            lease.finish();
        }
        if self.depth == 0 {
            self.collect();
        }
    }

    /// Whether an upcall can come to an async built-in.
    pub(crate) fn suspends(&self) -> bool {
        self.suspends
    }

    /// What stops the upcall in progress from another thread, if that can be stopped.
    pub(crate) fn watch(&self) -> Option<&Arc<Watch>> {
        self.lease.as_ref().map(Lease::watch)
    }

    /// The place under the supervisor.
    pub(super) fn lease(&mut self) -> Result<&Lease, Error> {
        Ok(match &mut self.lease {
            Some(lease) => lease,
            none => {
                let watched = self.engine.supervisor().watch(self.machine.control());
                none.insert(watched.map_err(|source| Error::Supervisor { source })?)
            }
        })
    }

    /// Serves callbacks until the upcall ends or waits.
    fn drive(&mut self, mut event: Event) -> Step {
        let stop = loop {
            if (self.emitted.is_some() || self.stdout.is_some())
                && let Err(stop) = self.deliver(&event)
            {
                break stop;
            }
            match event {
                Event::Returned(word) => return Step::Ended(Ok(word)),
                Event::Callback { builtin } => match self.serve(builtin) {
                    Ok(Served::Now(word)) => event = self.machine.resume(word),
                    Ok(Served::Later(future)) => return Step::Waiting(future),
                    Err(stop) => break *stop,
                },
                Event::Trapped(raw) => break self.trap(*raw).into(),
                Event::Expired => break self.expired().into(),
                Event::Broken(source) => {
                    self.broken = true;
                    break CallError::Machine { source }.into();
                }
            }
        };
        Step::Ended(Err(stop))
    }

    /// Runs the built-in that a plugin calls.
    pub(super) fn serve(&mut self, id: u32) -> Result<Served, Box<Stop>> {
        let Some(builtin) = self.builtins.get_mut(id as usize) else {
            let kind = RawKind::Forged(format!("a callback to built-in {id}, which does not exist"));
            return Err(Box::new(self.trap(RawTrap::new(kind)).into()));
        };
        let function = builtin.spare.take().unwrap_or_else(|| builtin.function.clone());
        let count = builtin.words;
        let mut args = [0; MAX_ARGS];
        self.machine.callback_args(&mut args[..count]);
        // The runtime is put in order before the panic goes on, so nobody sees it broken.
        let served = catch_unwind(AssertUnwindSafe(|| {
            let (caller, args) = (&mut Caller::new(self), &args[..count]);
            match &function {
                HostFn::Now(function) => function(caller, args).map(Served::Now),
                HostFn::Later(function) => Ok(Served::Later(function(caller, args))),
            }
        }));
        if let Some(builtin) = self.builtins.get_mut(id as usize) {
            builtin.spare = Some(function);
        }
        match served {
            Ok(Ok(served)) => Ok(served),
            failed => Stop::unless(failed).map_err(Box::new),
        }
    }

    /// Waits on this thread for an async built-in, as long as the upcall may take.
    pub(super) fn wait(&self, future: HostFuture) -> Result<u64, Stop> {
        match block_on(future, self.watch()) {
            Some(outcome) => Stop::unless(outcome),
            None => Err(self.expired().into()),
        }
    }

    /// What an upcall ends with whose time is up.
    pub(crate) fn expired(&self) -> CallError {
        let function = self.namespace.slot_name(self.outermost).unwrap_or("a deleted function").to_owned();
        CallError::Deadline { function, after: self.deadline.unwrap_or_default() }
    }
}

/// Whether a function of this type can be called with these values.
pub(crate) fn accepts(name: &str, signature: &Signature, args: &[Value]) -> Result<(), Error> {
    if signature.words().eq(args.iter().map(|arg| arg.val_type())) {
        return Ok(());
    }
    let params = args.iter().map(|arg| arg.ty()).collect();
    Err(mismatch(name, signature, Signature { params, result: signature.result, variadic: false }))
}

fn mismatch(name: &str, declared: &Signature, asked: Signature) -> Error {
    let declared = CType(declared.clone()).to_string();
    Error::Signature { name: name.to_owned(), declared, asked: CType(asked).to_string() }
}

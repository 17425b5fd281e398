//! Upcalls: entering the machine, serving its callbacks, and coming back whatever happens.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::time::Duration;

use guest_abi::Ty;
use linker::object::Signature;
use linker::{CType, Definition, Slot, SlotTarget};

use super::Runtime;
use crate::caller::Caller;
use crate::error::{CallError, Error};
use crate::machine::{Call, Event, Mark, RawKind, RawTrap};
use crate::value::{MAX_ARGS, Value, fits, normalise};

/// Most upcalls that can be in progress in one runtime: each takes some of the host's own stack.
const MAX_DEPTH: u32 = 64;

/// What an upcall needs of a function.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resolved {
    /// The generation of the namespace for which the rest is true; 0 is never.
    generation: u64,
    target: SlotTarget,
    adapter: u32,
    result: Option<Ty>,
}

impl Resolved {
    const NEVER: Self = Self { generation: 0, target: SlotTarget::Undefined, adapter: 0, result: None };
}

/// Why an upcall has no result.
pub(super) enum Stop {
    Error(CallError),
    /// A built-in panicked.
    Panic(Box<dyn Any + Send>),
}

impl<E: Into<CallError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
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
        let slot = self.resolve(name, |signature| {
            if signature.words().eq(args.iter().map(|arg| arg.val_type())) {
                return Ok(());
            }
            let params = args.iter().map(|arg| arg.ty()).collect();
            Err(mismatch(name, signature, Signature { params, result: signature.result, variadic: false }))
        })?;
        let mut words = [0; MAX_ARGS];
        for (word, arg) in words.iter_mut().zip(args) {
            *word = arg.word();
        }
        let result = self.resolved[slot.0 as usize].result;
        let word = self.upcall(slot, &words[..args.len()])?;
        Ok(result.map(|ty| Value::from_word(word, ty)))
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
        let function = self.resolved[slot.0 as usize];
        if self.broken {
            return Err(Error::Broken.into());
        }
        if self.depth >= MAX_DEPTH {
            return Err(CallError::TooDeep { limit: MAX_DEPTH });
        }
        let outermost = self.depth == 0;
        let deadline = self.deadline.filter(|_| outermost);
        if outermost {
            self.outermost = slot;
            if let Some(after) = deadline {
                self.start_deadline(after)?;
            }
        }
        let call = Call { target: function.target, adapter: function.adapter, args };
        let mark = self.machine.mark();
        self.depth += 1;
        let outcome = self.drive(&call, mark);
        self.depth -= 1;
        if deadline.is_some()
            && let Some(lease) = &self.lease
        {
            lease.finish();
        }
        if outermost {
            self.collect();
        }
        match outcome {
            Ok(word) => Ok(function.result.map_or(0, |ty| normalise(word, ty))),
            Err(Stop::Error(error)) => Err(error),
            Err(Stop::Panic(panic)) => resume_unwind(panic),
        }
    }

    fn start_deadline(&mut self, after: Duration) -> Result<(), Error> {
        let lease = match &mut self.lease {
            Some(lease) => lease,
            none => {
                let watched = self.engine.supervisor().watch(self.machine.control());
                none.insert(watched.map_err(|source| Error::Supervisor { source })?)
            }
        };
        lease.start(after);
        Ok(())
    }

    /// Runs an upcall to its end. If it has none, the machine is as it was at `mark`.
    fn drive(&mut self, call: &Call<'_>, mark: Mark) -> Result<u64, Stop> {
        let mut event = self.machine.enter(call);
        let stop = loop {
            if let Err(stop) = self.deliver(&event) {
                break stop;
            }
            match event {
                Event::Returned(word) => return Ok(word),
                Event::Callback { builtin } => match self.serve(builtin) {
                    Ok(word) => event = self.machine.resume(word),
                    Err(stop) => break stop,
                },
                Event::Trapped(raw) => break self.trap(raw).into(),
                Event::Expired => break self.expired().into(),
                Event::Broken(source) => {
                    self.broken = true;
                    return Err(CallError::Machine { source }.into());
                }
            }
        };
        if !self.broken {
            self.machine.abandon(mark);
        }
        Err(stop)
    }

    /// Runs the built-in that a plugin calls.
    fn serve(&mut self, id: u32) -> Result<u64, Stop> {
        let Some(builtin) = self.builtins.get(id as usize) else {
            let kind = RawKind::Forged(format!("a callback to built-in {id}, which does not exist"));
            return Err(self.trap(RawTrap::new(kind)).into());
        };
        let function = Arc::clone(&builtin.function);
        let count = builtin.signature.words().count().min(MAX_ARGS);
        let mut args = [0; MAX_ARGS];
        for (i, arg) in (0..).zip(&mut args[..count]) {
            *arg = self.machine.callback_arg(i);
        }
        // The runtime is put in order before the panic goes on, so nobody sees it broken.
        match catch_unwind(AssertUnwindSafe(|| function(&mut Caller::new(self), &args[..count]))) {
            Ok(Ok(word)) => Ok(word),
            // What stopped a nested upcall stops this one for the same reason.
            Ok(Err(error)) => Err(error.downcast::<CallError>().map_or_else(CallError::Builtin, |error| *error).into()),
            Err(panic) => Err(Stop::Panic(panic)),
        }
    }

    fn expired(&self) -> CallError {
        let function = self.namespace.slot_name(self.outermost).unwrap_or("a deleted function").to_owned();
        CallError::Deadline { function, after: self.deadline.unwrap_or_default() }
    }
}

fn mismatch(name: &str, declared: &Signature, asked: Signature) -> Error {
    let declared = CType(declared.clone()).to_string();
    Error::Signature { name: name.to_owned(), declared, asked: CType(asked).to_string() }
}

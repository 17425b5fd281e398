//! Typed handles of plugins' functions.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use guest_abi::Ty;
use guest_abi::layout::SLOT_COUNT;
use linker::Slot;

use crate::caller::{AsRuntime, Caller, Sealed as _};
use crate::error::{CallError, Error};
use crate::runtime::Runtime;
use crate::value::{MAX_ARGS, Params, Returns};

/// A function of a plugin, with its type checked: `P` are the parameters, `R` is the result.
///
/// It borrows nothing and is called with the runtime, or inside a built-in with the [`Caller`]. It stands for the
/// name: if the function is replaced, the new one is called; if it is deleted, a call is an error until it exists
/// again. Keep it where you call often: the type is not checked again, and a call does not allocate.
pub struct Func<P, R> {
    handle: Handle,
    types: PhantomData<fn(P) -> R>,
}

/// A [`Func`] without its types.
pub(crate) struct Handle {
    runtime: u64,
    pub(crate) name: Arc<str>,
    /// Slot and, above it, the generation of the namespace in which it was looked up. Only used while the runtime
    /// is borrowed mutably, so the order of accesses is given.
    cache: AtomicU64,
}

impl<P: Params, R: Returns> Func<P, R> {
    pub(crate) fn new(runtime: &mut Runtime, name: &str) -> Result<Self, Error> {
        let slot = runtime.resolve_typed(name, P::TYPES, R::TYPE)?;
        let cache = AtomicU64::new(pack(runtime.generation(), slot));
        Ok(Self { handle: Handle { runtime: runtime.id(), name: name.into(), cache }, types: PhantomData })
    }

    /// Calls the function: an upcall. `cx` is the runtime, or the caller in a built-in.
    pub fn call(&self, cx: &mut impl AsRuntime, params: P) -> Result<R, CallError> {
        let runtime = cx.runtime_mut();
        let slot = self.slot(runtime)?;
        let mut words = [0; MAX_ARGS];
        params.write(&mut words);
        runtime.upcall(slot, &words[..P::TYPES.len()]).map(R::from_result)
    }

    /// The function's slot in its runtime, looked up again if the namespace has changed.
    pub(crate) fn slot(&self, runtime: &mut Runtime) -> Result<Slot, CallError> {
        self.handle.slot(runtime, P::TYPES, R::TYPE)
    }

    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    /// The function's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.handle.name
    }
}

impl Handle {
    /// The function's slot in its runtime, looked up again if the namespace has changed.
    pub(crate) fn slot(&self, runtime: &mut Runtime, params: &[Ty], result: Option<Ty>) -> Result<Slot, CallError> {
        let cached = self.cache.load(Ordering::Relaxed);
        if self.runtime == runtime.id() && cached / u64::from(SLOT_COUNT) == runtime.generation() {
            return Ok(Slot((cached % u64::from(SLOT_COUNT)) as u32));
        }
        self.look_up(runtime, params, result)
    }

    #[cold]
    fn look_up(&self, runtime: &mut Runtime, params: &[Ty], result: Option<Ty>) -> Result<Slot, CallError> {
        if self.runtime != runtime.id() {
            return Err(CallError::WrongRuntime { function: self.name.to_string() });
        }
        let slot = runtime.resolve_typed(&self.name, params, result).map_err(|error| match error {
            Error::NotFound { .. } => CallError::Deleted { function: self.name.to_string() },
            error => error.into(),
        })?;
        self.cache.store(pack(runtime.generation(), slot), Ordering::Relaxed);
        Ok(slot)
    }
}

fn pack(generation: u64, slot: Slot) -> u64 {
    generation * u64::from(SLOT_COUNT) + u64::from(slot.0)
}

impl Clone for Handle {
    fn clone(&self) -> Self {
        let cache = AtomicU64::new(self.cache.load(Ordering::Relaxed));
        Self { runtime: self.runtime, name: self.name.clone(), cache }
    }
}

impl<P, R> Clone for Func<P, R> {
    fn clone(&self) -> Self {
        Self { handle: self.handle.clone(), types: PhantomData }
    }
}

impl<P, R> fmt::Debug for Func<P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Func").field("name", &self.handle.name).finish_non_exhaustive()
    }
}

impl Runtime {
    /// A typed handle of a function. Its parameters and result must fit `P` and `R`, where C's signedness, narrow
    /// integers and pointers all count as 32-bit integers. A variadic function has one more parameter, a
    /// [`crate::Ptr`] to its variable arguments in 8-byte cells. A struct or union that is passed by value is a
    /// [`crate::Ptr`] to a copy, which the function may write to; one that is returned is written to where a first
    /// parameter of type [`crate::Ptr`] points.
    ///
    /// ```
    /// # use plugvisor::{Engine, Mode, Runtime};
    /// # let mut runtime = Runtime::builder(&Engine::new()).mode(Mode::Interp).build()?;
    /// runtime.create("sub", "int sub(unsigned a, unsigned b) { return a - b; }")?;
    /// let result = runtime.func::<(u32, u32), i32>("sub")?.call(&mut runtime, (3, 5))?;
    /// assert_eq!(result, -2);
    /// assert!(runtime.func::<(u64,), i32>("sub").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn func<P: Params, R: Returns>(&mut self, name: &str) -> Result<Func<P, R>, Error> {
        Func::new(self, name)
    }
}

impl Caller<'_> {
    /// A typed handle of a function; see [`Runtime::func`].
    pub fn func<P: Params, R: Returns>(&mut self, name: &str) -> Result<Func<P, R>, Error> {
        Func::new(self.runtime_mut(), name)
    }
}

//! A runtime in the hands of the engine's threads.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::actor::Actor;
use super::call::Submission;
use super::job::{Output, Work};
use crate::engine::Engine;
use crate::error::{CallError, Error};
use crate::func::Func;
use crate::runtime::{Runtime, Stop};
use crate::value::{Params, Returns};

/// A [`Runtime`] in the hands of the engine's threads, to be called without waiting: see [`Func::call_async`].
///
/// Cheap to clone; clones are the same runtime. Its futures run on any executor.
///
/// A runtime runs one upcall at a time, in the order in which they were submitted. One that waits for an async
/// built-in ([`crate::RuntimeBuilder::builtin_async`]) keeps the ones behind it waiting, but no thread: that goes on
/// with other runtimes. The built-in's future is polled by the task that awaits the call, so it finds that task's
/// executor around it (its closure does not: that runs on a thread of the engine, so what needs the executor, such as
/// a timer, belongs into an `async` block); the call goes on only as long as it is polled. (In an upcall that a built-in made, below
/// another one, there is no such task: there a thread of the engine waits for the future.)
///
/// The engine's threads take runtimes that have something to do in the order in which they came, and turns are
/// short: a runtime with ten thousand calls waiting doesn't keep one with a single call waiting for longer than a few
/// dozen of them take. Only an upcall that runs for long keeps its thread; [`Runtime::set_deadline`] bounds that.
///
/// Calls that wait together share a crossing, through a submission ring in the guest, if the runtime has no async
/// built-ins and they have been quick so far. Nothing else tells them from calls that are made one by one.
///
/// The runtime ends with the last clone and the last future of a call.
///
/// ```
/// # use plugvisor::{Caller, Engine, Mode, Runtime};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
/// use std::time::Duration;
///
/// let runtime = Runtime::builder(&Engine::new())
/// #   .mode(Mode::Interp)
///     .builtin_async("nap", |_: &mut Caller<'_>, ms: u32| async move {
///         tokio::time::sleep(Duration::from_millis(ms.into())).await;
///     })
///     .build()?
///     .into_async();
/// runtime.create("naps.c", "int naps(int n) { int i; for (i = 0; i < n; i++) nap(1); return i; }").await?;
/// let naps = runtime.func::<(i32,), i32>("naps").await?;
/// assert_eq!(naps.call_async(&runtime, (3,)).await?, 3);
/// # Ok(()) })
/// # }
/// ```
#[derive(Clone)]
pub struct AsyncRuntime {
    actor: Arc<Actor>,
}

impl Runtime {
    /// Hands the runtime to the engine's threads, to be called without waiting.
    #[must_use]
    pub fn into_async(self) -> AsyncRuntime {
        AsyncRuntime { actor: Actor::new(self) }
    }
}

impl AsyncRuntime {
    pub(super) fn actor(&self) -> &Arc<Actor> {
        &self.actor
    }

    /// The engine whose threads have it.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        self.actor.engine()
    }

    /// Does something with the runtime between two calls: links plugins, reads and writes memory, sets a deadline.
    ///
    /// The closure has its place in the order of calls and runs on a thread of the engine, so it should be short. If
    /// the future is dropped before it starts, it isn't run; afterwards it runs to its end. An error is only about
    /// the runtime not being there; a panic goes on in the task that polls this.
    pub fn with<T, F>(&self, f: F) -> impl Future<Output = Result<T, Error>> + Send + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&mut Runtime) -> T + Send + 'static,
    {
        let on_slot =
            move |slot: &mut Option<Box<Runtime>>| -> Box<dyn Any + Send> { Box::new(slot.as_deref_mut().map(f)) };
        self.on_slot(Box::new(on_slot))
    }

    /// Takes the runtime back, after the calls that were made before. Clones and calls that come later get
    /// [`Error::Detached`].
    pub fn into_inner(self) -> impl Future<Output = Result<Runtime, Error>> + Send {
        let take =
            |slot: &mut Option<Box<Runtime>>| -> Box<dyn Any + Send> { Box::new(slot.take().map(|runtime| *runtime)) };
        self.on_slot(Box::new(take))
    }

    /// Submits a closure that has the place where the runtime is, and returns an `Option<T>`.
    fn on_slot<T: 'static>(&self, f: super::job::WithFn) -> impl Future<Output = Result<T, Error>> + Send + use<T> {
        let submission = Submission::new(&self.actor, Work::With(f));
        async move {
            match submission.await.map_err(Stop::into_error) {
                Ok(Output::Any(output)) => match output.downcast::<Option<T>>().map(|output| *output) {
                    Ok(Some(output)) => Ok(output),
                    Ok(None) => Err(Error::Detached),
                    Err(_) => Err(Error::Internal("a closure returned something else".to_owned())),
                },
                Ok(Output::Returned(..)) => Err(Error::Internal("a closure ended as a call".to_owned())),
                Err(CallError::Setup(error)) => Err(error),
                Err(error) => Err(Error::Internal(error.to_string())),
            }
        }
    }

    /// Compiles a source text and links it; see [`Runtime::create`].
    pub async fn create(&self, name: &str, source: &str) -> Result<(), Error> {
        let (name, source) = (name.to_owned(), source.to_owned());
        self.with(move |runtime| runtime.create(&name, &source)).await?
    }

    /// A typed handle of a function; see [`Runtime::func`].
    pub async fn func<P: Params + 'static, R: Returns>(&self, name: &str) -> Result<Func<P, R>, Error> {
        let name = name.to_owned();
        self.with(move |runtime| runtime.func(&name)).await?
    }
}

impl fmt::Debug for AsyncRuntime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsyncRuntime").finish_non_exhaustive()
    }
}

//! Async calls as futures.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use guest_abi::Ty;

use super::actor::Actor;
use super::job::{Job, Outcome, Output, Work};
use super::runtime::AsyncRuntime;
use crate::error::{CallError, Error};
use crate::func::Func;
use crate::runtime::Stop;
use crate::value::{MAX_ARGS, Params, Returns, Value};

/// A job that becomes a runtime's when it is first polled, and is cancelled when it is dropped.
pub(super) struct Submission {
    actor: Arc<Actor>,
    job: Arc<Job>,
    place: Place,
}

#[derive(Clone, Copy)]
enum Place {
    New,
    /// The runtime has it by this number.
    Submitted(u64),
    Over,
}

impl Submission {
    pub(super) fn new(actor: &Arc<Actor>, work: Work) -> Self {
        Self { actor: actor.clone(), job: Job::awaited(work), place: Place::New }
    }

    fn poll_outcome(&mut self, cx: &mut Context<'_>) -> Poll<Outcome> {
        let (outcome, nudge) = self.job.poll(cx);
        if nudge {
            self.actor.nudge();
        }
        match self.place {
            Place::New => match self.actor.submit(self.job.clone()) {
                Ok(number) => self.place = Place::Submitted(number),
                Err(error) => {
                    self.place = Place::Over;
                    return Poll::Ready(Err(error.into()));
                }
            },
            Place::Submitted(_) if outcome.is_ready() => self.place = Place::Over,
            Place::Submitted(_) => {}
            Place::Over => panic!("a call was polled after it had ended"),
        }
        outcome
    }
}

impl Future for Submission {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome> {
        self.poll_outcome(cx)
    }
}

impl Drop for Submission {
    fn drop(&mut self) {
        if let Place::Submitted(number) = self.place {
            self.actor.cancel(&self.job, number);
        }
    }
}

/// An upcall that is made when this is first polled, and cancelled when this is dropped.
///
/// It borrows nothing. It keeps the runtime, as an [`AsyncRuntime`] does.
#[must_use = "a call is made when its future is polled"]
pub struct CallFuture<R> {
    submission: Submission,
    convert: fn(u64, Option<Ty>) -> R,
}

impl<R> Future for CallFuture<R> {
    type Output = Result<R, CallError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.submission.poll_outcome(cx).map(|outcome| match outcome.map_err(Stop::into_error)? {
            Output::Returned(word, ty) => Ok((self.convert)(word, ty)),
            Output::Any(_) => Err(Error::Internal("a call ended as something else".to_owned()).into()),
        })
    }
}

impl<R> fmt::Debug for CallFuture<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallFuture").finish_non_exhaustive()
    }
}

/// The work that a typed call is.
pub(super) fn typed<P: Params, R: Returns>(func: &Func<P, R>, params: P) -> Work {
    let mut words = [0; MAX_ARGS];
    params.write(&mut words);
    Work::Func { handle: func.handle().clone(), params: P::TYPES, result: R::TYPE, words }
}

impl<P: Params, R: Returns> Func<P, R> {
    /// Calls the function without a thread that waits: an upcall on one of the engine's own threads.
    ///
    /// Calls of one runtime are made in the order in which their futures were first polled, one after the other.
    /// Dropping the future cancels the call wherever it is, and the runtime goes on with the next one; what the
    /// plugin wrote until then stays. The runtime's deadline counts from when the call starts to run, and goes on
    /// while the plugin waits for an async built-in. A panic of a built-in goes on in the task that polls this.
    ///
    /// ```
    /// # use plugvisor::{Engine, Mode, Runtime};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// let mut runtime = Runtime::builder(&Engine::new()).mode(Mode::Interp).build()?;
    /// runtime.create("twice.c", "int twice(int x) { return 2 * x; }")?;
    /// let twice = runtime.func::<(i32,), i32>("twice")?;
    ///
    /// let runtime = runtime.into_async();
    /// let (a, b) = tokio::join!(twice.call_async(&runtime, (4,)), twice.call_async(&runtime, (17,)));
    /// assert_eq!(a? + b?, 42);
    /// # Ok(()) })
    /// # }
    /// ```
    pub fn call_async(&self, runtime: &AsyncRuntime, params: P) -> CallFuture<R> {
        let submission = Submission::new(runtime.actor(), typed(self, params));
        CallFuture { submission, convert: |word, _| R::from_result(word) }
    }
}

impl AsyncRuntime {
    /// Calls a function whose type is only known at run time: [`crate::Runtime::call`] as [`Func::call_async`].
    pub fn call_async(&self, name: &str, args: &[Value]) -> CallFuture<Option<Value>> {
        let work = Work::Named { name: name.into(), args: args.into() };
        let submission = Submission::new(self.actor(), work);
        CallFuture { submission, convert: |word, ty| ty.map(|ty| Value::from_word(word, ty)) }
    }
}

//! Calls that no thread waits for: runtimes that the engine's threads take turns with, and futures of what comes of it.
//!
//! An [`actor::Actor`] is a runtime with the queue of its [`job::Job`]s; the [`pool::Pool`] is the threads. Calls
//! of one runtime that are queued together share [`crossing`]s. Futures need no particular executor: they have the
//! waker of the task that awaits them woken, and that is all.

mod actor;
pub(crate) mod block_on;
mod call;
mod completion;
mod crossing;
mod job;
mod pool;
mod runtime;

pub use call::CallFuture;
pub use completion::{Completion, CompletionQueue};
pub(crate) use pool::Pool;
pub use runtime::AsyncRuntime;

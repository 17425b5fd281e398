//! Waiting for a future on this thread.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use crate::deadline::Watch;

/// Wakes a thread that is parked.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.unpark();
    }
}

/// Polls a future on this thread, which sleeps in between, until it is ready or has panicked. `None` if the upcall
/// that waits for it was kicked before.
pub(crate) fn block_on<F: Future>(future: F, watch: Option<&Arc<Watch>>) -> Option<thread::Result<F::Output>> {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let set_alarm = |waker| {
        if let Some(watch) = watch {
            watch.set_alarm(waker);
        }
    };
    // Before the first look at whether it was kicked.
    set_alarm(Some(waker.clone()));
    let mut future = pin!(future);
    let outcome = loop {
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(&mut Context::from_waker(&waker)))) {
            Ok(Poll::Ready(output)) => break Some(Ok(output)),
            Ok(Poll::Pending) => {}
            Err(panic) => break Some(Err(panic)),
        }
        if watch.is_some_and(|watch| watch.kicked()) {
            break None;
        }
        // Returns for no reason now and then.
        thread::park();
    };
    set_alarm(None);
    outcome
}

#[cfg(test)]
mod tests {
    use std::future;
    use std::time::Duration;

    use super::*;
    use crate::deadline::NEVER;
    use crate::machine::Kick;

    struct Nothing;

    impl Kick for Nothing {
        fn kick(&self) {}
        fn clear(&self) {}
    }

    #[test]
    fn sleeps_until_another_thread_wakes_it() {
        let mut polls = 0;
        let later = future::poll_fn(|cx| {
            polls += 1;
            if polls == 3 {
                return Poll::Ready(polls);
            }
            let waker = cx.waker().clone();
            thread::spawn(move || {
                thread::sleep(Duration::from_millis(5));
                waker.wake();
            });
            Poll::Pending
        });
        assert!(matches!(block_on(later, None), Some(Ok(3))));
    }

    #[test]
    fn a_panic_is_an_outcome() {
        let outcome = block_on(async { panic!("on purpose") }, None);
        assert_eq!(outcome.unwrap().unwrap_err().downcast_ref(), Some(&"on purpose"));
    }

    #[test]
    fn a_kick_ends_it() {
        let watch = Arc::new(Watch::new(Arc::new(Nothing)));
        for delay in [0, 10] {
            watch.start(NEVER);
            let kicker = watch.clone();
            let kicker = thread::spawn(move || {
                thread::sleep(Duration::from_millis(delay));
                kicker.expire();
            });
            assert!(block_on(future::pending::<()>(), Some(&watch)).is_none());
            kicker.join().unwrap();
            assert!(watch.finish());
        }
    }
}

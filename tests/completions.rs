//! Async calls for event loops: a descriptor that is readable while something is done.

use std::future;
use std::os::fd::AsRawFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::task::Poll;
use std::thread;

use plugvisor::{CallError, Caller, CompletionQueue, Engine, Mode, Runtime, TrapKind, Value};
use plugvisor_tests::for_each_mode;
use vmm_sys_util::epoll::{ControlOperation, Epoll, EpollEvent, EventSet};

const SOURCE: &str = "
    int total;
    int add(int x) { return total += x; }
    double half(double x) { return x / 2; }
    void nothing(void) {}
    int wild(void) { return *(int *)8; }
    int waits(int x) { return later(x) + 1; }
    int hangs(void) { started(); never(); return 1; }
    int spin(void) { started(); for (;;) ; return 0; }
    int bang(void) { panics(); return 1; }";

/// A future that another thread makes ready.
async fn later(x: i32) -> i32 {
    let done = Arc::new(AtomicBool::new(false));
    let mut thread = Some(done.clone());
    future::poll_fn(move |cx| {
        if let Some(done) = thread.take() {
            let waker = cx.waker().clone();
            thread::spawn(move || {
                done.store(true, Ordering::SeqCst);
                waker.wake();
            });
        }
        if done.load(Ordering::SeqCst) { Poll::Ready(10 * x) } else { Poll::Pending }
    })
    .await
}

fn runtime(engine: &Engine, mode: Mode) -> (Runtime, mpsc::Receiver<()>) {
    let (sender, started) = mpsc::channel();
    let mut runtime = Runtime::builder(engine)
        .mode(mode)
        .memory(2 << 20)
        .builtin("started", move |_: &mut Caller<'_>| sender.send(()))
        .builtin("panics", |_: &mut Caller<'_>| -> () { panic!("on purpose") })
        .builtin_async("later", |_: &mut Caller<'_>, x: i32| later(x))
        .builtin_async("never", |_: &mut Caller<'_>| future::pending::<()>())
        .build()
        .unwrap();
    runtime.create("test.c", SOURCE).unwrap();
    (runtime, started)
}

/// The event loop.
struct Loop {
    epoll: Epoll,
}

impl Loop {
    fn new(queue: &CompletionQueue) -> Self {
        let epoll = Epoll::new().unwrap();
        epoll.ctl(ControlOperation::Add, queue.as_raw_fd(), EpollEvent::new(EventSet::IN, 0)).unwrap();
        Self { epoll }
    }

    /// Whether the queue becomes readable within that time.
    fn readable(&self, milliseconds: i32) -> bool {
        self.epoll.wait(milliseconds, &mut [EpollEvent::default()]).unwrap() == 1
    }
}

#[test]
fn calls_of_many_runtimes_complete_on_one_descriptor() {
    for_each_mode(|engine, mode| {
        let (runtimes, calls) = if mode == Mode::Segmented { (10, 10) } else { (50, 40) };
        let queue = CompletionQueue::new().unwrap();
        let events = Loop::new(&queue);
        assert!(!events.readable(0));
        let made: Vec<_> = (0..runtimes)
            .map(|_| {
                let (mut runtime, _) = runtime(engine, mode);
                let add = runtime.func::<(i32,), i32>("add").unwrap();
                (runtime.into_async(), add)
            })
            .collect();
        for call in 0..calls {
            for (tag, (runtime, add)) in (0..).zip(&made) {
                queue.submit(tag, runtime, add, (call,)).unwrap();
            }
        }
        // The calls keep their runtimes.
        drop(made);
        let mut totals = vec![(0, 0); runtimes];
        for _ in 0..runtimes * calls as usize {
            assert!(events.readable(60_000), "{mode}: nothing comes");
            let done = queue.pop().expect("the queue was readable");
            let (next, total) = &mut totals[done.tag as usize];
            *total += *next;
            *next += 1;
            assert_eq!(done.result.unwrap(), Some(Value::I32(*total)), "{mode}: out of order");
        }
        assert!(!events.readable(0) && queue.pop().is_none() && queue.outstanding() == 0);
    });
}

#[test]
fn every_kind_of_outcome_is_a_completion() {
    for_each_mode(|engine, mode| {
        let queue = CompletionQueue::new().unwrap();
        let events = Loop::new(&queue);
        let (runtime, _started) = runtime(engine, mode);
        let runtime = runtime.into_async();
        let wait = || {
            assert!(events.readable(60_000), "{mode}: nothing comes");
            queue.pop().unwrap()
        };
        queue.submit_named(1, &runtime, "nothing", &[]).unwrap();
        assert_eq!(wait().result.unwrap(), None, "{mode}");
        // Polled by the engine's own threads.
        queue.submit_named(2, &runtime, "waits", &[Value::I32(4)]).unwrap();
        assert_eq!(wait().result.unwrap(), Some(Value::I32(41)), "{mode}");
        queue.submit_named(3, &runtime, "wild", &[]).unwrap();
        assert_eq!(wait().result.unwrap_err().trap().unwrap().kind, TrapKind::NullPointer, "{mode}");
        queue.submit_named(4, &runtime, "nowhere", &[]).unwrap();
        assert!(matches!(wait().result, Err(CallError::Setup(_))), "{mode}");
        queue.submit_named(5, &runtime, "bang", &[]).unwrap();
        let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(wait)).unwrap_err();
        assert_eq!(panic.downcast_ref(), Some(&"on purpose"), "{mode}");
        if mode != Mode::Segmented {
            queue.submit_named(6, &runtime, "half", &[Value::F64(5.0)]).unwrap();
            assert_eq!(wait().result.unwrap(), Some(Value::F64(2.5)), "{mode}");
        }
    });
}

#[test]
fn cancelled_calls_stop_and_have_no_completion() {
    for_each_mode(|engine, mode| {
        let (runtime, started) = runtime(engine, mode);
        let runtime = runtime.into_async();
        for name in ["spin", "hangs"] {
            let queue = CompletionQueue::new().unwrap();
            let events = Loop::new(&queue);
            for _ in 0..5 {
                queue.submit_named(1, &runtime, name, &[]).unwrap();
                queue.submit_named(1, &runtime, "nothing", &[]).unwrap();
                queue.submit_named(2, &runtime, "nothing", &[]).unwrap();
                started.recv().unwrap();
                assert_eq!(queue.outstanding(), 3);
                assert_eq!(queue.cancel(1), 2, "{mode}");
                assert!(events.readable(60_000), "{mode}: nothing comes");
                assert_eq!(queue.pop().unwrap().tag, 2, "{mode}");
                assert!(!events.readable(0) && queue.outstanding() == 0 && queue.cancel(1) == 0);
            }
            // A queue that is dropped cancels what it has.
            queue.submit_named(1, &runtime, name, &[]).unwrap();
            started.recv().unwrap();
        }
        let queue = CompletionQueue::new().unwrap();
        queue.submit_named(1, &runtime, "nothing", &[]).unwrap();
        assert!(Loop::new(&queue).readable(60_000), "{mode}: nothing comes");
    });
}

//! Async built-ins under calls that a thread waits for.

use std::future;
use std::sync::mpsc;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use plugvisor::{BoxError, CallError, Caller, Engine, Mode, Runtime, RuntimeBuilder, Value};
use plugvisor_tests::for_each_mode;

const SOURCE: &str = "
    int answer(int x) { return later(x) + later(1); }
    int fails(void) { return refuse() + 1; }
    int hangs(void) { never(); return 1; }
    int outer(int x) { return inner(x) * 2; }
    int plain(int x) { return x + 1; }";

/// A future that another thread makes ready.
async fn from_another_thread(x: i32) -> i32 {
    let (sender, receiver) = mpsc::channel();
    let mut thread = Some(sender);
    future::poll_fn(move |cx| {
        if let Some(sender) = thread.take() {
            let waker = cx.waker().clone();
            thread::spawn(move || {
                let _ = sender.send(x * 10);
                waker.wake();
            });
        }
        receiver.try_recv().map_or(Poll::Pending, Poll::Ready)
    })
    .await
}

fn builder(engine: &Engine, mode: Mode) -> RuntimeBuilder {
    Runtime::builder(engine)
        .mode(mode)
        .builtin_async("later", |_: &mut Caller<'_>, x: i32| from_another_thread(x))
        .builtin_async("refuse", |_: &mut Caller<'_>| async { Err::<i32, _>("no") })
        .builtin_async("never", |_: &mut Caller<'_>| future::pending::<()>())
        .builtin("inner", |caller: &mut Caller<'_>, x: i32| -> Result<i32, BoxError> {
            Ok(caller.func::<(i32,), i32>("answer")?.call(caller, (x,))?)
        })
}

fn runtime(engine: &Engine, mode: Mode) -> Runtime {
    let mut runtime = builder(engine, mode).build().unwrap();
    runtime.create("test.c", SOURCE).unwrap();
    runtime
}

#[test]
fn a_plain_call_waits_for_async_built_ins() {
    for_each_mode(|engine, mode| {
        let mut r = runtime(engine, mode);
        assert_eq!(r.call("answer", &[Value::I32(4)]).unwrap(), Some(Value::I32(50)), "{mode}");
        assert_eq!(r.call("outer", &[Value::I32(4)]).unwrap(), Some(Value::I32(100)), "{mode}");
        match r.call("fails", &[]) {
            Err(CallError::Builtin(error)) => assert_eq!(error.to_string(), "no"),
            other => panic!("{mode}: {other:?}"),
        }
        assert_eq!(r.call("plain", &[Value::I32(4)]).unwrap(), Some(Value::I32(5)), "{mode}");
    });
}

#[test]
fn a_deadline_ends_a_plain_call_that_waits_for_a_future() {
    for_each_mode(|engine, mode| {
        let mut r = runtime(engine, mode);
        for _ in 0..3 {
            r.set_deadline(Duration::from_millis(20));
            assert!(matches!(r.call("hangs", &[]), Err(CallError::Deadline { .. })), "{mode}");
            r.set_deadline(None);
            assert_eq!(r.call("answer", &[Value::I32(4)]).unwrap(), Some(Value::I32(50)), "{mode}");
        }
    });
}

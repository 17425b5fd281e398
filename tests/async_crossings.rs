//! Async calls that are queued together share crossings, and nobody can tell: each has its own outcome, deadline,
//! cancellation and meaning.

use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::Poll;
use std::thread;
use std::time::Duration;

use plugvisor::{AsyncRuntime, BoxError, CallError, CallFuture, Caller, Engine, Mode, Runtime, TrapKind, Value};
use plugvisor_tests::for_each_mode;

const SOURCE: &str = "
    int total;
    int add(int x) { return total += x; }
    int get(void) { return total; }
    int divide(int x) { return 1000 / x; }
    int fails(void) { return refuse(); }
    int bang(void) { return panics(); }
    int f(int x) { return x + 1; }
    int wait(void) { return waits(); }
    int spin(void) { started(); for (;;) ; return 0; }
    int nap(int x) { return sleeps(x); }
    int outer(void) { return nested(); }
    int slow(void) { return sleeps(1) + sleeps(2); }
    int swap(void) { int gone = delete(\"f\"); return gone * 10 + create(\"g.c\", \"int f(int x) { return x + 2; }\"); }
    int drop(void) { return delete(\"f\"); }";

/// What the built-ins of a runtime share with the test.
struct Outside {
    started: mpsc::Receiver<()>,
    go_on: mpsc::Sender<()>,
}

fn runtime(engine: &Engine, mode: Mode) -> (AsyncRuntime, Outside) {
    let (sender, started) = mpsc::channel();
    let (go_on, receiver) = mpsc::channel();
    let (nesting, receiver) = (sender.clone(), Mutex::new(receiver));
    let mut runtime = Runtime::builder(engine)
        .mode(mode)
        .builtin("refuse", |_: &mut Caller<'_>| Err::<i32, _>("no"))
        .builtin("panics", |_: &mut Caller<'_>| -> i32 { panic!("on purpose") })
        .builtin("started", move |_: &mut Caller<'_>| sender.send(()))
        .builtin("waits", move |_: &mut Caller<'_>| -> Result<i32, BoxError> {
            receiver.lock().map_err(|_| "poisoned")?.recv()?;
            Ok(7)
        })
        .builtin("sleeps", |_: &mut Caller<'_>, x: i32| {
            thread::sleep(Duration::from_millis(10));
            x
        })
        .builtin("nested", move |caller: &mut Caller<'_>| -> Result<i32, BoxError> {
            nesting.send(())?;
            Ok(caller.func::<(), i32>("slow")?.call(caller, ())?)
        })
        .build()
        .unwrap();
    runtime.create("test.c", SOURCE).unwrap();
    (runtime.into_async(), Outside { started, go_on })
}

/// Polls once; nothing comes of it at once.
async fn submit<F: Future + Unpin>(future: &mut F) {
    poll_fn(|cx| {
        assert!(std::pin::Pin::new(&mut *future).poll(cx).is_pending());
        Poll::Ready(())
    })
    .await
}

type Calls = Vec<CallFuture<Option<Value>>>;

/// Submits calls while a closure holds the runtime, so that they are queued together, behind enough others that the
/// runtime makes many in one crossing.
async fn together(runtime: &AsyncRuntime, calls: &[(&str, &[Value])]) -> Calls {
    for _ in 0..3 {
        for call in hold(runtime, &[("get", &[][..]); 32]).await {
            call.await.unwrap();
        }
    }
    hold(runtime, calls).await
}

async fn hold(runtime: &AsyncRuntime, calls: &[(&str, &[Value])]) -> Calls {
    let gate = Arc::new(AtomicBool::new(false));
    let closed = gate.clone();
    let mut holder = Box::pin(runtime.with(move |_| {
        while !closed.load(Ordering::SeqCst) {
            thread::yield_now();
        }
    }));
    submit(&mut holder).await;
    let mut futures = Vec::new();
    for (name, args) in calls {
        let mut call = runtime.call_async(name, args);
        submit(&mut call).await;
        futures.push(call);
    }
    gate.store(true, Ordering::SeqCst);
    holder.await.unwrap();
    futures
}

fn on_tokio(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(test);
}

#[test]
fn each_call_has_its_own_outcome() {
    for_each_mode(|engine, mode| {
        on_tokio(async {
            let (runtime, _outside) = runtime(engine, mode);
            let one = [Value::I32(1)];
            let zero = [Value::I32(0)];
            for _ in 0..3 {
                let calls: [(&str, &[Value]); 10] = [
                    ("add", &one),
                    ("divide", &zero),
                    ("add", &one),
                    ("fails", &[]),
                    ("divide", &[Value::I32(10)]),
                    ("nowhere", &[]),
                    ("bang", &[]),
                    ("add", &one),
                    ("add", &[]),
                    ("get", &[]),
                ];
                let start = runtime.call_async("get", &[]).await.unwrap();
                let Some(Value::I32(start)) = start else { panic!("{start:?}") };
                let mut outcomes = Vec::new();
                for call in together(&runtime, &calls).await {
                    outcomes.push(tokio::spawn(call).await);
                }
                let value = |i: usize| *outcomes[i].as_ref().unwrap().as_ref().unwrap();
                let error = |i: usize| outcomes[i].as_ref().unwrap().as_ref().unwrap_err();
                assert_eq!(value(0), Some(Value::I32(start + 1)), "{mode}");
                assert_eq!(error(1).trap().unwrap().kind, TrapKind::IntegerDivision, "{mode}");
                assert_eq!(value(2), Some(Value::I32(start + 2)), "{mode}");
                assert!(matches!(error(3), CallError::Builtin(error) if error.to_string() == "no"), "{mode}");
                assert_eq!(value(4), Some(Value::I32(100)), "{mode}");
                assert!(matches!(error(5), CallError::Setup(plugvisor::Error::NotFound { .. })), "{mode}");
                assert!(outcomes[6].as_ref().unwrap_err().is_panic(), "{mode}");
                assert_eq!(value(7), Some(Value::I32(start + 3)), "{mode}");
                assert!(matches!(error(8), CallError::Setup(plugvisor::Error::Signature { .. })), "{mode}");
                assert_eq!(value(9), Some(Value::I32(start + 3)), "{mode}");
            }
        });
    });
}

/// A built-in of one call may wait for what comes of the outcome of another one before it.
#[test]
fn outcomes_are_there_before_a_built_in_is_called() {
    for_each_mode(|engine, mode| {
        on_tokio(async {
            let (runtime, outside) = runtime(engine, mode);
            for _ in 0..5 {
                let mut calls = together(&runtime, &[("get", &[]), ("wait", &[]), ("get", &[])]).await.into_iter();
                calls.next().unwrap().await.unwrap();
                outside.go_on.send(()).unwrap();
                assert_eq!(calls.next().unwrap().await.unwrap(), Some(Value::I32(7)), "{mode}");
                calls.next().unwrap().await.unwrap();
            }
        });
    });
}

#[test]
fn each_call_is_cancelled_alone() {
    for_each_mode(|engine, mode| {
        on_tokio(async {
            let (runtime, outside) = runtime(engine, mode);
            let rounds = if mode == Mode::Segmented { 5 } else { 20 };
            let (one, many) = ([Value::I32(1)], [Value::I32(1000)]);
            for round in 0..rounds {
                let calls: [(&str, &[Value]); 5] =
                    [("add", &one), ("spin", &[]), ("add", &many), ("add", &one), ("add", &many)];
                let mut calls = together(&runtime, &calls).await;
                outside.started.recv().unwrap();
                let (last, kept) = (calls.remove(4), calls.remove(3));
                drop(calls.remove(2));
                drop(last);
                // Those did not stop the one that runs.
                assert!(tokio::time::timeout(Duration::from_millis(2), &mut calls[1]).await.is_err(), "{mode}");
                drop(calls.remove(1));
                assert_eq!(calls.remove(0).await.unwrap(), Some(Value::I32(2 * round + 1)), "{mode}");
                assert_eq!(kept.await.unwrap(), Some(Value::I32(2 * round + 2)), "{mode}");
            }
        });
    });
}

/// An upcall that a built-in makes belongs to one call: the cancellation of another one must not stop it.
#[test]
fn a_nested_upcall_is_not_stopped_by_somebody_elses_cancellation() {
    for_each_mode(|engine, mode| {
        on_tokio(async {
            let (runtime, outside) = runtime(engine, mode);
            for _ in 0..3 {
                let mut calls = together(&runtime, &[("outer", &[]), ("add", &[Value::I32(1)]), ("get", &[])]).await;
                outside.started.recv().unwrap();
                drop(calls.remove(1));
                assert_eq!(calls.remove(0).await.unwrap(), Some(Value::I32(3)), "{mode}");
                assert_eq!(calls.remove(0).await.unwrap(), Some(Value::I32(0)), "{mode}");
                // Its own does.
                let mut calls = together(&runtime, &[("outer", &[]), ("get", &[])]).await;
                outside.started.recv().unwrap();
                drop(calls.remove(0));
                assert_eq!(calls.remove(0).await.unwrap(), Some(Value::I32(0)), "{mode}");
            }
        });
    });
}

#[test]
fn each_call_has_the_deadline_for_itself() {
    for_each_mode(|engine, mode| {
        on_tokio(async {
            let (runtime, outside) = runtime(engine, mode);
            runtime.with(|runtime| runtime.set_deadline(Duration::from_millis(250))).await.unwrap();
            let nap = [Value::I32(5)];
            let mut calls: Vec<(&str, &[Value])> = vec![("nap", &nap); 30];
            calls.push(("spin", &[]));
            calls.push(("get", &[]));
            let mut calls = together(&runtime, &calls).await;
            let (last, spin) = (calls.pop().unwrap(), calls.pop().unwrap());
            for call in calls {
                assert_eq!(call.await.unwrap(), Some(Value::I32(5)), "{mode}");
            }
            outside.started.recv().unwrap();
            match spin.await {
                Err(CallError::Deadline { function, .. }) => assert_eq!(function, "spin", "{mode}"),
                other => panic!("{mode}: {other:?}"),
            }
            assert_eq!(last.await.unwrap(), Some(Value::I32(0)), "{mode}");
        });
    });
}

/// A call means what its name stands for when its turn comes, not when it was put into a crossing.
#[test]
fn names_are_looked_up_when_a_call_begins() {
    for_each_mode(|engine, mode| {
        on_tokio(async {
            let (runtime, _outside) = runtime(engine, mode);
            let x = [Value::I32(1)];
            let calls: [(&str, &[Value]); 5] = [("f", &x), ("swap", &[]), ("f", &x), ("drop", &[]), ("f", &x)];
            let mut outcomes = Vec::new();
            for call in together(&runtime, &calls).await {
                outcomes.push(call.await);
            }
            let values: Vec<_> = outcomes[..4].iter().map(|outcome| outcome.as_ref().unwrap().unwrap()).collect();
            assert_eq!(values, [2, 0, 3, 0].map(Value::I32), "{mode}");
            assert!(matches!(outcomes[4], Err(CallError::Setup(plugvisor::Error::NotFound { .. }))), "{mode}");
        });
    });
}

/// A plugin that writes over the ring harms the calls of its own runtime at most: all end, and others never notice.
#[test]
fn a_ring_that_is_written_over_harms_nobody_else() {
    for_each_mode(|engine, mode| {
        on_tokio(async {
            let (victim, _outside) = runtime(engine, mode);
            let (hostile, _outside) = runtime(engine, mode);
            let len = if mode == Mode::Segmented { 6000 } else { 60_000 };
            let source = format!(
                "static char mark[64];
                 int trash(int value) {{ int i; for (i = 0; i < {len}; i++) mark[64 + i] = value; return value; }}"
            );
            hostile.create("trash.c", &source).await.unwrap();
            hostile.with(|runtime| runtime.set_deadline(Duration::from_secs(1))).await.unwrap();
            for value in [0, 1, 64, -1] {
                let (value, one) = ([Value::I32(value)], [Value::I32(1)]);
                let calls: [(&str, &[Value]); 6] =
                    [("f", &one), ("trash", &value), ("f", &one), ("f", &one), ("trash", &value), ("f", &one)];
                let mut meanwhile = together(&victim, &[("get", &[][..]); 8]).await;
                for call in together(&hostile, &calls).await {
                    // Whatever comes of it.
                    let _ = call.await;
                }
                for call in meanwhile.drain(..) {
                    assert_eq!(call.await.unwrap(), Some(Value::I32(0)), "{mode}");
                }
                hostile.with(|runtime| runtime.set_deadline(None)).await.unwrap();
                assert_eq!(hostile.call_async("f", &one).await.unwrap(), Some(Value::I32(2)), "{mode}");
                hostile.with(|runtime| runtime.set_deadline(Duration::from_secs(1))).await.unwrap();
            }
        });
    });
}

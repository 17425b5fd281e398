//! Async built-ins, under calls that a thread waits for and under calls that a task awaits.

use std::future;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::Poll;
use std::thread;
use std::time::Duration;

use plugvisor::{BoxError, CallError, Caller, Engine, Mode, Ptr, Runtime, RuntimeBuilder, Value};
use plugvisor_tests::{available, for_each_mode};
use tokio::sync::{Barrier, Notify, oneshot};
use tokio::task::JoinSet;

const SOURCE: &str = "
    int answer(int x) { return later(x) + later(1); }
    int fails(void) { return refuse() + 1; }
    int hangs(void) { never(); return 1; }
    int outer(int x) { return inner(x) * 2; }
    int outer_hangs(void) { return inner_hangs(); }
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
        .builtin("inner_hangs", |caller: &mut Caller<'_>| -> Result<i32, BoxError> {
            Ok(caller.func::<(), i32>("hangs")?.call(caller, ())?)
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

fn executors() -> [tokio::runtime::Runtime; 2] {
    [
        tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap(),
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build().unwrap(),
    ]
}

/// All calls must be suspended at the same time before one of them goes on, on a single thread.
#[test]
fn a_suspended_upcall_holds_no_thread() {
    const RUNTIMES: usize = 60;
    let engine = Engine::builder().async_threads(1).build();
    for mode in Mode::CONCRETE.into_iter().filter(|&mode| available(&engine, mode)) {
        for executor in executors() {
            let all = Arc::new(Barrier::new(RUNTIMES));
            let meet = move |_: &mut Caller<'_>, x: i32| {
                let all = all.clone();
                async move {
                    all.wait().await;
                    // Has its executor around it.
                    tokio::time::sleep(Duration::from_millis(1)).await;
                    x + 1
                }
            };
            let builder = Runtime::builder(&engine).mode(mode).memory(2 << 20).builtin_async("meet", meet);
            let mut tasks = JoinSet::new();
            for i in 0..RUNTIMES as i32 {
                let mut runtime = builder.build().unwrap();
                runtime.create("test.c", "int f(int x) { return meet(x) * 2 + meet(x); }").unwrap();
                let f = runtime.func::<(i32,), i32>("f").unwrap();
                let call = f.call_async(&runtime.into_async(), (i,));
                tasks.spawn_on(async move { assert_eq!(call.await.unwrap(), 3 * (i + 1)) }, executor.handle());
            }
            executor.block_on(async {
                while let Some(result) = tasks.join_next().await {
                    result.unwrap();
                }
            });
        }
    }
}

#[test]
fn calls_behind_a_suspended_one_wait_in_order() {
    for_each_mode(|engine, mode| {
        for executor in executors() {
            let (sender, receiver) = oneshot::channel::<i32>();
            let receiver = Mutex::new(Some(receiver));
            let asked = Arc::new(Notify::new());
            let asking = asked.clone();
            let mut runtime = Runtime::builder(engine)
                .mode(mode)
                .builtin_async("receive", move |_: &mut Caller<'_>| {
                    let (receiver, asking) = (receiver.lock().unwrap().take(), asking.clone());
                    async move {
                        asking.notify_one();
                        receiver.ok_or("called twice")?.await.map_err(BoxError::from)
                    }
                })
                .build()
                .unwrap();
            runtime
                .create(
                    "test.c",
                    "int last; int first(void) { return last = receive(); } int get(void) { return last; }",
                )
                .unwrap();
            let runtime = runtime.into_async();
            executor.block_on(async {
                let first = tokio::spawn(runtime.call_async("first", &[]));
                asked.notified().await;
                let behind: Vec<_> = (0..20).map(|_| tokio::spawn(runtime.call_async("get", &[]))).collect();
                tokio::time::sleep(Duration::from_millis(5)).await;
                assert!(behind.iter().all(|call| !call.is_finished()), "{mode}: a call overtook");
                sender.send(7).unwrap();
                assert_eq!(first.await.unwrap().unwrap(), Some(Value::I32(7)), "{mode}");
                for call in behind {
                    assert_eq!(call.await.unwrap().unwrap(), Some(Value::I32(7)), "{mode}");
                }
            });
        }
    });
}

#[test]
fn errors_and_panics_of_futures_end_the_call_and_nothing_else() {
    for_each_mode(|engine, mode| {
        for executor in executors() {
            let mut runtime = builder(engine, mode)
                .builtin_async("bang_now", |_: &mut Caller<'_>| -> future::Ready<()> { panic!("at once") })
                .builtin_async("bang_later", |_: &mut Caller<'_>| async {
                    tokio::task::yield_now().await;
                    if true {
                        panic!("later");
                    }
                })
                .build()
                .unwrap();
            runtime.create("test.c", SOURCE).unwrap();
            runtime.create("bang.c", "void now(void) { bang_now(); } void soon(void) { bang_later(); }").unwrap();
            let runtime = runtime.into_async();
            executor.block_on(async {
                for (name, text) in [("now", "at once"), ("soon", "later")] {
                    let error = tokio::spawn(runtime.call_async(name, &[])).await.unwrap_err();
                    assert_eq!(error.into_panic().downcast_ref(), Some(&text), "{mode}");
                    let error = runtime.call_async("fails", &[]).await.unwrap_err();
                    assert!(
                        matches!(&error, CallError::Builtin(error) if error.to_string() == "no"),
                        "{mode}: {error}"
                    );
                    let answer = runtime.call_async("answer", &[Value::I32(4)]).await.unwrap();
                    assert_eq!(answer, Some(Value::I32(50)), "{mode}");
                }
            });
        }
    });
}

/// Below a built-in that waits for a nested upcall there is no task to poll the future: a thread of the engine does.
#[test]
fn below_a_built_in_a_thread_waits_and_can_be_stopped() {
    let engine = Engine::builder().async_threads(1).build();
    for mode in Mode::CONCRETE.into_iter().filter(|&mode| available(&engine, mode)) {
        for executor in executors() {
            let runtime = runtime(&engine, mode).into_async();
            executor.block_on(async {
                for _ in 0..3 {
                    let answer = runtime.call_async("outer", &[Value::I32(4)]).await.unwrap();
                    assert_eq!(answer, Some(Value::I32(100)), "{mode}");
                    // By a cancellation.
                    let hangs = runtime.call_async("outer_hangs", &[]);
                    assert!(tokio::time::timeout(Duration::from_millis(10), hangs).await.is_err(), "{mode}");
                    // By a deadline.
                    runtime.with(|runtime| runtime.set_deadline(Duration::from_millis(10))).await.unwrap();
                    let error = runtime.call_async("outer_hangs", &[]).await.unwrap_err();
                    assert!(matches!(error, CallError::Deadline { .. }), "{mode}: {error}");
                    runtime.with(|runtime| runtime.set_deadline(None)).await.unwrap();
                }
            });
        }
    }
}

/// The closure has the plugin's memory, the future has what was copied.
#[test]
fn the_closure_reads_what_the_future_needs() {
    for_each_mode(|engine, mode| {
        let [executor, _] = executors();
        let polls = Arc::new(AtomicU32::new(0));
        let counter = polls.clone();
        let mut runtime = Runtime::builder(engine)
            .mode(mode)
            .builtin_async("ask", move |caller: &mut Caller<'_>, text: Ptr, into: Ptr| {
                let text = caller.read_cstr(text, 100);
                let written = caller.write(into, b"seen\0");
                let counter = counter.clone();
                async move {
                    written?;
                    for _ in 0..3 {
                        counter.fetch_add(1, Ordering::Relaxed);
                        tokio::task::yield_now().await;
                    }
                    Ok::<_, plugvisor::Error>(text?.len() as i32)
                }
            })
            .build()
            .unwrap();
        let source = "char said[8]; int f(void) { return ask(\"twelve bytes\", said) * 1000 + said[0]; }
            int wild(void) { return ask((char *)5, said); }";
        runtime.create("test.c", source).unwrap();
        let runtime = runtime.into_async();
        executor.block_on(async {
            let f = runtime.func::<(), i32>("f").await.unwrap();
            assert_eq!(f.call_async(&runtime, ()).await.unwrap(), 12_000 + i32::from(b's'), "{mode}");
            assert_eq!(polls.load(Ordering::Relaxed), 3, "{mode}");
            let error = runtime.call_async("wild", &[]).await.unwrap_err();
            assert!(error.downcast_ref::<plugvisor::Error>().is_some(), "{mode}: {error}");
        });
    });
}

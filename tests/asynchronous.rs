//! Async calls: many at once, in order, in turns, cancelled at every stage.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::{Duration, Instant};

use plugvisor::{AsyncRuntime, CallError, Caller, Engine, Error, Func, Mode, Runtime, TrapKind, Value};
use plugvisor_tests::{available, for_each_mode};
use tokio::sync::Notify;
use tokio::task::JoinSet;

const SOURCE: &str = "
    int total;
    int add(int x) { return total += x; }
    int mix(int a, int b) { return a * 31 + b; }
    volatile int n;
    int spin(void) { started(); for (;;) n++; return 0; }
    int wild(void) { return *(int *)8; }
    int waits(void) { wait(); return 1; }
    int bang(void) { panics(); return 1; }";

/// What the built-ins of a runtime share with the test.
#[derive(Default)]
struct Shared {
    /// `spin` runs, or the future of `wait` was polled.
    started: Notify,
    /// Futures of `wait` that exist.
    futures: AtomicU32,
}

/// Counts a future as long as it exists.
struct Counted(Arc<Shared>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.futures.fetch_sub(1, Ordering::SeqCst);
    }
}

fn runtime(engine: &Engine, mode: Mode, shared: &Arc<Shared>) -> Runtime {
    let (spins, waits) = (shared.clone(), shared.clone());
    let mut runtime = Runtime::builder(engine)
        .mode(mode)
        .memory(2 << 20)
        .builtin("started", move |_: &mut Caller<'_>| spins.started.notify_one())
        .builtin("panics", |_: &mut Caller<'_>| -> () { panic!("on purpose") })
        .builtin_async("wait", move |_: &mut Caller<'_>| {
            waits.futures.fetch_add(1, Ordering::SeqCst);
            let counted = Counted(waits.clone());
            async move {
                counted.0.started.notify_one();
                std::future::pending::<()>().await;
            }
        })
        .build()
        .unwrap();
    runtime.create("test.c", SOURCE).unwrap();
    runtime
}

fn current_thread() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap()
}

fn multi_thread() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build().unwrap()
}

/// Polls once.
async fn poll_once<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
    poll_fn(|cx| match std::pin::Pin::new(&mut *future).poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

#[test]
fn thousands_of_calls_over_hundreds_of_runtimes() {
    for_each_mode(|engine, mode| {
        let (runtimes, calls) = if mode == Mode::Segmented { (40, 20) } else { (200, 25) };
        for executor in [multi_thread(), current_thread()] {
            let made: Vec<_> = (0..runtimes)
                .map(|_| {
                    let mut runtime = runtime(engine, mode, &Arc::default());
                    let mix = runtime.func::<(i32, i32), i32>("mix").unwrap();
                    let add = runtime.func::<(i32,), i32>("add").unwrap();
                    (runtime.into_async(), mix, add)
                })
                .collect();
            executor.block_on(async {
                let mut tasks = JoinSet::new();
                for (i, (runtime, mix, add)) in made.iter().enumerate() {
                    for j in 0..calls {
                        let i = i as i32;
                        let mixed = mix.call_async(runtime, (i, j));
                        let added = add.call_async(runtime, (1,));
                        tasks.spawn(async move {
                            assert_eq!(mixed.await.unwrap(), i * 31 + j);
                            // Each total is seen once, which the last call below proves.
                            assert!((1..=calls).contains(&added.await.unwrap()));
                        });
                    }
                }
                while let Some(result) = tasks.join_next().await {
                    result.unwrap();
                }
                for (runtime, _, add) in made {
                    assert_eq!(add.call_async(&runtime, (0,)).await.unwrap(), calls, "{mode}");
                }
            });
        }
    });
}

#[test]
fn calls_of_one_runtime_keep_their_order() {
    for_each_mode(|engine, mode| {
        current_thread().block_on(async {
            let runtime = runtime(engine, mode, &Arc::default()).into_async();
            let add = runtime.func::<(i32,), i32>("add").await.unwrap();
            let mut calls: Vec<_> = (0..200).map(|_| add.call_async(&runtime, (1,))).collect();
            for call in &mut calls {
                assert!(poll_once(call).await.is_none());
            }
            // Awaited in the other order.
            for (i, call) in calls.into_iter().enumerate().rev() {
                assert_eq!(call.await.unwrap(), i as i32 + 1, "{mode}");
            }
        });
    });
}

/// With one thread, what others run between two jobs of a runtime can be counted.
#[test]
fn nobody_starves() {
    const MOST_OF_A_TURN: usize = 32;
    let engine = Engine::builder().async_threads(1).build();
    let log = Arc::new(Mutex::new(Vec::new()));
    let make = |id: i32| {
        let log = log.clone();
        let note = move |_: &mut Caller<'_>| log.lock().unwrap().push(id);
        let mut runtime =
            Runtime::builder(&engine).mode(Mode::Interp).memory(2 << 20).builtin("note", note).build().unwrap();
        runtime.create("test.c", "void go(void) { note(); }").unwrap();
        let go = runtime.func::<(), ()>("go").unwrap();
        (runtime.into_async(), go)
    };
    let greedy = make(0);
    let modest: Vec<_> = (1..=50).map(make).collect();
    current_thread().block_on(async {
        // Nothing else runs until all is submitted.
        let gate = Arc::new(AtomicBool::new(false));
        let blocked = gate.clone();
        let mut first = pin!(greedy.0.with(move |_| {
            while !blocked.load(Ordering::SeqCst) {
                std::thread::yield_now();
            }
        }));
        assert!(poll_once(&mut first).await.is_none());
        let mut calls: Vec<_> = (0..1000).map(|_| greedy.1.call_async(&greedy.0, ())).collect();
        calls.extend(modest.iter().flat_map(|(runtime, go)| (0..3).map(move |_| go.call_async(runtime, ()))));
        for call in &mut calls {
            assert!(poll_once(call).await.is_none());
        }
        gate.store(true, Ordering::SeqCst);
        first.await.unwrap();
        for call in calls {
            call.await.unwrap();
        }
    });
    let log = log.lock().unwrap();
    assert_eq!(log.len(), 1000 + 150);
    let last_of_the_modest = log.iter().rposition(|&id| id != 0).unwrap();
    let greedy_before = log[..last_of_the_modest].iter().filter(|&&id| id == 0).count();
    assert!(greedy_before <= MOST_OF_A_TURN, "one runtime ran {greedy_before} jobs before others had a turn");
}

#[test]
fn whatever_stage_a_call_is_cancelled_in_the_runtime_goes_on() {
    for_each_mode(|engine, mode| {
        let rounds = if mode == Mode::Segmented { 10 } else { 40 };
        multi_thread().block_on(async {
            let shared = Arc::new(Shared::default());
            let runtime = runtime(engine, mode, &shared).into_async();
            let add = runtime.func::<(i32,), i32>("add").await.unwrap();
            let spin = runtime.func::<(), i32>("spin").await.unwrap();
            let waits = runtime.func::<(), i32>("waits").await.unwrap();
            let mut total = 0;
            for round in 0..rounds {
                // Never polled.
                drop(add.call_async(&runtime, (1000,)));

                // Queued behind one that runs, which is cancelled while it runs.
                let mut spinning = tokio::spawn(spin.call_async(&runtime, ()));
                shared.started.notified().await;
                let mut queued = add.call_async(&runtime, (1000,));
                assert!(poll_once(&mut queued).await.is_none());
                drop(queued);
                assert!(poll_once(&mut spinning).await.is_none());
                spinning.abort();
                total += 1;
                assert_eq!(add.call_async(&runtime, (1,)).await.unwrap(), total, "{mode}: round {round}");

                // While an async built-in waits.
                let waiting = tokio::spawn(waits.call_async(&runtime, ()));
                shared.started.notified().await;
                waiting.abort();
                total += 1;
                assert_eq!(add.call_async(&runtime, (1,)).await.unwrap(), total, "{mode}: round {round}");
                assert_eq!(shared.futures.load(Ordering::SeqCst), 0, "{mode}: the future is still there");

                // Wherever it happens to be.
                let mut somewhere = add.call_async(&runtime, (0,));
                assert!(poll_once(&mut somewhere).await.is_none());
                std::thread::sleep(Duration::from_micros(20 * round % 400));
                drop(somewhere);
                // When its result is there.
                let mut done = add.call_async(&runtime, (0,));
                assert!(poll_once(&mut done).await.is_none());
                assert_eq!(add.call_async(&runtime, (0,)).await.unwrap(), total, "{mode}: round {round}");
                drop(done);
            }
        });
    });
}

#[test]
fn a_late_cancellation_does_not_hit_the_next_call() {
    for_each_mode(|engine, mode| {
        current_thread().block_on(async {
            let runtime = runtime(engine, mode, &Arc::default()).into_async();
            let add = runtime.func::<(i32,), i32>("add").await.unwrap();
            let rounds = if mode == Mode::Segmented { 100 } else { 500 };
            for round in 0..rounds {
                let mut first = add.call_async(&runtime, (0,));
                let mut second = add.call_async(&runtime, (0,));
                assert!(poll_once(&mut first).await.is_none());
                assert!(poll_once(&mut second).await.is_none());
                // Ends at about the time that the first one does.
                for _ in 0..round % 50 * 40 {
                    std::hint::spin_loop();
                }
                drop(first);
                assert_eq!(second.await.unwrap(), 0, "{mode}: round {round}");
            }
        });
    });
}

#[test]
fn deadlines_traps_and_errors_arrive() {
    for_each_mode(|engine, mode| {
        current_thread().block_on(async {
            let runtime = runtime(engine, mode, &Arc::default()).into_async();
            for _ in 0..3 {
                runtime.with(|runtime| runtime.set_deadline(Duration::from_millis(30))).await.unwrap();
                for name in ["spin", "waits"] {
                    match runtime.call_async(name, &[]).await {
                        Err(CallError::Deadline { function, .. }) => assert_eq!(function, name),
                        other => panic!("{mode}: {name}: {other:?}"),
                    }
                }
                runtime.with(|runtime| runtime.set_deadline(None)).await.unwrap();
                let error = runtime.call_async("wild", &[]).await.unwrap_err();
                assert_eq!(error.trap().unwrap().kind, TrapKind::NullPointer, "{mode}");
                assert!(matches!(
                    runtime.call_async("nowhere", &[]).await,
                    Err(CallError::Setup(Error::NotFound { .. }))
                ));
                let mixed = runtime.call_async("mix", &[Value::I32(1), Value::I32(2)]).await.unwrap();
                assert_eq!(mixed, Some(Value::I32(33)), "{mode}");
            }
        });
    });
}

#[test]
fn a_panic_of_a_built_in_goes_on_in_the_task_that_awaits_it() {
    for_each_mode(|engine, mode| {
        multi_thread().block_on(async {
            let runtime = runtime(engine, mode, &Arc::default()).into_async();
            for _ in 0..3 {
                let error = tokio::spawn(runtime.call_async("bang", &[])).await.unwrap_err();
                assert_eq!(error.into_panic().downcast_ref(), Some(&"on purpose"), "{mode}");
                let with = runtime.with(|_| panic!("in a closure"));
                let error = tokio::spawn(async { with.await.unwrap() }).await.unwrap_err();
                assert_eq!(error.into_panic().downcast_ref(), Some(&"in a closure"), "{mode}");
                let mixed = runtime.call_async("mix", &[Value::I32(1), Value::I32(2)]).await.unwrap();
                assert_eq!(mixed, Some(Value::I32(33)), "{mode}");
            }
        });
    });
}

#[test]
fn handles_follow_the_namespace_and_know_their_runtime() {
    for_each_mode(|engine, mode| {
        current_thread().block_on(async {
            let one = runtime(engine, mode, &Arc::default()).into_async();
            let other = runtime(engine, mode, &Arc::default()).into_async();
            let mix = one.func::<(i32, i32), i32>("mix").await.unwrap();
            assert!(matches!(mix.call_async(&other, (1, 2)).await, Err(CallError::WrongRuntime { .. })));
            one.with(|one| one.replace("new.c", "int mix(int a, int b) { return a - b; }")).await.unwrap().unwrap();
            assert_eq!(mix.call_async(&one, (1, 2)).await.unwrap(), -1, "{mode}");
            one.with(|one| one.delete("mix")).await.unwrap().unwrap();
            assert!(matches!(mix.call_async(&one, (1, 2)).await, Err(CallError::Deleted { .. })));
            assert!(matches!(one.func::<(), ()>("mix").await, Err(Error::NotFound { .. })));
            assert!(matches!(one.create("bad.c", "int f(void) { return x; }").await, Err(Error::Compile(_))));
        });
    });
}

#[test]
fn the_runtime_can_be_taken_back() {
    for_each_mode(|engine, mode| {
        current_thread().block_on(async {
            let runtime = runtime(engine, mode, &Arc::default()).into_async();
            let add = runtime.func::<(i32,), i32>("add").await.unwrap();
            let clone = runtime.clone();
            let mut before = add.call_async(&clone, (5,));
            assert!(poll_once(&mut before).await.is_none());
            let mut taken = Box::pin(runtime.into_inner());
            assert!(poll_once(&mut taken).await.is_none());
            let mut after = add.call_async(&clone, (5,));
            let after_all = poll_once(&mut after).await;
            let mut runtime = taken.await.unwrap();
            assert_eq!(before.await.unwrap(), 5);
            let detached = match after_all {
                Some(result) => result,
                None => after.await,
            };
            assert!(matches!(detached, Err(CallError::Setup(Error::Detached))), "{mode}");
            assert!(matches!(clone.with(|_| ()).await, Err(Error::Detached)), "{mode}");
            // It is a runtime as before, and can be handed over again.
            assert_eq!(add.call(&mut runtime, (1,)).unwrap(), 6, "{mode}");
            let runtime = runtime.into_async();
            assert_eq!(add.call_async(&runtime, (1,)).await.unwrap(), 7, "{mode}");
        });
    });
}

/// Threads of this process with that name.
fn async_threads() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let names = tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok());
    names.filter(|name| name.trim() == "plugvisor-async").count()
}

fn wait_for_threads(count: usize, mode: Mode) {
    let end = Instant::now() + Duration::from_secs(20);
    while async_threads() != count {
        assert!(Instant::now() < end, "{mode}: {} threads are there instead of {count}", async_threads());
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn what_is_dropped_ends_and_the_engine_with_it() {
    if std::env::var_os("PLUGVISOR_TEST_ALONE").is_none() {
        // Other tests have threads of the same name.
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "what_is_dropped_ends_and_the_engine_with_it", "--nocapture"])
            .env("PLUGVISOR_TEST_ALONE", "1")
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        return;
    }
    for mode in Mode::CONCRETE {
        let engine = Engine::builder().async_threads(3).build();
        if !available(&engine, mode) {
            continue;
        }
        assert_eq!(async_threads(), 0);
        let executor = current_thread();
        let shared = Arc::new(Shared::default());
        let (runtime, busy, waiting) =
            (runtime(&engine, mode, &shared), runtime(&engine, mode, &shared), runtime(&engine, mode, &shared));
        drop(engine);
        let mut calls = Vec::new();
        let (add, quick): (Func<(i32,), i32>, AsyncRuntime) = executor.block_on(async {
            let busy = busy.into_async();
            let mut spin = busy.call_async("spin", &[]);
            assert!(poll_once(&mut spin).await.is_none());
            let waiting = waiting.into_async();
            let mut wait = waiting.call_async("waits", &[]);
            assert!(poll_once(&mut wait).await.is_none());
            shared.started.notified().await;
            calls.extend([spin, wait]);
            let quick = runtime.into_async();
            (quick.func("add").await.unwrap(), quick)
        });
        // A thread sets its name itself.
        wait_for_threads(3, mode);
        // Only the calls still hold the first two runtimes, one of which runs.
        drop(calls);
        // The engine lives as long as its runtimes, and so do their calls.
        assert_eq!(executor.block_on(add.call_async(&quick, (4,))).unwrap(), 4, "{mode}");
        drop(quick);
        wait_for_threads(0, mode);
    }
}

//! Where vCPUs are: resident when they may be, parked when nothing is asked of them, sync when there is no core.

use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use plugvisor::{BoxError, CallError, Caller, Engine, Mode, Policy, Runtime, Value};
use plugvisor_tests::available;

const SOURCE: &str = "
    int n;
    int add(int x) { return n += x; }
    int twice(int x) { return host_add(x) + host_add(x); }
    int spin(void) { for (;;) ; return 0; }
    int nested(void) { return call_spin(); }
    int *wild(int *p) { return p + *p; }
    int quick(int x) { return x + 1; }";

fn runtime(engine: &Engine, mode: Mode, policy: Policy) -> Runtime {
    let mut runtime = Runtime::builder(engine)
        .mode(mode)
        .policy(policy)
        .memory(2 << 20)
        .stack(16 << 10)
        .code_size(512 << 10)
        .builtin("host_add", |_: &mut Caller<'_>, x: i32| x + 1)
        .builtin("call_spin", |caller: &mut Caller<'_>| -> Result<i32, BoxError> {
            Ok(caller.func::<(), i32>("spin")?.call(caller, ())?)
        })
        .build()
        .unwrap();
    runtime.create("test.c", SOURCE).unwrap();
    runtime
}

/// Runs a test in both machine modes, with an engine that has so many cores for residents.
fn with_cores(cores: usize, test: impl Fn(&Engine, Mode)) {
    let engine = Engine::builder().resident_cores(cores).build();
    for mode in [Mode::Long, Mode::Segmented] {
        if available(&engine, mode) {
            test(&engine, mode);
        }
    }
}

/// Upcalls until the runtime is resident. However busy the host is, it gets there.
fn settle_in(runtime: &mut Runtime) {
    let quick = runtime.func::<(i32,), i32>("quick").unwrap();
    let before = runtime.crossings().resident;
    let start = Instant::now();
    while runtime.crossings().resident < before + 5 {
        assert_eq!(quick.call(runtime, (1,)).unwrap(), 2);
        assert!(start.elapsed() < Duration::from_secs(60), "never resident: {:?}", runtime.crossings());
    }
}

#[test]
fn every_crossing_is_counted_once() {
    with_cores(1, |engine, mode| {
        for policy in [Policy::Sync, Policy::Resident, Policy::Adaptive] {
            let mut r = runtime(engine, mode, policy);
            let (add, twice) = (r.func::<(i32,), i32>("add").unwrap(), r.func::<(i32,), i32>("twice").unwrap());
            for i in 1..=300 {
                assert_eq!(add.call(&mut r, (2,)).unwrap(), 2 * i);
                assert_eq!(twice.call(&mut r, (i,)).unwrap(), 2 * i + 2);
                if i % 50 == 0 {
                    r.park();
                }
            }
            let crossings = r.crossings();
            // A callback is answered by one crossing more.
            assert_eq!(crossings.sync + crossings.resident, 300 * 4, "{mode} {policy:?}: {crossings:?}");
            if policy == Policy::Sync {
                assert_eq!((crossings.resident, crossings.stays), (0, 0), "{mode}: {crossings:?}");
            }
        }
    });
}

#[test]
fn resident_runtimes_settle_in() {
    with_cores(1, |engine, mode| {
        let mut r = runtime(engine, mode, Policy::Resident);
        settle_in(&mut r);
        r.set_policy(Policy::Sync);
        let before = r.crossings();
        for _ in 0..20 {
            r.call("quick", &[Value::I32(1)]).unwrap();
        }
        assert_eq!((r.crossings().resident, r.crossings().sync), (before.resident, before.sync + 20), "{mode}");
        r.set_policy(Policy::Resident);
        settle_in(&mut r);
    });
}

#[test]
fn without_cores_all_is_sync() {
    with_cores(0, |engine, mode| {
        for policy in [Policy::Resident, Policy::Adaptive] {
            let mut r = runtime(engine, mode, policy);
            for i in 1..=100 {
                assert_eq!(r.call("add", &[Value::I32(1)]).unwrap(), Some(Value::I32(i)), "{mode}");
            }
            assert_eq!((r.crossings().stays, r.crossings().sync), (0, 100), "{mode} {policy:?}");
        }
    });
}

#[test]
fn deadlines_and_traps_come_to_resident_runtimes() {
    with_cores(1, |engine, mode| {
        let mut r = runtime(engine, mode, Policy::Resident);
        for round in 0..5 {
            settle_in(&mut r);
            r.set_deadline(Duration::from_millis(15));
            for name in ["spin", "nested"] {
                let error = r.call(name, &[]).unwrap_err();
                assert!(matches!(error, CallError::Deadline { .. }), "{mode} {name}: {error}");
                r.set_deadline(None);
                assert_eq!(r.call("quick", &[Value::I32(round)]).unwrap(), Some(Value::I32(round + 1)), "{mode}");
                r.set_deadline(Duration::from_millis(15));
            }
            r.set_deadline(None);
            settle_in(&mut r);
            let error = r.call("wild", &[Value::U32(8)]).unwrap_err();
            assert!(error.trap().is_some(), "{mode}: {error}");
            assert_eq!(r.call("quick", &[Value::I32(round)]).unwrap(), Some(Value::I32(round + 1)), "{mode}");
        }
    });
}

#[test]
fn memory_is_borrowed_and_changed_under_resident_runtimes() {
    with_cores(1, |engine, mode| {
        let mut r = runtime(engine, mode, Policy::Resident);
        r.create("peek.c", "int peek(int *p) { return *p; } void poke(int *p, int x) { *p = x; }").unwrap();
        let buffer = r.alloc(8).unwrap();
        for round in 0..20i32 {
            settle_in(&mut r);
            r.bytes_mut(&buffer)[..4].copy_from_slice(&round.to_le_bytes());
            let pointer = Value::U32(buffer.ptr().0);
            assert_eq!(r.call("peek", &[pointer]).unwrap(), Some(Value::I32(round)), "{mode}");
            // Copied while the vCPU is inside.
            r.write(buffer.ptr(), &(round + 1).to_le_bytes()).unwrap();
            assert_eq!(r.call("peek", &[pointer]).unwrap(), Some(Value::I32(round + 1)), "{mode}");
            r.call("poke", &[pointer, Value::I32(round + 2)]).unwrap();
            let mut word = [0; 4];
            r.read(buffer.ptr(), &mut word).unwrap();
            assert_eq!(i32::from_le_bytes(word), round + 2, "{mode}");
            assert_eq!(r.bytes(&buffer)[..4], (round + 2).to_le_bytes(), "{mode}");
            r.create("more.c", &format!("int more(void) {{ return {round}; }}")).unwrap();
            assert_eq!(r.call("more", &[]).unwrap(), Some(Value::I32(round)), "{mode}");
            r.delete("more").unwrap();
        }
    });
}

#[test]
fn a_resident_runtime_moves_between_threads() {
    with_cores(1, |engine, mode| {
        let mut r = runtime(engine, mode, Policy::Resident);
        for round in 1..=10 {
            settle_in(&mut r);
            r = thread::spawn(move || {
                assert_eq!(r.call("add", &[Value::I32(1)]).unwrap(), Some(Value::I32(round)));
                r
            })
            .join()
            .unwrap();
        }
    });
}

/// Far more runtimes than cores, called from four threads by turns.
fn crowd(engine: &Engine, mode: Mode, count: usize) {
    const THREADS: usize = 4;
    let policies = [Policy::Adaptive, Policy::Resident, Policy::Sync];
    thread::scope(|scope| {
        for worker in 0..THREADS {
            scope.spawn(move || {
                let mut runtimes: Vec<Runtime> =
                    (0..count / THREADS).map(|i| runtime(engine, mode, policies[i % policies.len()])).collect();
                let adds: Vec<_> = runtimes.iter_mut().map(|r| r.func::<(i32,), i32>("add").unwrap()).collect();
                let mut expected = vec![0; runtimes.len()];
                for round in 0..4 {
                    for (i, r) in runtimes.iter_mut().enumerate() {
                        // Some are hotter than others.
                        for _ in 0..if (i + round) % 50 == 0 { 60 } else { 1 + i % 3 } {
                            let x = (worker * 1000 + i) as i32;
                            expected[i] += x;
                            assert_eq!(adds[i].call(r, (x,)).unwrap(), expected[i], "{mode}: runtime {i}");
                        }
                    }
                }
            });
        }
    });
}

#[test]
fn a_thousand_runtimes_share_the_cores_from_four_threads() {
    with_cores(1, |engine, mode| crowd(engine, mode, if mode == Mode::Long { 1000 } else { 100 }));
}

/// Runs a test of this file again in a process of its own, where nothing else uses the CPU or cares for affinity.
/// Says whether this is that process.
fn alone(test: &str) -> bool {
    const ALONE: &str = "PLUGVISOR_TEST_ALONE";
    if std::env::var_os(ALONE).is_some() {
        return true;
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    let output = command.env(ALONE, "1").args(["--exact", test, "--nocapture"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}\n{errors}");
    false
}

/// CPU time that this process has used, all threads together, in the kernel's ticks of 10 ms.
fn cpu_ticks() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    // The name in parentheses may hold spaces; utime and stime are the 12th and 13th field behind it.
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}

#[test]
fn idle_runtimes_burn_no_cpu() {
    if !alone("idle_runtimes_burn_no_cpu") {
        return;
    }
    with_cores(1, |engine, mode| {
        let mut idle: Vec<Runtime> = [Policy::Sync, Policy::Resident, Policy::Adaptive]
            .into_iter()
            .map(|policy| runtime(engine, mode, policy))
            .collect();
        for r in &mut idle {
            for i in 1..=200 {
                assert_eq!(r.call("add", &[Value::I32(1)]).unwrap(), Some(Value::I32(i)));
            }
        }
        settle_in(&mut idle[1]);
        // It parks by itself.
        thread::sleep(Duration::from_millis(200));
        let before = cpu_ticks();
        thread::sleep(Duration::from_secs(1));
        let used = cpu_ticks() - before;
        // A vCPU that stayed would have used 100.
        assert!(used <= 5, "{mode}: {used} ticks of CPU time in an idle second");
        let parks = idle[1].crossings().parks;
        idle[1].call("quick", &[Value::I32(1)]).unwrap();
        assert!(idle[1].crossings().parks <= parks + 1, "{mode}");
    });
}

#[test]
fn with_all_work_on_one_core_everything_works() {
    if !alone("with_all_work_on_one_core_everything_works") {
        return;
    }
    let core = core_affinity::get_core_ids().unwrap()[0];
    assert!(core_affinity::set_for_current(core));
    // By itself the engine has no resident core then; and one that it is told to have is no help.
    let unset = Engine::new();
    for mode in [Mode::Long, Mode::Segmented] {
        if available(&unset, mode) {
            let mut r = runtime(&unset, mode, Policy::Resident);
            for i in 1..=50 {
                assert_eq!(r.call("add", &[Value::I32(1)]).unwrap(), Some(Value::I32(i)), "{mode}");
            }
            assert_eq!(r.crossings().stays, 0, "{mode}: the only core is the caller's");
        }
    }
    with_cores(1, |engine, mode| {
        for policy in [Policy::Resident, Policy::Adaptive] {
            let mut r = runtime(engine, mode, policy);
            for i in 1..=200 {
                assert_eq!(r.call("add", &[Value::I32(1)]).unwrap(), Some(Value::I32(i)), "{mode}");
                assert_eq!(r.call("twice", &[Value::I32(1)]).unwrap(), Some(Value::I32(4)), "{mode}");
            }
            r.set_deadline(Duration::from_millis(20));
            for name in ["spin", "nested"] {
                let error = r.call(name, &[]).unwrap_err();
                assert!(matches!(error, CallError::Deadline { .. }), "{mode} {name}: {error}");
            }
            r.set_deadline(None);
            assert!(r.call("wild", &[Value::U32(8)]).unwrap_err().trap().is_some(), "{mode}");
            assert_eq!(r.call("quick", &[Value::I32(1)]).unwrap(), Some(Value::I32(2)), "{mode}");
        }
        crowd(engine, mode, 40);
    });
}

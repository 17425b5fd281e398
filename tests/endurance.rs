//! Long lives: memory, descriptors and threads of the process stay flat, and what happens in any order stays right.

use std::fs;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use plugvisor::{CallError, Caller, Engine, Mode, Runtime, TrapKind, Value};
use plugvisor_tests::{available, for_each_mode};

/// The process is one for all tests of this file, so they take turns.
static TURN: Mutex<()> = Mutex::new(());

fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the process holds.
#[derive(Debug, Clone, Copy)]
struct Usage {
    /// Kibibytes of address space.
    size: u64,
    /// Kibibytes in memory.
    resident: u64,
    /// Those of them that no file backs.
    anonymous: u64,
    /// All but those of the next line.
    threads: u64,
    /// Resident threads: they come when a runtime is first busy enough, and stay as long as its engine.
    engines: u64,
    descriptors: u64,
    mappings: u64,
}

/// How the names of an engine's resident threads begin.
const ENGINE_THREAD: &str = "plugvisor-";

impl Usage {
    fn now() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let field = |name: &str| -> u64 {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            line.trim_start_matches(':').split_whitespace().next().unwrap().parse().unwrap()
        };
        let names = fs::read_dir("/proc/self/task").unwrap().flatten();
        let names = names.filter_map(|task| fs::read_to_string(task.path().join("comm")).ok());
        let engines = names.filter(|name| name.starts_with(ENGINE_THREAD)).count() as u64;
        Self {
            size: field("VmSize"),
            resident: field("VmRSS"),
            anonymous: field("RssAnon"),
            threads: field("Threads").saturating_sub(engines),
            engines,
            descriptors: fs::read_dir("/proc/self/fd").unwrap().count() as u64,
            mappings: fs::read_to_string("/proc/self/maps").unwrap().lines().count() as u64,
        }
    }

    /// The same once no more than `threads` are left: one that has been joined may take a moment to leave the process.
    fn settled(threads: u64) -> Self {
        let patience = Instant::now() + Duration::from_secs(5);
        loop {
            let usage = Self::now();
            if usage.threads <= threads || Instant::now() > patience {
                return usage;
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// What has grown since then, if anything has. Memory may grow by `slack` KiB: allocators keep a little.
    fn growth_since(&self, before: &Self, slack: u64) -> Option<&'static str> {
        let most = thread::available_parallelism().unwrap().get() as u64;
        let grown = [
            (self.descriptors > before.descriptors, "descriptors leak"),
            (self.threads > before.threads, "threads leak"),
            (self.engines > most, "resident threads leak"),
            (self.mappings > before.mappings + 16, "mappings leak"),
            (self.anonymous > before.anonymous + slack, "memory leaks"),
            (self.resident > before.resident + slack, "memory leaks"),
            (self.size > before.size + slack, "address space leaks"),
        ];
        grown.iter().find_map(|&(grown, what)| grown.then_some(what))
    }
}

/// Does something `warm_up` times, then `rounds` times; the process must not have grown in between. Where it has, the
/// rounds are made once more: an allocator may keep once what was freed, a leak grows each time.
fn stays_flat(what: &str, warm_up: u32, rounds: u32, mut step: impl FnMut(u32)) {
    let started = Instant::now();
    (0..warm_up).for_each(&mut step);
    let mut before = Usage::now();
    let mut first = warm_up;
    loop {
        for round in 1..=rounds {
            step(first + round - 1);
            if round.is_multiple_of((rounds / 4).max(1)) {
                eprintln!("  {what}: {round} of {rounds}, {:.1?}", started.elapsed());
            }
        }
        let after = Usage::settled(before.threads);
        eprintln!("  {what}: before {before:?}\n  {what}: after  {after:?}");
        match after.growth_since(&before, 3072) {
            None => return,
            Some(leak) if first > warm_up => panic!("{what}: {leak}"),
            Some(_) => (first, before) = (first + rounds, after),
        }
    }
}

/// Rounds that take about as long in each mode, where the host interprets `segmented`.
fn rounds(mode: Mode, long: u32, segmented: u32, interp: u32) -> u32 {
    match mode {
        Mode::Segmented => segmented,
        Mode::Interp => interp,
        _ => long,
    }
}

#[test]
fn ten_thousand_plugins_come_and_go() {
    let _turn = turn();
    for_each_mode(|engine, mode| {
        // So little room that it must be used again.
        let mut r =
            Runtime::builder(engine).mode(mode).memory(2 << 20).stack(64 << 10).code_size(512 << 10).build().unwrap();
        let rounds = rounds(mode, 10_000, 500, 10_000);
        let linked =
            engine.compile("linked.c", "static int n[300] = { 1 }; int linked(void) { return n[0]++; }").unwrap();
        stays_flat(&format!("create and delete in {mode}"), 200, rounds, |round| {
            // A new name each time for half of them: names must not pile up either.
            let name = if round % 2 == 0 { "same".to_owned() } else { format!("plugin_{round}") };
            let source = format!(
                "static int table[5000] = {{ {round} }}; static const char text[] = \"{name}\";
                 int missing_{round}(int);
                 int {name}(int x) {{ table[4999] += x; return x < 0 ? missing_{round}(x) : table[0] + table[4999] + text[0]; }}"
            );
            r.create(&name, &source).unwrap_or_else(|error| panic!("{mode} {round}: {error}"));
            if round % 50 == 0 || mode == Mode::Interp {
                let expected = round as i32 + 7 + 's' as i32 - if name == "same" { 0 } else { 's' as i32 - 'p' as i32 };
                assert_eq!(r.call(&name, &[Value::I32(7)]).unwrap(), Some(Value::I32(expected)), "{mode} {round}");
            }
            r.delete(&name).unwrap();
            r.link(&linked).unwrap();
            r.delete("linked").unwrap();
        });
        assert_eq!(r.names(), ["create", "delete", "lookup"]);
        assert_eq!(r.unresolved(), [""; 0]);
        // All of the room is there again.
        let all = r.alloc((2 << 20) - (64 << 10) - 4096).unwrap();
        r.free(all).unwrap();
    });
}

#[test]
fn plugins_make_and_remove_plugins_for_long() {
    let _turn = turn();
    for_each_mode(|engine, mode| {
        let mut r = Runtime::builder(engine).mode(mode).memory(2 << 20).stack(64 << 10).build().unwrap();
        let source = "
            int cycle(int rounds)
            {
                int total = 0;
                while (rounds-- > 0) {
                    int (*made)(int);
                    if (create(\"made\", \"int room[9000]; int made(int x) { return room[0] += x * 3; }\")) return -1;
                    made = (int (*)(int))lookup(\"made\");
                    if (!made) return -2;
                    total += made(rounds);
                    if (delete(\"made\") || lookup(\"made\") || lookup(\"room\")) return -3;
                }
                return total;
            }";
        r.create("cycle.c", source).unwrap();
        let cycle = r.func::<(i32,), i32>("cycle").unwrap();
        // Space comes back when nothing runs any more, so each upcall makes only a few.
        stays_flat(&format!("create in a plugin in {mode}"), 20, rounds(mode, 100, 20, 300), |_| {
            assert_eq!(cycle.call(&mut r, (5,)).unwrap(), 30, "{mode}");
        });
    });
}

#[test]
fn a_thousand_runtimes_come_and_go() {
    let _turn = turn();
    let engine = Engine::new();
    let module = engine.compile("f.c", "int n; int f(int x) { return n += x; }").unwrap();
    for_each_mode(|_, mode| {
        let rounds = rounds(mode, 1000, 100, 1000);
        stays_flat(&format!("runtimes in {mode}"), 20, rounds, |round| {
            let mut r = Runtime::builder(&engine)
                .mode(mode)
                .memory(2 << 20)
                .deadline((round % 2 == 0).then_some(Duration::from_secs(20)))
                .build()
                .unwrap();
            r.link(&module).unwrap();
            let f = r.func::<(i32,), i32>("f").unwrap();
            assert_eq!(f.call(&mut r, (3,)).unwrap(), 3);
            if round % 10 == 0 {
                // One that is dropped after a failure.
                r.create("bad.c", "int bad(int *p) { return *p; }").unwrap();
                assert!(r.call("bad", &[Value::U32(0)]).is_err());
            } else {
                assert_eq!(f.call(&mut r, (4,)).unwrap(), 7);
            }
        });
    });
}

const TROUBLE: &str = "
    int ok(int x) { return x + 1; }
    int null(int *p) { return *p; }
    int divide(int a, int b) { return a / b; }
    int missing(int x);
    int call_missing(int x) { return missing(x); }
    int pointer(int (*f)(void)) { return f(); }
    int deep(int n) { volatile int room[64]; room[0] = n; return deep(n + 1) + room[0]; }
    void forever(void) { for (;;) ; }";

#[test]
fn a_hundred_thousand_traps() {
    let _turn = turn();
    for_each_mode(|engine, mode| {
        let mut r = Runtime::builder(engine).mode(mode).memory(2 << 20).build().unwrap();
        r.create("trouble.c", TROUBLE).unwrap();
        let null = r.func::<(u32,), i32>("null").unwrap();
        let ok = r.func::<(i32,), i32>("ok").unwrap();
        stays_flat(&format!("traps in {mode}"), 500, rounds(mode, 100_000, 4000, 100_000), |round| {
            let error = null.call(&mut r, (round % 4096,)).unwrap_err();
            let trap = error.trap().unwrap_or_else(|| panic!("{mode}: {error}"));
            assert_eq!(trap.kind, TrapKind::NullPointer, "{mode} {round}: {trap}");
            if round % 1000 == 0 {
                assert_eq!(trap.location.as_ref().unwrap().line, 3, "{mode}: {trap}");
                assert_eq!(ok.call(&mut r, (round as i32,)).unwrap(), round as i32 + 1, "{mode}");
            }
        });
    });
}

#[test]
fn traps_and_deadlines_of_every_kind_by_turns() {
    let _turn = turn();
    for_each_mode(|engine, mode| {
        let mut r = Runtime::builder(engine).mode(mode).memory(2 << 20).stack(8 << 10).build().unwrap();
        r.create("trouble.c", TROUBLE).unwrap();
        stays_flat(&format!("failures in {mode}"), 12, rounds(mode, 900, 60, 900), |round| {
            let expected = match round % 6 {
                0 => ("divide", vec![Value::I32(round as i32), Value::I32(0)], TrapKind::IntegerDivision),
                1 => ("divide", vec![Value::I32(i32::MIN), Value::I32(-1)], TrapKind::IntegerDivision),
                2 => ("call_missing", vec![Value::I32(1)], TrapKind::UndefinedSymbol { name: "missing".to_owned() }),
                3 => ("pointer", vec![Value::U32(0x7777)], TrapKind::BadFunctionPointer),
                4 => ("deep", vec![Value::I32(0)], TrapKind::StackOverflow),
                _ => {
                    r.set_deadline(Duration::from_millis(2));
                    let error = r.call("forever", &[]).unwrap_err();
                    assert!(matches!(error, CallError::Deadline { .. }), "{mode}: {error}");
                    r.set_deadline(None);
                    assert_eq!(r.call("ok", &[Value::I32(1)]).unwrap(), Some(Value::I32(2)), "{mode}");
                    return;
                }
            };
            let (name, args, kind) = expected;
            let error = r.call(name, &args).unwrap_err();
            assert_eq!(error.trap().map(|trap| &trap.kind), Some(&kind), "{mode} {name}: {error}");
        });
    });
}

#[test]
fn many_runtimes_live_at_once() {
    let _turn = turn();
    for_each_mode(|engine, mode| {
        stays_flat(&format!("crowds in {mode}"), 2, 4, |_| {
            let count = rounds(mode, 60, 30, 60);
            let mut crowd: Vec<_> = (0..count)
                .map(|i| {
                    let mut r = Runtime::builder(engine).mode(mode).memory(2 << 20).build().unwrap();
                    r.create("f.c", &format!("int n = {i}; int f(int x) {{ return n += x; }}")).unwrap();
                    let f = r.func::<(i32,), i32>("f").unwrap();
                    (r, f)
                })
                .collect();
            for round in 1..4 {
                for (i, (r, f)) in crowd.iter_mut().enumerate() {
                    assert_eq!(f.call(r, (1000,)).unwrap(), i as i32 + 1000 * round);
                }
            }
        });
    });
}

#[test]
fn eight_threads_build_and_drop_runtimes_with_one_module() {
    let _turn = turn();
    let engine = Engine::new();
    let module = engine.compile("f.c", "int f(int x) { return x * x; }").unwrap();
    for mode in Mode::CONCRETE.into_iter().filter(|&mode| available(&engine, mode)) {
        let before = Usage::now();
        thread::scope(|scope| {
            for worker in 0..8 {
                let (engine, module) = (&engine, &module);
                scope.spawn(move || {
                    for i in 0..rounds(mode, 15, 5, 15) as i32 {
                        let mut r = Runtime::builder(engine)
                            .mode(mode)
                            .memory(2 << 20)
                            .deadline(Duration::from_secs(20))
                            .builtin("me", move |_: &mut Caller<'_>| worker)
                            .build()
                            .unwrap();
                        r.link(module).unwrap();
                        r.create("g.c", "int f(int); int g(int x) { return f(x) + me(); }").unwrap();
                        assert_eq!(r.call("g", &[Value::I32(i)]).unwrap(), Some(Value::I32(i * i + worker)));
                    }
                });
            }
        });
        let after = Usage::settled(before.threads + 1);
        assert!(after.descriptors <= before.descriptors + 3, "{mode}: {before:?} {after:?}");
        assert!(after.threads <= before.threads + 1, "{mode}: {before:?} {after:?}");
    }
}

#[test]
fn functions_are_replaced_while_others_use_them() {
    let _turn = turn();
    for_each_mode(|engine, mode| {
        let mut r = Runtime::builder(engine)
            .mode(mode)
            .memory(2 << 20)
            .code_size(512 << 10)
            .builtin("swap", |caller: &mut Caller<'_>, version: i32| caller.replace("f.c", &version_of_f(version)))
            .build()
            .unwrap();
        r.create("f.c", &version_of_f(0)).unwrap();
        let user = "
            int f(int x);
            int (*pointer)(int) = f;
            int direct(int x) { return f(x); }
            int indirect(int x) { return pointer(x); }";
        r.create("user.c", user).unwrap();
        let f = r.func::<(i32,), i32>("f").unwrap();
        let (direct, indirect) = (r.func::<(i32,), i32>("direct").unwrap(), r.func::<(i32,), i32>("indirect").unwrap());
        stays_flat(&format!("replacing in {mode}"), 30, rounds(mode, 600, 60, 600), |round| {
            let version = round as i32 + 1;
            r.replace("f.c", &version_of_f(version)).unwrap();
            for handle in [&f, &direct, &indirect] {
                assert_eq!(handle.call(&mut r, (5,)).unwrap(), version * 1000 + 5, "{mode}");
            }
            // Replaced while it runs: this call ends as it began, the next one is the new function.
            let next = version + 1_000_000;
            let handle = [&f, &direct, &indirect][round as usize % 3];
            assert_eq!(handle.call(&mut r, (-next,)).unwrap(), version * 1000 + 77 + next * 1000 + 1, "{mode}");
            assert_eq!(direct.call(&mut r, (1,)).unwrap(), next * 1000 + 1, "{mode}");
        });
    });
}

/// Adds its version to its argument; replaces itself by another version if that is negative.
fn version_of_f(version: i32) -> String {
    format!(
        "static int local[64] = {{ 77 }};
         int f(int x)
         {{
             if (x >= 0) return {version} * 1000 + x;
             swap(-x);
             return {version} * 1000 + local[0] + f(1);
         }}"
    )
}

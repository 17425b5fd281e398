//! The host's side of a C library: what plugins print, read, take and give back, and how they end, by every crossing.
//! A small library of the test's own stands for the real one.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use plugvisor::{BatchError, CallError, Caller, Engine, Error, Mode, Module, Policy, Ptr, Runtime, TrapKind, Value};
use plugvisor_tests::{available, for_each_crossing, for_each_mode};

/// What the tests' plugins print by: as `<stdio.h>` does it, with a buffer of 64 bytes.
const LIBRARY: &str = r#"
    union { struct { unsigned fill, mode; char bytes[64]; } head; long long align; } __plug_stdout;
    int __plug_write(int, const void *, unsigned);
    void flush(void) { __plug_write(1, 0, 0); }
    void put(char c) {
        __plug_stdout.head.bytes[__plug_stdout.head.fill] = c;
        __plug_stdout.head.fill++;
        if (__plug_stdout.head.fill == 64 || (__plug_stdout.head.mode && c == '\n')) flush();
    }
    void say(const char *text) { while (*text) put(*text++); }
    void complain(const char *text) { int n = 0; while (text[n]) n++; __plug_write(2, text, n); }
    void scribble(unsigned fill) { __plug_stdout.head.fill = fill; }
    "#;

const PLUGIN: &str = r#"
    void say(const char *); void complain(const char *); void put(char); void flush(void); void scribble(unsigned);
    void __plug_exit(int); void __plug_abort(void); void *__plug_grow(unsigned); void __plug_release(void *);
    int __plug_read(int, void *, unsigned); int __plug_write(int, const void *, unsigned);
    long long __plug_time_ns(int);
    int hello(int x) { say("hello "); put('0' + x); return x; }
    int late(int x) { say("late"); *(int *)0 = x; return 0; }
    int leave(int x) { say("bye"); if (x) __plug_exit(x); return 1; }
    int stuck(int x) { say("stuck"); for (;;) x++; return x; }
    int many(int n) { while (n--) say("0123456789"); return 0; }
    int mixed(int x) { say("a"); complain("b"); say("c"); ask(x); say("d"); return x; }
    int deep(int x) { say("in"); nest(x); say("out"); return 0; }
    int fail(int x) {
        if (x == 3) __plug_abort();
        return x;
    }
    void *take(unsigned n) { return __plug_grow(n); }
    void give(void *p) { __plug_release(p); }
    int echo(void) { char text[8]; int n = __plug_read(0, text, 8), i; for (i = 0; i < n; i++) put(text[i]); return n; }
    int read_at(int fd, void *p, unsigned n) { return __plug_read(fd, p, n); }
    int write_at(int fd, const void *p, unsigned n) { return __plug_write(fd, p, n); }
    long long now(int clock) { return __plug_time_ns(clock); }
    int wreck(unsigned fill) { scribble(fill); return 1; }
    "#;

/// What came out, in order: `1:` or `2:` in front of each piece.
type Journal = Arc<Mutex<String>>;

fn runtime(engine: &Engine, mode: Mode) -> (Runtime, Journal) {
    let journal = Journal::default();
    let write = |mark: &'static str| {
        let journal = journal.clone();
        move |bytes: &[u8]| *journal.lock().unwrap() += &format!("{mark}{}|", String::from_utf8_lossy(bytes))
    };
    let library = engine.compile("library.c", LIBRARY).unwrap();
    let asked = journal.clone();
    let mut runtime = Runtime::builder(engine)
        .mode(mode)
        .memory(2 << 20)
        .stack(64 << 10)
        .stdout(write("1:"))
        .stderr(write("2:"))
        .builtin("ask", move |_: &mut Caller<'_>, x: i32| *asked.lock().unwrap() += &format!("ask {x}|"))
        .builtin("nest", |caller: &mut Caller<'_>, x: i32| -> Result<(), CallError> {
            caller.call("leave", &[Value::I32(x)]).map(drop)
        })
        .guest_builtins(&library)
        .build()
        .unwrap();
    runtime.create("plugin.c", PLUGIN).unwrap();
    (runtime, journal)
}

fn take(journal: &Journal) -> String {
    std::mem::take(&mut *journal.lock().unwrap())
}

fn call(runtime: &mut Runtime, name: &str, x: i32) -> Result<i32, CallError> {
    match runtime.call(name, &[Value::I32(x)])? {
        Some(Value::I32(x)) => Ok(x),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_printed_comes_out_before_the_call_returns() {
    for_each_crossing(|engine, mode| {
        let (mut runtime, journal) = runtime(engine, mode);
        let hello = runtime.func::<(i32,), i32>("hello").unwrap();
        for x in 0..4 {
            assert_eq!(hello.call(&mut runtime, (x,)).unwrap(), x);
            assert_eq!(take(&journal), format!("1:hello {x}|"), "{mode}");
        }
        assert!(call(&mut runtime, "late", 1).unwrap_err().trap().is_some());
        assert_eq!(take(&journal), "1:late|", "{mode}");
        call(&mut runtime, "many", 13).unwrap();
        assert_eq!(take(&journal).replace("|1:", ""), format!("1:{}|", "0123456789".repeat(13)), "{mode}");
        call(&mut runtime, "mixed", 5).unwrap();
        assert_eq!(take(&journal), "1:a|2:b|1:c|ask 5|1:d|", "{mode}");
    });
}

#[test]
fn exit_ends_every_upcall_around_it() {
    for_each_crossing(|engine, mode| {
        let (mut runtime, journal) = runtime(engine, mode);
        for status in [1, -7, 300] {
            let error = call(&mut runtime, "leave", status).unwrap_err();
            assert!(matches!(error, CallError::Exit { status: s } if s == status), "{mode}: {error:?}");
            assert_eq!(take(&journal), "1:bye|");
            let error = call(&mut runtime, "deep", status).unwrap_err();
            assert!(matches!(error, CallError::Exit { status: s } if s == status), "{mode}: {error:?}");
            assert_eq!(take(&journal).replace("|1:", ""), "1:inbye|");
        }
        assert_eq!(call(&mut runtime, "deep", 0).unwrap(), 0);
        assert_eq!(take(&journal).replace("|1:", ""), "1:inbyeout|", "{mode}");
    });
}

#[test]
fn a_deadline_loses_nothing_that_was_printed() {
    for_each_crossing(|engine, mode| {
        let (mut runtime, journal) = runtime(engine, mode);
        runtime.set_deadline(Duration::from_millis(100));
        for _ in 0..2 {
            let error = call(&mut runtime, "stuck", 1).unwrap_err();
            assert!(matches!(error, CallError::Deadline { .. }), "{mode}: {error:?}");
            assert_eq!(take(&journal), "1:stuck|", "{mode}");
            runtime.set_deadline(Duration::from_secs(20));
            call(&mut runtime, "hello", 1).unwrap();
            assert_eq!(take(&journal), "1:hello 1|", "{mode}");
            runtime.set_deadline(Duration::from_millis(100));
        }
    });
}

#[test]
fn batches_stop_at_the_element_that_exits() {
    for_each_crossing(|engine, mode| {
        let (mut runtime, journal) = runtime(engine, mode);
        let leave = runtime.func::<(i32,), i32>("leave").unwrap();
        let error = leave.call_many(&mut runtime, [(0,), (0,), (9,), (0,)]).unwrap_err();
        assert_eq!(error.results, [1, 1], "{mode}");
        assert!(matches!(error.source, CallError::Exit { status: 9 }), "{mode}");
        assert_eq!(take(&journal).replace("|1:", ""), "1:byebyebye|", "{mode}");
        let input = runtime.alloc_from(&[4i32, 5, 6].map(i32::to_le_bytes).concat()).unwrap();
        let output = runtime.alloc(12).unwrap();
        let hello = runtime.func::<(i32,), i32>("hello").unwrap();
        hello.map(&mut runtime, &input, &output, 3).unwrap();
        assert_eq!(take(&journal).replace("|1:", ""), "1:hello 4hello 5hello 6|", "{mode}");
        let stopped = leave.map(&mut runtime, &input, &output, 3).unwrap_err();
        assert!(
            matches!(stopped, BatchError::Stopped { done: 0, source: CallError::Exit { status: 4 } }),
            "{mode}: {stopped:?}"
        );
    });
}

#[test]
fn of_a_ring_only_the_call_that_exits_ends() {
    for_each_crossing(|engine, mode| {
        let (mut runtime, journal) = runtime(engine, mode);
        let leave = runtime.func::<(i32,), i32>("leave").unwrap();
        let hello = runtime.func::<(i32,), i32>("hello").unwrap();
        let mut ring = runtime.ring(8).unwrap();
        for (tag, x) in [(0, 0), (1, 6), (2, 0)] {
            ring.push(&leave, (x,), tag).unwrap();
        }
        ring.push(&hello, (3,), 3).unwrap();
        ring.submit();
        let mut outcomes = Vec::new();
        while let Some(completion) = ring.wait() {
            outcomes.push(format!("{}: {:?}", completion.tag, completion.result));
        }
        drop(ring);
        assert_eq!(outcomes.len(), 4, "{mode}: {outcomes:?}");
        assert!(outcomes[1].contains("Exit { status: 6 }"), "{mode}: {outcomes:?}");
        for i in [0, 2, 3] {
            assert!(outcomes[i].contains("Ok("), "{mode}: {outcomes:?}");
        }
        assert_eq!(take(&journal).replace("|1:", ""), "1:byebyebyehello 3|", "{mode}");
    });
}

#[test]
fn async_calls_print_and_exit() {
    for_each_mode(|engine, mode| {
        let (mut runtime, journal) = runtime(engine, mode);
        let leave = runtime.func::<(i32,), i32>("leave").unwrap();
        let hello = runtime.func::<(i32,), i32>("hello").unwrap();
        let runtime = runtime.into_async();
        let executor = tokio::runtime::Builder::new_current_thread().build().unwrap();
        executor.block_on(async {
            let (a, b, c) = tokio::join!(
                hello.call_async(&runtime, (1,)),
                leave.call_async(&runtime, (2,)),
                hello.call_async(&runtime, (3,))
            );
            assert_eq!((a.unwrap(), c.unwrap()), (1, 3), "{mode}");
            assert!(matches!(b, Err(CallError::Exit { status: 2 })), "{mode}: {b:?}");
        });
        assert_eq!(take(&journal).replace("|1:", ""), "1:hello 1byehello 3|", "{mode}");
    });
}

#[test]
fn abort_says_which_line_of_the_plugin_called_it() {
    for_each_crossing(|engine, mode| {
        let (mut runtime, _) = runtime(engine, mode);
        assert_eq!(call(&mut runtime, "fail", 2).unwrap(), 2);
        let error = call(&mut runtime, "fail", 3).unwrap_err();
        let trap = error.trap().unwrap_or_else(|| panic!("{mode}: {error:?}"));
        assert_eq!(trap.kind, TrapKind::Abort, "{mode}");
        let location = trap.location.as_ref().unwrap();
        let line = PLUGIN.lines().position(|line| line.contains("__plug_abort();")).unwrap() as u32 + 1;
        assert_eq!((&*location.function, location.line), ("fail", line), "{mode}");
    });
}

#[test]
fn the_heap_gives_what_is_free_and_takes_back_only_that() {
    for_each_mode(|engine, mode| {
        let (mut runtime, _) = runtime(engine, mode);
        let grow = runtime.func::<(u32,), Ptr>("take").unwrap();
        let free = runtime.func::<(Ptr,), ()>("give").unwrap();
        let kept = runtime.alloc(1000).unwrap();
        let before = runtime.memory_stats();
        assert_eq!((before.heap, before.size), (0, 2 << 20), "{mode}");
        let piece = grow.call(&mut runtime, (5000,)).unwrap();
        assert!(runtime.memory_stats().heap >= 5000 && runtime.memory_stats().free <= before.free - 5000, "{mode}");
        assert!(piece.0 + 5000 <= kept.ptr().0 || piece.0 >= kept.ptr().0 + kept.len(), "{mode}");
        for n in [u32::MAX, 1 << 31, before.free + 1] {
            assert_eq!(grow.call(&mut runtime, (n,)).unwrap(), Ptr::NULL, "{mode}: {n}");
        }
        for foreign in [kept.ptr(), Ptr(piece.0 + 64), Ptr(4), Ptr(u32::MAX)] {
            let error = free.call(&mut runtime, (foreign,)).unwrap_err();
            let error = error.downcast_ref::<Error>().expect("an error of this library");
            assert!(matches!(error, Error::NotAllocated { address } if *address == foreign.0), "{mode}: {error:?}");
        }
        free.call(&mut runtime, (Ptr::NULL,)).unwrap();
        free.call(&mut runtime, (piece,)).unwrap();
        assert!(free.call(&mut runtime, (piece,)).is_err(), "{mode}: twice");
        assert_eq!(runtime.memory_stats(), before, "{mode}");
        runtime.free(kept).unwrap();
    });
}

#[test]
fn input_comes_from_the_source() {
    for_each_mode(|engine, mode| {
        let text = Mutex::new(io::Cursor::new(b"0123456789abc".to_vec()));
        let library = engine.compile("library.c", LIBRARY).unwrap();
        let journal = Journal::default();
        let out = journal.clone();
        let mut runtime = Runtime::builder(engine)
            .mode(mode)
            .memory(2 << 20)
            .stdin(move |into: &mut [u8]| io::Read::read(&mut *text.lock().unwrap(), into))
            .stdout(move |bytes: &[u8]| *out.lock().unwrap() += &String::from_utf8_lossy(bytes))
            .builtin("ask", |_: &mut Caller<'_>, _: i32| ())
            .builtin("nest", |_: &mut Caller<'_>, _: i32| ())
            .guest_builtins(&library)
            .build()
            .unwrap();
        runtime.create("plugin.c", PLUGIN).unwrap();
        for n in [8, 5, 0, 0] {
            assert_eq!(runtime.call("echo", &[]).unwrap(), Some(Value::I32(n)), "{mode}");
        }
        assert_eq!(take(&journal), "0123456789abc", "{mode}");
    });
}

#[test]
fn hostile_lengths_and_addresses_are_refused() {
    for_each_mode(|engine, mode| {
        let (mut runtime, journal) = runtime(engine, mode);
        let read = runtime.func::<(i32, Ptr, u32), i32>("read_at").unwrap();
        let write = runtime.func::<(i32, Ptr, u32), i32>("write_at").unwrap();
        let end = 0x20_0000 + runtime.memory_size();
        let bounds = |outcome: Result<i32, CallError>| {
            let error = outcome.unwrap_err();
            matches!(error.downcast_ref::<Error>(), Some(Error::Bounds { .. }))
        };
        for (at, n) in [(0, 1), (end, 1), (end - 1, 2), (u32::MAX, 1), (0x20_0000, u32::MAX), (0, u32::MAX)] {
            assert!(bounds(write.call(&mut runtime, (1, Ptr(at), n))), "{mode}: {at:#x} {n}");
            assert!(bounds(write.call(&mut runtime, (2, Ptr(at), n))), "{mode}: {at:#x} {n}");
        }
        for (at, n) in [(0, 1), (end, 1), (end - 1, 2), (u32::MAX, 1), (end - 1, u32::MAX)] {
            assert!(bounds(read.call(&mut runtime, (0, Ptr(at), n))), "{mode}: {at:#x} {n}");
        }
        for descriptor in [0, 3, -1] {
            assert_eq!(write.call(&mut runtime, (descriptor, Ptr(end - 1), 1)).unwrap(), -1, "{mode}");
        }
        assert_eq!(read.call(&mut runtime, (1, Ptr(end - 1), 1)).unwrap(), -1, "{mode}");
        assert_eq!(read.call(&mut runtime, (0, Ptr(end - 1), 1)).unwrap(), 0, "{mode}: no source is empty");
        assert_eq!(take(&journal), "", "{mode}");
        // More than is copied at a time.
        assert_eq!(write.call(&mut runtime, (2, Ptr(end - 200_000), 200_000)).unwrap(), 200_000, "{mode}");
        assert_eq!(take(&journal).replace("|2:", "").len(), 200_000 + 3, "{mode}");
    });
}

#[test]
fn a_scribbled_head_is_a_forgery_once() {
    for_each_crossing(|engine, mode| {
        let (mut runtime, journal) = runtime(engine, mode);
        for fill in [65, u32::MAX] {
            let error = call(&mut runtime, "wreck", fill as i32).unwrap_err();
            assert!(matches!(error.trap().unwrap().kind, TrapKind::Forgery { .. }), "{mode}: {error:?}");
            call(&mut runtime, "hello", 2).unwrap();
            assert_eq!(take(&journal), "1:hello 2|", "{mode}");
        }
        // What could have been said by calls has been said.
        call(&mut runtime, "wreck", 3).unwrap();
        assert_eq!(take(&journal), "1:hel|", "{mode}");
    });
}

#[test]
fn a_plugins_variable_of_that_name_is_none_of_the_hosts() {
    for_each_mode(|engine, mode| {
        let mut runtime = Runtime::builder(engine)
            .mode(mode)
            .memory(2 << 20)
            .stdout(|_: &[u8]| -> () { panic!("nobody prints") })
            .build()
            .unwrap();
        runtime.create("p.c", "unsigned __plug_stdout[64]; int f(void) { __plug_stdout[0] = 8; return 1; }").unwrap();
        runtime.call("f", &[]).unwrap();
        assert!(!runtime.names().iter().any(|name| name.starts_with("__plug_w")), "{mode}: nothing of the library");
    });
}

#[test]
fn a_sink_that_fails_ends_the_upcall() {
    for_each_mode(|engine, mode| {
        let library = engine.compile("library.c", LIBRARY).unwrap();
        let mut runtime = Runtime::builder(engine)
            .mode(mode)
            .memory(2 << 20)
            .stdout(|_: &[u8]| Err(io::Error::from(io::ErrorKind::BrokenPipe)))
            .guest_builtins(&library)
            .build()
            .unwrap();
        runtime
            .create("p.c", "void say(char *); int f(void) { say(\"x\"); return 1; } int g(void) { return 2; }")
            .unwrap();
        let error = runtime.call("f", &[]).unwrap_err();
        let error = error.downcast_ref::<io::Error>().expect("the sink's own error");
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "{mode}");
        assert_eq!(runtime.call("g", &[]).unwrap(), Some(Value::I32(2)), "{mode}");
    });
}

#[test]
fn lines_are_handed_over_one_by_one_if_asked() {
    for_each_mode(|engine, mode| {
        let pieces = Arc::new(Mutex::new(Vec::new()));
        let out = pieces.clone();
        let library: Module = engine.compile("library.c", LIBRARY).unwrap();
        let mut runtime = Runtime::builder(engine)
            .mode(mode)
            .memory(2 << 20)
            .stdout_by_line(true)
            .stdout(move |bytes: &[u8]| out.lock().unwrap().push(String::from_utf8_lossy(bytes).into_owned()))
            .guest_builtins(&library)
            .build()
            .unwrap();
        runtime.create("p.c", "void say(char *); void f(void) { say(\"one\\ntwo\\nthree\"); }").unwrap();
        runtime.call("f", &[]).unwrap();
        assert_eq!(*pieces.lock().unwrap(), ["one\n", "two\n", "three"], "{mode}");
    });
}

#[test]
fn clocks_go_forward() {
    for_each_mode(|engine, mode| {
        let (mut runtime, _) = runtime(engine, mode);
        let now = runtime.func::<(i32,), i64>("now").unwrap();
        for clock in 0..3 {
            let first = now.call(&mut runtime, (clock,)).unwrap();
            let second = now.call(&mut runtime, (clock,)).unwrap();
            assert!(first > 0 && second >= first, "{mode}: clock {clock}: {first} {second}");
        }
        assert_eq!(now.call(&mut runtime, (77,)).unwrap(), -1, "{mode}");
    });
}

#[test]
fn a_resident_vcpu_stays_while_it_prints() {
    let engine = Engine::builder().policy(Policy::Resident).build();
    if !available(&engine, Mode::Long) {
        return;
    }
    let (mut runtime, journal) = runtime(&engine, Mode::Long);
    let hello = runtime.func::<(i32,), i32>("hello").unwrap();
    for x in 0..200 {
        hello.call(&mut runtime, (x % 10,)).unwrap();
        assert_eq!(take(&journal), format!("1:hello {}|", x % 10));
    }
}

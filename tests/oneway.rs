//! One-way callbacks: none is lost, none is doubled, and they keep their order among themselves and with others.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use guest_abi::oneway::MAX_PAYLOAD;
use plugvisor::{CallError, Caller, Engine, Error, Mode, Ptr, Runtime, RuntimeBuilder, TrapKind};
use plugvisor_tests::{for_each_crossing, for_each_mode, for_fast_modes};

/// What the host hears, in order.
type Journal = Arc<Mutex<Vec<String>>>;

fn take(journal: &Journal) -> Vec<String> {
    std::mem::take(&mut *journal.lock().unwrap())
}

/// A runtime whose built-ins write down what they are called with.
fn scribe(engine: &Engine, mode: Mode) -> (RuntimeBuilder, Journal) {
    let journal = Journal::default();
    let say = |what: &'static str| {
        let journal = journal.clone();
        move |text: String| journal.lock().unwrap().push(format!("{what} {text}"))
    };
    let [one, pair, record, ask, nest] = ["one", "pair", "record", "ask", "nest"].map(say);
    let builder = Runtime::builder(engine)
        .mode(mode)
        .memory(2 << 20)
        .stack(64 << 10)
        .builtin_oneway("one", move |x: i32| one(x.to_string()))
        .builtin_oneway("pair", move |x: i32, y: i64| pair(format!("{x} {y}")))
        .builtin_records("record", move |bytes: &[u8]| record(format!("{bytes:?}")))
        .builtin("ask", move |_: &mut Caller<'_>, x: i32| {
            ask(x.to_string());
            x + 1
        })
        .builtin("nest", move |caller: &mut Caller<'_>, script: Ptr, len: i32| -> Result<(), CallError> {
            nest(len.to_string());
            caller.func::<(Ptr, i32), ()>("play")?.call(caller, (script, len))
        });
    (builder, journal)
}

/// Plays a script of one byte per step.
const PLAYER: &str = r#"
    void play(const unsigned char *script, int len) {
        int i;
        for (i = 0; i < len; i++) {
            int step = script[i];
            switch (step % 6) {
            case 0: case 1: one(step); break;
            case 2: pair(i, step * 10000000000LL); break;
            case 3: record(script + i, step / 6 % 20 < len - i ? step / 6 % 20 : len - i); break;
            case 4: ask(step); break;
            case 5: if (i + 2 < len) { nest(script + i + 1, (len - i) / 2); i += (len - i) / 2; } break;
            }
        }
    }"#;

/// What the built-ins must hear of a script.
fn model(script: &[u8], heard: &mut Vec<String>) {
    let mut i = 0;
    while i < script.len() {
        let step = i32::from(script[i]);
        let left = script.len() - i;
        match step % 6 {
            0 | 1 => heard.push(format!("one {step}")),
            2 => heard.push(format!("pair {i} {}", i64::from(step) * 10_000_000_000)),
            3 => heard.push(format!("record {:?}", &script[i..i + (step as usize / 6 % 20).min(left)])),
            4 => heard.push(format!("ask {step}")),
            _ if i + 2 < script.len() => {
                heard.push(format!("nest {}", left / 2));
                model(&script[i + 1..i + 1 + left / 2], heard);
                i += left / 2;
            }
            _ => {}
        }
        i += 1;
    }
}

/// Steele, Lea and Flood's SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }
}

#[test]
fn random_programs_are_heard_in_order_and_in_full() {
    for_each_crossing(|engine, mode| {
        let (builder, journal) = scribe(engine, mode);
        let mut runtime = builder.build().unwrap();
        runtime.create("play.c", PLAYER).unwrap();
        let play = runtime.func::<(Ptr, i32), ()>("play").unwrap();
        let script = runtime.alloc(4000).unwrap();
        let mut random = Random(7);
        let (rounds, longest) = if mode == Mode::Segmented { (5, 60) } else { (20, 2000) };
        for round in 0..rounds {
            let steps: Vec<u8> = (0..random.next() % longest).map(|_| random.next() as u8).collect();
            runtime.write(script.ptr(), &steps).unwrap();
            play.call(&mut runtime, (script.ptr(), steps.len() as i32)).unwrap();
            let mut expected = Vec::new();
            model(&steps, &mut expected);
            assert_eq!(take(&journal), expected, "{mode}: round {round}");
        }
    });
}

#[test]
fn a_full_buffer_goes_on_without_loss() {
    for_each_crossing(|engine, mode| {
        let (builder, journal) = scribe(engine, mode);
        let mut runtime = builder.build().unwrap();
        runtime.create("many.c", "void many(int n) { int i; for (i = 0; i < n; i++) one(i); }").unwrap();
        let count = if mode == Mode::Segmented { 5_000 } else { 100_000 };
        runtime.func::<i32, ()>("many").unwrap().call(&mut runtime, count).unwrap();
        let expected: Vec<_> = (0..count).map(|i| format!("one {i}")).collect();
        assert!(take(&journal) == expected, "{mode}");
    });
}

#[test]
fn what_was_emitted_before_a_fault_or_a_deadline_is_heard() {
    for_each_crossing(|engine, mode| {
        let (builder, journal) = scribe(engine, mode);
        let mut runtime = builder.build().unwrap();
        let source = "
            void wild(void) { one(1); pair(2, 3); *(int *)0 = 1; one(4); }
            void endless(void) { one(5); ask(6); record(\"ab\", 2); for (;;) ; }
            void fine(void) { one(7); }";
        runtime.create("faults.c", source).unwrap();
        let error = runtime.call("wild", &[]).unwrap_err();
        assert_eq!(error.trap().map(|trap| &trap.kind), Some(&TrapKind::NullPointer), "{mode}: {error}");
        assert_eq!(take(&journal), ["one 1", "pair 2 3"], "{mode}");
        runtime.set_deadline(Duration::from_millis(200));
        let error = runtime.call("endless", &[]).unwrap_err();
        assert!(matches!(error, CallError::Deadline { .. }), "{mode}: {error}");
        assert_eq!(take(&journal), ["one 5", "ask 6", "record [97, 98]"], "{mode}");
        runtime.call("fine", &[]).unwrap();
        assert_eq!(take(&journal), ["one 7"], "{mode}");
    });
}

#[test]
fn records_of_any_length_arrive_whole_and_wrong_ones_are_refused() {
    for_each_mode(|engine, mode| {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ear = heard.clone();
        let mut runtime = Runtime::builder(engine)
            .mode(mode)
            .memory(2 << 20)
            .stack(64 << 10)
            .builtin_records("record", move |bytes: &[u8]| ear.lock().unwrap().push(bytes.to_vec()))
            .build()
            .unwrap();
        runtime.create("send.c", "void send(const void *p, int n) { record(p, n); }").unwrap();
        let send = runtime.func::<(Ptr, i32), ()>("send").unwrap();
        let bytes: Vec<u8> = (0..200_000u32).map(|i| (i * 7 + i / 256) as u8).collect();
        let buffer = runtime.alloc_from(&bytes).unwrap();
        let edges = [MAX_PAYLOAD as usize - 1, MAX_PAYLOAD as usize, MAX_PAYLOAD as usize + 1];
        for len in (0..40).chain(edges).chain([bytes.len()]) {
            for skip in [0, 3] {
                let len = len.min(bytes.len() - skip);
                send.call(&mut runtime, (buffer.ptr().offset(skip as u32), len as i32)).unwrap();
                let got = std::mem::take(&mut *heard.lock().unwrap());
                assert!(got == [&bytes[skip..skip + len]], "{mode}: {len} bytes from {skip}: {} records", got.len());
            }
        }
        // Up to the last byte of the segment, and not one further.
        let end = guest_abi::layout::DATA_BASE + runtime.memory_size();
        for len in 0..20 {
            send.call(&mut runtime, (Ptr(end - len), len as i32)).unwrap();
            assert_eq!(heard.lock().unwrap().pop().map(|got| got.len()), Some(len as usize), "{mode}");
        }
        for (at, len) in [
            (0, 1),
            (0x1f_fffc, 8),
            (end - 7, 8),
            (end, 1),
            (u32::MAX, 1),
            (u32::MAX - 3, 8),
            (end - 100_000, 100_001),
            (buffer.ptr().0, -1),
            (buffer.ptr().0, i32::MIN),
            (0x8000_0001, 0x7fff_ffff),
        ] {
            let error = send.call(&mut runtime, (Ptr(at), len)).unwrap_err();
            let bounds = matches!(error.downcast_ref(), Some(Error::Bounds { address, .. }) if *address == at);
            assert!(bounds, "{mode}: {len} bytes at {at:#x}: {error}");
            assert!(heard.lock().unwrap().is_empty(), "{mode}: {len} bytes at {at:#x}");
        }
    });
}

#[test]
fn every_type_and_number_of_arguments_arrives() {
    for_each_mode(|engine, mode| {
        let journal = Journal::default();
        let [none, narrow, most] = std::array::from_fn(|_| journal.clone());
        type I = i32;
        let mut runtime = Runtime::builder(engine)
            .mode(mode)
            .builtin_oneway("none", move || none.lock().unwrap().push("none".into()))
            .builtin_oneway("narrow", move |a: bool, b: u32, c: i64, d: u64, e: Ptr| {
                narrow.lock().unwrap().push(format!("{a} {b} {c} {d} {}", e.0));
            })
            .builtin_oneway(
                "most",
                move |a: I,
                      b: i64,
                      c: I,
                      d: I,
                      e: i64,
                      f: I,
                      g: I,
                      h: I,
                      i: i64,
                      j: I,
                      k: I,
                      l: I,
                      m: I,
                      n: I,
                      o: i64,
                      p: I| {
                    most.lock().unwrap().push(format!("{:?}", [a, b as I, c, d, e as I, f, g, h]));
                    most.lock().unwrap().push(format!("{:?}", [i as I, j, k, l, m, n, o as I, p]));
                },
            )
            .build()
            .unwrap();
        let source = "void go(void) {
            none();
            narrow(5, 4000000000U, -5000000000LL, 18000000000000000000ULL, (void *)77);
            most(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
        }";
        runtime.create("go.c", source).unwrap();
        runtime.call("go", &[]).unwrap();
        let expected = [
            "none",
            "true 4000000000 -5000000000 18000000000000000000 77",
            "[1, 2, 3, 4, 5, 6, 7, 8]",
            "[9, 10, 11, 12, 13, 14, 15, 16]",
        ];
        assert_eq!(take(&journal), expected, "{mode}");
    });
    for_fast_modes(|engine, mode| {
        let journal = Journal::default();
        let floats = journal.clone();
        type F = f64;
        let mut runtime = Runtime::builder(engine)
            .mode(mode)
            .builtin_oneway("floats", move |a: f32, b: F, c: i32, d: F, e: F, f: F, g: F, h: F, i: F, j: f32| {
                floats.lock().unwrap().push(format!("{a} {b} {c} {d} {e} {f} {g} {h} {i} {j}"));
            })
            .build()
            .unwrap();
        runtime.create("go.c", "void go(void) { floats(0.5f, -2.5, 3, 4, 5, 6, 7, 8, 9.25, 10.125f); }").unwrap();
        runtime.call("go", &[]).unwrap();
        assert_eq!(take(&journal), ["0.5 -2.5 3 4 5 6 7 8 9.25 10.125"], "{mode}");
    });
}

#[test]
fn a_panic_ends_the_upcall_and_nothing_else() {
    for_each_crossing(|engine, mode| {
        let journal = Journal::default();
        let ear = journal.clone();
        let mut runtime = Runtime::builder(engine)
            .mode(mode)
            .builtin_oneway("one", move |x: i32| {
                assert_ne!(x, 3, "three is too many");
                ear.lock().unwrap().push(x.to_string());
            })
            .build()
            .unwrap();
        runtime.create("count.c", "int count(int n) { int i; for (i = 0; i < n; i++) one(i); return n; }").unwrap();
        let count = runtime.func::<i32, i32>("count").unwrap();
        let panic = catch_unwind(AssertUnwindSafe(|| count.call(&mut runtime, 6))).unwrap_err();
        let text = panic.downcast_ref::<String>().unwrap();
        assert!(text.contains("three is too many"), "{mode}: {text}");
        assert_eq!(take(&journal), ["0", "1", "2"], "{mode}");
        assert_eq!(count.call(&mut runtime, 2).unwrap(), 2, "{mode}");
        assert_eq!(take(&journal), ["0", "1"], "{mode}");
    });
}

#[test]
fn they_are_built_ins_like_others() {
    for_each_mode(|engine, mode| {
        let (builder, journal) = scribe(engine, mode);
        let mut runtime = builder.build().unwrap();
        assert!(runtime.replace("one.c", "void one(int x) {}").is_err(), "{mode}");
        assert!(runtime.delete("one").is_err(), "{mode}");
        runtime.create("f.c", "void (*f)(int); void by_pointer(void) { f = one; f(9); }").unwrap();
        runtime.call("by_pointer", &[]).unwrap();
        // The host may call one as any function.
        runtime.func::<i32, ()>("one").unwrap().call(&mut runtime, 10).unwrap();
        assert_eq!(take(&journal), ["one 9", "one 10"], "{mode}");
    });
}

#[test]
fn batches_emit_in_order_up_to_the_element_that_failed() {
    for_each_crossing(|engine, mode| {
        let (builder, journal) = scribe(engine, mode);
        let mut runtime = builder.build().unwrap();
        runtime.create("f.c", "int f(int x, int bad) { one(x); return 100 / (x - bad); }").unwrap();
        let f = runtime.func::<(i32, i32), i32>("f").unwrap();
        let (count, bad) = if mode == Mode::Segmented { (300, 200) } else { (20_000, 9_000) };
        f.call_many(&mut runtime, (0..count).map(|x| (x, -1))).unwrap();
        assert!(take(&journal) == (0..count).map(|x| format!("one {x}")).collect::<Vec<_>>(), "{mode}");
        let error = f.call_many(&mut runtime, (0..count).map(|x| (x, bad))).unwrap_err();
        assert_eq!(error.done(), bad as usize, "{mode}");
        assert!(take(&journal) == (0..=bad).map(|x| format!("one {x}")).collect::<Vec<_>>(), "{mode}");
    });
}

#[test]
fn calls_of_a_ring_have_been_heard_when_they_complete() {
    for_each_crossing(|engine, mode| {
        let (builder, journal) = scribe(engine, mode);
        let mut runtime = builder.deadline(Duration::from_millis(300)).build().unwrap();
        let source = "
            int f(int x) { one(x); record(\"abcdef\", x % 6); return x; }
            int bad(int x) { one(x); return *(int *)0; }
            int late(int x) { one(x); for (;;) ; return x; }";
        runtime.create("f.c", source).unwrap();
        let [f, bad, late] = ["f", "bad", "late"].map(|name| runtime.func::<i32, i32>(name).unwrap());
        let count = if mode == Mode::Segmented { 60 } else { 1000 };
        let mut ring = runtime.ring(64).unwrap();
        let mut heard = Vec::new();
        let mut expected = Vec::new();
        let mut next = 0;
        for done in 0..count {
            while next < count && !ring.is_full() {
                let function = match next % 50 {
                    20 => &bad,
                    40 if next < 50 => &late,
                    _ => &f,
                };
                ring.push(function, next, next as u64).unwrap();
                next += 1;
            }
            let completion = ring.wait().unwrap();
            assert_eq!(completion.tag, done as u64, "{mode}");
            expected.push(format!("one {done}"));
            if completion.value::<i32>().is_ok() {
                expected.push(format!("record {:?}", &b"abcdef"[..done as usize % 6]));
            }
            heard.extend(take(&journal));
            assert!(heard.starts_with(&expected), "{mode}: {done} have completed, but heard was {heard:?}");
        }
        drop(ring);
        heard.extend(take(&journal));
        assert!(heard == expected, "{mode}");
    });
}

#[test]
fn async_calls_have_been_heard_when_they_complete() {
    for_each_mode(|engine, mode| {
        let (builder, journal) = scribe(engine, mode);
        let mut runtime =
            builder.builtin_async("later", |_: &mut Caller<'_>, x: i32| async move { x + 1 }).build().unwrap();
        runtime.create("f.c", "int f(int x) { one(x); x = later(x); pair(x, x); return x; }").unwrap();
        let f = runtime.func::<i32, i32>("f").unwrap();
        let runtime = runtime.into_async();
        let executor = tokio::runtime::Builder::new_current_thread().build().unwrap();
        executor.block_on(async {
            for x in 0..20 {
                assert_eq!(f.call_async(&runtime, x).await.unwrap(), x + 1, "{mode}");
                let expected = [format!("one {x}"), format!("pair {} {}", x + 1, x + 1)];
                assert_eq!(take(&journal), expected, "{mode}");
            }
        });
    });
}

#[test]
fn floods_that_deadlines_cut_off_have_neither_gaps_nor_echoes() {
    for_each_crossing(|engine, mode| {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ear = heard.clone();
        let mut runtime = Runtime::builder(engine)
            .mode(mode)
            .deadline(Duration::from_millis(3))
            .builtin_oneway("one", move |x: u32| ear.lock().unwrap().push(x))
            .build()
            .unwrap();
        let source = "
            void flood(unsigned x) { for (;;) one(x++); }
            void some(unsigned x, int n) { while (n--) one(x++); }";
        runtime.create("flood.c", source).unwrap();
        let flood = runtime.func::<u32, ()>("flood").unwrap();
        for start in (0..60).map(|round| round << 24) {
            assert!(matches!(flood.call(&mut runtime, start), Err(CallError::Deadline { .. })), "{mode}");
            let heard = std::mem::take(&mut *heard.lock().unwrap());
            assert!(heard.iter().copied().eq((start..).take(heard.len())), "{mode}: {} from {start}", heard.len());
        }
        // In a ring the deadline also passes without cutting anything off.
        let some = runtime.func::<(u32, i32), ()>("some").unwrap();
        let count = if mode == Mode::Segmented { 100 } else { 30_000 };
        let mut ring = runtime.ring(16).unwrap();
        let mut whole = 0;
        for turn in 0..5u32 {
            for entry in 0..16 {
                ring.push(&some, ((turn * 16 + entry) << 24, count), 0).unwrap();
            }
            while let Some(completion) = ring.wait() {
                whole += u32::from(completion.value::<()>().is_ok());
            }
        }
        drop(ring);
        let heard = std::mem::take(&mut *heard.lock().unwrap());
        let mut full = 0;
        for entry in heard.chunk_by(|a, b| a >> 24 == b >> 24) {
            let start = entry[0] >> 24 << 24;
            assert!(entry.iter().copied().eq((start..).take(entry.len())), "{mode}: {} from {start:#x}", entry.len());
            full += u32::from(entry.len() == count as usize);
        }
        // An entry may be cut off behind its last call, if it took too long.
        assert!(whole <= full, "{mode}: {whole} returned, {full} were heard in full");
    });
}

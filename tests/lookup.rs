//! `lookup` gives plugins what the host's own namespace says, whatever is linked, replaced and deleted meanwhile.

use guest_abi::layout::DATA_BASE;
use plugvisor::{Caller, Error, Mode, Ptr, Runtime};
use plugvisor_tests::{for_each_crossing, for_each_mode};

/// Steele, Lea and Flood's SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ z >> 31) % n
    }
}

const ASKER: &str = "void *ask(const char *name) { return lookup(name); }";

fn ask(runtime: &mut Runtime, name: &[u8]) -> Ptr {
    let text = runtime.alloc_from(&[name, &[0]].concat()).unwrap();
    let answer = runtime.func::<Ptr, Ptr>("ask").unwrap().call(runtime, text.ptr()).unwrap();
    runtime.free(text).unwrap();
    answer
}

fn check(runtime: &mut Runtime, name: &str) {
    let expected = runtime.lookup(name).map_or(Ptr::NULL, |symbol| symbol.address());
    assert_eq!(ask(runtime, name.as_bytes()), expected, "{}: {name}", runtime.mode());
}

#[test]
fn plugins_and_host_find_the_same_through_random_changes() {
    for_each_crossing(|engine, mode| {
        let mut runtime = Runtime::builder(engine).mode(mode).memory(2 << 20).stack(64 << 10).build().unwrap();
        runtime.create("ask.c", ASKER).unwrap();
        let mut random = Random(11);
        // Names of many lengths, some of which the guest leaves to the host.
        let names: Vec<String> = (0..40).map(|i| format!("n{i}_{}", "abcdefgh".repeat(i * i % 45))).collect();
        let (steps, checks) = if mode == Mode::Segmented { (60, 1) } else { (600, 5) };
        for step in 0..steps {
            let name = &names[random.below(40) as usize];
            let other = &names[random.below(40) as usize];
            // Each may well fail, and changes nothing then.
            let _ = match random.below(7) {
                0 | 1 => runtime.create("f.c", &format!("int {name}(int x) {{ return x + {step}; }}")),
                2 => runtime.replace("g.c", &format!("int {name}(int x) {{ return x - {step}; }}")),
                3 => runtime.create("v.c", &format!("int {name}[{}];", step % 50 + 1)),
                4 => runtime.create("both.c", &format!("int {name} = 1; int {other}(void) {{ return {name}; }}")),
                5 => runtime.create("user.c", &format!("int {other}(int); int {name}(int x) {{ return {other}(x); }}")),
                _ => runtime.delete(name),
            };
            check(&mut runtime, name);
            for _ in 0..checks {
                check(&mut runtime, &names[random.below(40) as usize]);
            }
        }
        for name in names.iter().chain(&runtime.names()) {
            check(&mut runtime, name);
        }
    });
}

#[test]
fn plugins_change_names_and_look_them_up_in_one_upcall() {
    for_each_crossing(|engine, mode| {
        let mut runtime = Runtime::builder(engine).mode(mode).build().unwrap();
        let source = r#"
            int play(void) {
                int (*f)(int);
                if (lookup("twice")) return 1;
                if (create("twice.c", "int twice(int x) { return 2 * x; } int other = 5;")) return 2;
                f = lookup("twice");
                if (!f || f(21) != 42) return 3;
                if (*(int *)lookup("other") != 5) return 4;
                if (delete("twice")) return 5;
                if (lookup("twice") || lookup("other")) return 6;
                if (create("twice.c", "int twice(int x) { return 3 * x; }")) return 7;
                f = lookup("twice");
                if (f(10) != 30) return 8;
                f = lookup("lookup");
                if (f != (int (*)(int))lookup) return 9;
                return delete("twice");
            }"#;
        runtime.create("play.c", source).unwrap();
        for _ in 0..3 {
            assert_eq!(runtime.func::<(), i32>("play").unwrap().call(&mut runtime, ()).unwrap(), 0, "{mode}");
        }
    });
}

#[test]
fn odd_names_are_as_they_always_were() {
    for_each_mode(|engine, mode| {
        let mut runtime = Runtime::builder(engine).mode(mode).memory(2 << 20).stack(64 << 10).build().unwrap();
        runtime.create("ask.c", ASKER).unwrap();
        assert_eq!(ask(&mut runtime, b""), Ptr::NULL, "{mode}");
        for len in [254, 255, 256, 257, 1000, 4096] {
            let name = "z".repeat(len);
            assert_eq!(ask(&mut runtime, name.as_bytes()), Ptr::NULL, "{mode}: {len}");
            if len <= 1000 {
                // The compiler takes names up to 255 bytes.
                runtime.add_builtin(&name, |_: &mut Caller<'_>| 1).unwrap();
                check(&mut runtime, &name);
                assert!(!ask(&mut runtime, name.as_bytes()).is_null(), "{mode}: {len}");
            }
        }
        let call = runtime.func::<Ptr, Ptr>("ask").unwrap();
        let end = DATA_BASE + runtime.memory_size();
        runtime.write(Ptr(end - 4), b"ask\0").unwrap();
        let pointer = runtime.lookup("ask").unwrap().address();
        assert_eq!(call.call(&mut runtime, Ptr(end - 4)).unwrap(), pointer, "{mode}");
        runtime.write(Ptr(end - 4), b"askk").unwrap();
        for wild in [0, 8, DATA_BASE - 1, end, u32::MAX, 0x7000_0000] {
            let error = call.call(&mut runtime, Ptr(wild)).unwrap_err();
            assert!(
                matches!(error.downcast_ref(), Some(Error::Bounds { .. } | Error::Text { .. })),
                "{mode}: {wild:#x}: {error}"
            );
        }
        let odd: &[&[u8]] = &[&[0xff], &[b'a', 0xc3], &[b'x'; 4097]];
        for name in odd {
            let text = runtime.alloc_from(&[*name, &[0]].concat()).unwrap();
            let error = call.call(&mut runtime, text.ptr()).unwrap_err();
            assert!(matches!(error.downcast_ref(), Some(Error::Text { .. })), "{mode}: {error}");
        }
        let error = call.call(&mut runtime, Ptr(end - 4)).unwrap_err();
        assert!(matches!(error.downcast_ref(), Some(Error::Text { .. })), "{mode}: {error}");
    });
}

#[test]
fn a_plugin_that_overwrites_what_it_can_deceives_only_itself() {
    for_each_mode(|engine, mode| {
        let mut runtime = Runtime::builder(engine)
            .mode(mode)
            .memory(2 << 20)
            .stack(64 << 10)
            .deadline(std::time::Duration::from_millis(300))
            .build()
            .unwrap();
        runtime.create("ask.c", ASKER).unwrap();
        runtime.create("safe.c", "int safe(int x) { return x + 1; }").unwrap();
        // All of the data segment behind the stack, in the host's name: a plugin could do it as well.
        let rest = runtime.memory_size() as usize - (64 << 10);
        let mut random = Random(12);
        let junk: Vec<u8> = (0..rest).map(|i| if i % 4 == 3 { 0 } else { random.below(64) as u8 }).collect();
        let rounds: [&[u8]; 3] = [&vec![0xff; rest], &vec![1; rest], &junk];
        for bytes in rounds {
            runtime.write(Ptr(DATA_BASE + (64 << 10)), bytes).unwrap();
            let text = runtime.alloc_from(b"safe\0").unwrap();
            let _ = runtime.func::<Ptr, Ptr>("ask").unwrap().call(&mut runtime, text.ptr());
            runtime.free(text).unwrap();
            // The host's own is the truth for the host.
            assert!(runtime.lookup("safe").is_some(), "{mode}");
            assert_eq!(runtime.func::<i32, i32>("safe").unwrap().call(&mut runtime, 1).unwrap(), 2, "{mode}");
            runtime.create("new.c", "int fresh(void) { return 1; }").unwrap();
            runtime.delete("fresh").unwrap();
        }
    });
}

//! A random sequence of links, replacements, deletions, calls and faults over three runtimes, against a model of them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::time::Instant;

use plugvisor::{Buffer, CallError, Error, Mode, Runtime, TrapKind, Value};
use plugvisor_tests::for_each_mode;

/// Knuth's MMIX generator.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// Functions in the model: `f0` to `f11`.
const NAMES: usize = 12;

/// What a plugin of the model does: count its calls, then return `x * factor + calls`, or go on to another one.
#[derive(Debug, Clone)]
struct Plugin {
    factor: i32,
    calls: i32,
    next: Option<usize>,
}

impl Plugin {
    fn random(random: &mut Random, index: usize) -> Self {
        // Only to lower ones, so that calls end.
        let next = (index > 0 && random.below(3) > 0).then(|| random.below(index));
        Self { factor: random.below(1000) as i32 - 500, calls: 0, next }
    }

    fn source(&self, index: usize) -> String {
        let Self { factor, next, .. } = self;
        let head = format!("static int calls; static int pad[{}];", 1 + factor.unsigned_abs());
        match next {
            Some(next) => format!(
                "{head} int f{next}(int); int f{index}(int x) {{ calls++; pad[0]++; return f{next}(x + {factor}) * 3 + calls; }}"
            ),
            None => format!("{head} int f{index}(int x) {{ calls++; pad[0]++; return x * {factor} + calls; }}"),
        }
    }
}

/// A runtime and what must be in it.
struct Pair {
    runtime: Runtime,
    plugins: HashMap<usize, Plugin>,
    buffers: Vec<(Buffer, u8)>,
}

impl Pair {
    /// What a call gives: a number, or the name that is missing.
    fn expected(&mut self, index: usize, x: i32) -> Result<i32, String> {
        let Some(plugin) = self.plugins.get_mut(&index) else { return Err(format!("f{index}")) };
        plugin.calls += 1;
        let Plugin { factor, next, .. } = *plugin;
        let value = match next {
            Some(next) => self.expected(next, x.wrapping_add(factor))?.wrapping_mul(3),
            None => x.wrapping_mul(factor),
        };
        Ok(value.wrapping_add(self.plugins[&index].calls))
    }

    fn step(&mut self, random: &mut Random) {
        let index = random.below(NAMES);
        let name = format!("f{index}");
        let r = &mut self.runtime;
        match random.below(16) {
            0..3 => {
                let plugin = Plugin::random(random, index);
                let result = r.create(&name, &plugin.source(index));
                match self.plugins.entry(index) {
                    Entry::Occupied(_) => {
                        assert!(matches!(result, Err(Error::Link(_))), "{name} exists: {result:?}");
                    }
                    Entry::Vacant(place) => {
                        result.unwrap();
                        place.insert(plugin);
                    }
                }
            }
            3..5 => {
                let plugin = Plugin::random(random, index);
                r.replace(&name, &plugin.source(index)).unwrap();
                self.plugins.insert(index, plugin);
            }
            5 => {
                let result = r.delete(&name);
                assert_eq!(result.is_ok(), self.plugins.remove(&index).is_some(), "{result:?}");
            }
            6 => {
                let error = r.call("null", &[Value::U32(random.below(4096) as u32)]).unwrap_err();
                assert_eq!(error.trap().unwrap().kind, TrapKind::NullPointer);
            }
            7 => {
                let fill = random.below(255) as u8 + 1;
                let buffer = r.alloc(1 + random.below(5000) as u32).unwrap();
                assert!(r.bytes(&buffer).iter().all(|&byte| byte == 0));
                r.bytes_mut(&buffer).fill(fill);
                self.buffers.push((buffer, fill));
            }
            8 if !self.buffers.is_empty() => {
                let (buffer, fill) = self.buffers.swap_remove(random.below(self.buffers.len()));
                assert!(r.bytes(&buffer).iter().all(|&byte| byte == fill), "a buffer was overwritten");
                r.free(buffer).unwrap();
            }
            9 => {
                assert!(matches!(r.create(&name, "int broken(int x) { return y; }"), Err(Error::Compile(_))));
            }
            _ => {
                let x = random.below(100_000) as i32;
                let exists = self.plugins.contains_key(&index);
                let result = r.call(&name, &[Value::I32(x)]);
                if !exists {
                    assert!(matches!(result, Err(CallError::Setup(Error::NotFound { .. }))), "{result:?}");
                    return;
                }
                match (self.expected(index, x), result) {
                    (Ok(expected), Ok(value)) => assert_eq!(value, Some(Value::I32(expected)), "{name}({x})"),
                    (Err(name), Err(CallError::Trap(trap))) => {
                        assert_eq!(trap.kind, TrapKind::UndefinedSymbol { name }, "{trap}");
                    }
                    (expected, result) => panic!("{name}({x}): {expected:?} expected, {result:?} came"),
                }
            }
        }
    }
}

#[test]
fn random_changes_follow_a_model() {
    for_each_mode(|engine, mode| {
        let mut random = Random(0x5eed);
        let mut pairs: Vec<_> = (0..3)
            .map(|_| {
                let builder = Runtime::builder(engine).mode(mode).memory(2 << 20).stack(32 << 10).code_size(512 << 10);
                let mut runtime = builder.build().unwrap();
                runtime.create("null.c", "int null(int *p) { return *p; }").unwrap();
                Pair { runtime, plugins: HashMap::new(), buffers: Vec::new() }
            })
            .collect();
        let started = Instant::now();
        let steps = if mode == Mode::Segmented { 900 } else { 6000 };
        for _ in 0..steps {
            let pair = random.below(3);
            pairs[pair].step(&mut random);
        }
        for pair in &pairs {
            let mut names: Vec<_> = pair.plugins.keys().map(|index| format!("f{index}")).collect();
            names.extend(["create", "delete", "lookup", "null"].map(str::to_owned));
            names.sort_unstable();
            assert_eq!(pair.runtime.names(), names, "{mode}");
            for (buffer, fill) in &pair.buffers {
                assert!(pair.runtime.bytes(buffer).iter().all(|byte| byte == fill), "{mode}: a buffer was overwritten");
            }
        }
        eprintln!("  {mode}: {steps} steps, {:.1?}", started.elapsed());
    });
}

//! A callback: from a plugin to a built-in and back, by its number of arguments.
//!
//! The plugin calls the built-in over and over within one upcall. What is measured begins when the built-in is about to
//! return and ends when it has been called again: a whole round trip from host to plugin to host, without what the
//! built-in itself does.

use std::sync::{Arc, Mutex, PoisonError};

use plugvisor::{CallError, Caller, Error, Runtime, RuntimeBuilder, timestamp};

use super::words;
use crate::clock::Clock;
use crate::latencies::Latencies;
use crate::sampler::Sampler;

const SOURCE: &str = "
    int host0(void);
    int host1(int a);
    int host2(int a, int b);
    int host4(int a, int b, int c, int d);
    int host8(int a, int b, int c, int d, int e, int f, int g, int h);
    int host16(int a, int b, int c, int d, int e, int f, int g, int h,
               int i, int j, int k, int l, int m, int n, int o, int p);
    int call0(int n) { while (n-- > 0) host0(); return 0; }
    int call1(int n) { while (n-- > 0) host1(1); return 0; }
    int call2(int n) { while (n-- > 0) host2(1, 2); return 0; }
    int call4(int n) { while (n-- > 0) host4(1, 2, 3, 4); return 0; }
    int call8(int n) { while (n-- > 0) host8(1, 2, 3, 4, 5, 6, 7, 8); return 0; }
    int call16(int n) {
        while (n-- > 0) host16(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
        return 0;
    }
";

/// Callbacks in one upcall.
const CALLBACKS: i32 = 100;

/// Where the built-ins write down when they were called.
#[derive(Debug, Clone)]
pub struct Recorder(Arc<Mutex<Record>>);

#[derive(Debug)]
struct Record {
    clock: Clock,
    /// When the built-in last returned, unless that was in an earlier upcall.
    left: Option<u64>,
    latencies: Latencies,
}

impl Recorder {
    /// An empty record.
    #[must_use]
    pub fn new(sampler: &Sampler) -> Self {
        let (clock, latencies) = (sampler.clock, sampler.latencies(1));
        Self(Arc::new(Mutex::new(Record { clock, left: None, latencies })))
    }

    fn with<T>(&self, what: impl FnOnce(&mut Record) -> T) -> T {
        what(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What the built-ins do.
    fn called(&self) -> i32 {
        let now = timestamp();
        self.with(|record| {
            if let Some(left) = record.left {
                record.latencies.record(record.clock.between(left, now));
            }
            record.left = Some(timestamp());
        });
        0
    }
}

/// Adds the built-ins that the plugins call.
#[must_use]
pub fn builtins(builder: RuntimeBuilder, recorder: &Recorder) -> RuntimeBuilder {
    macro_rules! host {
        ($builder:expr, $name:literal: $($argument:ident)*) => {{
            let recorder = recorder.clone();
            $builder.builtin($name, move |_: &mut Caller<'_>, $($argument: i32),*| {
                $(std::hint::black_box($argument);)*
                recorder.called()
            })
        }};
    }
    let builder = host!(builder, "host0":);
    let builder = host!(builder, "host1": a);
    let builder = host!(builder, "host2": a b);
    let builder = host!(builder, "host4": a b c d);
    let builder = host!(builder, "host8": a b c d e f g h);
    host!(builder, "host16": a b c d e f g h i j k l m n o p)
}

/// Links the plugins. The runtime must have the built-ins.
///
/// # Errors
/// When the names are taken.
pub fn link(runtime: &mut Runtime) -> Result<(), Error> {
    runtime.create("callback.c", SOURCE)
}

/// Samples of callbacks with `count` arguments, one of [`super::COUNTS`].
///
/// # Errors
/// Why there are none.
pub fn sample(
    runtime: &mut Runtime,
    recorder: &Recorder,
    sampler: &Sampler,
    count: usize,
) -> Result<Latencies, String> {
    let function = runtime.func::<(i32,), i32>(&format!("call{count}")).map_err(words)?;
    let mut round = || {
        recorder.with(|record| record.left = None);
        function.call(runtime, (CALLBACKS,)).map(drop)
    };
    sampler.warm_up(&mut round).map_err(words)?;
    recorder.with(|record| record.latencies = sampler.latencies(1));
    sampler
        .repeat(|| {
            round()?;
            Ok::<_, CallError>(recorder.with(|record| record.latencies.count()))
        })
        .map_err(words)?;
    Ok(recorder.with(|record| record.latencies.clone()))
}

//! One-way built-ins: log lines, counters and records that the plugin does not wait for, at the cost of a few stores.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use plugvisor::{Caller, Engine, Runtime};

const PLUGIN: &str = r#"
    struct sample { short sensor; int value; };
    void measure(int n) {
        struct sample s;
        int i;
        for (i = 0; i < n; i++) {
            s.sensor = i % 3;
            s.value = i * i;
            emit(&s, sizeof s);
            count(s.value);
            if (i % 1000 == 999) checkpoint(i + 1);
        }
        log("done", 4);
    }"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = Engine::builder().allow_interp_fallback(true).build();
    let mode = std::env::var("PLUGVISOR_MODE").unwrap_or_else(|_| "auto".into()).parse()?;
    let total = Arc::new(AtomicI64::new(0));
    let samples = Arc::new(Mutex::new(Vec::new()));
    let (sum, sink, seen) = (total.clone(), samples.clone(), samples.clone());

    let mut runtime = Runtime::builder(&engine)
        .mode(mode)
        .builtin_records("log", |line: &[u8]| println!("plugin says: {}", String::from_utf8_lossy(line)))
        .builtin_records("emit", move |bytes: &[u8]| sink.lock().unwrap().push(bytes.to_vec()))
        .builtin_oneway("count", move |value: i32| {
            sum.fetch_add(value.into(), Ordering::Relaxed);
        })
        // The plugin waits for an ordinary built-in. Whatever it emitted before has arrived by then.
        .builtin("checkpoint", move |_: &mut Caller<'_>, n: u32| {
            println!("at {n} the host has {} samples", seen.lock().unwrap().len());
        })
        .build()?;

    runtime.create("measure.c", PLUGIN)?;
    runtime.func::<i32, ()>("measure")?.call(&mut runtime, 2500)?;
    println!("{} samples, {} in all", samples.lock().unwrap().len(), total.load(Ordering::Relaxed));
    Ok(())
}

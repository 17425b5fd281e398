//! A plugin that runs too long is stopped.

use std::time::{Duration, Instant};

use plugvisor::{CallError, Engine, Runtime};

const PLUGIN: &str = "
    unsigned rounds;
    int collatz(unsigned n) {
        for (;;) { rounds++; n = n & 1 ? 3 * n + 1 : n / 2; }
        return 0;
    }
    unsigned count(void) { return rounds; }";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = Engine::builder().allow_interp_fallback(true).build();
    let mode = std::env::var("PLUGVISOR_MODE").unwrap_or_else(|_| "auto".into()).parse()?;
    let mut runtime = Runtime::builder(&engine).mode(mode).deadline(Duration::from_millis(100)).build()?;
    runtime.create("collatz.c", PLUGIN)?;

    let collatz = runtime.func::<(u32,), i32>("collatz")?;
    let start = Instant::now();
    match collatz.call(&mut runtime, (27,)) {
        Err(error @ CallError::Deadline { .. }) => println!("{error} (measured: {:?})", start.elapsed()),
        other => println!("it ended: {}", other?),
    }

    // What the plugin had done is still there, and so is the runtime.
    let rounds = runtime.func::<(), u32>("count")?.call(&mut runtime, ())?;
    println!("it went round {} times", if rounds > 1000 { "many" } else { "few" });
    Ok(())
}

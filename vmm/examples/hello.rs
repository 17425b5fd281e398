//! A plugin is compiled, linked into a runtime of its own and called.
//!
//! Set `PLUGVISOR_MODE` to `long`, `segmented` or `interp` to choose what executes it.

use plugvisor::{Engine, Runtime};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Without the fallback a host that lacks KVM is an error, since the interpreter is no hardware wall.
    let engine = Engine::builder().allow_interp_fallback(true).build();
    let mode = std::env::var("PLUGVISOR_MODE").unwrap_or_else(|_| "auto".into()).parse()?;

    let mut runtime = Runtime::builder(&engine).mode(mode).build()?;
    runtime.create("gcd.c", "int gcd(int a, int b) { return b == 0 ? a : gcd(b, a % b); }")?;

    // The type is checked once; the handle can then be called as often as you like.
    let gcd = runtime.func::<(i32, i32), i32>("gcd")?;
    println!("mode {}: gcd(1071, 462) = {}", runtime.mode(), gcd.call(&mut runtime, (1071, 462))?);
    Ok(())
}

//! Two plugins that call each other, each compiled once and linked together into two runtimes.

use plugvisor::{Engine, Runtime};

const EVEN: &str = "
    int odd(unsigned n);
    int even(unsigned n) { return n == 0 ? 1 : odd(n - 1); }";

const ODD: &str = "
    int even(unsigned n);
    int odd(unsigned n) { return n == 0 ? 0 : even(n - 1); }";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = Engine::builder().allow_interp_fallback(true).build();
    let mode = std::env::var("PLUGVISOR_MODE").unwrap_or_else(|_| "auto".into()).parse()?;
    let (even, odd) = (engine.compile("even.c", EVEN)?, engine.compile("odd.c", ODD)?);

    for number in [10, 7] {
        let mut runtime = Runtime::builder(&engine).mode(mode).build()?;
        // As a group, so that neither is linked if one of them can't be.
        runtime.link_all(&[&even, &odd])?;
        let is_even = runtime.func::<(u32,), bool>("even")?.call(&mut runtime, (number,))?;
        println!("{number} is {}", if is_even { "even" } else { "odd" });
    }

    // A function can be replaced while others call it: they call the new one from then on.
    let mut runtime = Runtime::builder(&engine).mode(mode).build()?;
    runtime.link_all(&[&even, &odd])?;
    runtime.replace("odd2.c", "int odd(unsigned n) { return n & 1; }")?;
    println!("1000001 is odd: {}", runtime.func::<(u32,), bool>("odd")?.call(&mut runtime, (1_000_001,))?);
    Ok(())
}

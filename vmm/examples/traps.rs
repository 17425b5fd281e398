//! What plugins do wrong comes back as a typed trap, and the runtime can be used at once.

use plugvisor::{CallError, Engine, Runtime, TrapKind};

const PLUGIN: &str = "int missing(int);
int poke(int *p) {
    *p = 1;
    return 0;
}
int divide(int x) { return 100 / x; }
int down(int n) { return down(n + 1) + n; }
int call(int x) { return missing(x); }
int fine(int x) { return x + 1; }";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = Engine::builder().allow_interp_fallback(true).build();
    let mode = std::env::var("PLUGVISOR_MODE").unwrap_or_else(|_| "auto".into()).parse()?;
    let mut runtime = Runtime::builder(&engine).mode(mode).stack(16 << 10).build()?;
    runtime.create("bad.c", PLUGIN)?;

    for name in ["poke", "divide", "down", "call", "fine"] {
        let function = runtime.func::<(i32,), i32>(name)?;
        match function.call(&mut runtime, (0,)) {
            Ok(value) => println!("{name}: {value}"),
            Err(CallError::Trap(trap)) => {
                println!("{name}: {trap}");
                if trap.kind == TrapKind::NullPointer {
                    println!("  (a null pointer, at line {})", trap.location.as_ref().map_or(0, |place| place.line));
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

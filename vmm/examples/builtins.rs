//! Built-ins: host functions that plugins call as they call each other.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

use plugvisor::{BoxError, CallError, Caller, Engine, Ptr, Runtime};

const PLUGIN: &str = r#"
    int square(int x) { return x * x; }
    int work(int n) {
        int i;
        for (i = 1; i <= n; i++) deposit(map("square", i));
        log("all done");
        return withdraw(1000);
    }"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = Engine::builder().allow_interp_fallback(true).build();
    let mode = std::env::var("PLUGVISOR_MODE").unwrap_or_else(|_| "auto".into()).parse()?;
    let balance = Arc::new(AtomicI32::new(0));
    let (paid, taken) = (balance.clone(), balance.clone());

    let mut runtime = Runtime::builder(&engine)
        .mode(mode)
        // A pointer is an address in the plugin's memory: copy from there before you look at it.
        .builtin("log", |caller: &mut Caller<'_>, text: Ptr| -> Result<(), BoxError> {
            println!("plugin says: {}", String::from_utf8(caller.read_cstr(text, 200)?)?);
            Ok(())
        })
        .builtin("deposit", move |_: &mut Caller<'_>, amount: i32| {
            paid.fetch_add(amount, Ordering::Relaxed);
        })
        // A built-in may call plugins in its turn.
        .builtin("map", |caller: &mut Caller<'_>, name: Ptr, x: i32| -> Result<i32, BoxError> {
            let name = String::from_utf8(caller.read_cstr(name, 200)?)?;
            Ok(caller.func::<(i32,), i32>(&name)?.call(caller, (x,))?)
        })
        // An error ends the upcall and reaches the host's call as it is.
        .builtin("withdraw", move |_: &mut Caller<'_>, amount: i32| {
            let left = taken.load(Ordering::Relaxed) - amount;
            if left < 0 { Err(format!("{amount} is {} more than there is", -left)) } else { Ok(left) }
        })
        .build()?;

    runtime.create("work.c", PLUGIN)?;
    let work = runtime.func::<(i32,), i32>("work")?;
    match work.call(&mut runtime, (5,)) {
        Err(CallError::Builtin(error)) => println!("the built-in refused: {error}"),
        other => println!("left: {}", other?),
    }
    Ok(())
}

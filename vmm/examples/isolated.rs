//! Two runtimes: the same names and the same addresses, and nothing in common.

use plugvisor::{Engine, Ptr, Runtime};

const PLUGIN: &str = "
    int secret;
    int *where(void) { return &secret; }
    void keep(int value) { secret = value; }
    int peek(int *p) { return *p; }";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = Engine::builder().allow_interp_fallback(true).build();
    let mode = std::env::var("PLUGVISOR_MODE").unwrap_or_else(|_| "auto".into()).parse()?;
    let module = engine.compile("secret.c", PLUGIN)?;
    let mut alice = Runtime::builder(&engine).mode(mode).build()?;
    let mut mallory = Runtime::builder(&engine).mode(mode).build()?;
    alice.link(&module)?;
    mallory.link(&module)?;

    alice.func::<(i32,), ()>("keep")?.call(&mut alice, (42,))?;
    let address = alice.func::<(), Ptr>("where")?.call(&mut alice, ())?;

    let at_alice = alice.func::<(Ptr,), i32>("peek")?.call(&mut alice, (address,))?;
    let at_mallory = mallory.func::<(Ptr,), i32>("peek")?.call(&mut mallory, (address,))?;
    println!("at {address} alice has {at_alice}, mallory has {at_mallory}");

    // There is no address by which mallory could reach further: beyond its own memory everything is a trap.
    let outside = Ptr(0x7c00_0000);
    let error = mallory.func::<(Ptr,), i32>("peek")?.call(&mut mallory, (outside,)).unwrap_err();
    println!("mallory at {outside}: {error}");
    Ok(())
}

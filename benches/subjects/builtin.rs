//! Built-ins of all kinds, called by plugins: one that answers, one that calls a plugin itself, one that is not waited
//! for, and one that lives in the guest.

use std::hint::black_box;
use std::sync::OnceLock;

use plugvisor::{CallError, Caller, Engine, Error, Func, Runtime, RuntimeBuilder};

use super::words;
use crate::latencies::Latencies;
use crate::sampler::Sampler;

const SOURCE: &str = "
    int plain(int x);
    int up(int x);
    void note(int x);
    int here(int x);
    int once(int x) { return plain(x); }
    int leaf(int x) { return x; }
    int nest(int x) { return up(x); }
    int notes(int n) { while (n-- > 0) note(n); return 0; }
    int stays(int n) { int s = 0; while (n-- > 0) s = here(s); return s; }
";

/// The built-in that lives in the guest.
const GUEST: &str = "int here(int x) { return x + 1; }";

/// The plugin that makes one callback.
pub const ONCE: &str = "once";
/// The plugin that makes a callback that makes an upcall.
pub const NESTED: &str = "nest";
/// The plugin that calls a one-way built-in [`CALLS`] times.
pub const NOTES: &str = "notes";
/// The plugin that calls a built-in in the guest [`CALLS`] times.
pub const STAYS: &str = "stays";

/// Calls in one upcall of [`NOTES`] or [`STAYS`].
pub const CALLS: u32 = 1000;

/// A runtime with the built-ins and the plugins.
///
/// # Errors
/// When there can be none.
pub fn runtime(engine: &Engine, builder: RuntimeBuilder) -> Result<Runtime, Error> {
    let leaf = OnceLock::<Func<(i32,), i32>>::new();
    let mut runtime = builder
        .guest_builtins(&engine.compile("here.c", GUEST)?)
        .builtin_oneway("note", |x: i32| {
            black_box(x);
        })
        .builtin("plain", |_: &mut Caller<'_>, x: i32| x)
        .builtin("up", move |caller: &mut Caller<'_>, x: i32| {
            let leaf = match leaf.get() {
                Some(leaf) => leaf,
                None => {
                    let found = caller.func::<(i32,), i32>("leaf")?;
                    leaf.get_or_init(|| found)
                }
            };
            leaf.call(caller, (x,))
        })
        .build()?;
    runtime.create("builtin.c", SOURCE)?;
    Ok(runtime)
}

/// Upcalls of [`ONCE`] or [`NESTED`], to be made over and over.
///
/// # Errors
/// When the plugins are not linked.
pub fn upcalls(runtime: &mut Runtime, plugin: &str) -> Result<impl FnMut() -> Result<(), CallError>, Error> {
    let function = runtime.func::<(i32,), i32>(plugin)?;
    Ok(move || function.call(runtime, (1,)).map(drop))
}

/// Samples of the time of one of the [`CALLS`] that [`NOTES`] or [`STAYS`] makes in an upcall.
///
/// # Errors
/// Why there are none.
pub fn sample_many(runtime: &mut Runtime, sampler: &Sampler, plugin: &str) -> Result<Latencies, String> {
    let function = runtime.func::<(i32,), i32>(plugin).map_err(words)?;
    sampler.batches(CALLS, || function.call(runtime, (CALLS as i32,)).map(drop)).map_err(words)
}

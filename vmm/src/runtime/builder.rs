//! Building a runtime: settings, built-ins, and the machine under it.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use guest_abi::layout;
use jit::OptLevel;
use linker::object::Signature;
use linker::{Layout, Namespace, Slot};
use rustc_hash::FxHashMap;

use super::batch::Batches;
use super::{Heap, Runtime, next_id};
use crate::builtin::{Builtin, BuiltinResult, IntoAsyncBuiltin, IntoBuiltin};
use crate::caller::Caller;
use crate::core_builtins;
use crate::engine::{Defaults, Engine};
use crate::error::{BoxError, Error};
use crate::guest::clock::monotonic;
use crate::library::GuestLibrary;
use crate::machine::Settings;
use crate::mode::Mode;
use crate::module::Module;
use crate::oneway::IntoOneWay;
use crate::policy::Policy;
use crate::streams::{self, Streams};
use crate::value::Value;

/// Bytes at the stack's beginning that are written before a plugin runs.
const STACK_TOP: u32 = 8;

/// Makes a [`Runtime`]. Can be cloned and used again, for many runtimes with the same built-ins.
#[derive(Clone)]
pub struct RuntimeBuilder {
    engine: Engine,
    defaults: Defaults,
    builtins: Vec<Builtin>,
    guest: Vec<GuestCode>,
    streams: Streams,
}

/// Code that becomes built-ins of the guest.
#[derive(Clone)]
enum GuestCode {
    Module(Module),
    Library(GuestLibrary),
}

impl RuntimeBuilder {
    pub(crate) fn new(engine: &Engine) -> Self {
        Self {
            engine: engine.clone(),
            defaults: engine.defaults(),
            builtins: Vec::new(),
            guest: Vec::new(),
            streams: Streams::default(),
        }
    }

    /// What shall execute the plugins. [`Mode::Auto`] unless the engine was built with another one.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.defaults.settings.mode = mode;
        self
    }

    /// How upcalls cross into the guest. [`Policy::Adaptive`] unless the engine was built with another one.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.defaults.settings.policy = policy;
        self
    }

    /// Bytes of the data segment: stack, plugins' data and buffers together. Rounded up to 2 MiB; 16 MiB unless set.
    #[must_use]
    pub fn memory(mut self, bytes: u32) -> Self {
        self.defaults.settings.memory = bytes;
        self
    }

    /// Bytes of the plugins' stack, which is part of the data segment. Rounded up to 4 KiB; 256 KiB unless set.
    #[must_use]
    pub fn stack(mut self, bytes: u32) -> Self {
        self.defaults.settings.stack = bytes;
        self
    }

    /// Bytes for the plugins' code. Rounded up to 4 KiB; 4 MiB unless set.
    #[must_use]
    pub fn code_size(mut self, bytes: u32) -> Self {
        self.defaults.settings.code = bytes;
        self
    }

    /// How long an upcall may take; for ever unless set.
    #[must_use]
    pub fn deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.defaults.deadline = deadline.into();
        self
    }

    /// How much work the compiler puts into the code of this runtime's plugins, those included that plugins compile
    /// by `create`: [`OptLevel::O1`] unless the engine was built with another level. [`crate::Preprocessing::opt_level`]
    /// chooses for a single source text. Results are the same at each level.
    ///
    /// ```
    /// # use plugvisor::{Engine, Mode, OptLevel, Runtime};
    /// let builder = Runtime::builder(&Engine::new()).mode(Mode::Interp).opt_level(OptLevel::O2);
    /// let mut runtime = builder.build()?;
    /// runtime.create("f.c", "int f(int x) { return x / 10; }")?;
    /// # assert_eq!(runtime.func::<(i32,), i32>("f")?.call(&mut runtime, (42,))?, 4);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn opt_level(mut self, level: OptLevel) -> Self {
        self.defaults.level = level;
        self
    }

    /// Adds a built-in: a host function that plugins can call by `name`. See [`IntoBuiltin`] for the types.
    ///
    /// The closure may call plugins through the [`Caller`]. If it returns an error, the plugin does not go on:
    /// the upcall ends, and the error reaches whoever made it as it is. A panic does the same as a panic.
    ///
    /// ```
    /// # use plugvisor::{Caller, Engine, Mode, Ptr, Runtime};
    /// let builder = Runtime::builder(&Engine::new())
    ///     .builtin("add", |_: &mut Caller<'_>, a: i32, b: i32| a.wrapping_add(b))
    ///     .builtin("log", |caller: &mut Caller<'_>, text: Ptr| {
    ///         let text = caller.read_cstr(text, 1000)?;
    ///         println!("{}", String::from_utf8_lossy(&text));
    ///         Ok::<(), plugvisor::Error>(())
    ///     });
    /// # let _ = builder.mode(Mode::Interp).build()?;
    /// # Ok::<(), plugvisor::Error>(())
    /// ```
    #[must_use]
    pub fn builtin<Args, R>(mut self, name: &str, function: impl IntoBuiltin<Args, R>) -> Self {
        self.builtins.push(Builtin::typed(name, function));
        self
    }

    /// Adds a built-in that plugins don't wait for: `void name(..)` over scalars, as for counters and progress.
    ///
    /// In a guest a call is a few stores: it does not leave the guest. The closure is called when the host hears of
    /// the guest the next time: before any other built-in that the plugin calls, before [`crate::Func::call`] returns
    /// or a [`crate::Ring`] completes the call, and at the latest when the upcall ends, be it by a fault or a deadline.
    /// Its calls come in the order in which the plugin made them and none is lost. It sees nothing of the runtime, and
    /// if it panics, the upcall ends by that panic. A runtime with such a built-in keeps 64 KiB of its data segment for
    /// them.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # use std::sync::atomic::{AtomicI32, Ordering::Relaxed};
    /// # use plugvisor::{Engine, Mode, Runtime};
    /// let total = Arc::new(AtomicI32::new(0));
    /// let sum = total.clone();
    /// let mut runtime = Runtime::builder(&Engine::new())
    /// #   .mode(Mode::Interp)
    ///     .builtin_oneway("add", move |n: i32| { sum.fetch_add(n, Relaxed); })
    ///     .build()?;
    /// runtime.create("sum.c", "void sum(int n) { while (n) add(n--); }")?;
    /// runtime.func::<(i32,), ()>("sum")?.call(&mut runtime, (4,))?;
    /// assert_eq!(total.load(Relaxed), 10);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn builtin_oneway<Args>(mut self, name: &str, function: impl IntoOneWay<Args>) -> Self {
        self.builtins.push(Builtin::oneway(name, function));
        self
    }

    /// Adds a built-in `void name(const void *bytes, int len)` that plugins don't wait for, as for log lines and
    /// records: the closure gets a copy of the bytes as they were at the call. See
    /// [`RuntimeBuilder::builtin_oneway`] for when.
    ///
    /// Bytes that are not in the data segment and a negative length end the upcall with [`Error::Bounds`]. More than
    /// fit into the buffer leave the guest at once.
    ///
    /// ```
    /// # use plugvisor::{Engine, Mode, Runtime};
    /// let builder = Runtime::builder(&Engine::new())
    ///     .builtin_records("emit", |record: &[u8]| println!("{}", String::from_utf8_lossy(record)));
    /// # let _ = builder.mode(Mode::Interp).build()?;
    /// # Ok::<(), plugvisor::Error>(())
    /// ```
    #[must_use]
    pub fn builtin_records(mut self, name: &str, function: impl Fn(&[u8]) + Send + Sync + 'static) -> Self {
        self.builtins.push(Builtin::records(name, function));
        self
    }

    /// Adds an async built-in: one that returns a future, and whose plugin waits until that is ready. See
    /// [`IntoAsyncBuiltin`] for the types.
    ///
    /// The closure itself runs at once and has the [`Caller`]; the future has what the closure copied for it. Under
    /// [`crate::AsyncRuntime`] the closure runs on a thread of the engine, without an executor around it, and the
    /// future is polled by the task that awaits the call: make timers and sockets in an `async` block. In a
    /// plain upcall ([`crate::Func::call`]) the calling thread sleeps until the future is ready or the upcall's
    /// deadline has passed.
    ///
    /// ```
    /// # use plugvisor::{Caller, Engine, Mode, Runtime};
    /// let mut runtime = Runtime::builder(&Engine::new())
    ///     .builtin_async("fetch", |_: &mut Caller<'_>, key: u32| async move { key * 2 })
    /// #   .mode(Mode::Interp)
    ///     .build()?;
    /// runtime.create("sum.c", "unsigned sum(void) { return fetch(20) + fetch(1); }")?;
    /// assert_eq!(runtime.func::<(), u32>("sum")?.call(&mut runtime, ())?, 42);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn builtin_async<Args, F>(mut self, name: &str, function: impl IntoAsyncBuiltin<Args, F>) -> Self {
        self.builtins.push(Builtin::typed_async(name, function));
        self
    }

    /// Adds a built-in whose type is only known at run time, or that takes variable arguments.
    ///
    /// The closure gets one value per parameter. A variadic one gets one more: a [`Value::Ptr`] to the variable
    /// arguments, each in an 8-byte cell and promoted as C says (`int` in the low 4 bytes, `long long` and
    /// `double` in all 8).
    #[must_use]
    pub fn builtin_dynamic<F>(mut self, name: &str, signature: Signature, function: F) -> Self
    where
        F: Fn(&mut Caller<'_>, &[Value]) -> Result<Option<Value>, BoxError> + Send + Sync + 'static,
    {
        self.builtins.push(Builtin::dynamic(name, signature, function));
        self
    }

    /// Adds built-ins that live in the guest: the functions of `module` are there in each runtime, a call to one is as
    /// cheap as a call between plugins, and plugins can neither delete nor replace them. The module is compiled once.
    ///
    /// It may call the host's built-ins and itself has no more rights than any plugin. Its variables lie in the data
    /// segment, where plugins can write to them: what it keeps there is worth as much as the plugins are.
    ///
    /// ```
    /// # use plugvisor::{Engine, Mode, Runtime};
    /// let engine = Engine::new();
    /// let module = engine.compile("clamp.c", "int clamp(int x, int a, int b) { return x < a ? a : x > b ? b : x; }")?;
    /// let builder = Runtime::builder(&engine).mode(Mode::Interp).guest_builtins(&module);
    /// let mut runtime = builder.build()?;
    /// runtime.create("level.c", "int level(int x) { return clamp(x, 0, 9); }")?;
    /// assert_eq!(runtime.func::<(i32,), i32>("level")?.call(&mut runtime, (77,))?, 9);
    /// assert!(runtime.delete("clamp").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn guest_builtins(mut self, module: &Module) -> Self {
        self.guest.push(GuestCode::Module(module.clone()));
        self
    }

    /// Adds functions that come with this library and live in the guest; see [`RuntimeBuilder::guest_builtins`]. A
    /// runtime that asks for none has none, so that its plugins may define functions of these names themselves.
    ///
    /// ```
    /// # use plugvisor::{Engine, GuestLibrary, Mode, Runtime};
    /// let builder = Runtime::builder(&Engine::new()).mode(Mode::Interp).guest_library(GuestLibrary::Memory);
    /// let mut runtime = builder.build()?;
    /// runtime.create("f.c", "int f(void) { return strlen(\"four\"); }")?;
    /// assert_eq!(runtime.func::<(), i32>("f")?.call(&mut runtime, ())?, 4);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn guest_library(mut self, library: GuestLibrary) -> Self {
        self.guest.retain(|other| !matches!(other, GuestCode::Library(other) if *other == library));
        self.guest.push(GuestCode::Library(library));
        self
    }

    /// What is done with bytes that plugins print: by `printf`, `puts` and the like of `<stdio.h>`. Dropped unless set.
    ///
    /// Plugins print into a buffer in their own memory, so that printing needs no exit. The closure gets the bytes
    /// when the host hears of the guest the next time: when the buffer is full or flushed, before any built-in that
    /// the plugin calls, before [`crate::Func::call`] returns or a [`crate::Ring`] completes the call, and at the
    /// latest when the upcall ends, be it by a fault, a deadline or `exit`. None are lost and they come in order. It is
    /// called on whichever thread drives the upcall. If it fails, the upcall ends with that error, as by a built-in's;
    /// if it panics, by the panic.
    ///
    /// ```
    /// # use std::sync::{Arc, Mutex};
    /// # use plugvisor::{Engine, Mode, Runtime};
    /// let text = Arc::new(Mutex::new(Vec::new()));
    /// let printed = text.clone();
    /// let builder = Runtime::builder(&Engine::new()).stdout(move |bytes: &[u8]| {
    ///     printed.lock().unwrap().extend_from_slice(bytes);
    /// });
    /// # let _ = builder;
    /// ```
    #[must_use]
    pub fn stdout<R>(mut self, sink: impl Fn(&[u8]) -> R + Send + Sync + 'static) -> Self
    where
        R: BuiltinResult<Value = ()>,
    {
        self.streams.stdout = Some(streams::sink(sink));
        self
    }

    /// What is done with bytes that plugins print to `stderr`, each call's at once; dropped unless set. See
    /// [`RuntimeBuilder::stdout`].
    #[must_use]
    pub fn stderr<R>(mut self, sink: impl Fn(&[u8]) -> R + Send + Sync + 'static) -> Self
    where
        R: BuiltinResult<Value = ()>,
    {
        self.streams.stderr = Some(streams::sink(sink));
        self
    }

    /// Where bytes come from that plugins read by `getchar`, `scanf` and the like of `<stdio.h>`: the closure fills the
    /// slice from its start and says how many bytes it has filled; 0 is the end. Empty unless set. An error is one of
    /// the stream to the plugin (`ferror`).
    #[must_use]
    pub fn stdin(mut self, source: impl Fn(&mut [u8]) -> io::Result<usize> + Send + Sync + 'static) -> Self {
        self.streams.stdin = Some(Arc::new(source));
        self
    }

    /// Whether each line that plugins print is handed over when it is finished, as somebody at a terminal wants it, at
    /// the price of a callback a line. Off unless set.
    #[must_use]
    pub fn stdout_by_line(mut self, by_line: bool) -> Self {
        self.streams.by_line = by_line;
        self
    }

    /// Builds the runtime: creates its machine and puts the built-ins into its namespace.
    pub fn build(&self) -> Result<Runtime, Error> {
        let settings = checked(&self.defaults.settings)?;
        let mut machine = self.engine.machine(settings)?;
        // Where the stack begins the host touches its large page, so that the guest does not get it piece by piece.
        machine.write(settings.stack - STACK_TOP, &[0; STACK_TOP as usize]);
        let data = layout::DATA_BASE + settings.stack..layout::DATA_BASE + settings.memory;
        let namespace = Namespace::new(Layout { isa: machine.isa(), code: layout::CODE_START..settings.code, data });
        let mut runtime = Runtime {
            id: next_id(),
            engine: self.engine.clone(),
            bottom: machine.mark(),
            machine,
            namespace,
            clock: None,
            predeclared: Vec::new(),
            directory: None,
            emitted: None,
            attended: false,
            streams: self.streams.clone(),
            stdout: None,
            floats: false,
            heap: Heap::default(),
            born: monotonic(),
            builtins: Vec::with_capacity(self.builtins.len() + linker::CORE.len()),
            suspends: false,
            adapters: FxHashMap::default(),
            batches: Batches::default(),
            ring_runner: None,
            // 0 is the generation of a handle that was never looked up.
            generation: 1,
            resolved: Vec::new(),
            depth: 0,
            flight: None,
            garbage: false,
            held: false,
            deadline: self.defaults.deadline,
            level: self.defaults.level,
            lease: None,
            armed: None,
            stoppable: false,
            outermost: Slot(0),
            create_error: None,
            broken: false,
            policy: settings.policy,
        };
        for builtin in core_builtins::all().iter().chain(&self.builtins) {
            runtime.define(builtin.clone())?;
        }
        self.link_guest(&mut runtime)?;
        Ok(runtime)
    }

    fn link_guest(&self, runtime: &mut Runtime) -> Result<(), Error> {
        let mut modules = Vec::new();
        for code in &self.guest {
            match code {
                GuestCode::Module(module) => modules.push(module.clone()),
                GuestCode::Library(GuestLibrary::Clock) => runtime.add_clock()?,
                GuestCode::Library(library) => {
                    runtime.predeclared.push(library.functions());
                    runtime.link_library(library.functions())?;
                }
            }
        }
        if modules.is_empty() {
            return Ok(());
        }
        runtime.link_builtins(&modules.iter().collect::<Vec<_>>())
    }
}

/// Rounds the sizes up to what machines can have, and refuses what none can.
fn checked(settings: &Settings) -> Result<Settings, Error> {
    let round = |what: &str, value: u32, to: u32, max: u32| {
        let rounded = value.max(1).checked_next_multiple_of(to).filter(|&rounded| rounded <= max);
        rounded.ok_or_else(|| Error::Setting(format!("{value} bytes of {what} are too many; the most is {max}")))
    };
    let memory = round("memory", settings.memory, layout::DATA_GRANULE, layout::DATA_MAX)?;
    let stack = round("stack", settings.stack, layout::PAGE, layout::DATA_MAX)?;
    if stack >= memory {
        let reason = format!("a stack of {stack} bytes leaves nothing of a memory of {memory} bytes");
        return Err(Error::Setting(format!("{reason}; ask for a smaller stack or more memory")));
    }
    let code = round("code", settings.code, layout::PAGE, layout::CODE_MAX)?;
    if code <= layout::CODE_START {
        let least = layout::CODE_START;
        return Err(Error::Setting(format!("code of {code} bytes; gate and slots alone take {least}")));
    }
    Ok(Settings { memory, stack, code, ..*settings })
}

impl fmt::Debug for RuntimeBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let builtins: Vec<_> = self.builtins.iter().map(|builtin| builtin.name.as_str()).collect();
        f.debug_struct("RuntimeBuilder").field("defaults", &self.defaults).field("builtins", &builtins).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODEST: Settings =
        Settings { mode: Mode::Interp, memory: 1, stack: 1, code: 1 << 20, policy: Policy::Adaptive };

    #[test]
    fn sizes_are_rounded_up() {
        let settings = checked(&MODEST).unwrap();
        assert_eq!((settings.memory, settings.stack), (layout::DATA_GRANULE, layout::PAGE));
    }

    #[test]
    fn impossible_sizes_are_refused() {
        for settings in [
            Settings { memory: u32::MAX, ..MODEST },
            Settings { memory: layout::DATA_MAX + 1, ..MODEST },
            Settings { stack: layout::DATA_GRANULE, ..MODEST },
            Settings { stack: u32::MAX, ..MODEST },
            Settings { code: 4096, ..MODEST },
            Settings { code: u32::MAX, ..MODEST },
        ] {
            assert!(matches!(checked(&settings), Err(Error::Setting(_))), "{settings:?}");
        }
    }
}

//! What our engines make of a program.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use guest_abi::Isa;
use jit::OptLevel;
use jit::testing::native;
use plugvisor::{CallError, Engine, Error, Module, Policy, Preprocessing, Ptr, Runtime, Symbol, TrapKind, Value};

use super::Sums;

/// How much longer than its processor time a call may take on a busy machine.
const BUSY: u32 = 20;

/// Most steps that a program keeps; as in its header.
const STEPS: u32 = 4096;

/// How a program is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mode {
    /// In a guest in 64-bit long mode.
    Long,
    /// In the interpreter.
    Interp,
    /// As IA-32 code in a process of its own.
    Ia32,
    /// In a guest in 32-bit protected mode.
    Segmented,
}

impl Mode {
    /// All of them, the fast ones first.
    pub const ALL: [Self; 4] = [Self::Long, Self::Interp, Self::Ia32, Self::Segmented];
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Long => "long",
            Self::Interp => "interp",
            Self::Ia32 => "ia32",
            Self::Segmented => "segmented",
        })
    }
}

impl std::str::FromStr for Mode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|mode| mode.to_string() == text);
        found.ok_or_else(|| format!("`{text}` is none of long, interp, ia32, segmented"))
    }
}

/// What an engine made of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It came to the checksum that was expected.
    Agreed,
    /// It came to another one, by these steps; the names are missing in native processes.
    Differs(Sums),
    /// This engine can't run it here in the time or memory that there is.
    NotHere(String),
    /// It was not compiled.
    Rejected(String),
    /// It did not end well, or the compiler panicked.
    Broke(String),
}

/// The engines of this machine.
#[derive(Debug)]
pub struct Engines {
    engine: Engine,
    /// How much processor time a call may take in a guest in 32-bit protected mode, which some hosts interpret. What
    /// else the machine does has little to do with it.
    pub segmented_limit: Duration,
    /// Lets the compiler check its own work, as [`jit::Options::verify`] does.
    pub verify: bool,
}

impl Engines {
    /// With a checking compiler, or one as it is used.
    #[must_use]
    pub fn new(verify: bool) -> Self {
        Self { engine: Engine::new(), segmented_limit: Duration::from_secs(2), verify }
    }

    /// Whether an engine exists here.
    #[must_use]
    pub fn available(&self, mode: Mode) -> bool {
        match mode {
            Mode::Long => crate::available(&self.engine, plugvisor::Mode::Long),
            Mode::Segmented => crate::available(&self.engine, plugvisor::Mode::Segmented),
            Mode::Ia32 => native::loader(Isa::Ia32).is_some(),
            Mode::Interp => true,
        }
    }

    /// Compiles and runs a preprocessed program, whose checksum should be `expected`.
    #[must_use]
    pub fn run(&self, mode: Mode, level: OptLevel, text: &str, expected: u32) -> Outcome {
        let result = catch_unwind(AssertUnwindSafe(|| match mode {
            Mode::Ia32 => self.natively(level, text, expected),
            Mode::Interp => self.in_runtime(plugvisor::Mode::Interp, level, text, expected),
            Mode::Long => self.in_runtime(plugvisor::Mode::Long, level, text, expected),
            Mode::Segmented => self.in_runtime(plugvisor::Mode::Segmented, level, text, expected),
        }));
        match result {
            Ok(Ok(outcome) | Err(outcome)) => outcome,
            Err(panic) => {
                let text = panic.downcast_ref::<String>().map(String::as_str);
                let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
                Outcome::Broke(format!("panic: {}", text.unwrap_or("?")))
            }
        }
    }

    fn object(&self, isa: Isa, level: OptLevel, text: &str) -> Result<linker::Object, Outcome> {
        let options = jit::Options { isa, level, verify: self.verify, ..jit::Options::default() };
        match jit::compile("csmith.c", text, &options) {
            Ok(unit) => Ok(unit.object),
            Err(diagnostics) => Err(Outcome::Rejected(diagnostics.to_string())),
        }
    }

    fn in_runtime(
        &self,
        mode: plugvisor::Mode,
        level: OptLevel,
        text: &str,
        expected: u32,
    ) -> Result<Outcome, Outcome> {
        let limit =
            if mode == plugvisor::Mode::Segmented { self.segmented_limit * BUSY } else { Duration::from_secs(60) };
        let builder = Runtime::builder(&self.engine).mode(mode).memory(8 << 20).stack(1 << 20).deadline(limit);
        // On this thread, so that its time is the guest's.
        let builder = builder.policy(Policy::Sync);
        let broke = |error: Error| Outcome::Broke(error.to_string());
        let mut runtime = builder.build().map_err(broke)?;
        let module = match mode {
            plugvisor::Mode::Interp => {
                let at_level = Preprocessing::new().opt_level(level);
                let module = self.engine.compile_with("csmith.c", text, &at_level);
                module.map_err(|error| Outcome::Rejected(error.to_string()))?
            }
            _ => Module::from_object(self.object(runtime.isa(), level, text)?),
        };
        runtime.link(&module).map_err(|error| match error {
            Error::OutOfMemory { .. } => Outcome::NotHere(error.to_string()),
            error => Outcome::Broke(error.to_string()),
        })?;
        let before = thread_time();
        let called = runtime.call("main", &[Value::I32(1), Value::Ptr(Ptr::NULL)]);
        if mode == plugvisor::Mode::Segmented && thread_time().saturating_sub(before) > self.segmented_limit {
            return Ok(Outcome::NotHere("it runs too long".to_owned()));
        }
        match called {
            Ok(_) => sums(&runtime, expected).map_err(|error| Outcome::Broke(error.to_owned())),
            Err(CallError::Deadline { .. }) if mode == plugvisor::Mode::Segmented => {
                Ok(Outcome::NotHere("it runs too long".to_owned()))
            }
            Err(CallError::Trap(trap)) => match &trap.kind {
                TrapKind::Emulation { detail } => Ok(Outcome::NotHere(detail.clone())),
                _ => Ok(Outcome::Broke(trap.to_string())),
            },
            Err(error) => Ok(Outcome::Broke(error.to_string())),
        }
    }

    fn natively(&self, level: OptLevel, text: &str, expected: u32) -> Result<Outcome, Outcome> {
        let Some(loader) = native::loader(Isa::Ia32) else {
            return Err(Outcome::NotHere("there is no compiler for 32-bit programs".to_owned()));
        };
        let object = self.object(Isa::Ia32, level, text)?;
        if native::Layout::of(&object.symbols).data(&object.data).len() > native::MEMORY as usize {
            return Err(Outcome::NotHere("it has too much data".to_owned()));
        }
        let mut calls = vec![native::call("main", &[1, 0])];
        let ask = |function: &str, args: &[u64]| native::call(function, args);
        calls.extend([ask("csmith_sum", &[]), ask("csmith_step_count", &[])]);
        let outcomes = native::run_native(loader, &object, &calls);
        let word = |outcome: &native::Outcome| match outcome {
            native::Outcome::Returned(value, _) => Ok(*value as u32),
            other => Err(Outcome::Broke(format!("{other:?}"))),
        };
        word(&outcomes[0])?;
        let (last, count) = (word(&outcomes[1])?, word(&outcomes[2])?);
        if last == expected {
            return Ok(Outcome::Agreed);
        }
        calls.truncate(1);
        calls.extend((0..count.min(STEPS)).map(|i| ask("csmith_step_sum", &[i.into()])));
        let steps = native::run_native(loader, &object, &calls);
        let steps: Result<Vec<u32>, Outcome> = steps[1..].iter().map(word).collect();
        Ok(Outcome::Differs(Sums { steps: steps?.into_iter().map(|sum| (String::new(), sum)).collect(), last }))
    }
}

/// Processor time of this thread.
fn thread_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Compares the checksum that a program left in memory, and reads the steps if it is another one.
fn sums(runtime: &Runtime, expected: u32) -> Result<Outcome, &'static str> {
    let address = |name: &str| match runtime.lookup(name) {
        Some(Symbol::Data { address, .. }) => Ok(address),
        _ => Err("the program has not got the variables of the header"),
    };
    let word = |from: Ptr| {
        let mut bytes = [0; 4];
        runtime.read(from, &mut bytes).map_err(|_| "an address is wrong")?;
        Ok(u32::from_le_bytes(bytes))
    };
    let mut sums = Sums { steps: Vec::new(), last: word(address("csmith_checksum")?)? };
    if sums.last == expected {
        return Ok(Outcome::Agreed);
    }
    let (table, count) = (address("csmith_steps")?, word(address("csmith_count")?)?);
    for i in 0..count.min(STEPS) {
        let at = table.offset(8 * i);
        let name = runtime.read_cstr(Ptr(word(at)?), 1000).unwrap_or_default();
        sums.steps.push((String::from_utf8_lossy(&name).into_owned(), word(at.offset(4))?));
    }
    Ok(Outcome::Differs(sums))
}

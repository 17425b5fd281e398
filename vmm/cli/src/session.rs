//! What `run` and `image` share: a runtime of the mode that was asked for, with the files linked into it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use guest_abi::layout;
use linker::object::{Linkage, Object};
use plugvisor::{CallError, Engine, Error, Mode, Module, OptLevel, Preprocessing, Runtime, Symbol};

use crate::bind;
use crate::failure::{Failure, Status};
use crate::files::Source;
use crate::options;
use crate::output::Output;
use crate::streams::{self, StdoutError};
use crate::style::{Style, say};
use crate::units::show_size;
use crate::watch::{Wants, Watch};

/// Most memory that a runtime can have.
pub(crate) const MAX_MEMORY: u64 = layout::DATA_MAX as u64;

/// Where KVM is. The environment can name another file, to see what happens on a machine without KVM.
pub(crate) fn kvm_path() -> PathBuf {
    std::env::var_os("PLUGVISOR_KVM_PATH").map_or_else(|| PathBuf::from("/dev/kvm"), PathBuf::from)
}

/// The engine.
pub(crate) fn engine() -> Engine {
    Engine::builder().kvm_path(kvm_path()).build()
}

/// Bytes of data segment unless the user says how many: the usual ones, and what is going to be passed on top.
pub(crate) fn memory_for(passed: u64) -> u64 {
    let usual = u64::from(layout::DEFAULT_MEMORY);
    if passed > usual / 4 { usual + passed } else { usual }
}

/// The stack of a program that wants as much as it has elsewhere: frames may be larger here than those of other
/// compilers, for which 8 MiB is the rule.
const PROGRAM_STACK: u64 = 32 << 20;

/// Builds a runtime for a whole program: with all the memory that a runtime can have, since none of it is there before
/// it is used, or as little as it needs where this process can't have so much.
pub(crate) fn program_runtime(
    machine: &options::Machine,
    level: OptLevel,
    passed: u64,
    stack: Option<u64>,
    output: &Output,
    style: Style,
) -> Result<Runtime, Failure> {
    let most = match machine.memory {
        // A small memory gets the stack that a small memory has.
        Some(memory) => runtime(machine, level, memory, stack, output, style),
        None => runtime(machine, level, MAX_MEMORY, stack.or(Some(PROGRAM_STACK)), output, style),
    };
    match most {
        Err(failure) if machine.memory.is_none() && failure.status == Status::Io => {
            runtime(machine, level, memory_for(passed), stack, output, style)
        }
        built => built,
    }
}

/// Builds a runtime whose streams are the command's. Without KVM `auto` warns and goes on in the interpreter.
pub(crate) fn runtime(
    machine: &options::Machine,
    level: OptLevel,
    memory: u64,
    stack: Option<u64>,
    output: &Output,
    style: Style,
) -> Result<Runtime, Failure> {
    let mode = machine.mode.into();
    let memory = machine.memory.map_or(Ok(memory), |memory| limited("--memory", memory))?;
    let mut builder = streams::connect(engine().runtime(), output)
        .mode(mode)
        .opt_level(level)
        .memory(memory.min(MAX_MEMORY) as u32)
        .deadline(machine.deadline);
    if let Some(stack) = stack {
        builder = builder.stack(limited("--stack", stack)? as u32);
    }
    match builder.build() {
        Err(error @ (Error::NoKvm { .. } | Error::Kvm { .. })) if mode == Mode::Auto => {
            let text = error.to_string();
            let reason = text.split_once(';').map_or(&text[..], |(reason, _)| reason);
            let instead = "running in interp, slowly and without a hardware wall; see `vmm doctor`";
            say(format_args!("{} {reason}: {instead}", style.warning("warning:")));
            builder.mode(Mode::Interp).build()
        }
        built => built,
    }
    .map_err(failure)
}

/// A size from the command line that a runtime can have.
fn limited(option: &str, bytes: u64) -> Result<u64, Failure> {
    if (1..=MAX_MEMORY).contains(&bytes) {
        return Ok(bytes);
    }
    let message = format!("{option} {} is out of range", show_size(bytes));
    Err(Failure::new(Status::Usage, message).help(format_args!("up to {} can be had", show_size(MAX_MEMORY))))
}

/// Compiles every file, prints warnings unless they aren't wanted, and remarks if they are, and reports the errors of
/// all files together.
pub(crate) fn compile(
    runtime: &Runtime,
    sources: &[Source],
    preprocessing: &Preprocessing,
    options: &options::Sources,
    style: Style,
) -> Result<Vec<Module>, Failure> {
    let wants = Wants::of(options);
    let mut modules = Vec::new();
    let mut errors = String::new();
    for source in sources {
        let watch = Arc::new(Watch::new(wants.clone()));
        let preprocessing = preprocessing.clone();
        let preprocessing = if wants.any() { preprocessing.observer(watch.clone()) } else { preprocessing };
        match runtime.compile_with(&source.name, &source.text, &preprocessing) {
            Ok(module) => {
                let remarks = watch.remarks(source);
                if !remarks.is_empty() {
                    say(remarks.render(style.is_coloured()).trim_end());
                }
                if let Some(warnings) = module.warnings().filter(|warnings| !options.quiet && !warnings.is_empty()) {
                    say(warnings.render(style.is_coloured()).trim_end());
                }
                modules.push(module);
            }
            Err(Error::Compile(error)) => {
                errors += error.diagnostics().render(style.is_coloured()).trim_end();
                errors.push('\n');
            }
            Err(error) => return Err(failure(error)),
        }
    }
    if !errors.is_empty() {
        return Err(Failure::rendered(Status::Compile, errors));
    }
    let isa = runtime.isa();
    bind::check(&options.bind, modules.iter().filter_map(|module| module.object(isa).ok()))?;
    Ok(modules)
}

/// Links the modules as one group; nothing may stay unresolved.
pub(crate) fn link(runtime: &mut Runtime, modules: &[Module]) -> Result<(), Failure> {
    runtime.link_all(&modules.iter().collect::<Vec<_>>()).map_err(failure)?;
    let missing = runtime.unresolved();
    if missing.is_empty() {
        return Ok(());
    }
    let isa = runtime.isa();
    let places: Vec<String> = missing
        .iter()
        .map(|name| {
            let place = modules.iter().find_map(|module| use_of(module.object(isa).ok()?, name));
            format!("error: {}`{name}` is not defined", place.map_or(String::new(), |place| place + ": "))
        })
        .collect();
    Err(Failure::rendered(Status::Link, places.join("\n"))
        .help("name the file that defines it as well, or define it as static"))
}

/// Where an object refers to a function that others define: `file:line:column`.
fn use_of(object: &Object, name: &str) -> Option<String> {
    let symbol = object.symbols.iter().find(|s| s.linkage == Linkage::Import && s.name == name)?;
    let file = object.files.get(usize::from(symbol.loc.file)).unwrap_or(&object.name);
    Some(match symbol.loc.line {
        0 => file.clone(),
        line => format!("{file}:{line}:{}", symbol.loc.column),
    })
}

/// Functions that the files define, for messages.
pub(crate) fn defined(runtime: &Runtime) -> Vec<String> {
    let is_plugin = |name: &String| matches!(runtime.lookup(name), Some(Symbol::Function { builtin: false, .. }));
    runtime.names().into_iter().filter(is_plugin).collect()
}

/// How the command ends when something can't be set up.
pub(crate) fn failure(error: Error) -> Failure {
    let (status, help) = match &error {
        Error::NoKvm { .. } | Error::Kvm { .. } | Error::Mode { .. } => {
            (Status::NoKvm, "`vmm doctor` says what is missing; `--mode interp` runs plugins without KVM")
        }
        Error::OutOfMemory { .. } => (Status::Io, "give the plugin more memory, such as --memory 64MiB"),
        Error::Setting(_) => (Status::Usage, "see --memory and --stack in `vmm run --help`"),
        Error::Arguments { .. } => return Failure::new(Status::Usage, error),
        Error::Compile(_) => return Failure::new(Status::Compile, error),
        Error::Link(_) | Error::NotFound { .. } | Error::Signature { .. } => {
            return Failure::new(Status::Link, error);
        }
        _ => return Failure::new(Status::Io, error),
    };
    Failure::new(status, error).help(help)
}

/// How the command ends when a call does not return.
pub(crate) fn call_failure(error: CallError) -> Failure {
    if let Some(error) = error.downcast_ref::<StdoutError>() {
        return error.failure();
    }
    match error {
        CallError::Deadline { .. } => {
            Failure::new(Status::Deadline, error).help("give it more time with --deadline, or mend the endless loop")
        }
        CallError::Setup(error) => failure(error),
        CallError::Exit { .. } => Failure::new(Status::Plugin, error),
        CallError::Machine { .. } => Failure::new(Status::Io, error),
        error => Failure::new(Status::Trap, error),
    }
}

/// Tells what the last `create` that a plugin called had against its text: the plugin only got a number.
pub(crate) fn warn_of_create(runtime: &mut Runtime, style: Style) {
    if let Some(error) = runtime.take_create_error() {
        let text = match &error {
            Error::Compile(error) => format!("\n{}", error.diagnostics().render(style.is_coloured()).trim_end()),
            error => format!(" {error}"),
        };
        say(format_args!("{} create() failed:{text}", style.warning("warning:")));
    }
}

/// Runs something and says how long it took.
pub(crate) fn timed<T>(what: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = what();
    (value, start.elapsed())
}

impl From<options::Mode> for Mode {
    fn from(mode: options::Mode) -> Self {
        match mode {
            options::Mode::Auto => Self::Auto,
            options::Mode::Segmented => Self::Segmented,
            options::Mode::Long => Self::Long,
            options::Mode::Interp => Self::Interp,
        }
    }
}

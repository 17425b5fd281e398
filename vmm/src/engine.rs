//! What all runtimes of a process share: the host's KVM, the supervisor and the default settings.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use guest_abi::{Isa, layout};
use jit::OptLevel;

use crate::asynch::Pool;
use crate::core_builtins;
use crate::error::Error;
use crate::guest::{CrewSettings, Host};
use crate::host;
use crate::interp::InterpMachine;
use crate::machine::{Machine, Settings};
use crate::mode::Mode;
use crate::module::Module;
use crate::policy::Policy;
use crate::preprocessing::Preprocessing;
use crate::probe::{self, Report};
use crate::runtime::RuntimeBuilder;
use crate::supervisor::Supervisor;

/// What all runtimes share: the host's KVM, the supervisor that keeps deadlines, and default settings.
///
/// Cheap to clone; clones are the same engine. An engine can be used from any thread.
///
/// Deadlines of KVM guests need a signal, `SIGRTMIN+7`, which interrupts the thread that is in the guest. The first
/// guest of a process installs a handler for it that does nothing, and a thread that enters a guest for the first
/// time takes it out of its signal mask. The embedder must not use this signal, nor block it in such a thread later.
/// System calls of built-ins are restarted after it.
///
/// After a `fork` the child can build runtimes with the engine, deadlines and async calls included; KVM lets it enter
/// none of the parent's.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    kvm_path: PathBuf,
    interp_fallback: bool,
    defaults: Defaults,
    crew: CrewSettings,
    supervisor: Supervisor,
    pool: Pool,
    /// The open `/dev/kvm`; opened by the first runtime that needs it, so that a failure can be mended meanwhile.
    host: Mutex<Option<Arc<Host>>>,
    /// The machine mode that `auto` stands for, once that has been measured.
    auto: OnceLock<Mode>,
}

/// How long a resident vCPU waits for the next upcall unless the embedder says otherwise.
const DEFAULT_IDLE: Duration = Duration::from_micros(100);
/// The gate counts ticks in 31 bits.
const LONGEST_IDLE: Duration = Duration::from_millis(500);

/// Cores that this process may use; 1 if nobody knows.
fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// What a runtime's builder starts from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Defaults {
    pub(crate) settings: Settings,
    pub(crate) deadline: Option<Duration>,
    pub(crate) level: OptLevel,
}

/// Makes an [`Engine`].
#[derive(Debug, Clone)]
pub struct EngineBuilder {
    kvm_path: PathBuf,
    interp_fallback: bool,
    async_threads: Option<usize>,
    defaults: Defaults,
    crew: CrewSettings,
}

impl EngineBuilder {
    /// Whether [`Mode::Auto`] may stand for the interpreter where `/dev/kvm` can't be opened. Without it building
    /// a runtime fails there, since the interpreter is no hardware wall and slow. Off unless asked for.
    #[must_use]
    pub fn allow_interp_fallback(mut self, allow: bool) -> Self {
        self.interp_fallback = allow;
        self
    }

    /// Where KVM is to be opened: `/dev/kvm` unless set, as a host with unusual device nodes may need.
    #[must_use]
    pub fn kvm_path(mut self, path: impl AsRef<Path>) -> Self {
        self.kvm_path = path.as_ref().to_owned();
        self
    }

    /// The mode of runtimes whose builder asks for none.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.defaults.settings.mode = mode;
        self
    }

    /// The deadline of runtimes whose builder asks for none.
    #[must_use]
    pub fn deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.defaults.deadline = deadline.into();
        self
    }

    /// How much work the compiler puts into the code of plugins for which nobody asks for another level:
    /// [`OptLevel::O1`] unless set. See [`RuntimeBuilder::opt_level`].
    #[must_use]
    pub fn opt_level(mut self, level: OptLevel) -> Self {
        self.defaults.level = level;
        self
    }

    /// How upcalls of runtimes cross whose builder asks for nothing else.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.defaults.settings.policy = policy;
        self
    }

    /// How many vCPUs may be resident at a time, each on a core that is busy as long as it is. Unless set, one less
    /// than the cores that this process may use: none on one core. When there is no core left, upcalls are sync.
    #[must_use]
    pub fn resident_cores(mut self, cores: usize) -> Self {
        self.crew.cores = cores;
        self
    }

    /// CPUs, by number, that the threads of resident vCPUs are bound to, one each in turn. Unless set, they run where
    /// the system puts them. Keep the threads that make upcalls off these.
    #[must_use]
    pub fn resident_cpus(mut self, cpus: impl Into<Vec<usize>>) -> Self {
        self.crew.cpus = cpus.into();
        self
    }

    /// How long a resident vCPU waits for the next upcall before it parks: 100 us unless set, which is about what
    /// coming back costs, and half a second at most. Under [`Policy::Adaptive`] also the longest gap between two
    /// upcalls that follow each other.
    #[must_use]
    pub fn resident_idle(mut self, idle: Duration) -> Self {
        self.crew.idle = idle.min(LONGEST_IDLE);
        self
    }

    /// How many threads run the calls of [`crate::AsyncRuntime`]s: at least one, one for each core unless set. They
    /// start with the first async call and end with the engine.
    #[must_use]
    pub fn async_threads(mut self, threads: usize) -> Self {
        self.async_threads = Some(threads);
        self
    }

    /// The engine.
    #[must_use]
    pub fn build(self) -> Engine {
        Engine {
            inner: Arc::new(Inner {
                kvm_path: self.kvm_path,
                interp_fallback: self.interp_fallback,
                defaults: self.defaults,
                crew: self.crew,
                supervisor: Supervisor::new(),
                pool: Pool::new(self.async_threads),
                host: Mutex::new(None),
                auto: OnceLock::new(),
            }),
        }
    }
}

impl Default for Engine {
    fn default() -> Self {
        Self::new()
    }
}

impl Engine {
    /// An engine with default settings. Runtimes need `/dev/kvm` unless they ask for [`Mode::Interp`].
    #[must_use]
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// Makes an engine with other settings.
    #[must_use]
    pub fn builder() -> EngineBuilder {
        let settings = Settings {
            mode: Mode::Auto,
            memory: layout::DEFAULT_MEMORY,
            stack: layout::DEFAULT_STACK,
            code: layout::DEFAULT_CODE,
            policy: Policy::default(),
        };
        EngineBuilder {
            kvm_path: PathBuf::from(host::DEVICE),
            interp_fallback: false,
            async_threads: None,
            defaults: Defaults { settings, deadline: None, level: OptLevel::default() },
            crew: CrewSettings { cores: cores() - 1, cpus: Vec::new(), idle: DEFAULT_IDLE },
        }
    }

    /// Finds out what this host offers, by trying it. Takes some ten milliseconds.
    #[must_use]
    pub fn probe(&self) -> Report {
        probe::run(&self.inner.kvm_path, &self.inner.crew)
    }

    /// Compiles a source text for any number of runtimes. `name` names the plugin and stands for its file in
    /// messages. The built-ins that every runtime has are declared; what else the text calls it must declare
    /// itself (see [`crate::Runtime::compile`] for the other way).
    ///
    /// ```
    /// let error = plugvisor::Engine::new().compile("bad.c", "int f(void) { return x; }").unwrap_err();
    /// assert!(error.to_string().contains("bad.c:1:"));
    /// ```
    pub fn compile(&self, name: &str, source: &str) -> Result<Module, Error> {
        self.compile_with(name, source, &Preprocessing::default())
    }

    /// Compiles a source text like [`Engine::compile`], with headers, macros and a level of the embedder's.
    pub fn compile_with(&self, name: &str, source: &str, preprocessing: &Preprocessing) -> Result<Module, Error> {
        let preprocessing = preprocessing.clone().or_level(self.inner.defaults.level);
        Module::compile(self.likely_isa(), name, source, core_builtins::signatures(), preprocessing)
    }

    /// Starts to build a runtime, as [`crate::Runtime::builder`] does.
    #[must_use]
    pub fn runtime(&self) -> RuntimeBuilder {
        RuntimeBuilder::new(self)
    }

    /// What [`Mode::Auto`] stands for on this host: a machine mode, or [`Mode::Interp`] if `/dev/kvm` can't be
    /// opened and the embedder allowed that.
    pub fn auto_mode(&self) -> Result<Mode, Error> {
        match self.inner.auto.get() {
            Some(&mode) => Ok(mode),
            None => {
                let (memory, code) = (layout::DATA_GRANULE, layout::DATA_GRANULE);
                let settings =
                    Settings { mode: Mode::Auto, memory, code, stack: layout::DEFAULT_STACK, policy: Policy::Sync };
                Ok(self.machine(settings)?.mode())
            }
        }
    }

    pub(crate) fn defaults(&self) -> Defaults {
        self.inner.defaults
    }

    pub(crate) fn pool(&self) -> &Pool {
        &self.inner.pool
    }

    pub(crate) fn supervisor(&self) -> &Supervisor {
        &self.inner.supervisor
    }

    /// What runtimes of this engine are likely to execute. A guess that costs nothing: where it is wrong, the plugin
    /// is compiled once more.
    fn likely_isa(&self) -> Isa {
        let mode = match self.inner.defaults.settings.mode {
            Mode::Auto => self.inner.auto.get().copied().unwrap_or(Mode::Auto),
            mode => mode,
        };
        match mode {
            Mode::Long => Isa::Amd64,
            Mode::Segmented => Isa::Ia32,
            Mode::Interp => Isa::Portable,
            Mode::Auto if self.inner.interp_fallback && self.host().is_err() => Isa::Portable,
            Mode::Auto => Isa::Amd64,
        }
    }

    fn host(&self) -> Result<Arc<Host>, Error> {
        let mut host = self.inner.host.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(host) = &*host {
            return Ok(host.clone());
        }
        let opened = Arc::new(host::open(&self.inner.kvm_path, &self.inner.crew)?);
        *host = Some(opened.clone());
        Ok(opened)
    }

    /// Builds a machine of these settings, which have been checked.
    pub(crate) fn machine(&self, settings: Settings) -> Result<Box<dyn Machine>, Error> {
        match settings.mode {
            Mode::Interp => {
                let no_memory = |_| Error::HostMemory { bytes: settings.memory };
                Ok(Box::new(InterpMachine::new(&settings).map_err(no_memory)?))
            }
            Mode::Long | Mode::Segmented => Ok(Box::new(host::build(&*self.host()?, &settings)?)),
            Mode::Auto => self.auto_machine(settings),
        }
    }

    fn auto_machine(&self, settings: Settings) -> Result<Box<dyn Machine>, Error> {
        let host = match self.host() {
            // Not remembered, since KVM may be there the next time.
            Err(Error::NoKvm { .. }) if self.inner.interp_fallback => {
                return self.machine(Settings { mode: Mode::Interp, ..settings });
            }
            host => host?,
        };
        match self.inner.auto.get() {
            Some(&mode) => Ok(Box::new(host::build(&host, &Settings { mode, ..settings })?)),
            None => {
                let (machine, mode) = host::build_best(&host, settings)?;
                // Whoever was first measured the same host.
                let _ = self.inner.auto.set(mode);
                Ok(Box::new(machine))
            }
        }
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("auto", &self.inner.auto.get()).finish_non_exhaustive()
    }
}

//! The rows of `vmm bench`, measured in turns.
//!
//! Every row is measured a few times, a part of its time each, with all the others in between: what disturbs the
//! machine for a second then disturbs all rows alike, and ratios between rows can be trusted sooner than the rows. All
//! rows of a run use the same two CPUs.

mod batch;
mod callback;
mod rivals;
mod task;
mod upcall;

use std::io;
use std::path::PathBuf;

use plugvisor::{Engine, Error, Mode, Runtime, RuntimeBuilder};

use crate::clock::Clock;
use crate::cores::{Cores, Pinned};
use crate::peer::Peers;
use crate::report::Report;
use crate::sampler::{Budget, Sampler};
use crate::subjects::words;

/// What to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// From the host to a plugin and back.
    Upcall,
    /// From a plugin to the host and back.
    Callback,
    /// Many calls in one crossing.
    Batch,
}

/// How to measure.
#[derive(Debug, Clone)]
pub struct Config {
    /// The mode that is measured in full. [`Mode::Auto`] measures the other ones in brief as well.
    pub mode: Mode,
    /// Where KVM is.
    pub kvm_path: PathBuf,
    /// How much is measured of each row.
    pub budget: Budget,
    /// The CPUs; picked if `None`.
    pub cores: Option<Cores>,
    /// How to start this program as another process.
    pub peers: Peers,
}

/// Rounds in which all rows are measured in turn.
const ROUNDS: u32 = 3;

/// Everything that the rows need.
pub struct Suite {
    engine: Engine,
    /// The mode that is measured in full.
    mode: Mode,
    /// Modes that are measured in brief.
    others: Vec<Mode>,
    /// Why `auto` is only the interpreter.
    fallback: Option<String>,
    cores: Cores,
    sampler: Sampler,
    peers: Peers,
}

/// Why nothing can be measured.
#[derive(Debug)]
pub enum Unable {
    /// Plugvisor does not run here in the mode that was asked for.
    Plugvisor(Error),
    /// The CPUs can't be used.
    Cores(io::Error),
}

impl Suite {
    /// Looks at the machine.
    ///
    /// # Errors
    /// When the mode or the CPUs that were asked for can't be used.
    pub fn new(config: &Config) -> Result<Self, Unable> {
        let cores = config.cores.map_or_else(Cores::pick, Ok).map_err(Unable::Cores)?;
        let engine = Engine::builder().kvm_path(&config.kvm_path).build();
        let (mode, fallback) = match config.mode {
            Mode::Auto => match engine.auto_mode() {
                Ok(mode) => (mode, None),
                Err(error @ (Error::NoKvm { .. } | Error::Kvm { .. })) => (Mode::Interp, Some(words(error))),
                Err(error) => return Err(Unable::Plugvisor(error)),
            },
            mode => (mode, None),
        };
        // Whether it runs at all is the caller's business; what fails later is a row left out.
        engine.runtime().mode(mode).build().map_err(Unable::Plugvisor)?;
        let others = match (config.mode, &fallback) {
            (Mode::Auto, None) => Mode::CONCRETE.into_iter().filter(|&other| other != mode).collect(),
            _ => Vec::new(),
        };
        let Budget { time, samples } = config.budget;
        let budget = Budget { time: time / ROUNDS, samples: samples.div_ceil(u64::from(ROUNDS)) };
        let sampler = Sampler { clock: Clock::new(), budget };
        Ok(Self { engine, mode, others, fallback, cores, sampler, peers: config.peers.clone() })
    }

    /// Why the mode that is measured is only the interpreter, though the best one was asked for.
    #[must_use]
    pub fn fallback(&self) -> Option<&str> {
        self.fallback.as_deref()
    }

    /// Measures. Before each row `progress` gets what comes, and the parts of the whole that are done and to be done.
    ///
    /// # Errors
    /// When the calling thread can't be kept on its CPU.
    pub fn run(&self, topic: Topic, progress: &mut dyn FnMut(&str, usize, usize)) -> Result<Report, Unable> {
        let _pinned = Pinned::to(self.cores.here).map_err(Unable::Cores)?;
        let tasks = match topic {
            Topic::Upcall => upcall::tasks(self),
            Topic::Callback => callback::tasks(self),
            Topic::Batch => batch::tasks(self),
        };
        let mut report = Report::new(topic, self.mode, self.fallback.is_none(), self.cores);
        task::run(tasks, ROUNDS, &mut report, progress);
        Ok(report)
    }

    /// A runtime to be measured, without the built-ins that its plugins may need.
    fn builder(&self, mode: Mode) -> RuntimeBuilder {
        self.engine.runtime().mode(mode).memory(MEMORY)
    }

    fn runtime(&self, mode: Mode) -> Result<Runtime, String> {
        self.builder(mode).build().map_err(words)
    }
}

/// Memory of the runtimes: the least that there is.
const MEMORY: u32 = 2 << 20;

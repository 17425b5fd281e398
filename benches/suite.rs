//! The rows of `vmm bench`, measured in turns.
//!
//! Every row is measured in a few rounds, a part of its time in each, with all the others in between: what disturbs the
//! machine for a second then disturbs all rows alike, and ratios between rows can be trusted sooner than the rows. All
//! rows of a run use the same two CPUs.

mod batch;
mod callback;
mod rivals;
mod task;
mod upcall;

use std::io;
use std::path::PathBuf;

use plugvisor::{Engine, Error, Mode, Policy, Runtime, RuntimeBuilder};

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
    /// The one policy to be measured; all if `None`.
    pub policy: Option<Policy>,
    /// Where KVM is.
    pub kvm_path: PathBuf,
    /// How much is measured of each row.
    pub budget: Budget,
    /// The CPUs; picked if `None`.
    pub cores: Option<Cores>,
    /// How to start this program as another process.
    pub peers: Peers,
}

/// Rounds in which all rows are measured in turn, unless so few samples are asked for.
const ROUNDS: u32 = 10;

/// Everything that the rows need.
pub struct Suite {
    engine: Engine,
    /// The mode that is measured in full.
    mode: Mode,
    /// Modes that are measured in brief.
    others: Vec<Mode>,
    /// The policies that null upcalls are measured with.
    policies: Vec<Policy>,
    /// Why `auto` is only the interpreter.
    fallback: Option<String>,
    cores: Cores,
    rounds: u32,
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
        let engine = Engine::builder()
            .kvm_path(&config.kvm_path)
            .resident_cores(usize::from(cores.there.is_some()))
            .resident_cpus(Vec::from_iter(cores.there))
            .build();
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
        let policies = config.policy.map_or_else(|| POLICIES.to_vec(), |policy| vec![policy]);
        let Budget { time, samples } = config.budget;
        let rounds = samples.clamp(1, ROUNDS.into()) as u32;
        let budget = Budget { time: time / rounds, samples: samples.div_ceil(rounds.into()) };
        let sampler = Sampler { clock: Clock::new(), budget };
        Ok(Self { engine, mode, others, policies, fallback, cores, rounds, sampler, peers: config.peers.clone() })
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
        task::run(&tasks, self.rounds as usize, &mut report, progress);
        Ok(report)
    }

    /// The policies that upcalls can have in a mode: the interpreter has nothing to be resident in.
    fn policies(&self, mode: Mode) -> impl Iterator<Item = Policy> {
        let policies = if mode.needs_kvm() { &self.policies[..] } else { &[Policy::Sync] };
        policies.iter().copied()
    }

    /// The policy of the rows that are not measured with all of them: the fastest one that can be had.
    fn policy(&self) -> Policy {
        let resident = |policy: &Policy| *policy == Policy::Resident && self.cores.there.is_some();
        self.policies(self.mode).find(resident).or_else(|| self.policies(self.mode).next()).unwrap_or_default()
    }

    /// Makes runtimes to be measured.
    fn builder(&self, mode: Mode, policy: Policy) -> RuntimeBuilder {
        self.engine.runtime().mode(mode).policy(policy).memory(MEMORY)
    }

    /// A runtime to be measured.
    fn runtime(&self, mode: Mode, policy: Policy) -> Result<Runtime, String> {
        if policy == Policy::Resident && self.cores.there.is_none() {
            return Err("this process may use one CPU only".into());
        }
        self.builder(mode, policy).build().map_err(words)
    }
}

/// All policies. Without a core to be resident on, the adaptive one is the sync one.
const POLICIES: [Policy; 3] = [Policy::Sync, Policy::Resident, Policy::Adaptive];

/// What a policy is called in keys and texts.
fn name(policy: Policy) -> &'static str {
    match policy {
        Policy::Sync => "sync",
        Policy::Resident => "resident",
        Policy::Adaptive => "adaptive",
    }
}

/// The limit that crossings under a policy are set beside.
fn limit(policy: Policy) -> &'static str {
    if policy == Policy::Sync { "kvm_run" } else { "pingpong" }
}

/// Times that a resident row is tried in a round.
const TRIES: u32 = 3;

/// Measures; once more if most crossings of a runtime that was to be resident were not, and in the end says no: their
/// times would be something else's.
fn staying<T>(
    runtime: &mut Runtime,
    policy: Policy,
    mut measure: impl FnMut(&mut Runtime) -> Result<T, String>,
) -> Result<T, String> {
    let mut reason = String::new();
    for _ in 0..TRIES {
        let before = runtime.crossings();
        let measured = measure(runtime)?;
        let after = runtime.crossings();
        let (sync, resident) = (after.sync - before.sync, after.resident - before.resident);
        if policy != Policy::Resident || resident > sync {
            return Ok(measured);
        }
        reason = format!("the other core was busy: only {resident} of {} crossings were resident", sync + resident);
    }
    Err(reason)
}

/// Memory of the runtimes: the least that there is.
const MEMORY: u32 = 2 << 20;

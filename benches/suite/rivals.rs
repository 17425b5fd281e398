//! The rows of rivals and limits.

use std::io;

use super::Suite;
use super::task::Task;
use crate::latencies::Latencies;
use crate::report::RowName;
use crate::rivals::{futex::Futex, getpid, indirect, kvm_run::KvmRun, ping_pong::PingPong, pipe::Pipe};
use crate::subjects::words;

/// The heading of these rows.
const GROUP: &str = "rivals and limits";

fn name(key: &str, what: &str) -> RowName {
    RowName::new(GROUP, key, what)
}

/// All of them. The limits come last, next to what they are the limits of.
pub(super) fn all(suite: &Suite) -> Vec<Task<'_>> {
    let mut tasks = calls(suite);
    tasks.push(Task::new(name("pipe", "a pipe to a process on the same core"), || suite.pipe(Some(suite.cores.here))));
    tasks.push(Task::new(name("pipe_two_cores", "a pipe to a process on the other core"), || {
        suite.pipe(suite.cores.there)
    }));
    tasks.push(Task::new(name("futex", "a futex, process on the same core"), || suite.futex(Some(suite.cores.here))));
    tasks.push(Task::new(name("futex_two_cores", "a futex, process on the other core"), || {
        suite.futex(suite.cores.there)
    }));
    tasks.extend(limits(suite));
    tasks
}

/// Those that batches and callbacks are set beside.
pub(super) fn few(suite: &Suite) -> Vec<Task<'_>> {
    let mut tasks = calls(suite);
    tasks.extend(limits(suite));
    tasks
}

/// The clock, and calls that stay in this process.
fn calls(suite: &Suite) -> Vec<Task<'_>> {
    let sampler = &suite.sampler;
    let calls = indirect::CALLS;
    let mut tasks = vec![
        Task::new(name("clock", "reading the clock, taken off all others"), || {
            let mut cost = Latencies::new(0.0);
            cost.record(sampler.clock.cost());
            Ok(cost)
        }),
        Task::new(name("indirect_call", "call through a pointer, no wall").per(calls), move || {
            sampler.batches(calls, || {
                indirect::calls();
                Ok(())
            })
        }),
    ];
    #[cfg(feature = "wasmtime")]
    {
        use crate::rivals::wasmtime::{CALLS, TypedCall};
        tasks.push(Task::new(name("wasmtime_call", "Wasmtime, typed call").per(CALLS), || {
            let mut wasm = TypedCall::new()?;
            sampler.batches(CALLS, || wasm.calls())
        }));
    }
    tasks.push(Task::new(name("getpid", "getpid, a system call"), || {
        sampler.calls(|| {
            getpid::getpid();
            Ok(())
        })
    }));
    tasks
}

/// What no sync and no resident upcall can beat.
fn limits(suite: &Suite) -> Vec<Task<'_>> {
    let mut tasks = Vec::new();
    if suite.mode.needs_kvm() {
        let name = name("kvm_run", &format!("KVM_RUN of an empty guest, {}", suite.mode)).of(suite.mode);
        tasks.push(Task::new(name.beside("getpid"), || suite.kvm_run()));
    }
    tasks.push(Task::new(name("pingpong", "ping-pong of two threads, two cache lines"), || {
        let mut ping_pong = PingPong::new(other(suite.cores.there)?).map_err(words)?;
        suite.sampler.calls(|| {
            ping_pong.round_trip();
            Ok(())
        })
    }));
    tasks
}

fn other(cpu: Option<usize>) -> Result<usize, String> {
    cpu.ok_or_else(|| "this process may use one CPU only".into())
}

impl Suite {
    fn pipe(&self, cpu: Option<usize>) -> Result<Latencies, String> {
        let mut pipe = Pipe::new(&self.peers, other(cpu)?).map_err(words)?;
        self.sampler.calls(|| pipe.round_trip()).map_err(|error: io::Error| words(error))
    }

    fn futex(&self, cpu: Option<usize>) -> Result<Latencies, String> {
        let mut futex = Futex::new(&self.peers, other(cpu)?).map_err(words)?;
        self.sampler.calls(|| futex.round_trip()).map_err(|error: io::Error| words(error))
    }

    fn kvm_run(&self) -> Result<Latencies, String> {
        let mut guest = KvmRun::new(self.mode)?;
        self.sampler.calls(|| guest.round_trip())
    }
}

//! What a crossing costs: null upcalls by argument count, a callback and batches, beside the bare exit, the ping-pong of
//! two threads and a system call. `vmm bench` measures the same things in more detail.

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion};
use plugvisor::{Crossings, Engine, Mode, Params, Policy, Runtime, gate_instructions};
use plugvisor_benches::cores::{Cores, Pinned};
use plugvisor_benches::rivals::{getpid::getpid, kvm_run::KvmRun, ping_pong::PingPong};
use plugvisor_benches::subjects::batch::{Batch, ELEMENTS};
use plugvisor_benches::subjects::{COUNTS, WithArguments, builtin, upcall, with_arguments};
use plugvisor_benches::summary::Summary;

/// Two CPUs, an engine that uses them, and where results go.
struct Bench<'a, 'b> {
    group: BenchmarkGroup<'a, WallTime>,
    summary: &'b mut Summary,
    engine: Engine,
}

pub(crate) fn run(criterion: &mut Criterion, summary: &mut Summary) {
    let cores = Cores::pick().expect("the kernel says which CPUs there are");
    let _pinned = Pinned::to(cores.here).expect("this CPU is one of ours");
    let mut group = criterion.benchmark_group("crossing");
    group.bench_function("getpid", |b| b.iter(getpid));
    summary.row("getpid, a system call", "crossing/getpid");
    // By default an engine counts the CPUs of the thread that makes it, and this one is pinned.
    let engine = Engine::builder().resident_cores(1).resident_cpus(Vec::from_iter(cores.there)).build();
    let mut bench = Bench { group, summary, engine };
    for mode in [Mode::Long, Mode::Segmented] {
        match KvmRun::new(mode) {
            Ok(bare) => bench.sync(mode, bare),
            Err(error) => bench.summary.remark(format!("upcalls in {mode}: {error}")),
        }
    }
    let Some(there) = cores.there else {
        bench.summary.remark("resident upcalls: this process may use one CPU only");
        return;
    };
    if KvmRun::new(Mode::Long).is_ok() {
        let mut ping_pong = PingPong::new(there).expect("this CPU is one of ours");
        bench.group.bench_function("ping-pong", |b| b.iter(|| ping_pong.round_trip()));
        bench.summary.row("ping-pong of two threads, two cache lines", "crossing/ping-pong");
        // It spins on the core that the resident vCPU needs.
        drop(ping_pong);
        bench.resident(Mode::Long);
    }
    bench.group.finish();
}

impl Bench<'_, '_> {
    /// Upcalls that enter and leave the guest.
    fn sync(&mut self, mode: Mode, mut bare: KvmRun) {
        let limit = format!("crossing/bare KVM_RUN {mode}");
        self.group.bench_function(format!("bare KVM_RUN {mode}"), |b| b.iter(|| bare.round_trip().unwrap()));
        self.summary.beside(format!("KVM_RUN of an empty guest, {mode}"), limit.clone(), "getpid", "crossing/getpid");
        self.summary.note(format!(
            "a null upcall executes {} instructions of the gate and its adapter in {mode}",
            gate_instructions(mode)
        ));
        self.upcalls(mode, Policy::Sync, &COUNTS, ("KVM_RUN", &limit));
    }

    /// Upcalls that stay in the guest, and batches.
    fn resident(&mut self, mode: Mode) {
        self.upcalls(mode, Policy::Resident, &[0, 1, 16], ("ping-pong", "crossing/ping-pong"));
        let runtime = self.engine.runtime().mode(mode).policy(Policy::Resident).build().unwrap();
        let mut batch = Batch::new(runtime).unwrap();
        for (what, way) in [("map", Batch::map as fn(&mut Batch, u32) -> _), ("call_many", Batch::call_many)] {
            let id = format!("{what} {mode}");
            self.group.bench_function(&id, |b| b.iter(|| way(&mut batch, ELEMENTS).unwrap()));
            self.batch(&format!("{what} of {ELEMENTS}, {mode}"), &id);
        }
        let id = format!("ring {mode}");
        let mut ring = batch.ring(64).unwrap();
        self.group.bench_function(&id, |b| b.iter(|| ring.calls(ELEMENTS).unwrap()));
        self.batch(&format!("ring of 64, {mode}"), &id);
    }

    fn batch(&mut self, what: &str, id: &str) {
        self.summary.row(what, format!("crossing/{id}"));
        self.summary.per(f64::from(ELEMENTS), "/call");
    }

    fn upcalls(&mut self, mode: Mode, policy: Policy, counts: &[usize], (limit, limit_id): (&str, &str)) {
        let name = if policy == Policy::Sync { "sync" } else { "resident" };
        let builder = self.engine.runtime().mode(mode).policy(policy);
        let mut runtime = builtin::runtime(&self.engine, builder).unwrap();
        upcall::link(&mut runtime).unwrap();
        for &count in counts {
            let id = format!("upcall {name} {mode} {count:02} arguments");
            with_arguments(count, Iterate { group: &mut self.group, runtime: &mut runtime, id: &id });
            let what = format!("null upcall, {name}, {count} arguments, {mode}");
            self.summary.beside(what, format!("crossing/{id}"), limit, limit_id);
        }
        let Crossings { sync, resident, .. } = runtime.crossings();
        if policy == Policy::Resident && resident <= sync {
            let remark = format!("{mode}, resident: the other core was busy, {sync} of the upcalls above were sync");
            self.summary.remark(remark);
        }
        let mut once = builtin::upcalls(&mut runtime, builtin::ONCE).unwrap();
        let id = format!("callback {name} {mode}");
        self.group.bench_function(&id, |b| b.iter(|| once().unwrap()));
        let what = format!("upcall with one callback, {name}, {mode}");
        self.summary.beside(what, format!("crossing/{id}"), limit, limit_id);
    }
}

/// Has criterion measure null upcalls.
struct Iterate<'a, 'b> {
    group: &'a mut BenchmarkGroup<'b, WallTime>,
    runtime: &'a mut Runtime,
    id: &'a str,
}

impl WithArguments for Iterate<'_, '_> {
    type Output = ();

    fn with<P: Params + Copy>(self, arguments: P) {
        let mut call = upcall::caller(self.runtime, arguments).unwrap();
        self.group.bench_function(self.id, |b| b.iter(|| call().unwrap()));
    }
}

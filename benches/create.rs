//! What a runtime costs to create, beside a KVM guest with nothing in it.

use criterion::Criterion;
use plugvisor::{Engine, Mode, Runtime, create_bare};
use plugvisor_benches::summary::Summary;

pub(crate) fn run(criterion: &mut Criterion, summary: &mut Summary) {
    let mut group = criterion.benchmark_group("create");
    match create_bare() {
        Ok(()) => {
            group.bench_function("bare KVM", |b| b.iter(|| create_bare().unwrap()));
            summary.row("create and drop a bare KVM guest with one vCPU", "create/bare KVM");
        }
        Err(error) => summary.remark(format!("a bare KVM guest: {error}")),
    }
    let engine = Engine::new();
    for mode in Mode::CONCRETE {
        if let Err(error) = Runtime::builder(&engine).mode(mode).build() {
            summary.remark(format!("runtimes in {mode}: {error}"));
            continue;
        }
        let id = format!("runtime {mode}");
        group.bench_function(&id, |b| b.iter(|| Runtime::builder(&engine).mode(mode).build().unwrap()));
        summary.beside(
            format!("create and drop a runtime, {mode}"),
            format!("create/{id}"),
            "bare KVM",
            "create/bare KVM",
        );
    }
    group.finish();
}

//! What a crossing costs: null upcalls by argument count, and a callback, beside the bare exit and a system call.

use criterion::Criterion;
use plugvisor::{BareGuest, Caller, Engine, Mode, Runtime, Value, gate_instructions};
use plugvisor_benches::summary::Summary;

const SOURCE: &str = "
    int host(int x);
    int f0(void) { return 0; }
    int f1(int a) { return 0; }
    int f2(int a, int b) { return 0; }
    int f4(int a, int b, int c, int d) { return 0; }
    int f8(int a, int b, int c, int d, int e, int f, int g, int h) { return 0; }
    int f16(int a, int b, int c, int d, int e, int f, int g, int h,
            int i, int j, int k, int l, int m, int n, int o, int p) { return 0; }
    int call(int x) { return host(x); }
";
const COUNTS: [usize; 6] = [0, 1, 2, 4, 8, 16];

pub(crate) fn run(criterion: &mut Criterion, summary: &mut Summary) {
    let mut group = criterion.benchmark_group("crossing");
    group.bench_function("getpid", |b| b.iter(std::process::id));
    summary.row("getpid, a system call", "crossing/getpid");
    let engine = Engine::new();
    for mode in [Mode::Long, Mode::Segmented] {
        let runtime =
            Runtime::builder(&engine).mode(mode).deadline(None).builtin("host", |_: &mut Caller<'_>, x: i32| x).build();
        let (mut runtime, mut bare) = match (runtime, BareGuest::new(mode)) {
            (Ok(runtime), Ok(bare)) => (runtime, bare),
            (Err(error), _) => {
                summary.remark(format!("upcalls in {mode}: {error}"));
                continue;
            }
            (_, Err(error)) => {
                summary.remark(format!("the bare exit in {mode}: {error}"));
                continue;
            }
        };
        let limit = format!("crossing/bare KVM_RUN {mode}");
        group.bench_function(format!("bare KVM_RUN {mode}"), |b| b.iter(|| bare.round_trip().unwrap()));
        summary.beside(format!("KVM_RUN of an empty guest, {mode}"), limit.clone(), "getpid", "crossing/getpid");
        summary.note(format!(
            "a null upcall executes {} instructions of the gate and its adapter in {mode}",
            gate_instructions(mode)
        ));
        runtime.create("null.c", SOURCE).unwrap();
        for count in COUNTS {
            let id = format!("upcall {mode} {count:02} arguments");
            if count == 0 {
                let null = runtime.func::<(), i32>("f0").unwrap();
                group.bench_function(&id, |b| b.iter(|| null.call(&mut runtime, ()).unwrap()));
            } else {
                let (name, arguments) = (format!("f{count}"), vec![Value::I32(7); count]);
                group.bench_function(&id, |b| b.iter(|| runtime.call(&name, &arguments).unwrap()));
            }
            summary.beside(
                format!("null upcall, {count} arguments, {mode}"),
                format!("crossing/{id}"),
                "KVM_RUN",
                &limit,
            );
        }
        let call = runtime.func::<(i32,), i32>("call").unwrap();
        let id = format!("callback {mode}");
        group.bench_function(&id, |b| b.iter(|| call.call(&mut runtime, (1,)).unwrap()));
        summary.beside(format!("upcall with one callback, {mode}"), format!("crossing/{id}"), "KVM_RUN", &limit);
    }
    group.finish();
}

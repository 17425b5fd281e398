//! From source text to callable code: compile, link and unlink the grayscale plugin, beside libtcc.

use criterion::{BatchSize, Criterion};
use plugvisor::{Engine, Isa, Mode, Runtime};
use plugvisor_benches::rivals::compiled::Rival;
use plugvisor_benches::summary::Summary;

use crate::grayscale::{PLUGIN, plugin_path};

pub(crate) fn run(criterion: &mut Criterion, summary: &mut Summary) {
    let mut group = criterion.benchmark_group("compile");
    let rival = Rival::build("tcc_compile", "tcc_compile.c", &["-O2", "-ltcc", "-ldl"], &plugin_path());
    match &rival {
        Ok(rival) => {
            group.bench_function("libtcc", |b| b.iter_custom(|rounds| rival.run(rounds)));
            summary.row("compile grayscale: libtcc, to callable code", "compile/libtcc");
        }
        Err(why) => summary.remark(format!("libtcc (Debian: libtcc-dev): {why}")),
    }
    for isa in [Isa::Amd64, Isa::Ia32, Isa::Portable] {
        let id = format!("{isa:?}");
        group.bench_function(&id, |b| {
            let options = jit::Options { isa, ..jit::Options::default() };
            b.iter(|| jit::compile("grayscale.c", PLUGIN, &options).unwrap());
        });
        summary.beside(
            format!("compile grayscale: {isa:?}, to an object"),
            format!("compile/{id}"),
            "libtcc",
            "compile/libtcc",
        );
    }
    group.finish();

    let mut group = criterion.benchmark_group("link");
    let engine = Engine::new();
    for mode in Mode::CONCRETE {
        let Ok(runtime) = Runtime::builder(&engine).mode(mode).build() else {
            summary.remark(format!("link in {mode}: it does not run here"));
            continue;
        };
        let module = engine.compile("grayscale.c", PLUGIN).unwrap();
        let runtime = std::cell::RefCell::new(runtime);
        let mut once = |name: &str, unlink: bool| {
            let id = format!("{name} {mode}");
            group.bench_function(&id, |b| {
                b.iter_batched(
                    || {
                        let mut runtime = runtime.borrow_mut();
                        let there = runtime.lookup("grayscale").is_some();
                        match (there, unlink) {
                            (true, false) => runtime.delete("grayscale").unwrap(),
                            (false, true) => runtime.link(&module).unwrap(),
                            _ => {}
                        }
                    },
                    |()| {
                        let mut runtime = runtime.borrow_mut();
                        if unlink { runtime.delete("grayscale").unwrap() } else { runtime.link(&module).unwrap() }
                    },
                    BatchSize::PerIteration,
                );
            });
            summary.row(format!("{name} grayscale, {mode}"), format!("link/{id}"));
        };
        once("link", false);
        once("unlink", true);
    }
    group.finish();
}

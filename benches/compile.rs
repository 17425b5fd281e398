//! `cargo bench -- compile`: from source text to an object that can be linked, at each level, beside libtcc on the same
//! text in the same run; and from objects to callable code: linking and unlinking the grayscale plugin.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use criterion::{BatchSize, Criterion};
use jit::testing::kernels;
use jit::{OptLevel, Options};
use plugvisor::{Engine, Isa, Mode, Runtime};
use plugvisor_benches::comparison::{Comparison, Thing, Time, Way};
use plugvisor_benches::cores::{Cores, Pinned};
use plugvisor_benches::rivals::compiled::scratch;
use plugvisor_benches::rivals::timed::{Timed, build};
use plugvisor_benches::summary::Summary;

use crate::grayscale::{PLUGIN, plugin_path};
use crate::own::Own;

/// Turns in which all ways of compiling a text are measured.
const TURNS: usize = 60;
/// Compilations in each turn of a way; the first is not counted, since others have had the caches before.
const COMPILATIONS: usize = 4;
/// What levels may take, as multiples of libtcc.
const TARGETS: [f64; 3] = [0.7, 1.5, 4.0];

/// libtcc as a program that compiles a file over and over.
pub(crate) fn libtcc() -> Result<PathBuf, String> {
    let program = scratch().join("tcc_compile");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("rivals/tcc_compile.c");
    build("cc", &["-O2", "-ltcc", "-ldl"], &[&source], &program)?;
    Ok(program)
}

/// Nanoseconds of one compilation to an object for x86-64; `None` if the text is refused.
pub(crate) fn compile(name: &str, source: &str, level: OptLevel) -> Option<f64> {
    let options = Options { isa: Isa::Amd64, level, ..Options::default() };
    let start = Instant::now();
    let unit = jit::compile(name, source, &options);
    let done = black_box(&unit).is_ok();
    drop(unit);
    done.then(|| start.elapsed().as_nanos() as f64)
}

/// The ways of compiling; libtcc is the base.
pub(crate) fn ways() -> Vec<Way> {
    let mut ways = vec![Way { key: "libtcc".into(), name: "libtcc".into(), target: None }];
    for (level, target) in OptLevel::ALL.into_iter().zip(TARGETS) {
        ways.push(Way { key: format!("o{level}"), name: format!("-O{level}"), target: Some(target) });
    }
    ways
}

pub(crate) fn run(own: &Own) {
    let Some(topic) = own.topic("compile") else { return };
    let rival = libtcc();
    if let Err(why) = &rival {
        eprintln!("not measured: libtcc (Debian: libtcc-dev): {why}");
    }
    let turns = if topic.brief { 1 } else { TURNS };
    // What is measured stays on one CPU; without that it is still measured.
    let _pinned = Cores::pick().and_then(|cores| Pinned::to(cores.here));
    let measure = |name: &str, path: &Path, source: &str| {
        let mut libtcc = rival.as_ref().ok().and_then(|program| Timed::start(program, &[path]).ok());
        let mut samples = vec![Vec::new(); 1 + OptLevel::ALL.len()];
        for _ in 0..turns {
            for i in 0..COMPILATIONS {
                if let Some((time, _)) = libtcc.as_mut().and_then(|libtcc| libtcc.run(1).ok())
                    && i > 0
                {
                    samples[0].push(time);
                }
            }
            for (level, samples) in OptLevel::ALL.into_iter().zip(&mut samples[1..]) {
                let times = (0..COMPILATIONS).filter_map(|_| compile(name, source, level));
                samples.extend(times.skip(1));
            }
        }
        Thing { name: name.to_owned(), times: samples.iter().map(|samples| Time::of(samples)).collect() }
    };
    let mut comparison = Comparison::new("compile, to an object", ways(), 0);
    for kernel in kernels::all() {
        comparison.things.push(measure(&kernel.name, &kernel.path(), &kernel.source));
    }
    let sum = comparison.sum();
    let plugin = measure("grayscale plugin", &plugin_path(), PLUGIN);
    println!("{}", comparison.table());
    print!("{}{}", comparison.line(&sum), comparison.line(&plugin));
    println!();
    comparison.things.extend([sum, plugin]);
    own.save("compile", &comparison.json(), |format| comparison.plot(format));
}

/// Links and unlinks.
pub(crate) fn link(criterion: &mut Criterion, summary: &mut Summary) {
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

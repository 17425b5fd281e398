//! What each pass of the optimiser costs and gains, over the kernel suite: `cargo bench -- passes`.
//!
//! Cost is the pass's share of the time of a compilation at `-O2`, summed over all kernels. Gain is how much slower the
//! kernels' code is in `long` mode when the pass is left out: the geometric mean, and the kernel that loses most.

use std::collections::HashMap;
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::own::Own;
use jit::opt::{Observer, pass_names, phase_names};
use plugvisor::{Engine, Mode, OptLevel, Preprocessing, Runtime};

/// Compilations that times are summed over.
const ROUNDS: u32 = 10;
/// How long a kernel runs for each measurement, and how many there are; the shortest counts.
const RUN: Duration = Duration::from_millis(20);
const RUNS: u32 = 5;

/// Adds up times.
#[derive(Debug, Default)]
struct Times(Mutex<HashMap<&'static str, Duration>>);

impl Observer for Times {
    fn wants_times(&self) -> bool {
        true
    }

    fn took(&self, phase: &'static str, time: Duration) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(phase).or_default() += time;
    }
}

/// Name and text of each kernel.
fn kernels() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("kernels");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("the kernels are there").flatten().map(|e| e.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "c"));
    paths.sort();
    let kernel = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        (name, fs::read_to_string(path).expect("the kernels are text"))
    };
    paths.iter().map(kernel).collect()
}

fn without(pass: Option<&str>) -> Preprocessing {
    let preprocessing = Preprocessing::new().opt_level(OptLevel::O2);
    pass.into_iter().fold(preprocessing, Preprocessing::without_pass)
}

/// A kernel that is ready to run, and how many turns take long enough.
fn ready(engine: &Engine, (name, text): &(String, String), pass: Option<&str>) -> Option<Runtime> {
    let mut runtime = Runtime::builder(engine).mode(Mode::Long).memory(64 << 20).build().ok()?;
    runtime.create_with(name, text, &without(pass)).expect("kernels compile");
    runtime.func::<(), ()>("setup").map(|setup| setup.call(&mut runtime, ())).ok()?.ok()?;
    Some(runtime)
}

/// Time of so many turns.
fn time(runtime: &mut Runtime, turns: i32) -> Duration {
    let kernel = runtime.func::<(i32,), u32>("kernel").expect("every kernel has one");
    let start = Instant::now();
    kernel.call(runtime, (turns,)).expect("kernels don't trap");
    start.elapsed()
}

/// Turns that take [`RUN`], nearly.
fn turns(runtime: &mut Runtime) -> i32 {
    let mut turns = 1;
    while turns < 1 << 24 && time(runtime, turns) < RUN {
        turns *= 2;
    }
    turns
}

/// Prints the table.
pub(crate) fn run(own: &Own) {
    let Some(topic) = own.topic("passes") else { return };
    let (rounds, runs) = if topic.brief { (1, 1) } else { (ROUNDS, RUNS) };
    let kernels = kernels();
    let times = Arc::new(Times::default());
    for (name, text) in &kernels {
        let options = without(None).observer(times.clone()).options();
        for _ in 0..rounds {
            jit::compile(name, text, &options).expect("kernels compile");
        }
    }
    let times = times.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let all: Duration = times.values().sum();
    let share = |phase| 100.0 * times.get(phase).map_or(0.0, Duration::as_secs_f64) / all.as_secs_f64();
    println!("compile {} kernels at -O2: {:.2} ms", kernels.len(), all.as_secs_f64() * 1e3 / f64::from(rounds));
    for phase in phase_names().filter(|phase| pass_names().all(|pass| pass != *phase)) {
        println!("{phase:<12} {:>6.1} %", share(phase));
    }
    let engine = Engine::new();
    let runtimes: Option<Vec<(Runtime, i32)>> = kernels
        .iter()
        .map(|kernel| {
            let mut runtime = ready(&engine, kernel, None)?;
            let turns = if topic.brief { 1 } else { turns(&mut runtime) };
            Some((runtime, turns))
        })
        .collect();
    let Some(mut runtimes) = runtimes else {
        println!("gains are not measured: `long` mode does not run here");
        return;
    };
    println!("\n{:<12} {:>8} {:>14}   most", "pass", "share", "slower without");
    for pass in pass_names() {
        let mut logs = 0.0;
        let mut most = (0.0, "");
        for (kernel, (with, turns)) in kernels.iter().zip(&mut runtimes) {
            let Some(mut left_out) = ready(&engine, kernel, Some(pass)) else { continue };
            // By turns, so that what else the machine does is the same for both.
            let mut best = [Duration::MAX; 2];
            for _ in 0..runs {
                best[0] = best[0].min(time(with, *turns));
                best[1] = best[1].min(time(&mut left_out, *turns));
            }
            let ratio = best[1].as_secs_f64() / best[0].as_secs_f64();
            logs += ratio.ln();
            if ratio > most.0 {
                most = (ratio, &kernel.0);
            }
        }
        let mean = (logs / kernels.len() as f64).exp();
        println!("{pass:<12} {:>6.1} % {mean:>12.2} x   {:.2} x {}", share(pass), most.0, most.1);
    }
}

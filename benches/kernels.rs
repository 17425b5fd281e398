//! `cargo bench -- kernels`: how fast compiled code is, over the kernel suite, in `long` mode beside compilers.
//!
//! Each way of running a kernel makes calls of some milliseconds in turn with all the others. Of each, the time of a
//! call with no rounds is taken off: the crossing into the guest, and what a kernel does once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use jit::testing::kernels::{self, Kernel};
use plugvisor::{Engine, Func, Mode, OptLevel, Runtime};
use plugvisor_benches::comparison::{Comparison, Thing, Time, Way};
use plugvisor_benches::cores::{Cores, Pinned};
use plugvisor_benches::rivals::compiled::scratch;
use plugvisor_benches::rivals::timed::{Timed, build};

use crate::own::{Own, words};

/// What a call shall take at least, in nanoseconds.
const CALL: f64 = 6e6;
/// Turns in which all ways of a kernel are measured.
const TURNS: usize = 11;

/// The compilers beside ours, with their flags; the first is what all are compared with.
const COMPILERS: [(&str, &str, &[&str]); 3] =
    [("gcc -O2", "gcc", &["-O2", "-w"]), ("gcc -O0", "gcc", &["-O0", "-w"]), ("tcc", "tcc", &["-w"])];

/// Something that runs a kernel: nanoseconds and checksum of so many rounds.
trait Runner {
    fn run(&mut self, rounds: u32) -> Result<(f64, u32), String>;
}

impl Runner for Timed {
    fn run(&mut self, rounds: u32) -> Result<(f64, u32), String> {
        Self::run(self, rounds)
    }
}

/// A kernel in a guest.
struct Guest {
    runtime: Runtime,
    kernel: Func<(i32,), u32>,
}

impl Guest {
    fn new(engine: &Engine, kernel: &Kernel, level: OptLevel) -> Result<Self, String> {
        let mut runtime = Runtime::builder(engine).mode(Mode::Long).opt_level(level).build().map_err(words)?;
        runtime.create(&kernel.name, &kernel.source).map_err(words)?;
        let setup = runtime.func::<(), ()>("setup").map_err(words)?;
        setup.call(&mut runtime, ()).map_err(words)?;
        let kernel = runtime.func("kernel").map_err(words)?;
        Ok(Self { runtime, kernel })
    }
}

impl Runner for Guest {
    fn run(&mut self, rounds: u32) -> Result<(f64, u32), String> {
        let start = Instant::now();
        let sum = self.kernel.call(&mut self.runtime, (rounds as i32,)).map_err(words)?;
        Ok((start.elapsed().as_nanos() as f64, sum))
    }
}

pub(crate) fn run(own: &Own) {
    let Some(topic) = own.topic("kernels") else { return };
    let way = |key: &str, name: &str, target| Way { key: key.into(), name: name.into(), target };
    let mut ways = vec![way("gcc_o2", "gcc -O2", None), way("gcc_o0", "gcc -O0", None), way("tcc", "tcc", None)];
    ways.push(way("wasmtime", "Wasmtime", None));
    for (level, target) in OptLevel::ALL.into_iter().zip([None, Some(1.35), Some(1.1)]) {
        ways.push(way(&format!("o{level}"), &format!("-O{level}"), target));
    }
    let mut comparison = Comparison::new("kernel, a round", ways, 0);
    let engine = Engine::new();
    // What is measured stays on one CPU; without that it is still measured.
    let _pinned = Cores::pick().and_then(|cores| Pinned::to(cores.here));
    let mut missing: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    let turns = if topic.brief { 1 } else { TURNS };
    for kernel in kernels::all() {
        let mut times = Vec::new();
        let mut lines: Vec<Result<Line, String>> = Vec::new();
        for (name, compiler, flags) in COMPILERS {
            lines.push(rival(&kernel, name, compiler, flags).and_then(|runner| Line::new(runner, &kernel)));
        }
        lines.push(wasmtime(&kernel).and_then(|runner| Line::new(runner, &kernel)));
        for level in OptLevel::ALL {
            let guest = Guest::new(&engine, &kernel, level);
            lines.push(guest.and_then(|guest| Line::new(Box::new(guest), &kernel)));
        }
        for _ in 0..turns {
            for line in &mut lines {
                if let Ok(measured) = line
                    && let Err(error) = measured.turn()
                {
                    *line = Err(error);
                }
            }
        }
        for (way, line) in comparison.ways.iter().zip(lines) {
            match line {
                Ok(line) => times.push(line.time()),
                Err(error) => {
                    times.push(None);
                    missing.entry((way.name.clone(), error)).or_default().push(kernel.name.clone());
                }
            }
        }
        comparison.things.push(Thing { name: kernel.name, times });
    }
    for ((way, error), kernels) in missing {
        eprintln!("not measured: {way} ({}): {error}", kernels.join(", "));
    }
    println!("{}", comparison.table());
    slower(&comparison);
    own.save("kernels", &comparison.json(), |format| comparison.plot(format));
}

/// Says on which kernels more work gave slower code.
fn slower(comparison: &Comparison) {
    /// What is noise.
    const NOISE: f64 = 1.03;
    let index = |key: &str| comparison.ways.iter().position(|way| way.key == key);
    for (less, more) in [("o0", "o1"), ("o1", "o2")] {
        let (Some(a), Some(b)) = (index(less), index(more)) else { continue };
        for thing in &comparison.things {
            if let (Some(before), Some(after)) = (thing.times[a], thing.times[b])
                && after.best > before.best * NOISE
            {
                let (a, b) = (&comparison.ways[a].name, &comparison.ways[b].name);
                println!("{}: {b} is slower than {a}: {:.3} times", thing.name, after.best / before.best);
            }
        }
    }
}

/// A kernel in one way, while it is measured.
struct Line {
    runner: Box<dyn Runner>,
    rounds: u32,
    samples: Vec<f64>,
    /// The least of calls without rounds.
    empty: f64,
}

impl Line {
    /// Sees whether the checksum is right, and how many rounds a call should have.
    fn new(mut runner: Box<dyn Runner>, kernel: &Kernel) -> Result<Self, String> {
        let (_, sum) = runner.run(kernel.sum.rounds)?;
        if sum != kernel.sum.value {
            return Err(format!("its checksum is {sum}, not {}", kernel.sum.value));
        }
        let mut rounds = 1;
        loop {
            let (time, _) = runner.run(rounds)?;
            if time >= CALL || rounds >= 1 << 24 {
                break;
            }
            // At most doubled or so: the first calls are slower than the others.
            rounds = (f64::from(rounds) * (1.2 * CALL / time).clamp(1.1, 8.0)).ceil() as u32;
        }
        Ok(Self { runner, rounds, samples: Vec::new(), empty: f64::INFINITY })
    }

    fn turn(&mut self) -> Result<(), String> {
        self.empty = self.empty.min(self.runner.run(0)?.0);
        self.samples.push(self.runner.run(self.rounds)?.0);
        Ok(())
    }

    /// Of one round.
    fn time(&self) -> Option<Time> {
        let rounds = f64::from(self.rounds);
        let samples: Vec<f64> = self.samples.iter().map(|time| (time - self.empty) / rounds).collect();
        Time::of(&samples)
    }
}

fn rival(kernel: &Kernel, name: &str, compiler: &str, flags: &[&str]) -> Result<Box<dyn Runner>, String> {
    let program: PathBuf = scratch().join(format!("{}{}", kernel.name, name.replace(' ', "")));
    let driver = Path::new(env!("CARGO_MANIFEST_DIR")).join("rivals/kernel.c");
    build(compiler, flags, &[&kernel.path(), &driver], &program)?;
    Ok(Box::new(Timed::start(&program, &[])?))
}

#[cfg(feature = "wasmtime")]
fn wasmtime(kernel: &Kernel) -> Result<Box<dyn Runner>, String> {
    use plugvisor_benches::rivals::wasm_kernel::WasmKernel;

    impl Runner for WasmKernel {
        fn run(&mut self, rounds: u32) -> Result<(f64, u32), String> {
            Self::run(self, rounds)
        }
    }
    let module = scratch().join(format!("{}.wasm", kernel.name));
    WasmKernel::build(&kernel.path(), &module).map(|kernel| Box::new(kernel) as _)
}

#[cfg(not(feature = "wasmtime"))]
fn wasmtime(_: &Kernel) -> Result<Box<dyn Runner>, String> {
    Err("built without the feature `wasmtime`".into())
}

//! For authors of the compiler: times a kernel of the suite, run natively in a process of its own, beside gcc.
//!
//! ```text
//! cargo run --release -p plugvisor-jit --example kernel -- NAME..|all [--level N] [--ia32] [--list | --ir]
//! ```
//! NAME is a kernel, or a path to a file of the same kind. All levels are timed unless one is given. `--list` prints
//! the machine code and `--ir` the IR of that level (1, if none is given) instead.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use guest_abi::Isa;
use jit::testing::kernels;
use jit::testing::native::{Outcome, call, listing, loader, time_native};
use jit::{OptLevel, Options, Unit, compile};

/// A call shall take about this long.
const CALL: Duration = Duration::from_millis(4);
/// Calls in a row in one process, the first of which is not counted.
const CALLS: usize = 6;
/// Turns that ours and gcc's take.
const TURNS: usize = 3;
/// Compilations of which the fastest counts.
const COMPILATIONS: usize = 30;

type Failure = Box<dyn std::error::Error>;

struct Arguments {
    names: Vec<String>,
    level: Option<OptLevel>,
    isa: Isa,
    list: bool,
    ir: bool,
}

fn arguments() -> Result<Arguments, Failure> {
    let mut found = Arguments { names: Vec::new(), level: None, isa: Isa::Amd64, list: false, ir: false };
    let mut rest = std::env::args().skip(1);
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--level" => found.level = Some(rest.next().ok_or("which level?")?.parse()?),
            "--ia32" => found.isa = Isa::Ia32,
            "--list" => found.list = true,
            "--ir" => found.ir = true,
            "all" => found.names.extend(kernels::all().into_iter().map(|kernel| kernel.name)),
            name => found.names.push(name.to_owned()),
        }
    }
    if found.names.is_empty() {
        Err("usage: kernel NAME..|all [--level N] [--ia32] [--list | --ir]".into())
    } else {
        Ok(found)
    }
}

fn unit(name: &str, source: &str, isa: Isa, level: OptLevel) -> Result<Unit, Failure> {
    compile(name, source, &Options { isa, level, ..Options::default() }).map_err(|errors| errors.to_string().into())
}

/// What gcc makes of a kernel, with a program around it that times it.
struct Rival(PathBuf);

impl Rival {
    fn build(source: &Path, isa: Isa) -> Result<Self, Failure> {
        let program = std::env::temp_dir().join(format!("plugvisor-kernel-{}", std::process::id()));
        let driver = Path::new(env!("CARGO_MANIFEST_DIR")).join("../benches/rivals/kernel.c");
        let flags: &[&str] = if isa == Isa::Ia32 { &["-m32", "-msse2", "-mfpmath=sse"] } else { &[] };
        let status =
            Command::new("gcc").args(["-O2", "-w", "-o"]).arg(&program).args(flags).arg(source).arg(driver).status()?;
        if status.success() { Ok(Self(program)) } else { Err("gcc can't compile it".into()) }
    }

    /// Nanoseconds and checksum of each call.
    fn run(&self, rounds: u64, calls: usize) -> Result<Vec<(f64, u32)>, Failure> {
        let mut child = Command::new(&self.0).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let input = format!("{rounds}\n").repeat(calls);
        child.stdin.take().expect("piped").write_all(input.as_bytes())?;
        let output = String::from_utf8(child.wait_with_output()?.stdout)?;
        let parse = |line: &str| {
            let (time, sum) = line.split_once(' ').ok_or("two numbers")?;
            Ok((time.parse()?, sum.parse()?))
        };
        output.lines().map(parse).collect()
    }
}

impl Drop for Rival {
    fn drop(&mut self) {
        // A file in the temporary folder that stays does no harm.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// The code of one level.
struct Ours {
    level: OptLevel,
    unit: Unit,
    compiled_in: Duration,
    best: f64,
}

impl Ours {
    fn new(name: &str, source: &str, isa: Isa, level: OptLevel) -> Result<Self, Failure> {
        let mut compiled_in = Duration::MAX;
        let mut made = unit(name, source, isa, level)?;
        for _ in 0..COMPILATIONS {
            let start = Instant::now();
            made = unit(name, source, isa, level)?;
            compiled_in = compiled_in.min(start.elapsed());
        }
        Ok(Self { level, unit: made, compiled_in, best: f64::INFINITY })
    }

    /// Some calls; the checksum.
    fn run(&mut self, rounds: u64) -> Result<u32, Failure> {
        let loader = loader(self.unit.object.isa).ok_or("this machine can't run it")?;
        let mut calls = vec![call("kernel", &[rounds]); CALLS];
        calls.insert(0, call("setup", &[]));
        let outcomes = time_native(loader, &self.unit.object, &calls);
        let mut sum = 0;
        for (outcome, time) in &outcomes[2..] {
            let Outcome::Returned(value, _) = outcome else { return Err(format!("{outcome:?}").into()) };
            sum = *value as u32;
            self.best = self.best.min(time.as_nanos() as f64);
        }
        Ok(sum)
    }
}

fn kernel(name: &str, arguments: &Arguments) -> Result<(), Failure> {
    let path =
        if name.ends_with(".c") { PathBuf::from(name) } else { kernels::folder().join(name).with_extension("c") };
    let source = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    if arguments.ir {
        let module = unit(name, &source, Isa::Portable, arguments.level.unwrap_or_default())?.ir;
        println!("{}", module.ok_or("there is no IR")?);
        return Ok(());
    }
    if arguments.list {
        println!("{}", listing(&unit(name, &source, arguments.isa, arguments.level.unwrap_or_default())?.object));
        return Ok(());
    }
    let rival = Rival::build(&path, arguments.isa)?;
    let mut rounds = 1;
    let once = |rounds| Ok::<_, Failure>(rival.run(rounds, 2)?.last().ok_or("gcc's program failed")?.0);
    while once(rounds)? < CALL.as_nanos() as f64 / 2.0 && rounds < 1 << 24 {
        rounds *= 2;
    }
    let levels = OptLevel::ALL.into_iter().filter(|level| arguments.level.is_none_or(|only| only == *level));
    let mut ours = Vec::new();
    for level in levels {
        ours.push(Ours::new(name, &source, arguments.isa, level)?);
    }
    let mut best = f64::INFINITY;
    for _ in 0..TURNS {
        let gcc = rival.run(rounds, CALLS)?;
        best = gcc[1..].iter().map(|(time, _)| *time).fold(best, f64::min);
        for ours in &mut ours {
            let sum = ours.run(rounds)?;
            if sum != gcc[0].1 {
                return Err(format!("-O{} returns {sum} where gcc returns {}", ours.level, gcc[0].1).into());
            }
        }
    }
    print!("{name:<12} gcc -O2 {:>9.0} ns/round", best / rounds as f64);
    for ours in &ours {
        let (ratio, size) = (ours.best / best, ours.unit.object.code.len());
        print!("   -O{} {ratio:>6.3} x ({size:>5} B, {:>4} us)", ours.level, ours.compiled_in.as_micros());
    }
    println!();
    Ok(())
}

fn main() -> ExitCode {
    let run = || {
        let arguments = arguments()?;
        arguments
            .names
            .iter()
            .try_for_each(|name| kernel(name, &arguments).map_err(|error| format!("{name}: {error}").into()))
    };
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err::<(), Failure>(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

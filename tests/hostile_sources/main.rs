//! `hostile`: what hostile sources cost the compiler.
//!
//! ```sh
//! cargo run --release -p plugvisor-tests --bin hostile
//! ```
//! prints CPU time and peak memory of each, the worst last. Each is compiled in a process of its own, on a thread
//! with a stack as small as services have. The exit status is 1 if one takes more than 2 s or 1 GiB, or falls over.

use std::io::{ErrorKind, Write as _};
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Instant;

use clap::Parser;
use guest_abi::Isa;
use plugvisor::Preprocessing;
use plugvisor_tests::hostile_sources::{Case, Includes, SIZE, cases};

/// Seconds of CPU time, and KiB of memory, that a source may take.
const LIMITS: (f64, u64) = (2.0, 1 << 20);

/// Compiles hostile sources and says what that took.
#[derive(Parser, Debug)]
#[command(name = "hostile")]
struct Options {
    /// Only sources whose name contains this
    filter: Option<String>,
    /// Bytes of each source
    #[arg(long, default_value_t = SIZE)]
    size: usize,
    /// amd64, ia32 or portable; all three unless given
    #[arg(long)]
    isa: Option<String>,
    /// Sources at a time
    #[arg(long, default_value_t = 1)]
    jobs: usize,
    /// Print the source instead
    #[arg(long)]
    print: bool,
    /// Compile the one source of this name in this process
    #[arg(long, hide = true)]
    one: Option<String>,
}

fn isa(name: &str) -> Option<Isa> {
    [Isa::Amd64, Isa::Ia32, Isa::Portable].into_iter().find(|isa| show(*isa) == name)
}

fn show(isa: Isa) -> &'static str {
    match isa {
        Isa::Amd64 => "amd64",
        Isa::Ia32 => "ia32",
        Isa::Portable => "portable",
    }
}

/// What a source took.
struct Row {
    name: &'static str,
    isa: Isa,
    seconds: f64,
    peak: u64,
    outcome: String,
}

impl Row {
    fn is_bad(&self) -> bool {
        self.seconds > LIMITS.0 || self.peak > LIMITS.1 || self.outcome.starts_with("FELL OVER")
    }
}

fn main() -> ExitCode {
    let options = Options::parse();
    if let Some(name) = &options.one {
        let isa = options.isa.as_deref().and_then(isa).unwrap_or(Isa::Amd64);
        let Some(case) = cases().find(|case| case.name == name) else { return ExitCode::from(2) };
        one(case, isa, options.size);
        return ExitCode::SUCCESS;
    }
    let wanted = |case: &&Case| options.filter.as_ref().is_none_or(|filter| case.name.contains(filter.as_str()));
    if options.print {
        let mut out = std::io::stdout().lock();
        // Whoever reads it may have seen enough.
        let printed = cases().filter(wanted).try_for_each(|case| writeln!(out, "{}", (case.make)(options.size)));
        return ExitCode::from(u8::from(printed.is_err_and(|error| error.kind() != ErrorKind::BrokenPipe)));
    }
    let isas = match options.isa.as_deref().map(isa) {
        Some(Some(isa)) => vec![isa],
        Some(None) => return ExitCode::from(2),
        None => vec![Isa::Amd64, Isa::Ia32, Isa::Portable],
    };
    let work: Vec<(&Case, Isa)> =
        cases().filter(wanted).flat_map(|case| isas.iter().map(move |&isa| (case, isa))).collect();
    let (next, rows) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..options.jobs.max(1) {
            scope.spawn(|| {
                while let Some(&(case, isa)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let row = apart(case, isa, options.size);
                    if let Ok(mut rows) = rows.lock() {
                        rows.push(row);
                    }
                }
            });
        }
    });
    let mut rows = rows.into_inner().unwrap_or_default();
    rows.sort_by(|a, b| a.is_bad().cmp(&b.is_bad()).then(a.seconds.total_cmp(&b.seconds)));
    let mut table = format!("{:46} {:8} {:>7} {:>8}  outcome\n", "source", "for", "seconds", "MiB");
    for row in &rows {
        let mark = if row.is_bad() { "!" } else { " " };
        let mib = row.peak as f64 / 1024.0;
        let (name, isa) = (row.name, show(row.isa));
        table += &format!("{name:46} {isa:8} {:7.2} {mib:8.1} {mark}{}\n", row.seconds, row.outcome);
    }
    let _ = std::io::stdout().write_all(table.as_bytes());
    ExitCode::from(u8::from(rows.iter().any(Row::is_bad)))
}

/// Compiles in a process of its own.
fn apart(case: &Case, isa: Isa, size: usize) -> Row {
    let started = Instant::now();
    let mut row = Row { name: case.name, isa, seconds: 0.0, peak: 0, outcome: "FELL OVER".to_owned() };
    let Ok(command) = std::env::current_exe() else { return row };
    let size = size.to_string();
    let output = Command::new(command).args(["--one", case.name, "--isa", show(isa), "--size", &size]).output();
    row.seconds = started.elapsed().as_secs_f64();
    let Ok(output) = output else { return row };
    let text = String::from_utf8_lossy(&output.stdout);
    let mut fields = text.trim_end().splitn(3, ' ');
    if let (true, Some(seconds), Some(peak), Some(outcome)) =
        (output.status.success(), fields.next(), fields.next(), fields.next())
    {
        row.seconds = seconds.parse().unwrap_or(row.seconds);
        row.peak = peak.parse().unwrap_or(0);
        row.outcome = outcome.to_owned();
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        row.outcome = format!("FELL OVER, {}: {}", output.status, said.lines().next().unwrap_or(""));
    }
    row
}

/// Compiles here, and prints seconds of CPU time, KiB of memory at most, and how it ended.
fn one(case: &Case, isa: Isa, size: usize) {
    // What takes a minute takes too long, whatever the machine is busy with.
    let limit = |most| rustix::process::Rlimit { current: Some(most), maximum: Some(most) };
    let _ = rustix::process::setrlimit(rustix::process::Resource::Cpu, limit(60));
    let _ = rustix::process::setrlimit(rustix::process::Resource::As, limit(4 << 30));
    let source = (case.make)(size);
    let before = cpu();
    let options = jit::Options { isa, ..Preprocessing::new().headers(Arc::new(Includes)).options() };
    let compile = move || match jit::compile("hostile.c", &source, &options) {
        Ok(unit) => format!("compiled to {} bytes", unit.object.code.len()),
        Err(diagnostics) => {
            let text = diagnostics.to_string();
            let first = text.lines().find(|line| line.starts_with("error")).unwrap_or("refused without a reason");
            first.chars().take(90).collect()
        }
    };
    let thread = thread::Builder::new().stack_size(2 << 20).spawn(compile);
    let Some(outcome) = thread.ok().and_then(|thread| thread.join().ok()) else { std::process::exit(101) };
    println!("{:.2} {} {outcome}", cpu() - before, peak());
}

/// Seconds of CPU time of this process.
fn cpu() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Most KiB that were resident.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

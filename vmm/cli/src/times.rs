//! `vmm check --time-passes`: what the compiler needs its time for.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use plugvisor::Isa;

use crate::check::Compiler;
use crate::files::Source;
use crate::watch::{Wants, Watch};

/// What phases are about, by name; the rest are passes of the optimiser.
const PHASES: [(&str, &str); 7] = [
    ("parse", "preprocess, parse and check types"),
    ("lower", "to SSA form"),
    ("order", "blocks, for the machine"),
    ("select", "machine instructions"),
    ("allocate", "registers"),
    ("emit", "machine code"),
    ("finish", "tables, constants, addresses"),
];

/// The table of a file that compiles.
pub(crate) fn table(compiler: &Compiler, source: &Source, rounds: u32) -> String {
    let compile = || {
        let watch = Arc::new(Watch::new(Wants { times: true, ..Wants::default() }));
        let start = Instant::now();
        // It compiled a moment ago.
        let _ = compiler.compile_watched(source, Isa::Amd64, &watch);
        (start.elapsed(), watch.times())
    };
    let mut times: HashMap<&'static str, (Duration, u64)> = HashMap::new();
    let mut all = Duration::ZERO;
    for _ in 0..rounds {
        let (whole, phases) = compile();
        all += whole;
        for (phase, (time, calls)) in phases {
            let sum = times.entry(phase).or_default();
            *sum = (sum.0 + time, calls);
        }
    }
    let mut text = format!("{}: {} compilations, {} each\n", source.name, rounds, micros(all / rounds));
    let _ = writeln!(text, "{:<12} {:>12} {:>7} {:>7}  what", "phase", "time", "share", "calls");
    let mut rest = all;
    let mut row = |name: &str, time: Duration, calls: Option<u64>, what: &str| {
        let share = 100.0 * time.as_secs_f64() / all.as_secs_f64().max(f64::MIN_POSITIVE);
        let calls = calls.map_or(String::new(), |calls| calls.to_string());
        let _ = writeln!(text, "{name:<12} {:>12} {share:>5.1} % {calls:>7}  {what}", micros(time / rounds));
    };
    for phase in jit::opt::phase_names() {
        let Some((time, calls)) = times.remove(phase) else { continue };
        rest = rest.saturating_sub(time);
        let what = PHASES.iter().find(|(name, _)| *name == phase).map_or("pass", |(_, what)| what);
        row(phase, time, Some(calls), what);
    }
    row("other", rest, None, "between the phases");
    text
}

fn micros(time: Duration) -> String {
    format!("{:.1} us", time.as_secs_f64() * 1e6)
}

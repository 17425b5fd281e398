//! `csmith`: long differential runs.
//!
//! ```sh
//! cargo run --release -p plugvisor-tests --bin csmith -- --seeds 1..1000 --jobs 2
//! ```

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use jit::OptLevel;
use plugvisor_tests::csmith::{Engines, Mode, Scratch, Settings, Verdict, examine, examine_source, is_well_defined};

/// Compares the engines with gcc on csmith's random programs.
#[derive(Parser, Debug)]
#[command(name = "csmith")]
struct Options {
    /// Seeds A..B, the last one included; each stands for a program and for csmith's options
    #[arg(long, value_parser = seeds, default_value = "1..100")]
    seeds: (u64, u64),
    /// An engine: long, interp, ia32 (natively, in a process) or segmented; all of them unless given
    #[arg(long = "mode")]
    modes: Vec<Mode>,
    /// Programs at a time
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// Where failures are kept
    #[arg(long, default_value = "target/csmith")]
    out: PathBuf,
    /// Print the checksum of each seed
    #[arg(long)]
    sums: bool,
    /// Compile as the library does, without the verifiers
    #[arg(long)]
    no_verify: bool,
    /// How much to optimise: 0, 1 or 2; all of them unless given
    #[arg(long = "level")]
    levels: Vec<OptLevel>,
    /// Seconds of processor time for a program in segmented mode
    #[arg(long, default_value_t = 2.0)]
    segmented_limit: f64,
    /// Compare this program, not csmith's
    #[arg(long)]
    file: Option<PathBuf>,
    /// For a reducer: end with 0 if this program is a correct one and shows a failure
    #[arg(long)]
    interesting: Option<PathBuf>,
    /// With --interesting: the kind of failure
    #[arg(long)]
    kind: Option<String>,
}

fn seeds(text: &str) -> Result<(u64, u64), String> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let number = |text: &str| text.trim_start_matches('=').parse().map_err(|_| format!("`{text}` is not a number"));
    Ok((number(from)?, number(to)?))
}

fn main() -> ExitCode {
    let options = Options::parse();
    let mut engines = Engines::new(!options.no_verify);
    engines.segmented_limit = Duration::from_secs_f64(options.segmented_limit);
    let modes = if options.modes.is_empty() { Mode::ALL.to_vec() } else { options.modes.clone() };
    let modes: Vec<Mode> = modes.into_iter().filter(|&mode| engines.available(mode)).collect();
    let levels = if options.levels.is_empty() { OptLevel::ALL.to_vec() } else { options.levels.clone() };
    let settings = Settings { modes, levels, engines };
    let result = match (&options.interesting, &options.file) {
        (Some(path), _) => interesting(path, &options, &settings),
        (None, Some(path)) => one(path, &settings),
        (None, None) => many(&options, &settings),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn read(path: &PathBuf) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn interesting(path: &PathBuf, options: &Options, settings: &Settings) -> Result<bool, String> {
    std::panic::set_hook(Box::new(|_| ()));
    let source = read(path)?;
    let Verdict::Failed(failure) = examine_source(&source, None, settings)? else { return Ok(false) };
    let same = options.kind.as_ref().is_none_or(|kind| failure.kind() == *kind);
    Ok(same && is_well_defined(&failure.text, &Scratch::new()))
}

fn one(path: &PathBuf, settings: &Settings) -> Result<bool, String> {
    let verdict = examine_source(&read(path)?, None, settings)?;
    match &verdict {
        Verdict::Agreed { sum, not_here } => println!("{sum:X} {not_here:?}"),
        Verdict::Discarded(why) => println!("nothing to compare with: {why}"),
        Verdict::Failed(failure) => println!("{failure}"),
    }
    Ok(matches!(verdict, Verdict::Agreed { .. }))
}

/// What was counted.
#[derive(Default)]
struct Counts {
    done: u64,
    agreed: Vec<(Mode, u64)>,
    discarded: Vec<(u64, String)>,
    failed: Vec<u64>,
}

fn many(options: &Options, settings: &Settings) -> Result<bool, String> {
    let (first, last) = options.seeds;
    let next = AtomicU64::new(first);
    let started = Instant::now();
    let agreed = settings.modes.iter().map(|&mode| (mode, 0)).collect();
    let counts = Mutex::new(Counts { agreed, ..Counts::default() });
    let command = std::env::current_exe().map_err(|error| error.to_string())?;
    let work = || -> Result<(), String> {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed > last {
                return Ok(());
            }
            let verdict = examine(seed, None, settings)?;
            let mut counts = counts.lock().map_err(|_| "a thread panicked")?;
            counts.done += 1;
            match verdict {
                Verdict::Agreed { sum, not_here } => {
                    for (mode, count) in &mut counts.agreed {
                        *count += u64::from(!not_here.iter().any(|(other, _)| other == mode));
                    }
                    if options.sums {
                        let marks: String = not_here.iter().map(|(mode, _)| format!(" -{mode}")).collect();
                        println!("{seed} {sum:X}{marks}");
                    }
                }
                Verdict::Discarded(why) => {
                    if options.sums {
                        println!("{seed} -");
                    }
                    counts.discarded.push((seed, why));
                }
                Verdict::Failed(failure) => {
                    counts.failed.push(seed);
                    let folder = failure.save(&options.out, &command).map_err(|error| error.to_string())?;
                    eprintln!("seed {seed} FAILED, see {}\n{failure}", folder.display());
                }
            }
            if counts.done.is_multiple_of(20) {
                eprintln!("{:.0?}: {}", started.elapsed(), summary(&counts));
            }
        }
    };
    let results: Vec<Result<(), String>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..options.jobs.max(1)).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err("a thread panicked".into()))).collect()
    });
    results.into_iter().collect::<Result<(), String>>()?;
    let counts = counts.into_inner().map_err(|_| "a thread panicked")?;
    eprintln!("{:.0?}: {}", started.elapsed(), summary(&counts));
    for (seed, why) in &counts.discarded {
        eprintln!("seed {seed} discarded: {why}");
    }
    Ok(counts.failed.is_empty())
}

fn summary(counts: &Counts) -> String {
    let agreed: Vec<String> = counts.agreed.iter().map(|(mode, count)| format!("{mode} {count}")).collect();
    let (done, discarded, failed) = (counts.done, counts.discarded.len(), counts.failed.len());
    format!(
        "{done} programs; agreed: {}; {discarded} discarded, {failed} FAILED {:?}",
        agreed.join(", "),
        counts.failed
    )
}

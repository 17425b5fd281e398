//! `vmm bench`: measures crossings beside rivals and prints a table and a histogram, or JSON, and draws a picture.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::time::Duration;

use plugvisor::Policy;
use plugvisor_benches::cores::Cores;
use plugvisor_benches::peer::{self, Peers, Role};
use plugvisor_benches::report::{Format, Look, Report};
use plugvisor_benches::sampler::Budget;
use plugvisor_benches::suite::{Config, Suite, Topic, Unable};

use crate::failure::{Failure, Status};
use crate::options::{self, BenchTopic, Measure};
use crate::output::Output;
use crate::style::{Style, say};
use crate::{files, session};

/// Time for each row unless the user says how much.
const TIME: Duration = Duration::from_millis(300);

/// Runs the command.
pub(crate) fn run(topic: &BenchTopic, output: &Output, on_stdout: Style, on_stderr: Style) -> Result<u8, Failure> {
    let (topic, options) = match topic {
        BenchTopic::Upcall(options) => (Topic::Upcall, options),
        BenchTopic::Callback(options) => (Topic::Callback, options),
        BenchTopic::Batch(options) => (Topic::Batch, options),
        BenchTopic::Peer { role, cpu } => return serve(*role, *cpu),
    };
    let picture = options.plot.as_deref().map(|path| format(path).map(|format| (path, format))).transpose()?;
    if let Some((path, _)) = picture {
        // Better now than after measuring.
        files::write(path, b"")?;
    }
    let report = measure(topic, options, on_stderr)?;
    for missing in report.missing() {
        say(format_args!("{} not measured: {}: {}", on_stderr.warning("warning:"), missing.what, missing.reason));
    }
    if let Some((path, format)) = picture {
        let bytes =
            report.plot(format).map_err(|error| Failure::new(Status::Io, format_args!("no picture: {error}")))?;
        files::write(path, &bytes)?;
    }
    if options.json {
        output.print(&report.json())?;
    } else {
        let look = if on_stdout.is_coloured() { Look::Coloured } else { Look::Plain };
        output.print(&report.table(look))?;
        output.print(&format!("\n{}", report.histogram(look)))?;
    }
    Ok(0)
}

fn measure(topic: Topic, options: &Measure, style: Style) -> Result<Report, Failure> {
    let config = Config {
        mode: options.mode.into(),
        policy: options.policy.map(policy),
        kvm_path: session::kvm_path(),
        budget: Budget { time: options.time.unwrap_or(TIME), samples: options.samples.unwrap_or(u64::MAX) },
        cores: options.cpus,
        peers: Peers { program: "/proc/self/exe".into(), arguments: vec!["bench".into(), "peer".into()] },
    };
    let suite = Suite::new(&config).map_err(unable)?;
    if let Some(reason) = suite.fallback() {
        let reason = reason.split_once(';').map_or(reason, |(reason, _)| reason);
        say(format_args!("{} {reason}: only interp is measured; see `vmm doctor`", style.warning("warning:")));
    }
    let mut progress = Progress { shown: io::stderr().is_terminal() };
    let report = suite.run(topic, &mut |what, done, all| progress.show(what, done, all)).map_err(unable)?;
    progress.clear();
    Ok(report)
}

/// What is being measured, on one line of the terminal.
struct Progress {
    shown: bool,
}

impl Progress {
    fn show(&mut self, what: &str, done: usize, all: usize) {
        if self.shown {
            let _ = write!(io::stderr(), "\r\x1b[K{:>3} % {what}", 100 * done / all.max(1));
        }
    }

    fn clear(&mut self) {
        if self.shown {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

fn format(path: &Path) -> Result<Format, Failure> {
    Format::of(path).ok_or_else(|| {
        Failure::new(Status::Usage, format_args!("{} is no picture that can be drawn", path.display()))
            .help("name it .svg or .png")
    })
}

fn unable(error: Unable) -> Failure {
    match error {
        Unable::Plugvisor(error) => session::failure(error),
        Unable::Cores(error) => {
            Failure::new(Status::Io, format_args!("these CPUs can't be used: {}", files::plain(&error)))
                .help("choose others with --cpus, among those that `taskset -p $$` shows")
        }
    }
}

fn policy(policy: options::Policy) -> Policy {
    match policy {
        options::Policy::Sync => Policy::Sync,
        options::Policy::Resident => Policy::Resident,
        options::Policy::Adaptive => Policy::Adaptive,
    }
}

fn serve(role: Role, cpu: usize) -> Result<u8, Failure> {
    peer::serve(role, cpu).map(|()| 0).map_err(|error| Failure::new(Status::Io, error))
}

/// Two CPUs as in `0,1`, or one alone.
pub(crate) fn cpus(text: &str) -> Result<Cores, String> {
    let number = |text: &str| text.trim().parse::<usize>().map_err(|_| "expected CPU numbers such as 0,1".to_owned());
    match text.split_once(',') {
        None => Ok(Cores { here: number(text)?, there: None }),
        Some((here, there)) => {
            let (here, there) = (number(here)?, number(there)?);
            if here == there {
                Err("name two different CPUs, or one alone".into())
            } else {
                Ok(Cores { here, there: Some(there) })
            }
        }
    }
}

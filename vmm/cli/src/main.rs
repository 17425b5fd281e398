//! The `vmm` command: runs, checks, disassembles and applies plugin files.
//!
//! It knows the embedder's API of the crate `plugvisor`, files and terminals. It must not know KVM.

#![forbid(unsafe_code)]

mod arguments;
mod bench;
mod bind;
mod check;
mod diff;
mod disasm;
mod doctor;
mod failure;
mod files;
mod image;
mod includes;
mod listing;
mod options;
mod output;
mod prototype;
mod run;
mod session;
mod streams;
mod style;
mod times;
mod units;
mod watch;

use std::io;
use std::process::ExitCode;

use clap::Parser as _;
use failure::Failure;
use options::{Command, Options};
use output::Output;
use style::{Style, say};

fn main() -> ExitCode {
    let options = Options::parse_from(options::arguments());
    let output = Output::new();
    let on_stderr = Style::of(options.color, &io::stderr());
    let on_stdout = Style::of(options.color, &io::stdout());
    let result = match &options.command {
        Command::Run(run) => run::run(run, &output, on_stderr),
        Command::Image(image) => image::run(image, &output, on_stderr),
        Command::Check(check) => check::run(check, &output, on_stderr),
        Command::Disasm(disasm) => disasm::run(disasm, &output, on_stdout, on_stderr),
        Command::Doctor(_) => doctor::run(&output, on_stdout),
        Command::Bench(bench) => bench::run(&bench.topic, &output, on_stdout, on_stderr),
    };
    // What the plugin printed comes before what is said about its end.
    let flushed = output.flush().map_err(|error| output::failure(&error));
    match result.and_then(|status| flushed.map(|()| status)) {
        Ok(status) => ExitCode::from(status),
        Err(failure) => {
            report(&failure, on_stderr);
            ExitCode::from(failure.status as u8)
        }
    }
}

/// Prints why the command failed, unless there is nobody to read it.
fn report(failure: &Failure, style: Style) {
    if !failure.is_quiet() {
        say(failure.render(style));
    }
}

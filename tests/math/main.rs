//! `math`: long runs over the functions of `<math.h>`, beside the GNU C library's `long double` and libquadmath.
//!
//! ```sh
//! cargo run --release -p plugvisor-tests --bin math -- --samples 10000000
//! ```

use std::process::ExitCode;

use clap::Parser;
use plugvisor::{Engine, Mode};
use plugvisor_tests::available;
use plugvisor_tests::math::{Bench, Reference, Right, cases};

/// Prints the greatest error of each function, in units of the last place.
#[derive(Parser, Debug)]
#[command(name = "math")]
struct Options {
    /// Arguments for each function
    #[arg(long, default_value_t = 10_000_000)]
    samples: usize,
    /// A function; all of them unless given
    #[arg(long = "function")]
    functions: Vec<String>,
    /// Where the arguments begin
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Run in the interpreter, not in `long` mode
    #[arg(long)]
    interp: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    match run(&options) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn run(options: &Options) -> Result<bool, String> {
    let engine = Engine::new();
    let mode = if options.interp || !available(&engine, Mode::Long) { Mode::Interp } else { Mode::Long };
    let reference = Reference::new().ok_or("there is no reference")?;
    let mut bench = Bench::new(&engine, mode).map_err(|error| error.to_string())?;
    println!("{} samples in mode {mode}\n{:<18} {:>8}  {:>6}  at", options.samples, "function", "max ulp", "wrong");
    let mut right = true;
    for (number, case) in cases().iter().enumerate() {
        if !options.functions.is_empty() && !options.functions.contains(&case.name) {
            continue;
        }
        let mut examiner = reference.start(number).map_err(|error| error.to_string())?;
        let mut fed = Ok(());
        bench.run(number, case, options.seed, options.samples, |records| {
            if fed.is_ok() {
                fed = examiner.feed(records);
            }
        })?;
        fed.map_err(|error| error.to_string())?;
        let report = examiner.finish().map_err(|error| error.to_string())?;
        right &= report.wrong == 0;
        match case.right {
            Right::Close => println!("{:<18} {:>8.4}  {:>6}  {}", case.name, report.error, report.wrong, report.at),
            Right::Exact => println!("{:<18} {:>8}  {:>6}", case.name, "exact", report.wrong),
        }
    }
    Ok(right)
}

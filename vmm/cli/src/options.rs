//! The command line. This file is the reference that `--help` prints.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use plugvisor::OptLevel;
use plugvisor_benches::cores::Cores;
use plugvisor_benches::peer::Role;

use crate::{bench, units};

const EXAMPLES: &str = "\
Examples:
  vmm run hello.c                          compile, link, call main(); its value is the exit status
  vmm run main.c util.c -- one two         two files in one runtime; main's argv is main.c one two
  vmm run --call add add.c -- 2 0x28       call add(2, 40) and print what it returns
  vmm run --call sum sum.c -- @data.bin    pass the address and the length of a file's bytes
  vmm run --call gray -o out.ppm gray.c -- @in.ppm +1MiB
                                           pass a file and a buffer, keep what the buffer holds
  vmm image gray.c photo.jpg gray.png      apply an image plugin to a picture
  vmm run -I include -D FAST=1 main.c      search headers in a directory, define a macro
  vmm run -O2 --bind width=640 scale.c     make a constant of a variable, to get code for this value alone
  vmm check *.c                            only say what is wrong with the files
  vmm check -E main.c                      what the compiler reads after includes and macros
  vmm check --json main.c                  errors and warnings for an editor, an object a line
  vmm check --explain E0207                what an error means and what to do about it
  vmm check --time-passes main.c           what the compiler needs its time for
  vmm disasm --mode segmented add.c        source lines and IA-32 code together
  vmm disasm -O2 --interleave add.c        with the intermediate form, and the pass that made it
  vmm disasm --print-passes=inline add.c   what a pass of the optimiser changed
  vmm run -O2 --remarks main.c             what was optimised, and why something was not
  vmm doctor                               what this machine can run, and what to do about the rest
  vmm bench upcall                         what a call costs here, beside system calls and other rivals

";

const STATUSES: &str = "\
Exit status:
  what main() returns or passes to exit() (run), or 0
    2  the command line is wrong, or the arguments don't fit the function
  120  a source file has errors
  121  a name is missing, defined twice or of another type
  122  the plugin trapped: it left its segments, did something else that is not allowed, or called abort()
  123  the deadline passed
  124  the machine mode that was asked for can't run here (no usable /dev/kvm)
  125  a file can't be read or written, or the host lacks something
  126  the plugin answered that it failed
  141  the reader of the standard output went away";

const BENCH: &str = "\
What is measured:
  Every row is measured in ten rounds, on the same two CPUs: the caller's, and that of whoever
  answers. The clock is the CPU's time stamp counter; what reading it costs is a row of its own and
  is taken off every sample. p50 is the median; of samples, p99.9 is the one that 999 of 1000 don't
  exceed. Each sample is one call; where the name ends in /N, it is the mean of N calls in a row.
  Entry is what passes from the call to the plugin's first instruction, exit is the rest. What can't
  be measured on this machine is left out, and the reason is said on the standard error.

Examples:
  vmm bench upcall                         table and histogram
  vmm bench upcall --plot upcall.svg       and a picture
  vmm bench batch --json                   medians in nanoseconds, for programs
  vmm bench callback --mode long --time 2s measure one mode, longer

JSON:
  One flat object of nanoseconds: NAME_ns is a median, NAME_p99_ns the 99th percentile where single
  calls are measured, NAME_MODE_ns and NAME_MODE_p99_ns the same of a named mode. The names:
  clock, indirect_call, getpid, pingpong, kvm_run              rivals and limits, everywhere
  wasmtime_call                                                in builds with that feature
  pipe, futex, pipe_two_cores, futex_two_cores                 (upcall) to a process and back
  sync, resident, adaptive, deadline                           (upcall) null upcall by policy, with a deadline
  args_N, args_N_entry, args_N_exit                            (upcall) with N arguments, and its parts
  callback, upcall_with_callback                               (upcall, callback)
  callback_sync, callback_args_N, nested, oneway, guest_builtin  (callback)
  map, call_many, ring                                         (upcall, batch) one call of the batch
  map_sync, call_many_sync, map_N, ring_N                      (batch) by size and depth
  Where no policy is named it is resident, or sync where there is no core to stay on.";

/// Runs untrusted plugins: C functions, compiled at run time, behind the wall of a tiny KVM guest.
#[derive(Debug, Parser)]
#[command(name = "vmm", version, max_term_width = 100, after_help = STATUSES, after_long_help = format!("{EXAMPLES}{STATUSES}"))]
pub(crate) struct Options {
    /// When to use colours; NO_COLOR turns them off, too.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub color: Color,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Compile and link files into one runtime and call a function.
    #[command(after_help = STATUSES, after_long_help = STATUSES)]
    Run(Run),
    /// Apply an image plugin to a picture.
    #[command(after_help = STATUSES, after_long_help = STATUSES)]
    Image(Image),
    /// Compile files and say what is wrong with them.
    Check(Check),
    /// Show what the compiler makes of a file.
    Disasm(Disasm),
    /// Say what this machine can run, how that was found out and what is missing.
    ///
    /// The exit status is 0 if plugins can have a guest here, and 124 if not.
    Doctor(Doctor),
    /// Measure what crossings cost on this machine, beside rivals and physical limits.
    #[command(after_help = BENCH, after_long_help = BENCH)]
    Bench(Bench),
}

/// How C sources are read and compiled.
#[derive(Debug, Args)]
pub(crate) struct Sources {
    /// A directory to search for included files, behind the one of the file that includes.
    #[arg(short = 'I', value_name = "DIR")]
    pub include: Vec<PathBuf>,
    /// Define a macro, as 1 if there is no value.
    #[arg(short = 'D', value_name = "NAME[=VALUE]")]
    pub define: Vec<String>,
    /// Take a predefined macro away.
    #[arg(short = 'U', value_name = "NAME")]
    pub undefine: Vec<String>,
    /// How much work to put into the code: 0, 1 or 2.
    ///
    /// -O0 compiles fastest and only folds constants; -O1 does what pays for itself in a compilation that nobody
    /// notices; -O2 does everything, for code that runs long. -O is -O1, and -O3 is -O2.
    /// Results are the same at each level.
    #[arg(short = 'O', value_parser = level, default_value = "1", value_name = "LEVEL")]
    pub level: OptLevel,
    /// Bind a variable of file scope, or the parameter of a function (FUNCTION.PARAMETER), to a constant, which becomes
    /// part of the code.
    ///
    /// VALUE is a number (42, -7, 0xff, 1.5), or @FILE for the bytes of a variable. The file is compiled as if the
    /// variable was `const` with this content. A function with a bound parameter keeps its type; what is passed for
    /// the parameter is ignored.
    #[arg(long, value_name = "NAME=VALUE")]
    pub bind: Vec<String>,
    /// Say what the optimiser did, where, and what it looked at but did not do: `remark[PASS]` and `missed[PASS]`.
    #[arg(long, value_name = "PASS", num_args = 0..=1, require_equals = true, default_missing_value = "",
          value_parser = pass_or_none)]
    pub remarks: Option<String>,
    /// Leave a pass of the optimiser out. If that makes a wrong result right, the pass is what to report.
    #[arg(long, value_name = "PASS", value_parser = pass)]
    pub no_pass: Vec<String>,
    /// Don't show warnings.
    #[arg(short = 'w')]
    pub quiet: bool,
}

/// A level by its name, or by what other compilers call it.
fn level(text: &str) -> Result<OptLevel, String> {
    match text {
        // Whoever writes it wants the most there is.
        "3" => Ok(OptLevel::O2),
        "s" | "z" => Err(format!("there is no level for small code, -O{text}: take -O1, or one of 0 and 2")),
        "g" => Err("for code that is as it was written take -O0".to_owned()),
        "fast" => Err("nothing is allowed to change results here: the highest level is -O2".to_owned()),
        _ => text.parse().map_err(|error: jit::opt::NoSuchLevel| error.to_string()),
    }
}

/// A pass of the optimiser by its name.
fn pass(text: &str) -> Result<String, String> {
    if jit::opt::pass_names().any(|name| name == text) {
        return Ok(text.to_owned());
    }
    let names: Vec<_> = jit::opt::pass_names().collect();
    Err(format!("the passes are {}", names.join(", ")))
}

/// A pass, or all of them.
fn pass_or_none(text: &str) -> Result<String, String> {
    if text.is_empty() { Ok(String::new()) } else { pass(text) }
}

/// The arguments as clap reads them. Other compilers let `-O` stand alone; clap would take the next argument for its
/// value.
pub(crate) fn arguments() -> impl Iterator<Item = OsString> {
    let mut rest = false;
    std::env::args_os().map(move |argument| {
        rest |= argument == "--";
        if !rest && argument == "-O" { "-O1".into() } else { argument }
    })
}

/// `vmm run`
#[derive(Debug, Args)]
pub(crate) struct Run {
    #[command(flatten)]
    pub machine: Machine,
    #[command(flatten)]
    pub sources: Sources,
    /// Size of the stack, a part of the memory; 32MiB unless the memory is given.
    #[arg(long, value_parser = units::size, value_name = "SIZE")]
    pub stack: Option<u64>,
    /// Function to call.
    ///
    /// The value of `main` becomes the exit status (its low 8 bits), or what it passes to `exit`; what any other
    /// function returns is printed.
    #[arg(long, default_value = "main", value_name = "NAME")]
    pub call: String,
    /// Where to write the last +N buffer, cut to the length that the function returned.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// C source files, linked together; `-` is the standard input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Arguments.
    ///
    /// `main` gets them as strings in argv. Any other function gets, by its parameters' types:
    ///   42  -7  0xff  integers (hexadecimal ones may fill the type's sign bit)
    ///   1.5  3e8  inf  floating numbers
    ///   @FILE      two arguments: address and length of the file's bytes (@- is the standard input)
    ///   +N         two arguments: address and length of N zero bytes (+64KiB)
    ///   s:TEXT     one argument: address of the text, with a NUL behind it
    #[arg(last = true, value_name = "ARG", verbatim_doc_comment)]
    pub args: Vec<OsString>,
}

/// `vmm image`
#[derive(Debug, Args)]
pub(crate) struct Image {
    #[command(flatten)]
    pub machine: Machine,
    #[command(flatten)]
    pub sources: Sources,
    /// The plugin's C source.
    #[arg(value_name = "PLUGIN.c")]
    pub plugin: PathBuf,
    /// PNG, JPEG, PPM or PGM pictures; most plugins take one.
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// The picture to write; .png, .jpg, .ppm or .pgm.
    #[arg(value_name = "OUTPUT")]
    pub output: PathBuf,
}

/// What plugins run on.
#[derive(Debug, Args)]
pub(crate) struct Machine {
    /// Machine mode; `auto` takes the one that this machine runs natively.
    #[arg(long, value_enum, default_value_t, value_name = "MODE")]
    pub mode: Mode,
    /// Longest time that the plugin may run: 2s, 200ms.
    #[arg(long, value_parser = units::duration, value_name = "TIME")]
    pub deadline: Option<Duration>,
    /// Size of the plugin's memory: 16MiB. By default all that a program can have (run), which takes none of the
    /// machine's before it is used, or as much as the pictures need (image).
    #[arg(long, value_parser = units::size, value_name = "SIZE")]
    pub memory: Option<u64>,
}

/// `vmm check`
#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub sources: Sources,
    /// Print what the compiler reads after includes and macros, and do nothing else.
    #[arg(short = 'E')]
    pub preprocess: bool,
    /// Print one JSON object a line for each error and warning, for editors.
    ///
    /// Fields: severity, code, message, file, line, column, end_line, end_column, label; secondary, a list of other
    /// places; expansions, the macros that lead to what is wrong; included_from, help, notes; suggestions, a list of
    /// edits that mend it: a place, its bytes in the file from `start` to `end`, and the `replacement`. Lines and
    /// columns count from 1, columns in bytes. The exit status is the same as without it. With --remarks there are
    /// objects of the severities `remark` and `missed`, too; their code is the pass.
    #[arg(long, conflicts_with = "preprocess")]
    pub json: bool,
    /// Print how long the phases of the compiler and the passes of the optimiser took, for x86-64: the mean of N
    /// compilations after a first one, of 20 unless said.
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "20",
          value_parser = clap::value_parser!(u32).range(1..), conflicts_with_all = ["preprocess", "json"])]
    pub time_passes: Option<u32>,
    /// Print cause and cure of an error or warning by its code, with an example.
    #[arg(long, value_name = "CODE", conflicts_with_all = ["preprocess", "json", "files", "time_passes"])]
    pub explain: Option<String>,
    /// C source files; `-` is the standard input.
    #[arg(required_unless_present = "explain", value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// `vmm disasm`
#[derive(Debug, Args)]
pub(crate) struct Disasm {
    /// Whose code to show; `auto` is `long`, and `interp` shows the IR, which is what it runs.
    #[arg(long, value_enum, default_value_t, value_name = "MODE")]
    pub mode: Mode,
    /// Show the compiler's intermediate form instead.
    #[arg(long)]
    pub ir: bool,
    /// Show the intermediate form between each source line and its machine code, with the pass of the optimiser that
    /// made it.
    #[arg(long, conflicts_with = "ir")]
    pub interleave: bool,
    /// Show what each pass of the optimiser changed, or what this one did, instead of the code.
    #[arg(long, value_name = "PASS", num_args = 0..=1, require_equals = true, default_missing_value = "",
          value_parser = pass_or_none)]
    pub print_passes: Option<String>,
    #[command(flatten)]
    pub sources: Sources,
    /// A C source file; `-` is the standard input.
    pub file: PathBuf,
}

/// `vmm doctor`
#[derive(Debug, Args)]
pub(crate) struct Doctor {}

/// `vmm bench`
#[derive(Debug, Args)]
pub(crate) struct Bench {
    /// What to measure.
    #[command(subcommand)]
    pub topic: BenchTopic,
}

/// What to measure.
#[derive(Debug, Subcommand)]
pub(crate) enum BenchTopic {
    /// From the host to a plugin and back, by number of arguments, beside all rivals.
    #[command(after_help = BENCH, after_long_help = BENCH)]
    Upcall(Measure),
    /// From a plugin to the host and back.
    #[command(after_help = BENCH, after_long_help = BENCH)]
    Callback(Measure),
    /// Many calls in one crossing.
    #[command(after_help = BENCH, after_long_help = BENCH)]
    Batch(Measure),
    /// The other process of a measurement.
    #[command(hide = true)]
    Peer {
        /// What it does.
        role: Role,
        /// Where it runs.
        cpu: usize,
    },
}

/// How to measure.
#[derive(Debug, Args)]
pub(crate) struct Measure {
    /// Machine mode to measure; `auto` measures the native one in full and the others in brief.
    #[arg(long, value_enum, default_value_t, value_name = "MODE")]
    pub mode: Mode,
    /// Measure this policy only: how upcalls cross into the guest.
    #[arg(long, value_enum, value_name = "POLICY")]
    pub policy: Option<Policy>,
    /// Time for the samples of each row [default: 300ms].
    #[arg(long, value_parser = units::duration, value_name = "TIME")]
    pub time: Option<Duration>,
    /// Most samples of each row.
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..), value_name = "N")]
    pub samples: Option<u64>,
    /// CPUs of the caller and of whoever answers [default: two cores that this process may use].
    #[arg(long, value_parser = bench::cpus, value_name = "A,B")]
    pub cpus: Option<Cores>,
    /// Print one flat JSON object of medians in nanoseconds instead of the table.
    #[arg(long)]
    pub json: bool,
    /// Draw the distributions and what arguments cost.
    #[arg(long, value_name = "FILE.svg|FILE.png")]
    pub plot: Option<PathBuf>,
}

/// Machine modes by their names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mode {
    /// The fastest mode that runs natively here; without KVM, `interp` with a warning.
    #[default]
    Auto,
    /// 32-bit protected mode, limits to the byte.
    Segmented,
    /// 64-bit long mode, limits by pages.
    Long,
    /// Interpreter: memory-safe, slow, no hardware wall.
    Interp,
}

/// Policies by their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Policy {
    /// Each crossing enters the guest and leaves it.
    Sync,
    /// The guest stays on a core of its own and waits there for the next crossing.
    Resident,
    /// Whichever of them is faster at the time; what runtimes do unless told otherwise.
    Adaptive,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

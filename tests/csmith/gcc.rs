//! The C compiler that the engines are compared with.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::process::{Ended, Scratch, limited, run};
use super::{Sums, headers};

/// The data model of plugins, and arithmetic that wraps around.
const MODEL: [&str; 8] =
    ["-m32", "-malign-double", "-fwrapv", "-fsigned-char", "-msse2", "-mfpmath=sse", "-std=gnu99", "-w"];

/// Seconds of CPU time that a program may take.
const SECONDS: u32 = 2;

/// How long it may take on a busy machine.
const LIMIT: Duration = Duration::from_secs(60);

/// Calls the program and prints what it left in memory.
const DRIVER: &str = r#"
int printf(const char *, ...);
struct csmith_step { const char *name; unsigned sum; };
extern struct csmith_step csmith_steps[];
extern unsigned csmith_count, csmith_checksum;
int csmith_main(int, char **);
int main(void)
{
    csmith_main(1, 0);
    for (unsigned i = 0; i < csmith_count && i < 4096; i++)
        printf("%s %X\n", csmith_steps[i].name, csmith_steps[i].sum);
    printf("= %X\n", csmith_checksum);
    return 0;
}
"#;

/// What gcc makes of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// Every level of optimisation came to this.
    Sums(Sums),
    /// Not a program to compare with: it does not end soon, or the levels differ.
    Unusable(String),
}

/// Compiles and runs a program.
///
/// # Errors
/// gcc refuses the program, or can't make 32-bit programs here.
pub fn reference(text: &str, scratch: &Scratch) -> Result<Reference, String> {
    let mut found: Option<Sums> = None;
    for level in ["-O0", "-O1"] {
        let binary = compile(text, scratch, &[level])?;
        let sums = match run(&mut limited(binary, SECONDS), LIMIT).map_err(|error| error.to_string())? {
            Ended::Well(output) => parse(&output),
            Ended::Badly(error) => return Ok(Reference::Unusable(format!("gcc {level}: {error}"))),
            Ended::TimedOut => return Ok(Reference::Unusable("it runs too long".to_owned())),
        };
        match &found {
            Some(other) if *other != sums => return Ok(Reference::Unusable("gcc -O0 and -O1 differ".to_owned())),
            _ => found = Some(sums),
        }
    }
    Ok(found.map_or(Reference::Unusable(String::new()), Reference::Sums))
}

/// Whether gcc's warnings and sanitizers find nothing undefined in a program.
#[must_use]
pub fn is_well_defined(text: &str, scratch: &Scratch) -> bool {
    let errors = "uninitialized maybe-uninitialized implicit-function-declaration implicit-int int-conversion \
                  incompatible-pointer-types return-type array-bounds return-local-addr sequence-point";
    let mut flags: Vec<String> = errors.split_whitespace().map(|error| format!("-Werror={error}")).collect();
    // The model ends with `-w`, which would hide them all.
    flags.extend(["-O1", "-Wno-all", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"].map(str::to_owned));
    flags.push("-fno-sanitize=alignment,float-cast-overflow".to_owned());
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    let Ok(binary) = compile_with(text, scratch, &MODEL[..7], &flags) else { return false };
    let mut command = limited(binary, 10 * SECONDS);
    command.env("ASAN_OPTIONS", "detect_leaks=0,detect_stack_use_after_return=1");
    matches!(run(&mut command, LIMIT), Ok(Ended::Well(_)))
}

fn compile(text: &str, scratch: &Scratch, flags: &[&str]) -> Result<PathBuf, String> {
    compile_with(text, scratch, &MODEL, flags)
}

fn compile_with(text: &str, scratch: &Scratch, model: &[&str], flags: &[&str]) -> Result<PathBuf, String> {
    let (program, driver) = (scratch.write("program.c", text), scratch.write("driver.c", DRIVER));
    let (object, binary) = (scratch.file("program.o"), scratch.file("program"));
    let steps: [(&str, &[&Path], &[&str]); 2] =
        [("program.o", &[&program], &["-c", "-Dmain=csmith_main"]), ("program", &[&driver, &object], &[])];
    for (to, from, extra) in steps {
        let mut command = Command::new("gcc");
        command
            .args(model)
            .arg("-I")
            .arg(headers::OURS)
            .args(["-I", headers::CSMITH])
            .args(flags)
            .args(extra)
            .args(from)
            .arg("-o")
            .arg(scratch.file(to));
        match run(&mut command, Duration::from_secs(120)).map_err(|error| error.to_string())? {
            Ended::Well(_) => {}
            Ended::Badly(error) => return Err(error),
            Ended::TimedOut => return Err("gcc takes too long".to_owned()),
        }
    }
    Ok(binary)
}

fn parse(output: &str) -> Sums {
    let mut sums = Sums::default();
    for line in output.lines() {
        let Some((name, sum)) = line.rsplit_once(' ') else { continue };
        let sum = u32::from_str_radix(sum, 16).unwrap_or_default();
        match name {
            "=" => sums.last = sum,
            name => sums.steps.push((name.to_owned(), sum)),
        }
    }
    sums
}

/// The steps as lines of text.
pub(super) fn show(sums: &Sums) -> String {
    let mut text = String::new();
    for (name, sum) in &sums.steps {
        let _ = writeln!(text, "{name} {sum:X}");
    }
    let _ = writeln!(text, "= {:X}", sums.last);
    text
}

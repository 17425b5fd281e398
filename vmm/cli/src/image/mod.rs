//! `vmm image`: an image plugin applied to picture files.

mod forms;
mod picture;

use std::time::Duration;

use plugvisor::Runtime;

use crate::failure::{Failure, Status};
use crate::files;
use crate::includes;
use crate::options::Image;
use crate::output::Output;
use crate::session::{self, timed};
use crate::style::Style;
use crate::units::{show_duration, show_size};
use forms::Form;
use picture::{Format, Input, Picture};

/// Memory beside the pixels: stack, the plugin's own data, and room for the allocator.
const SLACK: u64 = 8 << 20;
/// Times that a runtime is built anew, with more memory, before the command gives up.
const TRIES: u32 = 3;

/// Runs the command.
pub(crate) fn run(options: &Image, output: &Output, style: Style) -> Result<u8, Failure> {
    let format = Format::of(&options.output)?;
    let plugin = files::source(&options.plugin)?;
    let preprocessing = includes::preprocessing(&options.sources)?;
    let inputs = options.inputs.iter().map(|path| Input::open(path)).collect::<Result<Vec<_>, _>>()?;
    let mut memory = first_guess(&inputs);
    for last in (1..=TRIES).map(|n| n == TRIES) {
        let mut runtime = session::runtime(&options.machine, options.sources.level, memory, None, output, style)?;
        let (modules, compiling) = timed(|| {
            session::compile(&runtime, std::slice::from_ref(&plugin), &preprocessing, &options.sources, style)
        });
        let modules = modules?;
        let (linked, linking) = timed(|| session::link(&mut runtime, &modules));
        linked?;
        let form = Form::of(&runtime, &plugin.name)?;
        match form.apply(&mut runtime, &inputs) {
            Ok((picture, running)) => {
                let times = Times { compiling, linking, running };
                return finish(options, format, &runtime, &inputs, picture, &times, output);
            }
            // The plugin wants a larger picture than the guess has room for.
            Err(forms::Stop::Memory(more)) if !last && can_grow(options, more) => memory = more + SLACK,
            Err(stop) => return Err(stop.into()),
        }
    }
    Err(Failure::new(Status::Io, "the plugin's picture never fits its memory"))
}

/// Room for the inputs and for an output of four times the first one, or of all of them together.
fn first_guess(inputs: &[Input]) -> u64 {
    let all: u64 = inputs.iter().map(Input::len).sum();
    let first = inputs.first().map_or(0, Input::len);
    (all + all.max(4 * first) + SLACK).max(session::memory_for(0))
}

/// Whether the user left it to the command to choose, and a runtime can have that much.
fn can_grow(options: &Image, bytes: u64) -> bool {
    options.machine.memory.is_none() && bytes <= session::MAX_MEMORY - SLACK
}

/// How long each step took.
struct Times {
    compiling: Duration,
    linking: Duration,
    running: Duration,
}

/// Writes the picture and says what was done.
fn finish(
    options: &Image,
    format: Format,
    runtime: &Runtime,
    inputs: &[Input],
    picture: Picture,
    times: &Times,
    output: &Output,
) -> Result<u8, Failure> {
    let sources: Vec<String> =
        inputs.iter().map(|input| format!("{} {}x{}", input.name, input.width, input.height)).collect();
    let target =
        format!("{} {}x{} {}", files::display(&options.output), picture.width, picture.height, picture.colours());
    let pixels = u64::from(picture.width) * u64::from(picture.height);
    let file = format.encode(picture).map_err(|e| {
        Failure::new(Status::Io, format_args!("cannot encode {}: {e}", files::display(&options.output)))
    })?;
    files::write(&options.output, &file)?;
    let per_pixel = times.running.as_secs_f64() * 1e9 / pixels as f64;
    output.print(&format!(
        "{} -> {target}\nmode     {}, {} of memory\ncompile  {}\nlink     {}\nrun      {} ({per_pixel:.2} ns for each \
         pixel written)\n",
        sources.join(" + "),
        runtime.mode(),
        show_size(u64::from(runtime.memory_size())),
        show_duration(times.compiling),
        show_duration(times.linking),
        show_duration(times.running),
    ))?;
    Ok(0)
}

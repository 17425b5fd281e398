//! `vmm disasm`: source lines and what the compiler made of them.

use std::sync::Arc;

use plugvisor::Isa;

use crate::bind;
use crate::check::Compiler;
use crate::failure::{Failure, Status};
use crate::files;
use crate::listing::listing;
use crate::options::{Disasm, Mode};
use crate::output::Output;
use crate::style::{Style, say};
use crate::watch::{Wants, Watch};

/// Runs the command.
pub(crate) fn run(options: &Disasm, output: &Output, style: Style, on_stderr: Style) -> Result<u8, Failure> {
    let source = files::source(&options.file)?;
    let isa = match options.mode {
        _ if options.ir => Isa::Portable,
        Mode::Interp => Isa::Portable,
        Mode::Segmented => Isa::Ia32,
        Mode::Auto | Mode::Long => Isa::Amd64,
    };
    let wants =
        Wants { changes: options.print_passes.clone(), module: options.interleave, ..Wants::of(&options.sources) };
    let watch = Arc::new(Watch::new(wants));
    let unit = Compiler::new(&options.sources)?
        .compile_watched(&source, isa, &watch)
        .map_err(|diagnostics| Failure::rendered(Status::Compile, diagnostics.render(on_stderr.is_coloured())))?;
    bind::check(&options.sources.bind, std::iter::once(&unit.object))?;
    if !options.sources.quiet && !unit.warnings.is_empty() {
        say(unit.warnings.render(on_stderr.is_coloured()).trim_end());
    }
    let remarks = watch.remarks(&source);
    if !remarks.is_empty() {
        say(remarks.render(on_stderr.is_coloured()).trim_end());
    }
    output.print(&watch.changes(style))?;
    if options.print_passes.is_some() && !options.ir && !options.interleave {
        return Ok(0);
    }
    match &unit.ir {
        Some(ir) => output.print(&ir.to_string())?,
        None => output.print(&listing(&source, &unit.object, options.interleave.then_some(&watch), style))?,
    }
    Ok(0)
}

//! `vmm disasm`: source lines and what the compiler made of them.

use plugvisor::Isa;

use crate::check::Compiler;
use crate::failure::{Failure, Status};
use crate::files;
use crate::options::{Disasm, Mode};
use crate::output::Output;
use crate::style::Style;

/// Runs the command.
pub(crate) fn run(options: &Disasm, output: &Output, _style: Style, on_stderr: Style) -> Result<u8, Failure> {
    let source = files::source(&options.file)?;
    let isa = match options.mode {
        _ if options.ir => Isa::Portable,
        Mode::Interp => Isa::Portable,
        Mode::Segmented => Isa::Ia32,
        Mode::Auto | Mode::Long => Isa::Amd64,
    };
    let unit = Compiler::new()?
        .compile(&source, isa)
        .map_err(|diagnostics| Failure::rendered(Status::Compile, diagnostics.render(on_stderr.is_coloured())))?;
    if !unit.warnings.is_empty() {
        eprintln!("{}", unit.warnings.render(on_stderr.is_coloured()).trim_end());
    }
    match &unit.ir {
        Some(ir) => output.print(&ir.to_string())?,
        None => return Err(Failure::new(Status::Io, "machine code is not listed yet").help("use --ir")),
    }
    Ok(0)
}

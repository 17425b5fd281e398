//! `vmm disasm`: source lines and what the compiler made of them.

use std::fmt::Write as _;

use jit::isa::disasm::disasm;
use linker::Object;
use linker::object::{SrcLoc, SymbolId};
use plugvisor::Isa;

use crate::check::Compiler;
use crate::failure::{Failure, Status};
use crate::files::{self, Source};
use crate::options::{Disasm, Mode};
use crate::output::Output;
use crate::style::{Style, say};

/// Columns for an instruction's bytes; longer ones push their text to the right.
const BYTES: usize = 9;

/// Runs the command.
pub(crate) fn run(options: &Disasm, output: &Output, style: Style, on_stderr: Style) -> Result<u8, Failure> {
    let source = files::source(&options.file)?;
    let isa = match options.mode {
        _ if options.ir => Isa::Portable,
        Mode::Interp => Isa::Portable,
        Mode::Segmented => Isa::Ia32,
        Mode::Auto | Mode::Long => Isa::Amd64,
    };
    let unit = Compiler::new(&options.sources)?
        .compile(&source, isa)
        .map_err(|diagnostics| Failure::rendered(Status::Compile, diagnostics.render(on_stderr.is_coloured())))?;
    if !options.sources.quiet && !unit.warnings.is_empty() {
        say(unit.warnings.render(on_stderr.is_coloured()).trim_end());
    }
    match &unit.ir {
        Some(ir) => output.print(&ir.to_string())?,
        None => output.print(&listing(&source, &unit.object, style))?,
    }
    Ok(0)
}

/// The whole object, function by function.
fn listing(source: &Source, object: &Object, style: Style) -> String {
    let mut text = String::new();
    let lines: Vec<&str> = source.text.lines().collect();
    let mut shown = (None, SrcLoc::default());
    for line in disasm(object) {
        if shown.0 != Some(line.function) {
            let blank = if shown.0.is_some() { "\n" } else { "" };
            let title = style.strong(&format!("<{}>", name(object, line.function)));
            let _ = writeln!(text, "{blank}{:08x} {title}:", line.offset);
            shown = (Some(line.function), SrcLoc::default());
        }
        let place = line.loc;
        if place.line != 0 && (place.line, place.file) != (shown.1.line, shown.1.file) {
            shown.1 = place;
            let _ = writeln!(text, "{}", style.help(&source_line(&lines, object, place)));
        }
        let hex = line.bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ");
        let width = 3 * BYTES;
        let head = style.faint(&format!("{:6x}:  {hex:<width$}", line.offset));
        let (code, note) = line.text.split_once("  ; ").unwrap_or((&line.text, ""));
        let note = if note.is_empty() { String::new() } else { style.faint(&format!("  ; {note}")) };
        let _ = writeln!(text, "{head} {code}{note}");
    }
    text
}

/// `file:12:  text of the line`
fn source_line(lines: &[&str], object: &Object, place: SrcLoc) -> String {
    let file = object.files.get(usize::from(place.file)).unwrap_or(&object.name);
    // Of what is included only the place is known.
    let lines = if *file == object.name { lines } else { &[] };
    let line = lines.get(place.line as usize - 1).copied().unwrap_or_default();
    format!("{file}:{}:  {}", place.line, line.trim_end())
}

/// The function's name.
fn name(object: &Object, function: Option<SymbolId>) -> &str {
    match function {
        Some(id) => object.symbols.get(id.0 as usize).map_or("?", |symbol| &symbol.name),
        None => "constants and tables",
    }
}

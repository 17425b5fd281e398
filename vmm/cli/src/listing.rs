//! Machine code with the source lines that it was made of, and on request the IR between them.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use jit::ir;
use jit::isa::disasm::{Line, disasm};
use linker::Object;
use linker::object::{SrcLoc, SymbolId};

use crate::files::Source;
use crate::style::Style;
use crate::watch::{Watch, nameless};

/// Columns for an instruction's bytes; longer ones push their text to the right.
const BYTES: usize = 9;
/// Columns for a line of IR, before the pass that made it.
const IR: usize = 60;

/// The whole object, function by function; with the IR, if `watch` has seen it.
pub(crate) fn listing(source: &Source, object: &Object, watch: Option<&Watch>, style: Style) -> String {
    let mut text = String::new();
    let lines: Vec<&str> = source.text.lines().collect();
    let module = watch.and_then(Watch::module);
    let mut between = Between::default();
    let mut shown = (None, SrcLoc::default());
    for line in disasm(object) {
        if shown.0 != Some(line.function) {
            between.rest(&mut text, style);
            let blank = if shown.0.is_some() { "\n" } else { "" };
            let title = style.strong(&format!("<{}>", name(object, line.function)));
            let _ = writeln!(text, "{blank}{:08x} {title}:", line.offset);
            shown = (Some(line.function), SrcLoc::default());
            if let (Some(watch), Some(module), Some(function)) = (watch, &module, line.function) {
                between = Between::new(module, function, watch);
            }
        }
        let place = line.loc;
        if place.line != 0 && (place.line, place.file) != (shown.1.line, shown.1.file) {
            shown.1 = place;
            let _ = writeln!(text, "{}", style.help(&source_line(&lines, object, place)));
            between.line(place, &mut text, style);
        }
        machine(&line, &mut text, style);
    }
    between.rest(&mut text, style);
    text
}

/// One instruction.
fn machine(line: &Line, text: &mut String, style: Style) {
    let hex = line.bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ");
    let width = 3 * BYTES;
    let head = style.faint(&format!("{:6x}:  {hex:<width$}", line.offset));
    let (code, note) = line.text.split_once("  ; ").unwrap_or((&line.text, ""));
    let note = if note.is_empty() { String::new() } else { style.faint(&format!("  ; {note}")) };
    let _ = writeln!(text, "{head} {code}{note}");
}

/// The IR of a function by source line, as far as it has not been shown.
#[derive(Default)]
struct Between {
    lines: BTreeMap<(u16, u32), Vec<String>>,
    /// The pass that made a line.
    origins: HashMap<String, &'static str>,
}

impl Between {
    fn new(module: &ir::Module, function: SymbolId, watch: &Watch) -> Self {
        let Some(data) = module.functions.iter().find(|data| data.symbol == function) else { return Self::default() };
        let name = module.symbols.get(function.0 as usize).map_or("", |symbol| &symbol.name);
        let mut this = Self { lines: BTreeMap::new(), origins: watch.origins(name) };
        let mut block = None;
        let mut last = (0, 0);
        // The function's head and its end are no instructions.
        for (place, line) in ir::print::lines(data, module).into_iter().skip(1 + data.slots.len()) {
            if !line.starts_with(' ') {
                block = Some(line);
                continue;
            }
            if place.line != 0 {
                last = (place.file, place.line);
            }
            // What the compiler made up belongs to what stands before it.
            let lines = this.lines.entry(last).or_default();
            lines.extend(block.take().map(|block| format!("  {block}")));
            lines.push(line);
        }
        this
    }

    /// The IR of a source line, the first time that the line is shown.
    fn line(&mut self, place: SrcLoc, text: &mut String, style: Style) {
        let lines = self.lines.remove(&(place.file, place.line));
        self.write(&lines.unwrap_or_default(), text, style);
    }

    /// What no instruction was made of, or of no line of its own.
    fn rest(&mut self, text: &mut String, style: Style) {
        let rest: Vec<String> = std::mem::take(&mut self.lines).into_values().flatten().collect();
        if !rest.is_empty() {
            let _ = writeln!(text, "{}", style.help("in other lines' instructions:"));
            self.write(&rest, text, style);
        }
    }

    fn write(&self, lines: &[String], text: &mut String, style: Style) {
        for line in lines {
            let origin = self.origins.get(&nameless(line)).map_or(String::new(), |pass| format!("; {pass}"));
            let line = format!("  | {line:<IR$} {origin}");
            let _ = writeln!(text, "{}", style.good(line.trim_end()));
        }
    }
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

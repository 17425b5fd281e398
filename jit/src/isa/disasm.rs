//! Listings of machine code, for people.

use guest_abi::Isa;
use iced_x86::{Decoder, DecoderOptions, FlowControl, Formatter, Instruction, IntelFormatter};
use linker::object::{FunctionCode, Object, Reloc, RelocKind, SrcLoc, SymbolId};

/// A line of a listing: an instruction, or data behind the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The function that it belongs to; `None` for the tables and constants behind the last function.
    pub function: Option<SymbolId>,
    /// Offset in the object's code.
    pub offset: u32,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The instruction in Intel syntax, with what it refers to.
    pub text: String,
    /// Its source place; line 0 if it has none.
    pub loc: SrcLoc,
}

/// Bytes of data on a line.
const DATA_LINE: usize = 8;

/// Lists the code of an object.
#[must_use]
pub fn disasm(object: &Object) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut functions = object.functions.clone();
    functions.sort_by_key(|function| function.offset);
    let mut relocs = object.relocs.clone();
    relocs.sort_by_key(|reloc| reloc.at);
    let tables = Tables { object, functions: &functions, relocs: &relocs };
    let mut end = 0;
    for function in &functions {
        end = function.offset.saturating_add(function.len);
        list(&tables, function.symbol, function.offset, end, &mut lines);
    }
    if object.isa != Isa::Portable {
        let rest = object.code.get(end as usize..).unwrap_or_default();
        for (i, bytes) in rest.chunks(DATA_LINE).enumerate() {
            lines.push(Line {
                function: None,
                offset: end + (i * DATA_LINE) as u32,
                bytes: bytes.to_vec(),
                text: "(data)".to_owned(),
                loc: SrcLoc::default(),
            });
        }
    }
    lines
}

/// An object and its tables in order, for binary search.
struct Tables<'a> {
    object: &'a Object,
    functions: &'a [FunctionCode],
    relocs: &'a [Reloc],
}

fn list(tables: &Tables<'_>, function: SymbolId, start: u32, end: u32, lines: &mut Vec<Line>) {
    let object = tables.object;
    let Some(code) = object.code.get(start as usize..end as usize) else { return };
    let bits = if object.isa == Isa::Ia32 { 32 } else { 64 };
    let mut decoder = Decoder::with_ip(bits, code, u64::from(start), DecoderOptions::NONE);
    let mut formatter = IntelFormatter::new();
    let options = formatter.options_mut();
    options.set_space_after_operand_separator(true);
    options.set_hex_prefix("0x");
    options.set_hex_suffix("");
    options.set_uppercase_hex(false);
    options.set_branch_leading_zeros(false);
    options.set_small_hex_numbers_in_decimal(true);
    let mut instruction = Instruction::default();
    while decoder.can_decode() {
        decoder.decode_out(&mut instruction);
        let offset = instruction.ip() as u32;
        let next = instruction.next_ip() as u32;
        let mut text = String::new();
        formatter.format(&instruction, &mut text);
        for note in notes(tables, &instruction, offset, next) {
            text.push_str("  ; ");
            text.push_str(&note);
        }
        let bytes = object.code.get(offset as usize..next as usize).unwrap_or_default().to_vec();
        lines.push(Line { function: Some(function), offset, bytes, text, loc: place(object, offset) });
    }
}

/// The source place of a code offset.
fn place(object: &Object, offset: u32) -> SrcLoc {
    let after = object.lines.partition_point(|row| row.offset <= offset);
    after.checked_sub(1).map_or(SrcLoc::default(), |row| object.lines[row].loc)
}

/// What an instruction refers to and why it traps.
fn notes(tables: &Tables<'_>, instruction: &Instruction, offset: u32, next: u32) -> Vec<String> {
    let object = tables.object;
    let mut notes = Vec::new();
    let first = tables.relocs.partition_point(|reloc| reloc.at < offset);
    for reloc in tables.relocs[first..].iter().take_while(|reloc| reloc.at < next) {
        let name = object.symbols.get(reloc.symbol.0 as usize).map_or("?", |symbol| symbol.name.as_str());
        notes.push(match reloc.kind {
            RelocKind::Data if reloc.addend == 0 => name.to_owned(),
            RelocKind::Data => format!("{name}{:+}", reloc.addend),
            RelocKind::FunctionPointer => format!("&{name}"),
            RelocKind::Slot => format!("slot of {name}"),
            RelocKind::Code => format!("code at {:#x}", reloc.addend),
        });
    }
    if matches!(instruction.flow_control(), FlowControl::Call) {
        let target = instruction.near_branch_target() as u32;
        if let Ok(found) = tables.functions.binary_search_by_key(&target, |function| function.offset) {
            let function = &tables.functions[found];
            notes.extend(object.symbols.get(function.symbol.0 as usize).map(|symbol| symbol.name.clone()));
        }
    }
    // The compiler emits trap sites in the order of their offsets.
    if let Ok(found) = object.traps.binary_search_by_key(&offset, |trap| trap.offset) {
        let trap = &object.traps[found];
        notes.push(format!("trap: {:?}", trap.code));
    }
    notes
}

//! Writes the tables that the crate embeds: members with their objects, exported names, names of headers.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use linker::Object;
use linker::object::{Linkage, SymbolKind};

use crate::members::{Compiled, Text, Texts};
use crate::scan;

/// Headers whose definition of a name is the one to include; for the others the order is that of the alphabet.
const FIRST: [&str; 10] =
    ["stddef.h", "stdint.h", "stdbool.h", "limits.h", "float.h", "stdio.h", "stdlib.h", "string.h", "math.h", "time.h"];

/// Writes `objects.bin` and `tables.rs`.
pub(crate) fn write(texts: &Texts, compiled: &[Compiled], out: &Path) -> Result<(), String> {
    let headers = header_names(&texts.headers);
    let mut blob = Vec::new();
    let mut tables = String::new();
    table(
        &mut tables,
        "MEMBERS",
        "Member",
        texts.members.iter().zip(compiled).map(|(text, compiled)| {
            let amd64 = append(&mut blob, &compiled.amd64);
            let ia32 = append(&mut blob, &compiled.ia32);
            format!("Member::new({:?}, {:?}, OBJECTS, {amd64:?}, {ia32:?})", text.name, text.text)
        }),
    );
    let exports = exports(compiled, &headers, &texts.members)?;
    table(&mut tables, "EXPORTS", "Export", exports.into_values());
    for (name, texts) in [("HEADERS", &texts.headers), ("INTERNAL", &texts.internal)] {
        let mut texts: Vec<&Text> = texts.iter().collect();
        texts.sort_unstable_by_key(|text| &text.name);
        let rows = texts.iter().map(|text| format!("({:?}, {:?})", text.name, text.text));
        table(&mut tables, name, "(&str, &str)", rows);
    }
    table(&mut tables, "HEADER_NAMES", "(&str, &str)", {
        headers.iter().map(|(name, header)| format!("({name:?}, {header:?})"))
    });
    let save = |name: &str, bytes: &[u8]| fs::write(out.join(name), bytes).map_err(|error| format!("{name}: {error}"));
    save("objects.bin", &blob)?;
    save("tables.rs", tables.as_bytes())
}

/// A static array: a reference to one could not hold cells.
fn table(text: &mut String, name: &str, ty: &str, rows: impl ExactSizeIterator<Item = String>) {
    let _ = writeln!(text, "pub(crate) static {name}: [{ty}; {}] = [", rows.len());
    for row in rows {
        let _ = writeln!(text, "    {row},");
    }
    let _ = writeln!(text, "];");
}

/// Where the object's bytes lie.
fn append(blob: &mut Vec<u8>, object: &Object) -> std::ops::Range<usize> {
    let start = blob.len();
    // Writing to memory does not fail, and there is nothing in an object that has no encoding.
    blob.extend(postcard::to_allocvec(object).expect("an object can be encoded"));
    start..blob.len()
}

/// The header to include for each name that a header defines.
fn header_names(headers: &[Text]) -> BTreeMap<&str, &str> {
    let rank = |name: &str| FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len());
    let mut sorted: Vec<&Text> = headers.iter().filter(|text| !text.name.starts_with('_')).collect();
    sorted.sort_by_key(|text| (rank(&text.name), &text.name));
    let mut names = BTreeMap::new();
    for header in sorted {
        for found in scan::names(&header.text) {
            names.entry(found.name).or_insert(&*header.name);
        }
    }
    names
}

/// What members define for others, by name.
fn exports<'a>(
    compiled: &'a [Compiled],
    headers: &BTreeMap<&str, &str>,
    members: &[Text],
) -> Result<BTreeMap<&'a str, String>, String> {
    let mut exports = BTreeMap::new();
    for (index, Compiled { amd64, .. }) in compiled.iter().enumerate() {
        for symbol in amd64.symbols.iter().filter(|symbol| symbol.linkage == Linkage::Export) {
            let header = headers.get(&*symbol.name);
            let kind = match &symbol.kind {
                SymbolKind::Data { .. } => "Kind::Data".to_owned(),
                SymbolKind::Function(signature) => {
                    let params: Vec<String> = signature.params.iter().map(|ty| format!("Ty::{ty:?}")).collect();
                    let result = signature.result.map(|ty| format!("Ty::{ty:?}"));
                    let result = result.map_or("None".to_owned(), |ty| format!("Some({ty})"));
                    let variadic = signature.variadic;
                    format!(
                        "Kind::Function {{ params: &[{}], result: {result}, variadic: {variadic} }}",
                        params.join(", ")
                    )
                }
            };
            let row =
                format!("Export {{ name: {:?}, member: {index}, header: {header:?}, kind: {kind} }}", symbol.name);
            if exports.insert(&*symbol.name, row).is_some() {
                return Err(format!("{}: `{}` is defined by another member too\n", members[index].name, symbol.name));
            }
        }
    }
    Ok(exports)
}

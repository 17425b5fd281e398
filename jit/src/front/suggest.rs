//! "Did you mean": the known name nearest to an unknown one.

use super::parser::Parser;
use crate::diag::{Diagnostic, Span};

/// Longer names are not compared: edit distance takes quadratic time.
const MAX_LEN: usize = 40;

/// Names looked at for one suggestion.
const MAX_CANDIDATES: usize = 2000;

impl Parser<'_> {
    /// The visible name that `wanted` is most likely a misspelling of.
    pub(super) fn similar_name(&self, wanted: &str) -> Option<&str> {
        nearest(wanted, self.scopes.visible().map(|name| self.name(name)))
    }

    /// The name of the library that differs from this one by its case, two neighbours or one letter.
    pub(super) fn similar_of_library(&self, wanted: &str) -> Option<String> {
        let library = self.library?;
        if wanted.len() > MAX_LEN || wanted.len() < 4 || !wanted.is_ascii() {
            return None;
        }
        let lower = wanted.to_ascii_lowercase();
        let letters = b"abcdefghijklmnopqrstuvwxyz";
        let bytes = lower.as_bytes();
        let swapped = (1..bytes.len()).map(|i| {
            let mut word = bytes.to_vec();
            word.swap(i - 1, i);
            word
        });
        let removed = (0..bytes.len()).map(|i| [&bytes[..i], &bytes[i + 1..]].concat());
        let added =
            (0..=bytes.len()).flat_map(|i| letters.iter().map(move |&c| [&bytes[..i], &[c], &bytes[i..]].concat()));
        let replaced =
            (0..bytes.len()).flat_map(|i| letters.iter().map(move |&c| [&bytes[..i], &[c], &bytes[i + 1..]].concat()));
        std::iter::once(bytes.to_vec())
            .chain(swapped)
            .chain(removed)
            .chain(added)
            .chain(replaced)
            .filter_map(|word| String::from_utf8(word).ok())
            .find(|word| library.function(word).is_some())
    }

    /// With the help to include a header, and the edit for it if the program's first file is at fault.
    pub(super) fn add_include(&self, diagnostic: Diagnostic, header: &str) -> Diagnostic {
        let help = format!("add `#include <{header}>`");
        match self.pp.map.piece(0).filter(|piece| piece.base == 0) {
            Some(piece) => {
                let at = include_line(piece.text);
                diagnostic.suggest(help, Span { start: at, end: at }, format!("#include <{header}>\n"))
            }
            None => diagnostic.help(help),
        }
    }

    /// The same missing header is reported once, and once more if it was a warning and now is an error.
    pub(super) fn already_wanted(&mut self, header: &str, error: bool) -> bool {
        let known = self.wanted_headers.get(header).copied();
        self.wanted_headers.insert(header.to_owned(), error || known == Some(true));
        known.is_some_and(|was_error| was_error || !error)
    }
}

/// Where another `#include` goes: behind the first ones, or to the beginning.
fn include_line(text: &str) -> u32 {
    let (mut at, mut behind, mut depth) = (0, 0, 0);
    for line in text.split_inclusive('\n') {
        at += line.len();
        let line = line.trim();
        match line.strip_prefix('#').map(str::trim_start) {
            Some(directive) if directive.starts_with("include") && depth == 0 => behind = at,
            Some(directive) if directive.starts_with("if") => depth += 1,
            Some(directive) if directive.starts_with("endif") => depth -= 1,
            Some(_) => {}
            None if line.is_empty() || ["//", "/*", "*"].iter().any(|start| line.starts_with(start)) => {}
            None => break,
        }
    }
    if text[..behind].ends_with('\n') { behind as u32 } else { 0 }
}

/// What C writes for a type or keyword of another language, or for a type that is often defined by a header.
pub(crate) fn in_c(foreign: &str) -> Option<&'static str> {
    Some(match foreign {
        "string" | "String" | "str" => "char *",
        "byte" | "uchar" | "u8" => "uint8_t",
        "i8" => "int8_t",
        "i16" => "int16_t",
        "u16" | "ushort" => "uint16_t",
        "i32" => "int32_t",
        "u32" => "uint32_t",
        "uint" => "unsigned",
        "i64" => "int64_t",
        "u64" => "uint64_t",
        "f32" => "float",
        "f64" => "double",
        "boolean" => "bool",
        "let" | "var" => "int",
        _ => return None,
    })
}

/// The candidate with the smallest edit distance, if that is at most a third of the name.
pub(crate) fn nearest<'a>(wanted: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if wanted.len() > MAX_LEN {
        return None;
    }
    let limit = (wanted.len() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates.take(MAX_CANDIDATES) {
        if candidate == wanted || candidate.len() > MAX_LEN || candidate.len().abs_diff(wanted.len()) > limit {
            continue;
        }
        let distance = edit_distance(wanted.as_bytes(), candidate.as_bytes());
        if distance <= limit && distance < wanted.len() && best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, name)| name)
}

/// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours (Damerau 1964).
pub(super) fn edit_distance(a: &[u8], b: &[u8]) -> usize {
    let width = b.len() + 1;
    let mut two_back = vec![0; width];
    let mut previous: Vec<usize> = (0..width).collect();
    let mut row = vec![0; width];
    for i in 0..a.len() {
        row[0] = i + 1;
        for j in 0..b.len() {
            let substitute = previous[j] + usize::from(!a[i].eq_ignore_ascii_case(&b[j]));
            row[j + 1] = substitute.min(previous[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                row[j + 1] = row[j + 1].min(two_back[j - 1] + 1);
            }
        }
        std::mem::swap(&mut two_back, &mut previous);
        std::mem::swap(&mut previous, &mut row);
    }
    previous[b.len()]
}

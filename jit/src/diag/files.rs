//! The files that diagnostics are about, kept beyond the compilation.

use super::map::{Origin, Piece, SourceMap};
use super::{Diagnostics, Expansion, Label, Remark, Severity, Span, Suggestion};
use std::sync::Arc;

/// Files of an include chain that are named.
const MAX_INCLUDERS: usize = 8;

/// A file that a diagnostic is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Its name, as it was given or found.
    pub name: String,
    /// What is in it.
    pub text: Arc<str>,
    /// The offset at which it begins, for spans.
    pub base: u32,
    /// Files and lines of the `#include`s that led here, the nearest first.
    pub included_from: Vec<(String, u32)>,
}

impl SourceFile {
    /// Line and column (both from 1, the column in bytes) of an offset.
    #[must_use]
    pub fn line_column(&self, offset: u32) -> (u32, u32) {
        line_column(&self.text, offset.saturating_sub(self.base))
    }
}

/// Is it a header of the C library? Its user can't mend what is warned of there.
fn of_library(piece: &Piece<'_>) -> bool {
    piece.name.starts_with('<') && piece.name.ends_with(".h>")
}

fn line_column(text: &str, offset: u32) -> (u32, u32) {
    let bytes = text.as_bytes();
    let before = &bytes[..bytes.len().min(offset as usize)];
    let line = before.iter().filter(|&&b| b == b'\n').count();
    let start = before.iter().rposition(|&b| b == b'\n').map_or(0, |p| p + 1);
    (line as u32 + 1, (before.len() - start) as u32 + 1)
}

impl Diagnostics {
    /// Keeps the text of the file that was compiled, so that the diagnostics can be shown. Does nothing if there are
    /// none, or if it is kept already.
    pub fn attach_source(&mut self, file: &str, source: &str) {
        if !self.is_empty() && self.files.first().is_none_or(|f| f.base != 0) {
            let file =
                SourceFile { name: file.to_owned(), text: Arc::from(source), base: 0, included_from: Vec::new() };
            self.files.insert(0, file);
        }
    }

    /// Turns the places of tokens that macros made into places in files, and keeps those files.
    pub(crate) fn resolve(&mut self, map: &SourceMap<'_>) {
        let mut items = std::mem::take(&mut self.items);
        let fresh = items.split_off(self.resolved);
        let found = fresh.len();
        items.extend(fresh.into_iter().filter(|item| {
            item.severity == Severity::Error
                || !map.piece(map.resolve(item.primary.span).0.start).is_some_and(of_library)
        }));
        self.warnings = self.warnings.saturating_sub(self.resolved + found - items.len());
        for item in &mut items[self.resolved..] {
            let (span, frames) = map.resolve(item.primary.span);
            item.primary.span = span;
            let frames = frames.into_iter();
            item.expansions = frames.map(|f| Expansion { name: f.name.to_owned(), span: f.at }).collect();
            self.keep(span, map);
            for label in &mut item.secondary {
                label.span = map.resolve(label.span).0;
                self.keep(label.span, map);
            }
            for expansion in &item.expansions {
                self.keep(expansion.span, map);
            }
            // What a macro made can't be edited where the macro is called.
            let mut written = Vec::new();
            for suggestion in std::mem::take(&mut item.suggestions) {
                let (at, frames) = map.resolve(suggestion.span);
                let editable = |piece: &Piece<'_>| {
                    !of_library(piece) && !piece.name.is_empty() && (at.end - piece.base) as usize <= piece.text.len()
                };
                if frames.is_empty() && map.piece(at.start).is_some_and(editable) {
                    self.keep(at, map);
                    written.push(Suggestion { span: at, ..suggestion });
                } else if !suggestion.message.is_empty() {
                    item.remarks.push(Remark::Help(suggestion.message));
                }
            }
            item.suggestions = written;
            // Two places in one macro are one place where it is called.
            let primary = item.primary.span;
            let hidden = |label: &Label| label.span == primary && !item.expansions.is_empty();
            item.secondary.retain(|label| !hidden(label));
        }
        self.resolved = items.len();
        self.items = items;
    }

    fn keep(&mut self, span: Span, map: &SourceMap<'_>) {
        let Some(piece) = map.piece(span.start) else { return };
        let Err(index) = self.files.binary_search_by_key(&piece.base, |f| f.base) else { return };
        let mut included_from = Vec::new();
        let mut origin = piece.origin;
        while let Origin::Included(at) = origin
            && let Some(includer) = map.piece(at)
            && included_from.len() < MAX_INCLUDERS
        {
            let (line, _) = line_column(includer.text, at - includer.base);
            included_from.push((includer.name.to_owned(), line));
            origin = includer.origin;
        }
        let (name, text) = (piece.name.to_owned(), Arc::from(piece.text));
        self.files.insert(index, SourceFile { name, text, base: piece.base, included_from });
    }

    /// The file that an offset lies in.
    #[must_use]
    pub fn file(&self, offset: u32) -> Option<&SourceFile> {
        let index = self.files.partition_point(|f| f.base <= offset).checked_sub(1)?;
        self.files.get(index)
    }

    /// Line and column (both from 1, the column in bytes) of an offset in its file.
    #[must_use]
    pub fn line_column(&self, offset: u32) -> (u32, u32) {
        self.file(offset).map_or((1, 1), |file| file.line_column(offset))
    }
}

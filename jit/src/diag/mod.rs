//! What the compiler has to say about a source text: errors and warnings with places, and how they look.

mod render;

use std::fmt;
use std::sync::Arc;

/// A half-open range of bytes of the source text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// Behind the last byte.
    pub end: u32,
}

impl Span {
    /// From the start of `self` to the end of `other`.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start, end: other.end.max(self.end) }
    }

    /// The empty range behind it.
    #[must_use]
    pub fn after(self) -> Span {
        Span { start: self.end, end: self.end }
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Severity {
    /// Nothing is emitted.
    Error,
    /// The code is emitted all the same.
    Warning,
}

/// A place with a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there; may be empty.
    pub text: String,
}

/// A line below the source excerpt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// What to do about it.
    Help(String),
    /// What is good to know.
    Note(String),
}

/// One error or warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// Where it is wrong.
    pub primary: Label,
    /// Other places that have to do with it.
    pub secondary: Vec<Label>,
    /// Help and notes.
    pub remarks: Vec<Remark>,
}

impl Diagnostic {
    /// An error.
    pub fn error(span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, span, message.into())
    }

    /// A warning.
    pub fn warning(span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, span, message.into())
    }

    fn new(severity: Severity, span: Span, message: String) -> Self {
        let primary = Label { span, text: String::new() };
        Self { severity, message, primary, secondary: Vec::new(), remarks: Vec::new() }
    }

    /// With words at the primary place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// With another place.
    #[must_use]
    pub fn secondary(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// With the cure.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.remarks.push(Remark::Help(text.into()));
        self
    }

    /// With something good to know.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.remarks.push(Remark::Note(text.into()));
        self
    }
}

/// Errors after which the front end gives up.
pub const MAX_ERRORS: usize = 20;

/// Warnings that are kept.
const MAX_WARNINGS: usize = 100;

/// The errors and warnings of one source text, together with what is needed to show them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
    file: String,
    source: Arc<str>,
    errors: usize,
    warnings: usize,
}

impl Diagnostics {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one. Beyond the caps they are only counted, and a second error at the same place is dropped: it is most
    /// likely a consequence of the first.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let span = diagnostic.primary.span;
        match diagnostic.severity {
            Severity::Error => {
                if self.error_at(span.start) {
                    return;
                }
                self.errors += 1;
                if self.errors > MAX_ERRORS {
                    return;
                }
            }
            Severity::Warning => {
                self.warnings += 1;
                if self.warnings > MAX_WARNINGS {
                    return;
                }
            }
        }
        self.items.push(diagnostic);
    }

    /// Keeps the source text, so that the diagnostics can be shown later. Does nothing if there are none.
    pub fn attach_source(&mut self, file: &str, source: &str) {
        if !self.items.is_empty() {
            self.file = file.to_owned();
            self.source = Arc::from(source);
        }
    }

    /// Is there an error?
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Is the latest error at this byte?
    #[must_use]
    pub fn error_at(&self, start: u32) -> bool {
        self.items.last().is_some_and(|d| d.severity == Severity::Error && d.primary.span.start == start)
    }

    /// As many errors as the front end puts up with?
    #[must_use]
    pub fn too_many_errors(&self) -> bool {
        self.errors >= MAX_ERRORS
    }

    /// Number of errors, those included that are not kept.
    #[must_use]
    pub fn error_count(&self) -> usize {
        self.errors
    }

    /// Number of warnings, those included that are not kept.
    #[must_use]
    pub fn warning_count(&self) -> usize {
        self.warnings
    }

    /// No errors and no warnings?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// All of them, in the order in which they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.items.iter()
    }

    /// Line and column (both from 1, the column in bytes) of a byte of the source text.
    #[must_use]
    pub fn line_column(&self, offset: u32) -> (u32, u32) {
        let bytes = self.source.as_bytes();
        let before = &bytes[..bytes.len().min(offset as usize)];
        let line = before.iter().filter(|&&b| b == b'\n').count();
        let start = before.iter().rposition(|&b| b == b'\n').map_or(0, |p| p + 1);
        (line as u32 + 1, (before.len() - start) as u32 + 1)
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Shows all of them without colours.
impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostics {}

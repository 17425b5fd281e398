//! What the compiler has to say about a source text: errors and warnings with places, and how they look.

mod codes;
mod files;
mod json;
pub(crate) mod map;
mod remarks;
mod render;

pub use codes::explain;
pub use files::SourceFile;

use std::fmt;

/// A half-open range of bytes. All files of a compilation lie in one space of offsets, the one that is compiled at its
/// beginning; [`Diagnostics::file`] tells them apart.
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
        // What macros made lies behind all files, wherever they are called.
        let apart = (self.end > map::VIRTUAL) != (other.end > map::VIRTUAL);
        Span { start: self.start, end: if apart { other.end } else { other.end.max(self.end) } }
    }

    /// The empty range before it.
    #[must_use]
    pub fn before(self) -> Span {
        Span { start: self.start, end: self.start }
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
    /// Nothing is wrong: an optimisation was done. The code is the pass.
    Remark,
    /// Nothing is wrong: an optimisation was not done.
    Missed,
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

/// An edit that mends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What it does; empty if the primary label says it.
    pub message: String,
    /// What is replaced; empty where something is inserted.
    pub span: Span,
    /// What is written there.
    pub replacement: String,
}

/// A macro in whose body the primary place is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expansion {
    /// The macro.
    pub name: String,
    /// Where in its definition.
    pub span: Span,
}

/// One error or warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What kind of error or warning: `E0101`, `W0203`. [`explain`] knows more about it.
    pub code: &'static str,
    /// What is wrong, in one line.
    pub message: String,
    /// Where it is wrong: where the outermost macro is called, if a macro made it.
    pub primary: Label,
    /// The way from there to what is wrong through the macros' bodies, the outermost first.
    pub expansions: Vec<Expansion>,
    /// Other places that have to do with it.
    pub secondary: Vec<Label>,
    /// Help and notes.
    pub remarks: Vec<Remark>,
    /// Edits, each of which mends it.
    pub suggestions: Vec<Suggestion>,
}

// All that makes messages is marked as cold: the code that leads to it is put out of the way of what runs in every
// compilation, whose instructions would not fit the processor's cache otherwise.
impl Diagnostic {
    /// An error.
    #[cold]
    #[inline(never)]
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, span, message.into())
    }

    /// A warning.
    #[cold]
    #[inline(never)]
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, span, message.into())
    }

    fn new(severity: Severity, code: &'static str, span: Span, message: String) -> Self {
        let primary = Label { span, text: String::new() };
        Self {
            severity,
            code,
            message,
            primary,
            expansions: Vec::new(),
            secondary: Vec::new(),
            remarks: Vec::new(),
            suggestions: Vec::new(),
        }
    }

    /// With words at the primary place.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// With another place.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn secondary(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// With the cure.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.remarks.push(Remark::Help(text.into()));
        self
    }

    /// With an edit that is the cure.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn suggest(mut self, message: impl Into<String>, span: Span, replacement: impl Into<String>) -> Self {
        self.suggestions.push(Suggestion { message: message.into(), span, replacement: replacement.into() });
        self
    }

    /// With something good to know.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.remarks.push(Remark::Note(text.into()));
        self
    }
}

/// Errors after which the front end gives up.
pub const MAX_ERRORS: usize = 20;

/// Warnings that are kept.
const MAX_WARNINGS: usize = 100;

/// The errors and warnings of a compilation, together with what is needed to show them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
    /// The files that are shown, by base.
    files: Vec<SourceFile>,
    /// Items whose places are those of files already.
    resolved: usize,
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
    #[cold]
    #[inline(never)]
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
            Severity::Remark | Severity::Missed => {}
        }
        self.items.push(diagnostic);
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

    /// Forgets the warnings.
    pub fn drop_warnings(&mut self) {
        self.items.retain(|d| d.severity == Severity::Error);
        self.resolved = self.resolved.min(self.items.len());
        self.warnings = 0;
    }

    /// Takes the latest warning back, if it has this code and begins at this byte or behind it: something else says it
    /// better.
    pub(crate) fn retract_warning(&mut self, code: &str, start: u32) {
        if self.items.last().is_some_and(|d| d.code == code && d.primary.span.start >= start) {
            self.items.pop();
            self.warnings -= 1;
        }
    }

    /// The latest message about this place.
    pub(crate) fn latest_about(&mut self, span: Span) -> Option<&mut Diagnostic> {
        self.items.iter_mut().rev().find(|d| d.primary.span == span)
    }

    /// All of them, to be moved elsewhere.
    pub(crate) fn into_items(self) -> Vec<Diagnostic> {
        self.items
    }

    /// All of them, in the order in which they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.items.iter()
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

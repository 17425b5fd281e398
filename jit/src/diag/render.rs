//! Rendering with annotate-snippets: the look of rustc.

use super::{Diagnostic, Diagnostics, Label, Remark, Severity, SourceFile, Span, Suggestion};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet};
use std::fmt::Write;
use std::ops::Range;

/// A longer excerpt of the source is not shown: the primary line, or the place alone, has to do.
const MAX_EXCERPT: usize = 64 * 1024;

/// Macros of a backtrace that are shown; of a longer one, the outer and the inner ones.
const MAX_FRAMES: usize = 6;

impl Diagnostics {
    /// All of them as text with file, line, column, source excerpt and caret; coloured for a terminal if asked for.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut out = String::new();
        for diagnostic in self.iter() {
            out.push_str(&self.render_one(diagnostic, &renderer));
            out.push_str("\n\n");
        }
        if self.too_many_errors() {
            let _ = writeln!(out, "error: stopped after {} errors\n", super::MAX_ERRORS);
        }
        out
    }

    fn render_one(&self, diagnostic: &Diagnostic, renderer: &Renderer) -> String {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Remark => Level::NOTE.with_name("remark"),
            Severity::Missed => Level::NOTE.with_name("missed"),
        };
        let mut group = Group::with_title(level.primary_title(diagnostic.message.as_str()).id(diagnostic.code));
        let file = self.file(diagnostic.primary.span.start);
        let base = |label: &Label| self.file(label.span.start).map(|f| f.base);
        let (here, elsewhere): (Vec<&Label>, Vec<&Label>) =
            diagnostic.secondary.iter().partition(|label| base(label) == file.map(|f| f.base));
        if let Some(file) = file {
            group = file.show(group, &diagnostic.primary, &here);
        }
        for label in elsewhere {
            let Some(file) = self.file(label.span.start) else { continue };
            if let Some(snippet) = file.snippet(label, &[], AnnotationKind::Context) {
                group = group.element(snippet);
            }
        }
        for remark in &diagnostic.remarks {
            group = group.element(match remark {
                Remark::Help(text) => Level::HELP.message(text.as_str()),
                Remark::Note(text) => Level::NOTE.message(text.as_str()),
            });
        }
        for (name, line) in file.map_or(&[][..], |f| &f.included_from[..]) {
            group = group.element(Level::NOTE.message(format!("included from {name}:{line}")));
        }
        let mut groups = vec![group];
        for suggestion in diagnostic.suggestions.iter().filter(|s| !s.message.is_empty()) {
            groups.extend(self.file(suggestion.span.start).and_then(|file| file.suggested(suggestion)));
        }
        self.backtrace(diagnostic, &mut groups);
        renderer.render(&groups)
    }

    /// The macros that lead from the primary place to what is wrong.
    fn backtrace<'a>(&'a self, diagnostic: &'a Diagnostic, groups: &mut Vec<Group<'a>>) {
        let frames = &diagnostic.expansions;
        for (i, frame) in frames.iter().enumerate() {
            if frames.len() > MAX_FRAMES && (MAX_FRAMES / 2..frames.len() - MAX_FRAMES / 2).contains(&i) {
                if i == MAX_FRAMES / 2 {
                    let more = format!("... and in {} more expansions ...", frames.len() - MAX_FRAMES);
                    groups.push(Group::with_title(Level::NOTE.secondary_title(more)));
                }
                continue;
            }
            let title = Level::NOTE.secondary_title(format!("in this expansion of macro `{}`", frame.name));
            let mut group = Group::with_title(title);
            let label = Label { span: frame.span, text: String::new() };
            if let Some(snippet) =
                self.file(frame.span.start).and_then(|file| file.snippet(&label, &[], AnnotationKind::Primary))
            {
                group = group.element(snippet);
            }
            groups.push(group);
        }
    }
}

impl SourceFile {
    /// The lines of an edit, as they are after it.
    fn suggested<'a>(&'a self, suggestion: &'a Suggestion) -> Option<Group<'a>> {
        let label = Label { span: suggestion.span, text: String::new() };
        let lines = self.excerpt(&label, &[])?;
        let (first_line, _) = self.line_column(self.base + lines.start as u32);
        let patch = Patch::new(self.within(&label, &lines), suggestion.replacement.as_str());
        let text = self.text[lines].replace('\r', " ");
        let snippet = Snippet::source(text).path(self.name.as_str()).line_start(first_line as usize).patch(patch);
        Some(Group::with_title(Level::HELP.secondary_title(suggestion.message.as_str())).element(snippet))
    }

    /// Adds the primary place with its line, or at least its name, and the other places in the same file.
    fn show<'a>(&'a self, group: Group<'a>, primary: &Label, secondary: &[&Label]) -> Group<'a> {
        if let Some(snippet) = self.snippet(primary, secondary, AnnotationKind::Primary) {
            return group.element(snippet);
        }
        let (line, column) = self.line_column(primary.span.start);
        group.element(Origin::path(self.name.as_str()).line(line as usize).char_column(column as usize))
    }

    /// The lines of a label and, if those are not too far away, of others.
    fn snippet<'a>(
        &'a self,
        primary: &Label,
        others: &[&Label],
        kind: AnnotationKind,
    ) -> Option<Snippet<'a, Annotation<'a>>> {
        let lines = self.excerpt(primary, others).or_else(|| self.excerpt(primary, &[]))?;
        // A carriage return before the line's end is none of the reader's business.
        let text = crate::front::octets::shown(&self.text[lines.clone()].replace('\r', " "));
        let (first_line, _) = self.line_column(self.base + lines.start as u32);
        let mut snippet = Snippet::source(text)
            .path(self.name.as_str())
            .line_start(first_line as usize)
            .annotation(kind.span(self.within(primary, &lines)).label(text_of(primary)));
        let shown = |label: &&&Label| {
            let span = self.range(label.span);
            span.start >= lines.start && span.end <= lines.end
        };
        for label in others.iter().filter(shown) {
            let at = self.within(label, &lines);
            snippet = snippet.annotation(AnnotationKind::Context.span(at).label(text_of(label)));
        }
        Some(snippet)
    }

    /// The bytes of the text that a span covers.
    fn range(&self, span: Span) -> Range<usize> {
        let start = span.start.saturating_sub(self.base) as usize;
        start..(span.end.saturating_sub(self.base) as usize).max(start)
    }

    /// The whole lines that all labels lie in, if they are short enough to show.
    fn excerpt(&self, primary: &Label, secondary: &[&Label]) -> Option<Range<usize>> {
        let mut span = self.range(primary.span);
        for label in secondary {
            let other = self.range(label.span);
            span = span.start.min(other.start)..span.end.max(other.end);
        }
        let mut start = span.start.min(self.text.len());
        let mut end = span.end.clamp(start, self.text.len());
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        let start = self.text[..start].rfind('\n').map_or(0, |p| p + 1);
        let end = self.text[end..].find('\n').map_or(self.text.len(), |p| end + p);
        (end - start <= MAX_EXCERPT).then_some(start..end)
    }

    /// The place of a label in an excerpt.
    fn within(&self, label: &Label, lines: &Range<usize>) -> Range<usize> {
        let span = self.range(label.span);
        let start = span.start.clamp(lines.start, lines.end) - lines.start;
        let end = span.end.clamp(lines.start, lines.end) - lines.start;
        start..end.max(start)
    }
}

fn text_of(label: &Label) -> Option<String> {
    (!label.text.is_empty()).then(|| label.text.clone())
}

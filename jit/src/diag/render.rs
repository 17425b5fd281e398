//! Rendering with annotate-snippets: the look of rustc.

use super::{Diagnostic, Diagnostics, Label, Remark, Severity, Span};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::fmt::Write;
use std::ops::Range;

/// A longer excerpt of the source is not shown: the primary line, or the place alone, has to do.
const MAX_EXCERPT: usize = 64 * 1024;

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
        };
        let mut group = Group::with_title(level.primary_title(diagnostic.message.as_str()));
        let all = self.excerpt(&diagnostic.primary, &diagnostic.secondary);
        let lines = all.or_else(|| self.excerpt(&diagnostic.primary, &[]));
        if let Some(lines) = lines {
            // A carriage return before the line's end is none of the reader's business.
            let text = self.source[lines.clone()].replace('\r', " ");
            let (first_line, _) = self.line_column(lines.start as u32);
            let mut snippet =
                Snippet::source(text).path(self.file.as_str()).line_start(first_line as usize).annotation(
                    AnnotationKind::Primary
                        .span(within(&diagnostic.primary, &lines))
                        .label(text_of(&diagnostic.primary)),
                );
            let shown = |label: &&Label| {
                let span = label.span.start as usize..label.span.end as usize;
                span.start >= lines.start && span.end <= lines.end
            };
            for label in diagnostic.secondary.iter().filter(shown) {
                snippet = snippet.annotation(AnnotationKind::Context.span(within(label, &lines)).label(text_of(label)));
            }
            group = group.element(snippet);
        } else {
            let (line, column) = self.line_column(diagnostic.primary.span.start);
            let origin = annotate_snippets::Origin::path(self.file.as_str());
            group = group.element(origin.line(line as usize).char_column(column as usize));
        }
        for remark in &diagnostic.remarks {
            group = group.element(match remark {
                Remark::Help(text) => Level::HELP.message(text.as_str()),
                Remark::Note(text) => Level::NOTE.message(text.as_str()),
            });
        }
        renderer.render(&[group])
    }

    /// The whole lines that all labels lie in, if they are short enough to show.
    fn excerpt(&self, primary: &Label, secondary: &[Label]) -> Option<Range<usize>> {
        let len = self.source.len() as u32;
        let mut span = primary.span;
        for label in secondary {
            span = Span { start: span.start.min(label.span.start), end: span.end.max(label.span.end) };
        }
        let mut start = span.start.min(len) as usize;
        let mut end = span.end.clamp(start as u32, len) as usize;
        while !self.source.is_char_boundary(start) {
            start -= 1;
        }
        while !self.source.is_char_boundary(end) {
            end += 1;
        }
        let start = self.source[..start].rfind('\n').map_or(0, |p| p + 1);
        let end = self.source[end..].find('\n').map_or(self.source.len(), |p| end + p);
        (end - start <= MAX_EXCERPT).then_some(start..end)
    }
}

fn within(label: &Label, lines: &Range<usize>) -> Range<usize> {
    let start = (label.span.start as usize).clamp(lines.start, lines.end) - lines.start;
    let end = (label.span.end as usize).clamp(lines.start, lines.end) - lines.start;
    start..end.max(start)
}

fn text_of(label: &Label) -> Option<&str> {
    (!label.text.is_empty()).then_some(label.text.as_str())
}

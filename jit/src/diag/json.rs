//! Diagnostics for programs: one JSON object (RFC 8259) a line.

use super::{Diagnostic, Diagnostics, Label, Remark, Severity, Span, Suggestion};
use std::fmt::Write;

impl Diagnostics {
    /// One JSON object a line for each error and warning, in the order in which they were found:
    ///
    /// `severity` (`error`, `warning`; `remark`, `missed`), `code`, `message`; the primary place (`file`, `line`, `column`, `end_line`,
    /// `end_column`, `label`); `secondary`, a list of places; `expansions`, the macros that lead from the primary place
    /// to what is wrong, the outermost first: places with the name of the `macro`; `included_from`, the `file` and
    /// `line` of each `#include` that led there, the nearest first; `help` and `notes`, lists of strings;
    /// `suggestions`, a list of edits, each of which mends it: a place whose `label` says what the edit does, the bytes
    /// of the file that it replaces (`start`, `end`, from 0) and what with (`replacement`). What an edit does is among
    /// the `help`, too.
    ///
    /// Lines and columns count from 1, columns in bytes; the end is behind the last byte. Without a place `line` is 1.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        for diagnostic in self.iter() {
            self.write_one(diagnostic, &mut out);
            out.push('\n');
        }
        out
    }

    fn write_one(&self, diagnostic: &Diagnostic, out: &mut String) {
        let severity = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Remark => "remark",
            Severity::Missed => "missed",
        };
        let _ = write!(out, r#"{{"severity":"{severity}","code":"{}","message":"#, diagnostic.code);
        string(&diagnostic.message, out);
        out.push(',');
        self.place(&diagnostic.primary, out);
        list("secondary", &diagnostic.secondary, out, |label: &Label, out| {
            out.push('{');
            self.place(label, out);
            out.push('}');
        });
        list("expansions", &diagnostic.expansions, out, |expansion, out| {
            out.push_str(r#"{"macro":"#);
            string(&expansion.name, out);
            out.push(',');
            self.place(&Label { span: expansion.span, text: String::new() }, out);
            out.push('}');
        });
        let includes = self.file(diagnostic.primary.span.start).map_or(&[][..], |file| &file.included_from[..]);
        list("included_from", includes, out, |(name, line), out| {
            out.push_str(r#"{"file":"#);
            string(name, out);
            let _ = write!(out, r#","line":{line}}}"#);
        });
        let help = diagnostic.remarks.iter().filter_map(|remark| match remark {
            Remark::Help(text) => Some(text),
            Remark::Note(_) => None,
        });
        let edits = diagnostic.suggestions.iter().map(|suggestion| &suggestion.message).filter(|text| !text.is_empty());
        list("help", help.chain(edits), out, |text, out| string(text, out));
        let notes = diagnostic.remarks.iter().filter_map(|remark| match remark {
            Remark::Note(text) => Some(text),
            Remark::Help(_) => None,
        });
        list("notes", notes, out, |text, out| string(text, out));
        list("suggestions", &diagnostic.suggestions, out, |suggestion: &Suggestion, out| {
            let Span { start, end } = suggestion.span;
            let base = self.file(start).map_or(0, |file| file.base);
            out.push('{');
            self.place(&Label { span: suggestion.span, text: suggestion.message.clone() }, out);
            let _ = write!(out, r#","start":{},"end":{},"replacement":"#, start - base, end.max(start) - base);
            string(&suggestion.replacement, out);
            out.push('}');
        });
        out.push('}');
    }

    /// The fields of a place.
    fn place(&self, label: &Label, out: &mut String) {
        let Span { start, end } = label.span;
        let file = self.file(start);
        let (line, column) = file.map_or((1, 1), |file| file.line_column(start));
        let (end_line, end_column) = file.map_or((1, 1), |file| file.line_column(end.max(start)));
        out.push_str(r#""file":"#);
        string(file.map_or("", |file| &file.name), out);
        let _ =
            write!(out, r#","line":{line},"column":{column},"end_line":{end_line},"end_column":{end_column},"label":"#);
        string(&label.text, out);
    }
}

/// Another field, whose value is a list.
fn list<T>(name: &str, items: impl IntoIterator<Item = T>, out: &mut String, mut write: impl FnMut(T, &mut String)) {
    let _ = write!(out, r#","{name}":["#);
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(']');
}

/// A string with its quotes.
fn string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use crate::{Options, compile};

    #[test]
    fn one_object_a_line() {
        let source = "#define BAD 1 +\nint f(int a) { int a; return \"\\\"\\t\"; }\nint g(void) { return BAD; }\n";
        let errors = compile("a \"b\".c", source, &Options::default()).expect_err("it has errors");
        let text = errors.to_json();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), errors.error_count() + errors.warning_count());
        let first = concat!(
            r#"{"severity":"error","code":"E0307","message":"`a` is declared twice","file":"a \"b\".c","line":2,"#,
            r#""column":20,"end_line":2,"end_column":21,"label":"declared again","secondary":[{"file":"a \"b\".c","#,
            r#""line":2,"column":11,"end_line":2,"end_column":12,"label":"first declared here"}],"expansions":[],"#,
            r#""included_from":[],"help":[],"notes":[],"suggestions":[]}"#
        );
        assert_eq!(lines[0], first);
        assert!(text.contains(r#""code":"E0205""#), "{text}");
    }

    #[test]
    fn edits_mend_what_they_are_suggested_for() {
        let source = "/* first */\nint f(int a) { retrun a; }\nint g(int a) { if (a == 1 && a = 2) a = 3; return 1 }\n";
        let mut text = source.to_owned();
        let errors = compile("a.c", source, &Options::default()).expect_err("it has errors");
        let edit =
            r#"{"file":"a.c","line":2,"column":16,"end_line":2,"end_column":22,"label":"did you mean `return`?","#;
        let bytes = r#""start":27,"end":33,"replacement":"return"}"#;
        assert!(errors.to_json().contains(&format!("{edit}{bytes}")), "{}", errors.to_json());
        let mut edits: Vec<_> = errors.iter().flat_map(|error| &error.suggestions).collect();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
        for edit in edits {
            text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.replacement);
        }
        let mended = compile("a.c", &text, &Options::default());
        assert!(mended.is_ok(), "{text}{}", mended.expect_err("it has errors"));
    }
}

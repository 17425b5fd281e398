//! What passes of the optimiser have to tell, with the source that it is about.

use std::sync::Arc;

use linker::object::SrcLoc;

use super::{Diagnostic, Diagnostics, Severity, SourceFile, Span};
use crate::opt::{Outcome, Remark};

impl Diagnostics {
    /// Remarks to be shown like errors and warnings, in the order of the source. `files` are names and texts of the
    /// files that their places refer to; a text may be empty if nobody has it.
    #[must_use]
    pub fn of_remarks(files: &[(String, String)], remarks: &[Remark]) -> Self {
        let mut all = Self::new();
        let mut base = 0;
        for (name, text) in files {
            let text: Arc<str> = Arc::from(text.as_str());
            let next = base + text.len() as u32 + 1;
            all.files.push(SourceFile { name: name.clone(), text, base, included_from: Vec::new() });
            base = next;
        }
        let mut remarks: Vec<&Remark> = remarks.iter().collect();
        remarks.sort_by_key(|remark| (remark.loc.file, remark.loc.line, remark.loc.column));
        // A loop that was copied has one place.
        remarks.dedup();
        for remark in remarks {
            let severity = if remark.outcome == Outcome::Done { Severity::Remark } else { Severity::Missed };
            let span = all.files.get(usize::from(remark.loc.file)).map(|file| span(file, remark.loc));
            let mut shown = Diagnostic::new(severity, remark.pass, span.unwrap_or_default(), remark.message.clone());
            if !remark.function.is_empty() {
                shown = shown.note(format!("in `{}`", remark.function));
            }
            all.items.push(shown);
        }
        all.resolved = all.items.len();
        all
    }
}

/// The word or character at a place.
fn span(file: &SourceFile, loc: SrcLoc) -> Span {
    let mut lines = file.text.split_inclusive('\n');
    let before: usize = lines.by_ref().take(loc.line.saturating_sub(1) as usize).map(str::len).sum();
    let line = lines.next().unwrap_or_default().trim_end();
    let column = usize::from(loc.column.saturating_sub(1)).min(line.len());
    let column = (0..=column).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
    let word = line[column..].bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    let character = line[column..].chars().next().map_or(0, char::len_utf8);
    let start = file.base + (before + column) as u32;
    Span { start, end: start + word.max(character) as u32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_look_like_diagnostics() {
        let files = [("a.c", "int f(void)\n{\n    return g();\n}\n"), ("b.h", "")].map(|(n, t)| (n.into(), t.into()));
        let remark = |pass, outcome, file, line, column| Remark {
            pass,
            outcome,
            function: "f".to_owned(),
            loc: SrcLoc { line, column, file },
            message: "`g` into `f`".to_owned(),
        };
        let done = remark("inline", Outcome::Done, 0, 3, 12);
        let remarks = [remark("vectorise", Outcome::Missed, 1, 9, 2), done.clone(), done];
        let all = Diagnostics::of_remarks(&files, &remarks);
        assert_eq!(all.iter().count(), 2);
        let text = all.render(false);
        let inline = "remark[inline]: `g` into `f`\n --> a.c:3:12\n  |\n3 |     return g();\n  |            ^\n";
        assert!(text.starts_with(inline), "{text}");
        assert!(text.contains("missed[vectorise]") && text.contains("b.h"), "{text}");
        assert!(
            all.to_json()
                .starts_with(r#"{"severity":"remark","code":"inline","message":"`g` into `f`","file":"a.c","line":3,"#)
        );
    }

    #[test]
    fn places_outside_of_the_text_are_no_trouble() {
        let files = [("a.c".to_owned(), "x\u{e9}".to_owned())];
        for (line, column) in [(0, 0), (1, 2), (1, 3), (1, 9), (7, 7)] {
            let loc = SrcLoc { line, column, file: 0 };
            let (function, message) = (String::new(), String::new());
            let remark = Remark { pass: "p", outcome: Outcome::Done, function, loc, message };
            assert!(Diagnostics::of_remarks(&files, &[remark]).render(false).contains("remark[p]"));
        }
    }
}

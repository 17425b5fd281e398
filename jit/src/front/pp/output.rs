//! Preprocessing alone: what comes out, as text.

use super::token::PpToken;
use super::{Call, Pp, Preprocessor};
use crate::Options;
use crate::diag::Diagnostics;
use crate::front::names::Names;
use crate::front::token::Tok;
use bumpalo::Bump;
use linker::object::SrcLoc;
use std::fmt::Write;

/// The source text after preprocessing, as `gcc -E` would print it; with line markers (`# 3 "file.c"`) if asked for.
pub(crate) fn preprocess(
    name: &str,
    source: &str,
    options: &Options,
    line_markers: bool,
    diags: &mut Diagnostics,
) -> String {
    let arena = Bump::new();
    let mut names = Names::new();
    let mut state = Preprocessor::new(name, source, options, &arena);
    let mut pp = Pp { s: &mut state, names: &mut names, diags };
    let mut out = Output { text: String::new(), line: 1, file: 0, line_markers };
    if line_markers {
        let _ = writeln!(out.text, "# 1 \"{name}\"");
    }
    let mut before: Option<PpToken<'_>> = None;
    while let Some((token, loc)) = pp.next_text() {
        let new_line = out.go_to(loc, &pp.s.file_names);
        if !new_line && before.is_some_and(|before| token.space || would_join(&before, &token)) {
            out.text.push(' ');
        }
        out.text.push_str(token.text);
        before = Some(token);
    }
    if !out.text.is_empty() && !out.text.ends_with('\n') {
        out.text.push('\n');
    }
    state.conclude(diags);
    diags.attach_source(name, source);
    out.text
}

struct Output {
    text: String,
    line: u32,
    file: u16,
    line_markers: bool,
}

impl Output {
    /// Goes to the line of a token. True if that is another one.
    fn go_to(&mut self, loc: SrcLoc, files: &[&str]) -> bool {
        if (loc.line, loc.file) == (self.line, self.file) {
            return false;
        }
        let near = loc.file == self.file && loc.line > self.line && loc.line - self.line <= 8;
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        if near && self.line_markers {
            (self.line + 1..loc.line).for_each(|_| self.text.push('\n'));
        } else if self.line_markers {
            let name = files.get(usize::from(loc.file)).copied().unwrap_or_default();
            let _ = writeln!(self.text, "# {} \"{name}\"", loc.line);
        }
        (self.line, self.file) = (loc.line, loc.file);
        true
    }
}

/// Would two tokens become others if nothing stood between them?
fn would_join(a: &PpToken<'_>, b: &PpToken<'_>) -> bool {
    let (Some(&last), Some(&first)) = (a.text.as_bytes().last(), b.text.as_bytes().first()) else { return false };
    let word = |c: u8| c.is_ascii_alphanumeric() || c == b'_' || c == b'$';
    let operator = |c: u8| b"+-*/%&|^=<>!:#.".contains(&c);
    let prefix = matches!(a.text, "L" | "u" | "U" | "u8") && matches!(first, b'"' | b'\'');
    let number = a.kind == Tok::PpNumber && (word(first) || matches!(first, b'.' | b'+' | b'-'));
    (word(last) && word(first))
        || (operator(last) && operator(first))
        || (last == b'.' && first.is_ascii_digit())
        || number
        || prefix
}

impl<'a> Pp<'_, 'a> {
    /// The next token of the preprocessed text, with the place of the outermost call; none at the end.
    fn next_text(&mut self) -> Option<(PpToken<'a>, SrcLoc)> {
        loop {
            if let Some(token) = self.pull_expanded() {
                return Some((token, self.s.call.loc));
            }
            if self.s.gave_up {
                return None;
            }
            let mut token = self.raw();
            token.space |= std::mem::take(&mut self.s.carry_space);
            let start = self.s.lexer.pos - ((token.place.at.end - token.place.at.start) as usize).min(self.s.lexer.pos);
            let loc = self.s.lexer.loc(start);
            match token.kind {
                Tok::Directive => self.directive(token.place.at, loc),
                Tok::Eof => {
                    if !self.leave_file() {
                        return None;
                    }
                }
                _ => {
                    self.s.call = Call { loc, at: token.place.at.start };
                    if !self.expand(&token) {
                        return Some((token, loc));
                    }
                }
            }
        }
    }
}

//! Braces and the outline of a file: which block was most likely not closed, judged by how lines are indented, and
//! statements that stand outside of functions.

use super::parser::{Parser, Reported};
use super::scope::Meaning;
use super::token::{Tok, Token};
use crate::diag::{Diagnostic, Span};

/// A block that looks as if its `}` were missing.
pub(super) struct Unclosed {
    /// Its `{`.
    pub open: Span,
    /// The `}` that closes it, but stands where one of a block around it belongs.
    pub close: Option<Span>,
}

/// A block that is open.
struct Open {
    at: usize,
    indent: usize,
}

/// The length of the comment, literal or directive at the beginning of a text; 0 if there is none.
fn opaque(text: &str, line_start: bool) -> usize {
    let bytes = text.as_bytes();
    let line = || text.find('\n').unwrap_or(text.len());
    match bytes {
        [b'/', b'/', ..] => line(),
        [b'/', b'*', ..] => text[2..].find("*/").map_or(text.len(), |end| end + 4),
        [b'#', ..] if line_start => line(),
        [quote @ (b'"' | b'\''), ..] => {
            let mut at = 1;
            while at < bytes.len() && bytes[at] != *quote && bytes[at] != b'\n' {
                at += if bytes[at] == b'\\' { 2 } else { 1 };
            }
            at + 1
        }
        _ => 0,
    }
}

/// The line that a scan is on.
#[derive(Default)]
struct Line {
    /// Width of the white space at its beginning.
    indent: usize,
    /// Something else has been read of it.
    begun: bool,
}

impl Line {
    /// Goes on over a text.
    fn read(&mut self, text: &str) {
        for b in text.bytes() {
            match b {
                b'\n' => *self = Self::default(),
                _ if self.begun => {}
                b'\t' => self.indent = (self.indent / 8 + 1) * 8,
                b' ' => self.indent += 1,
                _ => self.begun = true,
            }
        }
    }
}

/// The block that is most likely to blame if some are still open at the end of the text.
fn unclosed(text: &str) -> Option<(usize, Option<usize>)> {
    let mut stack: Vec<Open> = Vec::new();
    let mut suspect = None;
    let mut line = Line::default();
    let mut at = 0;
    while at < text.len() {
        match text.as_bytes()[at] {
            b'{' => stack.push(Open { at, indent: line.indent }),
            b'}' => {
                let top = stack.pop();
                if stack.is_empty() {
                    suspect = None;
                } else if let Some(top) = top
                    && !line.begun
                    && line.indent < top.indent
                    && suspect.is_none()
                {
                    suspect = Some((top.at, Some(at)));
                }
            }
            _ => {}
        }
        let mut end = (at + opaque(&text[at..], !line.begun).max(1)).min(text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        line.read(&text[at..end]);
        at = end;
    }
    suspect.or_else(|| stack.last().map(|open| (open.at, None)))
}

/// Bytes of a line that are looked at in front of a place: some look for each of many places of one line.
const MARGIN: usize = 400;

/// What stands in front of a place on its line; `None` if that is more than anyone would read.
pub(super) fn before_on_line(text: &str, at: usize) -> Option<&str> {
    let from = at.saturating_sub(MARGIN);
    let newline = text.as_bytes().get(from..at)?.iter().rposition(|&byte| byte == b'\n');
    match newline {
        Some(newline) => text.get(from + newline + 1..at),
        None if from == 0 => text.get(..at),
        None => None,
    }
}

impl Parser<'_> {
    /// The block that most likely lacks its `}`, if at least one is open at this place.
    pub(super) fn unclosed_block(&self, at: Span) -> Option<Unclosed> {
        let piece = self.pp.map.piece(at.start)?;
        let text = piece.text.get(..(at.start - piece.base) as usize)?;
        let (open, close) = unclosed(text)?;
        let span = |offset: usize| {
            let start = piece.base + offset as u32;
            Span { start, end: start + 1 }
        };
        Some(Unclosed { open: span(open), close: close.map(span) })
    }

    /// A statement behind the only one that belongs to an `if` or a loop, indented as if it belonged to it, too. `head`
    /// is the keyword, `first` the first token of the statement that belongs to it.
    pub(super) fn check_indentation(&mut self, what: &str, head: Token, first: Token) {
        let next = self.tok;
        let apart = head.loc.line < first.loc.line && self.prev.loc.line < next.loc.line;
        if !apart || next.loc.column != first.loc.column || first.loc.column <= head.loc.column {
            return;
        }
        let statement = !matches!(first.kind, Tok::LBrace | Tok::Semi)
            && !matches!(next.kind, Tok::RBrace | Tok::Else | Tok::Case | Tok::Default | Tok::Semi | Tok::Eof);
        let written = [head, first, next].iter().all(|token| token.span.end < crate::diag::map::VIRTUAL);
        // A label has a place of its own, and with tabs columns say nothing if lines mix them with blanks.
        if !statement || !written || self.peek() == Tok::Colon || !self.same_margin(first.span, next.span) {
            return;
        }
        let warning = Diagnostic::warning("W0212", next.span, format!("this is not part of the `{what}` above"));
        let warning = warning.secondary(head.span, "only one statement belongs to it");
        self.diags.push(warning.help("put braces around all that belongs to it, or indent this less"));
    }

    /// Have the lines of two places the same white space at their beginning?
    fn same_margin(&self, a: Span, b: Span) -> bool {
        let margin = |at: Span| {
            let piece = self.pp.map.piece(at.start)?;
            let line = before_on_line(piece.text, (at.start - piece.base) as usize)?;
            line.trim().is_empty().then_some(line)
        };
        margin(a).is_some() && margin(a) == margin(b)
    }

    /// How far the line of a place is indented.
    pub(super) fn indentation_of(&self, at: Span) -> Option<usize> {
        let piece = self.pp.map.piece(at.start)?;
        let mut line = Line::default();
        line.read(before_on_line(piece.text, (at.start - piece.base) as usize)?);
        Some(line.indent)
    }

    /// A statement at file level, which most likely was to be part of the function before it: reported, and skipped.
    pub(super) fn stray_statement(&mut self) -> bool {
        let token = self.tok;
        let stray = match token.kind {
            Tok::Return | Tok::If | Tok::Else | Tok::For | Tok::While | Tok::Do | Tok::Switch => true,
            Tok::Case | Tok::Default | Tok::Break | Tok::Continue | Tok::Goto | Tok::PlusPlus | Tok::MinusMinus => true,
            Tok::Ident(name) => {
                let known = match self.scopes.lookup(name) {
                    Some(binding) => matches!(binding.meaning, Meaning::Global(_) | Meaning::Builtin(_)),
                    None => self.library.is_some_and(|l| l.function(self.name(name)).is_some()),
                };
                match self.peek() {
                    Tok::LParen => known && self.looks_like_call(token),
                    Tok::Assign => known,
                    Tok::PlusPlus | Tok::MinusMinus | Tok::PlusAssign | Tok::MinusAssign | Tok::Dot | Tok::Arrow => {
                        true
                    }
                    _ => false,
                }
            }
            _ => false,
        };
        if stray {
            let error = Diagnostic::error("E0226", token.span, "a statement outside of a function");
            let error = match self.last_body {
                Some(end) => error
                    .secondary(end, "the function before it ends here")
                    .help("is there a `}` too many above? Statements belong between the braces of a function"),
                None => error.help("statements belong between the braces of a function, such as `int main(void) { }`"),
            };
            self.report(error);
            self.skip_stray();
        }
        stray
    }

    /// `name(...)` with something between the parentheses that can't be the names of parameters.
    fn looks_like_call(&self, name: Token) -> bool {
        let Some(piece) = self.pp.map.piece(name.span.end) else { return false };
        let rest = piece.text.get((name.span.end - piece.base) as usize..).unwrap_or_default();
        let Some(inner) = rest.trim_start().strip_prefix('(') else { return false };
        let end = inner.find([')', ';', '{']).unwrap_or(inner.len());
        let first_is_digit = inner.trim_start().starts_with(|c: char| c.is_ascii_digit());
        first_is_digit || inner[..end].replace("...", "").contains(['"', '\'', '+', '-', '&', '.', '='])
    }

    /// To behind the `}` that has no partner, or to where something new begins: the beginning of a line.
    fn skip_stray(&mut self) {
        loop {
            self.bump();
            let at_margin = self.tok.loc.column == 1 && self.tok.loc.line > self.prev.loc.line;
            match self.tok.kind {
                Tok::Eof => return,
                Tok::RBrace if self.brace_level() == 0 => {
                    self.bump();
                    return;
                }
                _ if at_margin && self.brace_level() == 0 && self.starts_declaration(self.tok.kind) => return,
                _ => {}
            }
        }
    }

    /// `{` at file level: the body of a function whose head ends with `;`, or which has none.
    pub(super) fn stray_body(&mut self) -> Reported {
        let error = Diagnostic::error("E0227", self.tok.span, "a block outside of a function");
        self.report(if self.prev.kind == Tok::Semi {
            error.suggest("remove the `;` before it, so that the block is the body of the function", self.prev.span, "")
        } else {
            error.help("write the head of a function before it, such as `int main(void)`")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::unclosed;

    #[test]
    fn indentation_tells_which_block_is_open() {
        let text = "int f(int a) {\n    if (a) {\n        a++;\n    return a;\n}\n\n";
        assert_eq!(unclosed(text), Some((text.find("{\n        a").unwrap(), Some(text.find('}').unwrap()))));
        assert_eq!(unclosed("int f(void) { return 1; }\n"), None);
        assert_eq!(unclosed("int f(void)\n{\n"), Some((12, None)));
        assert_eq!(unclosed("// {\n#define A {\n'{' \"{\" /* { */ int f(void) {}"), None);
        assert_eq!(unclosed("\"\\"), None);
        assert_eq!(unclosed("/*"), None);
        assert_eq!(unclosed("é{é"), Some((2, None)));
    }
}

//! Directives: the lines that begin with `#`.

use super::token::PpToken;
use super::{Call, Pp};
use crate::diag::{Diagnostic, Span};
use crate::front::suggest;
use crate::front::token::Tok;
use linker::object::SrcLoc;

/// All directives, for suggestions.
const DIRECTIVES: &[&str] = &[
    "define", "elif", "else", "endif", "error", "ident", "if", "ifdef", "ifndef", "include", "line", "pragma", "sccs",
    "undef", "warning",
];

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '_' | '$')
}

impl<'a> Pp<'_, 'a> {
    /// A directive, behind its `#`, to the end of its line. A conditional that is false takes its group with it.
    pub(super) fn directive(&mut self, hash: Span, loc: SrcLoc) {
        self.s.lexer.in_directive = true;
        self.s.call = Call { loc, at: hash.start };
        let name = self.raw();
        let span = hash.to(name.place.at);
        let text = name.text;
        match name.kind {
            Tok::LineEnd => {}
            Tok::PpNumber => self.line_marker(&name),
            Tok::Ident(_) => match text {
                "define" => self.define(span),
                "undef" => self.undef(span),
                "include" => return self.include(span),
                "if" | "ifdef" | "ifndef" | "elif" | "else" | "endif" => self.conditional(text, span),
                "error" | "warning" => self.message(text, span),
                "line" => self.line(span),
                "pragma" => self.pragma(),
                "ident" | "sccs" => {}
                _ => self.unknown(&name, span),
            },
            _ => {
                let error = Diagnostic::error("E0620", name.place.at, "expected the name of a directive");
                self.diags.push(error.label("behind a `#` at the beginning of a line"));
            }
        }
        self.finish_directive();
    }

    /// A directive between the lines of a macro call.
    pub(super) fn directive_in_call(&mut self, hash: Span, loc: SrcLoc) {
        let cursor = self.s.lexer.cursor();
        self.s.lexer.in_directive = true;
        let name = self.raw();
        let span = hash.to(name.place.at);
        if matches!(name.text, "if" | "ifdef" | "ifndef" | "elif" | "else" | "endif" | "" | "error" | "warning") {
            self.s.lexer.in_directive = false;
            self.s.lexer.go_to(cursor);
            return self.directive(hash, loc);
        }
        let error = Diagnostic::error("E0621", span, format!("`#{}` among the arguments of a macro", name.text));
        self.diags.push(error.help("move it before the call"));
        self.finish_directive();
    }

    /// Skips what is left of the line.
    pub(super) fn finish_directive(&mut self) {
        while !matches!(self.raw().kind, Tok::LineEnd | Tok::Eof) {}
        self.s.lexer.in_directive = false;
    }

    /// Nothing should follow on the line.
    pub(super) fn end_of_directive(&mut self, what: &str) {
        let first = self.raw();
        if first.is(Tok::LineEnd) {
            return;
        }
        let (mut last, mut next) = (first, first);
        while !next.is(Tok::LineEnd) {
            last = next;
            next = self.raw();
        }
        let span = first.place.at.to(last.place.at);
        let warning = Diagnostic::warning("W0604", span, format!("extra text behind `#{what}`"));
        self.diags.push(warning.label("ignored").help("put it into a comment"));
    }

    /// What is left of the line, as it is written.
    fn rest_of_line(&mut self) -> (String, Option<Span>) {
        let (mut text, mut span) = (String::new(), None::<Span>);
        loop {
            let token = self.raw();
            if token.is(Tok::LineEnd) {
                return (text, span);
            }
            if !text.is_empty() && token.space {
                text.push(' ');
            }
            text.push_str(token.text);
            span = Some(span.map_or(token.place.at, |s| s.to(token.place.at)));
        }
    }

    fn message(&mut self, what: &str, span: Span) {
        let (text, rest) = self.rest_of_line();
        let span = rest.map_or(span, |rest| span.to(rest));
        let shown: String = text.chars().take(500).collect();
        let message = if shown.is_empty() { format!("`#{what}`") } else { shown };
        self.diags.push(if what == "error" {
            Diagnostic::error("E0622", span, message)
        } else {
            Diagnostic::warning("W0605", span, message)
        });
    }

    fn unknown(&mut self, name: &PpToken<'a>, span: Span) {
        let text = name.text;
        let mut error = Diagnostic::error("E0623", span, format!("unknown directive `#{text}`"));
        let meant = match text {
            "elseif" | "elsif" | "elif_" => Some("elif"),
            "import" | "include_once" | "using" => Some("include"),
            "def" => Some("define"),
            "end" | "fi" => Some("endif"),
            _ => suggest::nearest(text, DIRECTIVES.iter().copied()),
        };
        if let Some(meant) = meant {
            error = error.suggest(format!("did you mean `#{meant}`?"), span, format!("#{meant}"));
        }
        self.diags.push(error);
    }

    /// `#pragma`: `once`, `pack`, `push_macro` and `pop_macro` are obeyed, all others are ignored, as C allows.
    fn pragma(&mut self) {
        let name = self.raw();
        match name.text {
            "once" => self.mark_once(),
            "pack" => self.pragma_pack(),
            "push_macro" | "pop_macro" => self.pragma_macro(name.text == "push_macro"),
            _ => {}
        }
    }

    /// `pack(n)`, `pack()`, `pack(push)`, `pack(push, n)`, `pack(pop)`: as GCC has it.
    fn pragma_pack(&mut self) {
        const MOST: usize = 1000;
        let tokens = self.expanded_line();
        for token in &tokens {
            match token.text {
                "push" if self.s.packs.len() < MOST => self.s.packs.push(self.s.pack),
                "pop" => self.s.pack = self.s.packs.pop().unwrap_or(0),
                "1" | "2" | "4" | "8" | "16" => self.s.pack = token.text.parse().unwrap_or(0),
                _ => {}
            }
        }
        if tokens.iter().all(|token| matches!(token.text, "(" | ")" | "0")) {
            self.s.pack = 0;
        }
    }

    /// `push_macro("name")` remembers what a name means, `pop_macro("name")` gives it back.
    fn pragma_macro(&mut self, push: bool) {
        if !self.raw().is(Tok::LParen) {
            return;
        }
        let literal = self.raw();
        let word = literal.text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
        let word = word.filter(|w| w.starts_with(is_letter) && w.chars().all(|c| is_letter(c) || c.is_ascii_digit()));
        let Some(word) = word.filter(|_| literal.is(Tok::PpString)) else { return };
        let name = self.names.intern(word);
        let meaning = self.macro_of(name);
        let pushed = self.s.pushed_macros.entry(name).or_default();
        if push {
            pushed.push(meaning);
        } else if let Some(meaning) = pushed.pop() {
            self.s.macros.restore(name, meaning);
            self.names.set_macro(name, meaning.is_some());
        }
    }

    /// `#line N "file"`.
    fn line(&mut self, span: Span) {
        let tokens = self.expanded_line();
        let number = tokens.first().filter(|t| t.is(Tok::PpNumber)).and_then(|t| t.text.parse::<u32>().ok());
        let Some(number) = number.filter(|&n| n <= i32::MAX as u32) else {
            let at = tokens.first().map_or(span, |t| self.s.map.span(t.place));
            let error = Diagnostic::error("E0624", at, "`#line` needs a line number");
            self.diags.push(error.help("write `#line 10` or `#line 10 \"file.c\"`"));
            return;
        };
        self.set_line(number, tokens.get(1));
    }

    /// `# N "file" flags`, as preprocessors leave it behind.
    fn line_marker(&mut self, number: &PpToken<'a>) {
        let name = self.raw();
        if let Ok(number) = number.text.parse::<u32>() {
            self.set_line(number, Some(&name));
        }
    }

    /// The next line is to be called line `number` of the file `name`.
    fn set_line(&mut self, number: u32, name: Option<&PpToken<'a>>) {
        let real = i64::from(self.s.lexer.loc(0).line) + 1;
        let Some(file) = self.s.files.last_mut() else { return };
        file.line_shift = i64::from(number) - real;
        if let Some(name) = name.filter(|t| t.is(Tok::PpString)) {
            let name = name.text.trim_matches('"').replace("\\\\", "\\").replace("\\\"", "\"");
            file.shown_name = Some(self.s.arena.alloc_str(&name));
        }
    }
}

//! Words that other languages have, and keywords that are misspelt: what C has instead, and how to go on.

use super::parser::{Parsed, Parser, Reported};
use super::suggest::{edit_distance, nearest};
use super::token::{KEYWORDS, Name, Tok, Token};
use crate::diag::{Diagnostic, Span};

/// What to write in C for a word of another language. Only names that mean nothing are looked up here.
fn instead(word: &str) -> Option<&'static str> {
    Some(match word {
        "cout" | "cerr" | "clog" => "write `printf(\"%d\\n\", x)`, with a conversion for each value, from <stdio.h>",
        "print" | "println" | "echo" | "puts_line" => "write `printf(...)`, from <stdio.h>",
        "console" | "System" | "Console" | "fmt" => "to print write `printf(...)`, from <stdio.h>",
        "cin" | "input" => "to read a number write `scanf(\"%d\", &x)`, from <stdio.h>",
        "endl" => "write `\"\\n\"` in the text to print",
        "using" | "namespace" => "names of C have no namespaces: remove this",
        "new" => "write `malloc(sizeof(TYPE))`, from <stdlib.h>",
        "delete" => "memory of `malloc` is given back by `free(p)`, from <stdlib.h>",
        "class" | "interface" | "object" => "write a `struct`, and functions that take a pointer to it",
        "template" | "typename" => "write a function for each type, or a macro",
        "public" | "private" | "protected" => "everything of a `struct` can be used everywhere: remove this",
        "virtual" | "override" | "friend" | "operator" | "extends" | "implements" => {
            "write a function that takes a pointer to a `struct`"
        }
        "def" | "function" | "func" | "fn" | "sub" | "procedure" => {
            "a function begins with the type of its result: `int name(int parameter) { ... }`"
        }
        "try" | "catch" | "throw" | "raise" | "except" | "finally" => {
            "there are no exceptions: return a value that says what went wrong"
        }
        "import" | "require" | "include" => "write `#include <name.h>`",
        "define" => "write `#define`",
        "pass" => "write `;`",
        "nullptr" | "null" | "nil" | "None" | "Null" => "write `NULL`, from <stddef.h>, or `0`",
        "True" | "TRUE" => "write `1`, or `true` from <stdbool.h>",
        "False" | "FALSE" => "write `0`, or `false` from <stdbool.h>",
        "elif" | "elseif" | "elsif" => "write `else if`",
        "in" | "foreach" => "count: `for (int i = 0; i < n; i++)`",
        "len" | "length" | "size" => {
            "an array's number of elements is `sizeof a / sizeof a[0]`, a text's is `strlen(s)`"
        }
        "PI" => "write `M_PI`, from <math.h>",
        "constexpr" | "final" => "write `const`",
        "vector" | "list" | "map" | "set" | "queue" | "stack" | "deque" | "pair" | "unique_ptr" | "shared_ptr" => {
            "C has no ready-made containers: use arrays and `malloc`"
        }
        "then" | "begin" | "end" | "endif" => "blocks stand between `{` and `}`",
        "std" => "remove `std::`",
        _ => return None,
    })
}

/// Is the word hardly ever the name of something in C?
fn is_telling(word: &str) -> bool {
    matches!(word, "cout" | "cerr" | "clog" | "cin" | "new" | "delete" | "std" | "console" | "System" | "PI")
        || matches!(word, "try" | "catch" | "throw" | "foreach" | "elif" | "elseif" | "elsif" | "nullptr")
        || is_value(word)
}

/// Values of other languages: what stands behind them is read on.
pub(super) fn is_value(word: &str) -> bool {
    matches!(word, "nullptr" | "null" | "nil" | "None" | "Null" | "True" | "TRUE" | "False" | "FALSE" | "endl")
}

/// Operators that other languages write as words.
fn operator(word: &str) -> Option<Tok> {
    Some(match word {
        "and" => Tok::AmpAmp,
        "or" => Tok::PipePipe,
        "is" => Tok::EqEq,
        "not" => Tok::Bang,
        _ => return None,
    })
}

/// Is a short word this keyword with its letters in another order, or in other cases?
fn same_letters(a: &str, b: &str) -> bool {
    let sorted = |text: &str| {
        let mut bytes = text.to_ascii_lowercase().into_bytes();
        bytes.sort_unstable();
        bytes
    };
    sorted(a) == sorted(b)
}

impl Parser<'_> {
    /// Does the name mean nothing at all here?
    pub(super) fn means_nothing(&self, name: Name) -> bool {
        let text = self.name(name);
        self.scopes.lookup(name).is_none() && self.library.is_none_or(|l| l.function(text).is_none())
    }

    /// Reports a name in an expression that means nothing, if another language has it.
    pub(super) fn foreign_name(&mut self, name: Name, span: Span) -> Option<Reported> {
        let text = self.name(name);
        let called = self.at(Tok::LParen) && matches!(text, "print" | "println" | "echo" | "input" | "len" | "Console");
        if called || is_telling(text) { self.foreign(name, span) } else { None }
    }

    /// Reports a word of another language.
    fn foreign(&mut self, name: Name, span: Span) -> Option<Reported> {
        let text = self.name(name);
        let error = Diagnostic::error("E0222", span, format!("C has no `{text}`"));
        Some(self.report(error.help(instead(text)?)))
    }

    /// Is a word at the beginning of a statement or declaration one of another language? Reports it, and goes on behind
    /// what it begins.
    pub(super) fn foreign_start(&mut self) -> Option<Reported> {
        let Tok::Ident(name) = self.tok.kind else { return None };
        let often_a_name = matches!(self.name(name), "size" | "length" | "len" | "object" | "input" | "in");
        let known = often_a_name || !self.means_nothing(name) || operator(self.name(name)).is_some();
        // It may be a function, whose definition lacks the type of its result.
        if known || matches!(self.peek(), Tok::LParen | Tok::Colon | Tok::Assign) {
            return None;
        }
        let token = self.tok;
        let kind = self.name(name);
        // Names that are nobody's own only with the `<` of a template.
        if instead(kind).is_some_and(|help| help.starts_with("C has no ready")) && self.peek() != Tok::Lt {
            return None;
        }
        let reported = self.foreign(name, token.span)?;
        self.bump();
        self.skip_template();
        // What it names is known from now on, to keep its uses quiet.
        if let Tok::Ident(declared) = self.tok.kind
            && self.scopes.lookup(declared).is_none()
        {
            if matches!(kind, "class" | "interface") {
                self.bind_unknown_type(declared, self.tok.span);
            } else {
                self.bind_unknown(declared, self.tok.span);
            }
        }
        match kind {
            "using" | "import" | "include" | "define" | "require" | "template" => self.skip_line(token, kind),
            // Its body is indented.
            "def" => {
                self.skip_line(token, kind);
                while !self.at(Tok::Eof) && self.tok.loc.column > token.loc.column {
                    self.bump();
                }
            }
            "class" | "interface" | "function" | "func" | "fn" | "sub" | "procedure" | "new" | "delete" => {}
            "cout" | "cerr" | "clog" | "cin" | "namespace" | "print" | "println" | "echo" | "throw" | "raise" => {}
            // What follows may be right.
            _ => self.fresh = !matches!(self.tok.kind, Tok::Dot | Tok::Arrow | Tok::Shl | Tok::Shr),
        }
        Some(reported)
    }

    /// `<int>` behind the name of a template, with what it declares.
    fn skip_template(&mut self) {
        if self.at(Tok::Lt) {
            while !matches!(self.tok.kind, Tok::Gt | Tok::Shr | Tok::Semi | Tok::LBrace | Tok::Eof) {
                self.bump();
            }
            self.eat(Tok::Gt);
        }
    }

    /// Steps to the first token of a later line, and lets what stands there be something new.
    fn skip_line(&mut self, from: Token, kind: &str) {
        while !self.at(Tok::Eof) && self.tok.loc.line == from.loc.line && self.tok.loc.file == from.loc.file {
            if let Tok::Ident(parameter) = self.tok.kind
                && kind == "template"
                && self.scopes.lookup(parameter).is_none()
            {
                self.bind_unknown_type(parameter, self.tok.span);
            }
            self.bump();
        }
        self.fresh = true;
    }

    /// `retrun 0;`: a keyword that begins a statement, misspelt. It is taken as meant.
    pub(super) fn misspelt_keyword(&mut self) {
        const MEANT: [&str; 9] = ["return", "while", "for", "if", "switch", "break", "continue", "else", "goto"];
        let Tok::Ident(name) = self.tok.kind else { return };
        if !self.means_nothing(name) || self.pp.unexpanded(name).is_some() {
            return;
        }
        let text = self.name(name);
        let short = |keyword: &str| keyword.len() <= 3;
        let meant = match MEANT.into_iter().find(|k| short(k) && same_letters(k, text)) {
            Some(keyword) => keyword,
            None => match nearest(text, MEANT.into_iter().filter(|k| !short(k))) {
                Some(keyword) => keyword,
                None => return,
            },
        };
        let next = self.peek();
        let fits = match meant {
            "while" | "for" | "if" | "switch" => next == Tok::LParen,
            "break" | "continue" => next == Tok::Semi,
            "goto" => matches!(next, Tok::Ident(_)),
            "else" => !matches!(next, Tok::Assign | Tok::LParen | Tok::Semi | Tok::Dot | Tok::Arrow | Tok::LBracket),
            _ => {
                let operator = matches!(next, Tok::Assign | Tok::Dot | Tok::Arrow | Tok::LBracket | Tok::PlusPlus);
                !operator && !matches!(next, Tok::LParen) || edit_distance(text.as_bytes(), meant.as_bytes()) == 1
            }
        };
        if !fits || next == Tok::Colon {
            return;
        }
        let Some(&(_, kind)) = KEYWORDS.iter().find(|(keyword, _)| *keyword == meant) else { return };
        let error = Diagnostic::error("E0223", self.tok.span, format!("`{text}` is no keyword"));
        self.report(error.suggest(format!("did you mean `{meant}`?"), self.tok.span, meant));
        self.tok.kind = kind;
    }

    /// `esle` behind the statement of an `if`.
    pub(super) fn misspelt_else(&mut self) {
        if let Tok::Ident(name) = self.tok.kind
            && nearest(self.name(name), ["else"].into_iter()).is_some()
        {
            self.misspelt_keyword();
        }
    }

    /// `elif` and its kin behind the statement of an `if`: reported, and taken as `else if`.
    pub(super) fn at_else_if(&mut self) -> bool {
        let Tok::Ident(name) = self.tok.kind else { return false };
        let text = self.name(name);
        if !matches!(text, "elif" | "elseif" | "elsif" | "elsif_" | "elseIf") || self.scopes.lookup(name).is_some() {
            return false;
        }
        if self.peek() == Tok::LParen {
            let error = Diagnostic::error("E0222", self.tok.span, format!("C has no `{text}`"));
            self.report(error.suggest("write `else if`", self.tok.span, "else if"));
            return true;
        }
        false
    }

    /// `a and b`: reported, and taken as `&&`. The current token is behind an operand.
    #[inline(never)]
    pub(super) fn word_operator(&mut self, name: Name) -> Option<Tok> {
        let text = self.name(name);
        let meant = operator(text).filter(|&meant| meant != Tok::Bang)?;
        if self.scopes.lookup(name).is_some() {
            return None;
        }
        self.report_word(text, meant, self.tok.span);
        Some(meant)
    }

    fn report_word(&mut self, text: &str, meant: Tok, span: Span) {
        let symbol = meant.text().unwrap_or_default();
        let error = Diagnostic::error("E0222", span, format!("C has no `{text}`"));
        self.report(error.suggest(format!("write `{symbol}`"), span, symbol));
    }

    /// `not x`: reported, and taken as `!x`. The word has been read.
    pub(super) fn word_not(&mut self, name: Name, token: Token) -> Parsed<Option<super::operand::Operand>> {
        let text = self.name(name);
        if operator(text) != Some(Tok::Bang) || self.at(Tok::RParen) || self.at(Tok::Semi) {
            return Ok(None);
        }
        self.report_word(text, Tok::Bang, token.span);
        let op = self.nested(Self::unary_expr)?;
        self.unary(super::tree::UnaryOp::Not, op, token).map(Some)
    }

    /// `std::cout`: the first name has been read, and the current token is the first of the colons.
    pub(super) fn scope_operator(&mut self, first: Token) -> Option<Reported> {
        let colon = self.tok;
        if !self.at(Tok::Colon) || first.span.end != colon.span.start || self.peek() != Tok::Colon {
            return None;
        }
        self.bump();
        let last = self.bump();
        let at = first.span.to(last.span);
        if colon.span.end != last.span.start {
            return None;
        }
        let error = Diagnostic::error("E0224", at, "C has no `::`").label("names of C have no namespaces");
        let help = match self.tok.kind {
            Tok::Ident(name) => instead(self.name(name)),
            _ => None,
        };
        let reported = match help {
            Some(help) => self.report(error.help(help)),
            None => self.report(error.suggest("write the name alone", at, "")),
        };
        // `std::string s`: what it declares is known from now on.
        if matches!(self.tok.kind, Tok::Ident(_)) {
            self.bump();
            self.skip_template();
            if let Tok::Ident(declared) = self.tok.kind
                && self.scopes.lookup(declared).is_none()
            {
                self.bind_unknown(declared, self.tok.span);
            }
        }
        Some(reported)
    }
}

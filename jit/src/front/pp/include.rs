//! `#include` (C99 6.10.2), include guards and the end of files.

use super::token::PpToken;
use super::{Header, Pp};
use crate::diag::map::Origin;
use crate::diag::{Diagnostic, Span};
use crate::front::limits;
use crate::front::suggest;
use crate::front::token::{Name, Tok};
use std::borrow::Cow;

/// A file that has been included.
pub(super) struct Known<'a> {
    text: &'a str,
    /// The macro whose definition makes it empty.
    guard: Option<Name>,
    /// `#pragma once`.
    once: bool,
}

/// What `#include` names.
struct Wanted {
    name: String,
    angled: bool,
    /// Where it is named.
    at: Span,
}

/// The header that tokens name, and whether in angle brackets.
fn spelt(tokens: &[PpToken<'_>]) -> Option<(String, bool)> {
    let first = tokens.first()?;
    if first.is(Tok::PpString) && first.text.starts_with('"') {
        return Some((first.text.trim_matches('"').to_owned(), false));
    }
    let close = tokens.iter().position(|t| t.is(Tok::Gt)).filter(|_| first.is(Tok::Lt))?;
    let mut name = String::new();
    for (i, token) in tokens[1..close].iter().enumerate() {
        if i > 0 && token.space {
            name.push(' ');
        }
        name.push_str(token.text);
    }
    Some((name, true))
}

impl<'a> Pp<'_, 'a> {
    /// `#include`, to the end of its line and into the file.
    pub(super) fn include(&mut self, directive: Span) {
        let hash = directive.start;
        let wanted = self.header_name(directive);
        self.finish_directive();
        let Some(wanted) = wanted else { return };
        let Some(headers) = self.s.headers.clone() else {
            let warning = Diagnostic::warning("W0606", directive.to(wanted.at), "`#include` is ignored");
            self.diags.push(
                warning.note("the built-in functions are declared without a header; no other headers are provided"),
            );
            return;
        };
        let includer = self.s.files.last().map_or("", |file| file.name);
        let key = (wanted.name.clone(), wanted.angled, includer);
        let name = match self.s.found.get(&key) {
            Some(&name) => name,
            None => {
                let Some(header) = headers.open(&wanted.name, wanted.angled, includer) else {
                    let searched = headers.searched(wanted.angled, includer);
                    return self.not_found(&wanted, &headers.names(), &searched);
                };
                let name = self.file(header);
                self.s.found.insert(key, name);
                name
            }
        };
        let Some(known) = self.s.known.get(name) else { return };
        let guarded = known.guard.is_some_and(|guard| self.names.is_macro(guard));
        if known.once || guarded {
            return;
        }
        let text = known.text;
        if self.s.files.len() >= limits::INCLUDE_DEPTH {
            return self.too_deep(name, wanted.at);
        }
        self.s.includes += 1;
        if self.s.includes > limits::INCLUDES {
            let error = Diagnostic::error("E0900", wanted.at, "too many files are included");
            return self.give_up(error.note(format!("the limit is {}", limits::INCLUDES)));
        }
        if self.s.map.used() + text.len() > limits::TEXT {
            let error = Diagnostic::error("E0900", wanted.at, "included files are too large");
            return self.give_up(error.note(format!("the limit is {} MiB in all", limits::TEXT >> 20)));
        }
        self.s.open(name, text, Origin::Included(hash));
    }

    /// Keeps a file; one that is known already by its name stays.
    fn file(&mut self, header: Header) -> &'a str {
        if let Some((&name, _)) = self.s.known.get_key_value(header.name.as_str()) {
            return name;
        }
        let name: &'a str = self.s.arena.alloc_str(&header.name);
        let text: &'a str = match header.text {
            Cow::Borrowed(text) => text,
            Cow::Owned(text) => self.s.arena.alloc_str(&text),
        };
        self.s.known.insert(name, Known { text, guard: None, once: false });
        name
    }

    /// The name behind `#include`, which macros may give.
    fn header_name(&mut self, directive: Span) -> Option<Wanted> {
        let lexer = &mut self.s.lexer;
        lexer.skip_blank(self.diags);
        let (start, open) = (lexer.pos, lexer.peek(0));
        if matches!(open, b'<' | b'"') {
            let close = if open == b'<' { b'>' } else { b'"' };
            lexer.pos += 1;
            while !lexer.at_end() && !matches!(lexer.peek(0), b'\n' | b'\r') && lexer.peek(0) != close {
                lexer.pos += 1;
            }
            if lexer.peek(0) != close {
                let error = Diagnostic::error("E0633", lexer.span_from(start), "the name of the header is not closed");
                self.diags.push(error.help(format!("close it with `{}`", close as char)));
                return None;
            }
            let name = lexer.text[start + 1..lexer.pos].to_owned();
            lexer.pos += 1;
            let at = lexer.span_from(start);
            self.end_of_directive("include");
            return self.named(name, open == b'<', at);
        }
        let tokens = self.expanded_line();
        let at = match tokens.first() {
            Some(first) => self.s.map.span(first.place),
            None => directive,
        };
        if let Some((name, angled)) = spelt(&tokens) {
            return self.named(name, angled, at);
        }
        let error = Diagnostic::error("E0634", at, "`#include` needs the name of a header");
        self.diags.push(error.help("write `#include <name.h>` or `#include \"name.h\"`"));
        None
    }

    /// Is there the header that these tokens name? `None` if they name none.
    pub(super) fn has_header(&mut self, tokens: &[PpToken<'a>]) -> Option<bool> {
        let (name, angled) = match spelt(tokens) {
            Some(header) => header,
            None => spelt(&self.expand_apart(tokens))?,
        };
        let includer = self.s.files.last().map_or("", |file| file.name);
        let headers = self.s.headers.as_ref();
        Some(headers.is_some_and(|headers| headers.open(&name, angled, includer).is_some()))
    }

    fn named(&mut self, name: String, angled: bool, at: Span) -> Option<Wanted> {
        if name.trim().is_empty() {
            self.error("E0635", at, "the name of the header is empty");
            return None;
        }
        Some(Wanted { name, angled, at })
    }

    fn not_found(&mut self, wanted: &Wanted, names: &[String], searched: &[String]) {
        let Wanted { name, angled, at } = wanted;
        let mut error = Diagnostic::error("E0636", *at, format!("header `{name}` not found")).label("not found");
        let candidates = names.iter().map(String::as_str);
        let of_cxx = name.strip_prefix('c').map(|rest| format!("{rest}.h")).filter(|meant| names.contains(meant));
        if let Some(meant) = of_cxx {
            error = error.suggest("this is a header of C++; that of C is", *at, format!("<{meant}>"));
        } else if matches!(name.as_str(), "iostream" | "fstream" | "iomanip") && !names.is_empty() {
            error = error.suggest("this is a header of C++; texts are printed by", *at, "<stdio.h>");
        } else if matches!(name.as_str(), "vector" | "map" | "set" | "list" | "algorithm" | "memory" | "utility") {
            error = error.help("this is a header of C++: C has arrays and `malloc`, and no ready-made containers");
        } else if matches!(name.as_str(), "conio.h" | "windows.h" | "dos.h" | "graphics.h" | "process.h") {
            error = error.help("this header belongs to another operating system; remove it, and do without it");
        } else if let Some(meant) = suggest::nearest(name, candidates) {
            error = error.suggest(format!("did you mean `<{meant}>`?"), *at, format!("<{meant}>"));
        } else if !angled && names.contains(name) {
            error = error.suggest(format!("write `#include <{name}>`"), *at, format!("<{name}>"));
        }
        if !searched.is_empty() {
            error = error.note(format!("searched: {}", searched.join(", ")));
        }
        self.diags.push(error);
    }

    fn too_deep(&mut self, name: &str, at: Span) {
        let mut error = Diagnostic::error("E0637", at, "files include each other too deeply");
        if let Some(first) = self.s.files.iter().rposition(|file| file.name == name) {
            let cycle: Vec<&str> = self.s.files[first..].iter().map(|file| file.name).take(5).collect();
            error = error.note(format!("`{name}` includes itself: {} -> {name}", cycle.join(" -> ")));
            error = error.help(format!("put `#pragma once` at the beginning of `{name}`"));
        }
        self.give_up(error.note(format!("the limit is {} files", limits::INCLUDE_DEPTH)));
    }

    /// The end of a file: goes back to the one that includes it. False if there is none.
    pub(super) fn leave_file(&mut self) -> bool {
        self.check_conditionals();
        let Some(back) = self.s.files.last().and_then(|file| file.back) else { return false };
        self.s.files.pop();
        self.s.lexer.go_to(back);
        self.s.in_command_line = false;
        true
    }

    /// `#pragma once`.
    pub(super) fn mark_once(&mut self) {
        if let Some(file) = self.s.files.last()
            && let Some(known) = self.s.known.get_mut(file.name)
        {
            known.once = true;
        }
    }

    /// An `#ifndef`: the beginning of an include guard, if nothing stands before it.
    pub(super) fn may_be_guard(&mut self, name: Name, directive: Span) {
        let index = self.s.conditionals.len();
        let Some(file) = self.s.files.last() else { return };
        let first = file.back.is_some() && index == file.conditionals;
        if first
            && self.s.lexer.is_blank_before(directive)
            && let Some(file) = self.s.files.last_mut()
        {
            file.guard = Some((index, name));
        }
    }

    /// An `#endif`: the end of an include guard, if nothing follows.
    pub(super) fn end_of_guard(&mut self, index: usize) {
        let Some(file) = self.s.files.last_mut() else { return };
        let Some((_, name)) = file.guard.filter(|&(guard, _)| guard == index) else { return };
        file.guard = None;
        if self.s.lexer.is_blank_to_end()
            && let Some(known) = self.s.known.get_mut(file.name)
        {
            known.guard = Some(name);
        }
    }
}

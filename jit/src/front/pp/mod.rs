//! The preprocessor (C99 6.10): directives, includes, macros.
//!
//! It stands between lexer and parser and works on demand, a token at a time. A token that has nothing to do with
//! macros goes straight through: the lexer knows the names of macros from the table of names.
//!
//! Rescanning is done with a stack of contexts, one per expansion that is being read, as in GCC's cpplib: a macro is
//! not expanded while its own context is on the stack, and a token that was not expanded for that reason never will
//! be ("painted blue").

mod args;
mod cond;
mod define;
mod directive;
mod dynamic;
mod eval;
mod expand;
mod headers;
mod include;
mod macros;
mod output;
pub(crate) mod predefined;
mod stringize;
mod substitute;
mod token;

pub use headers::{Header, Headers};
pub(crate) use output::preprocess;

use super::lexer::{Cursor, Lexer};
use super::limits;
use super::names::Names;
use super::token::{Name, Tok, Token};
use crate::cancel::Cancel;
use crate::diag::map::{Origin, SourceMap};
use crate::diag::{Diagnostic, Diagnostics, Span};
use crate::{Options, compile};
use bumpalo::Bump;
use cond::Conditional;
use expand::Context;
use include::Known;
use linker::object::SrcLoc;
use macros::{MacroId, Macros};
use rustc_hash::FxHashMap;
use std::sync::Arc;
use std::time::SystemTime;
use token::PpToken;

/// Steps from one look whether the compilation is cancelled to the next.
const STEPS: u32 = 256;

/// The file in which the definitions of the command line stand.
const COMMAND_LINE: &str = "<command line>";

/// A file that is being read.
struct Open<'a> {
    name: &'a str,
    /// Where the file that includes it goes on.
    back: Option<Cursor<'a>>,
    /// Conditionals that were open when it was entered.
    conditionals: usize,
    /// Its conditional that may turn out to be an include guard, and the macro of that.
    guard: Option<(usize, Name)>,
    /// What `#line` says: the difference to the real line, and the name.
    line_shift: i64,
    shown_name: Option<&'a str>,
}

/// Where the outermost macro is called that is being expanded, or the directive stands that is being obeyed.
#[derive(Debug, Clone, Copy, Default)]
struct Call {
    loc: SrcLoc,
    /// The same in the space of offsets.
    at: u32,
}

/// The preprocessor's state.
pub(crate) struct Preprocessor<'a> {
    pub(super) lexer: Lexer<'a>,
    arena: &'a Bump,
    pub(super) map: SourceMap<'a>,
    macros: Macros<'a>,
    /// Expansions that are being read, the innermost last, and their tokens.
    contexts: Vec<Context>,
    buffer: Vec<PpToken<'a>>,
    files: Vec<Open<'a>>,
    conditionals: Vec<Conditional>,
    /// All file names, by the number that a [`SrcLoc`] has.
    file_names: Vec<&'a str>,
    headers: Option<Arc<dyn Headers>>,
    /// The names of files by what asks for them: the name, in angle brackets or not, and the file where it stands.
    found: FxHashMap<(String, bool, &'a str), &'a str>,
    /// Files that have been included, by name.
    known: FxHashMap<&'a str, Known<'a>>,
    call: Call,
    /// Something with white space before it has expanded to nothing.
    carry_space: bool,
    /// Tokens that expansion has handled.
    work: u64,
    argument_nesting: u32,
    includes: usize,
    counter: u32,
    time: Option<SystemTime>,
    in_command_line: bool,
    /// `#pragma pack`: the largest alignment of struct members (0 for none), and those that were pushed.
    pack: u32,
    packs: Vec<u32>,
    cancel: Option<Arc<dyn Cancel>>,
    /// Steps since the start, to ask that in long intervals.
    steps: u32,
    /// What names meant at their `#pragma push_macro`.
    pushed_macros: FxHashMap<Name, Vec<Option<MacroId>>>,
    /// A limit is exceeded, or the compilation is cancelled: nothing more comes out.
    pub(super) gave_up: bool,
}

/// The preprocessor at work: its state, and what it shares with the parser.
struct Pp<'p, 'a> {
    s: &'p mut Preprocessor<'a>,
    names: &'p mut Names<'a>,
    diags: &'p mut Diagnostics,
}

impl<'a> Preprocessor<'a> {
    /// What `#pragma pack` says at the place that has been read up to; 0 if it says nothing.
    pub(crate) fn pack(&self) -> u32 {
        self.pack
    }

    /// A copy of the text that lives as long as the source.
    pub(crate) fn keep(&self, text: &str) -> &'a str {
        self.arena.alloc_str(text)
    }

    pub(crate) fn new(name: &'a str, source: &'a str, options: &Options, arena: &'a Bump) -> Self {
        let mut new = Self {
            lexer: Lexer::new(arena),
            arena,
            map: SourceMap::new(),
            macros: Macros::default(),
            contexts: Vec::new(),
            buffer: Vec::new(),
            files: Vec::new(),
            conditionals: Vec::new(),
            file_names: Vec::new(),
            headers: options.headers.clone(),
            found: FxHashMap::default(),
            known: FxHashMap::default(),
            call: Call::default(),
            carry_space: false,
            work: 0,
            argument_nesting: 0,
            includes: 0,
            counter: 0,
            time: options.time,
            in_command_line: false,
            pack: 0,
            packs: Vec::new(),
            cancel: options.cancel.clone(),
            steps: 0,
            pushed_macros: FxHashMap::default(),
            gave_up: false,
        };
        new.open(name, source, Origin::Given);
        if !options.defines.is_empty() || !options.undefs.is_empty() {
            let text = arena.alloc_str(&command_line(options));
            new.open(COMMAND_LINE, text, Origin::Given);
            new.in_command_line = true;
        }
        new
    }

    /// The next token for the parser.
    #[inline]
    pub(crate) fn next(&mut self, names: &mut Names<'a>, diags: &mut Diagnostics, into: &mut Token) {
        self.step(diags);
        if !self.contexts.is_empty() {
            *into = Pp { s: self, names, diags }.next_of_expansion();
            return;
        }
        self.lexer.next_into(names, diags, into);
        if matches!(into.kind, Tok::Macro(_) | Tok::Directive | Tok::Eof) {
            *into = Pp { s: self, names, diags }.next_of_file(*into);
        }
    }

    /// Counts a step, and gives up now and then if the compilation is cancelled.
    #[inline]
    fn step(&mut self, diags: &mut Diagnostics) {
        self.steps = self.steps.wrapping_add(1);
        if self.steps.is_multiple_of(STEPS) && !self.gave_up && self.cancel.as_ref().is_some_and(|c| c.cancelled()) {
            diags.push(compile::cancelled(self.lexer.span_from(self.lexer.pos.saturating_sub(1))));
            self.gave_up = true;
        }
    }

    /// Goes on with another file.
    fn open(&mut self, name: &'a str, text: &'a str, origin: Origin) {
        let back = (!self.files.is_empty()).then(|| self.lexer.cursor());
        let base = self.map.add(name, text, origin);
        let known = self.file_names.iter().position(|&n| n == name);
        let file = known.unwrap_or_else(|| {
            self.file_names.push(name);
            self.file_names.len() - 1
        });
        self.lexer.enter(text, base, u16::try_from(file).unwrap_or(u16::MAX));
        self.files.push(Open {
            name,
            back,
            conditionals: self.conditionals.len(),
            guard: None,
            line_shift: 0,
            shown_name: None,
        });
    }

    /// Where a name is defined as a macro, if it is one, and whether that takes arguments: the parser meets such a
    /// name only where it isn't expanded.
    pub(super) fn unexpanded(&self, name: Name) -> Option<(Span, bool)> {
        let definition = self.macros.get(self.macros.find(name)?);
        Some((definition.at, matches!(definition.kind, macros::Kind::Function { .. })))
    }

    /// What is left to do at the end: gives the diagnostics places in files.
    pub(crate) fn conclude(&self, diags: &mut Diagnostics) {
        diags.resolve(&self.map);
    }

    /// The names of all files, by number.
    pub(crate) fn file_names(&self) -> Vec<String> {
        self.file_names.iter().map(|&name| name.to_owned()).collect()
    }
}

/// The definitions of the command line as directives.
fn command_line(options: &Options) -> String {
    let mut text = String::new();
    let one_line = |s: &str| s.replace(['\n', '\r'], " ");
    for (name, value) in &options.defines {
        text += &format!("#define {} {}\n", one_line(name), one_line(value));
    }
    for name in &options.undefs {
        text += &format!("#undef {}\n", one_line(name));
    }
    text
}

impl<'a> Pp<'_, 'a> {
    fn error(&mut self, code: &'static str, at: Span, message: impl Into<String>) {
        self.diags.push(Diagnostic::error(code, at, message));
    }

    /// The next preprocessing token of the file.
    fn raw(&mut self) -> PpToken<'a> {
        self.s.lexer.raw(self.names, self.diags)
    }

    /// The macro that a name is now. A predefined one is made when it is first asked for.
    fn macro_of(&mut self, name: Name) -> Option<MacroId> {
        if !self.names.is_macro(name) {
            return None;
        }
        self.s.macros.find(name).or_else(|| self.predefine(name))
    }

    /// Nothing more comes out: a limit is exceeded.
    fn give_up(&mut self, error: Diagnostic) {
        if !self.s.gave_up {
            self.diags.push(error);
        }
        self.s.gave_up = true;
    }

    /// Counts tokens that macros make; gives up if there are too many.
    fn spend(&mut self, tokens: usize) -> bool {
        self.s.step(self.diags);
        self.s.work += tokens as u64;
        if self.s.work > limits::EXPANSION || self.s.buffer.len() > limits::EXPANDED {
            let at = self.s.lexer.span_from(self.s.lexer.pos.saturating_sub(1));
            let error = Diagnostic::error("E0900", at, "macros expand to too much");
            let limit = limits::EXPANSION >> 20;
            self.give_up(error.note(format!("the limit is {limit} Mi tokens for a source file")));
        }
        !self.s.gave_up
    }
}

//! The parser's state, its token stream, and recovery from errors.

use super::builder::{Builder, moved};
use super::data::Statics;
use super::declarator::{Qualifiers, Step};
use super::kept::Kept;
use super::limits;
use super::names::Names;
use super::operand::Operand;
use super::pp::Preprocessor;
use super::quoted::Text;
use super::scope::Scopes;
use super::token::{Name, Tok, Token};
use super::tree::{Function, Stmt, StmtKind};
use super::types::{TypeId, Types};
use super::vla::Earlier;
use crate::Options;
use crate::bind::Bindings;
use crate::diag::{Diagnostic, Diagnostics, Span};
use bumpalo::Bump;
use guest_abi::Ty;
use linker::object::{Signature, SrcLoc};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;

/// The error has been reported; the caller leaves what it was parsing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reported;

/// Result of parsing something.
pub(crate) type Parsed<T> = Result<T, Reported>;

/// Parser and checker in one: it builds the typed tree while it reads.
pub(crate) struct Parser<'a> {
    pub(super) pp: Preprocessor<'a>,
    pub(super) names: Names<'a>,
    pub(super) diags: &'a mut Diagnostics,
    /// The current token.
    pub(super) tok: Token,
    peeked: Option<Token>,
    /// Where the token before the current one is.
    pub(super) prev: Token,
    pub(super) types: Types,
    pub(super) scopes: Scopes,
    pub(super) statics: Statics,
    pub(super) functions: Vec<Function>,
    /// The function that is being built; outside of functions, a scratch one for initialisers.
    pub(super) f: Box<Builder>,
    /// Types that have been compared, and what came of it.
    pub(super) compared: RefCell<FxHashMap<(TypeId, TypeId), bool>>,
    /// Expressions of the functions that have been built.
    pub(super) exprs: usize,
    pub(super) predeclared: &'a [(String, Signature)],
    /// What parameters and variables are bound to.
    pub(super) bindings: &'a Bindings,
    pub(super) library: Option<&'a dyn super::library::Library>,
    /// Nesting of what is being parsed.
    nesting: u32,
    /// Braces that are open before the current token.
    braces: u32,
    /// The brace of the innermost open block.
    pub(super) block_open: Span,
    /// A missing `}` has been reported; the blocks around it miss theirs too.
    pub(super) unclosed: bool,
    /// Enumerations that have got their constants, by their tags' places.
    pub(super) enums_defined: FxHashSet<Span>,
    /// The parameters before the current one.
    pub(super) earlier: Vec<Earlier>,
    /// The declarator that comes next is a parameter's.
    pub(super) param_declarator: bool,
    /// Parameter lists around the current token.
    pub(super) param_lists: u32,
    /// How often the element that was designated last comes again: `[a ... b]`.
    pub(super) repeat: u32,
    /// A primary expression that has been read already; the next operand begins with it.
    pub(super) begun: Option<Operand>,
    /// Inside `sizeof`: nothing is evaluated, so nothing is used.
    pub(super) unevaluated: u32,
    /// The variable with static storage that was named last.
    pub(super) last_global: Option<super::scope::GlobalId>,
    /// The expression statement that was parsed last, if nothing came behind it.
    pub(super) last_value: Option<Operand>,
    /// The text of the string literal that comes next is to be kept: it may be a format.
    pub(super) keep_string: bool,
    /// The text that was kept.
    pub(super) kept_string: Option<Vec<u8>>,
    /// Functions that were called without a declaration, and where first.
    pub(super) undeclared: FxHashMap<Name, Span>,
    /// The `}` of the function that was read last.
    pub(super) last_body: Option<Span>,
    /// Macros whose definition has been found to end with `;` or to begin with `=`.
    pub(super) blamed: FxHashSet<Span>,
    /// The operator of the assignment or comparison that was read last.
    pub(super) last_operator: Span,
    /// Headers that would have declared what is used, and whether that was an error.
    pub(super) wanted_headers: FxHashMap<String, bool>,
    /// What is skipped after an error is behind the current place already.
    pub(super) fresh: bool,
    /// The current token is in the head of a `for`.
    pub(super) for_head: bool,
    /// The functions that the text defines somewhere, once that was asked for.
    pub(super) definitions: Option<super::later::Definitions<'a>>,
    /// Old-style functions that were called with another number of arguments before their definition, and the types of
    /// their parameters.
    pub(super) miscalled: FxHashMap<linker::object::SymbolId, Vec<TypeId>>,
    /// Functions that run before and after `main`.
    pub(super) startup: super::startup::Startup,
    /// Lists that are empty now and keep their memory: statements, what a function is built of, arguments, the steps of
    /// a declarator.
    pub(super) spare_lists: Vec<Vec<Stmt>>,
    pub(super) spare_builder: Option<Box<Builder>>,
    pub(super) spare_arguments: Vec<Operand>,
    pub(super) spare_steps: Vec<Step>,
    /// The qualifiers of the pointers in the declarators around the current token.
    pub(super) pointers: Vec<Qualifiers>,
    /// Given up: every token is `Eof` from now on.
    stopped: bool,
}

impl<'a> Parser<'a> {
    pub(crate) fn new(
        name: &'a str,
        source: &'a str,
        options: &'a Options,
        arena: &'a Bump,
        diags: &'a mut Diagnostics,
        mut kept: Kept,
    ) -> Self {
        kept.names.fill();
        let start = Token { kind: Tok::Eof, span: Span::default(), loc: Default::default() };
        let mut parser = Self {
            pp: Preprocessor::new(name, source, options, arena),
            names: kept.names,
            diags,
            tok: start,
            peeked: None,
            prev: start,
            types: Types::new(),
            scopes: kept.scopes,
            statics: Statics::default(),
            functions: Vec::new(),
            f: kept.f,
            compared: RefCell::default(),
            exprs: 0,
            predeclared: &options.predeclared,
            bindings: &options.bindings,
            library: options.library.as_deref(),
            nesting: 0,
            braces: 0,
            block_open: Span::default(),
            unclosed: false,
            enums_defined: FxHashSet::default(),
            earlier: Vec::new(),
            param_declarator: false,
            param_lists: 0,
            repeat: 0,
            begun: None,
            unevaluated: 0,
            last_global: None,
            last_value: None,
            keep_string: false,
            kept_string: None,
            undeclared: FxHashMap::default(),
            last_body: None,
            blamed: FxHashSet::default(),
            last_operator: Span::default(),
            wanted_headers: FxHashMap::default(),
            fresh: false,
            for_head: false,
            definitions: None,
            miscalled: FxHashMap::default(),
            startup: super::startup::Startup::default(),
            spare_lists: kept.lists,
            spare_builder: Some(kept.spare),
            spare_arguments: Vec::new(),
            spare_steps: Vec::new(),
            pointers: Vec::new(),
            stopped: false,
        };
        parser.declare_builtins();
        parser.bump();
        parser
    }

    /// Reads the next token into `tok`, where it is written part by part: it is not copied, since what has just been
    /// written in parts is slow to read as a whole.
    fn advance(&mut self) {
        if self.stopped() {
            self.stopped = true;
            self.tok.kind = Tok::Eof;
            return;
        }
        self.pp.next(&mut self.names, self.diags, &mut self.tok);
        self.stopped |= self.pp.gave_up;
    }

    /// Goes on to the next token and returns the one that was current.
    #[inline]
    pub(super) fn bump(&mut self) -> Token {
        match self.tok.kind {
            Tok::LBrace => self.braces += 1,
            Tok::RBrace => self.braces = self.braces.saturating_sub(1),
            _ => {}
        }
        self.prev = self.tok;
        match self.peeked {
            Some(next) => {
                self.tok = next;
                self.peeked = None;
            }
            None => self.advance(),
        }
        self.prev
    }

    /// The kind of the token behind the current one.
    pub(super) fn peek(&mut self) -> Tok {
        if self.peeked.is_none() {
            let current = self.tok;
            self.advance();
            self.peeked = Some(std::mem::replace(&mut self.tok, current));
        }
        self.peeked.map_or(Tok::Eof, |t| t.kind)
    }

    /// Where the token behind the current one is, if it has been peeked at.
    pub(super) fn peeked_loc(&self) -> Option<SrcLoc> {
        self.peeked.filter(|token| token.kind != Tok::Eof).map(|token| token.loc)
    }

    /// Reports that a `{` is missing before the current token, and goes on as if it were there.
    #[cold]
    #[inline(never)]
    pub(super) fn open_brace(&mut self) {
        let (at, found) = (self.prev.span.after(), self.describe(self.tok));
        let error = Diagnostic::error("E0313", at, format!("expected `{{`, found {found}"));
        self.report(error.label("help: add `{` here").suggest("", at, " {"));
        if self.peeked.is_none() && !self.stopped {
            self.peeked = Some(self.tok);
            self.tok = Token { kind: Tok::LBrace, span: at, loc: self.prev.loc };
        }
    }

    /// Has parsing been given up? What seems to be missing then may well be there.
    pub(super) fn stopped(&self) -> bool {
        self.stopped || self.diags.too_many_errors()
    }

    pub(super) fn at(&self, kind: Tok) -> bool {
        self.tok.kind == kind
    }

    /// Takes the current token if it is this one.
    pub(super) fn eat(&mut self, kind: Tok) -> bool {
        let found = self.at(kind);
        if found {
            self.bump();
        }
        found
    }

    /// The contents of a string literal.
    pub(super) fn string_text(&self, index: u32) -> &Text {
        &self.pp.lexer.strings[index as usize]
    }

    /// Source text of a span.
    pub(super) fn text(&self, span: Span) -> &'a str {
        self.pp.map.text(span)
    }

    pub(super) fn name(&self, name: Name) -> &'a str {
        self.names.text(name)
    }

    /// How a token is called in a message.
    #[cold]
    #[inline(never)]
    pub(super) fn describe(&self, token: Token) -> String {
        match token.kind {
            Tok::Eof => "end of file".into(),
            Tok::Ident(name) => format!("`{}`", self.name(name)),
            Tok::Str(_) => "a string literal".into(),
            kind => match kind.text() {
                Some(text) if text.as_bytes()[0].is_ascii_alphabetic() => format!("keyword `{text}`"),
                Some(text) => format!("`{text}`"),
                None => {
                    let text: String = self.text(token.span).chars().take(30).collect();
                    format!("`{text}`")
                }
            },
        }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn report(&mut self, diagnostic: Diagnostic) -> Reported {
        // Behind a limit nothing is looked at any more, so that nothing that is said would be true.
        let limit = diagnostic.code == "E0900";
        if !self.stopped {
            self.diags.push(diagnostic);
        }
        if limit {
            self.give_up();
        }
        Reported
    }

    #[cold]
    #[inline(never)]
    pub(super) fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>) -> Reported {
        self.report(Diagnostic::error(code, span, message))
    }

    /// "expected X, found Y" at the current token; silent where the lexer has already complained.
    #[cold]
    #[inline(never)]
    pub(super) fn expected(&mut self, what: &str) -> Reported {
        if self.at(Tok::Bad) || self.stopped {
            return Reported;
        }
        let found = self.describe(self.tok);
        let error = Diagnostic::error("E0205", self.tok.span, format!("expected {what}, found {found}"));
        self.report(error.label(format!("expected {what}")))
    }

    pub(super) fn expect(&mut self, kind: Tok) -> Parsed<Token> {
        if self.at(kind) {
            return Ok(self.bump());
        }
        let what = format!("`{}`", kind.text().unwrap_or("token"));
        Err(self.expected(&what))
    }

    /// The token before is a literal that was never closed, so what it should have ended is missing as well.
    fn prev_is_broken(&self) -> bool {
        matches!(self.prev.kind, Tok::Str(_) | Tok::Char(_)) && self.diags.error_at(self.prev.span.start)
    }

    /// The closing partner of `open`.
    pub(super) fn expect_close(&mut self, kind: Tok, open: Span) -> Parsed<Token> {
        if self.at(kind) {
            return Ok(self.bump());
        }
        if self.at(Tok::Bad) || self.stopped || self.prev_is_broken() {
            return Err(Reported);
        }
        if self.blame_macro() && self.at(kind) {
            return Ok(self.bump());
        }
        let (close, found) = (kind.text().unwrap_or("token"), self.describe(self.tok));
        let at = if self.tok.loc.line > self.prev.loc.line { self.prev.span.after() } else { self.tok.span };
        let error = Diagnostic::error("E0206", at, format!("expected `{close}`, found {found}"));
        let error = error.label(format!("expected `{close}`")).secondary(open, "to close this");
        if self.at(Tok::Bang) && self.peek() == Tok::Assign {
            return Err(self.report(error.help("write `!=` without a blank")));
        }
        // What can't stand between them ends them: it is taken as closed here.
        let ends = matches!(self.tok.kind, Tok::Semi | Tok::LBrace | Tok::RBrace)
            || (kind == Tok::RBracket && matches!(self.tok.kind, Tok::RParen | Tok::Assign))
            || (kind == Tok::RParen && self.at(Tok::RBracket));
        if ends && self.tok.span.end <= crate::diag::map::VIRTUAL {
            let message = format!("close it with `{close}`");
            self.report(error.suggest(message, self.prev.span.after(), close));
            return Ok(Token { kind, ..self.prev });
        }
        Err(self.report(error))
    }

    /// A semicolon behind `what`. One that is forgotten at the end of a line is reported and then taken as given.
    pub(super) fn expect_semi(&mut self, what: &str) -> Parsed<()> {
        if self.eat(Tok::Semi) {
            return Ok(());
        }
        if self.at(Tok::Bad) || self.stopped {
            return Err(Reported);
        }
        if self.prev_is_broken() {
            return Ok(());
        }
        let found = self.describe(self.tok);
        let ends = self.tok.loc.line > self.prev.loc.line || self.at(Tok::RBrace);
        let at = if ends { self.prev.span.after() } else { self.tok.span };
        let error = Diagnostic::error("E0207", at, format!("expected `;` {what}, found {found}"));
        let reported = if ends {
            let error = match at.end < crate::diag::map::VIRTUAL {
                true => error.label("help: add `;` here").suggest("", at, ";"),
                false => error.label("help: add `;` here"),
            };
            self.report(self.comment_for_division(error))
        } else {
            let error = error.label("expected `;`");
            let named = what == "after the declaration" && matches!(self.prev.kind, Tok::Ident(_));
            let next = self.peek();
            self.report(match self.tok.kind {
                Tok::Minus if named && matches!(next, Tok::Ident(_)) => {
                    error.help("a name consists of letters, digits and `_`")
                }
                Tok::Ident(_) if named => error.help("a name has no blanks in it; or is a `,` missing?"),
                _ => error,
            })
        };
        if ends { Ok(()) } else { Err(reported) }
    }

    /// `#define SIZE 10;` where `SIZE` is used: a `;` or `=` that a macro made and that can't stand here. Reported once
    /// a macro, and stepped over.
    pub(super) fn blame_macro(&mut self) -> bool {
        if !matches!(self.tok.kind, Tok::Semi | Tok::Assign) || self.tok.span.start < crate::diag::map::VIRTUAL {
            return false;
        }
        let token = self.bump();
        self.blame(token);
        true
    }

    /// Reports a macro that made this token, once.
    #[cold]
    #[inline(never)]
    pub(super) fn blame(&mut self, token: Token) {
        let (at, name) = self.pp.map.made_by(token.span);
        if self.blamed.insert(at) {
            let text = self.text(at);
            let error = Diagnostic::error("E0228", token.span, format!("the macro `{name}` has a `{text}` in it"));
            let error = error.suggest(format!("remove this `{text}`"), at, "");
            self.report(error.note("a macro is replaced by all of its definition, to the end of the line"));
        }
    }

    /// `int half = n // 2;`: says so if a comment begins right behind what was read.
    #[cold]
    #[inline(never)]
    fn comment_for_division(&self, error: Diagnostic) -> Diagnostic {
        let from = self.prev.span.end;
        let Some(piece) = self.pp.map.piece(from) else { return error };
        let rest = piece.text.get((from - piece.base) as usize..).unwrap_or_default();
        match rest.lines().next().map(str::trim_start).and_then(|rest| rest.strip_prefix("//")) {
            Some(comment) if comment.trim_end().ends_with(';') => {
                error.note("`//` begins a comment: integers are divided by `/`, and the result is rounded towards 0")
            }
            _ => error,
        }
    }

    /// An empty list of statements that has some memory, if one is at hand.
    pub(super) fn spare_list(&mut self) -> Vec<Stmt> {
        self.spare_lists.pop().unwrap_or_default()
    }

    /// The statements of such a list, which is at hand again, in one that has no more memory than it needs.
    pub(super) fn list_of(&mut self, mut spare: Vec<Stmt>) -> Vec<Stmt> {
        let list = moved(&mut spare);
        self.spare_lists.push(spare);
        list
    }

    /// The only statement of such a list, which is at hand again, or a block of them.
    pub(super) fn one_of(&mut self, mut spare: Vec<Stmt>, loc: SrcLoc) -> Stmt {
        match spare.pop() {
            Some(only) if spare.is_empty() => {
                self.spare_lists.push(spare);
                only
            }
            last => {
                spare.extend(last);
                Stmt { kind: StmtKind::Block(self.list_of(spare)), loc }
            }
        }
    }

    /// Is the current token a keyword?
    pub(super) fn at_keyword(&self) -> bool {
        self.tok.kind.text().is_some_and(|t| t.as_bytes()[0].is_ascii_alphabetic())
    }

    pub(super) fn expect_ident(&mut self, what: &str) -> Parsed<(Name, Token)> {
        match self.tok.kind {
            Tok::Ident(name) => Ok((name, self.bump())),
            _ => {
                if self.at_keyword() {
                    let found = self.describe(self.tok);
                    let error = Diagnostic::error("E0205", self.tok.span, format!("expected {what}, found {found}"));
                    return Err(self.report(error.help("a keyword can't be used as a name")));
                }
                Err(self.expected(what))
            }
        }
    }

    /// Enters a level of nesting, unless that is too deep.
    pub(super) fn enter(&mut self) -> Parsed<()> {
        if self.nesting >= limits::NESTING {
            let error = Diagnostic::error("E0900", self.tok.span, "nested too deeply");
            let limit = limits::NESTING;
            return Err(
                self.report(error.note(format!("the limit is {limit} levels of blocks, parentheses and braces")))
            );
        }
        self.nesting += 1;
        Ok(())
    }

    /// Reads nothing more, after an error that makes it pointless.
    #[cold]
    #[inline(never)]
    pub(super) fn give_up(&mut self) {
        self.stopped = true;
        self.peeked = None;
        self.tok.kind = Tok::Eof;
    }

    pub(super) fn leave(&mut self) {
        self.nesting -= 1;
    }

    /// Runs a parsing function one level deeper.
    pub(super) fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        // One variable, which is where the caller wants the result.
        let mut result = Err(Reported);
        if self.enter().is_ok() {
            result = parse(self);
            self.leave();
        }
        result
    }

    /// Braces that are open here; [`Self::recover`] goes back to such a level.
    pub(super) fn brace_level(&self) -> u32 {
        self.braces
    }

    /// Skips what is left of a broken declaration or statement in a block of this brace level: to behind its `;`, or
    /// to the `}` that closes the block, stepping over blocks. Broken off inside of braces (of an initialiser, say) it
    /// looks for their end first.
    #[cold]
    #[inline(never)]
    pub(super) fn recover(&mut self, level: u32) {
        let start = self.braces;
        if std::mem::take(&mut self.fresh) && start == level {
            return;
        }
        loop {
            match self.tok.kind {
                Tok::Eof => return,
                Tok::Semi if self.braces == level => {
                    self.bump();
                    return;
                }
                Tok::Semi if self.braces == start => {
                    self.bump();
                    // No `;` belongs between these braces: they were most likely never closed.
                    if !self.at(Tok::RBrace) {
                        self.braces = level;
                        return;
                    }
                    continue;
                }
                Tok::RBrace if self.braces == level && level > 0 => return,
                Tok::RBrace if self.braces == level + 1 && start == level => {
                    self.bump();
                    if level == 0 {
                        self.eat(Tok::Semi);
                    }
                    return;
                }
                _ => {}
            }
            self.bump();
        }
    }

    /// The C type of a scalar that crosses a function boundary.
    pub(super) fn type_of_abi(&mut self, ty: Ty) -> TypeId {
        match ty {
            Ty::Bool => TypeId::BOOL,
            Ty::I8 => TypeId::CHAR,
            Ty::U8 => TypeId::UCHAR,
            Ty::I16 => TypeId::SHORT,
            Ty::U16 => TypeId::USHORT,
            Ty::I32 => TypeId::INT,
            Ty::U32 => TypeId::UINT,
            Ty::I64 => TypeId::LLONG,
            Ty::U64 => TypeId::ULLONG,
            Ty::F32 => TypeId::FLOAT,
            Ty::F64 => TypeId::DOUBLE,
            Ty::Ptr => self.types.pointer(TypeId::VOID),
        }
    }

    /// Refuses types that are nested so deeply that walking them would be dangerous.
    pub(super) fn check_depth(&mut self, ty: TypeId, span: Span) -> TypeId {
        if self.types.depth(ty) > limits::TYPE_DEPTH {
            let error = Diagnostic::error("E0900", span, "type is nested too deeply");
            self.report(error.note(format!("the limit is {} levels", limits::TYPE_DEPTH)));
            return TypeId::ERROR;
        }
        ty
    }
}

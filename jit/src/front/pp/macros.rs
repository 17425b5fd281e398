//! Macros, and the table of them.

use super::token::PpToken;
use crate::diag::Span;
use crate::front::token::{Name, Tok};
use std::rc::Rc;

/// Index of a macro in the table.
pub(super) type MacroId = u32;

/// A part of a macro's body.
#[derive(Debug, Clone)]
pub(super) enum Piece<'a> {
    Token(PpToken<'a>),
    /// A parameter, by its number.
    Param(u16, PpToken<'a>),
    /// `#` before a parameter; the token is the `#`.
    Stringize(u16, PpToken<'a>),
    /// `##`, which joins what is left and right of it.
    Paste(PpToken<'a>),
    /// `__VA_OPT__(...)` (C23 6.10.5.1), with `#` before it or not.
    VaOpt {
        body: Rc<[Piece<'a>]>,
        stringize: bool,
        token: PpToken<'a>,
    },
}

impl<'a> Piece<'a> {
    /// The token by which it begins in the source.
    pub(super) fn token(&self) -> &PpToken<'a> {
        let (Piece::Token(token)
        | Piece::Param(_, token)
        | Piece::Stringize(_, token)
        | Piece::Paste(token)
        | Piece::VaOpt { token, .. }) = self;
        token
    }

    fn same(&self, other: &Self) -> bool {
        let (a, b) = (self.token(), other.token());
        if a.text != b.text || a.space != b.space {
            return false;
        }
        match (self, other) {
            (Piece::Token(a), Piece::Token(b)) => a.kind == b.kind,
            (Piece::Param(a, _), Piece::Param(b, _)) | (Piece::Stringize(a, _), Piece::Stringize(b, _)) => a == b,
            (Piece::Paste(_), Piece::Paste(_)) => true,
            (Piece::VaOpt { body: a, .. }, Piece::VaOpt { body: b, .. }) => same_body(a, b),
            _ => false,
        }
    }
}

/// Are two bodies the same, white space included where there is some (C99 6.10.3p1)?
fn same_body(a: &[Piece<'_>], b: &[Piece<'_>]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(x, y)| x.same(y))
}

/// Macros that the compiler computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dynamic {
    Line,
    File,
    BaseFile,
    Date,
    Time,
    Counter,
    IncludeLevel,
    /// `_Pragma("...")`, which is taken away.
    Pragma,
}

/// What a macro is.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Object,
    Function { params: Rc<[Name]>, variadic: bool },
    Dynamic(Dynamic),
}

/// A macro.
#[derive(Debug, Clone)]
pub(super) struct Macro<'a> {
    pub name: Name,
    pub kind: Kind,
    pub body: Rc<[Piece<'a>]>,
    /// The body has nothing but tokens in it.
    pub plain: bool,
    /// Its name where it is defined.
    pub at: Span,
    /// Of the compiler, not of a file.
    pub predefined: bool,
    /// Its expansion is being read right now.
    pub active: bool,
}

impl Macro<'_> {
    /// May this definition stand beside that one?
    pub(super) fn same(&self, other: &Self) -> bool {
        let kinds = match (&self.kind, &other.kind) {
            (Kind::Object, Kind::Object) => true,
            (Kind::Function { params: a, variadic: v }, Kind::Function { params: b, variadic: w }) => a == b && v == w,
            _ => false,
        };
        // White space before the body doesn't count.
        kinds
            && self.body.len() == other.body.len()
            && self.body.iter().zip(other.body.iter()).enumerate().all(|(i, (a, b))| {
                if i > 0 {
                    return a.same(b);
                }
                let mut first = a.clone();
                let (Piece::Token(token)
                | Piece::Param(_, token)
                | Piece::Stringize(_, token)
                | Piece::Paste(token)
                | Piece::VaOpt { token, .. }) = &mut first;
                token.space = b.token().space;
                first.same(b)
            })
    }
}

/// All macros by name.
#[derive(Default)]
pub(super) struct Macros<'a> {
    by_name: Vec<Option<MacroId>>,
    all: Vec<Macro<'a>>,
}

impl<'a> Macros<'a> {
    pub(super) fn find(&self, name: Name) -> Option<MacroId> {
        self.by_name.get(name.0 as usize).copied().flatten()
    }

    pub(super) fn get(&self, id: MacroId) -> &Macro<'a> {
        &self.all[id as usize]
    }

    pub(super) fn set_active(&mut self, id: MacroId, active: bool) {
        self.all[id as usize].active = active;
    }

    pub(super) fn define(&mut self, definition: Macro<'a>) -> MacroId {
        let (index, id) = (definition.name.0 as usize, self.all.len() as MacroId);
        if index >= self.by_name.len() {
            self.by_name.resize(index + 1, None);
        }
        self.by_name[index] = Some(id);
        self.all.push(definition);
        id
    }

    /// Gives a name the macro that it was, or that it was none.
    pub(super) fn restore(&mut self, name: Name, id: Option<MacroId>) {
        let index = name.0 as usize;
        if index >= self.by_name.len() {
            self.by_name.resize(index + 1, None);
        }
        self.by_name[index] = id;
    }

    pub(super) fn undefine(&mut self, name: Name) {
        if let Some(entry) = self.by_name.get_mut(name.0 as usize) {
            *entry = None;
        }
    }
}

/// Is the body made of nothing but tokens, so that it can be copied?
pub(super) fn is_plain(body: &[Piece<'_>]) -> bool {
    body.iter().all(|piece| matches!(piece, Piece::Token(token) if token.kind != Tok::Placemarker))
}

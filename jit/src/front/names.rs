//! Identifiers as small numbers.

use super::token::{KEYWORDS, Name, Tok};
use rustc_hash::FxHashMap;

/// The interner. Keywords come first, so a keyword is a name below their number.
pub(crate) struct Names<'a> {
    ids: FxHashMap<&'a str, Name>,
    texts: Vec<&'a str>,
}

impl<'a> Names<'a> {
    pub(crate) fn new() -> Self {
        let mut names = Self { ids: FxHashMap::default(), texts: Vec::with_capacity(256) };
        names.ids.reserve(256);
        for &(text, _) in KEYWORDS {
            names.intern(text);
        }
        names
    }

    pub(crate) fn intern(&mut self, text: &'a str) -> Name {
        let next = Name(self.texts.len() as u32);
        let name = *self.ids.entry(text).or_insert(next);
        if name == next {
            self.texts.push(text);
        }
        name
    }

    /// The identifier or keyword that `text` is.
    pub(crate) fn token(&mut self, text: &'a str) -> Tok {
        let name = self.intern(text);
        KEYWORDS.get(name.0 as usize).map_or(Tok::Ident(name), |&(_, tok)| tok)
    }

    pub(crate) fn text(&self, name: Name) -> &'a str {
        self.texts[name.0 as usize]
    }
}

//! Identifiers as small numbers.

use super::pp::predefined;
use super::token::{KEYWORDS, Name, Tok};
use rustc_hash::FxHashMap;

/// The interner. Keywords come first, so a keyword is a name below their number.
pub(crate) struct Names<'a> {
    ids: FxHashMap<&'a str, Name>,
    texts: Vec<&'a str>,
    /// What the lexer makes of each: keyword, identifier, or macro while it is defined.
    kinds: Vec<Tok>,
}

impl<'a> Names<'a> {
    pub(crate) fn new() -> Self {
        let mut names =
            Self { ids: FxHashMap::default(), texts: Vec::with_capacity(256), kinds: Vec::with_capacity(256) };
        names.ids.reserve(256);
        for (i, &(text, kind)) in KEYWORDS.iter().enumerate() {
            names.ids.insert(text, Name(i as u32));
            names.texts.push(text);
            names.kinds.push(kind);
        }
        names
    }

    pub(crate) fn intern(&mut self, text: &'a str) -> Name {
        let next = Name(self.texts.len() as u32);
        let name = *self.ids.entry(text).or_insert(next);
        if name == next {
            self.texts.push(text);
            let kind = self.plain(name);
            // A predefined macro costs nothing until its name turns up.
            let predefined = text.starts_with('_') && predefined::is_predefined(text);
            self.kinds.push(if predefined { Tok::Macro(name) } else { kind });
        }
        name
    }

    /// The identifier, keyword or macro that `text` is.
    pub(crate) fn token(&mut self, text: &'a str) -> Tok {
        let name = self.intern(text);
        self.kinds[name.0 as usize]
    }

    /// The identifier or keyword that it is if it is no macro, or a macro that isn't expanded.
    pub(crate) fn plain(&self, name: Name) -> Tok {
        KEYWORDS.get(name.0 as usize).map_or(Tok::Ident(name), |&(_, tok)| tok)
    }

    pub(crate) fn is_macro(&self, name: Name) -> bool {
        matches!(self.kinds[name.0 as usize], Tok::Macro(_))
    }

    pub(crate) fn set_macro(&mut self, name: Name, is_macro: bool) {
        self.kinds[name.0 as usize] = if is_macro { Tok::Macro(name) } else { self.plain(name) };
    }

    pub(crate) fn text(&self, name: Name) -> &'a str {
        self.texts[name.0 as usize]
    }
}

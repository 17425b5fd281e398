//! Serves the library's headers to the compiler. The build script uses this file, too.

use std::borrow::Cow;

use jit::{Header, Headers};

/// The headers: name and text, sorted by name.
#[derive(Debug, Clone, Copy)]
pub struct Provider {
    /// What everybody can include.
    pub(crate) public: &'static [(&'static str, &'static str)],
    /// What only members can include, in quotes.
    pub(crate) internal: &'static [(&'static str, &'static str)],
}

/// A text by its name in a table that is sorted by names.
pub(crate) fn lookup(table: &'static [(&'static str, &'static str)], name: &str) -> Option<&'static str> {
    let at = table.binary_search_by_key(&name, |(key, _)| key).ok()?;
    Some(table[at].1)
}

impl Headers for Provider {
    fn open(&self, name: &str, angled: bool, _includer: &str) -> Option<Header> {
        let internal = if angled { None } else { lookup(self.internal, name) };
        let text = internal.or_else(|| lookup(self.public, name))?;
        // Nobody's file beside the source has such a name.
        Some(Header { name: format!("<{name}>"), text: Cow::Borrowed(text) })
    }

    fn names(&self) -> Vec<String> {
        self.public.iter().map(|(name, _)| (*name).to_owned()).collect()
    }
}

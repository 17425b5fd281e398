//! Where included files come from: the compiler itself reads none.

use std::borrow::Cow;
use std::fmt;

/// A file that is included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Its name: what messages show and `__FILE__` gives, and by which it is known again. The same name always means
    /// the same text within a compilation.
    pub name: String,
    /// What is in it.
    pub text: Cow<'static, str>,
}

/// Provides the files that a source text includes.
pub trait Headers: fmt::Debug + Send + Sync {
    /// The file that `#include <name>` (`angled`) or `#include "name"` means in the file `includer`.
    fn open(&self, name: &str, angled: bool, includer: &str) -> Option<Header>;

    /// Names that can be included, for "did you mean".
    fn names(&self) -> Vec<String> {
        Vec::new()
    }

    /// Where a file is searched for, to be told if it isn't there.
    fn searched(&self, _angled: bool, _includer: &str) -> Vec<String> {
        Vec::new()
    }
}

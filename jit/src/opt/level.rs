//! How much work the compiler puts into the code.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

/// How much work the compiler puts into the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum OptLevel {
    /// Least compile time: no passes, only what is folded while the IR is built.
    O0,
    /// What pays for itself in a compilation that nobody shall notice.
    #[default]
    O1,
    /// Everything: for code that runs long.
    O2,
}

impl OptLevel {
    /// All levels, from the least on.
    pub const ALL: [Self; 3] = [Self::O0, Self::O1, Self::O2];
}

impl Display for OptLevel {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::O0 => "0",
            Self::O1 => "1",
            Self::O2 => "2",
        })
    }
}

/// A text that names no level.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no optimisation level: there are 0, 1 and 2")]
pub struct NoSuchLevel(String);

impl FromStr for OptLevel {
    type Err = NoSuchLevel;

    fn from_str(text: &str) -> Result<Self, NoSuchLevel> {
        Self::ALL.into_iter().find(|level| level.to_string() == text).ok_or_else(|| NoSuchLevel(text.to_owned()))
    }
}

//! What somebody may want to see of the compiler's work.

use std::fmt::{self, Debug, Display, Formatter};
use std::time::Duration;

use linker::object::SrcLoc;

/// Watches a compilation. All methods may be called from the thread that compiles, in the order of the work.
pub trait Observer: Debug + Send + Sync {
    /// Whether [`Observer::changed`] shall be called for this pass and function. Costs two texts of the function.
    fn wants_texts(&self, _pass: &'static str, _function: &str) -> bool {
        false
    }

    /// A pass changed a function: its text before and after.
    fn changed(&self, _pass: &'static str, _function: &str, _before: &str, _after: &str) {}

    /// Whether [`Observer::took`] shall be called.
    fn wants_times(&self) -> bool {
        false
    }

    /// A phase of the compiler, or a pass over one function, took so long.
    fn took(&self, _phase: &'static str, _time: Duration) {}

    /// Whether [`Observer::remark`] shall be called.
    fn wants_remarks(&self) -> bool {
        false
    }

    /// A pass did something worth telling, or could not do it.
    fn remark(&self, _remark: &Remark) {}
}

/// Whether an optimisation was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was.
    Done,
    /// It was looked at but not done; the message says why.
    Missed,
}

/// What a pass has to tell of a place in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The pass.
    pub pass: &'static str,
    /// Done or not.
    pub outcome: Outcome,
    /// The function.
    pub function: String,
    /// Where in the source.
    pub loc: SrcLoc,
    /// What, in words.
    pub message: String,
}

impl Display for Remark {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mark = if self.outcome == Outcome::Done { "" } else { "not " };
        write!(f, "{}{}: {} (in `{}`)", mark, self.pass, self.message, self.function)
    }
}

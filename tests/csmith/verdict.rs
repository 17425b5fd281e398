//! One program through all engines.

use jit::OptLevel;

use super::gcc::{self, Reference};
use super::report::{Failure, What};
use super::{Engines, Mode, Outcome, Scratch, Sums, generate, headers};

/// What to do with each program.
#[derive(Debug)]
pub struct Settings {
    /// Which engines run it.
    pub modes: Vec<Mode>,
    /// At which levels of optimisation.
    pub levels: Vec<OptLevel>,
    /// These engines.
    pub engines: Engines,
}

/// What came of a program.
#[derive(Debug)]
pub enum Verdict {
    /// All engines agree with gcc; those that could not run it, and why.
    Agreed {
        /// What all came to.
        sum: u32,
        /// Engines that could not run it here.
        not_here: Vec<(Mode, String)>,
    },
    /// There is nothing to compare with.
    Discarded(String),
    /// An engine is wrong.
    Failed(Box<Failure>),
}

/// Makes the program of a seed and compares the engines with gcc, or with `known`, gcc's checksum.
///
/// # Errors
/// csmith is not installed, or gcc does not work here.
pub fn examine(seed: u64, known: Option<u32>, settings: &Settings) -> Result<Verdict, String> {
    let source = match generate::program(seed) {
        Ok(source) => source,
        Err(why) if generate::installed().is_some() => return Ok(Verdict::Discarded(why)),
        Err(why) => return Err(why),
    };
    let verdict = examine_source(&source, known, settings)?;
    Ok(match verdict {
        Verdict::Failed(failure) => Verdict::Failed(Box::new(Failure { seed: Some(seed), ..*failure })),
        other => other,
    })
}

/// Compares the engines with gcc, or with `known`, gcc's checksum of this program.
///
/// # Errors
/// gcc does not work here or refuses the program.
pub fn examine_source(source: &str, known: Option<u32>, settings: &Settings) -> Result<Verdict, String> {
    let scratch = Scratch::new();
    let expected = match known {
        Some(last) => Sums { steps: Vec::new(), last },
        None => match gcc::reference(source, &scratch)? {
            Reference::Sums(sums) => sums,
            Reference::Unusable(why) => return Ok(Verdict::Discarded(why)),
        },
    };
    let failure = |mode, level, what, text: String| {
        let (source, expected) = (source.to_owned(), expected.clone());
        Ok(Verdict::Failed(Box::new(Failure { seed: None, mode, level, what, source, text, expected })))
    };
    let text = match headers::preprocess(source) {
        Ok(text) => text,
        Err(message) => return failure(Mode::Interp, OptLevel::default(), What::Rejected(message), source.to_owned()),
    };
    let mut not_here = Vec::new();
    let runs = settings.modes.iter().flat_map(|&mode| settings.levels.iter().map(move |&level| (mode, level)));
    for (mode, level) in runs {
        let what = match settings.engines.run(mode, level, &text, expected.last) {
            Outcome::Agreed => continue,
            Outcome::NotHere(why) => {
                if !not_here.iter().any(|(other, _)| *other == mode) {
                    not_here.push((mode, why));
                }
                continue;
            }
            Outcome::Differs(sums) => What::Differs(sums),
            Outcome::Rejected(message) => What::Rejected(message),
            Outcome::Broke(message) => What::Broke(message),
        };
        return failure(mode, level, what, text);
    }
    Ok(Verdict::Agreed { sum: expected.last, not_here })
}

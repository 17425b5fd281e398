//! How long the phases of a compilation take, if somebody wants to know.

use std::time::Instant;

use super::Observer;

/// Tells an observer how long phases took that follow each other. Looks at no clock unless somebody wants times.
pub(crate) struct Clock<'a>(Option<(&'a dyn Observer, Instant)>);

impl<'a> Clock<'a> {
    /// Starts the first phase.
    pub(crate) fn new(observer: Option<&'a dyn Observer>) -> Self {
        Self(observer.filter(|observer| observer.wants_times()).map(|observer| (observer, Instant::now())))
    }

    /// The phase ends here, and another one begins.
    pub(crate) fn lap(&mut self, phase: &'static str) {
        if let Some((observer, start)) = &mut self.0 {
            let now = Instant::now();
            observer.took(phase, now - *start);
            *start = now;
        }
    }

    /// What follows belongs to no phase before [`Clock::start`].
    pub(crate) fn start(&mut self) {
        if let Some((_, start)) = &mut self.0 {
            *start = Instant::now();
        }
    }
}

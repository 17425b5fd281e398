//! What somebody may want to see of the compiler's work.

use std::fmt::{self, Debug, Display, Formatter};
use std::time::Duration;

use linker::object::SrcLoc;

use crate::ir::Module;

/// Watches a compilation. All methods may be called from the thread that compiles, in the order of the work.
pub trait Observer: Debug + Send + Sync {
    /// Whether [`Observer::changed`] shall be called for this pass and function. Costs two texts of the function.
    fn wants_texts(&self, _pass: &'static str, _function: &str) -> bool {
        false
    }

    /// A pass changed a function: its text before and after.
    fn changed(&self, _pass: &'static str, _function: &str, _before: &str, _after: &str) {}

    /// The whole module, when the last pass has been over it.
    fn optimised(&self, _module: &Module) {}

    /// Whether [`Observer::took`] shall be called.
    fn wants_times(&self) -> bool {
        false
    }

    /// A phase of the compiler or a pass, over one function or over all of them, took so long. [`super::phase_names`]
    /// has the phases in their order.
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

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::{OptLevel, Options, compile};

    /// Writes down all that it is told.
    #[derive(Debug, Default)]
    struct Log {
        phases: Mutex<Vec<&'static str>>,
        changed: Mutex<Vec<&'static str>>,
        functions: Mutex<usize>,
    }

    impl Observer for Log {
        fn wants_texts(&self, _: &'static str, function: &str) -> bool {
            function == "f"
        }

        fn changed(&self, pass: &'static str, function: &str, before: &str, after: &str) {
            assert_eq!(function, "f");
            assert_ne!(before, after);
            self.changed.lock().expect("no panic elsewhere").push(pass);
        }

        fn optimised(&self, module: &Module) {
            *self.functions.lock().expect("no panic elsewhere") = module.functions.len();
        }

        fn wants_times(&self) -> bool {
            true
        }

        fn took(&self, phase: &'static str, _: Duration) {
            self.phases.lock().expect("no panic elsewhere").push(phase);
        }
    }

    #[test]
    fn an_observer_sees_all_phases_and_the_passes_that_are_not_left_out() {
        let source = "int f(int *p) { int y = *p; return 1; } int g(void) { return 1; }";
        for without in [vec![], vec!["dce".to_owned()]] {
            let log = Arc::new(Log::default());
            let options = Options {
                level: OptLevel::O2,
                observer: Some(log.clone()),
                without: without.clone(),
                ..Options::default()
            };
            compile("f.c", source, &options).expect("it is right");
            let phases = log.phases.lock().expect("no panic elsewhere");
            let known: Vec<_> = super::super::phase_names().collect();
            assert!(phases.iter().all(|phase| known.contains(phase)), "{phases:?}");
            for phase in known {
                let left_out = without.iter().any(|name| name == phase);
                // Passes over vectors have nothing to do here.
                let seen = phases.contains(&phase);
                assert!(
                    if left_out { !seen } else { seen || super::super::pass_names().any(|p| p == phase) },
                    "{phase}"
                );
            }
            let changed = log.changed.lock().expect("no panic elsewhere");
            assert!(without.iter().all(|name| !changed.contains(&name.as_str())));
            assert!(!changed.is_empty() || !without.is_empty());
            assert_eq!(*log.functions.lock().expect("no panic elsewhere"), 2);
        }
    }
}

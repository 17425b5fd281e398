//! Waiting for a vCPU that runs on another thread.

use std::hint;
use std::thread;
use std::time::Duration;

/// Looks at a high rate: about as long as it takes to wake a thread that sleeps.
const LOOKS: u32 = 1000;
/// Pauses between two of them: a line that is looked at must come from the other core, which then has to get it back
/// before it can write to it again.
const PAUSES: u32 = 4;
/// First and longest sleep after that.
const SHORT: Duration = Duration::from_micros(20);
const LONG: Duration = Duration::from_millis(1);

/// How long something has been waited for.
#[derive(Debug, Default)]
pub(super) struct Patience {
    looks: u32,
    sleep: Option<Duration>,
}

impl Patience {
    /// Passes some time before the next look: little at first, and no longer than was waited before.
    pub(super) fn pause(&mut self) {
        if self.looks < LOOKS {
            self.looks += 1;
            for _ in 0..PAUSES {
                hint::spin_loop();
            }
            return;
        }
        let sleep = self.sleep.map_or(SHORT, |sleep| (sleep * 2).min(LONG));
        self.sleep = Some(sleep);
        thread::sleep(sleep);
    }
}

//! Two threads on two cores that answer each other through two cache lines: the physical limit of an upcall that a
//! waiting vCPU takes up, for that is what it does, too.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::JoinHandle;

use crate::cores::Pinned;

/// A cache line with a number in it. 128 bytes, since Intel's prefetcher fetches lines in pairs.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Line(AtomicU32);

#[derive(Debug, Default)]
struct Lines {
    request: Line,
    response: Line,
}

/// The request that ends the other thread.
const STOP: u32 = u32::MAX;

/// The thread that calls; the other one spins as long as this exists.
#[derive(Debug)]
pub struct PingPong {
    lines: Arc<Lines>,
    last: u32,
    other: Option<JoinHandle<io::Result<()>>>,
}

impl PingPong {
    /// Starts the other thread, on CPU `there`.
    ///
    /// # Errors
    /// When there can be no thread, or not on that CPU.
    pub fn new(there: usize) -> io::Result<Self> {
        let lines = Arc::<Lines>::default();
        let shared = Arc::clone(&lines);
        let other = std::thread::Builder::new().name("ping-pong".into()).spawn(move || answer(&shared, there))?;
        let mut ping_pong = Self { lines, last: 0, other: Some(other) };
        // The first answer comes when the thread has started.
        while ping_pong.lines.response.0.load(Ordering::Acquire) != STOP {
            if ping_pong.other.as_ref().is_some_and(JoinHandle::is_finished) {
                let ended = ping_pong.other.take().map(JoinHandle::join);
                return Err(match ended {
                    Some(Ok(Err(error))) => error,
                    _ => io::Error::other("the other thread ended"),
                });
            }
            std::thread::yield_now();
        }
        ping_pong.round_trip();
        Ok(ping_pong)
    }

    /// Writes one line and waits for the other one.
    pub fn round_trip(&mut self) {
        self.last = (self.last + 1) % STOP;
        self.lines.request.0.store(self.last, Ordering::Release);
        while self.lines.response.0.load(Ordering::Acquire) != self.last {
            std::hint::spin_loop();
        }
    }
}

impl Drop for PingPong {
    fn drop(&mut self) {
        self.lines.request.0.store(STOP, Ordering::Release);
        if let Some(other) = self.other.take() {
            // It has nothing to say that `new` has not said.
            let _ = other.join();
        }
    }
}

fn answer(lines: &Lines, cpu: usize) -> io::Result<()> {
    let _pinned = Pinned::to(cpu)?;
    lines.response.0.store(STOP, Ordering::Release);
    let mut last = 0;
    while last != STOP {
        let request = lines.request.0.load(Ordering::Acquire);
        if request == last {
            std::hint::spin_loop();
        } else {
            lines.response.0.store(request, Ordering::Release);
            last = request;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cores;

    #[test]
    fn it_answers_and_ends() {
        let cpus = cores::allowed().unwrap();
        let mut ping_pong = PingPong::new(*cpus.last().unwrap()).unwrap();
        (0..3).for_each(|_| ping_pong.round_trip());
        assert_eq!(ping_pong.lines.response.0.load(Ordering::Acquire), ping_pong.last);
        drop(ping_pong);
        assert!(PingPong::new(usize::MAX).is_err());
    }
}

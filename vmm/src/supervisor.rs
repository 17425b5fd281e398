//! The thread that keeps all deadlines of an engine: an event loop over a timer and a doorbell.
//!
//! Upcalls must not pay for it, so they only publish their deadline and ring the doorbell if the supervisor would
//! wake too late for it. No deadline is lost: an upcall stores its deadline and then loads the next wake-up, the
//! supervisor stores its next wake-up and then looks at all deadlines again, so one of them sees the other's value
//! (Dekker's argument; all four accesses are sequentially consistent).

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use event_manager::{EventManager, EventOps, EventSet, Events, MutEventSubscriber, SubscriberOps};
use vmm_sys_util::eventfd::{EFD_NONBLOCK, EventFd};
use vmm_sys_util::timerfd::TimerFd;

use crate::deadline::{NEVER, Watch};
use crate::machine::Kick;

/// What the supervisor thread and the runtimes share.
struct Shared {
    /// Points in time are nanoseconds since this one.
    epoch: Instant,
    /// When the thread looks at the deadlines next.
    next_wake: AtomicU64,
    watches: Mutex<Vec<Arc<Watch>>>,
    doorbell: EventFd,
    stop: AtomicBool,
}

impl Shared {
    fn now(&self) -> u64 {
        u64::try_from(self.epoch.elapsed().as_nanos()).unwrap_or(NEVER - 1)
    }

    fn watches(&self) -> MutexGuard<'_, Vec<Arc<Watch>>> {
        // A kick does not panic; were it to, the list would still be whole.
        self.watches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ring(&self) {
        // Fails only if the counter is full, and then the doorbell is ringing already.
        let _ = self.doorbell.write(1);
    }

    /// Kicks all that is late and says when to look again.
    fn look(&self) -> u64 {
        let watches = self.watches();
        loop {
            let now = self.now();
            let next = watches.iter().map(|watch| watch.check(now)).min().unwrap_or(NEVER);
            self.next_wake.store(next, Ordering::SeqCst);
            if watches.iter().all(|watch| watch.due() >= next) {
                return next;
            }
        }
    }
}

/// The event loop's only subscriber.
struct Alarm {
    shared: Arc<Shared>,
    timer: TimerFd,
}

impl MutEventSubscriber for Alarm {
    fn process(&mut self, _events: Events, _ops: &mut EventOps<'_>) {
        // Fails if the timer woke us and the doorbell did not ring.
        let _ = self.shared.doorbell.read();
        let next = self.shared.look();
        // Setting the timer takes back its expiry too. A timer of zero would be disarmed. Neither call can fail
        // on a timer that exists.
        let _ = if next == NEVER {
            self.timer.clear()
        } else {
            let wait = Duration::from_nanos(next.saturating_sub(self.shared.now()).max(1));
            self.timer.reset(wait, None)
        };
    }

    fn init(&mut self, _ops: &mut EventOps<'_>) {
        // `Running::start` adds the events, where a failure can be reported.
    }
}

/// The supervisor of an engine. Its thread starts with the first deadline and ends when this is dropped.
pub(crate) struct Supervisor {
    running: Mutex<Option<Running>>,
}

struct Running {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
    /// The process that has the thread.
    process: u32,
}

impl Supervisor {
    pub(crate) fn new() -> Self {
        Self { running: Mutex::new(None) }
    }

    /// Has the supervisor watch over a machine's deadlines.
    pub(crate) fn watch(&self, kick: Arc<dyn Kick>) -> io::Result<Lease> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        // A forked child has the value but not the thread.
        if !running.as_ref().is_some_and(Running::is_ours) {
            *running = Some(Running::start()?);
        }
        let shared = running.as_ref().map(|running| running.shared.clone());
        let shared = shared.ok_or_else(|| io::Error::other("the supervisor is gone"))?;
        let watch = Arc::new(Watch::new(kick));
        shared.watches().push(watch.clone());
        Ok(Lease { shared, watch })
    }
}

impl Running {
    fn start() -> io::Result<Self> {
        let shared = Arc::new(Shared {
            epoch: Instant::now(),
            next_wake: AtomicU64::new(NEVER),
            watches: Mutex::new(Vec::new()),
            doorbell: EventFd::new(EFD_NONBLOCK)?,
            stop: AtomicBool::new(false),
        });
        let timer = TimerFd::new().map_err(io::Error::from)?;
        let events = [Events::new(&shared.doorbell, EventSet::IN), Events::new(&timer, EventSet::IN)];
        let mut manager = EventManager::new().map_err(io::Error::other)?;
        let alarm = manager.add_subscriber(Alarm { shared: shared.clone(), timer });
        for event in events {
            manager.event_ops(alarm).and_then(|mut ops| ops.add(event)).map_err(io::Error::other)?;
        }
        let state = shared.clone();
        let thread = std::thread::Builder::new().name("plugvisor".to_owned()).spawn(move || {
            while !state.stop.load(Ordering::Acquire) {
                // An error is an interrupted wait.
                let _ = manager.run();
            }
            // Before its descriptors are closed, since epoll would go on reporting a duplicated one.
            let _ = manager.remove_subscriber(alarm);
        })?;
        Ok(Self { shared, thread: Some(thread), process: std::process::id() })
    }

    fn is_ours(&self) -> bool {
        self.process == std::process::id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.is_ours() {
            // The doorbell is the parent's too, and there is no thread to wait for. Not even the handle may be dropped:
            // the C library has given what it names to a thread of this process, which would be detached.
            std::mem::forget(self.thread.take());
            return;
        }
        self.shared.stop.store(true, Ordering::Release);
        self.shared.ring();
        if let Some(thread) = self.thread.take() {
            // It does not panic; a drop has nobody to tell if it did.
            let _ = thread.join();
        }
    }
}

/// A machine's place under the supervisor; ends when dropped.
pub(crate) struct Lease {
    shared: Arc<Shared>,
    watch: Arc<Watch>,
}

impl Lease {
    /// An upcall starts that may take this long; `None` is for ever.
    pub(crate) fn start(&self, after: Option<Duration>) {
        let Some(after) = after else { return self.watch.start(NEVER) };
        let after = u64::try_from(after.as_nanos()).unwrap_or(NEVER);
        let due = self.shared.now().saturating_add(after);
        self.watch.start(due);
        if due < self.shared.next_wake.load(Ordering::SeqCst) {
            self.shared.ring();
        }
    }

    /// The upcall ended; says whether the supervisor had kicked it.
    pub(crate) fn finish(&self) -> bool {
        self.watch.finish()
    }

    /// What others stop the upcall by.
    pub(crate) fn watch(&self) -> &Arc<Watch> {
        &self.watch
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.shared.watches().retain(|watch| !Arc::ptr_eq(watch, &self.watch));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Flag(AtomicBool);

    impl Kick for Flag {
        fn kick(&self) {
            self.0.store(true, Ordering::SeqCst);
        }

        fn clear(&self) {
            self.0.store(false, Ordering::SeqCst);
        }
    }

    fn wait_for(flag: &Flag, limit: Duration) -> bool {
        let start = Instant::now();
        while start.elapsed() < limit {
            if flag.0.load(Ordering::SeqCst) {
                return true;
            }
            std::thread::sleep(Duration::from_micros(200));
        }
        false
    }

    #[test]
    fn kicks_each_of_many_after_its_own_time() {
        let supervisor = Supervisor::new();
        let flags: Vec<_> = (0..20).map(|_| Arc::new(Flag::default())).collect();
        let leases: Vec<_> = flags.iter().map(|flag| supervisor.watch(flag.clone()).unwrap()).collect();
        let start = Instant::now();
        // The later ones first, so that each is earlier than what the supervisor waits for.
        for (i, lease) in leases.iter().enumerate().rev() {
            lease.start(Some(Duration::from_millis(5 + 2 * i as u64)));
        }
        for (i, (flag, lease)) in flags.iter().zip(&leases).enumerate() {
            assert!(wait_for(flag, Duration::from_secs(20)), "deadline {i} was lost");
            assert!(start.elapsed() >= Duration::from_millis(5 + 2 * i as u64), "deadline {i} came early");
            assert!(lease.finish());
            assert!(!flag.0.load(Ordering::SeqCst));
        }
    }

    #[test]
    fn what_ends_in_time_is_left_alone() {
        let supervisor = Supervisor::new();
        let flag = Arc::new(Flag::default());
        let lease = supervisor.watch(flag.clone()).unwrap();
        for _ in 0..1000 {
            lease.start(Some(Duration::from_secs(60)));
            assert!(!lease.finish());
        }
        lease.start(Some(Duration::from_millis(1)));
        assert!(wait_for(&flag, Duration::from_secs(20)));
        assert!(lease.finish());
        assert!(!wait_for(&flag, Duration::from_millis(5)));
    }

    #[test]
    fn no_deadline_is_lost_under_contention() {
        let supervisor = Supervisor::new();
        std::thread::scope(|scope| {
            for worker in 0..4u64 {
                let flag = Arc::new(Flag::default());
                let lease = supervisor.watch(flag.clone()).unwrap();
                scope.spawn(move || {
                    for round in 0..50 {
                        lease.start(Some(Duration::from_micros(50 + 37 * (worker + round) % 900)));
                        assert!(wait_for(&flag, Duration::from_secs(20)), "worker {worker} round {round}");
                        assert!(lease.finish());
                    }
                });
            }
        });
    }

    #[test]
    fn dropping_it_ends_the_thread_and_leases_survive() {
        let supervisor = Supervisor::new();
        let lease = supervisor.watch(Arc::new(Flag::default())).unwrap();
        drop(supervisor);
        lease.start(Some(Duration::from_millis(1)));
        assert!(!lease.finish());
    }
}

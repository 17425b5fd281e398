//! The engine's resident threads: each keeps one vCPU in the guest at a time, so that upcalls need no exit.
//!
//! There are at most as many stays as the engine has cores for them. A runtime that wants one when there is none left
//! has the one that saves least step down, if it itself saves clearly more, and asks again later.
//!
//! A gate that gets no request leaves the guest by itself. A plugin that never returns to the gate, though it answered
//! its request, would not; so a thread looks at all stays now and then and ends those in which nothing was asked.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::kick::VcpuKick;
use super::seat::Seat;
use super::vcpu::{Exit, Vcpu};

/// How the engine keeps vCPUs resident.
#[derive(Debug, Clone)]
pub(crate) struct CrewSettings {
    /// Most stays at a time.
    pub(crate) cores: usize,
    /// CPUs that the threads are bound to, one each in turn; empty for none.
    pub(crate) cpus: Vec<usize>,
    /// How long a vCPU waits in the guest for the next upcall.
    pub(crate) idle: Duration,
}

/// How often stays are looked at.
const ROUND: Duration = Duration::from_millis(10);
/// A stay that saves so many hundredths of what another one does must give way to it.
const CLEARLY_LESS: u32 = 66;

/// A stay that was granted.
struct Stay {
    seat: Arc<Seat>,
    kick: Arc<VcpuKick>,
    /// The seat's activity when it was looked at last, and since when it is the same.
    seen: u32,
    since: Instant,
}

#[derive(Default)]
struct State {
    /// Seats whose vCPU waits for a thread.
    queue: VecDeque<Arc<Seat>>,
    stays: Vec<Stay>,
    /// Threads that wait for work.
    idle: usize,
    threads: Vec<JoinHandle<()>>,
    /// The thread that looks after the stays.
    watch: Option<JoinHandle<()>>,
    stop: bool,
}

impl State {
    fn remove(&mut self, seat: &Arc<Seat>) {
        self.queue.retain(|other| !Arc::ptr_eq(other, seat));
        self.stays.retain(|stay| !Arc::ptr_eq(&stay.seat, seat));
    }
}

/// What the threads share with the crew.
#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// There is something in the queue, or it is time to stop.
    work: Condvar,
    /// There is a stay to look at, or it is time to stop.
    watch: Condvar,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held; were it to, the state would still be whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The resident threads of an engine. They start when they are first needed and end when this is dropped.
pub(crate) struct Crew {
    settings: CrewSettings,
    shared: Arc<Shared>,
    /// The process that has the threads.
    process: u32,
}

impl Crew {
    pub(crate) fn new(settings: CrewSettings) -> Self {
        Self { settings, shared: Arc::default(), process: std::process::id() }
    }

    /// How long a vCPU waits in the guest for the next upcall.
    pub(super) fn idle(&self) -> Duration {
        self.settings.idle
    }

    /// Hands a vCPU to a resident thread, or gives it back if there is no core for it. `heat` is how much the stay
    /// would save.
    pub(super) fn hand_over(
        &self,
        seat: &Arc<Seat>,
        kick: &Arc<VcpuKick>,
        vcpu: Box<Vcpu>,
        heat: u32,
    ) -> Result<(), Box<Vcpu>> {
        if !self.is_ours() {
            return Err(vcpu);
        }
        let mut state = self.shared.state();
        if state.stays.len() >= self.settings.cores {
            let coldest = state.stays.iter().min_by_key(|stay| stay.seat.heat());
            if let Some(coldest) = coldest.filter(|stay| stay.seat.heat() < heat / 100 * CLEARLY_LESS) {
                coldest.seat.evict();
            }
            return Err(vcpu);
        }
        if !self.staff(&mut state) {
            return Err(vcpu);
        }
        seat.hand(vcpu, heat);
        let stay = Stay { seat: seat.clone(), kick: kick.clone(), seen: seat.activity(), since: Instant::now() };
        state.stays.push(stay);
        state.queue.push_back(seat.clone());
        drop(state);
        self.shared.work.notify_one();
        Ok(())
    }

    /// Sees to it that there are threads for one more stay.
    fn staff(&self, state: &mut State) -> bool {
        let start = |name: String, body: Box<dyn FnOnce() + Send>| thread::Builder::new().name(name).spawn(body);
        if state.watch.is_none() {
            let (shared, longest) = (self.shared.clone(), self.settings.idle + ROUND);
            state.watch = start("plugvisor-watch".to_owned(), Box::new(move || look_after(&shared, longest))).ok();
        }
        if state.idle <= state.queue.len() && state.threads.len() < self.settings.cores {
            let number = state.threads.len();
            let cpu = self.settings.cpus.get(number % self.settings.cpus.len().max(1)).copied();
            let shared = self.shared.clone();
            state.threads.extend(start(format!("plugvisor-{number}"), Box::new(move || reside(&shared, cpu))).ok());
        }
        // One thread for each stay would be better, but the queue moves on with one.
        state.watch.is_some() && !state.threads.is_empty()
    }

    /// A forked child has none of the threads and gets none; and its copies of the locks may be held for ever.
    fn is_ours(&self) -> bool {
        self.process == std::process::id()
    }

    /// Takes a vCPU back from a resident thread, making it leave the guest if it is inside. The exit is `None` if it
    /// never got in.
    pub(super) fn take_back(&self, seat: &Arc<Seat>, kick: &VcpuKick) -> io::Result<(Box<Vcpu>, Option<Exit>)> {
        if !self.is_ours() {
            return Err(io::Error::other("the guest belongs to the process that this one was forked from"));
        }
        let mut taken = seat.try_take();
        if taken.is_none() {
            kick.nudge();
            taken = seat.take();
        }
        let (vcpu, exit) = taken.ok_or_else(|| io::Error::other("the vCPU is not where it was put"))?;
        if exit.is_none() {
            self.shared.state().remove(seat);
        }
        // The nudge is over; a kick stays in force.
        kick.set_immediate_exit(false);
        Ok((vcpu, exit))
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        if !self.is_ours() {
            // There are no threads to wait for.
            return;
        }
        let threads = {
            let mut state = self.shared.state();
            state.stop = true;
            let resident = std::mem::take(&mut state.threads);
            resident.into_iter().chain(state.watch.take())
        };
        self.shared.work.notify_all();
        self.shared.watch.notify_all();
        for thread in threads {
            // They do not panic; a drop has nobody to tell if they did.
            let _ = thread.join();
        }
    }
}

/// A resident thread: takes a vCPU inside, and puts it back when it leaves.
fn reside(shared: &Shared, cpu: Option<usize>) {
    if let Some(id) = cpu {
        // A CPU that this process may not use is no reason not to run.
        core_affinity::set_for_current(core_affinity::CoreId { id });
    }
    loop {
        let mut state = shared.state();
        let seat = loop {
            if state.stop {
                return;
            }
            if let Some(seat) = state.queue.pop_front() {
                break seat;
            }
            state.idle += 1;
            state = shared.work.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.idle -= 1;
        };
        drop(state);
        shared.watch.notify_one();
        let Some(mut vcpu) = seat.enter() else { continue };
        let exit = vcpu.run();
        // Before the caller can see that it is out, and perhaps wants to hand it over again.
        shared.state().remove(&seat);
        seat.leave(vcpu, exit);
    }
}

/// The thread that ends stays in which nothing was asked for longer than `longest`.
fn look_after(shared: &Shared, longest: Duration) {
    let mut state = shared.state();
    while !state.stop {
        state = if state.stays.is_empty() {
            shared.watch.wait(state).unwrap_or_else(PoisonError::into_inner)
        } else {
            shared.watch.wait_timeout(state, ROUND).unwrap_or_else(PoisonError::into_inner).0
        };
        let now = Instant::now();
        for stay in &mut state.stays {
            let activity = stay.seat.activity();
            if stay.seen != activity || stay.seat.is_kept() {
                (stay.seen, stay.since) = (activity, now);
            } else if now.duration_since(stay.since) > longest {
                stay.kick.nudge();
            }
        }
    }
}

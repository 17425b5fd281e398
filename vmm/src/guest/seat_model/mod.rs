//! A model of how a vCPU changes hands between caller and resident threads, checked in every interleaving.
//!
//! Threads take one step at a time, and a step is one access to a shared word or what happens under one lock. Plain
//! stores wait in a buffer as on x86, locks and locked instructions wait for the buffer, and KVM_RUN looks at
//! `immediate_exit` and at signals when it is entered. The guest's stores wait in the buffer of the thread that runs
//! it. Deadlines pass, stays are ended and budgets run out at any time; the embedder makes upcalls with and without
//! callbacks, abandons some, takes the vCPU out between them, and drops the runtime. What is checked:
//!
//! - at most one thread uses the vCPU, and none when the runtime's memory is borrowed or freed;
//! - each request runs at most once, whole, in order; its answer is its own; an honest gate is never taken for forged;
//! - a kick ends the upcall that it is for, and no other;
//! - from every state something leads to the end, at which no thread holds anything: no wake-up is lost, nothing waits
//!   or loops for ever;
//! - nobody goes in circles while all others stand still: each spin is bounded and ends in a step that helps.
//!
//! Ownership, kicks and the way to the end hold for hostile plugins as well, if they have a deadline. Each of the rules
//! by which the code keeps all this is then broken in turn, and the check must see it.

mod caller;
mod explore;
mod guest;
mod others;
mod state;

use explore::{Model, NO_WAY_OUT, SPINS as SPINNING, Step, Wrong, explore};
use state::*;

/// How often the caller looks before it takes the vCPU back, and the gate before it parks.
const SPINS: u8 = 2;
const LOOKS: u8 = 1;

/// What must not be said of an honest gate.
const FORGED: &str = "an honest gate is taken for forged";

/// The rules of the protocol, and how much happens.
#[derive(Clone, Copy)]
struct Rules {
    /// Upcalls before the runtime is dropped, most requests of each; how often the vCPU is taken out between them;
    /// resident threads.
    upcalls: u8,
    requests: u8,
    quiesces: u8,
    workers: usize,
    /// Whether the watch ends stays, upcalls are abandoned, plugins fault, plugins are hostile.
    watch: bool,
    abandons: bool,
    faults: bool,
    hostile: bool,

    /// The caller stops spinning; the gate stops lingering; behind its exit the gate takes a request.
    bounded: bool,
    bounded_linger: bool,
    dispatches: bool,
    /// A vCPU that nobody took inside is taken back under the lock.
    take_locked: bool,
    /// A nudge sets `immediate_exit` and signals. It is taken back by a locked store, with a look for a kick.
    nudge_byte: bool,
    nudge_signal: bool,
    clear_nudge: bool,
    clear_locked: bool,
    clear_looks: bool,
    /// A gate that was resident may leave once without an answer.
    loose: bool,
    /// Sequence numbers are stored behind what they announce.
    request_last: bool,
    response_last: bool,
    /// Who enters says so first.
    announce: bool,
    /// A stay is struck off before the vCPU is put back; the caller is woken then.
    remove_first: bool,
    wake: bool,
    /// A kick sets its flag before `immediate_exit`.
    flag_first: bool,
    /// The end of an upcall waits for a kick that is in progress, and takes it back.
    finish_waits: bool,
    finish_clears: bool,
}

const ALL: Rules = Rules {
    upcalls: 2,
    requests: 2,
    quiesces: 1,
    workers: 1,
    watch: false,
    abandons: false,
    faults: true,
    hostile: false,
    bounded: true,
    bounded_linger: true,
    dispatches: true,
    take_locked: true,
    nudge_byte: true,
    nudge_signal: true,
    clear_nudge: true,
    clear_locked: true,
    clear_looks: true,
    loose: true,
    request_last: true,
    response_last: true,
    announce: true,
    remove_first: true,
    wake: true,
    flag_first: true,
    finish_waits: true,
    finish_clears: true,
};

/// As little as most mistakes need.
const FEW: Rules = Rules { requests: 1, quiesces: 0, faults: false, ..ALL };

impl Model for Rules {
    type State = State;

    fn first(&self) -> State {
        State::new(self.quiesces)
    }

    fn steps(&self, s: &State, steps: &mut Vec<Step<State>>) {
        s.drain(steps);
        caller::steps(self, s, steps);
        for index in 0..self.workers {
            others::worker(self, s, index, steps);
        }
        others::supervisor(self, s, steps);
        if self.watch {
            others::watch(s, steps);
        }
        for step in steps {
            step.next = step.next.canonical();
        }
    }

    fn wrong(&self, s: &State) -> Option<&'static str> {
        use WorkerAt as W;
        let has_vcpu = |at: &&W| matches!(at, W::Announce | W::Enter | W::Inside | W::Remove | W::Leave);
        let workers = match s.place {
            // Struck off second, in a check that must fail.
            Place::Out | Place::Waiting | Place::Empty if !self.remove_first => 0,
            _ => s.worker.iter().filter(has_vcpu).count(),
        };
        (workers + usize::from(!s.away) > 1).then_some("two threads use one vCPU")
    }

    fn done(&self, s: &State) -> bool {
        s.caller == CallerAt::Gone
            && s.worker == [WorkerAt::Idle; 2]
            && (s.place, s.queue, s.stay, s.watched) == (Place::Empty, 0, false, false)
            && (0..5).all(|thread| s.drained(thread))
    }
}

/// Checks that nothing goes wrong.
fn holds(name: &str, rules: Rules) {
    match explore(&rules) {
        Ok(states) => eprintln!("{name}: {states} states"),
        Err(Wrong { what, path }) => panic!("{name}: {what}\n{}", path.join("\n")),
    }
}

#[test]
fn the_protocol_holds() {
    holds("faults, abandoned upcalls, quiesces", Rules { abandons: true, ..ALL });
    holds("stays that are ended", Rules { watch: true, ..FEW });
    holds("two resident threads", Rules { workers: 2, ..FEW });
}

#[test]
fn the_protocol_holds_for_hostile_plugins() {
    holds("hostile plugins", Rules { hostile: true, ..FEW });
}

#[test]
fn the_check_sees_each_rule_that_is_broken() {
    const KICK_OUTLIVES: &str = "a kick outlived the upcall that it was for";
    type Break = fn(&mut Rules);
    let broken: &[(&str, Break, &str)] = &[
        ("the caller spins for ever", |r| r.bounded = false, SPINNING),
        ("the gate lingers for ever", |r| r.bounded_linger = false, SPINNING),
        ("the gate does not look again", |r| r.dispatches = false, FORGED),
        ("what waits is not taken back", |r| r.take_locked = false, SPINNING),
        ("a nudge only signals", |r| (r.nudge_byte, r.abandons) = (false, true), NO_WAY_OUT),
        ("a nudge does not signal", |r| (r.nudge_signal, r.abandons) = (false, true), NO_WAY_OUT),
        ("a nudge stays in force", |r| r.clear_nudge = false, NO_WAY_OUT),
        ("a nudge is taken back by a plain store", |r| r.clear_locked = false, NO_WAY_OUT),
        ("a kick is taken back with a nudge", |r| r.clear_looks = false, NO_WAY_OUT),
        ("a gate that parks late is mistrusted", |r| r.loose = false, FORGED),
        ("the request is behind its number", |r| r.request_last = false, "a request ran twice"),
        ("the response is behind its number", |r| r.response_last = false, "the answer is another request's"),
        ("nobody says who enters", |r| r.announce = false, NO_WAY_OUT),
        ("a stay outlives its end", |r| (r.remove_first, r.watch) = (false, true), NO_WAY_OUT),
        ("the caller is not woken", |r| r.wake = false, NO_WAY_OUT),
        ("a kick sets its flag last", |r| r.flag_first = false, NO_WAY_OUT),
        ("a kick in progress is not waited for", |r| r.finish_waits = false, KICK_OUTLIVES),
        ("a kick is not taken back", |r| r.finish_clears = false, KICK_OUTLIVES),
    ];
    for &(name, break_it, expected) in broken {
        let mut rules = FEW;
        break_it(&mut rules);
        match explore(&rules) {
            Ok(states) => panic!("{name}: not seen in {states} states"),
            Err(Wrong { what, path }) => {
                assert_eq!(what, expected, "{name}:\n{}", path.join("\n"));
                eprintln!("{name}: {what}, after {} steps", path.len() - 1);
            }
        }
    }
}

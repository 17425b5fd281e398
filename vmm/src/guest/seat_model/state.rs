//! The model's state: shared words behind store buffers, threads, the vCPU, and what only the model knows.

use super::explore::Step;

/// Words that threads or the guest access without a lock. Each is a byte here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Word {
    /// Mailbox: sequence number of the request, all the rest of the request (here its own number), `REQ_LINGER`.
    ReqSeq,
    ReqBody,
    ReqLinger,
    /// Mailbox: sequence number of the response, and all the rest of it.
    RespSeq,
    RespBody,
    /// `Seat::state`: whether the vCPU is away.
    Away,
    /// The vCPU's `immediate_exit`; `VcpuKick::kicked` and `VcpuKick::thread`.
    Byte,
    Kicked,
    Thread,
    /// `Watch::due`, the deadline's word.
    Due,
}
const WORDS: usize = Word::Due as usize + 1;

/// Values of [`Word::Due`]; larger ones are deadlines of upcalls.
pub(super) const IDLE: u8 = 0;
pub(super) const KICKING: u8 = 1;
pub(super) const KICKED: u8 = 2;
pub(super) const EARLIEST: u8 = 3;

/// Value of [`Word::ReqLinger`] that only hostile code writes.
pub(super) const FOR_EVER: u8 = 2;

/// Threads, each with a store buffer. They are also the actors that must not spin.
pub(super) const CALLER: usize = 0;
pub(super) const WORKERS: [usize; 2] = [1, 2];
pub(super) const SUPERVISOR: usize = 3;
pub(super) const WATCH: usize = 4;
const THREADS: usize = 5;
/// Nobody runs the guest.
pub(super) const NOBODY: u8 = 9;

/// Stores that a thread has made and others don't see yet, oldest first: x86's total store order (Owens, Sarkar and
/// Sewell, "A better x86 memory model: x86-TSO", 2009).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Buffer {
    len: u8,
    stores: [(u8, u8); 4],
}

/// `Place` of the seat.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Place {
    Empty,
    Waiting,
    Inside,
    Out,
}

/// Why KVM_RUN returned.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Exit {
    /// It was not inside at all.
    None,
    Gate,
    Interrupted,
    Fault,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum CallerAt {
    Idle,
    Deadline,
    Body,
    Route,
    RouteAway,
    SeqInside,
    Linger,
    Seq,
    HandOver,
    SpinResponse,
    SpinOut,
    TryTake,
    Nudge,
    NudgeThread,
    Take,
    Asleep,
    Remove,
    ClearNudge,
    ClearNudgeLook,
    ClearNudgeUndo,
    NoLinger,
    Taken,
    Settle,
    SettleInterrupted,
    GoOn,
    Announce,
    Enter,
    Inside,
    Answer,
    Expired,
    Finish,
    FinishWait,
    FinishIdle,
    Clear,
    ClearByte,
    Gone,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum WorkerAt {
    Idle,
    Popped,
    Announce,
    Enter,
    Inside,
    Remove,
    Leave,
}

/// The two threads that kick and nudge.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum KickerAt {
    Idle,
    Kicked,
    Byte,
    Thread,
    Done,
}

/// Places in the gate and outside it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum GuestAt {
    Dispatch,
    Plugin,
    Endless,
    Hostile,
    RespBody,
    RespSeq,
    LookLinger,
    Lingering,
    Out,
}

/// What a vCPU is taken back for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Purpose {
    /// `take_over`: a request is not answered.
    Request,
    /// `come_back`: a request is about to be made.
    ComeBack,
    /// `answer`: the policy ends the stay.
    Answered,
    /// `abandon`: a request is not waited for.
    Abandon,
    /// `memory`, `image`, `park`, `set_policy`: nothing may run.
    Quiesce,
    Drop,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct State {
    pub(super) words: [u8; WORDS],
    pub(super) buffers: [Buffer; THREADS],
    /// A signal is pending for caller and workers.
    pub(super) signal: [bool; 3],

    /// Under the seat's lock.
    pub(super) place: Place,
    pub(super) seat_exit: Exit,
    /// Under the crew's lock: entries in the queue, whether there is a stay, whether the watch holds the lock.
    pub(super) queue: u8,
    pub(super) stay: bool,
    pub(super) watched: bool,

    pub(super) worker: [WorkerAt; 2],
    pub(super) worker_exit: Exit,
    pub(super) supervisor: KickerAt,
    pub(super) watch: KickerAt,

    pub(super) caller: CallerAt,
    pub(super) away: bool,
    pub(super) astray: bool,
    pub(super) loose: bool,
    pub(super) spins: u8,
    pub(super) seq: u8,
    pub(super) upcall: u8,
    /// Requests left in this upcall: a callback answers one, and its return is another.
    pub(super) left: u8,
    pub(super) deadline: bool,
    pub(super) abandons: bool,
    pub(super) lingers: bool,
    pub(super) purpose: Purpose,
    pub(super) exit: Exit,
    pub(super) quiesces: u8,

    pub(super) guest: GuestAt,
    /// The register with the request that was answered.
    pub(super) answered: u8,
    pub(super) looks: u8,
    /// The thread that runs the guest.
    pub(super) runner: u8,

    /// The model's own: the last request that the gate took.
    pub(super) ran: u8,
    /// The upcall that the supervisor kicked last.
    pub(super) kicked: u8,
}

impl State {
    pub(super) fn new(quiesces: u8) -> Self {
        Self {
            words: [0; WORDS],
            buffers: [Buffer::default(); THREADS],
            signal: [false; 3],
            place: Place::Empty,
            seat_exit: Exit::None,
            queue: 0,
            stay: false,
            watched: false,
            worker: [WorkerAt::Idle; 2],
            worker_exit: Exit::None,
            supervisor: KickerAt::Idle,
            watch: KickerAt::Idle,
            caller: CallerAt::Idle,
            away: false,
            astray: false,
            loose: false,
            spins: 0,
            seq: 0,
            upcall: 0,
            left: 0,
            deadline: false,
            abandons: false,
            lingers: false,
            purpose: Purpose::Request,
            exit: Exit::None,
            quiesces,
            guest: GuestAt::Dispatch,
            answered: 0,
            looks: 0,
            runner: NOBODY,
            ran: 0,
            kicked: 0,
        }
    }

    /// The same state without the values that nobody will look at.
    pub(super) fn canonical(mut self) -> Self {
        use CallerAt as C;
        if matches!(
            self.caller,
            C::Idle | C::Deadline | C::Body | C::Route | C::Announce | C::Enter | C::Inside | C::Answer | C::Finish
        ) {
            self.exit = Exit::None;
            self.purpose = Purpose::Request;
        }
        if !matches!(self.caller, C::SpinResponse | C::SpinOut) {
            self.spins = 0;
        }
        if !matches!(self.caller, C::Seq | C::HandOver) {
            self.lingers = false;
        }
        if self.guest != GuestAt::Lingering {
            self.looks = 0;
        }
        if !matches!(self.guest, GuestAt::LookLinger | GuestAt::Lingering) {
            self.answered = 0;
        }
        if !self.worker.iter().any(|at| matches!(at, WorkerAt::Remove | WorkerAt::Leave)) {
            self.worker_exit = Exit::None;
        }
        if self.place != Place::Out {
            self.seat_exit = Exit::None;
        }
        if self.caller == C::Idle {
            self.deadline = false;
            self.abandons = false;
        }
        if !self.deadline {
            self.kicked = 0;
        }
        self
    }

    /// A word as `thread` sees it: its own newest store, or what all see.
    pub(super) fn load(&self, thread: usize, word: Word) -> u8 {
        let buffer = &self.buffers[thread];
        let own = buffer.stores[..usize::from(buffer.len)].iter().rev().find(|store| store.0 == word as u8);
        own.map_or(self.words[word as usize], |store| store.1)
    }

    /// A plain store; false if the thread must wait for its buffer.
    pub(super) fn store(&mut self, thread: usize, word: Word, value: u8) -> bool {
        let buffer = &mut self.buffers[thread];
        let Some(place) = buffer.stores.get_mut(usize::from(buffer.len)) else {
            return false;
        };
        *place = (word as u8, value);
        buffer.len += 1;
        true
    }

    /// Whether a locked instruction of `thread`, and so anything under a lock, can happen now: all that it has stored
    /// has become visible.
    pub(super) fn drained(&self, thread: usize) -> bool {
        self.buffers[thread].len == 0
    }

    /// A locked store; false if the thread must wait for its buffer.
    pub(super) fn locked(&mut self, thread: usize, word: Word, value: u8) -> bool {
        let can = self.drained(thread);
        if can {
            self.words[word as usize] = value;
        }
        can
    }

    /// Any thread's oldest store may become visible at any time.
    pub(super) fn drain(&self, steps: &mut Vec<Step<Self>>) {
        for (thread, buffer) in self.buffers.iter().enumerate().filter(|(_, buffer)| buffer.len != 0) {
            let mut next = *self;
            let (word, value) = buffer.stores[0];
            next.words[usize::from(word)] = value;
            let rest = &mut next.buffers[thread];
            rest.stores.rotate_left(1);
            rest.stores[3] = (0, 0);
            rest.len -= 1;
            steps.push(Step { actor: thread, next, wrong: None });
        }
    }

    /// Signals the thread that announced itself last. One that is not in the guest has run the handler, or has the
    /// signal still pending when it enters next.
    pub(super) fn signal(&self, by: usize) -> Vec<Self> {
        let Some(to) = usize::from(self.load(by, Word::Thread)).checked_sub(1) else {
            return vec![*self];
        };
        let mut pending = *self;
        pending.signal[to] = true;
        if usize::from(self.runner) == to { vec![pending] } else { vec![*self, pending] }
    }
}

//! The resident threads and their watch (`crew`), and the supervisor.

use super::Rules;
use super::explore::{ANYBODY, Step};
use super::guest;
use super::state::*;

/// Adds what a resident thread can do.
pub(super) fn worker(rules: &Rules, s: &State, index: usize, out: &mut Vec<Step<State>>) {
    use WorkerAt as At;
    let me = WORKERS[index];
    let mut n = *s;
    let remove = |n: &mut State| {
        n.queue = 0;
        n.stay = false;
        s.drained(me) && !s.watched
    };
    let leave = |n: &mut State| {
        n.place = Place::Out;
        n.seat_exit = s.worker_exit;
        n.words[Word::Away as usize] = 0;
        if rules.wake && s.caller == CallerAt::Asleep {
            n.caller = CallerAt::Take;
        }
        s.drained(me)
    };
    let go = match s.worker[index] {
        At::Idle => {
            n.queue = s.queue.saturating_sub(1);
            n.worker[index] = At::Popped;
            s.queue > 0 && s.drained(me) && !s.watched
        }
        At::Popped => {
            let waits = s.place == Place::Waiting;
            n.worker[index] = if waits { At::Announce } else { At::Idle };
            if waits {
                n.place = Place::Inside;
            }
            s.drained(me)
        }
        At::Announce => {
            n.worker[index] = At::Enter;
            let id = me as u8 + 1;
            !rules.announce || s.load(me, Word::Thread) == id || n.locked(me, Word::Thread, id)
        }
        At::Enter => {
            if s.load(me, Word::Byte) == 1 || s.signal[me] {
                n.signal[me] = false;
                n.worker_exit = Exit::Interrupted;
                n.worker[index] = At::Remove;
            } else {
                n.runner = me as u8;
                n.worker[index] = At::Inside;
            }
            true
        }
        At::Inside => return guest::steps(rules, s, out),
        At::Remove => {
            n.worker[index] = At::Leave;
            if rules.remove_first { remove(&mut n) } else { leave(&mut n) }
        }
        At::Leave => {
            n.worker[index] = At::Idle;
            if rules.remove_first { leave(&mut n) } else { remove(&mut n) }
        }
    };
    if go {
        out.push(Step { actor: me, next: n, wrong: None });
    }
}

/// Adds what the supervisor can do: kick what has a deadline, at any time.
pub(super) fn supervisor(rules: &Rules, s: &State, out: &mut Vec<Step<State>>) {
    use KickerAt as At;
    let me = SUPERVISOR;
    let mut n = *s;
    let go = match s.supervisor {
        At::Idle => {
            let due = s.words[Word::Due as usize];
            n.kicked = due.saturating_sub(EARLIEST);
            n.supervisor = At::Kicked;
            due >= EARLIEST && n.locked(me, Word::Due, KICKING)
        }
        At::Kicked => {
            n.supervisor = At::Byte;
            n.locked(me, if rules.flag_first { Word::Kicked } else { Word::Byte }, 1)
        }
        At::Byte => {
            n.supervisor = At::Thread;
            n.locked(me, if rules.flag_first { Word::Byte } else { Word::Kicked }, 1)
        }
        At::Thread => {
            n.supervisor = At::Done;
            out.extend(n.signal(me).into_iter().map(|next| Step { actor: me, next, wrong: None }));
            false
        }
        At::Done => {
            n.supervisor = At::Idle;
            n.store(me, Word::Due, KICKED)
        }
    };
    if go {
        out.push(Step { actor: me, next: n, wrong: None });
    }
}

/// Adds what the watch can do: end a stay, at any time, and again.
pub(super) fn watch(s: &State, out: &mut Vec<Step<State>>) {
    use KickerAt as At;
    let me = WATCH;
    let mut n = *s;
    let go = match s.watch {
        At::Idle => {
            n.watched = true;
            n.watch = At::Byte;
            s.stay && !s.watched
        }
        At::Byte => {
            n.watch = At::Thread;
            n.locked(me, Word::Byte, 1)
        }
        At::Thread => {
            n.watch = At::Done;
            // It sleeps between two rounds: no spinning.
            out.extend(n.signal(me).into_iter().map(|next| Step { actor: ANYBODY, next, wrong: None }));
            false
        }
        At::Kicked | At::Done => {
            n.watched = false;
            n.watch = At::Idle;
            true
        }
    };
    if go {
        out.push(Step { actor: me, next: n, wrong: None });
    }
}

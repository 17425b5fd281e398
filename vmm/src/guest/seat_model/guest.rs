//! What runs in the guest, on whichever thread is in KVM_RUN: the gate, plugins, hostile code.

use super::explore::{ANYBODY, Step};
use super::state::*;
use super::{LOOKS, Rules};
use GuestAt as At;

/// Puts the vCPU back to the gate.
pub(super) fn reset(n: &mut State) {
    n.guest = At::Dispatch;
    n.astray = false;
    n.loose = false;
}

/// Adds what the guest can do.
pub(super) fn steps(rules: &Rules, s: &State, out: &mut Vec<Step<State>>) {
    let me = usize::from(s.runner);
    // Hostile code may go round in circles; deadlines stop it.
    let actor = if rules.hostile { ANYBODY } else { me };
    if s.signal[me] {
        let mut n = *s;
        n.signal[me] = false;
        out.push(Step { actor, next: left(n, Exit::Interrupted), wrong: None });
    }
    let mut n = *s;
    let go = match s.guest {
        At::Dispatch => return dispatch(rules, s, actor, out),
        At::Plugin => {
            n.guest = if rules.hostile { At::RespSeq } else { At::RespBody };
            true
        }
        At::Endless => false,
        At::Hostile => return attack(s, out),
        At::RespBody => {
            let (word, value) =
                if rules.response_last { (Word::RespBody, s.ran) } else { (Word::RespSeq, s.load(me, Word::ReqSeq)) };
            n.guest = At::RespSeq;
            n.store(me, word, value)
        }
        At::RespSeq => {
            let (word, value) =
                if rules.response_last { (Word::RespSeq, s.load(me, Word::ReqSeq)) } else { (Word::RespBody, s.ran) };
            n.answered = s.load(me, Word::ReqSeq);
            n.guest = At::LookLinger;
            n.store(me, word, value)
        }
        At::LookLinger => {
            n.looks = LOOKS;
            n.guest = if s.load(me, Word::ReqLinger) == 0 { At::Out } else { At::Lingering };
            true
        }
        At::Lingering => {
            if s.load(me, Word::ReqSeq) != s.answered {
                n.guest = At::Dispatch;
            } else if s.load(me, Word::ReqLinger) != FOR_EVER && rules.bounded_linger {
                n.looks = s.looks.saturating_sub(1);
                if n.looks == 0 {
                    n.guest = At::Out;
                }
            }
            true
        }
        At::Out => {
            n.guest = if rules.dispatches { At::Dispatch } else { At::LookLinger };
            n = left(n, Exit::Gate);
            true
        }
    };
    if go {
        out.push(Step { actor, next: n, wrong: None });
    }
}

/// The gate takes the request and jumps to the plugin, which may be of any kind.
fn dispatch(rules: &Rules, s: &State, actor: usize, out: &mut Vec<Step<State>>) {
    let mut n = *s;
    n.ran = if rules.hostile { 0 } else { s.load(usize::from(s.runner), Word::ReqBody) };
    let wrong = if rules.hostile {
        None
    } else if n.ran == s.ran {
        Some("a request ran twice")
    } else if n.ran != s.seq {
        Some("the gate took half of a request, or an old one")
    } else {
        None
    };
    let kinds: &[At] = match (rules.hostile, s.deadline || s.abandons) {
        (true, _) => &[At::Plugin, At::Hostile],
        (false, true) => &[At::Plugin, At::Endless],
        (false, false) => &[At::Plugin],
    };
    for &guest in kinds {
        n.guest = guest;
        out.push(Step { actor, next: n, wrong });
    }
    if rules.faults && !rules.hostile {
        out.push(Step { actor, next: left(n, Exit::Fault), wrong });
    }
}

/// Hostile code writes what it likes to the mailbox, leaves by a fault or by any of the gate's exits, jumps into the
/// gate, or spins.
fn attack(s: &State, out: &mut Vec<Step<State>>) {
    let me = usize::from(s.runner);
    let mut push = |next| out.push(Step { actor: ANYBODY, next, wrong: None });
    for (word, value) in
        [(Word::RespSeq, s.seq), (Word::RespSeq, s.seq + 1), (Word::ReqSeq, s.seq + 1), (Word::ReqLinger, FOR_EVER)]
    {
        let mut n = *s;
        // More than one of its stores in flight is nothing new.
        if s.load(me, word) != value && s.drained(me) && n.store(me, word, value) {
            push(n);
        }
    }
    push(left(*s, Exit::Fault));
    for guest in [At::Dispatch, At::RespSeq, At::Out] {
        push(State { guest, ..*s });
    }
}

/// KVM_RUN returns.
fn left(mut n: State, exit: Exit) -> State {
    let me = usize::from(n.runner);
    n.runner = NOBODY;
    if me == CALLER {
        n.exit = exit;
        n.caller = CallerAt::Settle;
    } else {
        n.worker_exit = exit;
        n.worker[me - 1] = WorkerAt::Remove;
    }
    n
}

//! The caller's part (`machine`, `residence`): an upcall from its request to its end, taking the vCPU back, the drop.

use super::explore::Step;
use super::guest;
use super::state::*;
use super::{FORGED, Rules, SPINS};
use CallerAt as At;

/// Adds what the caller can do.
pub(super) fn steps(rules: &Rules, s: &State, out: &mut Vec<Step<State>>) {
    let me = CALLER;
    let mut n = *s;
    let mut wrong = None;
    let mut push = |n| out.push(Step { actor: me, next: n, wrong: None });
    // `go` where the step has one outcome; otherwise outcomes are pushed and it is false.
    let go = match s.caller {
        At::Idle => return between_upcalls(rules, s, out),
        At::Deadline => {
            n.caller = At::Body;
            n.locked(me, Word::Due, EARLIEST + s.upcall)
        }
        At::Body => {
            n.seq += 1;
            n.caller = At::Route;
            // What hostile code computes is of no interest.
            rules.hostile || n.store(me, if rules.request_last { Word::ReqBody } else { Word::ReqSeq }, n.seq)
        }
        At::Route if s.away => {
            let kicked = s.load(me, Word::Kicked) == 1;
            n.caller = At::RouteAway;
            n.purpose = Purpose::ComeBack;
            if kicked {
                n.caller = At::TryTake;
            }
            true
        }
        At::RouteAway => {
            if s.load(me, Word::Away) == 1 {
                push(State { caller: At::SeqInside, ..*s });
            }
            // It is out, or the stay was evicted.
            push(State { caller: At::TryTake, ..*s });
            false
        }
        At::SeqInside => {
            after_request(&mut n, At::SpinResponse);
            n.store(me, if rules.request_last { Word::ReqSeq } else { Word::ReqBody }, s.seq)
        }
        At::Route | At::Linger => {
            if s.astray {
                guest::reset(&mut n);
            }
            n.caller = At::Seq;
            for lingers in [false, true] {
                let mut n = State { lingers, ..n };
                if n.store(me, Word::ReqLinger, u8::from(lingers)) {
                    push(n);
                }
            }
            false
        }
        At::Seq => {
            if s.lingers {
                n.caller = At::HandOver;
            } else {
                after_request(&mut n, At::Announce);
            }
            n.store(me, if rules.request_last { Word::ReqSeq } else { Word::ReqBody }, s.seq)
        }
        At::HandOver => {
            if s.drained(me) && !s.watched {
                n.place = Place::Waiting;
                n.words[Word::Away as usize] = 1;
                n.stay = true;
                n.queue += 1;
                n.away = true;
                n.loose = rules.loose;
                after_request(&mut n, At::SpinResponse);
                push(n);
                // Or there is no core for it.
                let mut refused = *s;
                after_request(&mut refused, At::Announce);
                if refused.store(me, Word::ReqLinger, 0) {
                    push(refused);
                }
            }
            false
        }
        At::SpinResponse => {
            n.caller = if s.load(me, Word::RespSeq) == s.seq { At::Answer } else { At::SpinOut };
            true
        }
        At::SpinOut => {
            if rules.bounded {
                n.spins -= 1;
            }
            let take_over = s.load(me, Word::Away) == 0 || n.spins == 0;
            n.purpose = Purpose::Request;
            n.caller = if take_over { At::TryTake } else { At::SpinResponse };
            true
        }
        At::TryTake | At::Take => {
            match s.place {
                Place::Inside if s.caller == At::TryTake => n.caller = At::Nudge,
                Place::Inside => n.caller = At::Asleep,
                Place::Waiting if !rules.take_locked => n.caller = At::Nudge,
                place => {
                    n.exit = if place == Place::Out { s.seat_exit } else { Exit::None };
                    n.caller = if place == Place::Out { At::ClearNudge } else { At::Remove };
                    n.place = Place::Empty;
                    n.words[Word::Away as usize] = 0;
                    n.away = false;
                }
            }
            s.drained(me)
        }
        At::Nudge => {
            n.caller = At::NudgeThread;
            !rules.nudge_byte || n.locked(me, Word::Byte, 1)
        }
        At::NudgeThread => {
            for n in if rules.nudge_signal { s.signal(me) } else { vec![*s] } {
                push(State { caller: At::Take, ..n });
            }
            false
        }
        At::Asleep => false,
        At::Remove => {
            n.queue = 0;
            n.stay = false;
            n.caller = At::ClearNudge;
            s.drained(me) && !s.watched
        }
        // `set_immediate_exit(false)`
        At::ClearNudge => {
            n.caller = At::ClearNudgeLook;
            match (rules.clear_nudge, rules.clear_locked) {
                (false, _) => true,
                (true, true) => n.locked(me, Word::Byte, 0),
                (true, false) => n.store(me, Word::Byte, 0),
            }
        }
        At::ClearNudgeLook => {
            let undo = rules.clear_looks && s.load(me, Word::Kicked) == 1;
            n.caller = if undo { At::ClearNudgeUndo } else { At::NoLinger };
            true
        }
        At::ClearNudgeUndo => {
            n.caller = At::NoLinger;
            n.locked(me, Word::Byte, 1)
        }
        At::NoLinger => {
            n.caller = At::Taken;
            n.store(me, Word::ReqLinger, 0)
        }
        At::Taken => {
            if s.purpose != Purpose::Request {
                if s.runner != NOBODY || s.away {
                    wrong = Some("the guest may run while its memory is borrowed or freed");
                }
                let in_plugin = matches!(s.guest, GuestAt::Plugin | GuestAt::Endless | GuestAt::Hostile);
                n.astray |= s.exit == Exit::Fault || in_plugin && s.exit != Exit::None;
            }
            n.caller = match s.purpose {
                Purpose::Request if s.exit == Exit::None => At::GoOn,
                Purpose::Request => At::Settle,
                Purpose::ComeBack => At::Linger,
                Purpose::Answered if s.left == 0 => At::Finish,
                Purpose::Answered => At::Body,
                Purpose::Abandon => {
                    lost(&mut n);
                    At::Finish
                }
                Purpose::Quiesce => At::Idle,
                Purpose::Drop => At::Gone,
            };
            true
        }
        At::Settle => {
            n.caller = match s.exit {
                Exit::Gate => {
                    n.loose = false;
                    if s.load(me, Word::RespSeq) == s.seq {
                        At::Answer
                    } else if s.loose {
                        At::GoOn
                    } else {
                        if !rules.hostile {
                            wrong = Some(FORGED);
                        }
                        lost(&mut n);
                        At::Finish
                    }
                }
                Exit::Interrupted => At::SettleInterrupted,
                Exit::Fault => {
                    lost(&mut n);
                    At::Finish
                }
                Exit::None => At::GoOn,
            };
            true
        }
        At::SettleInterrupted => {
            n.caller = if s.load(me, Word::Kicked) == 1 { At::Expired } else { At::GoOn };
            true
        }
        // Not answered, and nothing is wrong. One that was taken back may have answered just before that.
        At::GoOn => {
            let answered = s.purpose == Purpose::Request && s.load(me, Word::RespSeq) == s.seq;
            n.caller = if answered { At::Answer } else { At::Announce };
            n.purpose = Purpose::Quiesce;
            true
        }
        At::Announce => {
            n.caller = At::Enter;
            !rules.announce || s.load(me, Word::Thread) == 1 || n.locked(me, Word::Thread, 1)
        }
        At::Enter => {
            if s.load(me, Word::Byte) == 1 || s.signal[me] {
                n.signal[me] = false;
                n.exit = Exit::Interrupted;
                n.caller = At::Settle;
            } else {
                n.runner = me as u8;
                n.caller = At::Inside;
            }
            true
        }
        At::Inside => return guest::steps(rules, s, out),
        At::Answer => {
            if !rules.hostile && s.load(me, Word::RespBody) != s.seq {
                wrong = Some("the answer is another request's");
            }
            n.left -= 1;
            n.caller = if n.left == 0 { At::Finish } else { At::Body };
            if s.away {
                // The policy may end the stay here.
                push(State { caller: At::TryTake, purpose: Purpose::Answered, ..n });
            }
            true
        }
        At::Expired => {
            if s.kicked != s.upcall {
                wrong = Some("an upcall expired by another one's kick");
            }
            lost(&mut n);
            n.caller = At::Finish;
            true
        }
        At::Finish if !s.deadline => {
            n.caller = At::Idle;
            true
        }
        At::Finish => {
            n.caller = match s.words[Word::Due as usize] {
                KICKING if rules.finish_waits => At::FinishWait,
                KICKING | KICKED => At::Clear,
                _ => At::Idle,
            };
            n.locked(me, Word::Due, IDLE)
        }
        // It yields its core while it waits.
        At::FinishWait => {
            n.caller = At::FinishIdle;
            s.load(me, Word::Due) == KICKED
        }
        At::FinishIdle => {
            n.caller = At::Clear;
            n.store(me, Word::Due, IDLE)
        }
        At::Clear => {
            n.caller = At::ClearByte;
            !rules.finish_clears || n.locked(me, Word::Kicked, 0)
        }
        At::ClearByte => {
            n.caller = At::Idle;
            !rules.finish_clears || n.locked(me, Word::Byte, 0)
        }
        At::Gone => false,
    };
    if go {
        out.push(Step { actor: me, next: n, wrong });
    }
}

/// The request was made: it is waited for, or it is not.
fn after_request(n: &mut State, wait: At) {
    n.spins = SPINS;
    n.caller = wait;
    if n.abandons && n.away {
        n.purpose = Purpose::Abandon;
        n.caller = At::TryTake;
    } else if n.abandons {
        lost(n);
        n.caller = At::Finish;
    }
}

fn lost(n: &mut State) {
    n.astray = true;
}

/// The embedder's choice of what to do next.
fn between_upcalls(rules: &Rules, s: &State, out: &mut Vec<Step<State>>) {
    let mut push = |n| out.push(Step { actor: CALLER, next: n, wrong: None });
    if s.upcall == rules.upcalls {
        let caller = if s.away { At::TryTake } else { At::Gone };
        return push(State { caller, purpose: Purpose::Drop, ..*s });
    }
    if s.quiesces > 0 && s.away {
        push(State { caller: At::TryTake, purpose: Purpose::Quiesce, quiesces: s.quiesces - 1, ..*s });
    }
    for (left, deadline, abandons) in [(1, false, false), (1, false, true), (1, true, false), (2, true, false)] {
        // Hostile code is bounded by nothing but a deadline.
        if left <= rules.requests && (deadline || !rules.hostile) && (!abandons || rules.abandons) {
            let caller = if deadline { At::Deadline } else { At::Body };
            let kicked = s.words[Word::Kicked as usize] == 1;
            let wrong = kicked.then_some("a kick outlived the upcall that it was for");
            let next = State { caller, upcall: s.upcall + 1, left, deadline, abandons, ..*s };
            out.push(Step { actor: CALLER, next, wrong });
        }
    }
}

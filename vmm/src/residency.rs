//! When residency pays: what a runtime's policy makes of the times it sees.
//!
//! All times are ticks of one clock. A stay in the guest costs a second core and the hand-over, and saves the exit of
//! each crossing. [`Policy::Adaptive`] tries one when crossings have followed each other closely for a while, compares
//! what crossings took in the stay with what they took before, and after a stay that lost it waits forty times what
//! was lost, twice as long after each further one: so that lost stays cost at most a fortieth of the whole time.
//! [`Policy::Resident`] tries again sooner, but not at once either: a thread that does not get its core, or a plugin
//! that runs long, would have every crossing begun twice.

use crate::policy::Policy;

/// Crossings in a row, each soon after the one before, that make a runtime hot.
const HOT: u32 = 16;
/// A lost stay is made up for by so many times the loss without another one.
const MAKE_UP: u64 = 40;
/// The same where residency was asked for.
const MAKE_UP_RESIDENT: u64 = 4;
/// One in so many resident crossings is timed, since reading the clock takes a twentieth of one.
const SAMPLE: u64 = 16;
/// After so many resident crossings the stay is judged, and a new one begins without leaving.
const WINDOW: u64 = 1024;
/// Most doublings of the wait after a lost stay.
const MOST_DOUBLINGS: u32 = 8;

/// Limits in ticks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// A gap between two crossings beyond which the vCPU parks.
    pub(crate) idle: u64,
    /// How long a resident crossing is waited for before the caller takes the vCPU back: about what that costs.
    pub(crate) patience: u64,
    /// How long a runtime waits after there was no core for it, and at least after a lost stay.
    pub(crate) pause: u64,
}

/// What a runtime's policy goes by.
#[derive(Debug)]
pub(crate) struct Residency {
    policy: Policy,
    limits: Limits,
    /// When the last crossing ended.
    last_end: u64,
    /// Crossings in a row that were short and came soon after the one before.
    streak: u32,
    /// Moving averages of sync crossings: what one takes, and the host's time between two.
    cost: u64,
    gap: u64,
    /// No stay before this time.
    not_before: u64,
    /// Lost stays in a row.
    lost: u32,
    stay: Stay,
}

/// What is known of the present stay.
#[derive(Debug, Default)]
struct Stay {
    crossings: u64,
    /// Crossings that were timed because it was their turn, and what they took.
    samples: u64,
    sampled: u64,
    /// What crossings took that were timed because they were odd: the first one, and a stolen one.
    odd: u64,
    odd_crossings: u64,
}

impl Stay {
    /// What all crossings took, with those that were not timed taken for average.
    fn spent(&self) -> u64 {
        let usual = self.sampled.checked_div(self.samples).unwrap_or(0);
        self.odd + usual * (self.crossings - self.odd_crossings)
    }
}

impl Residency {
    pub(crate) fn new(policy: Policy, limits: Limits) -> Self {
        Self { policy, limits, last_end: 0, streak: 0, cost: 0, gap: 0, not_before: 0, lost: 0, stay: Stay::default() }
    }

    pub(crate) fn policy(&self) -> Policy {
        self.policy
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Changes the policy; what was learnt of the times stays.
    pub(crate) fn set_policy(&mut self, policy: Policy) {
        self.policy = policy;
        self.not_before = 0;
        self.streak = 0;
    }

    /// Whether the crossing that starts now shall be handed over to a resident thread.
    pub(crate) fn wants(&self, now: u64) -> bool {
        match self.policy {
            Policy::Sync => false,
            Policy::Resident => now >= self.not_before,
            Policy::Adaptive => {
                self.streak >= HOT && now.saturating_sub(self.last_end) < self.limits.idle && now >= self.not_before
            }
        }
    }

    /// How much a stay would save, in thousandths of the runtime's time: what decides between runtimes when cores are
    /// scarce. A runtime that shall be resident goes before all that may.
    pub(crate) fn heat(&self) -> u32 {
        match self.policy {
            Policy::Resident => 1001,
            _ => (1000 * self.cost).checked_div(self.cost + self.gap).map_or(0, |heat| heat as u32),
        }
    }

    /// A sync crossing took from `start` to `end`.
    pub(crate) fn crossed(&mut self, start: u64, end: u64) {
        let (took, gap) = (end.saturating_sub(start), start.saturating_sub(self.last_end));
        self.last_end = end;
        if gap < self.limits.idle && took < self.limits.patience {
            self.streak = self.streak.saturating_add(1);
            self.cost = average(self.cost, took);
            self.gap = average(self.gap, gap);
        } else {
            self.streak = 0;
        }
    }

    /// There was no core for a stay.
    pub(crate) fn refused(&mut self, now: u64) {
        self.not_before = now + self.limits.pause;
    }

    /// A stay begins.
    pub(crate) fn began(&mut self) {
        self.stay = Stay::default();
    }

    /// Whether the resident crossing that starts now is to be timed.
    #[inline]
    pub(crate) fn samples(&self) -> bool {
        self.stay.crossings.is_multiple_of(SAMPLE)
    }

    /// A resident crossing has begun.
    #[inline]
    pub(crate) fn requested(&mut self) {
        self.stay.crossings += 1;
    }

    /// A resident crossing that was timed was answered. Says whether the stay shall go on.
    pub(crate) fn answered(&mut self, took: u64, now: u64) -> bool {
        self.last_end = now;
        if self.stay.crossings == 1 {
            // It waited for the thread to wake.
            self.stay.odd += took;
            self.stay.odd_crossings += 1;
            return true;
        }
        self.stay.sampled += took;
        self.stay.samples += 1;
        if self.policy != Policy::Adaptive || self.stay.crossings < WINDOW {
            return true;
        }
        let pays = self.judge(now);
        // One crossing is counted, so that the next one is not taken for the first.
        self.stay = Stay { crossings: 1, odd_crossings: 1, ..Stay::default() };
        pays
    }

    /// A crossing was begun in a stay and ended on the calling thread, after `took`.
    pub(crate) fn stolen(&mut self, took: u64, now: u64) {
        self.stay.odd += took;
        self.stay.odd_crossings += 1;
        self.ended(now);
    }

    /// The stay was ended by something else than a crossing, which took so long.
    pub(crate) fn disturbed(&mut self, took: u64, now: u64) {
        self.stay.odd += took;
        self.ended(now);
    }

    /// The stay is over.
    pub(crate) fn ended(&mut self, now: u64) {
        self.last_end = now;
        self.streak = 0;
        self.judge(now);
        self.stay = Stay::default();
    }

    /// The stay is over because a hotter runtime needs the core.
    pub(crate) fn evicted(&mut self, now: u64) {
        self.ended(now);
        self.not_before = self.not_before.max(now + self.limits.pause);
    }

    /// Compares the stay with sync crossings.
    fn judge(&mut self, now: u64) -> bool {
        let sync = self.cost * self.stay.crossings;
        let loss = self.stay.spent().saturating_sub(sync);
        if loss == 0 {
            self.lost = 0;
            return true;
        }
        let wait = if self.policy == Policy::Resident {
            loss * MAKE_UP_RESIDENT
        } else {
            (loss * MAKE_UP).max(self.limits.pause) << self.lost
        };
        self.lost = (self.lost + 1).min(MOST_DOUBLINGS);
        self.not_before = now + wait;
        false
    }
}

/// A moving average over about eight values.
fn average(old: u64, new: u64) -> u64 {
    if old == 0 { new } else { old - old / 8 + new / 8 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { idle: 1000, patience: 5000, pause: 10_000 };

    /// Sync crossings that take `took`, `gap` apart; the time behind the last one.
    fn cross(residency: &mut Residency, mut now: u64, times: u32, took: u64, gap: u64) -> u64 {
        for _ in 0..times {
            let start = now + gap;
            now = start + took;
            residency.crossed(start, now);
        }
        now
    }

    #[test]
    fn only_close_and_short_crossings_make_a_runtime_hot() {
        for (took, gap, hot) in [(100, 10, true), (100, 2000, false), (6000, 10, false), (4000, 900, true)] {
            let mut residency = Residency::new(Policy::Adaptive, LIMITS);
            let now = cross(&mut residency, 0, HOT, took, gap);
            assert_eq!(residency.wants(now + 1), hot, "{took} {gap}");
            assert!(!residency.wants(now + LIMITS.idle), "it has cooled down");
        }
    }

    #[test]
    fn sync_never_and_resident_always_wants_to_stay() {
        let mut residency = Residency::new(Policy::Sync, LIMITS);
        let now = cross(&mut residency, 0, 1000, 100, 1);
        assert!(!residency.wants(now));
        residency.set_policy(Policy::Resident);
        assert!(residency.wants(now));
        residency.refused(now);
        assert!(!residency.wants(now + LIMITS.pause - 1));
        assert!(residency.wants(now + LIMITS.pause));
    }

    #[test]
    fn a_stay_that_pays_is_tried_again_at_once() {
        let mut residency = Residency::new(Policy::Adaptive, LIMITS);
        let now = cross(&mut residency, 0, HOT, 100, 1);
        residency.began();
        for i in 0..100 {
            let timed = residency.samples();
            residency.requested();
            assert!(!timed || residency.answered(if i == 0 { 150 } else { 5 }, now));
        }
        residency.ended(now);
        let now = cross(&mut residency, now, HOT, 100, 1);
        assert!(residency.wants(now));
    }

    #[test]
    fn lost_stays_become_rare() {
        let mut residency = Residency::new(Policy::Adaptive, LIMITS);
        let (mut now, mut spent, mut stays) = (0, 0, 0);
        while now < 100_000_000 {
            now = cross(&mut residency, now, 1, 100, 1);
            if residency.wants(now) {
                // Each stay loses as much as a stolen crossing can.
                residency.began();
                residency.requested();
                now += 5000;
                spent += 5000;
                stays += 1;
                residency.stolen(5000, now);
            }
        }
        assert!(stays >= 2);
        assert!(spent * 40 <= now, "{spent} of {now} in {stays} stays");
    }

    #[test]
    fn a_stay_that_stops_paying_ends_by_itself() {
        let mut residency = Residency::new(Policy::Adaptive, LIMITS);
        let now = cross(&mut residency, 0, HOT, 100, 1);
        residency.began();
        let (mut crossings, mut stays) = (0, true);
        while stays {
            let timed = residency.samples();
            residency.requested();
            if timed {
                stays = residency.answered(if crossings < 3000 { 5 } else { 300 }, now);
            }
            crossings += 1;
            assert!(crossings < 6000);
        }
        assert!(crossings >= 3000);
        assert!(!residency.wants(now + 1));
    }

    #[test]
    fn heat_is_the_share_of_time_that_crossings_take() {
        let mut residency = Residency::new(Policy::Adaptive, LIMITS);
        cross(&mut residency, 0, 100, 800, 800);
        assert!((450..550).contains(&residency.heat()), "{}", residency.heat());
        residency.set_policy(Policy::Resident);
        assert!(residency.heat() > 1000);
    }
}

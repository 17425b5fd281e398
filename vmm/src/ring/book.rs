//! The host's own record of a ring: what lies in the data segment can be forged, this can't.
//!
//! Four counters run after each other, each entry passing through all of them in order:
//!
//! ```text
//! taken <= executed <= submitted <= pushed <= taken + depth
//! ```
//!
//! They run freely and wrap around; the place of counter `c` is `c` modulo the depth.

use guest_abi::Ty;
use guest_abi::ring::CELL_SIZE;
use linker::Slot;

use crate::runtime::Stop;

/// What the host knows of an entry.
#[derive(Debug)]
pub(super) struct Entry {
    /// The caller's number.
    pub tag: u64,
    /// The result word, once it is executed.
    pub word: u64,
    /// Why it has none.
    pub failed: Option<Box<Stop>>,
    /// The function's result type.
    pub result: Option<Ty>,
    /// The function, for messages.
    pub slot: Slot,
    /// Calls in it.
    pub count: u32,
    /// Calls that returned, once it is executed.
    pub done: u32,
    /// Whether it is a batch.
    pub batch: bool,
}

impl Entry {
    const NONE: Self =
        Self { tag: 0, word: 0, failed: None, result: None, slot: Slot(0), count: 0, done: 0, batch: false };

    /// A call of the function of a slot.
    pub(super) const fn call(tag: u64, slot: Slot) -> Self {
        Self { tag, slot, count: 1, ..Self::NONE }
    }
}

/// The record.
pub(super) struct Book {
    entries: Vec<Entry>,
    taken: u32,
    executed: u32,
    submitted: u32,
    pushed: u32,
}

impl Book {
    /// For `depth` entries, a power of two.
    pub(super) fn new(depth: u32) -> Self {
        debug_assert!(depth.is_power_of_two());
        let entries = (0..depth).map(|_| Entry::NONE).collect();
        Self { entries, taken: 0, executed: 0, submitted: 0, pushed: 0 }
    }

    pub(super) fn depth(&self) -> u32 {
        self.entries.len() as u32
    }

    /// Entries that were pushed and not taken out.
    pub(super) fn len(&self) -> u32 {
        self.pushed.wrapping_sub(self.taken)
    }

    pub(super) fn is_full(&self) -> bool {
        self.len() == self.depth()
    }

    /// Counter of the first entry that is not executed.
    pub(super) fn executed(&self) -> u32 {
        self.executed
    }

    /// Entries that the guest has yet to execute.
    pub(super) fn in_flight(&self) -> u32 {
        self.submitted.wrapping_sub(self.executed)
    }

    /// Entries whose outcome can be taken out.
    pub(super) fn ready(&self) -> u32 {
        self.executed.wrapping_sub(self.taken)
    }

    /// Whether everything that was pushed is executed.
    pub(super) fn is_done(&self) -> bool {
        self.executed == self.pushed
    }

    /// Place of a counter.
    pub(super) fn place(&self, counter: u32) -> u32 {
        counter & (self.depth() - 1)
    }

    fn entry(&mut self, counter: u32) -> &mut Entry {
        let place = self.place(counter) as usize;
        &mut self.entries[place]
    }

    /// Place of the entry that is pushed next.
    pub(super) fn next(&self) -> u32 {
        self.place(self.pushed)
    }

    /// Place of the entry that is pushed so many entries after the next one, if it is free.
    #[inline]
    pub(super) fn ahead(&self, entries: u32) -> Option<u32> {
        (self.len() + entries < self.depth()).then(|| self.place(self.pushed.wrapping_add(entries)))
    }

    /// Takes an entry in; the book must not be full.
    pub(super) fn push(&mut self, entry: Entry) {
        *self.entry(self.pushed) = entry;
        self.pushed = self.pushed.wrapping_add(1);
    }

    /// Submits what was pushed. Says whether there was anything.
    pub(super) fn submit(&mut self) -> bool {
        let news = self.submitted != self.pushed;
        self.submitted = self.pushed;
        news
    }

    /// The tail as the guest counts.
    pub(super) fn tail(&self) -> u32 {
        self.submitted.wrapping_mul(CELL_SIZE)
    }

    /// The head as the guest counts.
    pub(super) fn head(&self) -> u32 {
        self.executed.wrapping_mul(CELL_SIZE)
    }

    /// How many more entries are executed if the guest says that it is at `head`: none if that can't be.
    pub(super) fn news(&self, head: u32) -> u32 {
        let bytes = head.wrapping_sub(self.head());
        let entries = bytes / CELL_SIZE;
        if bytes.is_multiple_of(CELL_SIZE) && entries <= self.in_flight() { entries } else { 0 }
    }

    /// The next entries returned these words.
    pub(super) fn complete(&mut self, words: &[u64]) {
        for &word in words {
            let entry = self.entry(self.executed);
            entry.word = word;
            entry.done = entry.count;
            self.executed = self.executed.wrapping_add(1);
        }
    }

    /// The entry that the guest is at, if it has anything to execute.
    pub(super) fn current(&self) -> Option<&Entry> {
        (self.in_flight() != 0).then(|| &self.entries[self.place(self.executed) as usize])
    }

    /// Takes calls back that the guest has not begun, those that `which` says; `strike` is told their places. They
    /// are executed in their turn with a count of 0.
    pub(super) fn withdraw(&mut self, which: impl Fn(&Entry) -> bool, mut strike: impl FnMut(u32)) {
        for i in 1..self.in_flight() {
            let place = self.place(self.executed.wrapping_add(i));
            let entry = &mut self.entries[place as usize];
            if entry.count != 0 && which(entry) {
                entry.count = 0;
                strike(place);
            }
        }
    }

    /// Whether one of the entries that the guest has yet to execute is like this.
    pub(super) fn any(&self, which: impl Fn(&Entry) -> bool) -> bool {
        (0..self.in_flight()).any(|i| which(&self.entries[self.place(self.executed.wrapping_add(i)) as usize]))
    }

    /// The entry that the guest is at failed after so many of its calls. If it has nothing to execute, its last word
    /// on the entry before was wrong, unless that was taken out: then nobody is to blame, and the reason is handed back.
    pub(super) fn fail(&mut self, done: u32, stop: Stop) -> Option<Stop> {
        let counter = if self.in_flight() != 0 {
            self.executed = self.executed.wrapping_add(1);
            self.executed.wrapping_sub(1)
        } else if self.ready() != 0 {
            self.executed.wrapping_sub(1)
        } else {
            return Some(stop);
        };
        let entry = self.entry(counter);
        entry.done = done.min(entry.count);
        entry.failed = Some(Box::new(stop));
        None
    }

    /// Takes the oldest entry out, if it is executed.
    pub(super) fn take(&mut self) -> Option<Entry> {
        if self.ready() == 0 {
            return None;
        }
        let taken = std::mem::replace(self.entry(self.taken), Entry::NONE);
        self.taken = self.taken.wrapping_add(1);
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    fn book(depth: u32, start: u32) -> Book {
        Book { taken: start, executed: start, submitted: start, pushed: start, ..Book::new(depth) }
    }

    fn entry(tag: u64) -> Entry {
        Entry { tag, count: 1, ..Entry::NONE }
    }

    #[test]
    fn entries_pass_in_order_across_the_wrap_of_every_counter() {
        for start in [0, 5, u32::MAX - 3, u32::MAX / CELL_SIZE - 2] {
            let mut book = book(8, start);
            let mut next = 0;
            for round in 0..20u64 {
                let n = 1 + round % 8;
                for i in 0..n {
                    book.push(entry(round * 100 + i));
                }
                assert_eq!(book.is_full(), n == 8);
                assert!(book.submit() && !book.submit());
                assert_eq!(book.news(book.head()), 0);
                assert_eq!(u64::from(book.news(book.tail())), n);
                let words: Vec<u64> = (0..n).collect();
                book.complete(&words);
                for i in 0..n {
                    let taken = book.take().unwrap();
                    assert_eq!((taken.tag, taken.word, taken.done), (round * 100 + i, i, 1));
                    next += 1;
                }
                assert!(book.take().is_none() && book.is_done());
            }
            assert_eq!(book.taken, start.wrapping_add(next));
        }
    }

    #[test]
    fn only_what_has_not_begun_can_be_withdrawn() {
        let mut book = book(4, u32::MAX - 1);
        for tag in 0..4 {
            book.push(entry(tag));
        }
        book.submit();
        book.complete(&[0]);
        let mut struck = Vec::new();
        book.withdraw(|entry| entry.tag != 2, |place| struck.push(place));
        book.withdraw(|entry| entry.tag != 2, |_| panic!("withdrawn twice"));
        assert_eq!(struck, [book.place((u32::MAX - 1).wrapping_add(3))], "0 is executed and 1 has begun");
        assert!(book.any(|entry| entry.tag == 1) && !book.any(|entry| entry.tag == 0));
    }

    #[test]
    fn a_head_that_cannot_be_is_no_news() {
        let mut book = book(4, u32::MAX - 1);
        for tag in 0..3 {
            book.push(entry(tag));
        }
        book.submit();
        let head = book.head();
        for entries in 0..=3 {
            assert_eq!(book.news(head.wrapping_add(entries * CELL_SIZE)), entries);
        }
        for bytes in [1, 7, 9, 4 * CELL_SIZE, 0x8000_0000, u32::MAX, 0u32.wrapping_sub(CELL_SIZE)] {
            assert_eq!(book.news(head.wrapping_add(bytes)), 0, "{bytes}");
        }
    }

    #[test]
    fn failures_go_to_who_is_running() {
        let stop = || Stop::from(Error::Broken);
        let mut book = book(4, 0);
        assert!(book.fail(0, stop()).is_some(), "nobody is to blame");
        assert_eq!(book.ready(), 0);
        book.push(entry(1));
        book.push(Entry { count: 10, batch: true, ..entry(2) });
        book.submit();
        book.complete(&[7]);
        assert!(book.fail(99, stop()).is_none());
        assert!(book.take().unwrap().failed.is_none());
        let failed = book.take().unwrap();
        assert!(failed.failed.is_some());
        assert_eq!((failed.tag, failed.done), (2, 10), "never more than there are");
        book.push(entry(3));
        book.submit();
        book.complete(&[8]);
        assert!(book.fail(0, stop()).is_none());
        assert!(book.take().unwrap().failed.is_some(), "the guest failed right behind it");
        assert!(book.is_done());
    }
}

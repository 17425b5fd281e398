//! The allocator of a segment's space: best fit, with free neighbours joined.
//!
//! Knuth, The Art of Computer Programming, volume 1, 2.5. Two ordered indexes over the free pieces, by address
//! and by size, make both operations logarithmic however many buffers an embedder keeps.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::error::{LinkError, Segment};

/// A piece in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece<T> {
    /// Length as asked for.
    pub(crate) len: u32,
    /// Length taken, a multiple of the granule.
    taken: u32,
    /// Whose it is.
    pub(crate) owner: T,
}

/// The free and the used pieces of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Space<T> {
    segment: Segment,
    granule: u32,
    free: BTreeMap<u32, u32>,
    free_by_size: BTreeSet<(u32, u32)>,
    used: BTreeMap<u32, Piece<T>>,
}

/// Rounds up to a power of two.
fn align_up(value: u64, align: u32) -> u64 {
    let mask = u64::from(align) - 1;
    (value + mask) & !mask
}

impl<T> Space<T> {
    /// All of `range` is free. Pieces start and end at multiples of `granule`, a power of two.
    pub(crate) fn new(segment: Segment, range: &Range<u32>, granule: u32) -> Self {
        let mut space =
            Self { segment, granule, free: BTreeMap::new(), free_by_size: BTreeSet::new(), used: BTreeMap::new() };
        let start = align_up(u64::from(range.start), granule);
        let end = u64::from(range.end & !(granule - 1));
        if start < end {
            space.insert_free(start as u32, (end - start) as u32);
        }
        space
    }

    /// Takes `len` bytes at a multiple of `align`, a power of two.
    pub(crate) fn alloc(&mut self, len: u64, align: u32, owner: T) -> Result<u32, LinkError> {
        let full = LinkError::OutOfSpace { segment: self.segment, asked: len, largest: self.largest() };
        let taken = align_up(len.max(1), self.granule);
        let (Ok(taken), Ok(len)) = (u32::try_from(taken), u32::try_from(len)) else { return Err(full) };
        let align = align.max(self.granule);
        let fit = self.free_by_size.range((taken, 0)..).find_map(|&(size, start)| {
            let at = align_up(u64::from(start), align);
            (at + u64::from(taken) <= u64::from(start) + u64::from(size)).then_some((start, size, at as u32))
        });
        let Some((start, size, at)) = fit else { return Err(full) };
        self.remove_free(start, size);
        if at > start {
            self.insert_free(start, at - start);
        }
        let rest = start + size - (at + taken);
        if rest > 0 {
            self.insert_free(at + taken, rest);
        }
        self.used.insert(at, Piece { len, taken, owner });
        Ok(at)
    }

    /// Gives back the piece that starts at `at` if `whose` says so.
    pub(crate) fn free(&mut self, at: u32, whose: impl FnOnce(&T) -> bool) -> Result<Piece<T>, LinkError> {
        let missing = LinkError::NotAllocated { segment: self.segment, address: at };
        if !self.used.get(&at).is_some_and(|piece| whose(&piece.owner)) {
            return Err(missing);
        }
        let Some(piece) = self.used.remove(&at) else { return Err(missing) };
        let (mut start, mut len) = (at, piece.taken);
        if let Some((&before, &size)) = self.free.range(..at).next_back()
            && before + size == at
        {
            self.remove_free(before, size);
            (start, len) = (before, len + size);
        }
        if let Some(&size) = self.free.get(&(start + len)) {
            self.remove_free(start + len, size);
            len += size;
        }
        self.insert_free(start, len);
        Ok(piece)
    }

    /// The piece in use that starts at `at`.
    pub(crate) fn get(&self, at: u32) -> Option<&Piece<T>> {
        self.used.get(&at)
    }

    /// The piece in use that `at` lies in, with its start.
    pub(crate) fn find(&self, at: u32) -> Option<(u32, &Piece<T>)> {
        let (&start, piece) = self.used.range(..=at).next_back()?;
        (at - start < piece.len).then_some((start, piece))
    }

    /// Free bytes in all.
    pub(crate) fn free_bytes(&self) -> u32 {
        self.free.values().sum()
    }

    /// Bytes of the largest free piece.
    fn largest(&self) -> u32 {
        self.free_by_size.last().map_or(0, |&(size, _)| size)
    }

    fn insert_free(&mut self, start: u32, len: u32) {
        self.free.insert(start, len);
        self.free_by_size.insert((len, start));
    }

    fn remove_free(&mut self, start: u32, len: u32) {
        self.free.remove(&start);
        self.free_by_size.remove(&(len, start));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn space() -> Space<()> {
        Space::new(Segment::Data, &(1..4100), 16)
    }

    #[test]
    fn whole_space_and_back() {
        let mut s = space();
        let fresh = s.clone();
        assert_eq!(s.free_bytes(), 4080);
        let at = s.alloc(4080, 1, ()).unwrap();
        assert_eq!(at, 16);
        let error = s.alloc(1, 1, ()).unwrap_err();
        assert_eq!(error, LinkError::OutOfSpace { segment: Segment::Data, asked: 1, largest: 0 });
        s.free(at, |()| true).unwrap();
        assert_eq!(s, fresh);
    }

    #[test]
    fn takes_the_smallest_piece_that_fits() {
        let mut s = space();
        let a = s.alloc(64, 1, ()).unwrap();
        s.alloc(16, 1, ()).unwrap();
        let b = s.alloc(32, 1, ()).unwrap();
        s.alloc(16, 1, ()).unwrap();
        s.free(a, |()| true).unwrap();
        s.free(b, |()| true).unwrap();
        assert_eq!(s.alloc(20, 1, ()), Ok(b));
        assert_eq!(s.alloc(33, 1, ()), Ok(a));
    }

    #[test]
    fn alignment_keeps_the_gap_free() {
        let mut s = space();
        assert_eq!(s.alloc(10, 1024, ()), Ok(1024));
        assert_eq!(s.free_bytes(), 4080 - 16);
        assert_eq!(s.alloc(1008, 1, ()), Ok(16));
    }

    #[test]
    fn refuses_what_it_did_not_give() {
        let mut s = space();
        let a = s.alloc(100, 1, ()).unwrap();
        let wrong = |address| Err(LinkError::NotAllocated { segment: Segment::Data, address });
        assert_eq!(s.free(a + 16, |()| true), wrong(a + 16));
        assert_eq!(s.free(a, |()| false), wrong(a));
        s.free(a, |()| true).unwrap();
        assert_eq!(s.free(a, |()| true), wrong(a));
        assert!(s.alloc(u64::MAX - 20, 16, ()).is_err());
        assert!(s.alloc(u64::from(u32::MAX), 16, ()).is_err());
    }

    #[test]
    fn random_traffic_never_overlaps_and_comes_back() {
        let mut s = Space::new(Segment::Code, &(0..1 << 16), 16);
        let fresh = s.clone();
        let mut seed = 1u64;
        let mut next = move || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as u32
        };
        let mut live: Vec<(u32, u32)> = Vec::new();
        for _ in 0..20_000 {
            if next() % 2 == 0 {
                let len = next() % 700;
                let align = 1 << (next() % 9);
                if let Ok(at) = s.alloc(u64::from(len), align, ()) {
                    assert_eq!(at % align, 0);
                    assert!(live.iter().all(|&(a, l)| a + l.max(1) <= at || at + len.max(1) <= a));
                    live.push((at, len));
                }
            } else if !live.is_empty() {
                let i = next() as usize % live.len();
                let (at, len) = live.swap_remove(i);
                assert_eq!(s.free(at, |()| true).unwrap().len, len);
            }
        }
        for (at, _) in live {
            s.free(at, |()| true).unwrap();
        }
        assert_eq!(s, fresh);
    }
}

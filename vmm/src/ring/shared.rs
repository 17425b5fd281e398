//! The part of a ring that lies in the data segment, see [`guest_abi::ring`]: the host writes entries, their arguments
//! and the tail, the guest writes the head and the results.
//!
//! ```text
//! tail | head | entries | cells: 8 bytes for each entry's result | arguments that don't fit into their entries
//! ```

use guest_abi::layout::DATA_BASE;
use guest_abi::ring::{ENTRIES, ENTRY_ARGS, ENTRY_COUNT, ENTRY_SIZE, HEAD, LINGER, TAIL};

use super::book::Book;
use crate::machine::Machine;
use crate::runtime::Buffer;
use crate::value::MAX_ARGS;

/// Bytes of a completion cell.
const CELL_SIZE: u32 = 8;
/// Cells in a cache line.
const CELLS_IN_LINE: u32 = 64 / CELL_SIZE;
/// Bytes for the arguments of an entry when they lie apart.
const ARGS_SIZE: u32 = 8 * MAX_ARGS as u32;
/// Bytes of arguments that fit into an entry.
const INLINE: u32 = ENTRY_SIZE - ENTRY_ARGS;
/// Words of an entry in front of the arguments.
const HEADER: usize = ENTRY_ARGS as usize / 8;

/// What an entry says beside its arguments.
pub(super) struct Entry {
    /// Address of the loop adapter.
    pub adapter: u32,
    /// Address of the function.
    pub target: u32,
    /// Where the arguments of a batch lie.
    pub input: u32,
    /// Where the results of a batch go.
    pub output: u32,
    /// Number of calls.
    pub count: u32,
}

impl Entry {
    fn words(&self) -> [u64; HEADER] {
        let pair = |low: u32, high: u32| u64::from(low) | u64::from(high) << 32;
        [pair(self.adapter, self.target), pair(self.input, self.output), pair(self.count, 0)]
    }
}

/// Where things lie.
pub(super) struct Shared {
    pub(super) buffer: Buffer,
    cells: u32,
    args: u32,
}

impl Shared {
    /// Bytes for so many entries.
    pub(super) fn size(depth: u32) -> u32 {
        ENTRIES + depth * (ENTRY_SIZE + CELL_SIZE.max(64 / depth) + ARGS_SIZE)
    }

    /// Lays a ring out in a buffer of that size.
    pub(super) fn new(buffer: Buffer, depth: u32) -> Self {
        let cells = buffer.ptr().0 + ENTRIES + depth * ENTRY_SIZE;
        Self { buffer, cells, args: cells + (depth * CELL_SIZE).next_multiple_of(64) }
    }

    /// Where it starts.
    pub(super) fn address(&self) -> u32 {
        self.buffer.ptr().0
    }

    fn entry(&self, place: u32) -> u32 {
        self.address() + ENTRIES + place * ENTRY_SIZE
    }

    fn cell(&self, place: u32) -> u32 {
        self.cells + place * CELL_SIZE
    }

    /// Writes the entry of one call with its arguments: the struct's bytes, in words.
    pub(super) fn set_call(&self, machine: &mut dyn Machine, place: u32, adapter: u32, target: u32, args: &[u64]) {
        let inline = args.len() * 8 <= INLINE as usize;
        let at = self.entry(place);
        let input = if inline { at + ENTRY_ARGS } else { self.args + place * ARGS_SIZE };
        let header = Entry { adapter, target, input, output: self.cell(place), count: 1 }.words();
        if inline {
            // One store of the whole line, so that the compiler sees its length.
            let mut line = [0; ENTRY_SIZE as usize / 8];
            line[..HEADER].copy_from_slice(&header);
            line[HEADER..HEADER + args.len()].copy_from_slice(args);
            write(machine, at, &line);
        } else {
            write(machine, input, args);
            write(machine, at, &header);
        }
    }

    /// Writes the entry of a batch.
    pub(super) fn set_batch(&self, machine: &mut dyn Machine, place: u32, entry: &Entry) {
        write(machine, self.entry(place), &entry.words());
    }

    /// Has the runner pass by an entry that it has not begun. The guest must stand still.
    pub(super) fn strike(&self, machine: &mut dyn Machine, place: u32) {
        write(machine, self.entry(place) + ENTRY_COUNT, &[0]);
    }

    /// Lets the guest see what was submitted.
    pub(super) fn publish(&self, machine: &mut dyn Machine, book: &Book) {
        write(machine, self.address() + TAIL, &[u64::from(book.tail())]);
    }

    /// Says how long the runner shall look for more.
    pub(super) fn set_linger(&self, machine: &mut dyn Machine, ticks: u32) {
        write(machine, self.address() + LINGER, &[u64::from(ticks)]);
    }

    /// Notes what the guest has executed since the last look.
    pub(super) fn look(&self, machine: &dyn Machine, book: &mut Book) {
        if book.in_flight() == 0 {
            return;
        }
        let mut head = [0];
        read(machine, self.address() + HEAD, &mut head);
        let mut news = book.news(head[0] as u32);
        // Each line of cells is read once: the guest may be about to write the next cell of it.
        let mut line = [0; CELLS_IN_LINE as usize];
        while news != 0 {
            let place = book.place(book.executed());
            let count = news.min(CELLS_IN_LINE - place % CELLS_IN_LINE).min(book.depth() - place);
            let words = &mut line[..count as usize];
            read(machine, self.cell(place), words);
            book.complete(words);
            news -= count;
        }
    }
}

fn read(machine: &dyn Machine, at: u32, words: &mut [u64]) {
    machine.read_words(at - DATA_BASE, words);
}

fn write(machine: &mut dyn Machine, at: u32, words: &[u64]) {
    machine.write_words(at - DATA_BASE, words);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_has_its_place() {
        for depth in (0..=15).map(|bits| 1 << bits) {
            let end = ENTRIES + depth * ENTRY_SIZE + (depth * CELL_SIZE).next_multiple_of(64) + depth * ARGS_SIZE;
            assert!(end <= Shared::size(depth) && end + 64 > Shared::size(depth), "{depth}");
        }
    }
}

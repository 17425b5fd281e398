//! The part of a ring that lies in the data segment, see [`guest_abi::ring`]: the host writes entries, their arguments
//! and the tail, the guest writes the head and the results.
//!
//! ```text
//! tail | head | entries | cells: 8 bytes for each entry's result | arguments that don't fit into their entries
//! ```

use guest_abi::layout::DATA_BASE;
use guest_abi::ring::{
    CELL_SIZE, ENTRIES, ENTRY_ADAPTER, ENTRY_ARGS, ENTRY_SIZE, ENTRY_TARGET, FAR_ADAPTER, FAR_COUNT, FAR_IN, FAR_OUT,
    HEAD, LINGER, TAIL,
};

use super::book::Book;
use super::plan::Plan;
use crate::machine::Machine;
use crate::runtime::Buffer;
use crate::value::MAX_ARGS;

/// Cells in a cache line.
const CELLS_IN_LINE: u32 = 64 / CELL_SIZE;
/// Bytes for the arguments of an entry when they lie apart.
const ARGS_SIZE: u32 = 8 * MAX_ARGS as u32;
/// Words of an entry.
const WORDS: usize = ENTRY_SIZE as usize / 8;
/// Words of an entry in front of the arguments.
const HEADER: usize = ENTRY_ARGS as usize / 8;
/// Words of arguments that fit into an entry.
const INLINE: usize = WORDS - HEADER;

/// What the far function calls.
pub(super) struct Far {
    /// Where the arguments lie.
    pub input: u32,
    /// Where the results go.
    pub output: u32,
    /// Number of calls.
    pub count: u32,
}

/// Two fields of an entry.
const fn pair(low: u32, high: u32) -> u64 {
    low as u64 | (high as u64) << 32
}

// The fields are where the pairs put them.
const _: () = assert!(ENTRY_ADAPTER == 0 && ENTRY_TARGET == 4 && ENTRY_ARGS == 8);
const _: () = assert!(FAR_ADAPTER == 0 && FAR_IN == 4 && FAR_OUT == 8 && FAR_COUNT == 12);

/// Where things lie.
pub(super) struct Shared {
    pub(super) buffer: Buffer,
    cells: u32,
    args: u32,
    /// Address of the far function.
    far: u32,
    /// Address of the function that does nothing.
    skip: u32,
}

impl Shared {
    /// Bytes for so many entries.
    pub(super) fn size(depth: u32) -> u32 {
        ENTRIES + entries(depth) + (depth * CELL_SIZE).next_multiple_of(64) + depth * ARGS_SIZE
    }

    /// Lays a ring out in a buffer of that size.
    pub(super) fn new(buffer: Buffer, depth: u32, far: u32, skip: u32) -> Self {
        let cells = buffer.ptr().0 + ENTRIES + entries(depth);
        Self { buffer, cells, args: cells + (depth * CELL_SIZE).next_multiple_of(64), far, skip }
    }

    /// Where it starts.
    pub(super) fn address(&self) -> u32 {
        self.buffer.ptr().0
    }

    /// Where the results go.
    pub(super) fn cells(&self) -> u32 {
        self.cells
    }

    fn entry(&self, place: u32) -> u32 {
        self.address() + ENTRIES + place * ENTRY_SIZE
    }

    fn cell(&self, place: u32) -> u32 {
        self.cells + place * CELL_SIZE
    }

    /// Writes the entry of one call with its arguments.
    #[inline]
    pub(super) fn set_call(&self, machine: &mut dyn Machine, place: u32, plan: &Plan, args: &[u64]) {
        let words = plan.packing.words();
        if words <= INLINE {
            let mut entry = [0; WORDS];
            entry[0] = pair(plan.adapter, plan.target);
            plan.packing.pack(args, &mut entry[HEADER..]);
            write(machine, self.entry(place), &entry);
        } else {
            let mut packed = [0; MAX_ARGS];
            plan.packing.pack(args, &mut packed);
            let input = self.args + place * ARGS_SIZE;
            write(machine, input, &packed[..words]);
            self.set_far(machine, place, plan, &Far { input, output: self.cell(place), count: 1 });
        }
    }

    /// Writes an entry whose arguments lie elsewhere.
    pub(super) fn set_far(&self, machine: &mut dyn Machine, place: u32, plan: &Plan, far: &Far) {
        let entry = [pair(self.far, plan.target), pair(plan.adapter, far.input), pair(far.output, far.count)];
        write(machine, self.entry(place), &entry);
    }

    /// Gets the entry of a place ready to be written.
    #[inline]
    pub(super) fn prepare(&self, machine: &dyn Machine, place: u32) {
        machine.prefetch(self.entry(place) - DATA_BASE);
    }

    /// Has the runner pass by an entry that it has not begun. The guest must stand still.
    pub(super) fn strike(&self, machine: &mut dyn Machine, place: u32) {
        write(machine, self.entry(place), &[pair(self.skip, 0)]);
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

/// Bytes of whole lines with so many entries.
fn entries(depth: u32) -> u32 {
    (depth * ENTRY_SIZE).next_multiple_of(64)
}

fn read(machine: &dyn Machine, at: u32, words: &mut [u64]) {
    machine.read_words(at - DATA_BASE, words);
}

fn write(machine: &mut dyn Machine, at: u32, words: &[u64]) {
    machine.write_words(at - DATA_BASE, words);
}

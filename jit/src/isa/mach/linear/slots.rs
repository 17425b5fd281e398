//! Spill slots, shared by values that don't live at the same time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::build::Code;
use super::value::Pos;

/// The slots of a function.
#[derive(Debug, Default)]
pub(super) struct Slots {
    /// Slots that were given away, by class, with the place from which they are free again.
    until: [BinaryHeap<Reverse<(Pos, u32)>>; 2],
    /// Units so far.
    pub(super) count: u32,
    sizes: [u32; 2],
}

impl Slots {
    /// Gives each spilled value a slot.
    pub(super) fn assign(&mut self, code: &mut Code, sizes: [u32; 2]) {
        self.until.iter_mut().for_each(BinaryHeap::clear);
        self.count = 0;
        self.sizes = sizes;
        for &id in &code.defs {
            let value = code.values[id as usize];
            if !value.spilled {
                continue;
            }
            let class = usize::from(value.class);
            let slot = match self.until[class].peek() {
                Some(&Reverse((until, slot))) if until <= value.def => {
                    self.until[class].pop();
                    slot
                }
                _ => self.fresh(class),
            };
            self.until[class].push(Reverse((value.end, slot)));
            code.values[id as usize].slot = slot;
        }
    }

    /// A slot of its own for a class.
    pub(super) fn fresh(&mut self, class: usize) -> u32 {
        let size = self.sizes[class].max(1);
        let slot = self.count.next_multiple_of(size);
        self.count = slot + size;
        slot
    }
}

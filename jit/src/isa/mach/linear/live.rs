//! Where each value is live: from each use up through the blocks to the definition, value by value (Boissinot et al.,
//! "Computing Liveness Sets for SSA-Form Programs", 2011, section 4.2). The work is as large as the result, and counted.

use regalloc2::{Block, Function};

use super::build::Code;
use super::loops::NONE;
use super::value::{BEHIND, Pos, Range, Use, Wish, gap_before};
use super::{Failure, Poll};

/// The ranges of all values.
#[derive(Debug, Default)]
pub(super) struct Live {
    pub(super) ranges: Vec<Range>,
    /// The value that was last found to be live when each block starts and when it ends.
    entered: Vec<u32>,
    left: Vec<u32>,
    /// The blocks that the current value is live into.
    blocks: Vec<u32>,
    work: Vec<u32>,
}

impl Live {
    /// Computes the ranges, and adds a use to each value at the end of the loops that use it and don't define it.
    pub(super) fn compute(
        &mut self,
        func: &impl Function,
        code: &mut Code,
        poll: &mut Poll<'_>,
    ) -> Result<(), Failure> {
        self.ranges.clear();
        for list in [&mut self.entered, &mut self.left] {
            list.clear();
            list.resize(func.num_blocks(), NONE);
        }
        for number in 0..code.defs.len() {
            let id = code.defs[number];
            let value = code.values[id as usize];
            poll.step(1)?;
            let first = self.ranges.len() as u32;
            if value.last_use == NONE {
                // A result that nobody reads takes its register for a moment; a parameter takes nothing.
                if value.needs_register {
                    let end = shortest(true, value.def);
                    self.ranges.push(Range { start: value.def, end });
                }
            } else if code.uses[value.last_use as usize].block == value.def_block {
                let end = (code.uses[value.last_use as usize].pos + 1).max(shortest(value.needs_register, value.def));
                self.ranges.push(Range { start: value.def, end });
            } else {
                self.explore(func, code, id, poll)?;
                self.lay_out(code, id);
                again(code, id, poll)?;
            }
            let end = self.ranges.last().map_or(value.def, |range| range.end);
            let value = &mut code.values[id as usize];
            value.ranges = (first, self.ranges.len() as u32);
            value.end = if value.ranges.0 == value.ranges.1 { value.def } else { end };
        }
        Ok(())
    }

    /// Finds the blocks that a value is live into.
    fn explore(&mut self, func: &impl Function, code: &Code, id: u32, poll: &mut Poll<'_>) -> Result<(), Failure> {
        let value = code.values[id as usize];
        self.blocks.clear();
        let mut number = value.first_use;
        while number != NONE {
            let Use { block, next, .. } = code.uses[number as usize];
            number = next;
            poll.step(1)?;
            if block == value.def_block || self.entered[block as usize] == id {
                continue;
            }
            self.entered[block as usize] = id;
            self.work.push(block);
            while let Some(block) = self.work.pop() {
                self.blocks.push(block);
                for pred in func.block_preds(Block::new(block as usize)) {
                    poll.step(1)?;
                    let pred = pred.index();
                    self.left[pred] = id;
                    if pred as u32 != value.def_block && self.entered[pred] != id {
                        self.entered[pred] = id;
                        self.work.push(pred as u32);
                    }
                }
            }
        }
        self.blocks.sort_unstable();
        Ok(())
    }

    /// Makes ranges of the blocks.
    fn lay_out(&mut self, code: &Code, id: u32) {
        let value = code.values[id as usize];
        let first = self.ranges.len();
        let mut number = value.first_use;
        // The end of the last use in a block: the lists of blocks and uses are in the same order.
        let mut last_in = |block: u32, from: Pos| {
            let mut end = from + 1;
            while number != NONE && code.uses[number as usize].block <= block {
                if code.uses[number as usize].block == block {
                    end = code.uses[number as usize].pos + 1;
                }
                number = code.uses[number as usize].next;
            }
            end
        };
        let end = last_in(value.def_block, value.def).max(shortest(value.needs_register, value.def));
        let end =
            if self.left[value.def_block as usize] == id { code.starts[value.def_block as usize + 1] } else { end };
        self.ranges.push(Range { start: value.def, end });
        for &block in &self.blocks {
            let start = code.starts[block as usize];
            let end = last_in(block, start);
            let end = if self.left[block as usize] == id { code.starts[block as usize + 1] } else { end };
            match self.ranges[first..].last_mut() {
                Some(range) if range.end == start => range.end = end,
                _ => self.ranges.push(Range { start, end }),
            }
        }
    }
}

/// A result that comes to be in a register keeps it to the end of the instruction.
fn shortest(needs_register: bool, def: Pos) -> Pos {
    if needs_register { gap_before(def) + BEHIND } else { def + 1 }
}

/// Most loops around a use that get a mark.
const NEST: usize = 8;

/// Marks the ends of loops that use a value from outside: there it is used again soon. (As in Wimmer and Mössenböck,
/// "Optimized Interval Splitting in a Linear Scan Register Allocator", 2005.)
fn again(code: &mut Code, id: u32, poll: &mut Poll<'_>) -> Result<(), Failure> {
    let value = code.values[id as usize];
    let mut number = value.first_use;
    // Loops that are open, the innermost last: where they end.
    let mut open = [(0, NONE); NEST];
    let mut count = 0;
    let mut before = NONE;
    while number != NONE {
        let Use { pos, block, next, .. } = code.uses[number as usize];
        while count > 0 && open[count - 1].0 < pos {
            count -= 1;
            insert_mark(code, before, open[count], &mut before);
        }
        let outermost = open[..count].iter().map(|&(_, header)| header);
        let mut found = [NONE; NEST];
        let mut fresh = 0;
        let mut header = code.loops.innermost(block);
        while header != NONE && fresh + count < NEST && code.starts[header as usize] > value.def {
            poll.step(1)?;
            if outermost.clone().any(|open| open == header) {
                break;
            }
            found[fresh] = header;
            fresh += 1;
            header = code.loops.outer(header);
        }
        for &header in found[..fresh].iter().rev() {
            let last = code.loops.last(header);
            open[count] = (code.starts[last as usize + 1] - 1, header);
            count += 1;
        }
        before = number;
        number = next;
    }
    while count > 0 {
        count -= 1;
        insert_mark(code, before, open[count], &mut before);
    }
    code.values[id as usize].last_use = before;
    Ok(())
}

fn insert_mark(code: &mut Code, before: u32, (pos, header): (Pos, u32), last: &mut u32) {
    // Loops that overlap without being nested (irreducible flow) may end out of order.
    let pos = pos.max(code.uses[before as usize].pos);
    let next = code.uses[before as usize].next;
    let mark = Use { pos, block: header, next, wish: Wish::Again };
    *last = code.uses.len() as u32;
    code.uses.push(mark);
    code.uses[before as usize].next = *last;
}

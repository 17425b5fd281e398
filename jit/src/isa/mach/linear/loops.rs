//! Which loop each block is in: nested natural loops, found from the inside out as in Tarjan's "Testing Flow Graph
//! Reducibility" (1974): a loop that was found becomes one with its header, so each block is looked at once for each
//! edge into it. An edge into the middle of a loop (irreducible flow) is not followed out of it.

use regalloc2::{Block, Function};

/// No block.
pub(super) const NONE: u32 = u32::MAX;

/// Deeper nests count as this deep.
const DEEPEST: u32 = 6;

/// The loops of a function.
#[derive(Debug, Default)]
pub(super) struct Loops {
    /// The header of the loop around a block; for a header that of the loop around its own.
    around: Vec<u32>,
    /// The last block, in order, of a header's loop; `NONE` for blocks that are no headers.
    last: Vec<u32>,
    depth: Vec<u8>,
    /// The header that a block became one with.
    merged: Vec<u32>,
    work: Vec<u32>,
}

impl Loops {
    /// Finds the loops. Blocks are in reverse postorder.
    pub(super) fn find(&mut self, func: &impl Function) {
        let count = func.num_blocks();
        for list in [&mut self.around, &mut self.last] {
            list.clear();
            list.resize(count, NONE);
        }
        self.merged.clear();
        self.merged.extend(0..count as u32);
        for header in (0..count as u32).rev() {
            for pred in func.block_preds(Block::new(header as usize)) {
                let latch = pred.index() as u32;
                if latch >= header {
                    let last = &mut self.last[header as usize];
                    *last = if *last == NONE { latch } else { latch.max(*last) };
                    self.work.push(latch);
                }
            }
            self.collect(func, header);
        }
        self.depth.clear();
        for block in 0..count {
            let outer = self.around[block];
            let outside = if outer == NONE { 0 } else { self.depth[outer as usize] };
            self.depth.push(outside.saturating_add(u8::from(self.last[block] != NONE)));
        }
    }

    /// Takes what is on the work list, and all from where that is reached, into the header's loop.
    fn collect(&mut self, func: &impl Function, header: u32) {
        while let Some(block) = self.work.pop() {
            let block = self.outermost(block);
            if block == header {
                continue;
            }
            self.around[block as usize] = header;
            self.merged[block as usize] = header;
            let end = if self.is_header(block) { self.last[block as usize] } else { block };
            self.last[header as usize] = self.last[header as usize].max(end);
            for pred in func.block_preds(Block::new(block as usize)) {
                let pred = self.outermost(pred.index() as u32);
                if pred > header {
                    self.work.push(pred);
                }
            }
        }
    }

    /// The header of the outermost loop found so far that a block is in, or the block.
    fn outermost(&mut self, mut block: u32) -> u32 {
        while self.merged[block as usize] != block {
            let next = self.merged[self.merged[block as usize] as usize];
            self.merged[block as usize] = next;
            block = next;
        }
        block
    }

    fn is_header(&self, block: u32) -> bool {
        self.last[block as usize] != NONE
    }

    /// How many loops a block is in.
    pub(super) fn depth(&self, block: u32) -> u32 {
        u32::from(self.depth[block as usize]).min(DEEPEST)
    }

    /// How often a block is run, in units of the function's start: eight times for each loop around it.
    pub(super) fn frequency(&self, block: u32) -> u32 {
        1 << (3 * self.depth(block))
    }

    /// The header of the innermost loop that a block is in; `NONE` outside of loops.
    pub(super) fn innermost(&self, block: u32) -> u32 {
        if self.is_header(block) { block } else { self.around[block as usize] }
    }

    /// The header of the next loop outwards; `NONE` if there is none.
    pub(super) fn outer(&self, header: u32) -> u32 {
        self.around[header as usize]
    }

    /// The last block of a header's loop.
    pub(super) fn last(&self, header: u32) -> u32 {
        self.last[header as usize]
    }
}

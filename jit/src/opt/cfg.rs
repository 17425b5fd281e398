//! Edges, dominators and loops of a function, in dense tables that are used again from function to function.
//!
//! Dominators by Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm" (2001), on numbers in reverse
//! postorder; its walks are counted, since there are functions (thousands of jumps to one label) for which they take
//! quadratic time: the table stays incomplete then. Loops are natural ones: a header that dominates the source of a
//! back edge. Parts of irreducible flow belong to no loop of their own.

use crate::ir::{Block, Function};

/// "None" in dense tables.
const NONE: u32 = u32::MAX;

/// Steps up the dominator tree per edge, on average over a function, after which the function is too involved. What
/// people write needs one or two.
const STEPS_PER_EDGE: usize = 64;

/// A number of a loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LoopId(pub(crate) u32);

/// A natural loop.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LoopData {
    /// The block that all ways into the loop lead through.
    pub(crate) header: Block,
    /// The loop around it.
    pub(crate) parent: Option<LoopId>,
    /// 1 for an outermost loop.
    pub(crate) depth: u32,
}

/// The tables.
#[derive(Debug, Default)]
pub(crate) struct Cfg {
    /// Reachable blocks in reverse postorder; the entry first.
    order: Vec<Block>,
    /// Place of each block in `order`, or `NONE`.
    place: Vec<u32>,
    succs: Vec<Block>,
    succ_start: Vec<u32>,
    /// Predecessors that can be reached, one per edge.
    preds: Vec<Block>,
    pred_start: Vec<u32>,
    /// By place: place of the immediate dominator.
    idom: Vec<u32>,
    /// By place: number in a walk over the dominator tree, and that of the last block below it.
    span: Vec<(u32, u32)>,
    loops: Vec<LoopData>,
    /// By place: the innermost loop, or `NONE`.
    loop_of: Vec<u32>,
    complete: bool,
    stack: Vec<(Block, u32)>,
    work: Vec<u32>,
    /// The edges that all else was computed from, while those of a function are compared with them.
    old_succs: Vec<Block>,
    old_succ_start: Vec<u32>,
}

impl Cfg {
    /// Computes everything for a function: only its edges, if they turn out to be those that are known already.
    /// Everything else follows from them, and most passes leave them as they are, or have looked at them last.
    pub(super) fn compute(&mut self, function: &Function) {
        std::mem::swap(&mut self.succs, &mut self.old_succs);
        std::mem::swap(&mut self.succ_start, &mut self.old_succ_start);
        self.find_successors(function);
        if self.succs == self.old_succs && self.succ_start == self.old_succ_start {
            return;
        }
        self.reverse_postorder(function.blocks.len());
        self.find_predecessors(function.blocks.len());
        self.complete = self.find_dominators();
        self.loops.clear();
        self.loop_of.clear();
        self.loop_of.resize(self.order.len(), NONE);
        if self.complete {
            self.number_tree();
            self.find_loops();
        }
    }

    /// Are the dominators and loops known?
    pub(super) fn is_complete(&self) -> bool {
        self.complete
    }

    /// Reachable blocks in reverse postorder; the entry first.
    pub(crate) fn order(&self) -> &[Block] {
        &self.order
    }

    /// Can control reach the block?
    pub(crate) fn is_reachable(&self, block: Block) -> bool {
        self.place[block.index()] != NONE
    }

    /// Place of a reachable block in [`Cfg::order`].
    pub(crate) fn place(&self, block: Block) -> usize {
        self.place[block.index()] as usize
    }

    /// Targets of the block's terminator, one per edge.
    pub(crate) fn succs(&self, block: Block) -> &[Block] {
        &self.succs[self.succ_start[block.index()] as usize..self.succ_start[block.index() + 1] as usize]
    }

    /// Reachable blocks with an edge to this one, one per edge.
    pub(crate) fn preds(&self, block: Block) -> &[Block] {
        &self.preds[self.pred_start[block.index()] as usize..self.pred_start[block.index() + 1] as usize]
    }

    /// The immediate dominator of a reachable block; none for the entry.
    pub(crate) fn idom(&self, block: Block) -> Option<Block> {
        let place = self.place(block);
        (place != 0).then(|| self.order[self.idom[place] as usize])
    }

    /// Does every way to `b` lead through `a`? (Both can be reached; a block dominates itself.)
    pub(crate) fn dominates(&self, a: Block, b: Block) -> bool {
        let (a, b) = (self.span[self.place(a)], self.span[self.place(b)]);
        a.0 <= b.0 && b.0 <= a.1
    }

    /// The loops; one comes after the loops around it.
    pub(crate) fn loops(&self) -> &[LoopData] {
        &self.loops
    }

    /// A loop.
    pub(crate) fn loop_data(&self, id: LoopId) -> LoopData {
        self.loops[id.0 as usize]
    }

    /// The innermost loop around a reachable block.
    pub(crate) fn loop_of(&self, block: Block) -> Option<LoopId> {
        let id = self.loop_of[self.place(block)];
        (id != NONE).then_some(LoopId(id))
    }

    /// Number of loops around a reachable block.
    pub(crate) fn loop_depth(&self, block: Block) -> u32 {
        self.loop_of(block).map_or(0, |id| self.loop_data(id).depth)
    }

    /// Is the block in the loop, or in one within it?
    pub(crate) fn is_in_loop(&self, block: Block, id: LoopId) -> bool {
        let mut at = self.loop_of(block);
        let depth = self.loop_data(id).depth;
        while let Some(inner) = at {
            if inner == id {
                return true;
            }
            let data = self.loop_data(inner);
            if data.depth <= depth {
                return false;
            }
            at = data.parent;
        }
        false
    }

    fn find_successors(&mut self, function: &Function) {
        self.succs.clear();
        self.succ_start.clear();
        for block in &function.blocks {
            self.succ_start.push(self.succs.len() as u32);
            block.term.for_each_target(|target| self.succs.push(target.block));
        }
        self.succ_start.push(self.succs.len() as u32);
    }

    fn reverse_postorder(&mut self, count: usize) {
        self.order.clear();
        self.place.clear();
        self.place.resize(count, NONE);
        let mut stack = std::mem::take(&mut self.stack);
        stack.clear();
        stack.push((Block(0), 0));
        self.place[0] = 0;
        while let Some((block, next)) = stack.last_mut() {
            let block = *block;
            // Last to first: the first successor comes next in the order.
            let succs = self.succs(block);
            let Some(&to) = succs.len().checked_sub(1 + *next as usize).and_then(|i| succs.get(i)) else {
                self.order.push(block);
                stack.pop();
                continue;
            };
            *next += 1;
            if self.place[to.index()] == NONE {
                self.place[to.index()] = 0;
                stack.push((to, 0));
            }
        }
        self.stack = stack;
        self.order.reverse();
        for (place, block) in (0..).zip(&self.order) {
            self.place[block.index()] = place;
        }
    }

    fn find_predecessors(&mut self, count: usize) {
        self.pred_start.clear();
        self.pred_start.resize(count + 1, 0);
        for &block in &self.order {
            for i in self.succ_start[block.index()]..self.succ_start[block.index() + 1] {
                self.pred_start[self.succs[i as usize].index() + 1] += 1;
            }
        }
        for i in 0..count {
            self.pred_start[i + 1] += self.pred_start[i];
        }
        let total = self.pred_start[count] as usize;
        self.preds.clear();
        self.preds.resize(total, Block(NONE));
        // Filled from behind, with the starts as cursors; every start is right again afterwards.
        self.work.clear();
        self.work.extend_from_slice(&self.pred_start[1..]);
        for &block in self.order.iter().rev() {
            for i in (self.succ_start[block.index()]..self.succ_start[block.index() + 1]).rev() {
                let cursor = &mut self.work[self.succs[i as usize].index()];
                *cursor -= 1;
                self.preds[*cursor as usize] = block;
            }
        }
    }

    fn find_dominators(&mut self) -> bool {
        let count = self.order.len();
        let mut left = (self.preds.len() + 1) * STEPS_PER_EDGE;
        self.idom.clear();
        self.idom.resize(count, NONE);
        self.idom[0] = 0;
        let mut changed = true;
        while changed {
            changed = false;
            for place in 1..count {
                let mut new = NONE;
                let block = self.order[place].index();
                for i in self.pred_start[block]..self.pred_start[block + 1] {
                    let pred = self.place[self.preds[i as usize].index()];
                    if self.idom[pred as usize] == NONE {
                        continue;
                    }
                    if new == NONE {
                        new = pred;
                        continue;
                    }
                    let (mut a, mut b) = (pred, new);
                    while a != b {
                        if left == 0 {
                            return false;
                        }
                        left -= 1;
                        if a > b {
                            a = self.idom[a as usize];
                        } else {
                            b = self.idom[b as usize];
                        }
                    }
                    new = a;
                }
                if self.idom[place] != new {
                    self.idom[place] = new;
                    changed = true;
                }
            }
        }
        true
    }

    /// Numbers the dominator tree so that what is below a block is a range. A block comes after its dominator in
    /// `order`, so that sizes are summed up from behind, and numbers are given from the front.
    fn number_tree(&mut self) {
        let count = self.order.len();
        self.span.clear();
        self.span.resize(count, (0, 0));
        for place in (1..count).rev() {
            let size = self.span[place].1 + 1;
            self.span[self.idom[place] as usize].1 += size;
        }
        // `work`: the next free number below a block.
        self.work.clear();
        self.work.resize(count, 1);
        for place in 1..count {
            let dom = self.idom[place] as usize;
            let below = self.span[place].1;
            let start = self.work[dom];
            self.work[dom] += below + 1;
            self.span[place] = (start, start + below);
            self.work[place] = start + 1;
        }
    }

    /// Headers from the innermost out: each loop collects the blocks that reach its back edges, and takes loops that
    /// were found before in one step, so that a block is looked at once per loop that it is directly in.
    fn find_loops(&mut self) {
        for place in (0..self.order.len()).rev() {
            let header = self.order[place];
            let mut work = std::mem::take(&mut self.work);
            work.clear();
            let latches = self.preds(header).iter().filter(|pred| self.dominates(header, **pred));
            work.extend(latches.map(|pred| self.place[pred.index()]));
            if !work.is_empty() {
                self.collect_loop(place, &mut work);
            }
            self.work = work;
        }
        self.order_loops();
    }

    /// Makes the loop of this header and of these places of back edges.
    fn collect_loop(&mut self, header: usize, work: &mut Vec<u32>) {
        let id = self.loops.len() as u32;
        self.loops.push(LoopData { header: self.order[header], parent: None, depth: 0 });
        while let Some(at) = work.pop() {
            let mut at = at as usize;
            // Up to the outermost loop that is known around it.
            let mut inner = self.loop_of[at];
            while inner != NONE
                && let Some(parent) = self.loops[inner as usize].parent
            {
                inner = parent.0;
            }
            if inner == id {
                continue;
            }
            if inner == NONE {
                self.loop_of[at] = id;
            } else {
                self.loops[inner as usize].parent = Some(LoopId(id));
                at = self.place(self.loops[inner as usize].header);
            }
            if at != header {
                let block = self.order[at];
                work.extend(self.preds(block).iter().map(|pred| self.place[pred.index()]));
            }
        }
        self.loop_of[header] = id;
    }

    /// Numbers the loops so that one comes after the loops around it, and counts depths.
    fn order_loops(&mut self) {
        let count = self.loops.len() as u32;
        // They were found inner ones first.
        self.loops.reverse();
        for i in 0..self.loops.len() {
            let parent = self.loops[i].parent.map(|p| LoopId(count - 1 - p.0));
            let depth = parent.map_or(0, |p| self.loops[p.0 as usize].depth) + 1;
            self.loops[i] = LoopData { parent, depth, ..self.loops[i] };
        }
        for id in self.loop_of.iter_mut().filter(|id| **id != NONE) {
            *id = count - 1 - *id;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Cfg;
    use crate::ir::dominators::Dominators;
    use crate::ir::{Block, Function, parse};
    use crate::testing::generate;

    fn cfg(function: &Function) -> Cfg {
        let mut cfg = Cfg::default();
        cfg.compute(function);
        assert!(cfg.is_complete());
        cfg
    }

    #[test]
    fn dominators_agree_with_the_other_tree_on_random_functions() {
        for seed in 0..200 {
            let options = generate::Options { size: 10 + seed as u32 % 80, ..Default::default() };
            for function in &generate::module(seed, &options).functions {
                let (cfg, tree) = (cfg(function), Dominators::new(function));
                for a in (0..function.blocks.len() as u32).map(Block) {
                    assert_eq!(cfg.is_reachable(a), tree.is_reachable(a));
                    if !tree.is_reachable(a) {
                        continue;
                    }
                    assert_eq!(cfg.idom(a), tree.immediate(a));
                    for b in (0..function.blocks.len() as u32).map(Block).filter(|b| tree.is_reachable(*b)) {
                        assert_eq!(cfg.dominates(a, b), tree.dominates(a, b));
                        // A loop is what reaches a back edge to its header without leaving what the header dominates.
                        let back = cfg.succs(b).contains(&a) && tree.dominates(a, b);
                        assert!(!back || cfg.loop_of(a).is_some_and(|id| cfg.is_in_loop(b, id)));
                    }
                }
            }
        }
    }

    #[test]
    fn tables_that_are_used_again_are_as_new_ones() {
        let mut again = Cfg::default();
        let tables = |cfg: &Cfg| [&cfg.place, &cfg.pred_start, &cfg.idom, &cfg.loop_of].map(Clone::clone);
        for seed in 0..100 {
            let options = generate::Options { size: 10 + seed as u32 % 40, ..Default::default() };
            for function in &generate::module(seed, &options).functions {
                let new = cfg(function);
                // The second time the edges are known already.
                for _ in 0..2 {
                    again.compute(function);
                    assert_eq!(tables(&again), tables(&new));
                    assert_eq!((&again.order, &again.preds, &again.span), (&new.order, &new.preds, &new.span));
                }
            }
        }
    }

    #[test]
    fn loops_nest() {
        let text = "module \"m\"\nexport function %f(i32)\nfunction %f {\nblock0(v0: i32):\n    jump block1\n\
            block1:\n    jump block2\nblock2:\n    jump block3\nblock3:\n    branch v0, block3, block4\n\
            block4:\n    branch v0, block2, block5\nblock5:\n    branch v0, block1, block6\nblock6:\n    return\n}\n";
        let cfg = cfg(&parse(text).expect("it is right").functions[0]);
        let depths: Vec<u32> = (0..7).map(|b| cfg.loop_depth(Block(b))).collect();
        assert_eq!(depths, [0, 1, 2, 3, 2, 1, 0]);
        assert_eq!(cfg.loops().iter().map(|l| l.header.0).collect::<Vec<_>>(), [1, 2, 3]);
        let outer = cfg.loop_of(Block(1)).expect("a loop");
        assert!(cfg.is_in_loop(Block(3), outer) && !cfg.is_in_loop(Block(6), outer));
    }
}

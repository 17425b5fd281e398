//! Block order: which IR blocks are reachable, in reverse postorder with loops in one piece, and where the critical
//! edges are split.

use super::loops::Loops;
use crate::ir;

/// A block of the machine code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Node {
    /// An IR block.
    Ir(ir::Block),
    /// The middle of a critical edge: successor number `succ` of an IR block.
    Edge {
        /// Where it comes from.
        from: ir::Block,
        /// Which of its successors.
        succ: u32,
    },
}

/// A successor of an IR block. Targets that cannot be told apart are one successor.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Succ {
    /// The IR block it goes to.
    pub(crate) to: ir::Block,
    /// Number of the target (as [`targets`] counts them) that gives the arguments.
    pub(crate) target: u32,
    /// The machine block it goes to: `to` itself or the middle of the edge.
    pub(crate) node: u32,
}

/// Order of the blocks and the edges between them; reused from function to function.
#[derive(Debug, Default)]
pub(crate) struct BlockOrder {
    /// The machine blocks in order.
    pub(crate) nodes: Vec<Node>,
    /// All successors, block by block.
    succs: Vec<Succ>,
    /// Start of each IR block's successors in `succs`.
    succ_start: Vec<u32>,
    /// For each target of each terminator the number of its successor.
    target_succ: Vec<u32>,
    /// Start of each IR block's targets in `target_succ`.
    target_start: Vec<u32>,
    /// Edges into each IR block.
    pred_count: Vec<u32>,
    loops: Loops,
    rpo: Vec<ir::Block>,
    other: Vec<ir::Block>,
    /// Headers of loops that have none inside.
    inner_headers: Vec<ir::Block>,
    /// Place of each IR block in `rpo`; `u32::MAX` if it cannot be reached.
    place: Vec<u32>,
    node_of: Vec<u32>,
    /// Which successor of the current switch goes to a block.
    seen: Vec<(u32, u32)>,
    stack: Vec<(ir::Block, u32)>,
    /// Forward critical edges as (place of target, from, successor).
    forward: Vec<(u32, ir::Block, u32)>,
}

/// The jump targets of a terminator: for a branch `then`, `els`; for a switch the cases, then the default.
pub(crate) fn target(term: &ir::Terminator, i: usize) -> Option<&ir::Target> {
    match term {
        ir::Terminator::Jump(target) => (i == 0).then_some(target),
        ir::Terminator::Branch { then, els, .. } => [then, els].get(i).copied(),
        ir::Terminator::Switch { cases, default, .. } => match cases.get(i) {
            Some((_, target)) => Some(target),
            None => (i == cases.len()).then_some(default),
        },
        ir::Terminator::Return(_) | ir::Terminator::Trap(_) => None,
    }
}

/// Number of targets of a terminator.
pub(crate) fn target_count(term: &ir::Terminator) -> usize {
    match term {
        ir::Terminator::Jump(_) => 1,
        ir::Terminator::Branch { .. } => 2,
        ir::Terminator::Switch { cases, .. } => cases.len() + 1,
        ir::Terminator::Return(_) | ir::Terminator::Trap(_) => 0,
    }
}

const NONE: u32 = u32::MAX;

impl BlockOrder {
    /// Computes order and edges of a function.
    pub(crate) fn compute(&mut self, func: &ir::Function) {
        let count = func.blocks.len();
        self.find_successors(func);
        self.reverse_postorder(count);
        self.gather_loops();
        self.count_predecessors(count);
        self.place_nodes(count);
    }

    /// The successors of a block.
    pub(crate) fn succs(&self, block: ir::Block) -> &[Succ] {
        let start = self.succ_start[block.index()] as usize;
        &self.succs[start..self.succ_start[block.index() + 1] as usize]
    }

    /// Which successor target number `i` of the block's terminator is.
    pub(crate) fn target_succ(&self, block: ir::Block, i: usize) -> usize {
        self.target_succ[self.target_start[block.index()] as usize + i] as usize
    }

    /// The machine block of an IR block that can be reached.
    pub(crate) fn node_of(&self, block: ir::Block) -> usize {
        self.node_of[block.index()] as usize
    }

    fn find_successors(&mut self, func: &ir::Function) {
        self.succs.clear();
        self.succ_start.clear();
        self.target_succ.clear();
        self.target_start.clear();
        self.seen.clear();
        self.seen.resize(func.blocks.len(), (NONE, 0));
        for (b, data) in (0u32..).zip(&func.blocks) {
            let start = self.succs.len() as u32;
            self.succ_start.push(start);
            self.target_start.push(self.target_succ.len() as u32);
            for i in 0..target_count(&data.term) {
                let Some(target) = target(&data.term, i) else { continue };
                let seen = &mut self.seen[target.block.index()];
                // Two edges to one block are the same edge if they pass the same values.
                let known = seen.0 == b && {
                    let first = self.succs[(start + seen.1) as usize].target as usize;
                    self::target(&data.term, first).is_some_and(|first| first.args == target.args)
                };
                let succ = if known {
                    seen.1
                } else {
                    let succ = self.succs.len() as u32 - start;
                    self.succs.push(Succ { to: target.block, target: i as u32, node: NONE });
                    *seen = (b, succ);
                    succ
                };
                self.target_succ.push(succ);
            }
        }
        self.succ_start.push(self.succs.len() as u32);
    }

    fn reverse_postorder(&mut self, count: usize) {
        self.rpo.clear();
        self.place.clear();
        self.place.resize(count, NONE);
        self.stack.clear();
        // Successors are visited last to first, so that the first one (`then`, a loop's body) comes next in order.
        let entry = ir::Block(0);
        self.place[0] = 0;
        self.stack.push((entry, self.succs(entry).len() as u32));
        while let Some((block, left)) = self.stack.last_mut() {
            let block = *block;
            if *left == 0 {
                self.rpo.push(block);
                self.stack.pop();
                continue;
            }
            *left -= 1;
            let next = *left as usize;
            let to = self.succs(block)[next].to;
            if self.place[to.index()] == NONE {
                self.place[to.index()] = 0;
                let n = self.succs(to).len() as u32;
                self.stack.push((to, n));
            }
        }
        self.rpo.reverse();
        for (place, block) in (0u32..).zip(&self.rpo) {
            self.place[block.index()] = place;
        }
    }

    /// Moves what leaves a loop behind the loop.
    fn gather_loops(&mut self) {
        let mut loops = std::mem::take(&mut self.loops);
        let (mut other, mut headers) = (std::mem::take(&mut self.other), std::mem::take(&mut self.inner_headers));
        other.clear();
        headers.clear();
        let succs = |block: u32, f: &mut dyn FnMut(u32)| {
            let block = self.rpo[block as usize];
            self.succs(block).iter().for_each(|succ| f(self.place[succ.to.index()]));
        };
        if loops.find(self.rpo.len(), &succs) {
            let blocks = (0u32..).zip(&self.rpo);
            headers.extend(blocks.filter(|&(block, _)| loops.is_innermost_header(block)).map(|(_, &block)| block));
            if let Some(order) = loops.contiguous(&succs) {
                other.extend(order.iter().map(|&block| self.rpo[block as usize]));
            }
        }
        if !other.is_empty() {
            std::mem::swap(&mut self.rpo, &mut other);
            for (place, block) in (0u32..).zip(&self.rpo) {
                self.place[block.index()] = place;
            }
        }
        (self.other, self.inner_headers) = (other, headers);
        self.loops = loops;
    }

    /// The headers of the loops that have none inside.
    pub(crate) fn inner_headers(&self) -> &[ir::Block] {
        &self.inner_headers
    }

    fn count_predecessors(&mut self, count: usize) {
        self.pred_count.clear();
        self.pred_count.resize(count, 0);
        for &block in &self.rpo {
            let start = self.succ_start[block.index()] as usize;
            for succ in &self.succs[start..self.succ_start[block.index() + 1] as usize] {
                self.pred_count[succ.to.index()] += 1;
            }
        }
    }

    /// Numbers the machine blocks. The middle of a forward edge goes right before its target, that of a back edge
    /// right after its source: either falls through on one side.
    fn place_nodes(&mut self, count: usize) {
        self.forward.clear();
        for place in 0..self.rpo.len() {
            let from = self.rpo[place];
            for succ in 0..self.succs(from).len() {
                let edge = self.succs(from)[succ];
                let to = self.place[edge.to.index()];
                if self.is_critical(from, edge.to) && to as usize > place {
                    self.forward.push((to, from, succ as u32));
                }
            }
        }
        self.forward.sort_unstable_by_key(|&(to, from, succ)| (to, self.place[from.index()], succ));
        self.nodes.clear();
        self.node_of.clear();
        self.node_of.resize(count, NONE);
        let mut forward = 0;
        for place in 0..self.rpo.len() {
            let block = self.rpo[place];
            while let Some(&(to, from, succ)) = self.forward.get(forward) {
                if to as usize != place {
                    break;
                }
                self.split(from, succ);
                forward += 1;
            }
            self.node_of[block.index()] = self.nodes.len() as u32;
            self.nodes.push(Node::Ir(block));
            for succ in 0..self.succs(block).len() as u32 {
                let to = self.succs(block)[succ as usize].to;
                if self.place[to.index()] as usize <= place && self.is_critical(block, to) {
                    self.split(block, succ);
                }
            }
        }
        for succ in &mut self.succs {
            if succ.node == NONE {
                succ.node = self.node_of[succ.to.index()];
            }
        }
    }

    fn is_critical(&self, from: ir::Block, to: ir::Block) -> bool {
        self.succs(from).len() > 1 && self.pred_count[to.index()] > 1
    }

    fn split(&mut self, from: ir::Block, succ: u32) {
        let at = self.succ_start[from.index()] + succ;
        self.succs[at as usize].node = self.nodes.len() as u32;
        self.nodes.push(Node::Edge { from, succ });
    }
}

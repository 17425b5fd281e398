//! The dominator tree of a function's blocks.
//!
//! The iterative algorithm of Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm" (2001). Blocks are
//! numbered in reverse postorder; the finished tree gets entry and exit numbers, so that a query takes constant time.

use super::{Block, Function};

const NONE: u32 = u32::MAX;

/// Which block dominates which. Jump targets that don't exist are ignored.
#[derive(Debug, Clone)]
pub struct Dominators {
    /// Reachable blocks in reverse postorder; the entry first.
    order: Vec<Block>,
    /// Immediate dominator of each block; itself for the entry, `NONE` if unreachable.
    idom: Vec<u32>,
    /// When a walk over the tree enters and leaves a block.
    span: Vec<(u32, u32)>,
}

impl Dominators {
    /// Computes the tree.
    #[must_use]
    pub fn new(function: &Function) -> Self {
        let count = function.blocks.len();
        let successors: Vec<Vec<Block>> = (0..count)
            .map(|b| {
                let mut list = function.successors(Block(b as u32));
                list.retain(|s| s.index() < count);
                list
            })
            .collect();
        let order = reverse_postorder(&successors);
        let idom = immediate(&successors, &order);
        let span = spans(&order, &idom);
        Self { order, idom, span }
    }

    /// Reachable blocks in reverse postorder.
    #[must_use]
    pub fn order(&self) -> &[Block] {
        &self.order
    }

    /// Whether control can reach `block`.
    #[must_use]
    pub fn is_reachable(&self, block: Block) -> bool {
        self.idom.get(block.index()).is_some_and(|d| *d != NONE)
    }

    /// The immediate dominator; `None` for the entry and for unreachable blocks.
    #[must_use]
    pub fn immediate(&self, block: Block) -> Option<Block> {
        let dom = *self.idom.get(block.index())?;
        (dom != NONE && dom != block.0).then_some(Block(dom))
    }

    /// Whether every path from the entry to `b` goes through `a`; a block dominates itself.
    #[must_use]
    pub fn dominates(&self, a: Block, b: Block) -> bool {
        if !self.is_reachable(a) || !self.is_reachable(b) {
            return a == b;
        }
        let (a, b) = (self.span[a.index()], self.span[b.index()]);
        a.0 <= b.0 && b.1 <= a.1
    }
}

fn reverse_postorder(successors: &[Vec<Block>]) -> Vec<Block> {
    let mut order = Vec::with_capacity(successors.len());
    let mut seen = vec![false; successors.len()];
    let mut stack = Vec::new();
    if let Some(first) = seen.first_mut() {
        *first = true;
        stack.push((Block(0), 0));
    }
    while let Some((block, next)) = stack.last_mut() {
        if let Some(successor) = successors[block.index()].get(*next) {
            *next += 1;
            if !seen[successor.index()] {
                seen[successor.index()] = true;
                stack.push((*successor, 0));
            }
        } else {
            order.push(*block);
            stack.pop();
        }
    }
    order.reverse();
    order
}

fn immediate(successors: &[Vec<Block>], order: &[Block]) -> Vec<u32> {
    let mut number = vec![NONE; successors.len()];
    for (i, block) in order.iter().enumerate() {
        number[block.index()] = i as u32;
    }
    // From here on blocks are their numbers in `order`, so a dominator is always the smaller number.
    let mut predecessors = vec![Vec::new(); order.len()];
    for (i, block) in order.iter().enumerate() {
        for successor in &successors[block.index()] {
            predecessors[number[successor.index()] as usize].push(i as u32);
        }
    }
    let mut idom = vec![NONE; order.len()];
    if let Some(entry) = idom.first_mut() {
        *entry = 0;
    }
    let mut changed = true;
    while changed {
        changed = false;
        for i in 1..order.len() {
            let mut new = NONE;
            for &p in &predecessors[i] {
                if idom[p as usize] != NONE {
                    new = if new == NONE { p } else { intersect(&idom, p, new) };
                }
            }
            if idom[i] != new {
                idom[i] = new;
                changed = true;
            }
        }
    }
    let mut result = vec![NONE; successors.len()];
    for (i, block) in order.iter().enumerate() {
        result[block.index()] = order[idom[i] as usize].0;
    }
    result
}

fn intersect(idom: &[u32], mut a: u32, mut b: u32) -> u32 {
    while a != b {
        while a > b {
            a = idom[a as usize];
        }
        while b > a {
            b = idom[b as usize];
        }
    }
    a
}

fn spans(order: &[Block], idom: &[u32]) -> Vec<(u32, u32)> {
    let mut children = vec![Vec::new(); idom.len()];
    for block in order {
        let dom = idom[block.index()];
        if dom != block.0 {
            children[dom as usize].push(*block);
        }
    }
    let mut span = vec![(0, 0); idom.len()];
    let mut clock = 0;
    let mut stack: Vec<(Block, usize)> = order.first().map(|entry| (*entry, 0)).into_iter().collect();
    while let Some((block, next)) = stack.last_mut() {
        if *next == 0 {
            span[block.index()].0 = clock;
            clock += 1;
        }
        if let Some(child) = children[block.index()].get(*next) {
            *next += 1;
            stack.push((*child, 0));
        } else {
            span[block.index()].1 = clock;
            clock += 1;
            stack.pop();
        }
    }
    span
}

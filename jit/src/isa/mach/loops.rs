//! Loops of the blocks that can be reached, found in one pass over them, and an order in which they are contiguous.
//!
//! A block belongs to a loop if it comes behind the loop's header in reverse postorder and one of its successors is the
//! header or belongs to the loop. In a graph whose loops have one entry each that finds all of them; in others it may
//! miss some or take in too much, so the order is tried before it is taken.

/// No loop, no block.
const NONE: u32 = u32::MAX;

/// Loops around loops that are looked through where two of them meet: deeper nests are only laid out less well.
const CLIMB: usize = 32;

/// Calls a function with each successor of a block.
type Succs<'a> = dyn Fn(u32, &mut dyn FnMut(u32)) + 'a;

/// The loops of a function. Blocks are numbered by their places in reverse postorder, and loops by their headers.
#[derive(Debug, Default)]
pub(super) struct Loops {
    /// The innermost loop of each block.
    of: Vec<u32>,
    /// For each header, the loop around its loop.
    parent: Vec<u32>,
    /// For each header, its loop has none inside.
    innermost: Vec<bool>,
    /// The blocks and inner loops of each loop as linked lists; the last ones are of what is in no loop.
    first: Vec<u32>,
    last: Vec<u32>,
    next: Vec<u32>,
    /// The new order, and where each block is in it.
    order: Vec<u32>,
    place: Vec<u32>,
    stack: Vec<u32>,
}

fn reset(list: &mut Vec<u32>, len: usize) {
    list.clear();
    list.resize(len, NONE);
}

impl Loops {
    /// Finds the loops of `count` blocks; `succs` calls its argument with each successor of a block. False if there
    /// are none.
    pub(super) fn find(&mut self, count: usize, succs: &Succs<'_>) -> bool {
        reset(&mut self.of, count);
        reset(&mut self.parent, count);
        let mut any = false;
        for block in (0..count as u32).rev() {
            succs(block, &mut |succ| {
                let mut found = if succ <= block {
                    any = true;
                    succ
                } else if self.of[succ as usize] == succ {
                    self.parent[succ as usize]
                } else {
                    self.of[succ as usize]
                };
                // Into the middle of a loop from outside of it.
                for _ in 0..CLIMB {
                    if found == NONE || found <= block {
                        break;
                    }
                    found = self.parent[found as usize];
                }
                if found != NONE && found <= block {
                    self.join(block, found);
                }
            });
        }
        self.innermost.clear();
        self.innermost.resize(count, true);
        for header in 0..count {
            if let (true, Some(outer)) =
                (self.of[header] == header as u32, self.innermost.get_mut(self.parent[header] as usize))
            {
                *outer = false;
            }
        }
        any
    }

    /// Notes that a block is in a loop.
    fn join(&mut self, block: u32, mut found: u32) {
        let mut inner = self.of[block as usize];
        if inner == NONE || inner < found {
            self.of[block as usize] = found;
            (inner, found) = (found, inner);
        }
        // What both are in nests: of two loops the one whose header comes later is inside.
        for _ in 0..CLIMB {
            if found == NONE || found == inner {
                return;
            }
            let outer = self.parent[inner as usize];
            if outer == NONE || outer < found {
                self.parent[inner as usize] = found;
                (inner, found) = (found, outer);
            } else {
                inner = outer;
            }
        }
    }

    /// Is a block the header of a loop that has none inside?
    pub(super) fn is_innermost_header(&self, block: u32) -> bool {
        self.of.get(block as usize) == Some(&block) && self.innermost[block as usize]
    }

    /// An order of the blocks in which each loop is contiguous and every block comes behind those that dominate it, if
    /// there is one.
    pub(super) fn contiguous(&mut self, succs: &Succs<'_>) -> Option<&[u32]> {
        let count = self.of.len();
        reset(&mut self.first, count + 1);
        reset(&mut self.last, count + 1);
        reset(&mut self.next, 2 * count);
        for block in 0..count as u32 {
            let inside = self.of[block as usize];
            self.append(inside, block);
            if inside == block {
                // As an item of the loop around it, the loop has a number of its own.
                self.append(self.parent[block as usize], block + count as u32);
            }
        }
        self.order.clear();
        self.stack.clear();
        self.stack.push(self.first[count]);
        while let Some(item) = self.stack.pop() {
            if item == NONE {
                continue;
            }
            self.stack.push(self.next[item as usize]);
            match item.checked_sub(count as u32) {
                Some(header) => self.stack.push(self.first[header as usize]),
                None => self.order.push(item),
            }
        }
        if self.order.len() != count {
            return None;
        }
        reset(&mut self.place, count);
        for (place, &block) in (0u32..).zip(&self.order) {
            self.place[block as usize] = place;
        }
        // Every block is reached along edges that go forward, so what dominates it is before it if all still do.
        let mut good = true;
        for block in 0..count as u32 {
            succs(block, &mut |succ| {
                good &= succ <= block || self.place[block as usize] < self.place[succ as usize];
            });
        }
        good.then_some(&self.order)
    }

    /// Adds a block or loop to a loop, or to what is in none.
    fn append(&mut self, to: u32, item: u32) {
        let to = (to as usize).min(self.first.len() - 1);
        match self.last[to] {
            NONE => self.first[to] = item,
            last => self.next[last as usize] = item,
        }
        self.last[to] = item;
    }
}

#[cfg(test)]
mod tests {
    use super::Loops;

    fn order(succs: &[&[u32]]) -> (Vec<u32>, Vec<u32>) {
        let mut loops = Loops::default();
        let each = |block: u32, f: &mut dyn FnMut(u32)| succs[block as usize].iter().for_each(|&succ| f(succ));
        loops.find(succs.len(), &each);
        let order = loops.contiguous(&each).expect("an order").to_vec();
        let headers = (0..succs.len() as u32).filter(|&block| loops.is_innermost_header(block)).collect();
        (order, headers)
    }

    #[test]
    fn exits_move_behind_the_loop() {
        // 1 is the header, 2 and 4 leave the loop, 5 goes back.
        let (order, headers) = order(&[&[1], &[2, 3], &[6], &[4, 5], &[6], &[1], &[]]);
        assert_eq!(order, [0, 1, 3, 5, 2, 4, 6]);
        assert_eq!(headers, [1]);
    }

    #[test]
    fn inner_loops_stay_within_outer_ones() {
        // 1 and 2 are headers, 3 leaves both, 4 goes back to 2, 5 to 1.
        let (order, headers) = order(&[&[1], &[2], &[3, 4], &[6], &[2, 5], &[1, 6], &[]]);
        assert_eq!(order, [0, 1, 2, 4, 5, 3, 6]);
        assert_eq!(headers, [2]);
    }

    #[test]
    fn a_loop_with_two_entries_breaks_nothing() {
        let (order, _) = order(&[&[1, 2], &[2, 3], &[1], &[]]);
        assert_eq!(order[0], 0);
        assert_eq!(order.len(), 4);
    }

    #[test]
    fn loops_next_to_each_other() {
        let (order, headers) = order(&[&[1], &[1, 2], &[2, 3], &[]]);
        assert_eq!(order, [0, 1, 2, 3]);
        assert_eq!(headers, [1, 2]);
    }
}

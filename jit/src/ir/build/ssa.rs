//! Variables to SSA values and block parameters, while the function is built.
//!
//! After M. Braun, S. Buchwald, S. Hack, R. Leissa, C. Mallon, A. Zwinkau, "Simple and Efficient Construction of
//! Static Single Assignment Form", CC 2013: a variable is looked up backwards from where it is read. Where several
//! predecessors meet, a block parameter (a phi) is made; it goes away again if it turns out that all operands are
//! the same. In a block whose predecessors are not all known yet ("not sealed") a phi is made without operands; they
//! are added when it is sealed. The paper's recursions are loops with explicit stacks here, since a hostile source
//! can make chains of a hundred thousand blocks; and phis that become trivial late, because others did, are found
//! in [`FunctionBuilder::remove_trivial_phis`] at the end instead of by following the users of each.

use super::{Block, Def, FunctionBuilder, NO_VALUE, NONE, Phi, Value, Var};

/// A phi whose operands are being looked up.
#[derive(Debug)]
pub(super) struct Frame {
    phi: u32,
    /// The edge whose operand is next.
    edge: u32,
}

/// In the table of definitions: the look-up has come through here.
const ON_PATH: Value = Value(NONE - 1);

/// Rounds after which trivial phis may stay: each round takes linear time, a natural function needs two or three.
const ROUNDS: u32 = 16;

impl FunctionBuilder {
    fn def(&mut self, block: Block, var: Var) -> &mut Value {
        let row = block.index() * self.vars.len();
        &mut self.defs[row + var.0 as usize]
    }

    /// The variable gets a new value.
    pub fn write_var(&mut self, var: Var, value: Value) {
        if let Some(block) = self.current {
            *self.def(block, var) = value;
        }
    }

    /// The variable's value here.
    pub fn read_var(&mut self, var: Var) -> Value {
        let Some(block) = self.current else {
            return self.constant_of(self.vars[var.0 as usize], 0);
        };
        let mut value = *self.def(block, var);
        // What this block itself has written, most often.
        if value >= ON_PATH {
            value = self.lookup(block, var);
            self.complete_pending();
        }
        self.resolve(value)
    }

    /// No more edges will lead to the block.
    pub fn seal(&mut self, block: Block) {
        let info = &mut self.blocks[block.index()];
        if info.sealed {
            return;
        }
        info.sealed = true;
        let mut phi = info.first_phi;
        while phi != NONE {
            self.begin_operands(phi);
            self.complete_pending();
            phi = self.phis[phi as usize].next;
        }
    }

    /// The variable's value at the end of the block. Phis that it makes are left in `pending`.
    fn lookup(&mut self, mut block: Block, var: Var) -> Value {
        let known = *self.def(block, var);
        if known < ON_PATH {
            return known;
        }
        self.path.clear();
        let value = loop {
            let known = self.def(block, var);
            match *known {
                NO_VALUE => {
                    *known = ON_PATH;
                    self.path.push(block);
                }
                // Once round a loop that nothing leads into.
                ON_PATH => break self.constant_of(self.vars[var.0 as usize], 0),
                value => break value,
            }
            let info = &self.blocks[block.index()];
            match info.edges {
                _ if !info.sealed => break self.new_phi(block, var),
                // Nobody has written it.
                0 => break self.constant_of(self.vars[var.0 as usize], 0),
                1 => block = self.edges[info.first_edge as usize].from,
                _ => {
                    let value = self.new_phi(block, var);
                    self.begin_operands(self.phis.len() as u32 - 1);
                    break value;
                }
            }
        };
        for i in 0..self.path.len() {
            *self.def(self.path[i], var) = value;
        }
        value
    }

    fn new_phi(&mut self, block: Block, var: Var) -> Value {
        let phi = self.phis.len() as u32;
        let value = self.value(self.vars[var.0 as usize], Def::Phi(phi));
        let info = &mut self.blocks[block.index()];
        self.phis.push(Phi { block, var, value, args: NONE, next: info.first_phi });
        info.first_phi = phi;
        value
    }

    /// Makes room for the operands of the phi, whose block is sealed, and queues it.
    fn begin_operands(&mut self, phi: u32) {
        let info = &self.blocks[self.phis[phi as usize].block.index()];
        self.phis[phi as usize].args = self.phi_args.len() as u32;
        self.phi_args.resize(self.phi_args.len() + info.edges as usize, NO_VALUE);
        self.pending.push(Frame { phi, edge: info.first_edge });
    }

    /// Looks up the operands of all queued phis, and of those that this makes, depth first.
    fn complete_pending(&mut self) {
        while let Some(frame) = self.pending.last_mut() {
            let phi = self.phis[frame.phi as usize];
            if frame.edge == NONE {
                self.pending.pop();
                self.try_remove(phi);
            } else {
                let edge = self.edges[frame.edge as usize];
                frame.edge = edge.next;
                let value = self.lookup(edge.from, phi.var);
                self.phi_args[(phi.args + edge.index) as usize] = value;
            }
        }
    }

    /// The one value that all operands have, but for the phi itself; `None` if there are several.
    fn same_operand(&mut self, phi: Phi, mut counts: impl FnMut(&Self, u32) -> bool) -> Option<Value> {
        let mut same = NO_VALUE;
        let mut edge = self.blocks[phi.block.index()].first_edge;
        while edge != NONE {
            let info = self.edges[edge as usize];
            if counts(self, edge) {
                let operand = self.resolve(self.phi_args[(phi.args + info.index) as usize]);
                if operand != phi.value && operand != same {
                    if same != NO_VALUE {
                        return None;
                    }
                    same = operand;
                }
            }
            edge = info.next;
        }
        // A phi of nothing but itself is read before anything is written.
        Some(if same == NO_VALUE { self.constant_of(self.vars[phi.var.0 as usize], 0) } else { same })
    }

    fn try_remove(&mut self, phi: Phi) -> bool {
        self.try_remove_if(phi, |_, _| true)
    }

    fn try_remove_if(&mut self, phi: Phi, counts: impl FnMut(&Self, u32) -> bool) -> bool {
        if matches!(self.values[phi.value.index()].def, Def::Alias(_)) {
            return false;
        }
        match self.same_operand(phi, counts) {
            Some(same) => {
                self.values[phi.value.index()].def = Def::Alias(same);
                true
            }
            None => false,
        }
    }

    /// Removes phis that are trivial now that everything is known; edges from unreachable blocks do not count.
    pub(super) fn remove_trivial_phis(&mut self, reachable: &[bool]) {
        for _ in 0..ROUNDS {
            let mut changed = false;
            for i in 0..self.phis.len() {
                let phi = self.phis[i];
                if reachable[phi.block.index()] {
                    changed |= self.try_remove_if(phi, |b, edge| reachable[b.edges[edge as usize].from.index()]);
                }
            }
            if !changed {
                break;
            }
        }
    }
}

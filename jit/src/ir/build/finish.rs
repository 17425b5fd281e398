//! From the builder's tables to a finished [`Function`]: unreachable blocks, trivial phis and unused pure
//! instructions go away, a block that only one jump leads to is joined to its predecessor, leaves are put into the
//! blocks that use them (once a block), and everything is numbered anew, in order.

use super::{Def, FunctionBuilder, NO_VALUE, NONE, Term};
use crate::ir::{
    Block, BlockData, Function, Inlining, Inst, InstData, Op, Target, Terminator, Type, Value, ValueData, ValueDef,
};
use guest_abi::TrapCode;
use linker::object::{SrcLoc, SymbolId};

/// Tables of `finish`, kept for their memory.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// By block: control can reach it from the entry.
    reachable: Vec<bool>,
    block_work: Vec<Block>,
    value_work: Vec<Value>,
    /// New numbers of blocks; `NONE` if a block is unreachable or joined to its only predecessor.
    blocks: Vec<u32>,
    /// New numbers of values; `NO_VALUE` if nothing with an effect needs the value, `UNNUMBERED` at first if something
    /// does. Those of a leaf change from block to block.
    values: Vec<Value>,
    /// The new block into which a leaf was last put.
    leaf_block: Vec<u32>,
}

/// A value that is needed and has no new number yet.
const UNNUMBERED: Value = Value(NONE - 1);

/// Makes it a list of so many of these.
fn fill<T: Copy>(list: &mut Vec<T>, count: usize, with: T) {
    list.clear();
    list.resize(count, with);
}

impl FunctionBuilder {
    /// The function; seals what is not sealed yet.
    pub fn finish(&mut self, symbol: SymbolId, result: Option<Type>) -> Function {
        for block in 0..self.blocks.len() {
            self.seal(Block(block as u32));
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        self.find_reachable(&mut scratch);
        self.bind_params(&scratch.reachable);
        self.remove_trivial_phis(&scratch.reachable);
        self.find_live(&mut scratch);
        self.drop_phis(&scratch);
        let count = self.number_blocks(&mut scratch);
        fill(&mut scratch.leaf_block, self.leaves.len(), NONE);
        let mut emitter = Emitter {
            scratch,
            current: 0,
            out: Function {
                symbol,
                inlining: Inlining::Auto,
                result,
                values: Vec::with_capacity(self.values.len()),
                insts: Vec::with_capacity(self.insts.len() + self.leaves.len()),
                blocks: Vec::with_capacity(count),
                slots: self.slots.clone(),
            },
            b: self,
        };
        emitter.run();
        let Emitter { b, scratch, out, .. } = emitter;
        b.scratch = scratch;
        out
    }

    fn for_each_edge(term: &Term, mut f: impl FnMut(u32)) {
        match term {
            Term::Jump(e) => f(*e),
            Term::Branch(_, a, b) => {
                f(*a);
                f(*b);
            }
            Term::Switch(_, cases, default) => {
                cases.iter().for_each(|(_, e)| f(*e));
                f(*default);
            }
            Term::Open | Term::Return(_) | Term::Trap(_) => {}
        }
    }

    /// Finds the blocks that control can reach from the entry.
    fn find_reachable(&self, scratch: &mut Scratch) {
        let Scratch { reachable, block_work: work, .. } = scratch;
        fill(reachable, self.blocks.len(), false);
        work.push(Block(0));
        reachable[0] = true;
        while let Some(block) = work.pop() {
            Self::for_each_edge(&self.blocks[block.index()].term, |edge| {
                let to = self.edges[edge as usize].to;
                if !std::mem::replace(&mut reachable[to.index()], true) {
                    work.push(to);
                }
            });
        }
    }

    /// Binds the explicit parameters of blocks for which all predecessors pass the same value.
    fn bind_params(&mut self, reachable: &[bool]) {
        for i in 0..self.params_of_blocks.len() {
            let block = self.params_of_blocks[i].index();
            let param = self.blocks[block].param;
            if !reachable[block] {
                continue;
            }
            let mut same = NO_VALUE;
            let mut several = false;
            let mut edge = self.blocks[block].first_edge;
            while edge != NONE {
                let info = self.edges[edge as usize];
                if reachable[info.from.index()] {
                    let arg = self.resolve(info.arg);
                    several |= same != NO_VALUE && arg != same;
                    same = arg;
                }
                edge = info.next;
            }
            if !several && same != NO_VALUE && same != param {
                self.values[param.index()].def = Def::Alias(same);
            }
        }
    }

    /// Finds the values that something with an effect needs. (A phi that only feeds itself is not among them.)
    fn find_live(&mut self, scratch: &mut Scratch) {
        let Scratch { reachable, value_work: work, values: live, .. } = scratch;
        fill(live, self.values.len(), NO_VALUE);
        for &block in self.order.iter().filter(|b| reachable[b.index()]) {
            let info = &self.blocks[block.index()];
            let (from, to) = info.insts;
            for inst in &self.insts[from as usize..to as usize] {
                if !inst.op.is_pure() {
                    inst.op.for_each_use(|v| work.push(v));
                }
            }
            match info.term {
                Term::Branch(v, ..) | Term::Switch(v, ..) | Term::Return(Some(v)) => work.push(v),
                _ => {}
            }
        }
        while let Some(v) = work.pop() {
            let v = self.resolve(v);
            if std::mem::replace(&mut live[v.index()], UNNUMBERED) == UNNUMBERED {
                continue;
            }
            match self.values[v.index()].def {
                // What is not pure has pushed its operands already.
                Def::Inst(i) if self.insts[i as usize].op.is_pure() => {
                    self.insts[i as usize].op.for_each_use(|v| work.push(v));
                }
                Def::Inst(_) | Def::Leaf(_) | Def::Alias(_) => {}
                Def::Phi(phi) => {
                    let phi = self.phis[phi as usize];
                    let edges = self.blocks[phi.block.index()].edges;
                    work.extend_from_slice(&self.phi_args[phi.args as usize..(phi.args + edges) as usize]);
                }
                Def::Param(block) => {
                    let mut edge = self.blocks[block.index()].first_edge;
                    while edge != NONE {
                        work.push(self.edges[edge as usize].arg);
                        edge = self.edges[edge as usize].next;
                    }
                }
            }
        }
    }

    /// Takes the phis that are no block parameters any more out of the lists of their blocks, and such an explicit
    /// parameter likewise.
    fn drop_phis(&mut self, scratch: &Scratch) {
        for &block in &self.order {
            let info = &mut self.blocks[block.index()];
            let is_param = |v: Value| {
                scratch.values[v.index()] != NO_VALUE && !matches!(self.values[v.index()].def, Def::Alias(_))
            };
            if info.param != NO_VALUE && !is_param(info.param) {
                info.param = NO_VALUE;
            }
            info.params = u32::from(info.param != NO_VALUE);
            let mut last = NONE;
            let mut at = std::mem::replace(&mut info.first_phi, NONE);
            while at != NONE {
                let phi = self.phis[at as usize];
                if is_param(phi.value) {
                    match self.phis.get_mut(last as usize) {
                        Some(last) => last.next = at,
                        None => info.first_phi = at,
                    }
                    last = at;
                    info.params += 1;
                }
                at = phi.next;
            }
            if let Some(last) = self.phis.get_mut(last as usize) {
                last.next = NONE;
            }
        }
    }

    /// Gives blocks their new numbers; returns how many there are.
    fn number_blocks(&self, scratch: &mut Scratch) -> usize {
        let Scratch { reachable, blocks, .. } = scratch;
        fill(blocks, self.blocks.len(), NONE);
        let mut next = 0;
        for &block in &self.order {
            if reachable[block.index()] && !self.is_joined(block, reachable) {
                blocks[block.index()] = next;
                next += 1;
            }
        }
        next as usize
    }

    /// Does exactly one edge lead to the block, from a jump? (The entry has no edges.)
    fn is_joined(&self, block: Block, reachable: &[bool]) -> bool {
        let mut from = None;
        let mut edge = self.blocks[block.index()].first_edge;
        while edge != NONE {
            let info = self.edges[edge as usize];
            if reachable[info.from.index()] && from.replace(info.from).is_some() {
                return false;
            }
            edge = info.next;
        }
        from.is_some_and(|from| matches!(self.blocks[from.index()].term, Term::Jump(_)))
    }
}

/// Writes the finished function.
struct Emitter<'a> {
    b: &'a mut FunctionBuilder,
    scratch: Scratch,
    /// The new number of the block that is being written.
    current: u32,
    out: Function,
}

impl Emitter<'_> {
    fn run(&mut self) {
        let order = std::mem::take(&mut self.b.order);
        for &block in &order {
            if self.scratch.blocks[block.index()] != NONE {
                self.block(block);
            }
        }
        self.b.order = order;
    }

    /// The block and those that are joined to it.
    fn block(&mut self, mut block: Block) {
        self.current = self.scratch.blocks[block.index()];
        let params = self.params(block);
        let first = self.out.insts.len() as u32;
        loop {
            let (from, to) = self.b.blocks[block.index()].insts;
            for i in from..to {
                self.inst(i);
            }
            let info = &mut self.b.blocks[block.index()];
            let term = std::mem::replace(&mut info.term, Term::Open);
            let term_loc = info.term_loc;
            if let Term::Jump(edge) = term {
                let to = self.b.edges[edge as usize].to;
                if self.scratch.blocks[to.index()] == NONE {
                    block = to;
                    continue;
                }
            }
            let term = self.term(term, term_loc);
            let insts = (first..self.out.insts.len() as u32).map(Inst).collect();
            self.out.blocks.push(BlockData { params, insts, term, term_loc });
            return;
        }
    }

    /// The new number of a value that is not a leaf.
    fn number(&mut self, v: Value) -> Value {
        let number = &mut self.scratch.values[v.index()];
        if *number >= UNNUMBERED {
            *number = Value(self.out.values.len() as u32);
            let ty = self.b.values[v.index()].ty;
            // Its definition sets the origin.
            self.out.values.push(ValueData { ty, def: ValueDef::Param(Block(0), 0) });
        }
        *number
    }

    fn params(&mut self, block: Block) -> Vec<Value> {
        let info = &self.b.blocks[block.index()];
        let (own, mut phi) = (info.param, info.first_phi);
        let of_function = if block.index() == 0 { self.b.params.len() } else { 0 };
        let mut params = Vec::with_capacity(of_function + info.params as usize);
        for i in 0..of_function {
            params.push(self.param(self.b.params[i], i));
        }
        if own != NO_VALUE {
            params.push(self.param(own, params.len()));
        }
        while phi != NONE {
            params.push(self.param(self.b.phis[phi as usize].value, params.len()));
            phi = self.b.phis[phi as usize].next;
        }
        params
    }

    /// The new number of a block parameter.
    fn param(&mut self, v: Value, index: usize) -> Value {
        let param = self.number(v);
        self.out.values[param.index()].def = ValueDef::Param(Block(self.current), index as u32);
        param
    }

    fn push(&mut self, op: Op, result: Option<Value>, loc: SrcLoc) {
        if let Some(result) = result {
            self.out.values[result.index()].def = ValueDef::Inst(Inst(self.out.insts.len() as u32));
        }
        self.out.insts.push(InstData { op, result, loc });
    }

    /// The new number of an operand; puts a leaf into the block if it is not there yet.
    fn operand(&mut self, v: Value, loc: SrcLoc) -> Value {
        let v = self.b.resolve(v);
        let Def::Leaf(leaf) = self.b.values[v.index()].def else { return self.number(v) };
        if self.scratch.leaf_block[leaf as usize] != self.current {
            self.scratch.leaf_block[leaf as usize] = self.current;
            self.scratch.values[v.index()] = UNNUMBERED;
            let new = self.number(v);
            self.push(self.b.leaves[leaf as usize].op(), Some(new), loc);
        }
        self.scratch.values[v.index()]
    }

    fn inst(&mut self, i: u32) {
        let inst = &mut self.b.insts[i as usize];
        let (result, loc) = (inst.result, inst.loc);
        if result.is_some_and(|r| self.scratch.values[r.index()] == NO_VALUE) && inst.op.is_pure() {
            return;
        }
        let mut op = std::mem::replace(&mut inst.op, Op::F32(0));
        op.for_each_use_mut(|v| *v = self.operand(*v, loc));
        let result = result.map(|r| self.number(r));
        self.push(op, result, loc);
    }

    fn target(&mut self, edge: u32, loc: SrcLoc) -> Target {
        let info = self.b.edges[edge as usize];
        let to = &self.b.blocks[info.to.index()];
        let (own, mut phi) = (to.param, to.first_phi);
        let mut args = Vec::with_capacity(to.params as usize);
        if own != NO_VALUE {
            args.push(self.operand(info.arg, loc));
        }
        while phi != NONE {
            let p = self.b.phis[phi as usize];
            args.push(self.operand(self.b.phi_args[(p.args + info.index) as usize], loc));
            phi = p.next;
        }
        Target { block: Block(self.scratch.blocks[info.to.index()]), args }
    }

    fn term(&mut self, term: Term, loc: SrcLoc) -> Terminator {
        match term {
            // Never filled: nothing can lead there in a correct program.
            Term::Open => Terminator::Trap(TrapCode::Unreachable),
            Term::Jump(edge) => Terminator::Jump(self.target(edge, loc)),
            Term::Branch(cond, then, els) => {
                let cond = self.operand(cond, loc);
                Terminator::Branch { cond, then: self.target(then, loc), els: self.target(els, loc) }
            }
            Term::Switch(value, cases, default) => {
                let value = self.operand(value, loc);
                let cases = cases.iter().map(|&(k, edge)| (k, self.target(edge, loc))).collect();
                Terminator::Switch { value, cases, default: self.target(default, loc) }
            }
            Term::Return(value) => Terminator::Return(value.map(|v| self.operand(v, loc))),
            Term::Trap(code) => Terminator::Trap(code),
        }
    }
}

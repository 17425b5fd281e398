//! From the builder's tables to a finished [`Function`]: unreachable blocks, trivial phis and unused pure
//! instructions go away, a block that only one jump leads to is joined to its predecessor, leaves are put into the
//! blocks that use them (once a block), and everything is numbered anew, in order.

use super::{Def, FunctionBuilder, NO_VALUE, NONE, Term};
use crate::ir::{Block, BlockData, Function, Inst, InstData, Op, Target, Terminator, Type, Value, ValueData, ValueDef};
use guest_abi::TrapCode;
use linker::object::{SrcLoc, SymbolId};

impl FunctionBuilder {
    /// The function; seals what is not sealed yet.
    pub fn finish(&mut self, symbol: SymbolId, result: Option<Type>) -> Function {
        for block in 0..self.blocks.len() {
            self.seal(Block(block as u32));
        }
        let reachable = self.reachable();
        self.bind_params(&reachable);
        self.remove_trivial_phis(&reachable);
        let live = self.live(&reachable);
        let blocks = self.layout(&reachable);
        let count = blocks.iter().filter(|b| **b != NONE).count();
        Emitter {
            live,
            blocks,
            values: vec![NO_VALUE; self.values.len()],
            leaf_block: vec![NONE; self.leaves.len()],
            current: 0,
            out: Function {
                symbol,
                result,
                values: Vec::with_capacity(self.values.len()),
                insts: Vec::with_capacity(self.insts.len()),
                blocks: Vec::with_capacity(count),
                slots: std::mem::take(&mut self.slots),
            },
            b: self,
        }
        .run()
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

    /// Blocks that control can reach from the entry.
    fn reachable(&self) -> Vec<bool> {
        let mut seen = vec![false; self.blocks.len()];
        let mut work = vec![Block(0)];
        seen[0] = true;
        while let Some(block) = work.pop() {
            Self::for_each_edge(&self.blocks[block.index()].term, |edge| {
                let to = self.edges[edge as usize].to;
                if !std::mem::replace(&mut seen[to.index()], true) {
                    work.push(to);
                }
            });
        }
        seen
    }

    /// Binds the explicit parameters of blocks for which all predecessors pass the same value.
    fn bind_params(&mut self, reachable: &[bool]) {
        for block in 0..self.blocks.len() {
            let param = self.blocks[block].param;
            if param == NO_VALUE || !reachable[block] {
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

    /// Values that something with an effect needs. (A phi that only feeds itself is not among them.)
    fn live(&mut self, reachable: &[bool]) -> Vec<bool> {
        let mut live = vec![false; self.values.len()];
        let mut work = Vec::new();
        let order = std::mem::take(&mut self.order);
        for &block in order.iter().filter(|b| reachable[b.index()]) {
            let (from, to) = self.blocks[block.index()].insts;
            for inst in &self.insts[from as usize..to as usize] {
                if !inst.op.is_pure() {
                    inst.op.for_each_use(|v| work.push(v));
                }
            }
            match self.blocks[block.index()].term {
                Term::Branch(v, ..) | Term::Switch(v, ..) | Term::Return(Some(v)) => work.push(v),
                _ => {}
            }
        }
        self.order = order;
        while let Some(v) = work.pop() {
            let v = self.resolve(v);
            if std::mem::replace(&mut live[v.index()], true) {
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
        live
    }

    /// The new number of each block; `NONE` if it is unreachable or joined to its only predecessor.
    fn layout(&self, reachable: &[bool]) -> Vec<u32> {
        let mut blocks = vec![NONE; self.blocks.len()];
        let mut next = 0;
        for &block in &self.order {
            if reachable[block.index()] && !self.is_joined(block, reachable) {
                blocks[block.index()] = next;
                next += 1;
            }
        }
        blocks
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
    live: Vec<bool>,
    /// New numbers of blocks.
    blocks: Vec<u32>,
    /// New numbers of values. Those of a leaf change from block to block.
    values: Vec<Value>,
    /// The new block into which the leaf was last put.
    leaf_block: Vec<u32>,
    current: u32,
    out: Function,
}

impl Emitter<'_> {
    fn run(mut self) -> Function {
        let order = std::mem::take(&mut self.b.order);
        for &block in &order {
            if self.blocks[block.index()] != NONE {
                self.block(block);
            }
        }
        self.b.order = order;
        self.out
    }

    /// The block and those that are joined to it.
    fn block(&mut self, mut block: Block) {
        self.current = self.blocks[block.index()];
        self.out.blocks.push(BlockData {
            params: Vec::new(),
            insts: Vec::with_capacity(
                (self.b.blocks[block.index()].insts.1 - self.b.blocks[block.index()].insts.0) as usize,
            ),
            term: Terminator::Trap(TrapCode::Unreachable),
            term_loc: SrcLoc::default(),
        });
        self.params(block);
        loop {
            let (from, to) = self.b.blocks[block.index()].insts;
            for i in from..to {
                self.inst(i);
            }
            let info = &mut self.b.blocks[block.index()];
            let term = std::mem::replace(&mut info.term, Term::Open);
            let loc = info.term_loc;
            if let Term::Jump(edge) = term {
                let to = self.b.edges[edge as usize].to;
                if self.blocks[to.index()] == NONE {
                    block = to;
                    continue;
                }
            }
            let term = self.term(term, loc);
            let data = &mut self.out.blocks[self.current as usize];
            data.term = term;
            data.term_loc = loc;
            return;
        }
    }

    /// The new number of a value that is not a leaf.
    fn number(&mut self, v: Value) -> Value {
        if self.values[v.index()] == NO_VALUE {
            let ty = self.b.values[v.index()].ty;
            self.values[v.index()] = Value(self.out.values.len() as u32);
            // Its definition sets the origin.
            self.out.values.push(ValueData { ty, def: ValueDef::Param(Block(0), 0) });
        }
        self.values[v.index()]
    }

    fn params(&mut self, block: Block) {
        let mut params = Vec::new();
        if block.index() == 0 {
            params.extend_from_slice(&self.b.params);
        }
        let info = &self.b.blocks[block.index()];
        if info.param != NO_VALUE {
            params.push(info.param);
        }
        let mut phi = info.first_phi;
        while phi != NONE {
            params.push(self.b.phis[phi as usize].value);
            phi = self.b.phis[phi as usize].next;
        }
        if block.index() != 0 {
            params.retain(|v| self.is_param(*v));
        }
        for (i, param) in params.iter_mut().enumerate() {
            *param = self.number(*param);
            self.out.values[param.index()].def = ValueDef::Param(Block(self.current), i as u32);
        }
        self.out.blocks[self.current as usize].params = params;
    }

    /// Is the block parameter still there?
    fn is_param(&self, v: Value) -> bool {
        self.live[v.index()] && !matches!(self.b.values[v.index()].def, Def::Alias(_))
    }

    fn push(&mut self, op: Op, result: Option<Value>, loc: SrcLoc) {
        let inst = Inst(self.out.insts.len() as u32);
        if let Some(result) = result {
            self.out.values[result.index()].def = ValueDef::Inst(inst);
        }
        self.out.insts.push(InstData { op, result, loc });
        self.out.blocks[self.current as usize].insts.push(inst);
    }

    /// The new number of an operand; puts a leaf into the block if it is not there yet.
    fn operand(&mut self, v: Value, loc: SrcLoc) -> Value {
        let v = self.b.resolve(v);
        let Def::Leaf(leaf) = self.b.values[v.index()].def else { return self.number(v) };
        if self.leaf_block[leaf as usize] != self.current {
            self.leaf_block[leaf as usize] = self.current;
            self.values[v.index()] = NO_VALUE;
            let new = self.number(v);
            self.push(self.b.leaves[leaf as usize].op(), Some(new), loc);
        }
        self.values[v.index()]
    }

    fn inst(&mut self, i: u32) {
        let inst = &mut self.b.insts[i as usize];
        let (result, loc) = (inst.result, inst.loc);
        if inst.op.is_pure() && result.is_some_and(|r| !self.live[r.index()]) {
            return;
        }
        let mut op = std::mem::replace(&mut inst.op, Op::F32(0));
        op.for_each_use_mut(|v| *v = self.operand(*v, loc));
        let result = result.map(|r| self.number(r));
        self.push(op, result, loc);
    }

    fn target(&mut self, edge: u32, loc: SrcLoc) -> Target {
        let info = self.b.edges[edge as usize];
        let mut args = Vec::new();
        let param = self.b.blocks[info.to.index()].param;
        if param != NO_VALUE && self.is_param(param) {
            args.push(self.operand(info.arg, loc));
        }
        let mut phi = self.b.blocks[info.to.index()].first_phi;
        while phi != NONE {
            let p = self.b.phis[phi as usize];
            if self.is_param(p.value) {
                args.push(self.operand(self.b.phi_args[(p.args + info.index) as usize], loc));
            }
            phi = p.next;
        }
        Target { block: Block(self.blocks[info.to.index()]), args }
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

//! Who refers to whom. Functions are visited along their references from those that others can reach, callees before
//! callers, and cycles are found: R. Tarjan, "Depth-First Search and Linear Graph Algorithms" (1972), without recursion.

use crate::ir::{Function, Module, Op};
use linker::object::{Linkage, SymbolId};

/// "None" in dense tables.
const NONE: u32 = u32::MAX;

/// The references between a module's functions.
pub(super) struct Graph {
    /// By symbol: its function, or `NONE`.
    function: Vec<u32>,
    /// By function: references to it from functions that are needed, and from data.
    uses: Vec<u32>,
    /// By function: references that are direct calls.
    calls: Vec<u32>,
    /// By function: only this module can see it.
    local: Vec<bool>,
    /// By function: it is part of a cycle.
    recursive: Vec<bool>,
    /// By function: it calls functions of this module directly, or something through a pointer.
    calling: Vec<(bool, bool)>,
    reachable: Vec<bool>,
    order: Vec<usize>,
}

/// Calls `each` with every symbol that a listed instruction refers to, and whether that is a direct call.
fn references(function: &Function, mut each: impl FnMut(SymbolId, bool)) {
    for block in &function.blocks {
        for inst in &block.insts {
            match function.insts[inst.index()].op {
                Op::Call(symbol, _) => each(symbol, true),
                Op::FuncAddr(symbol) => each(symbol, false),
                _ => {}
            }
        }
    }
}

impl Graph {
    pub(super) fn new(functions: &[Function], module: &Module) -> Self {
        let count = functions.len();
        let mut function = vec![NONE; module.symbols.len()];
        for (i, body) in (0..).zip(functions) {
            function[body.symbol.0 as usize] = i;
        }
        let local = functions
            .iter()
            .map(|body| module.symbols[body.symbol.0 as usize].linkage == Linkage::Local)
            .collect::<Vec<bool>>();
        let mut edges = Vec::new();
        let mut starts = Vec::with_capacity(count + 1);
        let mut calling = vec![(false, false); count];
        for (i, body) in functions.iter().enumerate() {
            starts.push(edges.len());
            references(body, |symbol, call| {
                let to = function[symbol.0 as usize];
                if to != NONE {
                    calling[i].0 |= call;
                    edges.push((to, call));
                }
            });
            calling[i].1 = body.insts.iter().any(|inst| matches!(inst.op, Op::CallIndirect { .. }));
        }
        starts.push(edges.len());
        let mut graph = Self {
            function,
            uses: vec![0; count],
            calls: vec![0; count],
            recursive: vec![false; count],
            calling,
            reachable: vec![false; count],
            order: Vec::with_capacity(count),
            local,
        };
        // What the data refers to, and what others can call, is needed.
        let mut roots: Vec<u32> = (0..count as u32).filter(|&i| !graph.local[i as usize]).collect();
        for reloc in module.data.iter().flat_map(|item| &item.relocs) {
            let to = graph.function[reloc.symbol.0 as usize];
            if to != NONE {
                graph.uses[to as usize] += 1;
                roots.push(to);
            }
        }
        graph.visit(&roots, &edges, &starts);
        for i in (0..count).filter(|i| graph.reachable[*i]) {
            for &(to, call) in &edges[starts[i]..starts[i + 1]] {
                graph.uses[to as usize] += 1;
                graph.calls[to as usize] += u32::from(call);
            }
        }
        graph
    }

    /// Tarjan's walk: components come out callees first.
    fn visit(&mut self, roots: &[u32], edges: &[(u32, bool)], starts: &[usize]) {
        let count = self.uses.len();
        // By function: its number in the walk, and the lowest number that its component is known to reach.
        let (mut number, mut low) = (vec![NONE; count], vec![0u32; count]);
        let mut open = vec![false; count];
        let (mut component, mut stack) = (Vec::new(), Vec::new());
        let mut next = 0;
        for &root in roots {
            if number[root as usize] != NONE {
                continue;
            }
            stack.push((root as usize, starts[root as usize]));
            while let Some((i, edge)) = stack.last_mut() {
                let i = *i;
                if number[i] == NONE {
                    (number[i], low[i]) = (next, next);
                    next += 1;
                    open[i] = true;
                    component.push(i);
                }
                if *edge < starts[i + 1] {
                    let to = edges[*edge].0 as usize;
                    *edge += 1;
                    if number[to] == NONE {
                        stack.push((to, starts[to]));
                    } else if open[to] {
                        low[i] = low[i].min(number[to]);
                        self.recursive[i] |= to == i;
                    }
                    continue;
                }
                stack.pop();
                if let Some((above, _)) = stack.last() {
                    low[*above] = low[*above].min(low[i]);
                }
                if low[i] == number[i] {
                    let at = component.iter().rposition(|member| *member == i).unwrap_or(0);
                    let several = component.len() - at > 1;
                    for member in component.drain(at..) {
                        open[member] = false;
                        self.recursive[member] |= several;
                        self.reachable[member] = true;
                        self.order.push(member);
                    }
                }
            }
        }
    }

    /// The functions that are needed, callees before callers.
    pub(super) fn order(&self) -> &[usize] {
        &self.order
    }

    pub(super) fn is_reachable(&self, i: usize) -> bool {
        self.reachable[i]
    }

    pub(super) fn is_recursive(&self, i: usize) -> bool {
        self.recursive[i]
    }

    /// Does it call functions of this module, or something through a pointer?
    pub(super) fn has_calls(&self, i: usize) -> bool {
        self.calling[i] != (false, false)
    }

    pub(super) fn calls_indirectly(&self, i: usize) -> bool {
        self.calling[i].1
    }

    /// The function of a symbol.
    pub(super) fn function(&self, symbol: SymbolId) -> Option<usize> {
        let i = self.function[symbol.0 as usize];
        (i != NONE).then_some(i as usize)
    }

    /// Is one call all that refers to the function?
    pub(super) fn is_called_once(&self, i: usize) -> bool {
        self.local[i] && self.uses[i] == 1 && self.calls[i] == 1
    }

    /// There is a new call of this function.
    pub(super) fn refer(&mut self, symbol: SymbolId) {
        if let Some(i) = self.function(symbol) {
            self.uses[i] += 1;
            self.calls[i] += 1;
        }
    }

    /// A call of the function is gone; true if nothing is left that refers to it, so that it goes away.
    pub(super) fn release(&mut self, i: usize) -> bool {
        self.uses[i] = self.uses[i].saturating_sub(1);
        self.calls[i] = self.calls[i].saturating_sub(1);
        self.local[i] && self.uses[i] == 0
    }

    /// There is another copy of this body.
    pub(super) fn copied(&mut self, body: &Function) {
        references(body, |symbol, call| {
            if let Some(i) = self.function(symbol) {
                self.uses[i] += 1;
                self.calls[i] += u32::from(call);
            }
        });
    }
}

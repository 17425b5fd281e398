//! Inlining: bodies of functions in the place of their calls, callees before callers.
//!
//! ```text
//! graph    who refers to whom, and the order of work
//! cost     how large a function is, and how large one may be that is inlined
//! splice   one body into another
//! ```
//!
//! **What may be inlined.** A `static` function, and an `inline` one (which is one of its file), always may: nobody else
//! has it. An exported function belongs to its name: a host that replaces it is promised that all callers, those in the
//! same file too, call the new one from then on (`Runtime::replace`). So it is only inlined if its author has said that
//! this is fine, by `inline` with `extern` or by `always_inline`, or if the host has said for the whole compilation that
//! nobody replaces single functions of it ([`crate::Options::replaceable`]). This is what gcc does with
//! `-fsemantic-interposition`, which is its default where names can be taken over (shared libraries).
//!
//! **What is not inlined**: recursion, calls of `setjmp`, functions with arrays of variable length (their memory is
//! given back when they return), `noinline` ones.
//!
//! Narrow arguments arrive with anything above their width, and the body extends them itself, so that a value can be
//! put in the place of a parameter as it is; results are extended by the caller. A function with `...` reads the cells
//! that its caller has made, which stay where they are. Instructions keep their source places.
//!
//! A local function that is called once, and fits, is taken in before it is optimised: its code is only worked on once.
//! Local functions that nothing refers to (any more) go away.

mod cost;
mod graph;
mod splice;

use super::OptLevel;
use super::aliases::Aliases;
use super::observe::Outcome;
use super::pass::{Changed, Cx};
use crate::ir::fold::Values;
use crate::ir::{Block, Function, Inlining, Inst, Op, jump};
use cost::Limits;
use graph::Graph;
use linker::object::{Linkage, SrcLoc, SymbolId, SymbolKind};
use splice::Site;

/// For people: the word of this pass.
pub(super) const NAME: &str = "inline";

/// Turns over a caller: calls through pointers that inlining has made known are found in the next one.
const ROUNDS: u32 = 3;

/// Inlining in a module.
pub(super) struct Inliner {
    graph: Graph,
    limits: Limits,
    /// Exported functions may be replaced one by one.
    replaceable: bool,
    /// By function: instructions, more or less.
    sizes: Vec<u32>,
    /// By function: why it is never inlined, found in its body.
    refused: Vec<Option<&'static str>>,
    /// By function: its last call was inlined.
    gone: Vec<bool>,
    /// Something was inlined.
    inlined: bool,
    /// What the module may still grow by.
    left: u32,
    aliases: Aliases,
    sites: Vec<Site>,
    /// Calls of a function that have just become direct.
    direct: Vec<Inst>,
}

impl Inliner {
    /// Looks at all functions of a module.
    pub(super) fn new(functions: &[Function], cx: &Cx<'_>, level: OptLevel, replaceable: bool) -> Self {
        let graph = Graph::new(functions, cx.module);
        let sizes: Vec<u32> = functions.iter().map(cost::size).collect();
        let limits = Limits::of(level);
        let total: u32 = sizes.iter().fold(0, |sum, size| sum.saturating_add(*size));
        let refused = functions.iter().map(|function| cost::refusal(function, cx.module)).collect();
        Self {
            left: limits.module_growth(total),
            graph,
            limits,
            replaceable,
            sizes,
            refused,
            gone: vec![false; functions.len()],
            inlined: false,
            aliases: Aliases::default(),
            sites: Vec::new(),
            direct: Vec::new(),
        }
    }

    /// The functions that are needed, callees before callers.
    pub(super) fn order(&self) -> Vec<usize> {
        self.graph.order().to_vec()
    }

    /// Does the function wait for its only caller to take it in?
    pub(super) fn waits(&self, i: usize, function: &Function) -> bool {
        self.graph.is_called_once(i)
            && self.refused[i].is_none()
            && !self.graph.is_recursive(i)
            && function.inlining != Inlining::Never
            && self.sizes[i] <= self.limits.once
    }

    /// Was the function's last call inlined, so that nothing refers to it any more?
    pub(super) fn is_gone(&self, i: usize) -> bool {
        self.gone[i]
    }

    /// Drops functions that nothing refers to.
    pub(super) fn retain_needed(&self, functions: &mut Vec<Function>, cx: &Cx<'_>) {
        let now;
        let graph = if self.inlined {
            // Calls of calls that are gone, and addresses that were only called.
            now = Graph::new(functions, cx.module);
            &now
        } else {
            &self.graph
        };
        let mut i = 0;
        functions.retain(|_| {
            i += 1;
            graph.is_reachable(i - 1)
        });
    }

    /// The function is as it will be.
    pub(super) fn finished(&mut self, i: usize, function: &Function) {
        self.sizes[i] = cost::size(function);
    }

    /// Inlines into function `i`, which was taken out of the list.
    pub(super) fn run(&mut self, i: usize, caller: &mut Function, functions: &[Function], cx: &mut Cx<'_>) -> Changed {
        if !self.graph.has_calls(i) {
            return Changed::Nothing;
        }
        let mut changed = Changed::Nothing;
        let mut size = self.sizes[i];
        let limit = self.limits.caller(size);
        for round in 0..ROUNDS {
            self.direct.clear();
            if self.graph.calls_indirectly(i) || round > 0 {
                self.devirtualise(caller, cx);
            }
            if !self.direct.is_empty() {
                changed = changed.max(Changed::Insts);
            } else if round > 0 {
                break;
            }
            self.find_sites(i, caller, functions, cx, (&mut size, limit), round > 0);
            if self.sites.is_empty() {
                break;
            }
            splice::splice(caller, &self.sites, functions, &mut self.aliases);
            cx.forget();
            changed = Changed::Blocks;
            self.inlined = true;
            let sites = std::mem::take(&mut self.sites);
            for site in &sites {
                self.took(site.callee, functions);
            }
            self.sites = sites;
        }
        self.sizes[i] = size;
        changed
    }

    /// A copy of the body of `callee` took the place of a call.
    fn took(&mut self, callee: usize, functions: &[Function]) {
        if self.graph.release(callee) {
            self.gone[callee] = true;
        } else {
            self.graph.copied(&functions[callee]);
        }
    }

    /// Calls through a pointer to a known function become direct.
    fn devirtualise(&mut self, caller: &mut Function, cx: &Cx<'_>) {
        for b in 0..caller.blocks.len() {
            for k in 0..caller.blocks[b].insts.len() {
                let inst = caller.blocks[b].insts[k];
                let Op::CallIndirect { callee, args, result } = &caller.insts[inst.index()].op else { continue };
                let Some(&Op::FuncAddr(symbol)) = caller.op(*callee) else { continue };
                let Some(SymbolKind::Function(signature)) = cx.module.symbols.get(symbol.0 as usize).map(|s| &s.kind)
                else {
                    continue;
                };
                let types = args.iter().map(|arg| caller.ty(*arg));
                let fits = types.eq(signature.words().map(Into::into))
                    && *result == signature.result.map(|ty| ty.val_type().into());
                if !fits || jump::jump(&cx.module.symbols[symbol.0 as usize]).is_some() {
                    continue;
                }
                let args = args.clone();
                caller.insts[inst.index()].op = Op::Call(symbol, args);
                self.graph.refer(symbol);
                self.direct.push(inst);
            }
        }
        self.direct.sort_unstable();
    }

    /// Fills `sites` with the calls that will be inlined; only of those that have just become direct, if so wanted.
    fn find_sites(
        &mut self,
        i: usize,
        caller: &Function,
        functions: &[Function],
        cx: &mut Cx<'_>,
        (size, limit): (&mut u32, u32),
        only_direct: bool,
    ) {
        self.sites.clear();
        let mut analysed = false;
        let mut frame = 0;
        for (b, block) in caller.blocks.iter().enumerate() {
            for (at, inst) in block.insts.iter().enumerate() {
                let data = &caller.insts[inst.index()];
                let Op::Call(symbol, args) = &data.op else { continue };
                if only_direct && self.direct.binary_search(inst).is_err() {
                    continue;
                }
                let Some(callee) = self.graph.function(*symbol) else { continue };
                if !analysed {
                    cx.analyse(caller);
                    analysed = true;
                }
                let block = Block(b as u32);
                if !cx.cfg.is_reachable(block) {
                    continue;
                }
                let hints = cost::hints(caller, args, cx.cfg.is_complete() && cx.cfg.loop_depth(block) > 0);
                let body = &functions[callee];
                let decided = self.may(i, callee, body, *symbol, cx).and_then(|()| {
                    self.limits.decide(&cost::Question {
                        size: self.sizes[callee],
                        inlining: body.inlining,
                        once: self.graph.is_called_once(callee),
                        hints,
                        caller: *size,
                        caller_limit: limit,
                        left: self.left,
                        frame,
                        slots: body.slots.iter().map(|slot| u64::from(slot.size)).sum(),
                    })
                });
                match decided {
                    Ok(()) => {
                        let grown = self.sizes[callee];
                        *size = size.saturating_add(grown);
                        if !self.graph.is_called_once(callee) {
                            self.left = self.left.saturating_sub(grown);
                        }
                        frame += body.slots.iter().map(|slot| u64::from(slot.size)).sum::<u64>();
                        self.sites.push(Site { block, at, callee });
                        tell(cx, caller, data.loc, Outcome::Done, *symbol, "");
                    }
                    Err(reason) => tell(cx, caller, data.loc, Outcome::Missed, *symbol, reason),
                }
            }
        }
    }

    /// Whether it can be done at all, whatever it costs.
    fn may(
        &self,
        caller: usize,
        callee: usize,
        body: &Function,
        symbol: SymbolId,
        cx: &Cx<'_>,
    ) -> Result<(), &'static str> {
        if body.inlining == Inlining::Never {
            return Err("it is `noinline`");
        }
        if self.graph.is_recursive(callee) || caller == callee {
            return Err("it is recursive");
        }
        if let Some(reason) = self.refused[callee] {
            return Err(reason);
        }
        // Its body was taken out, or has not come yet: a cycle through pointers.
        if self.gone[callee] || body.blocks.is_empty() {
            return Err("its body is not known here");
        }
        let exported = cx.module.symbols[symbol.0 as usize].linkage == Linkage::Export;
        if exported && self.replaceable && body.inlining < Inlining::Wanted {
            return Err("it is visible outside and may be replaced; `static` or `inline` would allow it");
        }
        Ok(())
    }
}

fn tell(cx: &Cx<'_>, caller: &Function, loc: SrcLoc, outcome: Outcome, callee: SymbolId, reason: &str) {
    cx.remark(NAME, outcome, caller, loc, || {
        let name = cx.module.symbols.get(callee.0 as usize).map_or("", |symbol| &symbol.name);
        if reason.is_empty() { format!("`{name}`") } else { format!("`{name}`: {reason}") }
    });
}

//! A look at the function before it is lowered: which locals become SSA values, how often each label is jumped to.

use crate::front::tree::{Callee, ExprKind, Function, InitValue, PlaceId, PlaceKind, Stmt, StmtKind};
use crate::front::types::Types;
use crate::ir::jump;
use linker::object::Symbol;

/// Variables times blocks: the SSA builder keeps a table of this size, and a hostile function can make as many block
/// parameters. In a function that is larger the locals that are used least stay in memory.
const BUDGET: usize = 1 << 19;

/// What there is to know; keeps its memory from function to function.
#[derive(Default)]
pub(super) struct Scan {
    /// By local: it becomes SSA values.
    pub(super) promoted: Vec<bool>,
    /// By label: number of `goto`s.
    pub(super) gotos: Vec<u32>,
}

impl Scan {
    pub(super) fn look(&mut self, types: &Types, symbols: &[Symbol], f: &Function) {
        let Self { promoted, gotos } = self;
        promoted.clear();
        promoted
            .extend(f.locals.iter().map(|l| !l.address_taken && !l.ty.is_volatile() && types.scalar(l.ty).is_some()));
        gotos.clear();
        gotos.resize(f.labels as usize, 0);
        let mut in_memory = |place: PlaceId| {
            if let PlaceKind::Local(local) = f.place(place).kind {
                promoted[local.index()] = false;
            }
        };
        let mut branches = 0;
        let (mut twice, mut inits, mut nested) = (false, false, false);
        for expr in &f.exprs {
            match &expr.kind {
                ExprKind::AddrOf(place) => in_memory(*place),
                ExprKind::Copy { dst, src, .. } => {
                    in_memory(*dst);
                    in_memory(*src);
                }
                ExprKind::Init(init) => {
                    inits = true;
                    for store in &init.stores {
                        if let InitValue::Copy { src, .. } = store.value {
                            in_memory(src);
                        }
                    }
                }
                ExprKind::Call(call) => {
                    if let Callee::Direct(symbol) = call.callee {
                        twice |= symbols.get(symbol.0 as usize).is_some_and(jump::returns_twice);
                    }
                }
                ExprKind::Stmts(_) => nested = true,
                ExprKind::LogicalAnd(..) | ExprKind::LogicalOr(..) | ExprKind::Cond(..) => branches += 1,
                _ => {}
            }
        }
        for place in &f.places {
            if let PlaceKind::Member { base, .. } | PlaceKind::BitField { base, .. } = place.kind {
                in_memory(base);
            }
        }
        if inits {
            for expr in &f.exprs {
                if let ExprKind::Init(init) = &expr.kind {
                    promoted[init.local.index()] = false;
                }
            }
        }
        let mut counts = Counts { blocks: 1 + 3 * branches, gotos };
        f.body.iter().for_each(|stmt| counts.stmt(stmt));
        if nested {
            for expr in &f.exprs {
                if let ExprKind::Stmts(stmts) = &expr.kind {
                    stmts.stmts.iter().for_each(|stmt| counts.stmt(stmt));
                }
            }
        }
        // One more for the switch that all `goto *` share.
        for label in &f.addressed {
            counts.gotos[label.index()] += 1;
        }
        if twice {
            // What they hold when a call returns for the second time is what they held last.
            promoted.fill(false);
        }
        limit(f, promoted, BUDGET / counts.blocks);
    }
}

/// Leaves at most `max` locals promoted: those that are named most.
fn limit(f: &Function, promoted: &mut [bool], max: usize) {
    if promoted.iter().filter(|p| **p).count() <= max {
        return;
    }
    let mut uses = vec![0_u32; promoted.len()];
    for place in &f.places {
        if let PlaceKind::Local(local) = place.kind {
            uses[local.index()] += 1;
        }
    }
    let mut by_use: Vec<usize> = (0..promoted.len()).filter(|&i| promoted[i]).collect();
    by_use.sort_by_key(|&i| std::cmp::Reverse(uses[i]));
    for &i in &by_use[max..] {
        promoted[i] = false;
    }
}

struct Counts<'a> {
    /// Blocks that the lowering will make, at most.
    blocks: usize,
    gotos: &'a mut [u32],
}

impl Counts<'_> {
    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Block(stmts) => stmts.iter().for_each(|s| self.stmt(s)),
            StmtKind::If { arms, els } => {
                self.blocks += 2 * arms.len() + 1;
                arms.iter().for_each(|(_, s)| self.stmt(s));
                els.iter().for_each(|s| self.stmt(s));
            }
            StmtKind::While { body, .. } | StmtKind::DoWhile { body, .. } | StmtKind::For { body, .. } => {
                self.blocks += 4;
                self.stmt(body);
            }
            StmtKind::Switch { body, ranges, .. } => {
                self.blocks += 1 + 2 * ranges.len();
                self.stmt(body);
            }
            StmtKind::Label(_) => self.blocks += 1,
            StmtKind::Goto { to, .. } => self.gotos[to.index()] += 1,
            StmtKind::GotoValue { .. } => self.blocks += 1,
            StmtKind::Expr(_) | StmtKind::Break | StmtKind::Continue | StmtKind::Return(_) | StmtKind::Leave(_) => {}
        }
    }
}

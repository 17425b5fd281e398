//! Can control reach the end of a function? For the warning about a missing `return`.

use super::fold;
use super::tree::{Expr, ExprId, Stmt, StmtKind};

/// May control run off the end of these statements? Errs on the side of "no" (no warning). `comes_back` says whether
/// control comes back from an expression that is a statement.
pub(super) fn falls_through(body: &[Stmt], exprs: &[Expr], comes_back: &dyn Fn(ExprId) -> bool) -> bool {
    let mut reachable = true;
    for stmt in body {
        // A label may be jumped to; whatever follows it counts as reachable.
        reachable = reachable || contains_label(stmt);
        if reachable {
            reachable = passes(stmt, exprs, comes_back);
        }
    }
    reachable
}

fn is_true(cond: ExprId, exprs: &[Expr]) -> bool {
    fold::constant(&exprs[cond.index()].kind).is_some_and(fold::Constant::truth)
}

fn contains_label(stmt: &Stmt) -> bool {
    match &stmt.kind {
        StmtKind::Label(_) => true,
        StmtKind::Block(body) => body.iter().any(contains_label),
        StmtKind::If { arms, els } => {
            arms.iter().any(|(_, s)| contains_label(s)) || els.as_deref().is_some_and(contains_label)
        }
        StmtKind::While { body, .. } | StmtKind::DoWhile { body, .. } | StmtKind::For { body, .. } => {
            contains_label(body)
        }
        StmtKind::Switch { body, .. } => contains_label(body),
        _ => false,
    }
}

/// Does control come out behind the statement?
fn passes(stmt: &Stmt, exprs: &[Expr], comes_back: &dyn Fn(ExprId) -> bool) -> bool {
    match &stmt.kind {
        StmtKind::Return(_)
        | StmtKind::Goto { .. }
        | StmtKind::GotoValue { .. }
        | StmtKind::Break
        | StmtKind::Continue => false,
        StmtKind::Block(body) => falls_through(body, exprs, comes_back),
        StmtKind::If { arms, els } => {
            arms.iter().any(|(_, s)| passes(s, exprs, comes_back))
                || els.as_deref().is_none_or(|s| passes(s, exprs, comes_back))
        }
        StmtKind::While { cond, body } => !is_true(*cond, exprs) || breaks(body),
        StmtKind::For { cond, body, .. } => cond.is_some_and(|c| !is_true(c, exprs)) || breaks(body),
        StmtKind::DoWhile { body, cond } => {
            breaks(body) || (!is_true(*cond, exprs) && (passes(body, exprs, comes_back) || continues(body)))
        }
        StmtKind::Switch { default, body, .. } => default.is_none() || breaks(body) || passes(body, exprs, comes_back),
        StmtKind::Expr(expr) => comes_back(*expr),
        StmtKind::Label(_) | StmtKind::Leave(_) => true,
    }
}

/// Is there a `break` that belongs to the statement around this one?
fn breaks(stmt: &Stmt) -> bool {
    match &stmt.kind {
        StmtKind::Break => true,
        StmtKind::Block(body) => body.iter().any(breaks),
        StmtKind::If { arms, els } => arms.iter().any(|(_, s)| breaks(s)) || els.as_deref().is_some_and(breaks),
        _ => false,
    }
}

/// Is there a `continue` that belongs to the loop around this statement?
fn continues(stmt: &Stmt) -> bool {
    match &stmt.kind {
        StmtKind::Continue => true,
        StmtKind::Block(body) => body.iter().any(continues),
        StmtKind::If { arms, els } => arms.iter().any(|(_, s)| continues(s)) || els.as_deref().is_some_and(continues),
        StmtKind::Switch { body, .. } => continues(body),
        _ => false,
    }
}

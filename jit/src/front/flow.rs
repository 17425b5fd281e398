//! Can control reach the end of a function? For the warning about a missing `return`.

use super::fold;
use super::tree::{Expr, ExprId, Stmt, StmtKind};

/// May control run off the end of these statements? Errs on the side of "no" (no warning). `comes_back` says whether
/// control comes back from an expression that is a statement.
pub(super) fn falls_through(body: &[Stmt], exprs: &[Expr], comes_back: &dyn Fn(ExprId) -> bool) -> bool {
    block(body, &Flow { exprs, comes_back }).end
}

/// What the walk knows of expressions.
struct Flow<'a> {
    exprs: &'a [Expr],
    comes_back: &'a dyn Fn(ExprId) -> bool,
}

/// The ways in which control may leave a statement that it has reached. Found together, in one walk: each needs the
/// others of what is inside.
#[derive(Clone, Copy, Default)]
struct Exits {
    /// At its end.
    end: bool,
    /// By a `break` that belongs to the statement around it.
    breaks: bool,
    /// By a `continue` that belongs to the loop around it.
    continues: bool,
}

impl Exits {
    const END: Self = Self { end: true, breaks: false, continues: false };

    fn or(self, other: Self) -> Self {
        Self {
            end: self.end || other.end,
            breaks: self.breaks || other.breaks,
            continues: self.continues || other.continues,
        }
    }
}

fn block(body: &[Stmt], flow: &Flow<'_>) -> Exits {
    let mut exits = Exits::END;
    for stmt in body {
        // A label may be jumped to; whatever follows it counts as reachable.
        if exits.end || contains_label(stmt) {
            exits = Exits { end: false, ..exits }.or(statement(stmt, flow));
        }
    }
    exits
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

fn statement(stmt: &Stmt, flow: &Flow<'_>) -> Exits {
    let never = Exits::default();
    match &stmt.kind {
        StmtKind::Return(_) | StmtKind::Goto { .. } | StmtKind::GotoValue { .. } => never,
        StmtKind::Break => Exits { breaks: true, ..never },
        StmtKind::Continue => Exits { continues: true, ..never },
        StmtKind::Block(body) => block(body, flow),
        StmtKind::If { arms, els } => {
            let arms = arms.iter().map(|(_, s)| statement(s, flow)).fold(never, Exits::or);
            arms.or(els.as_deref().map_or(Exits::END, |s| statement(s, flow)))
        }
        StmtKind::While { cond, body } => {
            let ends = !is_true(*cond, flow.exprs);
            Exits { end: statement(body, flow).breaks || ends, ..never }
        }
        StmtKind::For { cond, body, .. } => {
            let ends = cond.is_some_and(|c| !is_true(c, flow.exprs));
            Exits { end: statement(body, flow).breaks || ends, ..never }
        }
        StmtKind::DoWhile { body, cond } => {
            let inner = statement(body, flow);
            let ends = !is_true(*cond, flow.exprs) && (inner.end || inner.continues);
            Exits { end: inner.breaks || ends, ..never }
        }
        StmtKind::Switch { default, body, .. } => {
            let inner = statement(body, flow);
            Exits { end: default.is_none() || inner.breaks || inner.end, breaks: false, continues: inner.continues }
        }
        StmtKind::Expr(expr) => Exits { end: (flow.comes_back)(*expr), ..never },
        StmtKind::Label(_) | StmtKind::Leave(_) => Exits::END,
    }
}

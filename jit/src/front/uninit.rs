//! Variables that are read before they have a value, and loops whose condition nothing changes: a walk over the body
//! of a function in the order of its execution.
//!
//! A read is reported only if no path to it assigns to the variable: the set of variables that may have a value grows
//! along the walk, and both sides of an `if` add to it. In a loop an assignment behind the read may come first in the
//! next round, so that there only what every round executes is reported. Behind the label of a `goto` everything may
//! have a value.

use super::builder::Builder;
use super::fold;
use super::tree::{Arg, Call, Callee, Expr, ExprId, ExprKind, InitValue, LocalId, Place, PlaceId, PlaceKind, Stmt};
use super::tree::{StmtKind, UnaryOp};
use crate::diag::Span;
use linker::object::SymbolId;

/// Variables that are tracked in one function; those of larger ones are not.
const MAX_TRACKED: usize = 256;

/// Reads that are kept until it is known whether a loop assigns before them.
const MAX_PENDING: usize = 1024;

/// Variables in the condition of a loop that is looked at.
const MAX_CONDITION: usize = 4;

/// How often a call of a function returns.
pub(super) enum Returns {
    Never,
    Once,
    /// It is `setjmp`.
    Often,
}

/// A set of tracked variables.
type Set = [u64; MAX_TRACKED / 64];

/// What the walk found.
#[derive(Default)]
pub(super) struct Found {
    /// Variables that are read without a value, where they are named.
    pub reads: Vec<(LocalId, PlaceId)>,
    /// Conditions of loops that never end.
    pub endless: Vec<ExprId>,
}

/// A read that is reported unless a loop turns out to assign to the variable before.
struct Pending {
    local: LocalId,
    at: PlaceId,
    index: usize,
    conditional: u32,
}

/// A loop whose condition depends on these variables alone.
struct Watched {
    cond: ExprId,
    locals: Vec<LocalId>,
    /// Loops and switches around it.
    depth: u32,
    changes: bool,
}

struct Walk<'f> {
    exprs: &'f [Expr],
    places: &'f [Place],
    f: &'f Builder,
    /// Where in the set each local is.
    index: Vec<u16>,
    assigned: Set,
    /// How many constructs that may not be executed are around the current place.
    conditional: u32,
    pending: Vec<Pending>,
    watched: Vec<Watched>,
    breakables: u32,
    /// Labels are the targets of `goto`, too.
    jumps: bool,
    /// `setjmp` is called: behind it a variable may have the value of any later time.
    marked: bool,
    returns: &'f dyn Fn(SymbolId) -> Returns,
    found: Found,
    /// Operators whose right operands are still to be looked at.
    chain: Vec<ExprId>,
}

const UNTRACKED: u16 = u16::MAX;

/// Walks the body of a function that has been built.
pub(super) fn examine(f: &Builder, body: &[Stmt], returns: &dyn Fn(SymbolId) -> Returns) -> Found {
    let mut index = vec![UNTRACKED; f.locals.len()];
    let tracked = f.bare.iter().filter(|(local, _)| !f.locals[local.index()].address_taken).take(MAX_TRACKED + 1);
    let mut count = 0;
    for (i, (local, _)) in tracked.enumerate() {
        index[local.index()] = i as u16;
        count = i + 1;
    }
    if count > MAX_TRACKED {
        index.fill(UNTRACKED);
        count = 0;
    }
    if count == 0 && f.conditions.is_empty() {
        return Found::default();
    }
    let mut walk = Walk {
        exprs: &f.exprs,
        places: &f.places,
        f,
        index,
        assigned: [0; MAX_TRACKED / 64],
        conditional: 0,
        pending: Vec::new(),
        watched: Vec::new(),
        breakables: 0,
        jumps: f.has_jumps,
        marked: false,
        returns,
        found: Found::default(),
        chain: Vec::new(),
    };
    walk.stmts(body);
    let mut seen = [0; MAX_TRACKED / 64];
    for read in walk.pending {
        if seen[read.index / 64] & (1 << (read.index % 64)) == 0 {
            seen[read.index / 64] |= 1 << (read.index % 64);
            walk.found.reads.push((read.local, read.at));
        }
    }
    walk.found
}

impl Walk<'_> {
    fn expr(&self, id: ExprId) -> &ExprKind {
        &self.exprs[id.index()].kind
    }

    fn tracked(&self, place: PlaceId) -> Option<(LocalId, usize)> {
        let PlaceKind::Local(local) = self.places[place.index()].kind else { return None };
        let index = *self.index.get(local.index())?;
        (index != UNTRACKED).then_some((local, usize::from(index)))
    }

    fn read(&mut self, at: PlaceId) {
        let Some((local, index)) = self.tracked(at) else { return self.place(at) };
        let without = self.assigned[index / 64] & (1 << (index % 64)) == 0;
        if !self.marked && without && self.pending.len() < MAX_PENDING {
            self.pending.push(Pending { local, at, index, conditional: self.conditional });
        }
    }

    fn write(&mut self, place: PlaceId) {
        if let PlaceKind::Local(local) = self.places[place.index()].kind {
            for watched in &mut self.watched {
                watched.changes |= watched.locals.contains(&local);
            }
        }
        match self.tracked(place) {
            Some((_, index)) => self.assigned[index / 64] |= 1 << (index % 64),
            None => self.place(place),
        }
    }

    /// The expressions that say where a place is.
    fn place(&mut self, mut place: PlaceId) {
        loop {
            match self.places[place.index()].kind {
                PlaceKind::Local(_) | PlaceKind::Global(_) => return,
                PlaceKind::Deref(address) | PlaceKind::Temporary(address) => return self.value(address),
                PlaceKind::Member { base, .. } | PlaceKind::BitField { base, .. } => place = base,
            }
        }
    }

    /// Something that may be executed or not.
    fn optional(&mut self, walk: impl FnOnce(&mut Self)) {
        self.conditional += 1;
        walk(self);
        self.conditional -= 1;
    }

    fn value(&mut self, id: ExprId) {
        match *self.expr(id) {
            ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::FuncAddr(_) => {}
            ExprKind::VarArgs | ExprKind::Trap | ExprKind::Fence | ExprKind::StackSave => {}
            ExprKind::StackAlloc { size, .. } => self.value(size),
            ExprKind::ArraySize { count, elem } => {
                self.value(count);
                self.value(elem);
            }
            ExprKind::Load(place) => self.read(place),
            ExprKind::AddrOf(place) => self.place(place),
            ExprKind::Convert(a) | ExprKind::Unary(_, a) | ExprKind::Intrinsic(_, a) => self.value(a),
            ExprKind::Checked(ref checked) => {
                let (left, right, place) = (checked.left, checked.right, checked.place);
                self.value(left);
                self.value(right);
                self.write(place);
            }
            ExprKind::Binary(..) | ExprKind::Comma(..) | ExprKind::LogicalAnd(..) | ExprKind::LogicalOr(..) => {
                self.spine(id);
            }
            ExprKind::PtrAdd { ptr: a, index: b, .. } | ExprKind::PtrDiff { left: a, right: b, .. } => {
                self.value(a);
                self.value(b);
            }
            ExprKind::Cond(cond, a, b) => {
                self.value(cond);
                let before = self.assigned;
                self.optional(|w| w.value(a));
                let then = std::mem::replace(&mut self.assigned, before);
                self.optional(|w| w.value(b));
                self.merge(&then);
            }
            ExprKind::Assign { place, value } => {
                // `int x = x;` is an old way to say that the warning isn't wanted.
                let own = matches!(*self.expr(value), ExprKind::Load(from)
                    if self.tracked(from).is_some() && self.tracked(from) == self.tracked(place));
                if !own {
                    self.value(value);
                }
                self.write(place);
            }
            ExprKind::CompoundAssign { place, value, .. } | ExprKind::PtrAssign { place, index: value, .. } => {
                self.value(value);
                self.read(place);
                self.write(place);
            }
            ExprKind::IncDec { place, .. } => {
                self.read(place);
                self.write(place);
            }
            ExprKind::Copy { dst, src, .. } => {
                self.place(src);
                self.place(dst);
            }
            ExprKind::Init(ref init) => {
                for i in 0..init.stores.len() {
                    let ExprKind::Init(init) = self.expr(id) else { return };
                    match init.stores[i].value {
                        InitValue::Scalar(value) => self.value(value),
                        InitValue::Copy { src, .. } => self.place(src),
                    }
                }
            }
            ExprKind::Call(_) => self.call(id),
            ExprKind::Stmts(_) => {
                // Borrowed from the arena, which the walk does not change.
                let exprs = self.exprs;
                if let ExprKind::Stmts(ref inner) = exprs[id.index()].kind {
                    self.stmts(&inner.stmts);
                    if let Some(value) = inner.value {
                        self.value(value);
                    }
                }
            }
        }
    }

    fn call(&mut self, id: ExprId) {
        let exprs = self.exprs;
        let ExprKind::Call(ref call) = exprs[id.index()].kind else { return };
        let Call { callee, args, result, .. } = &**call;
        match *callee {
            Callee::Indirect(pointer) => self.value(pointer),
            Callee::Direct(symbol) => match (self.returns)(symbol) {
                Returns::Never => self.leaves(0),
                Returns::Once => {}
                Returns::Often => {
                    self.marked = true;
                    self.leaves(0);
                }
            },
        }
        for arg in args {
            match *arg {
                Arg::Scalar(value) => self.value(value),
                Arg::Struct { src, .. } => self.place(src),
            }
        }
        if let Some(place) = *result {
            self.write(place);
        }
    }

    /// A chain of operators, whose left operands may be any number deep.
    fn spine(&mut self, id: ExprId) {
        let base = self.chain.len();
        let mut at = id;
        while let ExprKind::Binary(_, left, _)
        | ExprKind::Comma(left, _)
        | ExprKind::LogicalAnd(left, _)
        | ExprKind::LogicalOr(left, _) = *self.expr(at)
        {
            self.chain.push(at);
            at = left;
        }
        self.value(at);
        while self.chain.len() > base
            && let Some(at) = self.chain.pop()
        {
            match *self.expr(at) {
                ExprKind::LogicalAnd(_, right) | ExprKind::LogicalOr(_, right) => self.optional(|w| w.value(right)),
                ExprKind::Binary(_, _, right) | ExprKind::Comma(_, right) => self.value(right),
                _ => {}
            }
        }
    }

    fn merge(&mut self, other: &Set) {
        for (mine, theirs) in self.assigned.iter_mut().zip(other) {
            *mine |= theirs;
        }
    }

    fn stmts(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            self.stmt(stmt);
        }
    }

    /// Control leaves all loops that have more than so many around them.
    fn leaves(&mut self, depth: u32) {
        for watched in &mut self.watched {
            watched.changes |= watched.depth >= depth;
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Expr(id) => {
                // `(void)x;` says that the variable is not used.
                let dropped = match *self.expr(*id) {
                    ExprKind::Convert(inner) => inner,
                    _ => *id,
                };
                if !matches!(*self.expr(dropped), ExprKind::Load(place) if self.tracked(place).is_some()) {
                    self.value(*id);
                }
                if matches!(self.expr(*id), ExprKind::Trap) {
                    self.leaves(0);
                }
            }
            StmtKind::Block(body) => self.stmts(body),
            StmtKind::If { arms, els } => self.branches(arms, els.as_deref()),
            StmtKind::While { cond, body } => self.looping(Some(*cond), None, body),
            StmtKind::For { cond, step, body } => self.looping(*cond, *step, body),
            StmtKind::DoWhile { body, cond } => {
                let first = self.pending.len();
                let conditional = self.conditional;
                let watched = self.watch(Some(*cond));
                self.breakables += 1;
                self.stmt(body);
                self.breakables -= 1;
                self.value(*cond);
                self.loop_end(first, conditional, watched);
            }
            StmtKind::Switch { value, body, .. } => {
                self.value(*value);
                self.breakables += 1;
                self.optional(|w| w.stmt(body));
                self.breakables -= 1;
            }
            StmtKind::Label(_) if self.jumps => self.assigned = [u64::MAX; MAX_TRACKED / 64],
            StmtKind::Label(_) | StmtKind::Leave(_) => {}
            StmtKind::Break => self.leaves(self.breakables),
            // What follows is not executed in every round.
            StmtKind::Continue => self.conditional += 1,
            StmtKind::Goto { .. } => self.leaves(0),
            StmtKind::GotoValue { value, .. } => {
                self.value(*value);
                self.leaves(0);
            }
            StmtKind::Return(value) => {
                if let Some(value) = *value {
                    self.value(value);
                }
                self.leaves(0);
            }
        }
    }

    fn branches(&mut self, arms: &[(ExprId, Stmt)], els: Option<&Stmt>) {
        let mut after: Set = [0; MAX_TRACKED / 64];
        let conditional = self.conditional;
        let mut continues = 0;
        for (cond, then) in arms {
            self.value(*cond);
            let before = self.assigned;
            self.conditional += 1;
            let inside = self.conditional;
            let never = fold::constant(self.expr(*cond)).is_some_and(|constant| !constant.truth());
            if !never {
                self.stmt(then);
            }
            continues = continues.max(self.conditional - inside);
            for (mine, theirs) in after.iter_mut().zip(&self.assigned) {
                *mine |= theirs;
            }
            self.conditional = inside;
            self.assigned = before;
        }
        if let Some(els) = els {
            let inside = self.conditional;
            self.stmt(els);
            continues = continues.max(self.conditional - inside);
        }
        self.merge(&after);
        self.conditional = conditional + continues;
    }

    fn looping(&mut self, cond: Option<ExprId>, step: Option<ExprId>, body: &Stmt) {
        let first = self.pending.len();
        let conditional = self.conditional;
        let watched = self.watch(cond);
        if let Some(cond) = cond {
            self.value(cond);
            if fold::constant(self.expr(cond)).is_some_and(|constant| !constant.truth()) {
                return self.loop_end(first, conditional, watched);
            }
        }
        self.breakables += 1;
        let outer = self.conditional;
        self.stmt(body);
        self.breakables -= 1;
        if let Some(step) = step {
            self.conditional = outer;
            self.value(step);
        }
        self.loop_end(first, conditional, watched);
    }

    /// The end of a loop: what it assigns to may have come before the reads in it that not every round executes. Seen
    /// from outside all of it may not be executed.
    fn loop_end(&mut self, first: usize, conditional: u32, watched: bool) {
        let assigned = self.assigned;
        let mut at = 0;
        self.pending.retain_mut(|read| {
            let inside = at >= first;
            at += 1;
            let later = assigned[read.index / 64] & (1 << (read.index % 64)) != 0;
            let keep = !inside || !later || read.conditional <= conditional;
            if inside {
                read.conditional += 1;
            }
            keep
        });
        self.conditional = conditional;
        if watched && let Some(Watched { cond, changes: false, .. }) = self.watched.pop() {
            self.found.endless.push(cond);
        }
    }

    /// Begins to watch a loop, if its condition depends on nothing but variables that nobody else can change.
    fn watch(&mut self, cond: Option<ExprId>) -> bool {
        // They were noted in the order in which they were made.
        let noted = |cond: &ExprId| self.f.conditions.binary_search_by_key(cond, |&(id, _)| id).is_ok();
        let Some(cond) = cond.filter(|cond| !self.marked && noted(cond)) else { return false };
        let mut locals = Vec::new();
        let known = self.depends(cond, &mut locals, 16) && !locals.is_empty();
        if known {
            self.watched.push(Watched { cond, locals, depth: self.breakables + 1, changes: false });
        }
        known
    }

    fn depends(&self, id: ExprId, locals: &mut Vec<LocalId>, height: u32) -> bool {
        if height == 0 || locals.len() > MAX_CONDITION {
            return false;
        }
        match *self.expr(id) {
            ExprKind::Int(_) | ExprKind::Float(_) => true,
            ExprKind::Convert(a) | ExprKind::Unary(UnaryOp::Neg | UnaryOp::BitNot | UnaryOp::Not, a) => {
                self.depends(a, locals, height - 1)
            }
            ExprKind::Binary(_, a, b) | ExprKind::LogicalAnd(a, b) | ExprKind::LogicalOr(a, b) => {
                self.depends(a, locals, height - 1) && self.depends(b, locals, height - 1)
            }
            ExprKind::Load(place) => {
                let place = &self.places[place.index()];
                let PlaceKind::Local(local) = place.kind else { return false };
                if self.f.locals[local.index()].address_taken || place.ty.is_volatile() {
                    return false;
                }
                locals.push(local);
                true
            }
            _ => false,
        }
    }
}

impl Found {
    /// Where a read is named.
    pub(super) fn span(f: &Builder, at: PlaceId) -> Option<Span> {
        let index = f.mentions.binary_search_by_key(&at, |&(place, _)| place).ok()?;
        Some(f.mentions[index].1)
    }
}

//! The function under construction: arenas, labels, and what `break`, `case` and `return` refer to.

use super::lifetime::{LifetimeId, Lifetimes};
use super::token::Name;
use super::tree::{
    Arg, Call, Callee, Expr, ExprId, ExprKind, Function, Init, InitValue, LabelId, Local, LocalId, Place,
};
use super::tree::{PlaceId, PlaceKind, Stmt};
use super::types::TypeId;
use crate::diag::Span;
use crate::ir::Inlining;
use linker::object::{SrcLoc, SymbolId};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// A `goto` label.
pub(crate) struct GotoLabel {
    pub id: LabelId,
    pub name: Name,
    /// Where it is defined, once it is.
    pub defined: Option<Span>,
    pub first_use: Span,
    /// It is defined in a switch.
    pub in_switch: bool,
    /// Something jumps to it, or takes its address.
    pub used: bool,
    /// What its address is, if it is taken.
    pub address: Option<u32>,
}

/// A `goto`.
pub(crate) struct Jump {
    pub to: LabelId,
    pub span: Span,
    /// The innermost lifetime around it.
    pub from: Option<LifetimeId>,
}

/// A `switch` that is being parsed.
pub(crate) struct SwitchState {
    /// The innermost lifetime around it.
    pub live: Option<LifetimeId>,
    pub ty: TypeId,
    pub cases: Vec<(i64, LabelId)>,
    pub ranges: Vec<(i64, i64, LabelId)>,
    /// First value of each case or range, in the type's order: the last one, and where it is.
    pub spans: BTreeMap<i64, (i64, Span)>,
    pub default: Option<(LabelId, Span)>,
}

impl SwitchState {
    pub(crate) fn new(ty: TypeId, live: Option<LifetimeId>) -> Self {
        Self { live, ty, cases: Vec::new(), ranges: Vec::new(), spans: BTreeMap::new(), default: None }
    }
}

/// The function under construction.
#[derive(Default)]
pub(crate) struct Builder {
    pub exprs: Vec<Expr>,
    heights: Vec<u16>,
    pub places: Vec<Place>,
    place_heights: Vec<u16>,
    pub locals: Vec<Local>,
    /// Bytes of all locals.
    pub frame: u32,
    /// Bytes of the struct arguments of the call that has most of them.
    pub arguments: u32,
    /// Variables through which `asm` statements pass values.
    pub opaque: Vec<LocalId>,
    pub labels: u32,
    /// Labels whose address is taken.
    pub addressed: Vec<LabelId>,
    pub gotos: Vec<GotoLabel>,
    /// Where each label is in `gotos`.
    pub goto_index: FxHashMap<Name, u32>,
    /// What the names of local labels (`__label__`) of the blocks around meant before.
    pub hidden_labels: Vec<(Name, Option<u32>)>,
    pub switches: Vec<SwitchState>,
    /// The `goto`s so far.
    pub jumps: Vec<Jump>,
    /// Lifetimes of arrays of variable length, the innermost one here, and the one around each label.
    pub lifetimes: Lifetimes,
    pub live: Option<LifetimeId>,
    pub label_lifetimes: Vec<Option<LifetimeId>>,
    /// What evaluates the lengths of types that have been read, in order, until it finds its place.
    pub sizes: Vec<ExprId>,
    /// The same of the last type name.
    pub type_sizes: Vec<ExprId>,
    /// For each loop around the current statement, and each loop or switch around it, the innermost lifetime around
    /// that.
    pub loops: Vec<Option<LifetimeId>>,
    pub breakables: Vec<Option<LifetimeId>>,
    pub result: Option<TypeId>,
    /// The hidden parameter that says where a struct result goes.
    pub result_at: Option<LocalId>,
    /// The function takes variable arguments behind this parameter.
    pub variadic: Option<LocalId>,
    pub name: Option<Name>,
    /// The array that holds it, once it is used.
    pub name_symbol: Option<SymbolId>,
    /// Scalar variables that are declared without a value, where; and where those are named.
    pub bare: Vec<(LocalId, Span)>,
    pub mentions: Vec<(PlaceId, Span)>,
    /// Conditions of loops, and where they are.
    pub conditions: Vec<(ExprId, Span)>,
    /// There are labels that may be jumped to from everywhere.
    pub has_jumps: bool,
    /// Parameters that are declared as arrays, and are pointers.
    pub array_params: Vec<LocalId>,
}

/// Labels for which the table of names is kept from function to function.
const LABELS: usize = 256;

/// What the parser itself keeps of a function.
pub(crate) struct Body {
    pub inlining: Inlining,
    pub params: Vec<LocalId>,
    pub stmts: Vec<Stmt>,
    pub loc: SrcLoc,
    pub end_loc: SrcLoc,
}

/// The elements of a list that keeps its memory, in one that has no more than it needs.
pub(super) fn moved<T>(from: &mut Vec<T>) -> Vec<T> {
    let mut to = Vec::with_capacity(from.len());
    to.append(from);
    to
}

impl Builder {
    /// Makes it empty. The lists keep their memory for the next function.
    pub(crate) fn reset(&mut self) {
        self.clear();
        // By name, so that none is forgotten.
        let Self {
            exprs: _,
            heights: _,
            places: _,
            place_heights: _,
            locals: _,
            frame: _,
            sizes: _,
            arguments,
            opaque,
            labels,
            addressed,
            gotos,
            goto_index,
            hidden_labels,
            switches,
            jumps,
            lifetimes,
            live,
            label_lifetimes,
            type_sizes,
            loops,
            breakables,
            result,
            result_at,
            variadic,
            name,
            name_symbol,
            bare,
            mentions,
            conditions,
            has_jumps,
            array_params,
        } = self;
        (*arguments, *labels, *live, *result, *result_at, *variadic) = (0, 0, None, None, None, None);
        (*name, *name_symbol, *has_jumps) = (None, None, false);
        opaque.clear();
        addressed.clear();
        gotos.clear();
        // Emptying a large table takes as long as filling it.
        if goto_index.capacity() > LABELS {
            *goto_index = FxHashMap::default();
        }
        goto_index.clear();
        hidden_labels.clear();
        switches.clear();
        jumps.clear();
        lifetimes.clear();
        label_lifetimes.clear();
        type_sizes.clear();
        loops.clear();
        breakables.clear();
        bare.clear();
        mentions.clear();
        conditions.clear();
        array_params.clear();
    }

    /// Nodes that it has memory for.
    pub(super) fn capacity(&self) -> usize {
        self.exprs.capacity().max(self.places.capacity()).max(self.locals.capacity())
    }

    /// Makes it a function's.
    pub(crate) fn begin(&mut self, name: Name, result: TypeId) {
        self.result = Some(result);
        self.name = Some(name);
    }

    /// The function that has been built.
    pub(crate) fn finish(&mut self, symbol: SymbolId, result: TypeId, body: Body) -> Function {
        Function {
            symbol,
            inlining: body.inlining,
            result,
            params: body.params,
            locals: moved(&mut self.locals),
            exprs: moved(&mut self.exprs),
            places: moved(&mut self.places),
            labels: self.labels,
            lifetimes: std::mem::take(&mut self.lifetimes),
            label_lifetimes: std::mem::take(&mut self.label_lifetimes),
            addressed: std::mem::take(&mut self.addressed),
            body: body.stmts,
            loc: body.loc,
            end_loc: body.end_loc,
        }
    }

    pub(crate) fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.index()]
    }

    pub(crate) fn place(&self, id: PlaceId) -> &Place {
        &self.places[id.index()]
    }

    /// Height of the tree below an expression; leaves have 1.
    pub(crate) fn height(&self, id: ExprId) -> u16 {
        self.heights[id.index()]
    }

    pub(crate) fn place_height(&self, id: PlaceId) -> u16 {
        self.place_heights[id.index()]
    }

    /// Adds an expression; returns its height, too.
    #[inline]
    pub(crate) fn push_expr(&mut self, kind: ExprKind, ty: TypeId, loc: SrcLoc) -> (ExprId, u16) {
        let height = self.height_of(&kind);
        self.exprs.push(Expr { kind, ty: ty.unqualified(), loc });
        self.heights.push(height);
        (ExprId(self.exprs.len() as u32 - 1), height)
    }

    pub(crate) fn push_place(&mut self, kind: PlaceKind, ty: TypeId, loc: SrcLoc) -> PlaceId {
        let below = match kind {
            PlaceKind::Local(_) | PlaceKind::Global(_) => 0,
            PlaceKind::Deref(e) | PlaceKind::Temporary(e) => self.height(e),
            PlaceKind::Member { base, .. } | PlaceKind::BitField { base, .. } => self.place_height(base),
        };
        self.places.push(Place { kind, ty, loc });
        self.place_heights.push(below.saturating_add(1));
        PlaceId(self.places.len() as u32 - 1)
    }

    /// The highest expression from this index on.
    pub(crate) fn highest(&self, first: usize) -> u16 {
        self.heights[first..].iter().copied().max().unwrap_or(0)
    }

    /// Height of a left operand that lowering reaches by a loop, not by recursion, if it is of the same kind.
    fn spine(&self, kind: &ExprKind, left: ExprId) -> u16 {
        let same = std::mem::discriminant(&self.expr(left).kind) == std::mem::discriminant(kind);
        self.height(left).saturating_add(u16::from(!same))
    }

    /// How deep a walk over the expression goes.
    #[inline]
    fn height_of(&self, kind: &ExprKind) -> u16 {
        match *kind {
            ExprKind::Binary(_, a, b)
            | ExprKind::LogicalAnd(a, b)
            | ExprKind::LogicalOr(a, b)
            | ExprKind::Comma(a, b) => self.spine(kind, a).max(self.height(b).saturating_add(1)),
            _ => self.height_below(kind).saturating_add(1),
        }
    }

    #[inline]
    fn height_below(&self, kind: &ExprKind) -> u16 {
        let (e, p) = (|id: ExprId| self.height(id), |id: PlaceId| self.place_height(id));
        match *kind {
            ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::FuncAddr(_) => 0,
            ExprKind::VarArgs | ExprKind::Trap | ExprKind::Fence | ExprKind::StackSave => 0,
            ExprKind::StackAlloc { size, .. } => e(size),
            ExprKind::ArraySize { count, elem } => e(count).max(e(elem)),
            ExprKind::Load(place) | ExprKind::AddrOf(place) | ExprKind::IncDec { place, .. } => p(place),
            ExprKind::Convert(a) | ExprKind::Unary(_, a) | ExprKind::Intrinsic(_, a) => e(a),
            ExprKind::Checked(ref c) => e(c.left).max(e(c.right)).max(p(c.place)),
            ExprKind::Binary(_, a, b)
            | ExprKind::LogicalAnd(a, b)
            | ExprKind::LogicalOr(a, b)
            | ExprKind::Comma(a, b)
            | ExprKind::PtrAdd { ptr: a, index: b, .. }
            | ExprKind::PtrDiff { left: a, right: b, .. } => e(a).max(e(b)),
            ExprKind::Stmts(ref stmts) => stmts.height,
            ExprKind::Cond(a, b, c) => e(a).max(e(b)).max(e(c)),
            ExprKind::Assign { place, value }
            | ExprKind::CompoundAssign { place, value, .. }
            | ExprKind::PtrAssign { place, index: value, .. } => p(place).max(e(value)),
            ExprKind::Copy { dst, src, .. } => p(dst).max(p(src)),
            ExprKind::Init(ref init) => self.height_of_init(init),
            ExprKind::Call(ref call) => self.height_of_call(call),
        }
    }

    fn height_of_init(&self, init: &Init) -> u16 {
        let stores = init.stores.iter().map(|s| match s.value {
            InitValue::Scalar(v) => self.height(v),
            InitValue::Copy { src, .. } => self.place_height(src),
        });
        stores.max().unwrap_or(0)
    }

    fn height_of_call(&self, call: &Call) -> u16 {
        let callee = match call.callee {
            Callee::Direct(_) => 0,
            Callee::Indirect(f) => self.height(f),
        };
        let args = call.args.iter().map(|&arg| match arg {
            Arg::Scalar(value) => self.height(value),
            Arg::Struct { src, .. } => self.place_height(src),
        });
        args.max().unwrap_or(0).max(callee).max(call.result.map_or(0, |place| self.place_height(place)))
    }

    /// Forgets the nodes of an initialiser at file level, and those of lengths in a prototype.
    pub(crate) fn clear(&mut self) {
        self.locals.clear();
        self.sizes.clear();
        self.frame = 0;
        self.exprs.clear();
        self.heights.clear();
        self.places.clear();
        self.place_heights.clear();
    }

    pub(crate) fn new_label(&mut self) -> LabelId {
        self.labels += 1;
        self.label_lifetimes.push(None);
        LabelId(self.labels - 1)
    }

    /// Marks the local behind a place whose address is taken.
    pub(crate) fn take_address(&mut self, mut place: PlaceId) {
        loop {
            match self.place(place).kind {
                PlaceKind::Local(LocalId(local)) => {
                    self.locals[local as usize].address_taken = true;
                    return;
                }
                PlaceKind::Member { base, .. } | PlaceKind::BitField { base, .. } => place = base,
                PlaceKind::Global(_) | PlaceKind::Deref(_) | PlaceKind::Temporary(_) => return,
            }
        }
    }

    /// The object that a place is part of.
    pub(crate) fn root(&self, mut place: PlaceId) -> PlaceKind {
        loop {
            match self.place(place).kind {
                PlaceKind::Member { base, .. } | PlaceKind::BitField { base, .. } => place = base,
                root => return root,
            }
        }
    }

    /// A call whose struct result is in a temporary of its own, made last, is to leave it in `dst` instead, a whole
    /// variable. Returns the call; nothing happens if the place is no such result.
    pub(crate) fn redirect_result(&mut self, src: PlaceId, dst: PlaceId) -> Option<ExprId> {
        let PlaceKind::Temporary(id) = self.place(src).kind else { return None };
        let ExprKind::Call(call) = &mut self.exprs[id.index()].kind else { return None };
        let PlaceKind::Local(temporary) = self.places[call.result?.index()].kind else { return None };
        if temporary.index() + 1 != self.locals.len() || self.locals[temporary.index()].name.is_some() {
            return None;
        }
        self.locals.pop();
        call.result = Some(dst);
        Some(id)
    }
}

//! Arrays of variable length (C99 6.7.5.2), and memory of variable size on the stack.
//!
//! The length is evaluated where the declarator is reached, into a hidden local; a second one then gets the array's
//! size in bytes, which its type refers to ([`TypeKind::Vla`]): `sizeof`, indices and arithmetic of pointers read it.
//! What evaluates them waits in [`sizes`] until the declaration that the type is part of becomes a statement, or the
//! expression around a type name is made. The array itself is memory that [`ExprKind::StackAlloc`] takes, and its name
//! a pointer to that.
//!
//! A parameter's bounds are evaluated when the function starts. They are read before it is known whether a body
//! follows, so their expressions go into the builder for initialisers at file level, in which the parameters that they
//! name become locals; if there is a body that builder becomes the function's, else it is cleared. In a prototype
//! nothing is evaluated, and a length that is no constant is one that nobody knows.
//!
//! [`sizes`]: super::builder::Builder::sizes

use super::data;
use super::declarator::Length;
use super::lifetime::LifetimeId;
use super::operand::{Operand, Term};
use super::parser::{Parsed, Parser, Reported};
use super::scope::Meaning;
use super::token::{Name, Tok, Token};
use super::tree::{BinaryOp, Callee, ExprId, ExprKind, Leave, LocalId, PlaceId, PlaceKind, Stmt, StmtKind};
use super::types::{TypeId, TypeKind};
use crate::diag::{Diagnostic, Span};
use linker::object::SrcLoc;

/// The distance from one element to the next.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stride {
    Bytes(u32),
    /// Bytes known at run time, an `unsigned`.
    Value(ExprId),
}

/// What may become of a length that is no constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bounds {
    /// It is an error: outside of functions.
    Constant,
    /// It is evaluated here.
    Here,
    /// It is evaluated when the function starts whose parameters these are, if they get a body.
    Definition,
    /// It is not evaluated.
    Prototype,
}

/// A parameter, as the lengths behind it see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Earlier {
    pub name: Name,
    pub token: Token,
    pub ty: TypeId,
    /// Its local, if a length names it.
    pub local: Option<LocalId>,
}

impl Parser<'_> {
    pub(super) fn bounds(&self) -> Bounds {
        match (self.param_lists, self.f.result) {
            (0, Some(_)) => Bounds::Here,
            (0, None) => Bounds::Constant,
            (1, None) => Bounds::Definition,
            _ => Bounds::Prototype,
        }
    }

    /// A parameter that is named in a length.
    pub(super) fn earlier_parameter(&mut self, index: usize, span: Span, loc: SrcLoc) -> Parsed<Operand> {
        let Earlier { name, token, ty, local } = self.earlier[index];
        let ty = if ty == TypeId::VOID { TypeId::INT } else { ty };
        let kind = if self.bounds() == Bounds::Definition {
            let local = match local {
                Some(local) => local,
                None => self.new_local(Some(name), ty, token.span, token.loc)?,
            };
            self.earlier[index].local = Some(local);
            PlaceKind::Local(local)
        } else {
            let nowhere = self.types.pointer(ty);
            PlaceKind::Deref(self.int(0, nowhere, loc))
        };
        let place = self.place(kind, ty, loc);
        Ok(Operand { term: Term::Place(place), ty, span, loc })
    }

    /// Evaluates an array's length, an integer, into a local.
    pub(super) fn evaluate_length(&mut self, id: ExprId, ty: TypeId, span: Span) -> Parsed<Length> {
        match self.bounds() {
            Bounds::Constant => return Err(self.needs_constant_length(span, "an array outside of functions")),
            Bounds::Prototype => return Ok(Length::Unspecified),
            Bounds::Here | Bounds::Definition => {}
        }
        let (ty, loc) = (self.promoted(ty), self.f.expr(id).loc);
        let value = self.convert(id, ty);
        let local = self.hidden(value, ty, span, loc)?;
        Ok(Length::Variable(local))
    }

    /// A new local, with an expression in `sizes` that sets it.
    fn hidden(&mut self, value: ExprId, ty: TypeId, span: Span, loc: SrcLoc) -> Parsed<LocalId> {
        let local = self.new_local(None, ty, span, loc)?;
        let place = self.place(PlaceKind::Local(local), ty, loc);
        let set = self.expr(ExprKind::Assign { place, value }, ty, loc);
        self.f.sizes.push(set);
        Ok(local)
    }

    fn read(&mut self, local: LocalId, loc: SrcLoc) -> ExprId {
        let ty = self.f.locals[local.index()].ty;
        let place = self.place(PlaceKind::Local(local), ty, loc);
        self.expr(ExprKind::Load(place), ty, loc)
    }

    /// An array with a length that is known at run time, or with elements of such a size.
    pub(super) fn variable_array(&mut self, elem: TypeId, len: Length, span: Span) -> Parsed<TypeId> {
        // Refuses what can't be an element.
        if self.array_of(elem, None, span)? == TypeId::ERROR {
            return Ok(TypeId::ERROR);
        }
        let loc = self.prev.loc;
        let count = match len {
            Length::Variable(local) => self.read(local, loc),
            Length::Known(len) if !self.types.is_unspecified(elem) => self.int(i64::from(len), TypeId::UINT, loc),
            Length::Known(_) | Length::Unspecified | Length::Missing => {
                return Ok(self.types.variable_array(elem, None));
            }
        };
        let elem_size = self.size_value(elem, loc);
        let size = self.expr(ExprKind::ArraySize { count, elem: elem_size }, TypeId::UINT, loc);
        let local = self.hidden(size, TypeId::UINT, span, loc)?;
        Ok(self.types.variable_array(elem, Some(local)))
    }

    /// The size of a complete type as an expression, an `unsigned`.
    pub(super) fn size_value(&mut self, ty: TypeId, loc: SrcLoc) -> ExprId {
        match self.types.kind(ty) {
            TypeKind::Vla { size: Some(local), .. } => self.read(local, loc),
            _ => self.int(i64::from(self.types.size(ty)), TypeId::UINT, loc),
        }
    }

    /// `op`, after what evaluates the sizes of a type name in it.
    #[inline(never)]
    pub(super) fn after_sizes(&mut self, sizes: Vec<ExprId>, op: Operand) -> Parsed<Operand> {
        let mut before: Option<ExprId> = None;
        for size in sizes {
            before = Some(match before {
                None => size,
                Some(before) => self.expr(ExprKind::Comma(before, size), TypeId::UINT, op.loc),
            });
        }
        match before {
            Some(id) => {
                let before = Operand { term: Term::Value(id), ty: TypeId::UINT, ..op };
                Ok(Operand { span: op.span, ..self.comma(before, op)? })
            }
            None => Ok(op),
        }
    }

    /// Size of what a pointer points to, for arithmetic. `void` and functions count as bytes, as in GNU C.
    pub(super) fn stride(&mut self, pointee: TypeId, span: Span) -> Parsed<Stride> {
        match self.types.kind(pointee) {
            TypeKind::Void | TypeKind::Function(_) => Ok(Stride::Bytes(1)),
            TypeKind::Vla { .. } => {
                let loc = self.prev.loc;
                Ok(Stride::Value(self.size_value(pointee, loc)))
            }
            _ if self.is_complete(pointee) => Ok(Stride::Bytes(self.types.size(pointee))),
            _ => Err(self.incomplete(pointee, span)),
        }
    }

    /// An index in units of a constant size.
    pub(super) fn scaled(&mut self, index: ExprId, stride: Stride) -> (ExprId, u32) {
        match stride {
            Stride::Bytes(size) => (index, size),
            Stride::Value(size) => {
                let loc = self.f.expr(index).loc;
                let index = self.convert(index, TypeId::UINT);
                (self.expr(ExprKind::Binary(BinaryOp::Mul, index, size), TypeId::UINT, loc), 1)
            }
        }
    }

    /// `ptr + index`, or `ptr - index`.
    pub(super) fn step(&mut self, ptr: ExprId, index: ExprId, stride: Stride, negate: bool, loc: SrcLoc) -> ExprId {
        let (index, elem_size) = self.scaled(index, stride);
        let ty = self.f.expr(ptr).ty;
        self.expr(ExprKind::PtrAdd { ptr, index, elem_size, negate }, ty, loc)
    }

    /// `left - right` of pointers.
    pub(super) fn distance_of(&mut self, left: ExprId, right: ExprId, stride: Stride, loc: SrcLoc) -> ExprId {
        let elem_size = if let Stride::Bytes(size) = stride { size.max(1) } else { 1 };
        let bytes = self.expr(ExprKind::PtrDiff { left, right, elem_size }, TypeId::INT, loc);
        match stride {
            Stride::Bytes(_) => bytes,
            Stride::Value(size) => {
                let size = self.convert(size, TypeId::INT);
                self.expr(ExprKind::Binary(BinaryOp::Div, bytes, size), TypeId::INT, loc)
            }
        }
    }

    /// `++` and `--` of a pointer to an array of variable length.
    pub(super) fn step_variable(
        &mut self,
        place: PlaceId,
        size: ExprId,
        decrement: bool,
        postfix: bool,
        loc: SrcLoc,
    ) -> ExprId {
        let ty = self.f.place(place).ty;
        let node = ExprKind::PtrAssign { place, index: size, elem_size: 1, negate: decrement };
        let after = self.expr(node, ty, loc);
        if !postfix {
            return after;
        }
        self.expr(ExprKind::PtrAdd { ptr: after, index: size, elem_size: 1, negate: !decrement }, ty, loc)
    }

    /// A variable that is an array of variable length.
    pub(super) fn variable_local(
        &mut self,
        (name, token): (Name, Token),
        ty: TypeId,
        align: u32,
        out: &mut Vec<Stmt>,
    ) -> Parsed<()> {
        if self.at(Tok::Assign) {
            self.variable_initialised(token.span);
            self.bump();
            self.skip_initialiser()?;
        }
        let (span, loc) = (token.span, token.loc);
        let save = self.expr(ExprKind::StackSave, TypeId::UINT, loc);
        let size = self.size_value(ty, loc);
        let pointer = self.types.pointer(ty);
        let align = align.max(self.types.align(ty));
        let memory = self.expr(ExprKind::StackAlloc { size, align }, pointer, loc);
        let saved = self.hidden(save, TypeId::UINT, span, loc)?;
        let local = self.hidden(memory, pointer, span, loc)?;
        self.take_sizes(out, loc);
        let lifetime = self.f.lifetimes.begin(self.f.live, saved, span);
        self.f.live = Some(lifetime);
        self.declare_here(name, span, Meaning::Vla(local))
    }

    /// The array whose address a local holds.
    pub(super) fn variable_operand(&mut self, local: LocalId, span: Span, loc: SrcLoc) -> Operand {
        let pointer = self.read(local, loc);
        let ty = self.types.pointee(self.f.expr(pointer).ty).unwrap_or(TypeId::ERROR);
        let place = self.place(PlaceKind::Deref(pointer), ty, loc);
        Operand { term: Term::Place(place), ty, span, loc }
    }

    /// Is `alloca`, which is called here, the one that every C compiler knows? It can't be a function, so it is unless
    /// the program defines another one. Undeclared it works with a warning, as library functions do.
    pub(super) fn is_alloca(&mut self, name: Name, span: Span) -> bool {
        match self.scopes.lookup(name).map(|binding| binding.meaning) {
            None => {
                let warning = Diagnostic::warning("W0408", span, "`alloca` is used without a declaration");
                let warning = warning.label("declared in no header that is included");
                self.diags.push(warning.help("add `#include <alloca.h>`"));
                true
            }
            Some(Meaning::Global(id)) => {
                let global = self.statics.global(id);
                global.state == data::State::Declared
                    && !global.is_static
                    && matches!(self.types.kind(global.ty), TypeKind::Function(_))
            }
            Some(_) => false,
        }
    }

    /// `alloca(size)`: memory until the function returns.
    pub(super) fn alloca(&mut self, size: Operand, token: Token) -> Parsed<Operand> {
        let span = token.span.to(self.prev.span);
        if self.f.result.is_none() {
            return Err(self.error("E0401", span, "`alloca` outside of a function"));
        }
        if self.unevaluated == 0 {
            self.f.lifetimes.keep(self.f.live);
        }
        let size = self.coerce(size, TypeId::UINT, &"argument")?;
        let ty = self.types.pointer(TypeId::VOID);
        Ok(self.value(ExprKind::StackAlloc { size, align: 1 }, ty, span, token.loc))
    }

    /// What evaluates sizes becomes statements.
    pub(super) fn take_sizes(&mut self, out: &mut Vec<Stmt>, loc: SrcLoc) {
        out.extend(self.f.sizes.drain(..).map(|size| Stmt { kind: StmtKind::Expr(size), loc }));
    }

    /// The end of a block that began when `outer` was alive: frees its arrays.
    pub(super) fn end_lifetimes(&mut self, outer: Option<LifetimeId>, out: &mut Vec<Stmt>, loc: SrcLoc) {
        if let Some(leave) = self.leave_lifetimes(outer) {
            out.push(Stmt { kind: StmtKind::Leave(leave), loc });
        }
    }

    /// The same; gives what ends, if anything does.
    pub(super) fn leave_lifetimes(&mut self, outer: Option<LifetimeId>) -> Option<Leave> {
        let live = std::mem::replace(&mut self.f.live, outer);
        (live != outer).then_some(Leave { from: live, to: outer })
    }

    /// `break` and `continue` out of the arrays that have come since `to`.
    pub(super) fn leaving(&mut self, to: Option<LifetimeId>, jump: StmtKind, loc: SrcLoc) -> StmtKind {
        let from = self.f.live;
        if from == to {
            return jump;
        }
        let leave = StmtKind::Leave(Leave { from, to });
        StmtKind::Block(vec![Stmt { kind: leave, loc }, Stmt { kind: jump, loc }])
    }

    /// No jump leads past the declaration of such an array to where it is known (C99 6.8.6.1).
    pub(super) fn check_jumps(&mut self) {
        for jump in std::mem::take(&mut self.f.jumps) {
            let to = self.f.label_lifetimes[jump.to.index()];
            if let Some(entered) = self.f.lifetimes.enters(jump.from, to) {
                self.jump_into(jump.span, entered, "`goto`");
            }
        }
    }

    /// A `case` has to be where no more such arrays are known than before the `switch`.
    pub(super) fn check_case(&mut self, span: Span) {
        let Some(outside) = self.f.switches.last().map(|switch| switch.live) else { return };
        if let (true, Some(entered)) = (self.f.live != outside, self.f.live) {
            self.jump_into(span, entered, "`switch`");
        }
    }

    fn jump_into(&mut self, span: Span, entered: LifetimeId, what: &str) -> Reported {
        let declared = self.f.lifetimes.span(entered);
        let message = format!("{what} jumps past the declaration of an array of variable length");
        let error = Diagnostic::error("E0231", span, message).secondary(declared, "this one");
        self.report(error.help("put braces around the declaration and what uses the array"))
    }

    /// The place where an array needs a constant length.
    pub(super) fn needs_constant_length(&mut self, span: Span, what: &str) -> Reported {
        let error = Diagnostic::error("E0321", span, format!("{what} needs a constant length"));
        self.report(error.label("not known at compile time").help(
            "write a number or an `enum` constant (a `const` variable is no constant), or declare the array in a \
             function, or use `malloc`",
        ))
    }

    fn variable_initialised(&mut self, span: Span) -> Reported {
        let error = Diagnostic::error("E0515", span, "an array of variable length can't be initialised");
        self.report(
            error
                .label("how many elements it has is not known at compile time")
                .help("assign the elements in a loop, or set all bytes to 0 with `memset(a, 0, sizeof a)`"),
        )
    }

    /// Is it an array of variable length, or one of such arrays?
    pub(super) fn is_variable(&self, ty: TypeId) -> bool {
        match self.types.kind(ty) {
            TypeKind::Array { elem, .. } => self.types.is_vla(elem),
            _ => self.types.is_vla(ty),
        }
    }

    /// What is initialised is no array of variable length.
    pub(super) fn check_initialised(&mut self, ty: TypeId, span: Span) -> Parsed<()> {
        if !self.is_variable(ty) {
            return Ok(());
        }
        let reported = self.variable_initialised(span);
        self.skip_initialiser()?;
        Err(reported)
    }

    /// Goes over an initialiser that is of no use.
    fn skip_initialiser(&mut self) -> Parsed<()> {
        if !self.at(Tok::LBrace) {
            return self.nested(Self::assignment_expr).map(|_| ());
        }
        let level = self.brace_level();
        while !self.at(Tok::Eof) {
            self.bump();
            if self.brace_level() == level {
                break;
            }
        }
        Ok(())
    }

    /// The expressions and places that there are.
    pub(super) fn mark(&self) -> (usize, usize) {
        (self.f.exprs.len(), self.f.places.len())
    }

    /// What has been read since the mark is evaluated after all: it uses what it names.
    pub(super) fn evaluate_from(&mut self, (exprs, places): (usize, usize)) {
        for i in exprs..self.f.exprs.len() {
            let symbol = match &self.f.exprs[i].kind {
                ExprKind::FuncAddr(symbol) => *symbol,
                ExprKind::Call(call) => match call.callee {
                    Callee::Direct(symbol) => symbol,
                    Callee::Indirect(_) => continue,
                },
                _ => continue,
            };
            let Some(global) = data::is_unused(symbol) else { continue };
            let used = self.symbol_of(global);
            match &mut self.f.exprs[i].kind {
                ExprKind::FuncAddr(symbol) => *symbol = used,
                ExprKind::Call(call) => call.callee = Callee::Direct(used),
                _ => {}
            }
        }
        for i in places..self.f.places.len() {
            if let PlaceKind::Global(symbol) = self.f.places[i].kind
                && let Some(global) = data::is_unused(symbol)
            {
                self.f.places[i].kind = PlaceKind::Global(self.symbol_of(global));
            }
        }
    }
}

//! Statements.

use super::{Label, Lower, Storage};
use crate::front::lifetime::LifetimeId;
use crate::front::tree::{ExprId, LabelId, Leave, Stmt, StmtKind};
use crate::ir::{BinOp, Block, IntCc, MemType, Type};
use guest_abi::TrapCode;

/// The cases and the ranges of a switch.
type Cases<'a> = (&'a [(i64, LabelId)], &'a [(i64, i64, LabelId)]);

impl Lower<'_> {
    pub(super) fn stmt(&mut self, stmt: &Stmt) {
        self.b.set_loc(stmt.loc);
        match &stmt.kind {
            StmtKind::Expr(expr) => self.effect(*expr),
            StmtKind::Block(stmts) => stmts.iter().for_each(|s| self.stmt(s)),
            StmtKind::If { arms, els } => self.if_else(arms, els.as_deref()),
            StmtKind::While { cond, body } => self.looped(Some(*cond), None, body),
            StmtKind::For { cond, step, body } => self.looped(*cond, *step, body),
            StmtKind::DoWhile { body, cond } => self.do_while(body, *cond),
            StmtKind::Switch { value, cases, ranges, default, body } => {
                self.switch(*value, (cases, ranges), *default, body);
            }
            StmtKind::Label(label) => self.place_label(*label),
            StmtKind::Break => self.leave(self.breaks.last().copied()),
            StmtKind::Continue => self.leave(self.continues.last().copied()),
            StmtKind::Goto { to, from } => self.goto(*to, *from),
            StmtKind::GotoValue { value, from } => self.goto_value(*value, *from),
            StmtKind::Leave(leave) => self.leave_lifetimes(*leave),
            StmtKind::Return(value) => {
                let value = value.map(|v| self.value(v));
                self.b.set_loc(stmt.loc);
                self.b.ret(value);
            }
        }
    }

    fn leave(&mut self, to: Option<Block>) {
        if let Some(block) = to {
            self.b.jump(block);
        }
    }

    fn if_else(&mut self, arms: &[(ExprId, Stmt)], els: Option<&Stmt>) {
        let end = self.b.create_block();
        for (i, (cond, body)) in arms.iter().enumerate() {
            let then = self.b.create_block();
            let last = i + 1 == arms.len() && els.is_none();
            let next = if last { end } else { self.b.create_block() };
            self.condition(*cond, then, next);
            self.enter(then);
            self.stmt(body);
            self.b.jump(end);
            if !last {
                self.enter(next);
            }
        }
        if let Some(els) = els {
            self.stmt(els);
            self.b.jump(end);
        }
        self.enter(end);
    }

    /// A loop's body.
    fn body(&mut self, body: &Stmt, exit: Block, next: Block) {
        self.breaks.push(exit);
        self.continues.push(next);
        self.stmt(body);
        self.breaks.pop();
        self.continues.pop();
        self.b.jump(next);
    }

    /// `while` and `for`
    fn looped(&mut self, cond: Option<ExprId>, step: Option<ExprId>, body: &Stmt) {
        let (header, exit) = (self.b.create_block(), self.b.create_block());
        self.b.jump(header);
        self.b.start(header);
        if let Some(cond) = cond {
            let then = self.b.create_block();
            self.condition(cond, then, exit);
            self.enter(then);
        }
        match step {
            Some(step) => {
                let next = self.b.create_block();
                self.body(body, exit, next);
                self.enter(next);
                self.effect(step);
                self.b.jump(header);
            }
            None => self.body(body, exit, header),
        }
        self.b.seal(header);
        self.enter(exit);
    }

    fn do_while(&mut self, body: &Stmt, cond: ExprId) {
        let (start, next, exit) = (self.b.create_block(), self.b.create_block(), self.b.create_block());
        self.b.jump(start);
        self.b.start(start);
        self.body(body, exit, next);
        self.enter(next);
        self.condition(cond, start, exit);
        self.b.seal(start);
        self.enter(exit);
    }

    fn switch(&mut self, value: ExprId, (cases, ranges): Cases<'_>, default: Option<LabelId>, body: &Stmt) {
        let wide = Type::from(self.scalar(self.f.expr(value).ty)) == Type::I64;
        let exit = self.b.create_block();
        let value = self.value(value);
        for &(low, high, label) in ranges {
            let (label, next) = (self.label(label), self.b.create_block());
            let from_low = self.b.binary_const(BinOp::Sub, value, low as u64);
            let length = self.b.constant_of(if wide { Type::I64 } else { Type::I32 }, high.wrapping_sub(low) as u64);
            let inside = self.b.int_cmp(IntCc::Ule, from_low, length);
            self.b.branch(inside, label, next);
            self.enter(next);
        }
        let mut targets = Vec::with_capacity(cases.len());
        for &(constant, label) in cases {
            let bits = if wide { constant as u64 } else { u64::from(constant as u32) };
            targets.push((bits, self.label(label)));
        }
        let otherwise = match default {
            Some(label) => self.label(label),
            None => exit,
        };
        self.b.switch(value, &targets, otherwise);
        self.breaks.push(exit);
        self.stmt(body);
        self.breaks.pop();
        self.b.jump(exit);
        self.enter(exit);
    }

    /// Control runs into the label. Cases are jumped to by their switch alone, which precedes them, so that they are
    /// sealed here; the block of a label for `goto` is sealed when the last `goto` has been lowered.
    fn place_label(&mut self, id: LabelId) {
        let block = self.label(id);
        self.b.jump(block);
        let label = &mut self.labels[id.index()];
        label.placed = true;
        if label.gotos == 0 {
            self.b.seal(block);
        }
        self.b.start(block);
    }

    /// Control leaves lifetimes: their arrays are freed.
    pub(super) fn leave_lifetimes(&mut self, Leave { from, to }: Leave) {
        let Some(saved) = self.f.lifetimes.leave(from, to) else { return };
        let saved = match self.local(saved) {
            Storage::Var(var) => self.b.read_var(var),
            storage => {
                let at = self.storage_addr(storage);
                self.b.load(MemType::Full(Type::I32), at, 0, false)
            }
        };
        self.b.stack_restore(saved);
    }

    fn goto(&mut self, id: LabelId, from: Option<LifetimeId>) {
        self.leave_lifetimes(Leave { from, to: self.f.label_lifetimes[id.index()] });
        let block = self.label(id);
        self.b.jump(block);
        let label = &mut self.labels[id.index()];
        label.gotos = label.gotos.saturating_sub(1);
        if label.placed && label.gotos == 0 {
            self.b.seal(block);
        }
    }

    /// `goto *value`: to the switch that all of them share. Where it goes only the run tells, so arrays of variable
    /// length are freed if no label that it may go to is within their lifetimes' blocks; GNU C frees none.
    fn goto_value(&mut self, value: ExprId, from: Option<LifetimeId>) {
        let value = self.value(value);
        if let Some(all) = self.addressed_lifetime {
            self.leave_lifetimes(Leave { from, to: all });
        }
        let block = match self.dispatch {
            Some((block, _)) => block,
            None => {
                let made = self.b.create_block_with_param(Type::I32);
                self.dispatch = Some(made);
                made.0
            }
        };
        self.b.jump_with(block, value);
    }

    /// The switch over the labels whose address was taken, and whatever labels are still open: those of code that
    /// was never lowered, since it can't be reached.
    pub(super) fn finish_labels(&mut self) {
        if let Some((block, value)) = self.dispatch {
            self.enter(block);
            let wrong = self.b.create_block();
            let addressed = &self.f.addressed;
            let cases: Vec<_> = addressed.iter().zip(1..).map(|(&label, i)| (i, self.label(label))).collect();
            self.b.switch(value, &cases, wrong);
            self.enter(wrong);
            self.b.trap(TrapCode::Unreachable);
        }
        for i in 0..self.labels.len() {
            let Label { block: Some(block), gotos, placed } = self.labels[i] else { continue };
            if !placed {
                self.enter(block);
                self.b.trap(TrapCode::Unreachable);
            } else if gotos > 0 {
                self.b.seal(block);
            }
        }
    }
}

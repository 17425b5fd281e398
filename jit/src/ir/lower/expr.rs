//! Expressions: values, conditions, and what is evaluated for its effect alone.

use super::convert::{is_float, is_signed};
use super::{Lower, STACK_ALIGN};
use crate::front::tree::{BinaryOp, ExprId, ExprKind, UnaryOp};
use crate::front::types::TypeId;
use crate::ir::{BinOp, Block, ConvOp, FloatCc, IntCc, Type, UnOp, Value};
use guest_abi::{TrapCode, Ty};

impl Lower<'_> {
    /// Evaluates the expression. The value of one of type `void` is not to be used.
    pub(super) fn value(&mut self, id: ExprId) -> Value {
        let f = self.f;
        let expr = f.expr(id);
        match &expr.kind {
            ExprKind::Int(value) => self.b.constant_of(Type::from(self.scalar(expr.ty)), *value as u64),
            ExprKind::Float(value) => self.float(self.scalar(expr.ty), *value),
            ExprKind::Load(place) => {
                let from = self.place(*place);
                self.b.set_loc(expr.loc);
                self.load(from, self.scalar(expr.ty))
            }
            ExprKind::AddrOf(place) => self.address(*place),
            ExprKind::FuncAddr(symbol) => self.b.func_addr(*symbol),
            ExprKind::Convert(inner) => self.conversion(*inner, expr.ty),
            ExprKind::Unary(op, inner) => self.unary(*op, *inner),
            ExprKind::Binary(..) => self.operators(id),
            ExprKind::Intrinsic(op, inner) => {
                let value = self.value(*inner);
                self.b.set_loc(expr.loc);
                self.intrinsic(*op, self.scalar(f.expr(*inner).ty), value)
            }
            ExprKind::Checked(checked) => self.checked(checked, expr.loc),
            ExprKind::VarArgs => match self.varargs {
                Some(pointer) => pointer,
                None => self.b.i32(0),
            },
            ExprKind::Trap => {
                self.b.set_loc(expr.loc);
                self.b.trap(TrapCode::Unreachable);
                self.b.i32(0)
            }
            ExprKind::PtrAdd { ptr, index, elem_size, negate } => {
                let (ptr, index) = (self.value(*ptr), self.value(*index));
                self.b.set_loc(expr.loc);
                self.b.ptr_add(ptr, index, *elem_size, *negate)
            }
            ExprKind::PtrDiff { left, right, elem_size } => {
                let (left, right) = (self.value(*left), self.value(*right));
                self.b.set_loc(expr.loc);
                self.ptr_diff(left, right, *elem_size)
            }
            ExprKind::LogicalAnd(left, right) => self.logical(*left, *right, true),
            ExprKind::LogicalOr(left, right) => self.logical(*left, *right, false),
            ExprKind::Cond(cond, a, b) => self.conditional(*cond, *a, *b, expr.ty),
            ExprKind::Comma(first, second) => {
                self.effect(*first);
                self.value(*second)
            }
            ExprKind::Stmts(block) => {
                block.stmts.iter().for_each(|stmt| self.stmt(stmt));
                let value = match block.value {
                    Some(value) => self.value(value),
                    None => self.b.i32(0),
                };
                if let Some(end) = block.end {
                    self.leave_lifetimes(end);
                }
                value
            }
            ExprKind::Fence => {
                self.b.fence();
                self.b.i32(0)
            }
            ExprKind::StackSave => self.b.stack_save(),
            ExprKind::StackAlloc { size, align } => {
                let size = self.value(*size);
                self.b.set_loc(expr.loc);
                self.stack_alloc(size, *align)
            }
            ExprKind::ArraySize { count, elem } => {
                let (wide, count) = (Type::from(self.scalar(f.expr(*count).ty)) == Type::I64, self.value(*count));
                let elem = self.value(*elem);
                self.b.set_loc(expr.loc);
                self.array_size(count, wide, elem)
            }
            ExprKind::Assign { place, value } => self.assign(*place, *value, expr.loc),
            ExprKind::CompoundAssign { place, op, value, compute } => {
                self.compound(*place, *op, *value, *compute, expr.loc)
            }
            ExprKind::PtrAssign { place, index, elem_size, negate } => {
                let to = self.place(*place);
                let index = self.value(*index);
                self.b.set_loc(expr.loc);
                let old = self.load(to, Ty::Ptr);
                let new = self.b.ptr_add(old, index, *elem_size, *negate);
                self.store(to, Ty::Ptr, new);
                new
            }
            ExprKind::IncDec { place, decrement, postfix, step, compute } => {
                let (old, new) = self.step(*place, *decrement, *step, *compute, expr.loc);
                if *postfix { old } else { new }
            }
            ExprKind::Copy { dst, src, size } => {
                let (dst, src) = (self.address(*dst), self.address(*src));
                self.b.set_loc(expr.loc);
                self.b.copy(dst, src, *size);
                dst
            }
            ExprKind::Init(init) => {
                self.init(init, expr.loc);
                self.b.i32(0)
            }
            ExprKind::Call(call) => match self.call(call, expr.ty, expr.loc) {
                Some(result) => result,
                None => self.b.i32(0),
            },
        }
    }

    /// `or` with all ones if `a` is greater than `limit`, unsigned.
    fn saturated(&mut self, value: Value, a: Value, limit: u64) -> Value {
        let limit = self.b.constant_of(self.b.type_of(a), limit);
        let over = self.b.int_cmp(IntCc::Ugt, a, limit);
        let mask = self.b.unary(UnOp::Neg, over);
        self.b.binary(BinOp::Or, value, mask)
    }

    /// New memory on the stack; where it has to be more aligned than the stack is there is more of it.
    fn stack_alloc(&mut self, size: Value, align: u32) -> Value {
        if align <= STACK_ALIGN {
            return self.b.stack_alloc(size);
        }
        let more = self.b.binary_const(BinOp::Add, size, u64::from(align));
        let more = self.saturated(more, size, u64::from(u32::MAX - align));
        let start = self.b.stack_alloc(more);
        let end = self.b.binary_const(BinOp::Add, start, u64::from(align) - 1);
        self.b.binary_const(BinOp::And, end, u64::from(align.wrapping_neg()))
    }

    /// Bytes of an array. A negative count is a large unsigned one.
    fn array_size(&mut self, count: Value, wide: bool, elem: Value) -> Value {
        let count = if wide {
            let low = self.b.convert(ConvOp::Wrap, count);
            self.saturated(low, count, u64::from(u32::MAX))
        } else {
            count
        };
        let (count, elem) = (self.b.convert(ConvOp::Zext32, count), self.b.convert(ConvOp::Zext32, elem));
        let bytes = self.b.binary(BinOp::Mul, count, elem);
        let low = self.b.convert(ConvOp::Wrap, bytes);
        self.saturated(low, bytes, i32::MAX as u64)
    }

    /// A chain of operators that lean to the left, as `a + b - c` does: it may be long, so no recursion there.
    fn operators(&mut self, id: ExprId) -> Value {
        let f = self.f;
        let base = self.spine.len();
        let mut at = id;
        while let ExprKind::Binary(_, left, _) = f.expr(at).kind {
            self.spine.push(at);
            at = left;
        }
        let mut value = self.value(at);
        while self.spine.len() > base
            && let Some(node) = self.spine.pop()
        {
            let expr = f.expr(node);
            let ExprKind::Binary(op, left, right) = expr.kind else { continue };
            let b = self.value(right);
            self.b.set_loc(expr.loc);
            let (left, right) = (self.scalar(f.expr(left).ty), self.scalar(f.expr(right).ty));
            value = self.binary(op, left, value, right, b);
        }
        value
    }

    /// Evaluates the expression and drops its value.
    pub(super) fn effect(&mut self, id: ExprId) {
        match &self.f.expr(id).kind {
            ExprKind::Convert(inner) => self.effect(*inner),
            ExprKind::Comma(..) => self.commas(id),
            ExprKind::Stmts(block) => {
                block.stmts.iter().for_each(|stmt| self.stmt(stmt));
                if let Some(value) = block.value {
                    self.effect(value);
                }
                if let Some(end) = block.end {
                    self.leave_lifetimes(end);
                }
            }
            ExprKind::LogicalAnd(left, right) => self.effect_if(*left, true, *right),
            ExprKind::LogicalOr(left, right) => self.effect_if(*left, false, *right),
            ExprKind::Cond(cond, a, b) => self.effect_either(*cond, *a, *b),
            _ => {
                self.value(id);
            }
        }
    }

    /// `a, b, c` for its effects.
    fn commas(&mut self, id: ExprId) {
        let f = self.f;
        let base = self.spine.len();
        let mut at = id;
        while let ExprKind::Comma(first, _) = f.expr(at).kind {
            self.spine.push(at);
            at = first;
        }
        self.effect(at);
        while self.spine.len() > base
            && let Some(node) = self.spine.pop()
        {
            if let ExprKind::Comma(_, second) = f.expr(node).kind {
                self.effect(second);
            }
        }
    }

    /// Evaluates `then` for its effect if `cond` is `expected`.
    fn effect_if(&mut self, cond: ExprId, expected: bool, then: ExprId) {
        let (run, end) = (self.b.create_block(), self.b.create_block());
        if expected {
            self.condition(cond, run, end)
        } else {
            self.condition(cond, end, run)
        }
        self.enter(run);
        self.effect(then);
        self.b.jump(end);
        self.enter(end);
    }

    fn effect_either(&mut self, cond: ExprId, a: ExprId, b: ExprId) {
        let (then, els, end) = (self.b.create_block(), self.b.create_block(), self.b.create_block());
        self.condition(cond, then, els);
        self.enter(then);
        self.effect(a);
        self.b.jump(end);
        self.enter(els);
        self.effect(b);
        self.b.jump(end);
        self.enter(end);
    }

    /// Goes on in a block to which all jumps have been made.
    pub(super) fn enter(&mut self, block: Block) {
        self.b.seal(block);
        self.b.start(block);
    }

    /// Branches on the expression's truth.
    pub(super) fn condition(&mut self, id: ExprId, then: Block, els: Block) {
        let expr = self.f.expr(id);
        match &expr.kind {
            ExprKind::Unary(UnaryOp::Not, inner) => self.condition(*inner, els, then),
            ExprKind::LogicalAnd(..) | ExprKind::LogicalOr(..) => self.logicals(id, then, els),
            ExprKind::Comma(first, second) => {
                self.effect(*first);
                self.condition(*second, then, els);
            }
            _ => {
                let value = self.value(id);
                self.b.set_loc(expr.loc);
                let ty = self.scalar(expr.ty);
                // A branch compares an i32 with 0 itself.
                let value = if Type::from(ty) == Type::I32 { value } else { self.truth(ty, value) };
                self.b.branch(value, then, els);
            }
        }
    }

    /// A chain of `&&` or of `||`, which leans to the left.
    fn logicals(&mut self, id: ExprId, then: Block, els: Block) {
        let f = self.f;
        let base = self.spine.len();
        let and = matches!(f.expr(id).kind, ExprKind::LogicalAnd(..));
        let mut at = id;
        while let (ExprKind::LogicalAnd(left, _), true) | (ExprKind::LogicalOr(left, _), false) =
            (&f.expr(at).kind, and)
        {
            self.spine.push(at);
            at = *left;
        }
        while self.spine.len() > base
            && let Some(node) = self.spine.pop()
        {
            let (ExprKind::LogicalAnd(_, right) | ExprKind::LogicalOr(_, right)) = f.expr(node).kind else { continue };
            let next = self.b.create_block();
            if and {
                self.condition(at, next, els);
            } else {
                self.condition(at, then, next);
            }
            self.enter(next);
            at = right;
        }
        self.condition(at, then, els);
    }

    /// `&&` (`and`) or `||` as a value.
    fn logical(&mut self, left: ExprId, right: ExprId, and: bool) -> Value {
        let (next, short) = (self.b.create_block(), self.b.create_block());
        let (end, result) = self.b.create_block_with_param(Type::I32);
        if and {
            self.condition(left, next, short)
        } else {
            self.condition(left, short, next)
        }
        self.enter(next);
        let value = self.value(right);
        let value = self.truth(self.scalar(self.f.expr(right).ty), value);
        self.b.jump_with(end, value);
        self.enter(short);
        let known = self.b.i32(u32::from(!and));
        self.b.jump_with(end, known);
        self.enter(end);
        result
    }

    fn conditional(&mut self, cond: ExprId, a: ExprId, b: ExprId, ty: TypeId) -> Value {
        let Some(ty) = self.types.scalar(ty) else {
            self.effect_either(cond, a, b);
            return self.b.i32(0);
        };
        let (then, els) = (self.b.create_block(), self.b.create_block());
        let (end, result) = self.b.create_block_with_param(Type::from(ty));
        self.condition(cond, then, els);
        self.enter(then);
        let value = self.value(a);
        self.b.jump_with(end, value);
        self.enter(els);
        let value = self.value(b);
        self.b.jump_with(end, value);
        self.enter(end);
        result
    }

    pub(super) fn float(&mut self, ty: Ty, value: f64) -> Value {
        let bits = if ty == Ty::F32 { u64::from((value as f32).to_bits()) } else { value.to_bits() };
        self.b.constant_of(Type::from(ty), bits)
    }

    fn conversion(&mut self, inner: ExprId, to: TypeId) -> Value {
        let Some(to) = self.types.scalar(to) else {
            self.effect(inner);
            return self.b.i32(0);
        };
        let value = self.value(inner);
        let inner = self.f.expr(inner);
        self.b.set_loc(inner.loc);
        self.convert(value, self.scalar(inner.ty), to)
    }

    fn unary(&mut self, op: UnaryOp, inner: ExprId) -> Value {
        let value = self.value(inner);
        let inner = self.f.expr(inner);
        self.b.set_loc(inner.loc);
        let ty = self.scalar(inner.ty);
        match op {
            UnaryOp::Neg if is_float(ty) => self.b.unary(UnOp::Fneg, value),
            UnaryOp::Neg => self.b.unary(UnOp::Neg, value),
            UnaryOp::BitNot => self.b.unary(UnOp::Not, value),
            UnaryOp::Not => self.compare_zero(ty, value, IntCc::Eq, FloatCc::Eq),
        }
    }

    /// `a op b`; the operands' types are the same but for shifts.
    pub(super) fn binary(&mut self, op: BinaryOp, ty: Ty, a: Value, right: Ty, b: Value) -> Value {
        let (signed, float) = (is_signed(ty), is_float(ty));
        let pick = |signed_op, unsigned_op, float_op| match (float, signed) {
            (true, _) => float_op,
            (false, true) => signed_op,
            (false, false) => unsigned_op,
        };
        let op = match op {
            BinaryOp::Add => pick(BinOp::Add, BinOp::Add, BinOp::Fadd),
            BinaryOp::Sub => pick(BinOp::Sub, BinOp::Sub, BinOp::Fsub),
            BinaryOp::Mul => pick(BinOp::Mul, BinOp::Mul, BinOp::Fmul),
            BinaryOp::Div => pick(BinOp::Sdiv, BinOp::Udiv, BinOp::Fdiv),
            BinaryOp::Rem => pick(BinOp::Srem, BinOp::Urem, BinOp::Urem),
            BinaryOp::Shl => BinOp::Shl,
            BinaryOp::Shr => pick(BinOp::Ashr, BinOp::Lshr, BinOp::Lshr),
            BinaryOp::And => BinOp::And,
            BinaryOp::Or => BinOp::Or,
            BinaryOp::Xor => BinOp::Xor,
            BinaryOp::Eq => return self.compare(float, IntCc::Eq, FloatCc::Eq, a, b),
            BinaryOp::Ne => return self.compare(float, IntCc::Ne, FloatCc::Ne, a, b),
            BinaryOp::Lt => {
                return self.compare(float, if signed { IntCc::Slt } else { IntCc::Ult }, FloatCc::Lt, a, b);
            }
            BinaryOp::Le => {
                return self.compare(float, if signed { IntCc::Sle } else { IntCc::Ule }, FloatCc::Le, a, b);
            }
            BinaryOp::Gt => {
                return self.compare(float, if signed { IntCc::Sgt } else { IntCc::Ugt }, FloatCc::Gt, a, b);
            }
            BinaryOp::Ge => {
                return self.compare(float, if signed { IntCc::Sge } else { IntCc::Uge }, FloatCc::Ge, a, b);
            }
        };
        // The amount of a shift may have the other width; its low bits are what counts.
        let b = match (Type::from(ty), Type::from(right)) {
            (Type::I32, Type::I64) => self.b.convert(ConvOp::Wrap, b),
            (Type::I64, Type::I32) => self.b.convert(ConvOp::Zext32, b),
            _ => b,
        };
        self.b.binary(op, a, b)
    }

    fn compare(&mut self, is_float: bool, int: IntCc, float: FloatCc, a: Value, b: Value) -> Value {
        if is_float { self.b.float_cmp(float, a, b) } else { self.b.int_cmp(int, a, b) }
    }

    fn ptr_diff(&mut self, left: Value, right: Value, elem_size: u32) -> Value {
        let bytes = self.b.binary(BinOp::Sub, left, right);
        // Both point into one array, so the division is exact, and a shift does for a power of two.
        if elem_size.is_power_of_two() {
            self.b.binary_const(BinOp::Ashr, bytes, u64::from(elem_size.trailing_zeros()))
        } else {
            self.b.binary_const(BinOp::Sdiv, bytes, u64::from(elem_size))
        }
    }
}

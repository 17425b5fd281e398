//! Making values, instructions and terminators; everything is folded on its way.

use super::{Def, Edge, FunctionBuilder, Leaf, NO_VALUE, NONE, Term};
use crate::ir::fold::{self, Folded, Values};
use crate::ir::{BinOp, Block, ConvOp, FloatCc, InstData, IntCc, MemType, Op, StackSlot, Type, UnOp, Value, arith};
use guest_abi::TrapCode;
use guest_abi::layout::NULL_HOLE;
use linker::object::SymbolId;

impl FunctionBuilder {
    /// A constant by its bits; what lies above the type's width is dropped.
    pub fn constant_of(&mut self, ty: Type, bits: u64) -> Value {
        self.leaf(match ty {
            Type::I32 => Leaf::Int(ty, bits & 0xffff_ffff),
            Type::I64 => Leaf::Int(ty, bits),
            Type::F32 => Leaf::F32(bits as u32),
            // The front end makes no vectors.
            Type::F64 | Type::V128 | Type::V256 => Leaf::F64(bits),
        })
    }

    /// An `i32` constant.
    pub fn i32(&mut self, bits: u32) -> Value {
        self.constant_of(Type::I32, u64::from(bits))
    }

    /// Address in a stack slot.
    pub fn stack_addr(&mut self, slot: StackSlot, offset: i32) -> Value {
        self.leaf(Leaf::Stack(slot, offset))
    }

    /// Address in a variable with a symbol.
    pub fn data_addr(&mut self, symbol: SymbolId, offset: i32) -> Value {
        self.leaf(Leaf::Data(symbol, offset))
    }

    /// The variable and the offset, if that is what the value is an address of.
    pub fn as_data_addr(&mut self, addr: Value) -> Option<(SymbolId, i32)> {
        let addr = self.resolve(addr);
        match self.values[addr.index()].def {
            Def::Leaf(i) => match self.leaves[i as usize] {
                Leaf::Data(symbol, offset) => Some((symbol, offset)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Function pointer.
    pub fn func_addr(&mut self, symbol: SymbolId) -> Value {
        self.leaf(Leaf::Func(symbol))
    }

    /// Appends an instruction with a result; in unreachable code any constant will do.
    fn push(&mut self, ty: Type, op: Op) -> Value {
        let inst = self.insts.len() as u32;
        let Some(block) = self.current else { return self.constant_of(ty, 0) };
        let result = self.value(ty, Def::Inst(inst));
        self.insts.push(InstData { op, result: Some(result), loc: self.loc });
        self.blocks[block.index()].insts.1 = inst + 1;
        result
    }

    /// Appends an instruction without a result.
    fn push_effect(&mut self, op: Op) {
        let Some(block) = self.current else { return };
        self.insts.push(InstData { op, result: None, loc: self.loc });
        self.blocks[block.index()].insts.1 = self.insts.len() as u32;
    }

    fn folded(&mut self, ty: Type, folded: Folded) -> Value {
        match folded {
            Folded::Const(bits) => self.constant_of(ty, bits),
            Folded::Value(v) => v,
            Folded::Op(op) => self.push(ty, op),
            Folded::WithConst(op, a, c) => {
                let c = self.constant_of(ty, c);
                self.push(ty, Op::Binary(op, a, c))
            }
        }
    }

    /// `a op b`
    pub fn binary(&mut self, op: BinOp, a: Value, b: Value) -> Value {
        let (a, b) = (self.resolve(a), self.resolve(b));
        let ty = self.ty(a);
        match fold::binary(self, op, ty, a, b) {
            Some(folded) => self.folded(ty, folded),
            None => self.push(ty, Op::Binary(op, a, b)),
        }
    }

    /// `a op c`
    pub fn binary_const(&mut self, op: BinOp, a: Value, c: u64) -> Value {
        let c = self.constant_of(self.ty(a), c);
        self.binary(op, a, c)
    }

    /// `op a`
    pub fn unary(&mut self, op: UnOp, a: Value) -> Value {
        let a = self.resolve(a);
        let ty = self.ty(a);
        match fold::unary(self, op, ty, a) {
            Some(folded) => self.folded(ty, folded),
            None => self.push(ty, Op::Unary(op, a)),
        }
    }

    /// Conversion; `op` must fit the value's type.
    pub fn convert(&mut self, op: ConvOp, a: Value) -> Value {
        let a = self.resolve(a);
        let from = self.ty(a);
        let ty = arith::convert_type(op, from).unwrap_or(from);
        match fold::convert(self, op, a) {
            Some(folded) => self.folded(ty, folded),
            None => self.push(ty, Op::Convert(op, a)),
        }
    }

    /// Integer comparison.
    pub fn int_cmp(&mut self, cc: IntCc, a: Value, b: Value) -> Value {
        let (a, b) = (self.resolve(a), self.resolve(b));
        match fold::int_cmp(self, cc, a, b) {
            Some(folded) => self.folded(Type::I32, folded),
            None => self.push(Type::I32, Op::IntCmp(cc, a, b)),
        }
    }

    /// Float comparison.
    pub fn float_cmp(&mut self, cc: FloatCc, a: Value, b: Value) -> Value {
        let (a, b) = (self.resolve(a), self.resolve(b));
        match fold::float_cmp(self, cc, a, b) {
            Some(folded) => self.folded(Type::I32, folded),
            None => self.push(Type::I32, Op::FloatCmp(cc, a, b)),
        }
    }

    /// `base + offset`
    pub fn offset_addr(&mut self, base: Value, offset: i32) -> Value {
        let base = self.resolve(base);
        if let Def::Leaf(i) = self.values[base.index()].def {
            match self.leaves[i as usize] {
                Leaf::Stack(slot, inner) => return self.stack_addr(slot, inner.wrapping_add(offset)),
                Leaf::Data(symbol, inner) => return self.data_addr(symbol, inner.wrapping_add(offset)),
                _ => {}
            }
        }
        self.binary_const(BinOp::Add, base, u64::from(offset as u32))
    }

    /// `v` as a sum of something and a constant.
    fn split_sum(&mut self, v: Value) -> (Value, u32) {
        let v = self.resolve(v);
        if let Def::Leaf(i) = self.values[v.index()].def {
            match self.leaves[i as usize] {
                Leaf::Stack(slot, inner) => return (self.stack_addr(slot, 0), inner as u32),
                Leaf::Data(symbol, inner) => return (self.data_addr(symbol, 0), inner as u32),
                Leaf::Int(Type::I32, c) => return (self.i32(0), c as u32),
                _ => {}
            }
        }
        match self.op(v) {
            Some(&Op::Binary(BinOp::Add, x, c)) => match self.constant(c) {
                Some(c) => (self.resolve(x), c as u32),
                None => (v, 0),
            },
            _ => (v, 0),
        }
    }

    /// `ptr + index * size`, or `ptr - index * size`. Constants are added last, where a load or store can take them
    /// into its offset.
    pub fn ptr_add(&mut self, ptr: Value, index: Value, size: u32, negate: bool) -> Value {
        let (base, near) = self.split_sum(ptr);
        let (index, far) = self.split_sum(index);
        let scaled = self.binary_const(BinOp::Mul, index, u64::from(size));
        let far = far.wrapping_mul(size);
        let (sum, offset) = if negate {
            (self.binary(BinOp::Sub, base, scaled), near.wrapping_sub(far))
        } else {
            (self.binary(BinOp::Add, base, scaled), near.wrapping_add(far))
        };
        self.offset_addr(sum, offset as i32)
    }

    /// `addr + offset` as a base and an offset for a load or store. A constant that was added before is taken
    /// into the offset, but only as much of it as can't change where a valid address wraps around: nothing valid
    /// lies within `NULL_HOLE` of either end of the address space.
    fn split_address(&mut self, addr: Value, offset: i32) -> (Value, i32) {
        let addr = self.resolve(addr);
        let base = match self.values[addr.index()].def {
            Def::Leaf(i) => match self.leaves[i as usize] {
                Leaf::Stack(slot, inner) if inner != 0 => Some((Leaf::Stack(slot, 0), inner)),
                Leaf::Data(symbol, inner) if inner != 0 => Some((Leaf::Data(symbol, 0), inner)),
                _ => None,
            },
            _ => None,
        };
        if let Some((leaf, inner)) = base {
            return (self.leaf(leaf), offset.wrapping_add(inner));
        }
        if let Some(&Op::Binary(BinOp::Add, x, c)) = self.op(addr)
            && let Some(c) = self.constant(c)
        {
            let sum = i64::from(offset) + i64::from(c as i32);
            if sum.unsigned_abs() < u64::from(NULL_HOLE) {
                return (self.resolve(x), sum as i32);
            }
        }
        (addr, offset)
    }

    /// Load from `addr + offset`.
    pub fn load(&mut self, mem: MemType, addr: Value, offset: i32, volatile: bool) -> Value {
        let (addr, offset) = self.split_address(addr, offset);
        let ty = if let MemType::Full(ty) = mem { ty } else { Type::I32 };
        self.push(ty, Op::Load { mem, addr, offset, volatile })
    }

    /// Store to `addr + offset`.
    pub fn store(&mut self, mem: MemType, addr: Value, offset: i32, value: Value, volatile: bool) {
        let (addr, offset) = self.split_address(addr, offset);
        let mut value = self.resolve(value);
        // A narrow store takes the low bits: what extends them from there is not needed for it.
        while let Some(&Op::Unary(op, inner)) = self.op(value) {
            let unneeded = match mem {
                MemType::S8 | MemType::U8 => matches!(op, UnOp::Sext8 | UnOp::Zext8 | UnOp::Sext16 | UnOp::Zext16),
                MemType::S16 | MemType::U16 => matches!(op, UnOp::Sext16 | UnOp::Zext16),
                MemType::Full(_) => false,
            };
            if !unneeded {
                break;
            }
            value = self.resolve(inner);
        }
        self.push_effect(Op::Store { mem, addr, offset, value, volatile });
    }

    /// Copy `len` bytes.
    pub fn copy(&mut self, dst: Value, src: Value, len: u32) {
        if len > 0 {
            self.push_effect(Op::Copy { dst, src, len });
        }
    }

    /// Zero `len` bytes.
    pub fn zero(&mut self, dst: Value, len: u32) {
        if len > 0 {
            self.push_effect(Op::Fill { dst, byte: 0, len });
        }
    }

    /// Nothing is known of memory behind this.
    pub fn fence(&mut self) {
        self.push_effect(Op::Fence);
    }

    /// The stack pointer.
    pub fn stack_save(&mut self) -> Value {
        self.push(Type::I32, Op::StackSave)
    }

    /// Address of so many new bytes on the stack.
    pub fn stack_alloc(&mut self, size: Value) -> Value {
        let size = self.resolve(size);
        self.push(Type::I32, Op::StackAlloc(size))
    }

    /// Gives back what was allocated since `saved` was made.
    pub fn stack_restore(&mut self, saved: Value) {
        let saved = self.resolve(saved);
        self.push_effect(Op::StackRestore(saved));
    }

    /// A call, direct or indirect; returns its result if it has one.
    pub fn call(&mut self, op: Op, result: Option<Type>) -> Option<Value> {
        match result {
            Some(ty) => Some(self.push(ty, op)),
            None => {
                self.push_effect(op);
                None
            }
        }
    }

    /// A new edge from the current block, which must be reachable.
    fn edge(&mut self, from: Block, to: Block, arg: Value) -> u32 {
        let id = self.edges.len() as u32;
        let info = &mut self.blocks[to.index()];
        debug_assert!(!info.sealed, "a sealed block gets no more predecessors");
        self.edges.push(Edge { from, to, arg, index: info.edges, next: NONE });
        if info.edges == 0 {
            info.first_edge = id;
        } else {
            self.edges[info.last_edge as usize].next = id;
        }
        info.last_edge = id;
        info.edges += 1;
        id
    }

    /// Ends the current block; what follows is unreachable until a block is started.
    fn end(&mut self, block: Block, term: Term) {
        let info = &mut self.blocks[block.index()];
        info.term = term;
        info.term_loc = self.loc;
        self.current = None;
    }

    /// Ends the block with a jump.
    pub fn jump(&mut self, to: Block) {
        self.jump_with(to, NO_VALUE);
    }

    /// Ends the block with a jump that passes a value to the block's explicit parameter.
    pub fn jump_with(&mut self, to: Block, arg: Value) {
        let Some(from) = self.current else { return };
        let edge = self.edge(from, to, arg);
        self.end(from, Term::Jump(edge));
    }

    /// Ends the block with a branch on an `i32`; with a jump if the condition is known.
    pub fn branch(&mut self, cond: Value, then: Block, els: Block) {
        let Some(from) = self.current else { return };
        let mut cond = self.resolve(cond);
        let (mut then, mut els) = (then, els);
        // A comparison with 0 of an i32 is what the branch does anyway.
        while let Some(&Op::IntCmp(cc, x, zero)) = self.op(cond)
            && self.constant(zero) == Some(0)
            && self.ty(x) == Type::I32
        {
            match cc {
                IntCc::Ne => {}
                IntCc::Eq => (then, els) = (els, then),
                _ => break,
            }
            cond = self.resolve(x);
        }
        match self.constant(cond) {
            Some(0) => self.jump(els),
            Some(_) => self.jump(then),
            None if then == els => self.jump(then),
            None => {
                let then = self.edge(from, then, NO_VALUE);
                let els = self.edge(from, els, NO_VALUE);
                self.end(from, Term::Branch(cond, then, els));
            }
        }
    }

    /// Ends the block with a switch on an integer; the constants are all different.
    pub fn switch(&mut self, value: Value, cases: &[(u64, Block)], default: Block) {
        let Some(from) = self.current else { return };
        let value = self.resolve(value);
        if let Some(c) = self.constant(value) {
            let target = cases.iter().find(|(k, _)| *k == c).map_or(default, |(_, block)| *block);
            return self.jump(target);
        }
        if cases.is_empty() {
            return self.jump(default);
        }
        let cases = cases.iter().map(|&(k, to)| (k, self.edge(from, to, NO_VALUE))).collect();
        let default = self.edge(from, default, NO_VALUE);
        self.end(from, Term::Switch(value, cases, default));
    }

    /// Ends the block with a return.
    pub fn ret(&mut self, value: Option<Value>) {
        if let Some(block) = self.current {
            self.end(block, Term::Return(value));
        }
    }

    /// Ends the block with a trap.
    pub fn trap(&mut self, code: TrapCode) {
        if let Some(block) = self.current {
            self.end(block, Term::Trap(code));
        }
    }
}

//! The statements of random functions: arithmetic, memory, calls.

use super::generate::{Builder, REGION};
use crate::ir::{BinOp, ConvOp, FloatCc, IntCc, MemType, Op, StackSlot, Terminator, Type, UnOp, Value};
use linker::object::{Linkage, SymbolId, SymbolKind};

const INTS: [Type; 2] = [Type::I32, Type::I64];

impl Builder<'_> {
    /// Writes the stack slots, so that what is read from them is known.
    pub(super) fn prologue(&mut self) {
        for slot in 0..2 {
            let base = self.push(Type::I32, Op::StackAddr(StackSlot(slot), 0));
            let byte = self.random.bits() as u8;
            self.effect(Op::Fill { dst: base, byte, len: REGION });
        }
    }

    /// Folds all values in scope and the slots into the result.
    pub(super) fn epilogue(&mut self, result: Type) {
        for slot in 0..2 {
            let base = self.push(Type::I32, Op::StackAddr(StackSlot(slot), 0));
            for offset in (0..REGION as i32).step_by(16) {
                let mem = MemType::Full(Type::I64);
                let value = self.push(Type::I64, Op::Load { mem, addr: base, offset, volatile: false });
                self.pool.push(value);
            }
        }
        let factor = self.push(Type::I64, Op::Int(Type::I64, 0x0100_0000_01b3));
        let mut sum = self.push(Type::I64, Op::Int(Type::I64, 0xcbf2_9ce4_8422_2325));
        for value in self.pool.clone() {
            let wide = match self.ty(value) {
                Type::I64 => value,
                _ => self.push(Type::I64, Op::Convert(ConvOp::Zext32, value)),
            };
            sum = self.push(Type::I64, Op::Binary(BinOp::Xor, sum, wide));
            sum = self.push(Type::I64, Op::Binary(BinOp::Mul, sum, factor));
        }
        if result == Type::I32 {
            let amount = self.push(Type::I64, Op::Int(Type::I64, 32));
            let high = self.push(Type::I64, Op::Binary(BinOp::Lshr, sum, amount));
            let mixed = self.push(Type::I64, Op::Binary(BinOp::Xor, sum, high));
            sum = self.push(Type::I32, Op::Convert(ConvOp::Wrap, mixed));
        }
        self.finish(self.current(), Terminator::Return(Some(sum)));
    }

    /// Puts a value of any type into the pool of integers.
    pub(super) fn take_in(&mut self, value: Value) {
        let ty = self.ty(value);
        let value = match ty {
            Type::I32 | Type::I64 => value,
            _ => {
                let to = self.random.pick(&INTS);
                self.push(to, Op::Convert(ConvOp::FloatToInt(to), value))
            }
        };
        self.pool.push(value);
    }

    /// An integer in scope.
    pub(super) fn any(&mut self) -> Value {
        let ty = self.random.pick(&INTS);
        self.int(ty)
    }

    /// An integer of this type in scope, or a constant.
    pub(super) fn int(&mut self, ty: Type) -> Value {
        if !self.pool.is_empty() && !self.random.one_in(6) {
            for _ in 0..4 {
                let value = self.random.pick(&self.pool);
                if self.ty(value) == ty {
                    return value;
                }
            }
        }
        let word = self.random.word();
        self.push(ty, Op::Int(ty, if ty == Type::I32 { word & 0xffff_ffff } else { word }))
    }

    /// An `i32` to branch on.
    pub(super) fn condition(&mut self) -> Value {
        if self.random.one_in(4) { self.int(Type::I32) } else { self.comparison() }
    }

    fn comparison(&mut self) -> Value {
        let all = [
            IntCc::Eq,
            IntCc::Ne,
            IntCc::Slt,
            IntCc::Sle,
            IntCc::Sgt,
            IntCc::Sge,
            IntCc::Ult,
            IntCc::Ule,
            IntCc::Ugt,
            IntCc::Uge,
        ];
        let (cc, ty) = (self.random.pick(&all), self.random.pick(&INTS));
        let (a, b) = (self.int(ty), self.int(ty));
        self.push(Type::I32, Op::IntCmp(cc, a, b))
    }

    /// One statement.
    pub(super) fn snippet(&mut self) {
        let value = match self.random.below(if self.allocates { 15 } else { 14 }) {
            0..=4 => self.arithmetic(),
            5 => self.division(),
            6 => self.unary(),
            7 => self.conversion(),
            8 => self.comparison(),
            9 => {
                let (cond, ty) = (self.condition(), self.random.pick(&INTS));
                let (a, b) = (self.int(ty), self.int(ty));
                self.push(ty, Op::Select(cond, a, b))
            }
            10 => return self.store(),
            11 => self.load(),
            12 if self.options.floats => self.float(),
            13 if self.index > 0 && self.loops < 2 => self.call(),
            14 if self.allocates => self.allocation(),
            _ => return self.block_of_memory(),
        };
        self.take_in(value);
    }

    fn arithmetic(&mut self) -> Value {
        let ops = [
            BinOp::Add,
            BinOp::Sub,
            BinOp::Mul,
            BinOp::And,
            BinOp::Or,
            BinOp::Xor,
            BinOp::Shl,
            BinOp::Lshr,
            BinOp::Ashr,
        ];
        let (op, ty) = (self.random.pick(&ops), self.random.pick(&INTS));
        let (a, b) = (self.int(ty), self.int(ty));
        self.push(ty, Op::Binary(op, a, b))
    }

    /// A division by something that is greater than zero, also if it is signed.
    fn division(&mut self) -> Value {
        let op = self.random.pick(&[BinOp::Sdiv, BinOp::Udiv, BinOp::Srem, BinOp::Urem]);
        let ty = self.random.pick(&INTS);
        let (a, b) = (self.int(ty), self.int(ty));
        let mask = self.push(ty, Op::Int(ty, if ty == Type::I32 { 0x7fff_ffff } else { u64::MAX >> 1 }));
        let one = self.push(ty, Op::Int(ty, 1));
        let masked = self.push(ty, Op::Binary(BinOp::And, b, mask));
        let divisor = self.push(ty, Op::Binary(BinOp::Or, masked, one));
        self.push(ty, Op::Binary(op, a, divisor))
    }

    fn unary(&mut self) -> Value {
        let narrow = [UnOp::Sext8, UnOp::Sext16, UnOp::Zext8, UnOp::Zext16];
        let (op, ty) = match self.random.below(4) {
            3 => (self.random.pick(&[UnOp::Clz, UnOp::Ctz, UnOp::Bswap]), self.random.pick(&INTS)),
            0 => (UnOp::Neg, self.random.pick(&INTS)),
            1 => (UnOp::Not, self.random.pick(&INTS)),
            _ => (self.random.pick(&narrow), Type::I32),
        };
        let a = self.int(ty);
        self.push(ty, Op::Unary(op, a))
    }

    fn conversion(&mut self) -> Value {
        let (op, from, to) = self.random.pick(&[
            (ConvOp::Wrap, Type::I64, Type::I32),
            (ConvOp::Sext32, Type::I32, Type::I64),
            (ConvOp::Zext32, Type::I32, Type::I64),
        ]);
        let a = self.int(from);
        self.push(to, Op::Convert(op, a))
    }

    /// An address in a stack slot or in the variable, with an offset that leaves room for `size` bytes.
    fn address(&mut self, size: u32) -> (Value, i32) {
        let room = u64::from(REGION - size) + 1;
        let offset = self.random.below(room) as i32;
        let base = self.random.below(3) as u32;
        let at = |b: &mut Self, offset| match base {
            2 => b.push(Type::I32, Op::DataAddr(SymbolId(0), offset)),
            slot => b.push(Type::I32, Op::StackAddr(StackSlot(slot), offset)),
        };
        match self.random.below(3) {
            // The offset in the address, in the access, or computed.
            0 => (at(self, offset), 0),
            1 => (at(self, -8), offset + 8),
            _ => {
                let index = self.int(Type::I32);
                let mask = self.push(Type::I32, Op::Int(Type::I32, u64::from(REGION / 2 - 1)));
                let masked = self.push(Type::I32, Op::Binary(BinOp::And, index, mask));
                let base = at(self, 0);
                (self.push(Type::I32, Op::Binary(BinOp::Add, base, masked)), offset.min(REGION as i32 / 2 - 8))
            }
        }
    }

    fn memory_type(&mut self) -> (MemType, Type) {
        self.random.pick(&[
            (MemType::S8, Type::I32),
            (MemType::U8, Type::I32),
            (MemType::S16, Type::I32),
            (MemType::U16, Type::I32),
            (MemType::Full(Type::I32), Type::I32),
            (MemType::Full(Type::I64), Type::I64),
        ])
    }

    fn load(&mut self) -> Value {
        let (mem, ty) = self.memory_type();
        let (addr, offset) = self.address(8);
        self.push(ty, Op::Load { mem, addr, offset, volatile: false })
    }

    fn store(&mut self) {
        let (mem, ty) = self.memory_type();
        let value = self.int(ty);
        let (addr, offset) = self.address(8);
        self.effect(Op::Store { mem, addr, offset, value, volatile: false });
    }

    /// A copy between the stack slots, or a fill.
    fn block_of_memory(&mut self) {
        let len = self.random.below(u64::from(REGION) + 1) as u32;
        if self.random.one_in(2) {
            let from = self.random.below(2) as u32;
            let src = self.push(Type::I32, Op::StackAddr(StackSlot(from), (REGION - len) as i32));
            let dst = self.push(Type::I32, Op::StackAddr(StackSlot(1 - from), 0));
            self.effect(Op::Copy { dst, src, len });
        } else {
            let dst = self.push(Type::I32, Op::DataAddr(SymbolId(0), (REGION - len) as i32));
            let byte = self.random.bits() as u8;
            self.effect(Op::Fill { dst, byte, len });
        }
    }

    /// Memory on the stack that is written and read, and given back or not.
    fn allocation(&mut self) -> Value {
        let saved = self.push(Type::I32, Op::StackSave);
        let size = self.int(Type::I32);
        let mask = self.push(Type::I32, Op::Int(Type::I32, 0xff));
        let size = self.push(Type::I32, Op::Binary(BinOp::And, size, mask));
        let least = self.push(Type::I32, Op::Int(Type::I32, u64::from(REGION)));
        let size = self.push(Type::I32, Op::Binary(BinOp::Add, size, least));
        let base = self.push(Type::I32, Op::StackAlloc(size));
        let byte = self.random.bits() as u8;
        self.effect(Op::Fill { dst: base, byte, len: REGION });
        let value = self.int(Type::I64);
        let mem = MemType::Full(Type::I64);
        let offset = self.random.below(u64::from(REGION) - 8) as i32;
        self.effect(Op::Store { mem, addr: base, offset, value, volatile: false });
        if self.index > 0 && self.loops < 2 && self.random.one_in(2) {
            let result = self.call();
            self.take_in(result);
        }
        let offset = self.random.below(u64::from(REGION) - 8) as i32;
        let value = self.push(Type::I64, Op::Load { mem, addr: base, offset, volatile: false });
        if self.random.one_in(2) {
            self.effect(Op::StackRestore(saved));
        }
        value
    }

    /// A float made of a number in scope; never a NaN.
    fn float_of(&mut self, ty: Type) -> Value {
        let from = self.random.pick(&INTS);
        let a = self.int(from);
        let op = if self.random.one_in(2) { ConvOp::IntToFloat(ty) } else { ConvOp::UintToFloat(ty) };
        self.push(ty, Op::Convert(op, a))
    }

    /// Arithmetic or a comparison of floats, as an integer. NaNs arise only as the result of one operation, so
    /// that engines that exchange operands agree.
    fn float(&mut self) -> Value {
        let ty = self.random.pick(&[Type::F32, Type::F64]);
        let (a, b) = (self.float_of(ty), self.float_of(ty));
        match self.random.below(6) {
            0 => {
                let all = [FloatCc::Eq, FloatCc::Ne, FloatCc::Lt, FloatCc::Le, FloatCc::Gt, FloatCc::Ge];
                let cc = self.random.pick(&all);
                self.push(Type::I32, Op::FloatCmp(cc, a, b))
            }
            1 => {
                let to = if ty == Type::F32 { Type::I32 } else { Type::I64 };
                let op = self.random.pick(&[UnOp::Fneg, UnOp::Fabs, UnOp::Fsqrt]);
                let negated = self.push(ty, Op::Unary(op, a));
                self.push(to, Op::Convert(ConvOp::Bitcast(to), negated))
            }
            2 => {
                // Within the range of every unsigned type.
                let small = self.int(Type::I32);
                let small = self.push(Type::I32, Op::Unary(UnOp::Zext16, small));
                let float = self.push(ty, Op::Convert(ConvOp::UintToFloat(ty), small));
                let to = self.random.pick(&INTS);
                self.push(to, Op::Convert(ConvOp::FloatToUint(to), float))
            }
            3 => {
                let (op, to) = if ty == Type::F32 { (ConvOp::Promote, Type::F64) } else { (ConvOp::Demote, Type::F32) };
                let other = self.push(to, Op::Convert(op, a));
                let bits = if to == Type::F32 { Type::I32 } else { Type::I64 };
                self.push(bits, Op::Convert(ConvOp::Bitcast(bits), other))
            }
            _ => {
                let op = self.random.pick(&[BinOp::Fadd, BinOp::Fsub, BinOp::Fmul, BinOp::Fdiv]);
                self.push(ty, Op::Binary(op, a, b))
            }
        }
    }

    /// A call of an earlier function, by name or by pointer.
    fn call(&mut self) -> Value {
        let symbol = SymbolId(1 + self.random.below(u64::from(self.index)) as u32);
        let symbols = self.symbols;
        let callee = &symbols[symbol.0 as usize];
        let SymbolKind::Function(signature) = &callee.kind else { return self.arithmetic() };
        let args = signature
            .words()
            .map(|ty| match Type::from(ty) {
                ty @ (Type::I32 | Type::I64) => self.int(ty),
                ty => self.float_of(ty),
            })
            .collect();
        let ty = signature.result.map_or(Type::I32, |ty| ty.val_type().into());
        // Pointers to local functions are made less often than calls by name.
        if self.random.one_in(if callee.linkage == Linkage::Local { 6 } else { 3 }) {
            let callee = self.push(Type::I32, Op::FuncAddr(symbol));
            return self.push(ty, Op::CallIndirect { callee, args, result: Some(ty) });
        }
        self.push(ty, Op::Call(symbol, args))
    }
}

//! Random modules that have the shape of a module but need not be valid, for the text form.

use crate::ir::{
    BinOp, Block, BlockData, ConvOp, FloatCc, Function, Inlining, Inst, InstData, IntCc, MemType, Module, Op,
    StackSlot, StackSlotData, Target, Terminator, Type, UnOp, Value, ValueData, ValueDef,
};
use crate::testing::Lcg;
use guest_abi::{TrapCode, Ty};
use linker::object::{DataItem, Linkage, Reloc, RelocKind, Signature, SrcLoc, Symbol, SymbolId, SymbolKind};

/// Makes what has the shape of things, with the numbers of a generator.
pub(super) struct Shapes(pub(super) Lcg);

impl Shapes {
    fn next(&mut self) -> u64 {
        self.0.bits()
    }

    fn below(&mut self, n: u64) -> u64 {
        self.0.below(n)
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        self.0.pick(from)
    }

    fn wide(&mut self) -> u64 {
        self.0.word()
    }

    fn offset(&mut self) -> i32 {
        let any = self.next() as i32;
        self.pick(&[0, 0, 4, -4, i32::MAX, i32::MIN, any])
    }

    fn ty(&mut self) -> Type {
        self.pick(&[Type::I32, Type::I64, Type::F32, Type::F64])
    }

    fn loc(&mut self) -> SrcLoc {
        if self.below(2) == 0 {
            return SrcLoc::default();
        }
        SrcLoc { line: self.next() as u32, column: self.next() as u16, file: self.below(3) as u16 }
    }

    fn value(&mut self) -> Value {
        Value(self.below(30) as u32)
    }

    fn values(&mut self) -> Vec<Value> {
        (0..self.below(4)).map(|_| self.value()).collect()
    }

    fn symbol(&mut self) -> SymbolId {
        SymbolId(self.below(12) as u32)
    }

    fn target(&mut self) -> Target {
        Target { block: Block(self.below(6) as u32), args: self.values() }
    }

    fn name(&mut self) -> String {
        let names = ["f", "x", "x", ".str.0", "two words", "", "a\"b\\\n\t\u{1}", "größe\u{85}", "3", "%", "v1"];
        self.pick(&names).to_owned()
    }

    fn mem(&mut self) -> MemType {
        let ty = self.ty();
        self.pick(&[MemType::S8, MemType::U8, MemType::S16, MemType::U16, MemType::Full(ty)])
    }

    fn op(&mut self) -> Op {
        let (a, b, c, ty) = (self.value(), self.value(), self.value(), self.ty());
        match self.below(22) {
            0 => {
                let n = self.wide();
                Op::Int(ty, n)
            }
            1 => Op::F32(self.next() as u32),
            2 => Op::F64(self.wide()),
            3 => Op::Binary(self.pick(&[BinOp::Add, BinOp::Srem, BinOp::Ashr, BinOp::Fdiv]), a, b),
            4 => Op::Unary(self.pick(&[UnOp::Neg, UnOp::Fneg, UnOp::Zext16, UnOp::Clz, UnOp::Fsqrt]), a),
            5 => {
                let ops = [ConvOp::Wrap, ConvOp::Demote, ConvOp::UintToFloat(ty), ConvOp::Bitcast(ty)];
                Op::Convert(self.pick(&ops), a)
            }
            6 => Op::IntCmp(self.pick(&[IntCc::Eq, IntCc::Sle, IntCc::Ugt]), a, b),
            7 => Op::FloatCmp(self.pick(&[FloatCc::Ne, FloatCc::Ge]), a, b),
            8 => Op::Select(a, b, c),
            9 => Op::Load { mem: self.mem(), addr: a, offset: self.offset(), volatile: self.below(4) == 0 },
            10 => Op::Store { mem: self.mem(), addr: a, offset: self.offset(), value: b, volatile: self.below(4) == 0 },
            11 => Op::StackAddr(StackSlot(self.below(5) as u32), self.offset()),
            12 => Op::DataAddr(self.symbol(), self.offset()),
            13 => Op::FuncAddr(self.symbol()),
            14 => Op::Call(self.symbol(), self.values()),
            15 => {
                let result = self.pick(&[None, Some(ty)]);
                Op::CallIndirect { callee: a, args: self.values(), result }
            }
            16 => Op::Copy { dst: a, src: b, len: self.next() as u32 },
            17 => Op::Fill { dst: a, byte: self.next() as u8, len: self.next() as u32 },
            18 => Op::StackSave,
            19 => Op::StackAlloc(a),
            20 => Op::Fence,
            _ => Op::StackRestore(a),
        }
    }

    fn terminator(&mut self) -> Terminator {
        match self.below(6) {
            0 => Terminator::Jump(self.target()),
            1 => Terminator::Branch { cond: self.value(), then: self.target(), els: self.target() },
            2 => {
                let cases = (0..self.below(4)).map(|_| (self.wide(), self.target())).collect();
                Terminator::Switch { value: self.value(), cases, default: self.target() }
            }
            3 => Terminator::Return(None),
            4 => Terminator::Return(Some(self.value())),
            _ => Terminator::Trap(self.pick(&[
                TrapCode::BadFunctionPointer,
                TrapCode::Unreachable,
                TrapCode::StackOverflow,
            ])),
        }
    }

    fn define(&mut self, function: &mut Function, def: ValueDef) -> Value {
        function.values.push(ValueData { ty: self.ty(), def });
        Value(function.values.len() as u32 - 1)
    }

    fn function(&mut self) -> Function {
        let result = if self.below(2) == 0 { None } else { Some(self.ty()) };
        let mut function = Function {
            symbol: self.symbol(),
            inlining: [Inlining::Auto, Inlining::Wanted, Inlining::Always, Inlining::Never][self.below(4) as usize],
            result,
            values: Vec::new(),
            insts: Vec::new(),
            blocks: Vec::new(),
            slots: Vec::new(),
        };
        for _ in 0..self.below(4) {
            function.slots.push(StackSlotData { size: self.next() as u32, align: self.below(20) as u32 });
        }
        for b in 0..self.below(5) as u32 {
            let params =
                (0..self.below(4) as u32).map(|i| self.define(&mut function, ValueDef::Param(Block(b), i))).collect();
            let insts = (0..self.below(6)).map(|_| self.inst(&mut function)).collect();
            let (term, term_loc) = (self.terminator(), self.loc());
            function.blocks.push(BlockData { params, insts, term, term_loc });
        }
        for _ in 0..self.below(3) {
            match self.below(3) {
                0 => {
                    self.define(&mut function, ValueDef::Param(Block(7), 1));
                }
                1 => {
                    self.define(&mut function, ValueDef::Inst(Inst(1000)));
                }
                _ => {
                    let inst = Inst(function.insts.len() as u32);
                    let result = Some(self.define(&mut function, ValueDef::Inst(inst)));
                    function.insts.push(InstData { op: self.op(), result, loc: self.loc() });
                }
            }
        }
        function
    }

    fn inst(&mut self, function: &mut Function) -> Inst {
        let inst = Inst(function.insts.len() as u32);
        let result = if self.below(3) == 0 { None } else { Some(self.define(function, ValueDef::Inst(inst))) };
        function.insts.push(InstData { op: self.op(), result, loc: self.loc() });
        inst
    }

    fn signature(&mut self) -> Signature {
        let types = [Ty::Bool, Ty::I8, Ty::U16, Ty::U32, Ty::I64, Ty::F32, Ty::F64, Ty::Ptr];
        Signature {
            params: (0..self.below(4)).map(|_| self.pick(&types)).collect(),
            result: if self.below(2) == 0 { None } else { Some(self.pick(&types)) },
            variadic: self.below(2) == 0,
        }
    }

    fn data(&mut self) -> DataItem {
        let text = b"plain text with \"quotes\", \\ and \n\t that is longer than one line of the text form\0";
        let init = match self.below(3) {
            0 => text[..self.below(text.len() as u64) as usize].to_vec(),
            1 => (0..self.below(80)).map(|_| self.next() as u8).collect(),
            _ => vec![0; self.below(70) as usize],
        };
        let kinds = [RelocKind::Data, RelocKind::FunctionPointer, RelocKind::Slot, RelocKind::Code];
        let relocs = (0..self.below(3))
            .map(|_| Reloc {
                at: self.next() as u32,
                kind: self.pick(&kinds),
                symbol: self.symbol(),
                addend: self.offset(),
            })
            .collect();
        DataItem { symbol: self.symbol(), init, relocs }
    }

    pub(super) fn module(&mut self) -> Module {
        let symbols = (0..self.below(10))
            .map(|_| Symbol {
                name: self.name(),
                kind: if self.below(2) == 0 {
                    SymbolKind::Function(self.signature())
                } else {
                    SymbolKind::Data { size: self.next() as u32, align: self.next() as u32 }
                },
                linkage: self.pick(&[Linkage::Local, Linkage::Export, Linkage::Import]),
                loc: self.loc(),
            })
            .collect();
        Module {
            name: self.name(),
            files: (0..self.below(3)).map(|_| self.name()).collect(),
            symbols,
            functions: (0..self.below(4)).map(|_| self.function()).collect(),
            data: (0..self.below(4)).map(|_| self.data()).collect(),
            constants: Vec::new(),
        }
    }
}

//! New blocks and instructions.

use crate::ir::vector::{Args, VectorOp};
use crate::ir::{
    BinOp, Block, BlockData, ConvOp, Function, Inst, InstData, IntCc, Op, Terminator, Type, Value, ValueData, ValueDef,
};
use linker::object::SrcLoc;

/// Adds blocks to a function, one behind the other.
pub(super) struct Code<'f> {
    pub(super) f: &'f mut Function,
    loc: SrcLoc,
}

impl<'f> Code<'f> {
    pub(super) fn new(f: &'f mut Function, loc: SrcLoc) -> Self {
        Self { f, loc }
    }

    /// Starts the next block.
    pub(super) fn begin(&mut self) {
        let term = Terminator::Return(None);
        self.f.blocks.push(BlockData { params: Vec::new(), insts: Vec::new(), term, term_loc: self.loc });
    }

    /// Ends the block.
    pub(super) fn end(&mut self, term: Terminator) {
        if let Some(block) = self.f.blocks.last_mut() {
            block.term = term;
        }
    }

    /// The block that is being made.
    pub(super) fn block(&self) -> Block {
        Block(self.f.blocks.len() as u32 - 1)
    }

    /// A parameter of the block.
    pub(super) fn param(&mut self, ty: Type) -> Value {
        let value = Value(self.f.values.len() as u32);
        let block = self.block();
        let params = &mut self.f.blocks[block.index()].params;
        self.f.values.push(ValueData { ty, def: ValueDef::Param(block, params.len() as u32) });
        params.push(value);
        value
    }

    pub(super) fn ty(&self, value: Value) -> Type {
        self.f.values[value.index()].ty
    }

    fn add(&mut self, op: Op, result: Option<Value>) {
        let inst = Inst(self.f.insts.len() as u32);
        self.f.insts.push(InstData { op, result, loc: self.loc });
        if let Some(block) = self.f.blocks.last_mut() {
            block.insts.push(inst);
        }
    }

    /// An instruction with a result.
    pub(super) fn push(&mut self, ty: Type, op: Op) -> Value {
        let value = Value(self.f.values.len() as u32);
        self.f.values.push(ValueData { ty, def: ValueDef::Inst(Inst(self.f.insts.len() as u32)) });
        self.add(op, Some(value));
        value
    }

    /// An instruction without one.
    pub(super) fn effect(&mut self, op: Op) {
        self.add(op, None);
    }

    pub(super) fn int32(&mut self, n: u32) -> Value {
        self.push(Type::I32, Op::Int(Type::I32, n.into()))
    }

    pub(super) fn int64(&mut self, n: u64) -> Value {
        self.push(Type::I64, Op::Int(Type::I64, n))
    }

    pub(super) fn binary(&mut self, op: BinOp, ty: Type, a: Value, b: Value) -> Value {
        self.push(ty, Op::Binary(op, a, b))
    }

    pub(super) fn compare(&mut self, cc: IntCc, a: Value, b: Value) -> Value {
        self.push(Type::I32, Op::IntCmp(cc, a, b))
    }

    pub(super) fn convert(&mut self, op: ConvOp, to: Type, value: Value) -> Value {
        self.push(to, Op::Convert(op, value))
    }

    /// An operation on vectors. Its operands fit: what it makes of them is its type.
    pub(super) fn vector(&mut self, op: VectorOp, args: &[Value]) -> Value {
        let mut types = [Type::V128; 3];
        types.iter_mut().zip(args).for_each(|(ty, arg)| *ty = self.f.values[arg.index()].ty);
        let ty = op.result(&types[..args.len().min(3)]).unwrap_or(Type::V128);
        self.push(ty, Op::Vector(op, Args::new(args)))
    }

    /// As the last but one block: an instruction goes to the end of this block, whose terminator stays.
    pub(super) fn push_in(&mut self, block: Block, ty: Type, op: Op) -> Value {
        let inst = Inst(self.f.insts.len() as u32);
        let value = Value(self.f.values.len() as u32);
        self.f.values.push(ValueData { ty, def: ValueDef::Inst(inst) });
        self.f.insts.push(InstData { op, result: Some(value), loc: self.loc });
        self.f.blocks[block.index()].insts.push(inst);
        value
    }

    /// The same for an operation on vectors.
    pub(super) fn vector_in(&mut self, block: Block, op: VectorOp, args: &[Value]) -> Value {
        let mut types = [Type::V128; 3];
        types.iter_mut().zip(args).for_each(|(ty, arg)| *ty = self.f.values[arg.index()].ty);
        let ty = op.result(&types[..args.len().min(3)]).unwrap_or(Type::V128);
        self.push_in(block, ty, Op::Vector(op, Args::new(args)))
    }
}

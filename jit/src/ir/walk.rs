//! Walking over the operands of instructions and the edges between blocks.

use super::{BinOp, Block, Function, Op, Target, Terminator, Value};

impl Op {
    /// Calls `each` with every value that the instruction reads, in order.
    pub fn for_each_use(&self, mut each: impl FnMut(Value)) {
        match self {
            Self::Int(..)
            | Self::F32(_)
            | Self::F64(_)
            | Self::StackAddr(..)
            | Self::DataAddr(..)
            | Self::FuncAddr(_)
            | Self::Fence
            | Self::StackSave => {}
            Self::Unary(_, a) | Self::Convert(_, a) | Self::StackAlloc(a) | Self::StackRestore(a) => each(*a),
            Self::Binary(_, a, b) | Self::IntCmp(_, a, b) | Self::FloatCmp(_, a, b) => {
                each(*a);
                each(*b);
            }
            Self::Select(a, b, c) => {
                each(*a);
                each(*b);
                each(*c);
            }
            Self::Load { addr, .. } => each(*addr),
            Self::Store { addr, value, .. } => {
                each(*addr);
                each(*value);
            }
            Self::Call(_, args) => args.iter().for_each(|v| each(*v)),
            Self::CallIndirect { callee, args, .. } => {
                each(*callee);
                args.iter().for_each(|v| each(*v));
            }
            Self::Copy { dst, src, .. } => {
                each(*dst);
                each(*src);
            }
            Self::Fill { dst, .. } => each(*dst),
            Self::Vector(_, args) => args.as_slice().iter().for_each(|v| each(*v)),
        }
    }

    /// Calls `each` with every value that the instruction reads, in order, to replace it.
    pub fn for_each_use_mut(&mut self, mut each: impl FnMut(&mut Value)) {
        match self {
            Self::Int(..)
            | Self::F32(_)
            | Self::F64(_)
            | Self::StackAddr(..)
            | Self::DataAddr(..)
            | Self::FuncAddr(_)
            | Self::Fence
            | Self::StackSave => {}
            Self::Unary(_, a)
            | Self::Convert(_, a)
            | Self::Load { addr: a, .. }
            | Self::Fill { dst: a, .. }
            | Self::StackAlloc(a)
            | Self::StackRestore(a) => each(a),
            Self::Binary(_, a, b)
            | Self::IntCmp(_, a, b)
            | Self::FloatCmp(_, a, b)
            | Self::Store { addr: a, value: b, .. }
            | Self::Copy { dst: a, src: b, .. } => {
                each(a);
                each(b);
            }
            Self::Select(c, a, b) => {
                each(c);
                each(a);
                each(b);
            }
            Self::Vector(_, args) => args.as_mut_slice().iter_mut().for_each(each),
            Self::Call(_, args) => args.iter_mut().for_each(each),
            Self::CallIndirect { callee, args, .. } => {
                each(callee);
                args.iter_mut().for_each(each);
            }
        }
    }

    /// Does it do nothing but define its result? Then it can be dropped if nobody uses that. Loads and divisions
    /// are not pure: they may trap, and plugins are told about it.
    #[must_use]
    pub fn is_pure(&self) -> bool {
        match self {
            Self::Binary(op, ..) => !matches!(op, BinOp::Sdiv | BinOp::Udiv | BinOp::Srem | BinOp::Urem),
            Self::Load { .. }
            | Self::Store { .. }
            | Self::Call(..)
            | Self::CallIndirect { .. }
            | Self::Copy { .. }
            | Self::Fill { .. }
            | Self::Fence
            | Self::StackAlloc(_)
            | Self::StackRestore(_) => false,
            _ => true,
        }
    }
}

impl Terminator {
    /// Calls `each` with every jump target, in order.
    pub fn for_each_target<'a>(&'a self, mut each: impl FnMut(&'a Target)) {
        match self {
            Self::Jump(target) => each(target),
            Self::Branch { then, els, .. } => {
                each(then);
                each(els);
            }
            Self::Switch { cases, default, .. } => {
                cases.iter().for_each(|(_, target)| each(target));
                each(default);
            }
            Self::Return(_) | Self::Trap(_) => {}
        }
    }

    /// Calls `each` with every jump target, in order, to change it.
    pub fn for_each_target_mut(&mut self, mut each: impl FnMut(&mut Target)) {
        match self {
            Self::Jump(target) => each(target),
            Self::Branch { then, els, .. } => {
                each(then);
                each(els);
            }
            Self::Switch { cases, default, .. } => {
                cases.iter_mut().for_each(|(_, target)| each(target));
                each(default);
            }
            Self::Return(_) | Self::Trap(_) => {}
        }
    }

    /// The value that decides where to go, or that is returned.
    #[must_use]
    pub fn operand(&self) -> Option<Value> {
        match self {
            Self::Branch { cond: value, .. } | Self::Switch { value, .. } | Self::Return(Some(value)) => Some(*value),
            Self::Jump(_) | Self::Return(None) | Self::Trap(_) => None,
        }
    }

    /// Calls `each` with every value that the terminator reads, the arguments of its targets included.
    pub fn for_each_use(&self, mut each: impl FnMut(Value)) {
        self.operand().into_iter().for_each(&mut each);
        self.for_each_target(|target| target.args.iter().for_each(|v| each(*v)));
    }

    /// Calls `each` with every value that the terminator reads, the arguments of its targets included, to replace it.
    pub fn for_each_use_mut(&mut self, mut each: impl FnMut(&mut Value)) {
        match self {
            Self::Branch { cond: value, .. } | Self::Switch { value, .. } | Self::Return(Some(value)) => each(value),
            Self::Jump(_) | Self::Return(None) | Self::Trap(_) => {}
        }
        self.for_each_target_mut(|target| target.args.iter_mut().for_each(&mut each));
    }
}

impl Function {
    /// The blocks that `block` can jump to; one that is a target twice appears twice.
    #[must_use]
    pub fn successors(&self, block: Block) -> Vec<Block> {
        let mut list = Vec::new();
        if let Some(data) = self.blocks.get(block.index()) {
            data.term.for_each_target(|target| list.push(target.block));
        }
        list
    }
}

//! Types of operands and results.

use super::function::Checker;
use crate::ir::arith;
use crate::ir::mnemonic::{self, name};
use crate::ir::{BinOp, ConvOp, InstData, MemType, Op, Type, UnOp, Value};
use linker::object::SymbolId;

/// The type that a load gives or a store takes.
fn memory_type(mem: MemType) -> Type {
    match mem {
        MemType::S8 | MemType::U8 | MemType::S16 | MemType::U16 => Type::I32,
        MemType::Full(ty) => ty,
    }
}

impl Checker<'_, '_> {
    /// `value` has type `want`. One that does not exist has been reported.
    pub(super) fn expect(&mut self, value: Value, want: Type) {
        if let Some(ty) = self.type_of(value)
            && ty != want
        {
            let (ty, want) = (name(mnemonic::TYPES, ty), name(mnemonic::TYPES, want));
            self.error(format!("{value} is {ty}, not {want}"));
        }
    }

    fn expect_class(&mut self, value: Value, fits: fn(Type) -> bool, what: &str) -> Option<Type> {
        let ty = self.type_of(value)?;
        if !fits(ty) {
            self.error(format!("{value} is not {what}"));
        }
        Some(ty)
    }

    fn check(&mut self, holds: bool, message: &str) {
        if !holds {
            self.error(message);
        }
    }

    /// Checks operands, and that there is a result of the right type exactly if the instruction makes one.
    pub(super) fn inst(&mut self, data: &InstData) {
        let Ok(ty) = self.operands(&data.op) else { return };
        match (data.result, ty) {
            (Some(result), Some(ty)) => self.expect(result, ty),
            (None, None) => {}
            (Some(_), None) => self.error("has a result, but makes none"),
            (None, Some(_)) => self.error("makes a result, but has none"),
        }
    }

    /// The type of what the instruction makes; `Err` if that can't be known because of an error reported already.
    fn operands(&mut self, op: &Op) -> Result<Option<Type>, ()> {
        let ty = match op {
            Op::Int(ty, n) => {
                self.check(ty.is_int(), "an integer constant of a float type");
                self.check(*ty != Type::I32 || *n <= u64::from(u32::MAX), "the constant does not fit into i32");
                *ty
            }
            Op::F32(_) => Type::F32,
            Op::F64(_) => Type::F64,
            Op::Binary(op, a, b) => {
                let float = matches!(op, BinOp::Fadd | BinOp::Fsub | BinOp::Fmul | BinOp::Fdiv);
                let ty = if float { self.expect_class(*a, Type::is_float, "a float") } else { self.integer(*a) };
                let ty = ty.ok_or(())?;
                self.expect(*b, ty);
                ty
            }
            Op::Unary(op, a) => match op {
                UnOp::Neg | UnOp::Not | UnOp::Clz | UnOp::Ctz | UnOp::Bswap => self.integer(*a).ok_or(())?,
                UnOp::Fneg | UnOp::Fabs | UnOp::Fsqrt => self.expect_class(*a, Type::is_float, "a float").ok_or(())?,
                UnOp::Sext8 | UnOp::Sext16 | UnOp::Zext8 | UnOp::Zext16 => {
                    self.expect(*a, Type::I32);
                    Type::I32
                }
            },
            Op::Convert(op, a) => self.conversion(*op, *a)?,
            Op::IntCmp(_, a, b) => {
                let ty = self.integer(*a).ok_or(())?;
                self.expect(*b, ty);
                Type::I32
            }
            Op::FloatCmp(_, a, b) => {
                let ty = self.expect_class(*a, Type::is_float, "a float").ok_or(())?;
                self.expect(*b, ty);
                Type::I32
            }
            Op::Select(cond, a, b) => {
                self.expect(*cond, Type::I32);
                let ty = self.expect_class(*a, |ty| !ty.is_vector(), "a scalar").ok_or(())?;
                self.expect(*b, ty);
                ty
            }
            Op::Load { mem, addr, .. } => {
                self.expect(*addr, Type::I32);
                memory_type(*mem)
            }
            Op::Store { mem, addr, value, .. } => {
                self.expect(*addr, Type::I32);
                self.expect(*value, memory_type(*mem));
                return Ok(None);
            }
            Op::StackAddr(slot, _) => {
                if slot.index() >= self.function.slots.len() {
                    self.error(format!("{slot} does not exist"));
                }
                Type::I32
            }
            Op::DataAddr(symbol, _) => {
                self.verifier.used.insert(*symbol);
                let fits = self.verifier.is_data(*symbol);
                self.check(fits, "the symbol is not a variable");
                Type::I32
            }
            Op::FuncAddr(symbol) => {
                self.verifier.used.insert(*symbol);
                let fits = self.verifier.signature(*symbol).is_some();
                self.check(fits, "the symbol is not a function");
                Type::I32
            }
            Op::Call(symbol, args) => return self.call(*symbol, args),
            Op::CallIndirect { callee, args, result } => {
                self.expect(*callee, Type::I32);
                for arg in args {
                    self.expect_class(*arg, |ty| !ty.is_vector(), "a scalar");
                }
                self.check(result.is_none_or(|ty| !ty.is_vector()), "the result of a call is a scalar");
                return Ok(*result);
            }
            Op::Copy { dst, src, .. } => {
                self.expect(*dst, Type::I32);
                self.expect(*src, Type::I32);
                return Ok(None);
            }
            Op::Fill { dst: address, .. } | Op::StackRestore(address) => {
                self.expect(*address, Type::I32);
                return Ok(None);
            }
            Op::Fence => return Ok(None),
            Op::StackSave => Type::I32,
            Op::StackAlloc(size) => {
                self.expect(*size, Type::I32);
                Type::I32
            }
            Op::Vector(op, args) => {
                let types: Option<Vec<Type>> = args.as_slice().iter().map(|v| self.type_of(*v)).collect();
                let Some(ty) = op.result(&types.ok_or(())?) else {
                    self.error("the operands or lanes do not fit the vector operation");
                    return Err(());
                };
                ty
            }
        };
        Ok(Some(ty))
    }

    fn integer(&mut self, value: Value) -> Option<Type> {
        self.expect_class(value, Type::is_int, "an integer")
    }

    fn conversion(&mut self, op: ConvOp, value: Value) -> Result<Type, ()> {
        let from = self.type_of(value).ok_or(())?;
        arith::convert_type(op, from).ok_or_else(|| self.error(format!("{op:?} does not convert {value}")))
    }

    fn call(&mut self, symbol: SymbolId, args: &[Value]) -> Result<Option<Type>, ()> {
        self.verifier.used.insert(symbol);
        let Some(signature) = self.verifier.signature(symbol) else {
            self.error("calls something that is not a function");
            return Err(());
        };
        let words: Vec<Type> = signature.words().map(Type::from).collect();
        if words.len() != args.len() {
            self.error(format!("{} arguments for {} parameters", args.len(), words.len()));
        }
        for (arg, ty) in args.iter().zip(words) {
            self.expect(*arg, ty);
        }
        Ok(signature.result.map(|ty| ty.val_type().into()))
    }
}

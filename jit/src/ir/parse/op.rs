//! Instructions.

use super::lexer::Token;
use super::{Parser, Result};
use crate::ir::mnemonic::{self, lookup};
use crate::ir::vector::{self, VectorOp};
use crate::ir::{ConvOp, Op, Type, Value};
use linker::object::Symbol;

impl Parser<'_> {
    /// An instruction without its result and place.
    pub(super) fn op(&mut self, symbols: &[Symbol]) -> Result<Op> {
        let line = self.line;
        let mut word = self.word("an instruction")?;
        let volatile = word == "volatile";
        if volatile {
            word = self.word("a load or store")?;
        }
        let (head, suffix) = word.split_once('.').unwrap_or((word, ""));
        if volatile && !matches!(head, "load" | "store") {
            return self.error("only loads and stores can be volatile");
        }
        if let Some(op) = lookup(mnemonic::BINARY, word) {
            let (a, b) = self.two()?;
            return Ok(Op::Binary(op, a, b));
        }
        if let Some(op) = lookup(mnemonic::UNARY, word) {
            return Ok(Op::Unary(op, self.value()?));
        }
        if let Some(op) = conversion(head, suffix) {
            return Ok(Op::Convert(op, self.value()?));
        }
        if let Some((op, immediate)) = vector::text::parse(word) {
            return self.vector(op, &immediate);
        }
        let op = match (head, suffix) {
            ("int", _) => lookup(mnemonic::TYPES, suffix).map(|ty| self.int(ty)),
            ("float", "f32") => Some(self.number().map(Op::F32)),
            ("float", "f64") => Some(self.number().map(Op::F64)),
            ("icmp", _) => lookup(mnemonic::INT_CC, suffix).map(|cc| self.two().map(|(a, b)| Op::IntCmp(cc, a, b))),
            ("fcmp", _) => lookup(mnemonic::FLOAT_CC, suffix).map(|cc| self.two().map(|(a, b)| Op::FloatCmp(cc, a, b))),
            ("load" | "store", _) => self.memory(head, suffix, volatile),
            (_, "") => self.other(head, symbols),
            _ => None,
        };
        op.unwrap_or_else(|| {
            self.line = line;
            self.error(format!("unknown instruction `{}`", word.chars().take(40).collect::<String>()))
        })
    }

    fn two(&mut self) -> Result<(Value, Value)> {
        let a = self.value()?;
        self.mark(',')?;
        Ok((a, self.value()?))
    }

    fn int(&mut self, ty: Type) -> Result<Op> {
        let negative = self.eat('-')?;
        let n: u64 = self.number()?;
        if !negative {
            return Ok(Op::Int(ty, n));
        }
        let limit = if ty == Type::I32 { 1 << 31 } else { 1 << 63 };
        if n > limit {
            return self.error("the constant is too small for its type");
        }
        let n = n.wrapping_neg();
        Ok(Op::Int(ty, if ty == Type::I32 { n & 0xffff_ffff } else { n }))
    }

    fn memory(&mut self, head: &str, suffix: &str, volatile: bool) -> Option<Result<Op>> {
        let mem = lookup(mnemonic::MEM_TYPES, suffix)?;
        Some(self.address().and_then(|(addr, offset)| {
            if head == "load" {
                return Ok(Op::Load { mem, addr, offset, volatile });
            }
            self.mark(',')?;
            Ok(Op::Store { mem, addr, offset, value: self.value()?, volatile })
        }))
    }

    fn address(&mut self) -> Result<(Value, i32)> {
        Ok((self.value()?, self.offset()?))
    }

    fn other(&mut self, word: &str, symbols: &[Symbol]) -> Option<Result<Op>> {
        Some(match word {
            "select" => self.value().and_then(|cond| {
                self.mark(',')?;
                let (a, b) = self.two()?;
                Ok(Op::Select(cond, a, b))
            }),
            "stack_addr" => self.stack_slot().and_then(|slot| Ok(Op::StackAddr(slot, self.offset()?))),
            "data_addr" => self.symbol(symbols).and_then(|symbol| Ok(Op::DataAddr(symbol, self.offset()?))),
            "func_addr" => self.symbol(symbols).map(Op::FuncAddr),
            "call" => self.symbol(symbols).and_then(|symbol| Ok(Op::Call(symbol, self.arguments()?))),
            "call_indirect" => self.call_indirect(),
            "copy" => self.two().and_then(|(dst, src)| {
                self.mark(',')?;
                Ok(Op::Copy { dst, src, len: self.number()? })
            }),
            "fill" => self.value().and_then(|dst| {
                self.mark(',')?;
                let byte = self.number()?;
                self.mark(',')?;
                Ok(Op::Fill { dst, byte, len: self.number()? })
            }),
            "fence" => Ok(Op::Fence),
            "stack_save" => Ok(Op::StackSave),
            "stack_alloc" => self.value().map(Op::StackAlloc),
            "stack_restore" => self.value().map(Op::StackRestore),
            _ => return None,
        })
    }

    fn vector(&mut self, op: VectorOp, immediate: &vector::text::Immediate) -> Result<Op> {
        let mut args = Vec::new();
        for i in 0..op.arity() {
            if i != 0 {
                self.mark(',')?;
            }
            args.push(self.value()?);
        }
        let comma = |parser: &mut Self| if args.is_empty() { Ok(()) } else { parser.mark(',') };
        let op = match immediate {
            vector::text::Immediate::None => op,
            vector::text::Immediate::Number => {
                comma(self)?;
                let n = self.number()?;
                match op {
                    VectorOp::Shift(shift, lane, _) => VectorOp::Shift(shift, lane, n),
                    _ => VectorOp::ByteShift(n),
                }
            }
            vector::text::Immediate::Bytes => {
                comma(self)?;
                let Token::Hex(bytes) = &self.token else { return self.expected("bytes") };
                let Ok(bytes) = <[u8; 16]>::try_from(&bytes[..]) else { return self.error("16 bytes expected") };
                self.advance()?;
                match op {
                    VectorOp::Const(ty, _) => VectorOp::Const(ty, bytes),
                    other => other,
                }
            }
        };
        Ok(Op::Vector(op, vector::Args::new(&args)))
    }

    fn call_indirect(&mut self) -> Result<Op> {
        let callee = self.value()?;
        let args = self.arguments()?;
        let mut result = None;
        if self.token == Token::Arrow {
            self.advance()?;
            result = Some(self.one_of(mnemonic::TYPES, "a type")?);
        }
        Ok(Op::CallIndirect { callee, args, result })
    }
}

fn conversion(head: &str, suffix: &str) -> Option<ConvOp> {
    let make = match head {
        "int_to_float" => ConvOp::IntToFloat,
        "uint_to_float" => ConvOp::UintToFloat,
        "float_to_int" => ConvOp::FloatToInt,
        "float_to_uint" => ConvOp::FloatToUint,
        "bitcast" => ConvOp::Bitcast,
        "wrap" if suffix.is_empty() => return Some(ConvOp::Wrap),
        "sext32" if suffix.is_empty() => return Some(ConvOp::Sext32),
        "zext32" if suffix.is_empty() => return Some(ConvOp::Zext32),
        "promote" if suffix.is_empty() => return Some(ConvOp::Promote),
        "demote" if suffix.is_empty() => return Some(ConvOp::Demote),
        _ => return None,
    };
    lookup(mnemonic::TYPES, suffix).map(make)
}

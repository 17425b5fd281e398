//! The words of the text form, shared by printer and parser.

use super::{BinOp, FloatCc, Inlining, IntCc, MemType, Type, UnOp};
use guest_abi::{TrapCode, Ty};
use linker::object::{Linkage, RelocKind};

/// A word for each value of a small enumeration.
pub(super) type Table<T> = &'static [(T, &'static str)];

/// The word for `item`.
pub(super) fn name<T: PartialEq + Copy>(table: Table<T>, item: T) -> &'static str {
    table.iter().find(|(t, _)| *t == item).map_or("?", |(_, n)| n)
}

/// What `word` stands for.
pub(super) fn lookup<T: Copy>(table: Table<T>, word: &str) -> Option<T> {
    table.iter().find(|(_, n)| *n == word).map(|(t, _)| *t)
}

pub(super) const TYPES: Table<Type> = &[
    (Type::I32, "i32"),
    (Type::I64, "i64"),
    (Type::F32, "f32"),
    (Type::F64, "f64"),
    (Type::V128, "v128"),
    (Type::V256, "v256"),
];

pub(super) const C_TYPES: Table<Ty> = &[
    (Ty::Bool, "bool"),
    (Ty::I8, "i8"),
    (Ty::U8, "u8"),
    (Ty::I16, "i16"),
    (Ty::U16, "u16"),
    (Ty::I32, "i32"),
    (Ty::U32, "u32"),
    (Ty::I64, "i64"),
    (Ty::U64, "u64"),
    (Ty::F32, "f32"),
    (Ty::F64, "f64"),
    (Ty::Ptr, "ptr"),
];

pub(super) const MEM_TYPES: Table<MemType> = &[
    (MemType::S8, "s8"),
    (MemType::U8, "u8"),
    (MemType::S16, "s16"),
    (MemType::U16, "u16"),
    (MemType::Full(Type::I32), "i32"),
    (MemType::Full(Type::I64), "i64"),
    (MemType::Full(Type::F32), "f32"),
    (MemType::Full(Type::F64), "f64"),
    (MemType::Full(Type::V128), "v128"),
    (MemType::Full(Type::V256), "v256"),
];

pub(crate) const BINARY: Table<BinOp> = &[
    (BinOp::Add, "add"),
    (BinOp::Sub, "sub"),
    (BinOp::Mul, "mul"),
    (BinOp::Sdiv, "sdiv"),
    (BinOp::Udiv, "udiv"),
    (BinOp::Srem, "srem"),
    (BinOp::Urem, "urem"),
    (BinOp::And, "and"),
    (BinOp::Or, "or"),
    (BinOp::Xor, "xor"),
    (BinOp::Shl, "shl"),
    (BinOp::Lshr, "lshr"),
    (BinOp::Ashr, "ashr"),
    (BinOp::Fadd, "fadd"),
    (BinOp::Fsub, "fsub"),
    (BinOp::Fmul, "fmul"),
    (BinOp::Fdiv, "fdiv"),
];

pub(super) const UNARY: Table<UnOp> = &[
    (UnOp::Neg, "neg"),
    (UnOp::Not, "not"),
    (UnOp::Fneg, "fneg"),
    (UnOp::Sext8, "sext8"),
    (UnOp::Sext16, "sext16"),
    (UnOp::Zext8, "zext8"),
    (UnOp::Zext16, "zext16"),
    (UnOp::Clz, "clz"),
    (UnOp::Ctz, "ctz"),
    (UnOp::Bswap, "bswap"),
    (UnOp::Fabs, "fabs"),
    (UnOp::Fsqrt, "fsqrt"),
];

pub(crate) const INT_CC: Table<IntCc> = &[
    (IntCc::Eq, "eq"),
    (IntCc::Ne, "ne"),
    (IntCc::Slt, "slt"),
    (IntCc::Sle, "sle"),
    (IntCc::Sgt, "sgt"),
    (IntCc::Sge, "sge"),
    (IntCc::Ult, "ult"),
    (IntCc::Ule, "ule"),
    (IntCc::Ugt, "ugt"),
    (IntCc::Uge, "uge"),
];

pub(crate) const FLOAT_CC: Table<FloatCc> = &[
    (FloatCc::Eq, "eq"),
    (FloatCc::Ne, "ne"),
    (FloatCc::Lt, "lt"),
    (FloatCc::Le, "le"),
    (FloatCc::Gt, "gt"),
    (FloatCc::Ge, "ge"),
];

pub(super) const TRAPS: Table<TrapCode> = &[
    (TrapCode::BadFunctionPointer, "bad_function_pointer"),
    (TrapCode::Unreachable, "unreachable"),
    (TrapCode::StackOverflow, "stack_overflow"),
];

/// Without `Auto`, which is no word.
pub(super) const INLINING: Table<Inlining> =
    &[(Inlining::Wanted, "inline"), (Inlining::Always, "always_inline"), (Inlining::Never, "noinline")];

pub(super) const LINKAGE: Table<Linkage> =
    &[(Linkage::Local, "local"), (Linkage::Export, "export"), (Linkage::Import, "import")];

pub(super) const RELOCS: Table<RelocKind> = &[
    (RelocKind::Data, "data"),
    (RelocKind::FunctionPointer, "function"),
    (RelocKind::Slot, "slot"),
    (RelocKind::Code, "code"),
];

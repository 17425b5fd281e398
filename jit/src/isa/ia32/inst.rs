//! Machine instructions. The registers of an instruction are operands beside it; each variant says which, in order.
//!
//! Nearly every variant is one instruction of the machine, which reads its inputs before it writes. A 64-bit value
//! is a pair of registers, low half first, and an operation on it is a sequence of these instructions that pass the
//! carry in the flags: the allocator puts only moves between instructions, and moves leave the flags alone.

use guest_abi::TrapCode;
use linker::object::SymbolId;
use regalloc2::{PRegSet, RegClass};

use super::regs;
use crate::ir::{StackSlot, Type};
use crate::isa::mach::MachInst;

/// What an address starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Base {
    /// Nothing.
    Zero,
    /// A register, which is an operand.
    Reg,
    /// A piece of the frame.
    Slot(StackSlot),
    /// This function's stack arguments.
    Incoming,
    /// The stack arguments of a function that it calls.
    Outgoing,
}

/// An address: base, index shifted left, variable, displacement; it wraps at 32 bits. Its registers are operands in
/// the order base, index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Amode {
    /// Start.
    pub(crate) base: Base,
    /// How far the index register is shifted, 0 to 3, if there is one.
    pub(crate) index: Option<u8>,
    /// A variable whose address is added.
    pub(crate) data: Option<SymbolId>,
    /// Displacement.
    pub(crate) disp: i32,
}

impl Amode {
    /// An address without index.
    pub(crate) const fn new(base: Base, disp: i32) -> Self {
        Self { base, index: None, data: None, disp }
    }
}

/// Operations with two operands whose first is the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub(crate) enum AluOp {
    Add = 0,
    Or = 1,
    Adc = 2,
    Sbb = 3,
    And = 4,
    Sub = 5,
    Xor = 6,
    Imul,
}

/// Shifts; the value is the opcode's extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub(crate) enum ShiftOp {
    Shl = 4,
    Shr = 5,
    Sar = 7,
}

/// Conditions; the value is the encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs)]
pub(crate) enum Cc {
    B = 2,
    Ae = 3,
    E = 4,
    Ne = 5,
    Be = 6,
    A = 7,
    P = 10,
    Np = 11,
    L = 12,
    Ge = 13,
    Le = 14,
    G = 15,
}

impl Cc {
    /// The condition that holds when this one does not.
    pub(crate) fn invert(self) -> Self {
        match self {
            Self::B => Self::Ae,
            Self::Ae => Self::B,
            Self::E => Self::Ne,
            Self::Ne => Self::E,
            Self::Be => Self::A,
            Self::A => Self::Be,
            Self::P => Self::Np,
            Self::Np => Self::P,
            Self::L => Self::Ge,
            Self::Ge => Self::L,
            Self::Le => Self::G,
            Self::G => Self::Le,
        }
    }
}

/// What a comparison left in the flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cond {
    /// One condition.
    Cc(Cc),
    /// Floats are equal: `e` and not `p`.
    FloatEq,
    /// Floats differ or are unordered: `ne` or `p`.
    FloatNe,
}

/// What a load moves and how it fills the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub(crate) enum LoadKind {
    S8,
    U8,
    S16,
    U16,
    Word,
    F32,
    F64,
}

/// What a store moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub(crate) enum StoreKind {
    Byte,
    Half,
    Word,
    F32,
    F64,
}

/// Extensions within a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub(crate) enum Extend {
    S8,
    U8,
    S16,
    U16,
}

/// Float operations with two operands whose first is the result; the value is the opcode's last byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub(crate) enum FloatOp {
    Add = 0x58,
    Mul = 0x59,
    Sub = 0x5c,
    Div = 0x5e,
}

/// Width of a float.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Width {
    /// Single.
    F32,
    /// Double.
    F64,
}

impl Width {
    /// The width of a float type; single for any other.
    pub(crate) fn of(ty: Type) -> Self {
        if ty == Type::F64 { Self::F64 } else { Self::F32 }
    }
}

/// The machine instructions and pseudo-instructions.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Inst {
    /// A constant. Def.
    Imm(u32),
    /// Address of a variable. Def.
    DataAddr(SymbolId, i32),
    /// A C function pointer. Def.
    FuncAddr(SymbolId),
    /// Def, address.
    Lea(Amode),
    /// Def, address.
    Load(LoadKind, Amode),
    /// Value, address.
    Store(StoreKind, Amode),
    /// Stores a constant. Address.
    StoreImm(StoreKind, u32, Amode),
    /// Def = first use, use.
    Alu(AluOp),
    /// Def = use.
    AluImm(AluOp, i32),
    /// The second operand is in memory. Def = first use, address.
    AluMem(AluOp, Amode),
    /// Product with a constant. Def, use.
    ImulImm(i32),
    /// Def = use.
    Neg,
    /// Def = use.
    Not,
    /// Reverses the bytes. Def = use.
    Bswap,
    /// Number of the highest set bit or, if `lowest`, of the lowest; open for 0, for which it sets ZF. Def, use.
    BitScan {
        /// `bsf` rather than `bsr`.
        lowest: bool,
    },
    /// Product of 32-bit numbers. Defs `eax` and `edx`, uses `eax` and any.
    MulWide {
        /// Are the factors signed?
        signed: bool,
    },
    /// Spreads the sign. Def `edx`, use `eax`.
    Cdq,
    /// Defs `eax` (quotient) and `edx` (remainder), uses `eax`, `edx`, any.
    Div {
        /// `idiv` rather than `div`.
        signed: bool,
    },
    /// Division of 64-bit numbers by a routine behind the function. Defs `eax`, `edx` (quotient), `ebx`, `ecx`
    /// (remainder); uses `eax`, `edx` (dividend), `ebx`, `ecx` (divisor); early def of a temporary if a check needs it.
    Div64 {
        /// Signed numbers.
        signed: bool,
        /// The divisor may be 0.
        check_zero: bool,
        /// The divisor may be -1 (only if signed).
        check_overflow: bool,
    },
    /// Def = use.
    ShiftImm(ShiftOp, u8),
    /// Def = use, use `ecx`.
    ShiftCl(ShiftOp),
    /// Shifts bits in from a second register. Def = first use, use.
    DoubleShiftImm {
        /// `shld` rather than `shrd`.
        left: bool,
        /// How far, 1 to 31.
        count: u8,
    },
    /// Def = first use, use, use `ecx`.
    DoubleShiftCl {
        /// `shld` rather than `shrd`.
        left: bool,
    },
    /// Def, use.
    Extend(Extend),
    /// Use, use.
    Cmp,
    /// Use.
    CmpImm(i32),
    /// Use, address.
    CmpMem(Amode),
    /// Compares a byte or a word in memory with a constant. Address.
    CmpMemImm(StoreKind, i32, Amode),
    /// Use, use.
    Test,
    /// Use.
    TestImm(i32),
    /// 0 or 1. Def; for the two conditions of floats an early def too.
    SetCond(Cond),
    /// Takes the second use if the condition holds. Def = first use, use.
    CMov(Cc),
    /// The same for floats.
    FloatCMov(Cc),

    /// A float constant. Def.
    FloatConst(Width, u64),
    /// Def = first use, use.
    Float(FloatOp, Width),
    /// Flips the sign. Def = use, early def.
    FloatNeg(Width),
    /// Clears the sign. Def = use, early def.
    FloatAbs(Width),
    /// Def, use.
    FloatSqrt(Width),
    /// Compares. Use, use.
    FloatCmp(Width),
    /// To the other width. Def, use.
    FloatToFloat {
        /// The width before.
        from: Width,
    },
    /// Signed 32-bit integer to float. Def, use.
    Int32ToFloat(Width),
    /// Float to signed 32-bit integer. Def, use.
    FloatToInt32(Width),
    /// 64-bit integer to float by x87, which holds all 64 bits, so there is one rounding. Def, uses low, high; for
    /// an unsigned 32-bit integer only low.
    IntPairToFloat {
        /// Type of the integer: 32 bits (unsigned) or 64 bits.
        from: IntSource,
        /// Width of the float.
        to: Width,
    },
    /// Float to 64-bit integer by x87. Defs low, high, use; for an unsigned 32-bit integer only low.
    FloatToIntPair {
        /// Width of the float.
        from: Width,
        /// Type of the integer.
        to: IntSource,
    },
    /// Low bits of a float register to an integer register. Def, use.
    MovFloatToInt,
    /// An integer register to a float register. Def, use.
    MovIntToFloat,
    /// Bits 32 to 63 go to the low bits. Def, use.
    FloatHigh,
    /// Two low halves become one double. Def = first use (low), use (high).
    FloatPair,

    /// Address of new memory on the stack, after a look whether it has that. Early def, use (size).
    StackAlloc,
    /// The stack pointer. Def.
    StackSave,
    /// Sets the stack pointer. Use.
    StackRestore,

    /// Direct call. Defs of the result.
    Call(SymbolId, Option<Type>),
    /// Call through the slot table by slot number. Use, defs of the result.
    CallSlot(Option<Type>),
    /// Traps if the last comparison was not `below`.
    TrapUnlessBelow(TrapCode),
    /// `rep movsd` and `movsb`. Uses `edi`, `esi`.
    CopyString(u32),
    /// `rep stosd` and `stosb` of `eax`. Use `edi`.
    FillString {
        /// The value of each byte.
        byte: u8,
        /// Bytes.
        len: u32,
    },

    /// Goes to successor 0.
    Jump,
    /// To target 0 if the condition holds, else to target 1.
    Branch(Cond),
    /// Searches the cases of the block's switch. Use, use of the high half if there is one.
    Switch,
    /// Jumps through a table of the cases of the block's switch, whose smallest is `low`. Use of the value less
    /// `low`.
    JumpTable {
        /// The smallest case.
        low: u32,
        /// Entries.
        len: u32,
    },
    /// Uses of the result.
    Return,
    /// `ud2`.
    Trap(TrapCode),
}

/// Integer types that go through x87.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub(crate) enum IntSource {
    U32,
    S64,
    U64,
}

impl MachInst for Inst {
    const SPILL_UNIT: u32 = 4;

    fn clobbers(&self) -> PRegSet {
        match self {
            Self::Call(_, result) | Self::CallSlot(result) => {
                let mut set = regs::caller_saved();
                for reg in result_regs(*result) {
                    set.remove(*reg);
                }
                set
            }
            Self::CopyString(_) => regs::set(&[regs::ECX, regs::ESI, regs::EDI]),
            Self::FillString { .. } => regs::set(&[regs::EAX, regs::ECX, regs::EDI]),
            _ => PRegSet::empty(),
        }
    }

    fn is_ret(&self) -> bool {
        matches!(self, Self::Return | Self::Trap(_))
    }

    fn is_branch(&self) -> bool {
        matches!(self, Self::Jump | Self::Branch(_) | Self::Switch | Self::JumpTable { .. })
    }

    fn is_jump(&self) -> bool {
        matches!(self, Self::Jump)
    }

    fn spill_units(class: RegClass) -> usize {
        if class == RegClass::Int { 1 } else { 2 }
    }
}

/// Where a result of the type is.
pub(crate) fn result_regs(result: Option<Type>) -> &'static [regalloc2::PReg] {
    match result {
        None => &[],
        Some(Type::I32) => &[regs::EAX],
        Some(Type::I64) => &[regs::EAX, regs::EDX],
        Some(_) => &[regs::XMM0],
    }
}

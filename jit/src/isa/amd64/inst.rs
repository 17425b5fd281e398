//! The instructions of the backend, with the order of their operands.

use guest_abi::TrapCode;
use linker::object::SymbolId;
use regalloc2::{PRegSet, RegClass};

use super::regs::{self, RAX, RCX, RDI, RDX, RSI, xmm};
use crate::ir::StackSlot;
use crate::ir::vector::VectorOp;
use crate::isa::mach::MachInst;

/// Width of an integer operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    S32,
    S64,
}

/// Width of a float operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FSize {
    F32,
    F64,
}

/// Width of an operation on memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Width {
    B8,
    B16,
    B32,
    B64,
}

/// The second operand of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Src {
    /// A register or spill slot (any).
    Any,
    /// What is at an address; the address.
    Mem(Amode),
    /// A float constant by its bits, in the pool; no operand.
    Pool(u64),
}

/// Two-operand integer operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AluOp {
    Add,
    Sub,
    And,
    Or,
    Xor,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShiftOp {
    Shl,
    Shr,
    Sar,
    Rol,
    Ror,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FloatOp {
    Add,
    Sub,
    Mul,
    Div,
}

/// Changes of width within the integer registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExtOp {
    Sext8,
    Sext16,
    Zext8,
    Zext16,
    /// The low 32 bits; the upper half becomes zero.
    Low32,
    /// 32 to 64 bits.
    Sext32,
}

/// Conversions that are one instruction, or a fixed sequence without other registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CvtOp {
    /// Signed integer of this width to float.
    IntToFloat(Size, FSize),
    /// Float to signed integer of this width, towards zero.
    FloatToInt(FSize, Size),
    /// Float to unsigned 32 bits: the low half of the 64-bit conversion.
    FloatToU32(FSize),
    Promote,
    Demote,
    /// Same bits, integer register to SSE register.
    ToXmm(Size),
    /// Same bits, SSE register to integer register.
    ToGpr(Size),
}

/// x86 conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cc {
    E,
    Ne,
    L,
    Le,
    G,
    Ge,
    B,
    Be,
    A,
    Ae,
    /// Negative.
    S,
    Ns,
    /// Floats: equal and ordered (ZF and not PF).
    FloatE,
    /// Floats: not equal or unordered.
    FloatNe,
}

/// What sets the flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cmp {
    /// `cmp a, b`; operands a, b.
    Reg(Size, Src),
    /// `cmp a, imm`; operand a.
    Imm(Size, i32),
    /// `cmp [mem], imm`; address.
    MemImm(Width, i32, Amode),
    /// `test a, a`; operand a.
    Zero(Size),
    /// `test a, imm`; operand a.
    TestImm(Size, i32),
    /// `test [mem], imm`; address.
    TestMem(Width, i32, Amode),
    /// `test a, b`; operands a, b.
    Test(Size),
    /// `bt a, b`; operands a, b.
    Bit(Size),
    /// `ucomis a, b`; operands a, b.
    Float(FSize, Src),
}

/// An address. Addresses are 32-bit: where registers are added, a 0x67 prefix makes the sum wrap as the IR says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Base {
    /// `[r64 + disp]`; one operand.
    Reg,
    /// `[r32 + disp]`, wrapping; one operand.
    RegWrap,
    /// `[r32 + r32 << shift + disp]`, wrapping; two operands. The displacement may be a variable's address.
    Index(u8, Option<SymbolId>),
    /// `[r32 << shift + disp]`, wrapping; one operand. The displacement may be a variable's address.
    Scaled(u8, Option<SymbolId>),
    /// `[disp]`, of a variable or absolute.
    Absolute(Option<SymbolId>),
    /// `[frame + slot + disp]`.
    Slot(StackSlot),
    /// `[frame + r32 << shift + slot + disp]`, wrapping; one operand.
    SlotIndex(StackSlot, u8),
}

/// An address with its displacement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Amode {
    pub(crate) base: Base,
    pub(crate) disp: i32,
}

/// How a vector instruction is encoded, and how wide it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VectorForm {
    /// 16 bytes; the destination is the first operand.
    Sse,
    /// 16 bytes.
    Vex128,
    /// 32 bytes; of instructions that change the width, the wider side.
    Vex256,
}

/// What a load moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LoadKind {
    S8,
    U8,
    S16,
    U16,
    I32,
    I64,
    F32,
    F64,
    V128,
    /// As `V128`, in a function that has AVX2.
    Vex128,
    V256,
}

/// What a store moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StoreKind {
    I8,
    I16,
    I32,
    I64,
    F32,
    F64,
    V128,
    /// As `V128`, in a function that has AVX2.
    Vex128,
    V256,
}

/// Class of a call's result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RetClass {
    None,
    Int,
    Float,
}

/// An instruction; the operands are listed in the order in which the backend gives them to the allocator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Inst {
    /// Register parameters; fixed defs.
    Args,
    /// Stack parameter at this offset; def.
    LoadArg(LoadKind, u32),
    /// Stack argument at this offset; use.
    StoreArg(StoreKind, u32),
    /// Integer constant; def.
    Imm(u64),
    /// Float constant by its bits; def.
    FloatConst(FSize, u64),
    /// Zero of 16 bytes; def.
    ZeroVector,
    /// Constant vector by its two halves; def.
    VectorConst([u64; 2], VectorForm),
    /// def, operands, and for SSE2 some temporary: see the lowering of vectors.
    Vector(VectorOp, VectorForm),
    /// Address, or a sum that an address can be; def, address.
    Lea(Size, Amode),
    /// C function pointer; def.
    FuncAddr(SymbolId),
    /// def, use.
    Ext(ExtOp),
    /// def (reuses a), a, b.
    Alu(AluOp, Size, Src),
    /// def (reuses a, but for additions), a.
    AluImm(AluOp, Size, i32),
    /// `op [mem], a`; a, address.
    AluMem(AluOp, Width, Amode),
    /// `op [mem], imm`; address.
    AluMemImm(AluOp, Width, i32, Amode),
    /// def (reuses a), a, b.
    Mul(Size, Src),
    /// def, a.
    MulImm(Size, i32, Src),
    /// def (reuses a), a.
    Neg(Size),
    /// def (reuses a), a.
    Not(Size),
    /// def (reuses a), a.
    Bswap(Size),
    /// Zero bits at the top or, if `trailing`, at the bottom; the width for 0. def, a (late), temporary.
    CountZeros { trailing: bool, size: Size },
    /// def (reuses a), a, amount in rcx.
    Shift(ShiftOp, Size),
    /// def (reuses a), a.
    ShiftImm(ShiftOp, Size, u8),
    /// Quotient in rax or remainder in rdx; def, a in rax, b (any, late).
    Div { signed: bool, rem: bool, size: Size },
    /// def (reuses a), a, b.
    Float(FloatOp, FSize, Src),
    /// def (reuses a), a, temporary xmm.
    FloatNeg(FSize),
    /// def (reuses a), a, temporary xmm.
    FloatAbs(FSize),
    /// def, a.
    FloatSqrt(FSize, Src),
    /// def, use.
    Cvt(CvtOp),
    /// The same from memory; def, address.
    CvtMem(CvtOp, Amode),
    /// def xmm (early), use gpr (reused), temporary gpr.
    U64ToFloat(FSize),
    /// def gpr, use xmm (late), temporary xmm.
    FloatToU64(FSize),
    /// def, comparison.
    SetCc(Cmp, Cc),
    /// `FloatE` and `FloatNe` as a value: def, temporary xmm, a, b.
    SetFloat(FSize, bool, Src),
    /// def (reuses b), a, b, comparison.
    Select(Cmp, Cc, Size),
    /// The same for floats.
    SelectFloat(Cmp, Cc),
    /// def, address.
    Load(LoadKind, Amode),
    /// 32 bits, sign-extended to 64; def, address.
    LoadSext(Amode),
    /// value, address.
    Store(StoreKind, Amode),
    /// address.
    StoreImm(StoreKind, i32, Amode),
    /// `rep movsq` of so many quadwords; rdi, rsi.
    RepMovs(u32),
    /// `rep stosq` of so many quadwords; rdi, rax.
    RepStos(u32),
    /// Address of new memory on the stack, after a look whether it has that; early def, size.
    StackAlloc,
    /// The stack pointer; def.
    StackSave,
    /// Sets the stack pointer; use.
    StackRestore,
    /// Direct call; argument uses, result def if any.
    Call(SymbolId, RetClass),
    /// A direct call in the place of a return; argument uses.
    TailCall(SymbolId),
    /// Traps unless the slot number is one; use.
    CheckSlot,
    /// Call through a slot number that was checked; slot, argument uses, result def if any.
    CallIndirect(RetClass),
    /// Unconditional.
    Jump,
    /// To target 0 if the condition holds, else to target 1; comparison.
    Branch(Cmp, Cc),
    /// By the IR switch of the block, of a value that is at most this; value, two temporaries.
    Switch(Size, u64),
    /// Result use if any.
    Ret,
    /// `ud2`
    Trap(TrapCode),
}

impl MachInst for Inst {
    const SPILL_UNIT: u32 = 8;

    fn clobbers(&self) -> PRegSet {
        match self {
            Self::Call(_, ret) | Self::CallIndirect(ret) => {
                let mut set = regs::caller_saved();
                match ret {
                    RetClass::None => {}
                    RetClass::Int => set.remove(RAX),
                    RetClass::Float => set.remove(xmm(0)),
                }
                set
            }
            Self::Div { rem, .. } => PRegSet::empty().with(if *rem { RAX } else { RDX }),
            Self::RepMovs(_) => PRegSet::empty().with(RDI).with(RSI).with(RCX),
            Self::RepStos(_) => PRegSet::empty().with(RDI).with(RCX),
            _ => PRegSet::empty(),
        }
    }

    fn is_ret(&self) -> bool {
        matches!(self, Self::Ret | Self::TailCall(_) | Self::Trap(_))
    }

    fn is_branch(&self) -> bool {
        matches!(self, Self::Jump | Self::Branch(..) | Self::Switch(..))
    }

    fn is_jump(&self) -> bool {
        matches!(self, Self::Jump)
    }

    fn spill_units(_: RegClass) -> usize {
        1
    }
}

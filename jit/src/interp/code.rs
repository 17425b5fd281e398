//! The form in which the interpreter runs a function: a flat list of small instructions over registers.

use crate::ir::vector::{VectorOp, eval};
use crate::ir::{BinOp, ConvOp, FloatCc, Type, UnOp};
use guest_abi::TrapCode;
use linker::object::SrcLoc;

/// A register of the frame. A register holds the bits of its value, with zeros above its width.
pub(super) type Reg = u32;

/// No register.
pub(super) const NO_REG: Reg = u32::MAX;

/// An instruction. `d` is written; jump targets are indices into [`Code::insns`].
///
/// The common operators have instructions of their own, the others go through [`crate::ir::arith`]. Since values
/// have zeros above their width, `and`, `or`, `xor`, equality and unsigned order need no width.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs)]
pub(super) enum Insn {
    Move {
        d: Reg,
        s: Reg,
    },
    Select {
        d: Reg,
        cond: Reg,
        a: Reg,
        b: Reg,
    },

    Add32 {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Sub32 {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Mul32 {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Shl32 {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Lshr32 {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Ashr32 {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Add64 {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Sub64 {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    And {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Or {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Xor {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Binary {
        op: BinOp,
        ty: Type,
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Unary {
        op: UnOp,
        ty: Type,
        d: Reg,
        a: Reg,
    },
    Convert {
        op: ConvOp,
        from: Type,
        d: Reg,
        a: Reg,
    },

    SetEq {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    SetNe {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    SetUlt {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    SetUle {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    SetSlt32 {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    SetSle32 {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    SetSlt64 {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    SetSle64 {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    FloatCmp {
        cc: FloatCc,
        ty: Type,
        d: Reg,
        a: Reg,
        b: Reg,
    },

    /// The frame's address plus an offset.
    StackAddr {
        d: Reg,
        offset: u32,
    },
    LoadS8 {
        d: Reg,
        addr: Reg,
        offset: u32,
    },
    LoadU8 {
        d: Reg,
        addr: Reg,
        offset: u32,
    },
    LoadS16 {
        d: Reg,
        addr: Reg,
        offset: u32,
    },
    LoadU16 {
        d: Reg,
        addr: Reg,
        offset: u32,
    },
    Load32 {
        d: Reg,
        addr: Reg,
        offset: u32,
    },
    Load64 {
        d: Reg,
        addr: Reg,
        offset: u32,
    },
    Store8 {
        addr: Reg,
        offset: u32,
        value: Reg,
    },
    Store16 {
        addr: Reg,
        offset: u32,
        value: Reg,
    },
    Store32 {
        addr: Reg,
        offset: u32,
        value: Reg,
    },
    Store64 {
        addr: Reg,
        offset: u32,
        value: Reg,
    },
    /// So many words of 8 bytes from `addr` to the registers from `d` on.
    LoadVector {
        d: Reg,
        addr: Reg,
        offset: u32,
        words: u8,
    },
    StoreVector {
        addr: Reg,
        offset: u32,
        value: Reg,
        words: u8,
    },
    /// Operation on vectors, by its number.
    Vector {
        op: u32,
    },
    Copy {
        dst: Reg,
        src: Reg,
        len: u32,
    },
    Fill {
        dst: Reg,
        byte: u8,
        len: u32,
    },

    StackSave {
        d: Reg,
    },
    StackAlloc {
        d: Reg,
        size: Reg,
    },
    StackRestore {
        saved: Reg,
    },

    Goto {
        to: u32,
    },
    /// A jump that may close a loop: looks whether the time is up.
    GotoBack {
        to: u32,
    },
    BranchNonzero {
        cond: Reg,
        then: u32,
        els: u32,
    },
    BranchEq {
        a: Reg,
        b: Reg,
        then: u32,
        els: u32,
    },
    BranchUlt {
        a: Reg,
        b: Reg,
        then: u32,
        els: u32,
    },
    BranchSlt32 {
        a: Reg,
        b: Reg,
        then: u32,
        els: u32,
    },
    BranchSlt64 {
        a: Reg,
        b: Reg,
        then: u32,
        els: u32,
    },
    Switch {
        value: Reg,
        table: u32,
    },

    /// Calls a function of the same object by its index.
    CallLocal {
        function: u32,
        site: u32,
    },
    CallSlot {
        slot: u32,
        site: u32,
    },
    CallIndirect {
        callee: Reg,
        site: u32,
    },
    Return {
        value: Reg,
    },
    /// `__setjmp`: the mark is written to the address.
    SetJump {
        d: Reg,
        env: Reg,
    },
    /// `__longjmp`
    LongJump {
        env: Reg,
        value: Reg,
    },
    Trap {
        code: TrapCode,
    },
}

/// What goes into a call and comes out of it.
#[derive(Debug)]
pub(super) struct CallSite {
    /// Where the arguments are.
    pub(super) args: Box<[Reg]>,
    /// Their types.
    pub(super) words: Box<[Type]>,
    /// Type of the result that the caller expects.
    pub(super) result: Option<Type>,
    /// Where it goes; [`NO_REG`] if there is none.
    pub(super) d: Reg,
}

/// An operation on vectors. A vector is in so many registers in a row as it has words of 8 bytes.
#[derive(Debug)]
pub(super) struct VectorInsn {
    pub(super) op: VectorOp,
    /// Operands with their types.
    pub(super) args: Box<[(Type, Reg)]>,
    /// Result and its type.
    pub(super) d: Reg,
    pub(super) ty: Type,
}

impl VectorInsn {
    /// Computes it on the registers of a frame.
    pub(super) fn run(&self, regs: &mut [u64]) {
        let mut args = [(Type::V128, [0; 32]); 3];
        for (to, (ty, reg)) in args.iter_mut().zip(&self.args) {
            to.0 = *ty;
            for i in 0..words(*ty) {
                to.1[8 * i..8 * i + 8].copy_from_slice(&regs[*reg as usize + i].to_le_bytes());
            }
        }
        let result = eval(self.op, &args[..self.args.len().min(3)]);
        for (i, word) in result.as_chunks::<8>().0.iter().enumerate().take(words(self.ty)) {
            regs[self.d as usize + i] = u64::from_le_bytes(*word);
        }
    }
}

/// Registers of a value.
pub(super) fn words(ty: Type) -> usize {
    ty.size().div_ceil(8) as usize
}

/// Cases sorted by constant.
#[derive(Debug)]
pub(super) struct Table {
    /// Constants and targets.
    pub(super) cases: Box<[(u64, u32)]>,
    /// If none matches.
    pub(super) default: u32,
}

impl Table {
    /// Where `value` leads.
    pub(super) fn find(&self, value: u64) -> u32 {
        match self.cases.binary_search_by_key(&value, |(constant, _)| *constant) {
            Ok(at) => self.cases[at].1,
            Err(_) => self.default,
        }
    }
}

/// A function ready to run. Registers: constants, then parameters, then the other values, then one for moves.
#[derive(Debug)]
pub(super) struct Code {
    pub(super) insns: Vec<Insn>,
    /// Source place of each instruction.
    pub(super) places: Vec<SrcLoc>,
    pub(super) sites: Vec<CallSite>,
    pub(super) tables: Vec<Table>,
    pub(super) vectors: Vec<VectorInsn>,
    /// Values of the first registers.
    pub(super) constants: Vec<u64>,
    /// Number of registers.
    pub(super) regs: u32,
    /// Types of the parameters.
    pub(super) params: Box<[Type]>,
    pub(super) result: Option<Type>,
    /// Bytes of the stack frame, with what a call costs; a multiple of 16.
    pub(super) frame: u32,
}

/// The bits of `value` as type `ty` has them: zeros above its width.
pub(super) fn canonical(ty: Type, value: u64) -> u64 {
    if ty.size() == 4 { value & 0xffff_ffff } else { value }
}

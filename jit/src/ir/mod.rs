//! The typed SSA IR, one for both ISAs and the interpreter.
//!
//! A function is a list of blocks; block 0 is the entry, and its parameters are the function's parameters. Values
//! reach a block through its parameters (there are no phis). Every instruction defines at most one value.
//! Addresses are `i32` values. Integer arithmetic wraps; shifts take their amount modulo the width (as x86 does);
//! `sdiv`/`udiv`/`srem`/`urem` trap on a zero divisor and `sdiv`/`srem` on `MIN / -1`. Comparisons give `i32` 0 or 1.
//! A float-to-integer conversion outside the target's range gives what x86's `cvtt*` gives: the type's minimum
//! (for unsigned targets see [`ConvOp`]).
//!
//! # The text form
//! A module prints as text ([`std::fmt::Display`]) and [`parse`] reads that text back:
//! ```text
//! module "demo.c"                                        ; a comment runs to the end of the line
//! file "demo.c"                                          ; files 0, 1, ... that places refer to
//! export function %sum(ptr, i32) -> i32 @3:5             ; symbols in order, with C types and place
//! import function %printf(ptr, ...) -> i32 @1:5
//! local data %.str.0 size 4 align 1
//!
//! function %sum -> i32 {                                 ; or `function %sum noinline -> i32 {`
//!     ss0 = stack 16 align 8                             ; stack slots in order
//! block0(v0: i32, v1: i32):                              ; blocks in order; parameters with their types
//!     v2: i32 = int.i32 0
//!     jump block1(v0, v1, v2) @4:2
//! block1(v3: i32, v4: i32, v5: i32):
//!     v6: i32 = load.u8 v3+4 @5:16                       ; @line:column, or @file:line:column but for file 0
//!     v7: i32 = add v5, v6
//!     branch v4, block1(v3, v4, v7), block2
//! block2:
//!     return v7
//! }
//!
//! data %.str.0 {                                         ; `const data` if its content does not change
//!     "%d\n" x"00"                                       ; bytes as text or in hexadecimal
//! }
//! ```
//! Names that are no words are quoted (`%"two words"`); where several symbols have one name, `#` and the symbol's
//! index follow (`%x#3`). Relocations stand behind a variable's bytes (`reloc 4 data %x+8`, `reloc 0 function %f`).
//! Values that an optimiser took out of all blocks are listed under `detached:` at the end of their function, so
//! that the others keep their numbers. Numbers of instructions are not part of the text: they are numbered as they
//! stand in it. The text of a parsed text is the same text, whether the module is valid or not; [`verify`] says
//! whether it is.

pub mod arith;
pub mod build;
pub(crate) mod constants;
pub mod dominators;
pub mod fold;
pub(crate) mod jump;
pub mod lower;
pub(crate) mod mnemonic;
mod parse;
pub mod print;
mod prune;
mod types;
pub mod vector;
mod verify;
mod walk;

#[cfg(test)]
mod fold_tests;
#[cfg(test)]
mod tests;

pub use parse::{Error as ParseError, parse};
pub use types::Type;
pub(crate) use verify::verify_function;
pub use verify::{VerifyError, VerifyErrors, verify};

use guest_abi::TrapCode;
use linker::object::{DataItem, SrcLoc, Symbol, SymbolId};

/// A dense number for something that lies in a vector.
macro_rules! entity {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// The number as a vector index.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}
pub(crate) use entity;

entity! {
    /// An SSA value of a function.
    Value
}
entity! {
    /// A basic block of a function.
    Block
}
entity! {
    /// An instruction of a function.
    Inst
}
entity! {
    /// A piece of a function's stack frame.
    StackSlot
}

/// What the front end makes of one source file.
#[derive(Debug, Clone, PartialEq)]
pub struct Module {
    /// The plugin's name, for messages.
    pub name: String,
    /// Source files that locations refer to.
    pub files: Vec<String>,
    /// All symbols, defined and imported.
    pub symbols: Vec<Symbol>,
    /// Functions defined.
    pub functions: Vec<Function>,
    /// Variables defined.
    pub data: Vec<DataItem>,
    /// Those of them whose content does not change, in ascending order.
    pub constants: Vec<SymbolId>,
}

/// What the source says of taking a function's body into its callers. Of two declarations the later word here counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Inlining {
    /// Nothing: the optimiser decides.
    #[default]
    Auto,
    /// `inline`: where it is not too large, even if others can see and replace the function.
    Wanted,
    /// `always_inline`: wherever it can be done.
    Always,
    /// `noinline`: nowhere.
    Never,
}

/// A function body.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// Its symbol; the symbol's signature gives the parameters' C types.
    pub symbol: SymbolId,
    /// What the source says of inlining it.
    pub inlining: Inlining,
    /// Result type; `None` is `void`.
    pub result: Option<Type>,
    /// Type and origin of each value.
    pub values: Vec<ValueData>,
    /// The instructions, in no particular order; blocks list them.
    pub insts: Vec<InstData>,
    /// The blocks; block 0 is the entry and has no predecessors.
    pub blocks: Vec<BlockData>,
    /// The frame.
    pub slots: Vec<StackSlotData>,
}

/// Type and origin of a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValueData {
    /// Its type.
    pub ty: Type,
    /// Where it is defined.
    pub def: ValueDef,
}

/// Where a value is defined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ValueDef {
    /// The result of this instruction.
    Inst(Inst),
    /// This parameter of this block.
    Param(Block, u32),
}

/// An instruction with its result and place.
#[derive(Debug, Clone, PartialEq)]
pub struct InstData {
    /// What it does.
    pub op: Op,
    /// The value that it defines.
    pub result: Option<Value>,
    /// Source place.
    pub loc: SrcLoc,
}

/// A block: parameters, instructions, one terminator.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockData {
    /// Values that predecessors pass in.
    pub params: Vec<Value>,
    /// Instructions in order.
    pub insts: Vec<Inst>,
    /// How it ends.
    pub term: Terminator,
    /// Source place of the terminator.
    pub term_loc: SrcLoc,
}

/// A piece of the stack frame.
#[derive(Debug, Clone, PartialEq)]
pub struct StackSlotData {
    /// Bytes.
    pub size: u32,
    /// Alignment in bytes: 1, 2, 4, 8 or 16.
    pub align: u32,
}

/// A jump target with the values for its parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Where to.
    pub block: Block,
    /// One value per parameter.
    pub args: Vec<Value>,
}

/// How a block ends.
#[derive(Debug, Clone, PartialEq)]
pub enum Terminator {
    /// Unconditional.
    Jump(Target),
    /// `cond` is `i32`; not zero takes `then`.
    Branch {
        /// Condition, `i32`.
        cond: Value,
        /// Taken if it is not zero.
        then: Target,
        /// Taken if it is zero.
        els: Target,
    },
    /// Compare an `i32` or `i64` with constants (all different).
    Switch {
        /// Value to look up.
        value: Value,
        /// Constant and target; an `i32` constant is zero-extended to u64.
        cases: Vec<(u64, Target)>,
        /// If none matches.
        default: Target,
    },
    /// Leave the function.
    Return(Option<Value>),
    /// Stop the plugin.
    Trap(TrapCode),
}

/// Two operands of the same type, result of that type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum BinOp {
    Add,
    Sub,
    Mul,
    Sdiv,
    Udiv,
    Srem,
    Urem,
    And,
    Or,
    Xor,
    Shl,
    Lshr,
    Ashr,
    Fadd,
    Fsub,
    Fmul,
    Fdiv,
}

/// One operand, result of its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnOp {
    /// Two's complement negation.
    Neg,
    /// Bitwise complement.
    Not,
    /// Flips the sign bit of a float, NaN too.
    Fneg,
    /// Sign-extends the low 8 bits of an `i32`.
    Sext8,
    /// Sign-extends the low 16 bits of an `i32`.
    Sext16,
    /// Keeps the low 8 bits of an `i32`.
    Zext8,
    /// Keeps the low 16 bits of an `i32`.
    Zext16,
    /// Leading zero bits of an integer; its width for 0.
    Clz,
    /// Trailing zero bits of an integer; its width for 0.
    Ctz,
    /// Reverses the bytes of an integer.
    Bswap,
    /// Clears the sign bit of a float, NaN too.
    Fabs,
    /// Square root of a float, to nearest even.
    Fsqrt,
}

/// One operand, result of another type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConvOp {
    /// `i64` to `i32`: the low half.
    Wrap,
    /// `i32` to `i64`, sign-extended.
    Sext32,
    /// `i32` to `i64`, zero-extended.
    Zext32,
    /// `f32` to `f64`.
    Promote,
    /// `f64` to `f32`, to nearest even.
    Demote,
    /// Signed integer (`i32` or `i64`) to this float type, to nearest even.
    IntToFloat(Type),
    /// Unsigned integer (`i32` or `i64`) to this float type, to nearest even.
    UintToFloat(Type),
    /// Float to this signed integer type, towards zero; out of range or NaN gives the type's minimum.
    FloatToInt(Type),
    /// Float to this unsigned integer type, towards zero; for values outside its range, which C leaves undefined,
    /// the engines may differ.
    FloatToUint(Type),
    /// Same bits, `f32` to `i32`, `i32` to `f32`, `f64` to `i64`, `i64` to `f64`: to this type.
    Bitcast(Type),
}

/// Integer comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum IntCc {
    Eq,
    Ne,
    Slt,
    Sle,
    Sgt,
    Sge,
    Ult,
    Ule,
    Ugt,
    Uge,
}

/// Float comparison: ordered, but for `Ne`, which is true if unordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum FloatCc {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

/// What a load or store moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MemType {
    /// Byte; loads sign-extend to `i32`.
    S8,
    /// Byte; loads zero-extend to `i32`.
    U8,
    /// Two bytes; loads sign-extend to `i32`.
    S16,
    /// Two bytes; loads zero-extend to `i32`.
    U16,
    /// A whole value.
    Full(Type),
}

/// What an instruction does.
#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    /// Integer constant of type `i32` or `i64` (an `i32` is zero-extended to u64).
    Int(Type, u64),
    /// `f32` constant by its bits.
    F32(u32),
    /// `f64` constant by its bits.
    F64(u64),
    /// Two operands.
    Binary(BinOp, Value, Value),
    /// One operand.
    Unary(UnOp, Value),
    /// Change of type.
    Convert(ConvOp, Value),
    /// Integer comparison.
    IntCmp(IntCc, Value, Value),
    /// Float comparison.
    FloatCmp(FloatCc, Value, Value),
    /// `cond != 0 ? a : b` without a branch; `cond` is `i32`.
    Select(Value, Value, Value),
    /// Load from `addr + offset`.
    Load {
        /// What.
        mem: MemType,
        /// Address, `i32`.
        addr: Value,
        /// Added to it, wrapping at 32 bits where the program is defined.
        offset: i32,
        /// It happens exactly once, and in order with the other volatile ones: C's `volatile`.
        volatile: bool,
    },
    /// Store to `addr + offset`.
    Store {
        /// What.
        mem: MemType,
        /// Address, `i32`.
        addr: Value,
        /// Added to it.
        offset: i32,
        /// What to store; narrow stores take the low bits of an `i32`.
        value: Value,
        /// As for [`Op::Load`].
        volatile: bool,
    },
    /// Address of a stack slot plus offset.
    StackAddr(StackSlot, i32),
    /// Address of a variable plus offset.
    DataAddr(SymbolId, i32),
    /// C function pointer to a function.
    FuncAddr(SymbolId),
    /// Direct call; argument types are the symbol's signature's words.
    Call(SymbolId, Vec<Value>),
    /// Call through a C function pointer; traps with `BadFunctionPointer` if it is none.
    CallIndirect {
        /// The function pointer.
        callee: Value,
        /// Arguments.
        args: Vec<Value>,
        /// Result type.
        result: Option<Type>,
    },
    /// Copy `len` bytes from `src` to `dst`, which do not overlap or are equal.
    Copy {
        /// Destination address.
        dst: Value,
        /// Source address.
        src: Value,
        /// Bytes.
        len: u32,
    },
    /// Set `len` bytes at `dst` to `byte`.
    Fill {
        /// Destination address.
        dst: Value,
        /// Value of each byte.
        byte: u8,
        /// Bytes.
        len: u32,
    },
    /// Does nothing, but all memory may have another content behind it, and has to be written before it: what a call
    /// of an unknown function is to an optimiser.
    Fence,
    /// The stack pointer, an `i32` for [`Op::StackRestore`].
    StackSave,
    /// Address of so many bytes (an unsigned `i32`) of new memory on the stack, a multiple of 16. It is given back by
    /// [`Op::StackRestore`] or when the function returns. Traps with `StackOverflow` if the stack has less.
    StackAlloc(Value),
    /// Gives back what was allocated since [`Op::StackSave`] made this value in the same call of the function. What
    /// happens with any other value is left open.
    StackRestore(Value),
    /// An operation on vectors; it cannot trap.
    Vector(vector::VectorOp, vector::Args),
}

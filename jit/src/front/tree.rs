//! The typed tree: what the front end makes of a source file, and what `ir::lower` reads.
//!
//! Names are resolved, types checked, implicit conversions and decays explicit, so that lowering needs no rule of C
//! beyond the ones written here. Expressions and places live in per-function arenas; the tree's height is bounded
//! by the parser, so recursion over it is safe.
//!
//! An expression is a value of a scalar type (or `void`). A place is memory of any object type. Structs, unions and
//! arrays are never values: a struct is assigned by [`ExprKind::Copy`], which works on places.

use super::lifetime::{LifetimeId, Lifetimes};
use super::token::Name;
use super::types::{Bits, TypeId, Types};
use crate::ir::{Inlining, entity};
use guest_abi::Ty;
use linker::object::{DataItem, SrcLoc, Symbol, SymbolId};

entity! {
    /// An expression of a function.
    ExprId
}
entity! {
    /// A place (lvalue) of a function.
    PlaceId
}
entity! {
    /// A local variable or parameter of a function.
    LocalId
}
entity! {
    /// A jump target of a function: a `goto` label, a `case` or a `default`.
    LabelId
}

/// One source file, analysed.
#[derive(Debug, Clone)]
pub struct Unit {
    /// The plugin's name.
    pub name: String,
    /// Source files that locations refer to.
    pub files: Vec<String>,
    /// All types.
    pub types: Types,
    /// Symbols defined and imported (those that are used).
    pub symbols: Vec<Symbol>,
    /// Globals, static locals and string literals, laid out.
    pub data: Vec<DataItem>,
    /// The variables whose content does not change, in ascending order.
    pub constants: Vec<SymbolId>,
    /// Parameters that are bound to constants.
    pub bound: Vec<Bound>,
    /// Functions defined.
    pub functions: Vec<Function>,
}

/// A parameter that is bound to a constant; see [`crate::bind`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    /// The function.
    pub function: SymbolId,
    /// Its parameter, by number.
    pub index: u32,
    /// The parameter's type.
    pub ty: Ty,
    /// The constant's bits, as the IR has them.
    pub bits: u64,
}

/// A function with its body.
#[derive(Debug, Clone)]
pub struct Function {
    /// Its symbol, whose signature has the parameters' types.
    pub symbol: SymbolId,
    /// What its declarations say of inlining it.
    pub inlining: Inlining,
    /// Result type; `void` if none. A struct result goes to where the first parameter points, and this is `void`.
    pub result: TypeId,
    /// Its parameters: locals in the order of the signature. A narrow one arrives with garbage above its width. A
    /// struct arrives as a pointer to a copy that is the callee's.
    pub params: Vec<LocalId>,
    /// Parameters, variables and temporaries. They live as long as the function runs.
    pub locals: Vec<Local>,
    /// Expressions.
    pub exprs: Vec<Expr>,
    /// Places.
    pub places: Vec<Place>,
    /// Number of labels.
    pub labels: u32,
    /// Lifetimes of its arrays of variable length.
    pub lifetimes: Lifetimes,
    /// The innermost lifetime around each label.
    pub label_lifetimes: Vec<Option<LifetimeId>>,
    /// Labels whose address is taken: the value of the first one is 1, and so on.
    pub addressed: Vec<LabelId>,
    /// The statements of the body.
    pub body: Vec<Stmt>,
    /// Where its name is.
    pub loc: SrcLoc,
    /// Its closing brace, for the return that falls off the end.
    pub end_loc: SrcLoc,
}

impl Function {
    /// The expression.
    #[must_use]
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.index()]
    }

    /// The place.
    #[must_use]
    pub fn place(&self, id: PlaceId) -> &Place {
        &self.places[id.index()]
    }

    /// The local.
    #[must_use]
    pub fn local(&self, id: LocalId) -> &Local {
        &self.locals[id.index()]
    }
}

/// A local variable, parameter or temporary (compound literal).
#[derive(Debug, Clone)]
pub struct Local {
    /// Its name; temporaries and unnamed parameters have none.
    pub(crate) name: Option<Name>,
    /// Its type: any complete object type.
    pub ty: TypeId,
    /// Alignment that its declaration asks for; 0 if it asks for none.
    pub align: u32,
    /// `&` was applied. A scalar without it never needs memory.
    pub address_taken: bool,
    /// Where it is declared.
    pub loc: SrcLoc,
}

/// An expression: a scalar value, or nothing (`void`).
#[derive(Debug, Clone)]
pub struct Expr {
    /// What it computes.
    pub kind: ExprKind,
    /// Its type, unqualified: scalar or `void`.
    pub ty: TypeId,
    /// Source place.
    pub loc: SrcLoc,
}

/// A place: memory that holds an object.
#[derive(Debug, Clone)]
pub struct Place {
    /// Which memory.
    pub kind: PlaceKind,
    /// The object's type, with qualifiers.
    pub ty: TypeId,
    /// Source place.
    pub loc: SrcLoc,
}

/// Which memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceKind {
    /// A local.
    Local(LocalId),
    /// A variable: global, static local, string literal or import.
    Global(SymbolId),
    /// What this pointer value points to.
    Deref(ExprId),
    /// The same for a struct that is no lvalue: the result of a call or of an operator.
    Temporary(ExprId),
    /// Part of a struct or union.
    Member {
        /// The whole.
        base: PlaceId,
        /// Offset in bytes.
        offset: u32,
    },
    /// A bit-field, whose type is the one that it is declared with.
    BitField {
        /// The struct or union.
        base: PlaceId,
        /// Offset of the memory around it, in bytes.
        offset: u32,
        /// Which bits of that memory.
        bits: Bits,
    },
}

/// One operand; operand and result have the same, already promoted type, except for `Not`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    /// `-x`, integer or floating.
    Neg,
    /// `~x`, integer.
    BitNot,
    /// `!x`: any scalar to `int`, 1 if it compares equal to 0.
    Not,
}

/// What GNU C's built-in functions of one operand compute. The operand has its type; the result is an `int` but where
/// something else is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Intrinsic {
    /// Leading zero bits of an unsigned integer of 4 or 8 bytes; open for 0.
    Clz,
    /// Trailing zero bits; open for 0.
    Ctz,
    /// Number of set bits.
    Popcount,
    /// Number of set bits modulo 2.
    Parity,
    /// Number of the lowest set bit from 1 on; 0 if there is none.
    Ffs,
    /// Number of bits below the sign bit that equal it, of a signed integer.
    Clrsb,
    /// Reverses the bytes of an unsigned integer of 2, 4 or 8 bytes, whose type the result has.
    Bswap,
    /// Square root; the result has the operand's floating type.
    Sqrt,
    /// Absolute value; the result has the operand's floating type.
    Fabs,
    /// Not a number?
    IsNan,
    /// Infinite?
    IsInf,
    /// 1 for the positive infinity, -1 for the negative one, else 0.
    InfSign,
    /// Neither infinite nor a NaN?
    IsFinite,
    /// Finite, not 0 and not subnormal?
    IsNormal,
    /// Is the sign bit set?
    SignBit,
}

/// Two operands of the same type (shifts: each promoted on its own), result of that type (comparisons: `int`).
/// Signedness is that of the operands' type; pointers compare unsigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
    /// The result and the left operand have the same type; the right one may be any promoted integer type.
    Shl,
    /// As `Shl`; arithmetic if the left operand is signed.
    Shr,
    And,
    Or,
    Xor,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

/// Whom a call calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Callee {
    /// A function by its symbol.
    Direct(SymbolId),
    /// A function pointer value.
    Indirect(ExprId),
}

/// A call; its expression's type is the result type (a narrow result arrives with garbage above its width).
#[derive(Debug, Clone)]
pub struct Call {
    /// Whom.
    pub callee: Callee,
    /// Arguments, converted to the parameters' types; those behind `fixed` are promoted (`int` or wider, `double`,
    /// pointers).
    pub args: Vec<Arg>,
    /// Number of named parameters.
    pub fixed: u32,
    /// The function is variadic: `args[fixed..]` go to cells.
    pub variadic: bool,
    /// Where a struct result goes. The callee writes it when it returns, and nowhere reads it. The call's value is its
    /// address then, and the expression's type a pointer to the struct.
    pub result: Option<PlaceId>,
}

/// An argument.
#[derive(Debug, Clone, Copy)]
pub enum Arg {
    /// A scalar.
    Scalar(ExprId),
    /// A struct: the callee gets a pointer to a copy. Variable arguments are copied into cells.
    Struct {
        /// The struct.
        src: PlaceId,
        /// Bytes.
        size: u32,
    },
}

/// Arithmetic as if with unlimited precision (`__builtin_add_overflow` and its kin): stores what fits of the result
/// and yields, as `_Bool`, whether that is not all.
#[derive(Debug, Clone, Copy)]
pub struct Checked {
    /// `Add`, `Sub` or `Mul`.
    pub op: BinaryOp,
    /// Left operand, any integer type.
    pub left: ExprId,
    /// Right operand, any integer type.
    pub right: ExprId,
    /// Where the result goes: an integer.
    pub place: PlaceId,
}

/// Initialisation of an aggregate local: zero it, then store.
#[derive(Debug, Clone)]
pub struct Init {
    /// The local.
    pub local: LocalId,
    /// Zero all of it first. False if `stores` cover it.
    pub zero: bool,
    /// What to store, in the order of the source (a later one overrides an earlier one).
    pub stores: Vec<InitStore>,
}

/// One store of an initialiser.
#[derive(Debug, Clone)]
pub struct InitStore {
    /// Offset in the local, in bytes.
    pub offset: u32,
    /// A bit-field: which bits of the memory there.
    pub bits: Option<Bits>,
    /// What to store.
    pub value: InitValue,
}

/// What an initialiser stores.
#[derive(Debug, Clone, Copy)]
pub enum InitValue {
    /// A scalar of the expression's type.
    Scalar(ExprId),
    /// So many bytes of a place: a struct, or a string literal for a character array.
    Copy {
        /// From where.
        src: PlaceId,
        /// Bytes.
        size: u32,
    },
}

/// Control leaves lifetimes of arrays of variable length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leave {
    /// The innermost lifetime here.
    pub from: Option<LifetimeId>,
    /// The innermost one that stays.
    pub to: Option<LifetimeId>,
}

/// Statements within an expression.
#[derive(Debug, Clone)]
pub struct StmtExpr {
    /// They are executed first.
    pub stmts: Vec<Stmt>,
    /// Then this is evaluated, if there is one.
    pub value: Option<ExprId>,
    /// Height of the highest expression in them.
    pub height: u16,
    /// At last these lifetimes end, if any do.
    pub end: Option<Leave>,
}

/// What an expression computes.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// Integer or pointer constant, sign-extended from a signed type, zero-extended from any other.
    Int(i64),
    /// Floating constant; of type `float` if it fits one exactly and the expression's type says so.
    Float(f64),
    /// The scalar that the place holds.
    Load(PlaceId),
    /// Address of the place: `&`, or an array that decayed to a pointer to its first element.
    AddrOf(PlaceId),
    /// Function pointer to a function.
    FuncAddr(SymbolId),
    /// Conversion of a scalar to this expression's type. To `_Bool`: compares unequal to 0. To `void`: drops it.
    /// Between pointers, and between pointers and 4-byte integers, the bits stay.
    Convert(ExprId),
    /// One operand.
    Unary(UnaryOp, ExprId),
    /// A built-in function of one operand.
    Intrinsic(Intrinsic, ExprId),
    /// Checked arithmetic.
    Checked(Box<Checked>),
    /// The address of the function's first variable argument, a `char *`.
    VarArgs,
    /// Stops the plugin (type `void`).
    Trap,
    /// Nothing is known of memory behind this (type `void`).
    Fence,
    /// The stack pointer, to go back to when a lifetime ends.
    StackSave,
    /// The address of new memory on the stack, which is there until the function returns or a lifetime around it ends.
    StackAlloc {
        /// Bytes, an `unsigned`.
        size: ExprId,
        /// Alignment.
        align: u32,
    },
    /// `count * elem`, the bytes of an array as an `unsigned`; 2^32 - 1 if `count` is negative or that is 2 GiB or more,
    /// which no stack has.
    ArraySize {
        /// Number of elements: a promoted integer of any type.
        count: ExprId,
        /// Bytes of one, an `unsigned`.
        elem: ExprId,
    },
    /// Two operands, both evaluated.
    Binary(BinaryOp, ExprId, ExprId),
    /// `ptr + index * elem_size`, or `ptr - index * elem_size`, modulo 2^32.
    PtrAdd {
        /// Pointer.
        ptr: ExprId,
        /// Index, a 4-byte integer.
        index: ExprId,
        /// Size of what the pointer points to.
        elem_size: u32,
        /// Subtract.
        negate: bool,
    },
    /// `(left - right) / elem_size`, an `int`; the division is signed.
    PtrDiff {
        /// Minuend.
        left: ExprId,
        /// Subtrahend.
        right: ExprId,
        /// Size of what the pointers point to; never 0.
        elem_size: u32,
    },
    /// `&&`: `int` 0 or 1; operands are scalars.
    LogicalAnd(ExprId, ExprId),
    /// `||`: `int` 0 or 1; operands are scalars.
    LogicalOr(ExprId, ExprId),
    /// `cond ? a : b`; both have this expression's type (or all are `void`); cond is a scalar.
    Cond(ExprId, ExprId, ExprId),
    /// `a, b`
    Comma(ExprId, ExprId),
    /// Store a scalar of the place's type; the value is what the place then holds.
    Assign {
        /// Where.
        place: PlaceId,
        /// What.
        value: ExprId,
    },
    /// `place op= value` on arithmetic types; the place is evaluated once. Its value is converted to `compute`, the
    /// operation done there, the result converted back to the place's type, stored, and yielded.
    CompoundAssign {
        /// Where.
        place: PlaceId,
        /// `Add` to `Xor`.
        op: BinaryOp,
        /// Right operand, already of type `compute` (shifts: promoted on its own).
        value: ExprId,
        /// The operation's type.
        compute: TypeId,
    },
    /// `place += index` or `place -= index` on a pointer.
    PtrAssign {
        /// Where the pointer is.
        place: PlaceId,
        /// Index, a 4-byte integer.
        index: ExprId,
        /// Size of what the pointer points to.
        elem_size: u32,
        /// Subtract.
        negate: bool,
    },
    /// `++` and `--`.
    IncDec {
        /// Of what: a scalar.
        place: PlaceId,
        /// `--`
        decrement: bool,
        /// The value is the one from before.
        postfix: bool,
        /// What to add: 1, or the size of what the pointer points to.
        step: u32,
        /// Arithmetic types: the operation's type (promoted), to which the place's value is converted and from which
        /// the result is converted back. Pointers: the pointer type.
        compute: TypeId,
    },
    /// Struct assignment: copy `size` bytes. Its value is the address of `dst` (its type is a pointer to the struct).
    Copy {
        /// Destination.
        dst: PlaceId,
        /// Source; equal to `dst` or apart from it.
        src: PlaceId,
        /// Bytes.
        size: u32,
    },
    /// Initialise an aggregate local or a compound literal (type `void`).
    Init(Box<Init>),
    /// Call.
    Call(Box<Call>),
    /// Statements, then a value.
    Stmts(Box<StmtExpr>),
}

/// A statement.
#[derive(Debug, Clone)]
pub struct Stmt {
    /// What it does.
    pub kind: StmtKind,
    /// Source place.
    pub loc: SrcLoc,
}

/// What a statement does.
#[derive(Debug, Clone)]
pub enum StmtKind {
    /// Evaluate, drop the value. Initialised declarations are `Assign`, `Copy` or `Init` expressions.
    Expr(ExprId),
    /// Statements in a row.
    Block(Vec<Stmt>),
    /// `if .. else if .. else ..`
    If {
        /// Condition (scalar) and branch of each `if`.
        arms: Vec<(ExprId, Stmt)>,
        /// The last `else`.
        els: Option<Box<Stmt>>,
    },
    /// `while`
    While {
        /// Condition, a scalar.
        cond: ExprId,
        /// Body.
        body: Box<Stmt>,
    },
    /// `do .. while`
    DoWhile {
        /// Body.
        body: Box<Stmt>,
        /// Condition, a scalar.
        cond: ExprId,
    },
    /// `for`; the initialiser precedes it, in the same block.
    For {
        /// Condition, a scalar; none is true.
        cond: Option<ExprId>,
        /// Evaluated after the body and on `continue`.
        step: Option<ExprId>,
        /// Body.
        body: Box<Stmt>,
    },
    /// `switch`: jumps to the label of the case that equals, else to `default`, else behind the switch.
    Switch {
        /// Value, of a promoted integer type.
        value: ExprId,
        /// Constants (as [`ExprKind::Int`] of the value's type; all different) and their labels in the body.
        cases: Vec<(i64, LabelId)>,
        /// Ranges with both their ends, apart from each other and from `cases`.
        ranges: Vec<(i64, i64, LabelId)>,
        /// `default`
        default: Option<LabelId>,
        /// Body.
        body: Box<Stmt>,
    },
    /// The target of a `goto`, `case` or `default`; control runs through it. It may stand anywhere.
    Label(LabelId),
    /// Leaves the innermost loop or switch.
    Break,
    /// Continues the innermost loop.
    Continue,
    /// Jumps; the label exists in this function.
    Goto {
        /// Where to.
        to: LabelId,
        /// The innermost lifetime of an array here.
        from: Option<LifetimeId>,
    },
    /// Jumps to the label of the function's `addressed` that the value, counted from 1, says.
    GotoValue {
        /// Where to.
        value: ExprId,
        /// The innermost lifetime of an array here.
        from: Option<LifetimeId>,
    },
    /// Frees arrays whose lifetimes end.
    Leave(Leave),
    /// Leaves the function; the value has the function's result type.
    Return(Option<ExprId>),
}

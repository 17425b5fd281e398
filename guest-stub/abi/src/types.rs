//! The target data model that plugins see in every machine mode: ILP32, little endian, natural alignment up to 8.

use crate::layout::CODE_BASE;

/// What a plugin was compiled to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Isa {
    /// x86-64, for `long` mode.
    Amd64,
    /// IA-32, for `segmented` mode.
    Ia32,
    /// The compiler's IR itself, for the interpreter.
    Portable,
}

impl Isa {
    /// The address by which code knows a code offset: linear in `long` mode, the offset itself elsewhere.
    #[must_use]
    pub const fn code_address(self, offset: u32) -> u32 {
        match self {
            Self::Amd64 => CODE_BASE + offset,
            Self::Ia32 | Self::Portable => offset,
        }
    }
}

/// The four types that a value can have in the IR, a register or a mailbox word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValType {
    /// 32-bit integer; pointers too.
    I32,
    /// 64-bit integer.
    I64,
    /// IEEE 754 single.
    F32,
    /// IEEE 754 double.
    F64,
}

impl ValType {
    /// Size in bytes; also the natural alignment.
    #[must_use]
    pub const fn size(self) -> u32 {
        match self {
            Self::I32 | Self::F32 => 4,
            Self::I64 | Self::F64 => 8,
        }
    }
}

/// The scalar C types that cross a function boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Ty {
    /// `_Bool`
    Bool,
    /// `char` (signed), `signed char`
    I8,
    /// `unsigned char`
    U8,
    /// `short`
    I16,
    /// `unsigned short`
    U16,
    /// `int`, `long`, enumerations
    I32,
    /// `unsigned`, `unsigned long`
    U32,
    /// `long long`
    I64,
    /// `unsigned long long`
    U64,
    /// `float`
    F32,
    /// `double`
    F64,
    /// Any object pointer or function pointer.
    Ptr,
}

impl Ty {
    /// The type of the word that carries it: everything up to 32 bits wide travels as `I32`. Who reads a narrow
    /// value truncates and extends it (a callee its parameters, a caller a result), since the other side may lie.
    #[must_use]
    pub const fn val_type(self) -> ValType {
        match self {
            Self::Bool | Self::I8 | Self::U8 | Self::I16 | Self::U16 | Self::I32 | Self::U32 | Self::Ptr => {
                ValType::I32
            }
            Self::I64 | Self::U64 => ValType::I64,
            Self::F32 => ValType::F32,
            Self::F64 => ValType::F64,
        }
    }

    /// Size in memory, in bytes; also the natural alignment.
    #[must_use]
    pub const fn size(self) -> u32 {
        match self {
            Self::Bool | Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::I32 | Self::U32 | Self::F32 | Self::Ptr => 4,
            Self::I64 | Self::U64 | Self::F64 => 8,
        }
    }

    /// How C spells it, for messages.
    #[must_use]
    pub const fn c_name(self) -> &'static str {
        match self {
            Self::Bool => "_Bool",
            Self::I8 => "char",
            Self::U8 => "unsigned char",
            Self::I16 => "short",
            Self::U16 => "unsigned short",
            Self::I32 => "int",
            Self::U32 => "unsigned",
            Self::I64 => "long long",
            Self::U64 => "unsigned long long",
            Self::F32 => "float",
            Self::F64 => "double",
            Self::Ptr => "void *",
        }
    }
}

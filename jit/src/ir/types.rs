//! Types of values.

use guest_abi::{Ty, ValType};

/// Type of a value. Scalars cross function boundaries; vectors stay within a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Type {
    /// 32-bit integer; addresses too.
    I32,
    /// 64-bit integer.
    I64,
    /// IEEE 754 single.
    F32,
    /// IEEE 754 double.
    F64,
    /// 16 bytes; what lanes they have an instruction says.
    V128,
    /// 32 bytes.
    V256,
}

impl Type {
    /// Size in bytes; of a scalar also the natural alignment. Vectors in memory need not be aligned.
    #[must_use]
    pub const fn size(self) -> u32 {
        match self {
            Self::I32 | Self::F32 => 4,
            Self::I64 | Self::F64 => 8,
            Self::V128 => 16,
            Self::V256 => 32,
        }
    }

    /// Is it an integer type?
    #[must_use]
    pub const fn is_int(self) -> bool {
        matches!(self, Self::I32 | Self::I64)
    }

    /// Is it a floating-point type?
    #[must_use]
    pub const fn is_float(self) -> bool {
        matches!(self, Self::F32 | Self::F64)
    }

    /// Is it a vector type?
    #[must_use]
    pub const fn is_vector(self) -> bool {
        matches!(self, Self::V128 | Self::V256)
    }
}

impl From<ValType> for Type {
    fn from(ty: ValType) -> Self {
        match ty {
            ValType::I32 => Self::I32,
            ValType::I64 => Self::I64,
            ValType::F32 => Self::F32,
            ValType::F64 => Self::F64,
        }
    }
}

impl From<Ty> for Type {
    fn from(ty: Ty) -> Self {
        ty.val_type().into()
    }
}

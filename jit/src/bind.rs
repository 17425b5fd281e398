//! Constants of run time: what parameters and variables of a source text are bound to when it is compiled.
//!
//! A bound variable is compiled as if it were `const` with this content: loads from it fold, and the text must not
//! write to it. A bound parameter has this value whenever the function is called by its name from outside of the
//! file; it keeps its place in the function's type, and what is passed there is ignored. Calls inside the file go on
//! as they are written: where they pass something else, a copy of the function that is not specialised is called.

use std::sync::Arc;

use guest_abi::Ty;

/// What something is bound to.
#[derive(Debug, Clone, PartialEq)]
pub enum Constant {
    /// An integer, for a scalar of any type; for a floating one it is converted.
    Int(i128),
    /// A number, for a floating scalar.
    Float(f64),
    /// The bytes of a variable of any type, as they are in a plugin's memory. What is missing at the end is zero, as
    /// in an initialiser.
    Bytes(Arc<[u8]>),
}

/// What is bound, by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bindings {
    /// Functions, parameters and values.
    pub params: Vec<(String, String, Constant)>,
    /// Variables of file scope and values.
    pub globals: Vec<(String, Constant)>,
    /// Names that the source text does not define are no error: another one does.
    pub elsewhere: bool,
}

impl Bindings {
    /// Is nothing bound?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.params.is_empty() && self.globals.is_empty()
    }
}

/// Bits of an integer type.
fn width(ty: Ty) -> Option<u32> {
    Some(match ty {
        Ty::Bool => 1,
        Ty::I8 | Ty::U8 => 8,
        Ty::I16 | Ty::U16 => 16,
        Ty::I32 | Ty::U32 | Ty::Ptr => 32,
        Ty::I64 | Ty::U64 => 64,
        Ty::F32 | Ty::F64 => return None,
    })
}

impl Constant {
    /// Its bits as a scalar of this type, as the IR has them: narrow signed ones are sign-extended to 32. The reason
    /// if it does not fit.
    pub(crate) fn bits(&self, ty: Ty) -> Result<u64, String> {
        match (self, ty) {
            (Self::Bytes(_), _) => Err("a scalar is bound to a number".to_owned()),
            (Self::Int(n), Ty::F32) => Ok((*n as f32).to_bits().into()),
            (Self::Int(n), Ty::F64) => Ok((*n as f64).to_bits()),
            (Self::Float(x), Ty::F32) => Ok((*x as f32).to_bits().into()),
            (Self::Float(x), Ty::F64) => Ok(x.to_bits()),
            (Self::Float(x), _) => Err(format!("{x} is not an integer")),
            (Self::Int(n), _) => {
                let width = width(ty).unwrap_or(64);
                // What the type holds, be it signed or not: masks are often written in hexadecimal.
                let least = if width == 1 { 0 } else { -(1i128 << (width - 1)) };
                if !(least..1i128 << width).contains(n) {
                    return Err(format!("{n} does not fit"));
                }
                Ok(match ty {
                    Ty::I8 => u64::from(*n as i8 as u32),
                    Ty::I16 => u64::from(*n as i16 as u32),
                    Ty::U8 => u64::from(*n as u8),
                    Ty::U16 => u64::from(*n as u16),
                    Ty::I64 | Ty::U64 => *n as u64,
                    _ => u64::from(*n as u32),
                })
            }
        }
    }
}

macro_rules! integers {
    ($($ty:ty)*) => {$(
        impl From<$ty> for Constant {
            fn from(n: $ty) -> Self {
                Self::Int(n.into())
            }
        }
    )*};
}
integers!(bool i8 u8 i16 u16 i32 u32 i64 u64);

impl From<f32> for Constant {
    fn from(x: f32) -> Self {
        Self::Float(x.into())
    }
}

impl From<f64> for Constant {
    fn from(x: f64) -> Self {
        Self::Float(x)
    }
}

impl From<&[u8]> for Constant {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.into())
    }
}

impl From<Vec<u8>> for Constant {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes.into())
    }
}

impl<const N: usize> From<[u8; N]> for Constant {
    fn from(bytes: [u8; N]) -> Self {
        Self::Bytes(bytes.as_slice().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_to_fit() {
        for (n, ty, bits) in [
            (-1, Ty::I8, Ok(0xffff_ffff)),
            (255, Ty::I8, Ok(0xffff_ffff)),
            (255, Ty::U8, Ok(255)),
            (256, Ty::U8, Err(())),
            (-129, Ty::I8, Err(())),
            (-1, Ty::U32, Ok(0xffff_ffff)),
            (1 << 32, Ty::Ptr, Err(())),
            (-1, Ty::U64, Ok(u64::MAX)),
            (1 << 64, Ty::I64, Err(())),
            (1, Ty::Bool, Ok(1)),
            (2, Ty::Bool, Err(())),
            (3, Ty::F64, Ok(3f64.to_bits())),
        ] {
            assert_eq!(Constant::Int(n).bits(ty).map_err(drop), bits, "{n} {ty:?}");
        }
        assert!(Constant::Float(0.5).bits(Ty::I32).is_err());
        assert_eq!(Constant::Float(0.5).bits(Ty::F32), Ok(0.5f32.to_bits().into()));
        assert!(Constant::from([1, 2]).bits(Ty::I32).is_err());
    }
}

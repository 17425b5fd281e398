//! Host values as plugins see them: the types that cross, and the words that carry them.

use guest_abi::{Ty, ValType};
use linker::object::Signature;

/// An address in a runtime's data segment: what a C pointer of a plugin holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Ptr(pub u32);

impl Ptr {
    /// The null pointer.
    pub const NULL: Self = Self(0);

    /// Whether it is the null pointer.
    #[must_use]
    pub const fn is_null(self) -> bool {
        self.0 == 0
    }

    /// The address `bytes` further on, wrapping around as plugins' pointers do.
    #[must_use]
    pub const fn offset(self, bytes: u32) -> Self {
        Self(self.0.wrapping_add(bytes))
    }
}

impl std::fmt::Display for Ptr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

/// A value of any type that crosses, for calls whose types are only known at run time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// `_Bool`
    Bool(bool),
    /// `int` and narrower signed types
    I32(i32),
    /// `unsigned` and narrower unsigned types
    U32(u32),
    /// `long long`
    I64(i64),
    /// `unsigned long long`
    U64(u64),
    /// `float`
    F32(f32),
    /// `double`
    F64(f64),
    /// Any pointer
    Ptr(Ptr),
}

impl Value {
    /// The word that carries it.
    pub(crate) fn word(self) -> u64 {
        match self {
            Self::Bool(v) => v.into_word(),
            Self::I32(v) => v.into_word(),
            Self::U32(v) => v.into_word(),
            Self::I64(v) => v.into_word(),
            Self::U64(v) => v.into_word(),
            Self::F32(v) => v.into_word(),
            Self::F64(v) => v.into_word(),
            Self::Ptr(v) => v.into_word(),
        }
    }

    /// Its C type.
    pub(crate) fn ty(self) -> Ty {
        match self {
            Self::Bool(_) => Ty::Bool,
            Self::I32(_) => Ty::I32,
            Self::U32(_) => Ty::U32,
            Self::I64(_) => Ty::I64,
            Self::U64(_) => Ty::U64,
            Self::F32(_) => Ty::F32,
            Self::F64(_) => Ty::F64,
            Self::Ptr(_) => Ty::Ptr,
        }
    }

    /// The type of the word that carries it.
    pub(crate) fn val_type(self) -> ValType {
        self.ty().val_type()
    }

    /// The value that a word of this C type carries. The other side of the word may be hostile.
    pub(crate) fn from_word(word: u64, ty: Ty) -> Self {
        let word = normalise(word, ty);
        match ty {
            Ty::Bool => Self::Bool(bool::from_word(word)),
            Ty::I8 | Ty::I16 | Ty::I32 => Self::I32(i32::from_word(word)),
            Ty::U8 | Ty::U16 | Ty::U32 => Self::U32(u32::from_word(word)),
            Ty::I64 => Self::I64(i64::from_word(word)),
            Ty::U64 => Self::U64(word),
            Ty::F32 => Self::F32(f32::from_word(word)),
            Ty::F64 => Self::F64(f64::from_word(word)),
            Ty::Ptr => Self::Ptr(Ptr::from_word(word)),
        }
    }
}

macro_rules! value_from {
    ($($variant:ident($ty:ty)),*) => {$(
        impl From<$ty> for Value {
            fn from(value: $ty) -> Self {
                Self::$variant(value)
            }
        }
    )*};
}

value_from!(Bool(bool), I32(i32), U32(u32), I64(i64), U64(u64), F32(f32), F64(f64), Ptr(Ptr));

/// Cuts a word down to what its C type can hold and extends that to the word's type: who reads a narrow value does
/// this, since the upper bits are whatever the other side left there.
pub(crate) fn normalise(word: u64, ty: Ty) -> u64 {
    let low = word as u32;
    match ty {
        Ty::Bool => u64::from(low as u8 != 0),
        Ty::I8 => u64::from(low as i8 as i32 as u32),
        Ty::U8 => u64::from(low as u8),
        Ty::I16 => u64::from(low as i16 as i32 as u32),
        Ty::U16 => u64::from(low as u16),
        Ty::I32 | Ty::U32 | Ty::F32 | Ty::Ptr => u64::from(low),
        Ty::I64 | Ty::U64 | Ty::F64 => word,
    }
}

mod sealed {
    pub trait Sealed {}
}

/// A host type that crosses: `bool`, `i32`, `u32`, `i64`, `u64`, `f32`, `f64` and [`Ptr`].
pub trait Scalar: Copy + sealed::Sealed + 'static {
    /// Its C type.
    #[doc(hidden)]
    const TY: Ty;
    /// The word that carries it.
    #[doc(hidden)]
    fn into_word(self) -> u64;
    /// Back from a word that has been cut down to the C type.
    #[doc(hidden)]
    fn from_word(word: u64) -> Self;
}

macro_rules! scalar {
    ($($rust:ty: $ty:ident, |$value:ident| $into:expr, |$word:ident| $from:expr;)*) => {$(
        impl sealed::Sealed for $rust {}
        impl Scalar for $rust {
            const TY: Ty = Ty::$ty;
            fn into_word(self) -> u64 {
                let $value = self;
                $into
            }
            fn from_word($word: u64) -> Self {
                $from
            }
        }
    )*};
}

scalar! {
    bool: Bool, |v| u64::from(v), |w| w as u32 != 0;
    i32: I32, |v| u64::from(v as u32), |w| w as u32 as i32;
    u32: U32, |v| u64::from(v), |w| w as u32;
    i64: I64, |v| v as u64, |w| w as i64;
    u64: U64, |v| v, |w| w;
    f32: F32, |v| u64::from(v.to_bits()), |w| f32::from_bits(w as u32);
    f64: F64, |v| v.to_bits(), |w| f64::from_bits(w);
    Ptr: Ptr, |v| u64::from(v.0), |w| Ptr(w as u32);
}

/// Most arguments that an upcall or a callback carries.
pub(crate) const MAX_ARGS: usize = guest_abi::mailbox::MAX_ARGS as usize;

/// The arguments of a typed call: a tuple of up to 16 [`Scalar`]s, or one alone.
pub trait Params: sealed::Sealed {
    /// Their C types.
    #[doc(hidden)]
    const TYPES: &'static [Ty];
    /// Writes their words.
    #[doc(hidden)]
    fn write(self, words: &mut [u64; MAX_ARGS]);
    /// Writes them as a C struct of their own types.
    #[doc(hidden)]
    fn pack(self, element: &mut [u8]);
}

/// Offset of member `i` of the C struct of these types.
const fn offset(types: &[Ty], i: usize) -> usize {
    let mut end = 0u32;
    let mut member = 0;
    while member < i {
        end = end.next_multiple_of(types[member].size()) + types[member].size();
        member += 1;
    }
    end.next_multiple_of(types[i].size()) as usize
}

/// Writes a member of an element.
fn put<T: Scalar>(element: &mut [u8], at: usize, value: T) {
    let size = const { T::TY.size() as usize };
    element[at..at + size].copy_from_slice(&value.into_word().to_le_bytes()[..size]);
}

impl<T: Scalar> Params for T {
    const TYPES: &'static [Ty] = &[T::TY];
    fn write(self, words: &mut [u64; MAX_ARGS]) {
        words[0] = self.into_word();
    }
    fn pack(self, element: &mut [u8]) {
        put(element, 0, self);
    }
}

macro_rules! params {
    ($($name:ident $index:tt),*) => {
        impl<$($name: Scalar),*> sealed::Sealed for ($($name,)*) {}
        impl<$($name: Scalar),*> Params for ($($name,)*) {
            const TYPES: &'static [Ty] = &[$($name::TY),*];
            fn write(self, _words: &mut [u64; MAX_ARGS]) {
                $(_words[$index] = self.$index.into_word();)*
            }
            fn pack(self, _element: &mut [u8]) {
                $(put(_element, const { offset(Self::TYPES, $index) }, self.$index);)*
            }
        }
    };
}

/// Invokes a macro with the type parameters and positions of each tuple of 0 to 16 elements.
macro_rules! for_each_arity {
    ($macro:ident) => {
        $macro!();
        $macro!(A 0);
        $macro!(A 0, B 1);
        $macro!(A 0, B 1, C 2);
        $macro!(A 0, B 1, C 2, D 3);
        $macro!(A 0, B 1, C 2, D 3, E 4);
        $macro!(A 0, B 1, C 2, D 3, E 4, F 5);
        $macro!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
        $macro!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
        $macro!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
        $macro!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
        $macro!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
        $macro!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
        $macro!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12);
        $macro!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13);
        $macro!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14);
        $macro!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15);
    };
}

pub(crate) use for_each_arity;

for_each_arity!(params);

/// The result of a typed call: a [`Scalar`], or `()` for a function that returns nothing.
pub trait Returns: 'static {
    /// Its C type; `None` is `void`.
    #[doc(hidden)]
    const TYPE: Option<Ty>;
    /// The word that carries it.
    #[doc(hidden)]
    fn into_result(self) -> u64;
    /// Back from a word that has been cut down to the C type.
    #[doc(hidden)]
    fn from_result(word: u64) -> Self;
}

impl Returns for () {
    const TYPE: Option<Ty> = None;
    fn into_result(self) -> u64 {
        0
    }
    fn from_result(_word: u64) -> Self {}
}

impl<T: Scalar> Returns for T {
    const TYPE: Option<Ty> = Some(T::TY);
    fn into_result(self) -> u64 {
        Scalar::into_word(self)
    }
    fn from_result(word: u64) -> Self {
        Scalar::from_word(word)
    }
}

/// Whether words of these host types fit a function of this type. Only the words' types count: C's signedness,
/// `char` and pointers are the same word, and a `void *` is as good as an `unsigned`.
pub(crate) fn fits(signature: &Signature, params: &[Ty], result: Option<Ty>) -> bool {
    signature.words().eq(params.iter().map(|ty| ty.val_type()))
        && signature.result.map(Ty::val_type) == result.map(Ty::val_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrow_words_lose_their_upper_bits() {
        assert_eq!(Value::from_word(0xffff_ffff_ffff_ff80, Ty::I8), Value::I32(-128));
        assert_eq!(Value::from_word(0x1234_5680, Ty::U8), Value::U32(0x80));
        assert_eq!(Value::from_word(0xdead_8000, Ty::I16), Value::I32(-32768));
        assert_eq!(Value::from_word(0xdead_8000, Ty::U16), Value::U32(0x8000));
        assert_eq!(Value::from_word(0xdead_be00, Ty::Bool), Value::Bool(false));
        assert_eq!(Value::from_word(0xffff_ffff_0000_0005, Ty::I32), Value::I32(5));
        assert_eq!(Value::from_word(u64::MAX, Ty::I64), Value::I64(-1));
    }

    #[test]
    fn words_carry_every_type_there_and_back() {
        for value in [
            Value::Bool(true),
            Value::I32(-5),
            Value::U32(u32::MAX),
            Value::I64(i64::MIN),
            Value::U64(u64::MAX),
            Value::F32(-0.0),
            Value::F64(1e300),
            Value::Ptr(Ptr(0x20_0000)),
        ] {
            assert_eq!(Value::from_word(value.word(), value.ty()), value);
        }
    }

    #[test]
    fn only_the_words_types_must_fit() {
        let signature = Signature { params: vec![Ty::U8, Ty::Ptr], result: Some(Ty::U32), variadic: false };
        assert!(fits(&signature, <(i32, Ptr)>::TYPES, <i32 as Returns>::TYPE));
        assert!(!fits(&signature, <(i32, u64)>::TYPES, <i32 as Returns>::TYPE));
        assert!(!fits(&signature, <(i32,)>::TYPES, <i32 as Returns>::TYPE));
        assert!(!fits(&signature, <(i32, Ptr)>::TYPES, <() as Returns>::TYPE));
        let variadic = Signature { variadic: true, ..signature };
        assert!(fits(&variadic, <(i32, Ptr, Ptr)>::TYPES, <i32 as Returns>::TYPE));
    }
}

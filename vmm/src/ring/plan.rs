//! What the entries of a function need: looked up once for each generation of the namespace.

use guest_abi::Ty;

use crate::value::MAX_ARGS;

/// A member of the struct that carries the arguments.
#[derive(Debug, Clone, Copy, Default)]
struct Field {
    offset: u8,
    size: u8,
}

/// How the arguments of a function are packed: as the C struct that has them as its members.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Packing {
    fields: [Field; MAX_ARGS],
    /// Words that the struct takes.
    words: u8,
}

impl Packing {
    /// For a function of this type, with at most [`MAX_ARGS`] parameters.
    pub(super) fn new(fields: impl Iterator<Item = (Ty, u32)>, stride: u32) -> Self {
        let mut packing = Self { words: stride.div_ceil(8) as u8, ..Self::default() };
        for (field, (ty, offset)) in packing.fields.iter_mut().zip(fields) {
            *field = Field { offset: offset as u8, size: ty.size() as u8 };
        }
        packing
    }

    /// Words that the struct takes.
    #[inline]
    pub(super) fn words(&self) -> usize {
        usize::from(self.words)
    }

    /// Packs argument words into the words of the struct, which must be zero.
    #[inline]
    pub(super) fn pack(&self, args: &[u64], into: &mut [u64]) {
        for (field, &arg) in self.fields.iter().zip(args) {
            let bits = u32::from(field.size) * 8;
            let arg = arg & (u64::MAX >> (64 - bits));
            into[usize::from(field.offset / 8)] |= arg << (field.offset % 8 * 8);
        }
    }
}

/// What an entry needs of a function.
pub(super) struct Plan {
    /// The generation for which the rest is true.
    pub generation: u64,
    /// Address of the loop adapter.
    pub adapter: u32,
    /// Address of the function.
    pub target: u32,
    /// The function's result type.
    pub result: Option<Ty>,
    pub packing: Packing,
}

#[cfg(test)]
mod tests {
    use linker::object::Signature;

    use super::*;

    fn packed(params: &[Ty], args: &[u64]) -> Vec<u64> {
        let signature = Signature { params: params.to_vec(), result: None, variadic: false };
        let packing = Packing::new(signature.fields(), signature.stride());
        let mut words = vec![0; packing.words()];
        packing.pack(args, &mut words);
        words
    }

    #[test]
    fn arguments_are_packed_as_a_struct() {
        assert!(packed(&[], &[]).is_empty());
        assert_eq!(packed(&[Ty::I32, Ty::I32, Ty::I32], &[1, 2, 3]), [0x2_0000_0001, 3]);
        assert_eq!(packed(&[Ty::U8, Ty::I64, Ty::I16], &[0xfff, u64::MAX, 0x1_8000]), [0xff, u64::MAX, 0x8000]);
        assert_eq!(packed(&[Ty::Bool, Ty::I8, Ty::U16, Ty::F32], &[1, 0x1ff, 3, 4]), [0x4_0003_ff01]);
        let sixteen: Vec<u64> = (1..=16).collect();
        assert_eq!(packed(&[Ty::F64; 16], &sixteen), sixteen);
        assert_eq!(packed(&[Ty::U8; 16], &sixteen), [0x0807_0605_0403_0201, 0x100f_0e0d_0c0b_0a09]);
    }
}

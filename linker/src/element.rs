//! How the arguments of a call lie in memory when many calls are made at once.
//!
//! A batch calls a function once for each element of an array. An element is the C struct that has the parameters as
//! its members, in order and in their natural layout, so a narrow type takes its C size:
//!
//! ```text
//! long long f(char a, int b, double c);     struct element { char a; int b; double c; };   offsets 0, 4, 8; stride 16
//! ```
//!
//! A variadic function has the pointer to its variable arguments as its last member. Results lie in an array of the
//! result type. Offsets are those of the plugins' data model, where natural alignment goes up to 8.

use guest_abi::Ty;

use crate::object::Signature;

impl Signature {
    /// The members of an element with their offsets, in order.
    pub fn fields(&self) -> impl Iterator<Item = (Ty, u32)> + '_ {
        self.params.iter().copied().chain(self.variadic.then_some(Ty::Ptr)).scan(0u32, |end, ty| {
            let offset = end.next_multiple_of(ty.size());
            *end = offset + ty.size();
            Some((ty, offset))
        })
    }

    /// Bytes from one element to the next: the size of the struct, padding at its end included. 0 if there are no
    /// parameters.
    #[must_use]
    pub fn stride(&self) -> u32 {
        let align = self.fields().map(|(ty, _)| ty.size()).max().unwrap_or(1);
        self.fields().last().map_or(0, |(ty, offset)| (offset + ty.size()).next_multiple_of(align))
    }

    /// Bytes from one result to the next: the size of the result type, 0 for `void`.
    #[must_use]
    pub fn result_size(&self) -> u32 {
        self.result.map_or(0, Ty::size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(params: &[Ty], variadic: bool) -> (Vec<u32>, u32) {
        let signature = Signature { params: params.to_vec(), result: None, variadic };
        (signature.fields().map(|(_, offset)| offset).collect(), signature.stride())
    }

    /// As `cc -m32 -malign-double` lays the structs out.
    #[test]
    fn elements_are_c_structs() {
        assert_eq!(layout(&[], false), (vec![], 0));
        assert_eq!(layout(&[Ty::U8], false), (vec![0], 1));
        assert_eq!(layout(&[Ty::I8, Ty::I32, Ty::F64], false), (vec![0, 4, 8], 16));
        assert_eq!(layout(&[Ty::I64, Ty::I8], false), (vec![0, 8], 16));
        assert_eq!(layout(&[Ty::I8, Ty::I16, Ty::I8, Ty::Bool], false), (vec![0, 2, 4, 5], 6));
        assert_eq!(layout(&[Ty::Ptr, Ty::F32, Ty::U64, Ty::U16], false), (vec![0, 4, 8, 16], 24));
        assert_eq!(layout(&[Ty::U16], true), (vec![0, 4], 8));
    }
}

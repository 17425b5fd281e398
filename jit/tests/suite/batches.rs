//! Loop adapters: a function called for each element of an array is as good as calls one by one.

use guest_abi::{Isa, Ty};

use linker::object::Signature;

use crate::native::many::compare_many;
use crate::native::random::Lcg;

const TYPES: [Ty; 12] =
    [Ty::Bool, Ty::I8, Ty::U8, Ty::I16, Ty::U16, Ty::I32, Ty::U32, Ty::I64, Ty::U64, Ty::F32, Ty::F64, Ty::Ptr];

/// All types alone, all numbers of arguments, and random types.
pub fn loop_adapters(isa: Isa) {
    let mut random = Lcg(7);
    let compare = |params: Vec<Ty>, result: Option<Ty>, count: usize, random: &mut Lcg| {
        let signature = Signature { params, result, variadic: false };
        compare_many(isa, &signature, count, false, || random.next() << 32 | random.next());
        if signature.result_size() <= signature.stride() {
            compare_many(isa, &signature, count, true, || random.next() << 32 | random.next());
        }
    };
    for ty in TYPES {
        compare(vec![ty], Some(ty), 5, &mut random);
        compare(vec![ty], None, 5, &mut random);
        compare(vec![ty; 16], Some(ty), 3, &mut random);
    }
    for count in [0, 1, 2, 1000] {
        compare(vec![Ty::I32], Some(Ty::I32), count, &mut random);
    }
    for arguments in 0..=16 {
        for round in 0..4 {
            let params = (0..arguments).map(|_| *random.pick(&TYPES)).collect();
            let result = (round != 0).then(|| *random.pick(&TYPES));
            let count = 1 + random.below(9);
            compare(params, result, count, &mut random);
        }
    }
}

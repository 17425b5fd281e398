//! The number by which hash tables of this crate multiply.
//!
//! Each process draws its own, so that nobody can make a source text whose names or constants collide: multiplying by
//! a random odd number and taking the highest bits is a universal family of hash functions (M. Dietzfelbinger and
//! others, "A Reliable Randomized Algorithm for the Closest-Pair Problem", section 2). Tables that use it find things
//! and are never listed, so that nothing depends on the draw.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::LazyLock;

static FACTOR: LazyLock<u64> = LazyLock::new(|| RandomState::new().build_hasher().finish() | 1);

/// An odd number.
pub(crate) fn factor() -> u64 {
    *FACTOR
}

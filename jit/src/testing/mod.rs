//! What tests of several crates share: random programs, a place to interpret them, and a process to run them in as
//! native code. Not part of the compiler.
//!
//! To compare an engine with the interpreter:
//! ```text
//! for seed in 0..1000 {
//!     let module = generate::module(seed, &generate::Options::default());
//!     let mut oracle = Machine::new();
//!     oracle.load_module(&module)?;
//!     let (name, signature) = generate::entry(&module);
//!     let args = generate::arguments(seed, signature);
//!     assert_eq!(engine.call(name, &args), oracle.value(name, &args));
//! }
//! ```
//! Programs keep state in variables, so both sides must make the same calls in the same order from the start.

pub mod generate;
pub mod kernels;
pub mod machine;
pub mod native;
mod snippet;
#[cfg(test)]
mod tests;

pub use machine::Machine;

/// Knuth's MMIX linear congruential generator; the upper bits are the good ones.
#[derive(Debug, Clone)]
pub struct Lcg(u64);

impl Lcg {
    /// A sequence of its own for each seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut random = Self(seed ^ 0x9e37_79b9_7f4a_7c15);
        random.bits();
        random.bits();
        random
    }

    /// The next 32 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 32
    }

    /// A number below `n`, which must not be 0.
    pub fn below(&mut self, n: u64) -> u64 {
        self.bits() % n
    }

    /// True once in `n` times.
    pub fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    /// One of some things.
    ///
    /// # Panics
    /// If there are none.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }

    /// 64 bits, often of the kind at which things go wrong.
    pub fn word(&mut self) -> u64 {
        let edges = [0, 1, 0x7f, 0x80, 0x7fff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 1 << 32, 1 << 63, u64::MAX];
        if self.one_in(2) { self.pick(&edges) } else { self.bits() << 32 | self.bits() }
    }
}

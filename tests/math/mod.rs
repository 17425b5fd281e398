//! `<math.h>` examined: results of the engines beside those of the GNU C library, its `long double` and libquadmath's
//! numbers of 113 binary digits.

mod cases;
mod ia32;
mod reference;

pub use cases::{Case, Right, cases};
pub use ia32::checksums;
pub use reference::{Reference, Report};

use plugvisor::{Buffer, Engine, Error, Mode, Runtime};

/// A function's arguments, result and errno.
#[derive(Debug, Clone, Copy)]
pub struct Record {
    /// The first argument.
    pub x: f64,
    /// The second one, if it has two.
    pub y: f64,
    /// What it returned.
    pub result: f64,
    /// What it left in errno, which was 0.
    pub errno: i64,
}

impl Record {
    /// Bytes of a record.
    pub const SIZE: usize = 32;

    fn bytes(self) -> [u8; Self::SIZE] {
        let words = [self.x.to_bits(), self.y.to_bits(), self.result.to_bits(), self.errno as u64];
        let mut bytes = [0; Self::SIZE];
        for (to, word) in bytes.chunks_exact_mut(8).zip(words) {
            to.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }
}

/// Samples of a call: so many fit into a runtime's buffer.
const BLOCK: usize = 16384;

/// Applies a function to records, and makes a checksum of what all functions do.
const DRIVER: &str = include_str!("driver.c");

/// An engine with all functions in it.
#[derive(Debug)]
pub struct Bench {
    runtime: Runtime,
    buffer: Buffer,
}

impl Bench {
    /// In a runtime of this mode.
    ///
    /// # Errors
    /// If the runtime can't be built, or the functions not linked.
    pub fn new(engine: &Engine, mode: Mode) -> Result<Self, Error> {
        let mut runtime = Runtime::builder(engine).mode(mode).memory(4 << 20).build()?;
        runtime.create("math.c", &format!("{}{DRIVER}", cases::table()))?;
        let buffer = runtime.alloc((BLOCK * Record::SIZE) as u32)?;
        Ok(Self { runtime, buffer })
    }

    /// Applies a function to `count` samples and hands the records on, as bytes, in blocks.
    ///
    /// # Errors
    /// If the call fails.
    pub fn run(
        &mut self,
        number: usize,
        case: &Case,
        seed: u64,
        count: usize,
        mut each: impl FnMut(&[u8]),
    ) -> Result<(), String> {
        let apply = self.runtime.func::<(i32, plugvisor::Ptr, i32), ()>("apply").map_err(|error| error.to_string())?;
        let mut random = Random(seed);
        let mut left = count;
        while left > 0 {
            let block = left.min(BLOCK);
            left -= block;
            let bytes = self.runtime.bytes_mut(&self.buffer);
            for to in bytes.chunks_exact_mut(Record::SIZE).take(block) {
                let (x, y) = random.sample(case);
                to.copy_from_slice(&Record { x, y, result: 0.0, errno: 0 }.bytes());
            }
            let arguments = (number as i32, self.buffer.ptr(), block as i32);
            apply.call(&mut self.runtime, arguments).map_err(|error| error.to_string())?;
            each(&self.runtime.bytes(&self.buffer)[..block * Record::SIZE]);
        }
        Ok(())
    }

    /// A checksum of what a function returns for many arguments, and of errno.
    ///
    /// # Errors
    /// If the call fails.
    pub fn checksum(&mut self, number: usize, count: u32) -> Result<u64, String> {
        let checksum = self.runtime.func::<(i32, u32), u64>("checksum").map_err(|error| error.to_string())?;
        checksum.call(&mut self.runtime, (number as i32, count)).map_err(|error| error.to_string())
    }
}

/// Steele, Lea and Flood's SplitMix64.
#[derive(Debug)]
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 * (0.5f64).powi(53)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// Any number, NaNs as well but for those that signal.
    fn any(&mut self, float: bool) -> f64 {
        let x = if float && self.below(4) != 0 {
            f64::from(f32::from_bits(self.next() as u32))
        } else {
            f64::from_bits(self.next())
        };
        if x.is_nan() { f64::NAN } else { x }
    }

    /// Arguments: over all exponents, over the range that matters most, and dense about the special places.
    fn sample(&mut self, case: &Case) -> (f64, f64) {
        let x = match self.below(10) {
            0..4 => self.any(case.float),
            4..8 => case.range.0 + (case.range.1 - case.range.0) * self.unit(),
            _ => self.near(case.special),
        };
        if !case.call.contains('y') {
            return (x, 0.0);
        }
        let power = case.name.starts_with("pow");
        match self.below(8) {
            0 | 1 => (x, self.any(case.float)),
            2 => (x, (self.unit() - 0.5) * (1u64 << self.below(12)) as f64),
            3 => (x, self.below(41) as f64 - 20.0),
            // All results that are numbers; the nearer to one, the more digits of the logarithm they need.
            4 | 5 if power => {
                let x = x.abs();
                (x, (2.0 * self.unit() - 1.0) * 745.0 / x.ln())
            }
            6 if power => {
                let x = 1.0 + (self.unit() - 0.5) * (0.5f64).powi(self.below(40) as i32);
                (x, (2.0 * self.unit() - 1.0) * 745.0 / x.ln())
            }
            4..7 => (x, x * (1.0 + self.unit()) * (2.0f64).powi(self.below(120) as i32 - 60)),
            _ => (self.near(case.special), self.near(case.special)),
        }
    }

    fn near(&mut self, places: &[f64]) -> f64 {
        let place = places[self.below(places.len() as u64) as usize];
        match self.below(3) {
            0 => f64::from_bits(place.to_bits().saturating_add(self.below(2001)).saturating_sub(1000)),
            1 => place,
            _ => {
                let scale = if place == 0.0 { 1.0 } else { place };
                place + scale * (self.unit() - 0.5) * (0.5f64).powi(self.below(50) as i32)
            }
        }
    }
}

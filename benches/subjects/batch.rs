//! Batches: a trivial plugin called for each of many elements.

use std::hint::black_box;

use plugvisor::{Buffer, Error, Func, Ring, Runtime};

use super::words;

const SOURCE: &str = "int id(int x) { return x; }";

/// Elements of a batch unless its size is what is measured.
pub const ELEMENTS: u32 = 1024;
/// Most elements of a batch.
pub const MOST: u32 = 16 * ELEMENTS;

/// A runtime with the plugin, its buffers filled with elements.
pub struct Batch {
    runtime: Runtime,
    function: Func<(i32,), i32>,
    input: Buffer,
    output: Buffer,
}

impl Batch {
    /// Links the plugin and fills the buffers of a fresh runtime.
    ///
    /// # Errors
    /// When its memory is too small.
    pub fn new(mut runtime: Runtime) -> Result<Self, Error> {
        runtime.create("id.c", SOURCE)?;
        let function = runtime.func("id")?;
        let elements: Vec<u8> = (0..MOST).flat_map(u32::to_le_bytes).collect();
        let input = runtime.alloc_from(&elements)?;
        let output = runtime.alloc(4 * MOST)?;
        Ok(Self { runtime, function, input, output })
    }

    /// Calls the plugin for `count` elements in place; at most [`MOST`].
    ///
    /// # Errors
    /// When one of the calls fails.
    pub fn map(&mut self, count: u32) -> Result<(), String> {
        self.function.map(&mut self.runtime, &self.input, &self.output, count).map_err(words)
    }

    /// Calls the plugin for `count` arguments of an iterator, and collects the results.
    ///
    /// # Errors
    /// When one of the calls fails.
    pub fn call_many(&mut self, count: u32) -> Result<(), String> {
        let arguments = (0..black_box(count as i32)).map(|i| (i,));
        black_box(self.function.call_many(&mut self.runtime, arguments).map_err(words)?);
        Ok(())
    }

    /// A ring with room for `depth` calls in flight.
    ///
    /// # Errors
    /// When the memory is full.
    pub fn ring(&mut self, depth: usize) -> Result<RingOfCalls<'_>, Error> {
        Ok(RingOfCalls { ring: self.runtime.ring(depth)?, function: &self.function })
    }
}

/// A ring that is kept full.
pub struct RingOfCalls<'a> {
    ring: Ring<'a>,
    function: &'a Func<(i32,), i32>,
}

impl RingOfCalls<'_> {
    /// Fills the ring and takes half of it, over and over, until `count` calls are completed: so the guest always has
    /// the other half to go on with.
    ///
    /// # Errors
    /// When one of them fails.
    pub fn calls(&mut self, count: u32) -> Result<(), String> {
        let mut completed = 0;
        while completed < count {
            while !self.ring.is_full() {
                self.ring.push(self.function, (black_box(7),), 0).map_err(words)?;
            }
            let half = (self.ring.depth() as u32 / 2).clamp(1, count - completed);
            for _ in 0..half {
                let done = self.ring.wait().ok_or("the ring lost a call")?;
                black_box(done.value::<i32>().map_err(words)?);
            }
            completed += half;
        }
        Ok(())
    }
}

//! The data segment as the host sees it: buffers without copies, and checked copies.

use std::ops::Range;

use guest_abi::layout::DATA_BASE;
use linker::{LinkError, Segment};

use super::Runtime;
use crate::error::Error;
use crate::value::Ptr;

/// Alignment of buffers: a cache line.
pub(super) const BUFFER_ALIGN: u32 = 64;

/// A piece of a runtime's data segment that host and plugins share without copies.
///
/// It lives until [`Runtime::free`] or the end of the runtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Buffer {
    address: u32,
    len: u32,
}

impl Buffer {
    /// Where it lies, to be passed to plugins.
    #[must_use]
    pub const fn ptr(&self) -> Ptr {
        Ptr(self.address)
    }

    /// Its length in bytes.
    #[must_use]
    pub const fn len(&self) -> u32 {
        self.len
    }

    /// Whether it has no bytes.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl Runtime {
    /// Takes zeroed space in the data segment.
    pub fn alloc(&mut self, len: u32) -> Result<Buffer, Error> {
        /// Bytes that are cleared at a time.
        const ZEROES: [u8; 4096] = [0; 4096];
        let address = self.take_data(len, BUFFER_ALIGN)?;
        for at in (0..len).step_by(ZEROES.len()) {
            let piece = ZEROES.len().min((len - at) as usize);
            self.machine.write(address - DATA_BASE + at, &ZEROES[..piece]);
        }
        Ok(Buffer { address, len })
    }

    /// Takes space in the data segment as it is.
    pub(super) fn take_data(&mut self, len: u32, align: u32) -> Result<u32, Error> {
        let memory = self.memory_size();
        loop {
            match self.namespace.alloc_data(len.max(1), align) {
                Err(error) if data_is_full(&error) && self.release_staging() => {}
                Err(error) if data_is_full(&error) => return Err(Error::OutOfMemory { wanted: len, memory }),
                taken => return Ok(taken?),
            }
        }
    }

    /// Takes space in the data segment and copies bytes into it.
    pub fn alloc_from(&mut self, bytes: &[u8]) -> Result<Buffer, Error> {
        let len = u32::try_from(bytes.len())
            .map_err(|_| Error::OutOfMemory { wanted: u32::MAX, memory: self.memory_size() })?;
        let buffer = self.alloc(len)?;
        self.machine.write(buffer.address - DATA_BASE, bytes);
        Ok(buffer)
    }

    /// Gives a buffer back.
    pub fn free(&mut self, buffer: Buffer) -> Result<(), Error> {
        Ok(self.namespace.free_data(buffer.address)?)
    }

    /// The bytes of a buffer. They are the plugins' own: no plugin can run while they are borrowed, so a resident vCPU
    /// is taken out of the guest first, which costs as much as a sync upcall or more. [`Runtime::read`] and
    /// [`Runtime::write`] copy without that.
    ///
    /// A buffer of another runtime gives whatever lies there, or nothing if that is outside the data segment.
    #[must_use]
    pub fn bytes(&self, buffer: &Buffer) -> &[u8] {
        let range = range(self.memory_size(), buffer.ptr(), buffer.len as usize);
        range.map_or(&[], |range| &self.machine.memory()[range.start as usize..range.end as usize])
    }

    /// The bytes of a buffer, to be changed; see [`Runtime::bytes`].
    #[must_use]
    pub fn bytes_mut(&mut self, buffer: &Buffer) -> &mut [u8] {
        match range(self.memory_size(), buffer.ptr(), buffer.len as usize) {
            Ok(range) => &mut self.machine.memory_mut()[range.start as usize..range.end as usize],
            Err(_) => &mut [],
        }
    }

    /// Copies bytes out of the data segment.
    pub fn read(&self, from: Ptr, into: &mut [u8]) -> Result<(), Error> {
        let range = range(self.memory_size(), from, into.len())?;
        self.machine.read(range.start, into);
        Ok(())
    }

    /// Copies bytes into the data segment.
    pub fn write(&mut self, to: Ptr, bytes: &[u8]) -> Result<(), Error> {
        let range = range(self.memory_size(), to, bytes.len())?;
        self.machine.write(range.start, bytes);
        Ok(())
    }

    /// Copies a C string of at most `max` bytes out of the data segment, without its final zero.
    pub fn read_cstr(&self, from: Ptr, max: usize) -> Result<Vec<u8>, Error> {
        /// Bytes that are copied at a time.
        const PIECE: usize = 256;
        let size = self.memory_size();
        let start = range(size, from, 0)?.start;
        let most = max.saturating_add(1).min((size - start) as usize);
        let mut text = Vec::new();
        while text.len() < most {
            let (at, len) = (text.len(), PIECE.min(most - text.len()));
            text.resize(at + len, 0);
            self.machine.read(start + at as u32, &mut text[at..]);
            if let Some(end) = text[at..].iter().position(|&byte| byte == 0) {
                text.truncate(at + end);
                return Ok(text);
            }
        }
        let reason = if text.len() > max { "is too long" } else { "has no end in the data segment" };
        Err(Error::Text { address: from.0, reason })
    }
}

/// Whether there is no room for something in the data segment.
pub(super) fn data_is_full(error: &LinkError) -> bool {
    matches!(error, LinkError::OutOfSpace { segment: Segment::Data, .. })
}

/// Where `len` bytes at a plugin's address lie in a data segment of `size` bytes.
fn range(size: u32, at: Ptr, len: usize) -> Result<Range<u32>, Error> {
    let outside = || Error::Bounds { address: at.0, len: len as u64 };
    let start = at.0.checked_sub(DATA_BASE).ok_or_else(outside)?;
    let len = u32::try_from(len).map_err(|_| outside())?;
    let end = start.checked_add(len).filter(|&end| end <= size).ok_or_else(outside)?;
    Ok(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_stay_inside() {
        let size = 0x20_0000;
        assert_eq!(range(size, Ptr(DATA_BASE), size as usize).unwrap(), 0..size);
        assert_eq!(range(size, Ptr(DATA_BASE + 5), 0).unwrap(), 5..5);
        for (at, len) in [
            (0, 1),
            (DATA_BASE - 1, 2),
            (DATA_BASE, size as usize + 1),
            (DATA_BASE + size, 1),
            (u32::MAX, 1),
            (u32::MAX, usize::MAX),
            (DATA_BASE + 1, usize::MAX),
        ] {
            assert!(matches!(range(size, Ptr(at), len), Err(Error::Bounds { .. })), "{at:#x} {len}");
        }
    }
}

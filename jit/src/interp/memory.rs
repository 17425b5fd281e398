//! Checked access to the data segment. Addresses wrap at 32 bits; nothing need be aligned.

use guest_abi::layout::DATA_BASE;
use std::ops::Range;

/// Index of an address into the data segment; far outside it for addresses below it.
fn index(address: u32) -> usize {
    address.wrapping_sub(DATA_BASE) as usize
}

/// `N` bytes at `address`.
#[inline(always)]
pub(super) fn load<const N: usize>(memory: &[u8], address: u32) -> Option<[u8; N]> {
    memory.get(index(address)..)?.first_chunk().copied()
}

/// Writes `bytes` at `address`.
#[inline(always)]
pub(super) fn store<const N: usize>(memory: &mut [u8], address: u32, bytes: [u8; N]) -> Option<()> {
    *memory.get_mut(index(address)..)?.first_chunk_mut()? = bytes;
    Some(())
}

/// The `len` bytes at `address` as indices, if they lie in the segment. No bytes lie everywhere.
pub(super) fn range(memory: &[u8], address: u32, len: u32) -> Option<Range<usize>> {
    if len == 0 {
        return Some(0..0);
    }
    let start = index(address);
    let end = start.checked_add(len as usize)?;
    (end <= memory.len()).then_some(start..end)
}

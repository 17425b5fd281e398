//! Reading and writing the lines that host and gate share. Layout: [`guest_abi::mailbox`].

use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, Ordering};

use guest_abi::layout::PAGE;

/// The mailbox page of one guest.
///
/// The guest may write to it whenever it runs, and it is hostile, so there is no reference to its contents: each
/// word is read once, as a volatile access, into a copy.
pub(super) struct Mailbox {
    page: NonNull<u8>,
}

// SAFETY: the page is owned by the machine that owns this value and moves with it.
unsafe impl Send for Mailbox {}

impl Mailbox {
    /// # Safety
    /// `page` must point to a mapped, page-aligned page that outlives the value.
    pub(super) unsafe fn new(page: NonNull<u8>) -> Self {
        Self { page }
    }

    /// Reads the u32 at `offset`.
    pub(super) fn u32(&self, offset: u32) -> u32 {
        assert!(offset <= PAGE - 4 && offset.is_multiple_of(4));
        // SAFETY: in the page and aligned, as just checked; volatile because the guest writes it too.
        unsafe { self.page.add(offset as usize).cast::<u32>().read_volatile() }
    }

    /// Reads the u32 at `offset`; what is read after it was written before it.
    #[inline]
    pub(super) fn acquire(&self, offset: u32) -> u32 {
        assert!(offset <= PAGE - 4 && offset.is_multiple_of(4));
        // SAFETY: as in `u32`; both sides access this word only as a whole.
        unsafe { AtomicU32::from_ptr(self.page.add(offset as usize).cast().as_ptr()) }.load(Ordering::Acquire)
    }

    /// Writes the u32 at `offset`, after all that was written before.
    #[inline]
    pub(super) fn release(&self, offset: u32, value: u32) {
        assert!(offset <= PAGE - 4 && offset.is_multiple_of(4));
        // SAFETY: as in `acquire`.
        unsafe { AtomicU32::from_ptr(self.page.add(offset as usize).cast().as_ptr()) }.store(value, Ordering::Release)
    }

    /// Reads the u64 at `offset`.
    pub(super) fn u64(&self, offset: u32) -> u64 {
        assert!(offset <= PAGE - 8 && offset.is_multiple_of(8));
        // SAFETY: as in `u32`.
        unsafe { self.page.add(offset as usize).cast::<u64>().read_volatile() }
    }

    /// Writes the u32 at `offset`.
    pub(super) fn set_u32(&self, offset: u32, value: u32) {
        assert!(offset <= PAGE - 4 && offset.is_multiple_of(4));
        // SAFETY: as in `u32`.
        unsafe { self.page.add(offset as usize).cast::<u32>().write_volatile(value) }
    }

    /// Writes the u64 at `offset`.
    pub(super) fn set_u64(&self, offset: u32, value: u64) {
        assert!(offset <= PAGE - 8 && offset.is_multiple_of(8));
        // SAFETY: as in `u32`.
        unsafe { self.page.add(offset as usize).cast::<u64>().write_volatile(value) }
    }
}

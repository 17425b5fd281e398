//! Guest memory: the data segment, the code segment and the system area, each its own mapping and memslot.

use std::io;
use std::ptr::NonNull;

use guest_abi::layout;
use vm_memory::{Bytes, GuestAddress, GuestMemoryMmap, GuestRegionMmap, MmapRegion};

/// An anonymous private mapping, unmapped on drop.
///
/// vm-memory's own mappings are only page-aligned; the data segment must be aligned to a large page, or the host
/// can't back it with one (a first touch then costs a hundred times more).
struct Mapping {
    start: NonNull<u8>,
    len: usize,
}

// SAFETY: the mapping is plain memory owned by this value; nothing about it is tied to a thread.
unsafe impl Send for Mapping {}
// SAFETY: a shared `Mapping` only gives out its address.
unsafe impl Sync for Mapping {}

impl Mapping {
    fn new(len: usize, align: usize) -> io::Result<Self> {
        let reserve = len.checked_add(align).ok_or(io::ErrorKind::OutOfMemory)?;
        // SAFETY: an anonymous mapping at an address that the kernel chooses touches nothing that exists.
        let raw = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                reserve,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
                -1,
                0,
            )
        };
        if raw == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let raw = raw.cast::<u8>();
        let before = raw.align_offset(align);
        let after = align - before;
        // SAFETY: `before` and `after` are whole pages (align and the mapping are) that lie inside the fresh
        // mapping, in front of and behind the part that is kept.
        let start = unsafe {
            if before > 0 {
                libc::munmap(raw.cast(), before);
            }
            let start = raw.add(before);
            if after > 0 {
                libc::munmap(start.add(len).cast(), after);
            }
            NonNull::new_unchecked(start)
        };
        Ok(Self { start, len })
    }

    fn region(&self) -> MmapRegion {
        // SAFETY: the mapping is readable and writable, `len` bytes long, and outlives the region: both are owned
        // by one `GuestMemory`, which drops the region first.
        unsafe {
            MmapRegion::build_raw(
                self.start.as_ptr(),
                self.len,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
            )
        }
        .expect("a page-aligned private mapping is a valid region")
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: exactly the mapping that `new` made and nobody else unmaps; the regions over it are gone.
        unsafe { libc::munmap(self.start.as_ptr().cast(), self.len) };
    }
}

/// A memslot to register with KVM.
pub(super) struct Slot {
    pub(super) guest: u64,
    pub(super) len: u64,
    pub(super) host: u64,
}

/// All memory of one guest.
pub(super) struct GuestMemory {
    // Dropped in this order: the view first, then what it looks at.
    view: GuestMemoryMmap,
    data: Mapping,
    code: Mapping,
    system: Mapping,
}

impl GuestMemory {
    /// Maps `data` and `code` bytes and the system area, of which `system` bytes are in use. `data` must be a
    /// multiple of [`layout::DATA_GRANULE`], the others of [`layout::PAGE`].
    pub(super) fn new(data: u32, code: u32, system: u32) -> io::Result<Self> {
        debug_assert!(data.is_multiple_of(layout::DATA_GRANULE));
        let large = layout::DATA_GRANULE as usize;
        let page = layout::PAGE as usize;
        let data = Mapping::new(data as usize, large)?;
        let code = Mapping::new(code as usize, page)?;
        let system = Mapping::new(system as usize, page)?;
        // SAFETY: advice on a mapping that this function owns; a kernel without huge pages says so and no harm done.
        unsafe { libc::madvise(data.start.as_ptr().cast(), data.len, libc::MADV_HUGEPAGE) };
        // The host must touch the stack's large page first: only then is it backed by a huge page in one go.
        // SAFETY: inside the fresh mapping, which nobody else knows of yet.
        unsafe { data.start.as_ptr().write_volatile(0) };
        let regions = [(&data, layout::DATA_BASE), (&code, layout::CODE_BASE), (&system, layout::SYSTEM_BASE)].map(
            |(mapping, base)| {
                GuestRegionMmap::new(mapping.region(), GuestAddress(u64::from(base)))
                    .expect("the address map lies below 4 GiB")
            },
        );
        let view = GuestMemoryMmap::from_regions(regions.into()).expect("the address map is sorted and disjoint");
        Ok(Self { view, data, code, system })
    }

    /// What to register with KVM: data, code, system.
    pub(super) fn slots(&self) -> [Slot; 3] {
        [(&self.data, layout::DATA_BASE), (&self.code, layout::CODE_BASE), (&self.system, layout::SYSTEM_BASE)].map(
            |(mapping, base)| Slot {
                guest: u64::from(base),
                len: mapping.len as u64,
                host: mapping.start.as_ptr() as u64,
            },
        )
    }

    /// Bytes of the data segment.
    pub(super) fn data_size(&self) -> u32 {
        self.data.len as u32
    }

    /// The view that vm-memory's users (linux-loader) work on.
    pub(super) fn view(&self) -> &GuestMemoryMmap {
        &self.view
    }

    /// Writes to guest memory. The address range is the host's own and must be mapped.
    pub(super) fn write(&self, address: u32, bytes: &[u8]) {
        self.view
            .write_slice(bytes, GuestAddress(u64::from(address)))
            .expect("the host writes only inside its own address map");
    }

    /// Reads guest memory. The address range is the host's own and must be mapped.
    pub(super) fn read(&self, address: u32, bytes: &mut [u8]) {
        self.view
            .read_slice(bytes, GuestAddress(u64::from(address)))
            .expect("the host reads only inside its own address map");
    }

    /// The bytes of the data segment. Sound only while the calling thread owns the vCPU: it then runs only inside
    /// calls that borrow the whole machine mutably, and returns before they do.
    pub(super) fn data(&self) -> &[u8] {
        // SAFETY: the mapping is `len` bytes, initialised (zero pages), and not written while this borrow lives.
        unsafe { std::slice::from_raw_parts(self.data.start.as_ptr(), self.data.len) }
    }

    /// The bytes of the data segment, to write. Sound for the same reason.
    pub(super) fn data_mut(&mut self) -> &mut [u8] {
        // SAFETY: as in `data`; `&mut self` makes this the only borrow.
        unsafe { std::slice::from_raw_parts_mut(self.data.start.as_ptr(), self.data.len) }
    }

    /// Copies words out of the data segment while the guest may run, each read once.
    pub(super) fn read_words(&self, offset: u32, words: &mut [u64]) {
        let first = self.words(offset, words.len());
        for (i, word) in words.iter_mut().enumerate() {
            // SAFETY: `words` checked that all of them lie in the mapping, aligned; volatile because the guest may
            // write to them meanwhile, and no reference to them exists.
            *word = unsafe { first.add(i).read_volatile() };
        }
    }

    /// Copies words into the data segment, in order, while the guest may run.
    pub(super) fn write_words(&mut self, offset: u32, words: &[u64]) {
        let first = self.words(offset, words.len());
        for (i, &word) in words.iter().enumerate() {
            // SAFETY: as in `read_words`. x86 keeps the order of stores, and so does the compiler of volatile ones.
            unsafe { first.add(i).write_volatile(word) };
        }
    }

    /// Asks the CPU to get a cache line of the data segment for writing.
    pub(super) fn prefetch(&self, offset: u32) {
        let line = self.data.start.as_ptr().wrapping_add(offset as usize);
        // SAFETY: a hint, whatever the address is. All 64-bit CPUs know the instruction, some by doing nothing.
        unsafe { std::arch::asm!("prefetchw [{}]", in(reg) line, options(nostack, preserves_flags, readonly)) };
    }

    /// Where `count` words of the data segment lie.
    fn words(&self, offset: u32, count: usize) -> NonNull<u64> {
        let offset = offset as usize;
        assert!(offset.is_multiple_of(8) && offset <= self.data.len && count <= (self.data.len - offset) / 8);
        // SAFETY: inside the mapping, as just checked.
        unsafe { self.data.start.add(offset).cast() }
    }

    /// Host address of a page of the system area; lives as long as `self`.
    pub(super) fn system_page(&self, address: u32) -> NonNull<u8> {
        let offset = (address - layout::SYSTEM_BASE) as usize;
        assert!(offset.is_multiple_of(layout::PAGE as usize) && offset < self.system.len);
        // SAFETY: just checked to lie inside the mapping.
        unsafe { self.system.start.add(offset) }
    }
}

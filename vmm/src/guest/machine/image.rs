//! Guest memory as the linker writes to it.

use guest_abi::layout::{CODE_BASE, DATA_BASE, SLOT_COUNT, SLOT_SIZE, SLOTS_OFFSET, UNDEFINED_OFFSET, UNDEFINED_SIZE};
use linker::{Image, Slot, SlotTarget};

use crate::guest::fault::Scene;
use crate::guest::memory::GuestMemory;
use crate::mode::Mode;

/// Guest memory as the linker writes to it.
pub(super) struct GuestImage {
    pub(super) memory: GuestMemory,
    pub(super) mode: Mode,
    /// Bytes of the code segment.
    pub(super) code: u32,
}

impl GuestImage {
    /// A code-segment offset as an address that code uses.
    pub(super) fn address(&self, offset: u32) -> u32 {
        if self.mode == Mode::Long { CODE_BASE + offset } else { offset }
    }

    pub(super) fn scene(&self) -> Scene<'_> {
        Scene { mode: self.mode, memory: &self.memory, code: self.code }
    }

    pub(super) fn undefine_all_slots(&mut self) {
        let table: Vec<u8> = (0..SLOT_COUNT)
            .flat_map(|slot| u64::from(self.address(UNDEFINED_OFFSET + slot * UNDEFINED_SIZE)).to_le_bytes())
            .collect();
        self.memory.write(CODE_BASE + SLOTS_OFFSET, &table);
        debug_assert_eq!(table.len(), (SLOT_COUNT * SLOT_SIZE) as usize);
    }
}

impl Image for GuestImage {
    fn write_code(&mut self, offset: u32, bytes: &[u8]) {
        self.memory.write(CODE_BASE + offset, bytes);
    }

    fn write_data(&mut self, address: u32, bytes: &[u8]) {
        self.memory.write(address, bytes);
    }

    fn fill_data(&mut self, address: u32, len: u32, byte: u8) {
        let start = (address - DATA_BASE) as usize;
        self.memory.data_mut()[start..start + len as usize].fill(byte);
    }

    fn set_slot(&mut self, slot: Slot, target: SlotTarget) {
        let offset = match target {
            SlotTarget::Function { code, .. } | SlotTarget::Builtin { code, .. } => code,
            SlotTarget::Undefined => UNDEFINED_OFFSET + slot.0 * UNDEFINED_SIZE,
        };
        let value = u64::from(self.address(offset));
        self.memory.write(CODE_BASE + SLOTS_OFFSET + slot.0 * SLOT_SIZE, &value.to_le_bytes());
    }
}

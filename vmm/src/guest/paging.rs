//! The page tables of `long` mode. They map one to one, so a table is only about what is there and who may do what:
//!
//! | range | page | ring 3 | ring 0 |
//! |---|---|---|---|
//! | null hole | - | - | - |
//! | data segment | 2 MiB | read, write | same |
//! | gate, undefined traps, plugin code | 4 KiB | read, execute | same |
//! | slot table | 4 KiB | read | read |
//! | stub | 4 KiB | - | read, execute |
//! | GDT, IDT, TSS, ring-0 stack | 4 KiB | - | read, write |
//! | mailbox | 4 KiB | read, write | same |
//! | page tables | - | - | - |
//!
//! Everything is mapped up front and never revoked: some hosts don't see a revoked permission until the tables
//! move. The accessed and dirty bits are set from the start, so the CPU never writes to a table.

use guest_abi::layout::{
    CODE_BASE, CODE_START, DATA_BASE, DATA_GRANULE, GDT_BASE, MAILBOX_BASE, PAGE, PAGE_TABLES_BASE, SLOTS_OFFSET,
    STUB_BASE, STUB_SIZE, SYSTEM_BASE,
};

use super::memory::GuestMemory;

const PRESENT: u64 = 1 | 1 << 5 | 1 << 6; // with accessed and dirty
const WRITE: u64 = 1 << 1;
const USER: u64 = 1 << 2;
const LARGE: u64 = 1 << 7;
const NO_EXECUTE: u64 = 1 << 63;

const ENTRIES: u32 = 512;
/// Address space that one page table covers.
const TABLE_SPAN: u32 = PAGE * ENTRIES;

// Order of the tables in memory: PML4, PDPT, one page directory per GiB, the system area's page table, then one
// page table for each 2 MiB of code.
const PML4: u32 = PAGE_TABLES_BASE;
const PDPT: u32 = PML4 + PAGE;
const DIRECTORIES: u32 = PDPT + PAGE;
/// The address map ends below 2 GiB.
const DIRECTORY_COUNT: u32 = 2;
const SYSTEM_TABLE: u32 = DIRECTORIES + DIRECTORY_COUNT * PAGE;
const CODE_TABLES: u32 = SYSTEM_TABLE + PAGE;

/// Value for CR3.
pub(super) const ROOT: u32 = PML4;

/// Bytes of the system area, page tables for `code` bytes of code included.
pub(super) fn system_size(code: u32) -> u32 {
    CODE_TABLES + code.div_ceil(TABLE_SPAN) * PAGE - SYSTEM_BASE
}

/// Writes the tables for a guest with `data` and `code` bytes of memory.
pub(super) fn build(memory: &GuestMemory, data: u32, code: u32) {
    let entry = |table: u32, index: u32, value: u64| memory.write(table + index * 8, &value.to_le_bytes());
    let directory_entry = |address: u32, value: u64| entry(DIRECTORIES, address / TABLE_SPAN, value);
    let inner = PRESENT | WRITE | USER;

    entry(PML4, 0, u64::from(PDPT) | inner);
    for i in 0..DIRECTORY_COUNT {
        entry(PDPT, i, u64::from(DIRECTORIES + i * PAGE) | inner);
    }
    for address in (DATA_BASE..DATA_BASE + data).step_by(DATA_GRANULE as usize) {
        directory_entry(address, u64::from(address) | PRESENT | WRITE | USER | LARGE | NO_EXECUTE);
    }
    for i in 0..code.div_ceil(TABLE_SPAN) {
        directory_entry(CODE_BASE + i * TABLE_SPAN, u64::from(CODE_TABLES + i * PAGE) | inner);
    }
    let slots = SLOTS_OFFSET / PAGE..CODE_START / PAGE;
    for page in 0..code / PAGE {
        let no_execute = if slots.contains(&page) { NO_EXECUTE } else { 0 };
        entry(CODE_TABLES, page, u64::from(CODE_BASE + page * PAGE) | PRESENT | USER | no_execute);
    }
    directory_entry(SYSTEM_BASE, u64::from(SYSTEM_TABLE) | inner);
    for address in (STUB_BASE..=MAILBOX_BASE).step_by(PAGE as usize) {
        let access = match address {
            STUB_BASE..GDT_BASE => 0,
            MAILBOX_BASE => WRITE | USER | NO_EXECUTE,
            _ => WRITE | NO_EXECUTE,
        };
        entry(SYSTEM_TABLE, (address - SYSTEM_BASE) / PAGE, u64::from(address) | PRESENT | access);
    }
}

const _: () = {
    assert!(SLOTS_OFFSET.is_multiple_of(PAGE) && CODE_START.is_multiple_of(PAGE));
    assert!(CODE_BASE.is_multiple_of(TABLE_SPAN) && SYSTEM_BASE.is_multiple_of(TABLE_SPAN));
    assert!(STUB_BASE + STUB_SIZE == GDT_BASE);
};

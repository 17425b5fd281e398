//! Copies an object's code and data into the image, with their addresses filled in.

use guest_abi::layout::{FUNCTION_TAG, SLOT_SIZE, SLOTS_OFFSET};

use crate::api::{Binding, Image};
use crate::link::Planned;
use crate::object::{Object, Reloc, RelocKind, SymbolKind};

/// What a relocated field holds. The object has been validated and all its references resolved.
fn value(object: &Object, planned: &Planned, reloc: &Reloc) -> u32 {
    // `long` addresses code by its linear address, `segmented` by its offset in the code segment.
    let base = object.isa.code_address(0);
    let addend = reloc.addend as u32;
    if reloc.kind == RelocKind::Code {
        return base + planned.code.unwrap_or(0) + addend;
    }
    match (reloc.kind, planned.bindings[reloc.symbol.0 as usize]) {
        (RelocKind::FunctionPointer, Binding::Function(slot)) => FUNCTION_TAG | slot.0,
        (RelocKind::Slot, Binding::Function(slot)) => base + SLOTS_OFFSET + SLOT_SIZE * slot.0,
        (_, Binding::Data(address)) => address.wrapping_add(addend),
        (_, Binding::Function(_) | Binding::Unused) => {
            debug_assert!(false, "{reloc:?} was not resolved");
            0
        }
    }
}

/// Patches `bytes`, which are what `relocs` apply to, as far as they reach.
fn patch(bytes: &mut [u8], object: &Object, planned: &Planned, relocs: &[Reloc]) {
    for reloc in relocs {
        let at = reloc.at as usize;
        if let Some(field) = bytes.get_mut(at..at + 4) {
            field.copy_from_slice(&value(object, planned, reloc).to_le_bytes());
        }
    }
}

/// Writes the object's code.
pub(crate) fn write_code(image: &mut dyn Image, bytes: &mut Vec<u8>, object: &Object, planned: &Planned) {
    let Some(at) = planned.code else { return };
    bytes.clear();
    bytes.extend_from_slice(&object.code);
    patch(bytes, object, planned, &object.relocs);
    image.write_code(at, bytes);
}

/// Writes the object's variables.
pub(crate) fn write_data(image: &mut dyn Image, bytes: &mut Vec<u8>, object: &Object, planned: &Planned) {
    for item in &object.data {
        let symbol = item.symbol.0 as usize;
        let (Binding::Data(address), SymbolKind::Data { size, .. }) =
            (planned.bindings[symbol], &object.symbols[symbol].kind)
        else {
            continue;
        };
        // Fields behind the initial bytes lie in the zeros, which may be many: those are not copied.
        let fields = item.relocs.iter().map(|reloc| reloc.at as usize + 4).max().unwrap_or(0);
        let len = item.init.len();
        bytes.clear();
        bytes.extend_from_slice(&item.init);
        patch(bytes, object, planned, &item.relocs);
        if len > 0 {
            image.write_data(address, bytes);
        }
        let len = len as u32;
        if *size > len {
            image.fill_data(address + len, size - len, 0);
        }
        if fields > bytes.len() {
            for reloc in item.relocs.iter().filter(|reloc| reloc.at as usize + 4 > bytes.len()) {
                image.write_data(address + reloc.at, &value(object, planned, reloc).to_le_bytes());
            }
        }
    }
}

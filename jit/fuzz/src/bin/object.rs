//! Objects that nobody's compiler made, through the linker's validation into a namespace, and out of it again.

#![no_main]

use std::sync::Arc;

use guest_abi::layout::{CODE_START, DATA_BASE};
use linker::{Image, Layout, LinkMode, Namespace, Object, ObjectId, Slot, SlotTarget};

const CODE: u32 = 64 * 1024;
const DATA: u32 = 64 * 1024;

/// Takes only what lies inside the segments.
struct Bounds;

impl Bounds {
    fn data(address: u32, len: u32) {
        let end = address.checked_sub(DATA_BASE).and_then(|at| at.checked_add(len));
        assert!(end.is_some_and(|end| end <= DATA), "data at {address:#x}, {len:#x} bytes");
    }
}

impl Image for Bounds {
    fn write_code(&mut self, offset: u32, bytes: &[u8]) {
        let end = offset.checked_sub(CODE_START).and_then(|at| at.checked_add(bytes.len() as u32));
        assert!(end.is_some_and(|end| end <= CODE), "code at {offset:#x}, {:#x} bytes", bytes.len());
    }

    fn write_data(&mut self, address: u32, bytes: &[u8]) {
        Self::data(address, bytes.len() as u32);
    }

    fn fill_data(&mut self, address: u32, len: u32, _byte: u8) {
        Self::data(address, len);
    }

    fn set_slot(&mut self, _slot: Slot, _target: SlotTarget) {}

    fn forget(&mut self, _object: ObjectId) {}
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(object) = postcard::from_bytes::<Object>(bytes) else { return };
    let layout = Layout {
        isa: object.isa,
        code: CODE_START..CODE_START + CODE,
        data: DATA_BASE..DATA_BASE + DATA,
    };
    let mut namespace = Namespace::new(layout);
    let object = Arc::new(object);
    let mut image = Bounds;
    for mode in [LinkMode::New, LinkMode::New, LinkMode::Replace] {
        let free = (namespace.code_free(), namespace.data_free(), namespace.slots_free());
        if let Err(error) = namespace.link(&mut image, std::slice::from_ref(&object), mode) {
            let _ = error.to_string();
            let after = (namespace.code_free(), namespace.data_free(), namespace.slots_free());
            assert_eq!(free, after, "a failed link left something");
        }
    }
    let names: Vec<String> = namespace.names().map(|(name, _)| name.to_owned()).collect();
    for name in names {
        let _ = namespace.delete(&mut image, &name);
    }
    namespace.collect(&mut image);
});

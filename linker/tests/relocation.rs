//! Where bytes end up, what relocated fields hold, and the way back from code to source.

mod common;

use common::{Builder, World, int_int, plugin};
use guest_abi::layout::{CODE_BASE, FUNCTION_TAG, SLOTS_OFFSET};
use guest_abi::{Isa, TrapCode};
use linker::Binding;
use linker::object::{Linkage, RelocKind};

fn slot_of(binding: Binding) -> u32 {
    let Binding::Function(slot) = binding else { panic!("{binding:?}") };
    slot.0
}

fn address_of(binding: Binding) -> u32 {
    let Binding::Data(address) = binding else { panic!("{binding:?}") };
    address
}

#[test]
fn fields_in_code() {
    for (isa, base) in [(Isa::Amd64, CODE_BASE), (Isa::Ia32, 0)] {
        let mut w = World::new(isa);
        w.link(plugin("before", isa)).unwrap();
        let mut b = Builder::new("p", isa);
        let helper = b.local("helper");
        let v = b.data("v", Linkage::Local, 12, 4, &[]);
        b.export("f");
        let import = b.import("g", int_int());
        b.code_reloc(0, RelocKind::Slot, import, 0);
        b.code_reloc(4, RelocKind::FunctionPointer, helper, 0);
        b.code_reloc(8, RelocKind::Data, v, -8);
        b.code_reloc(13, RelocKind::Code, v, 7);
        let object = b.build();
        let linked = w.link(object.clone()).unwrap();
        assert_eq!(linked.code % 16, 0);
        let f = linked.code + object.functions[1].offset;
        assert_eq!(w.image.code_word(f), base + SLOTS_OFFSET + 8 * slot_of(linked.bindings[3]));
        assert_eq!(w.image.code_word(f + 4), FUNCTION_TAG | slot_of(linked.bindings[0]));
        assert_eq!(w.image.code_word(f + 8), address_of(linked.bindings[1]) - 8);
        assert_eq!(w.image.code_word(f + 13), base + linked.code + 7);
        // The bytes between the fields are the object's.
        assert_eq!(w.image.code(f + 12, 1), &object.code[44..45]);
        assert_eq!(w.image.code(f + 17, 3), &object.code[49..52]);
        assert_eq!(w.image.code(linked.code, 32), &object.code[..32]);
    }
}

#[test]
fn fields_in_data() {
    for isa in [Isa::Amd64, Isa::Ia32, Isa::Portable] {
        let mut w = World::new(isa);
        let mut b = Builder::new("p", isa);
        let f = b.export("f");
        let s = b.data(".str.0", Linkage::Local, 6, 1, b"hello");
        // Initial bytes end inside of the second field; the third lies in the zeros.
        let t = b.data("table", Linkage::Export, 40, 16, &[0xff; 10]);
        b.data_reloc(20, RelocKind::Data, t, 40);
        b.data_reloc(0, RelocKind::Data, s, 1);
        b.data_reloc(8, RelocKind::FunctionPointer, f, 0);
        let linked = w.link(b.build()).unwrap();
        let (s, t) = (address_of(linked.bindings[1]), address_of(linked.bindings[2]));
        assert_eq!(w.image.data(s, 6), b"hello\0");
        assert_eq!(t % 16, 0);
        assert_eq!(w.image.data_word(t), s + 1);
        assert_eq!(w.image.data(t + 4, 4), [0xff; 4]);
        assert_eq!(w.image.data_word(t + 8), FUNCTION_TAG | slot_of(linked.bindings[0]));
        assert_eq!(w.image.data(t + 12, 8), [0; 8]);
        assert_eq!(w.image.data_word(t + 20), t + 40);
        assert_eq!(w.image.data(t + 24, 16), [0; 16]);
    }
}

#[test]
fn variables_are_aligned_and_apart() {
    let mut w = World::new(Isa::Portable);
    w.ns.alloc_data(5, 1).unwrap();
    let mut b = Builder::new("p", Isa::Portable);
    let mut want = Vec::new();
    for (i, (size, align)) in [(1, 1), (8, 8), (0, 1), (3, 1), (4096, 4096), (2, 2), (16, 16)].into_iter().enumerate() {
        b.data(&format!("v{i}"), Linkage::Export, size, align, &vec![i as u8; size as usize]);
        want.push((size, align));
    }
    let linked = w.link(b.build()).unwrap();
    let mut end = 0;
    for (i, (binding, (size, align))) in linked.bindings.iter().zip(want).enumerate() {
        let at = address_of(*binding);
        assert_eq!(at % align, 0);
        assert!(at >= end, "variables overlap");
        assert!(w.image.data(at, size).iter().all(|&byte| byte == i as u8));
        end = at + size.max(1);
    }
}

#[test]
fn freed_space_is_cleared_for_its_next_owner() {
    let mut w = World::new(Isa::Amd64);
    for init in [&b"secret!!"[..], &[]] {
        let mut b = Builder::new("p", Isa::Amd64);
        b.export("f");
        b.data("v", Linkage::Export, 8, 8, init);
        w.link(b.build()).unwrap();
        let v = w.address("v").unwrap();
        assert_eq!(w.image.data(v, 8), if init.is_empty() { &[0; 8] } else { init });
        w.delete("f").unwrap();
        w.collect();
    }
}

#[test]
fn code_offsets_lead_back_to_the_source() {
    for isa in [Isa::Amd64, Isa::Ia32] {
        let mut w = World::new(isa);
        let thunk = w.ns.alloc_code(20, "thunk of puts").unwrap();
        let mut b = Builder::new("p", isa);
        b.local("helper");
        b.export("f");
        let linked = w.link(b.build()).unwrap();
        let at = |offset| w.ns.symbolize(offset);
        let place = at(thunk + 19).unwrap();
        assert_eq!((place.plugin, place.function, place.loc.line), (None, Some("thunk of puts"), 0));
        assert!(at(thunk + 20).is_none(), "the rest of the granule is nobody's");
        for (offset, function, line, trap) in [
            (0, Some("helper"), 1, None),
            (7, Some("helper"), 1, None),
            (8, Some("helper"), 2, None),
            (18, Some("helper"), 2, Some(TrapCode::Unreachable)),
            (19, Some("helper"), 2, None),
            (20, None, 0, None),
            (32, Some("f"), 101, None),
            (51, Some("f"), 102, None),
        ] {
            let place = at(linked.code + offset).unwrap();
            assert_eq!((place.plugin, place.function), (Some("p"), function), "{offset}");
            assert_eq!((place.loc.line, place.trap), (line, trap), "{offset}");
            assert_eq!(place.file, (line > 0).then_some("p.c"));
        }
        assert!(at(linked.code + 52).is_none());
        assert!(at(0).is_none() && at(u32::MAX).is_none());
        w.ns.free_code(&mut w.image, thunk).unwrap();
        assert!(w.ns.symbolize(thunk).is_none());
        assert_eq!(w.image.code(thunk, 20), [0xcc; 20]);
    }
}

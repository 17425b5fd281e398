//! Names, groups, imports, replacement, and that a link happens as a whole or not at all.

mod common;

use std::sync::Arc;

use common::{Builder, World, caller, int_int, plugin, sig};
use guest_abi::{Isa, Ty};
use linker::object::{Linkage, RelocKind, Signature};
use linker::{Binding, Definition, LinkError, LinkMode, Segment, SlotTarget};

const ISAS: [Isa; 3] = [Isa::Amd64, Isa::Ia32, Isa::Portable];

#[test]
fn a_function_is_found_by_its_name() {
    for isa in ISAS {
        let mut w = World::new(isa);
        assert!(w.ns.lookup("f").is_none());
        let linked = w.link(plugin("f", isa)).unwrap();
        let Some(Definition::Function { slot, signature, target }) = w.ns.lookup("f") else { panic!() };
        assert_eq!(*signature, int_int());
        assert_eq!(target, SlotTarget::Function { object: linked.id, function: 0, code: linked.code });
        assert_eq!(w.image.slot(slot), target);
        assert_eq!(linked.bindings, [Binding::Function(slot)]);
        assert_eq!(w.ns.bindings(linked.id), Some(&linked.bindings[..]));
        assert_eq!(w.ns.slot_name(slot), Some("f"));
        assert_eq!(w.ns.slot_signature(slot), Some(&int_int()));
        assert_eq!(w.ns.names().count(), 1);
        assert_eq!(w.ns.object(linked.id).unwrap().name, "f");
        assert_ne!(slot.0, 0);
    }
}

#[test]
fn a_call_before_the_definition_is_filled_in_by_it() {
    for isa in ISAS {
        let mut w = World::new(isa);
        let first = w.link(caller("f", "g", isa)).unwrap();
        let Binding::Function(g) = first.bindings[1] else { panic!() };
        assert_eq!(w.ns.unresolved().collect::<Vec<_>>(), [("g", g)]);
        assert_eq!(w.ns.slot_name(g), Some("g"));
        assert_eq!(w.ns.slot_signature(g), Some(&int_int()));
        assert!(w.ns.lookup("g").is_none());
        assert_eq!(w.image.slot(g), SlotTarget::Undefined);
        w.link(plugin("g", isa)).unwrap();
        assert_eq!(w.slot("g"), Some(g));
        assert_ne!(w.image.slot(g), SlotTarget::Undefined);
        assert_eq!(w.ns.unresolved().count(), 0);
    }
}

#[test]
fn a_group_may_refer_in_circles() {
    for isa in ISAS {
        let mut w = World::new(isa);
        let mut a = Builder::new("a", isa);
        a.export("f");
        let g = a.import("g", int_int());
        a.call(g);
        a.data("x", Linkage::Export, 8, 8, b"12345678");
        a.import_data("y", 4);
        let mut b = Builder::new("b", isa);
        b.data("y", Linkage::Export, 4, 4, b"wxyz");
        b.export("g");
        let f = b.import("f", int_int());
        b.call(f);
        b.import_data("x", 8);
        let linked = w.group(&[a.build().into(), b.build().into()], LinkMode::New).unwrap();
        assert_eq!(w.ns.unresolved().count(), 0);
        let (x, y) = (w.address("x").unwrap(), w.address("y").unwrap());
        assert_eq!(w.image.data(x, 8), b"12345678");
        assert_eq!(w.image.data(y, 4), b"wxyz");
        assert_eq!(linked[0].bindings[3], Binding::Data(y));
        assert_eq!(linked[1].bindings[3], Binding::Data(x));
        assert_eq!(linked[0].bindings[1], Binding::Function(w.slot("g").unwrap()));
        assert_eq!(linked[1].bindings[2], Binding::Function(w.slot("f").unwrap()));
    }
}

#[test]
fn names_that_exist_are_refused_with_both_places() {
    let mut w = World::new(Isa::Amd64);
    w.link(plugin("f", Isa::Amd64)).unwrap();
    let before = w.state();
    let mut second = Builder::new("other", Isa::Amd64);
    second.export("fresh");
    second.export("f");
    let error = w.link(second.build()).unwrap_err();
    assert_eq!(error.to_string(), "`f` is already defined: by f.c:1:5, and again by other.c:2:5");
    assert_eq!(w.state(), before);
    // The same within one group.
    let group: Vec<Arc<_>> = vec![plugin("g", Isa::Amd64).into(), plugin("g", Isa::Amd64).into()];
    let error = w.group(&group, LinkMode::New).unwrap_err();
    assert!(matches!(error, LinkError::Exists { .. }), "{error}");
    let error = w.group(&group, LinkMode::Replace).unwrap_err();
    assert!(matches!(error, LinkError::Exists { .. }), "{error}");
    assert_eq!(w.state(), before);
}

#[test]
fn signatures_must_agree_whoever_comes_first() {
    let isa = Isa::Ia32;
    let wide = sig(&[Ty::I32, Ty::F64], Some(Ty::I32));
    let import = |name: &str, signature: &Signature| {
        let mut b = Builder::new(name, isa);
        b.export(name);
        let callee = b.import("g", signature.clone());
        b.call(callee);
        b.build()
    };
    // Definition first.
    let mut w = World::new(isa);
    w.link(plugin("g", isa)).unwrap();
    let before = w.state();
    let error = w.link(import("f", &wide)).unwrap_err();
    assert_eq!(error.to_string(), "`g` is `int (int)` at g.c:1:5, but `int (int, double)` at f.c:2:5");
    assert_eq!(w.state(), before);
    // Import first.
    let mut w = World::new(isa);
    w.link(import("f", &wide)).unwrap();
    let before = w.state();
    let error = w.link(plugin("g", isa)).unwrap_err();
    assert_eq!(error.to_string(), "`g` is `int (int, double)` at f.c:2:5, but `int (int)` at g.c:1:5");
    // Two imports.
    let error = w.link(import("h", &int_int())).unwrap_err();
    assert!(matches!(error, LinkError::Signature { .. }), "{error}");
    assert_eq!(w.state(), before);
    // What differs: a word, the result, `...`. What does not: C types that travel in the same word.
    let variadic = Signature { variadic: true, ..int_int() };
    for bad in [sig(&[Ty::I64], Some(Ty::I32)), sig(&[Ty::I32], None), sig(&[Ty::I32], Some(Ty::F32)), variadic] {
        let mut w = World::new(isa);
        w.link(plugin("g", isa)).unwrap();
        assert!(matches!(w.link(import("f", &bad)), Err(LinkError::Signature { .. })), "{bad:?}");
    }
    let mut w = World::new(isa);
    w.link(plugin("g", isa)).unwrap();
    w.link(import("f", &sig(&[Ty::Ptr], Some(Ty::U8)))).unwrap();
    // In one group, through the pending definition.
    let mut w = World::new(isa);
    let error = w.group(&[import("f", &wide).into(), plugin("g", isa).into()], LinkMode::New).unwrap_err();
    assert!(matches!(error, LinkError::Signature { .. }), "{error}");
    assert_eq!(w.state(), World::new(isa).state());
}

#[test]
fn functions_and_variables_are_not_mixed_up() {
    let isa = Isa::Amd64;
    let variable = || {
        let mut b = Builder::new("v", isa);
        b.data("g", Linkage::Export, 4, 4, &[]);
        b.build()
    };
    let user = || {
        let mut b = Builder::new("u", isa);
        b.export("u");
        b.import_data("g", 4);
        b.build()
    };
    let cases: [(linker::Object, linker::Object, LinkMode); 4] = [
        (variable(), caller("f", "g", isa), LinkMode::New),
        (plugin("g", isa), user(), LinkMode::New),
        (variable(), plugin("g", isa), LinkMode::Replace),
        (plugin("g", isa), variable(), LinkMode::Replace),
    ];
    for (first, second, mode) in cases {
        let mut w = World::new(isa);
        w.link(first).unwrap();
        let before = w.state();
        let error = w.group(&[second.into()], mode).unwrap_err();
        assert!(matches!(error, LinkError::Kind { .. }), "{error}");
        assert_eq!(w.state(), before);
    }
    // A name that is called can't become a variable.
    let mut w = World::new(isa);
    w.link(caller("f", "g", isa)).unwrap();
    let error = w.link(variable()).unwrap_err();
    assert_eq!(error.to_string(), "`g` is a function at f.c:2:5, but a variable at v.c:1:5");
}

#[test]
fn variables_must_exist_and_be_large_enough() {
    let isa = Isa::Amd64;
    let user = |size| {
        let mut b = Builder::new("u", isa);
        b.export("u");
        b.import_data("v", size);
        b.build()
    };
    let mut w = World::new(isa);
    let before = w.state();
    let error = w.link(user(4)).unwrap_err();
    assert_eq!(error.to_string(), "variable `v` is not defined, but used by u.c:2:5");
    assert_eq!(w.state(), before);
    let mut b = Builder::new("d", isa);
    b.data("v", Linkage::Export, 8, 4, &[1]);
    w.link(b.build()).unwrap();
    let error = w.link(user(9)).unwrap_err();
    assert_eq!(error.to_string(), "variable `v` has 8 bytes at d.c:1:5, but 9 bytes at u.c:2:5");
    let linked = w.link(user(0)).unwrap();
    assert_eq!(linked.bindings[1], Binding::Data(w.address("v").unwrap()));
}

#[test]
fn replacement_keeps_the_slot_and_frees_the_old_code() {
    for isa in ISAS {
        let mut w = World::new(isa);
        let old = w.link(plugin("f", isa)).unwrap();
        w.link(caller("g", "f", isa)).unwrap();
        let slot = w.slot("f").unwrap();
        let free = w.ns.code_free();
        let mut b = Builder::new("f2", isa);
        b.local("helper");
        b.export("f");
        let new = w.replace(b.build()).unwrap();
        assert_eq!(w.slot("f"), Some(slot));
        let SlotTarget::Function { object, function, .. } = w.target("f").unwrap() else { panic!() };
        assert_eq!((object, function), (new.id, 1));
        assert!(w.ns.object(old.id).is_some(), "the old code may be running");
        w.collect();
        assert!(w.ns.object(old.id).is_none());
        assert_eq!(w.image.forgotten, [old.id]);
        if isa != Isa::Portable {
            assert_eq!(w.ns.code_free(), free + 32 - 64);
            assert_eq!(w.image.code(old.code, 20), [0xcc; 20]);
        }
        // A different type is refused.
        let before = w.state();
        let mut b = Builder::new("f3", isa);
        b.function("f", sig(&[], None), Linkage::Export);
        let error = w.replace(b.build()).unwrap_err();
        assert_eq!(error.to_string(), "`f` is `int (int)` at f2.c:2:5, but `void (void)` at f3.c:1:5");
        assert_eq!(w.state(), before);
    }
}

#[test]
fn a_replaced_objects_variables_live_as_long_as_it() {
    let isa = Isa::Amd64;
    let version = |name: &str, byte: u8, both: bool| {
        let mut b = Builder::new(name, isa);
        b.export("f");
        if both {
            b.export("g");
        }
        b.data("v", Linkage::Export, 4, 4, &[byte]);
        b.build()
    };
    let mut w = World::new(isa);
    let old = w.link(version("one", 1, true)).unwrap();
    let v = w.address("v").unwrap();
    w.replace(version("two", 2, false)).unwrap();
    w.collect();
    // `g` is still the old one's, so its `v` must be, too.
    assert_ne!(w.address("v").unwrap(), v);
    assert_eq!(w.image.data(v, 1), [1]);
    assert!(w.ns.object(old.id).is_some());
    let free = w.ns.data_free();
    w.delete("g").unwrap();
    w.collect();
    assert!(w.ns.object(old.id).is_none());
    assert_eq!(w.ns.data_free(), free + 8);
}

#[test]
fn built_ins_are_called_like_plugins_and_stay() {
    let isa = Isa::Amd64;
    let mut w = World::new(isa);
    let first = w.link(caller("f", "puts", isa)).unwrap();
    let wrong = w.ns.define_builtin(&mut w.image, "puts", sig(&[], None), 7, 0x9000);
    assert!(matches!(wrong, Err(LinkError::Signature { .. })));
    let slot = w.ns.define_builtin(&mut w.image, "puts", int_int(), 7, 0x9000).unwrap();
    assert_eq!(first.bindings[1], Binding::Function(slot));
    assert_eq!(w.target("puts"), Some(SlotTarget::Builtin { id: 7, code: 0x9000 }));
    let before = w.state();
    let again = w.ns.define_builtin(&mut w.image, "puts", int_int(), 8, 0x9100);
    assert!(matches!(again, Err(LinkError::Exists { .. })));
    assert!(matches!(w.link(plugin("puts", isa)), Err(LinkError::Exists { .. })));
    assert!(matches!(w.replace(plugin("puts", isa)), Err(LinkError::Builtin { .. })));
    assert!(matches!(w.delete("puts"), Err(LinkError::Builtin { .. })));
    assert_eq!(w.state(), before);
    // The host may take it away; its callers then trap, and only the same type may come back.
    w.ns.undefine_builtin(&mut w.image, "puts").unwrap();
    assert_eq!(w.image.slot(slot), SlotTarget::Undefined);
    assert_eq!(w.ns.unresolved().collect::<Vec<_>>(), [("puts", slot)]);
    assert!(w.ns.define_builtin(&mut w.image, "puts", sig(&[], None), 7, 0).is_err());
    assert_eq!(w.ns.define_builtin(&mut w.image, "puts", int_int(), 9, 0), Ok(slot));
}

#[test]
fn the_core_stays_for_ever() {
    let mut w = World::new(Isa::Amd64);
    let fresh = w.ns.slots_free();
    for (id, name) in (0..).zip(linker::CORE) {
        w.ns.define_builtin(&mut w.image, name, sig(&[Ty::Ptr], Some(Ty::I32)), id, 0).unwrap();
        assert!(matches!(w.ns.undefine_builtin(&mut w.image, name), Err(LinkError::Builtin { .. })));
        assert!(matches!(w.delete(name), Err(LinkError::Builtin { .. })));
    }
    w.ns.define_builtin(&mut w.image, "extra", int_int(), 3, 0).unwrap();
    w.ns.undefine_builtin(&mut w.image, "extra").unwrap();
    assert_eq!(w.ns.slots_free(), fresh - 3);
    assert_eq!(w.ns.undefine_builtin(&mut w.image, "extra"), Err(LinkError::NotFound { name: "extra".into() }));
    for name in ["", "1a", "a b", "a\u{1b}"] {
        let error = w.ns.define_builtin(&mut w.image, name, int_int(), 4, 0).unwrap_err();
        assert!(matches!(error, LinkError::BadName { .. }), "{error}");
        assert!(!error.to_string().contains('\u{1b}'));
    }
    let many = sig(&[Ty::I64; 17], None);
    let error = w.ns.define_builtin(&mut w.image, "many", many, 4, 0).unwrap_err();
    assert_eq!(error.to_string(), "built-in `many` has 17 parameters, a callback carries at most 16");
}

#[test]
fn a_plugin_may_have_the_name_of_a_core_builtin() {
    let mut w = World::new(Isa::Amd64);
    w.ns.define_builtin(&mut w.image, "lookup", sig(&[Ty::Ptr], Some(Ty::Ptr)), 0, 0).unwrap();
    let core = w.slot("lookup").unwrap();
    let mut b = Builder::new("before", Isa::Amd64);
    b.import("lookup", sig(&[Ty::Ptr], Some(Ty::Ptr)));
    b.export("before");
    let before = w.link(b.build()).unwrap().id;
    let mut b = Builder::new("own", Isa::Amd64);
    b.export("lookup");
    w.link(b.build()).unwrap();
    assert_ne!(w.slot("lookup"), Some(core));
    assert_eq!(w.ns.bindings(before).unwrap().iter().filter(|b| **b == Binding::Function(core)).count(), 1);
    w.delete("lookup").unwrap();
    assert_eq!(w.slot("lookup"), Some(core));
    assert!(matches!(w.delete("lookup"), Err(LinkError::Builtin { .. })));
}

#[test]
fn full_segments_and_tables_are_said_with_numbers() {
    let isa = Isa::Ia32;
    let mut w = World::new(isa);
    let fresh = w.state();
    let mut b = Builder::new("big", isa);
    b.export("f");
    b.object.code.resize(common::CODE_LEN as usize + 1, 0x90);
    let error = w.link(b.build()).unwrap_err();
    assert_eq!(error.to_string(), "out of code space: 65537 bytes asked for, the largest free piece has 65536");
    let mut b = Builder::new("big", isa);
    for i in 0..3 {
        b.data(&format!("v{i}"), Linkage::Export, u32::MAX, 4096, &[]);
    }
    let error = w.link(b.build()).unwrap_err();
    assert!(
        matches!(error, LinkError::OutOfSpace { segment: Segment::Data, asked, largest: 65536 } if asked > 1 << 33)
    );
    let mut b = Builder::new("many", isa);
    for i in 0..4096 {
        b.import(&format!("f{i}"), int_int());
    }
    let error = w.link(b.build()).unwrap_err();
    assert_eq!(error, LinkError::OutOfSlots { limit: 4095 });
    assert_eq!(w.state(), fresh);
    let error = w.link(plugin("f", Isa::Amd64)).unwrap_err();
    assert_eq!(error.to_string(), "plugin `f` was compiled to Amd64, this runtime executes Ia32");
}

#[test]
fn objects_without_anything_are_bounded_too() {
    let mut w = World::new(Isa::Amd64);
    let empty: Arc<_> = Builder::new("empty", Isa::Amd64).build().into();
    let mut last = w.link(empty.clone()).unwrap().id;
    let error = loop {
        match w.link(empty.clone()) {
            Ok(linked) => last = linked.id,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, LinkError::TooManyObjects { .. }), "{error}");
    w.ns.delete_object(&mut w.image, last).unwrap();
    assert_eq!(w.ns.delete_object(&mut w.image, last), Err(LinkError::NoSuchObject { id: last }));
    w.collect();
    assert_eq!(w.link(empty).unwrap().id, last);
}

#[test]
fn buffers_come_from_the_same_segment() {
    let mut w = World::new(Isa::Amd64);
    let free = w.ns.data_free();
    let a = w.ns.alloc_data(100, 4096).unwrap();
    assert_eq!(a % 4096, 0);
    assert_eq!(w.ns.data_len(a), Some(100));
    assert_eq!(w.ns.data_len(a + 1), None);
    assert!(matches!(w.ns.free_data(a + 8), Err(LinkError::NotAllocated { .. })));
    assert!(w.ns.alloc_data(1 << 20, 1).is_err());
    for align in [0, 3, u32::MAX] {
        let _ = w.ns.alloc_data(1, align).map(|at| w.ns.free_data(at).unwrap());
    }
    w.ns.free_data(a).unwrap();
    assert!(w.ns.free_data(a).is_err());
    assert_eq!(w.ns.data_free(), free);
    // An object's variables and code are not the embedder's to free.
    let mut b = Builder::new("v", Isa::Amd64);
    b.export("f");
    b.data("v", Linkage::Export, 4, 4, &[]);
    let linked = w.link(b.build()).unwrap();
    let v = w.address("v").unwrap();
    assert!(w.ns.free_data(v).is_err());
    assert_eq!(w.ns.data_len(v), None);
    assert!(w.ns.free_code(&mut w.image, linked.code).is_err());
}

#[test]
fn local_functions_get_slots_only_where_needed() {
    let mut b = Builder::new("p", Isa::Amd64);
    b.local("direct");
    let by_pointer = b.local("by_pointer");
    b.export("f");
    b.code_reloc(4, RelocKind::FunctionPointer, by_pointer, 0);
    let mut w = World::new(Isa::Amd64);
    let linked = w.link(b.build()).unwrap();
    assert_eq!(linked.bindings[0], Binding::Unused);
    let Binding::Function(slot) = linked.bindings[1] else { panic!() };
    assert_eq!(w.image.slot(slot), SlotTarget::Function { object: linked.id, function: 1, code: linked.code + 32 });
    assert_eq!(w.ns.slot_name(slot), Some("by_pointer"));
    assert!(w.ns.lookup("by_pointer").is_none());
    // The references of a portable object are in its IR.
    let mut b = Builder::new("p", Isa::Portable);
    b.local("any");
    let mut w = World::new(Isa::Portable);
    assert!(matches!(w.link(b.build()).unwrap().bindings[0], Binding::Function(_)));
}

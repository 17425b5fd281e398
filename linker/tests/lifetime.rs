//! How names and objects end: quarantine, collection, recycling, variables that others use.

mod common;

use common::{Builder, World, caller, int_int, plugin, sig};
use guest_abi::{Isa, Ty};
use linker::object::{Linkage, RelocKind};
use linker::{Binding, LinkError, LinkMode, SlotTarget};

const ISA: Isa = Isa::Amd64;

/// A plugin with a function and a variable of these names.
fn with_variable(function: &str, variable: &str) -> linker::Object {
    let mut b = Builder::new(function, ISA);
    b.export(function);
    b.data(variable, Linkage::Export, 4, 4, b"init");
    b.build()
}

/// A plugin that uses a variable.
fn user(function: &str, variable: &str) -> linker::Object {
    let mut b = Builder::new(function, ISA);
    b.export(function);
    b.import_data(variable, 4);
    b.build()
}

#[test]
fn a_deleted_name_traps_by_its_name_until_it_is_defined_again() {
    for isa in [Isa::Amd64, Isa::Ia32, Isa::Portable] {
        let mut w = World::new(isa);
        w.link(plugin("g", isa)).unwrap();
        w.link(caller("f", "g", isa)).unwrap();
        let slot = w.slot("g").unwrap();
        w.delete("g").unwrap();
        w.collect();
        assert_eq!(w.image.slot(slot), SlotTarget::Undefined);
        assert_eq!(w.ns.slot_name(slot), Some("g"));
        assert_eq!(w.ns.unresolved().collect::<Vec<_>>(), [("g", slot)]);
        assert_eq!(w.delete("g"), Err(LinkError::NotFound { name: "g".into() }));
        // `f` goes on calling it by its type.
        let mut b = Builder::new("g2", isa);
        b.function("g", sig(&[Ty::F64], None), Linkage::Export);
        let error = w.link(b.build()).unwrap_err();
        assert!(matches!(error, LinkError::Signature { .. }), "{error}");
        w.link(plugin("g", isa)).unwrap();
        assert_eq!(w.slot("g"), Some(slot));
        // When the last caller is gone the type is free.
        w.delete("g").unwrap();
        w.delete("f").unwrap();
        w.collect();
        assert_eq!(w.ns.slots_free(), 4095);
        let mut b = Builder::new("g3", isa);
        b.function("g", sig(&[Ty::F64], None), Linkage::Export);
        w.link(b.build()).unwrap();
    }
}

#[test]
fn what_runs_is_not_freed_before_collect() {
    let mut w = World::new(ISA);
    let mut b = Builder::new("p", ISA);
    let helper = b.local("helper");
    b.export("f");
    b.code_reloc(4, RelocKind::FunctionPointer, helper, 0);
    b.data("state", Linkage::Local, 64, 8, b"kept");
    let linked = w.link(b.build()).unwrap();
    let (Binding::Function(local), Binding::Data(state)) = (linked.bindings[0], linked.bindings[2]) else { panic!() };
    let code = w.image.code(linked.code, 52).to_vec();
    w.delete("f").unwrap();
    assert_eq!(w.image.code(linked.code, 52), code);
    assert_eq!(w.image.data(state, 4), b"kept");
    assert_ne!(w.image.slot(local), SlotTarget::Undefined);
    // A name deleted by the plugin that has it may be defined again at once, by any type.
    let mut b = Builder::new("f2", ISA);
    b.function("f", sig(&[], None), Linkage::Export);
    let second = w.link(b.build()).unwrap();
    assert_ne!(second.code, linked.code);
    w.collect();
    assert_eq!(w.image.code(linked.code, 52), [0xcc; 52]);
    assert_eq!(w.image.slot(local), SlotTarget::Undefined);
    assert_eq!(w.ns.slot_name(local), None);
    assert!(w.target("f").is_some());
    assert!(w.ns.symbolize(linked.code).is_none());
}

#[test]
fn variables_go_with_the_last_function() {
    let mut w = World::new(ISA);
    let fresh = [w.ns.code_free(), w.ns.data_free(), w.ns.slots_free()];
    w.link(with_variable("f", "v")).unwrap();
    w.delete("f").unwrap();
    assert!(w.ns.lookup("v").is_none());
    w.link(with_variable("f", "v")).unwrap();
    w.collect();
    assert!(w.ns.lookup("v").is_some());
    w.delete("f").unwrap();
    w.collect();
    assert_eq!([w.ns.code_free(), w.ns.data_free(), w.ns.slots_free()], fresh);
}

#[test]
fn an_object_of_variables_goes_with_the_last_of_them() {
    let mut w = World::new(ISA);
    let mut b = Builder::new("table", ISA);
    b.data("x", Linkage::Export, 4, 4, &[]);
    b.data("y", Linkage::Export, 4, 4, &[]);
    let id = w.link(b.build()).unwrap().id;
    w.delete("x").unwrap();
    w.collect();
    assert!(w.ns.object(id).is_some() && w.ns.lookup("y").is_some());
    w.delete("y").unwrap();
    w.collect();
    assert!(w.ns.object(id).is_none());
    assert_eq!(w.ns.data_free(), common::DATA_LEN);
}

#[test]
fn a_variable_in_use_outlives_its_functions() {
    let mut w = World::new(ISA);
    let owner = w.link(with_variable("f", "v")).unwrap();
    w.link(user("u", "v")).unwrap();
    let v = w.address("v").unwrap();
    w.delete("f").unwrap();
    w.collect();
    assert_eq!(w.address("v"), Some(v));
    assert!(w.ns.object(owner.id).is_some());
    // Another user comes, the first one goes.
    w.link(user("u2", "v")).unwrap();
    w.delete("u").unwrap();
    w.collect();
    assert_eq!(w.image.data(v, 4), b"init");
    assert!(w.ns.object(owner.id).is_some());
    w.delete("u2").unwrap();
    w.collect();
    assert!(w.ns.object(owner.id).is_none());
    assert!(w.ns.lookup("v").is_none());
    assert_eq!(w.ns.data_free(), common::DATA_LEN);
}

#[test]
fn the_name_of_a_variable_in_use_can_be_deleted() {
    let mut w = World::new(ISA);
    w.link(with_variable("f", "v")).unwrap();
    let linked = w.link(user("u", "v")).unwrap();
    let Binding::Data(v) = linked.bindings[1] else { panic!() };
    w.delete("f").unwrap();
    w.delete("v").unwrap();
    w.collect();
    assert!(w.ns.lookup("v").is_none());
    assert_eq!(w.image.data(v, 4), b"init");
    // The name is free for something else while the old variable lives.
    w.link(plugin("v", ISA)).unwrap();
    w.delete("u").unwrap();
    w.delete("v").unwrap();
    w.collect();
    assert_eq!([w.ns.code_free(), w.ns.data_free()], [common::CODE_LEN, common::DATA_LEN]);
}

#[test]
fn objects_that_only_keep_each_other_are_collected() {
    let mut w = World::new(ISA);
    let cross = |f: &str, mine: &str, theirs: &str| {
        let mut b = Builder::new(f, ISA);
        b.export(f);
        b.data(mine, Linkage::Export, 4, 4, &[]);
        b.import_data(theirs, 4);
        b.build()
    };
    let group = [cross("f", "x", "y").into(), cross("g", "y", "x").into()];
    w.group(&group, LinkMode::New).unwrap();
    w.link(user("u", "x")).unwrap();
    w.delete("f").unwrap();
    w.delete("g").unwrap();
    w.collect();
    assert!(w.ns.lookup("x").is_some() && w.ns.lookup("y").is_some());
    w.delete("u").unwrap();
    w.collect();
    assert!(w.ns.lookup("x").is_none() && w.ns.lookup("y").is_none());
    assert_eq!([w.ns.code_free(), w.ns.data_free(), w.ns.slots_free()], [common::CODE_LEN, common::DATA_LEN, 4095]);
    assert_eq!(w.image.forgotten.len(), 3);
}

#[test]
fn an_object_is_deleted_by_its_number() {
    let mut w = World::new(ISA);
    let mut b = Builder::new("p", ISA);
    b.export("f");
    b.export("g");
    b.data("v", Linkage::Export, 4, 4, &[]);
    let id = w.link(b.build()).unwrap().id;
    w.replace(plugin("g", ISA)).unwrap();
    w.ns.delete_object(&mut w.image, id).unwrap();
    assert!(w.ns.lookup("f").is_none() && w.ns.lookup("v").is_none());
    assert!(w.ns.lookup("g").is_some(), "it is another object's now");
    assert_eq!(w.ns.delete_object(&mut w.image, id), Err(LinkError::NoSuchObject { id }));
    w.collect();
    assert!(w.ns.object(id).is_none());
    // One without names.
    let mut b = Builder::new("quiet", ISA);
    b.local("helper");
    let id = w.link(b.build()).unwrap().id;
    w.collect();
    assert!(w.ns.object(id).is_some());
    w.ns.delete_object(&mut w.image, id).unwrap();
    w.collect();
    w.delete("g").unwrap();
    w.collect();
    assert_eq!(w.ns.code_free(), common::CODE_LEN);
}

#[test]
fn an_object_that_refers_to_a_deleted_name_of_its_own_keeps_its_type() {
    let mut w = World::new(ISA);
    let mut b = Builder::new("p", ISA);
    let f = b.export("f");
    b.export("g");
    b.call(f);
    w.link(b.build()).unwrap();
    w.delete("f").unwrap();
    w.collect();
    assert_eq!(w.ns.unresolved().count(), 1);
    let mut b = Builder::new("f2", ISA);
    b.function("f", sig(&[], None), Linkage::Export);
    assert!(matches!(w.link(b.build()), Err(LinkError::Signature { .. })));
    w.link(plugin("f", ISA)).unwrap();
}

#[test]
fn ten_thousand_cycles_leave_nothing() {
    for isa in [Isa::Amd64, Isa::Ia32, Isa::Portable] {
        let mut w = World::new(isa);
        w.ns.define_builtin(&mut w.image, "puts", int_int(), 3, 0).unwrap();
        w.link(plugin("stays", isa)).unwrap();
        let before = w.state();
        let object: std::sync::Arc<_> = {
            let mut b = Builder::new("p", isa);
            b.export("f");
            let puts = b.import("puts", int_int());
            b.call(puts);
            b.import("nobody", int_int());
            b.data("v", Linkage::Export, 100, 64, b"hello");
            b.data(".str.0", Linkage::Local, 6, 1, b"world");
            b.build().into()
        };
        let mut first = None;
        for _ in 0..10_000 {
            let linked = w.link(object.clone()).unwrap();
            let place = (linked.id, linked.code, linked.bindings[3]);
            assert_eq!(*first.get_or_insert(place), place);
            w.delete("f").unwrap();
            w.collect();
        }
        w.image.forgotten.clear();
        let after = w.state();
        assert_eq!((&after.0, &after.1, after.2), (&before.0, &before.1, before.2));
        assert_eq!(w.image.slots, before.3.slots);
    }
}

//! Built-ins in code: sealed objects, built-ins that lead elsewhere, and the record of what has changed.

mod common;

use std::sync::Arc;

use common::{Builder, World, caller, int_int, plugin};
use guest_abi::Isa;
use linker::object::Linkage;
use linker::{LinkError, SlotTarget};

const ISA: Isa = Isa::Amd64;

fn changes(w: &mut World) -> Vec<String> {
    let mut names = Vec::new();
    w.ns.take_changes(&mut names);
    let mut names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn names_of_a_sealed_object_are_built_ins() {
    for isa in [Isa::Amd64, Isa::Ia32, Isa::Portable] {
        let mut w = World::new(isa);
        let mut b = Builder::new("sealed", isa);
        b.export("f");
        b.data("v", Linkage::Export, 4, 4, b"data");
        let linked = w.link(b.build()).unwrap();
        assert!(!w.ns.is_sealed(linked.id));
        w.ns.seal(linked.id);
        assert!(w.ns.is_sealed(linked.id));
        for name in ["f", "v"] {
            assert_eq!(w.delete(name), Err(LinkError::Builtin { name: name.into() }));
        }
        let before = w.state();
        assert_eq!(w.replace(plugin("f", isa)), Err(LinkError::Builtin { name: "f".into() }));
        let mut b = Builder::new("thief", isa);
        b.export("g");
        b.data("v", Linkage::Export, 4, 4, b"mine");
        assert_eq!(w.replace(b.build()), Err(LinkError::Builtin { name: "v".into() }));
        assert!(matches!(w.link(plugin("f", isa)), Err(LinkError::Exists { .. })));
        assert_eq!(w.state(), before);
        // Others use it, come and go.
        w.link(caller("user", "f", isa)).unwrap();
        w.delete("user").unwrap();
        w.collect();
        assert!(w.target("f").is_some());
        // The host can take it away.
        w.ns.delete_object(&mut w.image, linked.id).unwrap();
        w.collect();
        assert!(w.ns.lookup("f").is_none() && w.ns.lookup("v").is_none());
        let again = w.link(plugin("f", isa)).unwrap();
        assert!(!w.ns.is_sealed(again.id), "a number that is used again is not sealed");
    }
}

#[test]
fn a_built_in_can_lead_elsewhere() {
    let mut w = World::new(ISA);
    let at = w.ns.alloc_code(32, "guard").unwrap();
    w.ns.define_builtin(&mut w.image, "b", int_int(), 7, 0x9000).unwrap();
    w.ns.redirect_builtin(&mut w.image, "b", at);
    assert_eq!(w.target("b"), Some(SlotTarget::Builtin { id: 7, code: at }));
    // What is no built-in stays as it is.
    w.link(plugin("p", ISA)).unwrap();
    let before = w.state();
    w.ns.redirect_builtin(&mut w.image, "p", at);
    w.ns.redirect_builtin(&mut w.image, "nobody", at);
    assert_eq!(w.state(), before);
}

#[test]
fn changes_of_meaning_are_recorded_once_asked_for() {
    let mut w = World::new(ISA);
    w.link(plugin("early", ISA)).unwrap();
    assert!(changes(&mut w).is_empty());
    w.ns.record_changes();
    assert!(changes(&mut w).is_empty());

    let mut b = Builder::new("both", ISA);
    b.export("f");
    b.data("v", Linkage::Export, 4, 4, b"init");
    w.link(b.build()).unwrap();
    assert_eq!(changes(&mut w), ["f", "v"]);
    // A name that is only referred to means nothing.
    w.link(caller("user", "missing", ISA)).unwrap();
    assert_eq!(changes(&mut w), ["user"]);
    w.replace(plugin("early", ISA)).unwrap();
    assert_eq!(changes(&mut w), ["early"]);
    w.ns.define_builtin(&mut w.image, "host", int_int(), 1, 0x9000).unwrap();
    assert_eq!(changes(&mut w), ["host"]);
    w.ns.undefine_builtin(&mut w.image, "host").unwrap();
    assert_eq!(changes(&mut w), ["host"]);
    // With its last function an object's variables go too.
    w.delete("f").unwrap();
    w.collect();
    assert_eq!(changes(&mut w), ["f", "v"]);
    // What fails changes nothing.
    assert!(w.link(plugin("early", ISA)).is_err());
    assert!(w.delete("nobody").is_err());
    assert!(changes(&mut w).is_empty());
}

#[test]
fn a_variable_that_outlives_its_name_is_recorded_when_it_goes() {
    let mut w = World::new(ISA);
    w.ns.record_changes();
    let mut b = Builder::new("owner", ISA);
    b.export("f");
    b.data("v", Linkage::Export, 4, 4, b"init");
    w.link(Arc::new(b.build())).unwrap();
    let mut b = Builder::new("user", ISA);
    b.export("g");
    b.import_data("v", 4);
    w.link(b.build()).unwrap();
    changes(&mut w);
    w.delete("f").unwrap();
    w.collect();
    let there = w.ns.lookup("v").is_some();
    assert_eq!(changes(&mut w).contains(&"v".to_owned()), !there);
    w.delete("g").unwrap();
    w.collect();
    assert!(w.ns.lookup("v").is_none());
    assert_eq!(changes(&mut w).contains(&"v".to_owned()), there);
}

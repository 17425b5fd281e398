//! Members of the library: a scope of names of their own, definitions that plugins' take precedence over.

mod common;

use std::sync::Arc;

use common::{Builder, Lcg, World, caller, plugin, sig};
use guest_abi::{Isa, Ty};
use linker::object::{Linkage, Object, RelocKind};
use linker::{Binding, LinkError, LinkMode, Linked};

const ISAS: [Isa; 3] = [Isa::Amd64, Isa::Ia32, Isa::Portable];

fn link(w: &mut World, objects: &[Object], library: &[Object], mode: LinkMode) -> Result<Vec<Linked>, LinkError> {
    let shared = |objects: &[Object]| objects.iter().map(|object| Arc::new(object.clone())).collect::<Vec<_>>();
    w.ns.link_with(&mut w.image, &shared(objects), &shared(library), mode)
}

/// The slot by which the second symbol of an object, which it imports, is called.
fn called(linked: &Linked) -> Binding {
    linked.bindings[1]
}

#[test]
fn a_plugin_gets_the_member_and_members_get_each_other() {
    for isa in ISAS {
        let mut w = World::new(isa);
        let linked = link(
            &mut w,
            &[caller("f", "puts", isa)],
            &[caller("puts", "__put", isa), plugin("__put", isa)],
            LinkMode::New,
        )
        .unwrap();
        let puts = w.slot("puts").unwrap();
        assert_eq!(called(&linked[0]), Binding::Function(puts));
        assert_eq!(called(&linked[1]), Binding::Function(w.slot("__put").unwrap()));
        assert!(w.ns.is_library(linked[1].id) && w.ns.is_sealed(linked[2].id) && !w.ns.is_library(linked[0].id));
        // Reserved names are the library's own business.
        let mut names: Vec<&str> = w.ns.names().map(|(name, _)| name).collect();
        names.sort_unstable();
        assert_eq!(names, ["f", "puts"]);
        assert!(w.ns.unresolved().next().is_none());
        assert!(!w.ns.is_defined("puts") && w.ns.is_defined_in_library("puts"));
        // A later plugin gets the same, be it that nothing is linked with it.
        let later = link(&mut w, &[caller("g", "puts", isa)], &[], LinkMode::New).unwrap();
        assert_eq!(called(&later[0]), Binding::Function(puts));
    }
}

#[test]
fn the_plugins_own_function_comes_first() {
    for isa in ISAS {
        // In the same group, before, and after.
        let mut w = World::new(isa);
        let group = [caller("f", "puts", isa), plugin("puts", isa)];
        let linked = link(&mut w, &group, &[caller("print", "puts", isa), plugin("puts", isa)], LinkMode::New).unwrap();
        let [own, theirs] = [called(&linked[0]), called(&linked[2])];
        assert_eq!(own, Binding::Function(w.slot("puts").unwrap()));
        assert_ne!(own, theirs);

        let mut w = World::new(isa);
        let user = link(&mut w, &[caller("f", "puts", isa)], &[plugin("puts", isa)], LinkMode::New).unwrap();
        let library = called(&user[0]);
        w.link(plugin("puts", isa)).unwrap();
        let later = w.link(caller("g", "puts", isa)).unwrap();
        assert_ne!(called(&later), library);
        assert_eq!(called(&later), Binding::Function(w.slot("puts").unwrap()));
        assert_eq!(w.ns.bindings(user[0].id).unwrap()[1], library);
        // It is replaced and deleted as any; the library's is then seen again, and stays.
        w.replace(plugin("puts", isa)).unwrap();
        w.delete("puts").unwrap();
        w.collect();
        assert_eq!(Some(library), w.slot("puts").map(Binding::Function));
        assert!(matches!(w.delete("puts"), Err(LinkError::Builtin { .. })));
        w.delete("f").unwrap();
        w.collect();
        assert!(w.ns.is_defined_in_library("puts"));
    }
}

#[test]
fn another_type_or_kind_beside_the_library() {
    for isa in ISAS {
        let mut w = World::new(isa);
        link(&mut w, &[caller("f", "index", isa)], &[plugin("index", isa)], LinkMode::New).unwrap();
        // To call it by another type is refused, to define it by another is not.
        let mut wrong = Builder::new("wrong", isa);
        wrong.export("wrong");
        let index = wrong.import("index", sig(&[Ty::F64], None));
        wrong.call(index);
        let before = w.state();
        assert!(matches!(w.link(wrong.build()), Err(LinkError::Signature { .. })));
        assert_eq!(w.state(), before);
        let mut own = Builder::new("own", isa);
        own.data("index", Linkage::Export, 4, 4, &[]);
        w.link(own.build()).unwrap();
        assert!(w.address("index").is_some());
        w.delete("index").unwrap();
        w.collect();
        // All but the bytes of the variable, which nobody clears.
        let after = w.state();
        assert_eq!((after.0, after.1, after.2), (before.0, before.1, before.2));
    }
}

#[test]
fn variables_of_the_library() {
    for isa in ISAS {
        let mut w = World::new(isa);
        let mut errno = Builder::new("errno", isa);
        errno.data("errno", Linkage::Export, 4, 4, &[]);
        let errno = errno.build();
        let user = |name: &str, size: u32| {
            let mut user = Builder::new(name, isa);
            user.export(name);
            let errno = user.import_data("errno", size);
            if isa != Isa::Portable {
                user.code_reloc(4, RelocKind::Data, errno, 0);
            }
            user.build()
        };
        assert!(matches!(link(&mut w, &[user("f", 4)], &[], LinkMode::New), Err(LinkError::UndefinedVariable { .. })));
        let linked = link(&mut w, &[user("f", 4)], &[errno.clone(), user("member", 4)], LinkMode::New).unwrap();
        assert_eq!(called(&linked[0]), Binding::Data(w.address("errno").unwrap()));
        assert_eq!(called(&linked[0]), called(&linked[2]));
        assert!(matches!(w.link(user("g", 8)), Err(LinkError::Size { .. })));
        // It outlives who asked for it.
        w.delete("f").unwrap();
        w.collect();
        assert!(w.address("errno").is_some());
    }
}

#[test]
fn all_or_nothing() {
    for isa in ISAS {
        let mut w = World::new(isa);
        w.link(plugin("taken", isa)).unwrap();
        let before = w.state();
        let library = [caller("puts", "__put", isa), plugin("__put", isa)];
        assert!(link(&mut w, &[caller("f", "puts", isa), plugin("taken", isa)], &library, LinkMode::New).is_err());
        assert_eq!(w.state(), before);
        // A member that is there already, or that needs a variable that is nowhere.
        let mut broken = Builder::new("broken", isa);
        broken.export("broken");
        broken.import_data("__nowhere", 4);
        assert!(
            link(&mut w, &[caller("f", "puts", isa)], &[library[1].clone(), broken.build()], LinkMode::New).is_err()
        );
        assert_eq!(w.state(), before);
        link(&mut w, &[caller("f", "puts", isa)], &library, LinkMode::New).unwrap();
        let before = w.state();
        assert!(matches!(
            link(&mut w, &[], &library[1..], LinkMode::Replace),
            Err(LinkError::Builtin { .. } | LinkError::Exists { .. })
        ));
        assert_eq!(w.state(), before);
        link(&mut w, &[caller("g", "puts", isa)], &[], LinkMode::New).unwrap();
    }
}

#[test]
fn members_see_the_host_and_not_the_plugins() {
    for isa in ISAS {
        let mut w = World::new(isa);
        w.ns.define_builtin(&mut w.image, "__plug_write", common::int_int(), 7, 0x8000).unwrap();
        w.link(plugin("mine", isa)).unwrap();
        let library = [caller("puts", "__plug_write", isa), caller("odd", "mine", isa)];
        let linked = link(&mut w, &[caller("f", "puts", isa)], &library, LinkMode::New).unwrap();
        assert_eq!(called(&linked[1]), Binding::Function(w.slot("__plug_write").unwrap()));
        assert_ne!(called(&linked[2]), Binding::Function(w.slot("mine").unwrap()));
        // What only the library lacks is no plugin's concern.
        assert!(w.ns.unresolved().next().is_none());
        assert!(!w.ns.names().any(|(name, _)| name == "__plug_write"));
    }
}

/// Members and plugins of the same names come and go; each keeps what it was linked to.
#[test]
fn random_traffic() {
    const NAMES: [&str; 4] = ["a", "b", "c", "d"];
    for isa in ISAS {
        for seed in 0..20 {
            let mut random = Lcg(seed);
            let mut w = World::new(isa);
            for _ in 0..150 {
                let [one, other] = [(); 2].map(|()| NAMES[random.below(4)]);
                let before = w.state();
                let failed = match random.below(4) {
                    0 => link(&mut w, &[], &[caller(one, other, isa)], LinkMode::New).is_err(),
                    1 => link(&mut w, &[caller(one, other, isa)], &[], LinkMode::Replace).is_err(),
                    2 => link(&mut w, &[caller(one, other, isa)], &[plugin(other, isa)], LinkMode::New).is_err(),
                    _ => {
                        let there = w.ns.is_defined(one);
                        assert_eq!(w.delete(one).is_ok(), there);
                        w.collect();
                        false
                    }
                };
                if failed {
                    assert_eq!(w.state(), before);
                }
            }
            for name in NAMES {
                let _ = w.delete(name);
            }
            w.collect();
            for name in NAMES {
                assert!(!w.ns.is_defined(name));
                assert_eq!(w.ns.lookup(name).is_some(), w.ns.is_defined_in_library(name));
            }
        }
    }
}

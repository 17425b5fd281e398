//! The namespace against a naive one that recomputes everything, over long random histories.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use common::{Builder, Lcg, World, int_int};
use guest_abi::Isa;
use linker::object::Linkage;
use linker::{Binding, Definition, LinkMode, Object, ObjectId, SlotTarget};

#[derive(Clone, Copy, PartialEq, Debug)]
enum Phase {
    Live,
    Lingering,
    Quarantined,
}

struct Entry {
    object: Arc<Object>,
    id: ObjectId,
    phase: Phase,
    functions: Vec<String>,
    variables: Vec<String>,
    calls: Vec<(String, Binding)>,
    uses: Vec<usize>,
}

#[derive(Default)]
struct Model {
    /// Objects by an own number that is never used again.
    objects: BTreeMap<usize, Entry>,
    names: BTreeMap<String, usize>,
    count: usize,
}

impl Model {
    fn rooted(&self, tag: usize) -> bool {
        let entry = &self.objects[&tag];
        let own = |names: &[String]| names.iter().any(|n| self.names.get(n) == Some(&tag));
        if entry.functions.is_empty() { own(&entry.variables) } else { own(&entry.functions) }
    }

    fn drop_names(&mut self, tag: usize) {
        self.names.retain(|_, owner| *owner != tag);
    }

    fn settle(&mut self, tag: usize) {
        if self.objects[&tag].phase != Phase::Live || self.rooted(tag) {
            return;
        }
        let used = self.objects.iter().any(|(&other, e)| other != tag && e.uses.contains(&tag));
        let phase = if used { Phase::Lingering } else { Phase::Quarantined };
        if !used {
            self.drop_names(tag);
        }
        self.objects.get_mut(&tag).unwrap().phase = phase;
    }

    fn collect(&mut self) {
        let mut reached = BTreeSet::new();
        let mut work: Vec<usize> =
            self.objects.iter().filter(|(_, e)| e.phase == Phase::Live).map(|(&tag, _)| tag).collect();
        while let Some(tag) = work.pop() {
            if reached.insert(tag) {
                work.extend(&self.objects[&tag].uses);
            }
        }
        let dead: Vec<usize> = self.objects.keys().copied().filter(|tag| !reached.contains(tag)).collect();
        for tag in dead {
            self.drop_names(tag);
            self.objects.remove(&tag);
        }
    }

    fn check(&self, w: &World) {
        let have: BTreeMap<&str, Definition<'_>> = w.ns.names().collect();
        assert_eq!(have.keys().copied().collect::<Vec<_>>(), self.names.keys().collect::<Vec<_>>());
        for (name, definition) in &have {
            let entry = &self.objects[&self.names[*name]];
            match definition {
                Definition::Function { slot, target, .. } => {
                    let SlotTarget::Function { object, function, .. } = *target else { panic!() };
                    assert_eq!(object, entry.id);
                    let symbol = entry.object.functions[function as usize].symbol;
                    assert_eq!(entry.object.symbols[symbol.0 as usize].name, *name);
                    assert_eq!(w.image.slot(*slot), *target);
                    assert_eq!(w.ns.slot_name(*slot), Some(*name));
                }
                Definition::Data { object, .. } => assert_eq!(*object, entry.id),
            }
        }
        for entry in self.objects.values() {
            assert!(Arc::ptr_eq(w.ns.object(entry.id).unwrap(), &entry.object));
            for (name, binding) in &entry.calls {
                let Binding::Function(slot) = binding else { panic!() };
                assert_eq!(w.ns.slot_name(*slot), Some(name.as_str()));
                match have.get(name.as_str()) {
                    Some(Definition::Function { slot: now, .. }) => assert_eq!(now, slot),
                    _ => assert_eq!(w.image.slot(*slot), SlotTarget::Undefined),
                }
            }
        }
        let wanted: BTreeSet<&str> = self
            .objects
            .values()
            .filter(|e| e.phase != Phase::Quarantined)
            .flat_map(|e| e.calls.iter().map(|(name, _)| name.as_str()))
            .filter(|name| !self.names.contains_key(*name))
            .collect();
        assert_eq!(w.ns.unresolved().map(|(name, _)| name).collect::<BTreeSet<_>>(), wanted);
    }

    fn link(&mut self, w: &mut World, rng: &mut Lcg, isa: Isa) {
        self.count += 1;
        let tag = self.count;
        let mut b = Builder::new(&format!("p{tag}"), isa);
        let mut pick = |prefix: &str, most: usize| -> BTreeSet<String> {
            (0..rng.below(most)).map(|_| format!("{prefix}{}", rng.below(9))).collect()
        };
        let (functions, variables) = (pick("f", 3), pick("v", 3));
        let (calls, uses) = (pick("f", 3), pick("v", 2));
        if functions.is_empty() && variables.is_empty() {
            return;
        }
        for name in &functions {
            b.export(name);
        }
        for name in &variables {
            b.data(name, Linkage::Export, 16, 8, name.as_bytes());
        }
        let first_call = b.object.symbols.len();
        for name in &calls {
            b.import(name, int_int());
        }
        for name in &uses {
            b.import_data(name, 16);
        }
        let mode = if rng.below(3) == 0 { LinkMode::Replace } else { LinkMode::New };
        let taken = functions.iter().chain(&variables).any(|name| self.names.contains_key(name));
        let missing = uses.iter().any(|name| !variables.contains(name) && !self.names.contains_key(name));
        let before = w.state();
        let object = Arc::new(b.build());
        let linked = match w.group(std::slice::from_ref(&object), mode) {
            Ok(mut linked) => linked.remove(0),
            Err(error) => {
                assert!(missing || (taken && mode == LinkMode::New), "{error}");
                assert_eq!(w.state(), before);
                return;
            }
        };
        assert!(!missing);
        assert!(!taken || mode == LinkMode::Replace);
        let uses = uses.iter().filter(|name| !variables.contains(*name)).map(|name| self.names[name]).collect();
        let calls = calls.into_iter().zip(linked.bindings[first_call..].iter().copied()).collect();
        let mut losers = BTreeSet::new();
        for name in functions.iter().chain(&variables) {
            losers.extend(self.names.insert(name.clone(), tag));
        }
        let (functions, variables) = (functions.into_iter().collect(), variables.into_iter().collect());
        let phase = Phase::Live;
        self.objects.insert(tag, Entry { object, id: linked.id, phase, functions, variables, calls, uses });
        for loser in losers {
            self.settle(loser);
        }
    }
}

#[test]
fn random_histories() {
    for (isa, seed) in [(Isa::Amd64, 11), (Isa::Ia32, 12), (Isa::Portable, 13)] {
        let mut rng = Lcg(seed);
        let mut w = World::new(isa);
        let mut model = Model::default();
        for step in 0..6000 {
            match rng.below(10) {
                0..4 => model.link(&mut w, &mut rng, isa),
                4..8 => {
                    let name = format!("{}{}", if rng.below(3) == 0 { "v" } else { "f" }, rng.below(9));
                    assert_eq!(w.delete(&name).is_ok(), model.names.contains_key(&name));
                    if let Some(tag) = model.names.remove(&name) {
                        model.settle(tag);
                    }
                }
                8 => {
                    w.collect();
                    model.collect();
                }
                _ => {
                    let tags: Vec<usize> =
                        model.objects.iter().filter(|(_, e)| e.phase == Phase::Live).map(|(&t, _)| t).collect();
                    if let Some(&tag) = tags.get(rng.below(tags.len())) {
                        w.ns.delete_object(&mut w.image, model.objects[&tag].id).unwrap();
                        model.drop_names(tag);
                        model.settle(tag);
                    }
                }
            }
            if step % 7 == 0 {
                model.check(&w);
            }
        }
        for name in model.names.keys().cloned().collect::<Vec<_>>() {
            let _ = w.delete(&name);
        }
        w.collect();
        assert_eq!(w.ns.names().count(), 0);
        assert_eq!([w.ns.code_free(), w.ns.data_free()], [common::CODE_LEN, common::DATA_LEN]);
        assert_eq!((w.ns.slots_free(), w.image.defined()), (4095, 0));
    }
}

//! Objects whose fields are anything: a typed error or a link that can be undone, never a panic, never a trace.

mod common;

use std::sync::Arc;

use common::{Builder, Lcg, World, caller, int_int, plugin, sig};
use guest_abi::{Isa, TrapCode, Ty};
use linker::object::{
    FunctionCode, LineRow, Linkage, Reloc, RelocKind, Signature, SrcLoc, SymbolId, SymbolKind, TrapSite,
};
use linker::{LinkError, LinkMode, Malformed, Object};

/// An object with something in every field.
fn rich(isa: Isa) -> Object {
    let mut b = Builder::new("rich", isa);
    let table = b.data("table", Linkage::Local, 32, 16, &[1, 2, 3, 4]);
    let helper = b.local("helper");
    b.data_reloc(4, RelocKind::FunctionPointer, helper, 0);
    b.data_reloc(24, RelocKind::Data, table, 8);
    let f = b.export("f");
    let g = b.import("g", int_int());
    let shared = b.import_data("shared", 4);
    b.data("v", Linkage::Export, 100, 64, b"bytes");
    if isa != Isa::Portable {
        b.code_reloc(0, RelocKind::Slot, g, 0);
        b.code_reloc(4, RelocKind::Data, shared, 2);
        b.code_reloc(8, RelocKind::Code, f, 3);
        b.code_reloc(12, RelocKind::FunctionPointer, helper, 0);
    }
    b.build()
}

fn world(isa: Isa) -> World {
    let mut w = World::new(isa);
    let mut b = Builder::new("base", isa);
    b.export("base");
    b.data("shared", Linkage::Export, 8, 8, &[]);
    w.link(b.build()).unwrap();
    w.link(caller("early", "f", isa)).unwrap();
    w
}

fn malformed(change: impl FnOnce(&mut Object)) -> Malformed {
    let isa = Isa::Amd64;
    let mut w = world(isa);
    let before = w.state();
    let mut object = rich(isa);
    change(&mut object);
    let error = w.link(object).unwrap_err();
    assert_eq!(w.state(), before);
    let LinkError::Malformed { object, what } = error else { panic!("{error}") };
    assert_eq!(object, "rich");
    what
}

#[test]
fn each_contradiction_has_its_name() {
    const NONE: u32 = u32::MAX;
    assert_eq!(malformed(|o| o.symbols[2].name.clear()), Malformed::Name(2));
    assert_eq!(malformed(|o| o.symbols[2].name = "a\nb".into()), Malformed::Name(2));
    assert_eq!(malformed(|o| o.symbols[0].name = "x".repeat(5000)), Malformed::Name(0));
    assert_eq!(malformed(|o| o.functions[1].symbol = SymbolId(NONE)), Malformed::NoSymbol(NONE));
    assert_eq!(malformed(|o| o.functions[1].symbol = SymbolId(0)), Malformed::WrongKind(0));
    assert_eq!(malformed(|o| o.functions[1].symbol = SymbolId(3)), Malformed::ImportDefined(3));
    assert_eq!(malformed(|o| o.functions[1].symbol = SymbolId(1)), Malformed::DefinedTwice(1));
    assert_eq!(malformed(|o| o.functions.truncate(1)), Malformed::NotDefined(2));
    assert_eq!(malformed(|o| o.functions = o.functions[1..].to_vec()), Malformed::NotDefined(1));
    assert_eq!(malformed(|o| o.functions[0].len = 0), Malformed::CodeRange(1));
    assert_eq!(malformed(|o| o.functions[0].len = NONE), Malformed::CodeRange(1));
    assert_eq!(malformed(|o| o.functions[1].offset = NONE), Malformed::CodeRange(2));
    assert_eq!(malformed(|o| o.functions[1].len += 1), Malformed::CodeRange(2));
    assert_eq!(malformed(|o| o.functions[0].len = 40), Malformed::CodeOverlap(2));
    assert_eq!(malformed(|o| o.functions[1].offset = 0), Malformed::CodeOverlap(2));
    for align in [0, 3, 8192] {
        let what = malformed(|o| o.symbols[0].kind = SymbolKind::Data { size: 32, align });
        assert_eq!(what, Malformed::Alignment(0));
    }
    assert_eq!(malformed(|o| o.data[0].symbol = SymbolId(2)), Malformed::WrongKind(2));
    assert_eq!(malformed(|o| o.data[0].symbol = SymbolId(4)), Malformed::ImportDefined(4));
    assert_eq!(malformed(|o| o.data[0].symbol = SymbolId(5)), Malformed::DefinedTwice(5));
    assert_eq!(malformed(|o| o.data[0].init = vec![0; 33]), Malformed::InitSize(0));
    assert_eq!(malformed(|o| o.data[0].relocs[0].at = 29), Malformed::RelocRange(29));
    assert_eq!(malformed(|o| o.data[0].relocs[0].at = NONE - 2), Malformed::RelocRange(NONE - 2));
    assert_eq!(malformed(|o| o.data[0].relocs[0].at = 21), Malformed::RelocOverlap(24));
    assert_eq!(malformed(|o| o.relocs[0].at = 49), Malformed::RelocRange(49));
    assert_eq!(malformed(|o| o.relocs[0].at = 33), Malformed::RelocOverlap(36));
    assert_eq!(malformed(|o| o.relocs[0].symbol = SymbolId(NONE)), Malformed::NoSymbol(NONE));
    assert_eq!(malformed(|o| o.relocs[0].symbol = SymbolId(0)), Malformed::WrongKind(0));
    assert_eq!(malformed(|o| o.relocs[1].symbol = SymbolId(3)), Malformed::WrongKind(3));
    assert_eq!(malformed(|o| o.relocs[0].addend = 4), Malformed::Addend(32));
    assert_eq!(malformed(|o| o.relocs[2].addend = -1), Malformed::Addend(40));
    assert_eq!(malformed(|o| o.relocs[2].addend = 52), Malformed::Addend(40));
    assert_eq!(malformed(|o| o.lines[1].offset = 1000), Malformed::Lines(1));
    assert_eq!(malformed(|o| o.lines.swap(0, 1)), Malformed::Lines(1));
    assert_eq!(malformed(|o| o.lines[3].loc.file = 1), Malformed::Lines(3));
    assert_eq!(malformed(|o| o.traps[1].offset = 52), Malformed::Traps(1));
    assert_eq!(malformed(|o| o.traps.swap(0, 1)), Malformed::Traps(1));
    let mut w = world(Isa::Portable);
    let mut object = rich(Isa::Portable);
    object.code = vec![0x90];
    let error = w.link(object).unwrap_err();
    assert_eq!(error.to_string(), "object `rich` is malformed: a portable object has machine code");
    let mut object = rich(Isa::Portable);
    object.functions[0].len = 1;
    assert!(w.link(object).is_err());
}

/// A number that is likely to hurt.
fn number(rng: &mut Lcg) -> u32 {
    match rng.below(8) {
        0 => 0,
        1 => u32::MAX - rng.below(5) as u32,
        2 => 1 << rng.below(32),
        3 => i32::MAX as u32 - rng.below(5) as u32,
        4 => rng.next(),
        _ => rng.below(70) as u32,
    }
}

fn signature(rng: &mut Lcg) -> Signature {
    let tys = [Ty::I8, Ty::I32, Ty::I64, Ty::F32, Ty::F64, Ty::Ptr];
    let params: Vec<Ty> = (0..rng.below(20)).map(|_| tys[rng.below(6)]).collect();
    Signature { variadic: rng.below(4) == 0, ..sig(&params, (rng.below(2) == 0).then(|| tys[rng.below(6)])) }
}

fn mutate(o: &mut Object, rng: &mut Lcg) {
    let n = number(rng);
    let kinds = [RelocKind::Data, RelocKind::FunctionPointer, RelocKind::Slot, RelocKind::Code];
    let names = ["", "f", "g", "v", "shared", "base", "early", "\u{7}", "h", "ü"];
    let linkages = [Linkage::Local, Linkage::Export, Linkage::Import];
    let reloc = Reloc { at: n, kind: kinds[rng.below(4)], symbol: SymbolId(number(rng)), addend: number(rng) as i32 };
    match rng.below(22) {
        0 => o.code.resize(n as usize % 5000, 0x90),
        1 if !o.functions.is_empty() => {
            let i = rng.below(o.functions.len());
            o.functions[i].offset = n;
        }
        2 if !o.functions.is_empty() => {
            let i = rng.below(o.functions.len());
            o.functions[i].len = n;
        }
        3 if !o.functions.is_empty() => {
            let i = rng.below(o.functions.len());
            o.functions[i].symbol = SymbolId(n);
        }
        4 => o.functions.push(FunctionCode { symbol: SymbolId(n % 8), offset: number(rng), len: number(rng) }),
        5 => drop(o.functions.pop()),
        6 if !o.relocs.is_empty() => {
            let i = rng.below(o.relocs.len());
            o.relocs[i] = Reloc { at: o.relocs[i].at, ..reloc };
        }
        7 if !o.relocs.is_empty() => {
            let i = rng.below(o.relocs.len());
            o.relocs[i].at = n;
        }
        8 => o.relocs.push(reloc),
        9 if !o.data.is_empty() => {
            let i = rng.below(o.data.len());
            o.data[i].relocs.push(reloc);
        }
        10 if !o.data.is_empty() => {
            let i = rng.below(o.data.len());
            o.data[i].symbol = SymbolId(n % 8);
        }
        11 if !o.data.is_empty() => {
            let i = rng.below(o.data.len());
            o.data[i].init.resize(n as usize % 300, 7);
        }
        12 => drop(o.data.pop()),
        13 if !o.symbols.is_empty() => {
            let i = rng.below(o.symbols.len());
            o.symbols[i].name = names[rng.below(names.len())].into();
        }
        14 if !o.symbols.is_empty() => {
            let i = rng.below(o.symbols.len());
            o.symbols[i].linkage = linkages[rng.below(3)];
        }
        15 if !o.symbols.is_empty() => {
            let i = rng.below(o.symbols.len());
            o.symbols[i].kind = SymbolKind::Data { size: n, align: number(rng) };
        }
        16 if !o.symbols.is_empty() => {
            let i = rng.below(o.symbols.len());
            o.symbols[i].kind = SymbolKind::Function(signature(rng));
        }
        17 => drop(o.symbols.pop()),
        18 => o.lines.push(LineRow { offset: n, loc: SrcLoc { line: number(rng), column: 0, file: n as u16 } }),
        19 => o.traps.push(TrapSite { offset: n, code: TrapCode::Unreachable }),
        20 if !o.symbols.is_empty() => {
            let i = rng.below(o.symbols.len());
            o.symbols[i].loc.file = n as u16;
        }
        21 => drop(o.files.pop()),
        _ => {}
    }
}

#[test]
fn random_objects_never_panic_and_never_leave_a_trace() {
    for (isa, seed) in [(Isa::Amd64, 1), (Isa::Ia32, 2), (Isa::Portable, 3)] {
        let mut rng = Lcg(seed);
        let mut w = world(isa);
        let (mut linked, mut refused) = (0, 0);
        for _ in 0..4000 {
            let mut object = rich(isa);
            for _ in 0..=rng.below(4) {
                mutate(&mut object, &mut rng);
            }
            let mode = if rng.below(2) == 0 { LinkMode::New } else { LinkMode::Replace };
            // A good object before it, so that there is something to take back.
            let group = [Arc::new(plugin("good", isa)), Arc::new(object)];
            let before = w.state();
            match w.group(&group, mode) {
                Err(error) => {
                    assert!(!error.to_string().contains('\u{7}'));
                    assert_eq!(w.state(), before, "{error}");
                    refused += 1;
                }
                Ok(done) => {
                    for offset in 0..group[1].code.len() as u32 {
                        assert!(w.ns.symbolize(done[1].code + offset).is_some());
                    }
                    for one in done {
                        w.ns.delete_object(&mut w.image, one.id).unwrap();
                    }
                    w.collect();
                    // What it replaced is gone; all space is as it was.
                    let after = w.state();
                    if mode == LinkMode::New {
                        assert_eq!((after.0, after.1, after.2), (before.0, before.1, before.2));
                    } else {
                        w = world(isa);
                    }
                    linked += 1;
                }
            }
        }
        assert!(linked > 100 && refused > 1000, "{linked} linked, {refused} refused");
    }
}

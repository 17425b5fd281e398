//! The initial bytes of variables against those of another compiler with the same data model.

use super::{accept, parse};
use linker::object::{Linkage, RelocKind, SymbolKind};
use std::fmt::Write;

#[test]
fn bytes_are_those_of_gcc() {
    let (unit, diags) = parse(include_str!("layout/data.c"));
    let unit = unit.unwrap_or_else(|| panic!("{diags}"));
    let mut lines = Vec::new();
    for item in &unit.data {
        let symbol = &unit.symbols[item.symbol.0 as usize];
        let SymbolKind::Data { size, .. } = symbol.kind else { panic!("data items are data") };
        if symbol.linkage == Linkage::Export {
            let mut line = format!("{} {size} ", symbol.name);
            for i in 0..size as usize {
                let _ = write!(line, "{:02x}", item.init.get(i).copied().unwrap_or(0));
            }
            lines.push(line);
        }
    }
    lines.sort();
    let mut expected: Vec<&str> = include_str!("layout/data.txt").lines().filter(|l| !l.is_empty()).collect();
    expected.sort_unstable();
    assert_eq!(lines, expected);
}

#[test]
fn addresses_become_relocations() {
    let unit = accept(
        "struct s { int a; int b[4]; struct s *next; } g = { 1, { 2 }, &g };
         int f(void);
         char *text = \"abc\" + 1, *same = \"abc\";
         int *inside = &g.b[3] - 1;
         int (*fp)(void) = f, (*table[])(void) = { f, 0, &f };
         unsigned number = (unsigned)&g.b;
         void *null = 0;",
    );
    let item = |name: &str| {
        let found = unit.data.iter().find(|d| unit.symbols[d.symbol.0 as usize].name == name);
        let relocs = found.map_or(Vec::new(), |d| d.relocs.clone());
        let target = |r: &linker::object::Reloc| unit.symbols[r.symbol.0 as usize].name.clone();
        relocs.iter().map(|r| (r.at, r.kind, target(r), r.addend)).collect::<Vec<_>>()
    };
    assert_eq!(item("g"), [(20, RelocKind::Data, "g".into(), 0)]);
    assert_eq!(item("text"), [(0, RelocKind::Data, ".str.0".into(), 1)]);
    assert_eq!(item("same"), [(0, RelocKind::Data, ".str.0".into(), 0)]);
    assert_eq!(item("inside"), [(0, RelocKind::Data, "g".into(), 12)]);
    assert_eq!(item("fp"), [(0, RelocKind::FunctionPointer, "f".into(), 0)]);
    let table = item("table");
    assert_eq!(table.iter().map(|r| r.0).collect::<Vec<_>>(), [0, 8]);
    assert_eq!(item("number"), [(0, RelocKind::Data, "g".into(), 4)]);
    assert!(item("null").is_empty());
    let f = unit.symbols.iter().find(|s| s.name == "f").expect("it is used");
    assert_eq!(f.linkage, Linkage::Import);
}

#[test]
fn symbols_have_the_linkage_of_c() {
    let unit = accept(
        "extern int imported; extern int unused; int exported; static int local = 1;
         static int helper(void); int unused_too(int); inline int small(void) { return 1; }
         int main(void) { static int counter; { extern int imported; counter += imported; } return helper() + local + puts(0); }
         static int helper(void) { return exported + small(); }",
    );
    let linkage = |name: &str| unit.symbols.iter().find(|s| s.name == name).map(|s| s.linkage);
    assert_eq!(linkage("imported"), Some(Linkage::Import));
    assert_eq!(linkage("puts"), Some(Linkage::Import));
    assert_eq!(linkage("unused"), None);
    assert_eq!(linkage("unused_too"), None);
    assert_eq!(linkage("exported"), Some(Linkage::Export));
    assert_eq!(linkage("main"), Some(Linkage::Export));
    assert_eq!(linkage("local"), Some(Linkage::Local));
    assert_eq!(linkage("helper"), Some(Linkage::Local));
    assert_eq!(linkage("small"), Some(Linkage::Local));
    assert_eq!(linkage("main.counter"), Some(Linkage::Local));
}

//! What the verifier accepts and refuses.

use crate::ir::dominators::Dominators;
use crate::ir::{Block, parse, verify};

const HEAD: &str = "module \"m\"
file \"m.c\"
export function %f(i32, i64, f32, f64) -> i32
import function %g(i32, ...) -> f64
import function %h()
local data %x size 8 align 4
function %f -> i32 {
    ss0 = stack 16 align 8
block0(v0: i32, v1: i64, v2: f32, v3: f64):
";
const TAIL: &str = "
}
data %x { reloc 4 function %g }
";

/// Verifies a function of `(v0: i32, v1: i64, v2: f32, v3: f64) -> i32` with this body.
fn errors(body: &str) -> String {
    let module = parse(&format!("{HEAD}{body}{TAIL}")).expect("has the form");
    verify(&module).map_or_else(|errors| errors.to_string(), |()| String::new())
}

#[test]
fn valid_functions_pass() {
    assert_eq!(errors("return v0"), "");
    assert_eq!(
        errors(
            "v4: f64 = call %g(v0, v0) @2:3
             call %h()
             v5: i32 = func_addr %h
             v6: i32 = call_indirect v5(v1, v2) -> i32
             call_indirect v5()
             v7: i32 = fcmp.lt v3, v4
             v8: i32 = select v7, v5, v6
             v9: i64 = float_to_uint.i64 v2
             switch v9 [0: block1, 0x8000000000000000: block2(v8)] default block1
         block1:
             jump block2(v7)
         block2(v10: i32):
             return v10"
        ),
        ""
    );
}

#[test]
fn each_rule_is_checked() {
    let cases = [
        ("return v1", "v1 is i64, not i32"),
        ("return", "returns a value exactly if"),
        ("return v99", "v99 does not exist"),
        ("jump block0(v0, v1, v2, v3)", "jumps to the entry"),
        ("jump block7", "block7 does not exist"),
        ("jump block1\nblock1(v4: i32):\nreturn v4", "0 arguments for 1 parameters of block1"),
        ("jump block1(v1)\nblock1(v4: i32):\nreturn v4", "v1 is i64, not i32"),
        ("branch v1, block1, block1\nblock1:\nreturn v0", "v1 is i64"),
        ("switch v2 [] default block1\nblock1:\nreturn v0", "v2 is not an integer"),
        ("switch v0 [1: block1, 1: block1] default block1\nblock1:\nreturn v0", "case 1 appears twice"),
        ("switch v0 [0x100000000: block1] default block1\nblock1:\nreturn v0", "does not fit into i32"),
        ("v4: i32 = add v0, v1\nreturn v4", "v1 is i64, not i32"),
        ("v4: i64 = add v0, v0\nreturn v0", "v4 is i64, not i32"),
        ("v4: i32 = fadd v0, v0\nreturn v4", "v0 is not a float"),
        ("v4: f32 = add v2, v2\nreturn v0", "v2 is not an integer"),
        ("add v0, v0\nreturn v0", "makes a result, but has none"),
        ("v4: i32 = store.u8 v0, v0\nreturn v4", "has a result, but makes none"),
        ("v4: i32 = load.i32 v1\nreturn v4", "v1 is i64, not i32"),
        ("store.f64 v0, v0\nreturn v0", "v0 is i32, not f64"),
        ("v4: i32 = stack_addr ss1\nreturn v4", "ss1 does not exist"),
        ("v4: i32 = data_addr %g\nreturn v4", "the symbol is not a variable"),
        ("v4: i32 = func_addr %x\nreturn v4", "the symbol is not a function"),
        ("v4: i32 = func_addr %#77\nreturn v4", "the symbol is not a function"),
        ("v4: f64 = call %g(v0)\nreturn v0", "1 arguments for 2 parameters"),
        ("v4: f64 = call %g(v0, v1)\nreturn v0", "v1 is i64, not i32"),
        ("v4: i32 = call %x()\nreturn v0", "calls something that is not a function"),
        ("v4: i32 = wrap v0\nreturn v4", "Wrap does not convert v0"),
        ("v4: i32 = int.i32 0x100000000\nreturn v4", "the constant does not fit into i32"),
        ("v4: f32 = int.f32 0x0\nreturn v0", "an integer constant of a float type"),
        ("v4: i32 = select v1, v0, v0\nreturn v4", "v1 is i64, not i32"),
        ("v4: i32 = sext8 v1\nreturn v4", "v1 is i64, not i32"),
        ("return v0 @3:4:5", "its place is in file 3"),
        ("v4: i32 = add v5, v0\nv5: i32 = add v0, v0\nreturn v4", "v5 is used where it need not be defined"),
        ("v4: i32 = add v4, v0\nreturn v4", "v4 is used where it need not be defined"),
        (
            "branch v0, block1, block2\nblock1:\nv4: i32 = add v0, v0\njump block2\nblock2:\nreturn v4",
            "v4 is used where it need not be defined",
        ),
        ("return v4\ndetached:\nv4: i32 = int.i32 0", "v4 is not defined by any block"),
        ("return v4\ndetached:\nv4: i32 = param block0 0", "v4 is not defined by any block"),
    ];
    for (body, want) in cases {
        let found = errors(body);
        assert!(found.contains(want), "{body}\nwanted: {want}\nfound: {found}");
    }
}

#[test]
fn all_errors_are_reported_with_their_place() {
    let found = errors("v4: i32 = add v0, v1 @7:1\nv5: i32 = wrap v0\nreturn v2");
    assert_eq!(
        found,
        "%f, block0, inst0 (line 7): v1 is i64, not i32\n%f, block0, inst1: Wrap does not convert v0\n%f, block0: v2 is f32, not i32"
    );
}

#[test]
fn symbols_and_data_are_checked() {
    let cases = [
        ("export function %f()", "%f: not defined"),
        ("local function %f()", ""),
        ("local function %f()\nlocal data %x size 4 align 4\ndata %x { reloc 0 function %f }", "%f: not defined"),
        ("import data %x size 4 align 4\ndata %x {}", "%x: imported, but defined here"),
        ("export data %x size 4 align 4\ndata %x {} data %x {}", "%x: defined more than once"),
        ("export data %x size 4 align 3\ndata %x {}", "alignment 3 is not a power of two"),
        ("export data %x size 4 align 8192\ndata %x {}", "alignment 8192"),
        ("export data %x size 4 align 4\ndata %x { \"12345\" }", "5 bytes of initial data for 4 bytes"),
        ("export data %x size 4 align 4\ndata %x { reloc 1 data %x }", "relocation at 1 lies outside"),
        ("export data %x size 4 align 4\ndata %x { reloc 4294967295 data %x }", "lies outside"),
        ("export data %x size 4 align 4\ndata %x { reloc 0 function %x }", "does not fit its kind"),
        ("export data %x size 4 align 4\ndata %x { reloc 0 slot %x }", "does not fit its kind"),
        ("export data %x size 4 align 4\ndata %x { reloc 0 data %#9 }", "%#9 does not fit its kind"),
        ("import data %x size 4 align 4\nimport function %x()", "two symbols of this name"),
        ("export function %f()\ndata %f {}", "not a variable"),
        ("export data %x size 4 align 4\nfunction %x {\nblock0:\nreturn\n}", "not a function"),
        ("export function %f(i32)\nfunction %f {\nblock0:\nreturn\n}", "differ from the signature's words"),
        ("export function %f(...)\nfunction %f {\nblock0:\nreturn\n}", "differ from the signature's words"),
        ("export function %f() -> u8\nfunction %f {\nblock0:\nreturn\n}", "the result differs"),
        ("export function %f()\nfunction %f {\n}", "no blocks"),
        ("export function %f()\nfunction %f {\nss0 = stack 4 align 32\nblock0:\nreturn\n}", "ss0 has alignment 32"),
        ("export function %f()\nfunction %f {\nss0 = stack 0xffffffff align 1\nblock0:\nreturn\n}", "larger than any"),
    ];
    for (text, want) in cases {
        let module = parse(&format!("module \"m\"\n{text}")).expect(text);
        let found = verify(&module).map_or_else(|errors| errors.to_string(), |()| String::new());
        assert!(found.contains(want) && found.is_empty() == want.is_empty(), "{text}\nwanted: {want}\nfound: {found}");
    }
}

#[test]
fn unreachable_code_is_not_asked_for_dominance() {
    assert_eq!(errors("return v0\nblock1:\nv4: i32 = add v0, v0\njump block2\nblock2:\nreturn v4"), "");
}

#[test]
fn dominators_of_a_loop_with_a_diamond() {
    let text = "module \"m\"
export function %f(i32)
function %f {
block0(v0: i32): jump block1
block1: branch v0, block2, block5
block2: branch v0, block3, block4
block3: jump block4
block4: jump block1
block5: return
block6: jump block5
}";
    let module = parse(text).expect("parses");
    let tree = Dominators::new(&module.functions[0]);
    let parents: Vec<_> = (0..7).map(|b| tree.immediate(Block(b)).map(|d| d.0)).collect();
    assert_eq!(parents, [None, Some(0), Some(1), Some(2), Some(2), Some(1), None]);
    assert!(tree.dominates(Block(1), Block(4)) && !tree.dominates(Block(3), Block(4)));
    assert!(!tree.is_reachable(Block(6)) && tree.dominates(Block(5), Block(5)));
    assert_eq!(tree.order().first(), Some(&Block(0)));
    assert_eq!(tree.order().len(), 6);
}

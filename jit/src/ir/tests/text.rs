//! Printing and parsing.

use super::random::Shapes;
use crate::ir::{Op, Type, parse, verify};
use crate::testing::{Lcg, generate};

const DEMO: &str = r#"module "demo.c"
file "demo.c"
file "demo.h"
export function %sum(ptr, i32, ...) -> i32 @3:5
import function %printf(ptr, ...) -> i32 @1:1:5
local data %.str.0 size 8 align 4
local data %"two words" size 3 align 1

function %sum -> i32 {
    ss0 = stack 16 align 8
block0(v0: i32, v1: i32, v2: i32):
    v3: i32 = int.i32 -1
    v4: f32 = float.f32 0x3f800000 ; 1.0
    jump block1(v0, v1, v3) @4:2
block1(v5: i32, v6: i32, v7: i32):
    v8: i32 = load.u8 v5+4 @5:16
    v9: i32 = add v7, v8
    v10: i32 = stack_addr ss0-8
    v11: i32 = data_addr %.str.0+4
    v12: i32 = call %printf(v10, v11) @1:7:3
    store.i32 v10, v9
    switch v6 [1: block1(v5, v6, v9), 0xffffffff: block2] default block2
block2:
    return v9
detached:
    v13: i64 = int.i64 -9223372036854775808
}

data %.str.0 {
    "%d\n"
    x"00"
    reloc 4 data %"two words"+1
}
"#;

#[test]
fn text_of_a_parsed_text_is_the_same() {
    let module = parse(DEMO).expect("parses");
    // The one difference: bytes are cut into lines of 32 by the printer.
    assert_eq!(module.to_string(), DEMO.replace("    \"%d\\n\"\n    x\"00\"\n", "    \"%d\\n\\x00\"\n"));
    assert_eq!(module.functions[0].insts[0].op, Op::Int(Type::I32, 0xffff_ffff));
    assert_eq!(parse(&module.to_string()).as_ref(), Ok(&module));
}

#[test]
fn printing_and_parsing_is_the_identity_on_random_modules() {
    let mut random = Shapes(Lcg::new(1));
    for round in 0..2000 {
        let module = random.module();
        let text = module.to_string();
        match parse(&text) {
            Ok(again) => assert_eq!(again, module, "round {round}\n{text}"),
            Err(error) => panic!("round {round}: {error}\n{text}"),
        }
        // The verifier copes with whatever it is given.
        let _ = verify(&module);
    }
}

#[test]
fn generated_programs_are_valid_and_print() {
    for seed in 0..200 {
        let module = generate::module(seed, &generate::Options::default());
        let text = module.to_string();
        assert_eq!(parse(&text).as_ref().map(ToString::to_string), Ok(text.clone()));
        if let Err(errors) = verify(&module) {
            panic!("seed {seed}: {errors}\n{text}");
        }
    }
}

#[test]
fn errors_name_the_line() {
    let line = |text: &str| parse(text).map(|_| ()).unwrap_err();
    assert_eq!(line("").to_string(), "line 1: `module` expected, found the end of the text");
    let bad = DEMO.replace("add v7, v8", "addd v7, v8");
    assert_eq!(line(&bad).to_string(), "line 17: unknown instruction `addd`");
    assert_eq!(line(&DEMO.replace("%printf(v10", "%print(v10")).line, 20);
    assert_eq!(
        line(&DEMO.replace("v13: i64", "v14: i64")).message,
        "in the function that ends here v13 is defined nowhere"
    );
    assert_eq!(
        line(&DEMO.replace("v13: i64", "v12: i64")).message,
        "in the function that ends here v12 is defined twice"
    );
    assert_eq!(line(&DEMO.replace("block2:", "block3:")).message, "blocks must be numbered in order");
    assert_eq!(line("module \"abc").message, "a string does not end");
}

#[test]
fn no_text_makes_the_parser_panic() {
    let mut random = Lcg::new(7);
    let bytes = DEMO.as_bytes();
    for end in 0..bytes.len() {
        let _ = parse(&DEMO[..end]);
    }
    let noise = b"%\"#@:;()[]{}=+-,.x0123456789abcdefv \n\\\xc3\xa4 block ss";
    for _ in 0..20_000 {
        let mut text = bytes.to_vec();
        for _ in 0..=random.below(3) {
            let at = random.below(text.len() as u64) as usize;
            match random.below(3) {
                0 => text[at] = noise[random.below(noise.len() as u64) as usize],
                1 => drop(text.drain(at..(at + random.below(9) as usize).min(text.len()))),
                _ => {
                    let from = random.below(bytes.len() as u64 - 9) as usize;
                    text.splice(at..at, bytes[from..from + 9].iter().copied());
                }
            }
        }
        if let Ok(module) = parse(&String::from_utf8_lossy(&text)) {
            let _ = verify(&module);
            assert_eq!(parse(&module.to_string()).as_ref(), Ok(&module));
        }
    }
}

#[test]
fn huge_numbers_do_not_cost_memory() {
    let text = "module \"m\"\nexport function %f()\nfunction %f {\nblock0(v4000000000: i32):\nreturn\n}\n";
    assert!(parse(text).is_err());
    let text = "module \"m\"\nexport function %f()\nfunction %f {\nblock0:\njump block4000000000(v4294967295)\n}\n";
    assert!(verify(&parse(text).expect("has the form")).is_err());
}

//! The feature programs of the samples: `main` returns 0, or the number of the check that failed.

use std::path::Path;

use guest_abi::Isa;
use jit::ir::parse;
use jit::isa::{EmitError, disasm::disasm, emit};
use jit::{Options, compile};

use crate::native::{Outcome, agree, call, compare, compare_text, loader, run_interp, run_native};

/// Compiles and runs each of them.
pub fn feature_programs(isa: Isa) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/plugins/lang");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("the samples are there") {
        let path = entry.expect("a file").path();
        if path.extension().is_none_or(|extension| extension != "c") {
            continue;
        }
        count += 1;
        let name = path.file_name().expect("a file name").to_string_lossy();
        let source = std::fs::read_to_string(&path).expect("text");
        let options = Options { isa: Isa::Portable, ..Options::default() };
        let unit = compile(&name, &source, &options).unwrap_or_else(|diagnostics| panic!("{name}: {diagnostics:?}"));
        let module = unit.ir.expect("the portable target has IR");
        let calls = [call("main", &[])];
        compare(isa, &module, &calls);
        for outcome in run_interp(&module, &calls) {
            assert!(matches!(outcome, Outcome::Returned(0, _)), "{name}: {outcome:x?}");
        }
    }
    assert!(count > 20);
}

/// Programs of a folder that `PLUGVISOR_PROGRAMS` names, say ones that csmith made: `main` returns the same in native
/// code and in the interpreter.
pub fn given_programs(isa: Isa) {
    let (Some(folder), Some(loader)) = (std::env::var_os("PLUGVISOR_PROGRAMS"), loader(isa)) else { return };
    let mut failures = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("a file").path();
        let name = path.file_name().expect("a file name").to_string_lossy();
        let source = std::fs::read_to_string(&path).expect("text");
        let unit = |isa| compile(&name, &source, &Options { isa, ..Options::default() });
        let (Ok(native), Ok(portable)) = (unit(isa), unit(Isa::Portable)) else {
            failures.push(format!("{name}: does not compile"));
            continue;
        };
        let calls = [call("main", &[])];
        let module = portable.ir.expect("the portable target has IR");
        // The data may hold addresses of locals, which differ.
        let value = |outcomes: &[Outcome]| match outcomes[0] {
            Outcome::Returned(value, _) => Ok(value as u32),
            other => Err(other),
        };
        let (got, expected) = (value(&run_native(loader, &native.object, &calls)), value(&run_interp(&module, &calls)));
        if got != expected {
            failures.push(format!("{name}: native {got:x?}, interpreter {expected:x?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// A frame of up to 1 MiB is possible, a larger one is refused by name.
pub fn frames(isa: Isa) {
    let text = |size: u32| {
        format!(
            "module \"m\"\nexport function %big(i32) -> i32\nfunction %big -> i32 {{\nss0 = stack {size} align 16\n\
             block0(v0: i32):\nv1: i32 = stack_addr ss0\nstore.i32 v1, v0\nv2: i32 = load.i32 v1\nreturn v2\n}}\n"
        )
    };
    compare_text(isa, &text(40_000), &[call("big", &[7])]);
    // Below the stack is the hole, so this overflows.
    compare_text(isa, &text(1_000_000), &[call("big", &[7])]);
    for size in [0x10_0000, 0x7fff_fff0, 0xffff_fff0] {
        let module = parse(&text(size)).expect("parses");
        match emit(&module, isa) {
            Err(EmitError::FrameTooLarge { function, size: needed, .. }) => {
                assert_eq!(function, "big");
                assert!(needed > u64::from(size));
            }
            other => panic!("{size}: {other:?}"),
        }
    }
}

/// Long functions compile and run; ones that are absurdly long come to an end, if only by being refused.
pub fn large_functions(isa: Isa) {
    use std::fmt::Write;
    let text = |count: usize| {
        let mut body = String::new();
        for i in 1..count {
            let op = ["add", "xor", "sub"][i % 3];
            writeln!(body, "v{i}: i32 = {op} v{}, v{}", i - 1, i.saturating_sub(100)).expect("a string");
        }
        format!(
            "module \"m\"\nexport function %long(i32) -> i32\nfunction %long -> i32 {{\n\
             block0(v0: i32):\n{body}return v{}\n}}\n",
            count - 1
        )
    };
    let module = parse(&text(20_000)).expect("parses");
    let object = emit(&module, isa).expect("compiles");
    agree(&module, &object, &[call("long", &[12_345]), call("long", &[0xffff_0001])]);
    let module = parse(&text(200_000)).expect("parses");
    match emit(&module, isa) {
        Ok(_) => {}
        Err(EmitError::FrameTooLarge { function, .. }) => assert_eq!(function, "long"),
        Err(error) => panic!("{error}"),
    }
}

/// Functions on which the better register allocator takes quadratic time get the other one, and run the same.
pub fn tangled_functions(isa: Isa) {
    let count = 10_000;
    let step = |i| format!("l{i}: a += b; b ^= x; if (x) goto l{};", i * 7919 % count);
    let gotos: String = (0..count).map(step).collect();
    let values: String = (0..5_000).map(|i| format!("int v{i} = g(x + {i});")).collect();
    let sum: String = (0..5_000).map(|i| format!("x += v{i};")).collect();
    let source = format!(
        "static int g(int x) {{ return x ^ 5; }} int gotos(int x, int a, int b) {{ {gotos} return a; }}
         int values(int x) {{ {values} {sum} return x; }}"
    );
    let start = std::time::Instant::now();
    let unit = |isa| compile("t.c", &source, &Options { isa, ..Options::default() }).expect("compiles");
    let object = unit(isa).object;
    // It was half a minute.
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
    let module = unit(Isa::Portable).ir.expect("the portable target has IR");
    agree(&module, &object, &[call("values", &[7])]);
}

/// Listings name what instructions refer to, and their source lines.
pub fn listings(isa: Isa) {
    let source = "int table[4];\nint get(int i);\n\nint twice(int i)\n{\n    return table[i] + get(i);\n}\n";
    let unit = compile("t.c", source, &Options { isa, ..Options::default() }).expect("compiles");
    let lines = disasm(&unit.object);
    let find = |text: &str| lines.iter().find(|line| line.text.contains(text)).map(|line| line.loc.line);
    assert_eq!(find("; slot of get"), Some(6));
    assert_eq!(find("; table"), Some(6));
    assert_eq!(lines.first().map(|line| line.loc.line), Some(4));
    let bytes: Vec<u8> = lines.iter().flat_map(|line| line.bytes.clone()).collect();
    assert_eq!(bytes, unit.object.code[..bytes.len()]);
}

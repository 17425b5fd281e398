//! Control flow, calls, memory and traps, and random functions of all of it.

use guest_abi::Isa;

use crate::native::{Call, call, compare_text, random};

/// Loops with values that change places on the back edge, switches of every shape, empty blocks, unreachable code.
pub fn control_flow(isa: Isa) {
    let text = r#"module "m"
export function %fib(i32) -> i64
export function %swap(i32, i32, i32) -> i32
export function %dense(i32) -> i32
export function %sparse(i32) -> i32
export function %wide(i64) -> i32
export function %mixed(i32) -> i32
export function %same(i32) -> i32
export function %dead(i32) -> i32
export function %only_default(i32) -> i32

function %fib -> i64 {
block0(v0: i32):
    v1: i64 = int.i64 0
    v2: i64 = int.i64 1
    jump block1(v0, v1, v2)
block1(v3: i32, v4: i64, v5: i64):
    branch v3, block2, block3
block2:
    v6: i32 = int.i32 -1
    v7: i32 = add v3, v6
    v8: i64 = add v4, v5
    jump block1(v7, v5, v8)
block3:
    return v4
}

function %swap -> i32 {
block0(v0: i32, v1: i32, v2: i32):
    v3: i32 = int.i32 1
    jump block1(v0, v1, v2)
block1(v4: i32, v5: i32, v6: i32):
    v7: i32 = sub v4, v3
    v8: i32 = int.i32 0
    v9: i32 = icmp.sgt v7, v8
    branch v9, block1(v7, v6, v5), block2(v5)
block2(v10: i32):
    return v10
}

function %dense -> i32 {
block0(v0: i32):
    v1: i32 = int.i32 100
    switch v0 [0: block1, 1: block2(v1), 2: block1, 3: block2(v0), 5: block3, 6: block3, 0xffffffff: block4] default block4
block1:
    v2: i32 = int.i32 10
    return v2
block2(v3: i32):
    v4: i32 = add v3, v0
    return v4
block3:
    v5: i32 = int.i32 30
    jump block2(v5)
block4:
    v6: i32 = int.i32 -1
    return v6
}

function %sparse -> i32 {
block0(v0: i32):
    switch v0 [0: block1, 10: block2, 100: block1, 1000: block2, 0x80000000: block1, 0xfffffff0: block2, 0x7fffffff: block2, 77: block3(v0)] default block3(v0)
block1:
    v1: i32 = int.i32 1
    return v1
block2:
    v2: i32 = int.i32 2
    return v2
block3(v3: i32):
    v4: i32 = not v3
    return v4
}

function %wide -> i32 {
block0(v0: i64):
    switch v0 [0: block1, 0x100000000: block2, 0x100000001: block1, 0x8000000000000000: block2, 0xffffffffffffffff: block1, 1: block2, 2: block1, 3: block2, 4: block1, 0x100000003: block2, 0x100000002: block1] default block3
block1:
    v1: i32 = int.i32 1
    return v1
block2:
    v2: i32 = int.i32 2
    return v2
block3:
    v3: i32 = int.i32 3
    return v3
}

function %mixed -> i32 {
block0(v0: i32):
    switch v0 [20: block1, 21: block2, 22: block3, 23: block1, 24: block2, 25: block3, 1000: block1, 1001: block2, 1002: block3, 1003: block1, 5: block2] default block4
block1:
    v1: i32 = int.i32 1
    jump block5(v1)
block2:
    v2: i32 = int.i32 2
    jump block5(v2)
block3:
    jump block6
block4:
    v3: i32 = int.i32 4
    jump block5(v3)
block5(v4: i32):
    return v4
block6:
    jump block7
block7:
    v5: i32 = int.i32 3
    jump block5(v5)
}

function %same -> i32 {
block0(v0: i32):
    v1: i32 = int.i32 5
    branch v0, block1(v0), block1(v1)
block1(v2: i32):
    branch v2, block2, block2
block2:
    return v2
}

function %dead -> i32 {
block0(v0: i32):
    jump block2(v0)
block1:
    v1: i32 = int.i32 1
    jump block2(v1)
block2(v2: i32):
    return v2
block3(v3: i32):
    jump block3(v3)
}

function %only_default -> i32 {
block0(v0: i32):
    switch v0 [1: block1, 2: block1] default block1
block1:
    return v0
}
"#;
    let mut calls = Vec::new();
    for i in [0, 1, 2, 10, 90] {
        calls.push(call("fib", &[i]));
    }
    for i in [1, 2, 3, 10] {
        calls.push(call("swap", &[i, 7, 9]));
    }
    let edges = [0, 1, 2, 3, 4, 5, 6, 7, 10, 20, 21, 22, 23, 24, 25, 26, 77, 99, 100, 999, 1000, 1001, 1003, 1004];
    let high = [0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_fff0, 0xffff_fffe, 0xffff_ffff];
    for i in edges.into_iter().chain(high) {
        for function in ["dense", "sparse", "mixed", "same", "dead", "only_default"] {
            calls.push(call(function, &[i]));
        }
    }
    for low in [0, 1, 2, 3, 4, 5, 0xffff_ffff] {
        for high in [0, 1, 2, 0x8000_0000, 0xffff_ffff] {
            calls.push(call("wide", &[high << 32 | low]));
        }
    }
    compare_text(isa, text, &calls);
}

/// Every place that a word can travel in, recursion, pointers to functions, built-ins.
pub fn calls(isa: Isa) {
    let types = [
        "i32", "f64", "i64", "f32", "i32", "i64", "f32", "i32", "f64", "i64", "i32", "f32", "i64", "f64", "i32", "i64",
    ];
    let list = types.join(", ");
    let params: Vec<String> = types.iter().enumerate().map(|(i, ty)| format!("v{i}: {ty}")).collect();
    let params = params.join(", ");
    // Each function adds up its parameters in its own way, so that a mix-up shows.
    let mut body = String::new();
    let mut next = types.len();
    let mut sum = String::new();
    for (i, ty) in types.iter().enumerate() {
        let mut value = format!("v{i}");
        let step = match *ty {
            "i32" => "sext32",
            "f32" => "float_to_int.i64",
            "f64" => "float_to_int.i64",
            _ => "",
        };
        if !step.is_empty() {
            body += &format!("v{next}: i64 = {step} {value}\n");
            value = format!("v{next}");
            next += 1;
        }
        body += &format!("v{next}: i64 = int.i64 {}\n", 2 * i + 3);
        body += &format!("v{}: i64 = mul {value}, v{next}\n", next + 1);
        next += 2;
        let term = format!("v{}", next - 1);
        if sum.is_empty() {
            sum = term;
        } else {
            body += &format!("v{next}: i64 = add {sum}, {term}\n");
            sum = format!("v{next}");
            next += 1;
        }
    }
    let args: Vec<String> = (0..types.len()).map(|i| format!("v{i}")).collect();
    let args = args.join(", ");
    let n = types.len();
    let text = format!(
        r#"module "m"
export function %sum({list}) -> i64
local function %hidden({list}) -> i64
export function %through({list}) -> i64
export function %pass({list}) -> i64
import function %builtin({list}) -> i64
import function %narrow(i32, f32) -> f32
import function %double(f64) -> f64
import function %nothing()
export function %ask({list}) -> i64
export function %ask_narrow(i32, f32) -> f32
export function %ask_double(f64) -> f64
export function %ack(i32, i32) -> i32
export function %pick(i32, i32) -> i32
export function %twice(i32) -> i32
export function %negate(i32) -> i32
export function %many(i32) -> i32
local function %add127({many_types}) -> i32
local data %table size 8 align 4

function %sum -> i64 {{
block0({params}):
{body}return {sum}
}}
function %hidden -> i64 {{
block0({params}):
{body}return {sum}
}}
function %through -> i64 {{
block0({params}):
    v{n}: i64 = call %hidden({args})
    v{n1}: i64 = call %sum({args})
    v{n2}: i64 = add v{n}, v{n1}
    v{n3}: i64 = add v{n2}, v2
    v{n4}: i64 = add v{n3}, v15
    return v{n4}
}}
function %pass -> i64 {{
block0({params}):
    v{n}: i32 = func_addr %through
    v{n1}: i64 = call_indirect v{n}({args}) -> i64
    return v{n1}
}}
function %ask -> i64 {{
block0({params}):
    v{n}: i64 = call %builtin({args})
    call %nothing()
    v{n1}: i64 = call %builtin({args})
    v{n2}: i64 = add v{n}, v{n1}
    v{n3}: i64 = add v{n2}, v15
    return v{n3}
}}
function %ask_narrow -> f32 {{
block0(v0: i32, v1: f32):
    v2: f32 = call %narrow(v0, v1)
    return v2
}}
function %ask_double -> f64 {{
block0(v0: f64):
    v1: f64 = call %double(v0)
    return v1
}}
function %ack -> i32 {{
block0(v0: i32, v1: i32):
    v2: i32 = int.i32 1
    branch v0, block1, block2
block1:
    branch v1, block3, block4
block2:
    v3: i32 = add v1, v2
    return v3
block3:
    v4: i32 = sub v1, v2
    v5: i32 = call %ack(v0, v4)
    jump block5(v5)
block4:
    jump block5(v2)
block5(v6: i32):
    v7: i32 = sub v0, v2
    v8: i32 = call %ack(v7, v6)
    return v8
}}
function %twice -> i32 {{
block0(v0: i32):
    v1: i32 = add v0, v0
    return v1
}}
function %negate -> i32 {{
block0(v0: i32):
    v1: i32 = neg v0
    return v1
}}
function %pick -> i32 {{
block0(v0: i32, v1: i32):
    v2: i32 = data_addr %table
    v3: i32 = int.i32 2
    v4: i32 = shl v0, v3
    v5: i32 = add v2, v4
    v6: i32 = load.i32 v5
    v7: i32 = call_indirect v6(v1) -> i32
    v8: i32 = add v7, v0
    return v8
}}
function %many -> i32 {{
block0(v0: i32):
    v1: i32 = call %add127({many_args})
    v2: i32 = call %add127({many_args})
    v3: i32 = add v1, v2
    return v3
}}
function %add127 -> i32 {{
block0({many_params}):
{many_sum}return v253
}}
data %table {{
    x"0000000000000000"
    reloc 0 function %twice
    reloc 4 function %negate
}}
"#,
        n1 = n + 1,
        n2 = n + 2,
        n3 = n + 3,
        n4 = n + 4,
        many_types = vec!["i32"; 127].join(", "),
        many_args = vec!["v0"; 127].join(", "),
        many_params = (0..127).map(|i| format!("v{i}: i32")).collect::<Vec<_>>().join(", "),
        many_sum = (0..126)
            .map(|i| {
                let left = if i == 0 { "v0".to_owned() } else { format!("v{}", 126 + 2 * i / 2) };
                format!("v{}: i32 = add {left}, v{}\n", 127 + i, i + 1)
            })
            .collect::<String>()
            + "v253: i32 = xor v252, v126\n",
    );
    let mut words = Vec::new();
    for (i, ty) in types.iter().enumerate() {
        let i = i as u64;
        words.push(match *ty {
            "i32" => 0xffff_fff0 + i,
            "i64" => 0x1_0000_0001 * (i + 1),
            "f32" => u64::from((i as f32 + 0.5).to_bits()),
            _ => (-1000.25 * i as f64).to_bits(),
        });
    }
    let mut calls: Vec<Call> = ["sum", "through", "pass", "ask"].map(|name| call(name, &words)).to_vec();
    calls.push(call("ask_narrow", &[5, 0x3f80_0000]));
    calls.push(call("ask_double", &[2.5f64.to_bits()]));
    calls.push(call("ack", &[2, 5]));
    calls.push(call("many", &[3]));
    for (which, value) in [(0, 21), (1, 21), (2, 21), (0x1000_0000, 1)] {
        calls.push(call("pick", &[which, value]));
    }
    compare_text(isa, &text, &calls);
}

/// Loads and stores of each kind through each way to make an address; copies and fills of many lengths.
pub fn memory(isa: Isa) {
    use std::fmt::Write as _;
    let mut symbols = String::from("module \"m\"\n");
    let mut bodies = String::new();
    let mut calls = Vec::new();
    let kinds = [
        ("s8", "i32"),
        ("u8", "i32"),
        ("s16", "i32"),
        ("u16", "i32"),
        ("i32", "i32"),
        ("i64", "i64"),
        ("f32", "f32"),
        ("f64", "f64"),
    ];
    let ways = [
        ("base", "v2: i32 = data_addr %g\nv3: i32 = add v2, v0\n", "v3"),
        ("offset", "v2: i32 = data_addr %g-16\nv3: i32 = add v2, v0\n", "v3+16"),
        ("plain", "v2: i32 = data_addr %g\nv3: i32 = int.i32 8\n", "v2+8"),
        ("four", "v2: i32 = data_addr %g\nv4: i32 = int.i32 2\nv5: i32 = shl v0, v4\nv3: i32 = add v5, v2\n", "v3+4"),
        ("eight", "v2: i32 = data_addr %g\nv4: i32 = int.i32 8\nv5: i32 = mul v0, v4\nv3: i32 = add v2, v5\n", "v3"),
        (
            "two",
            "v2: i32 = data_addr %g+16\nv6: i32 = load.i32 v2+4000\nv4: i32 = int.i32 1\nv5: i32 = shl v0, v4\n\
             v7: i32 = add v2, v6\nv3: i32 = add v7, v5\n",
            "v3-1",
        ),
        (
            "wrap",
            "v2: i32 = data_addr %g\nv4: i32 = int.i32 -268435456\nv5: i32 = add v0, v4\nv6: i32 = int.i32 268435456\n\
             v7: i32 = add v2, v6\nv3: i32 = add v5, v7\n",
            "v3",
        ),
        ("stack", "v2: i32 = stack_addr ss0+8\nfill v2, 170, 8\nv3: i32 = int.i32 1\n", "v2"),
        (
            "stack_index",
            "v2: i32 = stack_addr ss0\nfill v2, 33, 64\nv4: i32 = int.i32 31\nv5: i32 = and v0, v4\nv3: i32 = add v2, v5\n",
            "v3",
        ),
    ];
    for (kind, ty) in kinds {
        for (way, address, place) in ways {
            let name = format!("{way}_{kind}");
            writeln!(symbols, "export function %{name}(i32, {ty}) -> {ty}").expect("a string");
            let next = address.matches(" = ").count() + 2;
            // The old value and the new one.
            writeln!(
                bodies,
                "function %{name} -> {ty} {{\nss0 = stack 64 align 16\nblock0(v0: i32, v1: {ty}):\n{address}\
                 v{next}: {ty} = load.{kind} {place}\nstore.{kind} {place}, v1\nv{}: {ty} = load.{kind} {place}\n\
                 v{}: {ty} = {} v{next}, v{}\nreturn v{}\n}}",
                next + 1,
                next + 2,
                if ty.starts_with('f') { "fadd" } else { "add" },
                next + 1,
                next + 2
            )
            .expect("a string");
            let value = match ty {
                "f32" => u64::from(2.5f32.to_bits()),
                "f64" => 2.5f64.to_bits(),
                _ => 0x1234_5678_9abc_def7,
            };
            for at in [0, 1, 8, 40] {
                calls.push(call(&name, &[at, if ty == "i32" { value & 0xffff_ffff } else { value }]));
            }
            let name = format!("const_{way}_{kind}");
            let constant = if ty.starts_with('f') { "float" } else { "int" };
            writeln!(symbols, "export function %{name}(i32) -> {ty}").expect("a string");
            let shifted = shift_values(address);
            let place = shift_values(place);
            writeln!(
                bodies,
                "function %{name} -> {ty} {{\nss0 = stack 64 align 16\nblock0(v0: i32):\n{shifted}\
                 v{}: {ty} = {constant}.{ty} 0x70\nstore.{kind} {place}, v{}\nv{next}: {ty} = load.{kind} {place}\nreturn v{next}\n}}",
                next - 1,
                next - 1,
            )
            .expect("a string");
            calls.push(call(&name, &[8]));
        }
    }
    for len in (0..70).chain([127, 128, 129, 130, 136, 1000, 1003]) {
        for (i, byte) in [0, 1, 255, 0x80].into_iter().enumerate() {
            writeln!(symbols, "export function %fill{len}_{i}(i32)").expect("a string");
            writeln!(
                bodies,
                "function %fill{len}_{i} {{\nblock0(v0: i32):\nv1: i32 = data_addr %g\nv2: i32 = add v1, v0\nfill v2, {byte}, {len}\nreturn\n}}"
            )
            .expect("a string");
            calls.push(call(&format!("fill{len}_{i}"), &[len as u64 % 13]));
        }
        writeln!(symbols, "export function %copy{len}(i32)").expect("a string");
        writeln!(
            bodies,
            "function %copy{len} {{\nss0 = stack 1024 align 1\nblock0(v0: i32):\nv1: i32 = data_addr %g+3\nv2: i32 = stack_addr ss0+1\n\
             copy v2, v1, {len}\nv3: i32 = data_addr %g+2000\nv4: i32 = add v3, v0\ncopy v4, v2, {len}\ncopy v4, v4, {len}\nreturn\n}}"
        )
        .expect("a string");
        calls.push(call(&format!("copy{len}"), &[len as u64 % 7]));
    }
    writeln!(symbols, "local data %g size 4096 align 8").expect("a string");
    let pattern: String = (0..1200).map(|i| format!("{:02x}", (i * 37 + 11) % 256)).collect();
    writeln!(bodies, "data %g {{\nx\"{pattern}\"\n}}").expect("a string");
    compare_text(isa, &(symbols + &bodies), &calls);
}

/// Numbers of values from v2 on become one less.
fn shift_values(text: &str) -> String {
    let mut out = text.to_owned();
    for i in 2..10 {
        out = out.replace(&format!("v{i}"), &format!("v{}", i - 1));
    }
    out
}

/// Everything that stops a plugin.
pub fn traps(isa: Isa) {
    let text = r#"module "m"
export function %divide(i32, i32) -> i32
export function %wild(i32) -> i32
export function %poke(i32, i32)
export function %unreachable()
export function %wild_call(i32) -> i32
export function %missing() -> i32
export function %deep(i32) -> i32
export function %unused_load(i32)
export function %unused_division(i32)
export function %null_copy(i32)

function %divide -> i32 {
block0(v0: i32, v1: i32):
    v2: i32 = sdiv v0, v1
    return v2
}
function %wild -> i32 {
block0(v0: i32):
    v1: i32 = load.i32 v0
    return v1
}
function %poke {
block0(v0: i32, v1: i32):
    store.i32 v0, v1
    return
}
function %unreachable {
block0:
    trap unreachable
}
function %wild_call -> i32 {
block0(v0: i32):
    v1: i32 = call_indirect v0() -> i32
    return v1
}
function %missing -> i32 {
block0:
    v0: i32 = int.i32 -2147483548
    v1: i32 = call_indirect v0() -> i32
    return v1
}
function %deep -> i32 {
    ss0 = stack 64 align 8
block0(v0: i32):
    v1: i32 = stack_addr ss0
    store.i32 v1, v0
    v2: i32 = int.i32 1
    v3: i32 = add v0, v2
    v4: i32 = call %deep(v3)
    v5: i32 = load.i32 v1
    v6: i32 = add v4, v5
    return v6
}
function %unused_load {
block0(v0: i32):
    v1: i32 = load.i32 v0
    return
}
function %unused_division {
block0(v0: i32):
    v1: i32 = urem v0, v0
    return
}
function %null_copy {
block0(v0: i32):
    v1: i32 = int.i32 16
    copy v1, v0, 4
    return
}
"#;
    let mut calls = Vec::new();
    for (a, b) in [(1, 0), (0x8000_0000, 0xffff_ffff), (7, 2), (0, 0)] {
        calls.push(call("divide", &[a, b]));
    }
    for address in [0, 4, 0x1f_ffff, 0x20_0000, 0x2f_fffc, 0x2f_fffd, 0x30_0000, 0x6fff_0000, 0x8000_0000, 0xffff_fffc]
    {
        calls.push(call("wild", &[address]));
        calls.push(call("poke", &[address, 1]));
        calls.push(call("unused_load", &[address]));
    }
    for pointer in [0, 1, 0x20_0000, 0x8000_0000, 0x8000_0fff, 0x8000_1000, 0xffff_ffff] {
        calls.push(call("wild_call", &[pointer]));
    }
    calls.push(call("unreachable", &[]));
    calls.push(call("missing", &[]));
    calls.push(call("deep", &[0]));
    calls.push(call("unused_division", &[0]));
    calls.push(call("unused_division", &[1]));
    calls.push(call("null_copy", &[0x20_0100]));
    compare_text(isa, text, &calls);
}

/// Random functions with loops, switches, calls and memory.
pub fn random_functions(isa: Isa) {
    let rounds = std::env::var("PLUGVISOR_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(150);
    for seed in 0..rounds {
        let (text, calls) = random::module(seed);
        compare_text(isa, &text, &calls);
    }
}

//! Every operation over edge values, with operands in registers, as constants, fused and spilled.

use std::fmt::Write;

use guest_abi::Isa;

use crate::native::{Call, call, compare_text};

const INT: [&str; 13] =
    ["add", "sub", "mul", "sdiv", "udiv", "srem", "urem", "and", "or", "xor", "shl", "lshr", "ashr"];
const FLOAT: [&str; 4] = ["fadd", "fsub", "fmul", "fdiv"];
const INT_CC: [&str; 10] = ["eq", "ne", "slt", "sle", "sgt", "sge", "ult", "ule", "ugt", "uge"];
const FLOAT_CC: [&str; 6] = ["eq", "ne", "lt", "le", "gt", "ge"];
const TYPES: [&str; 4] = ["i32", "i64", "f32", "f64"];

/// A module under construction.
#[derive(Default)]
struct Text {
    symbols: String,
    bodies: String,
    calls: Vec<Call>,
}

impl Text {
    /// Adds a function whose parameters are v0, v1, ..., and the calls of it.
    fn function(&mut self, name: &str, params: &[&str], result: &str, body: &str, calls: &[&[u64]]) {
        let list: Vec<String> = params.iter().enumerate().map(|(i, ty)| format!("v{i}: {ty}")).collect();
        writeln!(self.symbols, "export function %{name}({}) -> {result}", params.join(", ")).expect("a string");
        let block = if list.is_empty() { String::new() } else { format!("({})", list.join(", ")) };
        writeln!(self.bodies, "function %{name} -> {result} {{\nblock0{block}:\n{body}\n}}").expect("a string");
        self.calls.extend(calls.iter().map(|args| call(name, args)));
    }

    fn compare(&self, isa: Isa) {
        compare_text(isa, &format!("module \"m\"\n{}{}", self.symbols, self.bodies), &self.calls);
    }
}

fn values(ty: &str) -> Vec<u64> {
    match ty {
        "i32" => vec![
            0,
            1,
            2,
            3,
            7,
            8,
            31,
            32,
            33,
            0x7f,
            0x80,
            0xff,
            0x100,
            0x7fff,
            0x8000,
            0xff80,
            0xffff,
            0x1_0000,
            0x7fff_ffff,
            0x8000_0000,
            0x8000_0001,
            0xffff_ff80,
            0xffff_fffe,
            0xffff_ffff,
        ],
        "i64" => vec![
            0,
            1,
            2,
            3,
            10,
            31,
            32,
            33,
            63,
            64,
            0x80,
            0x7fff_ffff,
            0x8000_0000,
            0xffff_ffff,
            0x1_0000_0000,
            0x1234_5678_9abc_def0,
            0x7fff_ffff_ffff_fbff,
            (1 << 63) - 1,
            1 << 63,
            (1 << 63) + 1,
            0xffff_ffff_0000_0000,
            0xffff_ffff_8000_0000,
            0xffff_ffff_7fff_ffff,
            0xffff_ffff_ffff_ff80,
            u64::MAX - 1,
            u64::MAX,
        ],
        "f32" => [
            0.0,
            -0.0,
            1.0,
            -1.0,
            1.5,
            -2.5,
            1e-45,
            -1e-38,
            16_777_217.0,
            2_147_483_500.0,
            2_147_483_648.0,
            -2_147_483_648.0,
            4_294_967_000.0,
            4_294_967_296.0,
            9.22e18,
            1.8e19,
            3e38,
            f32::INFINITY,
            f32::NEG_INFINITY,
        ]
        .iter()
        .map(|f: &f32| u64::from(f.to_bits()))
        .chain([0x7fc0_0000, 0xff80_0001])
        .collect(),
        _ => [
            0.0,
            -0.0,
            1.0,
            -1.0,
            0.1,
            2.5,
            -3.5,
            5e-324,
            1e308,
            2_147_483_647.5,
            2_147_483_648.0,
            -2_147_483_648.9,
            -2_147_483_649.0,
            4_294_967_295.5,
            9.007_199_254_740_993e15,
            9_223_372_036_854_774_784.0,
            9.3e18,
            18_446_744_073_709_549_568.0,
            f64::INFINITY,
            f64::NEG_INFINITY,
        ]
        .iter()
        .map(|f: &f64| f.to_bits())
        .chain([0x7ff8_0000_0000_0000, 0xfff0_0000_0000_0001])
        .collect(),
    }
}

fn is_float(ty: &str) -> bool {
    ty.starts_with('f')
}

fn pairs(ty: &str) -> Vec<[u64; 2]> {
    let values = values(ty);
    values.iter().flat_map(|&a| values.iter().map(move |&b| [a, b])).collect()
}

/// A constant as the text form has it.
fn constant(ty: &str, bits: u64) -> String {
    if is_float(ty) { format!("float.{ty} {bits:#x}") } else { format!("int.{ty} {bits:#x}") }
}

pub fn binary_operators(isa: Isa) {
    for ty in TYPES {
        let mut text = Text::default();
        let ops: &[&str] = if is_float(ty) { &FLOAT } else { &INT };
        let pairs = pairs(ty);
        for op in ops {
            let calls: Vec<&[u64]> = pairs.iter().map(|pair| &pair[..]).collect();
            text.function(&format!("{op}_{ty}"), &[ty, ty], ty, &format!("v2: {ty} = {op} v0, v1\nreturn v2"), &calls);
            // With itself.
            let calls: Vec<Vec<u64>> = values(ty).iter().map(|&v| vec![v]).collect();
            let calls: Vec<&[u64]> = calls.iter().map(|args| &args[..]).collect();
            text.function(&format!("{op}_{ty}_self"), &[ty], ty, &format!("v1: {ty} = {op} v0, v0\nreturn v1"), &calls);
            // Operands that are needed afterwards.
            let also = if is_float(ty) { "fadd" } else { "xor" };
            let body = format!("v2: {ty} = {op} v0, v1\nv3: {ty} = {also} v2, v0\nv4: {ty} = {also} v3, v1\nreturn v4");
            let calls: Vec<&[u64]> = pairs.iter().map(|pair| &pair[..]).collect();
            text.function(&format!("{op}_{ty}_kept"), &[ty, ty], ty, &body, &calls);
            for (i, &bits) in values(ty).iter().enumerate() {
                let fixed = constant(ty, bits);
                let calls: Vec<Vec<u64>> = values(ty).iter().map(|&v| vec![v]).collect();
                let calls: Vec<&[u64]> = calls.iter().map(|args| &args[..]).collect();
                let right = format!("v1: {ty} = {fixed}\nv2: {ty} = {op} v0, v1\nreturn v2");
                text.function(&format!("{op}_{ty}_right{i}"), &[ty], ty, &right, &calls);
                let left = format!("v1: {ty} = {fixed}\nv2: {ty} = {op} v1, v0\nreturn v2");
                text.function(&format!("{op}_{ty}_left{i}"), &[ty], ty, &left, &calls);
            }
        }
        text.compare(isa);
    }
}

pub fn unary_operators(isa: Isa) {
    let mut text = Text::default();
    let ops = [
        ("neg", "i32"),
        ("neg", "i64"),
        ("clz", "i32"),
        ("clz", "i64"),
        ("ctz", "i32"),
        ("ctz", "i64"),
        ("bswap", "i32"),
        ("bswap", "i64"),
        ("fabs", "f32"),
        ("fabs", "f64"),
        ("fsqrt", "f32"),
        ("fsqrt", "f64"),
        ("not", "i32"),
        ("not", "i64"),
        ("fneg", "f32"),
        ("fneg", "f64"),
        ("sext8", "i32"),
        ("sext16", "i32"),
        ("zext8", "i32"),
        ("zext16", "i32"),
    ];
    for (op, ty) in ops {
        let calls: Vec<[u64; 1]> = values(ty).iter().map(|&v| [v]).collect();
        let calls: Vec<&[u64]> = calls.iter().map(|args| &args[..]).collect();
        text.function(&format!("{op}_{ty}"), &[ty], ty, &format!("v1: {ty} = {op} v0\nreturn v1"), &calls);
    }
    text.compare(isa);
}

/// The value a float has, to leave out conversions that are undefined.
fn in_unsigned_range(from: &str, to: &str, bits: u64) -> bool {
    let value = if from == "f32" { f64::from(f32::from_bits(bits as u32)) } else { f64::from_bits(bits) };
    let limit = if to == "i32" { 4_294_967_296.0 } else { 18_446_744_073_709_551_616.0 };
    value > -1.0 && value < limit
}

pub fn conversions(isa: Isa) {
    let mut text = Text::default();
    let ops = conversion_words();
    for (op, from, to) in ops {
        let calls: Vec<[u64; 1]> = values(from)
            .iter()
            .filter(|&&v| !op.starts_with("float_to_uint") || in_unsigned_range(from, to, v))
            .map(|&v| [v])
            .collect();
        let calls: Vec<&[u64]> = calls.iter().map(|args| &args[..]).collect();
        let name = format!("{}_{from}_{to}", op.replace('.', "_"));
        text.function(&name, &[from], to, &format!("v1: {to} = {op} v0\nreturn v1"), &calls);
    }
    text.compare(isa);
}

pub fn comparisons(isa: Isa) {
    for ty in TYPES {
        let mut text = Text::default();
        let (word, ccs): (&str, &[&str]) = if is_float(ty) { ("fcmp", &FLOAT_CC) } else { ("icmp", &INT_CC) };
        let pairs = pairs(ty);
        let calls: Vec<&[u64]> = pairs.iter().map(|pair| &pair[..]).collect();
        for cc in ccs {
            let cmp = format!("v2: i32 = {word}.{cc} v0, v1");
            text.function(&format!("value_{cc}"), &[ty, ty], "i32", &format!("{cmp}\nreturn v2"), &calls);
            for (result, select) in TYPES.iter().zip(["int.i32 5", "int.i64 5", "float.f32 0x40a00000", "float.f64 1"])
            {
                let other = select.replace("5", "9").replace("f64 1", "f64 2");
                let body = format!(
                    "{cmp}\nv3: {result} = {select}\nv4: {result} = {other}\nv5: {result} = select v2, v3, v4\nreturn v5"
                );
                text.function(&format!("select_{cc}_{result}"), &[ty, ty], result, &body, &calls);
            }
            let branch = format!(
                "{cmp}\nbranch v2, block1, block2\nblock1:\nv3: i32 = int.i32 7\nreturn v3\nblock2:\nv4: i32 = int.i32 8\nreturn v4"
            );
            text.function(&format!("branch_{cc}"), &[ty, ty], "i32", &branch, &calls);
            let not = format!(
                "{cmp}\nv3: i32 = int.i32 0\nv4: i32 = icmp.eq v2, v3\nbranch v4, block1, block2\n\
                 block1:\nv5: i32 = int.i32 7\nreturn v5\nblock2:\nreturn v2"
            );
            text.function(&format!("not_{cc}"), &[ty, ty], "i32", &not, &calls);
            if is_float(ty) {
                continue;
            }
            let test = format!(
                "v2: {ty} = and v0, v1\nv3: {ty} = int.{ty} 0\nv4: i32 = icmp.{cc} v2, v3\nbranch v4, block1, block2\n\
                 block1:\nv5: i32 = int.i32 7\nreturn v5\nblock2:\nreturn v4"
            );
            text.function(&format!("test_{cc}"), &[ty, ty], "i32", &test, &calls);
            for (i, &bits) in values(ty).iter().enumerate() {
                let calls: Vec<[u64; 1]> = values(ty).iter().map(|&v| [v]).collect();
                let calls: Vec<&[u64]> = calls.iter().map(|args| &args[..]).collect();
                let fixed = constant(ty, bits);
                let body = format!("v1: {ty} = {fixed}\nv2: i32 = icmp.{cc} v0, v1\nreturn v2");
                text.function(&format!("right_{cc}_{i}"), &[ty], "i32", &body, &calls);
                let body = format!(
                    "v1: {ty} = {fixed}\nv2: i32 = icmp.{cc} v1, v0\nbranch v2, block1, block2\n\
                     block1:\nv3: i32 = int.i32 7\nreturn v3\nblock2:\nreturn v2"
                );
                text.function(&format!("left_{cc}_{i}"), &[ty], "i32", &body, &calls);
            }
        }
        text.compare(isa);
    }
}

/// All conversions as (word, from, to).
fn conversion_words() -> Vec<(String, &'static str, &'static str)> {
    let mut all: Vec<(String, &str, &str)> = [
        ("wrap", "i64", "i32"),
        ("sext32", "i32", "i64"),
        ("zext32", "i32", "i64"),
        ("promote", "f32", "f64"),
        ("demote", "f64", "f32"),
        ("bitcast.i32", "f32", "i32"),
        ("bitcast.f32", "i32", "f32"),
        ("bitcast.i64", "f64", "i64"),
        ("bitcast.f64", "i64", "f64"),
    ]
    .map(|(word, from, to)| (word.to_owned(), from, to))
    .to_vec();
    for int in ["i32", "i64"] {
        for float in ["f32", "f64"] {
            for word in ["int_to_float", "uint_to_float"] {
                all.push((format!("{word}.{float}"), int, float));
            }
            for word in ["float_to_int", "float_to_uint"] {
                all.push((format!("{word}.{int}"), float, int));
            }
        }
    }
    all
}

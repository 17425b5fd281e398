//! Every operator over edge values: the interpreter and the pure functions agree, fused into branches or not.

use crate::interp::{Event, FaultKind};
use crate::ir::mnemonic::{BINARY, FLOAT_CC, INT_CC};
use crate::ir::{BinOp, ConvOp, Type, UnOp, arith};
use crate::testing::Machine;

const TYPES: [(Type, &str); 4] = [(Type::I32, "i32"), (Type::I64, "i64"), (Type::F32, "f32"), (Type::F64, "f64")];

fn values(ty: Type) -> Vec<u64> {
    match ty {
        Type::I32 => {
            vec![0, 1, 2, 7, 31, 32, 33, 0x7f, 0x80, 0xff80, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_ffff]
        }
        Type::I64 => {
            vec![0, 1, 3, 63, 64, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 1 << 32, (1 << 63) - 1, 1 << 63, u64::MAX]
        }
        Type::F32 => [0.0, -0.0, 1.0, -1.5, 1e-45, 3e38, 2_147_483_648.0, f32::INFINITY, f32::NEG_INFINITY]
            .iter()
            .map(|f: &f32| u64::from(f.to_bits()))
            .chain([0x7fc0_0000, 0xff80_0001])
            .collect(),
        Type::F64 => [0.0, -0.0, 1.0, -1.5, 5e-324, 1e308, -2_147_483_649.0, 1.8e19, f64::INFINITY, f64::NEG_INFINITY]
            .iter()
            .map(|f: &f64| f.to_bits())
            .chain([0x7ff8_0000_0000_0000, 0xfff0_0000_0000_0001])
            .collect(),
        Type::V128 | Type::V256 => Vec::new(),
    }
}

fn is_float(ty: Type) -> bool {
    matches!(ty, Type::F32 | Type::F64)
}

/// A module with the function `f` of `params`, all of the type `ty`.
fn function(ty: &str, params: usize, result: &str, body: &str) -> Machine {
    let c_types = vec![ty; params].join(", ");
    let params: Vec<String> = (0..params).map(|i| format!("v{i}: {ty}")).collect();
    Machine::with(&format!(
        "module \"m\"\nexport function %f({c_types}) -> {result}\nfunction %f -> {result} {{\nblock0{}:\n{body}\n}}",
        if params.is_empty() { String::new() } else { format!("({})", params.join(", ")) }
    ))
}

#[test]
fn binary_operators() {
    for &(op, word) in BINARY {
        for (ty, name) in TYPES {
            let float = matches!(op, BinOp::Fadd | BinOp::Fsub | BinOp::Fmul | BinOp::Fdiv);
            if float != is_float(ty) {
                continue;
            }
            let mut machine = function(name, 2, name, &format!("v2: {name} = {word} v0, v1\nreturn v2"));
            for a in values(ty) {
                for b in values(ty) {
                    let found = machine.call("f", &[a, b]);
                    match arith::binary(op, ty, a, b) {
                        Some(want) => assert_eq!(found, Event::Returned(want), "{a:#x} {word} {b:#x}"),
                        None => assert!(matches!(found, Event::Fault(f) if f.kind == FaultKind::DivideError)),
                    }
                }
            }
        }
    }
}

#[test]
fn unary_operators() {
    let words = [
        (UnOp::Neg, "neg"),
        (UnOp::Not, "not"),
        (UnOp::Fneg, "fneg"),
        (UnOp::Sext8, "sext8"),
        (UnOp::Sext16, "sext16"),
        (UnOp::Zext8, "zext8"),
        (UnOp::Zext16, "zext16"),
        (UnOp::Clz, "clz"),
        (UnOp::Ctz, "ctz"),
        (UnOp::Bswap, "bswap"),
        (UnOp::Fabs, "fabs"),
        (UnOp::Fsqrt, "fsqrt"),
    ];
    for (op, word) in words {
        for (ty, name) in TYPES {
            if arith::unary(op, ty, 0).is_none() {
                continue;
            }
            let mut machine = function(name, 1, name, &format!("v1: {name} = {word} v0\nreturn v1"));
            for a in values(ty) {
                assert_eq!(Some(machine.value("f", &[a])), arith::unary(op, ty, a), "{word} {a:#x}");
            }
        }
    }
}

#[test]
fn conversions() {
    let mut ops = vec![
        (ConvOp::Wrap, "wrap".to_owned()),
        (ConvOp::Sext32, "sext32".to_owned()),
        (ConvOp::Zext32, "zext32".to_owned()),
        (ConvOp::Promote, "promote".to_owned()),
        (ConvOp::Demote, "demote".to_owned()),
    ];
    for (to, name) in TYPES {
        ops.push((ConvOp::IntToFloat(to), format!("int_to_float.{name}")));
        ops.push((ConvOp::UintToFloat(to), format!("uint_to_float.{name}")));
        ops.push((ConvOp::FloatToInt(to), format!("float_to_int.{name}")));
        ops.push((ConvOp::FloatToUint(to), format!("float_to_uint.{name}")));
        ops.push((ConvOp::Bitcast(to), format!("bitcast.{name}")));
    }
    let mut tried = 0;
    for (op, word) in ops {
        for (from, name) in TYPES {
            let Some(to) = arith::convert_type(op, from) else { continue };
            let result = TYPES.iter().find(|(ty, _)| *ty == to).map_or("", |(_, name)| name);
            let body = format!("v1: {result} = {word} v0\nreturn v1");
            let text = format!(
                "module \"m\"\nexport function %f({name}) -> {result}\nfunction %f -> {result} {{\nblock0(v0: {name}):\n{body}\n}}"
            );
            let mut machine = Machine::with(&text);
            for a in values(from) {
                assert_eq!(Some(machine.value("f", &[a])), arith::convert(op, from, a), "{word} {a:#x}");
            }
            tried += 1;
        }
    }
    assert_eq!(tried, 5 + 4 * 4 + 4);
}

#[test]
fn integer_comparisons_as_values_and_in_branches() {
    for &(cc, word) in INT_CC {
        for (ty, name) in [TYPES[0], TYPES[1]] {
            let mut value = function(name, 2, "i32", &format!("v2: i32 = icmp.{word} v0, v1\nreturn v2"));
            let body = format!(
                "v2: i32 = icmp.{word} v0, v1\nbranch v2, block1, block2\nblock1:\nv3: i32 = int.i32 1\nreturn v3\n\
                 block2:\nv4: i32 = int.i32 0\nreturn v4"
            );
            let mut branch = function(name, 2, "i32", &body);
            let select = format!("v2: i32 = icmp.{word} v0, v1\nv3: {name} = select v2, v0, v1\nreturn v3");
            let mut select = function(name, 2, name, &select);
            for a in values(ty) {
                for b in values(ty) {
                    let want = arith::int_cmp(cc, ty, a, b);
                    assert_eq!(value.value("f", &[a, b]), u64::from(want), "{a:#x} {word} {b:#x}");
                    assert_eq!(branch.value("f", &[a, b]), u64::from(want), "{a:#x} {word} {b:#x}");
                    assert_eq!(select.value("f", &[a, b]), if want { a } else { b });
                }
            }
        }
    }
}

#[test]
fn float_comparisons() {
    for &(cc, word) in FLOAT_CC {
        for (ty, name) in [TYPES[2], TYPES[3]] {
            let mut machine = function(name, 2, "i32", &format!("v2: i32 = fcmp.{word} v0, v1\nreturn v2"));
            for a in values(ty) {
                for b in values(ty) {
                    assert_eq!(machine.value("f", &[a, b]), u64::from(arith::float_cmp(cc, ty, a, b)));
                }
            }
        }
    }
}

#[test]
fn constants() {
    for (text, want) in [
        ("v0: i32 = int.i32 -1\nv1: i64 = zext32 v0", 0xffff_ffff),
        ("v1: i64 = int.i64 -1", u64::MAX),
        ("v0: f32 = float.f32 0x3fc00000\nv2: f64 = promote v0\nv1: i64 = bitcast.i64 v2", 1.5f64.to_bits()),
        ("v0: f64 = float.f64 0x8000000000000000\nv1: i64 = bitcast.i64 v0", 1 << 63),
    ] {
        let text = if text.contains("v2") { text.to_owned() } else { format!("{text}\nv2: i32 = int.i32 0") };
        let text = if text.contains("v0") { text } else { format!("{text}\nv0: i32 = int.i32 0") };
        assert_eq!(function("i32", 0, "i64", &format!("{text}\nreturn v1")).value("f", &[]), want);
    }
}

//! Every rule of the folder is held against the arithmetic it claims to simplify.

use super::build::FunctionBuilder;
use super::fold::Values;
use super::{BinOp, IntCc, Op, Type, UnOp, Value, arith};

/// Starts a function; returns its parameters.
fn begin(b: &mut FunctionBuilder, params: impl Iterator<Item = Type>, vars: &[Type]) -> Vec<Value> {
    b.begin(params, vars.iter().copied());
    b.params().to_vec()
}

const OPS: [BinOp; 13] = [
    BinOp::Add,
    BinOp::Sub,
    BinOp::Mul,
    BinOp::Sdiv,
    BinOp::Udiv,
    BinOp::Srem,
    BinOp::Urem,
    BinOp::And,
    BinOp::Or,
    BinOp::Xor,
    BinOp::Shl,
    BinOp::Lshr,
    BinOp::Ashr,
];

const UNARY: [UnOp; 9] =
    [UnOp::Neg, UnOp::Not, UnOp::Sext8, UnOp::Sext16, UnOp::Zext8, UnOp::Zext16, UnOp::Clz, UnOp::Ctz, UnOp::Bswap];

const CMPS: [IntCc; 10] = [
    IntCc::Eq,
    IntCc::Ne,
    IntCc::Slt,
    IntCc::Sle,
    IntCc::Sgt,
    IntCc::Sge,
    IntCc::Ult,
    IntCc::Ule,
    IntCc::Ugt,
    IntCc::Uge,
];

const EDGES: [u64; 18] = [
    0,
    1,
    2,
    3,
    7,
    8,
    31,
    32,
    63,
    0x7f,
    0x80,
    0xff,
    0xffff,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    0x8000_0000_0000_0000,
    u64::MAX,
];

fn bits(ty: Type, x: u64) -> u64 {
    if ty == Type::I32 { x & 0xffff_ffff } else { x }
}

/// What `v` is if the function's only parameter is `x`; `None` if it traps.
fn eval(b: &FunctionBuilder, param: Value, x: u64, v: Value) -> Option<u64> {
    if v == param {
        return Some(x);
    }
    if let Some(c) = b.constant(v) {
        return Some(c);
    }
    let eval = |v| eval(b, param, x, v);
    match *b.op(v).expect("an instruction") {
        Op::Binary(op, l, r) => arith::binary(op, b.ty(l), eval(l)?, eval(r)?),
        Op::Unary(op, a) => arith::unary(op, b.ty(a), eval(a)?),
        Op::IntCmp(cc, l, r) => Some(u64::from(arith::int_cmp(cc, b.ty(l), eval(l)?, eval(r)?))),
        ref op => panic!("{op:?}"),
    }
}

#[test]
fn operators_with_a_constant() {
    for ty in [Type::I32, Type::I64] {
        for op in OPS {
            for c in EDGES.map(|c| bits(ty, c)) {
                for left in [false, true] {
                    let mut b = FunctionBuilder::new();
                    let x = begin(&mut b, [ty].into_iter(), &[])[0];
                    let k = b.constant_of(ty, c);
                    let v = if left { b.binary(op, k, x) } else { b.binary(op, x, k) };
                    for n in EDGES.map(|n| bits(ty, n)) {
                        let want = if left { arith::binary(op, ty, c, n) } else { arith::binary(op, ty, n, c) };
                        assert_eq!(eval(&b, x, n, v), want, "{op:?} {ty:?} {c:#x} {n:#x} {left}");
                    }
                }
            }
        }
    }
}

#[test]
fn two_operators_with_constants_in_a_row() {
    for ty in [Type::I32, Type::I64] {
        for (first, second) in OPS.iter().flat_map(|a| OPS.map(|b| (*a, b))) {
            for (c, d) in EDGES.iter().flat_map(|c| EDGES.map(|d| (bits(ty, *c), bits(ty, d)))) {
                let mut b = FunctionBuilder::new();
                let x = begin(&mut b, [ty].into_iter(), &[])[0];
                let inner = b.binary_const(first, x, c);
                let v = b.binary_const(second, inner, d);
                for n in EDGES.map(|n| bits(ty, n)) {
                    let want = arith::binary(first, ty, n, c).map(|m| arith::binary(second, ty, m, d));
                    // The inner one may trap: it is evaluated whether the outer one needs it or not.
                    if let Some(want) = want {
                        assert_eq!(eval(&b, x, n, v), want, "{first:?} {c:#x} {second:?} {d:#x} {ty:?} {n:#x}");
                    }
                }
            }
        }
    }
}

#[test]
fn unary_operators_on_all_that_narrows() {
    for op in UNARY {
        for inner in UNARY {
            for c in EDGES.map(|c| bits(Type::I32, c)) {
                let mut b = FunctionBuilder::new();
                let x = begin(&mut b, [Type::I32].into_iter(), &[])[0];
                let candidates = [
                    b.unary(inner, x),
                    b.binary_const(BinOp::And, x, c),
                    b.binary_const(BinOp::Lshr, x, c),
                    b.binary_const(BinOp::Ashr, x, c),
                ];
                for a in candidates {
                    let v = b.unary(op, a);
                    for n in EDGES.map(|n| bits(Type::I32, n)) {
                        let want = eval(&b, x, n, a).and_then(|m| arith::unary(op, Type::I32, m));
                        assert_eq!(eval(&b, x, n, v), want, "{op:?} {inner:?} {c:#x} {n:#x}");
                    }
                }
            }
        }
    }
}

#[test]
fn comparisons_with_constants_and_of_comparisons() {
    for ty in [Type::I32, Type::I64] {
        for (cc, outer) in CMPS.iter().flat_map(|a| CMPS.map(|b| (*a, b))) {
            for c in EDGES.map(|c| bits(ty, c)) {
                for left in [false, true] {
                    let mut b = FunctionBuilder::new();
                    let x = begin(&mut b, [ty].into_iter(), &[])[0];
                    let k = b.constant_of(ty, c);
                    let v = if left { b.int_cmp(cc, k, x) } else { b.int_cmp(cc, x, k) };
                    let zero = b.i32(0);
                    let w = b.int_cmp(outer, v, zero);
                    for n in EDGES.map(|n| bits(ty, n)) {
                        let (l, r) = if left { (c, n) } else { (n, c) };
                        let want = u64::from(arith::int_cmp(cc, ty, l, r));
                        assert_eq!(eval(&b, x, n, v), Some(want), "{cc:?} {ty:?} {l:#x} {r:#x}");
                        let want = u64::from(arith::int_cmp(outer, Type::I32, want, 0));
                        assert_eq!(eval(&b, x, n, w), Some(want), "{cc:?} {outer:?} {ty:?} {l:#x} {r:#x}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_same_operand_twice() {
    for ty in [Type::I32, Type::I64] {
        for n in EDGES.map(|n| bits(ty, n)) {
            let mut b = FunctionBuilder::new();
            let x = begin(&mut b, [ty].into_iter(), &[])[0];
            for op in OPS {
                let v = b.binary(op, x, x);
                assert_eq!(eval(&b, x, n, v), arith::binary(op, ty, n, n), "{op:?} {n:#x}");
            }
            for cc in CMPS {
                let v = b.int_cmp(cc, x, x);
                assert_eq!(eval(&b, x, n, v), Some(u64::from(arith::int_cmp(cc, ty, n, n))), "{cc:?}");
            }
        }
    }
}

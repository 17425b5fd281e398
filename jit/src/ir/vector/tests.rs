//! Random operations on vectors: text, interpreter and machine code agree.

use super::text::{immediate, word};
use super::{Features, Lane, VectorBinary, VectorConvert, VectorOp, VectorShift};
use crate::ir::{Type, parse, print, verify};
use crate::testing::{Lcg, native};
use guest_abi::Isa;
use std::fmt::Write;

const LANES: [Lane; 6] = [Lane::I8, Lane::I16, Lane::I32, Lane::I64, Lane::F32, Lane::F64];
const VECTORS: [Type; 2] = [Type::V128, Type::V256];
const TYPES: [Type; 6] = [Type::I32, Type::I64, Type::F32, Type::F64, Type::V128, Type::V256];

/// Every operation on every lane, whether there is such a one or not.
fn all() -> Vec<VectorOp> {
    use VectorBinary as B;
    let mut ops = vec![VectorOp::Low, VectorOp::High, VectorOp::Join, VectorOp::Blend, VectorOp::Shuffle];
    for ty in VECTORS {
        ops.extend([[0; 16], [0xff; 16], [7; 16], std::array::from_fn(|i| i as u8)].map(|b| VectorOp::Const(ty, b)));
        use VectorConvert as C;
        let all = [C::IntToFloat, C::FloatToInt, C::IntToDouble, C::DoubleToInt, C::Promote, C::Demote];
        ops.extend(all.map(|op| VectorOp::Convert(op, ty)));
    }
    for lane in LANES {
        let all = [B::Add, B::Sub, B::Mul, B::Div, B::And, B::Or, B::Xor, B::Smin, B::Smax, B::Umin, B::Umax];
        let compares = [B::Eq, B::Sgt, B::Feq, B::Fne, B::Flt, B::Fle];
        ops.extend(all.into_iter().chain(compares).map(|op| VectorOp::Binary(op, lane)));
        for op in [VectorShift::Shl, VectorShift::Lshr, VectorShift::Ashr] {
            ops.extend([0, 1, 7, 15, 31, 63].map(|by| VectorOp::Shift(op, lane, by)));
        }
        for signed in [false, true] {
            ops.extend(VECTORS.map(|ty| VectorOp::Widen { signed, from: lane, ty }));
            ops.push(VectorOp::Pack { signed, from: lane });
        }
        ops.extend(VECTORS.map(|ty| VectorOp::Splat(ty, lane)));
        ops.extend([VectorOp::FromScalar(lane), VectorOp::ToScalar(lane), VectorOp::Sqrt(lane)]);
        ops.extend([VectorOp::UnpackLow(lane), VectorOp::UnpackHigh(lane)]);
    }
    ops.extend((0..18).map(VectorOp::ByteShift));
    ops
}

/// All lists of operand types that an operation takes.
fn operands(op: VectorOp) -> Vec<Vec<Type>> {
    let mut lists = vec![Vec::new()];
    for _ in 0..op.arity() {
        lists = lists.iter().flat_map(|list| TYPES.map(|ty| [&list[..], &[ty]].concat())).collect();
    }
    lists.retain(|list| op.result(list).is_some());
    lists
}

const PROLOGUE: &str = "module \"vectors\"\nfile \"vectors\"\nexport function %f(i32) -> i32\n\
    export data %in size 512 align 1\nexport data %out size 4096 align 1\n\nfunction %f -> i32 {\n\
    block0(v0: i32):\n    v1: i32 = data_addr %in\n    v2: i32 = data_addr %out\n";

fn name(ty: Type) -> &'static str {
    crate::ir::mnemonic::name(crate::ir::mnemonic::TYPES, ty)
}

/// A function of random operations within what `features` has; its operations are all stored.
fn program(seed: u64, features: Features) -> String {
    let mut random = Lcg::new(seed);
    let mut text = PROLOGUE.to_owned();
    let mut next = 3;
    let mut known: Vec<(Type, u32)> = vec![(Type::I32, 0)];
    let types = if features == Features::Avx2 { &TYPES[..] } else { &TYPES[..5] };
    for i in 0..12 {
        let ty = types[i % types.len()];
        let _ = writeln!(text, "    v{next}: {0} = load.{0} v1+{1}", name(ty), 37 * i);
        known.push((ty, next));
        next += 1;
    }
    let usable = |list: &Vec<Type>, op: VectorOp| op.needs(list) <= features;
    let ops: Vec<(VectorOp, Vec<Type>)> = all()
        .into_iter()
        .flat_map(|op| operands(op).into_iter().map(move |list| (op, list)))
        .filter(|(op, list)| usable(list, *op))
        .collect();
    for _ in 0..40 {
        let (op, list) = &ops[random.below(ops.len() as u64) as usize];
        let args: Vec<String> = list
            .iter()
            .map(|ty| {
                let fitting: Vec<u32> = known.iter().filter(|(t, _)| t == ty).map(|(_, v)| *v).collect();
                // Rather what is new, so that chains come about.
                let last = random.below(4).min(fitting.len() as u64 - 1) as usize;
                format!("v{}", fitting[if random.one_in(3) { 0 } else { fitting.len() - 1 - last }])
            })
            .collect();
        let result = op.result(list).expect("it was looked up");
        // A mask is what comparisons make.
        let args = if *op == VectorOp::Blend {
            let _ = writeln!(text, "    v{next}: {} = veq.i8 {}, {}", name(result), args[0], args[1]);
            next += 1;
            vec![format!("v{}", next - 1), args[1].clone(), args[2].clone()]
        } else {
            args
        };
        let list = args.into_iter().chain(immediate(*op)).collect::<Vec<_>>().join(", ");
        let _ = writeln!(text, "    v{next}: {} = {} {list}", name(result), word(*op));
        known.push((result, next));
        next += 1;
    }
    for (i, (ty, value)) in known.iter().enumerate() {
        let _ = writeln!(text, "    store.{} v2+{}, v{value}", name(*ty), 33 * i);
    }
    text += "    return v0\n}\n\ndata %in {\n    x\"";
    (0..512).for_each(|_| text += &format!("{:02x}", random.bits() as u8));
    text + "\"\n}\n\ndata %out {\n    x\"00\"\n}\n"
}

fn check(features: Features) {
    for seed in 0..100 {
        let text = program(seed, features);
        let module = parse(&text).unwrap_or_else(|error| panic!("seed {seed}: {error}\n{text}"));
        verify(&module).unwrap_or_else(|errors| panic!("seed {seed}: {errors}\n{text}"));
        let printed = module.to_string();
        assert_eq!(parse(&printed).expect("what was printed parses").to_string(), printed);
        assert_eq!(super::needs(&module.functions[0]).map(|(needs, _)| needs <= features), Some(true));
        assert!(print::function(&module.functions[0], &module).contains("v128"));
        native::compare(Isa::Amd64, &module, &[native::call("f", &[seed])]);
    }
}

#[test]
fn sse2_does_what_the_interpreter_does() {
    check(Features::Sse2);
}

#[test]
fn avx2_does_what_the_interpreter_does() {
    if std::is_x86_feature_detected!("avx2") {
        check(Features::Avx2);
    } else {
        eprintln!("SKIPPED: this processor has no AVX2");
    }
}

#[test]
fn every_operation_has_a_text() {
    for op in all().into_iter().filter(|op| !operands(*op).is_empty()) {
        let (parsed, _) = super::text::parse(&word(op)).unwrap_or_else(|| panic!("{}", word(op)));
        assert_eq!(word(parsed), word(op));
    }
}

#[test]
fn ia32_says_that_it_has_no_vectors() {
    let module = parse(&program(1, Features::Sse2)).expect("it is right");
    let error = crate::isa::emit(&module, Isa::Ia32).expect_err("no vectors there");
    assert!(error.to_string().contains("vector"), "{error}");
}

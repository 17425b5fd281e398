use super::{FunctionBuilder, Var};
use crate::ir::{BinOp, Block, Function, IntCc, MemType, Module, Op, Terminator, Type, Value, verify};
use guest_abi::Ty;
use linker::object::{Linkage, Signature, SrcLoc, Symbol, SymbolId, SymbolKind};

const X: Var = Var(0);

/// Starts a function; returns its parameters.
fn begin(b: &mut FunctionBuilder, params: impl Iterator<Item = Type>, vars: &[Type]) -> Vec<Value> {
    b.begin(params, vars.iter().copied());
    b.params().to_vec()
}

/// Finishes a function `int f(int, ..)`, puts it into a module and checks it.
fn finish(b: &mut FunctionBuilder, params: usize) -> (Function, String) {
    let function = b.finish(SymbolId(0), Some(Type::I32));
    let signature = Signature { params: vec![Ty::I32; params], result: Some(Ty::I32), variadic: false };
    let symbol = Symbol {
        name: "f".to_owned(),
        kind: SymbolKind::Function(signature),
        linkage: Linkage::Export,
        loc: SrcLoc::default(),
    };
    let module = Module {
        name: "test".to_owned(),
        files: Vec::new(),
        symbols: vec![symbol],
        functions: vec![function.clone()],
        data: Vec::new(),
        constants: Vec::new(),
    };
    let text = module.to_string();
    if let Err(errors) = verify(&module) {
        panic!("{errors}\n{text}");
    }
    (function, text)
}

fn params(function: &Function) -> Vec<usize> {
    function.blocks.iter().map(|b| b.params.len()).collect()
}

#[test]
fn straight_line_code_needs_no_block_parameters() {
    let mut b = FunctionBuilder::new();
    let args = begin(&mut b, [Type::I32].into_iter(), &[Type::I32]);
    b.write_var(X, args[0]);
    let next = b.create_block();
    b.jump(next);
    b.seal(next);
    b.start(next);
    let x = b.read_var(X);
    let sum = b.binary_const(BinOp::Add, x, 1);
    b.ret(Some(sum));
    let (function, _) = finish(&mut b, 1);
    assert_eq!(params(&function), [1], "the second block is joined to the first");
}

/// `x = a; if (a) x = b; return x;`, with or without the assignment.
fn diamond(assign: bool) -> Function {
    let mut b = FunctionBuilder::new();
    let args = begin(&mut b, [Type::I32; 2].into_iter(), &[Type::I32]);
    b.write_var(X, args[0]);
    let (then, end) = (b.create_block(), b.create_block());
    b.branch(args[0], then, end);
    b.seal(then);
    b.start(then);
    if assign {
        b.write_var(X, args[1]);
    }
    b.jump(end);
    b.seal(end);
    b.start(end);
    let x = b.read_var(X);
    b.ret(Some(x));
    finish(&mut b, 2).0
}

#[test]
fn a_join_gets_a_parameter_only_if_the_values_differ() {
    assert_eq!(params(&diamond(true)), [2, 0, 1]);
    assert_eq!(params(&diamond(false)), [2, 0, 0]);
}

/// A loop over two variables, of which only the second is written in it.
#[test]
fn a_loop_header_gets_a_parameter_only_for_what_the_loop_writes() {
    let mut b = FunctionBuilder::new();
    let args = begin(&mut b, [Type::I32; 2].into_iter(), &[Type::I32; 2]);
    let (x, i) = (Var(0), Var(1));
    b.write_var(x, args[0]);
    b.write_var(i, args[1]);
    let (header, body, exit) = (b.create_block(), b.create_block(), b.create_block());
    b.jump(header);
    b.start(header);
    let cond = b.read_var(i);
    b.branch(cond, body, exit);
    b.seal(body);
    b.start(body);
    let (a, c) = (b.read_var(i), b.read_var(x));
    let next = b.binary(BinOp::Sub, a, c);
    b.write_var(i, next);
    b.jump(header);
    b.seal(header);
    b.seal(exit);
    b.start(exit);
    let result = b.read_var(x);
    b.ret(Some(result));
    let (function, _) = finish(&mut b, 2);
    assert_eq!(params(&function), [2, 1, 0, 0]);
}

#[test]
fn a_variable_that_nobody_wrote_is_zero() {
    let mut b = FunctionBuilder::new();
    begin(&mut b, std::iter::empty(), &[Type::I32]);
    let header = b.create_block();
    b.jump(header);
    b.start(header);
    let x = b.read_var(X);
    let exit = b.create_block();
    b.branch(x, header, exit);
    b.seal(header);
    b.seal(exit);
    b.start(exit);
    b.ret(Some(x));
    let (function, text) = finish(&mut b, 0);
    assert!(function.blocks.iter().all(|b| b.params.is_empty()), "{text}");
}

#[test]
fn known_conditions_leave_one_way() {
    let mut b = FunctionBuilder::new();
    let args = begin(&mut b, [Type::I32].into_iter(), &[]);
    let (then, els) = (b.create_block(), b.create_block());
    let five = b.i32(5);
    let cond = b.int_cmp(IntCc::Sgt, five, five);
    b.branch(cond, then, els);
    b.seal(then);
    b.start(then);
    assert!(!b.is_reachable());
    b.store(MemType::Full(Type::I32), args[0], 0, five, false);
    b.ret(Some(five));
    b.seal(els);
    b.start(els);
    b.ret(Some(args[0]));
    let (function, text) = finish(&mut b, 1);
    assert_eq!(function.blocks.len(), 1, "{text}");
    assert!(function.insts.is_empty(), "{text}");
}

#[test]
fn a_comparison_with_zero_is_left_to_the_branch() {
    let mut b = FunctionBuilder::new();
    let args = begin(&mut b, [Type::I32].into_iter(), &[]);
    let (then, els) = (b.create_block(), b.create_block());
    let zero = b.i32(0);
    let cond = b.int_cmp(IntCc::Eq, args[0], zero);
    b.branch(cond, then, els);
    for block in [then, els] {
        b.seal(block);
        b.start(block);
        let value = b.i32(block.0);
        b.ret(Some(value));
    }
    let (function, text) = finish(&mut b, 1);
    let Terminator::Branch { cond, then, els } = &function.blocks[0].term else { panic!("{text}") };
    assert_eq!((*cond, then.block, els.block), (function.blocks[0].params[0], Block(2), Block(1)), "{text}");
    assert_eq!(function.insts.len(), 2, "{text}");
}

#[test]
fn addresses_are_folded_into_loads_and_stores() {
    let mut b = FunctionBuilder::new();
    let args = begin(&mut b, [Type::I32; 2].into_iter(), &[]);
    let slot = b.create_slot(64, 4);
    let base = b.stack_addr(slot, 8);
    let four = b.i32(4);
    let index = b.binary(BinOp::Add, args[1], four);
    let at = b.ptr_add(base, index, 4, false);
    b.store(MemType::Full(Type::I32), at, 4, args[0], false);
    let at = b.ptr_add(args[0], four, 4, true);
    let far = b.offset_addr(args[0], 0x30_0000);
    let x = b.load(MemType::Full(Type::I32), at, 0, false);
    let y = b.load(MemType::Full(Type::I32), far, 0, false);
    let sum = b.binary(BinOp::Add, x, y);
    b.ret(Some(sum));
    let (function, text) = finish(&mut b, 2);
    let mut offsets = Vec::new();
    for inst in &function.insts {
        if let Op::Load { offset, .. } | Op::Store { offset, .. } = inst.op {
            offsets.push(offset);
        }
    }
    assert_eq!(offsets, [28, -16, 0], "an offset that is larger than the null hole stays an addition\n{text}");
}

#[test]
fn unused_values_go_and_effects_stay() {
    let mut b = FunctionBuilder::new();
    let args = begin(&mut b, [Type::I32].into_iter(), &[Type::I32]);
    let unused = b.binary(BinOp::Mul, args[0], args[0]);
    b.binary(BinOp::Sub, unused, args[0]);
    b.binary(BinOp::Sdiv, args[0], args[0]);
    b.load(MemType::U8, args[0], 0, false);
    b.ret(Some(args[0]));
    let (function, text) = finish(&mut b, 1);
    assert_eq!(function.insts.len(), 2, "a division and a load may trap\n{text}");
}

/// A variable is read at the end of a chain of blocks, and in each of a chain of diamonds: no recursion.
#[test]
fn long_chains_do_not_exhaust_the_stack() {
    const LENGTH: usize = 100_000;
    let mut b = FunctionBuilder::new();
    let args = begin(&mut b, [Type::I32; 2].into_iter(), &[Type::I32]);
    b.write_var(X, args[0]);
    for _ in 0..LENGTH {
        let next = b.create_block();
        b.jump(next);
        b.seal(next);
        b.start(next);
    }
    for _ in 0..LENGTH {
        let (then, end) = (b.create_block(), b.create_block());
        b.branch(args[1], then, end);
        b.seal(then);
        b.start(then);
        b.jump(end);
        b.seal(end);
        b.start(end);
    }
    let x = b.read_var(X);
    b.ret(Some(x));
    let function = b.finish(SymbolId(0), Some(Type::I32));
    assert!(function.blocks.iter().skip(1).all(|b| b.params.is_empty()));
    assert_eq!(function.blocks.len(), 2 * LENGTH + 1);
}

/// Loops made by `goto`, whose labels are sealed last: the phis become trivial one after the other.
#[test]
fn phis_that_become_trivial_late_are_removed() {
    let mut b = FunctionBuilder::new();
    let args = begin(&mut b, [Type::I32; 2].into_iter(), &[Type::I32]);
    b.write_var(X, args[0]);
    let labels: Vec<Block> = (0..20).map(|_| b.create_block()).collect();
    for (i, &label) in labels.iter().enumerate() {
        b.jump(label);
        b.start(label);
        let x = b.read_var(X);
        b.write_var(X, x);
        let next = b.create_block();
        b.branch(args[1], labels[i / 2], next);
        b.seal(next);
        b.start(next);
    }
    let x = b.read_var(X);
    b.ret(Some(x));
    let (function, text) = finish(&mut b, 2);
    assert!(function.blocks.iter().skip(1).all(|b| b.params.is_empty()), "{text}");
}

/// Only the loop itself leads to its header.
#[test]
fn a_variable_is_read_in_an_unreachable_loop() {
    let mut b = FunctionBuilder::new();
    let args = begin(&mut b, [Type::I32].into_iter(), &[Type::I32]);
    b.ret(Some(args[0]));
    let (header, body) = (b.create_block(), b.create_block());
    b.jump(header);
    b.start(header);
    b.jump(body);
    b.seal(body);
    b.start(body);
    let exit = b.create_block();
    b.branch(args[0], header, exit);
    b.seal(header);
    b.seal(exit);
    b.start(exit);
    let x = b.read_var(X);
    b.ret(Some(x));
    let (function, _) = finish(&mut b, 1);
    assert_eq!(function.blocks.len(), 1);
}

#[test]
fn the_builder_can_be_used_again() {
    let mut b = FunctionBuilder::new();
    let mut texts = Vec::new();
    for _ in 0..2 {
        let args = begin(&mut b, [Type::I32].into_iter(), &[Type::I32]);
        b.write_var(X, args[0]);
        let x = b.read_var(X);
        let y = b.binary_const(BinOp::Mul, x, 12);
        b.ret(Some(y));
        texts.push(finish(&mut b, 1).1);
    }
    assert_eq!(texts[0], texts[1]);
}

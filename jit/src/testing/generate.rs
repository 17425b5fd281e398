//! Random functions that are valid, end, and give the same result in every engine.
//!
//! A function is made of nested sequences, branches, switches and counted loops, over a pool of values in scope.
//! Divisors are made harmless, memory is written before it is read, and addresses and function pointers, which
//! may differ between engines, never get into a result. Every value of the pool goes into the function's result,
//! so that a wrong one is seen.

use super::Lcg;
use crate::ir::{
    BinOp, Block, BlockData, Function, Inlining, Inst, InstData, IntCc, Module, Op, StackSlotData, Target, Terminator,
    Type, Value, ValueData, ValueDef,
};
use guest_abi::{TrapCode, Ty, ValType};
use linker::object::{DataItem, Linkage, Signature, SrcLoc, Symbol, SymbolId, SymbolKind};

/// What the programs shall contain.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Floating point operations, parameters and conversions.
    pub floats: bool,
    /// Functions in a module; each calls those before it.
    pub functions: u32,
    /// About how many statements a function has.
    pub size: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { floats: true, functions: 3, size: 40 }
    }
}

/// Size of the variable and of each stack slot, in bytes.
pub(super) const REGION: u32 = 64;

/// A module whose last function is the one to call; see [`entry`].
#[must_use]
pub fn module(seed: u64, options: &Options) -> Module {
    let mut random = Lcg::new(seed);
    let count = options.functions.max(1);
    let mut symbols = vec![Symbol {
        name: "state".to_owned(),
        kind: SymbolKind::Data { size: REGION, align: 8 },
        linkage: Linkage::Local,
        loc: SrcLoc::default(),
    }];
    for i in 0..count {
        let local = i + 1 < count && random.one_in(2);
        symbols.push(Symbol {
            name: format!("f{i}"),
            kind: SymbolKind::Function(signature(&mut random, options)),
            linkage: if local { Linkage::Local } else { Linkage::Export },
            loc: SrcLoc { line: 100 * i + 1, column: 1, file: 0 },
        });
    }
    let init = (0..random.below(u64::from(REGION))).map(|_| random.bits() as u8).collect();
    let mut module = Module {
        name: format!("random {seed}"),
        files: vec!["random.c".to_owned()],
        symbols,
        functions: Vec::new(),
        data: vec![DataItem { symbol: SymbolId(0), init, relocs: Vec::new() }],
        constants: Vec::new(),
    };
    for i in 0..count {
        let function = Builder::build(&mut random, options, &module.symbols, i);
        module.functions.push(function);
    }
    module
}

/// Name and type of the function to call.
///
/// # Panics
/// If `module` was not made by [`module`].
#[must_use]
pub fn entry(module: &Module) -> (&str, &Signature) {
    match module.symbols.last() {
        Some(Symbol { name, kind: SymbolKind::Function(signature), .. }) => (name, signature),
        _ => panic!("not a generated module"),
    }
}

/// Random arguments for a function of this type, one word each.
#[must_use]
pub fn arguments(seed: u64, signature: &Signature) -> Vec<u64> {
    let mut random = Lcg::new(!seed);
    signature
        .words()
        .map(|ty| match ty {
            ValType::I32 => random.word() & 0xffff_ffff,
            ValType::I64 => random.word(),
            ValType::F32 => u64::from((random.bits() as i32 as f32 / 1024.0).to_bits()),
            ValType::F64 => (f64::from(random.bits() as i32) / 1024.0).to_bits(),
        })
        .collect()
}

fn signature(random: &mut Lcg, options: &Options) -> Signature {
    let all = [Ty::I32, Ty::U32, Ty::I64, Ty::U64, Ty::F32, Ty::F64];
    let types = if options.floats { &all[..] } else { &all[..4] };
    // More than fit into registers, sometimes.
    let count = if random.one_in(4) { random.below(14) } else { random.below(6) };
    Signature {
        params: (0..count).map(|_| random.pick(types)).collect(),
        result: Some(random.pick(&[Ty::I32, Ty::U32, Ty::I64, Ty::U64])),
        variadic: false,
    }
}

/// A function in the making.
pub(super) struct Builder<'a> {
    pub(super) random: &'a mut Lcg,
    pub(super) options: &'a Options,
    pub(super) symbols: &'a [Symbol],
    /// Index of the function; it may call those below.
    pub(super) index: u32,
    function: Function,
    block: Block,
    /// Integers in scope.
    pub(super) pool: Vec<Value>,
    /// Nesting of loops here.
    pub(super) loops: u32,
    /// It allocates on the stack while it runs.
    pub(super) allocates: bool,
    /// Statements that may still be made.
    budget: u32,
    line: u32,
}

impl<'a> Builder<'a> {
    fn build(random: &'a mut Lcg, options: &'a Options, symbols: &'a [Symbol], index: u32) -> Function {
        let symbol = SymbolId(index + 1);
        let SymbolKind::Function(signature) = &symbols[symbol.0 as usize].kind else { unreachable!("not data") };
        let result = signature.result.map(|ty| ty.val_type().into());
        let slot = StackSlotData { size: REGION, align: random.pick(&[1, 4, 8, 16]) };
        let function = Function {
            symbol,
            inlining: [Inlining::Auto, Inlining::Always, Inlining::Wanted, Inlining::Never][index as usize % 4],
            result,
            values: Vec::new(),
            insts: Vec::new(),
            blocks: Vec::new(),
            slots: vec![slot.clone(), slot],
        };
        let allocates = random.one_in(3);
        let mut builder = Builder {
            random,
            options,
            symbols,
            index,
            function,
            block: Block(0),
            pool: Vec::new(),
            loops: 0,
            allocates,
            budget: options.size,
            line: 100 * index + 1,
        };
        let words: Vec<Type> = signature.words().map(Type::from).collect();
        builder.block = builder.new_block();
        for ty in words {
            let value = builder.param(Block(0), ty);
            builder.take_in(value);
        }
        builder.prologue();
        builder.sequence(0);
        builder.epilogue(result.unwrap_or(Type::I32));
        builder.function
    }

    /// Statements one after the other.
    fn sequence(&mut self, depth: u32) {
        let scope = self.pool.len();
        for _ in 0..=self.random.below(if depth == 0 { u64::from(self.options.size) } else { 8 }) {
            if self.budget == 0 {
                break;
            }
            self.budget -= 1;
            self.line += u32::from(self.random.one_in(2));
            match self.random.below(16) {
                0 | 1 if depth < 4 => self.branch(depth),
                2 if depth < 4 => self.switch(depth),
                3 if depth < 4 && self.loops < 2 => self.counted_loop(depth),
                _ => self.snippet(),
            }
            // Old values stay, so that some are live for long; the newest of very many go.
            if self.pool.len() > scope + 24 {
                self.pool.truncate(scope + 20);
            }
        }
    }

    fn branch(&mut self, depth: u32) {
        let cond = self.condition();
        let (then, els, join) = (self.new_block(), self.new_block(), self.new_block());
        let types = self.types();
        let from = self.block;
        // Half of the time the "else" edge goes right to the end.
        let shortcut = self.random.one_in(2);
        let direct = shortcut.then(|| self.values_of(&types));
        self.arm(then, join, &types, depth);
        let els_target = match direct {
            Some(args) => {
                self.finish(els, Terminator::Trap(TrapCode::Unreachable));
                Target { block: join, args }
            }
            None => {
                self.arm(els, join, &types, depth);
                Target { block: els, args: Vec::new() }
            }
        };
        let then = Target { block: then, args: Vec::new() };
        self.finish(from, Terminator::Branch { cond, then, els: els_target });
        self.join(join, &types);
    }

    fn switch(&mut self, depth: u32) {
        let value = self.any();
        let from = self.block;
        let join = self.new_block();
        let types = self.types();
        let wide = self.ty(value) == Type::I64;
        let mut constants: Vec<u64> = (0..self.random.below(6)).map(|_| self.random.word()).collect();
        constants.extend([0, 1, 2, 3]);
        constants.iter_mut().filter(|_| !wide).for_each(|c| *c &= 0xffff_ffff);
        constants.sort_unstable();
        constants.dedup();
        let mut cases = Vec::new();
        for constant in constants {
            let target = match self.random.below(3) {
                0 => Target { block: join, args: self.values_of(&types) },
                _ => {
                    let block = self.new_block();
                    self.arm(block, join, &types, depth);
                    Target { block, args: Vec::new() }
                }
            };
            cases.push((constant, target));
        }
        let default = Target { block: join, args: self.values_of(&types) };
        self.finish(from, Terminator::Switch { value, cases, default });
        self.join(join, &types);
    }

    /// Statements in a block of their own that end by a jump to `join`.
    fn arm(&mut self, block: Block, join: Block, types: &[Type], depth: u32) {
        let (from, scope) = (self.block, self.pool.len());
        self.block = block;
        self.sequence(depth + 1);
        let args = self.values_of(types);
        self.finish(self.block, Terminator::Jump(Target { block: join, args }));
        self.block = from;
        self.pool.truncate(scope);
    }

    /// A loop with a counter and values that each turn exchanges.
    fn counted_loop(&mut self, depth: u32) {
        let turns = 1 + self.random.below(5);
        let counter = self.push(Type::I32, Op::Int(Type::I32, turns));
        let types = self.types();
        let mut args = vec![counter];
        args.extend(self.values_of(&types));
        let (head, exit) = (self.new_block(), self.new_block());
        self.finish(self.block, Terminator::Jump(Target { block: head, args }));
        let scope = self.pool.len();
        self.block = head;
        let counter = self.param(head, Type::I32);
        let carried: Vec<Value> = types.iter().map(|ty| self.param(head, *ty)).collect();
        self.pool.extend(&carried);
        self.loops += 1;
        self.sequence(depth + 1);
        self.loops -= 1;
        let one = self.push(Type::I32, Op::Int(Type::I32, 1));
        let next = self.push(Type::I32, Op::Binary(BinOp::Sub, counter, one));
        let zero = self.push(Type::I32, Op::Int(Type::I32, 0));
        let cond = self.push(Type::I32, Op::IntCmp(IntCc::Sgt, next, zero));
        let mut args = vec![next];
        if self.random.one_in(2) {
            // A rotation of the carried values: the moves form a cycle.
            let mut rotated: Vec<Value> = carried.clone();
            let by = rotated.len().min(1);
            rotated.rotate_left(by);
            let fits = rotated.iter().zip(&types).all(|(v, ty)| self.ty(*v) == *ty);
            args.extend(if fits { rotated } else { carried.clone() });
        } else {
            args.extend(self.values_of(&types));
        }
        let out = self.values_of(&types);
        let then = Target { block: head, args };
        self.finish(self.block, Terminator::Branch { cond, then, els: Target { block: exit, args: out } });
        self.pool.truncate(scope);
        self.block = exit;
        let results: Vec<Value> = types.iter().map(|ty| self.param(exit, *ty)).collect();
        self.pool.extend(results);
    }

    fn join(&mut self, block: Block, types: &[Type]) {
        self.block = block;
        let params: Vec<Value> = types.iter().map(|ty| self.param(block, *ty)).collect();
        self.pool.extend(params);
    }

    fn types(&mut self) -> Vec<Type> {
        (0..self.random.below(4)).map(|_| self.random.pick(&[Type::I32, Type::I64])).collect()
    }

    fn values_of(&mut self, types: &[Type]) -> Vec<Value> {
        types.iter().map(|ty| self.int(*ty)).collect()
    }

    fn new_block(&mut self) -> Block {
        self.function.blocks.push(BlockData {
            params: Vec::new(),
            insts: Vec::new(),
            term: Terminator::Trap(TrapCode::Unreachable),
            term_loc: SrcLoc::default(),
        });
        Block(self.function.blocks.len() as u32 - 1)
    }

    pub(super) fn finish(&mut self, block: Block, term: Terminator) {
        let loc = self.loc();
        let data = &mut self.function.blocks[block.index()];
        data.term = term;
        data.term_loc = loc;
    }

    pub(super) fn current(&self) -> Block {
        self.block
    }

    fn param(&mut self, block: Block, ty: Type) -> Value {
        let value = Value(self.function.values.len() as u32);
        let params = &mut self.function.blocks[block.index()].params;
        self.function.values.push(ValueData { ty, def: ValueDef::Param(block, params.len() as u32) });
        params.push(value);
        value
    }

    fn loc(&self) -> SrcLoc {
        SrcLoc { line: self.line, column: 5, file: 0 }
    }

    pub(super) fn ty(&self, value: Value) -> Type {
        self.function.values[value.index()].ty
    }

    fn inst(&mut self, op: Op, result: Option<Value>) -> Inst {
        let inst = Inst(self.function.insts.len() as u32);
        let loc = self.loc();
        self.function.insts.push(InstData { op, result, loc });
        self.function.blocks[self.block.index()].insts.push(inst);
        inst
    }

    /// An instruction with a result.
    pub(super) fn push(&mut self, ty: Type, op: Op) -> Value {
        let value = Value(self.function.values.len() as u32);
        let inst = self.inst(op, Some(value));
        self.function.values.push(ValueData { ty, def: ValueDef::Inst(inst) });
        value
    }

    /// An instruction without a result.
    pub(super) fn effect(&mut self, op: Op) {
        self.inst(op, None);
    }
}

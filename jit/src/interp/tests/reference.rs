//! A second interpreter, as simple as can be, that walks over the IR as it stands: the fast one must agree with it.

use crate::ir::{Block, Function, MemType, Module, Op, Target, Terminator, Value, arith};
use crate::testing::{Machine, generate};
use linker::object::SymbolId;
use std::collections::HashMap;

const STACK: u32 = 0x10_0000;
const DATA: u32 = 0x1000;

/// Evaluates generated modules: one variable, no faults, function pointers are symbol numbers.
struct Reference<'a> {
    module: &'a Module,
    memory: Vec<u8>,
    sp: u32,
}

impl<'a> Reference<'a> {
    fn new(module: &'a Module) -> Self {
        let mut memory = vec![0; STACK as usize];
        let init = &module.data[0].init;
        memory[DATA as usize..DATA as usize + init.len()].copy_from_slice(init);
        Self { module, memory, sp: STACK }
    }

    fn call(&mut self, symbol: SymbolId, args: &[u64]) -> u64 {
        let function = self.module.functions.iter().find(|f| f.symbol == symbol).expect("is defined");
        let mut slots = Vec::new();
        let saved = self.sp;
        for slot in &function.slots {
            self.sp = (self.sp - slot.size) & !15;
            slots.push(self.sp);
        }
        let mut values: HashMap<Value, u64> = HashMap::new();
        let mut block = Block(0);
        let mut incoming = args.to_vec();
        let result = loop {
            let data = &function.blocks[block.index()];
            for (param, value) in data.params.iter().zip(&incoming) {
                let ty = function.values[param.index()].ty;
                values.insert(*param, if ty.size() == 4 { value & 0xffff_ffff } else { *value });
            }
            for inst in &data.insts {
                let inst = &function.insts[inst.index()];
                let value = self.inst(function, &inst.op, &slots, &values);
                if let Some(result) = inst.result {
                    values.insert(result, value);
                }
            }
            let target: &Target = match &data.term {
                Terminator::Jump(target) => target,
                Terminator::Branch { cond, then, els } => {
                    if values[cond] != 0 {
                        then
                    } else {
                        els
                    }
                }
                Terminator::Switch { value, cases, default } => {
                    cases.iter().find(|(c, _)| *c == values[value]).map_or(default, |(_, target)| target)
                }
                Terminator::Return(value) => break value.map_or(0, |v| values[&v]),
                Terminator::Trap(code) => panic!("{code:?}"),
            };
            incoming = target.args.iter().map(|v| values[v]).collect();
            block = target.block;
        };
        self.sp = saved;
        result
    }

    fn bytes(&mut self, address: u64, len: u32) -> &mut [u8] {
        &mut self.memory[address as u32 as usize..][..len as usize]
    }

    fn inst(&mut self, function: &Function, op: &Op, slots: &[u32], values: &HashMap<Value, u64>) -> u64 {
        let ty = |v: &Value| function.values[v.index()].ty;
        let at = |v: &Value, offset: i32| (values[v] as u32).wrapping_add_signed(offset).into();
        match op {
            Op::Int(_, n) => *n,
            Op::F32(bits) => (*bits).into(),
            Op::F64(bits) => *bits,
            Op::Binary(op, a, b) => arith::binary(*op, ty(a), values[a], values[b]).expect("does not trap"),
            Op::Unary(op, a) => arith::unary(*op, ty(a), values[a]).expect("fits"),
            Op::Convert(op, a) => arith::convert(*op, ty(a), values[a]).expect("fits"),
            Op::IntCmp(cc, a, b) => arith::int_cmp(*cc, ty(a), values[a], values[b]).into(),
            Op::FloatCmp(cc, a, b) => arith::float_cmp(*cc, ty(a), values[a], values[b]).into(),
            Op::Select(c, a, b) => values[if values[c] != 0 { a } else { b }],
            Op::StackAddr(slot, offset) => slots[slot.index()].wrapping_add_signed(*offset).into(),
            Op::DataAddr(_, offset) => DATA.wrapping_add_signed(*offset).into(),
            Op::FuncAddr(symbol) => symbol.0.into(),
            Op::Load { mem, addr, offset, .. } => {
                let size = size(*mem);
                let mut wide = [0; 8];
                wide[..size as usize].copy_from_slice(self.bytes(at(addr, *offset), size));
                let n = u64::from_le_bytes(wide);
                match mem {
                    MemType::S8 => u64::from(n as u8 as i8 as u32),
                    MemType::S16 => u64::from(n as u16 as i16 as u32),
                    _ => n,
                }
            }
            Op::Store { mem, addr, offset, value, .. } => {
                let size = size(*mem);
                let wide = values[value].to_le_bytes();
                self.bytes(at(addr, *offset), size).copy_from_slice(&wide[..size as usize]);
                0
            }
            Op::Copy { dst, src, len } => {
                let bytes = self.bytes(values[src], *len).to_vec();
                self.bytes(values[dst], *len).copy_from_slice(&bytes);
                0
            }
            Op::Fill { dst, byte, len } => {
                self.bytes(values[dst], *len).fill(*byte);
                0
            }
            Op::Vector(..) => unreachable!("random programs have no vectors"),
            Op::Fence => 0,
            Op::StackSave => self.sp.into(),
            Op::StackAlloc(size) => {
                self.sp = (self.sp - values[size] as u32) & !15;
                self.sp.into()
            }
            Op::StackRestore(saved) => {
                self.sp = values[saved] as u32;
                0
            }
            Op::Call(symbol, args) => {
                let args: Vec<u64> = args.iter().map(|v| values[v]).collect();
                self.call(*symbol, &args)
            }
            Op::CallIndirect { callee, args, .. } => {
                let args: Vec<u64> = args.iter().map(|v| values[v]).collect();
                self.call(SymbolId(values[callee] as u32), &args)
            }
        }
    }
}

fn size(mem: MemType) -> u32 {
    match mem {
        MemType::S8 | MemType::U8 => 1,
        MemType::S16 | MemType::U16 => 2,
        MemType::Full(ty) => ty.size(),
    }
}

#[test]
fn random_programs_give_what_the_simple_interpreter_gives() {
    let mut results = std::collections::HashSet::new();
    for seed in 0..600 {
        let options =
            generate::Options { floats: seed % 3 != 0, functions: 1 + seed as u32 % 4, size: 10 + seed as u32 % 90 };
        let module = generate::module(seed, &options);
        let mut machine = Machine::new();
        machine.load_module(&module).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        let mut reference = Reference::new(&module);
        let (name, signature) = generate::entry(&module);
        for round in 0..4 {
            let args = generate::arguments(seed * 4 + round, signature);
            let symbol = SymbolId(module.symbols.len() as u32 - 1);
            let want = reference.call(symbol, &args);
            assert_eq!(machine.value(name, &args), want, "seed {seed}, {name}{args:x?}\n{module}");
            results.insert(want);
        }
    }
    assert!(results.len() > 2000, "{} different results", results.len());
}

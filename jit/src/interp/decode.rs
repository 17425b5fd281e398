//! Makes [`Code`] of verified functions.
//!
//! Constants, addresses of variables and function pointers become registers that a call fills in, so they cost
//! nothing where they are used. A comparison that only a branch behind it uses becomes part of the branch. Block
//! arguments become moves on the edge.

use super::code::{CallSite, Code, Insn, NO_REG, Reg, Table, VectorInsn, words};
use super::moves;
use crate::ir::jump::{Jump, jump};
use crate::ir::{BinOp, Block, Function, Inst, IntCc, MemType, Module, Op, Target, Terminator, Type, Value, ValueDef};
use guest_abi::layout::{FUNCTION_TAG, SLOT_COUNT};
use linker::Binding;
use linker::object::{Linkage, Signature, SrcLoc, SymbolId, SymbolKind};
use rustc_hash::FxHashMap;

/// What every call takes from the stack beside the frame: return address and saved registers in machine code.
const CALL_COST: u32 = 32;

/// A symbol that is not bound as its use needs it.
#[derive(Debug)]
pub(super) struct Unbound(pub(super) SymbolId);

type Result<T> = std::result::Result<T, Unbound>;

/// What decoding needs to know of the module.
pub(super) struct Context<'a> {
    pub(super) module: &'a Module,
    pub(super) bindings: &'a [Binding],
    /// Index of each function by its symbol.
    pub(super) functions: &'a FxHashMap<SymbolId, u32>,
}

impl Context<'_> {
    fn slot(&self, symbol: SymbolId) -> Result<u32> {
        match self.bindings.get(symbol.0 as usize) {
            Some(Binding::Function(slot)) if slot.0 < SLOT_COUNT => Ok(slot.0),
            _ => Err(Unbound(symbol)),
        }
    }

    fn address(&self, symbol: SymbolId) -> Result<u32> {
        match self.bindings.get(symbol.0 as usize) {
            Some(Binding::Data(address)) => Ok(*address),
            _ => Err(Unbound(symbol)),
        }
    }

    fn signature(&self, symbol: SymbolId) -> Result<&Signature> {
        match self.module.symbols.get(symbol.0 as usize).map(|s| &s.kind) {
            Some(SymbolKind::Function(signature)) => Ok(signature),
            _ => Err(Unbound(symbol)),
        }
    }

    fn jump(&self, symbol: SymbolId) -> Option<Jump> {
        self.module.symbols.get(symbol.0 as usize).and_then(jump)
    }

    /// A local function is called directly; others through their slot, so that they can be replaced.
    fn direct(&self, symbol: SymbolId) -> Option<u32> {
        let local = self.module.symbols.get(symbol.0 as usize)?.linkage == Linkage::Local;
        if local { self.functions.get(&symbol).copied() } else { None }
    }

    /// The constant that an instruction makes.
    fn constant(&self, op: &Op) -> Result<Option<u64>> {
        Ok(Some(match op {
            Op::Int(_, n) => *n,
            Op::F32(bits) => u64::from(*bits),
            Op::F64(bits) => *bits,
            Op::DataAddr(symbol, offset) => u64::from(self.address(*symbol)?.wrapping_add_signed(*offset)),
            Op::FuncAddr(symbol) => u64::from(FUNCTION_TAG | self.slot(*symbol)?),
            _ => return Ok(None),
        }))
    }
}

/// Decodes one function.
pub(super) fn decode(context: &Context<'_>, function: &Function) -> Result<Code> {
    let mut decoder = Decoder::new(context, function)?;
    for (b, block) in function.blocks.iter().enumerate() {
        decoder.labels[b] = decoder.code.insns.len() as u32;
        let fused = decoder.fusible(b);
        for inst in &block.insts {
            if fused != Some(*inst) {
                decoder.inst(*inst)?;
            }
        }
        decoder.terminator(Block(b as u32), fused);
    }
    decoder.patch();
    Ok(decoder.code)
}

struct Decoder<'a> {
    context: &'a Context<'a>,
    function: &'a Function,
    code: Code,
    /// Register of each value.
    regs: Vec<Reg>,
    /// How often each value is read.
    uses: Vec<u32>,
    /// Offset of each stack slot.
    slots: Vec<u32>,
    /// Instruction index of each label: one per block, then one per edge that needs code.
    labels: Vec<u32>,
    /// Source place of what is being decoded.
    loc: SrcLoc,
}

impl<'a> Decoder<'a> {
    fn new(context: &'a Context<'a>, function: &'a Function) -> Result<Self> {
        let (slots, frame) = frame(function);
        let signature = context.signature(function.symbol)?;
        let mut decoder = Self {
            context,
            function,
            code: Code {
                insns: Vec::with_capacity(function.insts.len() + 2 * function.blocks.len()),
                places: Vec::with_capacity(function.insts.len() + 2 * function.blocks.len()),
                sites: Vec::new(),
                tables: Vec::new(),
                vectors: Vec::new(),
                constants: Vec::new(),
                regs: 0,
                params: signature.words().map(Type::from).collect(),
                result: function.result,
                frame,
            },
            regs: vec![0; function.values.len()],
            uses: vec![0; function.values.len()],
            slots,
            labels: vec![0; function.blocks.len()],
            loc: SrcLoc::default(),
        };
        decoder.count_uses();
        decoder.assign()?;
        Ok(decoder)
    }

    fn count_uses(&mut self) {
        let uses = &mut self.uses;
        for block in &self.function.blocks {
            for inst in &block.insts {
                self.function.insts[inst.index()].op.for_each_use(|v| uses[v.index()] += 1);
            }
            block.term.for_each_use(|v| uses[v.index()] += 1);
        }
    }

    /// Gives every value a register: first constants, each number once, then the entry's parameters, then the rest.
    fn assign(&mut self) -> Result<()> {
        let mut pool: FxHashMap<u64, Reg> = FxHashMap::default();
        self.regs.fill(NO_REG);
        for block in &self.function.blocks {
            for inst in &block.insts {
                let data = &self.function.insts[inst.index()];
                if let (Some(result), Some(bits)) = (data.result, self.context.constant(&data.op)?) {
                    let constants = &mut self.code.constants;
                    self.regs[result.index()] = *pool.entry(bits).or_insert_with(|| {
                        constants.push(bits);
                        constants.len() as Reg - 1
                    });
                }
            }
        }
        let mut next = self.code.constants.len() as Reg;
        let entry = self.function.blocks.first().map_or(&[][..], |block| &block.params);
        let defined = |v: &usize| !matches!(self.function.values[*v].def, ValueDef::Param(Block(0), _));
        for v in entry.iter().map(|v| v.index()).chain((0..self.function.values.len()).filter(defined)) {
            if self.regs[v] == NO_REG {
                self.regs[v] = next;
                next += words(self.function.values[v].ty) as Reg;
            }
        }
        self.code.regs = next + 1;
        Ok(())
    }

    fn reg(&self, value: Value) -> Reg {
        self.regs[value.index()]
    }

    fn ty(&self, value: Value) -> Type {
        self.function.values[value.index()].ty
    }

    fn push(&mut self, insn: Insn) {
        self.code.insns.push(insn);
        self.code.places.push(self.loc);
    }

    /// The comparison that can become part of the block's branch.
    fn fusible(&self, block: usize) -> Option<Inst> {
        let block = &self.function.blocks[block];
        let Terminator::Branch { cond, .. } = block.term else { return None };
        let last = *block.insts.last()?;
        let data = &self.function.insts[last.index()];
        let fits = matches!(data.op, Op::IntCmp(..)) && data.result == Some(cond) && self.uses[cond.index()] == 1;
        fits.then_some(last)
    }

    fn inst(&mut self, inst: Inst) -> Result<()> {
        let data = &self.function.insts[inst.index()];
        self.loc = data.loc;
        let d = data.result.map_or(NO_REG, |v| self.reg(v));
        let insn = match &data.op {
            Op::Int(..) | Op::F32(_) | Op::F64(_) | Op::DataAddr(..) | Op::FuncAddr(_) | Op::Fence => return Ok(()),
            Op::Binary(op, a, b) => binary(*op, self.ty(*a), d, self.reg(*a), self.reg(*b)),
            Op::Unary(op, a) => Insn::Unary { op: *op, ty: self.ty(*a), d, a: self.reg(*a) },
            Op::Convert(op, a) => Insn::Convert { op: *op, from: self.ty(*a), d, a: self.reg(*a) },
            Op::IntCmp(cc, a, b) => compare(*cc, self.ty(*a), d, self.reg(*a), self.reg(*b)),
            Op::FloatCmp(cc, a, b) => Insn::FloatCmp { cc: *cc, ty: self.ty(*a), d, a: self.reg(*a), b: self.reg(*b) },
            Op::Select(cond, a, b) => Insn::Select { d, cond: self.reg(*cond), a: self.reg(*a), b: self.reg(*b) },
            Op::Load { mem, addr, offset, .. } => load(*mem, d, self.reg(*addr), *offset as u32),
            Op::Store { mem, addr, offset, value, .. } => {
                store(*mem, self.reg(*addr), *offset as u32, self.reg(*value))
            }
            Op::StackAddr(slot, offset) => {
                Insn::StackAddr { d, offset: self.slots[slot.index()].wrapping_add_signed(*offset) }
            }
            Op::Call(symbol, args) if self.context.jump(*symbol).is_some() => {
                match (self.context.jump(*symbol), &args[..]) {
                    (Some(Jump::Set), [env]) => Insn::SetJump { d, env: self.reg(*env) },
                    (_, [env, value]) => Insn::LongJump { env: self.reg(*env), value: self.reg(*value) },
                    _ => return Err(Unbound(*symbol)),
                }
            }
            Op::Call(symbol, args) => {
                let signature = self.context.signature(*symbol)?;
                let (words, result) =
                    (signature.words().map(Type::from).collect(), signature.result.map(|ty| ty.val_type().into()));
                let site = self.site(args, words, result, d);
                match self.context.direct(*symbol) {
                    Some(function) => Insn::CallLocal { function, site },
                    None => Insn::CallSlot { slot: self.context.slot(*symbol)?, site },
                }
            }
            Op::CallIndirect { callee, args, result } => {
                let words = args.iter().map(|v| self.ty(*v)).collect();
                let site = self.site(args, words, *result, d);
                Insn::CallIndirect { callee: self.reg(*callee), site }
            }
            Op::Copy { dst, src, len } => Insn::Copy { dst: self.reg(*dst), src: self.reg(*src), len: *len },
            Op::Fill { dst, byte, len } => Insn::Fill { dst: self.reg(*dst), byte: *byte, len: *len },
            Op::StackSave => Insn::StackSave { d },
            Op::StackAlloc(size) => Insn::StackAlloc { d, size: self.reg(*size) },
            Op::StackRestore(saved) => Insn::StackRestore { saved: self.reg(*saved) },
            Op::Vector(op, args) => {
                let args = args.as_slice().iter().map(|v| (self.ty(*v), self.reg(*v))).collect();
                let Some(ty) = data.result.map(|v| self.ty(v)) else { return Ok(()) };
                self.code.vectors.push(VectorInsn { op: *op, args, d, ty });
                Insn::Vector { op: self.code.vectors.len() as u32 - 1 }
            }
        };
        self.push(insn);
        Ok(())
    }

    fn site(&mut self, args: &[Value], words: Box<[Type]>, result: Option<Type>, d: Reg) -> u32 {
        let args = args.iter().map(|v| self.reg(*v)).collect();
        self.code.sites.push(CallSite { args, words, result, d });
        self.code.sites.len() as u32 - 1
    }

    fn terminator(&mut self, block: Block, fused: Option<Inst>) {
        let data = &self.function.blocks[block.index()];
        self.loc = data.term_loc;
        let mut edges = Vec::new();
        match &data.term {
            Terminator::Jump(target) => {
                self.moves(target);
                self.goto(block, target.block);
            }
            Terminator::Branch { cond, then, els } => {
                let (t, e) = (self.edge(block, then, &mut edges), self.edge(block, els, &mut edges));
                let insn = match fused.map(|inst| &self.function.insts[inst.index()]) {
                    Some(data) => {
                        // A fault can't come of a comparison, so its place is not needed.
                        let Op::IntCmp(cc, a, b) = data.op else { return };
                        branch(cc, self.ty(a), self.reg(a), self.reg(b), t, e)
                    }
                    None => Insn::BranchNonzero { cond: self.reg(*cond), then: t, els: e },
                };
                self.push(insn);
            }
            Terminator::Switch { value, cases, default } => {
                let mut list: Vec<(u64, u32)> =
                    cases.iter().map(|(c, target)| (*c, self.edge(block, target, &mut edges))).collect();
                list.sort_unstable();
                let default = self.edge(block, default, &mut edges);
                let insn = Insn::Switch { value: self.reg(*value), table: self.code.tables.len() as u32 };
                self.code.tables.push(Table { cases: list.into(), default });
                self.push(insn);
            }
            Terminator::Return(value) => {
                let value = value.map_or(NO_REG, |v| self.reg(v));
                self.push(Insn::Return { value });
            }
            Terminator::Trap(code) => self.push(Insn::Trap { code: *code }),
        }
        for (label, target) in edges {
            self.labels[label as usize] = self.code.insns.len() as u32;
            self.moves(target);
            self.goto(block, target.block);
        }
    }

    /// The label to jump to: the block's own, or a new one where the edge needs code of its own.
    fn edge(&mut self, from: Block, target: &'a Target, edges: &mut Vec<(u32, &'a Target)>) -> u32 {
        if target.args.is_empty() && target.block > from {
            return target.block.0;
        }
        let label = self.labels.len() as u32;
        self.labels.push(0);
        edges.push((label, target));
        label
    }

    fn moves(&mut self, target: &Target) {
        let params = &self.function.blocks[target.block.index()].params;
        let pairs = params.iter().zip(&target.args).flat_map(|(d, s)| {
            let (to, from) = (self.reg(*d), self.reg(*s));
            (0..words(self.ty(*d)) as Reg).map(move |i| (to + i, from + i))
        });
        for (d, s) in moves::sequence(pairs, self.code.regs - 1) {
            self.push(Insn::Move { d, s });
        }
    }

    fn goto(&mut self, from: Block, to: Block) {
        // A cycle has an edge that does not lead forward.
        self.push(if to > from { Insn::Goto { to: to.0 } } else { Insn::GotoBack { to: to.0 } });
    }

    /// Puts instruction indices in the place of labels.
    fn patch(&mut self) {
        let labels = &self.labels;
        let at = |label: &mut u32| *label = labels[*label as usize];
        for insn in &mut self.code.insns {
            match insn {
                Insn::Goto { to } | Insn::GotoBack { to } => at(to),
                Insn::BranchNonzero { then, els, .. }
                | Insn::BranchEq { then, els, .. }
                | Insn::BranchUlt { then, els, .. }
                | Insn::BranchSlt32 { then, els, .. }
                | Insn::BranchSlt64 { then, els, .. } => {
                    at(then);
                    at(els);
                }
                _ => {}
            }
        }
        for table in &mut self.code.tables {
            table.cases.iter_mut().for_each(|(_, to)| at(to));
            at(&mut table.default);
        }
    }
}

/// Offset of each stack slot from the stack pointer, and what a call takes from the stack.
fn frame(function: &Function) -> (Vec<u32>, u32) {
    let mut size = 0u32;
    let mut offsets = Vec::with_capacity(function.slots.len());
    for slot in &function.slots {
        size = size.next_multiple_of(slot.align);
        offsets.push(size);
        size += slot.size;
    }
    (offsets, size.next_multiple_of(16) + CALL_COST)
}

fn binary(op: BinOp, ty: Type, d: Reg, a: Reg, b: Reg) -> Insn {
    match (op, ty) {
        (BinOp::And, _) => Insn::And { d, a, b },
        (BinOp::Or, _) => Insn::Or { d, a, b },
        (BinOp::Xor, _) => Insn::Xor { d, a, b },
        (BinOp::Add, Type::I32) => Insn::Add32 { d, a, b },
        (BinOp::Sub, Type::I32) => Insn::Sub32 { d, a, b },
        (BinOp::Mul, Type::I32) => Insn::Mul32 { d, a, b },
        (BinOp::Shl, Type::I32) => Insn::Shl32 { d, a, b },
        (BinOp::Lshr, Type::I32) => Insn::Lshr32 { d, a, b },
        (BinOp::Ashr, Type::I32) => Insn::Ashr32 { d, a, b },
        (BinOp::Add, Type::I64) => Insn::Add64 { d, a, b },
        (BinOp::Sub, Type::I64) => Insn::Sub64 { d, a, b },
        _ => Insn::Binary { op, ty, d, a, b },
    }
}

fn compare(cc: IntCc, ty: Type, d: Reg, a: Reg, b: Reg) -> Insn {
    let wide = ty == Type::I64;
    match cc {
        IntCc::Eq => Insn::SetEq { d, a, b },
        IntCc::Ne => Insn::SetNe { d, a, b },
        IntCc::Ult => Insn::SetUlt { d, a, b },
        IntCc::Ule => Insn::SetUle { d, a, b },
        IntCc::Ugt => Insn::SetUlt { d, a: b, b: a },
        IntCc::Uge => Insn::SetUle { d, a: b, b: a },
        IntCc::Slt if wide => Insn::SetSlt64 { d, a, b },
        IntCc::Sle if wide => Insn::SetSle64 { d, a, b },
        IntCc::Sgt if wide => Insn::SetSlt64 { d, a: b, b: a },
        IntCc::Sge if wide => Insn::SetSle64 { d, a: b, b: a },
        IntCc::Slt => Insn::SetSlt32 { d, a, b },
        IntCc::Sle => Insn::SetSle32 { d, a, b },
        IntCc::Sgt => Insn::SetSlt32 { d, a: b, b: a },
        IntCc::Sge => Insn::SetSle32 { d, a: b, b: a },
    }
}

/// Every order is "less" with operands or targets exchanged.
fn branch(cc: IntCc, ty: Type, a: Reg, b: Reg, then: u32, els: u32) -> Insn {
    let signed = |a, b, then, els| match ty {
        Type::I64 => Insn::BranchSlt64 { a, b, then, els },
        _ => Insn::BranchSlt32 { a, b, then, els },
    };
    match cc {
        IntCc::Eq => Insn::BranchEq { a, b, then, els },
        IntCc::Ne => Insn::BranchEq { a, b, then: els, els: then },
        IntCc::Ult => Insn::BranchUlt { a, b, then, els },
        IntCc::Ugt => Insn::BranchUlt { a: b, b: a, then, els },
        IntCc::Uge => Insn::BranchUlt { a, b, then: els, els: then },
        IntCc::Ule => Insn::BranchUlt { a: b, b: a, then: els, els: then },
        IntCc::Slt => signed(a, b, then, els),
        IntCc::Sgt => signed(b, a, then, els),
        IntCc::Sge => signed(a, b, els, then),
        IntCc::Sle => signed(b, a, els, then),
    }
}

fn load(mem: MemType, d: Reg, addr: Reg, offset: u32) -> Insn {
    match mem {
        MemType::S8 => Insn::LoadS8 { d, addr, offset },
        MemType::U8 => Insn::LoadU8 { d, addr, offset },
        MemType::S16 => Insn::LoadS16 { d, addr, offset },
        MemType::U16 => Insn::LoadU16 { d, addr, offset },
        MemType::Full(ty) if ty.size() == 4 => Insn::Load32 { d, addr, offset },
        MemType::Full(ty) if ty.is_vector() => Insn::LoadVector { d, addr, offset, words: words(ty) as u8 },
        MemType::Full(_) => Insn::Load64 { d, addr, offset },
    }
}

fn store(mem: MemType, addr: Reg, offset: u32, value: Reg) -> Insn {
    match mem {
        MemType::S8 | MemType::U8 => Insn::Store8 { addr, offset, value },
        MemType::S16 | MemType::U16 => Insn::Store16 { addr, offset, value },
        MemType::Full(ty) if ty.size() == 4 => Insn::Store32 { addr, offset, value },
        MemType::Full(ty) if ty.is_vector() => Insn::StoreVector { addr, offset, value, words: words(ty) as u8 },
        MemType::Full(_) => Insn::Store64 { addr, offset, value },
    }
}

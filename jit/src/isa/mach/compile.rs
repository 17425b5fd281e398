//! The driver: every function of a module through lowering, register allocation and emission.

use std::cell::Cell;

use dynasmrt::{DynamicLabel, DynasmApi, DynasmLabelApi};
use linker::object::{FunctionCode, Object, SrcLoc};
use regalloc2::checker::Checker;
use regalloc2::{Allocation, Edit, Function, Inst, Output, PRegSet};

use super::allocate::{Allocator, Allocators};
use super::frame::{FRAME_LIMIT, Frame, FrameNeeds};
use super::lower::{Lower, Scratch};
use super::sink::{EmitCx, Sink};
use super::vcode::{MachInst, VCode};
use super::{Backend, effort, order};
use crate::ir;
use crate::isa::EmitError;
use crate::opt::{Clock, Observer, OptLevel};

/// Most instructions, blocks and values of a function: keeps every index within regalloc2's bit fields.
const SIZE_LIMIT: usize = 1 << 20;

/// Compiles a verified module.
pub(crate) fn compile<B: Backend>(
    module: &ir::Module,
    level: OptLevel,
    check: bool,
    observer: Option<&dyn Observer>,
    cancelled: &dyn Fn() -> bool,
) -> Result<Object, EmitError> {
    let mut sink = Sink::new(module);
    for func in &module.functions {
        sink.functions[func.symbol.0 as usize] = Some(sink.asm.new_dynamic_label());
    }
    let kept = B::kept().try_with(Cell::take).ok().flatten().unwrap_or_default();
    let mut compiler = Compiler::<B>::new(*kept, level, check, Clock::new(observer), cancelled);
    compiler.marks = module.symbols.iter().any(ir::jump::returns_twice);
    let mut functions = Vec::with_capacity(module.functions.len());
    for func in &module.functions {
        functions.push(compiler.function(&mut sink, func)?);
    }
    compiler.clock.start();
    sink.emit_tables();
    sink.emit_pool();
    let assembler_error = |e: dynasmrt::DynasmError| EmitError::Assembler { detail: e.to_string() };
    sink.resolve_addresses().map_err(assembler_error)?;
    let code = sink.asm.finalize().map_err(assembler_error)?;
    compiler.clock.lap("finish");
    compiler.keep();
    Ok(Object {
        name: module.name.clone(),
        isa: B::ISA,
        files: module.files.clone(),
        symbols: module.symbols.clone(),
        functions,
        code,
        relocs: sink.relocs,
        data: module.data.clone(),
        lines: sink.lines,
        traps: sink.traps,
    })
}

/// Buffers that a thread keeps from module to module: most modules are small, and then much of the time would go into
/// letting them grow anew.
pub(crate) struct Kept<I> {
    scratch: Scratch<I>,
    allocators: Allocators,
    resolved: Vec<u32>,
    labels: Vec<DynamicLabel>,
}

impl<I> Default for Kept<I> {
    fn default() -> Self {
        Self {
            scratch: Scratch::default(),
            allocators: Allocators::default(),
            resolved: Vec::new(),
            labels: Vec::new(),
        }
    }
}

/// Buffers that served a larger function than this are not kept: instructions and virtual registers. They take about
/// 300 bytes for each.
const KEPT_SIZE: usize = 1 << 13;

/// Everything that is used again from function to function.
struct Compiler<'a, B: Backend> {
    scratch: Scratch<B::Inst>,
    allocators: Allocators,
    level: OptLevel,
    check: bool,
    clock: Clock<'a>,
    cancelled: &'a dyn Fn() -> bool,
    /// The module has symbols whose calls return twice.
    marks: bool,
    frame: Frame,
    /// Size of the largest function so far.
    largest: usize,
    resolved: Vec<u32>,
    labels: Vec<DynamicLabel>,
    /// The machine blocks that start on an aligned address, in order.
    aligned: Vec<u32>,
    /// The bytes before each machine block at most, and before the end.
    bounds: Vec<u32>,
}

/// Mark of a block of nothing but a jump, while its target is not known.
const VANISHES: u32 = u32::MAX;
/// Mark of a block that is on the path being followed.
const ON_PATH: u32 = u32::MAX - 1;

impl<'a, B: Backend> Compiler<'a, B> {
    fn new(
        kept: Kept<B::Inst>,
        level: OptLevel,
        check: bool,
        clock: Clock<'a>,
        cancelled: &'a dyn Fn() -> bool,
    ) -> Self {
        let Kept { scratch, allocators, resolved, labels } = kept;
        Self {
            scratch,
            allocators,
            level,
            check,
            clock,
            cancelled,
            marks: false,
            frame: Frame::default(),
            largest: 0,
            resolved,
            labels,
            aligned: Vec::new(),
            bounds: Vec::new(),
        }
    }

    /// Keeps the buffers for the next module.
    fn keep(self) {
        if self.largest <= KEPT_SIZE {
            let Self { scratch, allocators, resolved, labels, .. } = self;
            let kept = Box::new(Kept { scratch, allocators, resolved, labels });
            // A thread that ends needs them no more.
            let _ = B::kept().try_with(|place| place.set(Some(kept)));
        }
    }

    fn function(&mut self, sink: &mut Sink<'_>, func: &ir::Function) -> Result<FunctionCode, EmitError> {
        let go_on = || if (self.cancelled)() { Err(EmitError::Cancelled) } else { Ok(()) };
        go_on()?;
        let name = || sink.module.symbols[func.symbol.0 as usize].name.clone();
        let edges: usize = func.blocks.iter().map(|block| order::target_count(&block.term)).sum();
        if func.insts.len().max(func.blocks.len() + edges).max(func.values.len()) > SIZE_LIMIT {
            return Err(EmitError::TooLarge { function: name() });
        }
        let vectors = ir::vector::needs(func);
        if let Some((needs, _)) = vectors
            && B::VECTORS.is_none_or(|most| needs > most)
        {
            return Err(EmitError::NoVectors { function: name() });
        }
        self.clock.start();
        self.scratch.order.compute(func);
        self.clock.lap("order");
        let tail_calls = self.level != OptLevel::O0 && !(self.marks && ir::jump::marks(&sink.module.symbols, func));
        let needs = vectors.map(|(needs, _)| needs);
        let calls = Lower::<B>::run(sink.module, func, needs, tail_calls, &mut self.scratch);
        let vector = vectors.map_or(0, |(_, bytes)| bytes);
        self.scratch.vcode.float_units = (vector / <B::Inst as MachInst>::SPILL_UNIT) as usize;
        self.clock.lap("select");
        let vcode = &self.scratch.vcode;
        self.largest = self.largest.max(vcode.num_insts() + vcode.num_vregs());
        if vcode.num_insts() > 8 * SIZE_LIMIT || vcode.num_vregs() > 8 * SIZE_LIMIT {
            return Err(EmitError::TooLarge { function: name() });
        }
        go_on()?;
        let env = B::env(calls.dynamic);
        let fail = |detail: String| EmitError::RegisterAllocation { function: name(), detail };
        // The fast allocator gives each value a spill slot of its own.
        let twice = self.marks && ir::jump::marks(&sink.module.symbols, func);
        let wanted = match self.level {
            _ if twice => Allocator::Fast,
            OptLevel::O0 | OptLevel::O1 => Allocator::Linear,
            OptLevel::O2 if effort::is_excessive(vcode) => Allocator::Linear,
            OptLevel::O2 => Allocator::Backtracking,
        };
        // The last one's result is taken.
        let others = if self.check && !twice { Allocator::ALL } else { &[] };
        let others = others.iter().copied().filter(|&other| other != wanted);
        for allocator in others.chain([wanted]) {
            let done = self.allocators.run(allocator, vcode, env, B::callee_saved(), self.check, self.cancelled);
            let done = done.map_err(|e| e.map_or(EmitError::Cancelled, fail))?;
            if self.check {
                let mut checker = Checker::new(vcode, env);
                checker.prepare(&self.allocators.ctx.output);
                checker.run().map_err(|e| fail(format!("{done:?}: {e:?}")))?;
            }
        }
        go_on()?;
        self.clock.lap("allocate");
        let output = &self.allocators.ctx.output;
        let frame_pointer = if calls.dynamic { PRegSet::empty().with(B::FRAME_POINTER) } else { PRegSet::empty() };
        let needs = FrameNeeds {
            slots: &func.slots,
            spills: output.num_spillslots,
            spill_unit: <B::Inst as MachInst>::SPILL_UNIT,
            outgoing: calls.outgoing,
            dynamic: calls.dynamic,
            saved: (written(vcode, output) | frame_pointer) & B::callee_saved(),
            vector,
            word: B::RETURN_ADDRESS,
        };
        self.frame.lay_out(&needs).map_err(|size| EmitError::FrameTooLarge {
            function: name(),
            size,
            limit: FRAME_LIMIT,
        })?;
        let code = self.emit(sink, func);
        self.clock.lap("emit");
        Ok(code)
    }

    fn emit(&mut self, sink: &mut Sink<'_>, func: &ir::Function) -> FunctionCode {
        self.thread_jumps();
        self.aligned.clear();
        if self.level == OptLevel::O2 {
            let order = &self.scratch.order;
            self.aligned.extend(order.inner_headers().iter().map(|&block| order.node_of(block) as u32));
            self.aligned.sort_unstable();
        }
        self.bound_lengths();
        let vcode = &self.scratch.vcode;
        let output = &self.allocators.ctx.output;
        self.labels.clear();
        self.labels.extend((0..vcode.num_blocks()).map(|_| sink.asm.new_dynamic_label()));
        sink.asm.align(16, 0x90);
        let offset = sink.offset();
        if let Some(label) = sink.function(func.symbol) {
            sink.asm.dynamic_label(label);
        }
        sink.line(sink.module.symbols[func.symbol.0 as usize].loc);
        B::emit_prologue(sink, &self.frame);
        let mut edits = output.edits.iter().peekable();
        let emitted = |node: &u32| self.resolved[*node as usize] == *node;
        let mut nodes = (0..vcode.num_blocks() as u32).filter(emitted).peekable();
        while let Some(node) = nodes.next() {
            let cx = EmitCx {
                func,
                frame: &self.frame,
                order: &self.scratch.order,
                resolved: &self.resolved,
                labels: &self.labels,
                bounds: &self.bounds,
                node: node as usize,
                next: nodes.peek().copied().unwrap_or(u32::MAX),
            };
            // Others may jump here.
            sink.flags = None;
            if self.aligned.binary_search(&node).is_ok() {
                sink.align_loop();
            }
            sink.asm.dynamic_label(self.labels[node as usize]);
            let insts = vcode.block_insns(regalloc2::Block::new(node as usize));
            let first = regalloc2::ProgPoint::before(insts.first());
            // Edits of blocks that vanished move nothing.
            while edits.next_if(|(at, _)| *at < first).is_some() {}
            for inst in insts.iter() {
                sink.line(vcode.loc(inst));
                let before = regalloc2::ProgPoint::before(inst);
                while let Some((_, edit)) = edits.next_if(|(at, _)| *at <= before) {
                    emit_edit::<B>(sink, &self.frame, edit);
                }
                let (start, what, allocs) = (sink.offset(), vcode.inst(inst), output.inst_allocs(inst));
                B::emit_inst(sink, &cx, what, allocs);
                debug_assert!(sink.offset() - start <= B::most_bytes(what, allocs), "{what:?}");
                while let Some((_, edit)) = edits.next_if(|(at, _)| at.inst() == inst) {
                    emit_edit::<B>(sink, &self.frame, edit);
                }
            }
        }
        for routine in 0..sink.routines.len() {
            if let Some(label) = sink.routines[routine].take() {
                sink.line(SrcLoc::default());
                sink.asm.dynamic_label(label);
                B::emit_routine(sink, routine);
            }
        }
        FunctionCode { symbol: func.symbol, offset, len: sink.offset() - offset }
    }

    /// Bounds the lengths of the blocks that are emitted.
    fn bound_lengths(&mut self) {
        /// Most bytes of a move.
        const MOVE: u32 = 12;
        /// Most bytes of padding before a loop.
        const PADDING: u32 = 16;
        let vcode = &self.scratch.vcode;
        let output = &self.allocators.ctx.output;
        self.bounds.clear();
        let (mut at, mut edit) = (0u32, 0);
        for node in 0..vcode.num_blocks() as u32 {
            self.bounds.push(at);
            let insts = vcode.block_insns(regalloc2::Block::new(node as usize));
            let end = regalloc2::ProgPoint::after(insts.last());
            let start = edit;
            while output.edits.get(edit).is_some_and(|&(at, _)| at <= end) {
                edit += 1;
            }
            if self.resolved[node as usize] != node {
                continue;
            }
            let moves = u32::try_from(edit - start).unwrap_or(u32::MAX).saturating_mul(MOVE);
            at = at.saturating_add(moves).saturating_add(PADDING);
            for inst in insts.iter() {
                at = at.saturating_add(B::most_bytes(vcode.inst(inst), output.inst_allocs(inst)));
            }
        }
        self.bounds.push(at);
    }

    /// Finds where a jump to each block ends up when blocks of nothing but a jump are left out.
    fn thread_jumps(&mut self) {
        let vcode = &self.scratch.vcode;
        let resolved = &mut self.resolved;
        resolved.clear();
        resolved.extend(0..vcode.num_blocks() as u32);
        let mut edits = self.allocators.ctx.output.edits.iter().peekable();
        // The entry block stays: it takes the parameters.
        for (node, target) in resolved.iter_mut().enumerate().skip(1) {
            let insts = vcode.block_insns(regalloc2::Block::new(node));
            if insts.len() != 1 || !vcode.inst(insts.first()).is_jump() {
                continue;
            }
            let point = regalloc2::ProgPoint::before(insts.first());
            while edits.next_if(|(at, _)| *at < point).is_some() {}
            let mut moves = false;
            while let Some((_, Edit::Move { from, to })) = edits.next_if(|(at, _)| at.inst() == insts.first()) {
                moves |= from != to;
            }
            if !moves {
                *target = VANISHES;
            }
        }
        let mut path = Vec::new();
        for node in 0..resolved.len() {
            let mut at = node;
            while resolved[at] == VANISHES {
                resolved[at] = ON_PATH;
                path.push(at);
                at = vcode.block_succs(regalloc2::Block::new(at))[0].index();
            }
            // A cycle of jumps: the block where it closes stays.
            let end = if resolved[at] == ON_PATH { at as u32 } else { resolved[at] };
            for step in path.drain(..) {
                resolved[step] = end;
            }
        }
    }
}

fn emit_edit<B: Backend>(sink: &mut Sink<'_>, frame: &Frame, edit: &Edit) {
    let Edit::Move { from, to } = *edit;
    if from != to {
        B::emit_move(sink, frame, from, to);
    }
}

/// The registers that the function writes, or could.
fn written<I: MachInst>(vcode: &VCode<I>, output: &Output) -> PRegSet {
    let mut set = PRegSet::empty();
    let mut add = |alloc: Allocation| {
        if let Some(reg) = alloc.as_reg() {
            set.add(reg);
        }
    };
    output.allocs.iter().copied().for_each(&mut add);
    for (_, Edit::Move { to, .. }) in &output.edits {
        add(*to);
    }
    for inst in 0..vcode.num_insts() {
        set.union_from(vcode.inst(Inst::new(inst)).clobbers());
    }
    set
}

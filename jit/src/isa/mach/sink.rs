//! Where emitted code goes: the assembler, and the tables of the object beside it.

use dynasmrt::relocations::SimpleRelocation;
use dynasmrt::{AssemblyOffset, DynamicLabel, DynasmApi, DynasmError, DynasmLabelApi, VecAssembler};
use guest_abi::TrapCode;
use linker::object::{LineRow, Reloc, RelocKind, SrcLoc, SymbolId, TrapSite};
use regalloc2::Allocation;
use rustc_hash::FxHashMap;

use super::frame::Frame;
use super::order::{BlockOrder, Node};
use crate::ir;

/// dynasmrt's assembler into a vector; the same for both ISAs.
pub(crate) type Assembler = VecAssembler<SimpleRelocation>;

/// Most routines that a backend has for its functions.
const ROUTINES: usize = 2;

/// The object's code and tables as they grow.
pub(crate) struct Sink<'a> {
    /// The assembler. `dynasm!` macros write to it.
    pub(crate) asm: Assembler,
    /// The module that is compiled.
    pub(crate) module: &'a ir::Module,
    pub(super) relocs: Vec<Reloc>,
    pub(super) traps: Vec<TrapSite>,
    pub(super) lines: Vec<LineRow>,
    /// Label of each symbol that is a function defined here.
    pub(super) functions: Vec<Option<DynamicLabel>>,
    /// Fields that take the address of a label as code uses it.
    addresses: Vec<(u32, DynamicLabel)>,
    /// The routines that the current function needs behind it.
    pub(super) routines: [Option<DynamicLabel>; ROUTINES],
    constants: FxHashMap<(u64, u8), DynamicLabel>,
    pool: Vec<(DynamicLabel, u64, u8)>,
    /// Jump tables.
    tables: Vec<(DynamicLabel, Vec<DynamicLabel>)>,
    /// What the flags say at this point, if that is known.
    pub(crate) flags: Option<ResultFlags>,
}

/// Flags that tell of the result of an operation as a comparison of it with zero would.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ResultFlags {
    /// Where the result is.
    pub(crate) of: Allocation,
    /// It has 64 bits.
    pub(crate) wide: bool,
    /// Carry and overflow are those of the operation, not none.
    pub(crate) overflows: bool,
}

impl<'a> Sink<'a> {
    pub(super) fn new(module: &'a ir::Module) -> Self {
        Self {
            asm: Assembler::new(0),
            module,
            relocs: Vec::new(),
            traps: Vec::new(),
            lines: Vec::new(),
            functions: vec![None; module.symbols.len()],
            addresses: Vec::new(),
            routines: [None; ROUTINES],
            constants: FxHashMap::default(),
            pool: Vec::new(),
            tables: Vec::new(),
            flags: None,
        }
    }

    /// Notes that the flags tell of this result.
    pub(crate) fn note_result(&mut self, of: Allocation, wide: bool, overflows: bool) {
        self.flags = Some(ResultFlags { of, wide, overflows });
    }

    /// What the flags say, for the instruction that comes next; behind it nothing is known.
    pub(crate) fn take_flags(&mut self) -> Option<ResultFlags> {
        self.flags.take()
    }

    /// Offset of the next instruction.
    pub(crate) fn offset(&self) -> u32 {
        u32::try_from(self.asm.offset().0).unwrap_or(u32::MAX)
    }

    /// The 4-byte field that ended `behind` bytes before the current offset is to be filled in by the linker.
    pub(crate) fn reloc(&mut self, behind: u32, kind: RelocKind, symbol: SymbolId, addend: i32) {
        self.relocs.push(Reloc { at: self.offset() - 4 - behind, kind, symbol, addend });
    }

    /// The 4-byte field that ended `behind` bytes before the current offset is the address of the label as code
    /// uses it.
    pub(crate) fn code_address(&mut self, behind: u32, label: DynamicLabel) {
        self.addresses.push((self.offset() - 4 - behind, label));
    }

    /// Label of a routine of the backend, which is then emitted behind the current function, so that a fault in it
    /// is one of the function.
    pub(crate) fn routine(&mut self, routine: usize) -> DynamicLabel {
        *self.routines[routine].get_or_insert_with(|| self.asm.new_dynamic_label())
    }

    /// Turns the addresses of labels, which are all bound by now, into relocations.
    pub(super) fn resolve_addresses(&mut self) -> Result<(), DynasmError> {
        for &(at, label) in &self.addresses {
            let addend = self.asm.labels().resolve_dynamic(label)?.0 as i32;
            self.relocs.push(Reloc { at, kind: RelocKind::Code, symbol: SymbolId(0), addend });
        }
        Ok(())
    }

    /// The instruction that comes next is an explicit trap.
    pub(crate) fn trap(&mut self, code: TrapCode) {
        self.traps.push(TrapSite { offset: self.offset(), code });
    }

    /// What comes next belongs to this source place.
    pub(super) fn line(&mut self, loc: SrcLoc) {
        let offset = self.offset();
        match self.lines.last_mut() {
            Some(row) if row.loc == loc => {}
            Some(row) if row.offset == offset => row.loc = loc,
            _ => self.lines.push(LineRow { offset, loc }),
        }
    }

    /// Aligns the header of a loop, if that costs little: what comes before is run through once.
    pub(super) fn align_loop(&mut self) {
        /// The bytes that are decoded at once, on the smaller machines.
        const ALIGNMENT: usize = 16;
        /// Most bytes of padding: what GCC spends at -O2 (`-falign-loops=16:11:8`).
        const MOST: usize = 10;
        /// The recommended instructions of no operation (Intel's Software Developer's Manual, volume 2, NOP).
        const NOPS: [&[u8]; 10] = [
            &[],
            &[0x90],
            &[0x66, 0x90],
            &[0x0f, 0x1f, 0x00],
            &[0x0f, 0x1f, 0x40, 0x00],
            &[0x0f, 0x1f, 0x44, 0x00, 0x00],
            &[0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00],
            &[0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00],
            &[0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00],
            &[0x66, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00],
        ];
        let mut left = self.asm.offset().0.wrapping_neg() % ALIGNMENT;
        if left > MOST {
            return;
        }
        while left != 0 {
            let nop = NOPS[left.min(NOPS.len() - 1)];
            self.asm.extend(nop);
            left -= nop.len();
        }
    }

    /// Label of a function of this module; `None` if it is defined elsewhere.
    pub(crate) fn function(&self, symbol: SymbolId) -> Option<DynamicLabel> {
        self.functions[symbol.0 as usize]
    }

    /// Label of a constant of 4 or 8 bytes in the pool behind the code.
    pub(crate) fn constant(&mut self, bits: u64, size: u8) -> DynamicLabel {
        *self.constants.entry((bits, size)).or_insert_with(|| {
            let label = self.asm.new_dynamic_label();
            self.pool.push((label, bits, size));
            label
        })
    }

    /// Offset of a label that is already bound (a backward jump), to choose a short encoding.
    pub(crate) fn bound(&self, label: DynamicLabel) -> Option<u32> {
        let AssemblyOffset(offset) = self.asm.labels().resolve_dynamic(label).ok()?;
        u32::try_from(offset).ok()
    }

    /// Can a short jump at the current offset reach the label? Known for backward jumps alone.
    pub(crate) fn is_near(&self, label: DynamicLabel) -> bool {
        const JUMP: u32 = 2;
        self.bound(label).is_some_and(|at| self.offset() + JUMP - at <= 128)
    }

    /// Label of a table, behind the code, of the 4-byte addresses of these places as code uses them.
    pub(crate) fn jump_table(&mut self, targets: Vec<DynamicLabel>) -> DynamicLabel {
        let label = self.asm.new_dynamic_label();
        self.tables.push((label, targets));
        label
    }

    /// Writes the jump tables.
    pub(super) fn emit_tables(&mut self) {
        for (label, targets) in std::mem::take(&mut self.tables) {
            self.asm.align(4, 0xcc);
            self.asm.dynamic_label(label);
            for target in targets {
                self.asm.push_u32(0);
                self.code_address(0, target);
            }
        }
    }

    /// Writes the constants, the wide ones first so that all are aligned.
    pub(super) fn emit_pool(&mut self) {
        if self.pool.is_empty() {
            return;
        }
        self.asm.align(8, 0xcc);
        let mut pool = std::mem::take(&mut self.pool);
        pool.sort_by_key(|&(_, _, size)| std::cmp::Reverse(size));
        for (label, bits, size) in pool {
            self.asm.dynamic_label(label);
            self.asm.extend(&bits.to_le_bytes()[..usize::from(size)]);
        }
    }
}

/// What emitting an instruction needs to know about its surroundings.
pub(crate) struct EmitCx<'a> {
    /// The function.
    pub(crate) func: &'a ir::Function,
    /// Its frame.
    pub(crate) frame: &'a Frame,
    pub(super) order: &'a BlockOrder,
    /// Where a jump to each machine block ends up, since blocks of nothing but a jump vanish.
    pub(super) resolved: &'a [u32],
    /// Label of each machine block.
    pub(super) labels: &'a [DynamicLabel],
    /// The bytes before each machine block at most, and before the end.
    pub(super) bounds: &'a [u32],
    /// The current machine block.
    pub(super) node: usize,
    /// The machine block that is emitted next; `u32::MAX` behind the last.
    pub(super) next: u32,
}

impl EmitCx<'_> {
    fn resolve(&self, succ: usize) -> u32 {
        let node = match self.order.nodes[self.node] {
            Node::Ir(block) => self.order.succs(block)[succ].node,
            Node::Edge { from, succ } => {
                let to = self.order.succs(from)[succ as usize].to;
                self.order.node_of(to) as u32
            }
        };
        self.resolved[node as usize]
    }

    /// The IR terminator of the current block; `None` in the middle of an edge.
    pub(crate) fn terminator(&self) -> Option<&ir::Terminator> {
        match self.order.nodes[self.node] {
            Node::Ir(block) => Some(&self.func.blocks[block.index()].term),
            Node::Edge { .. } => None,
        }
    }

    /// Where target `i` of the block's IR terminator is: for a branch `then`, `els`, for a switch the cases, then
    /// the default. For the plain jump use [`Self::jump`].
    pub(crate) fn target(&self, i: usize) -> DynamicLabel {
        self.labels[self.target_node(i) as usize]
    }

    /// Is target `i` what comes next in the code?
    pub(crate) fn falls_through(&self, i: usize) -> bool {
        self.target_node(i) == self.next
    }

    /// Does a short jump at the end of the current block reach target `i`, which comes later?
    pub(crate) fn is_close(&self, i: usize) -> bool {
        self.is_close_node(self.target_node(i))
    }

    /// The same for where the plain jump goes.
    pub(crate) fn is_jump_close(&self) -> bool {
        self.is_close_node(self.resolve(0))
    }

    fn is_close_node(&self, node: u32) -> bool {
        /// What a short jump reaches, without a second jump behind it.
        const REACH: u32 = 127 - 16;
        let node = node as usize;
        // Where bounds saturate nothing is known.
        node > self.node && self.bounds[node] < u32::MAX && self.bounds[node] - self.bounds[self.node + 1] <= REACH
    }

    fn target_node(&self, i: usize) -> u32 {
        match self.order.nodes[self.node] {
            Node::Ir(block) => self.resolve(self.order.target_succ(block, i)),
            Node::Edge { .. } => self.resolve(0),
        }
    }

    /// Where the plain jump goes; `None` if that comes next anyway.
    pub(crate) fn jump(&self) -> Option<DynamicLabel> {
        let node = self.resolve(0);
        (node != self.next).then(|| self.labels[node as usize])
    }
}

//! Alias rules: which pieces of memory an instruction reads and writes, and whether two pieces can be the same.
//!
//! A piece is so many bytes at a root and a constant offset. Roots are stack slots, variables and values. Two pieces
//! with the same root are the same if their ranges overlap. Otherwise what counts is the object that an address is
//! made from: arithmetic on the address of an object leads nowhere but into that object, so different slots and
//! variables are apart from each other, and a slot whose address is used for nothing but loads and stores is apart
//! from whatever a pointer of unknown origin points to. Types play no part.

use super::cfg::Cfg;
use crate::ir::{BinOp, Function, MemType, Op, StackSlot, Value, ValueDef, fold::Values};
use linker::object::SymbolId;

/// Rounds over the function until the objects behind loops' pointers are taken for unknown. One finds them and one
/// more proves it; nests of loops that pass pointers around take another.
const ROUNDS: u32 = 4;

/// Steps from an address to its root. The builder folds constants as it goes, so there are hardly more than two.
const STEPS: u32 = 8;

/// The object that an address is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Object {
    /// Nothing that was seen yet.
    None,
    /// This piece of the frame.
    Slot(StackSlot),
    /// This variable.
    Data(SymbolId),
    /// Any, or no address at all.
    Unknown,
}

/// What an address is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Root {
    /// The start of a piece of the frame.
    Slot(StackSlot),
    /// The start of a variable.
    Data(SymbolId),
    /// The value.
    Value(Value),
}

/// A piece of memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// What it is counted from.
    pub(crate) root: Root,
    /// Bytes from there, modulo 2^32.
    pub(crate) offset: u32,
    /// Bytes.
    pub(crate) size: u32,
    /// What it is in.
    pub(crate) object: Object,
}

/// What an instruction does to memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing.
    None,
    /// Reads this.
    Read(Place),
    /// Writes this.
    Write(Place),
    /// Reads the first and writes the second.
    Copy(Place, Place),
    /// Reads and writes whatever is not a private slot.
    Clobber,
}

/// What is known of a function's addresses.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    objects: Vec<Object>,
    escaped: Vec<bool>,
}

/// Bytes that a load or store moves.
pub(crate) fn size(mem: MemType) -> u32 {
    match mem {
        MemType::S8 | MemType::U8 => 1,
        MemType::S16 | MemType::U16 => 2,
        MemType::Full(ty) => ty.size(),
    }
}

impl Place {
    /// Are all bytes of `other` among these?
    pub(crate) fn covers(&self, other: &Self) -> bool {
        let from = other.offset.wrapping_sub(self.offset);
        self.root == other.root && from <= self.size && self.size - from >= other.size
    }

    /// Is it exactly the same piece?
    pub(crate) fn is(&self, other: &Self) -> bool {
        (self.root, self.offset, self.size) == (other.root, other.offset, other.size)
    }
}

impl Memory {
    /// Looks at a function, whose edges and order are known.
    pub(crate) fn compute(&mut self, function: &Function, cfg: &Cfg) {
        self.escaped.clear();
        self.escaped.resize(function.slots.len(), false);
        self.objects.clear();
        self.objects.resize(function.values.len(), Object::None);
        function.blocks[0].params.iter().for_each(|param| self.objects[param.index()] = Object::Unknown);
        let mut rounds = 0;
        while self.round(function, cfg) {
            rounds += 1;
            if rounds == ROUNDS {
                // Whatever a block is given may be anything; what follows from that is found in one more round.
                for &block in cfg.order() {
                    let params = &function.blocks[block.index()].params;
                    params.iter().for_each(|param| self.objects[param.index()] = Object::Unknown);
                }
                self.round(function, cfg);
                break;
            }
        }
        if !function.slots.is_empty() {
            self.find_escapes(function, cfg);
        }
    }

    /// Passes objects on, from the first block to the last. Did a parameter change after its block was looked at?
    /// One of a block that comes later has its say in the same round.
    fn round(&mut self, function: &Function, cfg: &Cfg) -> bool {
        let mut changed = false;
        for (place, &block) in cfg.order().iter().enumerate() {
            let data = &function.blocks[block.index()];
            for inst in &data.insts {
                let inst = &function.insts[inst.index()];
                if let Some(result) = inst.result {
                    self.objects[result.index()] = self.object_of(function, &inst.op);
                }
            }
            data.term.for_each_target(|target| {
                let params = &function.blocks[target.block.index()].params;
                let back = cfg.place(target.block) <= place;
                for (param, arg) in params.iter().zip(&target.args) {
                    let old = self.objects[param.index()];
                    let new = meet(old, self.objects[arg.index()]);
                    self.objects[param.index()] = new;
                    changed |= back && new != old;
                }
            });
        }
        changed
    }

    fn object_of(&self, function: &Function, op: &Op) -> Object {
        let object = |v: Value| self.objects[v.index()];
        match *op {
            Op::StackAddr(slot, _) => Object::Slot(slot),
            Op::DataAddr(symbol, _) => Object::Data(symbol),
            Op::Binary(BinOp::Add, a, b) => match (object(a), object(b)) {
                (Object::Unknown, known) | (known, Object::Unknown) => known,
                (Object::None, _) | (_, Object::None) => Object::None,
                _ => Object::Unknown,
            },
            Op::Binary(BinOp::Sub, a, b) => match (object(a), object(b)) {
                (known, Object::Unknown) => known,
                (Object::None, _) | (_, Object::None) => Object::None,
                _ => Object::Unknown,
            },
            Op::Select(_, a, b) if function.ty(a) == crate::ir::Type::I32 => meet(object(a), object(b)),
            _ => Object::Unknown,
        }
    }

    /// A slot escapes when its address goes anywhere but into an address of the same object, a comparison, or a load
    /// or store at it that is not volatile.
    fn find_escapes(&mut self, function: &Function, cfg: &Cfg) {
        let Self { objects, escaped } = self;
        let mut escape = |v: Value, into: Object| {
            if let Object::Slot(slot) = objects[v.index()]
                && into != objects[v.index()]
            {
                escaped[slot.index()] = true;
            }
        };
        for &block in cfg.order() {
            let data = &function.blocks[block.index()];
            for inst in &data.insts {
                let inst = &function.insts[inst.index()];
                match inst.op {
                    Op::Load { volatile: false, .. } | Op::Copy { .. } | Op::Fill { .. } | Op::IntCmp(..) => {}
                    Op::Store { volatile: false, value, .. } => escape(value, Object::None),
                    _ => {
                        let into = inst.result.map_or(Object::None, |result| objects[result.index()]);
                        inst.op.for_each_use(|v| escape(v, into));
                    }
                }
            }
            data.term.operand().into_iter().for_each(|v| escape(v, Object::None));
            data.term.for_each_target(|target| {
                let params = &function.blocks[target.block.index()].params;
                params.iter().zip(&target.args).for_each(|(param, arg)| escape(*arg, objects[param.index()]));
            });
        }
    }

    /// The piece of memory at this address.
    pub(crate) fn place(&self, function: &Function, addr: Value, offset: i32, size: u32) -> Place {
        let (mut root, mut offset) = (addr, offset as u32);
        let object = self.objects.get(addr.index()).copied().unwrap_or(Object::Unknown);
        for _ in 0..STEPS {
            let ValueDef::Inst(inst) = function.values[root.index()].def else { break };
            match function.insts[inst.index()].op {
                Op::StackAddr(slot, at) => {
                    let offset = offset.wrapping_add(at as u32);
                    return Place { root: Root::Slot(slot), offset, size, object: Object::Slot(slot) };
                }
                Op::DataAddr(symbol, at) => {
                    let offset = offset.wrapping_add(at as u32);
                    return Place { root: Root::Data(symbol), offset, size, object: Object::Data(symbol) };
                }
                Op::Binary(BinOp::Add, a, b) => match function.constant(b) {
                    Some(c) => (root, offset) = (a, offset.wrapping_add(c as u32)),
                    None => break,
                },
                _ => break,
            }
        }
        Place { root: Root::Value(root), offset, size, object }
    }

    /// What the instruction does.
    pub(crate) fn effect(&self, function: &Function, op: &Op) -> Effect {
        match *op {
            Op::Load { volatile: true, .. } | Op::Store { volatile: true, .. } => Effect::Clobber,
            Op::Load { mem, addr, offset, .. } => Effect::Read(self.place(function, addr, offset, size(mem))),
            Op::Store { mem, addr, offset, .. } => Effect::Write(self.place(function, addr, offset, size(mem))),
            Op::Copy { dst, src, len } => {
                Effect::Copy(self.place(function, src, 0, len), self.place(function, dst, 0, len))
            }
            Op::Fill { dst, len, .. } => Effect::Write(self.place(function, dst, 0, len)),
            Op::Call(..) | Op::CallIndirect { .. } | Op::Fence | Op::StackAlloc(_) | Op::StackRestore(_) => {
                Effect::Clobber
            }
            _ => Effect::None,
        }
    }

    /// Does a call leave this piece alone?
    pub(crate) fn is_private(&self, place: &Place) -> bool {
        matches!(place.object, Object::Slot(slot) if !self.escaped[slot.index()])
    }

    /// Can the two have a byte in common? Their roots are looked at at the same time: within one turn of each loop.
    pub(crate) fn may_alias(&self, a: &Place, b: &Place) -> bool {
        if a.root == b.root {
            return b.offset.wrapping_sub(a.offset) < a.size || a.offset.wrapping_sub(b.offset) < b.size;
        }
        self.objects_may_be_same(a, b)
    }

    /// Can the two have a byte in common, if the roots may have other values by the time of the second?
    pub(crate) fn objects_may_be_same(&self, a: &Place, b: &Place) -> bool {
        match (a.object, b.object) {
            (Object::Unknown | Object::None, _) => !self.is_private(b),
            (_, Object::Unknown | Object::None) => !self.is_private(a),
            (x, y) if x != y => false,
            _ => match (a.root, b.root) {
                (Root::Value(_), _) | (_, Root::Value(_)) => true,
                // Two fixed places in the same object.
                _ => b.offset.wrapping_sub(a.offset) < a.size || a.offset.wrapping_sub(b.offset) < b.size,
            },
        }
    }
}

fn meet(a: Object, b: Object) -> Object {
    match (a, b) {
        (Object::None, known) | (known, Object::None) => known,
        _ if a == b => a,
        _ => Object::Unknown,
    }
}

/// Pieces that a loop's writes are listed by; a loop with more is taken to write everything.
const LISTED: usize = 12;

/// What a loop, with those within it, writes.
#[derive(Debug, Default, Clone)]
pub(crate) struct Writes {
    places: Vec<Place>,
    clobbers: bool,
    /// There are more than are listed.
    many: bool,
}

impl Writes {
    /// Does it write nothing at all?
    pub(crate) fn is_nothing(&self) -> bool {
        self.places.is_empty() && !self.clobbers && !self.many
    }

    fn push(&mut self, place: Place) {
        if self.places.len() < LISTED {
            self.places.push(place);
        } else {
            self.many = true;
        }
    }

    /// Can one of them be at this piece, in whichever turn of the loop? `fixed`: its root is the same in all of them.
    pub(crate) fn may_touch(&self, memory: &Memory, place: &Place, fixed: bool) -> bool {
        let touches = |written: &Place| match fixed && written.root == place.root {
            true => memory.may_alias(written, place),
            false => memory.objects_may_be_same(written, place),
        };
        self.many || self.clobbers && !memory.is_private(place) || self.places.iter().any(touches)
    }
}

/// What each loop writes.
pub(crate) fn loop_writes(memory: &Memory, function: &Function, cfg: &Cfg) -> Vec<Writes> {
    let mut writes = vec![Writes::default(); cfg.loops().len()];
    if writes.is_empty() {
        return writes;
    }
    for &block in cfg.order() {
        let Some(id) = cfg.loop_of(block) else { continue };
        let of = &mut writes[id.0 as usize];
        for inst in &function.blocks[block.index()].insts {
            match memory.effect(function, &function.insts[inst.index()].op) {
                Effect::Write(place) | Effect::Copy(_, place) => of.push(place),
                Effect::Clobber => of.clobbers = true,
                Effect::Read(_) | Effect::None => {}
            }
        }
    }
    // A loop comes after the loops around it.
    for i in (0..writes.len()).rev() {
        if let Some(parent) = cfg.loops()[i].parent {
            let inner = std::mem::take(&mut writes[i]);
            let outer = &mut writes[parent.0 as usize];
            inner.places.iter().for_each(|place| outer.push(*place));
            outer.clobbers |= inner.clobbers;
            outer.many |= inner.many;
            writes[i] = inner;
        }
    }
    writes
}

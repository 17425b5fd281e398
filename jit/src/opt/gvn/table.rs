//! A hash table of instructions that were seen.

use crate::ir::{BinOp, Inst, IntCc, MemType, Op, Value};

use crate::opt::memory::Root;

/// Open addressing; a slot holds part of the hash and a number plus one.
#[derive(Debug)]
pub(super) struct Table {
    slots: Vec<(u32, u32)>,
    entries: usize,
}

impl Table {
    /// A table for about so many entries.
    pub(super) fn new(entries: usize) -> Self {
        Self { slots: vec![(0, 0); (entries * 2).next_power_of_two().max(16)], entries: 0 }
    }

    /// The slot of the entry for which `same` holds, or the free one where it belongs.
    pub(super) fn find(&self, hash: u32, mut same: impl FnMut(u32) -> bool) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let (known, entry) = self.slots[at];
            if entry == 0 || known == hash && same(entry - 1) {
                return at;
            }
            at = (at + 1) & mask;
        }
    }

    /// The entry in a slot.
    pub(super) fn get(&self, slot: usize) -> Option<u32> {
        self.slots[slot].1.checked_sub(1)
    }

    /// Puts an entry into a slot. Slots that were found before are not to be used any more.
    pub(super) fn set(&mut self, slot: usize, hash: u32, entry: u32) {
        let old = std::mem::replace(&mut self.slots[slot], (hash, entry + 1));
        self.entries += usize::from(old.1 == 0);
        if self.entries * 4 > self.slots.len() * 3 {
            let larger = vec![(0, 0); self.slots.len() * 2];
            for (hash, entry) in std::mem::replace(&mut self.slots, larger) {
                if entry != 0 {
                    let slot = self.find(hash, |_| false);
                    self.slots[slot] = (hash, entry);
                }
            }
        }
    }
}

/// Multiplicative hashing of words, as in the Firefox hasher, with the high bits brought down at the end.
#[derive(Clone, Copy)]
struct Hash(u64);

impl Hash {
    fn with(self, word: impl Into<u64>) -> Self {
        Self((self.0.rotate_left(5) ^ word.into()).wrapping_mul(0x517c_c1b7_2722_0a95))
    }

    fn end(self) -> u32 {
        (self.0 >> 32) as u32
    }
}

/// The operands, if their order does not matter. For floats it does: which of two NaNs comes out depends on it.
fn commuting(op: &Op) -> Option<(Value, Value)> {
    match *op {
        Op::Binary(BinOp::Add | BinOp::Mul | BinOp::And | BinOp::Or | BinOp::Xor, a, b)
        | Op::IntCmp(IntCc::Eq | IntCc::Ne, a, b) => Some((a, b)),
        _ => None,
    }
}

/// Do the two compute the same?
pub(super) fn same(a: &Op, b: &Op) -> bool {
    a == b
        || match (a, b) {
            (Op::Binary(x, ..), Op::Binary(y, ..)) if x != y => false,
            (Op::IntCmp(x, ..), Op::IntCmp(y, ..)) if x != y => false,
            (Op::Binary(..), Op::Binary(..)) | (Op::IntCmp(..), Op::IntCmp(..)) => {
                commuting(a).is_some_and(|(x, y)| commuting(b) == Some((y, x)))
            }
            _ => false,
        }
}

/// A hash of an instruction whose result depends on nothing but its operands; `None` for others. Divisions are among
/// them: one that is reached did not trap when it was done first.
pub(super) fn hash(op: &Op) -> Option<u32> {
    let hash = match *op {
        Op::Int(ty, bits) => Hash(1).with(ty as u64).with(bits),
        Op::F32(bits) => Hash(2).with(bits),
        Op::F64(bits) => Hash(3).with(bits),
        Op::Binary(operator, a, b) => {
            let (a, b) = if commuting(op).is_some() { (a.min(b), a.max(b)) } else { (a, b) };
            Hash(4).with(operator as u64).with(a.0).with(b.0)
        }
        Op::Unary(op, a) => Hash(5).with(op as u64).with(a.0),
        // Conversions of one value to different types are rare.
        Op::Convert(_, a) => Hash(6).with(a.0),
        Op::IntCmp(cc, a, b) => {
            let (a, b) = if commuting(op).is_some() { (a.min(b), a.max(b)) } else { (a, b) };
            Hash(7).with(cc as u64).with(a.0).with(b.0)
        }
        Op::FloatCmp(cc, a, b) => Hash(8).with(cc as u64).with(a.0).with(b.0),
        Op::Select(c, a, b) => Hash(9).with(c.0).with(a.0).with(b.0),
        Op::StackAddr(slot, offset) => Hash(10).with(slot.0).with(offset as u32),
        Op::DataAddr(symbol, offset) => Hash(11).with(symbol.0).with(offset as u32),
        Op::FuncAddr(symbol) => Hash(12).with(symbol.0),
        _ => return None,
    };
    Some(hash.end())
}

/// What a load finds, if memory is as a definition left it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LoadKey {
    pub(super) mem: MemType,
    pub(super) root: Root,
    pub(super) offset: u32,
    /// The definition.
    pub(super) def: u32,
}

impl LoadKey {
    /// A hash of it.
    pub(super) fn hash(&self) -> u32 {
        let root = match self.root {
            Root::Slot(slot) => slot.0,
            Root::Data(symbol) => !symbol.0,
            Root::Value(Value(v)) => v ^ 0x5555_5555,
        };
        Hash(13).with(root).with(self.offset).with(self.def).end()
    }
}

/// A load that was seen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub(super) key: LoadKey,
    pub(super) inst: Inst,
    pub(super) value: Value,
}

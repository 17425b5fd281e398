//! The vector loop.

use super::emit::Code;
use super::groups::{Access, Memory};
use super::guard::{self, Guard};
use super::lanes::{Lanes, compare, compare_floats, mem_lane};
use super::linear::constant;
use super::shape::{Count, Loop, Role};
use super::strides;
use crate::ir::vector::{Features, Lane, VectorBinary, VectorConvert, VectorOp, VectorShift};
use crate::ir::{BinOp, Block, ConvOp, Function, Inst, MemType, Op, Target, Terminator, Type, UnOp, Value};
use rustc_hash::FxHashMap;

/// Builds the vector loop and what is around it.
pub(super) fn build(
    f: &mut Function,
    l: &Loop,
    preds: &[Block],
    (memory, count, lanes, features): (&Memory, &Count, &Lanes, Features),
) {
    let guard = guard::guard(f, l, preds, memory, count, lanes.count);
    let mut code = Code::new(f, l.loc);
    code.begin();
    let block = code.block();
    let counter = code.param(Type::I32);
    let mut body = Body {
        l,
        memory,
        lanes,
        features,
        guard: &guard,
        entry: vec![guard.turns],
        back: Vec::new(),
        pointers: Vec::new(),
        vectors: FxHashMap::default(),
        masks: FxHashMap::default(),
        constants: FxHashMap::default(),
        channels: FxHashMap::default(),
        separated: FxHashMap::default(),
        code,
    };
    body.begin();
    for &inst in &l.insts {
        body.inst(inst);
    }
    let collected = body.finish(counter, block);
    let Body { mut code, entry, .. } = body;
    code.f.blocks[guard.start.index()].term = Terminator::Jump(Target { block, args: entry });
    code.begin();
    let collected: Vec<(usize, Value)> =
        collected.into_iter().map(|(param, op, vector)| (param, across(&mut code, op, vector))).collect();
    guard::leave(&mut code, l, &guard, lanes.count, &collected);
}

/// All lanes of 4 bytes of a vector together.
fn across(code: &mut Code<'_>, op: VectorBinary, mut vector: Value) -> Value {
    let op = VectorOp::Binary(op, Lane::I32);
    if code.ty(vector) == Type::V256 {
        let (low, high) = (code.vector(VectorOp::Low, &[vector]), code.vector(VectorOp::High, &[vector]));
        vector = code.vector(op, &[low, high]);
    }
    for by in [8, 4] {
        let shifted = code.vector(VectorOp::ByteShift(by), &[vector]);
        vector = code.vector(op, &[vector, shifted]);
    }
    code.vector(VectorOp::ToScalar(Lane::I32), &[vector])
}

struct Body<'a, 'f> {
    l: &'a Loop,
    memory: &'a Memory,
    lanes: &'a Lanes,
    features: Features,
    guard: &'a Guard,
    code: Code<'f>,
    /// Arguments of the vector loop from before it, in the order of its parameters.
    entry: Vec<Value>,
    /// The same from its end, but for the counter: what a parameter becomes.
    back: Vec<Next>,
    /// Parameter that holds the address of each group.
    pointers: Vec<Value>,
    /// The vector of each value.
    vectors: FxHashMap<Value, Value>,
    /// Comparisons: all ones or zero.
    masks: FxHashMap<Value, Value>,
    constants: FxHashMap<(Type, [u8; 16]), Value>,
    /// Vectors of every nth byte of a group.
    channels: FxHashMap<(usize, u32), Value>,
    /// Groups whose channels SSE2 has separated.
    separated: FxHashMap<usize, Vec<Value>>,
}

/// What a parameter of the vector loop becomes.
enum Next {
    /// An address, so much further.
    Pointer(Value, u32),
    /// Lanes, each so much further.
    Counting(Value, Lane, Value),
    /// What the vector of this value is.
    Collected(usize, BinOp),
}

impl Body<'_, '_> {
    fn begin(&mut self) {
        for (group, &pointer) in self.memory.groups.iter().zip(&self.guard.pointers) {
            if group.step == 0 {
                self.pointers.push(pointer);
                continue;
            }
            let param = self.code.param(Type::I32);
            self.pointers.push(param);
            self.entry.push(pointer);
            self.back.push(Next::Pointer(param, group.step * self.lanes.count));
        }
        for (i, role) in self.l.roles.iter().enumerate() {
            let Role::Reduction(op) = *role else { continue };
            let ty = self.lanes.ty(4);
            let param = self.code.param(ty);
            let neutral = if op == BinOp::And { 0xff } else { 0 };
            let first = self.constant(ty, [neutral; 16]);
            self.vectors.insert(self.l.params[i], param);
            self.entry.push(first);
            self.back.push(Next::Collected(i, op));
        }
    }

    /// Ends the block; gives what it collected.
    fn finish(&mut self, counter: Value, block: Block) -> Vec<(usize, VectorBinary, Value)> {
        let mut collected = Vec::new();
        let one = self.code.int32(1);
        let left = self.code.binary(BinOp::Sub, Type::I32, counter, one);
        let mut args = vec![left];
        for next in std::mem::take(&mut self.back) {
            args.push(match next {
                Next::Pointer(param, by) => {
                    let by = self.code.int32(by);
                    self.code.binary(BinOp::Add, Type::I32, param, by)
                }
                Next::Counting(param, lane, by) => {
                    self.code.vector(VectorOp::Binary(VectorBinary::Add, lane), &[param, by])
                }
                Next::Collected(i, op) => {
                    let vector = self.vectors[&self.l.next[i]];
                    collected.push((i, collector(op), vector));
                    vector
                }
            });
        }
        let end = Block(block.0 + 1);
        let then = Target { block, args };
        self.code.end(Terminator::Branch { cond: left, then, els: Target { block: end, args: Vec::new() } });
        collected
    }

    fn int_lane(&self) -> Lane {
        Lane::int(self.lanes.int).unwrap_or(Lane::I32)
    }

    fn lane(&self, ty: Type) -> Lane {
        match ty {
            Type::F32 => Lane::F32,
            Type::F64 => Lane::F64,
            _ => self.int_lane(),
        }
    }

    /// A constant vector, made before the loop.
    fn constant(&mut self, ty: Type, bytes: [u8; 16]) -> Value {
        if let Some(value) = self.constants.get(&(ty, bytes)) {
            return *value;
        }
        let value = self.code.vector_in(self.guard.start, VectorOp::Const(ty, bytes), &[]);
        self.constants.insert((ty, bytes), value);
        value
    }

    /// A number in each lane.
    fn number(&mut self, lane: Lane, bits: u64) -> Value {
        let size = lane.bytes() as usize;
        let ty = self.lanes.ty(lane.bytes());
        self.constant(ty, std::array::from_fn(|i| bits.to_le_bytes()[i % size]))
    }

    fn binary(&mut self, op: VectorBinary, lane: Lane, a: Value, b: Value) -> Value {
        self.code.vector(VectorOp::Binary(op, lane), &[a, b])
    }

    fn shift(&mut self, op: VectorShift, lane: Lane, a: Value, by: u8) -> Value {
        self.code.vector(VectorOp::Shift(op, lane, by), &[a])
    }

    /// The vector of a value.
    fn operand(&mut self, value: Value) -> Value {
        if let Some(vector) = self.vectors.get(&value) {
            return *vector;
        }
        if let Some(mask) = self.masks.get(&value).copied() {
            let one = self.number(self.int_lane(), 1);
            let vector = self.binary(VectorBinary::And, self.int_lane(), mask, one);
            self.vectors.insert(value, vector);
            return vector;
        }
        let lane = self.lane(self.code.ty(value));
        let ty = self.lanes.ty(lane.bytes());
        let vector = if let Some(n) = constant(self.code.f, value) {
            self.number(lane, n as u32 as u64)
        } else {
            match self.l.param(value).map(|i| (i, self.l.step(i))) {
                Some((i, Some(step))) if step != 0 => self.counting(self.guard.params[i], step, lane),
                Some((i, _)) => self.splat(ty, lane, self.guard.params[i]),
                None => {
                    let leaf = self.l.leaf(self.code.f, value).cloned();
                    let start = self.guard.start;
                    let scalar = leaf.map_or(value, |op| self.code.push_in(start, lane.scalar(), op));
                    self.splat(ty, lane, scalar)
                }
            }
        };
        self.vectors.insert(value, vector);
        vector
    }

    fn splat(&mut self, ty: Type, lane: Lane, scalar: Value) -> Value {
        self.code.vector_in(self.guard.start, VectorOp::Splat(ty, lane), &[scalar])
    }

    /// A number that grows by `step` from lane to lane.
    fn counting(&mut self, first: Value, step: i32, lane: Lane) -> Value {
        let ty = self.lanes.ty(lane.bytes());
        let size = lane.bytes() as usize;
        let part = |from: usize| -> [u8; 16] {
            std::array::from_fn(|i| {
                let turn = (from + i / size) as i32;
                step.wrapping_mul(turn).to_le_bytes()[i % size]
            })
        };
        let mut steps = self.constant(Type::V128, part(0));
        if ty == Type::V256 {
            let high = self.constant(Type::V128, part(16 / size));
            steps = self.code.vector_in(self.guard.start, VectorOp::Join, &[steps, high]);
        }
        let splat = self.splat(ty, lane, first);
        let add = VectorOp::Binary(VectorBinary::Add, lane);
        let first = self.code.vector_in(self.guard.start, add, &[splat, steps]);
        let by = self.number(lane, u64::from(step.wrapping_mul(self.lanes.count as i32) as u32));
        let param = self.code.param(ty);
        self.entry.push(first);
        self.back.push(Next::Counting(param, lane, by));
        param
    }

    fn inst(&mut self, inst: Inst) {
        let data = self.code.f.insts[inst.index()].clone();
        if let Op::Store { mem, value, .. } = data.op {
            return self.store(inst, mem, value);
        }
        let Some(result) = data.result.filter(|v| self.lanes.needed.contains_key(v)) else { return };
        if self.l.is_invariant(self.code.f, result) {
            return;
        }
        let ty = self.code.ty(result);
        let lane = self.lane(ty);
        let vector = match data.op {
            Op::Load { mem, .. } => self.load(inst, mem),
            Op::Binary(op, a, b) => self.arithmetic(op, lane, a, b),
            Op::Unary(op, a) => self.unary(op, lane, a),
            Op::Convert(op, a) => self.convert(op, ty, a),
            Op::IntCmp(cc, a, b) => {
                let mask = self.int_mask(cc, a, b);
                self.masks.insert(result, mask);
                return;
            }
            Op::FloatCmp(cc, a, b) => {
                let lane = self.lane(self.code.ty(a));
                let (op, swap) = compare_floats(cc);
                let (a, b) = (self.operand(a), self.operand(b));
                let mask = if swap { self.binary(op, lane, b, a) } else { self.binary(op, lane, a, b) };
                self.masks.insert(result, mask);
                return;
            }
            Op::Select(cond, a, b) => {
                let (mut yes, mut no) = (self.operand(a), self.operand(b));
                let mask = match self.masks.get(&cond) {
                    Some(mask) => *mask,
                    None => {
                        let cond = self.operand(cond);
                        let zero = self.number(self.int_lane(), 0);
                        std::mem::swap(&mut yes, &mut no);
                        self.binary(VectorBinary::Eq, self.int_lane(), cond, zero)
                    }
                };
                self.code.vector(VectorOp::Blend, &[mask, yes, no])
            }
            // `Lanes` let nothing else through.
            _ => return,
        };
        self.vectors.insert(result, vector);
    }

    fn arithmetic(&mut self, op: BinOp, lane: Lane, a: Value, b: Value) -> Value {
        if let BinOp::Shl | BinOp::Lshr | BinOp::Ashr = op {
            let by = constant(self.code.f, b).unwrap_or(0) as u8;
            let shift = match op {
                BinOp::Shl => VectorShift::Shl,
                BinOp::Ashr if self.lanes.holds(self.code.f, a, self.lanes.int, true) => VectorShift::Ashr,
                _ => VectorShift::Lshr,
            };
            let a = self.operand(a);
            return self.shift(shift, lane, a, by);
        }
        let op = match op {
            BinOp::Add | BinOp::Fadd => VectorBinary::Add,
            BinOp::Sub | BinOp::Fsub => VectorBinary::Sub,
            BinOp::Mul | BinOp::Fmul => VectorBinary::Mul,
            BinOp::Fdiv => VectorBinary::Div,
            BinOp::And => VectorBinary::And,
            BinOp::Or => VectorBinary::Or,
            _ => VectorBinary::Xor,
        };
        let (a, b) = (self.operand(a), self.operand(b));
        self.binary(op, lane, a, b)
    }

    fn unary(&mut self, op: UnOp, lane: Lane, a: Value) -> Value {
        let a = self.operand(a);
        let bits = 8 * lane.bytes();
        let bitwise = Lane::int(lane.bytes()).unwrap_or(Lane::I32);
        match op {
            UnOp::Neg => {
                let zero = self.number(lane, 0);
                self.binary(VectorBinary::Sub, lane, zero, a)
            }
            UnOp::Not => {
                let ones = self.number(lane, u64::MAX);
                self.binary(VectorBinary::Xor, lane, a, ones)
            }
            UnOp::Fneg => {
                let sign = self.number(bitwise, 1 << (bits - 1));
                self.binary(VectorBinary::Xor, bitwise, a, sign)
            }
            UnOp::Fabs => {
                let rest = self.number(bitwise, !(1 << (bits - 1)));
                self.binary(VectorBinary::And, bitwise, a, rest)
            }
            UnOp::Fsqrt => self.code.vector(VectorOp::Sqrt(lane), &[a]),
            UnOp::Zext8 | UnOp::Zext16 => {
                let width = if op == UnOp::Zext8 { 8 } else { 16 };
                let mask = self.number(lane, (1 << width) - 1);
                if width >= bits { a } else { self.binary(VectorBinary::And, lane, a, mask) }
            }
            _ => {
                let width = if op == UnOp::Sext8 { 8 } else { 16 };
                if width >= bits {
                    return a;
                }
                let up = self.shift(VectorShift::Shl, lane, a, (bits - width) as u8);
                self.shift(VectorShift::Ashr, lane, up, (bits - width) as u8)
            }
        }
    }

    fn convert(&mut self, op: ConvOp, to: Type, a: Value) -> Value {
        let from = self.code.ty(a);
        let a = self.operand(a);
        let (op, ty) = match (op, from) {
            (ConvOp::Promote, _) => (VectorConvert::Promote, self.lanes.ty(8)),
            (ConvOp::Demote, _) => (VectorConvert::Demote, Type::V128),
            (ConvOp::FloatToInt(_), Type::F32) => (VectorConvert::FloatToInt, self.lanes.ty(4)),
            (ConvOp::FloatToInt(_), _) => (VectorConvert::DoubleToInt, Type::V128),
            _ if to == Type::F32 => (VectorConvert::IntToFloat, self.lanes.ty(4)),
            _ => (VectorConvert::IntToDouble, self.lanes.ty(8)),
        };
        self.code.vector(VectorOp::Convert(op, ty), &[a])
    }

    fn int_mask(&mut self, cc: crate::ir::IntCc, a: Value, b: Value) -> Value {
        use crate::ir::IntCc;
        let lane = self.int_lane();
        let unsigned = matches!(cc, IntCc::Ult | IntCc::Ule | IntCc::Ugt | IntCc::Uge);
        let int = self.lanes.int;
        let f = &*self.code.f;
        // Where lanes hold both as signed numbers and neither is negative, both orders are the same.
        let signed = self.lanes.holds(f, a, int, true) && self.lanes.holds(f, b, int, true);
        let positive = self.lanes.range(f, a).0 >= 0 && self.lanes.range(f, b).0 >= 0;
        let flip = match cc {
            IntCc::Eq | IntCc::Ne => false,
            _ if signed && positive => false,
            _ => unsigned || !signed,
        };
        let (mut x, mut y) = (self.operand(a), self.operand(b));
        if flip {
            let top = self.number(lane, 1 << (8 * lane.bytes() - 1));
            x = self.binary(VectorBinary::Xor, lane, x, top);
            y = self.binary(VectorBinary::Xor, lane, y, top);
        }
        let (op, swap, opposite) = compare(cc);
        let mask = if swap { self.binary(op, lane, y, x) } else { self.binary(op, lane, x, y) };
        if opposite {
            let ones = self.number(lane, u64::MAX);
            return self.binary(VectorBinary::Xor, lane, mask, ones);
        }
        mask
    }

    /// So many bytes at an address, as a vector; zeros above.
    fn load_bytes(&mut self, addr: Value, offset: u32, bytes: u32) -> Value {
        let (ty, lane) = match bytes {
            4 => (Type::I32, Some(Lane::I32)),
            8 => (Type::F64, Some(Lane::F64)),
            16 => (Type::V128, None),
            _ => (Type::V256, None),
        };
        let op = Op::Load { mem: MemType::Full(ty), addr, offset: offset as i32, volatile: false };
        let value = self.code.push(ty, op);
        lane.map_or(value, |lane| self.code.vector(VectorOp::FromScalar(lane), &[value]))
    }

    fn load(&mut self, inst: Inst, mem: MemType) -> Value {
        let Some(&access) = self.memory.access(inst) else { return Value(0) };
        let lane = access.lane;
        let to = if lane.is_float() { lane.bytes() } else { self.lanes.int };
        let (pointer, step) = (self.pointers[access.group], self.memory.groups[access.group].step);
        if step == 0 {
            let op = Op::Load { mem, addr: pointer, offset: access.offset as i32, volatile: false };
            let scalar = self.code.push(lane.scalar(), op);
            let lane = if lane.is_float() { lane } else { self.int_lane() };
            return self.code.vector(VectorOp::Splat(self.lanes.ty(to), lane), &[scalar]);
        }
        let vector = if step == lane.bytes() {
            self.load_bytes(pointer, access.offset, self.lanes.count * step)
        } else {
            self.channel(&access, step)
        };
        let signed = matches!(mem, MemType::S8 | MemType::S16);
        let mut vector = vector;
        let mut size = lane.bytes();
        while size < to {
            let from = Lane::int(size).unwrap_or(Lane::I8);
            let ty = self.lanes.ty(2 * size);
            vector = self.code.vector(VectorOp::Widen { signed, from, ty }, &[vector]);
            size *= 2;
        }
        vector
    }

    /// Every `step`th byte from the access on.
    fn channel(&mut self, access: &Access, step: u32) -> Value {
        let key = (access.group, access.offset);
        if let Some(vector) = self.channels.get(&key) {
            return *vector;
        }
        let count = self.lanes.count;
        let vector = if self.features == Features::Sse2 {
            let pointer = self.pointers[access.group];
            let code = &mut self.code;
            let registers =
                self.separated.entry(access.group).or_insert_with(|| strides::separate(code, pointer, step, count));
            strides::channel(code, registers, access.offset, count)
        } else if count > 16 {
            let (low, high) = (self.gather(access, step, 0, 16), self.gather(access, step, 16, 16));
            self.code.vector(VectorOp::Join, &[low, high])
        } else {
            self.gather(access, step, 0, count)
        };
        self.channels.insert(key, vector);
        vector
    }

    /// The bytes of `count` turns from turn `first` on.
    fn gather(&mut self, access: &Access, step: u32, first: u32, count: u32) -> Value {
        let total = count * step;
        let mut all = None;
        let mut at = 0;
        while at < total {
            let size = [16, 8, 4].into_iter().find(|size| at + size <= total).unwrap_or(4);
            // Where the wanted bytes are in this piece.
            let pick: [u8; 16] = std::array::from_fn(|i| {
                let from = (i as u32 * step + access.offset).wrapping_sub(at);
                if (i as u32) < count && from < size { from as u8 } else { 0x80 }
            });
            let piece = self.piece(access.group, first * step + at, size);
            let pick = self.constant(Type::V128, pick);
            let picked = self.code.vector(VectorOp::Shuffle, &[piece, pick]);
            all = Some(match all {
                None => picked,
                Some(other) => self.binary(VectorBinary::Or, Lane::I8, other, picked),
            });
            at += size;
        }
        all.unwrap_or(Value(0))
    }

    /// Bytes of a group that is only read, loaded once for all who pick from them.
    fn piece(&mut self, group: usize, at: u32, size: u32) -> Value {
        // Channels are numbered below the longest stride, pieces behind it.
        const PIECES: u32 = 1 << 16;
        if let Some(vector) = self.channels.get(&(group, PIECES + at)) {
            return *vector;
        }
        let vector = self.load_bytes(self.pointers[group], at, size);
        self.channels.insert((group, PIECES + at), vector);
        vector
    }

    fn store(&mut self, inst: Inst, mem: MemType, value: Value) {
        let Some(&access) = self.memory.access(inst) else { return };
        let lane = mem_lane(mem);
        let vector = self.operand(value);
        let vector = if lane.is_float() { vector } else { self.narrow(vector, value, lane.bytes()) };
        let bytes = self.lanes.count * lane.bytes();
        let (ty, value) = match bytes {
            4 => (Type::I32, self.code.vector(VectorOp::ToScalar(Lane::I32), &[vector])),
            8 => (Type::F64, self.code.vector(VectorOp::ToScalar(Lane::F64), &[vector])),
            16 => (Type::V128, vector),
            _ => (Type::V256, vector),
        };
        let (addr, offset) = (self.pointers[access.group], access.offset as i32);
        self.code.effect(Op::Store { mem: MemType::Full(ty), addr, offset, value, volatile: false });
    }

    /// The low parts of lanes, which hold `value`.
    fn narrow(&mut self, mut vector: Value, value: Value, to: u32) -> Value {
        let mut size = self.lanes.int;
        while size > to {
            let from = Lane::int(size).unwrap_or(Lane::I32);
            let holds = |signed| self.lanes.holds(self.code.f, value, size / 2, signed);
            let (as_signed, as_unsigned) = (holds(true), holds(false));
            let signed = if as_signed {
                true
            } else if as_unsigned && (size == 2 || self.features == Features::Avx2) {
                false
            } else if size == 2 {
                let mask = self.number(from, 0xff);
                vector = self.binary(VectorBinary::And, from, vector, mask);
                false
            } else {
                vector = self.shift(VectorShift::Shl, from, vector, 16);
                vector = self.shift(VectorShift::Ashr, from, vector, 16);
                true
            };
            let (low, high) = match self.code.ty(vector) {
                Type::V256 => (self.code.vector(VectorOp::Low, &[vector]), self.code.vector(VectorOp::High, &[vector])),
                _ => (vector, vector),
            };
            vector = self.code.vector(VectorOp::Pack { signed, from }, &[low, high]);
            size /= 2;
        }
        vector
    }
}

/// The operation on lanes by which a sum is collected.
fn collector(op: BinOp) -> VectorBinary {
    match op {
        BinOp::And => VectorBinary::And,
        BinOp::Or => VectorBinary::Or,
        BinOp::Xor => VectorBinary::Xor,
        _ => VectorBinary::Add,
    }
}

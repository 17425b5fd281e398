//! The loop.

use super::code::{CallSite, Code, Insn, NO_REG, canonical};
use super::fault::{Access, Fault, FaultKind, Place, memory_fault};
use super::jump;
use super::memory::{load, range, store};
use super::program::{FunctionId, Program};
use super::{Interp, Stop};
use crate::ir::arith;
use guest_abi::TrapCode;
use guest_abi::layout::{FUNCTION_TAG, SLOT_COUNT};
use linker::SlotTarget;
use std::sync::atomic::{AtomicBool, Ordering};

/// Where a call leads.
enum Callee {
    Function(FunctionId),
    Builtin(u32),
}

const BAD_POINTER: FaultKind = FaultKind::Trap(TrapCode::BadFunctionPointer);

impl Interp {
    /// Gives the innermost frame the result of its call.
    pub(super) fn deliver(&mut self, result: u64) {
        let Some(frame) = self.stack.frames.last() else { return };
        let Some(code) = self.program.code(frame.function) else { return };
        let site = frame.pc.checked_sub(1).and_then(|pc| site_of(code, pc));
        if let (Some(ty), true) = (site.and_then(|site| site.result), frame.awaits != NO_REG) {
            self.stack.regs[frame.base + frame.awaits as usize] = canonical(ty, result);
        }
    }

    /// Runs the innermost frame, and what it calls and returns to, until something happens.
    pub(super) fn run(&mut self, memory: &mut [u8], expired: &AtomicBool) -> Stop {
        let floor = self.upcalls.last().map_or(0, |upcall| upcall.floor);
        'frame: loop {
            let Some(frame) = self.stack.frames.last() else { return Stop::Returned(0) };
            let function = frame.function;
            let Some(code) = self.program.code(function) else { return Stop::Returned(0) };
            let (base, sp) = (frame.base, frame.sp);
            let mut pc = frame.pc as usize;
            let regs = &mut self.stack.regs[base..base + code.regs as usize];

            macro_rules! fault {
                ($kind:expr, $address:expr) => {{
                    let object = self.program.unit(function.unit).map(|unit| unit.object);
                    let loc = code.places.get(pc - 1).copied().unwrap_or_default();
                    let place = object.map(|object| Place { object, function: function.index, loc });
                    return Stop::Fault(Fault { kind: $kind, address: $address, place });
                }};
            }
            macro_rules! bad_access {
                ($address:expr, $access:ident) => {{
                    let (kind, address) = memory_fault(memory.len(), $address, Access::$access);
                    fault!(kind, address)
                }};
            }
            macro_rules! reg {
                ($r:expr) => {
                    regs[$r as usize]
                };
            }
            macro_rules! op32 {
                ($d:expr, $a:expr, $b:expr, $f:expr) => {{
                    let f: fn(u32, u32) -> u32 = $f;
                    reg!($d) = u64::from(f(reg!($a) as u32, reg!($b) as u32));
                }};
            }
            macro_rules! set {
                ($d:expr, $holds:expr) => {
                    reg!($d) = u64::from($holds)
                };
            }
            macro_rules! load {
                ($d:expr, $addr:expr, $offset:expr, $convert:expr) => {{
                    let address = (reg!($addr) as u32).wrapping_add($offset);
                    match load(memory, address) {
                        Some(bytes) => reg!($d) = $convert(bytes),
                        None => bad_access!(address, Read),
                    }
                }};
            }
            macro_rules! store {
                ($addr:expr, $offset:expr, $value:expr, $ty:ty) => {{
                    let address = (reg!($addr) as u32).wrapping_add($offset);
                    if store(memory, address, (reg!($value) as $ty).to_le_bytes()).is_none() {
                        bad_access!(address, Write);
                    }
                }};
            }
            macro_rules! branch {
                ($holds:expr, $then:expr, $els:expr) => {
                    pc = if $holds { $then } else { $els } as usize
                };
            }
            // What takes time looks whether there is any left.
            macro_rules! poll {
                () => {
                    if expired.load(Ordering::Relaxed) {
                        return Stop::Expired;
                    }
                };
            }
            macro_rules! call {
                ($callee:expr, $site:expr) => {{
                    poll!();
                    let site = &code.sites[$site as usize];
                    match $callee {
                        Ok(Callee::Function(callee)) => {
                            let Some(target) = self.program.code(callee) else { fault!(BAD_POINTER, None) };
                            let Some(frame) = self.stack.frames.last_mut() else { return Stop::Returned(0) };
                            frame.pc = pc as u32;
                            frame.awaits = site.d;
                            match self.stack.push(callee, target) {
                                Ok(first) => {
                                    for (i, arg) in site.args.iter().enumerate() {
                                        self.stack.regs[first + i] = self.stack.regs[base + *arg as usize];
                                    }
                                }
                                Err(sp) => fault!(FaultKind::StackOverflow, Some(sp)),
                            }
                            self.program.hold(callee.unit);
                            continue 'frame;
                        }
                        Ok(Callee::Builtin(id)) => {
                            if let Some(upcall) = self.upcalls.last_mut() {
                                upcall.args.extend(site.args.iter().map(|arg| regs[*arg as usize]));
                            }
                            if let Some(frame) = self.stack.frames.last_mut() {
                                frame.pc = pc as u32;
                                frame.awaits = site.d;
                            }
                            return Stop::Callback(id);
                        }
                        Err(kind) => fault!(kind, None),
                    }
                }};
            }

            loop {
                let insn = code.insns[pc];
                pc += 1;
                match insn {
                    Insn::Move { d, s } => reg!(d) = reg!(s),
                    Insn::Select { d, cond, a, b } => reg!(d) = if reg!(cond) != 0 { reg!(a) } else { reg!(b) },

                    Insn::Add32 { d, a, b } => op32!(d, a, b, u32::wrapping_add),
                    Insn::Sub32 { d, a, b } => op32!(d, a, b, u32::wrapping_sub),
                    Insn::Mul32 { d, a, b } => op32!(d, a, b, u32::wrapping_mul),
                    Insn::Shl32 { d, a, b } => op32!(d, a, b, u32::wrapping_shl),
                    Insn::Lshr32 { d, a, b } => op32!(d, a, b, u32::wrapping_shr),
                    Insn::Ashr32 { d, a, b } => op32!(d, a, b, |a, b| (a as i32).wrapping_shr(b) as u32),
                    Insn::Add64 { d, a, b } => reg!(d) = reg!(a).wrapping_add(reg!(b)),
                    Insn::Sub64 { d, a, b } => reg!(d) = reg!(a).wrapping_sub(reg!(b)),
                    Insn::And { d, a, b } => reg!(d) = reg!(a) & reg!(b),
                    Insn::Or { d, a, b } => reg!(d) = reg!(a) | reg!(b),
                    Insn::Xor { d, a, b } => reg!(d) = reg!(a) ^ reg!(b),
                    Insn::Binary { op, ty, d, a, b } => match arith::binary(op, ty, reg!(a), reg!(b)) {
                        Some(value) => reg!(d) = value,
                        None => fault!(FaultKind::DivideError, None),
                    },
                    // The verifier has checked that operator and type fit.
                    Insn::Unary { op, ty, d, a } => reg!(d) = arith::unary(op, ty, reg!(a)).unwrap_or_default(),
                    Insn::Convert { op, from, d, a } => {
                        reg!(d) = arith::convert(op, from, reg!(a)).unwrap_or_default();
                    }

                    Insn::SetEq { d, a, b } => set!(d, reg!(a) == reg!(b)),
                    Insn::SetNe { d, a, b } => set!(d, reg!(a) != reg!(b)),
                    Insn::SetUlt { d, a, b } => set!(d, reg!(a) < reg!(b)),
                    Insn::SetUle { d, a, b } => set!(d, reg!(a) <= reg!(b)),
                    Insn::SetSlt32 { d, a, b } => set!(d, (reg!(a) as i32) < reg!(b) as i32),
                    Insn::SetSle32 { d, a, b } => set!(d, reg!(a) as i32 <= reg!(b) as i32),
                    Insn::SetSlt64 { d, a, b } => set!(d, (reg!(a) as i64) < reg!(b) as i64),
                    Insn::SetSle64 { d, a, b } => set!(d, reg!(a) as i64 <= reg!(b) as i64),
                    Insn::FloatCmp { cc, ty, d, a, b } => set!(d, arith::float_cmp(cc, ty, reg!(a), reg!(b))),

                    Insn::StackAddr { d, offset } => reg!(d) = u64::from(sp.wrapping_add(offset)),
                    Insn::LoadS8 { d, addr, offset } => {
                        load!(d, addr, offset, |b| u64::from(i32::from(i8::from_le_bytes(b)) as u32));
                    }
                    Insn::LoadU8 { d, addr, offset } => load!(d, addr, offset, |b| u64::from(u8::from_le_bytes(b))),
                    Insn::LoadS16 { d, addr, offset } => {
                        load!(d, addr, offset, |b| u64::from(i32::from(i16::from_le_bytes(b)) as u32));
                    }
                    Insn::LoadU16 { d, addr, offset } => {
                        load!(d, addr, offset, |b| u64::from(u16::from_le_bytes(b)));
                    }
                    Insn::Load32 { d, addr, offset } => {
                        load!(d, addr, offset, |b| u64::from(u32::from_le_bytes(b)));
                    }
                    Insn::Load64 { d, addr, offset } => load!(d, addr, offset, u64::from_le_bytes),
                    Insn::Store8 { addr, offset, value } => store!(addr, offset, value, u8),
                    Insn::Store16 { addr, offset, value } => store!(addr, offset, value, u16),
                    Insn::Store32 { addr, offset, value } => store!(addr, offset, value, u32),
                    Insn::Store64 { addr, offset, value } => store!(addr, offset, value, u64),
                    Insn::LoadVector { d, addr, offset, words } => {
                        let address = (reg!(addr) as u32).wrapping_add(offset);
                        let words = usize::from(words);
                        let Some(bytes) = range(memory, address, 8 * words as u32) else { bad_access!(address, Read) };
                        let to = &mut regs[d as usize..d as usize + words];
                        for (to, from) in to.iter_mut().zip(memory[bytes].as_chunks::<8>().0) {
                            *to = u64::from_le_bytes(*from);
                        }
                    }
                    Insn::StoreVector { addr, offset, value, words } => {
                        let address = (reg!(addr) as u32).wrapping_add(offset);
                        let words = usize::from(words);
                        let Some(bytes) = range(memory, address, 8 * words as u32) else { bad_access!(address, Write) };
                        let from = &regs[value as usize..value as usize + words];
                        for (to, from) in memory[bytes].as_chunks_mut::<8>().0.iter_mut().zip(from) {
                            *to = from.to_le_bytes();
                        }
                    }
                    Insn::Vector { op } => code.vectors[op as usize].run(regs),
                    Insn::Copy { dst, src, len } => {
                        poll!();
                        let (to, from) = (reg!(dst) as u32, reg!(src) as u32);
                        let Some(source) = range(memory, from, len) else { bad_access!(from, Read) };
                        let Some(target) = range(memory, to, len) else { bad_access!(to, Write) };
                        memory.copy_within(source, target.start);
                    }
                    Insn::Fill { dst, byte, len } => {
                        poll!();
                        let to = reg!(dst) as u32;
                        let Some(target) = range(memory, to, len) else { bad_access!(to, Write) };
                        memory[target].fill(byte);
                    }

                    Insn::StackSave { d } => reg!(d) = self.stack.frames.last().map_or(0, |f| u64::from(f.low)),
                    Insn::StackAlloc { d, size } => {
                        let size = reg!(size) as u32;
                        match self.stack.frames.last_mut().and_then(|frame| frame.alloc(size)) {
                            Some(address) => reg!(d) = u64::from(address),
                            None => fault!(FaultKind::StackOverflow, None),
                        }
                    }
                    Insn::StackRestore { saved } => {
                        let saved = reg!(saved) as u32;
                        if self.stack.frames.last_mut().and_then(|frame| frame.restore(saved)).is_none() {
                            fault!(FaultKind::Trap(TrapCode::Unreachable), None);
                        }
                    }

                    Insn::Goto { to } => pc = to as usize,
                    Insn::GotoBack { to } => {
                        poll!();
                        pc = to as usize;
                    }
                    Insn::BranchNonzero { cond, then, els } => branch!(reg!(cond) != 0, then, els),
                    Insn::BranchEq { a, b, then, els } => branch!(reg!(a) == reg!(b), then, els),
                    Insn::BranchUlt { a, b, then, els } => branch!(reg!(a) < reg!(b), then, els),
                    Insn::BranchSlt32 { a, b, then, els } => {
                        branch!((reg!(a) as i32) < reg!(b) as i32, then, els);
                    }
                    Insn::BranchSlt64 { a, b, then, els } => {
                        branch!((reg!(a) as i64) < reg!(b) as i64, then, els);
                    }
                    Insn::Switch { value, table } => pc = code.tables[table as usize].find(reg!(value)) as usize,

                    Insn::CallLocal { function: index, site } => {
                        call!(Ok::<_, FaultKind>(Callee::Function(FunctionId { unit: function.unit, index })), site);
                    }
                    Insn::CallSlot { slot, site } => {
                        call!(resolve(&self.program, slot, &code.sites[site as usize]), site);
                    }
                    Insn::CallIndirect { callee, site } => {
                        // Slots are below the tag, so removing it from what has none gives a large number.
                        let slot = reg!(callee) as u32 ^ FUNCTION_TAG;
                        if slot >= SLOT_COUNT {
                            fault!(BAD_POINTER, None);
                        }
                        call!(resolve(&self.program, slot, &code.sites[site as usize]), site);
                    }
                    Insn::Return { value } => {
                        let value = if value == NO_REG { 0 } else { reg!(value) };
                        self.stack.frames.pop();
                        self.program.release(function.unit);
                        if self.stack.frames.len() <= floor {
                            return Stop::Returned(value);
                        }
                        if let Some(caller) = self.stack.frames.last()
                            && caller.awaits != NO_REG
                        {
                            self.stack.regs[caller.base + caller.awaits as usize] = value;
                        }
                        continue 'frame;
                    }
                    Insn::SetJump { d, env } => {
                        let address = reg!(env) as u32;
                        if store(memory, address, jump::mark(&self.stack.frames, pc as u32)).is_none() {
                            bad_access!(address, Write);
                        }
                        if d != NO_REG {
                            reg!(d) = 0;
                        }
                    }
                    Insn::LongJump { env, value } => {
                        // Loops can be made of jumps, too.
                        poll!();
                        let address = reg!(env) as u32;
                        let Some(mark) = load(memory, address) else { bad_access!(address, Read) };
                        let value = u64::from(reg!(value) as u32);
                        if let Some(target) = jump::target(&self.program, &self.stack.frames, floor, mark) {
                            self.jump(target, value);
                            continue 'frame;
                        }
                    }
                    Insn::Trap { code: trap } => fault!(FaultKind::Trap(trap), None),
                }
            }
        }
    }
}

/// The call site of the instruction at `pc`.
fn site_of(code: &Code, pc: u32) -> Option<&CallSite> {
    match code.insns.get(pc as usize)? {
        Insn::CallLocal { site, .. } | Insn::CallSlot { site, .. } | Insn::CallIndirect { site, .. } => {
            code.sites.get(*site as usize)
        }
        _ => None,
    }
}

/// What a slot leads to, if the call has its types. A result may be ignored.
fn resolve(program: &Program, slot: u32, site: &CallSite) -> Result<Callee, FaultKind> {
    match program.slot(slot) {
        SlotTarget::Undefined => Err(FaultKind::UndefinedSlot(slot)),
        // What arguments a built-in takes the host knows; it gets those that there are.
        SlotTarget::Builtin { id, .. } => Ok(Callee::Builtin(id)),
        SlotTarget::Function { object, function, .. } => {
            let function = program.find(object, function).ok_or(FaultKind::UndefinedSlot(slot))?;
            let code = program.code(function).ok_or(FaultKind::UndefinedSlot(slot))?;
            let fits = code.params == site.words && (site.result.is_none() || site.result == code.result);
            if fits { Ok(Callee::Function(function)) } else { Err(BAD_POINTER) }
        }
    }
}

//! The memory that a loop walks over: groups of accesses at the same base with constant distances.

use super::lanes::mem_lane;
use super::linear::{Linear, linear};
use super::shape::Loop;
use super::strides;
use crate::ir::vector::{Features, Lane};
use crate::ir::{Function, Inst, Op, StackSlot, Value, ValueDef};
use linker::object::SymbolId;

/// Most groups: each pair of a written one and another costs a test before the loop.
const GROUPS: usize = 6;

/// Longest distance from one turn to the next, in elements.
const STRIDE: u32 = 4;

/// An access of the loop.
#[derive(Debug, Clone, Copy)]
pub(super) struct Access {
    pub(super) inst: Inst,
    pub(super) group: usize,
    /// From the lowest place of the group in the same turn.
    pub(super) offset: u32,
    pub(super) lane: Lane,
}

/// Accesses at one base.
#[derive(Debug)]
pub(super) struct Group {
    /// The lowest place that is accessed in the first turn.
    pub(super) start: Linear,
    /// Bytes from one turn to the next; 0 if it stays.
    pub(super) step: u32,
    /// Bytes from the lowest place up to the end of the highest, in one turn.
    pub(super) extent: u32,
    /// The places are written.
    pub(super) written: bool,
    /// What the base lies in, if that is known.
    pub(super) object: Option<Object>,
}

/// An object with a place of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Object {
    Slot(StackSlot),
    Data(SymbolId),
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Memory {
    pub(super) accesses: Vec<Access>,
    pub(super) groups: Vec<Group>,
}

impl Memory {
    /// Groups the accesses of a loop, and says why where they are none that vectors can do.
    pub(super) fn of(f: &Function, l: &Loop) -> Result<Self, &'static str> {
        let mut memory = Self::default();
        // Offsets as they are at first.
        let mut raw: Vec<(i32, bool)> = Vec::new();
        for &inst in &l.insts {
            let (mem, addr, offset, written) = match f.insts[inst.index()].op {
                Op::Load { mem, addr, offset, .. } => (mem, addr, offset, false),
                Op::Store { mem, addr, offset, .. } => (mem, addr, offset, true),
                _ => continue,
            };
            let Some(mut at) = linear(f, l, addr) else { return Err("an address is not a sum of constant steps") };
            at.constant = at.constant.wrapping_add(offset);
            let step = at.step(l).and_then(|step| u32::try_from(step).ok());
            let Some(step) = step else { return Err("an address goes backwards") };
            let lane = mem_lane(mem);
            if lane == Lane::I64 {
                return Err("it has integers of 64 bits");
            }
            let group = memory.groups.iter().position(|group| group.start.terms() == at.terms());
            let group = group.unwrap_or_else(|| {
                let object = object(f, &at);
                memory.groups.push(Group { start: at, step, extent: 0, written: false, object });
                memory.groups.len() - 1
            });
            raw.push((at.constant, written));
            memory.groups[group].written |= written;
            memory.accesses.push(Access { inst, group, offset: 0, lane });
        }
        if memory.groups.len() > GROUPS {
            return Err("it walks over too many places");
        }
        for g in 0..memory.groups.len() {
            memory.bounds(g, &raw)?;
            memory.check(g)?;
        }
        Ok(memory)
    }

    /// Finds the extent of a group.
    fn bounds(&mut self, g: usize, raw: &[(i32, bool)]) -> Result<(), &'static str> {
        let Self { accesses, groups } = self;
        let group = &mut groups[g];
        // Distances from the first one, which wrap as addresses do.
        let first = group.start.constant;
        let members = || accesses.iter().zip(raw).filter(|(access, _)| access.group == g);
        let distance = |constant: i32| constant.wrapping_sub(first);
        let low = members().map(|(_, (constant, _))| distance(*constant)).min().unwrap_or(0);
        let end = |(access, (constant, _)): (&Access, &(i32, bool))| {
            i64::from(distance(*constant)) - i64::from(low) + i64::from(access.lane.bytes())
        };
        let extent = members().map(end).max().unwrap_or(0);
        if extent > 64 {
            return Err("it looks far around itself");
        }
        group.start.constant = first.wrapping_add(low);
        group.extent = extent as u32;
        for (access, (constant, _)) in accesses.iter_mut().zip(raw).filter(|(access, _)| access.group == g) {
            access.offset = distance(*constant).wrapping_sub(low) as u32;
        }
        Ok(())
    }

    /// Is the group one that vectors can do?
    fn check(&self, g: usize) -> Result<(), &'static str> {
        let group = &self.groups[g];
        for access in self.accesses.iter().filter(|access| access.group == g) {
            let size = access.lane.bytes();
            if group.step == size || group.step == 0 && !group.written {
                continue;
            }
            // Every nth byte.
            let strided = access.lane == Lane::I8 && (2..=STRIDE).contains(&group.step);
            if !strided || group.written || group.extent > group.step {
                return Err("it steps over memory in a way that vectors do not");
            }
        }
        // What a turn writes no other turn sees.
        if group.written && group.extent > group.step {
            return Err("a turn may need what another has written");
        }
        Ok(())
    }

    /// Can the machine bring together every nth byte of so many turns?
    pub(super) fn check_strides(&self, count: u32, features: Features) -> Result<(), &'static str> {
        let mut strided = self.accesses.iter().filter(|access| {
            let step = self.groups[access.group].step;
            step != 0 && step != access.lane.bytes()
        });
        let fits = |access: &Access| strides::fits(self.groups[access.group].step, count);
        if features == Features::Avx2 || strided.all(fits) {
            Ok(())
        } else {
            Err("its vectors are too short for its strides")
        }
    }

    /// What is known of an access.
    pub(super) fn access(&self, inst: Inst) -> Option<&Access> {
        self.accesses.iter().find(|access| access.inst == inst)
    }

    /// The pairs of groups that must not overlap, and of which that is not known.
    pub(super) fn rivals(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let count = self.groups.len();
        let pairs = (0..count).flat_map(move |a| (a + 1..count).map(move |b| (a, b)));
        pairs.filter(|&(a, b)| {
            let (a, b) = (&self.groups[a], &self.groups[b]);
            let apart = matches!((a.object, b.object), (Some(x), Some(y)) if x != y);
            (a.written || b.written) && !apart
        })
    }
}

/// What an address is made from: arithmetic on the address of an object leads nowhere but into that object.
fn object(f: &Function, at: &Linear) -> Option<Object> {
    let of = |value: Value| match f.values[value.index()].def {
        ValueDef::Inst(inst) => match f.insts[inst.index()].op {
            Op::StackAddr(slot, _) => Some(Object::Slot(slot)),
            Op::DataAddr(symbol, _) => Some(Object::Data(symbol)),
            _ => None,
        },
        ValueDef::Param(..) => None,
    };
    let mut known = at.terms().iter().filter_map(|(value, coefficient)| Some((of(*value)?, *coefficient)));
    match (known.next(), known.next()) {
        (Some((object, 1)), None) => Some(object),
        _ => None,
    }
}

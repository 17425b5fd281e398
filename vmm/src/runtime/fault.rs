//! Putting names to a fault: which rule was broken, in which function, at which line.

use guest_abi::TrapCode;
use guest_abi::layout::{DATA_BASE, SLOT_COUNT, UNDEFINED_OFFSET, UNDEFINED_SIZE};
use linker::Slot;
use linker::object::SrcLoc;

use super::Runtime;
use crate::error::CallError;
use crate::machine::{Place, RawKind, RawTrap};
use crate::trap::{Access, Location, Trap, TrapKind};

/// A fault this close to the stack's end with the stack pointer there is the stack's: a `call` or a `push`.
const STACK_EDGE: u64 = 256;

/// A frame is no larger than this: the compiler takes less.
const LARGEST_FRAME: u32 = 32 << 20;
/// A stack pointer from here on went below zero.
const STACK_WRAPPED: u32 = u32::MAX - LARGEST_FRAME;

mod vector {
    pub(super) const DIVIDE: u8 = 0;
    pub(super) const INVALID_OPCODE: u8 = 6;
    pub(super) const STACK_SEGMENT: u8 = 12;
    pub(super) const PROTECTION: u8 = 13;
    pub(super) const PAGE: u8 = 14;
    pub(super) const X87: u8 = 16;
    pub(super) const SIMD: u8 = 19;
}

impl Runtime {
    /// The trap that a machine's fault is. Must be called before what runs is abandoned.
    pub(crate) fn trap(&self, raw: RawTrap) -> CallError {
        let kind = self.kind(&raw);
        // What is called through an undefined slot is at fault where it was called.
        let at = match kind {
            TrapKind::UndefinedSymbol { .. } => raw.return_ip.map(|ip| ip.saturating_sub(1)).or(raw.ip),
            _ => raw.ip,
        };
        let location = match raw.place {
            Some(place) => self.location_of(place),
            None => at.and_then(|offset| self.location_at(offset)),
        };
        let in_library = match raw.place {
            Some(place) => self.namespace.is_sealed(place.object),
            None => at.and_then(|offset| self.namespace.symbolize(offset)).is_some_and(|place| place.sealed),
        };
        let memory = matches!(kind, TrapKind::NullPointer | TrapKind::OutOfSegment | TrapKind::StackOverflow);
        CallError::Trap(Box::new(Trap {
            kind,
            location,
            caller: if in_library { self.calling(raw.stack) } else { None },
            code_offset: at,
            address: raw.address.filter(|_| memory),
            access: raw.access.filter(|_| memory),
        }))
    }

    fn kind(&self, raw: &RawTrap) -> TrapKind {
        match &raw.kind {
            RawKind::Exception { vector: number, error_code } => self.exception(raw, *number, *error_code),
            RawKind::Memory => memory(raw),
            RawKind::StackOverflow => TrapKind::StackOverflow,
            RawKind::Division => TrapKind::IntegerDivision,
            RawKind::Explicit(code) => explicit(*code),
            RawKind::UndefinedSlot(slot) => self.undefined(*slot),
            RawKind::Emulation(detail) => TrapKind::Emulation { detail: detail.clone() },
            RawKind::Forged(detail) => TrapKind::Forgery { detail: detail.clone() },
        }
    }

    fn exception(&self, raw: &RawTrap, number: u8, error_code: u32) -> TrapKind {
        match number {
            vector::DIVIDE => TrapKind::IntegerDivision,
            vector::INVALID_OPCODE => self.invalid_opcode(raw.ip),
            vector::STACK_SEGMENT | vector::PAGE => memory(raw),
            vector::PROTECTION if raw.address.is_some() => memory(raw),
            vector::PROTECTION => TrapKind::Protection { error_code },
            vector::X87 | vector::SIMD => TrapKind::FloatException,
            vector => TrapKind::Exception { vector, error_code },
        }
    }

    /// `ud2` is how compiled code stops itself and what undefined slots lead to.
    fn invalid_opcode(&self, ip: Option<u32>) -> TrapKind {
        let Some(ip) = ip else { return TrapKind::IllegalInstruction };
        if let Some(offset) = ip.checked_sub(UNDEFINED_OFFSET)
            && offset < SLOT_COUNT * UNDEFINED_SIZE
        {
            return self.undefined(offset / UNDEFINED_SIZE);
        }
        match self.namespace.symbolize(ip).and_then(|place| place.trap) {
            Some(code) => explicit(code),
            None => TrapKind::IllegalInstruction,
        }
    }

    /// A call through a slot that leads nowhere. Only what was never a function's is without a name.
    fn undefined(&self, slot: u32) -> TrapKind {
        match self.namespace.slot_name(Slot(slot)) {
            Some(name) => TrapKind::UndefinedSymbol { name: name.to_owned() },
            None => TrapKind::BadFunctionPointer,
        }
    }

    pub(super) fn location_at(&self, code_offset: u32) -> Option<Location> {
        let place = self.namespace.symbolize(code_offset)?;
        let plugin = place.plugin?.to_owned();
        Some(Location {
            function: place.function.unwrap_or("?").to_owned(),
            file: place.file.map_or_else(|| plugin.clone(), str::to_owned),
            plugin,
            line: place.loc.line,
            column: u32::from(place.loc.column),
        })
    }

    pub(super) fn location_of(&self, place: Place) -> Option<Location> {
        let Place { object, function, loc: SrcLoc { line, column, file } } = place;
        let object = self.namespace.object(object)?;
        let symbol = object.functions.get(function as usize)?.symbol;
        Some(Location {
            plugin: object.name.clone(),
            function: object.symbols.get(symbol.0 as usize).map_or("?", |symbol| &symbol.name).to_owned(),
            file: object.files.get(usize::from(file)).unwrap_or(&object.name).clone(),
            line,
            column: u32::from(column),
        })
    }
}

fn explicit(code: TrapCode) -> TrapKind {
    match code {
        TrapCode::BadFunctionPointer => TrapKind::BadFunctionPointer,
        TrapCode::Unreachable => TrapKind::Unreachable,
        TrapCode::StackOverflow => TrapKind::StackOverflow,
    }
}

/// A forbidden access: by a stack that grew out of its segment, through a null pointer, or just outside.
fn memory(raw: &RawTrap) -> TrapKind {
    let base = u64::from(DATA_BASE);
    let stack = u64::from(raw.stack);
    let Some(address) = raw.address else {
        return if !(DATA_BASE..STACK_WRAPPED).contains(&raw.stack) {
            TrapKind::StackOverflow
        } else {
            TrapKind::OutOfSegment
        };
    };
    if raw.access != Some(Access::Execute) {
        // The stack is the lowest part of the segment and grows down into the hole; a frame that is larger than
        // the hole reaches the other end of the address space.
        let left = !(DATA_BASE..STACK_WRAPPED).contains(&raw.stack);
        let near = (address as u32).wrapping_sub(raw.stack) <= LARGEST_FRAME || address.abs_diff(stack) <= STACK_EDGE;
        let edge = (base..base + STACK_EDGE).contains(&stack) && (base - STACK_EDGE..base).contains(&address);
        if left && near || edge {
            return TrapKind::StackOverflow;
        }
    }
    if address < base { TrapKind::NullPointer } else { TrapKind::OutOfSegment }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touched(stack: u32, address: u64) -> TrapKind {
        memory(&RawTrap { stack, address: Some(address), access: Some(Access::Write), ..RawTrap::new(RawKind::Memory) })
    }

    #[test]
    fn a_stack_that_left_its_segment_is_told_from_a_null_pointer() {
        let base = u64::from(DATA_BASE);
        let inside = DATA_BASE + 0x1000;
        assert_eq!(touched(inside, 0), TrapKind::NullPointer);
        assert_eq!(touched(inside, base - 8), TrapKind::NullPointer);
        assert_eq!(touched(inside, u64::MAX), TrapKind::OutOfSegment);
        assert_eq!(touched(DATA_BASE, base - 8), TrapKind::StackOverflow);
        assert_eq!(touched(DATA_BASE + 16, base - 8), TrapKind::StackOverflow);
        assert_eq!(touched(DATA_BASE + 16, 4), TrapKind::NullPointer);
        assert_eq!(touched(DATA_BASE - 0x10_0000, base - 0x8000), TrapKind::StackOverflow);
        assert_eq!(touched(0xffa0_0000, 0xffff_ffff_ffa0_1000), TrapKind::StackOverflow);
        assert_eq!(touched(0xffa0_0000, 0x1000), TrapKind::StackOverflow);
        assert_eq!(touched(inside, 0xffa0_1000), TrapKind::OutOfSegment);
    }
}

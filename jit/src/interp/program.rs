//! What can be called: the loaded objects and the slot table.

use super::code::Code;
use super::decode::{Context, Unbound, decode};
use crate::ir::{Module, VerifyErrors, verify};
use guest_abi::layout::SLOT_COUNT;
use linker::object::SymbolId;
use linker::{Binding, ObjectId, Slot, SlotTarget};
use rustc_hash::FxHashMap;

/// Why a module can't be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// The module is not well formed.
    #[error("invalid IR: {0}")]
    Invalid(#[from] VerifyErrors),
    /// There must be one binding for each symbol.
    #[error("{bindings} bindings for {symbols} symbols")]
    Bindings {
        /// Symbols of the module.
        symbols: usize,
        /// Bindings given.
        bindings: usize,
    },
    /// Code refers to a symbol that is not bound, or bound to the wrong kind of thing.
    #[error("`{0}` is not bound as the code uses it")]
    Unbound(String),
    /// The object's number is taken.
    #[error("object {0} is loaded already")]
    Loaded(u32),
    /// Object numbers must be small: they index a table.
    #[error("object number {0} is too large")]
    Number(u32),
}

/// Most objects at once; the linker gives numbers from 0 on and uses them again.
const OBJECT_LIMIT: u32 = 1 << 20;

/// An object's functions, ready to run.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) object: ObjectId,
    pub(super) functions: Vec<Code>,
}

/// A function by its unit's number and its index.
#[derive(Debug, Clone, Copy)]
pub(super) struct FunctionId {
    pub(super) unit: u32,
    pub(super) index: u32,
}

/// A unit's place in the table: a unit that is unloaded stays for as long as frames of it live.
#[derive(Debug, Default)]
struct Seat {
    unit: Option<Unit>,
    frames: u32,
    unloaded: bool,
}

/// The loaded objects and the slot table.
#[derive(Debug)]
pub(super) struct Program {
    seats: Vec<Seat>,
    free: Vec<u32>,
    /// The seat of each object by its number.
    objects: Vec<Option<u32>>,
    slots: Vec<SlotTarget>,
}

impl Program {
    pub(super) fn new() -> Self {
        let slots = vec![SlotTarget::Undefined; SLOT_COUNT as usize];
        Self { seats: Vec::new(), free: Vec::new(), objects: Vec::new(), slots }
    }

    pub(super) fn load(&mut self, id: ObjectId, module: &Module, bindings: &[Binding]) -> Result<(), LoadError> {
        if id.0 >= OBJECT_LIMIT {
            return Err(LoadError::Number(id.0));
        }
        if self.seat_of(id).is_some() {
            return Err(LoadError::Loaded(id.0));
        }
        verify(module)?;
        if bindings.len() != module.symbols.len() {
            return Err(LoadError::Bindings { symbols: module.symbols.len(), bindings: bindings.len() });
        }
        let functions: FxHashMap<SymbolId, u32> = module.functions.iter().map(|f| f.symbol).zip(0..).collect();
        let context = Context { module, bindings, functions: &functions };
        let decoded: Result<Vec<Code>, Unbound> = module.functions.iter().map(|f| decode(&context, f)).collect();
        let functions = decoded.map_err(|Unbound(symbol)| {
            LoadError::Unbound(module.symbols.get(symbol.0 as usize).map_or_else(String::new, |s| s.name.clone()))
        })?;
        let seat = Seat { unit: Some(Unit { object: id, functions }), frames: 0, unloaded: false };
        let number = self.free.pop().unwrap_or_else(|| {
            self.seats.push(Seat::default());
            self.seats.len() as u32 - 1
        });
        self.seats[number as usize] = seat;
        let index = id.0 as usize;
        if self.objects.len() <= index {
            self.objects.resize(index + 1, None);
        }
        self.objects[index] = Some(number);
        Ok(())
    }

    pub(super) fn unload(&mut self, id: ObjectId) {
        let Some(number) = self.objects.get_mut(id.0 as usize).and_then(Option::take) else { return };
        self.seats[number as usize].unloaded = true;
        self.sweep(number);
    }

    fn sweep(&mut self, number: u32) {
        let seat = &mut self.seats[number as usize];
        if seat.unloaded && seat.frames == 0 && seat.unit.take().is_some() {
            self.free.push(number);
        }
    }

    pub(super) fn set_slot(&mut self, slot: Slot, target: SlotTarget) {
        if let Some(entry) = self.slots.get_mut(slot.0 as usize) {
            *entry = target;
        }
    }

    pub(super) fn slot(&self, slot: u32) -> SlotTarget {
        self.slots.get(slot as usize).copied().unwrap_or(SlotTarget::Undefined)
    }

    fn seat_of(&self, id: ObjectId) -> Option<u32> {
        self.objects.get(id.0 as usize).copied().flatten()
    }

    /// A function of an object that is loaded.
    pub(super) fn find(&self, id: ObjectId, index: u32) -> Option<FunctionId> {
        let function = FunctionId { unit: self.seat_of(id)?, index };
        self.code(function).map(|_| function)
    }

    pub(super) fn unit(&self, number: u32) -> Option<&Unit> {
        self.seats.get(number as usize)?.unit.as_ref()
    }

    pub(super) fn code(&self, function: FunctionId) -> Option<&Code> {
        self.unit(function.unit)?.functions.get(function.index as usize)
    }

    /// A frame of the unit came to life.
    pub(super) fn hold(&mut self, unit: u32) {
        self.seats[unit as usize].frames += 1;
    }

    /// A frame of the unit is gone.
    pub(super) fn release(&mut self, unit: u32) {
        let seat = &mut self.seats[unit as usize];
        seat.frames -= 1;
        if seat.unloaded {
            self.sweep(unit);
        }
    }
}

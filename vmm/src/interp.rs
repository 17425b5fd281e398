//! The interpreter behind the [`Machine`] seam: the oracle, and the way to run plugins where there is no KVM.

use std::collections::TryReserveError;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clib::Compiled;
use guest_abi::Isa;
use guest_abi::layout::{CODE_BASE, DATA_BASE};
use jit::interp::{self, Fault, FaultKind, Interp};
use jit::isa::adapter::GateLinks;
use linker::object::SrcLoc;
use linker::{Image, Linked, ObjectId, Slot, SlotTarget};

use crate::error::BoxError;
use crate::machine::{Call, Event, Kick, Machine, Mark, Place, RawKind, RawTrap, Settings};
use crate::mode::Mode;
use crate::trap::Access;

/// The interpreter with the memory that it works on.
pub(crate) struct InterpMachine {
    interp: Interp,
    memory: Vec<u8>,
    expired: Arc<Flag>,
    /// What came of the upcall or return that was started last.
    outcome: Option<Event>,
}

/// The kick of an interpreter: it looks at the flag on every call and every backward jump.
#[derive(Default)]
struct Flag(AtomicBool);

impl Kick for Flag {
    fn kick(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    fn clear(&self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

impl InterpMachine {
    /// `settings` have been checked by the runtime's builder.
    ///
    /// # Errors
    /// When this process can't have so much memory.
    pub(crate) fn new(settings: &Settings) -> Result<Self, TryReserveError> {
        let size = settings.memory as usize;
        // Only asks: memory that is taken as zeroes, as below, is not touched before it is used, but to fail to get
        // it so would end the process.
        Vec::<u8>::new().try_reserve_exact(size)?;
        Ok(Self { interp: Interp::new(settings.stack), memory: vec![0; size], expired: Arc::default(), outcome: None })
    }

    fn kicked(&self) -> bool {
        self.expired.0.load(Ordering::SeqCst)
    }

    /// The piece of the data segment at an address. The linker only asks for pieces inside it.
    fn piece(&mut self, address: u32, len: usize) -> Option<&mut [u8]> {
        let start = address.checked_sub(DATA_BASE)? as usize;
        self.memory.get_mut(start..start.checked_add(len)?)
    }
}

impl Image for InterpMachine {
    fn write_code(&mut self, _offset: u32, _bytes: &[u8]) {
        // Nothing here is machine code.
    }

    fn write_data(&mut self, address: u32, bytes: &[u8]) {
        if let Some(piece) = self.piece(address, bytes.len()) {
            piece.copy_from_slice(bytes);
        }
    }

    fn fill_data(&mut self, address: u32, len: u32, byte: u8) {
        if let Some(piece) = self.piece(address, len as usize) {
            piece.fill(byte);
        }
    }

    fn set_slot(&mut self, slot: Slot, target: SlotTarget) {
        self.interp.set_slot(slot, target);
    }

    fn forget(&mut self, object: ObjectId) {
        self.interp.unload(object);
    }
}

impl Machine for InterpMachine {
    fn mode(&self) -> Mode {
        Mode::Interp
    }

    fn isa(&self) -> Isa {
        Isa::Portable
    }

    fn image(&mut self) -> &mut dyn Image {
        self
    }

    fn begin(&mut self, call: &Call<'_>) {
        if self.kicked() {
            self.outcome = Some(Event::Expired);
            return;
        }
        let mut entered = self.interp.enter(&mut self.memory, &self.expired.0, call.target, call.args);
        if let (interp::Event::Fault(fault), SlotTarget::Function { object, function, .. }) =
            (&mut entered, call.target)
        {
            // Without a place is what happens before the function's first instruction, such as having no stack.
            fault.place.get_or_insert(interp::Place { object, function, loc: SrcLoc::default() });
        }
        self.outcome = Some(event(entered));
    }

    fn callback_args(&self, args: &mut [u64]) {
        for (arg, &word) in args.iter_mut().zip(self.interp.callback_args()) {
            *arg = word;
        }
    }

    fn reply(&mut self, result: u64) {
        // The time may have been spent in the built-in, and what follows may end before it looks at the flag.
        self.outcome = Some(if self.kicked() {
            Event::Expired
        } else {
            event(self.interp.resume(&mut self.memory, &self.expired.0, result))
        });
    }

    fn poll(&mut self) -> Option<Event> {
        self.outcome.take()
    }

    fn wait(&mut self) -> Event {
        self.outcome.take().unwrap_or_else(|| Event::Broken(std::io::Error::other("nothing was started")))
    }

    fn mark(&self) -> Mark {
        let interp::Mark { depth, stack } = self.interp.mark();
        Mark { stack, depth }
    }

    fn calls(&self) -> Vec<Place> {
        let place = |interp::Place { object, function, loc }| Place { object, function, loc };
        self.interp.calls().into_iter().map(place).collect()
    }

    fn abandon(&mut self, mark: Mark) {
        let Mark { stack, depth } = mark;
        self.interp.abandon(interp::Mark { depth, stack });
    }

    fn memory_size(&self) -> u32 {
        self.memory.len() as u32
    }

    fn read(&self, offset: u32, into: &mut [u8]) {
        into.copy_from_slice(&self.memory[offset as usize..][..into.len()]);
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) {
        self.memory[offset as usize..][..bytes.len()].copy_from_slice(bytes);
    }

    fn read_words(&self, offset: u32, into: &mut [u64]) {
        let bytes = &self.memory[offset as usize..][..8 * into.len()];
        for (word, bytes) in into.iter_mut().zip(bytes.as_chunks().0) {
            *word = u64::from_le_bytes(*bytes);
        }
    }

    fn write_words(&mut self, offset: u32, words: &[u64]) {
        let bytes = &mut self.memory[offset as usize..][..8 * words.len()];
        for (word, bytes) in words.iter().zip(bytes.as_chunks_mut().0) {
            *bytes = word.to_le_bytes();
        }
    }

    fn memory(&self) -> &[u8] {
        &self.memory
    }

    fn memory_mut(&mut self) -> &mut [u8] {
        &mut self.memory
    }

    fn gate_links(&self) -> Option<GateLinks> {
        None
    }

    fn loaded(&mut self, linked: &Linked, unit: &Compiled) -> Result<(), BoxError> {
        let ir = unit.ir.as_ref().ok_or("the plugin was compiled without its intermediate form")?;
        Ok(self.interp.load(linked.id, ir, &linked.bindings)?)
    }

    fn control(&self) -> Arc<dyn Kick> {
        self.expired.clone()
    }
}

fn event(event: interp::Event) -> Event {
    match event {
        interp::Event::Returned(word) => Event::Returned(word),
        interp::Event::Callback(builtin) => Event::Callback { builtin },
        interp::Event::Fault(fault) => Event::Trapped(Box::new(raw(fault))),
        interp::Event::Expired => Event::Expired,
    }
}

fn raw(fault: Fault) -> RawTrap {
    let (kind, access) = match fault.kind {
        FaultKind::NullAccess(access) | FaultKind::OutOfSegment(access) => (RawKind::Memory, Some(access)),
        FaultKind::DivideError => (RawKind::Division, None),
        FaultKind::StackOverflow => (RawKind::StackOverflow, None),
        FaultKind::UndefinedSlot(slot) => (RawKind::UndefinedSlot(slot), None),
        FaultKind::Trap(code) => (RawKind::Explicit(code), None),
        FaultKind::NotSuspended => (RawKind::Forged("no callback is pending".to_owned()), None),
    };
    RawTrap {
        address: fault.address.map(u64::from),
        access: access.map(|access| match access {
            interp::Access::Read => Access::Read,
            interp::Access::Write => Access::Write,
        }),
        // It tells a stack overflow by itself; what is far from the stack's end is none.
        stack: CODE_BASE,
        place: fault.place.map(|interp::Place { object, function, loc }| Place { object, function, loc }),
        ..RawTrap::new(kind)
    }
}

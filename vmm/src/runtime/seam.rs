//! What the C library needs of the host: functions that its code imports, which a runtime has once it links a user of
//! one.
//!
//! ```c
//! int __plug_write(int fd, const void *bytes, unsigned n);  // n; -1 if fd is not 1 or 2
//! int __plug_read(int fd, void *bytes, unsigned n);         // how many; 0 at the end, -1 on failure
//! void *__plug_grow(unsigned bytes);                        // a piece of the data segment, as it is; null if full
//! void __plug_release(void *piece);                         // gives one back
//! _Noreturn void __plug_exit(int status);
//! _Noreturn void __plug_abort(void);
//! long long __plug_time_ns(int clock);                      // 0 real, 1 monotonic, 2 since the runtime was built
//! ```
//!
//! Plugins may call them, too: they give away nothing but what a plugin may have anyway. Pieces are of the runtime's
//! own memory and end with it.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use guest_abi::layout::{DATA_BASE, DATA_GRANULE};
use linker::object::{Linkage, Object};

use super::Runtime;
use crate::builtin::Builtin;
use crate::caller::{Caller, Sealed as _};
use crate::error::{BoxError, CallError, Error};
use crate::guest::clock::monotonic;
use crate::trap::{Location, Trap, TrapKind};
use crate::value::Ptr;

/// How the names of these functions begin.
const PREFIX: &str = "__plug_";
/// What any C object can be aligned to, and what keeps a piece from sharing a cache line.
const PIECE_ALIGN: u32 = 64;
/// How many words of the stack are looked at for the plugin's function that called the library.
const SCAN: u32 = 1024;

/// The function of a name.
fn function(name: &str) -> Option<Builtin> {
    Some(match name {
        "__plug_write" => Builtin::typed(name, |caller: &mut Caller<'_>, descriptor: i32, at: Ptr, len: u32| {
            caller.runtime_mut().write_stream(descriptor, at, len)
        }),
        "__plug_read" => Builtin::typed(name, |caller: &mut Caller<'_>, descriptor: i32, at: Ptr, len: u32| {
            caller.runtime_mut().read_stream(descriptor, at, len)
        }),
        "__plug_grow" => Builtin::typed(name, |caller: &mut Caller<'_>, len: u32| caller.runtime_mut().grow(len)),
        "__plug_release" => Builtin::typed(name, |caller: &mut Caller<'_>, at: Ptr| caller.runtime_mut().release(at)),
        "__plug_exit" => {
            Builtin::typed(name, |_: &mut Caller<'_>, status: i32| Err::<(), _>(CallError::Exit { status }))
        }
        "__plug_abort" => Builtin::typed(name, |caller: &mut Caller<'_>| Err::<(), _>(caller.runtime_mut().aborted())),
        "__plug_time_ns" => {
            Builtin::typed(name, |caller: &mut Caller<'_>, clock: i32| caller.runtime_mut().time(clock))
        }
        _ => return None,
    })
}

impl Runtime {
    /// Defines the functions that these objects call and that are not there yet.
    pub(super) fn want_seam(&mut self, objects: &[Arc<Object>]) -> Result<(), Error> {
        for symbol in objects.iter().flat_map(|object| &object.symbols) {
            if symbol.linkage == Linkage::Import
                && symbol.name.starts_with(PREFIX)
                && self.namespace.lookup(&symbol.name).is_none()
                && let Some(function) = function(&symbol.name)
            {
                self.define(function)?;
            }
        }
        Ok(())
    }

    /// A piece of the data segment for the library's heap; null if there is none of that size.
    fn grow(&mut self, len: u32) -> Ptr {
        let Ok(address) = self.take_data(len, PIECE_ALIGN) else { return Ptr::NULL };
        // As long as the linker says: it rounds.
        let len = self.namespace.data_len(address).unwrap_or(len);
        // A large page that the host has touched is there as a whole; the guest would get it in many small pieces.
        let mut at = address;
        while at < address + len {
            self.machine.write(at - DATA_BASE, &[0]);
            at = (at / DATA_GRANULE + 1) * DATA_GRANULE;
        }
        self.heap.pieces.insert(address, len);
        self.heap.bytes += len;
        Ptr(address)
    }

    /// Gives a piece back. What is none, such as a buffer of the embedder's or a plugin's variable, ends the upcall.
    fn release(&mut self, at: Ptr) -> Result<(), BoxError> {
        if at.is_null() {
            return Ok(());
        }
        let Some(len) = self.heap.pieces.remove(&at.0) else {
            return Err(Error::NotAllocated { address: at.0 }.into());
        };
        self.heap.bytes -= len;
        Ok(self.namespace.free_data(at.0).map_err(Error::from)?)
    }

    /// Nanoseconds of a clock.
    fn time(&self, clock: i32) -> i64 {
        let nanos = match clock {
            0 => SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64),
            1 => monotonic(),
            2 => monotonic().saturating_sub(self.born),
            _ => return -1,
        };
        nanos as i64
    }

    /// What an upcall ends with in which a plugin called `abort`.
    fn aborted(&self) -> CallError {
        let location = self.calling(self.machine.mark().stack);
        CallError::Trap(Box::new(Trap {
            kind: TrapKind::Abort,
            location,
            caller: None,
            code_offset: None,
            address: None,
            access: None,
        }))
    }

    /// The plugin's own function that waits for the library, and where it stands, from a stack pointer of the
    /// library's. Where there is machine code this is the first word on the stack that could be a return address into a
    /// plugin: a guess that is right unless the plugin wants it to be wrong.
    pub(super) fn calling(&self, stack: u32) -> Option<Location> {
        let is_own = |object| !self.namespace.is_sealed(object);
        if let Some(place) = self.machine.calls().into_iter().find(|place| is_own(place.object)) {
            return self.location_of(place);
        }
        let width = if self.isa() == guest_abi::Isa::Amd64 { 8 } else { 4 };
        let base = self.isa().code_address(0);
        (0..SCAN)
            .map_while(|index| {
                let mut word = [0; 8];
                self.read(Ptr(stack.wrapping_add(index * width)), &mut word[..width as usize]).ok()?;
                Some(u64::from_le_bytes(word))
            })
            .filter_map(|word| u32::try_from(word).ok()?.checked_sub(base)?.checked_sub(1))
            .find(|&at| self.namespace.symbolize(at).is_some_and(|place| place.plugin.is_some() && !place.sealed))
            .and_then(|at| self.location_at(at))
    }
}

//! Handing one-way callbacks out: the plugin's thunks append records to a buffer in its data segment
//! ([`guest_abi::oneway`]), and the host empties it whenever it hears of the guest.

use std::panic::{AssertUnwindSafe, catch_unwind};

use guest_abi::layout::DATA_BASE;
use guest_abi::oneway::{CAPACITY, RECORD_ALIGN, RECORD_HEADER, RECORDS, SIZE};
use jit::isa::adapter::{self, GateLinks, OneWayBuffer};

use super::Runtime;
use super::call::Stop;
use super::memory::BUFFER_ALIGN;
use super::outbox::{Outbox, Unsound};
use crate::builtin::Builtin;
use crate::error::Error;
use crate::machine::{RawKind, RawTrap};
use crate::oneway::OneWay;
use crate::value::{MAX_ARGS, Ptr};

/// The buffer of a runtime that has one-way built-ins.
pub(super) struct Emitted(Outbox);

impl Runtime {
    /// The thunk of a one-way built-in. The first one takes the buffer.
    pub(super) fn oneway_thunk(
        &mut self,
        builtin: &Builtin,
        oneway: &OneWay,
        id: u32,
        links: &GateLinks,
    ) -> Result<u32, Error> {
        let address = match &self.emitted {
            Some(Emitted(outbox)) => outbox.address(),
            None => {
                let address = Ptr(self.take_data(SIZE, BUFFER_ALIGN)?);
                self.machine.image().fill_data(address.0, RECORDS, 0);
                self.emitted = Some(Emitted(Outbox::new(address, RECORDS, CAPACITY)));
                self.attended = true;
                address
            }
        };
        let isa = self.machine.isa();
        let data_end = DATA_BASE + self.memory_size();
        let buffer = OneWayBuffer { address: address.0, data_end };
        let thunk = match oneway {
            OneWay::Words(_) => adapter::oneway_words,
            OneWay::Bytes(_) => adapter::oneway_bytes,
        };
        self.place_code(&builtin.name, |at| thunk(isa, &builtin.signature, id, at, links, buffer))
    }

    /// Hands out what plugins have emitted so far, and empties the buffer if the plugin is `standing`, not in the
    /// middle of a thunk.
    pub(super) fn deliver_records(&mut self, standing: bool) -> Result<(), Stop> {
        let Some(Emitted(outbox)) = &mut self.emitted else { return Ok(()) };
        let records = match outbox.take(&mut *self.machine, standing) {
            None => return Ok(()),
            Some(Ok(records)) => records,
            Some(Err(Unsound { fill, taken })) => {
                let what =
                    format!("{fill} bytes of one-way callbacks in a buffer of {CAPACITY}, of which {taken} were taken");
                return Err(self.trap(RawTrap::new(RawKind::Forged(what))).into());
            }
        };
        let delivered = catch_unwind(AssertUnwindSafe(|| self.hand_out(&records)));
        if let Some(Emitted(outbox)) = &mut self.emitted {
            outbox.done_with(records);
        }
        match delivered {
            Ok(Ok(())) => Ok(()),
            Ok(Err(what)) => Err(self.trap(RawTrap::new(RawKind::Forged(what))).into()),
            Err(panic) => Err(Stop::Panic(panic)),
        }
    }

    /// Calls the closures for a copy of some records, up to what is wrong with them.
    fn hand_out(&self, records: &[u8]) -> Result<(), String> {
        let mut rest = records;
        while !rest.is_empty() {
            let forged = |what: String| format!("{what}, {} bytes in front of the buffer's end", rest.len());
            let Some((&[a, b, c, d, e, f, g, h], behind)) = rest.split_first_chunk::<{ RECORD_HEADER as usize }>()
            else {
                return Err(forged("half a one-way callback".into()));
            };
            let (id, len) = (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]));
            let Some(payload) = behind.get(..len as usize) else {
                return Err(forged(format!("a one-way callback of {len} bytes that were not emitted")));
            };
            let Some((builtin, oneway)) =
                self.builtins.get(id as usize).and_then(|builtin| Some((builtin, builtin.oneway.as_ref()?)))
            else {
                return Err(forged(format!("a one-way callback to built-in {id}, which is none")));
            };
            match oneway {
                OneWay::Words(function) => {
                    let mut words = [0; MAX_ARGS];
                    let count = builtin.signature.words().count();
                    if payload.len() != 8 * count {
                        return Err(forged(format!("a one-way callback to `{}` with {len} bytes", builtin.name)));
                    }
                    for (word, bytes) in words.iter_mut().zip(payload.as_chunks().0) {
                        *word = u64::from_le_bytes(*bytes);
                    }
                    function(&words[..count]);
                }
                OneWay::Bytes(function) => function(payload),
            }
            let size = payload.len().next_multiple_of(RECORD_ALIGN as usize);
            rest = behind.get(size..).unwrap_or_default();
        }
        Ok(())
    }
}

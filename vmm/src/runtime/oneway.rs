//! Handing one-way callbacks out: the plugin's thunks append records to a buffer in its data segment
//! ([`guest_abi::oneway`]), and the host empties it whenever it hears of the guest.

use std::mem;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use guest_abi::layout::DATA_BASE;
use guest_abi::oneway::{CAPACITY, FILL, RECORD_ALIGN, RECORD_HEADER, RECORDS, SIZE};
use jit::isa::adapter::{self, GateLinks, OneWayBuffer};

use super::Runtime;
use super::call::Stop;
use super::memory::BUFFER_ALIGN;
use crate::builtin::Builtin;
use crate::error::Error;
use crate::machine::{Event, RawKind, RawTrap};
use crate::oneway::OneWay;
use crate::value::{MAX_ARGS, Ptr};

/// The buffer of a runtime that has one-way built-ins.
pub(super) struct Emitted {
    /// Where it lies in the data segment.
    address: Ptr,
    /// Bytes of records that were handed out and are still there.
    taken: u32,
    /// The host's copy of the records, kept for the next ones.
    scratch: Vec<u8>,
}

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
            Some(emitted) => emitted.address,
            None => {
                let address = Ptr(self.take_data(SIZE, BUFFER_ALIGN)?);
                self.machine.image().fill_data(address.0, RECORDS, 0);
                self.emitted = Some(Emitted { address, taken: 0, scratch: Vec::new() });
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

    /// Hands out what plugins have emitted so far. Called after each event and before anything is done about it, so
    /// that one-way and ordinary callbacks keep their order, and what was emitted before a fault is not lost.
    pub(super) fn deliver(&mut self, event: &Event) -> Result<(), Stop> {
        // A plugin that was interrupted may yet go on, and may be about to add to what the fill word was.
        let standing = !matches!(event, Event::Expired);
        match self.deliver_some(standing) {
            // What is already at its end does not end for another reason.
            Err(Stop::Error(_)) if !matches!(event, Event::Returned(_) | Event::Callback { .. }) => Ok(()),
            delivered => delivered,
        }
    }

    /// Hands out what plugins have emitted so far, while they may run.
    pub(crate) fn deliver_meanwhile(&mut self) -> Result<(), Stop> {
        self.deliver_some(false)
    }

    /// Hands records out, and empties the buffer if the plugin is `standing`, not in the middle of a thunk.
    fn deliver_some(&mut self, standing: bool) -> Result<(), Stop> {
        let Some(emitted) = &mut self.emitted else { return Ok(()) };
        let (start, taken) = (emitted.address, emitted.taken);
        // In one access, since the guest may add to it meanwhile; the other half is not in use.
        let mut word = [0];
        self.machine.read_words(start.offset(FILL).0 - DATA_BASE, &mut word);
        let fill = word[0] as u32;
        if fill == taken && (taken == 0 || !standing) {
            return Ok(());
        }
        let mut scratch = mem::take(&mut emitted.scratch);
        let records = self.take_records(start, taken..fill, standing, &mut scratch);
        let delivered = match records {
            Ok(records) => catch_unwind(AssertUnwindSafe(|| self.hand_out(records))),
            Err(what) => Ok(Err(what)),
        };
        if let Some(emitted) = &mut self.emitted {
            emitted.scratch = scratch;
        }
        match delivered {
            Ok(Ok(())) => Ok(()),
            Ok(Err(what)) => Err(self.trap(RawTrap::new(RawKind::Forged(what))).into()),
            Err(panic) => Err(Stop::Panic(panic)),
        }
    }

    /// Copies records out of the buffer at `start`. The text is what is wrong with them.
    fn take_records<'s>(
        &mut self,
        start: Ptr,
        range: Range<u32>,
        standing: bool,
        scratch: &'s mut Vec<u8>,
    ) -> Result<&'s [u8], String> {
        let Range { start: taken, end: fill } = range;
        let sound = taken <= fill && fill <= CAPACITY;
        // The buffer lies in the data segment, so no access can fail but for an error of our own.
        let mine = |error: Error| error.to_string();
        // Before anything is looked at, so that nonsense is complained of once.
        if standing || !sound {
            self.write(start.offset(FILL), &[0; 4]).map_err(mine)?;
        }
        if let Some(emitted) = &mut self.emitted {
            emitted.taken = if standing || !sound { 0 } else { fill };
        }
        if !sound {
            return Err(format!(
                "{fill} bytes of one-way callbacks in a buffer of {CAPACITY}, of which {taken} were taken"
            ));
        }
        let len = (fill - taken) as usize;
        if scratch.len() < len {
            scratch.resize(len, 0);
        }
        let records = &mut scratch[..len];
        self.read(start.offset(RECORDS + taken), records).map_err(mine)?;
        Ok(records)
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

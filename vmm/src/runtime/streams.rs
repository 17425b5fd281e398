//! The C library's standard streams: what plugins print is handed over, what they read is fetched.
//!
//! `stdout` is a buffer in the guest, which the library exports as the variable [`STDOUT`] and the host empties whenever
//! it hears of the guest, so that printing costs no exit. It must have this head, at a multiple of 8:
//!
//! ```text
//! u32 fill: bytes in the buffer; the library adds to it when they are there, the host clears it
//! u32 by_line: whether the library asks the host to empty the buffer behind each line; the host sets it
//! bytes
//! ```

use std::panic::{AssertUnwindSafe, catch_unwind};

use guest_abi::layout::DATA_BASE;
use linker::Definition;

use super::Runtime;
use super::call::Stop;
use super::outbox::{Outbox, Unsound};
use crate::error::{BoxError, Error};
use crate::machine::{Event, RawKind, RawTrap};
use crate::streams::Sink;
use crate::value::Ptr;

/// The library's variable.
const STDOUT: &str = "__plug_stdout";
/// Offset of the bytes.
const CONTENTS: u32 = 8;
/// Bytes that are copied at a time.
const PIECE: u32 = 64 << 10;
/// What a function of the library gets that asked for something impossible.
const FAILED: i32 = -1;

impl Runtime {
    /// Finds the buffer of the library's `stdout` once it is linked. Only the library's own, which nobody can delete:
    /// a plugin's variable of that name is a variable like any other.
    pub(super) fn want_stdout(&mut self) {
        if self.stdout.is_some() {
            return;
        }
        let found = self.namespace.lookup_in_library(STDOUT).or_else(|| self.namespace.lookup(STDOUT));
        let Some(Definition::Data { address, size, object }) = found else { return };
        if !self.namespace.is_sealed(object) || !address.is_multiple_of(8) || size <= CONTENTS {
            return;
        }
        let by_line = u32::from(self.streams.by_line);
        self.machine.image().write_data(address, &[[0; 4], by_line.to_le_bytes()].concat());
        self.stdout = Some(Outbox::new(Ptr(address), CONTENTS, size - CONTENTS));
    }

    /// Hands out what plugins have emitted and printed so far. Called after each event and before anything is done
    /// about it, so that one-way and ordinary callbacks keep their order, and nothing that came before a fault is lost.
    pub(super) fn deliver(&mut self, event: &Event) -> Result<(), Stop> {
        // A plugin that was interrupted may yet go on, and may be about to add to what a fill word was.
        let standing = !matches!(event, Event::Expired);
        match self.deliver_all(standing) {
            // What is already at its end does not end for another reason.
            Err(Stop::Error(_)) if !matches!(event, Event::Returned(_) | Event::Callback { .. }) => Ok(()),
            delivered => delivered,
        }
    }

    /// Hands out what plugins have emitted and printed so far, while they may run.
    pub(crate) fn deliver_meanwhile(&mut self) -> Result<(), Stop> {
        self.deliver_all(false)
    }

    fn deliver_all(&mut self, standing: bool) -> Result<(), Stop> {
        // Neither is kept back by what is wrong with the other.
        let printed = self.deliver_stdout(standing);
        self.deliver_records(standing).and(printed)
    }

    /// Hands over what plugins have printed so far, and empties the buffer if the plugin is `standing`.
    pub(super) fn deliver_stdout(&mut self, standing: bool) -> Result<(), Stop> {
        let Some(outbox) = &mut self.stdout else { return Ok(()) };
        let bytes = match outbox.take(&mut *self.machine, standing) {
            None => return Ok(()),
            Some(Ok(bytes)) => bytes,
            Some(Err(Unsound { fill, taken })) => {
                let capacity = outbox.capacity();
                let what = format!(
                    "{fill} bytes of standard output in a buffer of {capacity}, of which {taken} were taken; or a \
                     wild pointer of the plugin's wrote there"
                );
                return Err(self.trap(RawTrap::new(RawKind::Forged(what))).into());
            }
        };
        let handed = hand_over(self.streams.stdout.as_ref(), &bytes);
        if let Some(outbox) = &mut self.stdout {
            outbox.done_with(bytes);
        }
        handed
    }

    /// `__plug_write`: writes bytes of the data segment to a descriptor, all of them.
    pub(super) fn write_stream(&self, descriptor: i32, at: Ptr, len: u32) -> Result<i32, BoxError> {
        let Some(sink) = self.streams.sink(descriptor) else { return Ok(FAILED) };
        self.check_range(at, len)?;
        let Some(sink) = sink else { return Ok(len as i32) };
        let mut bytes = vec![0; len.min(PIECE) as usize];
        let mut done = 0;
        while done < len {
            let piece = &mut bytes[..(len - done).min(PIECE) as usize];
            self.read(at.offset(done), piece)?;
            sink(piece)?;
            done += piece.len() as u32;
        }
        Ok(len as i32)
    }

    /// `__plug_read`: fetches bytes from a descriptor, as many as are there; 0 is the end.
    pub(super) fn read_stream(&mut self, descriptor: i32, at: Ptr, len: u32) -> Result<i32, BoxError> {
        if descriptor != 0 {
            return Ok(FAILED);
        }
        // Before anything is fetched, which then would be lost.
        let len = len.min(PIECE);
        self.check_range(at, len)?;
        let Some(source) = &self.streams.stdin else { return Ok(0) };
        let mut bytes = vec![0; len as usize];
        let Ok(got) = source(&mut bytes) else { return Ok(FAILED) };
        let got = got.min(bytes.len());
        self.write(at, &bytes[..got])?;
        Ok(got as i32)
    }

    /// Whether bytes lie in the data segment.
    fn check_range(&self, at: Ptr, len: u32) -> Result<(), Error> {
        let inside = at.0.checked_sub(DATA_BASE).and_then(|start| start.checked_add(len));
        match inside {
            Some(end) if end <= self.memory_size() => Ok(()),
            // Nothing is nowhere.
            _ if len == 0 => Ok(()),
            _ => Err(Error::Bounds { address: at.0, len: u64::from(len) }),
        }
    }
}

/// Gives bytes to a sink, if there is one.
fn hand_over(sink: Option<&Sink>, bytes: &[u8]) -> Result<(), Stop> {
    match sink {
        Some(sink) => Stop::unless(catch_unwind(AssertUnwindSafe(|| sink(bytes)))),
        None => Ok(()),
    }
}

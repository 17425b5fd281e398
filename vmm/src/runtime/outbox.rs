//! A buffer in the data segment that guest code appends to and the host empties.
//!
//! The guest is hostile and may be running: the fill word is read once, in one access; bytes are copied before they are
//! looked at; and only while the guest stands is the buffer emptied.

use std::mem;

use guest_abi::layout::DATA_BASE;

use crate::machine::Machine;
use crate::value::Ptr;

/// A buffer: its first word says how many bytes of its contents are in use.
pub(super) struct Outbox {
    /// Where the fill word lies, at a multiple of 8. Word and contents are inside the data segment.
    address: Ptr,
    /// Offset of the contents.
    contents: u32,
    /// Bytes of contents.
    capacity: u32,
    /// Bytes that were taken and are still there.
    taken: u32,
    /// The host's copy, kept for the next one.
    scratch: Vec<u8>,
}

/// The fill word says what cannot be.
#[derive(Debug)]
pub(super) struct Unsound {
    /// What it says.
    pub(super) fill: u32,
    /// What was taken before.
    pub(super) taken: u32,
}

impl Outbox {
    /// A buffer whose fill word is 0 now.
    pub(super) fn new(address: Ptr, contents: u32, capacity: u32) -> Self {
        Self { address, contents, capacity, taken: 0, scratch: Vec::new() }
    }

    /// Where the fill word lies.
    pub(super) fn address(&self) -> Ptr {
        self.address
    }

    /// Bytes of contents.
    pub(super) fn capacity(&self) -> u32 {
        self.capacity
    }

    /// Takes a copy of what is new, to be handed to [`Outbox::done_with`] afterwards, and empties the buffer if the
    /// guest is `standing`, not in the middle of adding to it.
    pub(super) fn take(&mut self, machine: &mut dyn Machine, standing: bool) -> Option<Result<Vec<u8>, Unsound>> {
        let offset = self.address.0 - DATA_BASE;
        // The other half is not in use.
        let mut word = [0];
        machine.read_words(offset, &mut word);
        let (fill, taken) = (word[0] as u32, self.taken);
        if fill == taken && (taken == 0 || !standing) {
            return None;
        }
        let sound = taken <= fill && fill <= self.capacity;
        // Before anything is looked at, so that nonsense is complained of once.
        let empty = standing || !sound;
        if empty {
            machine.write(offset, &[0; 4]);
        }
        self.taken = if empty { 0 } else { fill };
        if !sound {
            return Some(Err(Unsound { fill, taken }));
        }
        let mut bytes = mem::take(&mut self.scratch);
        bytes.resize((fill - taken) as usize, 0);
        machine.read(offset + self.contents + taken, &mut bytes);
        Some(Ok(bytes))
    }

    /// Takes the copy back, for the next one.
    pub(super) fn done_with(&mut self, bytes: Vec<u8>) {
        self.scratch = bytes;
    }
}

//! Two processes that wake each other through two words of shared memory: the fastest hand-over that the kernel has.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};

use rustix::fs::{MemfdFlags, memfd_create};
use rustix::thread::futex::{self, Flags, Timespec};
use vm_memory::{FileOffset, MmapRegion, VolatileMemory as _};

use crate::peer::{Peer, Peers, Role};

/// Size of the shared memory.
const SIZE: usize = 4096;
/// Where the request's word is in it.
const REQUEST: usize = 0;
/// Where the answer's is, on a cache line of its own.
const RESPONSE: usize = 128;
/// A process that does not answer for so long is gone.
const PATIENCE: Timespec = Timespec { tv_sec: 5, tv_nsec: 0 };

/// The asking end.
#[derive(Debug)]
pub struct Futex {
    memory: MmapRegion,
    last: u32,
    _peer: Peer,
}

impl Futex {
    /// Starts the other process on a CPU.
    ///
    /// # Errors
    /// When it can't be started or does not answer.
    pub fn new(peers: &Peers, cpu: usize) -> io::Result<Self> {
        let file = File::from(memfd_create("plugvisor-futex", MemfdFlags::CLOEXEC)?);
        file.set_len(SIZE as u64)?;
        let stdin = Stdio::from(file.try_clone()?);
        let memory = map(file)?;
        let peer = peers.start(Role::Futex, cpu, stdin)?;
        let mut futex = Self { memory, last: 0, _peer: peer };
        futex.round_trip()?;
        Ok(futex)
    }

    /// Asks and waits for the answer.
    ///
    /// # Errors
    /// When the other process is gone.
    pub fn round_trip(&mut self) -> io::Result<()> {
        let before = self.last;
        self.last = before.wrapping_add(1);
        hand_over(word(&self.memory, REQUEST)?, self.last)?;
        wait_while(word(&self.memory, RESPONSE)?, before, Some(&PATIENCE))
    }
}

/// What the other process does: answers each request with its number.
pub(crate) fn answer(memory: OwnedFd) -> io::Result<()> {
    let memory = map(File::from(memory))?;
    let (request, response) = (word(&memory, REQUEST)?, word(&memory, RESPONSE)?);
    let mut last = 0;
    loop {
        wait_while(request, last, None)?;
        last = request.load(Ordering::Acquire);
        hand_over(response, last)?;
    }
}

fn map(file: File) -> io::Result<MmapRegion> {
    MmapRegion::from_file(FileOffset::new(file, 0), SIZE).map_err(io::Error::other)
}

fn word(memory: &MmapRegion, offset: usize) -> io::Result<&AtomicU32> {
    memory.get_atomic_ref(offset).map_err(io::Error::other)
}

fn hand_over(word: &AtomicU32, value: u32) -> io::Result<()> {
    word.store(value, Ordering::Release);
    futex::wake(word, Flags::empty(), 1)?;
    Ok(())
}

fn wait_while(word: &AtomicU32, value: u32, patience: Option<&Timespec>) -> io::Result<()> {
    while word.load(Ordering::Acquire) == value {
        match futex::wait(word, Flags::empty(), value, patience) {
            // Woken, or the word had changed before, or a signal came: the loop looks.
            Ok(()) | Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

//! The standard output that the plugins' built-ins and the command share.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::failure::{Failure, Status};

/// Bytes that are held back before they are written.
const BUFFER: usize = 64 * 1024;

/// A buffered standard output; clones share the buffer. A terminal gets each line as it is finished.
#[derive(Debug, Clone)]
pub(crate) struct Output(Arc<Mutex<Buffer>>);

#[derive(Debug)]
struct Buffer {
    bytes: Vec<u8>,
    by_line: bool,
}

impl Output {
    /// An empty buffer in front of the process's standard output.
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(Buffer { bytes: Vec::new(), by_line: io::stdout().is_terminal() })))
    }

    /// Appends; writes when there is enough.
    pub(crate) fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let mut buffer = self.lock();
        buffer.bytes.extend_from_slice(bytes);
        if buffer.bytes.len() >= BUFFER || (buffer.by_line && bytes.contains(&b'\n')) { buffer.flush() } else { Ok(()) }
    }

    /// Writes what is held back.
    pub(crate) fn flush(&self) -> io::Result<()> {
        self.lock().flush()
    }

    /// Appends text of the command itself.
    pub(crate) fn print(&self, text: &str) -> Result<(), Failure> {
        self.write(text.as_bytes()).map_err(|e| failure(&e))
    }

    fn lock(&self) -> MutexGuard<'_, Buffer> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Buffer {
    /// What can't be written is dropped: writing it again would fail again.
    fn flush(&mut self) -> io::Result<()> {
        let bytes = std::mem::take(&mut self.bytes);
        let mut stdout = io::stdout().lock();
        stdout.write_all(&bytes)?;
        stdout.flush()
    }
}

/// The failure that an error of the standard output means.
pub(crate) fn failure(error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::new(Status::BrokenPipe, error),
        _ => Failure::new(Status::Io, format_args!("cannot write to the standard output: {error}")),
    }
}

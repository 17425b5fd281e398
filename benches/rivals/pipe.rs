//! A byte through a pipe to another process, and one back: how a service would ask a plugin in a process of its own.

use std::io::{self, Read as _, Write as _};
use std::process::Stdio;

use crate::peer::{Peer, Peers, Role};

/// The asking end.
#[derive(Debug)]
pub struct Pipe(Peer);

impl Pipe {
    /// Starts the other process on a CPU.
    ///
    /// # Errors
    /// When it can't be started or does not answer.
    pub fn new(peers: &Peers, cpu: usize) -> io::Result<Self> {
        let mut pipe = Self(peers.start(Role::Pipe, cpu, Stdio::piped())?);
        pipe.round_trip()?;
        Ok(pipe)
    }

    /// Asks and waits for the answer.
    ///
    /// # Errors
    /// When the other process is gone.
    pub fn round_trip(&mut self) -> io::Result<()> {
        let (Some(stdin), Some(stdout)) = (&mut self.0.stdin, &mut self.0.stdout) else {
            return Err(io::ErrorKind::NotConnected.into());
        };
        stdin.write_all(&[1])?;
        stdout.read_exact(&mut [0])
    }
}

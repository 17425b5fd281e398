//! The second process of the rivals that hand over between processes: the same program, started again.
//!
//! The program must lead the arguments that [`Peers`] adds to [`serve`]. The peer ends when its parent does.

use std::ffi::OsString;
use std::fmt;
use std::io::{self, Read as _, Write as _};
use std::os::fd::AsFd as _;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::str::FromStr;

use rustix::process::{Signal, set_parent_process_death_signal};

use crate::cores::Pinned;
use crate::rivals::futex;

/// How to start this program so that it calls [`serve`].
#[derive(Debug, Clone)]
pub struct Peers {
    /// The program.
    pub program: PathBuf,
    /// Its arguments; the role and the CPU's number are added.
    pub arguments: Vec<OsString>,
}

/// What a peer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Sends back each byte that comes.
    Pipe,
    /// Answers in the shared memory that its standard input is.
    Futex,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pipe => "pipe",
            Self::Futex => "futex",
        })
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Pipe, Self::Futex]
            .into_iter()
            .find(|role| role.to_string() == text)
            .ok_or_else(|| format!("a peer can't be a `{text}`"))
    }
}

impl Peers {
    /// Starts a peer on a CPU.
    ///
    /// # Errors
    /// When the process can't be started.
    pub fn start(&self, role: Role, cpu: usize, stdin: Stdio) -> io::Result<Peer> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).arg(role.to_string()).arg(cpu.to_string());
        let mut child = command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        Ok(Peer { child, stdin, stdout })
    }
}

/// A process that answers. It is ended when this is dropped.
#[derive(Debug)]
pub struct Peer {
    child: Child,
    /// Its standard input, if that is a pipe.
    pub stdin: Option<ChildStdin>,
    /// Its standard output.
    pub stdout: Option<ChildStdout>,
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a peer's process does all its life.
///
/// # Errors
/// When it can't run on that CPU, or what it shares with its parent is not what it should be.
pub fn serve(role: Role, cpu: usize) -> io::Result<()> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    let _pinned = Pinned::to(cpu)?;
    match role {
        Role::Pipe => echo(),
        Role::Futex => futex::answer(io::stdin().as_fd().try_clone_to_owned()?),
    }
}

/// One byte at a time, until there are no more.
fn echo() -> io::Result<()> {
    let (mut stdin, mut stdout) = (io::stdin().lock(), io::stdout().lock());
    let mut byte = [0];
    while stdin.read(&mut byte)? == 1 {
        stdout.write_all(&byte)?;
        stdout.flush()?;
    }
    Ok(())
}

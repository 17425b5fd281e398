//! The standard streams of plugins are those of the command.

use std::io::{self, IsTerminal as _, Read as _, Write as _};

use plugvisor::RuntimeBuilder;

use crate::failure::Failure;
use crate::output::{self, Output};

/// The standard output failed, which ends the upcall.
#[derive(Debug, thiserror::Error)]
#[error("cannot write to the standard output: {0}")]
pub(crate) struct StdoutError(io::Error);

impl StdoutError {
    /// How the command ends for it.
    pub(crate) fn failure(&self) -> Failure {
        output::failure(&self.0)
    }
}

/// Connects the streams of a runtime to be built.
pub(crate) fn connect(builder: RuntimeBuilder, output: &Output) -> RuntimeBuilder {
    let output = output.clone();
    builder
        .stdout(move |bytes: &[u8]| output.write(bytes).and_then(|()| output.flush()).map_err(StdoutError))
        // Nobody could be told that this failed.
        .stderr(|bytes: &[u8]| drop(io::stderr().write_all(bytes)))
        .stdin(|bytes| io::stdin().lock().read(bytes))
        .stdout_by_line(io::stdout().is_terminal())
}

//! Where the C library's standard streams lead: closures of the embedder's over bytes.

use std::io;
use std::sync::Arc;

use crate::builtin::BuiltinResult;
use crate::error::BoxError;

/// What is done with bytes that a plugin printed.
pub(crate) type Sink = Arc<dyn Fn(&[u8]) -> Result<(), BoxError> + Send + Sync>;

/// Where bytes come from that a plugin reads: fills the slice from its start and says how far; 0 is the end.
pub(crate) type Source = Arc<dyn Fn(&mut [u8]) -> io::Result<usize> + Send + Sync>;

/// The standard streams of a runtime. What is not set discards, or is empty.
#[derive(Clone, Default)]
pub(crate) struct Streams {
    pub(crate) stdout: Option<Sink>,
    pub(crate) stderr: Option<Sink>,
    pub(crate) stdin: Option<Source>,
    /// Whether the plugin hands each line over when it is finished.
    pub(crate) by_line: bool,
}

/// A closure as a sink.
pub(crate) fn sink<R: BuiltinResult<Value = ()>>(write: impl Fn(&[u8]) -> R + Send + Sync + 'static) -> Sink {
    Arc::new(move |bytes| write(bytes).into_result())
}

impl Streams {
    /// Hands bytes over that were written to a descriptor; `None` if it is none that can be written to.
    pub(crate) fn sink(&self, descriptor: i32) -> Option<Option<&Sink>> {
        match descriptor {
            1 => Some(self.stdout.as_ref()),
            2 => Some(self.stderr.as_ref()),
            _ => None,
        }
    }
}

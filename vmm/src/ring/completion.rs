//! What comes out of a ring, and why something may not go in.

use linker::object::Signature;

use crate::batch::BatchError;
use crate::error::{CallError, Error};
use crate::value::{Returns, Value};

/// A finished entry of a [`Ring`](super::Ring).
#[derive(Debug)]
#[non_exhaustive]
pub struct RingCompletion {
    /// The number that was pushed with it.
    pub tag: u64,
    /// Calls that returned: 1 for a single call, up to the number of elements for a batch, and fewer if it failed.
    pub done: u32,
    /// The result: `None` for a function that returns nothing, and for a batch.
    pub result: Result<Option<Value>, CallError>,
}

impl RingCompletion {
    /// The result as the type that the function's handle has.
    ///
    /// # Errors
    /// The call's error; [`Error::Signature`] if the result is of another type.
    pub fn value<R: Returns>(self) -> Result<R, CallError> {
        let value = self.result?;
        let found = value.map(Value::ty);
        if found.map(|ty| ty.val_type()) == R::TYPE.map(|ty| ty.val_type()) {
            return Ok(R::from_result(value.map_or(0, Value::word)));
        }
        let result = |result| linker::CType(Signature { params: Vec::new(), result, variadic: false }).to_string();
        let name = format!("entry {}", self.tag);
        Err(Error::Signature { name, declared: result(found), asked: result(R::TYPE) }.into())
    }
}

/// Why an entry was not taken. The ring is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PushError {
    /// All entries are taken: take completions out first.
    #[error("the ring is full; take completions out first")]
    Full,
    /// A batch's buffer is too small.
    #[error(transparent)]
    Batch(BatchError),
    /// The function can't be called like this, as [`Func::call`](crate::Func::call) would have said.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl From<BatchError> for PushError {
    fn from(error: BatchError) -> Self {
        match error {
            BatchError::Stopped { source, .. } => Self::Call(source),
            size => Self::Batch(size),
        }
    }
}

impl From<Error> for PushError {
    fn from(error: Error) -> Self {
        Self::Call(error.into())
    }
}

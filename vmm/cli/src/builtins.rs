//! The built-ins that the command offers to plugins: `printf`, `puts` and `putchar` on the standard output.

use std::fmt::Display;
use std::io;

use plugvisor::{BoxError, Caller, Ptr, RuntimeBuilder, Signature, Ty, Value};

use crate::failure::{Failure, Status};
use crate::output::{self, Output};
use crate::printf::{self, Memory};

/// Longest text that `puts` writes.
const MAX_TEXT: usize = 1 << 26;

/// Why a built-in ended the upcall.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BuiltinError {
    /// The plugin passed something unusable.
    #[error("{builtin}: {reason}")]
    Argument {
        /// The built-in.
        builtin: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// The standard output failed.
    #[error("cannot write to the standard output: {0}")]
    Stdout(#[from] io::Error),
}

impl BuiltinError {
    fn argument(builtin: &'static str, reason: impl Display) -> BoxError {
        Self::Argument { builtin, reason: reason.to_string() }.into()
    }

    /// How the command ends for it.
    pub(crate) fn failure(&self) -> Failure {
        match self {
            Self::Argument { .. } => Failure::new(Status::Trap, self),
            Self::Stdout(error) => output::failure(error),
        }
    }
}

/// Memory of the runtime that called.
struct Guest<'a, 'b>(&'a Caller<'b>);

impl Memory for Guest<'_, '_> {
    type Error = plugvisor::Error;

    fn read(&self, address: u32, into: &mut [u8]) -> Result<(), plugvisor::Error> {
        self.0.read(Ptr(address), into)
    }
}

/// Adds the built-ins to a runtime to be built.
pub(crate) fn add(builder: RuntimeBuilder, output: &Output) -> RuntimeBuilder {
    let [to_printf, to_puts, to_putchar] = std::array::from_fn(|_| output.clone());
    let variadic = Signature { params: vec![Ty::Ptr], result: Some(Ty::I32), variadic: true };
    builder
        .builtin_dynamic("printf", variadic, move |caller, values| {
            let &[Value::Ptr(format), Value::Ptr(cells)] = values else {
                return Err(BuiltinError::argument("printf", "wrong number of arguments"));
            };
            let text =
                printf::format(&Guest(caller), format.0, cells.0).map_err(|e| BuiltinError::argument("printf", e))?;
            to_printf.write(&text).map_err(BuiltinError::Stdout)?;
            Ok(Some(Value::I32(text.len() as i32)))
        })
        .builtin("puts", move |caller: &mut Caller<'_>, text: Ptr| -> Result<i32, BoxError> {
            let mut text = caller.read_cstr(text, MAX_TEXT).map_err(|e| BuiltinError::argument("puts", e))?;
            text.push(b'\n');
            to_puts.write(&text).map_err(BuiltinError::Stdout)?;
            Ok(text.len() as i32)
        })
        .builtin("putchar", move |_: &mut Caller<'_>, byte: i32| -> Result<i32, BoxError> {
            to_putchar.write(&[byte as u8]).map_err(BuiltinError::Stdout)?;
            Ok(i32::from(byte as u8))
        })
}

//! C's `printf` over somebody else's memory.
//!
//! The format and its arguments come from a plugin, so nothing about them is trusted: every read is checked by
//! [`Memory`], every size has a limit, and a directive that C leaves undefined is an error instead of a guess. What
//! C99 defines is byte for byte what glibc prints in the C locale, with the target's data model (ILP32, `long
//! double` is `double`). `%n` is refused: it would let a format write.
//!
//! The arguments lie in 8-byte cells, promoted as C says: a 32-bit value in the low half of its cell.

mod field;
mod float;
mod integer;
mod spec;
mod text;

#[cfg(test)]
mod oracle_tests;
#[cfg(test)]
mod tests;

use spec::{Conversion, Spec};

/// Largest width and precision.
const MAX_FIELD: u32 = 1 << 20;
/// Longest format.
const MAX_FORMAT: usize = 1 << 20;
/// Longest output of one call.
const MAX_OUTPUT: usize = 1 << 26;
/// Bytes in one argument cell.
const CELL: u32 = 8;

/// Memory that strings and arguments are read from.
pub(crate) trait Memory {
    /// Why a read failed.
    type Error;
    /// Fills `into` from `address`, or fails when any byte of it can't be read.
    fn read(&self, address: u32, into: &mut [u8]) -> Result<(), Self::Error>;
}

/// Why a format could not be printed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Error<E> {
    /// The format itself is not readable.
    #[error("the format at {address:#x} can't be read: {cause}")]
    Format { address: u32, cause: E },
    /// An argument's cell is not readable.
    #[error("argument {index} can't be read: {cause}")]
    Argument { index: u32, cause: E },
    /// A string argument is not readable.
    #[error("the string at {address:#x} (argument {index}) can't be read: {cause}")]
    String { index: u32, address: u32, cause: E },
    /// A wide character that is none.
    #[error("{value:#x} (argument {index}) is not a character")]
    WideCharacter { index: u32, value: u32 },
    /// A directive that C does not define, or that is refused.
    #[error("bad directive `{directive}`: {reason}")]
    Directive { directive: String, reason: &'static str },
    /// A width or precision beyond the limit.
    #[error("a field of {size} bytes is over the limit of {MAX_FIELD}")]
    FieldTooWide { size: u64 },
    /// The format has no end within the limit.
    #[error("the format at {address:#x} is longer than {MAX_FORMAT} bytes")]
    FormatTooLong { address: u32 },
    /// The output is beyond the limit.
    #[error("one call would print more than {MAX_OUTPUT} bytes")]
    OutputTooLong,
}

/// Formats as C's `printf` does: `format` is the address of the format, `cells` that of the argument cells.
pub(crate) fn format<M: Memory>(memory: &M, format: u32, cells: u32) -> Result<Vec<u8>, Error<M::Error>> {
    let text = match c_string(memory, format, MAX_FORMAT + 1) {
        Ok(text) if text.len() > MAX_FORMAT => return Err(Error::FormatTooLong { address: format }),
        Ok(text) => text,
        Err((address, cause)) => return Err(Error::Format { address, cause }),
    };
    let mut out = Vec::with_capacity(text.len());
    let mut arguments = Arguments { memory, cells, next: 0 };
    let mut rest = &text[..];
    while let Some(at) = rest.iter().position(|&b| b == b'%') {
        push(&mut out, &rest[..at])?;
        let (spec, len) = Spec::parse(&rest[at..], &mut arguments)?;
        print(&mut out, &spec, &mut arguments)?;
        rest = &rest[at + len..];
    }
    push(&mut out, rest)?;
    Ok(out)
}

/// Prints one directive.
fn print<M: Memory>(out: &mut Vec<u8>, spec: &Spec, arguments: &mut Arguments<'_, M>) -> Result<(), Error<M::Error>> {
    let field = match spec.conversion {
        Conversion::Percent => return push(out, b"%"),
        Conversion::Integer(base) => integer::field(spec, base, arguments.integer(spec)?),
        Conversion::Pointer => match arguments.word()? {
            0 => field::Field::text(b"(nil)".to_vec()),
            address => integer::pointer(spec, address),
        },
        Conversion::Float(style) => float::field(spec, style, f64::from_bits(arguments.cell()?)),
        Conversion::Char => text::character(spec, arguments)?,
        Conversion::String => text::string(spec, arguments)?,
    };
    field.write(spec, &mut |bytes| push(out, bytes))
}

/// Appends within the limit.
fn push<E>(out: &mut Vec<u8>, bytes: &[u8]) -> Result<(), Error<E>> {
    if bytes.len() > MAX_OUTPUT - out.len() {
        return Err(Error::OutputTooLong);
    }
    out.extend_from_slice(bytes);
    Ok(())
}

/// The bytes up to a NUL, or `max` bytes without one; on failure the address of the block that can't be read.
fn c_string<M: Memory>(memory: &M, address: u32, max: usize) -> Result<Vec<u8>, (u32, M::Error)> {
    /// Blocks are aligned, so that none but the last of a memory reaches over its end.
    const BLOCK: u32 = 64;
    let mut text = Vec::new();
    let mut at = address;
    while text.len() < max {
        let mut block = [0; BLOCK as usize];
        let len = ((BLOCK - at % BLOCK) as usize).min(max - text.len());
        let block = &mut block[..len];
        memory.read(at, block).map_err(|cause| (at, cause))?;
        if let Some(end) = block.iter().position(|&b| b == 0) {
            text.extend_from_slice(&block[..end]);
            break;
        }
        text.extend_from_slice(block);
        // Wraps to the null page, which is never readable.
        at = at.wrapping_add(len as u32);
    }
    Ok(text)
}

/// Takes the arguments in order.
struct Arguments<'a, M> {
    memory: &'a M,
    cells: u32,
    next: u32,
}

impl<M: Memory> Arguments<'_, M> {
    /// The next whole cell.
    fn cell(&mut self) -> Result<u64, Error<M::Error>> {
        let index = self.next + 1;
        let address = self.cells.wrapping_add(CELL.wrapping_mul(self.next));
        let mut bytes = [0; CELL as usize];
        self.memory.read(address, &mut bytes).map_err(|cause| Error::Argument { index, cause })?;
        self.next = index;
        Ok(u64::from_le_bytes(bytes))
    }

    /// The next `int`, `long` or pointer; the upper half of its cell means nothing.
    fn word(&mut self) -> Result<u32, Error<M::Error>> {
        self.cell().map(|cell| cell as u32)
    }

    /// The next integer, of the type that the directive names.
    fn integer(&mut self, spec: &Spec) -> Result<integer::Value, Error<M::Error>> {
        self.cell().map(|cell| integer::Value::of(spec, cell))
    }
}

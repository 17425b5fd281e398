//! Character and string conversions.

use super::field::Field;
use super::spec::{Length, Spec};
use super::{Arguments, Error, MAX_OUTPUT, Memory, c_string};

/// `c`, `lc`
pub(super) fn character<M: Memory>(spec: &Spec, arguments: &mut Arguments<'_, M>) -> Result<Field, Error<M::Error>> {
    let value = arguments.word()?;
    if spec.length == Length::Long {
        let mut bytes = [0; 4];
        return Ok(Field::text(encode(arguments.next, value, &mut bytes)?.to_vec()));
    }
    Ok(Field::text(vec![value as u8]))
}

/// `s`, `ls`; the precision is the largest number of bytes.
pub(super) fn string<M: Memory>(spec: &Spec, arguments: &mut Arguments<'_, M>) -> Result<Field, Error<M::Error>> {
    let address = arguments.word()?;
    let max = spec.precision.unwrap_or(MAX_OUTPUT + 1);
    if address == 0 {
        // As glibc: the whole word or nothing.
        const NULL: &[u8] = b"(null)";
        return Ok(Field::text(if max < NULL.len() { Vec::new() } else { NULL.to_vec() }));
    }
    let body = if spec.length == Length::Long {
        wide(arguments, address, max)?
    } else {
        c_string(arguments.memory, address, max).map_err(|(address, cause)| Error::String {
            index: arguments.next,
            address,
            cause,
        })?
    };
    if body.len() > MAX_OUTPUT { Err(Error::OutputTooLong) } else { Ok(Field::text(body)) }
}

/// A string of 32-bit characters as UTF-8, cut before the character that would go over `max` bytes.
fn wide<M: Memory>(arguments: &Arguments<'_, M>, address: u32, max: usize) -> Result<Vec<u8>, Error<M::Error>> {
    let index = arguments.next;
    let mut text = Vec::new();
    let mut at = address;
    while text.len() < max {
        let mut unit = [0; 4];
        arguments.memory.read(at, &mut unit).map_err(|cause| Error::String { index, address: at, cause })?;
        let value = u32::from_le_bytes(unit);
        if value == 0 {
            break;
        }
        let encoded = encode(index, value, &mut unit)?;
        if text.len() + encoded.len() > max {
            break;
        }
        text.extend_from_slice(encoded);
        at = at.wrapping_add(4);
    }
    Ok(text)
}

/// One wide character as UTF-8.
fn encode<E>(index: u32, value: u32, into: &mut [u8; 4]) -> Result<&[u8], Error<E>> {
    let character = char::from_u32(value).ok_or(Error::WideCharacter { index, value })?;
    Ok(character.encode_utf8(into).as_bytes())
}

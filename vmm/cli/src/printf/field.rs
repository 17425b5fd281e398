//! A converted argument, ready to be padded.

use super::spec::Spec;

/// What a directive prints, apart from the padding.
#[derive(Debug, Default)]
pub(super) struct Field {
    /// Sign and base prefix: zeros go behind it.
    pub head: Vec<u8>,
    /// The rest.
    pub body: Vec<u8>,
    /// The flag `0` has a meaning for this field.
    pub zero_padded: bool,
}

impl Field {
    /// Text without a sign, padded with spaces.
    pub(super) fn text(body: Vec<u8>) -> Self {
        Self { body, ..Self::default() }
    }

    /// Writes head, body and the padding that the directive asks for.
    pub(super) fn write<E>(self, spec: &Spec, put: &mut dyn FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        let missing = spec.width.saturating_sub(self.head.len() + self.body.len());
        let (spaces, zeros, after) = if spec.left {
            (0, 0, missing)
        } else if self.zero_padded && spec.zero {
            (0, missing, 0)
        } else {
            (missing, 0, 0)
        };
        pad(b' ', spaces, put)?;
        put(&self.head)?;
        pad(b'0', zeros, put)?;
        put(&self.body)?;
        pad(b' ', after, put)
    }
}

/// Writes one byte `count` times.
fn pad<E>(byte: u8, mut count: usize, put: &mut dyn FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
    let block = [byte; 64];
    while count > 0 {
        let len = count.min(block.len());
        put(&block[..len])?;
        count -= len;
    }
    Ok(())
}

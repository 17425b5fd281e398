//! The calling convention: all words on the stack in order, the caller pops; results in `eax`, `edx:eax`, `xmm0`.

use crate::ir::Type;

/// Offset of each stack argument, and of the end as the last item.
pub(crate) fn offsets(words: impl Iterator<Item = Type>) -> impl Iterator<Item = (Type, u32)> {
    words.scan(0, |at, word| {
        let offset = *at;
        *at += word.size();
        Some((word, offset))
    })
}

/// Bytes of the stack arguments.
pub(crate) fn stack_bytes(words: impl Iterator<Item = impl Into<Type>>) -> u32 {
    words.map(|ty| ty.into().size()).sum()
}

//! Classes of bytes, and fast ways over runs of them.
//!
//! The runs are gone over eight bytes at a time, as one number ("SWAR"): see H. S. Warren, "Hacker's Delight", 2nd
//! edition, section 6-1, for the test which bytes of a word are zero.

/// White space other than a newline.
const BLANK: u8 = 1;
/// Can start an identifier.
const START: u8 = 2;
/// Can continue an identifier or a number.
const WORD: u8 = 4;
/// Nothing but a look at more than this byte tells whether white space or a comment begins here.
const GAP: u8 = 8;
/// A digit.
const DIGIT: u8 = 16;
/// An identifier does not end here for certain: a character of several bytes, or the backslash of one's name.
const BEYOND: u8 = 32;
/// A punctuator that is no part of any longer one.
const SINGLE: u8 = 64;

static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut i = 0;
    while i < 256 {
        let b = i as u8;
        let start = b.is_ascii_alphabetic() || b == b'_' || b == b'$';
        let mut class = 0;
        if matches!(b, b' ' | b'\t' | b'\r' | 0x0b | 0x0c) {
            class |= BLANK;
        }
        if matches!(b, b' ' | b'\t' | b'\r' | 0x0b | 0x0c | b'\n' | b'/' | b'\\') {
            class |= GAP;
        }
        if start {
            class |= START;
        }
        if start || b.is_ascii_digit() {
            class |= WORD;
        }
        if b.is_ascii_digit() {
            class |= DIGIT;
        }
        if !b.is_ascii() || b == b'\\' {
            class |= BEYOND;
        }
        if matches!(b, b'{' | b'}' | b'(' | b')' | b'[' | b']' | b';' | b',' | b'~') {
            class |= SINGLE;
        }
        classes[i] = class;
        i += 1;
    }
    classes
};

#[inline(always)]
fn is(b: u8, class: u8) -> bool {
    CLASSES[usize::from(b)] & class != 0
}

/// Bytes that can start an identifier.
pub(super) fn is_ident_start(b: u8) -> bool {
    is(b, START)
}

/// Bytes that can continue an identifier or a number.
pub(super) fn is_ident(b: u8) -> bool {
    is(b, WORD)
}

/// White space, or what may begin a comment or a line continuation.
pub(super) fn is_gap(b: u8) -> bool {
    is(b, GAP)
}

/// A digit.
pub(super) fn is_digit(b: u8) -> bool {
    is(b, DIGIT)
}

/// What may be part of an identifier, though it is no ASCII letter.
pub(super) fn is_beyond(b: u8) -> bool {
    is(b, BEYOND)
}

/// A punctuator that is no part of any longer one.
pub(super) fn is_single(b: u8) -> bool {
    is(b, SINGLE)
}

/// The first place from `at` on where no byte of a word is.
pub(super) fn word_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&b) = bytes.get(at)
        && is(b, WORD)
    {
        at += 1;
    }
    at
}

/// A byte in every place of a word.
const fn everywhere(b: u8) -> u64 {
    b as u64 * 0x0101_0101_0101_0101
}

/// The highest bit of the lowest byte that is zero, and perhaps of some above it.
const fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(everywhere(1)) & !word & everywhere(0x80)
}

/// The eight bytes from `at` on, the first one lowest.
fn eight(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().copied().map(u64::from_le_bytes)
}

/// The first place from `at` on that is not white space within a line.
pub(super) fn blank_end(bytes: &[u8], mut at: usize) -> usize {
    // Indentation is mostly spaces.
    while let Some(word) = eight(bytes, at) {
        let other = word ^ everywhere(b' ');
        if other != 0 {
            at += other.trailing_zeros() as usize / 8;
            break;
        }
        at += 8;
    }
    while let Some(&b) = bytes.get(at)
        && is(b, BLANK)
    {
        at += 1;
    }
    at
}

/// The first place from `at` on where one of three bytes is, or the end.
pub(super) fn find(bytes: &[u8], mut at: usize, any: [u8; 3]) -> usize {
    let [a, b, c] = any.map(everywhere);
    while let Some(word) = eight(bytes, at) {
        let found = zero_bytes(word ^ a) | zero_bytes(word ^ b) | zero_bytes(word ^ c);
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while let Some(b) = bytes.get(at)
        && !any.contains(b)
    {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_end_where_they_end() {
        for len in 0..40 {
            for (fill, stop) in [(b' ', b'x'), (b'\t', b'/'), (b' ', 0xa0), (b' ', b'\n'), (b' ', b'!')] {
                let mut bytes = vec![fill; len];
                assert_eq!(blank_end(&bytes, 0), len);
                bytes.push(stop);
                bytes.extend([fill; 9]);
                assert_eq!(blank_end(&bytes, 0), len);
            }
            let mut bytes = vec![b'a'; len];
            assert_eq!(word_end(&bytes, 0), len);
            assert_eq!(find(&bytes, 0, *b"*\n\\"), len);
            bytes.extend(*b"+*+*+*+*+*+");
            assert_eq!(word_end(&bytes, 0), len);
            assert_eq!(find(&bytes, 0, *b"*\n\\"), len + 1);
            assert_eq!(find(&bytes, len + 2, *b"/*\\"), len + 3);
        }
        // Bytes that differ in the highest or lowest bit only.
        assert_eq!(find(b"\x8a\x0b\x8a\x0b\x8a\x0b\x0b\x0b\n", 0, [b'\n'; 3]), 8);
        assert_eq!(find(b"\x0b\n......", 0, [b'\n'; 3]), 1);
    }

    #[test]
    fn classes_are_those_of_the_language() {
        for b in 0..=255u8 {
            assert_eq!(is_ident_start(b), b.is_ascii_alphabetic() || b == b'_' || b == b'$');
            assert_eq!(is_ident(b), is_ident_start(b) || b.is_ascii_digit());
            assert_eq!(is_digit(b), b.is_ascii_digit());
        }
    }
}

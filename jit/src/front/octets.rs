//! Source text whose bytes are not UTF-8: old files in the encoding of their country, and binary data in literals.
//!
//! A text in memory is UTF-8. Each byte of a file that isn't becomes one character from U+EF80 to U+EFFF, as MirBSD's
//! OPTU-8 has it, and in a literal that character is the byte again. So comments and literals keep whatever they had,
//! and columns count it as one character.

/// The character for the byte 0x80; those for the others follow it.
const FIRST: u32 = 0xef80;

/// A file's text.
#[must_use]
pub fn text_of(bytes: Vec<u8>) -> String {
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let mut text = String::with_capacity(error.as_bytes().len() * 2);
            for chunk in error.as_bytes().utf8_chunks() {
                text.push_str(chunk.valid());
                let octet = |&b: &u8| char::from_u32(FIRST + u32::from(b) - 0x80).unwrap_or('?');
                text.extend(chunk.invalid().iter().map(octet));
            }
            text
        }
    }
}

/// The byte that a character stands for.
pub(crate) fn octet(c: char) -> Option<u8> {
    let byte = u32::from(c).checked_sub(FIRST)? + 0x80;
    u8::try_from(byte).ok()
}

/// Text as it is shown: nobody knows what such a byte looks like. Every place in it stays where it is.
pub(crate) fn shown(text: &str) -> String {
    text.chars().map(|c| if octet(c).is_some() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::{octet, shown, text_of};

    #[test]
    fn bytes_come_back() {
        let all: Vec<u8> = (0x80..=0xff).collect();
        let text = text_of(all.clone());
        assert_eq!(text.chars().filter_map(octet).collect::<Vec<u8>>(), all);
        assert_eq!(shown(&text).len(), text.len());
        assert_eq!(text_of("caf\u{e9}".into()), "caf\u{e9}");
        assert_eq!(text_of(b"caf\xe9 \xc3\xa9".to_vec()), "caf\u{efe9} \u{e9}");
        for c in ['\u{ef7f}', '\u{f000}', 'a'] {
            assert_eq!(octet(c), None);
        }
    }
}

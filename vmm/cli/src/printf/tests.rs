//! What the C library can't be asked: errors, limits and hostile arguments.

use super::{CELL, Error, MAX_FIELD, Memory, format};

/// Memory from [`Guest::BASE`] on.
pub(super) struct Guest {
    bytes: Vec<u8>,
}

impl Guest {
    pub(super) const BASE: u32 = 0x20_0000;
    /// Where the arguments lie.
    pub(super) const CELLS: u32 = Self::BASE;

    /// Cells first, then the texts, each with its NUL; also the texts' addresses.
    pub(super) fn new(cells: usize, texts: &[&[u8]]) -> (Self, Vec<u32>) {
        let mut guest = Self { bytes: vec![0; cells * CELL as usize] };
        let addresses = texts.iter().map(|text| guest.push(text)).collect();
        (guest, addresses)
    }

    fn push(&mut self, text: &[u8]) -> u32 {
        let address = Self::BASE + self.bytes.len() as u32;
        self.bytes.extend_from_slice(text);
        self.bytes.push(0);
        address
    }

    pub(super) fn set(&mut self, index: usize, cell: u64) {
        self.bytes[index * CELL as usize..][..CELL as usize].copy_from_slice(&cell.to_le_bytes());
    }

    /// Ends the memory behind the last text's NUL, up to the next multiple of 64.
    pub(super) fn close(&mut self) {
        let len = self.bytes.len().next_multiple_of(64);
        self.bytes.resize(len, 0);
    }
}

impl Memory for Guest {
    type Error = &'static str;

    fn read(&self, address: u32, into: &mut [u8]) -> Result<(), &'static str> {
        let start = address.checked_sub(Self::BASE).ok_or("below")? as usize;
        let bytes = self.bytes.get(start..start + into.len()).ok_or("above")?;
        into.copy_from_slice(bytes);
        Ok(())
    }
}

/// Formats with these cells.
fn printed(text: &[u8], cells: &[u64]) -> Result<String, Error<&'static str>> {
    let (mut guest, addresses) = Guest::new(cells.len(), &[text]);
    guest.close();
    for (i, &cell) in cells.iter().enumerate() {
        guest.set(i, cell);
    }
    format(&guest, addresses[0], Guest::CELLS).map(|bytes| String::from_utf8(bytes).unwrap())
}

#[test]
fn plain_text_and_percent() {
    assert_eq!(printed(b"", &[]).unwrap(), "");
    assert_eq!(printed(b"100%% sure\n", &[]).unwrap(), "100% sure\n");
}

#[test]
fn the_upper_half_of_an_int_cell_means_nothing() {
    assert_eq!(printed(b"%d %u", &[0xdead_beef_ffff_ffff, 0xdead_beef_0000_0007]).unwrap(), "-1 7");
    assert_eq!(printed(b"%lld", &[u64::MAX - 1]).unwrap(), "-2");
    assert_eq!(printed(b"%ld %zu %td %jd", &[1 << 32 | 5, 1 << 32, 1 << 32, 1 << 32]).unwrap(), "5 0 0 4294967296");
}

#[test]
fn bad_directives_are_refused() {
    for (text, reason) in [
        (&b"%"[..], "it ends before the conversion"),
        (b"abc %5", "it ends before the conversion"),
        (b"%n", "writing through a format is not allowed"),
        (b"%hhn", "writing through a format is not allowed"),
        (b"%y", "no such conversion"),
        (b"%lly", "no such conversion behind a length"),
        (b"%1$d", "numbered arguments are not part of C"),
        (b"%.-3d", "a precision can't be negative"),
        (b"%5%", "`%%` takes no flags, width, precision or length"),
    ] {
        let error = printed(text, &[0, 0]).unwrap_err();
        assert!(matches!(&error, Error::Directive { reason: r, .. } if *r == reason), "{text:?}: {error}");
    }
    assert_eq!(
        printed(b"%-08.3lly", &[]).unwrap_err().to_string(),
        "bad directive `%-08.3lly`: no such conversion behind a length"
    );
}

#[test]
fn sizes_are_limited() {
    let too_wide = u64::from(MAX_FIELD) + 1;
    assert_eq!(printed(b"%1048577d", &[1]).unwrap_err(), Error::FieldTooWide { size: too_wide });
    assert_eq!(printed(b"%.1048577f", &[1]).unwrap_err(), Error::FieldTooWide { size: too_wide });
    assert!(matches!(printed(b"%99999999999999999999999d", &[1]), Err(Error::FieldTooWide { .. })));
    assert_eq!(printed(b"%*d", &[1 << 31, 1]).unwrap_err(), Error::FieldTooWide { size: 1 << 31 });
    assert_eq!(printed(b"%*d", &[0x7fff_ffff, 1]).unwrap_err(), Error::FieldTooWide { size: 0x7fff_ffff });
    assert_eq!(printed(b"%1048576d", &[1]).unwrap().len(), MAX_FIELD as usize);
    assert_eq!(printed(b"%.1048576f", &[1]).unwrap().len(), MAX_FIELD as usize + 2);
    let many = b"%1048576d".repeat(65);
    assert_eq!(printed(&many, &[1; 65]).unwrap_err(), Error::OutputTooLong);
}

#[test]
fn bad_pointers_are_errors() {
    let (mut guest, addresses) = Guest::new(1, &[b"%s"]);
    guest.close();
    assert!(matches!(format(&guest, 0, Guest::CELLS), Err(Error::Format { address: 0, .. })));
    assert!(matches!(format(&guest, u32::MAX, Guest::CELLS), Err(Error::Format { .. })));
    assert!(matches!(format(&guest, addresses[0], 0), Err(Error::Argument { index: 1, .. })));
    assert!(matches!(format(&guest, addresses[0], u32::MAX - 3), Err(Error::Argument { index: 1, .. })));
    guest.set(0, 0x1234);
    let error = format(&guest, addresses[0], Guest::CELLS).unwrap_err();
    assert_eq!(error.to_string(), "the string at 0x1234 (argument 1) can't be read: below");
}

#[test]
fn a_string_may_end_with_its_memory_but_not_run_out_of_it() {
    let mut guest = Guest { bytes: vec![0; 64] };
    let text = guest.push(b"%s|%.3s");
    guest.close();
    let end = Guest::BASE + guest.bytes.len() as u32 - 3;
    let len = guest.bytes.len();
    guest.bytes[len - 3..].copy_from_slice(b"end");
    guest.set(0, u64::from(end));
    guest.set(1, u64::from(end));
    assert!(matches!(format(&guest, text, Guest::CELLS), Err(Error::String { index: 1, .. })));
    // With a precision the NUL is not needed.
    assert_eq!(format(&guest, text + 3, Guest::CELLS + 8).unwrap(), b"end");
}

#[test]
fn wide_characters_become_utf_8() {
    let wide: Vec<u8> = "aß€😀".chars().flat_map(|c| (c as u32).to_le_bytes()).chain([0; 4]).collect();
    let (mut guest, addresses) = Guest::new(2, &[b"%ls|%.5ls", &wide]);
    guest.close();
    for index in 0..2 {
        guest.set(index, u64::from(addresses[1]));
    }
    let shown = format(&guest, addresses[0], Guest::CELLS).unwrap();
    assert_eq!(String::from_utf8(shown).unwrap(), "aß€😀|aß");
    assert_eq!(printed(b"%lc%3lc", &[0x20ac, 0x41]).unwrap(), "€  A");
    assert_eq!(printed(b"%lc", &[0xd800]).unwrap_err(), Error::WideCharacter { index: 1, value: 0xd800 });
}

#[test]
fn the_null_string_is_named() {
    assert_eq!(printed(b"[%s] [%8s] [%.3s] [%p]", &[0; 4]).unwrap(), "[(null)] [  (null)] [] [(nil)]");
}

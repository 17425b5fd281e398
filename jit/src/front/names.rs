//! Identifiers as small numbers.
//!
//! A hash table of numbers with open addressing (D. E. Knuth, "The Art of Computer Programming", volume 3, section
//! 6.4, algorithm L). Numbers are given in the order of first mention.

use super::pp::predefined;
use super::token::{KEYWORDS, Name, Tok};
use crate::seed;
use std::sync::LazyLock;

/// Slots of a new table: keywords and the names of a plugin of some hundred lines fill less than half of it.
const SLOTS: usize = 512;

/// The interner. It has no names before it is filled. Keywords come first, so a keyword is a name below their number.
#[derive(Default)]
pub(crate) struct Names<'a> {
    /// 0 for none, else a name's number plus one. A power of two of them, at most half of them taken.
    slots: Vec<u32>,
    entries: Vec<Entry<'a>>,
    factor: u64,
}

#[derive(Clone, Copy)]
struct Entry<'a> {
    text: &'a str,
    /// Its first bytes: all of it, if there are not more than 8.
    head: u64,
    hash: u32,
    /// It names a macro now.
    is_macro: bool,
}

/// The table with the keywords in it, made once.
static KEYWORD_TABLE: LazyLock<Names<'static>> = LazyLock::new(|| {
    let mut names = Names { slots: vec![0; SLOTS], entries: Vec::new(), factor: seed::factor() };
    KEYWORDS.iter().for_each(|&(text, _)| {
        names.intern(text);
    });
    // No keyword is a macro.
    names.entries.iter_mut().for_each(|entry| entry.is_macro = false);
    names
});

/// The first bytes of a text: up to 8, in such a way that texts of one length have different ones.
fn head_of(bytes: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        match bytes.first_chunk() {
            Some(&all) if bytes.len() > 8 => u64::from_le_bytes(all),
            _ => u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32,
        }
    } else {
        match *bytes {
            [] => 0,
            [a] => u64::from(a),
            [a, b] => u64::from(a) | u64::from(b) << 8,
            [a, b, c, ..] => u64::from(a) | u64::from(b) << 8 | u64::from(c) << 16,
        }
    }
}

/// The hash of a text with such a head.
fn hash_of(bytes: &[u8], head: u64, factor: u64) -> u32 {
    let mut hash = head.wrapping_add(bytes.len() as u64).wrapping_mul(factor);
    if bytes.len() > 8 {
        for chunk in bytes[8..].chunks(8) {
            let mut padded = [0; 8];
            padded[..chunk.len()].copy_from_slice(chunk);
            hash = (hash.rotate_left(29) ^ u64::from_le_bytes(padded)).wrapping_mul(factor);
        }
    }
    (hash >> 32) as u32
}

impl<'a> Names<'a> {
    pub(crate) fn new() -> Self {
        let mut names = Self::default();
        names.fill();
        names
    }

    /// Makes it what it is at the beginning of a compilation.
    pub(crate) fn fill(&mut self) {
        let table = &*KEYWORD_TABLE;
        self.slots.clear();
        self.slots.extend_from_slice(&table.slots);
        self.entries.clear();
        self.entries.reserve(SLOTS / 2);
        self.entries.extend_from_slice(&table.entries);
        self.factor = table.factor;
    }

    /// Forgets all names, but keeps their memory.
    pub(crate) fn forget(mut self) -> Names<'static> {
        self.entries.clear();
        // An empty list of the other type in the same memory.
        let entries = self.entries.into_iter().map(|entry| Entry { text: "", ..entry }).collect();
        Names { slots: self.slots, entries, factor: self.factor }
    }

    /// Names that it has memory for.
    pub(crate) fn capacity(&self) -> usize {
        self.entries.capacity()
    }

    pub(crate) fn intern(&mut self, text: &'a str) -> Name {
        let head = head_of(text.as_bytes());
        let hash = hash_of(text.as_bytes(), head, self.factor);
        let mut at = self.slot_of(hash);
        while let Some(id) = self.slots[at].checked_sub(1) {
            let entry = &self.entries[id as usize];
            if entry.head == head
                && entry.text.len() == text.len()
                && (text.len() <= 8 || (entry.hash == hash && entry.text == text))
            {
                return Name(id);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.add(Entry { text, head, hash, is_macro: false }, at)
    }

    /// Where the search for a name with this hash begins: its highest bits say.
    fn slot_of(&self, hash: u32) -> usize {
        ((u64::from(hash) * self.slots.len() as u64) >> 32) as usize
    }

    #[cold]
    fn add(&mut self, mut entry: Entry<'a>, at: usize) -> Name {
        // A predefined macro costs nothing until its name turns up.
        entry.is_macro = entry.text.starts_with('_') && predefined::is_predefined(entry.text);
        self.entries.push(entry);
        let taken = self.entries.len();
        self.slots[at] = taken as u32;
        if taken * 2 > self.slots.len() {
            self.grow();
        }
        Name(taken as u32 - 1)
    }

    fn grow(&mut self) {
        self.slots = vec![0; self.slots.len() * 2];
        for i in 0..self.entries.len() {
            let mut at = self.slot_of(self.entries[i].hash);
            while self.slots[at] != 0 {
                at = (at + 1) & (self.slots.len() - 1);
            }
            self.slots[at] = i as u32 + 1;
        }
    }

    /// The identifier, keyword or macro that `text` is.
    pub(crate) fn token(&mut self, text: &'a str) -> Tok {
        let name = self.intern(text);
        let mut kind = Tok::Eof;
        self.kind_into(name, &mut kind);
        kind
    }

    /// What a name is now, written to where it is wanted.
    #[inline]
    pub(crate) fn kind_into(&self, name: Name, into: &mut Tok) {
        if self.is_macro(name) {
            *into = Tok::Macro(name);
        } else if let Some(&(_, keyword)) = KEYWORDS.get(name.0 as usize) {
            *into = keyword;
        } else {
            *into = Tok::Ident(name);
        }
    }

    /// The identifier or keyword that it is if it is no macro, or a macro that isn't expanded.
    pub(crate) fn plain(&self, name: Name) -> Tok {
        KEYWORDS.get(name.0 as usize).map_or(Tok::Ident(name), |&(_, tok)| tok)
    }

    pub(crate) fn is_macro(&self, name: Name) -> bool {
        self.entries[name.0 as usize].is_macro
    }

    pub(crate) fn set_macro(&mut self, name: Name, is_macro: bool) {
        self.entries[name.0 as usize].is_macro = is_macro;
    }

    pub(crate) fn text(&self, name: Name) -> &'a str {
        self.entries[name.0 as usize].text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_has_one_number() {
        let texts: Vec<String> = (0..5000)
            .flat_map(|i| {
                [format!("n{i}"), format!("a_long_name_with_{i}_in_it"), format!("{i:x}{}", "y".repeat(i % 20))]
            })
            .collect();
        let mut names = Names::new();
        let ids: Vec<Name> = texts.iter().map(|text| names.intern(text)).collect();
        let mut distinct: Vec<&String> = texts.iter().collect();
        distinct.sort();
        distinct.dedup();
        assert_eq!(names.entries.len(), KEYWORDS.len() + distinct.len());
        for (text, &id) in texts.iter().zip(&ids) {
            assert_eq!(names.intern(text), id);
            assert_eq!(names.text(id), text);
        }
        for (i, &(text, tok)) in KEYWORDS.iter().enumerate() {
            assert_eq!(names.intern(text), Name(i as u32));
            assert_eq!(names.token(text), tok);
        }
    }
}

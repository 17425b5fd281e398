//! The source map: which file, or which macro expansion, a place belongs to.
//!
//! All files of a compilation lie in one space of offsets, one behind the other. From [`VIRTUAL`] on there are the
//! tokens that macro expansion made, one offset each.

use super::Span;

/// The first virtual place.
pub(crate) const VIRTUAL: u32 = 0x8000_0000;

/// Where a token comes from: where it is written, and the expansion that it came out of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Place {
    /// Where it is spelt; never virtual.
    pub at: Span,
    /// 0 if it stands in a file: everything else is 1 + the index of an expansion.
    pub expansion: u32,
}

/// One expansion of a macro.
struct Expansion<'a> {
    name: &'a str,
    call: Place,
}

/// Why a piece of text is there.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Origin {
    /// The file that is compiled, and the command line.
    Given,
    /// A file, by the `#include` at this place.
    Included(u32),
    /// A token that `#` or `##` made in a macro's body at this place.
    Made(Span),
}

/// A piece of text with its place in the space of offsets.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece<'a> {
    pub base: u32,
    pub text: &'a str,
    /// Name of the file, empty for what was made.
    pub name: &'a str,
    pub origin: Origin,
}

/// A macro in whose body something is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame<'a> {
    pub name: &'a str,
    pub at: Span,
}

/// Everything that gives places a meaning.
pub(crate) struct SourceMap<'a> {
    pieces: Vec<Piece<'a>>,
    end: u32,
    tokens: Vec<Place>,
    expansions: Vec<Expansion<'a>>,
}

fn cover(a: Span, b: Span) -> Span {
    Span { start: a.start.min(b.start), end: a.end.max(b.end) }
}

impl<'a> SourceMap<'a> {
    pub(crate) fn new() -> Self {
        Self { pieces: Vec::new(), end: 0, tokens: Vec::new(), expansions: Vec::new() }
    }

    /// Offsets used so far.
    pub(crate) fn used(&self) -> usize {
        self.end as usize
    }

    /// Adds a text; the caller has checked that there is room below [`VIRTUAL`].
    pub(crate) fn add(&mut self, name: &'a str, text: &'a str, origin: Origin) -> u32 {
        let base = self.end;
        self.pieces.push(Piece { base, text, name, origin });
        self.end += text.len() as u32 + 1;
        base
    }

    /// Notes an expansion and gives the number by which a [`Place`] names it.
    pub(crate) fn expand(&mut self, name: &'a str, call: Place) -> u32 {
        self.expansions.push(Expansion { name, call });
        self.expansions.len() as u32
    }

    /// The span by which the rest of the compiler knows a token.
    pub(crate) fn span(&mut self, place: Place) -> Span {
        if place.expansion == 0 {
            return place.at;
        }
        let start = VIRTUAL + self.tokens.len() as u32;
        self.tokens.push(place);
        Span { start, end: start + 1 }
    }

    /// Where a token that a macro made is spelt, and the macro.
    pub(crate) fn made_by(&self, span: Span) -> (Span, &'a str) {
        let place = self.place(span.start);
        let expansion = place.expansion.checked_sub(1).and_then(|i| self.expansions.get(i as usize));
        (place.at, expansion.map_or("", |expansion| expansion.name))
    }

    /// The text that an offset below [`VIRTUAL`] lies in.
    pub(crate) fn piece(&self, offset: u32) -> Option<&Piece<'a>> {
        let index = self.pieces.partition_point(|p| p.base <= offset).checked_sub(1)?;
        self.pieces.get(index)
    }

    /// What is written there; empty if that isn't in one piece.
    pub(crate) fn text(&self, span: Span) -> &'a str {
        let real = span.end <= VIRTUAL || span.end <= span.start;
        let span = if real { span } else { cover(self.place(span.start).at, self.place(span.end - 1).at) };
        let Some(piece) = self.piece(span.start) else { return "" };
        let range = (span.start - piece.base) as usize..span.end.saturating_sub(piece.base) as usize;
        piece.text.get(range).unwrap_or("")
    }

    /// The place of the token that an offset, virtual or not, stands for.
    fn place(&self, offset: u32) -> Place {
        let real = Place { at: Span { start: offset, end: offset + 1 }, expansion: 0 };
        match offset.checked_sub(VIRTUAL) {
            None => real,
            Some(index) => self.tokens.get(index as usize).copied().unwrap_or_default(),
        }
    }

    /// The way from the file into the macros, the outermost first; and where in the file it begins.
    fn chain(&self, mut place: Place) -> (Span, Vec<(u32, Span)>) {
        let mut chain = Vec::new();
        while let Some(expansion) = place.expansion.checked_sub(1).and_then(|i| self.expansions.get(i as usize)) {
            chain.push((place.expansion, self.written(place.at)));
            place = expansion.call;
        }
        chain.reverse();
        (place.at, chain)
    }

    /// Where in a file a token comes from: the outermost macro call, for what macros made.
    pub(crate) fn in_file(&self, mut place: Place) -> Span {
        while let Some(expansion) = place.expansion.checked_sub(1).and_then(|i| self.expansions.get(i as usize)) {
            place = expansion.call;
        }
        place.at
    }

    /// How many lines further down the second offset is, if that is in the same text and behind the first.
    pub(crate) fn lines_between(&self, from: u32, to: u32) -> i64 {
        let Some(piece) = self.piece(from).filter(|p| to > from && to - p.base <= p.text.len() as u32) else {
            return 0;
        };
        let between = &piece.text.as_bytes()[(from - piece.base) as usize..(to - piece.base) as usize];
        between.iter().filter(|&&b| b == b'\n').count() as i64
    }

    /// Where the operator stands that made this token, if one did.
    fn written(&self, at: Span) -> Span {
        match self.piece(at.start) {
            Some(Piece { origin: Origin::Made(by), .. }) => *by,
            _ => at,
        }
    }

    /// Where a span is in a file, and the macros that it lies in, the outermost first.
    pub(super) fn resolve(&self, span: Span) -> (Span, Vec<Frame<'a>>) {
        if span.start < VIRTUAL && span.end <= VIRTUAL {
            return (span, Vec::new());
        }
        if span.start == span.end {
            // The empty span behind a token.
            let (at, frames) = self.resolve(Span { start: span.start - 1, end: span.start });
            return (at.after(), frames.into_iter().map(|f| Frame { at: f.at.after(), ..f }).collect());
        }
        let (first, outer) = self.chain(self.place(span.start));
        let (last, inner) = self.chain(self.place(span.end - 1));
        let same_file = match (self.piece(first.start), self.piece(last.start)) {
            (Some(a), Some(b)) => a.base == b.base,
            _ => false,
        };
        let at = if same_file { cover(first, last) } else { first };
        let common = outer.iter().zip(&inner).take_while(|(a, b)| a.0 == b.0).count();
        let frame = |&(id, at): &(u32, Span)| Frame { name: self.expansions[id as usize - 1].name, at };
        let frames = if common == 0 {
            (if outer.is_empty() { &inner } else { &outer }).iter().map(frame).collect()
        } else {
            let mut frames: Vec<_> = outer[..common].iter().map(frame).collect();
            if let Some(frame) = frames.last_mut() {
                let other = inner[common - 1].1;
                if self.piece(frame.at.start).map(|p| p.base) == self.piece(other.start).map(|p| p.base) {
                    frame.at = cover(frame.at, other);
                }
            }
            frames
        };
        (at, frames)
    }
}

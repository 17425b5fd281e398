//! Scopes: what an identifier or a tag means at this point of the source.

use super::token::Name;
use super::tree::LocalId;
use super::types::TypeId;
use crate::diag::Span;

/// Index of a function or variable with static storage in [`super::data::Statics`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct GlobalId(pub u32);

/// What an identifier means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Meaning {
    /// A type, and the alignment that its `aligned` attribute asks for; 0 if there is none.
    Typedef(TypeId, u32),
    /// Enumeration constant and its type.
    Enum(i64, TypeId),
    Local(LocalId),
    /// Array of variable length, whose address this local holds.
    Vla(LocalId),
    Global(GlobalId),
    /// Predeclared function that has not been used yet: an index into the options.
    Builtin(u32),
}

/// A meaning with the place that gave it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Binding {
    pub meaning: Meaning,
    pub span: Span,
    depth: u32,
}

/// A struct, union or enum tag.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tag {
    pub ty: TypeId,
    pub is_enum: bool,
    pub span: Span,
    depth: u32,
}

enum Undo {
    Name(Name, Option<Binding>),
    Tag(Name, Option<Tag>),
}

/// All names in scope. It has none at first. Lookup is an index; leaving a scope undoes what it did.
#[derive(Default)]
pub(crate) struct Scopes {
    names: Vec<Option<Binding>>,
    tags: Vec<Option<Tag>>,
    undo: Vec<Undo>,
    marks: Vec<usize>,
}

impl Scopes {
    /// Forgets all names, but keeps their memory.
    pub(crate) fn forget(&mut self) {
        self.names.clear();
        self.tags.clear();
        self.undo.clear();
        self.marks.clear();
    }

    /// 0 outside of functions, where the predeclared names live too (and give way without a word).
    pub(crate) fn depth(&self) -> u32 {
        self.marks.len() as u32
    }

    pub(crate) fn push(&mut self) {
        self.marks.push(self.undo.len());
    }

    pub(crate) fn pop(&mut self) {
        let Some(mark) = self.marks.pop() else { return };
        while self.undo.len() > mark {
            match self.undo.pop() {
                Some(Undo::Name(name, old)) => self.names[name.0 as usize] = old,
                Some(Undo::Tag(name, old)) => self.tags[name.0 as usize] = old,
                None => return,
            }
        }
    }

    pub(crate) fn lookup(&self, name: Name) -> Option<Binding> {
        self.names.get(name.0 as usize).copied().flatten()
    }

    /// The meaning given in the innermost scope itself.
    pub(crate) fn lookup_here(&self, name: Name) -> Option<Binding> {
        self.lookup(name).filter(|b| b.depth == self.depth())
    }

    pub(crate) fn bind(&mut self, name: Name, meaning: Meaning, span: Span) {
        let index = name.0 as usize;
        if index >= self.names.len() {
            self.names.resize(index + 1, None);
        }
        let binding = Binding { meaning, span, depth: self.depth() };
        let old = self.names[index].replace(binding);
        if !self.marks.is_empty() {
            self.undo.push(Undo::Name(name, old));
        }
    }

    /// Binds a name that means nothing here at file level, where it stays until the end.
    pub(crate) fn bind_outermost(&mut self, name: Name, meaning: Meaning) {
        let index = name.0 as usize;
        if index >= self.names.len() {
            self.names.resize(index + 1, None);
        }
        self.names[index] = Some(Binding { meaning, span: Span::default(), depth: 0 });
    }

    pub(crate) fn lookup_tag(&self, name: Name) -> Option<Tag> {
        self.tags.get(name.0 as usize).copied().flatten()
    }

    pub(crate) fn lookup_tag_here(&self, name: Name) -> Option<Tag> {
        self.lookup_tag(name).filter(|t| t.depth == self.depth())
    }

    pub(crate) fn bind_tag(&mut self, name: Name, ty: TypeId, is_enum: bool, span: Span) {
        let index = name.0 as usize;
        if index >= self.tags.len() {
            self.tags.resize(index + 1, None);
        }
        let tag = Tag { ty, is_enum, span, depth: self.depth() };
        let old = self.tags[index].replace(tag);
        if !self.marks.is_empty() {
            self.undo.push(Undo::Tag(name, old));
        }
    }

    /// All names that mean something now, for suggestions.
    pub(crate) fn visible(&self) -> impl Iterator<Item = Name> + '_ {
        self.names.iter().enumerate().filter(|(_, b)| b.is_some()).map(|(i, _)| Name(i as u32))
    }
}

//! Memory that a thread keeps from one compilation to the next: a service compiles many small plugins, and what it
//! costs to ask for long lists, to let them grow and to give them back is felt then.

use super::builder::Builder;
use super::names::Names;
use super::scope::Scopes;
use super::tree::Stmt;
use std::cell::Cell;

/// Nodes of a function for which memory is kept; more is given back when the compilation ends.
const NODES: usize = 1 << 14;

/// Lists of a parser, all of them empty.
#[derive(Default)]
pub(super) struct Kept {
    pub names: Names<'static>,
    pub scopes: Scopes,
    pub f: Box<Builder>,
    pub spare: Box<Builder>,
    pub lists: Vec<Vec<Stmt>>,
}

thread_local! {
    static KEPT: Cell<Option<Box<Kept>>> = const { Cell::new(None) };
}

impl Kept {
    /// What the thread has kept, or new lists.
    pub(super) fn take() -> Box<Self> {
        KEPT.take().unwrap_or_default()
    }

    /// Keeps the lists, if they have not grown too long.
    pub(super) fn keep(self: Box<Self>) {
        let lists: usize = self.lists.iter().map(Vec::capacity).sum();
        if self.f.capacity().max(self.spare.capacity()).max(lists).max(self.names.capacity()) <= NODES {
            KEPT.set(Some(self));
        }
    }
}

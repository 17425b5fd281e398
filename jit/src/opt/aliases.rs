//! Values that turned out to be others: a pass notes them, and at its end all uses are rewritten in one go.

use crate::ir::{Function, Terminator, Value};

/// For each value the one that takes its place: itself, if nothing is known.
#[derive(Debug, Default)]
pub(crate) struct Aliases {
    to: Vec<Value>,
    any: bool,
}

impl Aliases {
    /// Forgets everything; there are so many values.
    pub(crate) fn reset(&mut self, values: usize) {
        self.to.clear();
        self.to.extend((0..values as u32).map(Value));
        self.any = false;
    }

    /// Makes room for values that were made since.
    pub(crate) fn grow(&mut self, values: usize) {
        let known = self.to.len() as u32;
        self.to.extend((known..values as u32).map(Value));
    }

    /// `to` takes the place of `from`, which is not its own origin.
    pub(crate) fn replace(&mut self, from: Value, to: Value) {
        let to = self.resolve(to);
        debug_assert_ne!(from, to, "a value can't replace itself");
        self.to[from.index()] = to;
        self.any = true;
    }

    /// What the value turned out to be.
    pub(crate) fn resolve(&mut self, value: Value) -> Value {
        let mut root = value;
        while self.to[root.index()] != root {
            root = self.to[root.index()];
        }
        // Path compression: the next one finds it at once.
        let mut at = value;
        while at != root {
            at = std::mem::replace(&mut self.to[at.index()], root);
        }
        root
    }

    /// Was anything noted?
    pub(crate) fn any(&self) -> bool {
        self.any
    }

    /// Rewrites all uses in the function's blocks.
    pub(crate) fn apply(&mut self, function: &mut Function) {
        if !self.any {
            return;
        }
        let Function { insts, blocks, .. } = function;
        for block in blocks {
            for inst in &block.insts {
                insts[inst.index()].op.for_each_use_mut(|v| *v = self.resolve(*v));
            }
            self.apply_to_terminator(&mut block.term);
        }
    }

    /// Rewrites all uses in a terminator.
    pub(crate) fn apply_to_terminator(&mut self, term: &mut Terminator) {
        term.for_each_use_mut(|v| *v = self.resolve(*v));
    }
}

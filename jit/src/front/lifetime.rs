//! How long arrays of variable length are there: from their declaration to the end of its block, or until a jump leaves
//! it (C99 6.2.4). Each lifetime knows the one around it, so that they form a tree.

use super::tree::LocalId;
use crate::diag::Span;
use crate::ir::entity;

entity! {
    /// The lifetime of an array of variable length.
    LifetimeId
}

/// One of them.
#[derive(Debug, Clone, Copy)]
struct Lifetime {
    /// The one around it.
    outer: Option<LifetimeId>,
    /// One further out, at a distance that makes the way to any of them short (Myers, "An applicative random-access
    /// stack", 1983).
    jump: Option<LifetimeId>,
    /// Number of lifetimes from the outermost to this one.
    depth: u32,
    /// The local that holds the stack pointer from before the array was there.
    saved: LocalId,
    /// `alloca` is called in it. What that gave is there until the function returns, so the array stays too.
    kept: bool,
    /// Where the array is declared.
    span: Span,
}

/// The lifetimes of a function's arrays.
#[derive(Debug, Clone, Default)]
pub struct Lifetimes(Vec<Lifetime>);

impl Lifetimes {
    /// Forgets them all.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    fn depth(&self, at: Option<LifetimeId>) -> u32 {
        at.map_or(0, |at| self.0[at.index()].depth)
    }

    fn jump(&self, at: Option<LifetimeId>) -> Option<LifetimeId> {
        at.and_then(|at| self.0[at.index()].jump)
    }

    /// A new one within `outer`.
    pub(crate) fn begin(&mut self, outer: Option<LifetimeId>, saved: LocalId, span: Span) -> LifetimeId {
        let (near, far) = (self.jump(outer), self.jump(self.jump(outer)));
        let even = self.depth(outer) - self.depth(near) == self.depth(near) - self.depth(far);
        let jump = if even { far } else { outer };
        self.0.push(Lifetime { outer, jump, depth: self.depth(outer) + 1, saved, kept: false, span });
        LifetimeId(self.0.len() as u32 - 1)
    }

    /// Where the array is declared.
    pub(crate) fn span(&self, at: LifetimeId) -> Span {
        self.0[at.index()].span
    }

    /// `alloca` is called within this one: nothing around the call is freed before the function returns.
    pub(crate) fn keep(&mut self, mut at: Option<LifetimeId>) {
        while let Some(id) = at
            && let lifetime = &mut self.0[id.index()]
            && !lifetime.kept
        {
            lifetime.kept = true;
            at = lifetime.outer;
        }
    }

    /// The furthest one on the way out from `at` up to which all are so; none if `at` is not.
    fn furthest(&self, at: Option<LifetimeId>, so: impl Fn(&Lifetime) -> bool) -> Option<&Lifetime> {
        let such = |at: Option<LifetimeId>| at.map(|at| &self.0[at.index()]).filter(|lifetime| so(lifetime));
        let mut at = such(at)?;
        while let Some(next) = such(at.jump).or_else(|| such(at.outer)) {
            at = next;
        }
        Some(at)
    }

    /// Does a jump from within `from` lead into `to`, which is not around it?
    pub(crate) fn enters(&self, from: Option<LifetimeId>, to: Option<LifetimeId>) -> Option<LifetimeId> {
        let depth = self.depth(to);
        let around = if self.depth(from) == depth {
            from
        } else {
            self.furthest(from, |lifetime| lifetime.depth > depth).and_then(|first| first.outer)
        };
        to.filter(|_| around != to)
    }

    /// Control leaves `from` for a place within `to`, which is around it: the local that holds the stack pointer from
    /// before what is freed by that, if anything is.
    pub(crate) fn leave(&self, from: Option<LifetimeId>, to: Option<LifetimeId>) -> Option<LocalId> {
        let depth = self.depth(to);
        self.furthest(from, |lifetime| lifetime.depth > depth && !lifetime.kept).map(|first| first.saved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaving_gives_the_outermost_that_ends() {
        let mut all = Lifetimes::default();
        let mut chain = vec![None];
        for i in 0..200 {
            chain.push(Some(all.begin(chain[i], LocalId(i as u32), Span::default())));
        }
        let other = Some(all.begin(chain[100], LocalId(1000), Span::default()));
        for from in 0..=200 {
            for to in 0..=200 {
                assert_eq!(all.enters(chain[from], chain[to]), chain[to].filter(|_| to > from), "{from} {to}");
                if to <= from {
                    let want = (to < from).then_some(LocalId(to as u32));
                    assert_eq!(all.leave(chain[from], chain[to]), want, "{from} {to}");
                }
            }
        }
        assert_eq!(all.leave(other, chain[100]), Some(LocalId(1000)));
        assert_eq!(all.leave(other, chain[7]), Some(LocalId(7)));
        assert_eq!(all.enters(other, chain[101]), chain[101]);
        assert_eq!(all.enters(chain[101], other), other);
        assert_eq!(all.enters(chain[120], other), other);
        all.keep(chain[50]);
        assert_eq!(all.leave(chain[200], None), Some(LocalId(50)));
        assert_eq!(all.leave(chain[200], chain[70]), Some(LocalId(70)));
        assert_eq!(all.leave(chain[50], None), None);
    }
}

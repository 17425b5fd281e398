//! The explorer: breadth-first search over all interleavings of a model, then a look at the graph that was found.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::fmt::Debug;
use std::hash::{BuildHasherDefault, Hash};

use rustc_hash::FxHasher;

/// A step that the model can take from a state.
pub(super) struct Step<S> {
    /// Who takes it: below [`ACTORS`]. What `ANYBODY` does says nothing about anyone's spinning.
    pub(super) actor: usize,
    pub(super) next: S,
    /// What is wrong with taking it.
    pub(super) wrong: Option<&'static str>,
}

/// Actors whose steps are told apart.
pub(super) const ACTORS: usize = 5;
/// An actor beyond them: the environment.
pub(super) const ANYBODY: usize = ACTORS;

/// What is explored.
pub(super) trait Model {
    type State: Copy + Eq + Hash + Debug;

    fn first(&self) -> Self::State;

    /// Adds every step that can be taken from `state`.
    fn steps(&self, state: &Self::State, steps: &mut Vec<Step<Self::State>>);

    /// What is wrong with a state as such.
    fn wrong(&self, state: &Self::State) -> Option<&'static str>;

    /// Whether all work is done in a state.
    fn done(&self, state: &Self::State) -> bool;
}

/// Why a model is wrong, and how it comes about.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) what: &'static str,
    /// The last state of a shortest way there, with the way in front.
    pub(super) path: Vec<String>,
}

/// From some state no way leads to the end: a wait for ever or an endless loop.
pub(super) const NO_WAY_OUT: &str = "from here nothing leads to the end";
/// One actor goes round in circles although nobody else moves.
pub(super) const SPINS: &str = "an actor spins for ever if nobody else runs";

/// More states than this are a mistake in the model.
const LIMIT: usize = 4_000_000;

/// Looks at everything that can happen. Returns the number of states.
pub(super) fn explore<M: Model>(model: &M) -> Result<usize, Wrong> {
    let mut numbers: HashMap<M::State, u32, BuildHasherDefault<FxHasher>> = HashMap::default();
    let mut states = vec![model.first()];
    let mut parents = vec![0u32];
    let mut edges: Vec<(u32, u32, u8)> = Vec::new();
    let mut done = Vec::new();
    let mut steps = Vec::new();
    numbers.insert(states[0], 0);
    let mut at = 0;
    while at < states.len() {
        let state = states[at];
        if let Some(what) = model.wrong(&state) {
            return Err(Wrong { what, path: path(&states, &parents, at) });
        }
        if model.done(&state) {
            done.push(at as u32);
        }
        steps.clear();
        model.steps(&state, &mut steps);
        for step in &steps {
            let to = match numbers.entry(step.next) {
                Entry::Occupied(known) => *known.get(),
                Entry::Vacant(new) => {
                    states.push(step.next);
                    parents.push(at as u32);
                    *new.insert((states.len() - 1) as u32)
                }
            };
            if let Some(what) = step.wrong {
                return Err(Wrong { what, path: path(&states, &parents, at) });
            }
            edges.push((at as u32, to, step.actor as u8));
        }
        at += 1;
        assert!(at <= LIMIT, "the model is too large: {:?}", state);
    }
    drop(numbers);
    if let Some(lost) = cannot_reach(states.len(), &edges, &done) {
        return Err(Wrong { what: NO_WAY_OUT, path: path(&states, &parents, lost) });
    }
    for actor in 0..ACTORS as u8 {
        if let Some(spinning) = on_a_circle(states.len(), &edges, actor) {
            return Err(Wrong { what: SPINS, path: path(&states, &parents, spinning) });
        }
    }
    Ok(states.len())
}

fn path<S: Debug>(states: &[S], parents: &[u32], end: usize) -> Vec<String> {
    let mut path = vec![format!("{:?}", states[end])];
    let mut at = end;
    while at != 0 {
        at = parents[at] as usize;
        path.push(format!("{:?}", states[at]));
    }
    path.reverse();
    path
}

/// The first state from which none of `goals` can be reached.
fn cannot_reach(count: usize, edges: &[(u32, u32, u8)], goals: &[u32]) -> Option<usize> {
    // Sources by target, as one array with the places where each target's begin.
    let mut begin = vec![0u32; count + 1];
    for &(_, to, _) in edges {
        begin[to as usize + 1] += 1;
    }
    for i in 0..count {
        begin[i + 1] += begin[i];
    }
    let mut fill = begin.clone();
    let mut sources = vec![0u32; edges.len()];
    for &(from, to, _) in edges {
        sources[fill[to as usize] as usize] = from;
        fill[to as usize] += 1;
    }
    let mut reaches = vec![false; count];
    let mut queue: VecDeque<u32> = goals.iter().copied().collect();
    while let Some(at) = queue.pop_front() {
        if !std::mem::replace(&mut reaches[at as usize], true) {
            queue.extend(&sources[begin[at as usize] as usize..begin[at as usize + 1] as usize]);
        }
    }
    reaches.iter().position(|reaches| !reaches)
}

/// A state on a circle of steps of one actor alone (Kahn's algorithm: what can't be sorted is on or behind one).
fn on_a_circle(count: usize, edges: &[(u32, u32, u8)], actor: u8) -> Option<usize> {
    let mut inward = vec![0u32; count];
    // `edges` is sorted by source, since states are expanded in order.
    let own: Vec<(u32, u32)> = edges.iter().filter(|edge| edge.2 == actor).map(|edge| (edge.0, edge.1)).collect();
    for &(_, to) in &own {
        inward[to as usize] += 1;
    }
    let mut queue: Vec<u32> = (0..count as u32).filter(|&at| inward[at as usize] == 0).collect();
    while let Some(at) = queue.pop() {
        let begin = own.partition_point(|&(from, _)| from < at);
        for &(_, to) in own[begin..].iter().take_while(|&&(from, _)| from == at) {
            inward[to as usize] -= 1;
            if inward[to as usize] == 0 {
                queue.push(to);
            }
        }
    }
    inward.iter().position(|&left| left != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two counters; `broken` makes it wrong in some way.
    struct Toy {
        broken: &'static str,
    }

    impl Model for Toy {
        type State = (u8, u8);

        fn first(&self) -> (u8, u8) {
            (0, 0)
        }

        fn steps(&self, &(a, b): &(u8, u8), steps: &mut Vec<Step<(u8, u8)>>) {
            let mut step = |actor, next, wrong| steps.push(Step { actor, next, wrong });
            if a < 3 {
                step(0, (a + 1, b), (self.broken == "step" && b == 2).then_some("step"));
            }
            if b < 3 && !(self.broken == "stuck" && a == 2 && b == 1) {
                step(1, (a, b + 1), None);
            }
            if self.broken == "trap" && a == 2 && b == 2 {
                step(1, (9, 9), None);
            }
            if self.broken == "spin" && b == 1 {
                step(0, (if a == 0 { 1 } else { 0 }, b), None);
            }
        }

        fn wrong(&self, &(a, b): &(u8, u8)) -> Option<&'static str> {
            (self.broken == "state" && a == 3 && b == 3).then_some("state")
        }

        fn done(&self, state: &(u8, u8)) -> bool {
            *state == (3, 3)
        }
    }

    #[test]
    fn finds_what_is_wrong_and_only_that() {
        assert_eq!(explore(&Toy { broken: "" }).unwrap(), 16);
        assert_eq!(explore(&Toy { broken: "stuck" }).unwrap(), 16, "another way leads round it");
        for (broken, what) in [("step", "step"), ("state", "state"), ("trap", NO_WAY_OUT), ("spin", SPINS)] {
            let wrong = explore(&Toy { broken }).unwrap_err();
            assert_eq!(wrong.what, what);
            assert!(wrong.path.len() <= 8, "{wrong:?}");
        }
    }
}

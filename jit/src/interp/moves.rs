//! Orders the parallel moves of a jump's arguments into block parameters.
//!
//! As in Boissinot et al., "Revisiting Out-of-SSA Translation for Correctness, Code Quality, and Efficiency"
//! (2009), algorithm 1: a move is done once nothing needs the old value of its destination; a cycle is broken by a
//! scratch register.

use super::code::Reg;
use rustc_hash::FxHashMap;

/// The moves `(d, s)` to do one after the other so that it is as if all of `moves` were done at once. Destinations
/// differ from each other; `scratch` is none of the registers.
pub(super) fn sequence(moves: impl Iterator<Item = (Reg, Reg)>, scratch: Reg) -> Vec<(Reg, Reg)> {
    let moves: Vec<(Reg, Reg)> = moves.filter(|(d, s)| d != s).collect();
    if moves.len() < 2 {
        return moves;
    }
    let source: FxHashMap<Reg, Reg> = moves.iter().copied().collect();
    // How many moves still read the old value of a destination.
    let mut readers: FxHashMap<Reg, u32> = moves.iter().map(|(d, _)| (*d, 0)).collect();
    for (_, s) in &moves {
        if let Some(count) = readers.get_mut(s) {
            *count += 1;
        }
    }
    let mut result = Vec::with_capacity(moves.len() + 1);
    let mut ready: Vec<Reg> = moves.iter().map(|(d, _)| *d).filter(|d| readers[d] == 0).collect();
    let mut done = 0;
    let mut next = 0;
    // The register whose old value is in the scratch register.
    let mut saved = None;
    while done < moves.len() {
        if let Some(d) = ready.pop() {
            let s = source[&d];
            result.push((d, if saved == Some(s) { scratch } else { s }));
            readers.remove(&d);
            done += 1;
            if let Some(count) = readers.get_mut(&s) {
                *count -= 1;
                if *count == 0 {
                    ready.push(s);
                }
            }
            continue;
        }
        // Only cycles are left, each register read once. Free one register of the next.
        while moves.get(next).is_some_and(|(d, _)| !readers.contains_key(d)) {
            next += 1;
        }
        let Some((d, _)) = moves.get(next) else { break };
        result.push((scratch, *d));
        saved = Some(*d);
        ready.push(*d);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRATCH: Reg = 99;

    fn check(moves: &[(Reg, Reg)]) -> usize {
        let sequence = sequence(moves.iter().copied(), SCRATCH);
        let mut regs: Vec<u32> = (0..100).collect();
        for (d, s) in &sequence {
            regs[*d as usize] = regs[*s as usize];
        }
        for r in 0..SCRATCH {
            let want = moves.iter().find(|(d, _)| *d == r).map_or(r, |(_, s)| *s);
            assert_eq!(regs[r as usize], want, "register {r} of {moves:?} by {sequence:?}");
        }
        sequence.len()
    }

    #[test]
    fn chains_need_no_scratch() {
        assert_eq!(check(&[(1, 2), (2, 3), (3, 4), (4, 4)]), 3);
        assert_eq!(check(&[(1, 7), (2, 7), (7, 8)]), 3);
    }

    #[test]
    fn cycles_cost_one_move_more() {
        assert_eq!(check(&[(1, 2), (2, 1)]), 3);
        assert_eq!(check(&[(1, 2), (2, 3), (3, 1), (4, 5), (5, 4), (6, 1)]), 8);
    }

    #[test]
    fn all_maps_of_four_registers() {
        for code in 0..4u32.pow(4) {
            let moves: Vec<(Reg, Reg)> = (0..4).map(|d| (d, code / 4u32.pow(d) % 4)).collect();
            check(&moves);
            check(&moves[1..]);
        }
    }
}

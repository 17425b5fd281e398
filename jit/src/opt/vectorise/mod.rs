//! The loop vectoriser: innermost loops that count come out twice, once for so many turns at a time as vectors hold.
//!
//! ```text
//! shape    which loops: one path, even steps, a count that is known before
//! linear   addresses and counts as sums
//! groups   what memory is walked over, and whether turns can see each other
//! lanes    how narrow integers may be, how many turns go at once
//! guard    the tests before the vector loop, and the way back into the scalar one
//! body     the vector loop
//! strides  every nth byte, without a shuffle of bytes
//! ```
//! The scalar loop stays and does the rest, or everything where the tests fail: too few turns, ranges of addresses that
//! wrap at 2^32, or overlap. So the vector loop accesses no place that the scalar loop would not, floats are not added
//! up in another order, and no volatile access takes part. The analyses are the classical ones (Allen and Kennedy,
//! "Optimizing Compilers for Modern Architectures", 2001; Nuzman, Rosen and Zaks, "Auto-Vectorization of Interleaved
//! Data for SIMD", 2006, for accesses with strides).

mod body;
mod emit;
mod groups;
mod guard;
mod lanes;
mod linear;
mod shape;
mod strides;
#[cfg(test)]
mod tests;

use super::cfg::LoopId;
use super::observe::Outcome;
use super::pass::{Changed, Cx};
use crate::ir::vector::Features;
use crate::ir::{Block, Function};
use groups::Memory;
use guest_abi::Isa;
use lanes::Lanes;
use shape::Loop;

/// Most loops of a function that are looked at: each may be copied.
const LOOPS: usize = 256;

/// The pass.
pub(super) fn run(function: &mut Function, cx: &mut Cx<'_>) -> Changed {
    // The interpreter has vectors, but is faster without.
    if cx.isa != Isa::Amd64 || !cx.analyse(function) {
        return Changed::Nothing;
    }
    let count = cx.cfg.loops().len();
    let mut innermost = vec![true; count];
    for data in cx.cfg.loops() {
        if let Some(parent) = data.parent {
            innermost[parent.0 as usize] = false;
        }
    }
    let mut changed = Changed::Nothing;
    let ids = (0..count).filter(|i| innermost[*i]).take(LOOPS);
    for id in ids.map(|i| LoopId(i as u32)) {
        let loc = function.blocks[cx.cfg.loop_data(id).header.index()].term_loc;
        match vectorise(function, cx, id, cx.vectors) {
            Ok(lanes) => {
                changed = Changed::Blocks;
                let message = || format!("the loop does {lanes} turns at once");
                cx.remark("vectorise", Outcome::Done, function, loc, message);
            }
            Err(why) => cx.remark("vectorise", Outcome::Missed, function, loc, || format!("the loop stays: {why}")),
        }
    }
    changed
}

/// Vectorises a loop; gives the number of turns at once, or why it can't.
fn vectorise(f: &mut Function, cx: &Cx<'_>, id: LoopId, features: Features) -> Result<u32, &'static str> {
    let (l, count) = Loop::find(f, &cx.cfg, id)?;
    let memory = Memory::of(f, &l)?;
    let lanes = Lanes::of(f, &l, features)?;
    memory.check_strides(lanes.count, features)?;
    if lanes.count < 2 {
        return Err("vectors hold no more than one turn");
    }
    let outside = |block: &Block| *block != l.header && !cx.cfg.is_in_loop(*block, id);
    let mut preds: Vec<Block> = cx.cfg.preds(l.header).iter().copied().filter(outside).collect();
    preds.dedup();
    body::build(f, &l, &preds, (&memory, &count, &lanes, features));
    Ok(lanes.count)
}

//! A block that only one jump leads to becomes the end of the block with the jump.

use super::super::aliases::Aliases;
use super::terms::take;
use crate::ir::{Block, Function, Terminator};

/// Joins all there are; true if there was one.
pub(super) fn join(function: &mut Function) -> bool {
    // Edges into each block, those from unreachable ones too: they cost a chance at most.
    let mut edges = vec![0u32; function.blocks.len()];
    edges[0] = 1;
    for block in &function.blocks {
        block.term.for_each_target(|target| edges[target.block.index()] += 1);
    }
    let only = |term: &Terminator| match term {
        Terminator::Jump(target) if edges[target.block.index()] == 1 => Some(target.block),
        _ => None,
    };
    if !function.blocks.iter().any(|block| only(&block.term).is_some()) {
        return false;
    }
    let mut aliases = Aliases::default();
    aliases.reset(function.values.len());
    // A block that is the end of another is met again when its own number comes: then it is empty, and ends in a trap.
    let mut changed = false;
    for b in 0..function.blocks.len() {
        let block = Block(b as u32);
        while let Some(next) = only(&function.blocks[b].term).filter(|next| *next != block) {
            append(function, block, next, &mut aliases);
            changed = true;
        }
    }
    aliases.apply(function);
    changed
}

fn append(function: &mut Function, block: Block, next: Block, aliases: &mut Aliases) {
    let data = &mut function.blocks[next.index()];
    let (params, insts) = (std::mem::take(&mut data.params), std::mem::take(&mut data.insts));
    let (term, term_loc) = (take(&mut data.term), data.term_loc);
    let data = &mut function.blocks[block.index()];
    if let Terminator::Jump(target) = std::mem::replace(&mut data.term, term) {
        for (param, arg) in params.into_iter().zip(target.args) {
            // Only in code that is never reached does a value feed itself.
            if aliases.resolve(arg) != param {
                aliases.replace(param, arg);
            }
        }
    }
    data.term_loc = term_loc;
    if data.insts.is_empty() {
        data.insts = insts;
    } else {
        data.insts.extend(insts);
    }
}

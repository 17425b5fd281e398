//! Parameters of blocks that have one value whichever way control comes.

use super::Walk;
use crate::ir::{Block, Terminator, Value};

/// Cases of a switch up to which its targets are searched for the block; a switch with very many targets that all
/// have parameters would take quadratic time.
const CASES: usize = 16;

impl Walk<'_> {
    /// Replaces parameters whose arguments are all the same, or the parameter itself.
    pub(super) fn params(&mut self, block: Block) {
        let count = self.function.blocks[block.index()].params.len();
        // The entry's are the function's.
        if count == 0 || block == Block(0) {
            return;
        }
        for i in 0..count {
            let param = self.function.blocks[block.index()].params[i];
            if let Some(value) = self.common_argument(block, i, param) {
                self.aliases.replace(param, value);
            }
        }
    }

    fn common_argument(&mut self, block: Block, i: usize, param: Value) -> Option<Value> {
        let cfg = self.cfg;
        let mut common = None;
        let mut last = None;
        for &pred in cfg.preds(block) {
            // Edges from one block stand together.
            if last.replace(pred) == Some(pred) {
                continue;
            }
            let term = &self.function.blocks[pred.index()].term;
            if matches!(term, Terminator::Switch { cases, .. } if cases.len() > CASES) {
                return None;
            }
            let mut differs = false;
            let aliases = &mut self.aliases;
            term.for_each_target(|target| {
                if target.block == block {
                    let arg = aliases.resolve(target.args[i]);
                    differs |= arg != param && common.replace(arg).is_some_and(|other| other != arg);
                }
            });
            if differs {
                return None;
            }
        }
        common
    }
}

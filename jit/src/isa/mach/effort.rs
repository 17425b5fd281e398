//! How much work the register allocator would have with a function.
//!
//! regalloc2's backtracking allocator takes about linear time for what people write, but there are functions of a few
//! hundred kilobytes on which it takes minutes. They are told by two sums that cost one pass over the operands; such
//! functions get the linear scan.

use regalloc2::{Block, Function, Inst, VReg};

use super::vcode::{MachInst, VCode};

/// Most instructions of a function that gets the better allocator; larger ones are generated code or an attempt to
/// keep the compiler busy.
const INSTS: usize = 1 << 17;

/// Fewer instructions can't cost much whatever they do.
const SMALL: usize = 1 << 12;

/// Most instructions that all values together live across: ones live across many calls are split again and again.
const LIVE: u64 = 1 << 25;

/// Most steps of the search for the arguments of block parameters: for each value and block that it lives into, the
/// allocator looks through the arguments of the parameters before it.
const SEARCH: u64 = 1 << 27;

/// Most steps of the search for dominators (Cooper, Harvey, Kennedy: "A Simple, Fast Dominance Algorithm"): from each
/// predecessor of a block it goes up to what all of them share, which are many steps where thousands of jumps lead to
/// one label.
const WALKS: u64 = 1 << 26;

/// Where a virtual register is mentioned first and last, and what it gets as a block parameter.
#[derive(Clone, Copy)]
struct Life {
    insts: (u32, u32),
    blocks: (u32, u32),
    args: u32,
}

impl Life {
    fn mention(&mut self, inst: u32, block: u32) {
        self.insts = (self.insts.0.min(inst), self.insts.1.max(inst));
        self.blocks = (self.blocks.0.min(block), self.blocks.1.max(block));
    }
}

/// Would the better allocator take too long?
pub(crate) fn is_excessive<I: MachInst>(vcode: &VCode<I>) -> bool {
    if vcode.num_insts() <= SMALL {
        return false;
    }
    vcode.num_insts() > INSTS || walks(vcode) > WALKS || {
        let (live, search) = measure(vcode);
        live > LIVE || search > SEARCH
    }
}

/// Blocks between the predecessors of each block.
fn walks<I: MachInst>(vcode: &VCode<I>) -> u64 {
    let walks_to = |index: usize| {
        let preds = vcode.block_preds(Block::new(index));
        let first = preds.iter().map(|pred| pred.index()).min().unwrap_or(0);
        preds.iter().map(|pred| (pred.index() - first) as u64).sum::<u64>()
    };
    (0..vcode.num_blocks()).map(walks_to).sum()
}

fn measure<I: MachInst>(vcode: &VCode<I>) -> (u64, u64) {
    let unborn = Life { insts: (u32::MAX, 0), blocks: (u32::MAX, 0), args: 0 };
    let mut lives = vec![unborn; vcode.num_vregs()];
    for index in 0..vcode.num_blocks() {
        let block = Block::new(index);
        let insts = vcode.block_insns(block);
        let mut mention = |vreg: VReg, inst: Inst| lives[vreg.vreg()].mention(inst.index() as u32, index as u32);
        for &param in vcode.block_params(block) {
            mention(param, insts.first());
        }
        for inst in insts.iter() {
            for operand in vcode.inst_operands(inst) {
                mention(operand.vreg(), inst);
            }
        }
        for edge in 0..vcode.block_succs(block).len() {
            for &arg in vcode.branch_blockparams(block, insts.last(), edge) {
                mention(arg, insts.last());
            }
        }
        for &succ in vcode.block_succs(block) {
            for param in vcode.block_params(succ) {
                lives[param.vreg()].args += 1;
            }
        }
    }
    let (mut live, mut search, mut args) = (0, 0, 0);
    for life in lives {
        args += u64::from(life.args);
        if life.insts.0 <= life.insts.1 {
            live += u64::from(life.insts.1 - life.insts.0);
            let entered = u64::from(life.blocks.1 - life.blocks.0) + u64::from(life.args != 0);
            search += entered * args;
        }
    }
    (live, search)
}

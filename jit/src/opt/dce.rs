//! Dead code: instructions, block parameters and unreachable blocks that nothing with an effect needs go away, and
//! everything is numbered anew, in order, so that what comes next works on dense tables.
//!
//! Marks what is needed from the effects on (as in Cytron et al., "Efficiently Computing Static Single Assignment Form
//! and the Control Dependence Graph", 1991, section 7.1, without the control flow: branches stay), so that parameters
//! which only feed themselves around a loop go too. Loads that nobody needs go, but for volatile ones: that they would
//! trap is nothing that C promises. Divisions stay.

use super::pass::{Changed, Cx};
use crate::ir::{Block, Function, Inst, InstData, Op, Value, ValueData, ValueDef};
use linker::object::SrcLoc;

/// "None" in dense tables.
const NONE: u32 = u32::MAX;

/// Can it be left out if its result is not used?
fn is_removable(op: &Op) -> bool {
    op.is_pure() || matches!(op, Op::Load { volatile: false, .. })
}

/// The pass.
pub(super) fn run(function: &mut Function, _cx: &mut Cx<'_>) -> Changed {
    let old = (function.blocks.len(), function.insts.len() + function.values.len());
    drop_unreachable(function);
    let live = live(function);
    compact(function, &live);
    let new = (function.blocks.len(), function.insts.len() + function.values.len());
    match (new.0 < old.0, new.1 < old.1) {
        (true, _) => Changed::Blocks,
        (false, true) => Changed::Insts,
        (false, false) => Changed::Nothing,
    }
}

/// Drops blocks that control can't reach, and numbers the others anew.
pub(super) fn drop_unreachable(function: &mut Function) {
    let mut seen = vec![false; function.blocks.len()];
    let mut work = vec![Block(0)];
    seen[0] = true;
    while let Some(block) = work.pop() {
        function.blocks[block.index()].term.for_each_target(|target| {
            if !std::mem::replace(&mut seen[target.block.index()], true) {
                work.push(target.block);
            }
        });
    }
    if seen.iter().all(|seen| *seen) {
        return;
    }
    let mut next = 0;
    let numbers: Vec<Block> = seen
        .iter()
        .map(|&seen| {
            next += u32::from(seen);
            Block(next.wrapping_sub(1))
        })
        .collect();
    let mut seen = seen.into_iter();
    function.blocks.retain(|_| seen.next() == Some(true));
    for (b, block) in (0..).zip(&mut function.blocks) {
        block.term.for_each_target_mut(|target| target.block = numbers[target.block.index()]);
        for (i, param) in (0..).zip(&block.params) {
            function.values[param.index()].def = ValueDef::Param(Block(b), i);
        }
    }
}

/// By value: something with an effect needs it.
fn live(function: &Function) -> Vec<bool> {
    let mut live = vec![false; function.values.len()];
    let mut work = Vec::new();
    // What each edge passes, sorted by the block that it leads to.
    let mut edges: Vec<(u32, &[Value])> = Vec::new();
    for block in &function.blocks {
        for inst in &block.insts {
            let op = &function.insts[inst.index()].op;
            if !is_removable(op) {
                op.for_each_use(|v| work.push(v));
            }
        }
        work.extend(block.term.operand());
        block.term.for_each_target(|target| {
            if !target.args.is_empty() {
                edges.push((target.block.0, &target.args));
            }
        });
    }
    edges.sort_unstable_by_key(|(block, _)| *block);
    let mut starts = vec![0; function.blocks.len() + 1];
    for (block, _) in &edges {
        starts[*block as usize + 1] += 1;
    }
    for i in 1..starts.len() {
        starts[i] += starts[i - 1];
    }
    // The entry's parameters are the function's.
    work.extend(&function.blocks[0].params);
    while let Some(value) = work.pop() {
        if std::mem::replace(&mut live[value.index()], true) {
            continue;
        }
        match function.values[value.index()].def {
            // What is not removable has pushed its operands already.
            ValueDef::Inst(inst) if is_removable(&function.insts[inst.index()].op) => {
                function.insts[inst.index()].op.for_each_use(|v| work.push(v));
            }
            ValueDef::Inst(_) => {}
            ValueDef::Param(block, i) => {
                let into = &edges[starts[block.index()]..starts[block.index() + 1]];
                work.extend(into.iter().filter_map(|(_, args)| args.get(i as usize)));
            }
        }
    }
    live
}

/// Leaves what is live, and numbers it in the order of the blocks.
fn compact(function: &mut Function, live: &[bool]) {
    let Function { insts: old_insts, values: old_values, blocks, .. } = function;
    let mut map = vec![Value(NONE); live.len()];
    let mut values: Vec<ValueData> = Vec::with_capacity(live.len());
    // Definitions first: a use may stand in a block before that of its definition.
    let mut next_inst = 0;
    for (b, block) in (0..).zip(blocks.iter_mut()) {
        for (place, param) in (0..).zip(block.params.iter().filter(|param| live[param.index()])) {
            map[param.index()] = Value(values.len() as u32);
            values.push(ValueData { def: ValueDef::Param(Block(b), place), ..old_values[param.index()] });
        }
        block.insts.retain(|inst| {
            let data = &old_insts[inst.index()];
            let needed = !is_removable(&data.op) || data.result.is_some_and(|result| live[result.index()]);
            if needed && let Some(result) = data.result {
                map[result.index()] = Value(values.len() as u32);
                values.push(ValueData { def: ValueDef::Inst(Inst(next_inst)), ..old_values[result.index()] });
            }
            next_inst += u32::from(needed);
            needed
        });
    }
    // Which arguments a target keeps, block by block.
    let mut starts = Vec::with_capacity(blocks.len());
    let mut kept = Vec::new();
    for block in blocks.iter_mut() {
        starts.push(kept.len());
        kept.extend(block.params.iter().map(|param| live[param.index()]));
        block.params.retain(|param| live[param.index()]);
    }
    let mut insts: Vec<InstData> = Vec::with_capacity(next_inst as usize);
    for block in blocks.iter_mut() {
        for inst in &mut block.insts {
            let hole = InstData { op: Op::Fence, result: None, loc: SrcLoc::default() };
            let mut data = std::mem::replace(&mut old_insts[inst.index()], hole);
            data.op.for_each_use_mut(|v| *v = map[v.index()]);
            data.result = data.result.map(|result| map[result.index()]);
            *inst = Inst(insts.len() as u32);
            insts.push(data);
        }
        block.term.for_each_target_mut(|target| {
            let mut keeps = kept[starts[target.block.index()]..].iter();
            target.args.retain(|_| keeps.next() == Some(&true));
        });
        block.term.for_each_use_mut(|v| *v = map[v.index()]);
        block.params.iter_mut().for_each(|param| *param = map[param.index()]);
    }
    function.insts = insts;
    function.values = values;
}

//! Block parameters that are the same value from everywhere, around loops too.
//!
//! Every parameter is taken for the value that its first argument is, until an edge says otherwise: the optimistic
//! propagation of Wegman and Zadeck, "Constant Propagation with Conditional Branches" (1991), on copies. Constants
//! and addresses count as the same if they are equal, and are made anew in the parameter's block.

use super::super::aliases::Aliases;
use super::super::cfg::Cfg;
use crate::ir::{Block, Function, Inst, InstData, Op, Type, Value, ValueData, ValueDef};
use linker::object::{SrcLoc, SymbolId};
use rustc_hash::FxHashMap;

/// Sweeps over the blocks until nothing changes any more. Code that people write needs two or three; where this is not
/// enough the parameters stay.
const SWEEPS: u32 = 12;

/// "Not known yet".
const TOP: Value = Value(u32::MAX);

/// What makes two constants or addresses the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Leaf {
    Int(Type, u64),
    F32(u32),
    F64(u64),
    Stack(u32, i32),
    Data(SymbolId, i32),
    Func(SymbolId),
}

impl Leaf {
    fn of(op: &Op) -> Option<Self> {
        Some(match *op {
            Op::Int(ty, bits) => Self::Int(ty, bits),
            Op::F32(bits) => Self::F32(bits),
            Op::F64(bits) => Self::F64(bits),
            Op::StackAddr(slot, offset) => Self::Stack(slot.0, offset),
            Op::DataAddr(symbol, offset) => Self::Data(symbol, offset),
            Op::FuncAddr(symbol) => Self::Func(symbol),
            _ => return None,
        })
    }
}

/// Removes them; true if there was one.
pub(in super::super) fn merge(function: &mut Function, cfg: &Cfg) -> bool {
    let with_params = cfg.order().iter().skip(1).any(|block| !function.blocks[block.index()].params.is_empty());
    if !with_params {
        return false;
    }
    let Some(same) = Search::new(function).run(cfg) else { return false };
    replace(function, cfg, &same)
}

struct Search<'f> {
    function: &'f Function,
    /// What each value is taken for.
    same: Vec<Value>,
    leaves: FxHashMap<Leaf, Value>,
}

impl<'f> Search<'f> {
    fn new(function: &'f Function) -> Self {
        let mut same: Vec<Value> = (0..function.values.len() as u32).map(Value).collect();
        for param in function.blocks.iter().skip(1).flat_map(|block| &block.params) {
            same[param.index()] = TOP;
        }
        Self { function, same, leaves: FxHashMap::default() }
    }

    /// Runs until all edges agree; `None` if that takes too long.
    fn run(mut self, cfg: &Cfg) -> Option<Vec<Value>> {
        // The entry's parameters are not asked: nothing leads there.
        for _ in 0..SWEEPS {
            let mut changed = false;
            for (place, &block) in cfg.order().iter().enumerate() {
                self.function.blocks[block.index()].term.for_each_target(|target| {
                    let params = &self.function.blocks[target.block.index()].params;
                    // What is dominated by a block that is still to come is still to come too: it sees the change.
                    let back = cfg.place(target.block) <= place;
                    for (&param, &arg) in params.iter().zip(&target.args) {
                        let known = self.same[param.index()];
                        // Once it is itself it stays so.
                        if known == param {
                            continue;
                        }
                        let arg = if let ValueDef::Inst(inst) = self.function.values[arg.index()].def {
                            let leaf = Leaf::of(&self.function.insts[inst.index()].op);
                            leaf.map_or(arg, |leaf| *self.leaves.entry(leaf).or_insert(arg))
                        } else {
                            self.same[arg.index()]
                        };
                        if arg == TOP || arg == known || arg == param {
                            continue;
                        }
                        self.same[param.index()] = if known == TOP { arg } else { param };
                        changed |= back;
                    }
                });
            }
            if !changed {
                return Some(self.same);
            }
        }
        None
    }
}

/// Puts the found values in the parameters' places.
fn replace(function: &mut Function, cfg: &Cfg, same: &[Value]) -> bool {
    let is_same = |param: &Value| same[param.index()] != *param && same[param.index()] != TOP;
    let mut goes = vec![false; function.blocks.len()];
    for &block in cfg.order().iter().skip(1) {
        goes[block.index()] = function.blocks[block.index()].params.iter().any(is_same);
    }
    if !goes.contains(&true) {
        return false;
    }
    let mut aliases = Aliases::default();
    aliases.reset(function.values.len());
    // Arguments first, while the parameters tell which.
    for b in 0..function.blocks.len() {
        let mut term = super::terms::take(&mut function.blocks[b].term);
        term.for_each_target_mut(|target| {
            if goes[target.block.index()] {
                let mut params = function.blocks[target.block.index()].params.iter();
                target.args.retain(|_| !params.next().is_some_and(is_same));
            }
        });
        function.blocks[b].term = term;
    }
    for b in (0..function.blocks.len()).filter(|b| goes[*b]) {
        let params = std::mem::take(&mut function.blocks[b].params);
        let (mut kept, mut made) = (Vec::with_capacity(params.len()), Vec::new());
        for param in params {
            if !is_same(&param) {
                function.values[param.index()].def = ValueDef::Param(Block(b as u32), kept.len() as u32);
                kept.push(param);
                continue;
            }
            let value = same[param.index()];
            let value = if let Some(op) = leaf_op(function, value) { push(function, op, &mut made) } else { value };
            aliases.grow(function.values.len());
            aliases.replace(param, value);
        }
        let data = &mut function.blocks[b];
        data.params = kept;
        data.insts.splice(0..0, made);
    }
    aliases.apply(function);
    true
}

fn leaf_op(function: &Function, value: Value) -> Option<Op> {
    match function.values[value.index()].def {
        ValueDef::Inst(inst) => {
            let op = &function.insts[inst.index()].op;
            Leaf::of(op).map(|_| op.clone())
        }
        ValueDef::Param(..) => None,
    }
}

/// A new instruction without a place; `made` is to be put at the head of a block.
fn push(function: &mut Function, op: Op, made: &mut Vec<Inst>) -> Value {
    let ty = match op {
        Op::Int(ty, _) => ty,
        Op::F32(_) => Type::F32,
        Op::F64(_) => Type::F64,
        _ => Type::I32,
    };
    let (inst, value) = (Inst(function.insts.len() as u32), Value(function.values.len() as u32));
    function.insts.push(InstData { op, result: Some(value), loc: SrcLoc::default() });
    function.values.push(ValueData { ty, def: ValueDef::Inst(inst) });
    made.push(inst);
    value
}

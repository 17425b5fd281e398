//! One function: numbers, definitions, control flow.

use super::{Verifier, VerifyError};
use crate::ir::dominators::Dominators;
use crate::ir::{Block, Function, Inst, Target, Terminator, Type, Value, ValueDef};
use guest_abi::layout::DATA_MAX;
use linker::object::SrcLoc;
use rustc_hash::FxHashSet;

/// Where an error is.
#[derive(Clone, Copy)]
pub(super) struct At {
    block: Option<Block>,
    inst: Option<Inst>,
    loc: SrcLoc,
}

/// Checks one function.
pub(super) struct Checker<'v, 'a> {
    pub(super) verifier: &'v mut Verifier<'a>,
    pub(super) function: &'v Function,
    pub(super) at: At,
    /// Position of each listed instruction in its block.
    position: Vec<Option<(Block, u32)>>,
    dominators: Dominators,
}

impl Verifier<'_> {
    pub(super) fn function(&mut self, function: &Function) {
        let at = At { block: None, inst: None, loc: SrcLoc::default() };
        let dominators = Dominators::new(function);
        let position = vec![None; function.insts.len()];
        let mut checker = Checker { verifier: self, function, at, position, dominators };
        checker.frame();
        checker.definitions();
        checker.entry();
        checker.body();
    }
}

impl Checker<'_, '_> {
    pub(super) fn error(&mut self, message: impl Into<String>) {
        let symbol = Some(self.verifier.name(self.function.symbol));
        let At { block, inst, loc } = self.at;
        self.verifier.errors.push(VerifyError { symbol, block, inst, loc, message: message.into() });
    }

    fn frame(&mut self) {
        let mut total = 0u64;
        for (i, slot) in self.function.slots.iter().enumerate() {
            total += u64::from(slot.size) + 15;
            if !matches!(slot.align, 1 | 2 | 4 | 8 | 16) {
                self.error(format!("ss{i} has alignment {}", slot.align));
            }
        }
        if total > u64::from(DATA_MAX) {
            self.error("the frame is larger than any data segment");
        }
    }

    /// Values and what defines them agree; every instruction is in at most one place.
    fn definitions(&mut self) {
        let function = self.function;
        for (b, block) in function.blocks.iter().enumerate() {
            let block_id = Block(b as u32);
            self.at.block = Some(block_id);
            for (i, param) in block.params.iter().enumerate() {
                self.defines(*param, ValueDef::Param(block_id, i as u32));
            }
            for (i, inst) in block.insts.iter().enumerate() {
                let Some(data) = function.insts.get(inst.index()) else {
                    self.error(format!("inst{} does not exist", inst.0));
                    continue;
                };
                if self.position[inst.index()].replace((block_id, i as u32)).is_some() {
                    self.error(format!("inst{} stands in two places", inst.0));
                }
                if let Some(result) = data.result {
                    self.defines(result, ValueDef::Inst(*inst));
                }
            }
        }
        self.at.block = None;
    }

    fn defines(&mut self, value: Value, def: ValueDef) {
        match self.function.values.get(value.index()) {
            None => self.error(format!("{value} does not exist")),
            Some(data) if data.def != def => self.error(format!("{value} is defined in two places")),
            Some(_) => {}
        }
    }

    /// The entry takes the signature's words and the function returns its result.
    fn entry(&mut self) {
        let function = self.function;
        let Some(signature) = self.verifier.signature(function.symbol) else {
            return self.error("a body for something that is not a function");
        };
        if function.result != signature.result.map(|ty| ty.val_type().into()) {
            self.error("the result differs from the signature's");
        }
        let Some(entry) = function.blocks.first() else { return self.error("no blocks") };
        let params: Vec<Option<Type>> = entry.params.iter().map(|v| self.type_of(*v)).collect();
        if !params.into_iter().eq(signature.words().map(|ty| Some(ty.into()))) {
            self.error("the entry's parameters differ from the signature's words");
        }
    }

    fn body(&mut self) {
        let function = self.function;
        for (b, block) in function.blocks.iter().enumerate() {
            self.at.block = Some(Block(b as u32));
            for (i, inst) in block.insts.iter().enumerate() {
                let Some(data) = function.insts.get(inst.index()) else { continue };
                self.at.inst = Some(*inst);
                self.at.loc = data.loc;
                self.place(data.loc);
                data.op.for_each_use(|value| self.reaches(value, Block(b as u32), i as u32));
                self.inst(data);
            }
            self.at.inst = None;
            self.at.loc = block.term_loc;
            self.place(block.term_loc);
            block.term.for_each_use(|value| self.reaches(value, Block(b as u32), u32::MAX));
            self.terminator(&block.term);
        }
    }

    fn place(&mut self, loc: SrcLoc) {
        if loc.line != 0 && usize::from(loc.file) >= self.verifier.module.files.len() {
            self.error(format!("its place is in file {}, which does not exist", loc.file));
        }
    }

    /// The type of a value that exists.
    pub(super) fn type_of(&self, value: Value) -> Option<Type> {
        self.function.values.get(value.index()).map(|data| data.ty)
    }

    /// The definition of `value` is in force at this place.
    fn reaches(&mut self, value: Value, block: Block, position: u32) {
        let Some(data) = self.function.values.get(value.index()) else {
            return self.error(format!("{value} does not exist"));
        };
        let home = match data.def {
            ValueDef::Param(home, index) => {
                let params = self.function.blocks.get(home.index()).map(|b| &b.params);
                params.and_then(|p| p.get(index as usize)).filter(|p| **p == value).map(|_| (home, None))
            }
            ValueDef::Inst(inst) => {
                let listed = self.position.get(inst.index()).copied().flatten();
                let defines = self.function.insts.get(inst.index()).is_some_and(|d| d.result == Some(value));
                listed.filter(|_| defines).map(|(home, at)| (home, Some(at)))
            }
        };
        let Some((home, at)) = home else { return self.error(format!("{value} is not defined by any block")) };
        let before = if home == block {
            at.is_none_or(|at| at < position)
        } else {
            !self.dominators.is_reachable(block) || self.dominators.dominates(home, block)
        };
        if !before {
            self.error(format!("{value} is used where it need not be defined"));
        }
    }

    fn terminator(&mut self, term: &Terminator) {
        term.for_each_target(|target| self.target(target));
        match term {
            Terminator::Branch { cond, .. } => self.expect(*cond, Type::I32),
            Terminator::Switch { value, cases, .. } => {
                let ty = self.type_of(*value);
                if !matches!(ty, Some(Type::I32 | Type::I64)) {
                    self.error(format!("{value} is not an integer"));
                }
                let mut seen = FxHashSet::default();
                for (constant, _) in cases {
                    if !seen.insert(*constant) {
                        self.error(format!("case {constant} appears twice"));
                    }
                    if ty == Some(Type::I32) && *constant > u64::from(u32::MAX) {
                        self.error(format!("case {constant} does not fit into i32"));
                    }
                }
            }
            Terminator::Return(value) => match (value, self.function.result) {
                (Some(value), Some(ty)) => self.expect(*value, ty),
                (None, None) => {}
                _ => self.error("returns a value exactly if the function has a result"),
            },
            Terminator::Jump(_) | Terminator::Trap(_) => {}
        }
    }

    fn target(&mut self, target: &Target) {
        let Some(block) = self.function.blocks.get(target.block.index()) else {
            return self.error(format!("{} does not exist", target.block));
        };
        if target.block == Block(0) {
            self.error("jumps to the entry");
        }
        if block.params.len() != target.args.len() {
            let (have, want) = (target.args.len(), block.params.len());
            self.error(format!("{have} arguments for {want} parameters of {}", target.block));
        }
        for (arg, param) in target.args.iter().zip(&block.params) {
            if let Some(ty) = self.type_of(*param) {
                self.expect(*arg, ty);
            }
        }
    }
}

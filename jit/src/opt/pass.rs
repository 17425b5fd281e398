//! What a pass is, and what it knows of its surroundings.

use guest_abi::Isa;
use linker::object::SrcLoc;

use super::OptLevel;
use super::cfg::Cfg;
use super::observe::{Observer, Outcome, Remark};
use crate::ir::constants::Constants;
use crate::ir::vector::Features;
use crate::ir::{Function, Module};

/// What a pass left of what was known of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Changed {
    /// The function is as it was.
    Nothing,
    /// Instructions changed, or arguments of blocks; the blocks and the edges between them did not.
    Insts,
    /// Blocks or edges changed.
    Blocks,
}

/// A pass over one function.
pub(crate) struct Pass {
    /// For people: a short word.
    pub(crate) name: &'static str,
    /// The lowest level at which it runs.
    pub(crate) from: OptLevel,
    /// Does it.
    pub(crate) run: fn(&mut Function, &mut Cx<'_>) -> Changed,
}

/// What a pass knows of its surroundings.
pub(crate) struct Cx<'a> {
    /// The module, with symbols and variables, but without functions.
    pub(crate) module: &'a Module,
    /// The variables of it whose content does not change.
    pub(crate) constants: Constants<'a>,
    /// What the code will run on.
    pub(crate) isa: Isa,
    /// The level.
    pub(crate) level: OptLevel,
    /// What vectors may need of the machine.
    pub(crate) vectors: Features,
    /// Edges, dominators and loops of the function, after [`Cx::analyse`].
    pub(crate) cfg: Cfg,
    /// `cfg` is that of the function as it is.
    fresh: bool,
    pub(super) observer: Option<&'a dyn Observer>,
}

impl<'a> Cx<'a> {
    pub(super) fn new(
        module: &'a Module,
        isa: Isa,
        (level, vectors): (OptLevel, Features),
        observer: Option<&'a dyn Observer>,
    ) -> Self {
        let constants = Constants::new(&module.symbols, &module.data, &module.constants);
        Self { module, constants, isa, level, vectors, cfg: Cfg::default(), fresh: false, observer }
    }

    /// Makes `cfg` that of the function. False if the function is too involved for it within reasonable time: then a
    /// pass that needs it leaves the function alone.
    pub(crate) fn analyse(&mut self, function: &Function) -> bool {
        if !self.fresh {
            self.cfg.compute(function);
            self.fresh = true;
        }
        self.cfg.is_complete()
    }

    /// The function's blocks or edges are not those of `cfg` any more.
    pub(crate) fn forget(&mut self) {
        self.fresh = false;
    }

    /// Name of a function.
    pub(crate) fn name(&self, function: &Function) -> &'a str {
        self.module.symbols.get(function.symbol.0 as usize).map_or("", |symbol| &symbol.name)
    }

    /// Tells who wants to know; `message` is only made then.
    pub(crate) fn remark(
        &self,
        pass: &'static str,
        outcome: Outcome,
        function: &Function,
        loc: SrcLoc,
        message: impl FnOnce() -> String,
    ) {
        if let Some(observer) = self.observer.filter(|observer| observer.wants_remarks()) {
            let function = self.name(function).to_owned();
            observer.remark(&Remark { pass, outcome, function, loc, message: message() });
        }
    }
}

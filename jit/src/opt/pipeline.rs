//! Which passes run at which level, in which order.

use std::time::Instant;

use guest_abi::Isa;

use super::observe::Observer;
use super::pass::{Changed, Cx, Pass};
use super::{OptLevel, dce, gvn, simplify};
use crate::ir::{self, Function, Module, jump};

/// The passes over a function, in their order.
const PASSES: &[Pass] = &[
    Pass { name: "simplify", from: OptLevel::O1, run: simplify::run },
    Pass { name: "gvn", from: OptLevel::O1, run: gvn::run },
    Pass { name: "dce", from: OptLevel::O1, run: dce::run },
];

/// How a module is to be optimised.
pub(crate) struct Job<'a> {
    /// What the code will run on.
    pub(crate) isa: Isa,
    /// The level.
    pub(crate) level: OptLevel,
    /// Names of passes to leave out.
    pub(crate) without: &'a [String],
    /// Verify the function after each pass that changed it.
    pub(crate) verify: bool,
    /// Who watches.
    pub(crate) observer: Option<&'a dyn Observer>,
    /// Is it cancelled?
    pub(crate) cancelled: &'a dyn Fn() -> bool,
}

/// Why there is no optimised module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stopped {
    /// Nobody waits for it any more.
    Cancelled,
    /// A pass made something that is not valid: an error of the compiler.
    Invalid(String),
}

/// Optimises a valid module.
pub(crate) fn optimise(module: &mut Module, job: &Job<'_>) -> Result<(), Stopped> {
    if job.level == OptLevel::O0 {
        return Ok(());
    }
    let passes: Vec<&Pass> = PASSES
        .iter()
        .filter(|pass| pass.from <= job.level && !job.without.iter().any(|name| name == pass.name))
        .collect();
    let mut functions = std::mem::take(&mut module.functions);
    let marks = module.symbols.iter().any(jump::returns_twice);
    let mut cx = Cx::new(module, job.isa, job.level, job.observer);
    let mut result = Ok(());
    for function in &mut functions {
        // What such a function finds in memory and registers after the second return is left as it was written.
        if marks && jump::marks(&module.symbols, function) {
            continue;
        }
        cx.forget();
        result = passes.iter().try_for_each(|pass| apply(pass, function, &mut cx, job));
        if result.is_err() {
            break;
        }
    }
    module.functions = functions;
    result
}

/// Runs a pass over a function, with all that the job wants to have around it.
fn apply(pass: &Pass, function: &mut Function, cx: &mut Cx<'_>, job: &Job<'_>) -> Result<(), Stopped> {
    if (job.cancelled)() {
        return Err(Stopped::Cancelled);
    }
    let name = cx.name(function);
    let before =
        job.observer.filter(|o| o.wants_texts(pass.name, name)).map(|_| ir::print::function(function, cx.module));
    let start = job.observer.filter(|o| o.wants_times()).map(|_| Instant::now());
    let changed = (pass.run)(function, cx);
    if let (Some(observer), Some(start)) = (job.observer, start) {
        observer.took(pass.name, start.elapsed());
    }
    if changed == Changed::Blocks {
        cx.forget();
    }
    if let (Some(observer), Some(before)) = (job.observer, before)
        && changed != Changed::Nothing
    {
        observer.changed(pass.name, name, &before, &ir::print::function(function, cx.module));
    }
    if job.verify && changed != Changed::Nothing {
        ir::verify_function(function, cx.module)
            .map_err(|errors| Stopped::Invalid(format!("after `{}`: {errors}", pass.name)))?;
    }
    Ok(())
}

/// Names of all passes, in their order.
pub fn pass_names() -> impl Iterator<Item = &'static str> {
    PASSES.iter().map(|pass| pass.name)
}

/// Names of what a compilation is made of, in order: what [`Observer::took`] tells of.
pub fn phase_names() -> impl Iterator<Item = &'static str> {
    ["parse", "lower"].into_iter().chain(pass_names()).chain(["order", "select", "allocate", "emit", "finish"])
}

/// There is no such pass.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no pass")]
pub struct NoSuchPass(String);

/// Runs a single pass over each function of a valid module, whatever the level; for tests.
///
/// # Errors
///
/// If there is no pass of this name.
pub fn run_pass(module: &mut Module, name: &str, isa: Isa) -> Result<(), NoSuchPass> {
    let pass = PASSES.iter().find(|pass| pass.name == name).ok_or_else(|| NoSuchPass(name.to_owned()))?;
    let mut functions = std::mem::take(&mut module.functions);
    let mut cx = Cx::new(module, isa, OptLevel::O2, None);
    for function in &mut functions {
        cx.forget();
        (pass.run)(function, &mut cx);
    }
    module.functions = functions;
    Ok(())
}

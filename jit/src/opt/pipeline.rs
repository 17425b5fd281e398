//! Which passes run at which level, in which order.

use std::time::Instant;

use guest_abi::Isa;

use super::inline::{self, Inliner};
use super::observe::Observer;
use super::pass::{Changed, Cx, Pass};
use super::{
    OptLevel, carry, dce, divide, gvn, ifconvert, jam, licm, promote, reassociate, rotate, simplify, unroll, vectorise,
};
use crate::ir::vector::Features;
use crate::ir::{self, Function, Inlining, Module, jump};
use linker::object::SymbolId;

/// The passes over a function, in their order.
const PASSES: &[Pass] = &[
    Pass { name: "simplify", from: OptLevel::O1, run: simplify::run },
    Pass { name: promote::NAME, from: OptLevel::O1, run: promote::run },
    Pass { name: "rotate", from: OptLevel::O1, run: rotate::run },
    Pass { name: "divide", from: OptLevel::O1, run: divide::run },
    Pass { name: "gvn", from: OptLevel::O1, run: gvn::run },
    Pass { name: "ifconvert", from: OptLevel::O1, run: ifconvert::run },
    Pass { name: "licm", from: OptLevel::O1, run: licm::run },
    Pass { name: "carry", from: OptLevel::O1, run: carry::run },
    Pass { name: "simplify", from: OptLevel::O2, run: simplify::run },
    Pass { name: "vectorise", from: OptLevel::O2, run: vectorise::run },
    Pass { name: "unroll", from: OptLevel::O2, run: unroll::run },
    Pass { name: "jam", from: OptLevel::O2, run: jam::run },
    Pass { name: "reassociate", from: OptLevel::O2, run: reassociate::run },
    // What was unrolled is full of constants.
    Pass { name: "gvn", from: OptLevel::O2, run: gvn::run },
    Pass { name: "simplify", from: OptLevel::O2, run: simplify::run },
    Pass { name: "dce", from: OptLevel::O1, run: dce::run },
];

/// How a module is to be optimised.
pub(crate) struct Job<'a> {
    /// What the code will run on.
    pub(crate) isa: Isa,
    /// The level.
    pub(crate) level: OptLevel,
    /// What vectors may need of the machine.
    pub(crate) vectors: Features,
    /// Names of passes to leave out.
    pub(crate) without: &'a [String],
    /// Exported functions may be replaced one by one.
    pub(crate) replaceable: bool,
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
    let inlines = !job.without.iter().any(|name| name == inline::NAME);
    let mut functions = std::mem::take(&mut module.functions);
    let mut cx = Cx::new(module, job.isa, (job.level, job.vectors), job.observer);
    let result = bottom_up(&mut functions, &mut cx, job, inlines, &passes);
    module.functions = functions;
    result
}

/// Inlines into each function and runs the passes over it, callees first. Functions that nobody needs go away.
fn bottom_up(
    functions: &mut Vec<Function>,
    cx: &mut Cx<'_>,
    job: &Job<'_>,
    inlines: bool,
    passes: &[&Pass],
) -> Result<(), Stopped> {
    let marks = cx.module.symbols.iter().any(jump::returns_twice);
    let mut inliner = Inliner::new(functions, cx, job.level, job.replaceable);
    let mut waiting = Vec::new();
    for i in inliner.order() {
        // What such a function finds in memory and registers after the second return is left as it was written.
        if marks && jump::marks(&cx.module.symbols, &functions[i]) {
            continue;
        }
        let mut function = std::mem::replace(&mut functions[i], nothing());
        let mut result = Ok(());
        if inlines {
            cx.forget();
            result = apply(inline::NAME, &mut function, cx, job, |f, cx| inliner.run(i, f, functions, cx));
        }
        if inlines && inliner.waits(i, &function) {
            waiting.push(i);
        } else {
            result = result.and_then(|()| all_passes(&mut function, cx, job, passes));
            inliner.finished(i, &function);
        }
        functions[i] = function;
        result?;
    }
    // What nobody has taken in after all.
    for i in waiting {
        if !inliner.is_gone(i) {
            all_passes(&mut functions[i], cx, job, passes)?;
        }
    }
    inliner.retain_needed(functions, cx);
    Ok(())
}

fn all_passes(function: &mut Function, cx: &mut Cx<'_>, job: &Job<'_>, passes: &[&Pass]) -> Result<(), Stopped> {
    cx.forget();
    passes.iter().try_for_each(|pass| apply(pass.name, function, cx, job, pass.run))
}

/// Stands where a function was taken out.
fn nothing() -> Function {
    Function {
        symbol: SymbolId(0),
        inlining: Inlining::Never,
        result: None,
        values: Vec::new(),
        insts: Vec::new(),
        blocks: Vec::new(),
        slots: Vec::new(),
    }
}

/// Runs a pass over a function, with all that the job wants to have around it.
fn apply(
    pass: &'static str,
    function: &mut Function,
    cx: &mut Cx<'_>,
    job: &Job<'_>,
    run: impl FnOnce(&mut Function, &mut Cx<'_>) -> Changed,
) -> Result<(), Stopped> {
    if (job.cancelled)() {
        return Err(Stopped::Cancelled);
    }
    let name = cx.name(function);
    let before = job.observer.filter(|o| o.wants_texts(pass, name)).map(|_| ir::print::function(function, cx.module));
    let start = job.observer.filter(|o| o.wants_times()).map(|_| Instant::now());
    let changed = run(function, cx);
    if let (Some(observer), Some(start)) = (job.observer, start) {
        observer.took(pass, start.elapsed());
    }
    if changed == Changed::Blocks {
        cx.forget();
    }
    if let (Some(observer), Some(before)) = (job.observer, before)
        && changed != Changed::Nothing
    {
        observer.changed(pass, name, &before, &ir::print::function(function, cx.module));
    }
    if job.verify && changed != Changed::Nothing {
        ir::verify_function(function, cx.module)
            .map_err(|errors| Stopped::Invalid(format!("after `{pass}`: {errors}")))?;
    }
    Ok(())
}

/// Names of all passes, in the order in which they run first.
pub fn pass_names() -> impl Iterator<Item = &'static str> {
    let first = |i: usize| PASSES[..i].iter().all(|pass| pass.name != PASSES[i].name);
    std::iter::once(inline::NAME).chain((0..PASSES.len()).filter(move |i| first(*i)).map(|i| PASSES[i].name))
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
    if name == inline::NAME {
        let job = Job {
            isa,
            level: OptLevel::O2,
            vectors: Features::Avx2,
            without: &[],
            replaceable: true,
            verify: false,
            observer: None,
            cancelled: &|| false,
        };
        let mut functions = std::mem::take(&mut module.functions);
        // Nothing that could stop it is there.
        let _done =
            bottom_up(&mut functions, &mut Cx::new(module, isa, (OptLevel::O2, Features::Avx2), None), &job, true, &[]);
        module.functions = functions;
        return Ok(());
    }
    let pass = PASSES.iter().find(|pass| pass.name == name).ok_or_else(|| NoSuchPass(name.to_owned()))?;
    let mut functions = std::mem::take(&mut module.functions);
    let mut cx = Cx::new(module, isa, (OptLevel::O2, Features::Avx2), None);
    for function in &mut functions {
        cx.forget();
        (pass.run)(function, &mut cx);
    }
    module.functions = functions;
    Ok(())
}

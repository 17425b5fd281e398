//! The whole way from source text to object.

use crate::bind::Bindings;
use crate::cancel::Cancel;
use crate::diag::{Diagnostic, Diagnostics, Span};
use crate::front::library::Library;
use crate::front::pp::Headers;
use crate::ir::vector::Features;
use crate::isa::EmitError;
use crate::opt::{Clock, Job, Observer, OptLevel, Stopped};
use crate::{front, ir, isa, opt};
use guest_abi::Isa;
use linker::object::{FunctionCode, Object, Signature, SrcLoc, SymbolId};
use std::sync::Arc;
use std::time::SystemTime;

/// What to compile for.
#[derive(Debug, Clone)]
pub struct Options {
    /// What the code shall run on.
    pub isa: Isa,
    /// How much work to put into the code.
    pub level: OptLevel,
    /// Passes of the optimiser, by name, that are left out: to find out which one makes a difference.
    pub without: Vec<String>,
    /// What the machine has for vectors.
    pub vectors: Features,
    /// Functions that the source may call without declaring them: the host's built-ins.
    pub predeclared: Vec<(String, Signature)>,
    /// Constants of run time that parameters and variables are bound to.
    pub bindings: Bindings,
    /// What undeclared names of library functions mean, and which header has which name.
    pub library: Option<Arc<dyn Library>>,
    /// Where included files come from. Without it every `#include` is ignored, with a warning.
    pub headers: Option<Arc<dyn Headers>>,
    /// Macros that are defined before the source is read: names, with parameters or not, and bodies.
    pub defines: Vec<(String, String)>,
    /// Macros, predefined ones for example, that are taken away before the source is read.
    pub undefs: Vec<String>,
    /// What `__DATE__` and `__TIME__` say, in UTC; the present if there is none.
    pub time: Option<SystemTime>,
    /// Exported functions of the file may be replaced one by one while others of the file stay: then these must call
    /// the new ones, so that no exported function is inlined unless its source asks for it. See [`crate::opt`].
    pub replaceable: bool,
    /// Lets the compiler check its own work: the IR by its verifier, the register allocation by regalloc2's checker.
    /// Costs several times the compilation; for tests.
    pub verify: bool,
    /// Watches the compiler's work: texts before and after passes, times, remarks.
    pub observer: Option<Arc<dyn Observer>>,
    /// Cancels the compilation, as a deadline does: it fails with the error E0901 then.
    pub cancel: Option<Arc<dyn Cancel>>,
}

impl Options {
    /// Is the compilation cancelled?
    pub(crate) fn cancelled(&self) -> bool {
        self.cancel.as_ref().is_some_and(|cancel| cancel.cancelled())
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            isa: Isa::Amd64,
            level: OptLevel::default(),
            vectors: Features::default(),
            without: Vec::new(),
            predeclared: Vec::new(),
            bindings: Bindings::default(),
            library: None,
            headers: None,
            defines: Vec::new(),
            undefs: Vec::new(),
            time: None,
            replaceable: true,
            verify: false,
            observer: None,
            cancel: None,
        }
    }
}

/// A compiled source file.
#[derive(Debug, Clone)]
pub struct Unit {
    /// What the linker links.
    pub object: Object,
    /// What the interpreter runs; for [`Isa::Portable`] only.
    pub ir: Option<Arc<ir::Module>>,
    /// What the compiler warned of.
    pub warnings: Diagnostics,
    /// Floating-point numbers may be formatted, by it or by what it calls; see [`front::floats`].
    pub floats: bool,
}

/// Compiles a source text; `name` is its file name, for messages and line tables.
///
/// # Errors
///
/// All errors and warnings that were found, if there is at least one error. Nothing is emitted then.
pub fn compile(name: &str, source: &str, options: &Options) -> Result<Unit, Diagnostics> {
    let mut diags = Diagnostics::new();
    let mut clock = Clock::new(options.observer.as_deref());
    let unit = front::parse(name, source, options, &mut diags);
    clock.lap("parse");
    let Some(unit) = unit else { return Err(diags) };
    if options.cancelled() {
        diags.push(cancelled(Span::default()));
        diags.attach_source(name, source);
        return Err(diags);
    }
    let floats = front::floats::may_format_floats(&unit);
    let mut module = ir::lower::lower(unit);
    if let Some((symbol, at)) = write_to_bound(&module, &options.bindings) {
        diags.push(written(&module, source, symbol, at));
        diags.attach_source(name, source);
        return Err(diags);
    }
    clock.lap("lower");
    match optimise(&mut module, options).and_then(|()| emit(module, options)) {
        Ok((object, ir)) => Ok(Unit { object, ir, warnings: diags, floats }),
        Err(error) => {
            diags.push(match error {
                Refused::Cancelled => cancelled(Span::default()),
                Refused::At(at, message) => Diagnostic::error("E0900", span_of(source, at), message),
            });
            diags.attach_source(name, source);
            Err(diags)
        }
    }
}

/// Reports the errors and warnings of a source text without compiling it.
#[must_use]
pub fn check(name: &str, source: &str, options: &Options) -> Diagnostics {
    let mut diags = Diagnostics::new();
    front::parse(name, source, options, &mut diags);
    diags
}

/// Preprocesses a source text: what the compiler reads after includes and macros, with line markers if asked for.
///
/// # Errors
///
/// All errors and warnings that were found, if there is at least one error.
pub fn preprocess(name: &str, source: &str, options: &Options, line_markers: bool) -> Result<String, Diagnostics> {
    let mut diags = Diagnostics::new();
    let text = front::pp::preprocess(name, source, options, line_markers, &mut diags);
    if diags.has_errors() { Err(diags) } else { Ok(text) }
}

/// What is said of a compilation that was cancelled here.
pub(crate) fn cancelled(at: Span) -> Diagnostic {
    Diagnostic::error("E0901", at, "the compilation was cancelled").label("it had come to here")
}

/// A place where a bound variable is written.
fn write_to_bound(module: &ir::Module, bindings: &Bindings) -> Option<(SymbolId, SrcLoc)> {
    if bindings.globals.is_empty() {
        return None;
    }
    let name = |symbol: &SymbolId| &module.symbols[symbol.0 as usize].name;
    let is_bound = |symbol: &&SymbolId| bindings.globals.iter().any(|(bound, _)| bound == name(symbol));
    let bound: Vec<SymbolId> = module.constants.iter().filter(is_bound).copied().collect();
    ir::lower::write_to(module, &bound)
}

/// What is said of a write to a variable that is bound to a constant.
fn written(module: &ir::Module, source: &str, symbol: SymbolId, at: SrcLoc) -> Diagnostic {
    let variable = &module.symbols[symbol.0 as usize].name;
    let span = if at.file == 0 { span_of(source, at) } else { Span::default() };
    Diagnostic::error("E0903", span, format!("`{variable}` is written, and bound to a constant"))
        .help("a bound variable is compiled as if it were `const`")
}

/// Why nothing was emitted.
enum Refused {
    Cancelled,
    At(SrcLoc, String),
}

fn optimise(module: &mut ir::Module, options: &Options) -> Result<(), Refused> {
    let internal = |detail: String| Refused::At(SrcLoc::default(), format!("internal error: {detail}"));
    if options.verify {
        ir::verify(module).map_err(|errors| internal(errors.to_string()))?;
    }
    let job = Job {
        isa: options.isa,
        level: options.level,
        vectors: options.vectors,
        without: &options.without,
        replaceable: options.replaceable,
        verify: options.verify,
        observer: options.observer.as_deref(),
        cancelled: &|| options.cancelled(),
    };
    opt::optimise(module, &job).map_err(|stopped| match stopped {
        Stopped::Cancelled => Refused::Cancelled,
        Stopped::Invalid(detail) => internal(detail),
    })?;
    module.drop_unused_imports();
    if let Some(observer) = &options.observer {
        observer.optimised(module);
    }
    Ok(())
}

/// Object and, for the interpreter, IR.
type Emitted = (Object, Option<Arc<ir::Module>>);

fn emit(module: ir::Module, options: &Options) -> Result<Emitted, Refused> {
    if options.isa == Isa::Portable {
        let module = Arc::new(module);
        return Ok((portable(&module), Some(module)));
    }
    let observer = options.observer.as_deref();
    let result = isa::emit_with(&module, options.isa, options.level, options.verify, observer, &|| options.cancelled());
    result.map(|object| (object, None)).map_err(|error| match error {
        EmitError::Cancelled => Refused::Cancelled,
        error => Refused::At(place_of(&module, &error), error.to_string()),
    })
}

/// The object of a module that the interpreter runs: symbols and data, no code.
fn portable(module: &ir::Module) -> Object {
    let functions = module.functions.iter().map(|f| FunctionCode { symbol: f.symbol, offset: 0, len: 0 }).collect();
    Object {
        name: module.name.clone(),
        isa: Isa::Portable,
        files: module.files.clone(),
        symbols: module.symbols.clone(),
        functions,
        code: Vec::new(),
        relocs: Vec::new(),
        data: module.data.clone(),
        lines: Vec::new(),
        traps: Vec::new(),
    }
}

/// The function that could not be emitted.
fn place_of(module: &ir::Module, error: &EmitError) -> SrcLoc {
    let (EmitError::FrameTooLarge { function, .. }
    | EmitError::TooLarge { function }
    | EmitError::NoVectors { function }
    | EmitError::RegisterAllocation { function, .. }) = error
    else {
        return SrcLoc::default();
    };
    module.symbols.iter().find(|s| s.name == *function).map_or(SrcLoc::default(), |s| s.loc)
}

/// The identifier at a source place.
fn span_of(source: &str, at: SrcLoc) -> Span {
    let mut start = 0;
    for _ in 1..at.line {
        start += source[start..].find('\n').map_or(0, |p| p + 1);
    }
    start = (start + usize::from(at.column.max(1)) - 1).min(source.len());
    let rest = &source.as_bytes()[start..];
    let len = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    Span { start: start as u32, end: (start + len) as u32 }
}

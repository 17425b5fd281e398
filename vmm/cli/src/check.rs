//! `vmm check`: compiles files and throws the result away.

use std::sync::Arc;

use plugvisor::{Isa, Mode, Preprocessing, Signature, Symbol};

use crate::bind;
use crate::failure::{Failure, Status};
use crate::files::{self, Source};
use crate::includes;
use crate::options::{Check, Sources};
use crate::output::Output;
use crate::session;
use crate::style::{Style, say};
use crate::times;
use crate::watch::{Wants, Watch};

/// Runs the command.
pub(crate) fn run(options: &Check, output: &Output, style: Style) -> Result<u8, Failure> {
    if let Some(code) = &options.explain {
        return explain(code, output);
    }
    let sources = options.files.iter().map(|path| files::source(path)).collect::<Result<Vec<_>, _>>()?;
    let compiler = Compiler::new(&options.sources)?;
    let mut errors = String::new();
    let mut failed = false;
    let mut objects = Vec::new();
    for source in &sources {
        if options.preprocess {
            match compiler.preprocess(source) {
                Ok(text) => output.print(&text)?,
                Err(diagnostics) => errors += &diagnostics.render(style.is_coloured()),
            }
            continue;
        }
        let watch = Arc::new(Watch::new(Wants::of(&options.sources)));
        let result = if options.sources.remarks.is_some() {
            compiler.compile_watched(source, Isa::Amd64, &watch)
        } else {
            compiler.compile(source, Isa::Amd64)
        };
        let fine = result.is_ok();
        if !options.sources.bind.is_empty() {
            objects.extend(result.as_ref().ok().map(|unit| unit.object.clone()));
        }
        match result {
            Ok(unit) if unit.warnings.is_empty() || options.sources.quiet => {}
            Ok(unit) if options.json => output.print(&unit.warnings.to_json())?,
            Ok(unit) => say(unit.warnings.render(style.is_coloured()).trim_end()),
            Err(diagnostics) if options.json => {
                failed = true;
                output.print(&shown(diagnostics, options).to_json())?;
            }
            Err(diagnostics) => {
                let diagnostics = shown(diagnostics, options);
                errors += diagnostics.render(style.is_coloured()).trim_end();
                errors.push('\n');
            }
        }
        let remarks = watch.remarks(source);
        match () {
            () if remarks.is_empty() => {}
            () if options.json => output.print(&remarks.to_json())?,
            () => say(remarks.render(style.is_coloured()).trim_end()),
        }
        if let Some(rounds) = options.time_passes.filter(|_| fine) {
            output.print(&times::table(&compiler, source, rounds))?;
        }
    }
    if failed {
        // All has been said on the standard output.
        Ok(Status::Compile as u8)
    } else if errors.is_empty() {
        if !options.preprocess {
            bind::check(&options.sources.bind, objects.iter())?;
        }
        Ok(0)
    } else {
        Err(Failure::rendered(Status::Compile, errors))
    }
}

/// What of it is shown: without warnings, if those aren't wanted.
fn shown(mut diagnostics: jit::Diagnostics, options: &Check) -> jit::Diagnostics {
    if options.sources.quiet {
        diagnostics.drop_warnings();
    }
    diagnostics
}

/// `--explain CODE`
fn explain(code: &str, output: &Output) -> Result<u8, Failure> {
    let Some(text) = jit::diag::explain(code) else {
        let failure = Failure::new(Status::Usage, format_args!("there is no error or warning `{code}`"));
        return Err(failure.help("codes look like E0207 and W0202"));
    };
    output.print(text)?;
    output.print("\n")?;
    Ok(0)
}

/// Compiles without a machine; the built-ins that `run` offers are declared.
pub(crate) struct Compiler {
    declared: Vec<(String, Signature)>,
    preprocessing: Preprocessing,
}

impl Compiler {
    /// Asks a runtime of the interpreter, which needs no KVM, for the names that a fresh one has.
    pub(crate) fn new(sources: &Sources) -> Result<Self, Failure> {
        let preprocessing = includes::preprocessing(sources)?;
        let builder = session::engine().runtime().mode(Mode::Interp).memory(1);
        let runtime = builder.build().map_err(session::failure)?;
        let declared = runtime.names().into_iter().filter_map(|name| match runtime.lookup(&name) {
            Some(Symbol::Function { signature, .. }) => Some((name, signature)),
            _ => None,
        });
        Ok(Self { declared: declared.collect(), preprocessing })
    }

    /// Compiles a file.
    pub(crate) fn compile(&self, source: &Source, isa: Isa) -> Result<jit::Unit, jit::Diagnostics> {
        let options = jit::Options { isa, predeclared: self.declared.clone(), ..self.preprocessing.options() };
        jit::compile(&source.name, &source.text, &options)
    }

    /// Compiles a file while somebody looks on.
    pub(crate) fn compile_watched(
        &self,
        source: &Source,
        isa: Isa,
        watch: &Arc<Watch>,
    ) -> Result<jit::Unit, jit::Diagnostics> {
        let observer: Arc<dyn jit::opt::Observer> = watch.clone();
        let predeclared = self.declared.clone();
        let options = jit::Options { isa, predeclared, observer: Some(observer), ..self.preprocessing.options() };
        jit::compile(&source.name, &source.text, &options)
    }

    /// What the compiler reads of a file.
    pub(crate) fn preprocess(&self, source: &Source) -> Result<String, jit::Diagnostics> {
        jit::preprocess(&source.name, &source.text, &self.preprocessing.options(), true)
    }
}

//! `vmm check`: compiles files and throws the result away.

use plugvisor::{Isa, Mode, Signature, Symbol};

use crate::failure::{Failure, Status};
use crate::files::{self, Source};
use crate::options::Check;
use crate::output::Output;
use crate::style::{Style, say};
use crate::{builtins, session};

/// Runs the command.
pub(crate) fn run(options: &Check, style: Style) -> Result<u8, Failure> {
    let sources = options.files.iter().map(|path| files::source(path)).collect::<Result<Vec<_>, _>>()?;
    let compiler = Compiler::new()?;
    let mut errors = String::new();
    for source in &sources {
        match compiler.compile(source, Isa::Amd64) {
            Ok(unit) if unit.warnings.is_empty() => {}
            Ok(unit) => say(unit.warnings.render(style.is_coloured()).trim_end()),
            Err(diagnostics) => {
                errors += diagnostics.render(style.is_coloured()).trim_end();
                errors.push('\n');
            }
        }
    }
    if errors.is_empty() { Ok(0) } else { Err(Failure::rendered(Status::Compile, errors)) }
}

/// Compiles without a machine; the built-ins that `run` offers are declared.
pub(crate) struct Compiler {
    declared: Vec<(String, Signature)>,
}

impl Compiler {
    /// Asks a runtime of the interpreter, which needs no KVM, for the names that a fresh one has.
    pub(crate) fn new() -> Result<Self, Failure> {
        let builder = builtins::add(session::engine().runtime(), &Output::new()).mode(Mode::Interp).memory(1);
        let runtime = builder.build().map_err(session::failure)?;
        let declared = runtime.names().into_iter().filter_map(|name| match runtime.lookup(&name) {
            Some(Symbol::Function { signature, .. }) => Some((name, signature)),
            _ => None,
        });
        Ok(Self { declared: declared.collect() })
    }

    /// Compiles a file.
    pub(crate) fn compile(&self, source: &Source, isa: Isa) -> Result<jit::Unit, jit::Diagnostics> {
        let options = jit::Options { isa, predeclared: self.declared.clone(), ..jit::Options::default() };
        jit::compile(&source.name, &source.text, &options)
    }
}

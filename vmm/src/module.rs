//! A compiled plugin that can be linked into any number of runtimes.

use std::fmt;
use std::sync::{Arc, OnceLock};

use clib::Compiled;
use guest_abi::Isa;
use jit::{Cancel, Diagnostics, Options, Unit};
use linker::Object;
use linker::object::{Linkage, Signature, SymbolKind};

use crate::error::{CompileError, Error};
use crate::preprocessing::Preprocessing;

/// A compiled plugin that can be linked into any number of runtimes of any mode.
///
/// The source text is compiled at once for the mode that runtimes of the engine have, and for another one when it
/// is first linked into a runtime of that mode. Cheap to clone.
#[derive(Clone)]
pub struct Module {
    inner: Arc<Inner>,
}

struct Inner {
    name: String,
    source: String,
    predeclared: Vec<(String, Signature)>,
    preprocessing: Preprocessing,
    units: [OnceLock<Result<Compiled, CompileError>>; 3],
    warnings: OnceLock<Diagnostics>,
    /// What it was compiled to elsewhere, if there is no source; the linker refuses it for anything else.
    native: Option<Isa>,
}

const fn index(isa: Isa) -> usize {
    match isa {
        Isa::Amd64 => 0,
        Isa::Ia32 => 1,
        Isa::Portable => 2,
    }
}

impl Module {
    pub(crate) fn compile(
        isa: Isa,
        name: &str,
        source: &str,
        predeclared: Vec<(String, Signature)>,
        mut preprocessing: Preprocessing,
    ) -> Result<Self, Error> {
        // What it is compiled to later, for runtimes of another mode, nobody cancels.
        let cancel = preprocessing.cancel.take();
        let inner = Inner {
            name: printable(name),
            source: source.to_owned(),
            predeclared,
            preprocessing,
            units: [const { OnceLock::new() }; 3],
            warnings: OnceLock::new(),
            native: None,
        };
        let module = Self { inner: Arc::new(inner) };
        module.unit_until(isa, cancel)?;
        Ok(module)
    }

    /// A plugin that was compiled elsewhere, for one instruction set alone. For tests of what hostile code can do.
    #[doc(hidden)]
    #[must_use]
    pub fn from_object(object: Object) -> Self {
        let inner = Inner {
            name: object.name.clone(),
            source: String::new(),
            predeclared: Vec::new(),
            preprocessing: Preprocessing::default(),
            units: [const { OnceLock::new() }; 3],
            warnings: OnceLock::new(),
            native: Some(object.isa),
        };
        let isa = object.isa;
        let _ = inner.units[index(isa)].set(Ok(Compiled { object: Arc::new(object), ir: None, floats: true }));
        Self { inner: Arc::new(inner) }
    }

    /// The plugin's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// The source text.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.inner.source
    }

    /// What the compiler warned of.
    #[must_use]
    pub fn warnings(&self) -> Option<&Diagnostics> {
        self.inner.warnings.get()
    }

    /// The object for an instruction set, with code, line table and symbols. Compiles it if need be.
    pub fn object(&self, isa: Isa) -> Result<&Object, Error> {
        self.unit(isa).map(|unit| &*unit.object)
    }

    /// The type of a function that the plugin defines and others can call.
    #[must_use]
    pub fn function(&self, name: &str) -> Option<&Signature> {
        let unit = self.inner.units.iter().find_map(|unit| unit.get()?.as_ref().ok())?;
        unit.object.symbols.iter().find_map(|symbol| match &symbol.kind {
            SymbolKind::Function(signature) if symbol.linkage == Linkage::Export && symbol.name == name => {
                Some(signature)
            }
            _ => None,
        })
    }

    pub(crate) fn unit(&self, isa: Isa) -> Result<&Compiled, Error> {
        self.unit_until(isa, None)
    }

    fn unit_until(&self, isa: Isa, cancel: Option<Arc<dyn Cancel>>) -> Result<&Compiled, Error> {
        let inner = &*self.inner;
        let isa = inner.native.unwrap_or(isa);
        let unit = inner.units[index(isa)].get_or_init(|| {
            let predeclared = inner.predeclared.clone();
            let options = Options { isa, predeclared, cancel, ..inner.preprocessing.options() };
            let Unit { object, ir, warnings, floats } =
                jit::compile(&inner.name, &inner.source, &options).map_err(CompileError::new)?;
            // The same from every instruction set: the first one says it.
            let _ = inner.warnings.set(warnings);
            Ok(Compiled { object: Arc::new(object), ir, floats })
        });
        unit.as_ref().map_err(|error| error.clone().into())
    }
}

/// A plugin may have chosen the name, and no terminal or log that shows it shall obey it.
fn printable(name: &str) -> String {
    let mut shown = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_control() {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

impl fmt::Debug for Module {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Module").field("name", &self.inner.name).finish_non_exhaustive()
    }
}

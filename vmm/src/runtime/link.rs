//! Names: linking plugins, taking them away, and asking what is there.

use std::slice;
use std::sync::Arc;

use clib::Compiled;
use guest_abi::layout::FUNCTION_TAG;
use jit::Cancel;
use jit::isa::adapter;
use linker::object::{Object, Signature};
use linker::{Definition, LinkError, LinkMode, Linked, SlotTarget};

use super::Runtime;
use super::memory::data_is_full;
use crate::builtin::{Builtin, HostFn};
use crate::deadline::Watch;
use crate::error::Error;
use crate::library::Demand;
use crate::module::Module;
use crate::preprocessing::Preprocessing;
use crate::value::Ptr;

/// What a name of a runtime stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Symbol {
    /// A plugin's function or a built-in.
    Function {
        /// Its type.
        signature: Signature,
        /// The function pointer that plugins see.
        pointer: Ptr,
        /// Whether it is a built-in: a host function, or one that the host put into the guest.
        builtin: bool,
    },
    /// A plugin's variable.
    Data {
        /// Where it lies.
        address: Ptr,
        /// Its size in bytes.
        size: u32,
    },
}

impl Symbol {
    /// The address by which plugins know it: a function pointer or a variable's address.
    #[must_use]
    pub fn address(&self) -> Ptr {
        match self {
            Self::Function { pointer, .. } => *pointer,
            Self::Data { address, .. } => *address,
        }
    }
}

fn objects_of(units: &[&Compiled]) -> Vec<Arc<Object>> {
    units.iter().map(|unit| Arc::clone(&unit.object)).collect()
}

/// Code offsets of what executes submission rings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RingCode {
    /// The runner.
    pub runner: u32,
    /// The entry adapter that calls it.
    pub adapter: u32,
    /// The function that stands in for a loop adapter in entries that have no room for their arguments.
    pub far: u32,
    /// The function that stands in for one in entries that are not to be executed any more.
    pub skip: u32,
}

/// Cancels a compilation when the host does, or when the upcall that asked for it is kicked.
#[derive(Debug)]
struct Either(Option<Arc<dyn Cancel>>, Arc<Watch>);

impl Cancel for Either {
    fn cancelled(&self) -> bool {
        self.1.kicked() || self.0.as_ref().is_some_and(|cancel| cancel.cancelled())
    }
}

impl Runtime {
    /// Compiles a source text against this runtime: all functions of its namespace are declared.
    pub fn compile(&self, name: &str, source: &str) -> Result<Module, Error> {
        self.compile_with(name, source, &Preprocessing::default())
    }

    /// Compiles a source text like [`Runtime::compile`], with headers, macros and a level of the embedder's, until it
    /// is cancelled.
    pub fn compile_with(&self, name: &str, source: &str, preprocessing: &Preprocessing) -> Result<Module, Error> {
        let mut known: Vec<(String, Signature)> = self
            .namespace
            .names()
            .filter_map(|(name, definition)| match definition {
                Definition::Function { signature, target, .. } if self.predeclares(name, target) => {
                    Some((name.to_owned(), signature.clone()))
                }
                _ => None,
            })
            .collect();
        known.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let mut preprocessing = preprocessing.clone().or_level(self.level);
        if let Some(watch) = self.watch() {
            // A plugin that compiles something has no more time for it than for anything else.
            preprocessing.cancel = Some(Arc::new(Either(preprocessing.cancel, Arc::clone(watch))));
        }
        Module::compile(self.machine.isa(), name, source, known, preprocessing)
    }

    /// Compiles a source text with headers, macros, constants and a level of the embedder's, and links it.
    ///
    /// This is how a plugin is specialised: see [`Preprocessing::bind`].
    pub fn create_with(&mut self, name: &str, source: &str, preprocessing: &Preprocessing) -> Result<(), Error> {
        let module = self.compile_with(name, source, preprocessing)?;
        self.link(&module)
    }

    /// Whether a source text may call the function without declaring it. What the library has, its headers declare,
    /// but for what the host has asked for by name.
    fn predeclares(&self, name: &str, target: SlotTarget) -> bool {
        match target {
            SlotTarget::Function { object, .. } if self.namespace.is_library(object) => {
                self.predeclared.iter().any(|names| names.contains(&name))
            }
            _ => true,
        }
    }

    /// Compiles a source text and links it: its functions can be called at once. `name` names the plugin and
    /// stands for its file in messages; what can be called are the functions that the text defines.
    pub fn create(&mut self, name: &str, source: &str) -> Result<(), Error> {
        let module = self.compile(name, source)?;
        self.link(&module)
    }

    /// Like [`Runtime::create`], and takes over names that exist: whoever calls one of them, in a plugin or by a
    /// handle, calls the new function from now on. Functions that are running go on as they were.
    pub fn replace(&mut self, name: &str, source: &str) -> Result<(), Error> {
        let module = self.compile(name, source)?;
        self.link_as(slice::from_ref(&&module), LinkMode::Replace).map(drop)
    }

    /// Links a module. Functions that it calls and that don't exist yet may be linked later; until then a call to
    /// one is a trap that names it.
    pub fn link(&mut self, module: &Module) -> Result<(), Error> {
        self.link_as(&[module], LinkMode::New).map(drop)
    }

    /// Links modules that refer to each other in any order, all or none.
    pub fn link_all(&mut self, modules: &[&Module]) -> Result<(), Error> {
        self.link_as(modules, LinkMode::New).map(drop)
    }

    /// Links modules like [`Runtime::link_all`], and takes over names that exist like [`Runtime::replace`].
    pub fn replace_all(&mut self, modules: &[&Module]) -> Result<(), Error> {
        self.link_as(modules, LinkMode::Replace).map(drop)
    }

    /// Links code of the host's own: its names are built-ins from then on.
    pub(super) fn link_builtins(&mut self, modules: &[&Module]) -> Result<(), Error> {
        for linked in self.link_as(modules, LinkMode::New)?.iter().take(modules.len()) {
            self.namespace.seal(linked.id);
        }
        self.want_stdout();
        Ok(())
    }

    fn link_as(&mut self, modules: &[&Module], mode: LinkMode) -> Result<Vec<Linked>, Error> {
        let isa = self.machine.isa();
        let units = modules.iter().map(|module| module.unit(isa)).collect::<Result<Vec<_>, _>>()?;
        let objects = objects_of(&units);
        let demand = Demand::of(&self.namespace, &objects);
        let linked = self.link_units(&units, &objects, demand, mode)?;
        self.want_directory(&objects);
        Ok(linked)
    }

    /// Links what comes with the library and defines these names, as far as it is not there.
    pub(super) fn link_library(&mut self, names: &[&str]) -> Result<(), Error> {
        let mut demand = Demand::default();
        for name in names {
            demand.take(&self.namespace, name);
        }
        self.link_units(&[], &[], demand, LinkMode::New).map(drop)
    }

    /// Links units, whose objects are given, and members of the library, all or none.
    fn link_units(
        &mut self,
        units: &[&Compiled],
        objects: &[Arc<Object>],
        demand: Demand,
        mode: LinkMode,
    ) -> Result<Vec<Linked>, Error> {
        let floats = self.floats || units.iter().any(|unit| unit.floats);
        let members = demand.complete(&self.namespace, self.machine.isa(), floats)?;
        let library = objects_of(&members);
        let builtins = self.builtins.len();
        let linked = self.link_objects(objects, &library, mode);
        if linked.is_err() {
            self.forget_builtins(builtins);
        }
        let linked = linked?;
        let loaded = linked
            .iter()
            .zip(units.iter().chain(&members))
            .try_for_each(|(linked, unit)| self.machine.loaded(linked, unit));
        if loaded.is_err() {
            for linked in &linked {
                // It was linked a moment ago, so it is there.
                let _ = self.namespace.delete_object(self.machine.image(), linked.id);
            }
            self.forget_builtins(builtins);
        }
        self.floats |= loaded.is_ok() && floats;
        self.want_stdout();
        self.changed();
        loaded.map(|()| linked).map_err(|error| Error::Internal(error.to_string()))
    }

    /// Links objects and members of the library with what these need of the host.
    fn link_objects(
        &mut self,
        objects: &[Arc<Object>],
        library: &[Arc<Object>],
        mode: LinkMode,
    ) -> Result<Vec<Linked>, Error> {
        self.want_seam(objects)?;
        self.want_seam(library)?;
        let mut linked = self.namespace.link_with(self.machine.image(), objects, library, mode);
        if linked.as_ref().is_err_and(data_is_full) && self.release_staging() {
            linked = self.namespace.link_with(self.machine.image(), objects, library, mode);
        }
        Ok(linked?)
    }

    /// Takes a function or variable of a plugin out of the namespace. A call to it is a trap from now on. Code and
    /// data of a plugin are freed with its last function, once nothing runs.
    pub fn delete(&mut self, name: &str) -> Result<(), Error> {
        self.namespace.delete(self.machine.image(), name)?;
        self.changed();
        Ok(())
    }

    /// Adds a built-in to a runtime that has been built; see [`super::RuntimeBuilder::builtin`].
    pub fn add_builtin<Args, R>(
        &mut self,
        name: &str,
        function: impl crate::builtin::IntoBuiltin<Args, R>,
    ) -> Result<(), Error> {
        self.define(Builtin::typed(name, function))?;
        self.changed();
        Ok(())
    }

    /// What a name stands for.
    #[must_use]
    pub fn lookup(&self, name: &str) -> Option<Symbol> {
        Some(match self.namespace.lookup(name)? {
            Definition::Function { slot, signature, target } => Symbol::Function {
                signature: signature.clone(),
                pointer: Ptr(FUNCTION_TAG | slot.0),
                builtin: match target {
                    SlotTarget::Builtin { .. } => true,
                    SlotTarget::Function { object, .. } => self.namespace.is_sealed(object),
                    SlotTarget::Undefined => false,
                },
            },
            Definition::Data { address, size, .. } => Symbol::Data { address: Ptr(address), size },
        })
    }

    /// All names, built-ins included, in alphabetical order.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = self.namespace.names().map(|(name, _)| name.to_owned()).collect();
        names.sort_unstable();
        names
    }

    /// Functions that plugins call and nobody has defined, in alphabetical order.
    #[must_use]
    pub fn unresolved(&self) -> Vec<String> {
        let mut names: Vec<_> = self.namespace.unresolved().map(|(name, _)| name.to_owned()).collect();
        names.sort_unstable();
        names
    }

    /// Puts a built-in into the namespace, with a thunk where the machine needs one.
    pub(super) fn define(&mut self, builtin: Builtin) -> Result<(), Error> {
        let id = self.builtins.len() as u32;
        if builtin.signature.words().count() > crate::value::MAX_ARGS {
            let (name, words, limit) = (builtin.name, builtin.signature.words().count(), crate::value::MAX_ARGS as u32);
            return Err(LinkError::TooManyParameters { name, words, limit }.into());
        }
        let thunk = match self.machine.gate_links() {
            None => 0,
            Some(links) => match &builtin.oneway {
                Some(oneway) => self.oneway_thunk(&builtin, oneway, id, &links)?,
                None => {
                    let isa = self.machine.isa();
                    self.place_code(&builtin.name, |at| adapter::builtin(isa, &builtin.signature, id, at, &links))?
                }
            },
        };
        let signature = builtin.signature.clone();
        let defined = self.namespace.define_builtin(self.machine.image(), &builtin.name, signature, id, thunk);
        if let Err(error) = defined {
            if self.machine.gate_links().is_some() {
                // It was placed a moment ago and nothing leads to it.
                let _ = self.namespace.free_code(self.machine.image(), thunk);
            }
            return Err(error.into());
        }
        self.suspends |= matches!(builtin.function, HostFn::Later(_));
        self.builtins.push(builtin);
        Ok(())
    }

    /// Takes the built-ins from this number on away: they were defined a moment ago, and nothing leads to them.
    fn forget_builtins(&mut self, from: usize) {
        for builtin in self.builtins.split_off(from) {
            let Some(Definition::Function { target: SlotTarget::Builtin { code, .. }, .. }) =
                self.namespace.lookup(&builtin.name)
            else {
                continue;
            };
            let _ = self.namespace.undefine_builtin(self.machine.image(), &builtin.name);
            if self.machine.gate_links().is_some() {
                let _ = self.namespace.free_code(self.machine.image(), code);
            }
        }
    }

    /// The code offset of the entry adapter for a type, made when it is first needed.
    pub(super) fn adapter(&mut self, signature: &Signature) -> Result<u32, Error> {
        let Some(links) = self.machine.gate_links() else { return Ok(0) };
        if let Some(&at) = self.adapters.get(signature) {
            return Ok(at);
        }
        let isa = self.machine.isa();
        let at = self.place_code("entry adapter", |at| adapter::entry(isa, signature, at, &links))?;
        self.adapters.insert(signature.clone(), at);
        Ok(at)
    }

    /// The ring runner, made when it is first needed. `None` if the machine executes no code.
    pub(crate) fn ring_runner(&mut self) -> Result<Option<RingCode>, Error> {
        if self.machine.gate_links().is_none() || self.ring_runner.is_some() {
            return Ok(self.ring_runner);
        }
        let isa = self.machine.isa();
        let entry = self.adapter(&adapter::ring_runner_signature())?;
        let runner = self.place_code("ring runner", |at| adapter::ring_runner(isa, at).code)?;
        let adapter::RingRunner { far, skip, .. } = adapter::ring_runner(isa, runner);
        self.ring_runner = Some(RingCode { runner, adapter: entry, far: runner + far, skip: runner + skip });
        Ok(self.ring_runner)
    }

    /// Places code of the runtime's own. Its length does not depend on where it lies.
    pub(super) fn place_code(&mut self, name: &str, assemble: impl Fn(u32) -> Vec<u8>) -> Result<u32, Error> {
        let len = assemble(guest_abi::layout::CODE_START).len() as u32;
        let at = self.namespace.alloc_code(len, name)?;
        let code = assemble(at);
        if code.is_empty() || code.len() as u32 != len {
            // The space was taken a moment ago and nothing leads to it.
            let _ = self.namespace.free_code(self.machine.image(), at);
            return Err(Error::Internal(format!("the code of `{name}` could not be assembled")));
        }
        self.machine.image().write_code(at, &code);
        Ok(at)
    }

    /// Names or what they stand for have changed.
    fn changed(&mut self) {
        self.generation += 1;
        self.garbage = true;
        self.collect();
        self.publish();
    }

    /// Frees what was deleted, unless something runs.
    #[inline]
    pub(super) fn collect(&mut self) {
        if self.depth == 0 && self.garbage && !self.held {
            self.namespace.collect(self.machine.image());
            self.garbage = false;
            self.publish();
        }
    }
}

#[cfg(test)]
mod tests {
    use linker::LinkMode;

    use crate::{Engine, Error, Mode, Runtime};

    /// What a guest has left: code, data, slots, and built-ins of the host that it has.
    fn room(runtime: &Runtime) -> [u32; 4] {
        let namespace = &runtime.namespace;
        [namespace.code_free(), namespace.data_free(), namespace.slots_free(), runtime.builtins.len() as u32]
    }

    fn runtimes(test: impl Fn(&Engine, Mode, &dyn Fn() -> Runtime)) {
        let engine = Engine::new();
        for mode in Mode::CONCRETE {
            match Runtime::builder(&engine).mode(mode).memory(2 << 20).build() {
                Ok(_) => test(&engine, mode, &|| {
                    Runtime::builder(&engine)
                        .mode(mode)
                        .memory(2 << 20)
                        .build()
                        .unwrap_or_else(|error| panic!("{error}"))
                }),
                Err(error @ (Error::NoKvm { .. } | Error::Kvm { .. })) => eprintln!("SKIPPED in mode {mode}: {error}"),
                Err(error) => panic!("{mode}: {error}"),
            }
        }
    }

    #[test]
    fn what_uses_nothing_of_the_library_is_not_larger_for_it() {
        runtimes(|engine, mode, new| {
            let module =
                engine.compile("none.c", "#include <string.h>\nint v = 3; int none(int x) { return x + v; }").unwrap();
            let (mut with, mut without) = (new(), new());
            assert_eq!(room(&with), room(&without), "{mode}");
            with.link(&module).unwrap();
            let object = module.unit(without.isa()).unwrap().object.clone();
            without.namespace.link(without.machine.image(), &[object], LinkMode::New).unwrap();
            assert_eq!(room(&with), room(&without), "{mode}");
        });
    }

    #[test]
    fn a_link_that_fails_leaves_nothing_of_the_library() {
        runtimes(|engine, mode, new| {
            let user = engine.compile("user.c", "#include <stdlib.h>\nvoid *f(void) { return malloc(1); }").unwrap();
            let twice = engine.compile("twice.c", "int f(void) { return 1; }").unwrap();
            let mut runtime = new();
            let before = room(&runtime);
            runtime.link_all(&[&user, &twice]).unwrap_err();
            assert_eq!(room(&runtime), before, "{mode}");
            runtime.link(&user).unwrap();
            assert_ne!(room(&runtime)[3], before[3], "{mode}");
        });
    }
}

//! The runtime as a built-in sees it while a plugin waits for it.

use std::fmt;

use crate::error::{CallError, Error};
use crate::module::Module;
use crate::preprocessing::Preprocessing;
use crate::runtime::{Buffer, Runtime, Symbol};
use crate::value::{Ptr, Value};

mod sealed {
    use crate::runtime::Runtime;

    pub trait Sealed {
        /// The runtime itself, which must not leave the crate: a built-in could put another one in its place.
        fn runtime_mut(&mut self) -> &mut Runtime;
    }
}

pub(crate) use sealed::Sealed;

/// What functions can be called on: a [`Runtime`], or the [`Caller`] of a built-in.
pub trait AsRuntime: Sealed {}

impl Sealed for Runtime {
    fn runtime_mut(&mut self) -> &mut Runtime {
        self
    }
}

impl AsRuntime for Runtime {}

impl Sealed for Caller<'_> {
    fn runtime_mut(&mut self) -> &mut Runtime {
        self.runtime
    }
}

impl AsRuntime for Caller<'_> {}

impl<T: AsRuntime> Sealed for &mut T {
    fn runtime_mut(&mut self) -> &mut Runtime {
        T::runtime_mut(self)
    }
}

impl<T: AsRuntime> AsRuntime for &mut T {}

/// The runtime as a built-in sees it while a plugin waits for the built-in to return.
///
/// It can do what a [`Runtime`] can, upcalls included, which are then nested.
pub struct Caller<'a> {
    runtime: &'a mut Runtime,
}

macro_rules! delegate {
    ($($(#[$doc:meta])* fn $name:ident(&$($mutable:ident)? $(; $arg:ident: $ty:ty)*) -> $result:ty;)*) => {$(
        $(#[$doc])*
        pub fn $name(&$($mutable)? self $(, $arg: $ty)*) -> $result {
            self.runtime.$name($($arg),*)
        }
    )*};
}

impl<'a> Caller<'a> {
    pub(crate) fn new(runtime: &'a mut Runtime) -> Self {
        Self { runtime }
    }

    pub(crate) fn clock_now(&mut self) -> u64 {
        self.runtime.clock_now()
    }

    pub(crate) fn fail_create(&mut self, error: Error) {
        self.runtime.set_create_error(error);
    }

    delegate! {
        /// See [`Runtime::call`].
        fn call(&mut; name: &str; args: &[Value]) -> Result<Option<Value>, CallError>;
        /// See [`Runtime::compile`].
        fn compile(&; name: &str; source: &str) -> Result<Module, Error>;
        /// See [`Runtime::compile_with`].
        fn compile_with(&; name: &str; source: &str; preprocessing: &Preprocessing) -> Result<Module, Error>;
        /// See [`Runtime::create`].
        fn create(&mut; name: &str; source: &str) -> Result<(), Error>;
        /// See [`Runtime::replace`].
        fn replace(&mut; name: &str; source: &str) -> Result<(), Error>;
        /// See [`Runtime::link`].
        fn link(&mut; module: &Module) -> Result<(), Error>;
        /// See [`Runtime::link_all`].
        fn link_all(&mut; modules: &[&Module]) -> Result<(), Error>;
        /// See [`Runtime::delete`].
        fn delete(&mut; name: &str) -> Result<(), Error>;
        /// See [`Runtime::lookup`].
        fn lookup(&; name: &str) -> Option<Symbol>;
        /// See [`Runtime::names`].
        fn names(&) -> Vec<String>;
        /// See [`Runtime::alloc`].
        fn alloc(&mut; len: u32) -> Result<Buffer, Error>;
        /// See [`Runtime::alloc_from`].
        fn alloc_from(&mut; bytes: &[u8]) -> Result<Buffer, Error>;
        /// See [`Runtime::free`].
        fn free(&mut; buffer: Buffer) -> Result<(), Error>;
        /// See [`Runtime::bytes`].
        fn bytes(&; buffer: &Buffer) -> &[u8];
        /// See [`Runtime::bytes_mut`].
        fn bytes_mut(&mut; buffer: &Buffer) -> &mut [u8];
        /// See [`Runtime::read`].
        fn read(&; from: Ptr; into: &mut [u8]) -> Result<(), Error>;
        /// See [`Runtime::write`].
        fn write(&mut; to: Ptr; bytes: &[u8]) -> Result<(), Error>;
        /// See [`Runtime::read_cstr`].
        fn read_cstr(&; from: Ptr; max: usize) -> Result<Vec<u8>, Error>;
        /// See [`Runtime::memory_size`].
        fn memory_size(&) -> u32;
    }
}

impl fmt::Debug for Caller<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller").field("runtime", &self.runtime).finish()
    }
}

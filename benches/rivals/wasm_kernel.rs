//! A kernel as WebAssembly from clang, in Wasmtime, by Cranelift.

use std::path::Path;
use std::time::Instant;

use wasmtime::{Engine, Instance, Module, Store, TypedFunc};

use super::timed;

/// What makes a module of a C file that needs no library. The memory has to have room for a stack.
const FLAGS: [&str; 8] = [
    "--target=wasm32",
    "-O2",
    "-w",
    "-nostdlib",
    "-Wl,--no-entry",
    "-Wl,--export=setup",
    "-Wl,--export=kernel",
    "-Wl,-z,stack-size=65536",
];

/// An instance of one.
pub struct WasmKernel {
    store: Store<()>,
    kernel: TypedFunc<i32, i32>,
}

impl WasmKernel {
    /// Compiles the file with the compiler that `CLANG` in the environment names, or `clang`, which needs `wasm-ld`
    /// (Debian: clang, lld), and calls its `setup`.
    ///
    /// # Errors
    /// When there is no clang that can, or Wasmtime does not run here.
    pub fn build(source: &Path, module: &Path) -> Result<Self, String> {
        let clang = std::env::var("CLANG").unwrap_or_else(|_| "clang".into());
        timed::build(&clang, &FLAGS, &[source], module)?;
        Self::load(module).map_err(|error| format!("{error:#}"))
    }

    fn load(path: &Path) -> wasmtime::Result<Self> {
        let engine = Engine::default();
        let module = Module::new(&engine, std::fs::read(path)?)?;
        let mut store = Store::new(&engine, ());
        let instance = Instance::new(&mut store, &module, &[])?;
        instance.get_typed_func::<(), ()>(&mut store, "setup")?.call(&mut store, ())?;
        let kernel = instance.get_typed_func(&mut store, "kernel")?;
        Ok(Self { store, kernel })
    }

    /// Nanoseconds for so many rounds, and their checksum.
    ///
    /// # Errors
    /// When the call traps.
    pub fn run(&mut self, rounds: u32) -> Result<(f64, u32), String> {
        let start = Instant::now();
        let sum = self.kernel.call(&mut self.store, rounds as i32).map_err(|error| format!("{error:#}"))?;
        Ok((start.elapsed().as_nanos() as f64, sum as u32))
    }
}

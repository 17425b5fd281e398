//! Wasmtime's typed call: WebAssembly in the same process, behind a wall of software.

use wasmtime::{Engine, Instance, Module, Store, TypedFunc};

/// Calls between two readings of the clock.
pub const CALLS: u32 = 1000;

/// `(module (func (export "f") (param i32) (result i32) local.get 0))`
const MODULE: &[u8] = b"\0asm\x01\0\0\0\
    \x01\x06\x01\x60\x01\x7f\x01\x7f\
    \x03\x02\x01\x00\
    \x07\x05\x01\x01f\x00\x00\
    \x0a\x06\x01\x04\x00\x20\x00\x0b";

/// A function of one argument in an instance of its own.
pub struct TypedCall {
    store: Store<()>,
    function: TypedFunc<i32, i32>,
}

impl TypedCall {
    /// Compiles and instantiates the module.
    ///
    /// # Errors
    /// When Wasmtime does not run here.
    pub fn new() -> Result<Self, String> {
        Self::build().map_err(|error| format!("{error:#}"))
    }

    fn build() -> wasmtime::Result<Self> {
        let engine = Engine::default();
        let module = Module::new(&engine, MODULE)?;
        let mut store = Store::new(&engine, ());
        let instance = Instance::new(&mut store, &module, &[])?;
        let function = instance.get_typed_func(&mut store, "f")?;
        Ok(Self { store, function })
    }

    /// Calls the function [`CALLS`] times.
    ///
    /// # Errors
    /// When a call traps.
    pub fn calls(&mut self) -> Result<(), String> {
        for i in 0..CALLS {
            let result = self.function.call(&mut self.store, std::hint::black_box(i as i32));
            std::hint::black_box(result.map_err(|error| format!("{error:#}"))?);
        }
        Ok(())
    }
}

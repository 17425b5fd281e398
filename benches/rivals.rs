//! What Plugvisor is measured against: rivals, and the physical limits of the machine. One a file.

pub mod compiled;
pub mod futex;
pub mod getpid;
pub mod indirect;
pub mod kvm_run;
pub mod ping_pong;
pub mod pipe;
pub mod timed;
#[cfg(feature = "wasmtime")]
pub mod wasm_kernel;
#[cfg(feature = "wasmtime")]
pub mod wasmtime;

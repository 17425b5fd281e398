//! Compiles the C library for both machine modes and writes what `src/lib.rs` embeds: the objects, the texts and the
//! index of names.

#[path = "build/index.rs"]
mod index;
#[path = "build/members.rs"]
mod members;
#[path = "build/native/mod.rs"]
mod native;
#[path = "src/provider.rs"]
#[allow(unreachable_pub, reason = "it is public in the crate")]
mod provider;
#[path = "build/scan.rs"]
mod scan;

use std::path::{Path, PathBuf};

fn main() {
    for watched in ["src", "include", "build"] {
        println!("cargo:rerun-if-changed={watched}");
    }
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    if let Err(message) = build(&root, &out) {
        // Once, as it is: a panic would quote it.
        eprintln!("{message}");
        std::process::exit(1);
    }
}

fn build(root: &Path, out: &Path) -> Result<(), String> {
    let texts = members::texts(root)?;
    let compiled = members::compile(&texts)?;
    index::write(&texts, &compiled, out)
}

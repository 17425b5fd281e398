//! Builds the stub with the toolchain that is installed: `rustc` for the host's own x86-64 target, linked as a
//! freestanding ELF by the script beside it. No extra target is needed.

use std::path::PathBuf;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=stub");
    println!("cargo:rerun-if-changed=abi/src");
    let target = std::env::var("TARGET").unwrap_or_default();
    assert!(target.starts_with("x86_64-"), "Plugvisor's guest is x86: it can't be built for {target}");
    let output = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("stub.elf");
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut command = Command::new(rustc);
    command.args(["--edition=2024", "--crate-name=stub", "--crate-type=bin", "-Copt-level=2", "-Cpanic=abort"]);
    command.args(["-Crelocation-model=static", "-Cstrip=symbols"]);
    command.args(["--target", &target]);
    let base = format!("-Wl,--defsym=stub_base={:#x}", layout::STUB_BASE);
    for arg in ["-nostdlib", "-nostartfiles", "-static", "-no-pie", "-Wl,-T,stub/stub.ld", "-Wl,--build-id=none", &base]
    {
        command.arg(format!("-Clink-arg={arg}"));
    }
    command.arg("-o").arg(&output).arg("stub/main.rs");
    let status = command.status().unwrap_or_else(|error| panic!("could not start rustc for the stub: {error}"));
    assert!(status.success(), "rustc could not build the guest stub");
}

#[path = "abi/src/layout.rs"]
#[allow(dead_code, unreachable_pub, reason = "only the stub's address is needed here")]
mod layout;

//! The `vmm` command: runs, checks, disassembles and applies plugin files.
//!
//! It knows the embedder's API of the crate `plugvisor`, files and terminals. It must not know KVM.

#![forbid(unsafe_code)]

mod failure;
mod options;
mod output;
mod printf;
mod units;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let options = options::Options::parse();
    let _ = options;
    ExitCode::SUCCESS
}

//! Runs the command as its users do, on files of its own, and looks at status, output and messages.

mod arguments;
mod bench;
mod benchmarks;
mod errors;
mod image;
mod inspect;
mod machines;
mod output;
mod run;

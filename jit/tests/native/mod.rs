//! Compiled modules as native code beside the interpreter.

#![allow(unreachable_pub)]

pub mod many;
pub mod random;

pub use jit::testing::native::{
    Call, LINKS, Layout, Outcome, Request, agree, call, compare, compare_text, hash, indices, loader, place,
    run_interp, run_native, run_requests,
};

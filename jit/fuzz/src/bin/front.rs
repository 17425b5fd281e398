//! Lexer, preprocessor, parser, constant folding and diagnostics.

#![no_main]

use jit::{Options, check};

libfuzzer_sys::fuzz_target!(|source: &str| {
    let diagnostics = check("fuzz.c", source, &Options::default());
    let _ = diagnostics.to_string();
});

//! Lexer, preprocessor, parser, constant folding and diagnostics. Every file that is included is the source itself.

#![no_main]

use std::sync::Arc;

use jit::{Header, Headers, Options, check};

/// Has the same text for every name.
#[derive(Debug)]
struct Same(String);

impl Headers for Same {
    fn open(&self, name: &str, _angled: bool, _includer: &str) -> Option<Header> {
        Some(Header { name: name.to_owned(), text: self.0.clone().into() })
    }
}

libfuzzer_sys::fuzz_target!(|source: &str| {
    let headers: Arc<dyn Headers> = Arc::new(Same(source.to_owned()));
    for headers in [None, Some(headers)] {
        let diagnostics = check("fuzz.c", source, &Options { headers, ..Options::default() });
        let _ = diagnostics.to_string();
    }
});

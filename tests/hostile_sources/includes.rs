//! Files that include each other.

use std::borrow::Cow;

use jit::{Header, Headers};

use super::{flood, nest, put, table};
use std::fmt::Write as _;

/// Files of hostile contents: `ring3.h` includes `ring4.h` and so on in a ring, `pair.h` includes itself twice,
/// `large.h` is a megabyte of declarations, `guarded.h` includes itself behind a guard, `open.h` ends in a comment.
#[derive(Debug)]
pub struct Includes;

impl Headers for Includes {
    fn open(&self, name: &str, _angled: bool, _includer: &str) -> Option<Header> {
        let text = match name {
            "pair.h" => "#include \"pair.h\"\n#include \"pair.h\"\n".to_owned(),
            "large.h" => "extern int a;\n".repeat(80_000),
            "guarded.h" => "#ifndef G\n#define G\n#include \"guarded.h\"\n#endif\n".to_owned(),
            "open.h" => "int f(int x) { /*".to_owned(),
            _ => {
                let number: usize = name.strip_prefix("ring")?.strip_suffix(".h")?.parse().ok()?;
                format!("#include \"ring{}.h\"\n", (number + 1) % 1000)
            }
        };
        Some(Header { name: name.to_owned(), text: Cow::Owned(text) })
    }
}

table! {
    "a ring of files": |_| "#include \"ring0.h\"\nint a;".to_owned();
    "rings of files": |n| flood(n, "", |s, i| put!(s, "#include \"ring{}.h\"\n", i % 1000), "");
    "a file that includes itself twice": |_| "#include \"pair.h\"\nint a;".to_owned();
    "files that include themselves twice": |n| nest(n, "", "#include \"pair.h\"\n", "", "", "");
    "a large file again and again": |n| nest(n, "", "#include \"large.h\"\n", "", "", "");
    "a guarded file again and again": |n| nest(n, "", "#include \"guarded.h\"\n", "", "", "int a;");
    "open files": |n| nest(n, "", "#include \"open.h\"\n", "", "", "");
    "all headers again and again": |n| {
        nest(n, "", "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <math.h>\n", "", "", "int a;")
    };
    "a macro that names a file": |n| nest(n, "#define H \"guarded.h\"\n", "#include H\n", "", "", "int a;");
}

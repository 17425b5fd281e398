//! Sources that stop in the middle of everything, and strange lines.

use super::{flood, nest, put, table};
use std::fmt::Write as _;

table! {
    "unfinished functions": |n| flood(n, "", |s, i| put!(s, "int f{i}(int x){{if(x){{"), "");
    "unfinished parameters": |n| flood(n, "int f(", |s, i| put!(s, "int (*a{i})("), "");
    "unfinished structs": |n| flood(n, "", |s, i| put!(s, "struct s{i}{{int a;"), "");
    "an unfinished initialiser": |n| nest(n, "int a[] = {", "1,", "", "", "");
    "unfinished macro calls": |n| flood(n, "#define M(a,b) a\n", |s, i| put!(s, "M({i},("), "");
    "unfinished strings": |n| flood(n, "", |s, i| put!(s, "char *s{i}=\"abc\n"), "");
    "an unfinished comment in a macro": |n| nest(n, "#define M /*", "x\n", "", "", "");
    "unfinished directives": |n| nest(n, "", "#define M(a,\n", "", "", "");
    "unfinished declarations": |n| flood(n, "", |s, i| put!(s, "int a{i}\n"), "");
    "unfinished cases": |n| nest(n, "int f(int x) { switch (x) {", "case ", "", "", "");
    "declarations on one line": |n| nest(n, "", "int a;", "", "", "");
    "errors on one line": |n| nest(n, "", "int a b;", "", "", "");
    "tabs and errors": |n| nest(n, "", "\t@", "", "", "");
    "zero bytes in declarations": |n| nest(n, "int ", "a\0b,", "", "", "c;");
    "lines that end in carriage returns": |n| flood(n, "", |s, i| put!(s, "int a{i};\r"), "");
    "lines that end in all ways": |n| flood(n, "", |s, i| put!(s, "int a{i};\r\n\r"), "");
    "form feeds": |n| nest(n, "", "\u{c}\u{b}", "", "", "int a;");
    "line markers": |n| flood(n, "", |s, i| put!(s, "# {i} \"x.c\" 1\nint a{i};\n"), "");
    "functions of the library, undeclared": |n| flood(n, "void f(char *p) {", |s, i| {
        s.push_str(["strlen(p);", "memcpy(p,p,1);", "printf(p);", "sqrt(2.0);", "qsort(p,1,1,0);"][i % 5]);
    }, "}");
    "names nearly the library's": |n| flood(n, "void f(char *p) {", |s, i| put!(s, "strle{i}(p);"), "}");
}

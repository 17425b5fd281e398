//! Width: many of one kind, or one that is huge.

use super::{flood, nest, put, table};
use std::fmt::Write as _;

table! {
    "globals": |n| flood(n, "", |s, i| put!(s, "int g{i};"), "");
    "initialised globals": |n| flood(n, "", |s, i| put!(s, "int g{i}={i};"), "");
    "tentative globals, all one": |n| nest(n, "", "int g;", "", "", "");
    "functions": |n| flood(n, "", |s, i| put!(s, "int f{i}(){{}}"), "");
    "static functions": |n| flood(n, "", |s, i| put!(s, "static void f{i}(void){{}}"), "");
    "functions that call": |n| flood(n, "int f0(int x) { return x; }", |s, i| {
        put!(s, "int f{}(int x){{return f{i}(x)+1;}}", i + 1);
    }, "");
    "declarations": |n| flood(n, "", |s, i| put!(s, "int f{i}(int);"), "");
    "used declarations": |n| flood(n, "", |s, i| put!(s, "int e{i}(int);int g{i}(void){{return e{i}(1);}}"), "");
    "typedefs": |n| flood(n, "", |s, i| put!(s, "typedef int t{i};"), "");
    "chained typedefs": |n| flood(n, "typedef int t0;", |s, i| put!(s, "typedef t{i} t{};", i + 1), "");
    "structs": |n| flood(n, "", |s, i| put!(s, "struct s{i}{{int x;}};"), "");
    "structs that double": |n| flood(n.min(4000), "struct s0{char c;};", |s, i| {
        put!(s, "struct s{}{{struct s{i} a,b;}};", i + 1);
    }, "");
    "members": |n| flood(n, "struct s {", |s, i| put!(s, "int m{i};"), "}; struct s v = { .m0 = 1, .m9999 = 2 };");
    "members without names": |n| flood(n, "struct s {", |s, i| put!(s, "struct{{int m{i};}};"), "} v;");
    "enumerators": |n| flood(n, "enum e {", |s, i| put!(s, "E{i},"), "}; int x = E5;");
    "enums": |n| flood(n, "", |s, i| put!(s, "enum {{ E{i} = {i} }};"), "");
    "one long enum, each of the last": |n| flood(n, "enum e { E0,", |s, i| put!(s, "E{}=E{i}+1,", i + 1), "};");
    "numbers in an initialiser": |n| nest(n, "int a[] = {", "1,", "", "", "};");
    "strings in an initialiser": |n| nest(n, "char *a[] = {", "\"x\",", "", "", "};");
    "different strings": |n| flood(n, "char *a[] = {", |s, i| put!(s, "\"{i}\","), "};");
    "addresses in an initialiser": |n| nest(n, "int x; int *a[] = {", "&x,", "", "", "};");
    "functions in an initialiser": |n| nest(n, "int f(void); int (*a[])(void) = {", "f,", "", "", "};");
    "designated elements": |n| flood(n, "int a[] = {", |s, i| put!(s, "[{}]={i},", i * 7919 % 1_000_003), "};");
    "one element again and again": |n| nest(n, "int a[] = {", "[7]=1,", "", "", "};");
    "large gaps": |n| flood(n, "char a[1<<26] = {", |s, i| put!(s, "[{}]=1,", i << 10 & 0x3ff_ffff), "};");
    "structs in an initialiser": |n| nest(n, "struct { int a; char b[3]; double c; } a[] = {", "{1,{2,3},4},", "", "", "};");
    "flat structs in an initialiser": |n| nest(n, "struct { int a; char b[3]; double c; } a[] = {", "1,2,3,4,5,", "", "", "};");
    "a local initialiser": |n| nest(n, "int f(int x) { int a[] = {", "x,", "", "", "}; return a[x]; }");
    "a local constant initialiser": |n| nest(n, "int f(int x) { int a[] = {", "1,", "", "", "}; return a[x]; }");
    "one string": |n| nest(n, "char a[] = \"", "a", "", "", "\";");
    "a string of escapes": |n| nest(n, "char a[] = \"", "\\xff", "", "", "\";");
    "joined strings": |n| nest(n, "char *a = ", "\"a\"", "", "", ";");
    "a wide string": |n| nest(n, "int a[] = L\"", "a", "", "", "\";");
    "one identifier": |n| nest(n, "int ", "a", "", "", ";");
    "one number": |n| nest(n, "double a = ", "1", "", "", ";");
    "one fraction": |n| nest(n, "double a = 0.", "7", "", "", ";");
    "one small fraction": |n| nest(n, "double a = 0.", "0", "", "", "1;");
    "one hexadecimal number": |n| nest(n, "double a = 0x1.", "f", "", "", "p1;");
    "hard numbers": |n| flood(n, "double a[] = {", |s, i| put!(s, "8.98846567431158{i}e{},", i % 600), "0};");
    "a character": |n| nest(n, "int a = '", "a", "", "", "';");
    "spaces": |n| nest(n, "", " ", "", "", "");
    "lines": |n| nest(n, "", "\n", "", "", "");
    "carriage returns": |n| nest(n, "", "\r", "", "", "");
    "backslashes at line ends": |n| nest(n, "int a", "\\\n", "", "", ";");
    "comments": |n| nest(n, "", "/**/", "", "", "");
    "an open comment": |n| nest(n, "/*", "/*", "", "", "");
    "an open string": |n| nest(n, "char *a = \"", "a", "", "", "");
    "open strings": |n| nest(n, "", "\"\n", "", "", "");
    "open characters": |n| nest(n, "", "'\n", "", "", "");
    "an open block": |n| nest(n, "int f(void) {", "x;", "", "", "");
    "zero bytes": |n| nest(n, "", "\0", "", "", "");
    "strange characters": |n| nest(n, "", "@", "", "", "");
    "letters from elsewhere": |n| nest(n, "int ", "é", "", "", ";");
    "semicolons": |n| nest(n, "", ";", "", "", "");
    "closing braces": |n| nest(n, "", "}", "", "", "");
    "words": |n| nest(n, "", "x ", "", "", "");
    "names that nobody knows": |n| flood(n, "int f(void) { return 0", |s, i| put!(s, "+a{i}"), "; }");
    "calls of names that nobody knows": |n| flood(n, "void f(void) {", |s, i| put!(s, "a{i}();"), "}");
    "names nearly right": |n| flood(n, "int alphabet; int f(void) {", |s, i| put!(s, "alphabe{i};"), "}");
    "parameters": |n| flood(n, "int f(", |s, i| put!(s, "int a{i},"), "int z);");
    "arguments": |n| nest(n, "int f(int, ...); int g(int x) { return f(x", ",x", "", "", "); }");
    "calls with many arguments": |n| {
        let (types, values) = (vec!["int"; 120].join(","), vec!["x"; 120].join(","));
        let before = format!("int f({types}); int g(int x) {{");
        flood(n, &before, |s, _| put!(s, "x+=f({values});"), "return x; }")
    };
    "prototypes with many parameters": |n| {
        let types = vec!["int"; 120].join(",");
        flood(n, "", |s, i| put!(s, "int f{i}({types});"), "")
    };
    "declarators": |n| flood(n, "int x", |s, i| put!(s, ",*a{i}[3]"), ";");
    "specifiers": |n| nest(n, "", "const ", "int x;", "", "");
    "longs": |n| nest(n, "", "long ", "x;", "", "");
    "casts to types that are written out": |n| flood(n, "int f(int x) {", |s, i| {
        put!(s, "x+=(int)sizeof(struct{{int a{i};}});");
    }, "return x;}");
    "bit-fields": |n| flood(n, "struct s {", |s, i| put!(s, "int m{i}:3;"), "} v;");
    "static assertions": |n| nest(n, "", "_Static_assert(1, \"x\");", "", "", "");
    "huge data": |n| flood(n, "", |s, i| put!(s, "char d{i}[1<<20];"), "");
}

//! Initialisers: designators that override each other, braces left out, literals.

use super::{flood, nest, put, table};
use std::fmt::Write as _;

/// Three levels of arrays in structs.
const DEEP: &str = "struct a { int x[9]; }; struct b { struct a a[9]; }; struct c { struct b b[9]; };";

table! {
    "designated elements again": |n| flood(n, "int a[] = {", |s, i| put!(s, "[{}]={i},", i * 7919 % 10_007), "};");
    "designated members of a wide struct": |n| {
        let mut before = "struct s {".to_owned();
        (0..20_000).for_each(|i| put!(before, "int m{i};"));
        flood(n, &(before + "} v = {"), |s, i| put!(s, ".m{}={i},", i * 7919 % 20_000), "};")
    };
    "designated bit-fields": |n| {
        let mut before = "struct s {".to_owned();
        (0..2000).for_each(|i| put!(before, "unsigned b{i}:3;"));
        flood(n, &(before + "} v = {"), |s, i| put!(s, ".b{}={},", i * 7919 % 2000, i % 8), "};")
    };
    "bit-fields in an initialiser": |n| {
        let mut before = "struct s {".to_owned();
        (0..3000).for_each(|i| put!(before, "unsigned b{i}:{};", i % 31 + 1));
        nest(n, &(before + "} v[] = {"), "1,", "", "", "};")
    };
    "deep designators": |n| flood(n, &format!("{DEEP} struct c v[] = {{"), |s, i| {
        put!(s, "[{}].b[{}].a[{}].x[{}]={i},", i * 31 % 997, i % 9, i % 7, i % 5);
    }, "};");
    "deep designators of a local": |n| flood(n, &format!("{DEEP} int f(int x) {{ struct b v = {{"), |s, i| {
        put!(s, ".a[{}].x[{}]=x,", i % 7, i % 5);
    }, "}; return v.a[1].x[2]; }");
    "whole structs over their members": |n| {
        nest(n, &format!("{DEEP} struct c v[] = {{"), "[1].b[2].a[3].x[4]=1,[1].b[2]={{{1}}},", "", "", "};")
    };
    "structs of structs without braces": |n| nest(n, &format!("{DEEP} struct c v[] = {{"), "1,", "", "", "};");
    "arrays of arrays": |n| nest(n, "int a[][3][3] = {", "{{1,2,3},{4,5},{6}},", "", "", "};");
    "ranges": |n| flood(n, "int a[1 << 20] = {", |s, i| put!(s, "[{i}...{}]={i},", i + 9), "};");
    "ranges over each other": |n| flood(n, "int a[100000] = {", |s, i| put!(s, "[0...{}]={i},", i % 90_000), "};");
    "ranges of structs": |n| {
        flood(n, &format!("{DEEP} struct c v[64] = {{"), |s, i| put!(s, "[0...{}]={{{{{{{{{i}}}}}}}}},", i % 60), "};")
    };
    "compound literals": |n| {
        nest(n, "struct s { int a, b; }; int g(struct s*); int f(int x) {", "x+=g(&(struct s){x,1});", "", "", "return x; }")
    };
    "compound literals in an initialiser": |n| {
        nest(n, "struct s { int a, b; } *t[] = {", "&(struct s){1,2},", "", "", "};")
    };
    "strings that are indexed": |n| nest(n, "int f(int x) { return 0", "+\"abcdefgh\"[x]", "", "", "; }");
    "joined strings, all different": |n| flood(n, "char a[] =", |s, i| put!(s, "\"{i}\""), ";");
    "strings in pieces": |n| {
        flood(n, "int f(char*); int g(void) {", |s, i| put!(s, "f(\"a\" \"{i}\" \"b\");"), "return 0; }")
    };
    "wide strings": |n| flood(n, "int *a[] = {", |s, i| put!(s, "L\"{i}\","), "};");
    "universal character names": |n| nest(n, "char a[] = \"", "\\u00e9", "", "", "\";");
    "octal escapes": |n| nest(n, "char a[] = \"", "\\1", "", "", "\";");
    "formats": |n| {
        nest(n, "#include <stdio.h>\nvoid f(int x) {", "printf(\"%d %s %5.3f\",x,\"a\",1.0);", "", "", "}")
    };
    "one format": |n| nest(n, "#include <stdio.h>\nvoid f(int x) { printf(\"", "%d ", "", "", "\", x); }");
    "a sum of fractions": |n| nest(n, "double a = 1.0", "*1.0000001+0.1", "", "", ";");
}

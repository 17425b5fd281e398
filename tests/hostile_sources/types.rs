//! Types, and what is looked up in them.

use super::{flood, nest, put, table};
use std::fmt::Write as _;

/// A struct of so many members.
fn members(count: usize, piece: impl Fn(&mut String, usize)) -> String {
    let mut s = "struct s {".to_owned();
    (0..count).for_each(|i| piece(&mut s, i));
    s + "};"
}

table! {
    "array types of array types": |n| flood(n, "typedef int t0[1];", |s, i| put!(s, "typedef t{i} t{}[1];", i + 1), "");
    "function types of function types": |n| {
        flood(n, "typedef int t0(void);", |s, i| put!(s, "typedef t{i} *t{}(void);", i + 1), "")
    };
    "struct types of struct types": |n| {
        flood(n, "typedef struct{int a;} t0;", |s, i| put!(s, "typedef struct{{t{i} a;}} t{};", i + 1), "t99 v;")
    };
    "structs of pointers to the last": |n| flood(n, "", |s, i| {
        put!(s, "struct s{i} {{struct s{} *p;}};struct s{i} *f(struct s{i} *);", i.max(1) - 1);
    }, "");
    "one long declaration again and again": |n| {
        nest(n, "struct s;", "struct s *f(struct s *, int (*)(struct s *, int [3]));", "", "", "")
    };
    "lookups of many members": |n| {
        let before = members(20_000, |s, i| put!(s, "int m{i};")) + "int f(struct s *p) { return 0";
        flood(n, &before, |s, i| put!(s, "+p->m{}", i * 7919 % 20_000), "; }")
    };
    "lookups of many members of unnamed structs": |n| {
        let before = members(5000, |s, i| put!(s, "struct{{int m{i};}};")) + "int f(struct s *p) { return 0";
        flood(n, &before, |s, i| put!(s, "+p->m{}", i * 7919 % 5000), "; }")
    };
    "lookups in nested unnamed structs": |n| {
        let open: String = (0..40).map(|i| format!("struct{{int x{i};union{{char c{i};")).collect();
        let close = "};};".repeat(40);
        nest(n, &format!("struct s {{{open}int z;{close}}};int f(struct s *p) {{ return 0"), "+p->z", "", "", "; }")
    };
    "accesses to a struct of bit-fields": |n| {
        let before = members(3000, |s, i| put!(s, "unsigned b{i}:{};", i % 31 + 1)) + "struct s v; int f(void) {";
        flood(n, &before, |s, i| put!(s, "v.b{}={};", i % 3000, i % 7), "return 0; }")
    };
    "a selection": |n| {
        flood(n, "int f(int x) { return _Generic(x, ", |s, i| put!(s, "int(*)[{}]:{i},", i + 1), "default: 1); }")
    };
    "selections of functions nearly the same": |n| {
        let params = "int,".repeat(120);
        let mut before = "struct s;".to_owned();
        (0..250).for_each(|i| put!(before, "typedef int (*t{i})({params} int (*)[{}]);", i + 1));
        let selection: String = (0..250).map(|i| format!("t{i}:1,")).collect();
        let selection = format!("x+=_Generic(x,{selection}default:1);");
        nest(n, &(before + "int f(int x) {"), &selection, "", "", "return x; }")
    };
    "types that double": |n| {
        let mut s = "typedef int (*a0)[]; typedef int (*b0)[3];".to_owned();
        (0..40).for_each(|i| {
            put!(s, "typedef void (*a{0})(a{i},a{i}); typedef void (*b{0})(b{i},b{i});\n", i + 1);
        });
        nest(n, &s, "extern a40 x; extern b40 x;", "", "", "int f(a40 p) { return p.z; }")
    };
    "selections of deep types": |n| {
        let mut before = String::new();
        (0..250).for_each(|i| put!(before, "typedef struct s{i} {}t{i};", "*".repeat(98)));
        let selection: String = (0..250).map(|i| format!("t{i}:1,")).collect();
        let selection = format!("x+=_Generic(x,{selection}default:1);");
        nest(n, &(before + "int f(int x) {"), &selection, "", "", "return x; }")
    };
    "small selections": |n| {
        nest(n, "int f(int x) {", "x+=_Generic(x,char:1,short:2,long:3,default:4);", "", "", "return x; }")
    };
    "functions in the old style": |n| {
        flood(n, "", |s, i| put!(s, "int g{i}(a,b,c)char a;short b;float c;{{return a+b+c;}}"), "")
    };
    "parameters in the old style": |n| flood(n, "int f(a", |s, i| put!(s, ",a{i}"), ")int a;{ return 0; }");
    "declarations in the old style": |n| flood(n, "int f(a)", |s, i| put!(s, "int b{i};"), "{ return 0; }");
    "a list of attributes": |n| nest(n, "int x __attribute__((", "unused,", "", "", "unused));");
    "lists of attributes": |n| {
        nest(n, "int x ", "__attribute__((aligned(8),unused,section(\"a\")))", "", "", ";")
    };
    "functions with attributes": |n| flood(n, "", |s, i| {
        put!(s, "__attribute__((noinline,format(printf,1,2)))void f{i}(const char*,...);");
    }, "");
    "calls of casts": |n| {
        nest(n, "int f(int x) {", "((int(*)(int,char*,double))x)(1,0,2.0);", "", "", "return 0; }")
    };
    "sizes in a size": |n| nest(n, "int a[sizeof(int)", "+sizeof(char[sizeof(short)])", "", "", "];");
    "names of types that are variables": |n| nest(n, "typedef int T; void f(void) {", "{T T=1;T++;}", "", "", "}");
    "external names in blocks": |n| {
        flood(n, "int f(int x) {", |s, i| put!(s, "{{extern int e{i};x+=e{i};}}"), "return x; }")
    };
    "static locals": |n| flood(n, "int f(int x) {", |s, i| put!(s, "static int s{i}={i};"), "return x; }");
    "static locals of one name": |n| nest(n, "int f(int x) {", "{static int s=1;x+=s++;}", "", "", "return x; }");
}

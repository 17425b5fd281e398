//! Huge functions: what makes optimisers and register allocators slow.

use super::{flood, nest, put, table};
use std::fmt::Write as _;

/// Many variables that live from the start to the end.
fn many_alive(n: usize, count: usize, piece: impl Fn(&mut String, usize)) -> String {
    let mut before = "int g(int); int f(int x) {".to_owned();
    (0..count).for_each(|i| put!(before, "int v{i}=g({i});"));
    let mut after = "return 0".to_owned();
    (0..count).for_each(|i| put!(after, "{}v{i}", if i % 300 == 299 { ";x=" } else { "+" }));
    after.push_str(";}");
    flood(n, &before, piece, &after)
}

table! {
    "statements": |n| nest(n, "int f(int x) {", "x++;", "", "", "return x;}");
    "dependent arithmetic": |n| nest(n, "int f(int x, int y) {", "x=x*y+(y^=x);", "", "", "return x;}");
    "wide arithmetic": |n| nest(n, "long long f(long long x, long long y) {", "x=x*y+(y^=x>>3);", "", "", "return x;}");
    "wide divisions": |n| nest(n, "long long f(long long x, long long y) {", "x=x/y;", "", "", "return x;}");
    "floating arithmetic": |n| nest(n, "double f(double x, double y) {", "x=x*y+x/y;", "", "", "return x;}");
    "floating constants": |n| flood(n, "double f(double x) {", |s, i| put!(s, "x+={i}.5;"), "return x;}");
    "conversions": |n| nest(n, "double f(double x) {", "x=(unsigned long long)x;", "", "", "return x;}");
    "locals": |n| flood(n, "int f(void) {", |s, i| put!(s, "int v{i};"), "return 0;}");
    "initialised locals": |n| flood(n, "int g(int); int f(int x) {", |s, i| put!(s, "int v{i}=x+{i};"), "return x;}");
    "locals in memory": |n| flood(n, "void g(int*); int f(int x) {", |s, i| put!(s, "int v{i};g(&v{i});"), "return x;}");
    "large locals": |n| flood(n, "void g(char*); void f(void) {", |s, i| put!(s, "{{char v{i}[9999];g(v{i});}}"), "}");
    "all alive": |n| many_alive(n, 10_000, |s, i| put!(s, "x+=v{}*{i};", i % 10_000));
    "all alive across calls": |n| many_alive(n, 1000, |s, i| put!(s, "x+=g(v{});", i % 1000));
    "all alive across branches": |n| many_alive(n, 2000, |s, i| put!(s, "if(x&{i})v{}=x;", i % 2000));
    "all alive in loops": |n| many_alive(n, 500, |s, i| put!(s, "while(x&{i})x=v{}++;", i % 500));
    "calls": |n| nest(n, "int g(int); int f(int x) {", "x=g(x);", "", "", "return x;}");
    "calls by pointer": |n| nest(n, "int f(int x, int (*g)(int)) {", "x=g(x);", "", "", "return x;}");
    "copies of structs": |n| nest(n, "struct s { int a[30]; } p, q; void f(void) {", "p=q;", "", "", "}");
    "copies of large structs": |n| nest(n, "struct s { int a[30000]; } p, q; void f(void) {", "p=q;", "", "", "}");
    "cleared locals": |n| nest(n, "void g(int*); void f(void) {", "{int a[99]={0};g(a);}", "", "", "}");
    "structs by value": |n| nest(n, "struct s { int a[30]; }; struct s g(struct s); struct s f(struct s x) {", "x=g(x);", "", "", "return x;}");
    "ifs": |n| flood(n, "int f(int x) {", |s, i| put!(s, "if(x=={i})x++;"), "return x;}");
    "ifs and elses": |n| flood(n, "int f(int x, int y) {", |s, i| put!(s, "if(x=={i})y++;else x--;"), "return x+y;}");
    "conditions": |n| nest(n, "int f(int x, int y) {", "if(x&&y||x>y&&!y)x++;", "", "", "return x;}");
    "conditionals": |n| nest(n, "int f(int x, int y) {", "x=x?y:x+1;", "", "", "return x;}");
    "loops": |n| nest(n, "int f(int x) {", "while(x)x--;", "", "", "return x;}");
    "loops that never end": |n| nest(n, "int f(int x) {", "for(;;);", "", "", "return x;}");
    "breaks": |n| nest(n, "int f(int x) { while(x) {", "if(x)break;", "", "", "} return x;}");
    "returns": |n| nest(n, "int f(int x) {", "if(x--)return x;", "", "", "return x;}");
    "dead code": |n| nest(n, "int f(int x) { return x;", "x++;if(x)x--;", "", "", "}");
    "gotos and labels": |n| flood(n, "int f(int x) {", |s, i| put!(s, "l{i}:if(x--)goto l{};", i / 2), "return x;}");
    "gotos to the end": |n| nest(n, "int f(int x) {", "if(x--)goto l;", "", "", "l:return x;}");
    "gotos to the start": |n| nest(n, "int f(int x) { l:", "if(x--)goto l;", "", "", "return x;}");
    "gotos forward": |n| flood(n, "int f(int x, int y) {", |s, i| put!(s, "if(x+=y)goto l{i};y--;l{i}:"), "return x;}");
    "gotos that cross": |n| {
        let count = n / 40;
        let mut s = "int f(int x, int y) {".to_owned();
        (0..count).for_each(|i| put!(s, "l{i}:if(x++>y)goto l{};", (i * 7919 + 13) % count));
        s + "return x+y;}"
    };
    "many variables through crossing gotos": |n| {
        let count = n / 50;
        let mut s = "int f(int x) {".to_owned();
        (0..300).for_each(|i| put!(s, "int v{i}=x;"));
        (0..count).for_each(|i| put!(s, "l{i}:if(x+=v{}++)goto l{};", i % 300, (i * 7919 + 13) % count));
        s + "return x;}"
    };
    "gotos of labels nowhere": |n| flood(n, "void f(void) {", |s, i| put!(s, "goto l{i};"), "}");
    "labels of no use": |n| flood(n, "void f(void) {", |s, i| put!(s, "l{i}:;"), "}");
    "jumps to computed labels": |n| {
        let count = n / 40;
        let mut s = "int f(int x) { static void *t[] = {".to_owned();
        (0..count).for_each(|i| put!(s, "&&l{i},"));
        s.push_str("};goto *t[x];");
        (0..count).for_each(|i| put!(s, "l{i}:x++;"));
        s + "goto *t[x];}"
    };
    "many jumps to computed labels": |n| {
        let count = n / 60;
        let mut s = "int f(int x, int y) { static void *t[] = {".to_owned();
        (0..count).for_each(|i| put!(s, "&&l{i},"));
        s.push_str("};");
        (0..count).for_each(|i| put!(s, "l{i}:x+=y;y^={i};goto *t[x];"));
        s + "}"
    };
    "a switch": |n| flood(n, "int f(int x) { switch(x) {", |s, i| put!(s, "case {i}:x++;"), "} return x;}");
    "a switch over ranges": |n| flood(n, "int f(int x) { switch(x) {", |s, i| {
        put!(s, "case {}...{}:x++;", 4 * i, 4 * i + 2);
    }, "} return x;}");
    "a sparse switch": |n| flood(n, "int f(int x) { switch(x) {", |s, i| put!(s, "case {}:x++;", i * 7919), "} return x;}");
    "a wide switch": |n| flood(n, "int f(long long x) { switch(x) {", |s, i| {
        put!(s, "case {}LL:x++;break;", i * 79_190_000_019);
    }, "} return x;}");
    "one case again and again": |n| nest(n, "int f(int x) { switch(x) {", "case 1:", "", "", ";} return x;}");
    "huge case ranges": |n| nest(n, "int f(unsigned x) { switch(x) {", "case 0 ... 4294967295:", "", "", ";} return x;}");
    "switches": |n| nest(n, "int f(int x) {", "switch(x){case 1:x=2;break;case 9:x=3;default:x=4;}", "", "", "return x;}");
    "switches with tables": |n| {
        let cases: String = (0..60).map(|i| format!("case {i}:x+={i};break;")).collect();
        let switch = format!("switch(x){{{cases}}}");
        nest(n, "int f(int x) {", &switch, "", "", "return x;}")
    };
    "a balanced expression": |n| {
        let mut s = "x".to_owned();
        while s.len() < n / 3 {
            s = format!("({s}*{s}+1)");
        }
        format!("int f(int x) {{ return {s}; }}")
    };
    "a balanced expression of calls": |n| {
        let mut s = "x".to_owned();
        while s.len() < n / 3 {
            s = format!("g({s},{s})");
        }
        format!("int g(int,int); int f(int x) {{ return {s}; }}")
    };
    "a balanced conditional": |n| {
        let mut s = "x".to_owned();
        while s.len() < n / 4 {
            s = format!("(x>3?{s}:{s}+1)");
        }
        format!("int f(int x) {{ return {s}; }}")
    };
    "a balanced constant": |n| {
        let mut s = "1".to_owned();
        while s.len() < n / 3 {
            s = format!("({s}*{s}+1)");
        }
        format!("int a = {s}; int f(int x) {{ return {s}; }}")
    };
    "ands with effects": |n| nest(n, "int f(int x, int y) { return x", "&&y++", "", "", "; }");
    "ands of conditionals": |n| nest(n, "int f(int x, int y) { return x", "&&(y?x:y)", "", "", "; }");
    "conditionals in conditionals": |n| nest(n, "int f(int x, int y) { int z;", "z=x?y?1:2:x?3:4;", "", "", "return z; }");
    "comparisons of comparisons": |n| nest(n, "int f(int x, int y) { return x", "==y!=x<y", "", "", "; }");
    "loops in a switch": |n| flood(n, "int f(int x) { switch(x) {", |s, i| {
        put!(s, "case {i}:while(x--)if(x=={i})continue;");
    }, "} return x; }");
    "a loop in a switch": |n| flood(n, "int f(int x) { switch(x) for(;;) {", |s, i| put!(s, "case {i}:if(x)break;"), "} return x; }");
    "cases of one statement": |n| flood(n, "int f(int x) { switch(x) {", |s, i| put!(s, "case {}:", 3 * i), ";} return x; }");
    "devices of Duff": |n| {
        let device = "switch(x&3)do{case 0:*p++=1;case 3:*p++=2;case 2:*p++=3;case 1:*p++=4;}while(--x);";
        nest(n, "int f(int x, char *p) {", device, "", "", "return x; }")
    };
    "descending ranges": |n| flood(n, "int f(unsigned x) { switch(x) {", |s, i| {
        put!(s, "case {}...{}:x++;", 4_000_000_000 - 10 * i as u64, 4_000_000_005 - 10 * i as u64);
    }, "} return x; }");
    "gotos into each other": |n| {
        flood(n, "int f(int x) {", |s, i| put!(s, "goto m{i};l{i}:x++;m{i}:if(x)goto l{i};"), "return x; }")
    };
    "values of labels": |n| flood(n, "int f(int x) { void *p;", |s, i| put!(s, "p=&&l{i};l{i}:x+=(int)p;"), "return x; }");
    "computed jumps": |n| nest(n, "int f(int x) { static void *t[]={&&a,&&b};", "goto *t[x&1];", "", "", "a:x++;b:return x; }");
    "computed jumps out of expressions": |n| {
        nest(n, "int f(int x) { static void *t[]={&&a};", "x+=({goto *t[0];1;});", "", "", "a:return x; }")
    };
    "statement expressions": |n| nest(n, "int f(int x) {", "x+=({int y=x;y*2;});", "", "", "return x; }");
    "statement expressions as arguments": |n| {
        nest(n, "int g(int,int); int f(int x) {", "g(({x++;}),({x--;}));", "", "", "return x; }")
    };
    "loops that nest": |n| {
        let (open, close) = ("for(int i=0;i<x;i++){".repeat(60), "}".repeat(60));
        nest(n, "int f(int x) {", &format!("{open}x++;{close}"), "", "", "return x; }")
    };
    "loops of calls": |n| nest(n, "int g(int); int f(int x) {", "for(int i=0;i<x;i++)g(i);", "", "", "return x; }");
    "many variables in a loop": |n| {
        let mut before = "int f(int x) {".to_owned();
        (0..5000).for_each(|i| put!(before, "int v{i}=x+{i};"));
        flood(n, &(before + "while(x--) {"), |s, i| put!(s, "v{}+=v{};", i % 5000, i * 7 % 5000), "} return v1; }")
    };
    "many variables that meet": |n| {
        let mut before = "int f(int x) {".to_owned();
        (0..3000).for_each(|i| put!(before, "int v{i}=0;"));
        flood(n, &before, |s, i| put!(s, "if(x&{})v{}++;", 1 << (i % 30), i % 3000), "return v7; }")
    };
    "divisions by constants": |n| flood(n, "long long f(long long x) {", |s, i| put!(s, "x=x/{}%{};", i + 3, i + 7), "return x; }");
    "functions that load": |n| flood(n, "", |s, i| put!(s, "int f{i}(int*p){{return p[{i}];}}"), "");
    "structs by value through calls": |n| {
        nest(n, "struct s { int a[9]; }; struct s g(struct s); int f(struct s x) {", "x=g(g(g(x)));", "", "", "return 0; }")
    };
    "setjmp": |n| nest(n, "#include <setjmp.h>\njmp_buf b; int f(int x) {", "if(setjmp(b))x++;", "", "", "return x; }");
    "loads and stores": |n| nest(n, "int f(int *p, int *q, int i) {", "p[i]=q[i+1];q[i]=p[i*2];", "", "", "return i;}");
    "volatile accesses": |n| nest(n, "volatile int v; int f(int x) {", "v=x;x=v;", "", "", "return x;}");
    "increments of bytes": |n| nest(n, "int f(unsigned char x) {", "x++;", "", "", "return x;}");
    "bit-fields": |n| nest(n, "struct s { int a:3, b:7; } s; int f(int x) {", "s.a+=s.b++;", "", "", "return x;}");
}

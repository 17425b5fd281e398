//! The preprocessor: what expands, nests, or never ends.

use super::{flood, nest, put, table};
use std::fmt::Write as _;

/// Macros that each stand for several of the one before.
fn bomb(levels: usize, piece: impl Fn(usize) -> String, after: &str) -> String {
    let mut s = "#define M0 x\n".to_owned();
    (0..levels).for_each(|i| put!(s, "#define M{} {}\n", i + 1, piece(i)));
    s + after
}

table! {
    "a bomb of macros": |_| bomb(60, |i| format!("M{i} M{i}"), "int f(void) { M60; }");
    "a bomb of sums": |_| bomb(60, |i| format!("M{i}+M{i}"), "int f(int x) { return M60; }");
    "a bomb of nothing": |_| bomb(60, |i| format!("M{i} M{i}"), "").replace("M0 x", "M0") + "int a M60;";
    "a bomb in a condition": |_| bomb(60, |i| format!("M{i}+M{i}"), "#if M60\n#endif\nint a;");
    "a bomb of functions": |_| {
        let mut s = "#define F0(x) x\n".to_owned();
        (0..60).for_each(|i| put!(s, "#define F{}(x) F{i}(x x)\n", i + 1));
        s + "int f(int x) { F60(x;) return x; }"
    };
    "a bomb of arguments": |_| {
        let mut s = "#define F0(x,y) x y\n".to_owned();
        (0..60).for_each(|i| put!(s, "#define F{}(x,y) F{i}(x y,y x)\n", i + 1));
        s + "F60(int a;,int b;)"
    };
    "a bomb of nested calls": |n| nest(n, "#define F(x) x x\nint f(int x) { ", "F(", "x;", ")", "}");
    "nested calls": |n| nest(n, "#define F(x) x\nint f(int x) { return ", "F(", "x", ")", "; }");
    "nested calls with two uses of nothing": |n| {
        nest(n, "#define F(x) x x\n#define E\nint a ", "F(", "E", ")", ";")
    };
    "open calls": |n| nest(n, "#define F(x) x\nint f(int x) { return ", "F(", "x", "", "; }");
    "a bomb of joined names": |_| {
        let mut s = "#define J0(x) x##x\n".to_owned();
        (0..40).for_each(|i| put!(s, "#define J{}(x) J{i}(x##x)\n", i + 1));
        s + "int J40(a);"
    };
    "a bomb of strings": |_| {
        let mut s = "#define S0(x) #x\n".to_owned();
        (0..60).for_each(|i| put!(s, "#define S{}(x) S{i}(#x #x)\n", i + 1));
        s + "char *a = S60(a);"
    };
    "strings of strings": |n| {
        nest(n.min(4000), "#define S(x) #x\n#define T(x) S(x)\nchar *a = ", "T(", "\"\\\"", ")", ";")
    };
    "a macro of itself": |n| nest(n, "#define M M\nint f(int M) { ", "M;", "", "", "}");
    "macros of each other": |n| nest(n, "#define A B\n#define B A\nint f(int A) { ", "A;B;", "", "", "}");
    "a ring of macros": |n| flood(n, "", |s, i| put!(s, "#define R{i} R{}\n", i + 1), "int R0;");
    "a ring of many macros, used": |n| {
        let count = n / 40;
        let mut s = String::new();
        (0..count).for_each(|i| put!(s, "#define R{i} R{}\n", (i + 1) % count));
        (0..count / 2).for_each(|i| put!(s, "int R{i};\n"));
        s
    };
    "a long ring with calls": |n| {
        let count = n / 40;
        let mut s = String::new();
        (0..count).for_each(|i| put!(s, "#define R{i}(x) R{}(x)\n", (i + 1) % count));
        s + "int a = R0(1);"
    };
    "long argument": |n| nest(n, "#define F(x) x\nint f(int x) { F(", "x++;", "", "", ") return x; }");
    "long argument, used often": |n| {
        nest(n, "#define F(x) x x x x x x x x x x x x x x x x\nint f(int x) { F(", "x++;", "", "", ") return x; }")
    };
    "arguments": |n| nest(n, "#define F(x,...) x\nint a[] = { F(1", ",1", "", "", ") };");
    "variable arguments": |n| nest(n, "#define F(...) __VA_ARGS__\nint a[] = { F(1", ",1", "", "", ") };");
    "too many arguments": |n| nest(n, "#define F(x) x\nint a[] = { F(1", ",1", "", "", ") };");
    "parameters": |n| flood(n, "#define F(a", |s, i| put!(s, ",a{i}"), ") a0\nint a;");
    "same parameters": |n| nest(n, "#define F(a", ",a", "", "", ") a\nint a;");
    "a long macro, used often": |n| {
        let body = "x+".repeat(n / 4);
        let uses = "M;".repeat(n / 4);
        format!("#define M {body}0\nint f(int x) {{ {uses} return x; }}")
    };
    "uses of a macro of many empty ones": |n| {
        let body = "E ".repeat(n / 4);
        format!("#define E\n#define M {body}\nint a; {}", "M".to_owned() + &" M".repeat(n / 4))
    };
    "definitions": |n| flood(n, "", |s, i| put!(s, "#define M{i} {i}\n"), "int a = M7;");
    "definitions, used": |n| flood(n, "", |s, i| put!(s, "#define M{i} {i}\nint a{i}=M{i};\n"), "");
    "one definition again and again": |n| nest(n, "", "#define M 1\n", "", "", "int a = M;");
    "definitions and undefinitions": |n| nest(n, "", "#define M 1\n#undef M\n", "", "", "int a;");
    "different definitions": |n| flood(n, "", |s, i| put!(s, "#define M {i}\n"), "int a = M;");
    "conditions": |n| nest(n, "", "#if 1\n", "int a;\n", "#endif\n", "");
    "false conditions": |n| nest(n, "", "#if 0\n", "int a;\n", "#endif\n", "int a;");
    "open conditions": |n| nest(n, "int a;\n", "#if 1\n", "", "", "");
    "an open false condition": |n| nest(n, "int a;\n#if 0\n", "x\n", "", "", "");
    "elifs": |n| nest(n, "#if 0\n", "#elif 0\n", "", "", "#endif\nint a;");
    "elses": |n| nest(n, "#if 0\n", "#else\n", "", "", "#endif\nint a;");
    "endifs": |n| nest(n, "int a;\n", "#endif\n", "", "", "");
    "a condition with parentheses": |n| nest(n, "#if ", "(", "1", ")", "\nint a;\n#endif\n");
    "a condition with negations": |n| nest(n, "#if ", "!", "1", "", "\nint a;\n#endif\nint b;");
    "a condition with sums": |n| nest(n, "#if 1", "+1", "", "", "\nint a;\n#endif\n");
    "a condition with conditionals": |n| nest(n, "#if ", "1?", "1", ":0", "\nint a;\n#endif\nint b;");
    "a condition with names": |n| flood(n, "#if 1", |s, i| put!(s, "||a{i}"), "\nint a;\n#endif\n");
    "a condition with defined": |n| nest(n, "#if 1", "||defined(A)", "", "", "\nint a;\n#endif\n");
    "inclusions of itself": |n| nest(n, "", "#include __FILE__\n", "", "", "");
    "inclusions of nothing": |n| flood(n, "", |s, i| put!(s, "#include \"a{i}.h\"\n"), "");
    "inclusions of a header": |n| nest(n, "", "#include <stdint.h>\n", "", "", "int a;");
    "an open inclusion": |n| nest(n, "#include <", "a", "", "", "");
    "line numbers": |n| flood(n, "", |s, i| put!(s, "#line {} \"f{i}\"\nint a{i};\n", i % 1000 + 1), "");
    "errors": |n| nest(n, "", "#error x\n", "", "", "");
    "warnings": |n| nest(n, "", "#warning x\n", "", "", "int a;");
    "pragmas": |n| nest(n, "", "#pragma x\n", "", "", "int a;");
    "pragma operators": |n| nest(n, "", "_Pragma(\"x\") ", "", "", "int a;");
    "packs": |n| nest(n, "", "#pragma pack(push, 1)\n", "", "", "int a;");
    "unknown directives": |n| nest(n, "", "#x\n", "", "", "");
    "empty directives": |n| nest(n, "", "#\n", "", "", "int a;");
    "hashes": |n| nest(n, "", "#", "", "", "");
    "a chain of joins": |n| nest(n, "#define J(x) x", "##x", "", "", "\nint J(a);");
    "joins that make nothing": |n| nest(n, "#define J(x) x", "##+", "", "", "\nint a = J(1);");
    "a chain of strings": |n| nest(n, "#define S(x) #x", "#x", "", "", "\nchar *a = S(a);");
    "joins of many parameters": |n| {
        let list = |piece: fn(usize) -> String, between: &str| (0..900).map(piece).collect::<Vec<_>>().join(between);
        let name = |i: usize| format!("a{i}");
        let define = format!("#define J({}) {}\n", list(name, ","), list(name, "##"));
        let call = format!("int J({});", list(|i| if i == 0 { "q".into() } else { (i % 10).to_string() }, ","));
        nest(n, &define, &call, "", "", "")
    };
    "joins in joins": |n| {
        flood(n, "#define C_(a,b) a##b\n#define C(a,b) C_(a,b)\n", |s, i| put!(s, "int C(C(C(C(x,{i}),_),y),z);\n"), "")
    };
    "joined numbers": |n| flood(n, "#define J(a,b) a##b\nint x[] = {", |s, i| put!(s, "J({},{}),", i % 1000, i % 7), "};");
    "strings of calls": |n| {
        flood(n, "#define S(x) #x\n#define X(x) S(x)\nchar *a[] = {", |s, i| put!(s, "X(X(X({i}))),"), "};")
    };
    "conditions with calls": |n| {
        flood(n, "#define V(a,b,c) ((a)*65536+(b)*256+(c))\n", |s, i| {
            put!(s, "#if V(1,2,{i})>V(1,1,9)\nint c{i};\n#endif\n");
        }, "")
    };
    "ladders of conditions": |n| flood(n, "", |s, i| {
        put!(s, "#ifdef A{i}\nint a;\n#elif defined B{i}&&(B{i}>3)\nint b;\n#else\nint c{i};\n#endif\n");
    }, "");
    "conditions as deep as they may be": |n| {
        nest(n, "", &format!("{}int a;\n{}", "#if 1\n".repeat(900), "#endif\n".repeat(900)), "", "", "")
    };
    "commas that vanish": |n| {
        nest(n, "#define V(a,...) g(a,##__VA_ARGS__)\nint g(int,...); int f(void) {", "V(1);V(1,2);", "", "", "return 0; }")
    };
    "macros that are put away": |n| {
        nest(n, "", "#pragma push_macro(\"A\")\n#define A 1\n#pragma pop_macro(\"A\")\n", "", "", "int a;")
    };
    "dates": |n| nest(n, "char *a[] = {", "__DATE__,", "", "", "};");
    "lines in a macro": |n| nest(n, "#define M ", "__LINE__+\\\n", "0", "", "\nint a = M;");
    "counters": |n| nest(n, "int a[] = {", "__LINE__,", "", "", "};");
}

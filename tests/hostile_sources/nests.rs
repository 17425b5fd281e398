//! Depth: what a recursive parser would go down into.

use super::{flood, nest, put, table};
use std::fmt::Write as _;

fn body(size: usize, open: &str, middle: &str, close: &str) -> String {
    nest(size, "int f(int x) { return ", open, middle, close, "; }")
}

fn statement(size: usize, open: &str, middle: &str, close: &str) -> String {
    nest(size, "int f(int x) { ", open, middle, close, " return x; }")
}

table! {
    "parentheses": |n| body(n, "(", "x", ")");
    "open parentheses": |n| body(n, "(", "", "");
    "parentheses with operators": |n| body(n, "1||1&&x|x^x&x==x<x<<x+x*-(", "x", ")");
    "indices": |n| body(n, "x[", "x", "]");
    "calls": |n| body(n, "f(", "x", ")");
    "minuses": |n| body(n, "- ", "x", "");
    "complements and negations": |n| body(n, "~!", "x", "");
    "addresses and indirections": |n| body(n, "*&", "x", "");
    "casts": |n| body(n, "(int)", "x", "");
    "sizeof": |n| body(n, "sizeof ", "x", "");
    "sizeof of types": |n| body(n, "sizeof(int[", "1", "])");
    "assignments": |n| body(n, "x = ", "x", "");
    "conditionals to the left": |n| body(n, "x ? ", "x", " : x");
    "conditionals to the right": |n| body(n, "x ? x : ", "x", "");
    "compound literals": |n| body(n, "(int){", "x", "}");
    "statement expressions": |n| body(n, "({", "x;", "})");
    "selections": |n| body(n, "_Generic(x, int: ", "x", ")");
    "sums": |n| body(n, "", "x", "") .replace("return x", &format!("return x{}", "+x".repeat(n / 2)));
    "ands": |n| body(n, "", "x", "") .replace("return x", &format!("return x{}", "&&x".repeat(n / 3)));
    "commas": |n| body(n, "", "x", "") .replace("return x", &format!("return x{}", ",x".repeat(n / 2)));
    "members": |n| nest(n, "struct s { struct s *p; }; struct s *f(struct s *x) { return x", "->p", "", "", "; }");
    "increments": |n| body(n, "++", "x", "");
    "blocks": |n| statement(n, "{", ";", "}");
    "blocks with variables": |n| statement(n, "{int x=1;", ";", "}");
    "ifs": |n| statement(n, "if (x) ", ";", "");
    "ifs and elses": |n| statement(n, "if (x) ", ";", " else x++;");
    "else ifs": |n| statement(n, "if (x) x++; else ", ";", "");
    "whiles": |n| statement(n, "while (x) ", ";", "");
    "fors": |n| statement(n, "for (;;) ", ";", "");
    "dos": |n| statement(n, "do ", ";", " while (x);");
    "switches": |n| statement(n, "switch (x) case 1: ", ";", "");
    "labels": |n| flood(n, "int f(int x) { ", |s, i| put!(s, "l{i}:"), " return x; }");
    "pointers": |n| nest(n, "int ", "*", "x;", "", "");
    "pointers in parentheses": |n| nest(n, "int ", "(*", "x", ")", ";");
    "arrays of arrays": |n| nest(n, "int x", "[1]", "", "", ";");
    "functions of functions": |n| nest(n, "int f", "(int (*g)", "", ")", ";");
    "functions that return functions": |n| nest(n, "int ", "(*f(void))", "", "", "(void);");
    "structs": |n| nest(n, "", "struct {", "int x;", "} a;", "");
    "unions and structs without names": |n| nest(n, "", "union { struct {", "int x;", "}; };", "");
    "struct in sizeof": |n| nest(n, "int x = ", "sizeof(struct { int a[", "1", "]; })", ";");
    "initialiser braces": |n| nest(n, "int a = ", "{", "1", "}", ";");
    "initialiser braces of arrays": |n| nest(n, "int a[] = ", "{", "1", "}", ";");
    "designators": |n| nest(n, "struct s { int x[1]; } a = { ", ".x[0]", "= 1", "", "};");
    "enums in enums": |n| nest(n, "", "enum { A = sizeof(", "int", ") };", "");
    "attributes": |n| nest(n, "int x ", "__attribute__((aligned(", "4", ")))", ";");
    "typeof": |n| nest(n, "", "typeof(", "int", ")", " x;");
}

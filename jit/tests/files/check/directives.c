// test check
#if 1 +
#endif
#include "missing.h"
#define F(x) x
int a = F(1, 2);
#else
#error stop here
#if 1
//# check
//| error: the expression ends too early
//|  --> directives.c:2:8
//|   |
//| 2 | #if 1 +
//|   |        ^ expected a number, a name or `(`
//|
//| error: header `missing.h` not found
//|  --> directives.c:4:10
//|   |
//| 4 | #include "missing.h"
//|   |          ^^^^^^^^^^^ not found
//|
//| error: macro `F` takes 1 argument, but 2 are given
//|  --> directives.c:6:9
//|   |
//| 5 | #define F(x) x
//|   |         - defined here
//| 6 | int a = F(1, 2);
//|   |         ^^^^^^^ expected 1 argument
//|
//| error: `#else` without `#if`
//|  --> directives.c:7:1
//|   |
//| 7 | #else
//|   | ^^^^^ there is no `#if`, `#ifdef` or `#ifndef` in this file that it belongs to
//|
//| error: stop here
//|  --> directives.c:8:1
//|   |
//| 8 | #error stop here
//|   | ^^^^^^^^^^^^^^^^
//|
//| error: `#endif` is missing
//|  --> directives.c:9:1
//|   |
//| 9 | #if 1
//|   | ^^^ this is never closed
//|   |
//|   = help: close it with `#endif`
//|

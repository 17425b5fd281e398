/* A quiet NaN. What it is tagged with is up to the implementation (C99 7.12.11.2): nothing. */
#include "math_impl.h"

double nan(const char *tag) { return NAN; }
long double nanl(const char *tag) { return NAN; }
float nanf(const char *tag) { return NAN; }

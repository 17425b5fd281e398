/* The square root: the processor's own. */
#include "math_impl.h"

double sqrt(double x) { return x < 0 ? __math_domain() : __builtin_sqrt(x); }

LONG1(sqrt)

/* Twice the digits and two more make the second rounding harmless (S. Figueroa, "When is double rounding
   innocuous?", 1995). */
float sqrtf(float x) { return (float)sqrt(x); }

/* Magnitudes and signs: bits. */
#include "math_impl.h"

double fabs(double x) { return __builtin_fabs(x); }

LONG1(fabs)
float fabsf(float x) { return __builtin_fabsf(x); }

/* How functions report errors: math_errhandling is MATH_ERRNO. */
#include "math_impl.h"

double __math_domain(void) {
    /* The processor's own NaN has its sign set; so has this one, in every engine. */
    union __number n;
    n.u = 0xfff8000000000000ULL;
    errno = EDOM;
    return n.f;
}

double __math_range(double result) {
    errno = ERANGE;
    return result;
}

float __math_float(double result) {
    float f = (float)result;
    /* An infinity or zero that comes as one has its error reported, if it is one. */
    if ((f == 0 && result != 0) || (f - f != 0 && result - result == 0)) errno = ERANGE;
    return f;
}

#include <stdlib.h>

#include "strtod_impl.h"

double strtod(const char *restrict text, char **restrict end) {
    static const struct __float_format format = {53, -1022, 1023};
    union {
        unsigned long long bits;
        double value;
    } number;
    number.bits = __text_to_float(text, end, &format);
    return number.value;
}

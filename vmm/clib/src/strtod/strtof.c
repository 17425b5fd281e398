#include <stdlib.h>

#include "strtod_impl.h"

float strtof(const char *restrict text, char **restrict end) {
    static const struct __float_format format = {24, -126, 127};
    union {
        unsigned bits;
        float value;
    } number;
    number.bits = (unsigned)__text_to_float(text, end, &format);
    return number.value;
}

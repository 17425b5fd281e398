#include "wcsto_impl.h"

double wcstod(const wchar_t *restrict s, wchar_t **restrict end) { CONVERT(double, strtod(text, &last)) }

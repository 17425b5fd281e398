#include "wcsto_impl.h"

long wcstol(const wchar_t *restrict s, wchar_t **restrict end, int base) { CONVERT(long, strtol(text, &last, base)) }

unsigned long wcstoul(const wchar_t *restrict s, wchar_t **restrict end, int base) {
    CONVERT(unsigned long, strtoul(text, &last, base))
}

long long wcstoll(const wchar_t *restrict s, wchar_t **restrict end, int base) {
    CONVERT(long long, strtoll(text, &last, base))
}

unsigned long long wcstoull(const wchar_t *restrict s, wchar_t **restrict end, int base) {
    CONVERT(unsigned long long, strtoull(text, &last, base))
}

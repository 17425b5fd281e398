#include <wchar.h>

size_t wcslen(const wchar_t *s) {
    const wchar_t *end = s;
    while (*end) end++;
    return end - s;
}

size_t wcsnlen(const wchar_t *s, size_t n) {
    size_t i = 0;
    while (i < n && s[i]) i++;
    return i;
}

#include <stdlib.h>

unsigned long long __strtoint(const char *s, char **end, int base, unsigned long long most,
                              unsigned long long most_negative);

long long strtoll(const char *s, char **end, int base) {
    return __strtoint(s, end, base, 0x7fffffffffffffffULL, 0x8000000000000000ULL);
}

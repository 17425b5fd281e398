#include <stdlib.h>

unsigned long long __strtoint(const char *s, char **end, int base, unsigned long long most,
                              unsigned long long most_negative);

long strtol(const char *s, char **end, int base) { return __strtoint(s, end, base, 0x7fffffff, 0x80000000U); }

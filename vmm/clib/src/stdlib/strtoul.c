#include <stdlib.h>

unsigned long long __strtoint(const char *s, char **end, int base, unsigned long long most,
                              unsigned long long most_negative);

unsigned long strtoul(const char *s, char **end, int base) { return __strtoint(s, end, base, 0xffffffffU, 0); }

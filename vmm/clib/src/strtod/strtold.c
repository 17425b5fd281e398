#include <stdlib.h>

/* `long double` is `double`. */
long double strtold(const char *restrict text, char **restrict end) { return strtod(text, end); }

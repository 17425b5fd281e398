#include <errno.h>
#include <string.h>

/* POSIX's. */
int strerror_r(int number, char *text, size_t size) { return strlcpy(text, strerror(number), size) < size ? 0 : ERANGE; }

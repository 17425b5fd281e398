#include <ctype.h>

int ispunct(int c) { return (unsigned)c - 33 < 94 && !((unsigned)(c | 32) - 'a' < 26 || (unsigned)c - '0' < 10); }

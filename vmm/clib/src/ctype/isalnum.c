#include <ctype.h>

int isalnum(int c) { return (unsigned)(c | 32) - 'a' < 26 || (unsigned)c - '0' < 10; }

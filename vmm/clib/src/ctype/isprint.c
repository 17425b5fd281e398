#include <ctype.h>

int isprint(int c) { return (unsigned)c - 32 < 95; }

#ifndef _ALLOCA_H
#define _ALLOCA_H

#include <stddef.h>

void *__alloca(size_t n);
#define alloca(n) __alloca(n)

#endif

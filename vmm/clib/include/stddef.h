/* C99 7.17 */
#ifndef _STDDEF_H
#define _STDDEF_H

#define NULL ((void *)0)
#define offsetof(type, member) ((size_t)&((type *)0)->member)

typedef int ptrdiff_t;
typedef unsigned int size_t;
typedef int wchar_t;
typedef struct {
    long long __integer;
    double __floating;
} max_align_t;

#endif

#define EMPTY
#define ELLIP_FUNC(...) __VA_ARGS__
#if 0
#error don't "
' unmatched
#if 1
#else
#endif
#elif 1
yes
#else
no
#endif
#if defined EMPTY && !defined(NOPE) && (1 ? 2 : (2/0)) && -1 > 0u && 'a' == 97 && '\377' < 0 && 0x7fffffffffffffff > 0 && (0 || 1 || 1/0)
ok
#endif
#define D defined(EMPTY)
#if D && (3 >> 1 == 1) && (-8 >> 1 == -4) && ~0 == -1 && !0 && 7 % 4 == 3 && (1 << 62) > 0 && (2 | 1) == 3 && (6 ^ 5) == 3 && (1, 2)
#endif
#ifdef EMPTY // c
#ifndef NOPE /* x */
both
#endif
#endif
# /* null */
ELLIP_FUNC(a
#if 1
b
#else
c
#endif
d)

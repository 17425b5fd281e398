// test preprocess
#define YES 1
#if YES && defined(YES) && !defined NO
int a;
#elif 1 / 0
int never;
#else
int no;
#endif
#ifdef NO
#error not this
#elif (2 + 3 * 4 == 14) && -1 > 0u && 'a' == 97
int b;
#endif
#if 0
# if 1
'unbalanced
# endif
#else
int c;
#endif
#ifndef NO
int d;
#endif
//# preprocess
//| int a;
//| int b;
//| int c;
//| int d;

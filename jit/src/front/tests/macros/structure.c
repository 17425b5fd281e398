#else
#endif
#if 0
#else
#else
#elif 1
#endif
#endif x
#ifdef A B
#endif
#elseif
#ifdf A
#frobnicate
#! A
#error this one's wrong
#warning careful
#line x
#if 1
int a;

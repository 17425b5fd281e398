#if 1 / 0
#endif
#if
#endif
#if (1
#endif
#if 1 +
#endif
#if ONE(2)
#endif
#if 1.5
#endif
#if "a" == "b"
#endif
#if x = 1
#endif
#if defined
#endif
#if 1 2
#endif
#ifdef
#endif
#ifdef 5
#endif

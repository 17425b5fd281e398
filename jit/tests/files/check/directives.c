// test check
#if 1 +
#endif
#include "missing.h"
#define F(x) x
int a = F(1, 2);
#else
#error stop here
#if 1

#include <twice.h>
#define ADD(a, b) ((a) + (b))
#define INC(x) ADD(x, one)
#define FOUR INC(3)
#define DEREF(p) (*(p))
#define SEMI(x) x = 1
#define OPEN (
int f(int x) {
    x = FOUR;
    x = ADD(x, unknown);
    x = DEREF(x);
    x = DOUBLE("a");
    SEMI(x)
    return ADD(x,
               7) + DEREF(5);
}
int g(void) { return OPEN 1; }

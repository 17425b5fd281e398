// The edit goes behind the first includes.
#include "stdbool.h"

int main(void) {
    FILE *f;
    FILE *g = 0;
    f = g;
    int n = strlen("text") + strlen("more");
    return f == EOF ? n : abs(n);
}

#include <stdlib.h>

int rand(void) { return random(); }

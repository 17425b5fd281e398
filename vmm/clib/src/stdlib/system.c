/* There is no command processor. */
#include <stdlib.h>

int system(const char *command) { return command ? -1 : 0; }

#include "stdio_impl.h"

static FILE file = {1, F_WRITE};
FILE *stdout = &file;

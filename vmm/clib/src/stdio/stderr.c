#include "stdio_impl.h"

static FILE file = {2, F_WRITE};
FILE *stderr = &file;

#include "stdio_impl.h"

static unsigned char room[UNGET + 4096];
static FILE file = {0, F_READ, NULL, room + UNGET, room + UNGET, room + UNGET, sizeof room - UNGET};
FILE *stdin = &file;

#include <stdio.h>
#pragma once
#define WIDTH 640
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#ifdef DEBUG
int debug;
#endif
#error "no"
# 1 "other.c"
int main(void) { return 0; }

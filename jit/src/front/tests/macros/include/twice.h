#ifndef TWICE_H
#define TWICE_H
#define DOUBLE(x) ((x) + (x))
int twice(int x);
#endif

// test preprocess
#define A 1
#define B A + A
#define EMPTY
int a = B; EMPTY int b EMPTY = A;
#undef A
int c = B;

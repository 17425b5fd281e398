// test preprocess
#define A 1
#define B A + A
#define EMPTY
int a = B; EMPTY int b EMPTY = A;
#undef A
int c = B;
//# preprocess
//| int a = 1 + 1; int b = 1;
//| int c = A + A;

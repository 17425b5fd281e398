#define TWO(a, b) ((a) + (b))
#define NONE() 1
#define SOME(a, ...) printf(a, __VA_ARGS__)
int a = TWO(1);
int b = TWO(1, 2, 3);
int c = NONE(1);
int d = TWO();
int e = TWO((1, 2), 3);
int f = SOME();
int g = TWO(1,
#define X
2);
int h = TWO(1, 2;
int i = 0;

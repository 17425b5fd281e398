#define GLUE(a, b) a ## b
#define BAD1 ## x
#define BAD2 x ##
#define BAD3(x) #y
#define BAD4(x, x) 1
#define BAD5(x 1
#define BAD6(x, ..., y) 1
#define BAD7 __VA_ARGS__
#define BAD8(1) 1
#define 3 4
#define
#define defined 1
#define NUMBER 0x
#define MINUS-1
int a = GLUE(+, 3);
int b = NUMBER;
int c = MINUS 0;
char *d = GLUE(", x);

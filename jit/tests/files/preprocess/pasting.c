// test preprocess
// C99 6.10.3.5, examples 4 to 7.
#define str(s) # s
#define xstr(s) str(s)
#define debug(s, t) printf("x" # s "= %d, x" # t "= %s", \
x ## s, x ## t)
#define INCFILE(n) vers ## n
#define glue(a, b) a ## b
#define xglue(a, b) glue(a, b)
#define HIGHLOW "hello"
#define LOW LOW ", world"
debug(1, 2);
fputs(str(strncmp("abc\0d", "abc", '\4') // this goes away
== 0) str(: @\n), s);
xstr(INCFILE(2).h)
glue(HIGH, LOW);
xglue(HIGH, LOW)
#define t(x,y,z) x ## y ## z
int j[] = { t(1,2,3), t(,4,5), t(6,,7), t(8,9,), t(10,,), t(,11,), t(,,12), t(,,) };
//# preprocess
//| printf("x" "1" "= %d, x" "2" "= %s", x1, x2);
//| fputs("strncmp(\"abc\\0d\", \"abc\", '\\4') == 0"
//| ": @\n", s);
//| "vers2.h"
//| "hello";
//| "hello" ", world"
//| int j[] = { 123, 45, 67, 89, 10, 11, 12, };

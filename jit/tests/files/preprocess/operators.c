// test preprocess
#define STR(x) #x
#define XSTR(x) STR(x)
#define GLUE(a, b) a##b
#define XGLUE(a, b) GLUE(a, b)
#define VALUE 12
char *a = STR( one  "two\n" 'c' ), *b = XSTR(VALUE), *c = STR(VALUE);
int GLUE(x, 1) = XGLUE(VALUE, 3), y = GLUE(, 5);
int GLUE(VAL, UE);
//# preprocess
//| char *a = "one \"two\\n\" 'c'", *b = "12", *c = "VALUE";
//| int x1 = 123, y = 5;
//| int 12;

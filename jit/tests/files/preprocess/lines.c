// test preprocess
int a = __LINE__;
#line 100 "other.c"
int b = __LINE__; char *c = __FILE__;
#define L __LINE__
int d = L +\
L;
//# preprocess
//| int a = 2;
//| int b = 100; char *c = "other.c";
//| int d = 102 +
//| 103;

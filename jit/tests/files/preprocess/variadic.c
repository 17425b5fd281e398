// test preprocess
#define LOG(format, ...) printf(format, __VA_ARGS__)
#define GNU(format, ...) printf(format, ##__VA_ARGS__)
#define ALL(...) { __VA_ARGS__ }
LOG("%d", 1, (2, 3));
GNU("x");
GNU("x", 1);
int a[] = ALL(1, 2, 3);
//# preprocess
//| printf("%d", 1, (2, 3));
//| printf("x");
//| printf("x",1);
//| int a[] = { 1, 2, 3 };

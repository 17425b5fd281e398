// <tgmath.h>
#include <tgmath.h>
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

int test_by_type(void) {
    float f = 2;
    CHECK(sizeof(sqrt(f)) == 4 && sizeof(sqrt(2.0)) == 8 && sizeof(sqrt(2)) == 8 && sqrt(4) == 2);
    return 0;
}

int test_of_two_arguments(void) {
    float f = 2;
    CHECK(sizeof(pow(f, f)) == 4 && sizeof(pow(f, 2.0)) == 8 && sizeof(pow(f, 2)) == 8 && pow(f, 3) == 8);
    return 0;
}

// <assert.h>
#define NDEBUG
#include <assert.h>
static int unchecked(void) { assert(0); assert(no such thing); return 1; }
#undef NDEBUG
#include <assert.h>
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

int test_ndebug(void) {
    CHECK(unchecked());
    return 0;
}

int test_true(void) {
    int n = 1;
    assert(n == 1);
    n == 1 ? assert(n) : (void)0;
    return 0;
}

int trap_false(void) { // abort
    int n = 1;
    assert(n == 2);
    return 0;
}

int test_static_assert(void) {
    static_assert(sizeof(int) == 4, "a macro for _Static_assert");
    return 0;
}

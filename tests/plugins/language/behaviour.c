// What C leaves undefined, unspecified or to the implementation.
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

int test_signed_overflow_wraps(void) {
    volatile int big = 2147483647, small = -2147483647 - 1;
    volatile long long wide = 9223372036854775807LL;
    CHECK(big + 1 == small && small - 1 == big && -small == small && big * 2 == -2);
    CHECK(wide + 1 == -wide - 1 && wide * 2 == -2);
    CHECK(2147483647 + 1 == small);
    return 0;
}

int own_shift_amounts_are_masked(void) {
    volatile int n = 33, minus = -1;
    volatile long long one = 1;
    CHECK((1 << n) == 2 && (1u << minus) == 0x80000000 && (-8 >> n) == -4);
    CHECK(one << 64 + (n - 33) == 1 && one << n == 8589934592 && one << 65 + n - 33 == 2);
    return 0;
}

int test_left_shift_of_negatives(void) {
    volatile int n = -3;
    CHECK(n << 1 == -6 && n << 31 == -2147483647 - 1);
    return 0;
}

int trap_division_by_zero(void) { // integer division
    volatile int zero = 0;
    return 1 / zero;
}

int trap_remainder_by_zero(void) { // integer division
    volatile unsigned zero = 0;
    return 1 % zero;
}

int trap_wide_division_by_zero(void) { // integer division
    volatile long long zero = 0;
    return 1 / zero;
}

int trap_division_overflow(void) { // integer division
    volatile int small = -2147483647 - 1, minus = -1;
    return small / minus;
}

int trap_remainder_overflow(void) { // integer division
    volatile long long small = -9223372036854775807ll - 1, minus = -1;
    return small % minus;
}

int trap_null_read(void) { // null pointer: read
    int *volatile p = 0;
    return *p;
}

int trap_null_write(void) { // null pointer: write
    int *volatile p = 0;
    *p = 1;
    return 0;
}

int trap_null_is_wide(void) { // null pointer: read
    int *volatile p = 0;
    return p[500000];
}

int trap_wild_pointers(void) { // outside the plugin's segments: read
    int *volatile p = (int *)0x50000000;
    return *p;
}

int trap_writing_outside(void) { // outside the plugin's segments: write
    int *volatile p = (int *)0x50000000;
    *p = 1;
    return 0;
}

int trap_functions_are_not_data(void) { // outside the plugin's segments: read
    char *volatile p = (char *)trap_null_read;
    return *p;
}

int trap_data_is_not_code(void) { // not a function pointer
    static int data;
    int (*volatile f)(void) = (int (*)(void))&data;
    return f();
}

int trap_null_function(void) { // not a function pointer
    int (*volatile f)(void) = 0;
    return f();
}

static int deeper(int n) {
    volatile char space[16000];
    space[0] = n;
    return n < 100 ? deeper(n + 1) + space[0] : 0;
}

int trap_stack_overflow(void) { // stack overflow
    return deeper(0);
}

int test_arrays_are_not_checked(void) {
    struct { int a[2], b; } s = { { 1, 2 }, 3 };
    volatile int i = 2;
    CHECK(s.a[i] == 3);
    return 0;
}

int own_string_literals_are_shared(void) {
    char *a = "shared", *b = "shared";
    CHECK(a == b);
    return 0;
}

int own_string_literals_are_writable(void) {
    char *a = "written";
    a[0] = 'W';
    CHECK(a[0] == 'W');
    return 0;
}

int test_unaligned_access(void) {
    char bytes[12] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
    CHECK(*(int *)(bytes + 1) == 0x04030201 && *(short *)(bytes + 3) == 0x0403);
    CHECK(*(long long *)(bytes + 1) == 0x0807060504030201);
    *(int *)(bytes + 5) = -1;
    CHECK(bytes[5] == -1 && bytes[8] == -1 && bytes[9] == 9);
    return 0;
}

int test_no_strict_aliasing(void) {
    float f = 1.0f;
    int *p = (int *)&f;
    *p += 0x00800000;
    CHECK(*p == 0x40000000);
    return 0;
}

static int trace[8], traced;
static int seen(int n) { trace[traced++] = n; return n; }
static int take(int a, int b, int c) { return a + b + c; }
static int (*callee(int n))(int, int, int) { seen(n); return take; }

int own_operands_left_to_right(void) {
    traced = 0;
    CHECK(seen(1) + seen(2) * seen(3) == 7 && seen(4) < seen(5));
    for (int i = 0; i < 5; i++) CHECK(trace[i] == i + 1);
    int n = 1;
    CHECK(n + (n = 5) == 6 && n++ + n == 11);
    return 0;
}

int own_arguments_left_to_right(void) {
    traced = 0;
    callee(1)(seen(2), seen(3), seen(4));
    for (int i = 0; i < 4; i++) CHECK(trace[i] == i + 1);
    int n = 0;
    CHECK(take(n++ * 100, n++ * 10, n++) == 12);
    return 0;
}

int own_assignments_left_to_right(void) {
    int a[3] = { 0 }, i = 0;
    traced = 0;
    a[seen(1)] = seen(2);
    a[seen(2)] += seen(3);
    CHECK(trace[0] == 1 && trace[1] == 2 && trace[2] == 2 && trace[3] == 3);
    a[i] = ++i;
    CHECK(a[0] == 1 && i == 1);
    i = i++ + 1;
    CHECK(i == 2);
    return 0;
}

int own_initialisers_in_the_order_of_the_text(void) {
    traced = 0;
    struct { int a, b; } s = { .b = seen(1), .a = seen(2) };
    CHECK(s.b == 1 && s.a == 2 && trace[0] == 1);
    return 0;
}

static int no_return(int n) { if (n) return 5; }

int own_missing_result_is_zero(void) {
    CHECK(no_return(1) == 5 && no_return(0) == 0);
    return 0;
}

int own_uninitialised_scalars_are_zero(void) {
    int a;
    char *p;
    CHECK(a == 0 && p == 0);
    return 0;
}

int test_const_objects_lie_in_memory(void) {
    const int n = 1;
    *(volatile int *)&n = 2;
    CHECK(*(volatile const int *)&n == 2);
    return 0;
}

int test_pointers_wrap(void) {
    char *volatile p = (char *)0xfffffff0;
    CHECK(p + 32 == (char *)16 && (unsigned)(p + 15) == 0xffffffff);
    return 0;
}

int test_pointers_compare_as_numbers(void) {
    char *volatile high = (char *)0x90000000, *volatile low = (char *)0x10000000;
    CHECK(high > low && low < high && high - low < 0);
    return 0;
}

int own_float_to_int_out_of_range(void) {
    volatile double big = 1e10, huge = 1e30;
    volatile float minus = -1e30f;
    CHECK((int)big == -2147483647 - 1 && (int)minus == -2147483647 - 1);
    CHECK((long long)huge == -9223372036854775807ll - 1 && (long long)minus == -9223372036854775807ll - 1);
    return 0;
}

int own_float_to_unsigned_out_of_range(void) {
    volatile double minus = -1.5, big = 4294967298.0, huge = 1e30;
    CHECK((unsigned)minus == 4294967295u && (unsigned)big == 2 && (unsigned)huge == 0);
    return 0;
}

int own_float_to_narrow_goes_through_int(void) {
    volatile double n = 300.7, m = -1.5;
    CHECK((unsigned char)n == 44 && (signed char)n == 44 && (unsigned char)m == 255 && (short)m == -1);
    return 0;
}

int test_float_division_by_zero(void) {
    volatile double zero = 0, one = 1;
    CHECK(one / zero > 1e308 && -one / zero < -1e308 && one / -zero < -1e308);
    return 0;
}

int test_nan_comparisons(void) {
    volatile double zero = 0, nan = zero / zero;
    CHECK(nan != nan && !(nan == nan) && !(nan < 1) && !(nan >= 1) && !(nan > nan) && nan && !!nan);
    CHECK((nan ? 1 : 2) == 1);
    return 0;
}

int test_nan_bits(void) {
    union { double d; unsigned long long u; } a;
    volatile double zero = 0;
    a.d = zero / zero;
    CHECK(a.u == 0xfff8000000000000);
    a.u = 0x7ff0000000000001;
    volatile double signalling = a.d;
    a.d = signalling + 1;
    CHECK(a.u == 0x7ff8000000000001);
    return 0;
}

int test_no_contraction(void) {
    volatile double a = 1 + 7.450580596923828e-09, b = 1 + 1.4901161193847656e-08;
    CHECK(a * a - b == 0);
    return 0;
}

int test_no_excess_precision(void) {
    volatile float a = 16777216.0f, b = 1.0f;
    volatile double c = 9007199254740992.0, d = 1;
    CHECK((a + b) - a == 0 && (c + d) - c == 0 && sizeof(a + b) == 4);
    return 0;
}

int test_subnormals(void) {
    volatile double a = 2.2250738585072014e-308, two = 2;
    volatile float b = 1e-45f;
    CHECK(a / two > 0 && a / two * two == a && b > 0 && b / 2 == 0);
    return 0;
}

int test_negative_zero(void) {
    volatile double zero = 0;
    CHECK(1 / -zero < 0 && -zero == 0 && 1 / (0.0 * -1) < 0);
    return 0;
}

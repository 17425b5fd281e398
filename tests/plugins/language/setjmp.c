// <setjmp.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

static jmp_buf buffer;
static int calls;

static void deeper(int depth, int value) {
    char filler[64];
    memset(filler, depth, sizeof filler);
    calls++;
    if (depth == 0) longjmp(buffer, value);
    deeper(depth - 1, value + filler[1]);
    calls += 1000;
}

int test_setjmp(void) {
    int value;
    calls = 0;
    value = setjmp(buffer);
    if (value == 0) {
        deeper(5, 100);
        return __LINE__;
    }
    CHECK(value == 115 && calls == 6);
    // `setjmp` as C99 7.13.1.1 lists it.
    if (setjmp(buffer)) return 0;
    if (!setjmp(buffer)) longjmp(buffer, 1);
    switch (setjmp(buffer)) {
    case 0: deeper(2, 7); break;
    case 10: return 0;
    }
    return __LINE__;
}

int test_longjmp_of_zero(void) {
    int value = setjmp(buffer);
    if (value == 0) longjmp(buffer, 0);
    CHECK(value == 1);
    return 0;
}

// More values than there are registers, which live across the calls.
static int keeps(int a, int b, int c, int d) {
    volatile int rounds = 0;
    int e = a + b, f = b * c, g = c - d, h = d ^ a, i = a * 3, j = b * 5, k = c * 7, l = d * 11, m = e + f;
    long long n = (long long)a << 33, o = n + b;
    jmp_buf local;
    int value = setjmp(local);
    if (value < 4) {
        int p = value * 2, q = p + e, r = q ^ f, s = r + g, t = s * h;
        rounds += (t + q + r) - (t + q + r) + 1;
        longjmp(local, value + 1);
    }
    return rounds == 4 && e == a + b && f == b * c && g == c - d && h == (d ^ a) && i == a * 3 && j == b * 5 &&
           k == c * 7 && l == d * 11 && m == e + f && o - n == b && n >> 33 == a;
}

int test_variables_keep_their_values(void) {
    int last = 1;
    CHECK(keeps(1, 2, 3, 4));
    CHECK(keeps(-10, 200, -3000, 40000));
    if (setjmp(buffer) == 0) {
        last = 2;
        longjmp(buffer, 1);
    }
    // Not what they were at setjmp, which C leaves open, but what they were last.
    CHECK(last == 2);
    return 0;
}

// A caller whose registers the jump has to bring back.
static int caller(int x) {
    int a = x + 1, b = x + 2, c = x + 3, d = x + 4, e = x + 5, f = x + 6;
    long long g = x * 1000000000LL;
    int kept = keeps(a, b, c, d);
    return kept && a == x + 1 && b == x + 2 && c == x + 3 && d == x + 4 && e == x + 5 && f == x + 6 &&
           g == x * 1000000000LL;
}

int test_callers_keep_theirs(void) {
    CHECK(caller(5) && caller(-7));
    return 0;
}

static jmp_buf *handlers[8];
static int handler_count;

static int protect(void (*f)(int), int x) {
    jmp_buf here;
    int value;
    handlers[handler_count++] = &here;
    value = setjmp(here);
    if (value == 0) f(x);
    handler_count--;
    return value;
}

static void throw_(int value) { longjmp(*handlers[handler_count - 1], value); }

static void nested(int x) {
    int inner = protect(throw_, x);
    if (x > 1) throw_(inner + 1);
}

int test_exceptions(void) {
    CHECK(protect(throw_, 5) == 5 && handler_count == 0);
    CHECK(protect(nested, 1) == 0 && protect(nested, 8) == 9 && handler_count == 0);
    return 0;
}

static int compare(const void *a, const void *b) {
    if (*(const int *)a == 3 || *(const int *)b == 3) longjmp(buffer, 3);
    return *(const int *)a - *(const int *)b;
}

int test_out_of_library_functions(void) {
    int numbers[] = {5, 4, 3, 2, 1};
    int value = setjmp(buffer);
    if (value == 0) qsort(numbers, 5, sizeof *numbers, compare);
    CHECK(value == 3);
    return 0;
}

int test_a_buffer_can_be_copied(void) {
    jmp_buf first, second;
    volatile int times = 0;
    if (setjmp(first) == 0) {
        memcpy(second, first, sizeof first);
        memset(first, 0, sizeof first);
        times = 1;
        longjmp(second, 1);
    }
    CHECK(times == 1);
    return 0;
}

static void leaves(jmp_buf where, int depth) {
    char filler[200];
    memset(filler, depth, sizeof filler);
    if (depth) leaves(where, depth - 1);
    else if (setjmp(where)) calls = -1;
    calls += filler[2];
}

static void forget(jmp_buf where) { longjmp(where, 1); }

// The frame is gone: here it lies below the one that jumps.
int trap_into_a_function_that_returned(void) { // abort
    jmp_buf gone;
    leaves(gone, 3);
    forget(gone);
    return __LINE__;
}

int trap_of_a_buffer_that_was_never_set(void) { // abort
    static jmp_buf empty;
    longjmp(empty, 1);
}

int exits_after_a_jump(void) { // 7
    int value = setjmp(buffer);
    if (value) exit(value);
    longjmp(buffer, 7);
}
